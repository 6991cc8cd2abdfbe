/**
 * The files of a run, as texts.
 *
 * @module
 */
import type { SetupModels } from "../session/setup/models.ts";
import { stopSlippage } from "../core/execution/holdings.ts";
import type { MeasuredRoundTrip, MeasuredRun } from "../core/metrics/measured.ts";
import { formatMicros, formatPays, formatPrice, formatQuantity, type Micros } from "../core/numbers/money.ts";
import { VERSION } from "../version.ts";
import { type Cell, formatCsv } from "../lib/rows.ts";
import type { GamePlan } from "./game_setup.ts";
import type { RunInput } from "./run.ts";
import type { RunSummary } from "./service.ts";

/** Columns of `trades.csv`, one round trip a row. */
export const TRADE_COLUMNS = [
  "strategy",
  "event",
  "market",
  "opened_at",
  "closed_at",
  "contracts",
  "entry",
  "exit",
  "fees",
  "pnl",
  "reason",
  "yes_paid",
  "paid_by",
  "stop_trigger",
  "stop_slippage",
] as const;

/** Columns of `equity_curve.csv`. */
export const EQUITY_COLUMNS = ["at", "equity", "drawdown"] as const;

/** RFC 3339 in UTC, to the millisecond. */
function time(at: number): string {
  return new Date(at).toISOString();
}

/** `trades.csv`: round trips by the time they were closed; money in dollars. */
export function tradesCsv({ trades }: MeasuredRun): string {
  return formatCsv(
    TRADE_COLUMNS,
    trades.map((trade) => [
      trade.strategy,
      trade.event,
      trade.market,
      time(trade.openedAt),
      time(trade.closedAt),
      formatQuantity(trade.quantity),
      formatMicros(trade.entryMicros),
      formatMicros(trade.exitMicros),
      formatMicros(trade.fees),
      formatMicros(trade.pnl),
      trade.reason,
      trade.yesPays === undefined ? null : formatPays(trade.yesPays),
      trade.paidBy ?? null,
      ...stopFields(trade),
    ]),
  );
}

/** Of a stop: its trigger, and how far below it sold on average. */
function stopFields(trade: MeasuredRoundTrip): Cell[] {
  const { stopTrigger } = trade;
  const slippage = stopSlippage(trade);
  return stopTrigger === undefined || slippage === undefined
    ? [null, null]
    : [formatPrice(stopTrigger), formatMicros(slippage)];
}

/** `equity_curve.csv`: the account whenever it changed, and how far it is below its highest point so far. */
export function equityCsv({ equity, startingCash }: MeasuredRun): string {
  let peak: number = startingCash;
  return formatCsv(
    EQUITY_COLUMNS,
    equity.map((point) => {
      peak = Math.max(peak, point.equity);
      return [time(point.at), formatMicros(point.equity), formatMicros(peak - point.equity as Micros)];
    }),
  );
}

/** The parts of `config.json`. */
export interface ConfigInput {
  readonly plan: GamePlan;
  readonly sport: string;
  /** The games that were asked for; left out: all. */
  readonly games?: readonly string[];
  readonly inputs: readonly RunInput[];
}

/** Models without what their files are called: they are known by their digests. */
function nameless(models: SetupModels): object {
  const marks = Object.entries(models).flatMap(([sport, mark]) =>
    mark === undefined ? [] : [[sport, { id: mark.id, sha256: mark.sha256 }] as const]
  );
  return Object.fromEntries(marks);
}

/** A plan's setup without where a user's own strategy lies: it is known by what is in it, wherever that is. */
export function portableSetup({ setup, sources = {} }: GamePlan): object {
  const strategies = setup.strategies.map(({ name, parameters }) => {
    const sha256 = sources[name];
    return sha256 === undefined ? { name, parameters } : { name, parameters, sha256 };
  });
  const { models } = setup;
  return { ...setup, strategies, ...(models === undefined ? {} : { models: nameless(models) }) };
}

/** `config.json`: all that decides the run. */
export function configJson({ plan, sport, games, inputs }: ConfigInput): string {
  const config = {
    program: VERSION,
    sport,
    games: games ?? null,
    score_lag_ms: plan.scoreLagMs,
    ...(plan.results === undefined ? {} : {
      results: Object.fromEntries([...plan.results].map(([ticker, pays]) => [ticker, formatPays(pays)])),
    }),
    setup: plan.asRecorded === true ? "as recorded" : portableSetup(plan),
    ...(plan.asRecorded === true && plan.sources !== undefined ? { rules: plan.sources } : {}),
    recordings: inputs.map(({ recording, hashes }) => ({ recording, sha256: hashes })),
  };
  return JSON.stringify(config, null, 2) + "\n";
}

/** `summary.json`. */
export function summaryJson(summary: RunSummary): string {
  return JSON.stringify(summary, null, 2) + "\n";
}
