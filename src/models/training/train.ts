/**
 * A model from a table of plays, by a recipe.
 *
 * @module
 */
import { refuse, type Result, succeed } from "../../core/result.ts";
import type { PlayTable } from "../data/play_table.ts";
import { type Rows, rowsOfGames, seasonsOf } from "../data/split.ts";
import type { ModelContent } from "../format/loaded_model.ts";
import type { GameResult } from "../ratings/result.ts";
import type { PregameSource } from "../situation/pregame.ts";
import type { Kind, PartRecipe, Recipe } from "./recipe.ts";
import { taughtTable } from "./taught.ts";
import { type TrainedPart, trainPart } from "./train_part.ts";

/** How a model is trained. */
export interface TrainingOptions {
  readonly recipe: Recipe;
  readonly kind: Kind;
  readonly seed: number;
  /** Seasons that are not learned from. */
  readonly without: readonly number[];
  /** Results from before the table's first game, for the ratings. */
  readonly earlier: readonly GameResult[];
  /** What the model is called. */
  readonly name: string;
  /** The day, YYYY-MM-DD, for the file. */
  readonly on: string;
  readonly onProgress?: (progress: Progress) => void;
}

/** How far it is. */
export interface Progress {
  /** Trees of all parts: grown, and to be grown. */
  readonly done: number;
  readonly total: number;
  readonly sources: readonly PregameSource[];
  /** Log loss of the games that early stopping watches. */
  readonly loss: number | undefined;
}

/** A model and how each of its parts came about. */
export interface TrainedModel {
  readonly content: ModelContent;
  readonly parts: readonly TrainedPart[];
}

/**
 * Trains.
 *
 * Refused: `unknown_season` (a season to leave out that the data have not), `one_season` (none is left to learn from),
 * `no_closing_lines`, `no_reference` (a teacher is wanted that the data have not), and what the anchor's fit refuses.
 */
export async function trainModel(table: PlayTable, options: TrainingOptions): Promise<Result<TrainedModel>> {
  const { recipe, name, on, seed } = options;
  const seasons = seasonsToLearn(table, options.without);
  if (!seasons.ok) return seasons;
  if (table.reference === undefined && recipe.parts.some(({ teacher }) => teacher !== undefined)) {
    return refuse(
      "no_reference",
      "Cannot train with a teacher: expected a model's chances in the data (wp), they have none",
    );
  }
  const learns = (game: number) => seasons.value.includes(table.games[game]?.season ?? NaN);
  const trained = await trainParts(table, learns, options);
  if (!trained.ok) return trained;
  return succeed({
    content: {
      name,
      sport: recipe.sport,
      trained: {
        seasons: seasons.value,
        rows: rowsOfGames(table, (_, game) => learns(game)).length,
        games: table.games.filter((_, game) => learns(game)).length,
        on,
        seed,
      },
      parts: trained.value.map(({ part }) => part),
    },
    parts: trained.value,
  });
}

function seasonsToLearn(table: PlayTable, without: readonly number[]): Result<readonly number[]> {
  const seasons = seasonsOf(table);
  const missing = without.find((season) => !seasons.includes(season));
  if (missing !== undefined) {
    const there = seasons.join(", ");
    return refuse("unknown_season", `Cannot leave out season ${missing}: the data have ${there}`);
  }
  const kept = seasons.filter((season) => !without.includes(season));
  if (kept.length > 0) return succeed(kept);
  return refuse("one_season", `Cannot train: without ${without.join(", ")} no season is left to learn from`);
}

async function trainParts(
  table: PlayTable,
  learns: (game: number) => boolean,
  { recipe, kind, seed, earlier, onProgress }: TrainingOptions,
): Promise<Result<readonly TrainedPart[]>> {
  const total = recipe.parts.reduce((sum, { trees }) => sum + trees.growth.rounds, 0);
  let before = 0;
  const trained: TrainedPart[] = [];
  for (const part of recipe.parts) {
    const { sources } = part;
    onProgress?.({ done: before, total, sources, loss: undefined });
    const taught = taughtTable(table, part.taughtBy, earlier);
    if (!taught.ok) return taught;
    const rows: Rows = rowsOfGames(table, (_, game) => learns(game) && taught.value.has(game));
    if (rows.length === 0) return noPregame(part);
    const from = before;
    const made = await trainPart(taught.value.table, rows, part, {
      kind,
      seed,
      onRound: ({ round, validationLoss }) =>
        onProgress?.({ done: from + round, total, sources, loss: validationLoss }),
    });
    if (!made.ok) return made;
    trained.push(made.value);
    before += part.trees.growth.rounds;
  }
  return succeed(trained);
}

function noPregame({ sources }: PartRecipe): Result<never> {
  return refuse(
    "no_closing_lines",
    `Cannot train the part for ${sources.join(" and ")}: expected closing lines, the data have none`,
  );
}
