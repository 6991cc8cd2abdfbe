/**
 * The books of an engine checked against what it said it did, to the micro-dollar.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { summaryView } from "../../src/views/summary.ts";
import type { Engine } from "../../src/core/engine.ts";
import { PRICE_ONE } from "../../src/core/numbers/money.ts";
import type { Outcome } from "../../src/core/outcomes.ts";

/**
 * Checks, from fills and payouts alone:
 * - cash = start + balance changes of all fills + payouts, fees = Σ fees of fills;
 * - each position = bought − sold, until its market paid out;
 * - positions are valued at what they could be closed at;
 * - ending cash + positions − starting cash = realised + unrealised, which is the sum of the rows of what is open;
 * - with nothing open, realised = Σ profits of the round trips.
 */
export function checkAccounts(engine: Engine, outcomes: readonly Outcome[]): void {
  const { portfolio, holdings } = engine.orders;
  let cash = portfolio.startingCash as number;
  let fees = 0;
  const held = new Map<string, number>();
  const trades = new Set<string>();
  for (const outcome of outcomes) {
    if (outcome.kind === "settled") {
      cash += outcome.payout;
      held.set(outcome.market, 0);
    }
    if (outcome.kind !== "report" || outcome.report.kind !== "fill") continue;
    const { request, report } = outcome;
    assert(!trades.has(report.tradeId), "no trade twice");
    trades.add(report.tradeId);
    // Only YES is bought and sold here, so that a sale closes.
    const sign = request.side === "bid" ? 1 : -1;
    assertEquals(
      report.balanceChange,
      -sign * report.price * report.quantity - report.fee as typeof report.fee,
    );
    assert(
      sign > 0 ? report.price <= request.price : report.price >= request.price,
      "never worse than the limit",
    );
    cash += report.balanceChange;
    fees += report.fee;
    held.set(request.market, (held.get(request.market) ?? 0) + sign * report.quantity);
  }
  const summary = summaryView(engine, { environment: "test", markets: [], durationMs: 0, messages: 0 });
  const { startingBalance, endingBalance, positionsValue, realised, unrealised } = summary;
  assertEquals([endingBalance as number, summary.fees as number], [cash, fees]);
  let value = 0;
  for (const [market, quantity] of held) {
    assertEquals(portfolio.held(market) as number, quantity);
    assert(quantity >= 0, "nothing is sold that is not held");
    const mark = engine.account.mark(market, portfolio.held(market)) ?? PRICE_ONE;
    value += mark * quantity;
  }
  assertEquals(positionsValue as number, value);
  assert(startingBalance !== undefined && realised !== undefined && unrealised !== undefined);
  assertEquals(cash + value - startingBalance, realised + unrealised);
  const rows = summary.stillOpen.reduce((sum, { unrealised: row = 0 }) => sum + row, 0);
  assertEquals(unrealised as number, rows);
  const closed = outcomes.flatMap((outcome) => outcome.kind === "closed" ? [outcome.trade] : []);
  assertEquals(closed, [...holdings.closed]);
  for (const { pnl, entryMicros, exitMicros, quantity, fees: paid } of closed) {
    // Averages are rounded down to the micro-dollar a contract.
    assert(Math.abs((exitMicros - entryMicros) * quantity / 100 - paid - pnl) <= quantity / 100 + 1);
  }
  if ([...holdings.open()].length > 0) return;
  assertEquals(unrealised as number, 0);
  assertEquals(closed.reduce((sum, { pnl }) => sum + pnl, 0), realised as number);
}
