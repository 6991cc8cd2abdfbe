/**
 * What a client believes of its money: payouts, judgements that are taken back, money that moves by itself.
 *
 * @module
 */
import type { LiveCase } from "../frame.ts";
import type { Stage } from "../stage.ts";
import { holdTen } from "./exits.ts";
import { bid } from "./lost_answers.ts";

type Life = Extract<Parameters<Stage["do"]>[0], { kind: "life" }>["life"];
/** What happens to a market, without its ticker. */
type Step = Life extends infer Each ? Each extends { ticker: string } ? Omit<Each, "ticker"> : never : never;

function turn(stage: Stage, step: Step): void {
  stage.do({ kind: "life", life: { ...step, ticker: stage.ticker } as Life });
}

const wonWithoutRevenue: LiveCase = {
  name: "a market is won, and its settlement says a revenue of 0",
  stage: { doubts: { settlementRevenue: "zero" } },
  naive: { "books what the settlement says, a loss": { payout: "revenue_field" } },
  async play(player, stage) {
    await holdTen(player, stage);
    turn(stage, { step: "closed" });
    turn(stage, { step: "determined", result: "yes" });
    turn(stage, { step: "settled" });
  },
};

const paidLess: LiveCase = {
  name: "a market is won, and the exchange pays less than the contracts come to",
  onlyLive: "it compares no payout with the balance",
  naive: { "counts what the result says, and looks no further": {} },
  wrongMoney: true,
  async play(player, stage) {
    await holdTen(player, stage);
    const { ticker } = stage;
    stage.do({ kind: "pay_less", ticker, amount: "3" });
    const { witness } = stage.simulator.control;
    const readings = () => witness.of("balance").length;
    const before = readings();
    turn(stage, { step: "close_date_updated", closesInMs: 5_000 });
    await player.look(() => readings() > before + 1);
    // The close and the verdict take their time, and so do the lists after the payout.
    stage.do({ kind: "clock", ms: 10_000 });
    turn(stage, { step: "determined", result: "yes" });
    turn(stage, { step: "settled" });
    stage.script({
      actions: [{ upon: { endpoint: "balance", nth: 2 }, do: { kind: "clock", ms: 10_000 } }],
    });
  },
  async right(stage, player) {
    const says = `${stage.ticker} should have paid 10.000000 dollars, .* changed by 7.000000`;
    return await player.says?.(new RegExp(says)) === true
      ? []
      : ["nobody is shown that 3 dollars are missing"];
  },
};

const feesAgain: LiveCase = {
  name: "a market is won, and its settlement names the fees of the trades once more",
  stage: { doubts: { settlementFeeCost: "trading_fees" } },
  naive: { "counts them twice": { settlementFees: "others" } },
  async play(player, stage) {
    await holdTen(player, stage);
    turn(stage, { step: "closed" });
    turn(stage, { step: "determined", result: "yes" });
    turn(stage, { step: "settled" });
  },
};

const judgedTwice: LiveCase = {
  name: "a market is judged, disputed, and judged the other way",
  naive: { "books the first judgement": { determined: "booked" } },
  async play(player, stage) {
    await holdTen(player, stage);
    turn(stage, { step: "closed" });
    turn(stage, { step: "determined", result: "yes" });
    await player.look(() => true);
    turn(stage, { step: "disputed" });
    turn(stage, { step: "amended", result: "no" });
    turn(stage, { step: "settled" });
  },
};

const rebalanced: LiveCase = {
  name: "the exchange moves the money to another shard between the look at it and the order",
  stage: { money: { 0: 0, 3: 100 } },
  naive: {
    "sends the order again and again": { noMoneyForEntry: "send_again" },
    "adds up the balances": { balance: "sum" },
  },
  async play(player, stage) {
    // Every 10 s all that is free goes to shard 0.
    stage.hand({ act: "rebalance", to: 0 });
    stage.script({
      actions: [{ upon: { endpoint: "create", point: "before" }, do: { kind: "clock", ms: 10_000 } }],
    });
    await player.enter(bid(stage.ticker));
    await player.enter(bid(stage.ticker));
  },
  right: ({ simulator }) =>
    simulator.control.witness.creates.slice(1).map(({ clientOrderId }) =>
      `${clientOrderId} was sent, and its shard has no money`
    ),
};

/** The cases. */
export const MONEY: readonly LiveCase[] = [judgedTwice, wonWithoutRevenue, paidLess, feesAgain, rebalanced];
