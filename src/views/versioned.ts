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

/**
 * A value, and the version at which it last changed.
 *
 * Whether it has changed is found out when somebody asks: a screen that draws all of it every time pays nothing for it.
 */
export class VersionedValue<T> {
  readonly #versions: Versions;
  #value: T;
  /** The value at its version. */
  #settled: T;
  #version: number;

  constructor(versions: Versions, value: T) {
    this.#versions = versions;
    this.#value = value;
    this.#settled = value;
    this.#version = versions.next();
  }

  get value(): T {
    return this.#value;
  }

  /** Takes the value of this moment. */
  set(value: T): void {
    this.#value = value;
  }

  /** The version of its last change; the same value as before is not a change. */
  get version(): number {
    if (!sameData(this.#value, this.#settled)) this.#version = this.#versions.next();
    this.#settled = this.#value;
    return this.#version;
  }

  /** The value for somebody who has seen a version; `undefined` where it has not changed since. */
  since(version: number): T | undefined {
    return this.version > version ? this.#value : undefined;
  }
}

/** Rows by market, each with a version of its own. */
export class VersionedRows<Row extends { readonly market: string }> {
  readonly #versions: Versions;
  readonly #rows = new Map<string, VersionedValue<Row>>();
  #value: readonly Row[] = [];

  constructor(versions: Versions) {
    this.#versions = versions;
  }

  get value(): readonly Row[] {
    return this.#value;
  }

  /** Takes the rows of this moment: at least those that there were. */
  set(rows: readonly Row[]): void {
    this.#value = rows;
    for (const row of rows) {
      const known = this.#rows.get(row.market);
      if (known === undefined) this.#rows.set(row.market, new VersionedValue(this.#versions, row));
      else known.set(row);
    }
  }

  /** The version of the last change of any row; 0 without rows. */
  get version(): number {
    return [...this.#rows.values()].reduce((last, { version }) => Math.max(last, version), 0);
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
  /** The version in which each item came. */
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
