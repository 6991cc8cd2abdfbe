/**
 * A steady load for measurements: so many valid book changes a second, evenly over some markets.
 *
 * Every level stays positive and no book ever crosses; every twentieth change is at the touch, and now and then a trade
 * takes a little from it.
 *
 * @module
 */
import { oppositeSide, type Side } from "../../core/market/book.ts";
import { type Price, PRICE_ONE, type Quantity } from "../../core/numbers/money.ts";
import { Random } from "../../core/numbers/prng.ts";
import { TEAMS } from "../game/teams.ts";
import { type EventListing, eventTicker, SERIES } from "../listing.ts";
import type { Source } from "../exchange/source.ts";
import type { CrowdSeam, CrowdStep, ExchangeSeam } from "../exchange/submission.ts";

/** The size of a steady load. */
export interface SteadySourceOptions {
  readonly framesPerSecond: number;
  /** @default 2 */
  readonly markets?: number;
  /** @default without end */
  readonly seconds?: number;
  /** @default 1 */
  readonly seed?: number;
  /** For the date in the tickers. Unix milliseconds. */
  readonly startsAt: number;
}

/** As many markets as there are teams. */
export const MOST_STEADY_MARKETS: number = TEAMS.nba.length;
const LEVELS = 40;
const BASE = 100_000;
const BEST: Readonly<Record<Side, number>> = { bid: 4_900, ask: 5_100 };

/** A load as a {@linkcode Source}. */
export class SteadySource implements Source {
  readonly events: readonly EventListing[];
  readonly #tickers: readonly string[];
  readonly #stepMs: number;
  readonly #frames: number;
  readonly #random: Random;
  /** Sizes that differ from the base, by market, side and level: a change goes there, the next one back. */
  readonly #raised = new Map<string, Quantity>();
  #markets: readonly CrowdSeam[] = [];
  #sent = 0;
  #opened = false;

  /** @throws {RangeError} unless there is at least one frame a second and one market, and teams for all */
  constructor(options: SteadySourceOptions) {
    const { framesPerSecond, markets = 2, seconds = Infinity } = options;
    const teams = TEAMS.nba;
    if (!(framesPerSecond > 0) || !(markets >= 1) || markets > MOST_STEADY_MARKETS) {
      throw new RangeError(
        `Cannot make a steady load: expected frames > 0 on 1…${MOST_STEADY_MARKETS} markets, was ${framesPerSecond} on ${markets}`,
      );
    }
    this.#stepMs = 1000 / framesPerSecond;
    this.#frames = seconds * framesPerSecond;
    this.#random = new Random(options.seed ?? 1);
    const events: EventListing[] = [];
    const series = SERIES.find(({ ticker }) => ticker === "KXNBAGAME");
    for (let index = 0; index < markets; index += 2) {
      const away = teams[index] ?? teams[0];
      const home = teams[(index + 1) % teams.length] ?? teams[0];
      if (series === undefined) break;
      const ticker = eventTicker(series.ticker, options.startsAt, away, home);
      const both = [
        { ticker: `${ticker}-${home.code}`, teamSide: "home" as const },
        { ticker: `${ticker}-${away.code}`, teamSide: "away" as const },
      ];
      events.push({
        series,
        ticker,
        home,
        away,
        grid: "linear_cent",
        markets: both.slice(0, markets - index),
        startsAtMs: 0,
        endsAtMs: 3 * 3_600_000,
      });
    }
    this.events = events;
    this.#tickers = events.flatMap((event) => event.markets.map((market) => market.ticker));
  }

  get over(): boolean {
    return this.#sent >= this.#frames;
  }

  attach(exchange: ExchangeSeam): void {
    this.#markets = this.#tickers.map((ticker) => exchange.market(ticker));
  }

  nextAt(): number | undefined {
    if (!this.#opened) return 0;
    return this.over ? undefined : this.#sent * this.#stepMs;
  }

  run(): void {
    if (!this.#opened) {
      this.#opened = true;
      for (const index of this.#tickers.keys()) {
        this.#submit(index, { kind: "book", bids: full("bid"), asks: full("ask") });
      }
      return;
    }
    const index = this.#sent++ % this.#tickers.length;
    const side: Side = this.#random.chance(0.5) ? "bid" : "ask";
    const level = this.#random.chance(0.05) ? 0 : this.#random.integer(1, LEVELS - 1);
    const price = priceAt(side, level);
    const key = `${index} ${side} ${level}`;
    const raised = this.#raised.get(key);
    if (raised === undefined) {
      const delta = this.#random.integer(1, 500) * 100 as Quantity;
      this.#raised.set(key, delta);
      this.#submit(index, { kind: "level", side, price, delta });
      return;
    }
    this.#raised.delete(key);
    this.#submit(index, { kind: "level", side, price, delta: -raised as Quantity });
    if (level > 0) return;
    // What has gone from the touch was traded.
    this.#submit(index, { kind: "trade", price, quantity: raised, takerSide: oppositeSide(side) });
  }

  #submit(index: number, step: CrowdStep): void {
    this.#markets[index]?.crowd(step, this.#sent * this.#stepMs);
  }
}

function priceAt(side: Side, level: number): Price {
  return (side === "bid"
    ? BEST.bid - level * 100
    : Math.min(PRICE_ONE - 100, BEST.ask + level * 100)) as Price;
}

function full(side: Side) {
  return Array.from({ length: LEVELS }, (_, level) => ({
    price: priceAt(side, level),
    quantity: BASE as Quantity,
  }));
}
