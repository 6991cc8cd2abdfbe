/**
 * `season`: a season of candles, backtested whole from tapes.
 *
 * @module
 */
import { runGames } from "../../src/backtest/run.ts";
import { selectRecordings } from "../../src/backtest/select.ts";
import { shippedSetup } from "../../src/session/setup/build.ts";
import { REGISTRY } from "../../src/cli/rules.ts";
import { importRows } from "../../src/recording/import/rows.ts";
import { ROW_FORMS } from "../../src/recording/import/row_forms.ts";
import { dataPath } from "../support/data.ts";
import type { BenchResult } from "./figure.ts";
import { median } from "./figure.ts";
import { must } from "../support/must.ts";

const TARGET_S = 2;
const ROUNDS = 5;

/** Runs it. */
export async function season(): Promise<BenchResult> {
  const data = dataPath("nba-candles");
  if (data === undefined) return { kind: "skipped", name: "season", reason: "no candles (nba-candles)" };
  const root = await Deno.makeTempDir({ prefix: "bench-season-" });
  try {
    const files = [...Deno.readDirSync(data)].map(({ name }) => `${data}/${name}`).filter((path) =>
      /candles/.test(path)
    );
    must(await importRows(files, ROW_FORMS.candles, root, { program: "bench" }));
    const setup = { ...shippedSetup("bench"), strategies: [{ name: "favorite_threshold", parameters: {} }] };
    const seconds: number[] = [];
    let events = 0;
    let games = 0;
    let firstS = NaN;
    // The first time reads the recordings and keeps tapes; it is reported, and does not count.
    for (let round = 0; round <= ROUNDS; round++) {
      const from = performance.now();
      const selection = await selectRecordings({ root, now: Date.now() });
      if (!selection.ok) throw new Error(selection.reason.message);
      const run = await runGames(selection.value.recordings, { setup, scoreLagMs: 0 }, REGISTRY);
      if (!run.ok) throw new Error(run.reason.message);
      const elapsed = (performance.now() - from) / 1_000;
      events = run.value.games.reduce((sum, game) => sum + game.events, 0);
      games = run.value.games.length;
      if (round === 0) firstS = elapsed;
      else if (run.value.decoded > 0) throw new Error("Cannot measure: a tape did not fit");
      else seconds.push(elapsed);
    }
    const value = median(seconds);
    return {
      kind: "measured",
      name: "season",
      figures: [
        { label: "from tapes", value, unit: "s" },
        { label: "read for the first time", value: firstS, unit: "s" },
      ],
      target: `≤ ${TARGET_S} s`,
      met: value <= TARGET_S,
      detail:
        `${games} games of one-minute candles, ${events} events: listed, hashed, tapes read and verified, run; ` +
        `one core; median of ${ROUNDS} rounds`,
    };
  } finally {
    await Deno.remove(root, { recursive: true });
  }
}
