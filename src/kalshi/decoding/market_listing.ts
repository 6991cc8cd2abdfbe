/**
 * One market as an answer lists it.
 *
 * @module
 */
import type { MarketInfo, MarketStatus } from "../../core/market/events.ts";
import { isPlainTicker } from "../../core/market/ticker.ts";
import { refuse, type Result, succeed } from "../../core/result.ts";
import { safeText } from "../../lib/safe_text.ts";
import { type WireMarket, wireMarketStatus } from "../wire/market.ts";
import { readVerdict } from "./life.ts";
import { readCount, readGrid, readPrice } from "./numbers.ts";
import { readTimestamp } from "./timestamps.ts";

/** A market without its series and fees. */
export type MarketListing = Omit<MarketInfo, "series" | "fees" | "exchangeIndex"> & {
  readonly exchangeIndex: number | undefined;
  /** No fees are charged before this moment, Unix milliseconds. */
  readonly feesWaivedUntil: number | undefined;
};

/**
 * Reads a market.
 *
 * @returns what is known, or why it cannot be used
 */
export function readMarketListing(wire: WireMarket): Result<MarketListing> {
  if (!isPlainTicker(wire.ticker) || !isPlainTicker(wire.event_ticker)) {
    return refuse("bad_ticker", `market ${wire.ticker}: expected plain tickers`);
  }
  const grid = readGrid(wire.price_ranges);
  if (grid === undefined) {
    return refuse("bad_grid", `market ${wire.ticker}: price_ranges are no tick grid`);
  }
  const title = safeText(wire.title ?? wire.ticker);
  const closeAt = readTimestamp(wire.close_time ?? "");
  const expectedEndAt = readTimestamp(wire.expected_expiration_time ?? "");
  const last = readPrice(wire.last_price_dollars ?? "");
  const volume = readCount(wire.volume_fp);
  const teamId = readTeam(wire);
  const status = readStatus(wire.status);
  return succeed({
    ticker: wire.ticker,
    event: wire.event_ticker,
    title,
    yesLabel: safeText(wire.yes_sub_title ?? "") || title,
    grid,
    status,
    exchangeIndex: wire.exchange_index ?? undefined,
    feesWaivedUntil: readTimestamp(wire.fee_waiver_expiration_time ?? ""),
    ...(closeAt === undefined ? {} : { closeAt }),
    ...(expectedEndAt === undefined ? {} : { expectedEndAt }),
    ...(teamId === undefined ? {} : { teamId }),
    // A market without trades says "0.0000", which is not a price that a trade can have.
    ...(last === undefined || last === 0 ? {} : { last }),
    ...(volume === undefined ? {} : { volume }),
    ...readVerdict(wire.result, wire.settlement_value_dollars, status),
  });
}

/** The state that a word stands for; a word that no list has says nothing, least of all that the market is open. */
export function readStatus(word: string): MarketStatus {
  return wireMarketStatus.safeParse(word).data ?? "unknown";
}

/** The structured target that YES stands for: `custom_strike` has it under `basketball_team`, `tennis_competitor`, … */
function readTeam(wire: WireMarket): string | undefined {
  if (wire.strike_type !== "structured") return undefined;
  for (const [name, value] of Object.entries(wire.custom_strike ?? {})) {
    if (/_(team|competitor)$/.test(name) && typeof value === "string" && value !== "") return value;
  }
  return undefined;
}
