/**
 * Books that were asked for again and have not come yet.
 *
 * @module
 */
import type { Timer, Timers } from "../../lib/timers.ts";

/** How repairs are done. */
export interface RepairOptions {
  readonly timers: Timers;
  /** How long a snapshot may take before it is asked for again, in ms. */
  readonly patienceMs: number;
  /** Asks for snapshots. */
  request(sid: number, markets: readonly string[]): void;
  /** Snapshots do not come: the connection does not work. */
  giveUp(sid: number): void;
}

/** How often snapshots are asked for before the connection is given up. */
const MOST_REQUESTS = 3;
/** Repairs of one subscription without a quiet moment between them, before the connection is given up. */
const MOST_REPAIRS = 50;

interface Repair {
  readonly missing: Set<string>;
  requests: number;
  timer: Timer | undefined;
}

/** Asks for snapshots until they have come. */
export class Repairs {
  readonly #options: RepairOptions;
  readonly #bySid = new Map<number, Repair>();
  #sinceQuiet = 0;
  #quiet: Timer | undefined;

  constructor(options: RepairOptions) {
    this.#options = options;
  }

  /** Subscriptions of which a book is missing. */
  get size(): number {
    return this.#bySid.size;
  }

  /** Books are on their way by themselves: they are asked for only if they do not come. */
  expect(sid: number, markets: readonly string[]): void {
    if (markets.length === 0 || this.#bySid.has(sid)) return;
    const repair: Repair = { missing: new Set(markets), requests: 0, timer: undefined };
    this.#bySid.set(sid, repair);
    repair.timer = this.#options.timers.after(
      this.#options.patienceMs,
      () => this.#ask(sid, repair, [...repair.missing]),
    );
  }

  /** Messages of a subscription were lost. Markets that are asked for already are not asked for twice. */
  want(sid: number, markets: readonly string[]): void {
    if (markets.length === 0) return;
    let repair = this.#bySid.get(sid);
    if (repair === undefined) {
      repair = { missing: new Set(), requests: 0, timer: undefined };
      this.#bySid.set(sid, repair);
    }
    const fresh: string[] = [];
    for (const market of markets) {
      if (repair.missing.has(market)) continue;
      repair.missing.add(market);
      fresh.push(market);
    }
    if (fresh.length === 0) return;
    // A subscription that loses messages as fast as it is repaired would be asked without end.
    if (++this.#sinceQuiet > MOST_REPAIRS) return this.#options.giveUp(sid);
    this.#quiet?.clear();
    this.#quiet = this.#options.timers.after(this.#options.patienceMs, () => {
      this.#quiet = undefined;
      this.#sinceQuiet = 0;
    });
    this.#ask(sid, repair, fresh);
  }

  /** A snapshot has come. */
  came(sid: number, market: string): void {
    const repair = this.#bySid.get(sid);
    if (repair === undefined) return;
    repair.missing.delete(market);
    if (repair.missing.size === 0) this.forget(sid);
  }

  /** The subscription is over. */
  forget(sid: number): void {
    this.#bySid.get(sid)?.timer?.clear();
    this.#bySid.delete(sid);
  }

  /** A market is no longer followed: its book will not come, and is not missed. */
  drop(market: string): void {
    for (const sid of [...this.#bySid.keys()]) this.came(sid, market);
  }

  /** The connection is over. */
  clear(): void {
    for (const repair of this.#bySid.values()) repair.timer?.clear();
    this.#bySid.clear();
    this.#quiet?.clear();
    this.#quiet = undefined;
    this.#sinceQuiet = 0;
  }

  #ask(sid: number, repair: Repair, markets: readonly string[]): void {
    repair.requests++;
    repair.timer?.clear();
    repair.timer = this.#options.timers.after(this.#options.patienceMs, () => {
      if (repair.requests >= MOST_REQUESTS) this.#options.giveUp(sid);
      else this.#ask(sid, repair, [...repair.missing]);
    });
    this.#options.request(sid, markets);
  }
}
