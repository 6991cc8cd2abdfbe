/**
 * What the session's own course says of entries: losses in a row, the rate of entries, drawdown, and exits that do not go.
 *
 * @module
 */
import type { KeptHalt } from "../live.ts";
import type { Micros } from "../numbers/money.ts";
import { formatReason, outOfBounds, type Reason } from "../reasons.ts";
import { NO_DRAWDOWN, type RiskLimits } from "./limits.ts";

const MINUTE = 60_000;
/** How many older entries are kept at most. */
const MOST_OLD = 1_000;

/** A halt that stays until its end, or until a person ends it. */
export interface Halt extends KeptHalt {
  /** Unix milliseconds; infinite where a person must end it. */
  readonly until: number;
}

/** Entries that were turned away, one after the other. */
export interface TurnedAway {
  readonly times: number;
  /** Unix milliseconds. */
  readonly until: number;
}

/** What the gate reads of the session's course. */
export interface GuardView {
  /** Why an exit that is due does not go; `undefined` where every one does. */
  readonly stuckExit: string | undefined;
  /** The losses in a row that entries wait for, and until when. */
  readonly coolDown: { readonly losses: number; readonly until: number } | undefined;
  /** A halt that stays, in words. */
  halt(at: number): string | undefined;
  /** How many entries were sent in the last minute. */
  entriesInMinute(at: number): number;
  /** How many entries of a rule in a market were turned away, one after the other, and until when it waits for that. */
  turnedAway(strategy: string, market: string): TurnedAway | undefined;
}

/** Follows the session's course. */
export class Guards implements GuardView {
  readonly #limits: RiskLimits;
  readonly #keepsDailyLoss: boolean;
  readonly #stuck = new Map<string, string>();
  #losses = 0;
  coolDown: { readonly losses: number; readonly until: number } | undefined;
  /** The times of the last entries, oldest first. */
  readonly #entries: number[] = [];
  /** How many of them are older than a minute. */
  #old = 0;
  /** By strategy and market. */
  readonly #turnedAway = new Map<string, TurnedAway>();
  #best: number;
  #halts: readonly Halt[] = [];
  /** The halts of the journal; its word is the last one. */
  #journal: readonly KeptHalt[] = [];

  /** @param keepsDailyLoss whether a daily loss halts for the rest of the day, also where it is made up for */
  constructor(limits: RiskLimits, startingCash: Micros, keepsDailyLoss: boolean) {
    this.#limits = limits;
    this.#keepsDailyLoss = keepsDailyLoss;
    this.#best = startingCash;
  }

  /** Whether the account is to be valued every second. */
  get watchesEquity(): boolean {
    return this.#keepsDailyLoss || this.#limits.maxDrawdown < NO_DRAWDOWN;
  }

  get stuckExit(): string | undefined {
    for (const why of this.#stuck.values()) return why;
    return undefined;
  }

  /** An exit that is due does not go, or goes again. @param why `undefined` where it goes */
  exitStuck(holding: string, why: string | undefined): void {
    if (why === undefined) this.#stuck.delete(holding);
    else this.#stuck.set(holding, why);
  }

  /** A round trip has ended. */
  closed(pnl: Micros, at: number): void {
    if (pnl >= 0) {
      this.#losses = 0;
      return;
    }
    if (++this.#losses < this.#limits.maxLossesInARow) return;
    this.coolDown = { losses: this.#losses, until: at + this.#limits.coolDownMs };
    this.#losses = 0;
  }

  /** An entry was sent. */
  entered(at: number): void {
    this.#entries.push(at);
  }

  entriesInMinute(at: number): number {
    const entries = this.#entries;
    while (at - (entries[this.#old] ?? Infinity) >= MINUTE) this.#old++;
    // Dropped in one go now and then: this is asked for every entry.
    if (this.#old > MOST_OLD) {
      entries.splice(0, this.#old);
      this.#old = 0;
    }
    return entries.length - this.#old;
  }

  turnedAway(strategy: string, market: string): TurnedAway | undefined {
    return this.#turnedAway.get(`${strategy} ${market}`);
  }

  /** An entry was refused, or taken and ended at once with nothing filled. */
  turnAway(strategy: string, market: string, at: number): void {
    const { turnedAwayWaitMs } = this.#limits;
    if (turnedAwayWaitMs === 0) return;
    const before = this.turnedAway(strategy, market);
    // After a quiet minute it is another story.
    const times = before === undefined || at - before.until >= MINUTE ? 1 : before.times + 1;
    const until = at + Math.min(turnedAwayWaitMs * 2 ** (times - 1), MINUTE);
    this.#turnedAway.set(`${strategy} ${market}`, { times, until });
  }

  /** An entry traded. */
  traded(strategy: string, market: string): void {
    if (this.#turnedAway.size > 0) this.#turnedAway.delete(`${strategy} ${market}`);
  }

  /** Contracts of a session before were taken over: what they are worth is no gain. */
  tookOver(value: Micros): void {
    this.#best += value;
  }

  /** How far the account is below its best since the session began, or since a person ended the last halt for that. */
  drawdown(equity: Micros): Micros {
    return Math.max(0, this.#best - equity) as Micros;
  }

  /**
   * Values the account.
   *
   * @param dayUntil when the trading day ends, Unix milliseconds
   * @returns halts that begin now
   */
  value(equity: Micros, dayPnl: Micros, dayUntil: number, at: number): readonly Halt[] {
    this.#best = Math.max(this.#best, equity);
    const drawdown = this.drawdown(equity);
    const { maxDailyLoss, maxDrawdown } = this.#limits;
    const fresh: Halt[] = [];
    const begin = (reason: Reason, until: number) => {
      if (this.#halts.some(({ code, until: end }) => code === reason.code && at < end)) return;
      fresh.push({ code: reason.code, detail: formatReason(reason), until });
    };
    if (this.#keepsDailyLoss && -dayPnl >= maxDailyLoss) {
      begin(outOfBounds("DAILY_LOSS", "loss", -dayPnl, "max", maxDailyLoss, "money"), dayUntil);
    }
    if (drawdown >= maxDrawdown) {
      begin(outOfBounds("DRAWDOWN", "drawdown", drawdown, "max", maxDrawdown, "money"), Infinity);
    }
    if (fresh.length > 0) this.#halts = [...this.#halts.filter(({ until }) => at < until), ...fresh];
    return fresh;
  }

  halt(at: number): string | undefined {
    return this.#halts.find(({ until }) => at < until)?.detail ?? this.#journal[0]?.detail;
  }

  /** Takes over the halts that the journal keeps. One that it kept, and keeps no longer, a person has ended. */
  restore(halts: readonly KeptHalt[]): void {
    for (const { code } of this.#journal) {
      if (!halts.some((halt) => halt.code === code)) this.#end(code);
    }
    this.#journal = halts;
  }

  /** A person ends the halts of this session; those of a journal are ended there. */
  resume(): void {
    if (this.#keepsDailyLoss) return;
    for (const { code } of this.#halts) this.#end(code);
  }

  #end(code: string): void {
    this.#halts = this.#halts.filter((halt) => halt.code !== code);
    // Else it would begin again with the next second.
    if (code === "DRAWDOWN") this.#best = -Infinity;
  }
}
