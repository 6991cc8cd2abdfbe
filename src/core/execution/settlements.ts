/**
 * When a market that has ended is paid out.
 *
 * @module
 */
import type { EngineEvent } from "../events.ts";
import type { MarketLife } from "../market/events.ts";
import type { Market } from "../market/market.ts";
import type { TellNote } from "../notes.ts";
import type { OrderManager } from "./order_manager.ts";

/** The parts of it. */
export interface SettlementsParts {
  readonly orders: OrderManager;
  marketOf(ticker: string): Market | undefined;
  readonly tell: TellNote;
  /** Whether orders go outside: what becomes of them may be reported after the end. */
  readonly outside: boolean;
}

/** Pays markets out. */
export class Settlements {
  readonly #parts: SettlementsParts;
  /** Markets that ended, and are paid out once it is known what became of their last orders. */
  readonly #unsettled = new Set<string>();
  /** Markets that were paid out. */
  readonly #paid = new Set<string>();

  constructor(parts: SettlementsParts) {
    this.#parts = parts;
  }

  /** Pays out the markets that an event may have ended, or of whose last orders it brings the end. */
  after(event: EngineEvent): void {
    if (event.kind === "market") return this.settle(event.info.ticker, event.at);
    if (event.kind === "market_life") {
      this.#doubtVerdict(event);
      return this.settle(event.market, event.at);
    }
    if (event.kind !== "order_report" || !this.#parts.outside) return;
    for (const { clientOrderId } of event.reports) {
      const market = this.#parts.orders.order(clientOrderId)?.request.market;
      if (market !== undefined) this.settle(market, event.at);
    }
  }

  /**
   * Pays out a market that has ended. Outside, what became of the last orders may be reported after that: what they traded is
   * paid out too, and while one may still have, it is not known of how many contracts.
   */
  settle(ticker: string, at: number): void {
    const { orders, marketOf, outside } = this.#parts;
    const market = marketOf(ticker);
    if (market?.isSettled !== true) return;
    const { open } = orders;
    if (outside) {
      const waitsFor = [...open.in(ticker), ...open.unreported(ticker)];
      const inDoubt = waitsFor.find(({ state, unreported }) => state === "unknown" || unreported > 0);
      if (inDoubt !== undefined) this.#waits(ticker, inDoubt.request.clientOrderId);
      if (waitsFor.length > 0) return;
    }
    this.#paid.add(ticker);
    orders.settle(market, at);
  }

  /**
   * A verdict may be disputed and turned round, of which the exchange sends no message; that it has paid says nothing of what. So
   * outside the last word is read again before anything is booked.
   */
  #doubtVerdict({ market, status, result, resultNotUnderstood }: MarketLife): void {
    if (!this.#parts.outside || status !== "finalized" || this.#paid.has(market)) return;
    if (result === undefined && resultNotUnderstood === undefined) {
      this.#parts.marketOf(market)?.forgetVerdict();
    }
  }

  /** Says, once a market, that it cannot be paid out here yet. */
  #waits(ticker: string, order: string): void {
    if (this.#unsettled.has(ticker)) return;
    this.#unsettled.add(ticker);
    this.#parts.tell("info", `ended, and paid out once it is known what became of ${order}`, ticker);
  }
}
