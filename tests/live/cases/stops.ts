/**
 * Stops of a rule: watched in the prices of the side that is held, and not twice at the same moment.
 *
 * @module
 */
import type { LiveCase } from "../frame.ts";
import type { Player } from "../player.ts";
import type { Stage } from "../stage.ts";
import { holds } from "./exits.ts";

/** A market of its own prices: one bid, one ask, and nobody else. */
function quote(stage: Stage, bid: string, ask: string): void {
  const { ticker } = stage;
  stage.do({ kind: "withdraw", ticker });
  stage.do({ kind: "trade", ticker, side: "bid", price: bid, count: "40" });
  stage.do({ kind: "trade", ticker, side: "ask", price: ask, count: "40" });
}

/** Buys 10 NO by a rule with a stop. */
async function buyNo(player: Player, stage: Stage, price: string, stopLoss: number): Promise<void> {
  await player.enter({
    ticker: stage.ticker,
    outcome: "no",
    action: "buy",
    price,
    count: "10.00",
    stopLoss,
  });
}

const noStays: LiveCase = {
  name: "NO is bought with a stop, and its price stays where it is",
  stage: { rule: true },
  naive: { "looks at the price of YES, and stops out at once": { marks: "yes_prices" } },
  async play(player, stage) {
    quote(stage, "0.40", "0.42");
    await buyNo(player, stage, "0.6000", 1_500);
    await player.priced(stage.ticker);
  },
  right: holds(-10),
};

const noFalls: LiveCase = {
  name: "NO is bought with a stop, and its price falls through it",
  stage: { rule: true },
  naive: { "looks at the price of YES, which has risen": { marks: "yes_prices" } },
  async play(player, stage) {
    quote(stage, "0.70", "0.72");
    await buyNo(player, stage, "0.3000", 1_500);
    quote(stage, "0.74", "0.76");
    await player.priced(stage.ticker);
  },
  right: holds(0),
};

const twoExits: LiveCase = {
  name: "a stop fires at the moment at which a person closes the position",
  stage: { rule: true },
  naive: { "sends both, each for all of it": { exits: "each_alone", exitSize: "own_number" } },
  async play(player, stage) {
    const { ticker } = stage;
    quote(stage, "0.39", "0.40");
    await player.enter({
      ticker,
      outcome: "yes",
      action: "buy",
      price: "0.4000",
      count: "10.00",
      stopLoss: 500,
    });
    // Neither has its answer when the other goes.
    stage.script({ requests: [{ endpoint: "create", times: 2, fault: { kind: "late", ms: 150 } }] });
    quote(stage, "0.38", "0.40");
    await Promise.all([player.priced(ticker), player.exit(ticker, "0.38")]);
  },
  right: (stage) => {
    const sold = stage.simulator.control.witness.creates.filter(({ side }) => side === "ask");
    const unreduced = sold.filter(({ reduceOnly }) => !reduceOnly);
    return [
      ...holds(0)(stage),
      ...unreduced.map(({ count }) => `an exit of ${count} that could open the other side`),
    ];
  },
};

/** The cases. */
export const STOPS: readonly LiveCase[] = [noFalls, noStays, twoExits];
