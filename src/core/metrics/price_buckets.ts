/**
 * The ten ranges of the entry price that tables are made of.
 *
 * @module
 */
import { type Micros, MICROS_PER_DOLLAR, type Price, PRICE_ONE } from "../numbers/money.ts";

const COUNT = 10;
const WIDTH = PRICE_ONE / COUNT;
const WIDTH_MICROS = MICROS_PER_DOLLAR / COUNT;

/** A range of prices: from ≤ price < to; the last holds a price of one dollar too. */
export interface PriceBucket {
  readonly from: Price;
  readonly to: Price;
}

/** The ranges, lowest first. */
const PRICE_BUCKETS: readonly PriceBucket[] = Array.from({ length: COUNT }, (_, index) => ({
  from: index * WIDTH as Price,
  to: (index + 1) * WIDTH as Price,
}));

/** The place in `PRICE_BUCKETS` of an average price in micro-dollars a contract. */
function bucketOf(entryMicros: Micros): number {
  return Math.min(COUNT - 1, Math.max(0, Math.floor(entryMicros / WIDTH_MICROS)));
}

/** Sorts items into the ten ranges by their entry price. */
export function intoBuckets<Item>(
  items: readonly Item[],
  entryMicrosOf: (item: Item) => Micros,
): readonly (PriceBucket & { readonly items: readonly Item[] })[] {
  const sorted: Item[][] = PRICE_BUCKETS.map(() => []);
  for (const item of items) sorted[bucketOf(entryMicrosOf(item))]?.push(item);
  return PRICE_BUCKETS.map((bucket, index) => ({ ...bucket, items: sorted[index] ?? [] }));
}
