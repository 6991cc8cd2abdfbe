/**
 * Lets virtual time pass: one timer advances the source and sends what was due.
 *
 * @module
 */
import { advance, type Source } from "../exchange/source.ts";

/** Everything that a driver needs. */
export interface DriverOptions {
  readonly source: Source;
  /** How many events were published so far. */
  readonly published: () => number;
  /** After each round. */
  readonly flush: () => void;
  /** Virtual seconds a wall second; `undefined` where steps are asked for. */
  readonly speed: number | undefined;
  /** A wall clock that never goes back, milliseconds. */
  readonly clock: () => number;
  /** Whether time may begin to pass; once it does it goes on, whoever leaves. */
  readonly mayStart: () => boolean;
  /** Once, when the first moment passes. */
  readonly started: () => void;
}

const ROUND_MS = 5;
/** Longest work in one go: a client in the same process has to breathe. */
const MOST_WORK_MS = 4;
/** Virtual time is advanced in slices, so that the work can be looked at between them. */
const SLICES = 16;

/** Drives a source. */
export class Driver {
  readonly #options: DriverOptions;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #startedAt: number | undefined;
  #doneMs = 0;
  #stopped = false;
  #rounding: Promise<void> = Promise.resolve();
  #stepping: Promise<number> = Promise.resolve(0);
  readonly #over = Promise.withResolvers<void>();

  constructor(options: DriverOptions) {
    this.#options = options;
    // Whoever waits for the end gets its failure; where no one waits it must not be an unhandled rejection.
    this.#over.promise.catch(() => {});
  }

  /** Virtual milliseconds that have passed. */
  get virtualMs(): number {
    return this.#doneMs;
  }

  /** Fulfilled when nothing more will happen, or the driver was stopped. */
  get over(): Promise<void> {
    return this.#over.promise;
  }

  /** Begins. */
  start(): void {
    this.#schedule(0);
  }

  /** Stops for good; fulfilled when nothing runs any longer. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await Promise.allSettled([this.#rounding, this.#stepping]);
    this.#over.resolve();
  }

  /**
   * Lets the next events happen, whenever they were due.
   *
   * @returns how many did; fewer than asked for at the end of the source
   */
  step(count: number): Promise<number> {
    // One after the other, also where the caller does not wait.
    this.#stepping = this.#stepping.then(() => this.#steps(count));
    return this.#stepping;
  }

  async #steps(count: number): Promise<number> {
    const { source, published, flush } = this.#options;
    this.#begin();
    const before = published();
    const done = () => published() - before;
    while (done() < count && !source.over && !this.#stopped) {
      if (source.nextAt() === undefined) await source.readAhead?.();
      if (source.nextAt() === undefined) break;
      source.run();
    }
    flush();
    if (source.over) this.#over.resolve();
    return done();
  }

  #schedule(afterMs: number): void {
    if (this.#stopped) return;
    this.#timer = setTimeout(() => {
      this.#rounding = this.#round();
      this.#rounding.catch((error: unknown) => this.#over.reject(error));
    }, afterMs);
  }

  async #round(): Promise<void> {
    const { source, flush, speed } = this.#options;
    if (speed === undefined) {
      // Stepped: rounds only look after faults and slow clients.
      flush();
      return this.#schedule(ROUND_MS);
    }
    if (this.#startedAt === undefined && !this.#options.mayStart()) {
      flush();
      return this.#schedule(ROUND_MS);
    }
    this.#begin();
    if (source.nextAt() === undefined && !source.over) await source.readAhead?.();
    const late = this.#work(speed);
    flush();
    if (source.over) this.#over.resolve();
    this.#schedule(late ? 0 : ROUND_MS);
  }

  #begin(): void {
    if (this.#startedAt !== undefined) return;
    this.#startedAt = this.#options.clock();
    this.#options.started();
  }

  /** Advances to now. @returns whether there was more to do than there was time */
  #work(speed: number): boolean {
    const { source, clock } = this.#options;
    const begunAt = clock();
    const dueMs = (begunAt - (this.#startedAt ?? begunAt)) * speed;
    const slice = Math.max((dueMs - this.#doneMs) / SLICES, 1);
    while (this.#doneMs < dueMs) {
      this.#doneMs = Math.min(dueMs, this.#doneMs + slice);
      advance(source, this.#doneMs);
      // A source that has to read on first is late too.
      if (source.nextAt() === undefined && !source.over) return true;
      if (clock() - begunAt > MOST_WORK_MS) return this.#doneMs < dueMs;
    }
    return false;
  }
}
