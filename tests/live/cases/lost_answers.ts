/**
 * Creates whose answer was lost, late, or none: nothing is sent twice, nothing is forgotten.
 *
 * @module
 */
import type { FaultScriptInput } from "../../../src/simulator/mod.ts";
import type { LiveCase } from "../frame.ts";
import type { Wish } from "../player.ts";

type RequestFault = NonNullable<FaultScriptInput["requests"]>[number]["fault"];

/** A bid that rests. */
export function bid(ticker: string, more: Partial<Wish> = {}): Wish {
  return { ticker, outcome: "yes", action: "buy", price: "0.4000", count: "10.00", ...more };
}

/** The ways in which an order was taken, and the client cannot know it from the answer. */
const LOST: Readonly<Record<string, RequestFault>> = {
  "times out": { kind: "drop", how: "hang" },
  "is cut off by a reset": { kind: "drop", how: "reset" },
  "ends in the middle of its body": { kind: "cut", bytes: 20 },
  "is 500": { kind: "answer", status: 500 },
  "is 503 with a web page": { kind: "answer", status: 503, contentType: "text/html", body: "<html></html>" },
  "is 504": { kind: "answer", status: 504 },
  "is 408": { kind: "answer", status: 408 },
  "is a success without an order id": { kind: "edit", set: {}, remove: ["order_id"] },
};

const taken: readonly LiveCase[] = Object.entries(LOST).map(([how, fault]) => ({
  name: `the answer to a create ${how}, and the order rests`,
  naive: {
    "takes it for a rejection": { unknownCreate: "count_as_rejected" },
    "sends it again under a new id": { unknownCreate: "send_anew" },
  },
  async play(player, stage) {
    stage.script({ requests: [{ endpoint: "create", fault }] });
    await player.enter(bid(stage.ticker));
  },
}));

const filled: LiveCase = {
  name: "the answer to a create times out, and the order was filled at once",
  // The exchange frees the id of an order that has ended, so a resend would be a second position.
  stage: { doubts: { recentClientIdMs: 0 } },
  naive: {
    "sends it again under the same id": { unknownCreate: "send_again" },
    "takes it for a rejection": { unknownCreate: "count_as_rejected" },
  },
  async play(player, stage) {
    stage.stranger("ask", "0.40", "20");
    stage.script({ requests: [{ endpoint: "create", fault: { kind: "drop", how: "hang" } }] });
    await player.enter(bid(stage.ticker, { timeInForce: "immediate_or_cancel" }));
  },
  right: (stage) => stage.held() === 1_000 ? [] : [`holds ${stage.held() / 100} of the 10 that were wanted`],
};

const neverReceived: LiveCase = {
  name: "a create is lost before the exchange has it",
  naive: { "takes it for resting": { unknownCreate: "count_as_resting" } },
  async play(player, stage) {
    stage.script({ requests: [{ endpoint: "create", fault: { kind: "drop", point: "before" } }] });
    await player.enter(bid(stage.ticker));
  },
};

const lagging: LiveCase = {
  name: "a look-up says that there is no such order, because it is behind the engine",
  naive: { "believes the first list": { notThere: "one_read" } },
  async play(player, stage) {
    // By lists that were read, not by a time: a machine that is busy would be late for the first.
    stage.do({ kind: "lag", ms: { orders: 60_000, fills: 60_000 } });
    stage.script({
      requests: [{ endpoint: "create", fault: { kind: "drop" } }],
      actions: [{
        upon: { endpoint: "orders", point: "after", nth: 2 },
        do: { kind: "lag", ms: { orders: 0, fills: 0 } },
      }],
    });
    await player.enter(bid(stage.ticker));
  },
};

const conflict: LiveCase = {
  name: "a create is answered 409, and an order is there all the same",
  naive: {
    "sends it again under a new id": { duplicate: "send_anew" },
  },
  async play(player, stage) {
    stage.script({ requests: [{ endpoint: "create", fault: { kind: "answer", status: 409 } }] });
    await player.enter(bid(stage.ticker));
  },
  right: (stage) =>
    stage.account.resting().length === 1 ? [] : [`${stage.account.resting().length} orders rest`],
};

const conflictOfNothing: LiveCase = {
  name: "a create is answered 409, and nothing is there",
  naive: { "takes it for the proof that its order rests": { duplicate: "count_as_resting" } },
  async play(player, stage) {
    stage.script({
      requests: [{ endpoint: "create", fault: { kind: "answer", point: "before", status: 409 } }],
    });
    await player.enter(bid(stage.ticker));
  },
};

const strange: LiveCase = {
  name: "an order is taken with an answer whose counts are null",
  naive: { "refuses the body, and with it the order": { strangeBody: "count_as_rejected" } },
  async play(player, stage) {
    const set = { fill_count: null, remaining_count: null };
    stage.script({ requests: [{ endpoint: "create", fault: { kind: "edit", set } }] });
    await player.enter(bid(stage.ticker));
  },
};

const redirected: LiveCase = {
  name: "a create is answered by a redirect to another host",
  naive: { "follows it, signature and all": { redirects: "follow" } },
  async play(player, stage) {
    const location = stage.elsewhere.url;
    stage.script({ requests: [{ endpoint: "create", fault: { kind: "answer", status: 307, location } }] });
    await player.enter(bid(stage.ticker));
  },
  right: (stage) => stage.elsewhere.heard.map((line) => `another host was sent ${line}`),
};

/** What anybody reads that looks for an order. */
const READS: ReadonlySet<string> = new Set(["orders", "fills"]);

const settledUnknown: LiveCase = {
  name: "a market is paid out while nobody knows what became of an order in it",
  onlyLive: "it does not follow what markets pay",
  naive: { "sends it again, and loses twice": { unknownCreate: "send_anew" } },
  async play(player, stage) {
    const { ticker, simulator: { control } } = stage;
    stage.stranger("ask", "0.40", "20");
    stage.script({
      requests: [
        { endpoint: "create", fault: { kind: "drop" } },
        {
          endpoint: ["orders", "order", "fills", "positions", "historical_orders", "historical_fills"],
          times: "always",
          fault: { kind: "answer", point: "before", status: 503 },
        },
      ],
      channels: [{ times: "always", fault: { kind: "lose" } }],
    });
    const entered = player.enter(bid(ticker, { timeInForce: "immediate_or_cancel" }));
    const isUnknown = () => {
      const { creates: [created], sightings } = control.witness;
      if (created?.sighting.outcome === undefined) return false;
      const since = sightings.slice(sightings.indexOf(created.sighting) + 1);
      return since.some(({ endpoint, outcome }) => READS.has(endpoint) && outcome !== undefined);
    };
    await stage.until(isUnknown);
    stage.do({ kind: "life", life: { step: "closed", ticker } });
    stage.do({ kind: "life", life: { step: "determined", ticker, result: "no" } });
    stage.do({ kind: "life", life: { step: "settled", ticker } });
    control.clear();
    await entered;
  },
  right: (stage) => {
    const lost = 200_000_000 - stage.money();
    return lost > 4_000_000 && lost < 5_000_000
      ? []
      : [`${lost / 1e6} dollars are lost of the 4 that were put in`];
  },
};

const storm: LiveCase = {
  name:
    "a storm: creates, cancels and reads are lost, late and refused by chance, and fills come twice or late",
  listens: true,
  naive: { "takes what is unknown for a rejection": { unknownCreate: "count_as_rejected" } },
  async play(player, stage) {
    const always = { times: "always" } as const;
    stage.script({
      requests: [
        { endpoint: "create", ...always, chance: 0.5, fault: { kind: "drop" } },
        // One at least, whatever the seed.
        { endpoint: "create", nth: 4, fault: { kind: "drop" } },
        { endpoint: "cancel", ...always, chance: 0.3, fault: { kind: "drop" } },
        {
          endpoint: "cancel",
          ...always,
          chance: 0.2,
          fault: { kind: "answer", status: 503, point: "before" },
        },
        {
          endpoint: ["orders", "order", "fills"],
          ...always,
          chance: 0.2,
          fault: { kind: "answer", status: 500 },
        },
        { endpoint: ["orders", "fills"], ...always, chance: 0.3, fault: { kind: "late", ms: [1, 20] } },
      ],
      channels: [
        { channel: "fill", ...always, chance: 0.4, fault: { kind: "double", afterMs: [0, 30] } },
        { ...always, chance: 0.4, fault: { kind: "delay", ms: [1, 40] } },
      ],
    });
    for (let count = 1; count <= 4; count++) {
      const order = await player.enter(bid(stage.ticker, { price: `0.3${count}00`, count: `${count}.00` }));
      if (count % 2 === 0) stage.stranger("ask", `0.3${count}`, "1");
      if (order !== undefined && count % 2 === 1) await player.cancel(order);
    }
    // The exchange behaves again, and all is looked at once more.
    stage.simulator.control.clear();
  },
};

/** The cases. */
export const LOST_ANSWERS: readonly LiveCase[] = [
  filled,
  ...taken,
  neverReceived,
  lagging,
  conflict,
  conflictOfNothing,
  strange,
  redirected,
  settledUnknown,
  storm,
];
