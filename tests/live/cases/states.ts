/**
 * States of the account, the exchange and the program itself: gates that are shut, a group that is gone, clocks apart, a journal
 * that cannot be written, a second machine.
 *
 * @module
 */
import { assert } from "@std/assert";
import type { Quantity } from "../../../src/core/numbers/money.ts";
import { noEntryBetween } from "../../../src/simulator/control/claims.ts";
import type { LiveCase } from "../frame.ts";
import type { Stage } from "../stage.ts";
import { holds, holdTen } from "./exits.ts";
import { bid } from "./lost_answers.ts";

/** The longest that an order may rest without a renewal, ms, and what lies between reading a clock and sending. */
const LONGEST_MS = 125_000;

/** Every order that rests says an end that is neither past nor far, on the exchange's clock. */
function endsInTime({ simulator }: Stage): readonly string[] {
  const { creates } = simulator.control.witness;
  if (creates.length === 0) return ["nothing was sent"];
  return creates.flatMap(({ expirationTime, clientOrderId, sighting }) => {
    const restMs = (expirationTime ?? 0) * 1_000 - sighting.atMs;
    return restMs > 0 && restMs <= LONGEST_MS ? [] : [`${clientOrderId} is to rest for ${restMs} ms`];
  });
}

/** The exchange takes signatures of a clock that is off, so that only the expiries are wrong. */
const TOLERANT = { clockToleranceMs: 300_000 };

const clockAhead: LiveCase = {
  name: "the machine's clock is 90 s ahead of the exchange's",
  stage: { aheadMs: -90_000, doubts: TOLERANT },
  naive: { "counts an expiry from its own clock": { expiryClock: "own" } },
  async play(player, stage) {
    await player.enter(bid(stage.ticker));
  },
  right: endsInTime,
};

const clockBehind: LiveCase = {
  name: "the machine's clock is more than an order's life behind the exchange's",
  stage: { aheadMs: 150_000, doubts: TOLERANT },
  naive: { "counts an expiry from its own clock": { expiryClock: "own" } },
  async play(player, stage) {
    await player.enter(bid(stage.ticker));
  },
  right: endsInTime,
};

const shutGates: LiveCase = {
  name: "the group is triggered, reads fail and sockets are lost, and the position must be closed",
  // Ten contracts at once are as many as the group takes.
  stage: { limits: { maxContractsIn15s: 1_000 as Quantity } },
  naive: { "has one gate for entries and exits": { exitGate: "as_entries" } },
  async play(player, stage) {
    await holdTen(player, stage);
    stage.hand({ act: "groups", change: "trigger" });
    stage.script({
      requests: [{
        endpoint: ["balance", "orders", "fills", "positions"],
        times: "always",
        fault: { kind: "answer", point: "before", status: 503 },
      }],
    });
    stage.do({ kind: "fault", name: "drop" });
    await player.says?.(/not compared yet/);
    await player.enter(bid(stage.football));
    await player.exit(stage.ticker, "0.35");
    await stage.until(() => stage.held() === 0);
    stage.simulator.control.clear();
  },
  right: (stage, _player, positionAt) => {
    const { witness } = stage.simulator.control;
    const [first] = witness.creates;
    return [
      ...holds(0)(stage),
      ...noEntryBetween(witness, first?.sighting.atMs ?? 0, Infinity, positionAt),
    ];
  },
};

const groupGone: LiveCase = {
  name: "the order group of the entries is deleted by hand",
  stage: { limits: { maxContractsIn15s: 2_000 as Quantity } },
  onlyLive: "it enters without a group once it has none",
  naive: { "enters without a group": {} },
  async play(player, stage) {
    await player.enter(bid(stage.ticker));
    stage.hand({ act: "groups", change: "delete" });
    await player.says?.(/ORDER_GROUP/);
    await player.enter(bid(stage.ticker, { price: "0.4100" }));
  },
  right: (stage, _player, positionAt) => {
    const { witness } = stage.simulator.control;
    const [first] = witness.creates;
    return [
      ...stage.account.resting().map(({ orderId }) => `${orderId} rests on`),
      ...noEntryBetween(witness, first?.sighting.atMs ?? 0, Infinity, positionAt),
    ];
  },
};

const secondMachine: LiveCase = {
  name: "a second machine with a copy of the journal uses the id of an order that has ended",
  listens: true,
  shared: true,
  stage: { doubts: { recentClientIdMs: 0 } },
  naive: { "books what it trades on the order that has ended": { sameClientId: "own" } },
  async play(player, stage) {
    const order = await player.enter(bid(stage.ticker)) ?? "";
    await player.cancel(order);
    const [first] = stage.simulator.control.witness.creates;
    stage.stranger("ask", "0.40", "4");
    stage.hand({
      act: "order",
      ticker: stage.ticker,
      side: "bid",
      price: "0.40",
      count: "4",
      clientOrderId: first?.clientOrderId,
    });
    await stage.streamed(player);
  },
  right: async (_stage, player) => [
    ...[...player.belief().positions].map(([ticker, held]) =>
      `${ticker}: believes that ${held / 100} of somebody else's are its own`
    ),
    ...await player.says?.(/ORDER_IDS .*same client_order_id/) === false ? ["entries are not halted"] : [],
  ],
};

const goesOn: LiveCase = {
  name: "entries are paused and go on, and then a fill is lost on the stream",
  listens: true,
  naive: { "only sends again, and hears and reads no more": { afterPause: "orders_alone" } },
  async play(player, stage) {
    await player.pause();
    stage.script({ channels: [{ channel: "fill", times: "always", fault: { kind: "lose" } }] });
    await player.enter(bid(stage.ticker));
    stage.stranger("ask", "0.40", "4");
  },
  right: holds(4),
};

const journalHeld: LiveCase = {
  name: "an order is taken, then the journal cannot be written, and another order is wanted",
  naiveDeeds: {
    "takes that for an order that was not sent, and sends it again": async (client, stage) => {
      stage.stranger("ask", "0.40", "20");
      await client.enter(bid(stage.ticker));
      await client.enter(bid(stage.ticker));
    },
  },
  async play(player, stage) {
    stage.stranger("ask", "0.40", "20");
    stage.script({ requests: [{ endpoint: "create", fault: { kind: "late", ms: 100 } }] });
    const { witness } = stage.simulator.control;
    const entered = player.enter(bid(stage.ticker));
    await stage.until(() => witness.creates.length === 1);
    // Without a journal there is nothing more to this than that the order is there.
    using held = player.holdJournal?.();
    await entered;
    if (held === undefined) return;
    assert(await held.hasRefused(), "no write has failed: the case tests nothing");
    await player.enter(bid(stage.ticker));
    assert(await held.hasRefused(), "the journal could be written before the second order was wanted");
  },
  right: async (stage, player) => [
    ...holds(10)(stage),
    ...await player.says?.(/JOURNAL: .* wait for the journal/) === false
      ? ["nobody is told what holds the second order"]
      : [],
    ...stage.simulator.control.witness.creates.slice(1).map(({ clientOrderId }) =>
      `${clientOrderId} was sent, and the journal could not be written`
    ),
  ],
};

const subaccount: LiveCase = {
  name: "an order rests in a subaccount, and is cancelled",
  stage: { subaccount: 1 },
  onlyLive: "it trades in the first subaccount",
  naiveDeeds: {
    "looks for it in the first subaccount, and takes 404 for gone": async ({ wire }, stage) => {
      const { json } = await wire.send("POST", "/portfolio/events/orders", {
        ticker: stage.ticker,
        client_order_id: "elsewhere",
        side: "bid",
        price: "0.4000",
        count: "10.00",
        time_in_force: "good_till_canceled",
        self_trade_prevention_type: "taker_at_cross",
        expiration_time: Math.floor(stage.simulator.clock.now() / 1000) + 120,
        exchange_index: 3,
        subaccount: 1,
      });
      await wire.send("DELETE", `/portfolio/events/orders/${json?.order_id}?exchange_index=3`);
    },
  },
  async play(player, stage) {
    const order = await player.enter(bid(stage.ticker)) ?? "";
    await player.cancel(order);
  },
  right: (stage) => [
    ...stage.account.resting().map(({ orderId }) => `${orderId} rests on`),
    ...stage.simulator.control.witness.creates.length === 1 ? [] : ["nothing was placed"],
  ],
};

const lockedKey: LiveCase = {
  name: "the key is locked to the subaccount that is traded: it buys there, and cancels what rests there",
  stage: { subaccount: 1, lockedKey: true },
  onlyLive: "it trades in the first subaccount",
  naiveDeeds: {
    "names the first subaccount, and takes 404 for gone": async (client, stage) => {
      await holdTen(client, stage);
      await client.enter(bid(stage.ticker));
      const [order] = stage.account.resting();
      await client.wire.send(
        "DELETE",
        `/portfolio/events/orders/${order?.orderId}?exchange_index=3&subaccount=0`,
      );
    },
  },
  async play(player, stage) {
    await holdTen(player, stage);
    const order = await player.enter(bid(stage.ticker, { price: "0.3000" })) ?? "";
    await player.cancel(order);
  },
  right: (stage) => [
    ...holds(10)(stage),
    ...stage.account.resting().map(({ orderId }) => `${orderId} rests on`),
    ...stage.simulator.control.witness.creates.length === 2
      ? []
      : ["the two orders were not sent, each once"],
  ],
};

/** The cases. */
export const STATES: readonly LiveCase[] = [
  shutGates,
  secondMachine,
  journalHeld,
  groupGone,
  subaccount,
  lockedKey,
  goesOn,
  clockAhead,
  clockBehind,
];
