/**
 * The limits of the risk gate: one table, from which everything else that knows them is made.
 *
 * @module
 */
import { MICROS_PER_DOLLAR, ONE_CONTRACT, PRICE_ONE } from "../numbers/money.ts";
import { defaultsOf, type SettingsOf, type SettingTable } from "../numbers/settings.ts";

const CENT = MICROS_PER_DOLLAR / 100;
const MOST_MONEY = 1_000_000_000 * MICROS_PER_DOLLAR;

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
  },
  maxMarketExposure: {
    key: "max_market_exposure",
    unit: "money",
    default: 500 * MICROS_PER_DOLLAR,
    least: CENT,
    most: MOST_MONEY,
    text: "money in one market: what is held and what open orders may add",
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
} as const satisfies SettingTable;

/** The limits of the gate. */
export type RiskLimits = SettingsOf<typeof LIMITS>;

/** The limits of the gate where nothing else is set. */
export const DEFAULT_LIMITS: RiskLimits = defaultsOf(LIMITS);
