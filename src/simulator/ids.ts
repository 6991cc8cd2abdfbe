/**
 * Identifiers that look like the exchange's, and are the same whenever the same things are simulated.
 *
 * @module
 */
import { createHash } from "node:crypto";

/** A UUID that belongs to this text. */
export function uuidOf(text: string): string {
  const hex = createHash("sha256").update(text).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${
    hex.slice(20, 32)
  }`;
}

/** UUIDs in a row, for things that are many: one prefix, then a count. */
export class UuidCounter {
  readonly #prefix: string;
  #count = 0;

  constructor(text: string) {
    this.#prefix = uuidOf(text).slice(0, 24);
  }

  /** The next one. */
  next(): string {
    return this.#prefix + (++this.#count).toString(16).padStart(12, "0");
  }
}

/** Unix milliseconds as RFC 3339. */
export function isoTime(unixMs: number): string {
  return new Date(unixMs).toISOString();
}
