/**
 * Growing trees here beside XGBoost: processor time of one thread, and log loss on rows of a later season.
 *
 *     deno run --allow-all tests/bench/beside_xgboost.ts [nfl|nba]
 *
 * Run by hand, as it needs a Python with XGBoost. Each growth is a process of its own, in turn with the other's; the first
 * pass grows from all rows but the last season's, whose log loss is compared, the others from all rows.
 *
 * @module
 */
import { DEFAULT_GROWTH, type Examples } from "../../src/models/trees/boosting/options.ts";
import { trainForest } from "../../src/models/trees/boosting/train.ts";
import { logLossOf } from "../../src/models/trees/boosting/gradients.ts";
import { predictMargin } from "../../src/models/trees/predict.ts";
import { median } from "./figure.ts";
import { madeUpPlays, realPlays } from "./training_examples.ts";

const PASSES = 5;
const SPEED = {
  nfl: { rounds: 300, depth: 6, eta: 0.1, minChildWeight: 30 },
  nba: { rounds: 80, depth: 5, eta: 0.12, minChildWeight: 30 },
};
/**
 * Small trees, which do not learn by heart. Even of these XGBoost's own log loss on the NFL's last season moves between 0.5175
 * and 0.5186 as it cuts columns into 240 to 256 bins.
 */
const LOSS = {
  nfl: { rounds: 60, depth: 3, eta: 0.1, minChildWeight: 60 },
  nba: SPEED.nba,
};

interface Settings {
  readonly names: readonly string[];
  readonly rounds: number;
  readonly depth: number;
  readonly eta: number;
  readonly minChildWeight: number;
}

interface Outcome {
  readonly seconds: number;
  readonly loss: number;
}

/** Writes some of the rows as files of 32-bit floats, column by column. */
async function write(folder: string, part: string, examples: Examples, from: number, to: number) {
  const { columns } = examples.matrix;
  const values = new Float32Array(columns.length * (to - from));
  for (const [index, column] of columns.entries()) values.set(column.subarray(from, to), index * (to - from));
  await Deno.writeFile(`${folder}/${part}.columns`, new Uint8Array(values.buffer));
  const labels = Float32Array.from(examples.labels.subarray(from, to));
  await Deno.writeFile(`${folder}/${part}.labels`, new Uint8Array(labels.buffer));
}

async function read(folder: string, part: string, names: readonly string[]): Promise<Examples> {
  const floats = async (kind: string) =>
    new Float32Array((await Deno.readFile(`${folder}/${part}.${kind}`)).buffer);
  const [values, labels] = [await floats("columns"), await floats("labels")];
  const columns = names.map((_, index) =>
    values.subarray(index * labels.length, (index + 1) * labels.length)
  );
  return { matrix: { names, columns, rows: labels.length }, labels };
}

/** Grows from the files of a folder, in this process. */
async function growHere(folder: string, settings: Settings): Promise<Outcome> {
  const { names, ...growth } = settings;
  const train = await read(folder, "train", names);
  const before = process.cpuUsage();
  const { forest } = await trainForest(train, { ...DEFAULT_GROWTH, ...growth });
  const { user, system } = process.cpuUsage(before);
  const test = await read(folder, "test", names);
  const row = new Float64Array(names.length);
  const margins = Float64Array.from(test.labels, (_, index) => {
    for (const [column, values] of test.matrix.columns.entries()) row[column] = values[index] ?? NaN;
    return predictMargin(forest, row);
  });
  return { seconds: (user + system) / 1e6, loss: logLossOf(margins, test.labels) };
}

async function run(command: string, args: readonly string[]): Promise<Outcome> {
  const { success, stdout } = await new Deno.Command(command, {
    args: [...args],
    env: { OMP_NUM_THREADS: "1" },
    stdin: "null",
    stderr: "inherit",
  }).output();
  if (!success) throw new Error(`Cannot compare: ${command} failed`);
  return JSON.parse(new TextDecoder().decode(stdout));
}

async function compare(sport: "nfl" | "nba"): Promise<void> {
  const plays = await realPlays(sport) ?? madeUpPlays();
  const { examples, lastSeason, from } = plays;
  const { rows, names } = examples.matrix;
  const here = new URL("beside_xgboost.ts", import.meta.url).pathname;
  const theirs = new URL("xgboost_training.py", import.meta.url).pathname;
  const folder = await Deno.makeTempDir();
  try {
    await write(folder, "test", examples, rows - lastSeason, rows);
    const pairs: [ours: number, theirs: number][] = [];
    for (let pass = 0; pass < PASSES; pass++) {
      const settings = JSON.stringify({ names, ...pass === 0 ? LOSS[sport] : SPEED[sport] });
      if (pass < 2) await write(folder, "train", examples, 0, pass === 0 ? rows - lastSeason : rows);
      const ours = await run(Deno.execPath(), [
        "run",
        "--no-check",
        "--allow-all",
        here,
        "--here",
        folder,
        settings,
      ]);
      const xgboost = await run("/usr/bin/python3", [theirs, folder, settings]);
      if (pass === 0) {
        const losses = `${ours.loss.toFixed(5)} here, ${xgboost.loss.toFixed(5)} XGBoost`;
        console.log(`${from}: log loss of ${lastSeason} later rows: ${losses}`);
        continue;
      }
      pairs.push([ours.seconds, xgboost.seconds]);
      console.log(`${rows} × ${names.length}: ${ours.seconds.toFixed(2)} s, ${xgboost.seconds.toFixed(2)} s`);
    }
    console.log(`median of the ratios: ${median(pairs.map(([ours, xgboost]) => ours / xgboost)).toFixed(2)}`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

if (import.meta.main) {
  const [word = "nfl", folder = "", settings = "{}"] = Deno.args;
  if (word === "--here") console.log(JSON.stringify(await growHere(folder, JSON.parse(settings))));
  else if (word === "nfl" || word === "nba") await compare(word);
  else {
    console.error(`Cannot compare "${word}": expected nfl or nba`);
    Deno.exit(2);
  }
}
