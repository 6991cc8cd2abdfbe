/**
 * Lets the traders of one generated market act, each when its time has come.
 *
 * @module
 */
import type { Quantity } from "../../core/numbers/money.ts";
import type { Random } from "../../core/numbers/prng.ts";
import type { TradingSeam } from "../exchange/submission.ts";
import { InformedTrader } from "./informed_trader.ts";
import { MarketMaker } from "./market_maker.ts";
import { NoiseTrader, PUBLIC } from "./noise_trader.ts";
import type { Trader, TradingContext, TradingPhase } from "./trading_context.ts";

/** Everything that the traders of a market are started with. */
export interface MarketTradersOptions {
  readonly market: TradingSeam;
  readonly activity: number;
  /** The probability of YES before the game. */
  readonly opening: number;
  readonly random: Random;
  /** No trader acts before {@linkcode MarketTraders.resume}. @default false */
  readonly paused?: boolean;
}

const LAST_TRADE_QUANTITY = 2_500 as Quantity;

/** The traders of one market. */
export class MarketTraders {
  readonly #context: TradingContext;
  readonly #maker: MarketMaker;
  readonly #traders: readonly Trader[];
  #stopped = false;
  /** Since when no trader acts, virtual ms; `undefined` while they act. */
  #pausedAt: number | undefined;
  /** How long no trader acted so far: their own time stood still. */
  #pausedMs = 0;

  constructor({ market, activity, opening, random, paused = false }: MarketTradersOptions) {
    this.#context = { market, truth: 0, phase: "pregame", activity };
    this.#setTruth(opening);
    if (paused) this.#pausedAt = 0;
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
  act(nowMs: number): void {
    // Whose time has come is not to be missed by the rounding of a difference.
    const own = Math.max(nowMs - this.#pausedMs, this.#wakeAt);
    for (const trader of this.#traders) if (trader.nextAt <= own) trader.act(own);
  }

  /** Whether trading is stopped for now. */
  get paused(): boolean {
    return this.#pausedAt !== undefined;
  }

  /** Stops trading; what rests stays. */
  pause(nowMs: number): void {
    this.#pausedAt ??= nowMs;
  }

  /** Goes on: the exchange has cancelled what rested. */
  resume(nowMs: number): void {
    if (this.#pausedAt === undefined) return;
    this.#pausedMs += nowMs - this.#pausedAt;
    this.#pausedAt = undefined;
    this.#maker.requote();
  }

  /** The truth has moved. @param yes the probability of YES */
  move(nowMs: number, yes: number, phase: TradingPhase, scored: boolean): void {
    this.#setTruth(yes);
    this.#context.phase = phase;
    const own = (this.#pausedAt ?? nowMs) - this.#pausedMs;
    for (const trader of this.#traders) trader.onMove(own, scored || phase === "final");
  }

  /** A last trade at the touch of the side that is left; no trader acts after it. */
  lastTrade(): void {
    this.#stopped = true;
    if (this.#pausedAt !== undefined) return;
    const { market, truth } = this.#context;
    const side = truth > 0 ? "ask" : "bid";
    this.#maker.requote();
    const price = market.best(side === "ask" ? "bid" : "ask");
    if (price === undefined) return;
    const quantity = LAST_TRADE_QUANTITY;
    market.submit({ owner: PUBLIC, side, price, quantity, timeInForce: "immediate_or_cancel" });
  }

  /** Stops all traders: the market closes. */
  stop(): void {
    this.#stopped = true;
  }

  #setTruth(yes: number): void {
    this.#context.truth = 10_000 * yes;
  }
}
