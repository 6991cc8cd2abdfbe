/**
 * The engine's state as the session summary's view.
 *
 * @module
 */
import type { Engine } from "../../core/engine.ts";
import type { Market } from "../../core/market/market.ts";
import type { Micros } from "../../core/numbers/money.ts";
import type { SummaryView } from "../../terminal/view.ts";
import { closedTrades, positionViews } from "./dashboard_view.ts";

/** What a session came to. */
export function summaryView(
  engine: Engine,
  session: {
    readonly environment: string;
    readonly markets: readonly string[];
    readonly durationMs: number;
    readonly messages: number;
    /** What was wrong with the market data. */
    readonly trouble?: readonly string[];
  },
): SummaryView {
  const { desk } = engine;
  const { portfolio } = desk;
  const stillOpen = positionViews(engine, engine.at);
  const equity = engine.equity();
  const positionsValue = equity - portfolio.cash as Micros;
  // The sum of the rows of what is still open. Fees are paid, and are in the realised part alone.
  const unrealised = positionsValue - portfolio.totalCost() as Micros;
  const { lateMessages, mostMs } = engine.delay;
  return {
    ...(lateMessages === 0 ? {} : { late: { messages: lateMessages, mostMs } }),
    ...(session.trouble === undefined ? {} : { trouble: session.trouble }),
    mode: "paper",
    environment: session.environment,
    durationMs: session.durationMs,
    messages: session.messages,
    markets: session.markets,
    startingBalance: portfolio.startingCash,
    endingBalance: portfolio.cash,
    positionsValue,
    realised: equity - portfolio.startingCash - unrealised as Micros,
    unrealised,
    fees: portfolio.fees,
    signals: engine.evaluation.signals,
    pending: desk.openCount,
    closedTrades: closedTrades(engine),
    stillOpen,
    notPaid: stillOpen.flatMap(({ market }) => whyNotPaid(engine.market(market)) ?? []),
  };
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
