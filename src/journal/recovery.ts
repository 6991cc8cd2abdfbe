/**
 * What a journal knows, for a comparison with the exchange and for a start after a crash.
 *
 * @module
 */
import type { Journal } from "./journal.ts";
import type { JournalReading } from "./reconcile.ts";

/** The journal's side of a comparison. */
export function readJournal({ orders, sessions }: Journal): JournalReading {
  return {
    epochs: sessions.epochs(),
    open: orders.open(),
    positions: orders.positions(),
    lastFillAt: orders.lastFillAt(),
    byClientId: (id) => orders.byClientId(id),
    byExchangeId: (id) => orders.byExchangeId(id),
    hasFill: ({ tradeId, orderId }) => orders.hasFill(tradeId, orderId),
  };
}
