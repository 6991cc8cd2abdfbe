/**
 * The `client_order_id`s of a user: unique among open orders and for a while after, free again later.
 *
 * @module
 */
import type { AccountOrder } from "./order.ts";

/** Most characters of one. */
const MOST_CHARACTERS = 64;
const ALLOWED = /^[A-Za-z0-9\-_:+=/]+$/;
/** Old entries that are worth a look for those that are free again. */
const SWEEP_AT = 10_000;

interface Taken {
  readonly order: AccountOrder;
  /** Unix milliseconds; `undefined` while its order is open. */
  freeAt: number | undefined;
}

/** The ids of one user. */
export class ClientIds {
  readonly #recentMs: number;
  readonly #taken = new Map<string, Taken>();
  #sweepAt = SWEEP_AT;

  /** @param recentMs how long one stays taken after its order has ended */
  constructor(recentMs: number) {
    this.#recentMs = recentMs;
  }

  /** What is wrong with an id as such; `undefined` where nothing is. */
  static problem(id: string): string | undefined {
    if (id.length > MOST_CHARACTERS) return `client_order_id has more than ${MOST_CHARACTERS} characters`;
    return ALLOWED.test(id)
      ? undefined
      : "client_order_id has characters other than letters, digits, - _ : + = /";
  }

  /** Whether an order has it, or had it a moment ago. */
  isTaken(id: string, nowMs: number): boolean {
    const taken = this.#taken.get(id);
    return taken !== undefined && (taken.freeAt === undefined || nowMs < taken.freeAt);
  }

  /** An order has it from now on. */
  take(id: string, order: AccountOrder): void {
    this.#taken.set(id, { order, freeAt: undefined });
  }

  /** An order never had it. */
  forget(id: string, order: AccountOrder): void {
    if (this.#taken.get(id)?.order === order) this.#taken.delete(id);
  }

  /** An order no longer has it. */
  release(id: string, order: AccountOrder, nowMs: number): void {
    const taken = this.#taken.get(id);
    if (taken?.order !== order) return;
    taken.freeAt = nowMs + this.#recentMs;
    if (this.#taken.size < this.#sweepAt) return;
    for (const [old, { freeAt }] of this.#taken) {
      if (freeAt !== undefined && freeAt <= nowMs) this.#taken.delete(old);
    }
    this.#sweepAt = Math.max(SWEEP_AT, 2 * this.#taken.size);
  }
}
