/**
 * Whether a model knows more than the market's price at the same moments.
 *
 * @module
 */
import type { PriceStudy } from "./card/card.ts";
import { type Draws, type Figure, figure, ratio, verdictOf } from "./figure.ts";
import { type GameSums, type JudgedRows, oneGroup, sumByGame } from "./rows.ts";
import type { PricedGame } from "./same_moments.ts";

/** A game, and the recording that it is from. */
export interface RecordedGame extends PricedGame {
  /** A name for people, without folders. */
  readonly recording: string;
}

/** A recording that could not be used, and why. */
export interface LeftOut {
  readonly recording: string;
  readonly why: string;
}

/**
 * Compares model and price over games.
 *
 * @param games each game once
 * @param draws of as many games
 */
export function priceStudy(
  games: readonly RecordedGame[],
  leftOut: readonly LeftOut[],
  draws: Draws,
): PriceStudy {
  const rows = rowsOf(games);
  const [model] = sumByGame(rows, Float64Array.from(games.flatMap((game) => game.model)), oneGroup(rows));
  const [price] = sumByGame(rows, Float64Array.from(games.flatMap((game) => game.price)), oneGroup(rows));
  const towards = towardsModel(games);
  const lossOf = (sums: GameSums | undefined) => sums?.logLoss ?? new Float64Array(games.length);
  const count = model?.rows ?? new Float64Array(games.length);
  const of = (above: Float64Array): Figure => figure(ratio(above, count), draws);
  const difference = of(lossOf(model).map((loss, game) => loss - (lossOf(price)[game] ?? 0)));
  const side = figure(ratio(towards.gain, towards.sided), draws);
  return {
    games: games.map(({ recording, event, homeWon, model: chances }, game) => ({
      recording,
      event,
      moments: chances.length,
      homeWon,
      model: (lossOf(model)[game] ?? 0) / Math.max(1, chances.length),
      price: (lossOf(price)[game] ?? 0) / Math.max(1, chances.length),
    })),
    moments: rows.homeWon.length,
    model: of(lossOf(model)),
    price: of(lossOf(price)),
    difference,
    verdict: verdictOf(difference),
    towardsModel: side,
    towardsVerdict: verdictOf(side),
    leftOut,
  };
}

function rowsOf(games: readonly PricedGame[]): JudgedRows {
  return {
    homeWon: Uint8Array.from(games.flatMap(({ homeWon, model }) => model.map(() => homeWon ? 1 : 0))),
    gameOf: Int32Array.from(games.flatMap(({ model }, game) => model.map(() => game))),
    games: games.length,
  };
}

/**
 * What a contract on the model's side of the price was worth above it, by game: outcome − price where the model says more,
 * price − outcome where it says less, and nothing where it says the same.
 */
function towardsModel(
  games: readonly PricedGame[],
): { readonly gain: Float64Array; readonly sided: Float64Array } {
  const gain = new Float64Array(games.length);
  const sided = new Float64Array(games.length);
  for (const [game, { homeWon, model, price }] of games.entries()) {
    for (const [moment, chance] of model.entries()) {
      const asked = price[moment] ?? NaN;
      if (chance === asked) continue;
      const above = (homeWon ? 1 : 0) - asked;
      gain[game] = (gain[game] ?? 0) + (chance > asked ? above : 0 - above);
      sided[game] = (sided[game] ?? 0) + 1;
    }
  }
  return { gain, sided };
}
