/**
 * Exits: a position is closed once, never turned round, and never left without a way out.
 *
 * @module
 */
import type { LiveCase } from "../frame.ts";
import type { Player } from "../player.ts";
import type { Stage } from "../stage.ts";
import { bid } from "./lost_answers.ts";

/** Buys 10 from a stranger, who also stands ready to buy as many back. */
export async function holdTen(player: Player, stage: Stage): Promise<void> {
  stage.stranger("ask", "0.40", "10");
  const order = await player.enter(bid(stage.ticker));
  // That it was taken is known before what it bought.
  if (order !== undefined) await player.look(() => player.belief().positions.has(stage.ticker));
  stage.stranger("bid", "0.35", "40");
}

/** The account holds so many contracts at the end. */
export function holds(contracts: number): (stage: Stage) => readonly string[] {
  return (stage) => {
    const held = stage.held() / 100;
    return held === contracts ? [] : [`the account holds ${held} at the end, right is ${contracts}`];
  };
}

const soldByHand: LiveCase = {
  name: "the position was closed by hand, and then the stop fires",
  shared: true,
  naive: { "sells its own number": { exitSize: "own_number" } },
  async play(player, stage) {
    await holdTen(player, stage);
    stage.hand({ act: "close", ticker: stage.ticker });
    await player.exit(stage.ticker, "0.35");
  },
  right: holds(0),
};

const partlySoldByHand: LiveCase = {
  name: "a part of the position was sold by hand, and then the stop fires",
  shared: true,
  naive: { "sells its own number": { exitSize: "own_number" } },
  async play(player, stage) {
    await holdTen(player, stage);
    const { ticker } = stage;
    stage.hand({
      act: "order",
      ticker,
      side: "ask",
      price: "0.35",
      count: "6",
      timeInForce: "immediate_or_cancel",
    });
    await player.exit(ticker, "0.35");
  },
  right: holds(0),
};

const turnedByHand: LiveCase = {
  name: "a hand has sold more than there was, and then the stop fires",
  shared: true,
  naive: { "sells its own number, and adds to the hand's NO": { exitSize: "own_number" } },
  async play(player, stage) {
    await holdTen(player, stage);
    const { ticker } = stage;
    stage.hand({
      act: "order",
      ticker,
      side: "ask",
      price: "0.35",
      count: "30",
      timeInForce: "immediate_or_cancel",
    });
    await player.exit(ticker, "0.35");
  },
  right: holds(-20),
};

const takeProfitAndStop: LiveCase = {
  name: "the stop fires while a take-profit rests, and the price comes back to it",
  naive: { "sends the stop and leaves the take-profit": { stop: "at_once" } },
  async play(player, stage) {
    await holdTen(player, stage);
    await player.enter({
      ticker: stage.ticker,
      outcome: "yes",
      action: "sell",
      price: "0.6000",
      count: "10.00",
    });
    await player.exit(stage.ticker, "0.35");
    stage.stranger("bid", "0.60", "10");
  },
  right: holds(0),
};

const takeProfitFills: LiveCase = {
  name: "the take-profit fills while the stop cancels it",
  naive: {
    "sells its own number at once": { stop: "at_once", exitSize: "own_number" },
    "takes 404 for cancelled": { cancelNotFound: "count_as_cancelled", exitSize: "own_number" },
  },
  async play(player, stage) {
    await holdTen(player, stage);
    const { ticker } = stage;
    await player.enter({ ticker, outcome: "yes", action: "sell", price: "0.6000", count: "10.00" });
    const fill = { kind: "trade", ticker, side: "bid", price: "0.60", count: "10" } as const;
    stage.script({
      actions: [
        { upon: { endpoint: "cancel", point: "before" }, do: fill },
        { upon: { endpoint: "create", point: "before" }, do: fill },
      ],
    });
    await player.exit(ticker, "0.35");
  },
  right: holds(0),
};

const offGrid: LiveCase = {
  name: "a stop's price lies between two ticks",
  naive: { "rounds it to the nearest tick, above the bid": { rounding: "nearest" } },
  async play(player, stage) {
    stage.stranger("ask", "0.40", "10");
    await player.enter(bid(stage.ticker));
    stage.stranger("bid", "0.06", "10");
    await player.exit(stage.ticker, "0.066");
  },
  right: holds(0),
};

const nobodyBids: LiveCase = {
  name: "an exit finds nobody, and has ended with nothing filled",
  naive: { "waits for it as if it rested": { acceptedWithNothing: "resting" } },
  async play(player, stage) {
    stage.stranger("ask", "0.40", "10");
    await player.enter(bid(stage.ticker));
    await player.exit(stage.ticker, "0.35");
  },
  right: holds(10),
};

const restingTakeProfit: LiveCase = {
  name: "a take-profit is to rest, and only orders that take may say that they reduce",
  naive: { "says so of every close, and has none": { reduceOnly: "every_close" } },
  async play(player, stage) {
    await holdTen(player, stage);
    await player.enter({
      ticker: stage.ticker,
      outcome: "yes",
      action: "sell",
      price: "0.6000",
      count: "10.00",
    });
    // The price comes to it, and falls again.
    stage.stranger("bid", "0.60", "10");
  },
  right: holds(0),
};

const noMoneyForExit: LiveCase = {
  name: "the position was closed by hand, and the exit is refused for want of money",
  shared: true,
  naive: {
    "sends its own number again until it goes": { noMoneyForExit: "again", exitSize: "own_number" },
    "sends it again without having read what is held": { noMoneyForExit: "again" },
  },
  async play(player, stage) {
    await holdTen(player, stage);
    const { ticker } = stage;
    stage.hand({ act: "close", ticker });
    const error = { code: "available_balance_too_low", message: "insufficient balance" };
    stage.script({
      requests: [{
        endpoint: "create",
        fault: { kind: "answer", point: "before", status: 400, body: { error } },
      }],
    });
    await player.exit(ticker, "0.35");
  },
  right: (stage) => {
    const { creates, sightings } = stage.simulator.control.witness;
    const exits = creates.filter(({ side }) => side === "ask").map(({ sighting }) => sighting);
    const [refused, next] = exits.map((exit) => sightings.indexOf(exit));
    const read = sightings.slice(refused, next).some(({ endpoint }) => endpoint === "positions");
    return [
      ...holds(0)(stage),
      ...next === undefined || read ? [] : ["the exit was sent again before the position was read"],
    ];
  },
};

/** The cases. */
export const EXITS: readonly LiveCase[] = [
  soldByHand,
  turnedByHand,
  takeProfitAndStop,
  takeProfitFills,
  partlySoldByHand,
  restingTakeProfit,
  noMoneyForExit,
  offGrid,
  nobodyBids,
];
