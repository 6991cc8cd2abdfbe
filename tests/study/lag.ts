/**
 * At which lag does model_edge stop earning? Generated games, in which book and scoreboard follow the truth each with a
 * delay of its own.
 *
 * @module
 */
import type { Estimator } from "../../src/core/strategy/estimate.ts";
import type { Figure } from "../../src/models/evaluation/figure.ts";
import type { GeneratedGame } from "../../src/simulator/game/game_event.ts";
import { type Delays, marketEvents } from "./market_of_game.ts";
import type { UsedModel } from "./models_used.ts";
import { oracleOf } from "./oracle.ts";
import { markdown, numberText, withInterval } from "./table.ts";
import { type Given, meanByGame, type Traded, tradeGame } from "./trade_game.ts";

/** The book of the simulator's market maker is about so late, ms. */
const BOOK_MS = 1_200;

/** Seconds by which the scoreboard is behind the book; below 0 it is ahead of it. */
const LAGS: readonly number[] = [-30, -10, -5, 0, 5, 10, 20, 40, 55];

/** Both delays for a lag: the one that comes first is as late as a market maker. */
export function delaysOf(lagSeconds: number): Delays {
  const ms = lagSeconds * 1_000;
  return { book: BOOK_MS + Math.max(0, -ms), scoreboard: BOOK_MS + Math.max(0, ms) };
}

/** What the rule came to in all games at one lag. Money in dollars a game, after fees. */
export interface LagRow {
  readonly lagSeconds: number;
  readonly trips: number;
  readonly won: number;
  readonly pnl: Figure;
  readonly fees: number;
  readonly feedBehind: number;
}

/** Trades the games at one lag. */
export function tradeAt(
  lagSeconds: number,
  games: readonly GeneratedGame[],
  estimatorOf: (game: GeneratedGame) => Estimator,
  given: Given,
): LagRow {
  const delays = delaysOf(lagSeconds);
  const traded = games.map((game, seed): Traded =>
    tradeGame(marketEvents(game, seed, delays), estimatorOf(game), given)
  );
  const sum = (of: (each: Traded) => number) => traded.reduce((total, each) => total + of(each), 0);
  return {
    lagSeconds,
    trips: sum(({ trips }) => trips),
    won: sum(({ won }) => won),
    pnl: meanByGame(traded.map(({ pnl }) => pnl)),
    fees: sum(({ fees }) => fees) / games.length,
    feedBehind: sum(({ reasons }) => reasons.get("FEED_BEHIND") ?? 0),
  };
}

/** The rule as it ships, the same without its wait, and both with a smaller edge. */
const VARIANTS: readonly Given[] = [
  {},
  { feed_lag_seconds: 0 },
  { min_edge: 0.03 },
  { min_edge: 0.03, feed_lag_seconds: 0 },
];

/** Fewer of both for a model that ships. */
const MODEL_LAGS: readonly number[] = [-30, 0, 20, 55];
const MODEL_VARIANTS: readonly Given[] = [{}, { feed_lag_seconds: 0 }, { min_edge: 0.03 }];

/** The tables of a league's games, with a model that knows the truth. */
export function* lag(games: readonly GeneratedGame[]): Generator<string> {
  for (const given of VARIANTS) {
    yield title("a model that knows the truth", given, games);
    yield table(LAGS.map((seconds) => tradeAt(seconds, games, oracleOf, given)));
  }
}

/** The same with a model that ships. */
export function* lagOfModel(
  games: readonly GeneratedGame[],
  { model, estimator }: UsedModel,
): Generator<string> {
  for (const given of MODEL_VARIANTS) {
    yield title(model.id, given, games);
    yield table(MODEL_LAGS.map((seconds) => tradeAt(seconds, games, () => estimator, given)));
  }
}

function title(name: string, given: Given, games: readonly GeneratedGame[]): string {
  const league = games[0]?.league.toUpperCase() ?? "";
  return `${name}, ${JSON.stringify(given)}, ${games.length} generated games of the ${league}:\n`;
}

function table(rows: readonly LagRow[]): string {
  return markdown(
    ["scoreboard behind the book", "round trips", "won", "P&L a game", "fees a game", "FEED_BEHIND"],
    rows.map(({ lagSeconds, trips, won, pnl, fees, feedBehind }) => [
      `${numberText(lagSeconds, 0)} s`,
      String(trips),
      String(won),
      withInterval(pnl),
      numberText(fees),
      String(feedBehind),
    ]),
  );
}
