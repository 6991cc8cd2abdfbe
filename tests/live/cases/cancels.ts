/**
 * Cancels, kills and ends of orders: what rests is known, and what is gone is not forgotten.
 *
 * @module
 */
import type { FaultScriptInput } from "../../../src/simulator/mod.ts";
import type { LiveCase } from "../frame.ts";
import { bid } from "./lost_answers.ts";

/** Nothing of the account rests at the end. */
export const nothingRests: NonNullable<LiveCase["right"]> = (stage) =>
  stage.account.resting().map(({ clientOrderId }) => `${clientOrderId} rests on`);

const filledMeanwhile: LiveCase = {
  name: "a cancel is answered 404, because the order was filled just before it",
  naive: { "takes 404 for cancelled": { cancelNotFound: "count_as_cancelled" } },
  async play(player, stage) {
    const order = await player.enter(bid(stage.ticker)) ?? "";
    const { ticker } = stage;
    stage.script({
      actions: [{
        upon: { endpoint: "cancel", point: "before" },
        do: { kind: "trade", ticker, side: "ask", price: "0.40", count: "10" },
      }],
    });
    await player.cancel(order);
  },
};

type RequestFault = NonNullable<FaultScriptInput["requests"]>[number]["fault"];

const UNKNOWN: Readonly<Record<string, RequestFault>> = {
  "times out before the exchange has it": { kind: "drop", point: "before", how: "hang" },
  "is answered 503 and was not done": { kind: "answer", point: "before", status: 503 },
  "is answered 504 and was not done": { kind: "answer", point: "before", status: 504 },
  "is cut off before the exchange has it": { kind: "drop", point: "before" },
};

const unknown: readonly LiveCase[] = Object.entries(UNKNOWN).map(([how, fault]) => ({
  name: `a cancel ${how}`,
  naive: {
    "counts it as cancelled": { unknownCancel: "count_as_cancelled" },
    "leaves it at that": { unknownCancel: "leave" },
  },
  async play(player, stage) {
    const order = await player.enter(bid(stage.ticker)) ?? "";
    stage.script({
      requests: [{ endpoint: "cancel", times: fault.kind === "drop" && fault.how === "hang" ? 1 : 2, fault }],
    });
    await player.cancel(order);
  },
  right: nothingRests,
}));

const lostCancel: LiveCase = {
  name: "a cancel was done, a part had been filled, and its answer is lost",
  naive: { "counts it as cancelled, with nothing filled": { unknownCancel: "count_as_cancelled" } },
  async play(player, stage) {
    const order = await player.enter(bid(stage.ticker)) ?? "";
    const { ticker } = stage;
    stage.script({
      actions: [{
        upon: { endpoint: "cancel", point: "before" },
        do: { kind: "trade", ticker, side: "ask", price: "0.40", count: "4" },
      }],
      requests: [{ endpoint: "cancel", fault: { kind: "drop" } }],
    });
    await player.cancel(order);
  },
  right: nothingRests,
};

const wrongShard: LiveCase = {
  name: "a cancel by the id alone goes to shard 0, and the order is on shard 3",
  naive: {
    "names no shard, and takes 404 for cancelled": {
      cancelRoute: "id_alone",
      cancelNotFound: "count_as_cancelled",
    },
  },
  async play(player, stage) {
    const order = await player.enter(bid(stage.ticker)) ?? "";
    await player.cancel(order);
  },
  right: nothingRests,
};

type Actions = NonNullable<FaultScriptInput["actions"]>;

/** Something that happens once a kill has been answered, however late a busy machine sends it. */
function onceAsked(what: Actions[number]["do"]): Actions {
  return (["batch_cancel", "cancel"] as const).map((endpoint) => ({ upon: { endpoint }, do: what }));
}

const batch: LiveCase = {
  name: "a kill's batch of cancels is answered 200, and one item of it has failed",
  naive: { "takes 200 for all gone": { batchAnswer: "all_gone" } },
  async play(player, stage) {
    await player.enter(bid(stage.ticker));
    await player.enter(bid(stage.football));
    stage.do({ kind: "shard", shard: 0, state: "exchange_paused" });
    // It goes on once that was asked, and then what is left can be cancelled.
    stage.script({ actions: onceAsked({ kind: "shard", shard: 0, state: "active" }) });
    await player.kill();
  },
};

const lostBatch: LiveCase = {
  name: "nobody knows what became of a kill's cancels",
  naive: { "takes all of them for gone": { batchAnswer: "all_gone" } },
  async play(player, stage) {
    await player.enter(bid(stage.ticker));
    await player.enter(bid(stage.football));
    stage.script({
      requests: [
        { endpoint: "batch_cancel", fault: { kind: "drop", point: "before" } },
        { endpoint: "cancel", fault: { kind: "drop", point: "before" } },
      ],
    });
    await player.kill();
  },
  right: nothingRests,
};

const pausedExchange: LiveCase = {
  name: "a kill while the whole exchange is paused",
  naive: { "counts the refused cancels as done": { batchAnswer: "all_gone" } },
  async play(player, stage) {
    await player.enter(bid(stage.ticker));
    stage.do({ kind: "shard", shard: 3, state: "exchange_paused" });
    stage.script({ actions: onceAsked({ kind: "shard", shard: 3, state: "active" }) });
    await player.kill();
  },
  right: nothingRests,
};

const pausedTrading: LiveCase = {
  name: "trading is paused: what rests stays, nothing is entered, and a cancel goes",
  naive: { "takes the refusal of an entry for the end of what rests": { pause: "gone" } },
  async play(player, stage) {
    const { ticker } = stage;
    const order = await player.enter(bid(ticker)) ?? "";
    stage.do({ kind: "shard", shard: 3, state: "trading_paused" });
    await player.enter(bid(ticker, { price: "0.3900" }));
    await player.cancel(order);
    stage.do({ kind: "shard", shard: 3, state: "active" });
    stage.stranger("ask", "0.39", "10");
  },
  right: nothingRests,
};

const reactivated: LiveCase = {
  name: "a market is stopped and goes on, and the exchange has cancelled what rested",
  naive: { "believes that what rested rests": { reactivation: "nothing_changed" } },
  async play(player, stage) {
    const { ticker } = stage;
    await player.enter(bid(ticker));
    stage.do({ kind: "life", life: { step: "deactivated", ticker } });
    stage.do({ kind: "life", life: { step: "activated", ticker } });
  },
  right: nothingRests,
};

const closedEarly: LiveCase = {
  name: "a market closes early with an order in it, and a cancel comes too late",
  naive: {
    "believes that what rested rests": { reactivation: "nothing_changed" },
    "takes the refused cancel for done, and forgets the order and its fill": { lateCancel: "done" },
  },
  async play(player, stage) {
    const { ticker } = stage;
    const order = await player.enter(bid(ticker)) ?? "";
    stage.stranger("ask", "0.40", "4");
    stage.do({ kind: "life", life: { step: "closed", ticker } });
    // The exchange cancels a little after the close.
    stage.script({
      actions: [{ upon: { endpoint: "cancel" }, afterMs: 200, do: { kind: "clock", ms: 5_000 } }],
    });
    await player.cancel(order);
    await stage.until(() => stage.account.resting().length === 0);
  },
  right: nothingRests,
};

const byHand: LiveCase = {
  name: "a kill while orders by hand rest on the same account",
  naive: { "cancels the whole account": { kill: "whole_account" } },
  shared: true,
  async play(player, stage) {
    const { ticker } = stage;
    stage.hand({ act: "order", ticker, side: "bid", price: "0.20", count: "3" });
    await player.enter(bid(ticker));
    await player.kill();
  },
  right: (stage) => {
    const rest = stage.account.resting().map(({ remaining }) => remaining);
    return rest.length === 1 && rest[0] === 300
      ? []
      : [`rests after the kill: ${rest.join(", ") || "nothing"}`];
  },
};

const deadProgram: LiveCase = {
  name: "the program is dead, and its orders end by themselves",
  naive: { "gives them no end": { expiry: "none" } },
  async play(player, stage) {
    await player.enter(bid(stage.ticker));
    stage.do({ kind: "clock", ms: 180_000 });
  },
  right: nothingRests,
};

/** The cases. */
export const CANCELS: readonly LiveCase[] = [
  filledMeanwhile,
  ...unknown,
  lostCancel,
  wrongShard,
  batch,
  lostBatch,
  pausedExchange,
  pausedTrading,
  reactivated,
  closedEarly,
  byHand,
  deadProgram,
];
