/**
 * `summary.json`: what a run came to. The same inputs give the same bytes; no time of the day is in it.
 *
 * @module
 */
import {
  byStrategy,
  calibration,
  entryPriceBuckets,
  gameGains,
  keyOf,
  measureAll,
  METRICS,
  type StrategyRow,
} from "../core/metrics/mod.ts";
import type { MeasuredRun, MetricUnit } from "../core/metrics/measured.ts";
import {
  bootstrapInterval,
  drawResamples,
  gamePath,
  type Interval,
  LEAST_FOR_INTERVAL,
  meanAndDeviation,
  monteCarlo,
} from "../core/statistics/mod.ts";
import { formatMicros, formatPrice, type Micros } from "../core/numbers/money.ts";
import { Random } from "../core/numbers/prng.ts";
import { byBeginning } from "./combine.ts";
import type { GamesRun } from "./run.ts";
import type { GameResult, LeftOut, ReasonCount, SettledBy } from "./result.ts";
import type { RunSummary } from "./service.ts";

/** Chance in the statistics of a run always begins here, so that they are the same every time. */
const SEED = 1;
/** Digits after the point of values that are not money: more than any of it is sure of. */
const DIGITS = 6;

/** A number as a summary has it: money as a decimal string of dollars, the rest to six digits. */
export function summaryNumber(value: number | null | undefined, unit: MetricUnit): string | number | null {
  if (value === null || value === undefined || Number.isNaN(value)) return null;
  if (unit === "money") return formatMicros(Math.round(value) as Micros);
  if (!Number.isFinite(value)) return value > 0 ? "Infinity" : "-Infinity";
  return Number(value.toFixed(DIGITS));
}

/** All metrics by key. */
function metricFields(run: MeasuredRun): Record<string, string | number | null> {
  const values = measureAll(run);
  return Object.fromEntries(
    METRICS.map((metric) => [keyOf(metric), summaryNumber(values[keyOf(metric)], metric.unit)]),
  );
}

const dollars = (value: number) => summaryNumber(value, "money");
const ratio = (value: number | undefined) => summaryNumber(value, "ratio");

/** The mean gain a game and where it lies; `undefined` with too few games to say, and where nothing was traded. */
export function gainPerGame(run: MeasuredRun): Interval | undefined {
  const gains = gameGains(run);
  if (gains.length < LEAST_FOR_INTERVAL || run.trades.length === 0) return undefined;
  const resamples = drawResamples(gains.length, new Random(SEED));
  return bootstrapInterval(gains, (sample) => meanAndDeviation(sample).mean, resamples);
}

/** How sure the gain a game is, and what other draws of such games would have come to; null with too few games. */
function uncertainty(run: MeasuredRun, games: readonly GameResult[]) {
  const random = new Random(SEED);
  const interval = gainPerGame(run);
  const paths = games.filter(({ hasBook }) => hasBook).map(({ startingCash, equity }) =>
    gamePath(startingCash, equity)
  );
  const drawn = run.trades.length === 0 ? undefined : monteCarlo(paths, random);
  return {
    pnl_per_game: interval === undefined ? null : {
      mean: dollars(interval.estimate),
      low: dollars(interval.low),
      high: dollars(interval.high),
      confidence: interval.confidence,
      method: "percentile bootstrap by game",
    },
    monte_carlo: drawn === undefined ? null : {
      method: "games drawn with replacement",
      games: drawn.games,
      runs: drawn.runs,
      final_gain: mapValues(drawn.finalGain, dollars),
      max_drawdown: mapValues(drawn.maxDrawdown, dollars),
      probability_below_zero: ratio(drawn.probabilityBelowZero),
    },
  };
}

function mapValues<T, V>(
  values: { readonly [key: string]: T } | object,
  map: (value: T) => V,
): Record<string, V> {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, map(value)]));
}

/** States in which nothing was done, by strategy and reason over all games, most frequent first. */
export function sumReasons(games: readonly GameResult[]): ReasonCount[] {
  const sums = new Map<string, ReasonCount>();
  for (const { strategy, code, states } of games.flatMap(({ reasons }) => reasons)) {
    const key = `${strategy}\n${code}`;
    sums.set(key, { strategy, code, states: (sums.get(key)?.states ?? 0) + states });
  }
  return [...sums.values()].sort((a, b) => b.states - a.states || (a.code < b.code ? -1 : 1));
}

/** How a game's markets were paid out, in a word. */
export function settledBy({ settledBy: markets }: GameResult): SettledBy | "mixed" {
  const [first = "open", ...others] = new Set(Object.values(markets));
  return others.length > 0 ? "mixed" : first;
}

/** The caveats of a run; each once, with how many games it is about. */
export function sumCaveats(games: readonly GameResult[]): string[] {
  const counts = new Map<string, number>();
  for (const caveat of games.flatMap(({ caveats }) => caveats)) {
    counts.set(caveat, (counts.get(caveat) ?? 0) + 1);
  }
  const open = games.filter((game) => game.trades.some(({ reason }) => reason === "open")).length;
  const texts = [...counts].map(([text, count]) =>
    games.length === 1 ? text : `${count} of ${games.length} games: ${text}`
  );
  if (open > 0) {
    texts.push(
      `${open} of ${games.length} games end with something held that is not paid: it is valued at the market`,
    );
  }
  return texts;
}

/** A row for every strategy, also for those that never traded. */
export function allStrategies(run: MeasuredRun, names: readonly string[]): readonly StrategyRow[] {
  const rows = new Map(byStrategy(run).map((row) => [row.strategy, row]));
  const none = { roundTrips: 0, wins: 0, pnl: 0 as Micros, fees: 0 as Micros };
  return [...new Set([...names, ...rows.keys()])].sort().map((strategy) =>
    rows.get(strategy) ?? { strategy, ...none }
  );
}

/** The parts of a summary. */
export interface SummaryInput {
  readonly strategies: readonly string[];
  readonly sport: string;
  readonly run: MeasuredRun;
  readonly games: GamesRun["games"];
  readonly leftOut: readonly LeftOut[];
}

/** The summary as it is written. */
export function summarize({ strategies, sport, run, games, leftOut }: SummaryInput): RunSummary {
  const sum = (of: (game: GameResult) => number) => games.reduce((total, game) => total + of(game), 0);
  return {
    strategies,
    sport,
    games: games.length,
    games_without_book: games.filter(({ hasBook }) => !hasBook).length,
    games_left_out: leftOut.length,
    events: sum(({ events }) => events),
    orders: sum(({ orders }) => orders),
    signals: sum(({ signals }) => signals),
    signals_refused: sum(({ signalsRefused }) => signalsRefused),
    starting_cash: formatMicros(run.startingCash),
    metrics: metricFields(run),
    ...uncertainty(run, games),
    by_strategy: allStrategies(run, strategies).map(({ strategy, roundTrips, wins, pnl, fees }) => ({
      strategy,
      round_trips: roundTrips,
      wins,
      pnl: formatMicros(pnl),
      fees: formatMicros(fees),
    })),
    by_game: [...games].sort(byBeginning).map((game) => ({
      event: game.event,
      recording: game.recording,
      pnl: formatMicros(game.pnl),
      fees: formatMicros(game.fees),
      round_trips: game.trades.length,
      events: game.events,
      settled_by: settledBy(game),
      late_messages: game.late?.messages ?? 0,
      most_delay_ms: game.late === undefined ? null : Math.round(game.late.mostMs),
      caveats: game.caveats,
    })),
    entry_prices: entryPriceBuckets(run).map(({ from, to, roundTrips, wins, pnl, fees }) => ({
      from: formatPrice(from),
      to: formatPrice(to),
      round_trips: roundTrips,
      wins,
      pnl: formatMicros(pnl),
      fees: formatMicros(fees),
    })),
    calibration: calibration(run).map(({ from, to, count, forecast, observed }) => ({
      from: formatPrice(from),
      to: formatPrice(to),
      count,
      forecast: ratio(forecast),
      observed: ratio(observed),
    })),
    reasons: sumReasons(games),
    left_out: leftOut,
    caveats: sumCaveats(games),
  };
}
