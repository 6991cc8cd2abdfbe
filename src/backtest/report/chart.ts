/**
 * The line of one game's prices and score, with the trades in it.
 *
 * @module
 */
import type { Engine } from "../../core/engine.ts";
import type { EngineEvent } from "../../core/events.ts";
import type { GameState } from "../../core/game/game.ts";
import type { Market } from "../../core/market/market.ts";
import type { Outcome } from "../../core/outcomes.ts";
import { PRICE_ONE } from "../../core/numbers/money.ts";
import type { GameListener } from "../game_run.ts";
import type { ReportChart } from "./data.ts";

/** Prices are looked at so often, ms, or more often where a game is short. */
const LONGEST_STEP_MS = 5_000;
const STEPS = 2_000;
const SECOND_MS = 1_000;
const ONE_CONTRACT = 100;

interface Line {
  readonly market: Market;
  readonly at: number[];
  readonly price: (number | null)[];
}

type Mark = ReportChart["marks"][number];

/** Draws a game while it runs: its {@linkcode GameChart.listen} is the run's listener. */
export class GameChart {
  readonly #event: string;
  readonly #lines = new Map<string, Line>();
  readonly #score: { at: number[]; home: number[]; away: number[] } = { at: [], home: [], away: [] };
  readonly #marks: Mark[] = [];
  #game: GameState | undefined;
  #nextAt = -Infinity;

  readonly #stepMs: number;

  /**
   * @param event the exchange event
   * @param lengthMs how long the game's recording is
   */
  constructor(event: string, lengthMs: number) {
    this.#event = event;
    this.#stepMs = Math.min(LONGEST_STEP_MS, lengthMs / STEPS);
  }

  readonly listen: GameListener = (event, outcomes, engine) => {
    if (outcomes.length > 0) this.#mark(outcomes, engine);
    if (event.kind === "game" && event.event === this.#event) this.#keepScore(event, engine);
    if (event.at < this.#nextAt) return;
    this.#nextAt = event.at + this.#stepMs;
    for (const market of engine.markets()) this.#step(market, event.at);
  };

  /** The lines that were drawn. */
  chart(): ReportChart {
    const { home, away } = this.#game ?? {};
    const names = { homeName: home?.name ?? "home", awayName: away?.name ?? "away" };
    return {
      event: this.#event,
      title: this.#game === undefined ? this.#event : `${names.awayName} at ${names.homeName}`,
      markets: [...this.#lines.values()].map(({ market, at, price }) => ({
        ticker: market.ticker,
        label: market.label,
        at,
        price,
      })),
      score: { ...this.#score, ...names },
      marks: this.#marks,
    };
  }

  #step(market: Market, at: number): void {
    let line = this.#lines.get(market.ticker);
    if (line === undefined) {
      line = { market, at: [], price: [] };
      this.#lines.set(market.ticker, line);
    }
    const { twiceMid, last } = market;
    const price = twiceMid === undefined ? last : twiceMid / 2;
    const dollars = price === undefined ? null : price / PRICE_ONE;
    const { length } = line.price;
    // In a row of equal prices the first and the last are enough for the same line.
    if (length > 1 && line.price[length - 1] === dollars && line.price[length - 2] === dollars) {
      line.at[length - 1] = at / SECOND_MS;
      return;
    }
    line.at.push(at / SECOND_MS);
    line.price.push(dollars);
  }

  #keepScore(event: EngineEvent & { readonly kind: "game" }, engine: Engine): void {
    // What is believed, not what one feed says.
    const game = engine.game(event.event)?.game ?? event.game;
    this.#game = game;
    const { home, away } = this.#score;
    if (home.at(-1) === game.home.score && away.at(-1) === game.away.score) return;
    this.#score.at.push(event.at / SECOND_MS);
    home.push(game.home.score);
    away.push(game.away.score);
  }

  #mark(outcomes: readonly Outcome[], engine: Engine): void {
    for (const outcome of outcomes) {
      if (outcome.kind !== "report" || outcome.report.kind !== "fill") continue;
      const { request, report } = outcome;
      const market = engine.market(request.market);
      // So that no mark hangs beside its line.
      if (market !== undefined) this.#step(market, report.at);
      this.#marks.push({
        at: report.at / SECOND_MS,
        market: request.market,
        side: request.side === "bid" ? "buy" : "sell",
        price: report.price / PRICE_ONE,
        contracts: report.quantity / ONE_CONTRACT,
        strategy: request.strategy,
        purpose: request.purpose,
      });
    }
  }
}
