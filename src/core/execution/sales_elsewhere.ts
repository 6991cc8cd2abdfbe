/**
 * Sales of what strategies hold that were made outside of this program.
 *
 * @module
 */
import { inSide, sellingSide } from "../market/outcome_side.ts";
import { formatQuantity, type Micros, NO_MONEY, notional, type Quantity } from "../numbers/money.ts";
import type { Order, RoundTrip } from "../orders.ts";
import type { Outbox } from "../outbox.ts";
import { shortPrice } from "../reasons.ts";
import type { Account } from "./account.ts";
import type { ExternalAccount } from "./external_account.ts";
import { EXTERNAL, type Holding } from "./holding.ts";
import type { Holdings } from "./holdings.ts";
import type { OpenOrders } from "./open_orders.ts";
import type { Portfolio } from "./portfolio.ts";

/** What is booked on, and what it is known from. */
export interface SalesElsewhereParts {
  readonly external: ExternalAccount;
  readonly holdings: Holdings;
  readonly open: OpenOrders;
  readonly portfolio: Portfolio;
  readonly account: Account;
  readonly outbox: Outbox;
  /** A holding was closed by a sale. */
  onClosed(trade: RoundTrip, at: number): void;
}

/** Books them. */
export class SalesElsewhere {
  readonly #parts: SalesElsewhereParts;
  #numbered = 0;

  constructor(parts: SalesElsewhereParts) {
    this.#parts = parts;
  }

  /**
   * Somebody else has sold what strategies hold, or has bought so much of the other side that it is gone: what is left of theirs
   * is theirs, the rest is booked as sold, at the price of that trade where it is known. The newest holding goes first.
   *
   * @returns the markets in which something was booked
   */
  book(at: number): readonly string[] {
    const { external, holdings, open } = this.#parts;
    const booked: string[] = [];
    for (const { market, account } of [...external.soldElsewhere()]) {
      const isMoving = ({ state, request }: Order) => state !== "resting" || request.reduceOnly === true;
      if (open.unreported(market).length > 0 || open.in(market).some(isMoving)) continue;
      const own = holdings.inMarket(market).filter(({ strategy }) => strategy !== EXTERNAL);
      let gone = external.shortBy(market);
      for (const holding of [...own].reverse()) {
        const quantity = Math.min(gone, holding.contracts) as Quantity;
        if (quantity === 0) continue;
        gone = gone - quantity as Quantity;
        this.#bookSale(holding, quantity, at);
      }
      external.settled(market);
      const cost = holdings.inMarket(market).reduce((sum, each) => sum + each.cost, 0) as Micros;
      holdings.reconcile(market, account, cost, at);
      booked.push(market);
    }
    return booked;
  }

  #bookSale(holding: Holding, quantity: Quantity, at: number): void {
    const { external, holdings, portfolio, account, outbox, onClosed } = this.#parts;
    const { market, strategy, outcomeSide, averagePrice } = holding;
    const side = sellingSide(outcomeSide);
    const traded = external.tradedAt(market, side);
    const yesPrice = traded ?? account.mark(market, holding.quantity) ??
      inSide(outcomeSide, averagePrice);
    const price = inSide(outcomeSide, yesPrice);
    portfolio.apply(market, side, {
      kind: "fill",
      at,
      clientOrderId: EXTERNAL,
      tradeId: `${EXTERNAL}-${++this.#numbered}`,
      price: yesPrice,
      quantity,
      role: "taker",
      fee: NO_MONEY,
      balanceChange: notional(price, quantity),
    });
    const trade = holdings.soldElsewhere(holding, price, quantity, at);
    const worth = traded === undefined ? `valued at ${shortPrice(price)}` : `at ${shortPrice(price)}`;
    const text =
      `${strategy}: ${
        formatQuantity(quantity)
      } ${outcomeSide.toUpperCase()} were sold outside of this program, ` +
      `${worth}: booked as closed, no exit is sent for them`;
    outbox.add({ kind: "note", at, level: "warning", text, market });
    if (trade !== undefined) onClosed(trade, at);
  }
}
