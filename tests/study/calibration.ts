/**
 * What a model makes of generated games, whose true chances are known: both are judged by who won.
 *
 * @module
 */
import type { Estimator } from "../../src/core/strategy/estimate.ts";
import { drawGames, type Draws, type Figure, figure, ratio } from "../../src/models/evaluation/figure.ts";
import { reliability } from "../../src/models/evaluation/reliability.ts";
import { type GameSums, type JudgedRows, oneGroup, sumByGame } from "../../src/models/evaluation/rows.ts";
import type { GeneratedGame } from "../../src/simulator/game/game_event.ts";
import type { UsedModel } from "./models_used.ts";
import { markdown, numberText, withInterval } from "./table.ts";

/** Moments of many games, from the start to the last play before the end. */
export interface Rows extends JudgedRows {
  /** The home team's chance, as the generator knows it and as the model says. */
  readonly truth: Float64Array;
  readonly model: Float64Array;
  /** Moments for which the model had no answer, by reason; they are no rows. */
  readonly unanswered: ReadonlyMap<string, number>;
}

/** What a model is told of the teams: the market's price at the start, which is the truth of then, or nothing. */
export type Told = "price" | "nothing";

/** Asks a model about each moment of some games. */
export function rowsOf(games: readonly GeneratedGame[], estimator: Estimator, told: Told): Rows {
  const homeWon: number[] = [];
  const gameOf: number[] = [];
  const truth: number[] = [];
  const model: number[] = [];
  const unanswered = new Map<string, number>();
  for (const [index, game] of games.entries()) {
    const followed = estimator.follow(game.gameId);
    const probability = game.events[0]?.homeWinProbability ?? NaN;
    const startPrice = told === "price" ? { probability, readAt: 0 } : undefined;
    for (const { game: state, offsetMs, homeWinProbability } of game.events) {
      followed.see(state, offsetMs);
      if (state.phase === "final") continue;
      const said = followed.estimate({ game: state, at: offsetMs, startPrice });
      if ("code" in said) {
        unanswered.set(said.code, (unanswered.get(said.code) ?? 0) + 1);
        continue;
      }
      homeWon.push(game.winner === "home" ? 1 : 0);
      gameOf.push(index);
      truth.push(homeWinProbability);
      model.push(said.probability);
    }
  }
  return {
    homeWon: Uint8Array.from(homeWon),
    gameOf: Int32Array.from(gameOf),
    games: games.length,
    truth: Float64Array.from(truth),
    model: Float64Array.from(model),
    unanswered,
  };
}

/** The tables of a league's games. */
export function* calibration(
  games: readonly GeneratedGame[],
  { model, estimator }: UsedModel,
): Generator<string> {
  const draws = drawGames(games.length);
  const all = (["price", "nothing"] as const).map((told) => [told, rowsOf(games, estimator, told)] as const);
  const [[, first] = []] = all;
  if (first === undefined) return;
  const head = [
    "forecast",
    "moments",
    "log loss",
    "less the truth's",
    "Brier",
    "ECE",
    "mean distance from the truth",
  ];
  yield `${model.id} on ${games.length} generated games:\n`;
  yield markdown(head, [
    scores("the truth", first, first.truth, draws),
    ...all.flatMap(([told, rows]) =>
      rows.model.length === 0 ? [] : [
        scores(
          `the model, told ${wordsOf(told)}`,
          rows,
          rows.model,
          draws,
        ),
      ]
    ),
  ]);
  for (const [told, { unanswered }] of all) {
    const reasons = [...unanswered].map(([code, count]) => `${count} moments (${code})`).join(", ");
    if (reasons !== "") yield `Told ${wordsOf(told)} it had no answer in ${reasons}.\n`;
  }
  yield deciles(first, draws);
}

function wordsOf(told: Told): string {
  return told === "price" ? "the price at the start" : told;
}

function scores(name: string, rows: Rows, chances: Float64Array, draws: Draws): string[] {
  const sums = sumsOf(rows, chances);
  const less = figure(ratio(minus(sums.logLoss, sumsOf(rows, rows.truth).logLoss), sums.rows), draws);
  const isTruth = chances === rows.truth;
  return [
    name,
    String(chances.length),
    withInterval(figure(ratio(sums.logLoss, sums.rows), draws), 4),
    isTruth ? "–" : withInterval(less, 4),
    numberText(figure(ratio(sums.squaredError, sums.rows), draws).value, 4),
    withInterval(reliability(rows, chances, draws).ece, 4),
    isTruth ? "–" : numberText(distance(rows), 3),
  ];
}

function sumsOf(rows: Rows, chances: Float64Array): GameSums {
  const [sums] = sumByGame(rows, chances, oneGroup(rows));
  if (sums === undefined) throw new RangeError("Cannot judge forecasts: expected rows");
  return sums;
}

function minus(ours: Float64Array, theirs: Float64Array): Float64Array {
  return ours.map((value, index) => value - (theirs[index] ?? 0));
}

function distance({ model, truth }: Rows): number {
  return model.reduce((sum, chance, row) => sum + Math.abs(chance - (truth[row] ?? NaN)), 0) / model.length;
}

function deciles(rows: Rows, draws: Draws): string {
  const { buckets } = reliability(rows, rows.model, draws);
  const points = ({ value, low, high }: Figure): Figure => {
    const percent = (part: number | null) => part === null ? null : 100 * part;
    return { value: percent(value), low: percent(low), high: percent(high) };
  };
  return markdown(
    ["the model says", "moments", "on average", "truth", "home won", "gap, points"],
    buckets.map(({ from, to, rows: count, said, seen, gap }) => [
      `${numberText(from, 1)}–${numberText(to, 1)}`,
      String(count),
      numberText(said, 3),
      numberText(truthWithin(rows, from, to), 3),
      numberText(seen, 3),
      withInterval(points(gap), 1),
    ]),
  );
}

/** The mean truth of the moments of a bucket. */
function truthWithin({ model, truth }: Rows, from: number, to: number): number | null {
  let [sum, count] = [0, 0];
  for (const [row, chance] of model.entries()) {
    if (chance < from || (chance >= to && to < 1)) continue;
    sum += truth[row] ?? NaN;
    count++;
  }
  return count === 0 ? null : sum / count;
}
