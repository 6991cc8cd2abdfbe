/**
 * The sides of markets in which something is held, and when their next stops are touched if no other bid comes.
 *
 * @module
 */
import type { Market } from "../market/market.ts";
import type { OutcomeSide } from "../market/outcome_side.ts";
import { stopTrigger } from "./exit_plan.ts";
import type { Holding } from "./holding.ts";
import { MarketSide } from "./market_side.ts";

/** The sides of a market in which something is held. */
export type HeldSides = Record<OutcomeSide, MarketSide | undefined>;

/** Follows their bids. */
export class StopClock {
  readonly #confirmMs: number;
  /** By market. */
  readonly #sides = new Map<string, HeldSides>();
  /** By market. */
  readonly #ripeAt = new Map<string, number>();
  #dueAt = Infinity;

  /** @param confirmMs how long a fall of the bids must last to be believed */
  constructor(confirmMs: number) {
    this.#confirmMs = confirmMs;
  }

  /** When the next stop is touched if no other bid comes, Unix milliseconds; infinite where none is. */
  get dueAt(): number {
    return this.#dueAt;
  }

  /** Takes in the book of a market in which something is held. */
  watch(market: Market, holdings: readonly Holding[], at: number): HeldSides {
    let sides = this.#sides.get(market.ticker);
    if (sides === undefined) {
      sides = { yes: undefined, no: undefined };
      this.#sides.set(market.ticker, sides);
    }
    for (const { outcomeSide } of holdings) {
      sides[outcomeSide] ??= new MarketSide(market, outcomeSide, this.#confirmMs);
    }
    sides.yes?.watch(at);
    sides.no?.watch(at);
    return sides;
  }

  /** Finds when the next stop of a market is touched: at that moment, not when the next event happens to come. */
  ripen(ticker: string, holdings: readonly Holding[], sides: HeldSides, at: number): void {
    let ripeAt = Infinity;
    for (const holding of holdings) {
      const side = sides[holding.outcomeSide];
      const trigger = side === undefined || !holding.isWatched ? undefined : stopTrigger(holding, side.grid);
      if (side !== undefined && trigger !== undefined) ripeAt = Math.min(ripeAt, side.bids.fallsTo(trigger));
    }
    this.#setRipe(ticker, ripeAt > at ? ripeAt : Infinity);
  }

  /** Adds the markets whose stops are due by now to a set. */
  addDue(at: number, markets: Set<string>): void {
    if (this.#dueAt > at) return;
    for (const [ticker, ripeAt] of this.#ripeAt) if (ripeAt <= at) markets.add(ticker);
  }

  /** Looks whether the book of any of the markets has become doubtful, after an event that is about no book. */
  look(market: (ticker: string) => Market | undefined): void {
    for (const [ticker, { yes, no }] of this.#sides) {
      if (market(ticker)?.suspect === undefined) continue;
      yes?.bids.doubt();
      no?.bids.doubt();
      this.#setRipe(ticker, Infinity);
    }
  }

  /** Nothing is held in a market any more. */
  forget(ticker: string): void {
    if (this.#sides.size === 0 || !this.#sides.delete(ticker)) return;
    this.#setRipe(ticker, Infinity);
  }

  #setRipe(ticker: string, ripeAt: number): void {
    if ((this.#ripeAt.get(ticker) ?? Infinity) === ripeAt) return;
    if (ripeAt === Infinity) this.#ripeAt.delete(ticker);
    else this.#ripeAt.set(ticker, ripeAt);
    this.#dueAt = Math.min(...this.#ripeAt.values());
  }
}
