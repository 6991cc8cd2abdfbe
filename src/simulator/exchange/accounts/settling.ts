/**
 * Pays a market's positions out.
 *
 * YES pays what the market was judged at, NO the rest of a dollar. A payout is rounded down to whole cents, and what that takes
 * is a fee; only a scalar judgement of less than a cent leaves anything to round.
 *
 * @module
 */
import { type Micros, MICROS_PER_DOLLAR, multiplyDivide, ONE_CONTRACT } from "../../../core/numbers/money.ts";
import type { MarketRecord } from "../market_record.ts";
import type { AccountBooks } from "./books.ts";

const CENT = MICROS_PER_DOLLAR / 100;

/** Pays an account's positions in a market; nothing where it was not judged. What was set to be paid less is missing. */
export function settle({ desk, ledger, userId, paidLess }: AccountBooks, record: MarketRecord): void {
  const { ticker: market, result, yesPays } = record;
  if (result === undefined || yesPays === undefined) return;
  const atMs = desk.now();
  for (const holding of ledger.inMarket(market)) {
    const { yes, no, yesCost, noCost, volume, feesPaid } = holding.state;
    if (volume === 0) continue;
    const noPays = MICROS_PER_DOLLAR - yesPays;
    // Both legs together, so that a pair of them pays its dollar whole.
    const value = multiplyDivide(yes, yesPays, ONE_CONTRACT) + multiplyDivide(no, noPays, ONE_CONTRACT);
    const due = Math.floor(value / CENT) * CENT as Micros;
    const payout = due - (paidLess.get(market) ?? 0) as Micros;
    holding.settle(payout, atMs);
    desk.log.add(userId, {
      kind: "settlement",
      settlement: {
        ...holding.place,
        result,
        yesPays,
        yes,
        no,
        yesCost,
        noCost,
        payout,
        fee: value - due as Micros,
        tradingFees: feesPaid,
        atMs,
      },
    });
    desk.log.add(userId, { kind: "position", position: holding.state });
    ledger.move(holding.place, payout, "settlement");
  }
}
