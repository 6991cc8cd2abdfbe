/**
 * Data that knows when it last changed, so that whoever has seen it asks for what is new.
 *
 * All that belongs together is counted by one {@linkcode Versions}: one number says how much of it somebody has seen.
 *
 * @module
 */
import { sameData } from "../lib/same_data.ts";

/** Counts changes. */
export class Versions {
  #last = 0;

  /** The version of the last change; 0 before the first. */
  get last(): number {
    return this.#last;
  }

  /** The version of another change. */
  next(): number {
    return ++this.#last;
  }
}

/** A value, and the version at which it last changed. */
export class VersionedValue<T> {
  readonly #versions: Versions;
  #value: T;
  #version: number;

  constructor(versions: Versions, value: T) {
    this.#versions = versions;
    this.#value = value;
    this.#version = versions.next();
  }

  get value(): T {
    return this.#value;
  }

  get version(): number {
    return this.#version;
  }

  /** Takes the value of this moment; one that is the same is no change. */
  set(value: T): void {
    if (sameData(value, this.#value)) return;
    this.#value = value;
    this.#version = this.#versions.next();
  }

  /** The value for somebody who has seen a version; `undefined` where it has not changed since. */
  since(version: number): T | undefined {
    return this.#version > version ? this.#value : undefined;
  }
}

/** Rows by market, each with a version of its own. */
export class VersionedRows<Row extends { readonly market: string }> {
  readonly #versions: Versions;
  #rows: ReadonlyMap<string, VersionedValue<Row>> = new Map();
  #value: readonly Row[] = [];

  constructor(versions: Versions) {
    this.#versions = versions;
  }

  get value(): readonly Row[] {
    return this.#value;
  }

  /** The version of the last change of any row; 0 without rows. */
  get version(): number {
    return [...this.#rows.values()].reduce((last, { version }) => Math.max(last, version), 0);
  }

  /** Takes the rows of this moment. */
  set(rows: readonly Row[]): void {
    const known = this.#rows;
    this.#rows = new Map(rows.map((row) => {
      const kept = known.get(row.market) ?? new VersionedValue(this.#versions, row);
      kept.set(row);
      return [row.market, kept];
    }));
    this.#value = [...this.#rows.values()].map(({ value }) => value);
  }

  /** The rows that somebody who has seen a version does not know; `undefined` where there are none. */
  since(version: number): readonly Row[] | undefined {
    const rows = [...this.#rows.values()].flatMap((row) => row.since(version) ?? []);
    return rows.length === 0 ? undefined : rows;
  }
}

/** A list that grows at its end and may lose what is oldest. */
export class VersionedList<Item> {
  readonly #versions: Versions;
  readonly #most: number;
  #items: readonly Item[] = [];
  /** Of each item, when it came. */
  #added: readonly number[] = [];

  /** @param most so many items are kept, the newest */
  constructor(versions: Versions, most = Infinity) {
    this.#versions = versions;
    this.#most = most;
  }

  get value(): readonly Item[] {
    return this.#items;
  }

  /** The version of the newest item; 0 without items. */
  get version(): number {
    return this.#added.at(-1) ?? 0;
  }

  /** Adds items. */
  append(items: readonly Item[]): void {
    if (items.length === 0) return;
    const version = this.#versions.next();
    this.#items = newest([...this.#items, ...items], this.#most);
    this.#added = newest([...this.#added, ...items.map(() => version)], this.#most);
  }

  /** The items that somebody who has seen a version does not know; `undefined` where there are none. */
  since(version: number): readonly Item[] | undefined {
    if (this.version <= version) return undefined;
    return this.#items.slice(this.#added.findIndex((added) => added > version));
  }
}

/** The end of a list. */
export function newest<Item>(items: readonly Item[], most: number): readonly Item[] {
  return items.length <= most ? items : items.slice(items.length - most);
}
