/**
 * The outcome of a backtest as lines for people.
 *
 * @module
 */
import type { ComputedRun } from "../../backtest/backtest.ts";
import { formatInterval, formatMetric, leagueText } from "../../backtest/report/build.ts";
import { allStrategies, gainPerGame, sumCaveats, sumReasons } from "../../backtest/summary.ts";
import { safeLine } from "../../lib/safe_text.ts";
import { keyOf, measureAll, METRICS } from "../../core/metrics/mod.ts";

/** Reasons shown; the summary file has all. */
const MOST_REASONS = 5;
/** Left-out recordings shown by name. */
const MOST_LEFT_OUT = 5;

/** The lines. Texts from recordings have no control characters left. */
export function* summaryLines(
  { sport, strategies: names, run, games, leftOut }: ComputedRun,
  { elapsedMs, folder }: { readonly elapsedMs: number; readonly folder: string },
): Generator<string> {
  const values = measureAll(run);
  const events = games.games.reduce((sum, game) => sum + game.events, 0);
  const seconds = elapsedMs / 1000;
  const read = games.decoded === 0 ? "" : ` (${count(games.decoded, "recording")} read and decoded)`;
  const amount = `${count(games.games.length, "game")} of ${leagueText(sport)}, ${
    (events / 1e6).toFixed(2)
  } M events`;
  yield `${amount} in ${seconds.toFixed(2)} s${read}`;
  yield "";
  const width = Math.max(...METRICS.map(({ label }) => label.length));
  for (const metric of METRICS) {
    const value = formatMetric(values[keyOf(metric)], metric.unit);
    yield `  ${metric.label.padEnd(width)}  ${value.padStart(12)}`;
  }
  const interval = gainPerGame(run);
  if (interval !== undefined) {
    yield `  ${"P&L a game, 95 %".padEnd(width)}  ${formatInterval(interval).padStart(12)}`;
  }
  const strategies = allStrategies(run, names);
  if (strategies.length > 1) {
    yield "";
    for (const { strategy, roundTrips, pnl } of strategies) {
      yield `  ${strategy.padEnd(width)}  ${
        formatMetric(pnl, "money").padStart(12)
      }  ${roundTrips} round trips`;
    }
  }
  yield* reasons(games.games);
  for (const caveat of sumCaveats(games.games)) yield `note: ${safeLine(caveat)}`;
  if (leftOut.length > 0) yield `${count(leftOut.length, "recording")} left out:`;
  for (const { message } of leftOut.slice(0, MOST_LEFT_OUT)) yield `  ${safeLine(message)}`;
  if (leftOut.length > MOST_LEFT_OUT) yield `  and ${leftOut.length - MOST_LEFT_OUT} more, see summary.json`;
  yield "";
  yield `kept in ${folder}`;
}

function* reasons(games: ComputedRun["games"]["games"]): Generator<string> {
  const all = sumReasons(games);
  if (all.length === 0) return;
  const states = new Map<string, number>();
  for (const { strategy, states: count } of all) states.set(strategy, (states.get(strategy) ?? 0) + count);
  yield "";
  yield "  why nothing was done, of the states each strategy saw:";
  for (const { strategy, code, states: count } of all.slice(0, MOST_REASONS)) {
    const share = 100 * count / Math.max(1, states.get(strategy) ?? 0);
    yield `    ${`${share.toFixed(1)} %`.padStart(7)}  ${safeLine(code)} (${strategy})`;
  }
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}
