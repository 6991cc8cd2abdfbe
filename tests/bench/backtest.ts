/**
 * `backtest`: events a second through a strategy, from tapes and from recordings that are read for the first time.
 *
 * @module
 */
import { gunzipSync } from "node:zlib";
import { runGames, startGame } from "../../src/backtest/run.ts";
import { openTape } from "../../src/backtest/tape_store.ts";
import { shippedSetup } from "../../src/session/setup/build.ts";
import { REGISTRY } from "../../src/cli/rules.ts";
import type { Tape } from "../../src/recording/tape/tape.ts";
import { importCaptures, withScore } from "./backtest_games.ts";
import { CAPTURE_DAY } from "./captures.ts";
import { alternate, type BenchResult, median, medianRatio, timeMs } from "./figure.ts";

const WARM_TARGET = 5;
const SLOWEST_TARGET = 2;
const COLD_TARGET = 0.3;
const COLD_RATIO_TARGET = 0.4;
const ROUNDS = 7;
const COLD_ROUNDS = 5;
/** The rule whose figure is the first one: the program's own default. */
const RULE = "favorite_threshold";

function planOf(name: string) {
  return { setup: { ...shippedSetup("bench"), strategies: [{ name, parameters: {} }] }, scoreLagMs: 0 };
}

function runAll(tapes: readonly Tape[], rule: string): void {
  for (const tape of tapes) {
    const started = startGame(tape, { name: "bench" }, planOf(rule), REGISTRY);
    if (!started.ok) throw new Error(started.reason.message);
    tape.player().play(Infinity, started.value.take);
    started.value.finish();
  }
}

/** Millions of events a second: the median of some rounds, after one that warms up. */
async function rate(tapes: readonly Tape[], rule: string): Promise<number> {
  const events = tapes.reduce((sum, tape) => sum + tape.events, 0);
  const times: number[] = [];
  runAll(tapes, rule);
  for (let round = 0; round < ROUNDS; round++) times.push(await timeMs(() => runAll(tapes, rule)));
  return events / median(times) / 1_000;
}

/** Bare gunzip, split and parse. */
function parseOnly(paths: readonly string[]): void {
  for (const path of paths) {
    for (const line of new TextDecoder().decode(gunzipSync(Deno.readFileSync(path))).split("\n")) {
      if (line !== "") JSON.parse(line);
    }
  }
}

async function runCold(paths: readonly string[], tapeOf: (path: string) => string): Promise<number> {
  for (const path of paths) await Deno.remove(tapeOf(path)).catch(() => {});
  const run = await runGames(paths.map((path) => ({ path, name: path })), planOf(RULE), REGISTRY);
  if (!run.ok) throw new Error(run.reason.message);
  if (run.value.decoded !== paths.length) throw new Error("Cannot measure: a recording was not read");
  return run.value.games.reduce((sum, { events }) => sum + events, 0);
}

/** Runs it. */
export async function backtest(): Promise<BenchResult> {
  const folder = await Deno.makeTempDir({ prefix: "bench-backtest-" });
  try {
    const paths = await importCaptures(folder);
    if (paths === undefined) {
      return { kind: "skipped", name: "backtest", reason: `no captures (${CAPTURE_DAY})` };
    }
    const tapeOf = (path: string) => path.replace(/\.jsonl\.gz$/, ".tape");
    let events = 0;
    const [bare = [], cold = []] = await alternate(COLD_ROUNDS, [
      () => parseOnly(paths),
      async () => events = await runCold(paths, tapeOf),
    ]);
    const tapes: Tape[] = [];
    for (const path of paths) {
      const opened = await openTape(path);
      if (!opened.ok) throw new Error(opened.reason.message);
      tapes.push(opened.value.tape);
    }
    const warm = await rate(tapes, RULE);
    const scored = tapes.map(withScore);
    const rules: { readonly rule: string; readonly value: number }[] = [];
    for (const rule of REGISTRY.keys()) rules.push({ rule, value: await rate(scored, rule) });
    rules.sort((a, b) => a.value - b.value);
    const slowest = rules[0]?.value ?? NaN;
    const coldRate = events / median(cold) / 1_000;
    const ratio = medianRatio(bare, cold);
    const unit = "million events/s";
    return {
      kind: "measured",
      name: "backtest",
      figures: [
        { label: `warm tape, ${RULE}`, value: warm, unit },
        { label: `with a score, slowest rule: ${rules[0]?.rule}`, value: slowest, unit },
        { label: "recordings read for the first time", value: coldRate, unit },
        { label: "the same : bare gunzip + split + parse", value: ratio, unit: "" },
        ...rules.slice(1).map(({ rule, value }) => ({ label: `with a score, ${rule}`, value, unit })),
      ],
      target: `≥ ${WARM_TARGET}, ≥ ${SLOWEST_TARGET}, ≥ ${COLD_TARGET} million/s; ≥ ${COLD_RATIO_TARGET}`,
      met: warm >= WARM_TARGET && slowest >= SLOWEST_TARGET && coldRate >= COLD_TARGET &&
        ratio >= COLD_RATIO_TARGET,
      detail:
        `${events} events of ${paths.length} captured games, one core, each rule alone; from tapes: median of ` +
        `${ROUNDS} rounds; read for the first time: hashed, read, decoded, tape written, run; median of ${COLD_ROUNDS} ` +
        "rounds in alternation",
    };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
