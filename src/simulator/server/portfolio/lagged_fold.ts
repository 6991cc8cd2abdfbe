/**
 * Folds the events of accounts into what a read shows, some time after they happened.
 *
 * @module
 */
import type { AccountEvent } from "../../exchange/accounts/account_event.ts";

/** More than so many that were not looked at are folded without being asked for. */
const MOST_PENDING = 4_096;

/** One view. It never goes back: a lag that grows holds it where it is until time has caught up. */
export class LaggedFold<View> {
  /** How far it is behind the engine, milliseconds. */
  lagMs = 0;
  readonly #view: View;
  readonly #apply: (view: View, event: AccountEvent) => void;
  readonly #now: () => number;
  #pending: AccountEvent[] = [];
  #first = 0;

  /**
   * @param view changed in place
   * @param now engine time, Unix milliseconds
   */
  constructor(view: View, apply: (view: View, event: AccountEvent) => void, now: () => number) {
    this.#view = view;
    this.#apply = apply;
    this.#now = now;
  }

  /** Takes an event; in order. */
  push(event: AccountEvent): void {
    this.#pending.push(event);
    if (this.#pending.length - this.#first > MOST_PENDING) this.read();
  }

  /** What is to be seen now. */
  read(): View {
    const until = this.#now() - this.lagMs;
    const pending = this.#pending;
    let first = this.#first;
    for (let event = pending[first]; event !== undefined && event.atMs <= until; event = pending[++first]) {
      this.#apply(this.#view, event);
    }
    if (first === pending.length || first > MOST_PENDING) {
      this.#pending = pending.slice(first);
      first = 0;
    }
    this.#first = first;
    return this.#view;
  }
}

/** Rows of one user, in the order in which they first came; a row that changes keeps its place. */
export class Rows<Row> {
  readonly #rows: Row[] = [];
  readonly #places = new Map<string, number>();

  /** How many there are. */
  get length(): number {
    return this.#rows.length;
  }

  /** Puts a row in the place of the one before it of the same key, or behind all. */
  put(key: string, row: Row): void {
    const place = this.#places.get(key);
    if (place !== undefined) {
      this.#rows[place] = row;
      return;
    }
    this.#places.set(key, this.#rows.length);
    this.#rows.push(row);
  }

  /** The row of a key. */
  get(key: string): Row | undefined {
    const place = this.#places.get(key);
    return place === undefined ? undefined : this.#rows[place];
  }

  /** The row at a place, from 0. */
  at(place: number): Row | undefined {
    return this.#rows[place];
  }

  /** All, the oldest first. */
  all(): readonly Row[] {
    return this.#rows;
  }
}
