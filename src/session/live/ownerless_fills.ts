/**
 * Trades of orders whose exchange ids are not known yet: theirs may be among those that were just sent.
 *
 * @module
 */
import type { FillRecord } from "../../kalshi/decoding/account_records.ts";

/** Keeps trades until an order takes them. */
export class OwnerlessFills {
  /** By trade: a match of two orders has one id on both sides. */
  readonly #byOrderId = new Map<string, Map<string, FillRecord>>();

  /** All that wait, each once. */
  all(): readonly FillRecord[] {
    return [...this.#byOrderId.values()].flatMap((fills) => [...fills.values()]);
  }

  /** Keeps a trade; one that is kept already changes nothing. */
  keep(fill: FillRecord): void {
    const fills = this.#byOrderId.get(fill.orderId) ?? new Map<string, FillRecord>();
    this.#byOrderId.set(fill.orderId, fills);
    if (!fills.has(fill.tradeId)) fills.set(fill.tradeId, fill);
  }

  /** The trades of an order, which are kept no longer. */
  take(orderId: string): readonly FillRecord[] {
    const fills = this.#byOrderId.get(orderId);
    this.#byOrderId.delete(orderId);
    return [...fills?.values() ?? []];
  }
}
