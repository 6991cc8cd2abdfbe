/**
 * Trades of orders whose exchange ids are not known yet: theirs may be among those that were just sent.
 *
 * @module
 */
import type { FillRecord } from "../../kalshi/decoding/account_records.ts";

/** Keeps trades until an order takes them. */
export class OwnerlessFills {
  readonly #byOrderId = new Map<string, FillRecord[]>();
  readonly #tradeIds = new Set<string>();

  /** All that wait, each once. */
  all(): readonly FillRecord[] {
    return [...this.#byOrderId.values()].flat();
  }

  /** Keeps a trade; one that is kept already changes nothing. */
  keep(fill: FillRecord): void {
    if (this.#tradeIds.has(fill.tradeId)) return;
    this.#tradeIds.add(fill.tradeId);
    this.#byOrderId.set(fill.orderId, [...this.#byOrderId.get(fill.orderId) ?? [], fill]);
  }

  /** The trades of an order, which are kept no longer. */
  take(orderId: string): readonly FillRecord[] {
    const fills = this.#byOrderId.get(orderId) ?? [];
    this.#byOrderId.delete(orderId);
    for (const { tradeId } of fills) this.#tradeIds.delete(tradeId);
    return fills;
  }
}
