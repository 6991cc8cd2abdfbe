/**
 * Inputs of source `order` that hand over what strategies of sessions before hold.
 *
 * @module
 */
import { z } from "zod";
import type { EarlierHolding, HoldingsTaken, KeptExits } from "../../core/live.ts";
import { formatMicros, formatPrice, formatQuantity } from "../../core/numbers/money.ts";
import { id, money, price, signedCount } from "./input_numbers.ts";

const ExitsSchema = z.object({
  take_profit: z.number().optional(),
  take_profit_max: price.optional(),
  stop_loss: z.number().optional(),
  max_hold_ms: z.number().nonnegative().optional(),
  adverse_move: price.optional(),
});

/** As it is recorded. */
export const HoldingsSchema = z.object({
  type: z.literal("holdings"),
  items: z.array(z.object({
    id: z.int().nonnegative(),
    strategy: id,
    market: id,
    quantity: signedCount,
    cost: money,
    fees: money,
    opened_at: z.int().nonnegative(),
    bought_at: z.int().nonnegative(),
    value: money,
    entry_bid: price.optional(),
    exits: ExitsSchema.optional(),
  })),
});

/** The event of it. */
export function readHoldings(at: number, { items }: z.infer<typeof HoldingsSchema>): HoldingsTaken {
  return { kind: "holdings", at, items: items.map(readItem) };
}

function readItem(
  { opened_at: openedAt, bought_at: boughtAt, entry_bid, exits, ...item }: z.infer<
    typeof HoldingsSchema
  >["items"][number],
): EarlierHolding {
  return {
    ...item,
    openedAt,
    boughtAt,
    ...(entry_bid === undefined ? {} : { entryBid: entry_bid }),
    ...(exits === undefined ? {} : { exits: readExits(exits) }),
  };
}

function readExits(exits: z.infer<typeof ExitsSchema>): KeptExits {
  const { take_profit, take_profit_max, stop_loss, max_hold_ms, adverse_move } = exits;
  return {
    ...(take_profit === undefined ? {} : { takeProfit: take_profit }),
    ...(take_profit_max === undefined ? {} : { takeProfitMax: take_profit_max }),
    ...(stop_loss === undefined ? {} : { stopLoss: stop_loss }),
    ...(max_hold_ms === undefined ? {} : { maxHoldMs: max_hold_ms }),
    ...(adverse_move === undefined ? {} : { adverseMove: adverse_move }),
  };
}

function writeExits(exits: KeptExits): Readonly<Record<string, string | number>> {
  const { takeProfit, takeProfitMax, stopLoss, maxHoldMs, adverseMove } = exits;
  return {
    ...(takeProfit === undefined ? {} : { take_profit: takeProfit }),
    ...(takeProfitMax === undefined ? {} : { take_profit_max: formatPrice(takeProfitMax) }),
    ...(stopLoss === undefined ? {} : { stop_loss: stopLoss }),
    ...(maxHoldMs === undefined ? {} : { max_hold_ms: maxHoldMs }),
    ...(adverseMove === undefined ? {} : { adverse_move: formatPrice(adverseMove) }),
  };
}

/** The form of an input of source `order`. */
export function holdingsInput(items: readonly EarlierHolding[]): Readonly<Record<string, unknown>> {
  return {
    type: "holdings",
    items: items.map(({ quantity, cost, fees, value, openedAt, boughtAt, entryBid, exits, ...item }) => ({
      ...item,
      quantity: formatQuantity(quantity),
      cost: formatMicros(cost),
      fees: formatMicros(fees),
      opened_at: openedAt,
      bought_at: boughtAt,
      value: formatMicros(value),
      ...(entryBid === undefined ? {} : { entry_bid: formatPrice(entryBid) }),
      ...(exits === undefined ? {} : { exits: writeExits(exits) }),
    })),
  };
}
