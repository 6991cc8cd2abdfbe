/**
 * The limits of the risk gate: one table, from which everything else that knows them is made.
 *
 * @module
 */
import { MICROS_PER_DOLLAR, ONE_CONTRACT, PRICE_ONE } from "../numbers/money.ts";
import { defaultsOf, type SettingsOf, type SettingTable } from "../numbers/settings.ts";

const CENT = MICROS_PER_DOLLAR / 100;
const MOST_MONEY = 1_000_000_000 * MICROS_PER_DOLLAR;
const MOST_COUNT = 1_000_000;

/** All limits, in the order they are shown. */
export const LIMITS = {
  maxBookAgeMs: {
    key: "max_book_age_ms",
    unit: "milliseconds",
    default: 5_000,
    least: 100,
    most: 600_000,
    text: "longest silence of the market data before entries stop",
  },
  maxBookUnconfirmedMs: {
    key: "max_book_unconfirmed_ms",
    unit: "milliseconds",
    default: 90_000,
    least: 1_000,
    most: 86_400_000,
    text: "how long a market's book may neither change nor be confirmed before entries in it stop",
    before: 86_400_000,
  },
  maxDataDelayMs: {
    key: "max_data_delay_ms",
    unit: "milliseconds",
    default: 2_000,
    least: 100,
    most: 600_000,
    text: "how long messages of the exchange may have been under way before entries stop",
    before: 600_000,
  },
  maxScoreAgeMs: {
    key: "max_score_age_ms",
    unit: "milliseconds",
    default: 10_000,
    least: 100,
    most: 600_000,
    text: "longest silence of the scoreboard before entries of strategies that read the game stop",
    before: 10_000,
  },
  collar: {
    key: "collar",
    unit: "price",
    default: 1_000,
    least: 1,
    most: PRICE_ONE,
    text: "how far a limit price may reach through the other side's best price",
  },
  maxSpread: {
    key: "max_spread",
    unit: "price",
    default: PRICE_ONE,
    least: 1,
    most: PRICE_ONE,
    text: "widest spread of a market in which entries are made; 1.00 takes any",
    before: PRICE_ONE,
    live: 1_000,
  },
  maxOrderValue: {
    key: "max_order_value",
    unit: "money",
    default: 500 * MICROS_PER_DOLLAR,
    least: CENT,
    most: MOST_MONEY,
    text: "money one entry may cost",
  },
  maxOrderQuantity: {
    key: "max_order_contracts",
    unit: "quantity",
    default: 5_000 * ONE_CONTRACT,
    least: 1,
    most: 1_000_000_000 * ONE_CONTRACT,
    text: "contracts of one entry",
    live: 100 * ONE_CONTRACT,
  },
  maxMarketExposure: {
    key: "max_market_exposure",
    unit: "money",
    default: 500 * MICROS_PER_DOLLAR,
    least: CENT,
    most: MOST_MONEY,
    text: "money in one market: what is held and what open orders may add",
  },
  maxGameExposure: {
    key: "max_game_exposure",
    unit: "money",
    default: 10_000 * MICROS_PER_DOLLAR,
    least: CENT,
    most: MOST_MONEY,
    text: "the same over all markets of a game",
    before: MOST_MONEY,
  },
  maxTotalExposure: {
    key: "max_total_exposure",
    unit: "money",
    default: 1_000 * MICROS_PER_DOLLAR,
    least: CENT,
    most: MOST_MONEY,
    text: "the same over all markets",
  },
  maxOpenOrders: {
    key: "max_open_orders",
    unit: "count",
    default: 20,
    least: 1,
    most: 1_000_000,
    text: "orders open at a time",
  },
  maxDailyLoss: {
    key: "max_daily_loss",
    unit: "money",
    default: 200 * MICROS_PER_DOLLAR,
    least: CENT,
    most: MOST_MONEY,
    text: "what a day (it turns at 06:00 in New York) may lose before entries stop",
  },
  maxDrawdown: {
    key: "max_drawdown",
    unit: "money",
    default: MOST_MONEY,
    least: CENT,
    most: MOST_MONEY,
    text:
      "how far the account may fall below its best of the session before entries halt, until a person resumes them",
    before: MOST_MONEY,
    live: 200 * MICROS_PER_DOLLAR,
  },
  maxLossesInARow: {
    key: "max_losses_in_a_row",
    unit: "count",
    default: MOST_COUNT,
    least: 1,
    most: MOST_COUNT,
    text: "after so many round trips that lost, one after the other, entries wait for cool_down_ms",
    before: MOST_COUNT,
    live: 3,
  },
  coolDownMs: {
    key: "cool_down_ms",
    unit: "milliseconds",
    default: 60_000,
    least: 0,
    most: 86_400_000,
    text: "how long entries wait after max_losses_in_a_row",
    before: 60_000,
  },
  maxEntriesAMinute: {
    key: "max_entries_a_minute",
    unit: "count",
    default: MOST_COUNT,
    least: 1,
    most: MOST_COUNT,
    text: "entries that may be sent within 60 seconds",
    before: MOST_COUNT,
    live: 30,
  },
  turnedAwayWaitMs: {
    key: "turned_away_wait_ms",
    unit: "milliseconds",
    default: 0,
    least: 0,
    most: 60_000,
    text:
      "how long a rule enters no more in a market where its last entry was turned away; twice as long after each further one, up to a minute; 0 does not wait",
    before: 0,
    live: 1_000,
  },
  maxContractsIn15s: {
    key: "max_contracts_in_15s",
    unit: "quantity",
    default: MOST_COUNT * ONE_CONTRACT,
    least: ONE_CONTRACT,
    most: MOST_COUNT * ONE_CONTRACT,
    text:
      "whole contracts that entries of a live session may buy on a shard within 15 seconds, counted by the exchange; 1000000 sets none",
    before: MOST_COUNT * ONE_CONTRACT,
  },
  maxHoldMs: {
    key: "max_hold_ms",
    unit: "milliseconds",
    default: 86_400_000,
    least: 1_000,
    most: 86_400_000,
    text: "longest time that a rule may hold what it buys before it is sold; 86400000 sets none",
    before: 86_400_000,
  },
  maxAdverseMove: {
    key: "max_adverse_move",
    unit: "price",
    default: PRICE_ONE,
    least: 1,
    most: PRICE_ONE,
    text: "how far a price may fall below what a rule paid before it is sold, as by a stop; 1.00 sets none",
    before: PRICE_ONE,
  },
} as const satisfies SettingTable;

/** A drawdown limit so high sets none. */
export const NO_DRAWDOWN = LIMITS.maxDrawdown.default;

/** The limits of the gate. */
export type RiskLimits = SettingsOf<typeof LIMITS>;

/** The limits of the gate where nothing else is set. */
export const DEFAULT_LIMITS: RiskLimits = defaultsOf(LIMITS);
