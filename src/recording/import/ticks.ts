/**
 * Ticks of the older collector: the top of one market's book without sizes, and the last price.
 *
 * The row's values become events, and nothing else does. A bid of 0 and an ask of 1 stand for an empty side. A level that is
 * there has {@linkcode NOMINAL_SIZE}: its true size is not known, only that it is not nothing. There are no trades.
 *
 * @module
 */
import type { MarketStatus } from "../../core/market/events.ts";
import { z } from "zod";
import type { EngineEvent } from "../../core/events.ts";
import { ONE_CONTRACT, type Price, PRICE_ONE, type Quantity } from "../../core/numbers/money.ts";
import type { Level } from "../../core/market/book.ts";
import { readContracts, readProbability } from "./numbers.ts";

/** The source of imported ticks. */
export const TICK_SOURCE = "feed.import_tick";

/** The size given to a level of unknown size: the least that an order could be for in whole contracts. */
export const NOMINAL_SIZE: Quantity = ONE_CONTRACT;

const price = z.unknown().optional().transform((value, context) => {
  if (value === null || value === undefined) return undefined;
  const read = readProbability(value);
  if (read === undefined) context.addIssue("expected a probability in 0…1 with at most 4 decimals");
  return read;
});
const contracts = z.unknown().optional().transform((value, context) => {
  if (value === null || value === undefined) return undefined;
  const read = readContracts(value);
  if (read === undefined) context.addIssue("expected a number of contracts");
  return read;
});

/** One line of a tick file. Fields that are not named here do no harm. */
export const TickSchema = z.object({
  /** When it was sent, by the exchange's clock, in whole seconds. */
  ts_iso: z.iso.datetime({ offset: true }),
  /** The same in Unix seconds. */
  kalshi_ts: z.number().nonnegative().nullish(),
  event_ticker: z.string().min(1).nullish(),
  market_ticker: z.string().min(1),
  /** The last trade; 0 where there was none. */
  price_prob: price,
  yes_bid_prob: price,
  yes_ask_prob: price,
  /** Contracts traded so far. */
  volume: contracts,
  open_interest: contracts,
  status: z.string().nullish(),
});

const STATUSES: ReadonlySet<string> = new Set<MarketStatus>([
  "initialized",
  "inactive",
  "active",
  "closed",
  "determined",
  "disputed",
  "amended",
  "finalized",
]);

/** The exchange's other words for them, by which it lists. */
const STATUS_FILTERS: ReadonlyMap<string, MarketStatus> = new Map([
  ["unopened", "initialized"],
  ["open", "active"],
  ["paused", "inactive"],
  ["settled", "finalized"],
]);

/** One side of a book of which the best price alone is known. */
export function nominalLevel(best: Price | undefined): readonly Level[] {
  return best === undefined || best === 0 || best === PRICE_ONE
    ? []
    : [{ price: best, quantity: NOMINAL_SIZE }];
}

/**
 * One tick as events: the book and the exchange's summary, and the market's status where the tick has it.
 *
 * @param at arrival, Unix milliseconds
 * @param raw the payload of a {@linkcode TICK_SOURCE} input; anything that is not a tick gives no event
 */
export function decodeTick(at: number, raw: unknown, events: EngineEvent[]): void {
  const parsed = TickSchema.safeParse(raw);
  if (!parsed.success) return;
  const tick = parsed.data;
  const market = tick.market_ticker;
  const { yes_bid_prob: bid, yes_ask_prob: ask, price_prob: last, volume, open_interest } = tick;
  const base = tick.kalshi_ts === null || tick.kalshi_ts === undefined
    ? { at, market }
    : { at, sourceAt: tick.kalshi_ts * 1000, market };
  const { status } = tick;
  if (status !== null && status !== undefined && status !== "") {
    events.push({ kind: "market_life", ...base, status: readStatus(status) });
  }
  if (bid !== undefined || ask !== undefined) {
    events.push({ kind: "book_snapshot", ...base, bids: nominalLevel(bid), asks: nominalLevel(ask) });
  }
  events.push({
    kind: "ticker",
    ...base,
    ...(last === undefined || last === 0 ? {} : { last }),
    ...(volume === undefined ? {} : { volume }),
    ...(open_interest === undefined ? {} : { openInterest: open_interest }),
  });
}

/** A word that no list has says nothing, least of all that the market is open. */
function readStatus(word: string): MarketStatus {
  return isStatus(word) ? word : STATUS_FILTERS.get(word) ?? "unknown";
}

function isStatus(word: string): word is MarketStatus {
  return STATUSES.has(word);
}
