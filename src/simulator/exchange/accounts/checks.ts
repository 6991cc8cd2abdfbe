/**
 * Says what is wrong with a request as such, whoever sends it and whatever rests.
 *
 * @module
 */
import type { Side } from "../../../core/market/book.ts";
import { isOnGrid } from "../../../core/market/ticks.ts";
import { formatPrice, MOST_QUANTITY, type Price, type Quantity } from "../../../core/numbers/money.ts";
import type { SimulatedMarket } from "../simulated_market.ts";
import { ClientIds } from "./client_ids.ts";
import { refuseOrder } from "./refusals.ts";
import type { NewAccountOrder } from "./requests.ts";

/** Dates beyond this are no times of an order: Unix seconds at the end of the year 9999. */
const LAST_SECOND = 253_402_300_799;

/** Why a price, a size and a side cannot be an order in a market; `undefined` where they can. */
export function checkTerms(market: SimulatedMarket, side: Side, price: Price, count: Quantity) {
  const { settlementFloor } = market.record;
  if (!isOnGrid(market.grid, price)) {
    return refuseOrder(
      "invalid_price",
      `Cannot take order: ${price} is not on the market's grid`,
      "invalid price",
    );
  }
  if (settlementFloor !== undefined && price <= settlementFloor) {
    const floor = formatPrice(settlementFloor);
    return refuseOrder(
      "invalid_price",
      `Cannot take order: the price has to be above the settlement floor, ${floor}`,
      "price at or below settlement floor",
    );
  }
  if (!Number.isSafeInteger(count) || count <= 0 || count > MOST_QUANTITY - market.sizeAt(side, price)) {
    return refuseOrder(
      "invalid_order_size",
      "Cannot take order: expected a count above 0, no more than fits its price",
      "invalid count",
    );
  }
  return undefined;
}

/** Why the flags of an order do not go together; `undefined` where they do. */
export function checkFlags(order: NewAccountOrder) {
  const { timeInForce, reduceOnly, postOnly, expirationTime } = order;
  if (reduceOnly === true && timeInForce !== "immediate_or_cancel") {
    return refuseOrder(
      "invalid_order",
      "Cannot take order: reduce_only goes with immediate_or_cancel alone",
      "reduce only requires immediate_or_cancel",
    );
  }
  if (expirationTime !== undefined && timeInForce !== "good_till_canceled") {
    return refuseOrder(
      "invalid_order",
      `Cannot specify both ${timeInForce} and expiration_ts`,
      `Cannot specify both ${timeInForce} and expiration_ts`,
    );
  }
  if (postOnly === true && timeInForce !== "good_till_canceled") {
    return refuseOrder(
      "invalid_order",
      "Cannot take order: post_only goes with good_till_canceled alone",
      "post only requires good_till_canceled",
    );
  }
  return undefined;
}

/** Why a time of expiry cannot be read; `undefined` where it can. Whether it is past is another question. */
export function checkExpiration(expirationTime: number | undefined) {
  if (expirationTime === undefined) return undefined;
  if (Number.isInteger(expirationTime) && expirationTime >= 0 && expirationTime <= LAST_SECOND) {
    return undefined;
  }
  return refuseOrder(
    "invalid_order",
    `Cannot take order: expected expiration_time in Unix seconds, was ${expirationTime}`,
    "invalid expiration_time",
  );
}

/** The refusal of an order that expires in the past. */
export function pastExpiration() {
  return refuseOrder(
    "invalid_order",
    "Expiration timestamp must be in the future",
    "Expiration timestamp must be in the future",
  );
}

/** Why a `client_order_id` cannot be one; `undefined` where it can. */
export function checkClientId(id: string | undefined) {
  const problem = id === undefined ? undefined : ClientIds.problem(id);
  return problem === undefined
    ? undefined
    : refuseOrder("invalid_order", `Cannot take order: ${problem}`, problem);
}
