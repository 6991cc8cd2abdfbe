/**
 * The rate limit of writes, kept on our side: a common bucket, and one for each shard from 1 up.
 *
 * Cancels go first, exits next, and entries have what those leave: a part of each bucket is kept for the two, so that a burst
 * of entries never holds up the cancel or the exit that comes after it. A 429 says neither how much is left nor how long to
 * wait; it means that somebody else spends from the same account, or that its tier has lapsed.
 *
 * @module
 */
import { BASIC_WRITE } from "../rest/limits.ts";
import { type BucketSize, TokenBucket } from "../../lib/token_bucket.ts";
import { REAL_TIMERS, type Timer, type Timers } from "../../lib/timers.ts";
import type { WritePriority } from "./contract.ts";
import { DOCUMENTED_COSTS } from "./costs.ts";

/** The bucket of batches and of shard 0. */
export const COMMON = 0;

/** How to keep to the limit. */
export interface WriteBudgetOptions {
  readonly now: () => number;
  readonly timers?: Timers;
  /** @default the Basic tier's, until the account's own is known */
  readonly size?: BucketSize;
}

/** A request for room. */
export interface Spending {
  /** The shard whose bucket pays; {@linkcode COMMON} for batches. */
  readonly bucket: number;
  readonly cost: number;
  readonly priority: WritePriority;
  /** How long to wait for it, ms. */
  readonly waitMs: number;
  readonly signal?: AbortSignal;
}

/** Whether there is room: `late` where there is none in time, `never` where a full bucket would not do. */
export type Room = "room" | "late" | "never" | "aborted";

interface Waiting extends Spending {
  readonly resolve: (room: Room) => void;
}

const ORDER: readonly WritePriority[] = ["cancel", "exit", "entry"];
/** Of a full bucket, so much is not for entries (a half), and so much of that not for exits either (a tenth of all). */
const KEPT_OF: Readonly<Record<WritePriority, number>> = { cancel: 0, exit: 0.1, entry: 0.5 };

/** However many share a bucket, an entry fits into each one's part of it. */
const LEAST_CAPACITY = DOCUMENTED_COSTS.create / (1 - KEPT_OF.entry);

/** Room for writes. */
export class WriteBudget {
  readonly #now: () => number;
  readonly #timers: Timers;
  readonly #buckets = new Map<number, Bucket>();
  /** Of the account. */
  #whole: BucketSize;
  #among = 1;

  constructor({ now, timers = REAL_TIMERS, size = BASIC_WRITE }: WriteBudgetOptions) {
    this.#now = now;
    this.#timers = timers;
    this.#whole = size;
  }

  /** The size of each bucket: this process's part of it. */
  get size(): BucketSize {
    const { capacity, tokensPerSecond } = this.#whole;
    return {
      capacity: Math.max(capacity / this.#among, Math.min(capacity, LEAST_CAPACITY)),
      tokensPerSecond: tokensPerSecond / this.#among,
    };
  }

  /** Takes another size, as `GET /account/limits` says it. */
  resize(size: BucketSize): void {
    this.#whole = size;
    this.#resized();
  }

  /**
   * Keeps to an equal part of each bucket, since the others spend from it too. Where so many share it that an entry would not
   * fit into a part, parts are larger than equal at once, never in the long run.
   *
   * @param among how many processes there are, this one included; at least 1
   */
  share(among: number): void {
    this.#among = among;
    this.#resized();
  }

  #resized(): void {
    const { size } = this;
    for (const bucket of this.#buckets.values()) bucket.resize(size);
  }

  /** Waits for room and takes it. */
  spend(spending: Spending): Promise<Room> {
    return this.#bucket(spending.bucket).spend(spending);
  }

  /** What a request of this priority could cost now without waiting. */
  left(bucket: number, priority: WritePriority): number {
    return this.#bucket(bucket).left(priority);
  }

  /** What a request of this priority can cost at most, with a full bucket. */
  most(priority: WritePriority): number {
    return this.size.capacity * (1 - KEPT_OF[priority]);
  }

  /** The exchange said 429: what we thought was there is not. */
  exhausted(bucket: number): void {
    this.#bucket(bucket).empty();
  }

  #bucket(index: number): Bucket {
    let bucket = this.#buckets.get(index);
    if (bucket === undefined) {
      bucket = new Bucket(this.size, this.#now, this.#timers);
      this.#buckets.set(index, bucket);
    }
    return bucket;
  }
}

/** One bucket, and who waits at it. */
class Bucket {
  readonly #tokens: TokenBucket;
  readonly #timers: Timers;
  readonly #waiting: Readonly<Record<WritePriority, Waiting[]>> = { cancel: [], exit: [], entry: [] };
  #size: BucketSize;
  #timer: Timer | undefined;

  constructor(size: BucketSize, now: () => number, timers: Timers) {
    this.#size = size;
    this.#tokens = new TokenBucket(size, now);
    this.#timers = timers;
  }

  resize(size: BucketSize): void {
    this.#size = size;
    this.#tokens.resize(size);
    for (const priority of ORDER) {
      for (const one of [...this.#waiting[priority]]) if (!this.#fits(one)) this.#end(one, "never");
    }
    this.#serve();
  }

  empty(): void {
    this.#tokens.reserve(Math.max(0, this.#tokens.tokens));
    this.#serve();
  }

  left(priority: WritePriority): number {
    const ahead = ORDER.slice(0, ORDER.indexOf(priority) + 1).some((other) =>
      this.#waiting[other].length > 0
    );
    return ahead ? 0 : Math.max(0, this.#tokens.tokens - this.#kept(priority));
  }

  spend(spending: Spending): Promise<Room> {
    if (!this.#fits(spending)) return Promise.resolve("never");
    if (spending.signal?.aborted) return Promise.resolve("aborted");
    if (this.left(spending.priority) >= spending.cost) {
      this.#tokens.reserve(spending.cost);
      return Promise.resolve("room");
    }
    if (spending.waitMs <= 0) return Promise.resolve("late");
    return new Promise((resolve) => this.#wait(spending, resolve));
  }

  #wait(spending: Spending, resolve: (room: Room) => void): void {
    const aborted = (): void => this.#end(waiting, "aborted");
    const late = this.#timers.after(spending.waitMs, () => this.#end(waiting, "late"));
    const waiting: Waiting = {
      ...spending,
      resolve: (room) => {
        late.clear();
        spending.signal?.removeEventListener("abort", aborted);
        resolve(room);
      },
    };
    spending.signal?.addEventListener("abort", aborted);
    this.#waiting[spending.priority].push(waiting);
    this.#serve();
  }

  /** Serves who waits, in order, as far as the tokens go; comes back when there are enough for the next. */
  #serve(): void {
    this.#timer?.clear();
    this.#timer = undefined;
    for (const priority of ORDER) {
      const queue = this.#waiting[priority];
      for (let next = queue[0]; next !== undefined; next = queue[0]) {
        const missing = next.cost + this.#kept(priority) - this.#tokens.tokens;
        if (missing > 0) {
          const ms = Math.ceil(missing / this.#size.tokensPerSecond * 1000);
          this.#timer = this.#timers.after(ms, () => this.#serve());
          return;
        }
        this.#tokens.reserve(next.cost);
        queue.shift();
        next.resolve("room");
      }
    }
  }

  #end(waiting: Waiting, room: Room): void {
    const queue = this.#waiting[waiting.priority];
    const at = queue.indexOf(waiting);
    if (at < 0) return;
    queue.splice(at, 1);
    waiting.resolve(room);
    this.#serve();
  }

  #fits({ cost, priority }: Spending): boolean {
    return cost <= this.#size.capacity - this.#kept(priority);
  }

  #kept(priority: WritePriority): number {
    return this.#size.capacity * KEPT_OF[priority];
  }
}
