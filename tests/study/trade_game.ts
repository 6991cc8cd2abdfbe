/**
 * model_edge over the events of one game, in the engine that trades: what it came to.
 *
 * @module
 */
import { Engine } from "../../src/core/engine.ts";
import type { Fixture } from "../../src/core/engine_state.ts";
import type { EngineEvent } from "../../src/core/events.ts";
import { paperExchange } from "../../src/core/fills/paper_exchange.ts";
import { MICROS_PER_DOLLAR } from "../../src/core/numbers/money.ts";
import type { Estimator } from "../../src/core/strategy/estimate.ts";
import { drawGames, type Figure, figure, ratio } from "../../src/models/evaluation/figure.ts";
import { shippedSetup } from "../../src/session/setup/build.ts";
import modelEdge from "../../strategies/model_edge.ts";

/** As the parameters of the rule, each with its default. */
export type Given = Readonly<Record<string, number>>;

/** What the rule came to in one game. Money in dollars, after fees. */
export interface Traded {
  readonly pnl: number;
  readonly fees: number;
  readonly trips: number;
  readonly won: number;
  /** States in which nothing was done, by reason. */
  readonly reasons: ReadonlyMap<string, number>;
}

/**
 * Trades a game with the shipped limits and the account that a session has, by the cautious fill model.
 *
 * @throws {Error} if the rule refuses the parameters, or throws
 */
export function tradeGame(
  events: Iterable<EngineEvent>,
  estimator: Estimator,
  given: Given,
  fixtures: readonly Fixture[] = [],
): Traded {
  const setup = shippedSetup("study");
  const { name, needsGame = false } = modelEdge;
  const parameters = modelEdge.parameters.safeParse(given);
  if (!parameters.success) throw new Error(parameters.error.issues.map(({ message }) => message).join("; "));
  const engine = new Engine({
    startingCash: setup.startingCash,
    limits: setup.limits,
    exits: setup.exits,
    strategies: [{ name, needsGame, strategy: modelEdge.create(parameters.data) }],
    orderPrefix: "study",
    broker: paperExchange({ model: setup.fillModel, latencyMs: setup.latencyMs }),
    estimator,
    fixtures,
  });
  for (const event of events) engine.process(event);
  const [report] = engine.strategies.reports();
  if (report === undefined || report.stopped !== undefined) throw new Error(`it stopped: ${report?.stopped}`);
  const trips = engine.orders.holdings.closed;
  return {
    pnl: (engine.account.equity() - setup.startingCash) / MICROS_PER_DOLLAR,
    fees: trips.reduce((sum, { fees }) => sum + fees, 0) / MICROS_PER_DOLLAR,
    trips: trips.length,
    won: trips.filter(({ pnl }) => pnl > 0).length,
    reasons: report.reasons(),
  };
}

/** The mean of a number a game, and its 95 % interval: games drawn with replacement. */
export function meanByGame(values: readonly number[]): Figure {
  const games = new Float64Array(values.length).fill(1);
  return figure(ratio(Float64Array.from(values), games), drawGames(values.length));
}
