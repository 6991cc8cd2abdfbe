/**
 * Plays a generated game and lets traders trade in its two winner markets, and in spreads and totals where asked for.
 *
 * The books follow the truth within a second or two; the scoreboard follows 5–20 s later, as measured in reality. When
 * the game is over the markets trade at the last ticks, close, are determined and settled.
 *
 * @module
 */
import type { GameState } from "../../core/game/game.ts";
import { Random } from "../../core/numbers/prng.ts";
import type { GameEvent, GeneratedGame } from "../game/game_event.ts";
import { type EventListing, eventTicker, type GridLabel, SERIES, yesWins } from "../listing.ts";
import type { Source } from "../exchange/source.ts";
import type { ExchangeSeam } from "../exchange/submission.ts";
import type { LifeChange } from "../exchange/simulated_event.ts";
import { type FeedGameIds, gameIds, type PlayedGame, scheduledState } from "../scoreboards/played_game.ts";
import { lineEvents, yesProbability } from "./lines.ts";
import { type PlannedMarket, plannedMarkets, type TradedMarket, tradeMarket } from "./traded_market.ts";
import type { MarketTraders } from "../traders/market_traders.ts";

/** How a generated game is traded. */
export interface GeneratedSourceOptions {
  readonly game: GeneratedGame;
  readonly seed: number;
  /** When the game starts, for the date in its ticker. Unix milliseconds. */
  readonly startsAt: number;
  /** Trading before the game, virtual ms. @default 300000 */
  readonly pregameMs?: number;
  /** How busy the markets are: 1 is a real game's 5–15 changes a second a market. @default 1 */
  readonly activity?: number;
  /** How far the scoreboard is behind, virtual ms. @default {low: 5000, high: 20000} */
  readonly scoreLagMs?: { readonly low: number; readonly high: number };
  /** @default "linear_cent" */
  readonly grid?: GridLabel;
  /** The game's ids at the feeds. @default made from the seed */
  readonly ids?: FeedGameIds;
  /** Whether spreads and totals are listed and traded too, a little. @default false */
  readonly lines?: boolean;
}

/** Trading before the game unless asked for otherwise, virtual ms. */
export const PREGAME_MS = 300_000;
const SCORE_LAG_MS = { low: 5_000, high: 20_000 };
/** When a market that is listed later is created and when it can be traded, virtual ms. */
const CREATED_AT_MS = 20_000;
const ACTIVATED_AT_MS = 40_000;
/** How busy spreads and totals are against the winner markets. */
const LINES_ACTIVITY = 0.2;
/** Steps of a life that leave trading as it is. */
const KEEPS_TRADING: ReadonlySet<LifeChange["step"]> = new Set([
  "metadata_updated",
  "price_level_structure_updated",
]);
const LAST_TRADE_AFTER_MS = 60_000;
const CLOSE_AFTER_MS = 75_000;
const DETERMINED_AFTER_MS = 95_000;
const SETTLED_AFTER_MS = 125_000;
/** From the end of the game to the settlement, virtual ms. */
export const GENERATED_TAIL_MS = SETTLED_AFTER_MS;

interface Step {
  readonly at: number;
  run(exchange: ExchangeSeam): void;
}

/** A game with its markets as a {@linkcode Source}. */
export class GeneratedSource implements Source {
  readonly events: readonly EventListing[];
  readonly games: readonly PlayedGame[];
  readonly #game: GeneratedGame;
  readonly #planned: readonly PlannedMarket[];
  #exchange: ExchangeSeam | undefined;
  #markets: readonly TradedMarket[] = [];
  /** The steps that are fixed beforehand: game events, scoreboard updates, the close. In order of time. */
  readonly #steps: readonly Step[];
  #nextStep = 0;
  #closed = false;

  constructor(options: GeneratedSourceOptions) {
    const { game, startsAt } = options;
    const pregameMs = options.pregameMs ?? PREGAME_MS;
    const series = SERIES.find((candidate) =>
      candidate.league === game.league && candidate.question === "winner"
    );
    if (series === undefined) {
      throw new RangeError(`Cannot list a game: no series for league "${game.league}"`);
    }
    const ticker = eventTicker(series.ticker, startsAt, game.away, game.home);
    const { seed, ids = gameIds(game.league, seed, 0) } = options;
    const listing: EventListing = {
      series,
      ticker,
      home: game.home,
      away: game.away,
      grid: options.grid ?? "linear_cent",
      markets: [
        { ticker: `${ticker}-${game.home.code}`, teamSide: "home" },
        { ticker: `${ticker}-${game.away.code}`, teamSide: "away" },
      ],
      startsAtMs: pregameMs,
      endsAtMs: pregameMs + game.durationMs,
      sportradarId: ids.sportradar,
    };
    this.events = options.lines === true ? [listing, ...lineEvents(game, listing)] : [listing];
    this.#game = game;
    this.games = [{ event: ticker, game, ids, startsAtMs: pregameMs, seed }];
    const random = new Random(seed).fork("trading");
    const winners = plannedMarkets([listing], options.activity ?? 1, random);
    this.#steps = this.#plan(listing, options, random.fork("scoreboard"));
    // Drawn last, so that the winner markets trade the same with them and without.
    const lines = plannedMarkets(this.events.slice(1), (options.activity ?? 1) * LINES_ACTIVITY, random);
    this.#planned = [...winners, ...lines];
  }

  get over(): boolean {
    return this.#nextStep >= this.#steps.length;
  }

  attach(exchange: ExchangeSeam): void {
    this.#exchange = exchange;
    this.#markets = this.#planned.map((planned) => tradeMarket(planned, this.#game, exchange));
  }

  nextAt(): number | undefined {
    const step = this.#steps[this.#nextStep];
    if (step === undefined) return undefined;
    let at = step.at;
    if (!this.#closed) { for (const { traders } of this.#markets) at = Math.min(at, traders.nextAt); }
    return at;
  }

  run(): void {
    const step = this.#steps[this.#nextStep];
    if (step === undefined || this.#exchange === undefined) return;
    let first: MarketTraders | undefined;
    let at = step.at;
    if (!this.#closed) {
      for (const { traders } of this.#markets) {
        if (traders.nextAt < at) {
          at = traders.nextAt;
          first = traders;
        }
      }
    }
    if (first !== undefined) return first.act(at);
    this.#nextStep++;
    step.run(this.#exchange);
  }

  turn(change: LifeChange, atMs: number): boolean {
    const traders = this.#markets.find(({ market }) => market.ticker === change.market)?.traders;
    if (traders === undefined || this.#exchange === undefined || this.#closed) return false;
    // What is stopped can only go on, and what goes on can only be stopped.
    if (change.step === "activated" && !traders.paused) return false;
    if (change.step === "deactivated" && traders.paused) return false;
    if (change.step === "reopened" && !traders.paused) return false;
    if (!this.#exchange.step(change)) return false;
    if (change.step === "activated" || change.step === "reopened") traders.resume(atMs);
    else if (!KEEPS_TRADING.has(change.step)) traders.pause(atMs);
    return true;
  }

  #plan(listing: EventListing, options: GeneratedSourceOptions, random: Random): Step[] {
    const { game } = options;
    const startMs = listing.startsAtMs;
    const lag = options.scoreLagMs ?? SCORE_LAG_MS;
    const steps: Step[] = [{
      at: 0,
      run: (exchange) => exchange.announce(shown(listing.ticker, scheduledState(game))),
    }];
    let shownAt = 0;
    for (const event of game.events) {
      const at = startMs + event.offsetMs;
      steps.push({ at, run: () => this.#move(at, event) });
      // A scoreboard shows things late but never out of order.
      shownAt = Math.max(shownAt, at + lag.low + random.next() * (lag.high - lag.low));
      steps.push({ at: shownAt, run: (exchange) => exchange.announce(shown(listing.ticker, event.game)) });
    }
    const endMs = listing.endsAtMs;
    const closing = Math.max(endMs, shownAt - CLOSE_AFTER_MS);
    steps.push({ at: closing + LAST_TRADE_AFTER_MS, run: () => this.#lastTrades() });
    steps.push({ at: closing + CLOSE_AFTER_MS, run: (exchange) => this.#close(exchange) });
    const score = {
      home: game.events.at(-1)?.game.home.score ?? 0,
      away: game.events.at(-1)?.game.away.score ?? 0,
    };
    const asked = this.events.flatMap(({ series: { question }, markets }) =>
      markets.map((market) => ({ market: market.ticker, yes: yesWins(question, market, score) }))
    );
    for (const { market, yes } of asked) {
      const result = yes ? "yes" : "no";
      steps.push({
        at: closing + DETERMINED_AFTER_MS,
        run: (exchange) => void exchange.step({ kind: "life", market, step: "determined", result }),
      });
      steps.push({
        at: closing + SETTLED_AFTER_MS,
        run: (exchange) => void exchange.step({ kind: "life", market, step: "settled" }),
      });
    }
    for (const { ticker, listedLater } of this.events.flatMap(({ markets }) => markets)) {
      if (listedLater !== true) continue;
      const life = { kind: "life", market: ticker } as const;
      steps.push({ at: CREATED_AT_MS, run: (exchange) => void exchange.step({ ...life, step: "created" }) });
      steps.push({
        at: ACTIVATED_AT_MS,
        run: () => void this.turn({ ...life, step: "activated" }, ACTIVATED_AT_MS),
      });
    }
    // Stable: what was planned first stays first at the same moment.
    return steps.sort((one, other) => one.at - other.at);
  }

  #move(at: number, event: GameEvent): void {
    const { phase } = event.game;
    const now = phase === "final" ? "final" : phase === "break" ? "break" : "live";
    for (const { traders, question, market } of this.#markets) {
      traders.move(at, yesProbability(question, market, this.#game, event), now, event.scored);
    }
  }

  /** The last print of each market is at its last tick. */
  #lastTrades(): void {
    for (const { traders } of this.#markets) traders.lastTrade();
  }

  #close(exchange: ExchangeSeam): void {
    this.#closed = true;
    for (const { traders, market } of this.#markets) {
      traders.stop();
      exchange.step({ kind: "life", market: market.ticker, step: "closed" });
    }
  }
}

function shown(event: string, game: GameState) {
  return { kind: "score" as const, event, game };
}
