/**
 * `predictions`: what one prediction costs, from a moment's numbers to the home team's chance, and rows a second of a
 * batch through the trees.
 *
 * @module
 */
import process from "node:process";
import { Random } from "../../src/core/numbers/prng.ts";
import { loadModel } from "../../src/models/format/load.ts";
import type { Model } from "../../src/models/format/model.ts";
import { writeModel } from "../../src/models/format/write.ts";
import type { Situation } from "../../src/models/situation/situation.ts";
import type { Sport } from "../../src/models/situation/sport.ts";
import { RECIPES } from "../../src/models/training/recipes.ts";
import { predictBatch } from "../../src/models/trees/predict.ts";
import { nbaAt, nflAt } from "../models/support/sane.ts";
import { NBA_ANCHOR, NFL_ANCHOR, SHARE } from "../models/support/small_models.ts";
import { type Drawn, forestOf } from "../models/trees/support.ts";
import { type BenchResult, median } from "./figure.ts";

const TARGET_US = 2;
const TARGET_MILLIONS = 0.7;
const TREES = 80;
const DEPTH = 5;
const MOMENTS = 2_000;
const ROUNDS = 15;
const PASSES = 25;

/** The columns of the trees that ship. */
const COLUMNS: Readonly<Record<Sport, readonly string[]>> = {
  nba: RECIPES.nba.parts[0]?.trees.features ?? [],
  nfl: RECIPES.nfl.parts[0]?.trees.features ?? [],
};

/** A full tree whose splits are anywhere: what a walk costs does not depend on where they are. */
function fullTree(random: Random, columns: number, depth: number): Drawn {
  if (depth === 0) return (random.next() - 0.5) / 5;
  return {
    column: random.integer(0, columns - 1),
    split: 20 * (random.next() - 0.5),
    below: fullTree(random, columns, depth - 1),
    above: fullTree(random, columns, depth - 1),
    missing: "above",
  };
}

function modelOf(sport: Sport, random: Random): Model {
  const columns = COLUMNS[sport];
  const drawn = Array.from({ length: TREES }, () => fullTree(random, columns.length, DEPTH));
  const anchor = sport === "nba" ? NBA_ANCHOR : NFL_ANCHOR;
  const trees = forestOf(columns, 0, drawn);
  const text = writeModel({
    name: sport,
    sport,
    parts: [{ sources: ["market"], anchor, trees, join: SHARE }],
  });
  const model = loadModel(text);
  if (!model.ok) throw new Error(model.reason.message);
  return model.value;
}

function momentsOf(sport: Sport, random: Random): Situation[] {
  return Array.from({ length: MOMENTS }, () => {
    const diff = random.integer(-20, 20);
    const pregame = random.next() - 0.5;
    if (sport === "nba") return nbaAt(random.integer(1, 2_879), false, { diff, pregame, possession: 1 });
    return nflAt(random.integer(1, 3_599), false, { diff, pregame, down: random.integer(1, 4) });
  });
}

/** Processor time of this process in µs: other programs' turns are not in it. */
function cpuUs(): number {
  const { user, system } = process.cpuUsage();
  return user + system;
}

/** What one of `count` things costs, in µs of processor time: the median of the rounds after a first one. */
function costOf(count: number, run: () => unknown): number {
  run();
  return median(Array.from({ length: ROUNDS }, () => {
    const from = cpuUs();
    run();
    return (cpuUs() - from) / count;
  }));
}

function predictionUs(sport: Sport): number {
  const random = new Random(7);
  const model = modelOf(sport, random);
  const moments = momentsOf(sport, random);
  let sum = 0;
  const cost = costOf(PASSES * MOMENTS, () => {
    for (let pass = 0; pass < PASSES; pass++) {
      for (const moment of moments) sum += model.probability(moment, "market");
    }
  });
  if (Number.isNaN(sum)) throw new Error(`Cannot measure predictions of ${sport}: a chance is not known`);
  return cost;
}

function batchMillions(): number {
  const random = new Random(9);
  const columns = COLUMNS.nba.length;
  const forest = forestOf(
    COLUMNS.nba,
    0,
    Array.from({ length: TREES }, () => fullTree(random, columns, DEPTH)),
  );
  const count = PASSES * MOMENTS;
  const rows = Float64Array.from({ length: count * columns }, () => 20 * (random.next() - 0.5));
  const out = new Float64Array(count);
  return 1 / costOf(count, () => predictBatch(forest, rows, count, out));
}

/** Runs it. */
export function predictions(): BenchResult {
  const [nba, nfl, batch] = [predictionUs("nba"), predictionUs("nfl"), batchMillions()];
  return {
    kind: "measured",
    name: "predictions",
    figures: [
      { label: "one NBA moment", value: nba, unit: "µs" },
      { label: "one NFL moment", value: nfl, unit: "µs" },
      { label: "batch", value: batch, unit: "million rows/s" },
    ],
    target: `≤ ${TARGET_US} µs, ≥ ${TARGET_MILLIONS} million rows/s`,
    met: Math.max(nba, nfl) <= TARGET_US && batch >= TARGET_MILLIONS,
    detail:
      `an anchor and ${TREES} full trees of depth ${DEPTH}; the NBA's moment with its mirror, checked and ` +
      `with the rules of the end; batch: the trees alone, ${COLUMNS.nba.length} columns; processor time, median of ` +
      `${ROUNDS} rounds`,
  };
}
