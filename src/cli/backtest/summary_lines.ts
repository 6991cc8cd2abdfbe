/**
 * What a backtest came to, as lines for people.
 *
 * @module
 */
import type { ComputedRun } from "../../backtest/backtest.ts";
import { formatMetric } from "../../backtest/report_build.ts";
import { sumCaveats, sumReasons } from "../../backtest/summary.ts";
import { oneLine } from "../one_line.ts";
import { byStrategy, measureAll, METRICS } from "../../core/metrics/mod.ts";

/** Reasons shown; the summary file has all. */
const MOST_REASONS = 5;
/** Left-out recordings shown by name. */
const MOST_LEFT_OUT = 5;

/** The lines. Texts from recordings have no control characters left. */
export function* summaryLines(
  { sport, run, games, leftOut }: ComputedRun,
  { elapsedMs, folder }: { readonly elapsedMs: number; readonly folder: string },
): Generator<string> {
  const values = measureAll(run);
  const events = games.games.reduce((sum, game) => sum + game.events, 0);
  const seconds = elapsedMs / 1000;
  const read = games.decoded === 0 ? "" : ` (${count(games.decoded, "recording")} read and decoded)`;
  const amount = `${count(games.games.length, "game")} of ${sport}, ${(events / 1e6).toFixed(2)} M events`;
  yield `${amount} in ${seconds.toFixed(2)} s${read}`;
  yield "";
  const width = Math.max(...METRICS.map(({ label }) => label.length));
  for (const { name, label, unit } of METRICS) {
    yield `  ${label.padEnd(width)}  ${formatMetric(values[name], unit).padStart(12)}`;
  }
  const strategies = byStrategy(run);
  if (strategies.length > 1) {
    yield "";
    for (const { strategy, roundTrips, pnl } of strategies) {
      yield `  ${strategy.padEnd(width)}  ${
        formatMetric(pnl, "money").padStart(12)
      }  ${roundTrips} round trips`;
    }
  }
  yield* reasons(games.games);
  for (const caveat of sumCaveats(games.games)) yield `note: ${oneLine(caveat)}`;
  if (leftOut.length > 0) yield `${leftOut.length} recordings are left out:`;
  for (const { message } of leftOut.slice(0, MOST_LEFT_OUT)) yield `  ${oneLine(message)}`;
  if (leftOut.length > MOST_LEFT_OUT) yield `  and ${leftOut.length - MOST_LEFT_OUT} more, see summary.json`;
  yield "";
  yield `kept in ${folder}`;
}

function* reasons(games: ComputedRun["games"]["games"]): Generator<string> {
  const all = sumReasons(games);
  const states = all.reduce((sum, reason) => sum + reason.states, 0);
  if (states === 0) return;
  yield "";
  yield "  why nothing was done, of all states:";
  for (const { strategy, code, states: count } of all.slice(0, MOST_REASONS)) {
    yield `    ${`${(100 * count / states).toFixed(1)} %`.padStart(7)}  ${code} (${strategy})`;
  }
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}
