/**
 * Exchange status and schedule, costs of requests, how fresh and how old the rows of accounts are.
 *
 * @module
 */
import type { EndpointCostsAnswer } from "../../../kalshi/wire/account.ts";
import type { HistoricalCutoffAnswer } from "../../../kalshi/wire/portfolio.ts";
import type {
  ExchangeStatusAnswer,
  ScheduleAnswer,
  UserDataTimestampAnswer,
} from "../../../kalshi/wire/exchange.ts";
import { isoTime } from "../../ids.ts";
import { SHARDS } from "../shards.ts";
import { DEFAULT_COST, ENDPOINT_COSTS } from "../rate_limit.ts";
import type { RestApp } from "./caller.ts";
import type { TradingContext } from "./trading.ts";

const ALL_DAY = [{ open_time: "00:00", close_time: "23:59" }];

/** Adds the routes. */
export function addExchangeRoutes(app: RestApp, { now, accounts, history }: TradingContext): void {
  /** What a shard takes at the moment. */
  const statusOf = (shard: number) => {
    const state = accounts.shard(shard);
    const exchangeActive = state !== "exchange_paused";
    return {
      exchange_active: exchangeActive,
      trading_active: state === "active",
      intra_exchange_transfers_active: exchangeActive,
    };
  };

  app.get("/exchange/status", (context) => {
    const body: ExchangeStatusAnswer = {
      // The flags at the top speak of shard 0 alone.
      ...statusOf(0),
      exchange_estimated_resume_time: null,
      exchange_index_statuses: SHARDS.map(({ index, description }) => ({
        exchange_index: index,
        description,
        ...statusOf(index),
      })),
    };
    return context.json(body);
  });

  app.get("/exchange/user_data_timestamp", (context) => {
    const body: UserDataTimestampAnswer = { as_of_time: isoTime(history.asOfMs) };
    return context.json(body);
  });

  app.get("/exchange/schedule", (context) => {
    const body: ScheduleAnswer = {
      schedule: {
        standard_hours: [{
          start_time: "2026-01-01T05:00:00Z",
          end_time: "2027-01-01T05:00:00Z",
          monday: ALL_DAY,
          tuesday: ALL_DAY,
          wednesday: ALL_DAY,
          thursday: ALL_DAY,
          friday: ALL_DAY,
          saturday: ALL_DAY,
          sunday: ALL_DAY,
        }],
        maintenance_windows: [],
      },
    };
    return context.json(body);
  });

  app.get("/historical/cutoff", (context) => {
    const { orders, fills, positions, settlements } = history.ages;
    const before = (age: number) => isoTime(now() - age);
    const body: HistoricalCutoffAnswer = {
      market_settled_ts: before(settlements),
      trades_created_ts: before(fills),
      orders_updated_ts: before(orders),
      market_positions_last_updated_ts: before(positions),
    };
    return context.json(body);
  });

  app.get("/account/endpoint_costs", (context) => {
    const body: EndpointCostsAnswer = { default_cost: DEFAULT_COST, endpoint_costs: [...ENDPOINT_COSTS] };
    return context.json(body);
  });
}
