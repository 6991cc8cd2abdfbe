/**
 * Captures made up for tests, in the wire form of autumn 2026, and books compared with the exchange's.
 *
 * @module
 */
import { assertEquals, assertGreater } from "@std/assert";
import type { Engine } from "../../src/core/engine.ts";
import {
  complement,
  formatPrice,
  formatQuantity,
  parsePrice,
  parseQuantity,
  type Price,
  type Quantity,
} from "../../src/core/numbers/money.ts";
import type { Simulator } from "../../src/simulator/mod.ts";
import type { Watched } from "./support.ts";

/** The exchange event of the made-up captures. */
export const EVENT = "KXNBAGAME-26NOV20LALBOS";
/** Its two markets. */
export const MARKETS: readonly string[] = [`${EVENT}-BOS`, `${EVENT}-LAL`];

const START_MS = Date.UTC(2026, 10, 20, 20);
/** Wall time between two frames. */
const FRAME_MS = 20;

/** Every this many frames a trade. */
const TRADE_EVERY = 7;

/** Frames of one market: a whole book, then changes of it that never take more than is there, and trades. */
function framesOf(market: string, count: number, offset: number): string[] {
  const sizes = new Map<string, number>();
  const levels = (side: string, best: number) =>
    [0, 1, 2, 3].map((step) => {
      const price = formatPrice((best - step) * 100 as Price);
      sizes.set(`${side} ${price}`, 5_000);
      return [price, "50.00"];
    });
  const book = {
    market_ticker: market,
    market_id: market,
    yes_dollars_fp: levels("yes", 86),
    no_dollars_fp: levels("no", 12),
  };
  const lines = [JSON.stringify({ type: "orderbook_snapshot", sid: 1, seq: 1, msg: book })];
  const keys = [...sizes.keys()];
  for (let index = 0; index < count; index++) {
    const ts_ms = START_MS + offset + index * FRAME_MS;
    const seq = index + 2;
    if (index % TRADE_EVERY === TRADE_EVERY - 1) {
      const msg = {
        trade_id: `${market}-${index}`,
        market_ticker: market,
        yes_price_dollars: "0.8700",
        no_price_dollars: "0.1300",
        count_fp: "3.50",
        taker_outcome_side: "yes",
        taker_book_side: "bid",
        ts: Math.floor(ts_ms / 1000),
        ts_ms,
      };
      lines.push(JSON.stringify({ type: "trade", sid: 2, seq, msg, sending_ts_ms: ts_ms }));
      continue;
    }
    const key = keys[(index * 5 + 3) % keys.length] ?? "";
    const [side = "", price_dollars = ""] = key.split(" ");
    const size = sizes.get(key) ?? 0;
    // Now a part of the level, now all of it, now more than ever.
    const delta = index % 3 === 0 ? -Math.floor(size / 2) : index % 3 === 1 ? 1_234 : -size;
    sizes.set(key, size + delta);
    const msg = {
      market_ticker: market,
      market_id: market,
      price_dollars,
      delta_fp: formatQuantity((delta === 0 ? 100 : delta) as Quantity),
      side,
      ts_ms,
    };
    if (delta === 0) sizes.set(key, size + 100);
    lines.push(JSON.stringify({ type: "orderbook_delta", sid: 1, seq, msg, sending_ts_ms: ts_ms }));
  }
  return lines;
}

/** A last trade that leaves no doubt who has won: the first market's team. */
function lastTrade(market: string, index: number, count: number): string {
  const ts_ms = START_MS + (count + 1) * FRAME_MS;
  const [yes, no] = index === 0 ? ["0.9900", "0.0100"] : ["0.0100", "0.9900"];
  const msg = {
    trade_id: `${market}-last`,
    market_ticker: market,
    yes_price_dollars: yes,
    no_price_dollars: no,
    count_fp: "1.00",
    taker_outcome_side: "yes",
    taker_book_side: "bid",
    ts: Math.floor(ts_ms / 1000),
    ts_ms,
  };
  return JSON.stringify({ type: "trade", sid: 2, seq: count + 2, msg, sending_ts_ms: ts_ms });
}

/**
 * Writes one capture a market.
 *
 * @param decided whether the last trades tell the winner, so that the exchange judges and settles at the end
 * @returns their paths
 */
export async function writeCaptures(
  folder: string,
  framesPerMarket: number,
  decided = false,
): Promise<string[]> {
  const paths: string[] = [];
  for (const [index, market] of MARKETS.entries()) {
    const path = `${folder}/${market}.ndjson`;
    const frames = framesOf(market, framesPerMarket, index * FRAME_MS / 2);
    if (decided) frames.push(lastTrade(market, index, framesPerMarket));
    await Deno.writeTextFile(path, frames.join("\n") + "\n");
    paths.push(path);
  }
  return paths;
}

/** Books as text, one line a level, so that they compare and read well. */
export type BookTexts = readonly string[];

function text(market: string, side: string, levels: readonly (readonly [Price, Quantity])[]): string[] {
  return levels.map(([price, quantity]) =>
    `${market} ${side} ${formatPrice(price)} ${formatQuantity(quantity)}`
  ).sort();
}

/** The exchange's books by REST, in YES prices. */
export async function booksOfExchange({ restBase, markets }: Simulator): Promise<BookTexts> {
  const found: string[] = [];
  for (const { ticker } of markets) {
    const response = await fetch(`${restBase}/markets/${ticker}/orderbook`);
    const { orderbook_fp } = await response.json();
    const read = (levels: [string, string][] | null) =>
      (levels ?? []).map(([price, size]) => [parsePrice(price), parseQuantity(size)] as const);
    found.push(...text(ticker, "bid", read(orderbook_fp.yes_dollars)));
    const asks = read(orderbook_fp.no_dollars).map(([price, size]) => [complement(price), size] as const);
    found.push(...text(ticker, "ask", asks));
  }
  return found;
}

/** The books that an engine believes in: a suspect one counts as none. */
export function booksOfEngine(engine: Engine, markets: readonly string[]): BookTexts {
  const found: string[] = [];
  for (const ticker of markets) {
    const market = engine.market(ticker);
    if (market === undefined || market.suspect !== undefined) continue;
    for (const side of ["bid", "ask"] as const) {
      found.push(
        ...text(ticker, side, market.book.levels(side).map(({ price, quantity }) => [price, quantity])),
      );
    }
  }
  return found;
}

/** Whether two sets of books are the same. */
export function sameBooks(one: BookTexts, other: BookTexts): boolean {
  return one.length === other.length && one.every((line, index) => line === other[index]);
}

/** Sends the next frames of a stepped exchange and waits until the session's books are the exchange's. */
export async function step({ simulator, session, watcher }: Watched, count: number): Promise<void> {
  assertEquals(await simulator.step(count), count);
  const expected = await booksOfExchange(simulator);
  assertGreater(expected.length, 4, "books with something in them");
  await watcher.until(
    () => sameBooks(booksOfEngine(session.engine, session.markets), expected),
    "books as the exchange has them",
  );
}
