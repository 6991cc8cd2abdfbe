/**
 * Writing to the journal: before an order is sent, when a failure refuses it, and after the exchange has spoken, when
 * nothing may be lost and nothing may throw.
 *
 * @module
 */
import type { Result } from "../core/result.ts";
import { refuse, succeed } from "../core/result.ts";
import { describeError } from "../lib/errors.ts";
import type { Timer, Timers } from "../lib/timers.ts";
import type { Database } from "./database.ts";
import { refusalOf } from "./refusals.ts";

/** How long until writes that failed are tried again, ms: at first, and at most. */
const FIRST_RETRY_MS = 100;
const LONGEST_RETRY_MS = 5_000;

/** A write that is still to be made. */
interface PendingWrite {
  readonly what: string;
  readonly work: () => void;
}

/** What a journal writes with. */
export class Writes {
  readonly database: Database;
  readonly now: () => number;
  readonly #timers: Timers;
  readonly #pending: PendingWrite[] = [];
  readonly #faults: string[] = [];
  /** What was written after the exchange spoke, in the transaction that is under way. */
  #joined: PendingWrite[] = [];
  #retryMs = FIRST_RETRY_MS;
  #timer: Timer | undefined;
  #failure: string | undefined;
  #gathering = false;
  #closed = false;

  constructor(database: Database, now: () => number, timers: Timers) {
    this.database = database;
    this.now = now;
    this.#timers = timers;
  }

  /** Writes that failed and are kept in memory until they succeed. While there are any, no entry may be sent. */
  get pending(): number {
    return this.#pending.length;
  }

  /** Why the last try failed; `undefined` where nothing is pending. */
  get failure(): string | undefined {
    return this.#pending.length === 0 ? undefined : this.#failure;
  }

  /**
   * Whether the last try failed a moment ago. Until the next one, nothing else tries: a process that holds the file makes each try
   * wait, and everything else of this process with it.
   */
  get failing(): boolean {
    return this.#timer !== undefined;
  }

  /** Writes that can never succeed, in words: a fault of this program, never of the disk. */
  get faults(): readonly string[] {
    return this.#faults;
  }

  /**
   * Runs work in one transaction; calls inside it are a part of it and are on the disk together when this returns.
   *
   * @returns what the work returns, or a refusal where the journal cannot be written: then nothing of it is kept, save what
   * {@linkcode after} was given, which is tried again
   */
  together<T>(work: () => Result<T>): Result<T> {
    if (this.database.inTransaction) return work();
    if (this.#pending.length > 0 && (this.failing || !this.retry())) {
      return refuse("journal_pending", `${this.#failure ?? "Cannot use journal"}; reports wait in memory`);
    }
    this.#joined = [];
    try {
      return this.database.transaction(work);
    } catch (error) {
      const joined = this.#joined;
      const refusal = refusalOf(this.database.path, error);
      this.#pending.push(...joined);
      if (refusal === undefined) {
        if (joined.length > 0) this.#tryLater();
        throw error;
      }
      this.#failure = refusal.message;
      this.#tryLater();
      return { ok: false, reason: refusal };
    } finally {
      this.#joined = [];
    }
  }

  /**
   * Writes what has already happened. It never throws: what cannot be written now is kept in memory, in order, and tried
   * again. The work must give the same when it is run twice.
   *
   * @param what names it, where it can never be written
   */
  after(what: string, work: () => void): void {
    if (this.database.inTransaction) {
      this.#joined.push({ what, work });
      work();
      return;
    }
    this.#pending.push({ what, work });
    if (!this.#gathering && !this.failing) this.retry();
  }

  /** Whatever {@linkcode Writes.after} is given within the work is written in one transaction, with one sync, after it. */
  gather(work: () => void): void {
    if (this.database.inTransaction || this.#gathering) return work();
    this.#gathering = true;
    try {
      work();
    } finally {
      this.#gathering = false;
      if (!this.failing) this.retry();
    }
  }

  /**
   * Tries again what is pending.
   *
   * @returns whether nothing is pending any more
   */
  retry(): boolean {
    if (this.database.inTransaction) return true;
    if (this.#pending.length > 1 && !this.#writeAll()) return false;
    for (let first = this.#pending[0]; first !== undefined; first = this.#pending[0]) {
      try {
        this.database.transaction(first.work);
      } catch (error) {
        if (this.#cannotNow(error)) return false;
        this.#faults.push(`${first.what}: ${describeError(error)}`);
      }
      this.#pending.shift();
    }
    this.#retryMs = FIRST_RETRY_MS;
    this.#timer?.clear();
    this.#timer = undefined;
    return true;
  }

  /** Tries a last time, and no more: for longer than while there is trading, since what cannot be written then is lost. */
  close(): void {
    if (this.#pending.length > 0) this.database.patiently(() => this.retry());
    this.#closed = true;
    this.#timer?.clear();
    this.#timer = undefined;
  }

  /**
   * All at once, or none: then each is tried by itself, so that a fault of one does not take the others with it.
   *
   * @returns whether it is worth trying them one by one, should any be left
   */
  #writeAll(): boolean {
    try {
      this.database.transaction(() => {
        for (const { work } of this.#pending) work();
      });
      this.#pending.length = 0;
    } catch (error) {
      return !this.#cannotNow(error);
    }
    return true;
  }

  /** Whether the file cannot be written at this moment, whatever is to be written; then it is tried again later. */
  #cannotNow(error: unknown): boolean {
    const refusal = this.#closed ? undefined : refusalOf(this.database.path, error);
    if (refusal === undefined) return false;
    this.#failure = refusal.message;
    this.#tryLater();
    return true;
  }

  #tryLater(): void {
    if (this.#timer !== undefined || this.#closed) return;
    this.#timer = this.#timers.after(this.#retryMs, () => {
      this.#timer = undefined;
      this.retry();
    });
    this.#retryMs = Math.min(this.#retryMs * 2, LONGEST_RETRY_MS);
  }
}

/** A transaction of work that cannot refuse. */
export function written<T>(writes: Writes, work: () => T): Result<T> {
  return writes.together(() => succeed(work()));
}
