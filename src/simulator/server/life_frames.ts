/**
 * Frames of the lifecycle channel as text. Each step carries the fields that the AsyncAPI of October 2026 gives it.
 *
 * @module
 */
import { formatPays, NO_MONEY } from "../../core/numbers/money.ts";
import type { Exchange } from "../exchange/exchange.ts";
import { marketJson } from "../exchange/market_json.ts";
import type { MarketRecord } from "../exchange/market_record.ts";
import type { LifeEvent } from "../exchange/simulated_event.ts";

type Fields = Readonly<Record<string, unknown>>;

/** A step in a market's life, already taken; times are Unix seconds. `undefined` for steps that no frame reports. */
export function lifeBody(
  exchange: Exchange,
  market: MarketRecord,
  life: LifeEvent,
  atMs: number,
): string | undefined {
  const step = stepFields(exchange, market, life, Math.floor(atMs / 1000));
  if (step === undefined) return undefined;
  const { event_type, ...fields } = step;
  const { exchangeIndex } = market.listing.series;
  const msg = { event_type, market_ticker: market.ticker, exchange_index: exchangeIndex, ...fields };
  return `"msg":${JSON.stringify(msg)}`;
}

function stepFields(
  exchange: Exchange,
  market: MarketRecord,
  life: LifeEvent,
  seconds: number,
): Fields | undefined {
  switch (life.step) {
    case "created":
      return { event_type: "created", ...createdFields(exchange, market) };
    case "activated":
    case "deactivated":
      return { event_type: life.step, is_deactivated: life.step === "deactivated" };
    case "metadata_updated":
      return { event_type: life.step, yes_sub_title: life.yesTitle };
    case "price_level_structure_updated":
      return { event_type: life.step, ...structureFields(exchange, market) };
    case "closed":
    case "reopened":
    case "close_date_updated":
      return { event_type: "close_date_updated", close_ts: Math.floor(market.closeAt / 1000) };
    case "disputed":
    case "amended":
    case "settlement_floor_updated":
      return undefined;
    case "settled":
      return { event_type: "settled", settled_ts: seconds };
    case "determined":
      return {
        event_type: "determined",
        determination_ts: seconds,
        result: market.result ?? "",
        settlement_value: formatPays(market.yesPays ?? NO_MONEY),
      };
  }
}

function jsonOf(exchange: Exchange, market: MarketRecord) {
  const event = exchange.events.get(market.listing.ticker);
  if (event === undefined) {
    throw new RangeError(`Cannot write a frame: event "${market.listing.ticker}" is not listed`);
  }
  return marketJson(exchange, event, market);
}

function structureFields(exchange: Exchange, market: MarketRecord): Fields {
  const { price_level_structure, price_ranges } = jsonOf(exchange, market);
  return { price_level_structure, price_ranges };
}

function createdFields(exchange: Exchange, market: MarketRecord): Fields {
  const json = jsonOf(exchange, market);
  const secondsOf = (iso: string | null | undefined) => Math.floor(Date.parse(iso ?? "") / 1000);
  return {
    open_ts: secondsOf(json.open_time),
    close_ts: secondsOf(json.close_time),
    ...structureFields(exchange, market),
    additional_metadata: {
      name: json.yes_sub_title,
      title: json.title,
      yes_sub_title: json.yes_sub_title,
      no_sub_title: json.no_sub_title,
      rules_primary: json.rules_primary,
      rules_secondary: json.rules_secondary,
      can_close_early: json.can_close_early,
      event_ticker: json.event_ticker,
      expected_expiration_ts: secondsOf(json.expected_expiration_time),
      strike_type: json.strike_type,
      ...(json.floor_strike === null ? {} : { floor_strike: json.floor_strike }),
      ...(json.custom_strike === null ? {} : { custom_strike: json.custom_strike }),
    },
  };
}
