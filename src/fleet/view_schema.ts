/**
 * Checks the state of a session that a worker reports, where it comes in: of the right kind, and no more of
 * anything than a screen can want.
 *
 * @module
 */
import { z } from "zod";
import { type AccountPrecision, FEE_TYPES } from "../core/market/fees.ts";
import { MARKET_STATUSES } from "../core/market/events.ts";
import { PREGAME_SOURCES } from "../core/game/estimate_view.ts";
import { GAME_PHASES, type GameState, type TeamState } from "../core/game/game.ts";
import { LEAGUES } from "../core/game/leagues.ts";
import { type Micros, type Price, PRICE_ONE, type Quantity } from "../core/numbers/money.ts";
import { CONNECTION_STATES } from "../session/connection.ts";
import type { LiveBreaker, LiveHalt, LiveStatus } from "../session/live/status.ts";
import { LOG_ENTRIES, type SessionChange } from "../views/session_change.ts";
import { ANSWER_STATES, type HandAnswer, MOST_ANSWERS } from "../views/hand_answers.ts";
import { BOOK_LEVELS } from "../views/session_parts.ts";
import {
  type ConnectionView,
  DECISION_KINDS,
  type GameView,
  LOG_KINDS,
  type LogEntry,
  MODES,
  type SessionParts,
  type StrategyDecision,
  type StrategyView,
  type TradingView,
} from "../views/session_view.ts";
import type { BookView, EdgeRow, EstimateRow, MarketRow, PricesView } from "../views/market_view.ts";
import {
  type AccountView,
  type ClosedTradeView,
  ORDER_PURPOSES,
  ORDER_STATES,
  type OrderView,
  type PositionView,
} from "../views/order_view.ts";

/** Longer texts are cut: no screen has room for more. */
const LONGEST_TEXT = 4_000;
const MOST_MARKETS = 1_000;
const MOST_ROWS = 10_000;
const MOST_RANGES = 100;
const MOST_TRADES = 100_000;
/** About one a second over ten minutes. */
const MOST_POINTS = 1_000;

/** The schema of a record: with all its fields, so that a new one does not compile until it is here too. */
function schemaOf<Record>() {
  return <Shape extends { readonly [Field in keyof Record]-?: z.ZodType }>(shape: Shape) => z.object(shape);
}

// A rule may say as much as it likes of a signal: no reason to show nothing of its game.
const text = z.string().transform((value) => value.slice(0, LONGEST_TEXT));
const moment = z.number();
const count = z.int().min(0);
const price = z.int().min(0).max(PRICE_ONE).transform((value) => value as Price);
const quantity = z.int().transform((value) => value as Quantity);
const micros = z.int().transform((value) => value as Micros);
const teamSide = z.enum(["home", "away"]);

const levels = z.array(z.object({ price, quantity })).max(BOOK_LEVELS);

const trading = schemaOf<TradingView>()({
  paused: z.boolean(),
  killed: z.boolean(),
  unprotected: count.exactOptional(),
  halted: z.boolean(),
  reason: text.exactOptional(),
});

const connection = schemaOf<ConnectionView>()({
  state: z.enum(CONNECTION_STATES),
  detail: text.exactOptional(),
  messages: count,
  lost: count,
  duplicate: count,
  malformed: count,
  unasked: count.exactOptional(),
  reconnects: count,
  delayMs: z.number().exactOptional(),
  messagesPerSecond: z.number().exactOptional(),
  trades: count,
});

const team = schemaOf<TeamState>()({
  name: text,
  code: text,
  id: text,
  score: z.number(),
  timeoutsLeft: z.number().exactOptional(),
  inBonus: z.boolean().exactOptional(),
});

const game = schemaOf<GameView>()({
  event: text,
  game: schemaOf<GameState>()({
    league: z.enum(LEAGUES),
    gameId: text,
    home: team,
    away: team,
    phase: z.enum(GAME_PHASES),
    period: z.number(),
    secondsLeftInPeriod: z.number(),
    secondsLeftInGame: z.number(),
    overtime: z.boolean(),
    possession: teamSide.exactOptional(),
    situation: z.object({ down: z.number(), distance: z.number(), yardsToGoal: z.number() }).exactOptional(),
    lastPlay: text.exactOptional(),
    winner: teamSide.exactOptional(),
  }),
  at: moment,
  lagMs: z.number().exactOptional(),
});

const edge = schemaOf<EdgeRow>()({ price, before: z.number(), after: z.number() });

const estimate = schemaOf<EstimateRow>()({
  probability: z.number().min(0).max(1),
  pregame: z.number().min(0).max(1),
  source: z.enum(PREGAME_SOURCES),
  model: text,
  at: moment,
  yes: edge.exactOptional(),
  no: edge.exactOptional(),
});

const market = schemaOf<MarketRow>()({
  ticker: text,
  event: text,
  label: text,
  status: z.enum(MARKET_STATUSES).exactOptional(),
  bid: price.exactOptional(),
  bidSize: quantity.exactOptional(),
  ask: price.exactOptional(),
  askSize: quantity.exactOptional(),
  last: price.exactOptional(),
  lastDirection: z.enum(["up", "down"]).exactOptional(),
  spread: z.int().exactOptional(),
  volume: quantity.exactOptional(),
  bookAt: moment.exactOptional(),
  suspect: z.boolean(),
  grid: z.array(z.object({ start: price, end: price, step: price })).max(MOST_RANGES).exactOptional(),
  fees: z.object({ type: z.enum(FEE_TYPES), multiplier: count }).exactOptional(),
  stake: micros.exactOptional(),
  estimate: estimate.exactOptional(),
  noEstimate: text.exactOptional(),
});

const book = schemaOf<BookView>()({ market: text, bids: levels, asks: levels });

const prices = schemaOf<PricesView>()({
  market: text,
  points: z.array(z.object({ at: moment, price })).max(MOST_POINTS),
  high: price.exactOptional(),
  low: price.exactOptional(),
});

const order = schemaOf<OrderView>()({
  id: text,
  clientOrderId: text.exactOptional(),
  owner: text,
  market: text,
  side: z.enum(["buy", "sell"]),
  outcomeSide: z.literal("no").exactOptional(),
  purpose: z.enum(ORDER_PURPOSES),
  quantity,
  filled: quantity,
  price,
  marketPrice: price.exactOptional(),
  createdAt: moment.exactOptional(),
  queueAhead: quantity.exactOptional(),
  state: z.enum(ORDER_STATES),
});

const position = schemaOf<PositionView>()({
  market: text,
  strategy: text,
  quantity,
  entryPrice: micros.exactOptional(),
  now: price.exactOptional(),
  unrealised: micros.exactOptional(),
  fees: micros.exactOptional(),
  openedAt: moment,
  unprotected: z.literal(true).exactOptional(),
  stop: price.exactOptional(),
  takeProfit: price.exactOptional(),
});

const logEntry = schemaOf<LogEntry>()({
  at: moment,
  kind: z.enum(LOG_KINDS),
  market: text.exactOptional(),
  text,
  confidence: z.number().exactOptional(),
  probability: z.number().exactOptional(),
});

const closedTrade = schemaOf<ClosedTradeView>()({
  market: text,
  entry: micros,
  exit: micros,
  quantity,
  pnl: micros,
  reason: text,
  holdMs: z.number(),
});

const account = schemaOf<AccountView>()({
  balance: micros.exactOptional(),
  locked: micros.exactOptional(),
  equity: micros.exactOptional(),
  dayPnl: micros.exactOptional(),
  exposure: micros.exactOptional(),
  wins: count,
  losses: count,
  fees: micros.exactOptional(),
  precision: z.int().min(1).transform((value) => value as AccountPrecision).exactOptional(),
});

const strategy = schemaOf<StrategyView>()({
  name: text,
  decisions: z.array(
    schemaOf<StrategyDecision>()({
      at: moment.exactOptional(),
      kind: z.enum(DECISION_KINDS),
      code: text,
      detail: text,
      market: text.exactOptional(),
    }),
  ).max(MOST_MARKETS),
});

const answer = schemaOf<HandAnswer>()({
  intent: text,
  at: moment,
  state: z.enum(ANSWER_STATES),
  text,
});

const live = schemaOf<LiveStatus>()({
  account: text,
  armedUntil: moment.exactOptional(),
  unarmed: text.exactOptional(),
  blind: text.exactOptional(),
  unreconciled: text.exactOptional(),
  halts: z.array(schemaOf<LiveHalt>()({ code: text, detail: text })).max(MOST_MARKETS),
  breakers: z.array(schemaOf<LiveBreaker>()({ api: text, until: moment.exactOptional() })).max(MOST_MARKETS),
  killedBy: text.exactOptional(),
  unknownOrders: z.array(text).max(MOST_ROWS),
  alarms: z.array(text).max(MOST_ROWS),
  attestationExpiresAt: moment.exactOptional(),
  clockOffsetMs: z.number().exactOptional(),
  unjournaled: count,
});

/** The changes of a session since the last report. */
export const sessionChangeSchema: z.ZodType<SessionChange> = schemaOf<SessionChange>()({
  since: count,
  version: count,
  mode: z.enum(MODES),
  environment: text,
  utcOffsetMinutes: z.number(),
  now: moment,
  at: moment,
  parts: schemaOf<SessionParts>()({
    trading: trading.exactOptional(),
    connection: connection.exactOptional(),
    games: z.array(game).max(MOST_MARKETS).exactOptional(),
    markets: z.array(market).max(MOST_MARKETS).exactOptional(),
    books: z.array(book).max(MOST_MARKETS).exactOptional(),
    prices: z.array(prices).max(MOST_MARKETS).exactOptional(),
    orders: z.array(order).max(MOST_ROWS).exactOptional(),
    positions: z.array(position).max(MOST_ROWS).exactOptional(),
    log: z.array(logEntry).max(LOG_ENTRIES).exactOptional(),
    trades: z.array(closedTrade).max(MOST_TRADES).exactOptional(),
    account: account.exactOptional(),
    strategies: z.array(strategy).max(MOST_ROWS).exactOptional(),
    notices: z.array(text).max(MOST_ROWS).exactOptional(),
    answers: z.array(answer).max(MOST_ANSWERS).exactOptional(),
    live: live.exactOptional(),
  }),
});
