/**
 * `states`: what it costs to make a merged state of a game and hand it to ten strategies.
 *
 * @module
 */
import { Engine } from "../../src/core/engine.ts";
import { paperExchange } from "../../src/core/fills/paper_exchange.ts";
import type { EngineEvent } from "../../src/core/events.ts";
import type { GameState } from "../../src/core/game/game.ts";
import type { Price, Quantity } from "../../src/core/numbers/money.ts";
import { Random } from "../../src/core/numbers/prng.ts";
import type { Strategy } from "../../src/core/strategy/strategy.ts";
import { shippedSetup } from "../../src/session/setup/build.ts";
import { events as made } from "../core/support.ts";
import { type BenchResult, median } from "./figure.ts";

const EVENT = "KXNBAGAME-26NOV22LALBOS";
const MARKETS = [`${EVENT}-BOS`, `${EVENT}-LAL`] as const;
const STRATEGIES = 10;
const STATES = 200_000;
const BATCHES = 20;
const TARGET_US = 20;
const START = Date.UTC(2026, 10, 22, 1);

/** Reads what the real rules read: both markets, the game, its own book-keeping. */
function reader(): Strategy & { readonly seen: () => number } {
  let seen = 0;
  return {
    seen: () => seen,
    onState({ market, homeMarket, awayMarket, game, bookAgeMs }, portfolio) {
      seen++;
      const lead = game === undefined ? 0 : game.home.score - game.away.score;
      const spread = market.book.spread ?? 0;
      const both = (homeMarket?.book.bestAsk ?? 0) + (awayMarket?.book.bestAsk ?? 0);
      const held = portfolio.holding(market.ticker)?.quantity ?? 0;
      return { code: "NO_ENTRY", name: "sum", value: lead + spread + both + held + bookAgeMs };
    },
  };
}

function game(home: number, away: number): GameState {
  const team = (code: string, score: number) => ({ name: code, code, id: code, score });
  return {
    league: "nba",
    gameId: "1",
    home: team("BOS", home),
    away: team("LAL", away),
    phase: "live",
    period: 3,
    secondsLeftInPeriod: 300,
    secondsLeftInGame: 1_020,
    overtime: false,
  };
}

function events(count: number): EngineEvent[] {
  const random = new Random(7);
  const list: EngineEvent[] = [];
  for (let index = 0; index < count; index++) {
    const at = START + index * 20;
    const market = MARKETS[index % 2] ?? MARKETS[0];
    if (index % 100 === 99) {
      list.push({ kind: "game", at, feed: "nba", event: EVENT, game: game(80 + index % 40, 79) });
      continue;
    }
    const side = random.chance(0.5) ? "bid" as const : "ask" as const;
    const price = (side === "bid" ? random.integer(30, 49) : random.integer(51, 70)) * 100 as Price;
    list.push({ kind: "book_change", at, market, side, price, delta: 100 as Quantity });
  }
  return list;
}

/** Runs it. */
export function states(): BenchResult {
  const readers = Array.from({ length: STRATEGIES }, reader);
  const setup = shippedSetup("bench");
  const engine = new Engine({
    ...setup,
    broker: paperExchange({ model: setup.fillModel, latencyMs: setup.latencyMs }),
    strategies: readers.map((strategy, index) => ({ name: `reader_${index}`, strategy })),
    fixtures: [{ event: EVENT, homeMarket: MARKETS[0], awayMarket: MARKETS[1] }],
  });
  engine.process({ kind: "feed", at: START, feed: "market_data", up: true, detail: "bench" });
  for (const market of MARKETS) {
    engine.process(made.listed(START, { ticker: market }));
    engine.process({ kind: "book_snapshot", at: START, market, bids: [], asks: [] });
  }
  const all = events(STATES);
  const size = STATES / BATCHES;
  const before = readers[0]?.seen() ?? 0;
  const microseconds: number[] = [];
  for (let batch = 0; batch < BATCHES; batch++) {
    const some = all.slice(batch * size, (batch + 1) * size);
    const from = performance.now();
    for (const event of some) engine.process(event);
    microseconds.push((performance.now() - from) * 1_000 / size);
  }
  const seen = (readers[0]?.seen() ?? 0) - before;
  if (seen < STATES) throw new Error(`Cannot measure states: expected ${STATES} evaluations, were ${seen}`);
  const value = median(microseconds);
  return {
    kind: "measured",
    name: "states",
    figures: [
      { label: "a state", value, unit: "µs" },
      { label: "slowest batch", value: Math.max(...microseconds), unit: "µs" },
    ],
    target: `≤ ${TARGET_US} µs`,
    met: value <= TARGET_US,
    detail:
      `${STATES} events through the engine, each a state for ${STRATEGIES} strategies; median of ${BATCHES} batches`,
  };
}
