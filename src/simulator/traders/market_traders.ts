/**
 * Trades one generated market: its matching engine, its traders, and what they bring about.
 *
 * @module
 */
import type { Quantity } from "../../core/numbers/money.ts";
import type { Random } from "../../core/numbers/prng.ts";
import { type GridLabel, GRIDS } from "../listing.ts";
import { MatchingEngine } from "../exchange/matching/matching_engine.ts";
import type { Emit } from "../exchange/source.ts";
import type { Trader, TradingContext, TradingPhase } from "./trading_context.ts";
import { InformedTrader } from "./informed_trader.ts";
import { MarketMaker } from "./market_maker.ts";
import { NoiseTrader } from "./noise_trader.ts";

/** What the traders of a market start from. */
export interface MarketTradersOptions {
  readonly ticker: string;
  readonly grid: GridLabel;
  readonly activity: number;
  /** The probability of YES before the game. */
  readonly opening: number;
  readonly random: Random;
  /** Nobody trades before {@linkcode MarketTraders.resume}. @default false */
  readonly paused?: boolean;
}

const LAST_TRADE_QUANTITY = 2_500 as Quantity;

/** The traders of one market, and the engine that matches their orders. */
export class MarketTraders {
  readonly #ticker: string;
  readonly #engine: MatchingEngine;
  readonly #context: TradingContext;
  readonly #maker: MarketMaker;
  readonly #traders: readonly Trader[];
  #emit: Emit | undefined;
  #stopped = false;
  /** Since when nobody acts, virtual ms; `undefined` while they do. */
  #pausedAt: number | undefined;
  /** How long nobody acted so far: the traders' own time stood still. */
  #pausedMs = 0;

  constructor(options: MarketTradersOptions) {
    this.#ticker = options.ticker;
    this.#engine = new MatchingEngine(GRIDS[options.grid], {
      level: (side, price, delta) =>
        this.#emit?.({ kind: "level", market: this.#ticker, side, price, delta }),
      trade: ({ price, quantity, takerSide }) =>
        this.#emit?.({ kind: "trade", market: this.#ticker, price, quantity, takerSide }),
    });
    this.#context = { engine: this.#engine, truth: 0, phase: "pregame", activity: options.activity };
    this.#setTruth(options.opening);
    if (options.paused === true) this.#pausedAt = 0;
    const { random } = options;
    const informed = new InformedTrader(this.#context, random.fork("informed"));
    this.#maker = new MarketMaker(this.#context, random.fork("maker"));
    this.#traders = [informed, this.#maker, new NoiseTrader(this.#context, random.fork("noise"))];
  }

  /** When the next trader acts, virtual ms. */
  get nextAt(): number {
    return this.#stopped || this.#pausedAt !== undefined ? Infinity : this.#wakeAt + this.#pausedMs;
  }

  /** When the next trader acts, in the traders' own time. */
  get #wakeAt(): number {
    let at = Infinity;
    for (const trader of this.#traders) at = Math.min(at, trader.nextAt);
    return at;
  }

  /** Lets the traders act whose time has come. */
  act(nowMs: number, emit: Emit): void {
    // Whose time has come is not to be missed by the rounding of a difference.
    const own = Math.max(nowMs - this.#pausedMs, this.#wakeAt);
    this.#telling(emit, () => {
      for (const trader of this.#traders) if (trader.nextAt <= own) trader.act(own);
    });
  }

  /** Whether trading is stopped for now. */
  get paused(): boolean {
    return this.#pausedAt !== undefined;
  }

  /** Stops trading; what rests stays. */
  pause(nowMs: number): void {
    this.#pausedAt ??= nowMs;
  }

  /** Goes on, with an empty book: the exchange cancels what rests when a market is activated again. */
  resume(nowMs: number, emit: Emit): void {
    if (this.#pausedAt === undefined) return;
    this.#pausedMs += nowMs - this.#pausedAt;
    this.#pausedAt = undefined;
    this.#telling(emit, () => {
      this.#engine.cancelAll();
      this.#maker.requote();
    });
  }

  /** Takes prices of another grid from now on. @returns whether it can: orders that rest are kept */
  regrid(grid: GridLabel): boolean {
    return this.#engine.regrid(GRIDS[grid]);
  }

  /** The truth has moved. @param yes the probability of YES */
  move(nowMs: number, yes: number, phase: TradingPhase, scored: boolean): void {
    this.#setTruth(yes);
    this.#context.phase = phase;
    const own = (this.#pausedAt ?? nowMs) - this.#pausedMs;
    for (const trader of this.#traders) trader.onMove(own, scored || phase === "final");
  }

  /** A last trade at the touch of the side that is left; nobody acts after it. */
  lastTrade(emit: Emit): void {
    this.#stopped = true;
    if (this.#pausedAt !== undefined) return;
    const side = this.#context.truth > 0 ? "ask" : "bid";
    this.#telling(emit, () => {
      this.#maker.requote();
      const price = this.#engine.best(side === "ask" ? "bid" : "ask");
      if (price === undefined) return;
      const quantity = LAST_TRADE_QUANTITY;
      this.#engine.submit({ owner: "public", side, price, quantity, timeInForce: "immediate_or_cancel" });
    });
  }

  /** Closes the market: the close time, then an empty book. */
  close(emit: Emit): void {
    this.#stopped = true;
    this.#engine.clear();
    emit({ kind: "life", market: this.#ticker, step: "closed" });
    emit({ kind: "book", market: this.#ticker, bids: [], asks: [] });
  }

  #setTruth(yes: number): void {
    this.#context.truth = 10_000 * yes;
  }

  #telling(emit: Emit, act: () => void): void {
    this.#emit = emit;
    try {
      act();
    } finally {
      this.#emit = undefined;
    }
  }
}
