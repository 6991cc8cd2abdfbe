/**
 * Steps in a market's life.
 *
 * @module
 */
import type { MarketLife, MarketResult, MarketStatus } from "../../core/events.ts";
import { type Price, PRICE_ONE } from "../../core/money.ts";
import type { LifecycleFrame } from "../wire/messages.ts";
import { readGrid, readPrice } from "./numbers.ts";

const STATUS_AFTER: Readonly<Record<string, MarketStatus>> = {
  created: "initialized",
  activated: "active",
  deactivated: "inactive",
  determined: "determined",
  settled: "finalized",
};
const STEPS: ReadonlySet<string> = new Set([
  ...Object.keys(STATUS_AFTER),
  "close_date_updated",
  "price_level_structure_updated",
  "metadata_updated",
]);

/**
 * Reads a step.
 *
 * @returns the step; `undefined` where it changes nothing here; a reason where it is unknown or broken
 */
export function readLife(at: number, { msg }: LifecycleFrame): MarketLife | undefined | string {
  if (!STEPS.has(msg.event_type)) {
    return `unknown step in the life of ${msg.market_ticker}: ${msg.event_type}`;
  }
  const status = STATUS_AFTER[msg.event_type];
  const closeAt = msg.close_ts ?? undefined;
  const grid = msg.price_ranges ? readGrid(msg.price_ranges) : undefined;
  if (msg.price_ranges && grid === undefined) return `price_ranges of ${msg.market_ticker} are no tick grid`;
  const result = readResult(msg.result, msg.settlement_value);
  if (status === undefined && closeAt === undefined && grid === undefined && result === undefined) {
    return undefined;
  }
  return {
    kind: "market_life",
    at,
    market: msg.market_ticker,
    ...(status === undefined ? {} : { status }),
    ...(closeAt === undefined ? {} : { closeAt: closeAt * 1000 }),
    ...(grid === undefined ? {} : { grid }),
    ...(result === undefined ? {} : { result }),
  };
}

/** How a market ended, where that is known. `scalar` pays its settlement value. */
export function readResult(
  result: string | null | undefined,
  settlementValue: string | null | undefined,
): MarketResult | undefined {
  if (result === "yes") return { yesPays: PRICE_ONE };
  if (result === "no") return { yesPays: 0 as Price };
  if (result !== "scalar" || settlementValue === null || settlementValue === undefined) return undefined;
  const yesPays = readPrice(settlementValue);
  return yesPays === undefined ? undefined : { yesPays };
}
