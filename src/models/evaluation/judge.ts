/**
 * A model judged on the games of a table, as a card: with each source of the pregame number that both have, against the
 * forecasts that came with the data, and against another model.
 *
 * @module
 */
import { refuse, type Result, succeed } from "../../core/result.ts";
import type { PlayTable } from "../data/play_table.ts";
import type { Model } from "../format/model.ts";
import { chanceOf, PREGAME_SOURCES, type PregameSource } from "../situation/pregame.ts";
import { type Card, makeCard, type OtherChances, type SourceChances } from "./card/mod.ts";
import { seasonWords } from "./card/summary.ts";
import { plural, SOURCE_WORDS } from "./card/words.ts";
import { drawGames, type DrawOptions } from "./figure.ts";
import { forecast, type Forecasts, type Question, wantedRows } from "./forecast.ts";
import { featureGains, inputCosts, sampledRows } from "./importance.ts";

/** Logits of the home team's chance before each game of a table; NaN where a game has none. */
export type PregameLogits = Readonly<Partial<Record<PregameSource, Float64Array>>>;

/** What is judged, and how. */
export interface JudgeInput {
  readonly model: Model;
  readonly table: PlayTable;
  /** By game of the table; `none` needs no logits. */
  readonly pregame: PregameLogits;
  /** Another model to compare with. */
  readonly against?: Model;
  /** Left out: every season that the model was not trained on. */
  readonly seasons?: readonly number[];
  /** Regular season alone. */
  readonly regular: boolean;
  /** Left out: every source that the model has a part for and the data have. */
  readonly sources?: readonly PregameSource[];
  readonly program: string;
  readonly files: readonly string[];
  readonly prices?: Card["prices"];
  /** What else must be known before the figures are believed. */
  readonly caveats?: readonly string[];
  readonly draws: DrawOptions;
}

/** A source, and the table with its numbers. */
interface Asked {
  readonly source: PregameSource;
  readonly table: PlayTable;
}

/**
 * Judges a model.
 *
 * Refused: `model_of_other_sport`, `unknown_season`, `all_seen` (it was trained on every season, and none is named),
 * `no_source` (the data have no pregame number that the model can use), `no_rows`.
 */
export function judgeModel(input: JudgeInput): Result<Card> {
  const { model, table, against } = input;
  for (const each of against === undefined ? [model] : [model, against]) {
    if (each.sport === table.sport) continue;
    return refuse(
      "model_of_other_sport",
      `Cannot judge ${each.id}: it speaks of ${each.sport.toUpperCase()}, the plays are of ${table.sport.toUpperCase()}`,
    );
  }
  const seasons = seasonsToJudge(input);
  if (!seasons.ok) return seasons;
  const sources = sourcesToAsk(input);
  if (!sources.ok) return sources;
  const places = withNumbers(
    input,
    wantedRows(table, { seasons: seasons.value, regular: input.regular }),
    sources.value,
  );
  if (places.rows.length === 0) {
    return refuse("no_rows", `No plays of ${seasonWords(seasons.value)} are left to judge`);
  }
  return cardOf(input, sources.value, places);
}

function seasonsToJudge({ table, model, seasons }: JudgeInput): Result<readonly number[]> {
  const there = [...new Set(table.games.map(({ season }) => season))].sort((one, other) => one - other);
  const unknown = seasons?.find((season) => !there.includes(season));
  if (unknown !== undefined) {
    return refuse("unknown_season", `No season ${unknown} in the data: it has ${there.join(", ")}`);
  }
  if (seasons !== undefined) return succeed(seasons);
  const unseen = there.filter((season) => model.trained?.seasons.includes(season) !== true);
  if (unseen.length > 0) return succeed(unseen);
  return refuse(
    "all_seen",
    `${model.id} was trained on all seasons of the data (${there.join(", ")}): ` +
      "its figures there would flatter it; expected data of another season, or --season to judge one all the same",
  );
}

function sourcesToAsk(
  { model, pregame, sources }: JudgeInput,
): Result<readonly [PregameSource, ...PregameSource[]]> {
  const hasNumbers = (source: PregameSource) =>
    source === "none" || pregame[source]?.some((logit) => Number.isFinite(logit)) === true;
  for (const source of sources ?? []) {
    if (!model.sources.includes(source)) {
      return refuse(
        "no_source",
        `${model.id} has no part for the ${SOURCE_WORDS[source]}, only for ${model.sources.join(", ")}`,
      );
    }
    if (!hasNumbers(source)) {
      return refuse("no_source", `The data has no ${SOURCE_WORDS[source]} of any game`);
    }
  }
  const [first, ...others] = PREGAME_SOURCES.filter((source) =>
    model.sources.includes(source) && hasNumbers(source) && sources?.includes(source) !== false
  );
  return first === undefined
    ? refuse(
      "no_source",
      `${model.id} needs a pregame number from ${model.sources.join(" or ")}, and the data has none of them`,
    )
    : succeed([first, ...others]);
}

/** Rows that are judged, and how many games were not since they lack a number. */
interface Places {
  readonly rows: Int32Array;
  readonly caveats: readonly string[];
}

/** All sources are judged on the same games: those that have the numbers of every source. */
function withNumbers(
  { table, pregame }: JudgeInput,
  rows: Int32Array,
  sources: readonly PregameSource[],
): Places {
  const caveats: string[] = [];
  let kept = rows;
  for (const source of sources) {
    const logits = pregame[source];
    if (source === "none" || logits === undefined) continue;
    const lacks = (row: number) => !Number.isFinite(logits[table.gameOf[row] ?? -1] ?? NaN);
    const games = new Set(kept.filter(lacks).map((row) => table.gameOf[row] ?? -1)).size;
    if (games === 0) continue;
    kept = kept.filter((row) => !lacks(row));
    caveats.push(`${plural(games, "game")} left out: without a ${SOURCE_WORDS[source]}.`);
  }
  return { rows: kept, caveats };
}

function cardOf(
  input: JudgeInput,
  sources: readonly [PregameSource, ...PregameSource[]],
  places: Places,
): Result<Card> {
  const { model, table, against, draws } = input;
  const [main, ...others] = sources.map((source): Asked => ({ source, table: tableWith(input, source) }));
  if (main === undefined) return refuse("no_source", `${model.id} has no part to ask`);
  const theirs = against === undefined ? undefined : theirSource(against, [main, ...others]);
  if (against !== undefined && theirs === undefined) {
    return refuse("no_source", `${against.id} has no part for a pregame number of the data`);
  }
  const questions: readonly [Question, ...Question[]] = [
    { model, table: main.table },
    ...others.map(({ table }) => ({ model, table })),
    ...(against === undefined || theirs === undefined ? [] : [{ model: against, table: theirs.table }]),
  ];
  const found = forecast(table, places.rows, questions);
  if (found.places.length === 0) {
    return refuse("no_rows", `No play could be judged: ${found.leftOut?.why ?? "there is none"}`);
  }
  return succeed(makeCard({
    program: input.program,
    sport: table.sport,
    model: {
      id: model.id,
      name: model.name,
      trained: model.trained ?? null,
      features: model.features,
    },
    files: input.files,
    rows: found.rows,
    sources: sourceChances([main, ...others], found),
    against: [
      ...(against === undefined || theirs === undefined ? [] : [{
        name: against.id,
        source: theirs.source,
        chances: found.chances.at(-1) ?? new Float64Array(0),
      }]),
      ...referenceOf(table, sources, found),
    ],
    importance: {
      rows: sampledRows(found.places.length),
      source: main.source,
      permutation: inputCosts(
        { model, table: main.table, places: found.places, rows: found.rows },
        drawGames(found.rows.games, draws),
        draws.seed,
      ),
      gain: featureGains(model, main.source),
    },
    prices: input.prices ?? null,
    caveats: [
      ...(input.caveats ?? []),
      ...places.caveats,
      ...(found.leftOut === undefined
        ? []
        : [`${plural(found.leftOut.rows, "row")} left out: ${found.leftOut.why}`]),
    ],
    draws,
  }));
}

function sourceChances(
  [main, ...others]: readonly [Asked, ...Asked[]],
  found: Forecasts,
): [SourceChances, ...SourceChances[]] {
  const of = ({ source, table }: Asked, place: number) => ({
    source,
    chances: found.chances[place] ?? new Float64Array(0),
    ...(source === "none" ? {} : { pregame: chancesBefore(table, found) }),
  });
  return [of(main, 0), ...others.map((each, index) => of(each, index + 1))];
}

/** The home team's chance before each judged game. */
function chancesBefore({ gameOf, pregame }: PlayTable, { rows, places }: Forecasts): Float64Array {
  const chances = new Float64Array(rows.games);
  for (const [index, row] of places.entries()) {
    chances[rows.gameOf[index] ?? 0] = chanceOf(pregame[gameOf[row] ?? 0] ?? NaN);
  }
  return chances;
}

/** The table with a source's numbers in every row; a game that lacks one is not judged. */
function tableWith({ table, pregame }: JudgeInput, source: PregameSource): PlayTable {
  const logits = source === "none" ? new Float64Array(table.games.length) : pregame[source];
  if (logits === undefined) return table;
  return {
    ...table,
    source,
    pregame: logits,
    situation: (row, into) => {
      table.situation(row, into);
      into.pregame = logits[table.gameOf[row] ?? 0] ?? NaN;
    },
  };
}

/** The best of our sources that the other model knows. */
function theirSource(against: Model, asked: readonly Asked[]): Asked | undefined {
  return asked.find(({ source }) => against.sources.includes(source));
}

/** The forecasts that came with the data, which knew nothing before the game: beside ours that knew nothing, and our best. */
function referenceOf(
  { reference }: PlayTable,
  sources: readonly [PregameSource, ...PregameSource[]],
  { places }: Forecasts,
): readonly OtherChances[] {
  if (reference === undefined) return [];
  const chances = Float64Array.from(places, (row) => reference[row] ?? NaN);
  if (chances.every((chance) => Number.isNaN(chance))) return [];
  const besides = sources.includes("none") && sources[0] !== "none"
    ? [sources[0], "none" as const]
    : [sources[0]];
  return besides.map((source) => ({ name: "nflfastR's wp", source, chances }));
}
