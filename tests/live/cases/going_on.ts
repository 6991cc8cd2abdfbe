/**
 * What goes on after a break, and what does not: expiries in a pause, work after a resume, a journal that was put back.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import type { LiveCase } from "../frame.ts";
import { SmallClient } from "../small_client/small_client.ts";
import { offer } from "./closes.ts";
import { holds, holdTen } from "./exits.ts";
import { bid } from "./lost_answers.ts";
import { amend, MOST_OF_ITS_LIFE_MS, renewed, rests, restsRenewed } from "./upkeep.ts";

/** More than an order has left when its renewal is due. */
const REST_OF_ITS_LIFE_MS = 45_000;

const renewalInPause: LiveCase = {
  name: "trading is paused just when an expiry is renewed, which is refused, and the order is gone",
  onlyLive: "it does not renew",
  naiveDeeds: {
    "takes the refusal for the order's end, and places another": async (client, stage) => {
      await client.enter(bid(stage.ticker));
      stage.do({ kind: "shard", shard: 3, state: "trading_paused" });
      await amend("10.00")(client, stage);
      stage.do({ kind: "shard", shard: 3, state: "active" });
      await client.enter(bid(stage.ticker));
    },
  },
  async play(player, stage) {
    await player.enter(bid(stage.ticker));
    stage.script({
      actions: [{
        upon: { endpoint: "amend", point: "before" },
        do: { kind: "shard", shard: 3, state: "trading_paused" },
      }],
    });
    await renewed(player, stage);
    stage.do({ kind: "clock", ms: REST_OF_ITS_LIFE_MS });
    await player.look(() => player.belief().resting === 0);
    stage.do({ kind: "shard", shard: 3, state: "active" });
  },
  right: (stage) => {
    const { witness } = stage.simulator.control;
    const [refused] = witness.of("amend").map(({ outcome }) =>
      outcome?.kind === "answer" ? outcome.answer.status : outcome?.kind
    );
    const again = witness.creates.filter(({ ticker }) => ticker === stage.ticker).slice(1);
    return [
      ...rests()(stage),
      ...refused === 400 || refused === 404 ? [] : [`the first renewal was answered ${refused}`],
      ...again.map(() => "another order was placed"),
    ];
  },
};

const closeRenewedInPause: LiveCase = {
  name:
    "trading is paused while an order rests that closes a position: its renewal is refused, and it ends by itself",
  // The clock jumps further than signatures may be off.
  stage: { doubts: { clockToleranceMs: 300_000 } },
  onlyLive: "it does not renew",
  naiveDeeds: {
    "takes the refusal for the order's end, and offers the position a second time": async (client, stage) => {
      const { ticker } = stage;
      await holdTen(client, stage);
      await client.enter(offer(ticker));
      const [close] = stage.account.resting();
      stage.do({ kind: "shard", shard: 3, state: "trading_paused" });
      await client.wire.send("POST", `/portfolio/events/orders/${close?.orderId}/amend`, {
        ticker,
        side: "ask",
        price: "0.6000",
        count: "10.00",
        exchange_index: 3,
      });
      stage.do({ kind: "shard", shard: 3, state: "active" });
      stage.hand({ act: "order", ticker, side: "ask", price: "0.60", count: "10" });
      stage.stranger("bid", "0.60", "20");
    },
  },
  async play(player, stage) {
    const { ticker, account } = stage;
    await holdTen(player, stage);
    await player.enter(offer(ticker));
    stage.script({
      actions: [{
        upon: { endpoint: "amend", point: "before" },
        do: { kind: "shard", shard: 3, state: "trading_paused" },
      }],
    });
    await renewed(player, stage);
    // It still rests, and is believed to: a refused renewal is no end.
    assertEquals([account.resting().length, player.belief().resting], [1, 1]);
    stage.do({ kind: "clock", ms: REST_OF_ITS_LIFE_MS });
    await player.look(() => player.belief().resting === 0);
    // Whoever buys now meets nothing; what is held is offered once more, and sold once.
    stage.do({ kind: "shard", shard: 3, state: "active" });
    stage.stranger("bid", "0.60", "20");
    await player.exit(ticker, "0.60");
  },
  right: (stage) => {
    const { witness } = stage.simulator.control;
    const [refused] = witness.of("amend").map(({ outcome }) =>
      outcome?.kind === "answer" ? outcome.answer.status : outcome?.kind
    );
    const sales = witness.creates.filter(({ side }) => side === "ask");
    return [
      ...holds(0)(stage),
      ...rests()(stage),
      ...refused === 400 || refused === 404 ? [] : [`the first renewal was answered ${refused}`],
      ...sales.length === 2
        ? []
        : [`${sales.length} orders to sell were sent, right is the offer and one exit`],
    ];
  },
};

const renewalAfterResume: LiveCase = {
  name: "entries are paused and go on, and then an expiry comes near",
  onlyLive: "it does not renew",
  naiveDeeds: {
    "sends orders again, and renews none": async (client, stage) => {
      await client.enter(bid(stage.ticker));
      await client.pause();
      stage.do({ kind: "clock", ms: MOST_OF_ITS_LIFE_MS + REST_OF_ITS_LIFE_MS });
    },
  },
  async play(player, stage) {
    await player.enter(bid(stage.ticker));
    await player.pause();
    await renewed(player, stage);
  },
  right: restsRenewed(10),
};

const armedAgain: LiveCase = {
  name: "the account is disarmed and armed again while the program runs",
  stage: { armed: true },
  onlyLive: "nobody arms it",
  naiveDeeds: {
    "sends orders again, and looks after none": async (client, stage) => {
      const order = await client.enter(bid(stage.ticker)) ?? "";
      await client.cancel(order);
      await client.enter(bid(stage.ticker));
      stage.do({ kind: "clock", ms: MOST_OF_ITS_LIFE_MS + REST_OF_ITS_LIFE_MS });
    },
  },
  async play(player, stage) {
    await player.enter(bid(stage.ticker));
    player.disarm?.();
    // What waits to be bought ends with the arming.
    await player.look(() => player.belief().resting === 0);
    await player.arm?.();
    await player.enter(bid(stage.ticker));
    await renewed(player, stage);
  },
  right: (stage) => [
    ...restsRenewed(10)(stage),
    ...stage.simulator.control.witness.of("cancel", "batch_cancel").length > 0
      ? []
      : ["what waited was not cancelled when it was disarmed"],
  ],
};

const journalPutBack: LiveCase = {
  name: "an older copy of the journal is put back, and the same order is wanted again",
  shared: true,
  onlyLive: "it has no journal",
  naiveDeeds: {
    "counts its ids from where the copy ends": async (client, stage) => {
      await holdTen(client, stage);
      stage.stranger("ask", "0.40", "10");
      await new SmallClient(stage).enter(bid(stage.ticker));
    },
  },
  async play(player, stage) {
    await player.copyJournal?.();
    await holdTen(player, stage);
    stage.stranger("ask", "0.40", "10");
    await player.restoreJournal?.();
    await player.enter(bid(stage.ticker));
  },
  // What it bought before that is somebody else's to it, and an order of its own is one of its own.
  right: (stage, player) => {
    const { positions, outside } = player.belief();
    const [own, others] = [positions, outside].map((of) => (of?.get(stage.ticker) ?? 0) / 100);
    return [
      ...holds(20)(stage),
      ...own === 10 && others === 10
        ? []
        : [`believes ${own} its own and ${others} others', right is 10 and 10`],
    ];
  },
};

/** The cases. */
export const GOING_ON: readonly LiveCase[] = [
  renewalInPause,
  closeRenewedInPause,
  renewalAfterResume,
  armedAgain,
  journalPutBack,
];
