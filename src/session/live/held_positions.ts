/**
 * What own trades have left in each market, beside what the exchange counts there: two witnesses against a missed trade.
 *
 * @module
 */
import { formatQuantity, NO_QUANTITY, type Quantity } from "../../core/numbers/money.ts";
import type { FillRecord } from "../../kalshi/decoding/account_records.ts";
import type { SentOrder, TrackerAlarm } from "./tracked_order.ts";

/** Counts positions: + YES, − NO. */
export class HeldPositions {
  readonly #held = new Map<string, Quantity>();
  /** Of sessions before. */
  readonly #heldBefore = new Map<string, Quantity>();
  /** Contracts of the account that are not of own trades, as the last whole reading had them. */
  readonly #external = new Map<string, Quantity>();
  #wasRead = false;
  #version = 0;

  /** Counts the trades that were booked. */
  get version(): number {
    return this.#version;
  }

  /** What trades of this session have left in a market, and what it took over. */
  held(market: string): Quantity {
    return this.#held.get(market) ?? NO_QUANTITY;
  }

  /** Contracts of sessions before are this session's now. */
  takenOver(market: string, quantity: Quantity): void {
    this.#held.set(market, this.held(market) + quantity as Quantity);
    const external = this.#external.get(market);
    if (external !== undefined) this.#external.set(market, external - quantity as Quantity);
  }

  /** Contracts that all other sessions of the journal hold in a market: what a close of one of them brings in follows from it. */
  setBefore(market: string, quantity: Quantity): void {
    this.#heldBefore.set(market, quantity);
  }

  /** Counts a trade of an order. @returns what the same sessions held before it */
  traded({ ofThisSession, request: { market, side } }: SentOrder, quantity: Quantity): Quantity {
    const all = ofThisSession ? this.#held : this.#heldBefore;
    const held = all.get(market) ?? NO_QUANTITY;
    all.set(market, held + (side === "bid" ? quantity : -quantity) as Quantity);
    this.#version++;
    return held;
  }

  /**
   * A whole reading of the positions, newer than every booked trade: what is not of own trades is somebody else's.
   *
   * @param positions a market that is not in it is flat
   */
  read(positions: ReadonlyMap<string, Quantity>): void {
    this.#wasRead = true;
    this.#external.clear();
    for (const market of new Set([...positions.keys(), ...this.#held.keys()])) {
      const listed = positions.get(market) ?? NO_QUANTITY;
      this.#external.set(market, listed - this.held(market) as Quantity);
    }
  }

  /** What the exchange counts after a trade, against what is counted here. @returns an alarm where they differ */
  compare(market: string, { positionAfter, tradeId }: FillRecord): TrackerAlarm | undefined {
    if (positionAfter === undefined || !this.#wasRead) return undefined;
    // Nobody held any of a market that no reading has named.
    const external = this.#external.get(market) ?? NO_QUANTITY;
    const expected = this.held(market) + external as Quantity;
    if (positionAfter === expected) return undefined;
    const text = `after trade ${tradeId} the exchange holds ${formatQuantity(positionAfter)} in ${market}, ` +
      `here it is ${formatQuantity(expected)}`;
    return { code: "POSITION_DIFFERS", market, text };
  }
}
