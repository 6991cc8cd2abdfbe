/**
 * A generated game with a market on its home team, as the events that an engine takes: a book that follows the true chance, and
 * a scoreboard that shows the game, each as late as it is asked to be.
 *
 * The book is two-sided, of whole cents, as wide as the simulator's market maker quotes it; it is read once a second, the
 * scoreboard every two. What is modelled is who knows what when, and nothing of how a crowd trades.
 *
 * @module
 */
import type { EngineEvent } from "../../src/core/events.ts";
import { LEAGUE_INFO } from "../../src/core/game/leagues.ts";
import type { Level } from "../../src/core/market/book.ts";
import { QUADRATIC } from "../../src/core/market/fees.ts";
import { CENT_GRID } from "../../src/core/market/ticks.ts";
import { type Micros, MICROS_PER_DOLLAR, type Price, type Quantity } from "../../src/core/numbers/money.ts";
import { Random } from "../../src/core/numbers/prng.ts";
import type { GameEvent, GeneratedGame } from "../../src/simulator/game/game_event.ts";

/** How late book and scoreboard are, ms after what happened. */
export interface Delays {
  readonly book: number;
  readonly scoreboard: number;
}

const SECOND_MS = 1_000;
const POLL_SECONDS = 2;
/** Trading before the game, so that its price at the start is there. */
const BEFORE_MS = 60_000;
/** After the end, so that the slower of the two shows it too. */
const AFTER_MS = 120_000;
/** As the simulator's market maker: half its spread, and the deviation of its error, in 1/10,000 dollar. */
const HALF_SPREAD = 25;
const NOISE = 22;
const NOISE_KEPT = 0.6;
/** Contracts at each price: more than an entry buys. */
const DEPTH = 1_000_000 as Quantity;
const START = Date.UTC(2026, 10, 22, 1);

/** A game's event and the market of its home team. */
export function tickersOf({ league, home, away }: GeneratedGame): { event: string; market: string } {
  const event = `${LEAGUE_INFO[league].series}-26NOV21${away.code}${home.code}`;
  return { event, market: `${event}-${home.code}` };
}

/** What stands at moments that come in order. */
class Cursor {
  readonly #events: readonly GameEvent[];
  #index = -1;

  constructor(events: readonly GameEvent[]) {
    this.#events = events;
  }

  /** The last thing that had happened by then; `undefined` before the game. */
  at(offsetMs: number): GameEvent | undefined {
    while ((this.#events[this.#index + 1]?.offsetMs ?? Infinity) <= offsetMs) this.#index++;
    return this.#events[this.#index];
  }
}

/** The events of a game, from before its start until its market has paid. */
export function* marketEvents(game: GeneratedGame, seed: number, delays: Delays): Generator<EngineEvent> {
  const { event, market } = tickersOf(game);
  const random = new Random(seed).fork("book");
  const [first] = game.events;
  if (first === undefined) return;
  const from = START - BEFORE_MS;
  yield {
    kind: "market",
    at: from,
    info: {
      ticker: market,
      event,
      series: LEAGUE_INFO[game.league].series,
      title: `${game.away.title} at ${game.home.title}`,
      yesLabel: game.home.title,
      grid: CENT_GRID,
      fees: QUADRATIC,
      status: "active",
      exchangeIndex: 0,
      teamId: first.game.home.id,
    },
  };
  yield { kind: "feed", feed: "market_data", at: from, up: true, detail: "generated" };
  const [truth, shown] = [new Cursor(game.events), new Cursor(game.events)];
  let noise = 0;
  const seconds = Math.ceil((BEFORE_MS + game.durationMs + AFTER_MS) / SECOND_MS);
  for (let second = 0; second < seconds; second++) {
    const at = from + second * SECOND_MS;
    const { homeWinProbability } = truth.at(at - START - delays.book) ?? first;
    noise = NOISE_KEPT * noise + random.normal(0, NOISE);
    yield { kind: "book_snapshot", at, market, ...quotes(homeWinProbability, noise) };
    if (second % POLL_SECONDS === 0) {
      const seen = shown.at(at - START - delays.scoreboard)?.game ?? notStarted(first);
      yield { kind: "game", at, feed: "generated", event, game: seen };
    }
    yield { kind: "clock", at };
  }
  const yesPays = (game.winner === "home" ? MICROS_PER_DOLLAR : 0) as Micros;
  yield {
    kind: "market_life",
    at: from + seconds * SECOND_MS,
    market,
    status: "finalized",
    result: { yesPays },
  };
}

function notStarted({ game }: GameEvent): GameEvent["game"] {
  return { ...game, phase: "scheduled", period: 0 };
}

/** A decided game has one side: nobody buys what is worth nothing. */
function quotes(
  chance: number,
  noise: number,
): { readonly bids: readonly Level[]; readonly asks: readonly Level[] } {
  const level = (cents: number): readonly Level[] =>
    cents < 1 || cents > 99 ? [] : [{ price: cents * 100 as Price, quantity: DEPTH }];
  if (chance === 0 || chance === 1) {
    return { bids: chance === 1 ? level(99) : [], asks: chance === 0 ? level(1) : [] };
  }
  const middle = Math.min(9_990, Math.max(10, chance * 10_000 + noise));
  return {
    bids: level(Math.floor((middle - HALF_SPREAD) / 100)),
    asks: level(Math.ceil((middle + HALF_SPREAD) / 100)),
  };
}
