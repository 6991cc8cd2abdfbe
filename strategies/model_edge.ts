/**
 * model_edge: buys the side of a market that a win-probability model holds to be worth more than it costs.
 *
 * Entry: the game is in play; game and book are no older than max_age; spread ≤ max_spread; confidence
 * 2·|p − ½| ≥ min_confidence; the model's chance of a side less the middle of its book, less the spread, the fee of the
 * purchase and the fee of the sale, ≥ min_edge. YES where YES is cheap, NO where YES is dear: one bet a game, over all its
 * markets. The model is as far behind the book as the scoreboard is, so that the edge must stand against each price of the
 * last feed_lag_seconds, and a price that came nearer by max_unfollowed_move or more while the model did not follow is a score
 * on its way: else `FEED_BEHIND`. Exit: after max_hold_seconds; max_adverse_move below the price paid; or once the model's
 * chance is no more than exit_edge above the bid. Then it rests for rest_seconds. `max_hold_seconds: 0` holds to settlement,
 * with none of these exits: then the edge pays no sale, since settlement is free of fee. Where a sale is planned its fee
 * counts, also late in a game that may end before it.
 *
 * Size: stake, or with `kelly` that fraction of the growth-optimal bet, (p − c) / (1 − c) of the equity with c the price and its
 * fee, and no more than stake; never more than the gate's limits leave. What else limits it is the gate's: money an order, a
 * market and a game, contracts an order, losses in a row and their cool-down, the day's loss.
 *
 * Departs from the original: the edge is counted after its cost, home and away are the engine's to tell apart (the original had
 * them swapped), the model learned who won, the adverse move is 5 cents and no part of the price, and it rests after each exit:
 * else the longest hold would only make it pay two fees every five minutes. Who has the ball is the model's to know: where the
 * model needs it and no feed says it, there is no estimate, and the rule waits. So it does where the model was told nothing of
 * the teams (`NO_PREGAME`): what it would take for an edge is what the market knows of them.
 *
 * Weakness: the market knows more than the model (injuries, line-ups, the ball in the air), and most large edges are the
 * model's mistakes; a score that was shown by mistake and did not move the book looks like an edge until it is taken back; what
 * the ask does not fill rests at its price, to be filled by who knows better. `strategies/model_edge.md` says what it came to.
 *
 * @module
 */
import { z } from "zod";
import type { ExitPlan } from "../src/core/execution/exit_plan.ts";
import type { HoldingView } from "../src/core/execution/holding_view.ts";
import type { MarketView } from "../src/core/market/market_view.ts";
import { bestBidFor } from "../src/core/market/outcome_side.ts";
import { ONE_CONTRACT, type Price, PRICE_ONE, type Quantity } from "../src/core/numbers/money.ts";
import { outOfBounds, type Reason, shortPrice } from "../src/core/reasons.ts";
import { betterEdge, type Edge, edgesOf } from "../src/core/strategy/edge.ts";
import type { EstimateView } from "../src/core/strategy/estimate.ts";
import type {
  Decision,
  Strategy,
  StrategyDefinition,
  StrategyPortfolio,
  StrategyState,
} from "../src/core/strategy/strategy.ts";
import { FeedLag } from "./support/feed_lag.ts";
import { NO_GAME, notInPlay } from "./support/game_limits.ts";
import { move, stake } from "./support/parameters.ts";
import { nearlyDecided, notFlat, toPoints, toStake } from "./support/prices.ts";

const SECOND_MS = 1_000;
const NO_ESTIMATE: Reason = { code: "NO_ESTIMATE" };
const NO_QUOTE: Reason = { code: "NO_QUOTE" };
const MARKET_NOT_OPEN: Reason = { code: "MARKET_NOT_OPEN" };
const NO_PREGAME: Reason = {
  code: "NO_PREGAME",
  detail: "the model knows nothing of the teams, the market does: no price at the start, spread or ratings",
};
const ALREADY_HOLDING: Reason = { code: "ALREADY_HOLDING" };

const parameters = z.strictObject({
  stake: stake(100),
  min_edge: z.number().min(0).max(1).default(0.10)
    .describe("least edge of a side after the spread and the fees of both sides, in dollars a contract"),
  min_confidence: z.number().min(0).max(1).default(0.5)
    .describe("least 2·|p − ½| of the model's chance p: 0.5 is a chance of 0.75 or more, or of 0.25 or less"),
  max_spread: move(0.10, "widest spread"),
  max_age: z.number().min(0).max(600).default(10)
    .describe(
      "oldest that game and book may be, in seconds of the wire, which a faster game does not shorten",
    ),
  feed_lag_seconds: z.number().min(0).max(600).default(60)
    .describe(
      "how far the scoreboard may be behind the book: an edge must stand against each price of that time; 0 asks the price of now alone",
    ),
  max_unfollowed_move: move(
    0.05,
    "a move within that time that the model has not followed and that stops an entry",
  ),
  max_hold_seconds: z.number().min(0).max(86_400).default(300)
    .describe("longest hold; 0 holds to settlement, without any exit"),
  max_adverse_move: move(
    0.05,
    "how far the price may fall below what was paid before it is sold; 1 sets none",
  ),
  exit_edge: z.number().min(-0.5).max(0.5).default(0)
    .describe("the edge is gone once the model's chance is no more than this above the bid, in dollars"),
  rest_seconds: z.number().min(0).max(86_400).default(60)
    .describe("no entry in a game for so long after a round trip in it"),
  kelly: z.number().min(0).max(1).default(0)
    .describe("fraction of the Kelly bet that is staked, stake at most; 0 stakes stake"),
});

type Parameters = z.infer<typeof parameters>;

/** Why game or book is too old to be compared with the other; `undefined` where neither is. */
function tooOld(state: StrategyState, estimate: EstimateView, maxAgeMs: number): Reason | undefined {
  const old = (code: string, age: number) => outOfBounds(code, "age", age, "max", maxAgeMs, "milliseconds");
  const gameAgeMs = Math.max(state.gameAgeMs ?? Infinity, estimate.ageMs);
  if (gameAgeMs > maxAgeMs) return old("GAME_OLD", gameAgeMs);
  return state.bookAgeMs > maxAgeMs ? old("BOOK_OLD", state.bookAgeMs) : undefined;
}

/** Why the rule is not flat in the game, over all its markets; `undefined` where it is. */
function engaged({ markets }: StrategyState, portfolio: StrategyPortfolio): Reason | undefined {
  for (const { ticker } of markets) {
    const reason = notFlat(portfolio, ticker);
    if (reason !== undefined) return { ...reason, detail: ticker };
  }
  return undefined;
}

function create(given: Parameters): Strategy {
  const minEdge = toPoints(given.min_edge);
  const maxSpread = toPoints(given.max_spread);
  const exitEdge = toPoints(given.exit_edge);
  const stakeMicros = toStake(given.stake);
  const maxAgeMs = given.max_age * SECOND_MS;
  const restMs = given.rest_seconds * SECOND_MS;
  const toSettlement = given.max_hold_seconds === 0;
  const exits: ExitPlan | undefined = toSettlement ? undefined : {
    maxHoldMs: given.max_hold_seconds * SECOND_MS,
    ...(given.max_adverse_move < 1 ? { adverseMove: toPoints(given.max_adverse_move) as Price } : {}),
  };
  const feedLag = new FeedLag(given.feed_lag_seconds, toPoints(given.max_unfollowed_move));

  /** What a contract of a side is worth to who plans to hold it as this rule does, in 1/10,000 dollar. */
  const worthOf = ({ held, after }: Edge) => Math.round((toSettlement ? held : after) * PRICE_ONE);

  function resting({ markets, at }: StrategyState, portfolio: StrategyPortfolio): Reason | undefined {
    for (const { ticker } of markets) {
      const closedAt = portfolio.lastClosed(ticker)?.closedAt;
      if (closedAt === undefined || at - closedAt >= restMs) continue;
      return outOfBounds("RESTING_AFTER_EXIT", "since", at - closedAt, "min", restMs, "milliseconds");
    }
    return undefined;
  }

  /** How many contracts an edge is worth, within the limits. */
  function sizeOf(
    { ticker }: MarketView,
    edge: Edge,
    chance: number,
    portfolio: StrategyPortfolio,
  ): Quantity {
    const left = portfolio.limitsLeft(ticker);
    const cost = chance - edge.held;
    const bet = given.kelly === 0 ? stakeMicros : given.kelly * (edge.held / (1 - cost)) * portfolio.equity;
    const money = Math.min(bet, stakeMicros, left.stake);
    return Math.min(Math.floor(money / edge.price), left.orderQuantity) as Quantity;
  }

  /** Whether what is held is to be sold, its edge gone, or the reason why not. */
  function leave(state: StrategyState, estimate: EstimateView | undefined, holding: HoldingView): Decision {
    const { market: { ticker, book } } = state;
    if (toSettlement || holding.exiting !== undefined) return ALREADY_HOLDING;
    if (estimate === undefined) return state.noEstimate ?? NO_ESTIMATE;
    const old = tooOld(state, estimate, maxAgeMs);
    if (old !== undefined) return old;
    const { outcomeSide } = holding;
    const bid = bestBidFor(outcomeSide, book);
    if (bid === undefined) return NO_QUOTE;
    const { probability } = estimate;
    const chance = Math.round((outcomeSide === "yes" ? probability : 1 - probability) * PRICE_ONE);
    const left = chance - bid;
    if (left > exitEdge) return outOfBounds("EDGE_LEFT", "edge", left, "min", exitEdge, "price");
    const note = `edge gone: ${shortPrice(chance)} against a bid of ${shortPrice(bid)}`;
    return [{ action: "sell", market: ticker, outcomeSide, price: bid, probability, note }];
  }

  function enter(
    state: StrategyState,
    estimate: EstimateView | undefined,
    portfolio: StrategyPortfolio,
  ): Decision {
    const { market, at, game } = state;
    if (game === undefined) return NO_GAME;
    const hindered = notInPlay(game);
    if (hindered !== undefined) return hindered;
    if (!market.isOpen(at)) return MARKET_NOT_OPEN;
    if (estimate === undefined) return state.noEstimate ?? NO_ESTIMATE;
    const old = tooOld(state, estimate, maxAgeMs);
    if (old !== undefined) return old;
    const { probability, source } = estimate;
    if (source === "none") return NO_PREGAME;
    const sure = 2 * Math.abs(probability - 0.5);
    if (sure < given.min_confidence) {
      return outOfBounds("CONFIDENCE_BELOW_MIN", "confidence", sure, "min", given.min_confidence, "ratio");
    }
    const { spread } = market.book;
    const edges = edgesOf(probability, market);
    if (edges === undefined || spread === undefined) return NO_QUOTE;
    if (spread > maxSpread) return outOfBounds("SPREAD_WIDE", "spread", spread, "max", maxSpread, "price");
    const edge = betterEdge(edges);
    const worth = worthOf(edge);
    if (worth < minEdge) return outOfBounds("EDGE_BELOW_MIN", "edge", worth, "min", minEdge, "price");
    const hindrance = nearlyDecided("ask", edge.price) ?? engaged(state, portfolio) ??
      resting(state, portfolio) ??
      feedLag.objection(market, at, probability, { side: edge.side, worth, least: minEdge });
    if (hindrance !== undefined) return hindrance;
    const chance = edge.side === "yes" ? probability : 1 - probability;
    const quantity = sizeOf(market, edge, chance, portfolio);
    if (quantity < ONE_CONTRACT) {
      return outOfBounds("NO_ROOM", "size", quantity, "min", ONE_CONTRACT, "quantity");
    }
    const before = shortPrice(Math.round(edge.before * PRICE_ONE));
    return [{
      action: "buy",
      market: market.ticker,
      outcomeSide: edge.side,
      price: edge.price,
      size: { quantity },
      ...(exits === undefined ? {} : { exits }),
      confidence: Math.round(100 * sure),
      probability,
      note: `edge ${before}, after its cost ${shortPrice(worth)}`,
    }];
  }

  return {
    onState(state, portfolio) {
      const { market, at, estimate } = state;
      feedLag.see(market, at, estimate?.probability);
      const holding = portfolio.holding(market.ticker);
      return holding === undefined ? enter(state, estimate, portfolio) : leave(state, estimate, holding);
    },
  };
}

/** The definition, as the registry takes it. */
const definition: StrategyDefinition<Parameters> = {
  name: "model_edge",
  category: "model",
  description: "Buys the side of a market that a model says is worth more than it costs.",
  needsGame: true,
  parameters,
  create,
};

export default definition;
