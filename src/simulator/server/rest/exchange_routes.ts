/**
 * Exchange status and schedule, account limits and costs.
 *
 * @module
 */
import type { Hono } from "hono";
import type { EndpointCostsAnswer } from "../../../kalshi/wire/account.ts";
import type { AccountLimitsAnswer } from "../../../kalshi/wire/account.ts";
import type {
  ExchangeStatusAnswer,
  ScheduleAnswer,
  UserDataTimestampAnswer,
} from "../../../kalshi/wire/exchange.ts";
import { isoTime } from "../../ids.ts";
import { BASIC_READ, BASIC_WRITE, type Bucket, DEFAULT_COST, ENDPOINT_COSTS } from "../rate_limit.ts";
import type { RestContext } from "./answers.ts";

const SHARDS = [
  { index: 0, description: "Default" },
  { index: 3, description: "Sports" },
];
const ALL_DAY = [{ open_time: "00:00", close_time: "23:59" }];

function bucket({ refillRate, capacity }: Bucket): AccountLimitsAnswer["read"] {
  return { refill_rate: refillRate, bucket_capacity: capacity };
}

/** Adds the routes. */
export function addExchangeRoutes(app: Hono, { now }: RestContext): void {
  app.get("/exchange/status", (context) => {
    const open = { exchange_active: true, trading_active: true, intra_exchange_transfers_active: true };
    const body: ExchangeStatusAnswer = {
      ...open,
      exchange_estimated_resume_time: null,
      exchange_index_statuses: SHARDS.map(({ index, description }) => ({
        exchange_index: index,
        description,
        ...open,
      })),
    };
    return context.json(body);
  });

  app.get("/exchange/user_data_timestamp", (context) => {
    // Nothing here lags behind the engine.
    const body: UserDataTimestampAnswer = { as_of_time: isoTime(now()) };
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

  app.get("/account/limits", (context) => {
    const body: AccountLimitsAnswer = {
      usage_tier: "basic",
      read: bucket(BASIC_READ),
      write: bucket(BASIC_WRITE),
      grants: [],
    };
    return context.json(body);
  });

  app.get("/account/endpoint_costs", (context) => {
    const body: EndpointCostsAnswer = { default_cost: DEFAULT_COST, endpoint_costs: [...ENDPOINT_COSTS] };
    return context.json(body);
  });
}
