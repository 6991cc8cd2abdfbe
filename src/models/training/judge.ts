/**
 * What models say of games that they were not trained on.
 *
 * @module
 */
import { refuse, type Result, succeed } from "../../core/result.ts";
import type { PlayTable } from "../data/play_table.ts";
import { rowsOfGames } from "../data/split.ts";
import { forecast, type Question } from "../evaluation/forecast.ts";
import { loadModel } from "../format/load.ts";
import type { Model } from "../format/model.ts";
import { writeModel } from "../format/write.ts";
import type { PregameSource } from "../situation/pregame.ts";
import { taughtTable } from "./taught.ts";
import { type TrainedModel, type TrainingOptions, trainModel } from "./train.ts";

/** What was said of games by models that had not seen them. */
export interface Said {
  /** Rows of the table: those to which every source has an answer. */
  readonly places: Int32Array;
  /** Home's chances, in the order of `places`; a source for each part of the recipe. */
  readonly sources: readonly [SaidBy, ...SaidBy[]];
}

/** Home's chances with one source of the pregame number. */
export interface SaidBy {
  readonly source: PregameSource;
  readonly chances: Float64Array;
}

/** A model as it reads back from its own file. */
export function reload({ content }: TrainedModel): Result<Model> {
  return loadModel(writeModel(content), { sport: content.sport });
}

/**
 * What a model says of the games of some seasons, by each kind of pregame number that it was trained with.
 *
 * @param seasons that it was not trained on
 * @returns refused (`nothing_to_judge`) where no game of them has a pregame number of every kind
 */
export function judgeSeasons(
  table: PlayTable,
  model: Model,
  seasons: readonly number[],
  { recipe, earlier }: Pick<TrainingOptions, "recipe" | "earlier">,
): Result<Said> {
  const questions: Question[] = [];
  const has: ((game: number) => boolean)[] = [];
  for (const { taughtBy } of recipe.parts) {
    const taught = taughtTable(table, taughtBy, earlier);
    if (!taught.ok) return taught;
    questions.push({ model, table: taught.value.table });
    has.push(taught.value.has);
  }
  const wanted = rowsOfGames(
    table,
    ({ season }, game) => seasons.includes(season) && has.every((hasGame) => hasGame(game)),
  );
  const [first, ...others] = questions;
  if (first === undefined || wanted.length === 0) return nothingToJudge(seasons);
  const { places, chances } = forecast(table, wanted, [first, ...others]);
  const said = (question: Question, index: number): SaidBy => ({
    source: question.table.source,
    chances: chances[index] ?? new Float64Array(),
  });
  return succeed({
    places,
    sources: [said(first, 0), ...others.map((question, index) => said(question, index + 1))],
  });
}

function nothingToJudge(seasons: readonly number[]): Result<never> {
  return refuse(
    "nothing_to_judge",
    `Cannot judge season ${seasons.join(", ")}: no game of it has a pregame number of every kind`,
  );
}

/** Trains without each of the seasons in turn, and says of each what the model says that has not seen it. */
export async function judgeInTurn(
  table: PlayTable,
  seasons: readonly number[],
  options: TrainingOptions,
): Promise<Result<Said>> {
  const folds: Said[] = [];
  for (const season of seasons) {
    const trained = await trainModel(table, { ...options, without: [...options.without, season] });
    if (!trained.ok) return trained;
    const model = reload(trained.value);
    if (!model.ok) return model;
    const said = judgeSeasons(table, model.value, [season], options);
    if (!said.ok) return said;
    folds.push(said.value);
  }
  const [first, ...others] = folds;
  return first === undefined ? nothingToJudge(seasons) : succeed(others.reduce(joined, first));
}

function joined(one: Said, other: Said): Said {
  const [first, ...more] = one.sources;
  const join = ({ source, chances }: SaidBy, index: number): SaidBy => {
    const both = new Float64Array(one.places.length + other.places.length);
    both.set(chances);
    both.set(other.sources[index]?.chances ?? [], chances.length);
    return { source, chances: both };
  };
  const places = new Int32Array(one.places.length + other.places.length);
  places.set(one.places);
  places.set(other.places, one.places.length);
  return { places, sources: [join(first, 0), ...more.map((said, index) => join(said, index + 1))] };
}
