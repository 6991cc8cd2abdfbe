/**
 * `kalshi-live train`: a model of who wins from plays of earlier seasons.
 *
 * @module
 */
import { dirname } from "node:path";
import { describeError } from "../../lib/errors.ts";
import { exists, replaceFile } from "../../lib/files.ts";
import { loadPlays } from "../../models/data/load.ts";
import type { PlayTable } from "../../models/data/play_table.ts";
import { readResults } from "../../models/data/results.ts";
import { seasonsOf } from "../../models/data/split.ts";
import { summaryOf, writeCard } from "../../models/evaluation/card/mod.ts";
import { MODEL_NAME } from "../../models/format/schema.ts";
import { writeModel } from "../../models/format/write.ts";
import type { GameResult } from "../../models/ratings/result.ts";
import { type Sport, SPORTS } from "../../models/situation/sport.ts";
import { judgeInTurn, judgeSeasons, reload, type Said } from "../../models/training/judge.ts";
import { trainedCard } from "../../models/training/model_card.ts";
import { KINDS } from "../../models/training/recipe.ts";
import { RECIPES } from "../../models/training/recipes.ts";
import { changeRecipe, type Changes } from "../../models/training/settings.ts";
import { type Progress, type TrainingOptions, trainModel } from "../../models/training/train.ts";
import { VERSION } from "../../version.ts";
import { type CommandSpec, type Flags, HELP_FLAG, orUsage, usage } from "../flags.ts";
import { failure, orFail, type Output } from "../program.ts";
import { ProgressBar } from "../progress.ts";
import { modelLines, tableLines } from "./lines.ts";

/** The command line of `train`. */
export const TRAIN: CommandSpec = {
  name: "train",
  words: "nfl|nba",
  summary: "Trains a model of who wins from plays of earlier seasons, and measures it on games that it has " +
    "not seen: a season left out, or each of them in turn.",
  flags: [
    { name: "data", kind: "list", value: "FILE", help: "plays, Parquet or CSV; more files may follow" },
    { name: "out", kind: "text", value: "FILE", help: "the model, JSON; its card is written beside it" },
    { name: "holdout", kind: "text", value: "SEASON", help: "a season to leave out, and to measure on" },
    {
      name: "results",
      kind: "list",
      value: "FILE",
      help: "earlier results or closing lines: the teams' ratings begin with them",
    },
    { name: "name", kind: "text", value: "NAME", help: "what the model is called (the sport)" },
    { name: "kind", kind: "text", value: KINDS.join("|"), help: "anchor and trees, or one alone (both)" },
    { name: "trees", kind: "text", value: "N", help: "trees of each part (nba 80 and 60, nfl 45 and 40)" },
    { name: "depth", kind: "text", value: "N", help: "steps to their deepest leaf (nba 5 and 4, nfl 4)" },
    { name: "eta", kind: "text", value: "SHARE", help: "share of a tree's answer (nba 0.12, nfl 0.1)" },
    {
      name: "min-child-weight",
      kind: "text",
      value: "SUM",
      help: "least p·(1 − p) of a leaf's rows (30; 60)",
    },
    { name: "l2", kind: "text", value: "NUMBER", help: "penalty on a leaf's square (nba 1, nfl 20; 50)" },
    { name: "row-sample", kind: "text", value: "SHARE", help: "rows of a tree (0.5)" },
    { name: "column-sample", kind: "text", value: "SHARE", help: "features of a tree (nba 0.8, nfl 0.7)" },
    { name: "bins", kind: "text", value: "N", help: "values that a feature is cut into (256)" },
    {
      name: "patience",
      kind: "text",
      value: "ROUNDS",
      help: "stop early: rounds without a better loss of games set aside",
    },
    { name: "rows", kind: "text", value: "N", help: "most rows to learn from (nba 250000, nfl 200000)" },
    {
      name: "teacher",
      kind: "switch",
      help: "nfl: learn by nflfastR's wp too, not by who won alone",
    },
    { name: "seed", kind: "text", value: "NUMBER", help: "of all that is drawn (1)" },
    { name: "card", kind: "switch", help: "--no-card: measure nothing, write no card" },
    HELP_FLAG,
  ],
  examples: [
    "kalshi-live train nfl --data nfl_plays_2020_2022.parquet --holdout 2022 --out my_nfl.json",
    "kalshi-live train nba --data nba_plays_2021_2025.parquet --seed 2 --out my_nba.json",
  ],
};

/** What a run reads and writes. */
interface Places {
  readonly files: readonly string[];
  readonly out: string;
  readonly holdout: number | undefined;
  readonly hasCard: boolean;
}

/** Runs the command. */
export async function train(flags: Flags, output: Output): Promise<number> {
  const [word, ...more] = flags.words;
  const sport = sportOf(word);
  if (flags.list("data").length === 0) throw usage("Cannot train: expected --data FILE");
  const out = flags.text("out");
  if (out === undefined) throw usage("Cannot train: expected --out FILE");
  const holdout = flags.number("holdout", { min: 1900, max: 2200, whole: true });
  const options = {
    recipe: orUsage(changeRecipe(RECIPES[sport], changesOf(flags))),
    kind: flags.choice("kind", KINDS) ?? "both",
    seed: flags.number("seed", { min: 0, max: 4_294_967_295, whole: true }) ?? 1,
    without: holdout === undefined ? [] : [holdout],
    name: nameOf(flags, sport),
    on: Temporal.Now.plainDateISO("UTC").toString(),
  };
  const places = {
    files: [...flags.list("data"), ...more],
    out,
    holdout,
    hasCard: flags.switch("card") !== false,
  };
  await mustBeWritable(out);
  const earlier = await earlierResults(sport, flags.list("results"));
  const table = orFail(await loadPlays(sport, places.files));
  for (const line of tableLines(table)) output.line(line);
  await trainAndJudge(table, { ...options, earlier }, places, output);
  return 0;
}

async function trainAndJudge(
  table: PlayTable,
  options: TrainingOptions,
  { files, out, holdout, hasCard }: Places,
  output: Output,
): Promise<void> {
  const seasons = seasonsOf(table);
  const isInTurn = hasCard && holdout === undefined && seasons.length > 1;
  const bar = new Bar(1 + (isInTurn ? seasons.length : 0));
  const trained = orFail(await trainModel(table, { ...options, onProgress: bar.watch("training") }));
  const model = orFail(reload(trained));
  let said: Said | undefined;
  if (isInTurn) {
    const onProgress = bar.watch("judging, each season left out in turn");
    said = orFail(await judgeInTurn(table, seasons, { ...options, onProgress }));
  } else if (hasCard && holdout !== undefined) {
    said = orFail(judgeSeasons(table, model, [holdout], options));
  }
  bar.clear();
  for (const line of modelLines(model.id, trained)) output.line(line);
  await write(out, writeModel(trained.content));
  if (said === undefined) {
    output.line(`wrote ${out}`);
    if (hasCard) output.note("no card: with one season there is no other to measure it on");
    return;
  }
  const card = trainedCard({
    table,
    trained,
    model,
    options,
    said,
    isInTurn,
    program: `kalshi-live ${VERSION}`,
    files: files.map((file) => file.replace(/^.*[\\/]/, "")),
  });
  const cardPath = cardPathOf(out);
  await write(cardPath, writeCard(card));
  for (const line of [...card.caveats, ...summaryOf(card)]) output.line(line);
  output.line(`wrote ${out} and ${cardPath}`);
}

/** One bar over all trainings of a run. */
class Bar {
  readonly #bar = new ProgressBar();
  readonly #runs: number;
  #begun = 0;
  #last = 0;

  constructor(runs: number) {
    this.#runs = runs;
  }

  watch(what: string): (progress: Progress) => void {
    return ({ done, total, sources, loss }) => {
      if (done < this.#last || this.#begun === 0) this.#begun++;
      this.#last = done;
      const of = loss === undefined ? "" : `, loss ${loss.toFixed(4)}`;
      const all = total * (this.#begun - 1) + done;
      this.#bar.show(all, total * this.#runs, `${what}: ${sources.join(", ")}${of}`);
    };
  }

  clear(): void {
    this.#bar.clear();
  }
}

function sportOf(word: string | undefined): Sport {
  const sport = SPORTS.find((each) => each === word);
  if (sport !== undefined) return sport;
  const known = SPORTS.join(" or ");
  throw usage(
    word === undefined
      ? `Cannot train: expected ${known}`
      : `Cannot train "${word}": there are recipes for ${known}`,
  );
}

function nameOf(flags: Flags, sport: Sport): string {
  const name = flags.text("name") ?? sport;
  if (MODEL_NAME.test(name)) return name;
  throw usage(`Cannot use --name: expected letters, digits, . _ -, at most 40, was "${name}"`);
}

function changesOf(flags: Flags): Changes {
  const whole = (name: string) => flags.number(name, { min: 1, max: 1e9, whole: true });
  const size = (name: string) => flags.number(name, { min: 0, max: 1e9 });
  const given = {
    rounds: whole("trees"),
    depth: whole("depth"),
    eta: size("eta"),
    minChildWeight: size("min-child-weight"),
    l2: size("l2"),
    rowSample: size("row-sample"),
    columnSample: size("column-sample"),
    bins: whole("bins"),
    patience: whole("patience"),
  };
  const growth = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  return { growth, rows: whole("rows"), isTaught: flags.switch("teacher") === true };
}

async function earlierResults(sport: Sport, files: readonly string[]): Promise<readonly GameResult[]> {
  return files.length === 0 ? [] : orFail(await readResults(files, sport)).games;
}

/** Refuses before minutes of work what could not be written after them. */
async function mustBeWritable(out: string): Promise<void> {
  try {
    if (exists(out) && Deno.statSync(out).isDirectory) throw new Error("it is a folder");
    await Deno.remove(await Deno.makeTempFile({ dir: dirname(out), prefix: ".train" }));
  } catch (error) {
    throw failure(`Cannot write "${out}": ${describeError(error)}`);
  }
}

async function write(path: string, text: string): Promise<void> {
  try {
    await replaceFile(path, text);
  } catch (error) {
    throw failure(`Cannot write "${path}": ${describeError(error)}`);
  }
}

/** `nfl.json` → `nfl.card.json` */
function cardPathOf(out: string): string {
  return `${out.replace(/\.json$/, "")}.card.json`;
}
