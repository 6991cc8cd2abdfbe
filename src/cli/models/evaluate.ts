/**
 * `kalshi-live evaluate`: how good a model is, measured on games, as a card.
 *
 * @module
 */
import { join } from "node:path";
import { describeError } from "../../lib/errors.ts";
import { replaceFile, splitPath } from "../../lib/files.ts";
import { loadPlays } from "../../models/data/load.ts";
import type { PlayTable } from "../../models/data/play_table.ts";
import { closingLogits } from "../../models/data/pregame.ts";
import { ratedLogits } from "../../models/data/rated.ts";
import { readResults } from "../../models/data/results.ts";
import { type Card, cardPage, writeCard } from "../../models/evaluation/card/mod.ts";
import { DEFAULT_DRAWS } from "../../models/evaluation/figure.ts";
import { judgeModel, type PregameLogits } from "../../models/evaluation/judge.ts";
import { loadModel } from "../../models/format/load.ts";
import type { Model } from "../../models/format/model.ts";
import { shippedModels } from "../../models/live/shelf.ts";
import { PREGAME_SOURCES, type PregameSource } from "../../models/situation/pregame.ts";
import { type Sport, SPORTS } from "../../models/situation/sport.ts";
import { VERSION } from "../../version.ts";
import { type CommandSpec, type Flags, HELP_FLAG, usage } from "../flags.ts";
import { failure, orFail, type Output } from "../program.ts";
import { ProgressBar } from "../progress.ts";
import { ratingsInForce } from "../ratings/in_force.ts";
import { evaluationLines } from "./evaluation_lines.ts";
import { studyPrices } from "./same_moments.ts";
import { type MarketLogits, marketLogits } from "./start_prices.ts";

/** A longer file is no model. */
const LONGEST_MODEL_BYTES = 200_000_000;
/** So that those of all games since 2009 fit into memory. */
const MOST_SAMPLES = 10_000;

/** The command line of `evaluate`. */
export const EVALUATE: CommandSpec = {
  name: "evaluate",
  words: "MODEL|nba|nfl",
  summary:
    "Measures a model of who wins: scores, reliability, importance, against others on the same rows, " +
    "with 95 % intervals by game.",
  flags: [
    { name: "data", kind: "list", value: "FILE", help: "plays, Parquet or CSV; more files may follow" },
    {
      name: "season",
      kind: "list",
      value: "SEASON",
      help: "judge this season (all that it was not trained on); may be repeated",
    },
    { name: "regular", kind: "switch", help: "the regular season alone" },
    {
      name: "source",
      kind: "list",
      value: PREGAME_SOURCES.join("|"),
      help: "what was known before the game (every one that model and data have)",
    },
    {
      name: "results",
      kind: "list",
      value: "FILE",
      help: "earlier results or closing lines: the teams' ratings begin with them",
    },
    {
      name: "start-prices",
      kind: "list",
      value: "FILE|FOLDER",
      help: "one-minute candles of the games' markets: the market's price at the start",
    },
    {
      name: "schedule",
      kind: "list",
      value: "FILE",
      help: "when those games began: CSV with Date (UTC), Home Team and Away Team",
    },
    { name: "sport", kind: "text", value: SPORTS.join("|"), help: "of a model that does not say" },
    { name: "against", kind: "text", value: "MODEL", help: "another model, on the same rows" },
    {
      name: "prices",
      kind: "list",
      value: "RECORDING",
      help: "recorded games: does the model know more than the price at the same moments?",
    },
    {
      name: "play-by-play",
      kind: "list",
      value: "FILE",
      help: "scores of a recording without a scoreboard, from the NBA's play-by-play",
    },
    { name: "out", kind: "text", value: "FOLDER", help: "write card.json and card.html there" },
    {
      name: "samples",
      kind: "text",
      value: "N",
      help: `samples of games for the intervals (${DEFAULT_DRAWS.samples})`,
    },
    { name: "seed", kind: "text", value: "NUMBER", help: `of all that is drawn (${DEFAULT_DRAWS.seed})` },
    { name: "json", kind: "switch", help: "the card as one JSON object" },
    HELP_FLAG,
  ],
  examples: [
    "kalshi-live evaluate nfl --data nfl_plays.parquet --season 2022 --out card",
    "kalshi-live evaluate my_nba.json --data nba.parquet --against other.json",
    "kalshi-live evaluate my_nba.json --data nba.parquet --prices GAME.jsonl.gz",
    "kalshi-live evaluate nba --data nba.csv --start-prices DIR --schedule 2025.csv",
  ],
};

/** Runs the command. */
export async function evaluateCommand(flags: Flags, output: Output): Promise<number> {
  const [path, ...more] = flags.words;
  if (path === undefined) {
    throw usage("Cannot evaluate: expected a model's file, or nba or nfl for the one that ships");
  }
  const files = [...flags.list("data"), ...more];
  if (files.length === 0) throw usage("Cannot evaluate: expected --data FILE");
  const plays = flags.list("play-by-play");
  const recordings = flags.list("prices");
  if (plays.length > 0 && recordings.length === 0) {
    throw usage("Cannot use --play-by-play: it goes with --prices RECORDING");
  }
  const [startPrices, schedules] = [flags.list("start-prices"), flags.list("schedule")];
  if (startPrices.length > 0 !== schedules.length > 0) {
    throw usage("Cannot use --start-prices or --schedule alone: expected both, or neither");
  }
  const draws = drawsOf(flags);
  const wanted = {
    seasons: seasonsOf(flags),
    regular: flags.switch("regular") ?? false,
    sources: sourcesOf(flags),
  };
  const model = await readModel(path, flags.choice("sport", SPORTS));
  const other = flags.text("against");
  const against = other === undefined ? undefined : await readModel(other, model.sport);
  const bar = new ProgressBar();
  const measure = async (): Promise<Card> => {
    const table = orFail(await loadPlays(model.sport, files));
    bar.show(1, 3, "plays are read");
    const market = startPrices.length === 0 ? undefined : await marketLogits(table, startPrices, schedules);
    const pregame = await pregameOf(table, flags.list("results"), market);
    const prices = recordings.length === 0 ? undefined : await studyPrices({
      model,
      ratings: (await ratingsInForce(model.sport)).ratings,
      recordings,
      plays,
      draws,
    }, output);
    bar.show(2, 3, "asking the model about each play");
    return orFail(judgeModel({
      model,
      table,
      pregame,
      ...(against === undefined ? {} : { against }),
      ...(wanted.seasons.length === 0 ? {} : { seasons: wanted.seasons }),
      ...(wanted.sources.length === 0 ? {} : { sources: wanted.sources }),
      regular: wanted.regular,
      program: `kalshi-live ${VERSION}`,
      files: files.map((file) => splitPath(file).name),
      ...(prices === undefined ? {} : { prices }),
      ...(market === undefined ? {} : { caveats: [market.caveat] }),
      draws,
    }));
  };
  const card = await measure().finally(() => bar.clear());
  const folder = flags.text("out");
  if (folder !== undefined) await writeFiles(folder, card);
  if (flags.switch("json") === true) output.line(JSON.stringify(card));
  else for (const line of evaluationLines(card, folder)) output.line(line);
  return 0;
}

function drawsOf(flags: Flags) {
  return {
    seed: flags.number("seed", { min: 0, max: 4_294_967_295, whole: true }) ?? DEFAULT_DRAWS.seed,
    samples: flags.number("samples", { min: 100, max: MOST_SAMPLES, whole: true }) ?? DEFAULT_DRAWS.samples,
  };
}

function seasonsOf(flags: Flags): readonly number[] {
  return flags.list("season").map((text) => {
    if (/^(19|20)\d{2}$/.test(text)) return Number(text);
    throw usage(`Cannot use --season: expected a year such as 2025, was "${text}"`);
  });
}

function sourcesOf(flags: Flags): readonly PregameSource[] {
  return flags.list("source").map((text) => {
    const source = PREGAME_SOURCES.find((each) => each === text);
    if (source !== undefined) return source;
    throw usage(`Cannot use --source: expected one of ${PREGAME_SOURCES.join(", ")}, was "${text}"`);
  });
}

/** A model's file, or by the name of a sport the one that ships with the program. */
async function readModel(path: string, sport: Sport | undefined): Promise<Model> {
  const named = SPORTS.find((each) => each === path);
  if (named !== undefined) return shipped(named);
  const { name } = splitPath(path);
  const options = {
    name: name.replace(/\.json$/, "").replaceAll(/[^\w.-]/g, "_"),
    ...(sport === undefined ? {} : { sport }),
  };
  const model = loadModel(await readText(path), options);
  if (model.ok) return model.value;
  throw failure(`${model.reason.message} ("${path}")`);
}

function shipped(sport: Sport): Model {
  const found = shippedModels()[sport];
  if (found !== undefined) return found.model;
  throw failure(`Cannot evaluate: no model of the ${sport.toUpperCase()} ships with this program`);
}

async function readText(path: string): Promise<string> {
  try {
    const { size } = await Deno.stat(path);
    if (size > LONGEST_MODEL_BYTES) {
      throw new RangeError(`expected at most ${LONGEST_MODEL_BYTES} bytes, were ${size}`);
    }
    return await Deno.readTextFile(path);
  } catch (error) {
    throw failure(`Cannot read model "${path}": ${describeError(error)}`);
  }
}

async function pregameOf(
  table: PlayTable,
  results: readonly string[],
  market: MarketLogits | undefined,
): Promise<PregameLogits> {
  const { sport, games } = table;
  const earlier = results.length === 0 ? [] : orFail(await readResults(results, sport)).games;
  return {
    ...(market === undefined ? {} : { market: market.logits }),
    spread: closingLogits(table),
    rating: ratedLogits(sport, games, earlier),
  };
}

async function writeFiles(folder: string, card: Card): Promise<void> {
  try {
    await Deno.mkdir(folder, { recursive: true });
    await replaceFile(join(folder, "card.json"), writeCard(card));
    await replaceFile(join(folder, "card.html"), cardPage(card));
  } catch (error) {
    throw failure(`Cannot write the card to "${folder}": ${describeError(error)}`);
  }
}
