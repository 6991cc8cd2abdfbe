/**
 * What a client believes of its orders and its money: fills, lists, sizes, sides, shards.
 *
 * @module
 */
import type { LiveCase } from "../frame.ts";
import { bid } from "./lost_answers.ts";

const partOfIoc: LiveCase = {
  name: "an order that takes finds only a part, and ends cancelled",
  naive: { "takes cancelled for nothing happened": { partlyFilled: "nothing_happened" } },
  async play(player, stage) {
    stage.stranger("ask", "0.40", "4");
    await player.enter(bid(stage.ticker, { timeInForce: "immediate_or_cancel" }));
  },
};

const iocOfNothing: LiveCase = {
  name: "an order that takes finds nothing",
  naive: { "takes it for pending": { acceptedWithNothing: "resting" } },
  async play(player, stage) {
    await player.enter(bid(stage.ticker, { timeInForce: "immediate_or_cancel" }));
  },
};

const postOnlyCrosses: LiveCase = {
  name: "an order that may only rest would have traded: taken, and cancelled at once",
  stage: { doubts: { postOnlyCross: "cancelled" } },
  naive: { "takes 201 for resting": { acceptedWithNothing: "resting" } },
  async play(player, stage) {
    stage.stranger("ask", "0.40", "4");
    await player.enter(bid(stage.ticker, { postOnly: true }));
  },
};

const doubled: LiveCase = {
  name: "fills come twice over the stream, out of order, and one never",
  listens: true,
  naive: { "counts a fill as often as it comes": { fillAgain: "counted_again" } },
  async play(player, stage) {
    stage.script({
      channels: [
        { channel: "fill", nth: 1, fault: { kind: "swap" } },
        { channel: "fill", nth: 2, fault: { kind: "double" } },
        { channel: "fill", nth: 3, fault: { kind: "lose" } },
      ],
    });
    await player.enter(bid(stage.ticker));
    for (const count of ["1", "2", "3"]) stage.stranger("ask", "0.40", count);
    await stage.streamed(player);
  },
};

const beforeAnswer: LiveCase = {
  name: "an order is filled and ended before its 201 comes",
  listens: true,
  naive: { "opens it again with the late answer": { lateAnswer: "last_wins" } },
  async play(player, stage) {
    const { ticker } = stage;
    stage.script({
      actions: [{
        upon: { endpoint: "create" },
        do: { kind: "trade", ticker, side: "ask", price: "0.40", count: "10" },
      }],
      requests: [{ endpoint: "create", fault: { kind: "late", ms: 80 } }],
    });
    await player.enter(bid(ticker));
  },
};

const lateFill: LiveCase = {
  name: "the fills of an order can be read only after it has ended",
  listens: true,
  naive: {
    "forgets an order once it has ended": { lateFill: "forgotten", positionAfter: "not_looked_at" },
  },
  async play(player, stage) {
    stage.script({ channels: [{ channel: "fill", times: "always", fault: { kind: "delay", ms: 80 } }] });
    await player.enter(bid(stage.ticker));
    stage.stranger("ask", "0.40", "10");
    await stage.streamed(player);
  },
};

const halfAList: LiveCase = {
  name: "a look-up's list breaks off after its first page",
  naive: { "takes what is missing for gone": { partOfList: "gone" } },
  async play(player, stage) {
    stage.script({
      requests: [
        { endpoint: "create", fault: { kind: "drop" } },
        // The first page lacks it, and the second cannot be read.
        {
          endpoint: "orders",
          times: 20,
          fault: { kind: "edit", set: { orders: [], cursor: "bm8gc3VjaCBwYWdl" } },
        },
      ],
    });
    await player.enter(bid(stage.ticker));
  },
};

const emptyForAMoment: LiveCase = {
  name: "positions are read empty for a moment",
  naive: { "takes itself for flat": { emptyPositions: "flat" } },
  async play(player, stage) {
    stage.stranger("ask", "0.40", "10");
    await player.enter(bid(stage.ticker));
    stage.script({
      requests: [{ endpoint: "positions", times: "always", fault: { kind: "list", how: "empty" } }],
    });
  },
};

const fraction: LiveCase = {
  name: "an order for 3.33 contracts",
  naive: { "has no hundredths": { sizes: "whole" } },
  async play(player, stage) {
    stage.stranger("ask", "0.40", "10");
    await player.enter(bid(stage.ticker, { count: "3.33" }));
  },
  right: (stage) => stage.held() === 333 ? [] : [`holds ${stage.held() / 100} of 3.33`],
};

/** Buying and selling YES and NO: what each does to the position, and at which YES price. */
const GOLDEN = [
  { outcome: "yes", action: "buy", price: "0.4200", side: "bid", yes: "0.4200" },
  { outcome: "no", action: "buy", price: "0.3800", side: "ask", yes: "0.6200" },
  { outcome: "yes", action: "sell", price: "0.7700", side: "ask", yes: "0.7700" },
  { outcome: "no", action: "sell", price: "0.6900", side: "bid", yes: "0.3100" },
] as const;

const golden: LiveCase = {
  name: "buying and selling YES and NO: four sides and prices",
  naive: { "sends the NO price as price": { no: "no_price_as_price" } },
  async play(player, stage) {
    // Both outcomes are held, one a market, so that each can be sold.
    stage.stranger("ask", "0.30", "5");
    await player.enter(bid(stage.ticker, { count: "5.00" }));
    stage.stranger("bid", "0.60", "5", stage.football);
    await player.enter(bid(stage.football, { outcome: "no", count: "5.00", price: "0.4000" }));
    for (const { outcome, action, price } of GOLDEN) {
      await player.enter({ ticker: held(outcome, stage), outcome, action, price, count: "5.00" });
    }
  },
  right: (stage) => {
    const seen = stage.simulator.control.witness.creates.slice(-4).map(({ side, price }) =>
      `${side} ${Number(price)}`
    );
    const wanted = GOLDEN.map(({ side, yes }) => `${side} ${Number(yes)}`);
    return wanted.flatMap((want, index) =>
      seen[index] === want ? [] : [`sent ${seen[index]}, right is ${want}`]
    );
  },
};

function held(outcome: "yes" | "no", stage: { readonly ticker: string; readonly football: string }): string {
  return outcome === "yes" ? stage.ticker : stage.football;
}

const unreachable: LiveCase = {
  name: "the exchange cannot be reached while an order rests, and a part of it is filled meanwhile",
  naive: { "takes what it cannot read for gone": { unreadable: "gone" } },
  async play(player, stage) {
    await player.enter(bid(stage.ticker));
    stage.script({
      requests: [{
        endpoint: ["orders", "order", "fills", "positions", "balance", "data_timestamp"],
        times: 6,
        fault: { kind: "drop", point: "before" },
      }],
    });
    // The sockets are gone too: nothing is heard of the fill.
    stage.do({ kind: "fault", name: "drop" });
    stage.stranger("ask", "0.40", "4");
    await player.settle();
  },
};

const withoutSize: LiveCase = {
  name: "the report of a fill lacks its size or its price, over the stream and in the list",
  listens: true,
  naive: { "takes a missing size for zero": { missing: "zero" } },
  async play(player, stage) {
    stage.script({
      channels: [
        { channel: "fill", nth: 1, fault: { kind: "edit", remove: ["msg.count_fp"] } },
        { channel: "fill", nth: 2, fault: { kind: "edit", remove: ["msg.yes_price_dollars"] } },
        { channel: "fill", nth: 3, fault: { kind: "edit", set: { "msg.count_fp": null } } },
      ],
      requests: [{
        endpoint: "fills",
        times: 2,
        fault: { kind: "edit", set: { "fills.0.count_fp": null, "fills.0.yes_price_dollars": null } },
      }],
    });
    await player.enter(bid(stage.ticker));
    for (const count of ["1", "2", "3"]) stage.stranger("ask", "0.40", count);
    await stage.streamed(player);
  },
};

const otherShard: LiveCase = {
  name: "the money is on another shard",
  stage: { money: { 0: 100, 3: 1 } },
  naive: { "adds up the balances": { balance: "sum" } },
  async play(player, stage) {
    await player.enter(bid(stage.ticker));
  },
  right: ({ simulator }) =>
    simulator.control.witness.creates.map(({ ticker }) => `an order for ${ticker} that its shard cannot pay`),
};

const movedByHand: LiveCase = {
  name: "the exchange's app has moved the money to another shard since",
  stage: { money: { 3: 100 } },
  naive: { "adds up the balances": { balance: "sum" } },
  async play(player, stage) {
    await player.enter(bid(stage.ticker, { count: "1.00" }));
    stage.hand({ act: "transfer", from: 3, to: 0, amount: "99" });
    await player.enter(bid(stage.ticker));
  },
  right: ({ simulator }) =>
    simulator.control.witness.creates.slice(1).map(({ ticker }) =>
      `an order for ${ticker} that its shard cannot pay`
    ),
};

const olderList: LiveCase = {
  name: "a list of orders comes late, and is older than an order that was placed meanwhile",
  naive: { "takes what is not in it for gone": { olderList: "gone" } },
  async play(player, stage) {
    const { ticker } = stage;
    stage.script({ requests: [{ endpoint: "orders", fault: { kind: "late", ms: 1_000 } }] });
    const asked = stage.asked("orders");
    // Something happens on the account that finds nothing: whoever listens looks.
    const now = "immediate_or_cancel";
    stage.hand({ act: "order", ticker, side: "bid", price: "0.01", count: "1", timeInForce: now });
    const look = player.look(() => true);
    await asked;
    await player.enter(bid(ticker));
    await look;
    stage.stranger("ask", "0.40", "10");
  },
};

/** The cases. */
export const BELIEFS: readonly LiveCase[] = [
  golden,
  partOfIoc,
  doubled,
  beforeAnswer,
  lateFill,
  emptyForAMoment,
  olderList,
  halfAList,
  unreachable,
  withoutSize,
  otherShard,
  movedByHand,
  fraction,
  iocOfNothing,
  postOnlyCrosses,
];
