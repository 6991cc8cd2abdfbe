/**
 * What has to be kept up while something is held or rests: resting closes, expiries, ids, and the kill that stays one.
 *
 * @module
 */
import { onlyCancelsAfter } from "../../../src/simulator/control/claims.ts";
import type { LiveCase } from "../frame.ts";
import type { Player } from "../player.ts";
import type { SmallClient } from "../small_client/small_client.ts";
import type { Stage } from "../stage.ts";
import { holds, holdTen } from "./exits.ts";
import { bid } from "./lost_answers.ts";

/** Of an order that lives 110 s this much, so that its expiry is renewed now. */
export const MOST_OF_ITS_LIFE_MS = 80_000;

/** So many contracts rest at the end, order by order, and each has a whole life before it again. */
export function restsRenewed(contracts: number): (stage: Stage) => readonly string[] {
  return (stage) => {
    const now = stage.simulator.clock.now();
    const old = stage.account.resting().filter(({ expiresAtMs = 0 }) =>
      expiresAtMs - now < MOST_OF_ITS_LIFE_MS
    );
    return [...rests(contracts)(stage), ...old.map(({ orderId }) => `${orderId} was not renewed`)];
  };
}

export function rests(...wanted: readonly number[]): (stage: Stage) => readonly string[] {
  return (stage) => {
    const there = stage.account.resting().map(({ remaining }) => remaining / 100);
    return String(there) === String(wanted) ? [] : [`rests: ${there}, right is ${wanted}`];
  };
}

/** An order's expiry comes near, and what looks after it renews it. */
export async function renewed(player: Player, stage: Stage): Promise<void> {
  const { witness } = stage.simulator.control;
  const before = witness.of("amend").length;
  stage.do({ kind: "clock", ms: MOST_OF_ITS_LIFE_MS });
  // The answer says how late it is at the exchange.
  await player.enter(bid(stage.football, { timeInForce: "immediate_or_cancel" }));
  await stage.until(() => witness.of("amend").slice(before).some(({ outcome }) => outcome !== undefined));
}

/** The small client amends the order that rests as it was placed. */
export function amend(count: string) {
  return async (client: SmallClient, stage: Stage): Promise<void> => {
    const [order] = stage.account.resting();
    await client.wire.send("POST", `/portfolio/events/orders/${order?.orderId}/amend`, {
      ticker: stage.ticker,
      side: "bid",
      price: "0.4000",
      count,
      expiration_time: Math.floor(stage.simulator.clock.now() / 1000) + 120,
      exchange_index: 3,
    });
  };
}

const renewalAfterHand: LiveCase = {
  name: "an order was made smaller by hand, and then its expiry is renewed",
  onlyLive: "it does not renew",
  naiveDeeds: {
    "renews it at the size that it was placed with": async (client, stage) => {
      await client.enter(bid(stage.ticker));
      stage.hand({ act: "decrease", to: "4" });
      await amend("10.00")(client, stage);
    },
  },
  async play(player, stage) {
    await player.enter(bid(stage.ticker));
    stage.hand({ act: "decrease", to: "4" });
    await renewed(player, stage);
  },
  right: restsRenewed(4),
};

const renewalOfPartlyFilled: LiveCase = {
  name: "an order is filled in part while its expiry is renewed",
  onlyLive: "it does not renew",
  naiveDeeds: {
    "renews it at what it believes to rest, without what is filled": async (client, stage) => {
      await client.enter(bid(stage.ticker));
      stage.stranger("ask", "0.40", "4");
      await amend("6.00")(client, stage);
    },
  },
  async play(player, stage) {
    await player.enter(bid(stage.ticker));
    const { ticker } = stage;
    stage.script({
      actions: [{
        upon: { endpoint: "amend", point: "before" },
        do: { kind: "trade", ticker, side: "ask", price: "0.40", count: "4" },
      }],
    });
    await renewed(player, stage);
  },
  right: restsRenewed(6),
};

const unknownRenewal: LiveCase = {
  name: "an expiry is renewed, and nobody knows whether it was",
  onlyLive: "it does not renew",
  naiveDeeds: {
    "takes it for gone, and places another": async (client, stage) => {
      await client.enter(bid(stage.ticker));
      stage.script({ requests: [{ endpoint: "amend", fault: { kind: "drop" } }] });
      await amend("10.00")(client, stage);
      await client.enter(bid(stage.ticker));
    },
  },
  async play(player, stage) {
    await player.enter(bid(stage.ticker));
    stage.script({ requests: [{ endpoint: "amend", fault: { kind: "drop" } }] });
    await renewed(player, stage);
  },
  right: restsRenewed(10),
};

const renewalAfterKill: LiveCase = {
  name: "what a kill cannot cancel yet is not renewed meanwhile, and ends by itself",
  onlyLive: "it does not renew",
  naiveDeeds: {
    "goes on renewing, since that is no order": async (client, stage) => {
      await client.enter(bid(stage.ticker));
      await client.wire.send("GET", "/portfolio/balance");
      stage.do({ kind: "clock", ms: MOST_OF_ITS_LIFE_MS });
      await amend("10.00")(client, stage);
      stage.do({ kind: "clock", ms: 45_000 });
    },
  },
  async play(player, stage) {
    await player.enter(bid(stage.ticker));
    stage.script({
      requests: [{
        endpoint: ["cancel", "batch_cancel"],
        times: "always",
        fault: { kind: "answer", point: "before", status: 503 },
      }],
    });
    const { witness } = stage.simulator.control;
    const killed = player.kill();
    await stage.until(() => witness.of("cancel").length > 0);
    stage.do({ kind: "clock", ms: MOST_OF_ITS_LIFE_MS });
    // Each second it is looked what has to be renewed; cancels are repeated in between.
    const before = witness.of("cancel").length;
    await stage.until(() => witness.of("cancel").length >= before + 3);
    stage.do({ kind: "clock", ms: 45_000 });
    await killed;
  },
  right: (stage) => [
    ...rests()(stage),
    ...stage.simulator.control.witness.of("amend").map(() => "an amend after the kill"),
  ],
};

const killedForGood: LiveCase = {
  name: "a kill, and at once entries are resumed and an order is wanted",
  naiveDeeds: {
    "forgets its kill once its orders are gone": async (client, stage) => {
      const order = await client.enter(bid(stage.ticker)) ?? "";
      await client.cancel(order);
      await client.enter(bid(stage.ticker));
    },
  },
  async play(player, stage) {
    await player.enter(bid(stage.ticker));
    await player.kill();
    player.command?.({ command: "resume_entries" });
    await player.enter(bid(stage.ticker));
  },
  right: (stage) => {
    const { witness } = stage.simulator.control;
    const [cancel] = witness.of("cancel", "batch_cancel");
    return cancel === undefined ? ["nothing was cancelled"] : onlyCancelsAfter(witness, cancel.atMs);
  },
};

const idOfAnother: LiveCase = {
  name: "a create is answered with the id of another order of the account",
  onlyLive: "it believes every id",
  naive: { "books what the other order trades on this one, and its own on none": {} },
  async play(player, stage) {
    await player.enter(bid(stage.ticker, { price: "0.3000" }));
    const [first] = stage.account.resting();
    stage.script({
      requests: [{ endpoint: "create", fault: { kind: "edit", set: { order_id: first?.orderId ?? "" } } }],
    });
    await player.enter(bid(stage.ticker, { price: "0.4100" }));
    stage.stranger("ask", "0.41", "4");
  },
  right: holds(4),
};

const reopened: LiveCase = {
  name: "a market is closed with a position in it, and comes back to life",
  naiveDeeds: {
    "takes closed for the end, and never sells": async (client, stage) => {
      await holdTen(client, stage);
      stage.do({ kind: "life", life: { step: "closed", ticker: stage.ticker } });
      stage.do({ kind: "life", life: { step: "reopened", ticker: stage.ticker } });
    },
  },
  async play(player, stage) {
    const { ticker } = stage;
    await holdTen(player, stage);
    stage.do({ kind: "life", life: { step: "closed", ticker } });
    stage.do({ kind: "life", life: { step: "reopened", ticker } });
    stage.stranger("bid", "0.35", "40");
    await player.exit(ticker, "0.35");
  },
  right: holds(0),
};

/** The cases. */
export const UPKEEP: readonly LiveCase[] = [
  renewalAfterHand,
  renewalOfPartlyFilled,
  unknownRenewal,
  renewalAfterKill,
  killedForGood,
  idOfAnother,
  reopened,
];
