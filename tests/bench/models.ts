/**
 * `models`: what a prediction takes, one at a time and in a batch, and what growing trees takes.
 *
 * @module
 */
import { DEFAULT_GROWTH } from "../../src/models/trees/boosting/options.ts";
import { trainForest } from "../../src/models/trees/boosting/train.ts";
import { predictBatch, predictMargin } from "../../src/models/trees/predict.ts";
import { type BenchResult, median } from "./figure.ts";
import { madeUpPlays, realPlays } from "./training_examples.ts";

const ROUNDS = 25;
const ASKED = 20_000;
const TARGET_US = 2;
const TARGET_ROWS_S = 700_000;
const TARGET_TRAINING_S = 6;

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** Seconds of the middle round. */
function measure(call: () => void): number {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const from = performance.now();
    call();
    times.push((performance.now() - from) / 1_000);
  }
  return median(times);
}

/** Runs it. */
export async function models(): Promise<BenchResult> {
  const { examples, from } = await realPlays("nfl") ?? madeUpPlays();
  const { rows, columns, names } = examples.matrix;
  const started = cpuSeconds();
  await trainForest(examples, { ...DEFAULT_GROWTH, rounds: 300, depth: 6, eta: 0.1, minChildWeight: 30 });
  const training = cpuSeconds() - started;

  const { forest } = await trainForest(examples, { ...DEFAULT_GROWTH, rounds: 80, depth: 5, eta: 0.1 });
  // Rows from everywhere, so that no step is guessed from the row before.
  const step = Math.floor(rows / ASKED);
  const matrix = new Float64Array(ASKED * names.length);
  for (let row = 0; row < ASKED; row++) {
    const at = (row * step + (row * 7_919) % step) % rows;
    for (const [column, values] of columns.entries()) matrix[row * names.length + column] = values[at] ?? NaN;
  }
  const single = Array.from(
    { length: ASKED },
    (_, row) => matrix.slice(row * names.length, (row + 1) * names.length),
  );
  let sum = 0;
  const one = measure(() => {
    for (const row of single) sum += predictMargin(forest, row);
  }) / ASKED;
  const out = new Float64Array(ASKED);
  const batch = ASKED / measure(() => predictBatch(forest, matrix, ASKED, out));
  if (!Number.isFinite(sum)) throw new Error("Cannot measure predictions: they are no numbers");
  return {
    kind: "measured",
    name: "models",
    figures: [
      { label: "one prediction", value: one * 1e6, unit: "µs" },
      { label: "a batch", value: batch / 1e6, unit: "million rows/s" },
      { label: "growing 300 trees, processor time", value: training, unit: "s" },
    ],
    target: `≤ ${TARGET_US} µs, ≥ ${TARGET_ROWS_S / 1e6} million rows/s, ≤ ${TARGET_TRAINING_S} s`,
    met: one * 1e6 <= TARGET_US && batch >= TARGET_ROWS_S && training <= TARGET_TRAINING_S,
    detail:
      `predictions by 80 trees of depth 5 over ${names.length} features, ${ASKED} rows, median of ${ROUNDS} rounds; ` +
      `growing from ${rows} rows × ${names.length}, depth 6, from ${from}`,
  };
}
