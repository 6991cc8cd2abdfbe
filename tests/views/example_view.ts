/**
 * A dashboard as it looks in the middle of a game: two markets, ten levels, five orders, fifty log lines.
 *
 * @module
 */
import { QUADRATIC } from "../../src/core/market/fees.ts";
import type { Level } from "../../src/core/market/book.ts";
import type { SessionChange } from "../../src/views/session_change.ts";
import { parseMicros, parsePrice, parseQuantity, toPrice, toQuantity } from "../../src/core/numbers/money.ts";
import type { LogEntry, LogKind, SessionView } from "../../src/views/session_view.ts";
import type { BookView, MarketRow, PricePoint, PricesView } from "../../src/views/market_view.ts";

/** The moment shown: 2026-11-20 20:45:07.250 UTC. */
export const NOW = Date.UTC(2026, 10, 20, 20, 45, 7, 250);

const EVENT = "KXNBAGAME-26NOV20LALBOS";
const LAL = "KXNBAGAME-26NOV20LALBOS-LAL";
const BOS = "KXNBAGAME-26NOV20LALBOS-BOS";

function levels(best: number, step: number, count: number): Level[] {
  return Array.from({ length: count }, (_, index) => ({
    price: toPrice(best + index * step),
    quantity: toQuantity(((index * 7_919 + 1_373) % 4_000 + 25) * 50),
  }));
}

function points(start: number, swing: number): PricePoint[] {
  return Array.from({ length: 600 }, (_, second) => ({
    at: NOW - (600 - second) * 1000,
    price: toPrice(Math.round(start + swing * Math.sin(second / 70) + swing / 3 * Math.sin(second / 11))),
  }));
}

const LAL_MARKET: MarketRow = {
  ticker: LAL,
  event: EVENT,
  label: "LAL",
  status: "active",
  bid: parsePrice("0.3370"),
  bidSize: parseQuantity("900"),
  ask: parsePrice("0.3390"),
  askSize: parseQuantity("400"),
  last: parsePrice("0.3380"),
  lastDirection: "up",
  spread: 20,
  volume: parseQuantity("182340.50"),
  bookAt: NOW - 140,
  suspect: false,
  grid: [{ start: toPrice(0), end: toPrice(10_000), step: toPrice(10) }],
  fees: QUADRATIC,
  stake: parseMicros("200"),
};

const BOS_MARKET: MarketRow = {
  ...LAL_MARKET,
  ticker: BOS,
  label: "BOS",
  bid: parsePrice("0.6600"),
  ask: parsePrice("0.6640"),
  last: parsePrice("0.6610"),
  lastDirection: "down",
  spread: 40,
};

const BOOKS: readonly BookView[] = [
  { market: LAL, bids: levels(3370, -10, 10), asks: levels(3390, 10, 10) },
  { market: BOS, bids: levels(6600, -20, 10), asks: levels(6640, 20, 10) },
];

const RANGE = { high: parsePrice("0.41"), low: parsePrice("0.29") };

const PRICES: readonly PricesView[] = [
  { market: LAL, points: points(3500, 600), ...RANGE },
  { market: BOS, points: points(6500, 500), ...RANGE },
];

const TEXTS: readonly (readonly [LogKind, string])[] = [
  ["signal", "favorite_threshold buy 40.00 @ .3100"],
  ["refused", "SCORE_STALE: age=14.2s max=10s"],
  ["order", "#6 buy 40.00 @ .3100 limit"],
  ["fill", "#6 40.00 @ .3100 taker · fee $0.5991"],
  ["order", "#7 sell 40.00 @ .3400 limit"],
  ["timeout", "#5 entry not filled in 60s, cancelled"],
  ["cancel", "#5 cancelled, 0.00 of 20.00 filled"],
  ["note", "Lakers timeout · 東京 broadcast"],
];

function log(count: number): LogEntry[] {
  return Array.from({ length: count }, (_, index) => {
    const [kind, text] = TEXTS[index % TEXTS.length] ?? ["note", ""];
    const entry = { at: NOW - (count - index) * 4_700, kind, market: index % 3 === 0 ? BOS : LAL, text };
    return kind === "signal" ? { ...entry, confidence: 87.4 } : entry;
  });
}

/** The dashboard. */
export const EXAMPLE_VIEW: SessionView = {
  mode: "paper",
  environment: "prod",
  now: NOW,
  utcOffsetMinutes: 0,
  at: NOW,
  trading: { paused: false, killed: false, halted: false },
  connection: {
    state: "connected",
    messages: 148_231,
    messagesPerSecond: 212,
    trades: 3_104,
    lost: 0,
    duplicate: 0,
    malformed: 1,
    reconnects: 0,
  },
  games: [{
    event: EVENT,
    game: {
      league: "nba",
      gameId: "0022600211",
      home: { name: "Boston Celtics", code: "BOS", id: "1610612738", score: 101 },
      away: { name: "Los Angeles Lakers", code: "LAL", id: "1610612747", score: 98 },
      phase: "live",
      period: 4,
      secondsLeftInPeriod: 192,
      secondsLeftInGame: 192,
      overtime: false,
      possession: "away",
    },
    at: NOW - 4_210,
    lagMs: 18_000,
  }],
  markets: [LAL_MARKET, BOS_MARKET],
  books: BOOKS,
  prices: PRICES,
  orders: [
    {
      id: "7",
      clientOrderId: "kl-1-7",
      owner: "late_game_underdog",
      market: LAL,
      side: "sell",
      purpose: "take_profit",
      quantity: parseQuantity("40"),
      filled: parseQuantity("12.5"),
      price: parsePrice("0.34"),
      marketPrice: parsePrice("0.337"),
      createdAt: NOW - 12_300,
      queueAhead: parseQuantity("1250"),
      state: "partly_filled",
    },
    {
      id: "8",
      owner: "late_game_underdog",
      market: LAL,
      side: "sell",
      purpose: "stop",
      quantity: parseQuantity("40"),
      filled: parseQuantity("0"),
      price: parsePrice("0.305"),
      marketPrice: parsePrice("0.337"),
      createdAt: NOW - 12_300,
      state: "watched",
    },
    {
      id: "9",
      clientOrderId: "kl-1-9",
      owner: "favorite_threshold",
      market: BOS,
      side: "buy",
      purpose: "entry",
      quantity: parseQuantity("20"),
      filled: parseQuantity("0"),
      price: parsePrice("0.658"),
      marketPrice: parsePrice("0.664"),
      createdAt: NOW - 41_000,
      queueAhead: parseQuantity("310"),
      state: "resting",
    },
    {
      id: "10",
      clientOrderId: "kl-1-10",
      owner: "hand",
      market: BOS,
      side: "buy",
      purpose: "manual",
      quantity: parseQuantity("5"),
      filled: parseQuantity("0"),
      price: parsePrice("0.65"),
      createdAt: NOW - 2_100,
      state: "unknown",
    },
    {
      id: "11",
      clientOrderId: "kl-1-11",
      owner: "late_game_underdog",
      market: BOS,
      side: "sell",
      purpose: "exit",
      quantity: parseQuantity("120"),
      filled: parseQuantity("0"),
      price: parsePrice("0.67"),
      marketPrice: parsePrice("0.66"),
      createdAt: NOW - 400,
      state: "cancelling",
    },
  ],
  positions: [
    {
      market: LAL,
      strategy: "late_game_underdog",
      quantity: parseQuantity("40"),
      entryPrice: parseMicros("0.31"),
      now: parsePrice("0.337"),
      unrealised: parseMicros("1.08"),
      fees: parseMicros("0.5991"),
      openedAt: NOW - 252_000,
      stop: parsePrice("0.305"),
      takeProfit: parsePrice("0.34"),
    },
    {
      market: BOS,
      strategy: "late_game_underdog",
      quantity: parseQuantity("-12.5"),
      entryPrice: parseMicros("0.6512"),
      now: parsePrice("0.664"),
      unrealised: parseMicros("-0.16"),
      fees: parseMicros("0.02"),
      openedAt: NOW - 61_000,
    },
  ],
  log: log(50),
  trades: [
    {
      market: LAL,
      entry: parseMicros("0.285"),
      exit: parseMicros("0.3055"),
      quantity: parseQuantity("40"),
      pnl: parseMicros("0.61"),
      reason: "take_profit",
      holdMs: 311_000,
    },
    {
      market: BOS,
      entry: parseMicros("0.7001"),
      exit: parseMicros("0.6912"),
      quantity: parseQuantity("25"),
      pnl: parseMicros("-0.4025"),
      reason: "stop_loss",
      holdMs: 95_000,
    },
  ],
  account: {
    balance: parseMicros("1004.30"),
    locked: parseMicros("16.45"),
    equity: parseMicros("1017.78"),
    dayPnl: parseMicros("4.30"),
    exposure: parseMicros("12.40"),
    wins: 3,
    losses: 1,
    fees: parseMicros("1.8212"),
  },
  answers: [],
  strategies: [
    {
      name: "favorite_threshold",
      decisions: [{
        at: NOW - 900,
        kind: "skipped",
        code: "PRICE_BELOW_THRESHOLD",
        detail: "p=.3380 min=.8500",
        market: LAL,
      }],
    },
    {
      name: "late_game_underdog",
      decisions: [{
        at: NOW - 1_400,
        kind: "refused",
        code: "SCORE_STALE",
        detail: "age=14.2s max=10s",
        market: LAL,
      }],
    },
  ],
  notices: [],
};

const { mode, environment, utcOffsetMinutes, now, at, ...parts } = EXAMPLE_VIEW;

/** All of it, as a worker sends it first. */
export const EXAMPLE_CHANGE: SessionChange = {
  since: 0,
  version: 100,
  mode,
  environment,
  utcOffsetMinutes,
  now,
  at,
  parts,
};
