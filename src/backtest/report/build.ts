/**
 * A run's results as its report shows them.
 *
 * @module
 */
import { calibration, entryPriceBuckets, keyOf, measureAll, METRICS } from "../../core/metrics/mod.ts";
import type { MeasuredRun, MetricUnit } from "../../core/metrics/measured.ts";
import type { Interval } from "../../core/statistics/mod.ts";
import { type Micros, MICROS_PER_DOLLAR, PRICE_ONE } from "../../core/numbers/money.ts";
import { MINUS, plainDollars } from "../../core/numbers/text.ts";
import { VERSION } from "../../version.ts";
import { byBeginning } from "../combine.ts";
import { thin } from "./thin.ts";
import type { ReportChart, ReportData } from "./data.ts";
import type { GameResult, LeftOut } from "../result.ts";
import type { GamePlan } from "../game_setup.ts";
import { allStrategies, gainPerGame, settledBy, sumCaveats, sumReasons } from "../summary.ts";

/** Points of a line in the report: more are not to be seen. */
const MOST_POINTS = 4_000;
const SECOND_MS = 1_000;

/** The parts of a report. */
export interface ReportInput {
  readonly plan: GamePlan;
  readonly strategies: readonly string[];
  readonly sport: string;
  readonly run: MeasuredRun;
  readonly games: readonly GameResult[];
  readonly leftOut: readonly LeftOut[];
  readonly chart?: ReportChart;
}

/** A metric for people. */
export function formatMetric(value: number | null | undefined, unit: MetricUnit): string {
  if (value === null || value === undefined || Number.isNaN(value)) return "–";
  switch (unit) {
    case "money":
      return plainDollars(value as Micros, MINUS);
    case "count":
      return String(Math.round(value));
    case "fraction":
      return `${withMinus((value * 100).toFixed(1))} %`;
    case "ratio":
    case "nats":
      return withMinus(value.toFixed(3));
  }
}

/** A run's sport for people. */
export function leagueText(sport: string): string {
  if (sport === "mixed") return "several leagues";
  return sport === "unknown" ? "no known league" : sport;
}

/** A mean gain and where it lies: `−$4.46 (−$6.58 … −$2.13)`. */
export function formatInterval(interval: Interval | undefined): string {
  if (interval === undefined) return "–";
  const [mean, low, high] = [interval.estimate, interval.low, interval.high]
    .map((value) => formatMetric(Math.round(value), "money"));
  return `${mean} (${low} … ${high})`;
}

/** A number with the minus sign that money has. */
function withMinus(text: string): string {
  return text.replace("-", MINUS);
}

/** The game whose line says most: the one with most round trips, of those the one that gained or lost most. */
export function gameToChart(games: readonly GameResult[]): GameResult | undefined {
  const [first, ...others] = games;
  if (first === undefined) return undefined;
  return others.reduce((best, game) => {
    const more = game.trades.length - best.trades.length;
    return more > 0 || (more === 0 && Math.abs(game.pnl) > Math.abs(best.pnl)) ? game : best;
  }, first);
}

/** The report's data. */
export function reportData(
  { plan, strategies: names, sport, run, games, leftOut, chart }: ReportInput,
): ReportData {
  const { setup } = plan;
  const values = measureAll(run);
  const equity = thin(
    run.equity.map(({ at }) => at / SECOND_MS),
    run.equity.map(({ equity }) => inDollars(equity)),
    MOST_POINTS,
  );
  const reasons = sumReasons(games);
  const states = new Map<string, number>();
  for (const reason of reasons) {
    states.set(reason.strategy, (states.get(reason.strategy) ?? 0) + reason.states);
  }
  return {
    title: `${names.join(" + ")} over ${games.length} game${games.length === 1 ? "" : "s"} of ${
      leagueText(sport)
    }`,
    program: `kalshi-live ${VERSION}`,
    conditions: plan.asRecorded === true ? [{ label: "setup", value: "each game as it was recorded" }] : [
      { label: "fill model", value: setup.fillModel },
      { label: "latency", value: `${Number(setup.latencyMs.toFixed(3))} ms` },
      { label: "score lag added", value: `${plan.scoreLagMs} ms` },
      { label: "balance of every game", value: plainDollars(setup.startingCash, MINUS) },
      ...setup.strategies.map(({ name, parameters }) => ({ label: name, value: JSON.stringify(parameters) })),
    ],
    metrics: [
      ...METRICS.map((metric) => ({
        label: metric.label,
        value: formatMetric(values[keyOf(metric)], metric.unit),
        formula: metric.formula,
      })),
      {
        label: "P&L a game",
        value: formatInterval(gainPerGame(run)),
        formula:
          "mean gain of a game, with its 95 % interval: percentile bootstrap by game; undefined with fewer than 10 games",
      },
    ],
    equity: { at: equity.at, dollars: equity.values },
    games: [...games].sort(byBeginning).map((game) => ({
      event: game.event,
      pnl: inDollars(game.pnl),
      trades: game.trades.length,
      settledBy: settledBy(game),
    })),
    entryPrices: entryPriceBuckets(run).map(({ from, to, roundTrips, wins, pnl }) => ({
      from: from / PRICE_ONE,
      to: to / PRICE_ONE,
      trades: roundTrips,
      wins,
      pnl: inDollars(pnl),
    })),
    strategies: allStrategies(run, names).map(({ strategy, roundTrips, pnl, fees }) => ({
      name: strategy,
      pnl: inDollars(pnl),
      trades: roundTrips,
      fees: inDollars(fees),
    })),
    calibration: calibration(run).flatMap(({ from, to, count, forecast, observed }) =>
      forecast === undefined || observed === undefined
        ? []
        : [{ from: from / PRICE_ONE, to: to / PRICE_ONE, count, predicted: forecast, observed }]
    ),
    reasons: reasons.map((reason) => ({
      ...reason,
      share: reason.states / Math.max(1, states.get(reason.strategy) ?? 0),
    })),
    ...(chart === undefined ? {} : { chart }),
    leftOut: leftOut.map(({ recording, message }) => ({ recording, message })),
    caveats: sumCaveats(games),
  };
}

function inDollars(micros: number): number {
  return micros / MICROS_PER_DOLLAR;
}
