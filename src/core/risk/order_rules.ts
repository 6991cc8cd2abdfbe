/**
 * Rows about the order as such: its price and its size.
 *
 * @module
 */
import { oppositeSide } from "../market/book.ts";
import { isOnGrid } from "../market/ticks.ts";
import { PRICE_ONE } from "../numbers/money.ts";
import { outOfBounds } from "../reasons.ts";
import { orderValue, type RiskRule } from "./rule.ts";

/** The order, in the order they are asked. */
export const ORDER_RULES: readonly RiskRule[] = [
  {
    code: "PRICE_OFF_GRID",
    holds: "both",
    meaning: "The price is not on the market's tick grid.",
    check: ({ price }, { market }) =>
      market === undefined || isOnGrid(market.grid, price)
        ? undefined
        : { code: "PRICE_OFF_GRID", name: "price", value: price, unit: "price" },
  },
  {
    code: "PRICE_OUTSIDE_COLLAR",
    holds: "both",
    limit: "collar",
    meaning: "The price reaches too far through the other side's best price.",
    check: ({ side, price }, { market }, { collar }) => {
      // Of a book that cannot be believed there is no best price to measure from.
      const best = market?.suspect === undefined ? market?.book.best(oppositeSide(side)) : undefined;
      if (best === undefined) return undefined;
      const reach = side === "bid" ? price - best : best - price;
      return reach > collar
        ? outOfBounds("PRICE_OUTSIDE_COLLAR", "through", reach, "max", collar, "price")
        : undefined;
    },
  },
  {
    code: "SPREAD",
    holds: "entries",
    limit: "maxSpread",
    meaning: "Bid and ask are too far apart, or one of them is missing.",
    check: (_request, { market }, { maxSpread }) => {
      const spread = market?.book.spread;
      // A limit of a dollar takes any, also a side without orders.
      if (spread === undefined) {
        return maxSpread === PRICE_ONE ? undefined : { code: "SPREAD", detail: "no bid or no ask" };
      }
      return spread > maxSpread
        ? outOfBounds("SPREAD", "spread", spread, "max", maxSpread, "price")
        : undefined;
    },
  },
  {
    code: "SELF_TRADE",
    holds: "entries",
    meaning: "The order would trade with an own order: the exchange would cancel it.",
    check: (request, context) => context.meetsOwn(request) ? { code: "SELF_TRADE" } : undefined,
  },
  {
    code: "ORDER_SIZE_ZERO",
    holds: "both",
    meaning: "The stake buys less than 1/100 contract, or the size is no whole number of them.",
    check: ({ quantity }) =>
      quantity > 0 && Number.isSafeInteger(quantity) ? undefined : { code: "ORDER_SIZE_ZERO" },
  },
  {
    code: "ORDER_QUANTITY",
    holds: "entries",
    limit: "maxOrderQuantity",
    meaning: "Too many contracts in one order.",
    check: ({ quantity }, _world, { maxOrderQuantity }) =>
      quantity > maxOrderQuantity
        ? outOfBounds("ORDER_QUANTITY", "contracts", quantity, "max", maxOrderQuantity, "quantity")
        : undefined,
  },
  {
    code: "ORDER_VALUE",
    holds: "entries",
    limit: "maxOrderValue",
    meaning: "One order costs too much.",
    check: (request, _world, { maxOrderValue }) => {
      const value = orderValue(request);
      return value > maxOrderValue
        ? outOfBounds("ORDER_VALUE", "value", value, "max", maxOrderValue, "money")
        : undefined;
    },
  },
];
