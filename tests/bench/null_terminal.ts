/**
 * A terminal that takes everything and shows nothing.
 *
 * @module
 */
import type { KeySource, Tty } from "../../src/terminal/terminal.ts";

/** A terminal of 120×40 characters whose bytes are counted. */
export class NullTty implements Tty {
  /** Bytes written so far. */
  bytes = 0;

  write(bytes: Uint8Array): Promise<void> {
    this.bytes += bytes.length;
    return Promise.resolve();
  }

  writeNow(bytes: Uint8Array): void {
    this.bytes += bytes.length;
  }

  size() {
    return { columns: 120, rows: 40 };
  }

  setRaw(): void {}

  onResize(): () => void {
    return () => {};
  }
}

/** A keyboard that nobody touches. */
export function noKeys(): KeySource {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  return { read: () => promise, cancel: () => resolve(undefined) };
}
