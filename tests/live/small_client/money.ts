/**
 * What the small client believes to have: by its fills, and by what settled markets have paid. It holds YES alone.
 *
 * @module
 */
import { parseMicros, parsePrice, parseQuantity, type Quantity } from "../../../src/core/numbers/money.ts";
import type { Habits } from "./habits.ts";
import type { WireClient } from "./wire_client.ts";

const MICROS_PER_CENT = 10_000;
/** Price is in 1/10,000 dollar and a quantity in 1/100 contract, so that their product is in micro-dollars. */
const ONE = 10_000;

/** Counts money. */
export class SmallMoney {
  readonly #wire: WireClient;
  readonly #habits: Habits;
  readonly #start: number;
  readonly #fills = new Map<string, number>();
  readonly #payouts = new Map<string, number>();

  /** @param start micro-dollars at the beginning */
  constructor(wire: WireClient, habits: Habits, start: number) {
    this.#start = start;
    this.#wire = wire;
    this.#habits = habits;
  }

  /** Micro-dollars of now, once a market has paid: before that nobody asks. */
  get total(): number | undefined {
    if (this.#payouts.size === 0) return undefined;
    return [...this.#fills.values(), ...this.#payouts.values()].reduce(
      (sum, each) => sum + each,
      this.#start,
    );
  }

  /** A fill as it was read. */
  // deno-lint-ignore no-explicit-any -- a row of an answer
  fill({ trade_id, book_side, yes_price_dollars, count_fp, fee_cost }: any): void {
    // One that cannot be read is read again.
    if (typeof yes_price_dollars !== "string" || typeof count_fp !== "string") return;
    const value = parsePrice(yes_price_dollars) * parseQuantity(count_fp);
    this.#fills.set(trade_id, (book_side === "bid" ? -value : value) - parseMicros(fee_cost));
  }

  /** Looks whether a market has been judged: what is judged may be disputed, and is not paid yet. */
  async judged(ticker: string, held: Quantity): Promise<void> {
    if (this.#habits.determined === "provisional") return;
    const { json } = await this.#wire.send("GET", `/markets/${ticker}`);
    if (json?.market?.result === "yes") this.#payouts.set(ticker, ONE * held);
  }

  /** Looks whether a market has paid. @returns whether it has */
  async settled(ticker: string, held: Quantity): Promise<boolean> {
    const { status, json } = await this.#wire.send("GET", `/portfolio/settlements?ticker=${ticker}`);
    const row = status === 200 ? json.settlements[0] : undefined;
    if (row === undefined) return false;
    const own = row.market_result === "yes" ? ONE * held : 0;
    const paid = this.#habits.payout === "own_position" ? own : row.revenue * MICROS_PER_CENT;
    const fees = this.#habits.settlementFees === "others" ? parseMicros(row.fee_cost) : 0;
    if (!this.#payouts.has(ticker)) this.#payouts.set(ticker, paid - fees);
    return true;
  }
}
