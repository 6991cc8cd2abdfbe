/**
 * The results of a session: as data for a screen, and as JSON.
 *
 * @module
 */
import type { Engine } from "../core/engine.ts";
import { EXTERNAL } from "../core/execution/holding.ts";
import type { Market } from "../core/market/market.ts";
import { inSide } from "../core/market/outcome_side.ts";
import { formatMicros, formatPrice, formatQuantity, type Micros } from "../core/numbers/money.ts";
import { closedTrades, positionViews } from "./session_parts.ts";
import type { Mode } from "./session_view.ts";
import type { ClosedTradeView, PositionView } from "./order_view.ts";

/** The results of a session. Realised and unrealised add up to the change of equity. */
export interface SummaryView {
  readonly mode: Mode;
  readonly environment: string;
  /** When it ended, Unix milliseconds. */
  readonly at: number;
  readonly durationMs: number;
  readonly messages: number;
  /** Messages that came late, and the longest delay; left out where there was none. */
  readonly late?: { readonly messages: number; readonly mostMs: number };
  /** Faults of the market data, over the session and at its end, one line each. */
  readonly trouble?: readonly string[];
  /** Tickers. */
  readonly markets: readonly string[];
  /** Cash at the start. */
  readonly startingBalance?: Micros;
  /** Cash at the end, locked cash included. */
  readonly endingBalance?: Micros;
  /** Open positions at the price they could be closed at. */
  readonly positionsValue?: Micros;
  /** The profit of closed quantity, after all fees paid. */
  readonly realised?: Micros;
  /** The profit of all open positions together. */
  readonly unrealised?: Micros;
  /** All fees paid; already taken off what is realised. */
  readonly fees?: Micros;
  readonly signals: number;
  /** Orders not done at the end. */
  readonly pending: number;
  readonly closedTrades: readonly ClosedTradeView[];
  readonly stillOpen: readonly PositionView[];
  /** Why what is open in markets that have ended was not paid, one line each. */
  readonly notPaid?: readonly string[];
}

/** Collects the results of a session. */
export function summaryView(
  engine: Engine,
  session: {
    readonly environment: string;
    readonly markets: readonly string[];
    readonly durationMs: number;
    readonly messages: number;
    /** Faults of the market data. */
    readonly trouble?: readonly string[];
  },
): SummaryView {
  const { orders } = engine;
  const { portfolio } = orders;
  const stillOpen = positionViews(engine);
  const equity = engine.account.equity();
  const positionsValue = equity - portfolio.cash as Micros;
  const unrealised = unrealisedOf(engine);
  const { lateMessages, mostMs } = engine.delay;
  return {
    ...(lateMessages === 0 ? {} : { late: { messages: lateMessages, mostMs } }),
    ...(session.trouble === undefined ? {} : { trouble: session.trouble }),
    mode: engine.mode,
    environment: session.environment,
    at: engine.at,
    durationMs: session.durationMs,
    messages: session.messages,
    markets: session.markets,
    startingBalance: portfolio.startingCash,
    endingBalance: portfolio.cash,
    positionsValue,
    realised: equity - portfolio.startingCash - unrealised as Micros,
    unrealised,
    fees: portfolio.fees,
    signals: engine.strategies.signals,
    pending: orders.open.count,
    closedTrades: closedTrades(engine),
    stillOpen,
    notPaid: stillOpen.flatMap(({ market }) => whyNotPaid(engine.market(market)) ?? []),
  };
}

/**
 * The sum of the rows of what is still open. Fees are paid, and are in the realised part alone.
 *
 * By what each owner has paid, as the closed trades are: the account's own average over all owners of a market would move
 * between realised and unrealised what one of them has gained. What is external is in neither.
 */
function unrealisedOf(engine: Engine): Micros {
  let sum = 0;
  for (const { strategy, market, outcomeSide, quantity, contracts, cost } of engine.orders.holdings.all()) {
    const mark = strategy === EXTERNAL ? undefined : engine.account.mark(market, quantity);
    if (mark !== undefined) sum += inSide(outcomeSide, mark) * contracts - cost;
  }
  return sum as Micros;
}

/** Why a market that has ended has not paid; `undefined` while it has not ended. */
function whyNotPaid(market: Market | undefined): string | undefined {
  if (market === undefined) return undefined;
  const { ticker, status, result, resultNotUnderstood } = market;
  if (resultNotUnderstood !== undefined) return `${ticker}: result not understood, ${resultNotUnderstood}`;
  if (result !== undefined) return `${ticker}: the market is ${status}, its payout is still to come`;
  return market.isJudged || status === "closed"
    ? `${ticker}: the market is ${status}, without a result`
    : undefined;
}

/** A summary as JSON, `{"type":"summary",…}`: money, prices and quantities as decimal strings. */
export function summaryRecord(summary: SummaryView, reason: string, recording: string | undefined) {
  const { closedTrades, stillOpen } = summary;
  return {
    type: "summary",
    mode: summary.mode,
    environment: summary.environment,
    ended: reason,
    duration_ms: Math.round(summary.durationMs),
    messages: summary.messages,
    late_messages: summary.late?.messages ?? 0,
    most_delay_ms: summary.late === undefined ? null : Math.round(summary.late.mostMs),
    market_data: summary.trouble ?? [],
    markets: summary.markets,
    starting_balance: money(summary.startingBalance),
    ending_balance: money(summary.endingBalance),
    positions_value: money(summary.positionsValue),
    realised: money(summary.realised),
    unrealised: money(summary.unrealised),
    fees: money(summary.fees),
    signals: summary.signals,
    pending: summary.pending,
    wins: closedTrades.filter(({ pnl }) => pnl > 0).length,
    losses: closedTrades.filter(({ pnl }) => pnl < 0).length,
    trades: closedTrades.map((trade) => ({
      market: trade.market,
      quantity: formatQuantity(trade.quantity),
      entry: formatMicros(trade.entry),
      exit: formatMicros(trade.exit),
      pnl: formatMicros(trade.pnl),
      reason: trade.reason,
      hold_ms: Math.round(trade.holdMs),
    })),
    open: stillOpen.map((position) => ({
      market: position.market,
      quantity: formatQuantity(position.quantity),
      entry: money(position.entryPrice),
      now: position.now === undefined ? null : formatPrice(position.now),
      unrealised: money(position.unrealised),
    })),
    not_paid: summary.notPaid ?? [],
    recording: recording ?? null,
  };
}

function money(value: Micros | undefined): string | null {
  return value === undefined ? null : formatMicros(value);
}
