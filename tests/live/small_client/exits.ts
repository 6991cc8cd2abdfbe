/**
 * How the small client leaves a position: exits, stops, and what rests to close it.
 *
 * @module
 */
import { parseQuantity } from "../../../src/core/numbers/money.ts";
import type { Wish } from "../player.ts";
import type { Cancels } from "./cancels.ts";
import type { Changes } from "./changes.ts";
import type { Creates } from "./creates.ts";
import type { Looks } from "./looks.ts";
import type { Means } from "./means.ts";
import { complement, type OwnOrders } from "./own_orders.ts";

/** Codes of a refusal for want of money. */
export const NO_MONEY = /balance_too_low|insufficient/;
/** An exit that is refused is sent so often at most. */
const MOST_TRIES = 3;

/** What an exit goes through. */
export interface ExitParts {
  readonly orders: OwnOrders;
  readonly looks: Looks;
  readonly creates: Creates;
  readonly cancels: Cancels;
  readonly changes: Changes;
}

/** Leaves positions. */
export class Exits {
  readonly #means: Means;
  readonly #parts: ExitParts;
  /** Stops, by market: of which outcome, and at or below which price, dollars. */
  readonly #stops = new Map<string, { readonly outcome: "yes" | "no"; readonly below: number }>();
  /** The last exit of each market. */
  readonly #leaving = new Map<string, Promise<void>>();

  constructor(means: Means, parts: ExitParts) {
    this.#means = means;
    this.#parts = parts;
  }

  /** Sells, or buys back, what is held. @param price the worst that is acceptable, dollars of YES */
  exit(ticker: string, price: string): Promise<void> {
    const before = this.#means.habits.exits === "one_at_a_time" ? this.#leaving.get(ticker) : undefined;
    const leaves = (before ?? Promise.resolve()).then(() => this.#leave(ticker, price));
    this.#leaving.set(ticker, leaves);
    return leaves;
  }

  /** Keeps in mind the stop that an entry has. */
  watch({ ticker, outcome, price, stopLoss }: Wish): void {
    if (stopLoss === undefined) return;
    this.#stops.set(ticker, {
      outcome,
      below: Number((Number(price) * (1 - stopLoss / 10_000)).toFixed(4)),
    });
  }

  /** The price of a market has changed: leaves where the stop is reached. */
  async priced(ticker: string): Promise<void> {
    const stop = this.#stops.get(ticker);
    if (stop === undefined) return;
    const { wire, habits } = this.#means;
    const { json } = await wire.send("GET", `/markets/${ticker}/orderbook`);
    const bids = { yes: bestOf(json?.orderbook_fp?.yes_dollars), no: bestOf(json?.orderbook_fp?.no_dollars) };
    const [own, looked] = [bids[stop.outcome], bids[habits.marks === "yes_prices" ? "yes" : stop.outcome]];
    if (own === undefined || looked === undefined || looked > stop.below) return;
    await this.exit(ticker, (stop.outcome === "yes" ? own : 1 - own).toFixed(4));
  }

  /** Whether what would rest to close a position with this is no more than the position. */
  staysWithin({ ticker, action, count }: Wish): boolean {
    const { orders } = this.#parts;
    if (action === "buy" || this.#means.habits.closes === "each_alone") return true;
    const rest = orders.closesIn(ticker).reduce((sum, { wish }) => sum + parseQuantity(wish.count), 0);
    return rest + parseQuantity(count) <= Math.abs(orders.held(ticker));
  }

  /** Makes smaller what rests to close more than is held: others may have sold of it. @param held 1/100 contracts */
  async shrinkCloses(ticker: string, held: number): Promise<void> {
    if (this.#means.habits.closes === "each_alone") return;
    const { orders, cancels, changes } = this.#parts;
    let left = held;
    for (const order of orders.closesIn(ticker)) {
      const rests = parseQuantity(order.wish.count);
      if (left === 0) await cancels.cancel(order.clientOrderId);
      else if (rests > left) await changes.decrease(order, left);
      left = Math.max(0, left - rests);
    }
  }

  async #leave(ticker: string, price: string): Promise<void> {
    const { habits } = this.#means;
    const { orders, looks, creates, cancels } = this.#parts;
    if (habits.stop === "take_profit_first") {
      // Both filling would open the other side.
      const rests = orders.closesIn(ticker).filter(({ wish }) => wish.timeInForce === undefined);
      for (const { clientOrderId } of rests) await cancels.cancel(clientOrderId);
    }
    const held = orders.held(ticker);
    if (held === 0) return;
    const onGrid = this.#onGrid(price, held > 0 ? "ask" : "bid");
    const wish: Wish = {
      ticker,
      outcome: held > 0 ? "yes" : "no",
      action: "sell",
      price: held > 0 ? onGrid : complement(onGrid),
      count: (Math.abs(held) / 100).toFixed(2),
      timeInForce: "immediate_or_cancel",
    };
    if (habits.exitGate === "as_entries" && !await looks.affords(wish)) return;
    const more = {
      ...habits.grouped === "exits_too" ? await creates.inGroup(wish) : {},
      ...habits.exitMeetsOwn === "resting_gives_way" ? { self_trade_prevention_type: "maker" } : {},
      ...habits.exitSize === "reduce_only" ? { reduce_only: true } : {},
    };
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const last = await creates.create(wish, more);
      if (!NO_MONEY.test(orders.get(last)?.refusedFor ?? "")) return;
      // A close needs no money: the position is not what is believed.
      if (habits.noMoneyForExit === "read_first" && !await looks.isHeld(ticker)) return;
    }
  }

  /** A price on the grid of whole cents. */
  #onGrid(price: string, side: "bid" | "ask"): string {
    const cents = Number(price) * 100;
    const whole = Math.abs(cents - Math.round(cents)) < 1e-9
      ? Math.round(cents)
      : this.#means.habits.rounding === "nearest"
      ? Math.round(cents)
      : side === "ask"
      ? Math.floor(cents)
      : Math.ceil(cents);
    return (whole / 100).toFixed(4);
  }
}

/** The best bid of a side of the book, dollars: the last row. */
function bestOf(rows: readonly (readonly [price: string, count: string])[] | undefined): number | undefined {
  const best = rows?.at(-1)?.[0];
  return best === undefined ? undefined : Number(best);
}
