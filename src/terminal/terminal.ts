/**
 * The terminal taken over, and given back.
 *
 * Alternate screen, raw mode and cursor are one resource: whatever ends the program's use of it, disposing restores all.
 *
 * @module
 */
import {
  CLEAR_SCREEN,
  DISABLE_BRACKETED_PASTE,
  DISABLE_WRAP,
  ENABLE_BRACKETED_PASTE,
  ENABLE_WRAP,
  END_SYNCHRONIZED_OUTPUT,
  ENTER_ALTERNATE_SCREEN,
  HIDE_CURSOR,
  LEAVE_ALTERNATE_SCREEN,
  RESET_STYLE,
  SHOW_CURSOR,
} from "./ansi.ts";
import type { Size } from "./screen.ts";

/** A terminal device. */
export interface Tty {
  /** Writes all bytes without holding up the program; settles when the terminal has taken them. */
  write(bytes: Uint8Array): Promise<void>;
  /** Writes all bytes before it returns: for taking over and giving back. */
  writeNow(bytes: Uint8Array): void;
  size(): Size;
  /** Raw mode: keys come at once and unechoed, Ctrl-C as a byte. */
  setRaw(raw: boolean): void;
  /** Calls `listener` whenever the size changes. @returns stops that */
  onResize(listener: () => void): () => void;
}

/** Bytes typed. */
export interface KeySource {
  /** The next bytes; `undefined` where no more will come. */
  read(): Promise<Uint8Array | undefined>;
  /** Ends a read that is waiting. */
  cancel(): void;
}

const ENTER = ENTER_ALTERNATE_SCREEN + HIDE_CURSOR + ENABLE_BRACKETED_PASTE + DISABLE_WRAP + CLEAR_SCREEN;
const LEAVE = END_SYNCHRONIZED_OUTPUT + RESET_STYLE + ENABLE_WRAP + DISABLE_BRACKETED_PASTE + SHOW_CURSOR +
  LEAVE_ALTERNATE_SCREEN;

/**
 * A terminal in full-screen use.
 *
 * @example
 * ```ts ignore
 * using terminal = new Terminal(tty);
 * await terminal.write(screen.update(frame, terminal.size().columns));
 * ```
 */
export class Terminal implements Disposable {
  readonly #tty: Tty;
  readonly #encoder = new TextEncoder();
  #taken = true;

  /**
   * Takes the terminal over.
   *
   * @throws whatever the device throws, after having given back what was taken so far
   */
  constructor(tty: Tty) {
    this.#tty = tty;
    try {
      tty.setRaw(true);
      tty.writeNow(this.#encoder.encode(ENTER));
    } catch (error) {
      this[Symbol.dispose]();
      throw error;
    }
  }

  /** Writes text; after the terminal was given back it writes nothing. */
  async write(text: string): Promise<void> {
    if (this.#taken && text !== "") await this.#tty.write(this.#encoder.encode(text));
  }

  /** The size now. */
  size(): Size {
    return this.#tty.size();
  }

  /** Calls `listener` whenever the size changes. @returns stops that */
  onResize(listener: () => void): () => void {
    return this.#tty.onResize(listener);
  }

  /** Gives the terminal back; a second time it does nothing. A device that is gone is not an error then. */
  [Symbol.dispose](): void {
    if (!this.#taken) return;
    this.#taken = false;
    for (
      const step of [
        () => this.#tty.writeNow(this.#encoder.encode(LEAVE)),
        () => this.#tty.setRaw(false),
      ]
    ) {
      try {
        step();
      } catch {
        // The window may be closed already; the other step is still worth trying.
      }
    }
  }
}
