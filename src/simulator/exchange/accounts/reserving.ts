/**
 * Sets money aside for an order, on its market's shard.
 *
 * @module
 */
import { tradeFee, worstFee } from "../../../core/market/fees.ts";
import { type Micros, NO_MONEY } from "../../../core/numbers/money.ts";
import type { AccountBooks } from "./books.ts";
import type { Holding } from "./holding.ts";
import type { AccountOrder } from "./order.ts";
import { type EngineResult, refuseOrder } from "./refusals.ts";

/**
 * Sets the money aside that an order needs; it is in its holding afterwards.
 *
 * @returns by how much what is held changed
 */
export function reserve(
  { desk, ledger, precision }: AccountBooks,
  order: AccountOrder,
  holding: Holding,
): EngineResult<Micros> {
  const { side, subaccount, reduceOnly } = order.terms;
  const resting = holding.sides[side];
  const netting = ledger.netting(subaccount);
  resting.add(order);
  const change = ledger.recount(holding);
  // Whoever only reduces needs no money, whatever else rests.
  if (reduceOnly && netting) return { ok: true, value: change };
  const opening = resting.opening(order, holding.closable(side, netting));
  const fees = desk.exchange.feesOf(order.terms.event);
  const { price } = order;
  // Part of the fee is held already: a maker's.
  const fee = opening === 0
    ? NO_MONEY
    : worstFee(fees, precision, price, opening) - tradeFee(fees, "maker", price, opening);
  if (change <= 0 && opening === 0) return { ok: true, value: change };
  if (ledger.available(holding.place) >= fee) return { ok: true, value: change };
  resting.remove(order);
  ledger.recount(holding);
  return lacksMoney(order.terms.shard);
}

/** The refusal of an order for which there is too little money. */
export function lacksMoney(shard: number) {
  return refuseOrder(
    "available_balance_too_low",
    `Cannot take order: the balance on shard ${shard} does not cover it`,
    "insufficient balance",
  );
}
