/**
 * One game through the session's own engine, with what a backtest wants to know of it.
 *
 * @module
 */
import type { Engine } from "../core/engine.ts";
import type { EngineEvent } from "../core/events.ts";
import { EXTERNAL } from "../core/execution/holding.ts";
import type { League } from "../core/game/leagues.ts";
import type { MeasuredRoundTrip } from "../core/metrics/measured.ts";
import type { EquityPoint } from "../core/statistics/game_path.ts";
import type { Micros } from "../core/numbers/money.ts";
import type { Outcome } from "../core/outcomes.ts";
import { OneEvent } from "./one_event.ts";
import type { GameResult, ReasonCount, SettledBy } from "./result.ts";
import type { Results } from "./results_file.ts";
import { ScoreDelay } from "./score_delay.ts";
import { contradictions, type Settlement, settlementCaveats, settlements } from "./settlement.ts";

/** How often the account is taken down while something is held, with the extremes in between, ms. */
const SAMPLE_MS = 60_000;

/** Sees what happens, for a chart. */
export type GameListener = (event: EngineEvent, outcomes: readonly Outcome[], engine: Engine) => void;

/** The facts of a game that its run is given. */
export interface GameRunOptions {
  /** The exchange event. */
  readonly event: string;
  /** All markets of a recording of several events, of which this one alone is run. */
  readonly among?: readonly string[];
  readonly league?: League;
  /** The recording, as the run names it. */
  readonly recording: string;
  readonly startingCash: Micros;
  readonly scoreLagMs: number;
  /** First input, Unix milliseconds. */
  readonly from: number;
  /** Whether there are commands of the trader among the events that are to be passed over. */
  readonly leaveOutCommands: boolean;
  readonly caveats?: readonly string[];
  /** Results for markets that have none on record. @default none */
  readonly results?: Results;
  readonly listener?: GameListener;
}

/** A game being run. Give it every event in order, then {@linkcode GameRun.finish} it. */
export class GameRun {
  readonly engine: Engine;
  readonly #options: GameRunOptions;
  readonly #delay: ScoreDelay | undefined;
  readonly #equity: EquityPoint[] = [];
  #events = 0;
  #commands = 0;
  #nextSampleAt = Infinity;
  /** The highest and the lowest point since the last sample, while anything is held. */
  #high: EquityPoint | undefined;
  #low: EquityPoint | undefined;
  /** Takes the next event of the recording. */
  readonly take: (event: EngineEvent) => void;

  constructor(engine: Engine, options: GameRunOptions) {
    this.engine = engine;
    this.#options = options;
    const { scoreLagMs, leaveOutCommands, from, startingCash, event, among } = options;
    this.#delay = scoreLagMs === 0 ? undefined : new ScoreDelay(scoreLagMs, this.#process);
    this.#equity.push({ at: from, equity: startingCash });
    // Most games have neither, and then each event is spared the questions.
    const take = scoreLagMs === 0 && !leaveOutCommands ? this.#process : this.#sort;
    this.take = among === undefined ? take : new OneEvent(event, among, take).push;
  }

  /** Events that went through the engine so far. */
  get events(): number {
    return this.#events;
  }

  readonly #sort = (event: EngineEvent): void => {
    // What the trader did then is not part of the market: the rule is on its own.
    if (event.kind === "command" && this.#options.leaveOutCommands) this.#commands++;
    else if (this.#delay === undefined) this.#process(event);
    else this.#delay.push(event);
  };

  /** Pays out what has ended and sums up. */
  finish(): GameResult {
    this.#delay?.end();
    const { engine } = this;
    const events = this.#events;
    const at = engine.at;
    const { results = new Map() } = this.#options;
    const ends = settlements(engine, engine.markets(), results);
    for (const { market, by, yesPays } of ends) {
      if (yesPays === undefined || (by === "result" && engine.market(market)?.status === "finalized")) {
        continue;
      }
      this.#process({ kind: "market_life", at, market, status: "finalized", result: { yesPays } });
    }
    this.#sample(at);
    // The curve goes on to the end of the game, whatever happened last.
    if ((this.#equity.at(-1)?.at ?? at) < at) this.#equity.push({ at, equity: engine.account.equity() });
    const { event, league, recording, startingCash, from } = this.#options;
    const { lateMessages, mostMs } = engine.delay;
    return {
      event,
      ...(league === undefined ? {} : { league }),
      recording,
      from,
      to: at,
      events,
      settledBy: Object.fromEntries(ends.map(({ market, by }): [string, SettledBy] => [market, by])),
      strategies: engine.strategies.reports().map(({ name }) => name),
      startingCash,
      hasBook: this.#bookless().length < [...engine.markets()].length,
      pnl: engine.account.equity() - startingCash as Micros,
      fees: engine.orders.portfolio.fees,
      orders: engine.orders.sent,
      signals: engine.strategies.signals,
      signalsRefused: engine.strategies.signalsRefused,
      ...(lateMessages === 0 ? {} : { late: { messages: lateMessages, mostMs } }),
      trades: this.#trades(at, new Map(ends.map((end) => [end.market, end]))),
      equity: this.#equity,
      reasons: this.#reasons(),
      caveats: [...this.#caveats(), ...settlementCaveats(ends), ...contradictions(ends, results)],
    };
  }

  readonly #process = (event: EngineEvent): void => {
    this.#events++;
    const outcomes = this.engine.process(event);
    if (outcomes.length > 0) this.#look(outcomes);
    if (this.#nextSampleAt !== Infinity) this.#follow(this.engine.at);
    this.#options.listener?.(event, outcomes, this.engine);
  };

  #look(outcomes: readonly Outcome[]): void {
    for (const outcome of outcomes) {
      const isFill = outcome.kind === "report" && outcome.report.kind === "fill";
      if (isFill || outcome.kind === "settled") return this.#sample(this.engine.at);
    }
  }

  /** While anything is held: keeps the highest and the lowest point, and takes them down every minute. */
  #follow(at: number): void {
    const equity = this.engine.account.equity();
    if (this.#high === undefined || equity > this.#high.equity) this.#high = { at, equity };
    if (this.#low === undefined || equity < this.#low.equity) this.#low = { at, equity };
    if (at >= this.#nextSampleAt) this.#sample(at);
  }

  /** Takes the account down, and between where it was and is now how high and how low it has been. */
  #sample(at: number): void {
    const extremes = [this.#high, this.#low].filter((point) => point !== undefined).sort((a, b) =>
      a.at - b.at
    );
    for (const point of [...extremes, { at, equity: this.engine.account.equity() }]) {
      if (this.#equity.at(-1)?.equity !== point.equity) this.#equity.push(point);
    }
    this.#high = undefined;
    this.#low = undefined;
    this.#nextSampleAt = this.engine.orders.holdings.isFlat ? Infinity : at + SAMPLE_MS;
  }

  #trades(at: number, ends: ReadonlyMap<string, Settlement>): MeasuredRoundTrip[] {
    const { holdings } = this.engine.orders;
    // The results leave out positions of the account that no strategy bought.
    const own = [...holdings.open()].filter(({ strategy }) => strategy !== EXTERNAL);
    const open = own.map((holding) => ({
      ...holding.valuedAt(this.engine.account.mark(holding.market, holding.quantity), at),
      reason: "open" as const,
    }));
    return [...holdings.closed, ...open].map((trade) => {
      const { yesPays, by } = ends.get(trade.market) ?? {};
      const event = this.engine.market(trade.market)?.event ?? this.#options.event;
      return {
        ...trade,
        event,
        ...(yesPays === undefined ? {} : { yesPays, ...(by === undefined ? {} : { paidBy: by }) }),
      };
    });
  }

  #reasons(): ReasonCount[] {
    return this.engine.strategies.reports().flatMap(({ name, reasons }) =>
      [...reasons()].map(([code, states]) => ({ strategy: name, code, states }))
    );
  }

  /** Markets that never had a book: nothing of them could be filled. */
  #bookless(): string[] {
    return [...this.engine.markets()].filter(({ hadBook }) => !hadBook).map(({ ticker }) => ticker);
  }

  #caveats(): string[] {
    const caveats = [...this.#options.caveats ?? []];
    const bookless = this.#bookless();
    if (bookless.length > 0) {
      caveats.push(`never an order book of ${bookless.join(" and ")} on record: nothing of it can be filled`);
    }
    if (this.#commands > 0) {
      const commands = `${this.#commands} command${this.#commands === 1 ? "" : "s"}`;
      caveats.push(`${commands} of the trader left out: the rule is on its own`);
    }
    if (this.engine.delay.lateMessages > 0) {
      caveats.push("messages of the exchange came late: entries were held back while they did");
    }
    for (const { name, stopped } of this.engine.strategies.reports()) {
      if (stopped !== undefined) caveats.push(`strategy ${name} was stopped by its own mistake: ${stopped}`);
    }
    return caveats;
  }
}
