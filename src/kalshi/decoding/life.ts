/**
 * Steps in a market's life.
 *
 * @module
 */
import type { MarketLife, MarketStatus } from "../../core/market/events.ts";
import { readDecimal } from "../../core/numbers/decimal.ts";
import { type Micros, MICROS_PER_DOLLAR } from "../../core/numbers/money.ts";
import { refuse, type Result, succeed } from "../../core/result.ts";
import { safeText } from "../../lib/safe_text.ts";
import type { LifecycleFrame } from "../wire/messages.ts";
import { readGrid } from "./numbers.ts";

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
 * @returns the step; `undefined` where it changes nothing here; a refusal where it is unknown or broken
 */
export function readLife(at: number, { msg }: LifecycleFrame): Result<MarketLife | undefined> {
  if (!STEPS.has(msg.event_type)) {
    return refuse("unknown_step", `unknown step in the life of ${msg.market_ticker}: ${msg.event_type}`);
  }
  const status = STATUS_AFTER[msg.event_type];
  const closeAt = msg.close_ts ?? undefined;
  const grid = msg.price_ranges ? readGrid(msg.price_ranges) : undefined;
  if (msg.price_ranges && grid === undefined) {
    return refuse("bad_grid", `price_ranges of ${msg.market_ticker} are no tick grid`);
  }
  const hasResult = msg.result !== undefined && msg.result !== null && msg.result !== "";
  // A step without a result changes no result; only the judgement itself must have one.
  const verdict = hasResult || status === "determined"
    ? readVerdict(msg.result, msg.settlement_value, "determined")
    : {};
  const { result, resultNotUnderstood } = verdict;
  if (status === undefined && closeAt === undefined && grid === undefined && !hasResult) {
    return succeed(undefined);
  }
  return succeed({
    kind: "market_life",
    at,
    market: msg.market_ticker,
    ...(status === undefined ? {} : { status }),
    ...(closeAt === undefined ? {} : { closeAt: closeAt * 1000 }),
    ...(grid === undefined ? {} : { grid }),
    ...(result === undefined ? {} : { result }),
    ...(resultNotUnderstood === undefined ? {} : { resultNotUnderstood }),
  });
}

/** How a market ended, or what was said of it that is not understood; empty where nothing is said yet. */
export type Verdict = Pick<MarketLife, "result" | "resultNotUnderstood">;

/**
 * Reads how a market ended. `yes` and `no` pay a dollar to one side, `scalar` pays its settlement value; what does not add
 * up is not understood, so that nothing is paid by guess.
 *
 * @param word the exchange's `result`
 * @param value the exchange's settlement value of a YES, dollars with up to 6 decimals
 * @param status the market's, for a judged one must have a result
 */
export function readVerdict(
  word: string | null | undefined,
  value: string | null | undefined,
  status: MarketStatus,
): Verdict {
  const said = value ?? "";
  if (word === null || word === undefined || word === "") {
    return status === "determined" || status === "finalized" ? { resultNotUnderstood: "none was given" } : {};
  }
  const shown = safeText(`"${word}"${said === "" ? "" : ` of ${said}`}`, 60);
  const whole = word === "yes" ? MICROS_PER_DOLLAR : word === "no" ? 0 : undefined;
  if (whole === undefined && word !== "scalar") return { resultNotUnderstood: shown };
  if (whole === undefined && said === "") return { resultNotUnderstood: `${shown} without a value` };
  const pays = said === "" ? whole : readPays(said);
  if (pays === undefined) {
    return { resultNotUnderstood: `${shown}: no value of 0 to 1 with at most 6 decimals` };
  }
  if (whole !== undefined && pays !== whole) return { resultNotUnderstood: `${shown} contradicts itself` };
  return { result: { yesPays: pays as Micros } };
}

/** How much a contract pays, in micro-dollars. */
export function readPays(text: string): Micros | undefined {
  const pays = readDecimal(text, 6);
  return pays === undefined || pays < 0 || pays > MICROS_PER_DOLLAR ? undefined : pays as Micros;
}
