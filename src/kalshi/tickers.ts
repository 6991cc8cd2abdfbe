/**
 * Tickers as a trader types them: of markets and events, and links to kalshi.com and its demo site, demo.kalshi.co.
 *
 * @module
 */
import type { RestClient } from "./rest/client.ts";
import { refuse, type Result, succeed } from "../core/result.ts";
import { eventOf, isPlainTicker } from "../core/market/ticker.ts";
import { safeText } from "../lib/safe_text.ts";
import { readStatus } from "./decoding/market_listing.ts";
import type { WireMarket } from "./wire/market.ts";

const LONGEST = 100;
/** A part that was left out, or cut off. */
const SLIP = /[-._]{2}|[-._]$/;
/** Combos: prices of several legs at once, which the program does not trade. */
const COMBO = /^KXMVE/;

/**
 * A ticker out of a word or a link.
 *
 * @param word `KXNBAGAME-26NOV22LALBOS-LAL` in any case, or a link whose last part is one; query and hash are dropped
 * @returns the ticker in upper case, or a refusal of one line
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { readTicker } from "./tickers.ts";
 *
 * const found = readTicker("https://kalshi.com/markets/kxnbagame/nba-game/kxnbagame-26nov22lalbos?ref=x");
 * assertEquals(found, { ok: true, value: "KXNBAGAME-26NOV22LALBOS" });
 * ```
 */
export function readTicker(word: string): Result<string> {
  const text = word.trim();
  const link = /^https?:\/\//i.test(text)
    ? text
    : /^(?:[a-z0-9-]+\.)*kalshi\.com?\//i.test(text)
    ? `https://${text}`
    : undefined;
  if (link === undefined) return checkTicker(text, text);
  const url = URL.canParse(link) ? new URL(link) : undefined;
  if (url === undefined || !/(?:^|\.)kalshi\.com?$/.test(url.hostname)) {
    return refuse(
      "bad_link",
      `Cannot read link "${safeText(text, 80)}": expected one to kalshi.com, or to demo.kalshi.co`,
    );
  }
  const last = url.pathname.split("/").filter((part) => part !== "").at(-1) ?? "";
  return checkTicker(last, text);
}

/** Whether a word is a link to the exchange's demo site, where other markets of the same names are. */
export function isDemoLink(word: string): boolean {
  return /^(?:https?:\/\/)?(?:[a-z0-9-]+\.)*kalshi\.co(?:[/?#:]|$)/i.test(word.trim());
}

function checkTicker(text: string, shown: string): Result<string> {
  const ticker = text.toUpperCase();
  if (ticker.length > LONGEST || !isPlainTicker(ticker) || SLIP.test(ticker)) {
    return refuse(
      "bad_ticker",
      `Cannot read ticker "${
        safeText(shown, 80)
      }": expected one such as KXNBAGAME-26NOV22LALBOS-LAL, or a kalshi.com link`,
    );
  }
  return COMBO.test(ticker)
    ? refuse("combo_ticker", `Cannot trade ${ticker}: combos (KXMVE…) are not supported`)
    : succeed(ticker);
}

/** The reading that {@linkcode expand} needs. */
export type TickerReader = Pick<RestClient, "market" | "event">;

/**
 * The markets that words stand for: a market for itself, an event for its active markets and those of a status not known.
 *
 * @param rest reads markets and events
 * @param words tickers and links, in the trader's order
 * @returns markets without repetition, or the first refusal
 */
export async function expand(
  rest: TickerReader,
  words: readonly string[],
): Promise<Result<readonly WireMarket[]>> {
  const found = new Map<string, WireMarket>();
  for (const word of words) {
    const ticker = readTicker(word);
    if (!ticker.ok) return ticker;
    const markets = await lookUp(rest, ticker.value);
    if (!markets.ok) return markets;
    for (const market of markets.value) found.set(market.ticker, market);
  }
  if (found.size === 0) return refuse("no_ticker", "Cannot find markets: expected at least one ticker");
  return succeed([...found.values()]);
}

async function lookUp(rest: TickerReader, ticker: string): Promise<Result<readonly WireMarket[]>> {
  // An event has one dash and a market more, as a rule; so the likelier one is asked for first.
  const marketFirst = eventOf(ticker) !== ticker;
  const lookUps = marketFirst ? [asMarket, asEvent] : [asEvent, asMarket];
  for (const look of lookUps) {
    const markets = await look(rest, ticker);
    if (markets !== undefined) return markets;
  }
  return refuse("unknown_ticker", `Cannot find ${ticker}: the exchange knows no such market or event`);
}

/** @returns `undefined` where there is none */
async function asMarket(
  rest: TickerReader,
  ticker: string,
): Promise<Result<readonly WireMarket[]> | undefined> {
  const reply = await rest.market(ticker);
  if (reply.ok) return succeed([reply.value]);
  return reply.reason.code === "not_found" ? undefined : reply;
}

/** @returns `undefined` where there is none */
async function asEvent(
  rest: TickerReader,
  ticker: string,
): Promise<Result<readonly WireMarket[]> | undefined> {
  const reply = await rest.event(ticker);
  if (!reply.ok) return reply.reason.code === "not_found" ? undefined : reply;
  // One whose state is not known is shown, and not traded.
  const markets = (reply.value.markets ?? []).filter(({ status }) =>
    ["active", "unknown"].includes(readStatus(status))
  );
  return markets.length > 0
    ? succeed(markets)
    : refuse("no_active_market", `Cannot trade ${ticker}: the event has no active market`);
}
