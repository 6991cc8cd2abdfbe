/**
 * Markets, books and trades as REST sends them.
 *
 * @module
 */
import {
  complement,
  formatPays,
  formatPrice,
  formatQuantity,
  NO_MONEY,
  type Price,
  PRICE_ONE,
} from "../../core/numbers/money.ts";
import type { TickGrid } from "../../core/market/ticks.ts";
import type { WireMarket } from "../../kalshi/wire/market.ts";
import type { WireOrderbook } from "../../kalshi/wire/orderbook.ts";
import type { WireTrade } from "../../kalshi/wire/trade.ts";
import { GRIDS, type MarketListing, type Question } from "../listing.ts";
import type { EventRecord } from "./event_record.ts";
import type { Exchange } from "./exchange.ts";
import { isoTime } from "../ids.ts";
import type { MarketRecord, TradeRecord } from "./market_record.ts";

const SETTLEMENT_TIMER_SECONDS = 60;

/** A grid as `price_ranges`. */
export function priceRanges(grid: TickGrid): WireMarket["price_ranges"] {
  return grid.map(({ start, end, step }) => ({
    start: formatPrice(start),
    end: formatPrice(end),
    step: formatPrice(step),
  }));
}

/** The title of a game: away team first. */
export function gameTitle(event: EventRecord): string {
  return `${event.listing.away.title} at ${event.listing.home.title}`;
}

const QUESTIONS: Readonly<Record<Question, string>> = {
  winner: "Winner?",
  spread: "Spread?",
  total: "Total Points?",
};

/** The strike that decides YES: a team, a line, or both. */
function strike(event: EventRecord, { line, teamSide }: MarketListing) {
  const { question } = event.listing.series;
  const team = { [teamKey(event)]: event.targetIds[teamSide] };
  if (question === "winner") {
    return { strike_type: "structured", custom_strike: team, floor_strike: null, cap_strike: null };
  }
  return {
    strike_type: "greater",
    custom_strike: question === "spread" ? team : null,
    floor_strike: line ?? null,
    cap_strike: null,
  };
}

/** A market. */
export function marketJson(exchange: Exchange, event: EventRecord, market: MarketRecord): WireMarket {
  const { listing } = market;
  const { question } = listing.series;
  const yes = market.yesTitle;
  const bid = market.book.bestBid ?? 0 as Price;
  const ask = market.book.bestAsk ?? PRICE_ONE;
  const last = market.last ?? 0 as Price;
  const { listedAt } = exchange;
  const settled = market.settledAt === undefined ? null : isoTime(market.settledAt);
  return {
    ticker: market.ticker,
    event_ticker: listing.ticker,
    market_type: "binary",
    title: `${gameTitle(event)} ${QUESTIONS[question]}`,
    yes_sub_title: yes,
    no_sub_title: yes,
    created_time: isoTime(listedAt),
    updated_time: isoTime(market.updatedAt),
    open_time: isoTime(listedAt),
    close_time: isoTime(market.closeAt),
    expected_expiration_time: isoTime(exchange.endOf(event)),
    latest_expiration_time: isoTime(exchange.openedAt + 14 * 86_400_000),
    settlement_timer_seconds: SETTLEMENT_TIMER_SECONDS,
    status: market.status,
    yes_bid_dollars: formatPrice(bid),
    yes_bid_size_fp: formatQuantity(market.book.bestBidSize),
    yes_ask_dollars: formatPrice(ask),
    yes_ask_size_fp: formatQuantity(market.book.bestAskSize),
    no_bid_dollars: formatPrice(complement(ask)),
    no_ask_dollars: formatPrice(complement(bid)),
    last_price_dollars: formatPrice(last),
    previous_yes_bid_dollars: formatPrice(bid),
    previous_yes_ask_dollars: formatPrice(ask),
    previous_price_dollars: formatPrice(last),
    volume_fp: formatQuantity(market.volume),
    volume_24h_fp: formatQuantity(market.volume),
    open_interest_fp: formatQuantity(market.openInterest),
    notional_value_dollars: "1.0000",
    result: market.result ?? "",
    expiration_value: market.result === undefined ? "" : expirationValue(event, market),
    can_close_early: true,
    early_close_condition: "This market will close and expire after a winner is declared.",
    rules_primary: `If ${rule(event, market.market)} in the ${
      gameTitle(event)
    } game, then the market resolves to Yes.`,
    rules_secondary: "",
    ...strike(event, market.market),
    occurrence_datetime: isoTime(exchange.startOf(event)),
    settlement_ts: settled,
    ...(market.result === undefined
      ? {}
      : { settlement_value_dollars: formatPays(market.yesPays ?? NO_MONEY) }),
    price_level_structure: market.grid,
    price_ranges: priceRanges(GRIDS[market.grid]),
    ...(market.settlementFloor === undefined ? { settlement_bounds_type: "default" } : {
      settlement_bounds_type: "floor",
      settlement_floor_dollars: formatPrice(market.settlementFloor),
    }),
    exchange_index: listing.series.exchangeIndex,
  };
}

/** Which key of `custom_strike` names the team; also the type of a structured target. */
export function teamKey(event: EventRecord): "basketball_team" | "football_team" {
  return event.listing.series.tag === "Basketball" ? "basketball_team" : "football_team";
}

/** The condition for YES, in words that follow "If". */
function rule({ listing }: EventRecord, market: MarketListing): string {
  const { question } = listing.series;
  if (question === "total") return `more than ${market.line} points are scored`;
  const { name } = listing[market.teamSide];
  return question === "spread" ? `${name} wins by more than ${market.line} points` : `${name} wins`;
}

function expirationValue(event: EventRecord, { market, result }: MarketRecord): string {
  if (event.listing.series.question !== "winner" || result === "scalar") return result ?? "";
  const home = (market.teamSide === "home") === (result === "yes");
  return event.listing[home ? "home" : "away"].title;
}

/**
 * A book: bids of both outcomes, ascending, the best one last. A side without bids is left out.
 *
 * @param depth how many levels a side; 0 for all
 */
export function orderbookJson(market: MarketRecord, depth: number): WireOrderbook {
  const count = depth === 0 ? Infinity : depth;
  const yes = market.book.levels("bid", count).reverse();
  const no = market.book.levels("ask", count).reverse();
  return {
    ...(yes.length === 0 ? {} : {
      yes_dollars: yes.map((level) => [formatPrice(level.price), formatQuantity(level.quantity)]),
    }),
    ...(no.length === 0 ? {} : {
      no_dollars: no.map((level) => [formatPrice(complement(level.price)), formatQuantity(level.quantity)]),
    }),
  };
}

/** A trade. */
export function tradeJson(trade: TradeRecord): WireTrade {
  const outcome = trade.takerSide === "bid" ? "yes" : "no";
  return {
    trade_id: trade.id,
    ticker: trade.market,
    count_fp: formatQuantity(trade.quantity),
    yes_price_dollars: formatPrice(trade.price),
    no_price_dollars: formatPrice(complement(trade.price)),
    taker_outcome_side: outcome,
    taker_book_side: trade.takerSide,
    taker_side: outcome,
    created_time: isoTime(trade.at),
    is_block_trade: false,
  };
}
