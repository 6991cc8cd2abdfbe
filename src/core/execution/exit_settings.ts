/**
 * How long orders may wait, and how far an exit reaches: one table, from which everything else that knows them is made.
 *
 * @module
 */
import { PRICE_ONE } from "../numbers/money.ts";
import { defaultsOf, type SettingsOf, type SettingTable } from "../numbers/settings.ts";

const DAY_MS = 86_400_000;

/** All settings of exits, in the order they are shown. */
export const EXITS = {
  entryTimeoutMs: {
    key: "entry_timeout_ms",
    unit: "milliseconds",
    default: 60_000,
    least: 100,
    most: DAY_MS,
    text: "an entry that rests this long is cancelled",
    before: 60_000,
  },
  exitTimeoutMs: {
    key: "exit_timeout_ms",
    unit: "milliseconds",
    default: 300_000,
    least: 100,
    most: DAY_MS,
    text:
      "a take-profit that rests this long is offered anew where its price has changed since; else it keeps its place",
    before: 300_000,
  },
  chaseMs: {
    key: "chase_ms",
    unit: "milliseconds",
    default: 3_000,
    least: 100,
    most: 600_000,
    text:
      "a marketable exit that did not fill, or was turned away, is sent again, at the price of then, after this long",
    before: 3_000,
  },
  slippage: {
    key: "slippage",
    unit: "price",
    default: 200,
    least: 0,
    most: PRICE_ONE,
    text: "how far below the best bid a marketable exit may sell",
    before: 200,
  },
  stopConfirmMs: {
    key: "stop_confirm_ms",
    unit: "milliseconds",
    default: 1_000,
    least: 0,
    most: 60_000,
    text:
      "the best bid must be at or below a stop's trigger this long; a shorter fall is a quote that was pulled",
    before: 1_000,
  },
  stopSlippage: {
    key: "stop_slippage",
    unit: "price",
    default: 200,
    least: 0,
    most: PRICE_ONE,
    text: "how far below its trigger a stop is offered at first",
    before: 200,
  },
  stopStep: {
    key: "stop_step",
    unit: "price",
    default: 200,
    least: 1,
    most: PRICE_ONE,
    text:
      "how much lower a stop is offered that did not fill for exits.chase_ms while the bids stayed below it",
    before: 200,
  },
  stopFloor: {
    key: "stop_floor",
    unit: "price",
    default: 1_000,
    least: 0,
    most: PRICE_ONE,
    text: "how far below its trigger a stop is offered at most; there it waits, and says so (STOP_WAITS)",
    before: 1_000,
  },
  takingExits: {
    key: "taking_exits",
    unit: "count",
    default: 0,
    least: 0,
    most: 1,
    text:
      "1: an exit at the market takes what is there or is gone, and can only reduce; 0: it rests at its limit; live orders always take",
    before: 0,
    live: 1,
  },
  exitTries: {
    key: "exit_tries",
    unit: "count",
    default: 5,
    least: 1,
    most: 1_000,
    text:
      "after so many taking exits in a row that sold nothing, CANNOT_EXIT is said and entries halt until one sells",
    before: 5,
  },
  exitWatchdogMs: {
    key: "exit_watchdog_ms",
    unit: "milliseconds",
    default: DAY_MS,
    least: 1_000,
    most: DAY_MS,
    text:
      "an exit that is due and of which no order went out for this long halts entries; 86400000 never does",
    before: DAY_MS,
    live: 10_000,
  },
} as const satisfies SettingTable;

/** How long orders may wait, and how far an exit reaches. */
export type ExitOptions = SettingsOf<typeof EXITS>;

/** The usual times. */
export const DEFAULT_EXITS: ExitOptions = defaultsOf(EXITS);
