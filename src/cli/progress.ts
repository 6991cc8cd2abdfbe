/**
 * A bar on stderr for work that takes a while; on a terminal only.
 *
 * @module
 */
import { writeToStderr } from "./program.ts";

/** How long the work may go on before the bar appears, and how often it moves, ms. */
const FIRST_AFTER_MS = 500;
const EVERY_MS = 100;
const WIDTH = 30;
/** Back to the first column, and erase to the end of the line. */
const CLEAR_LINE = "\r\x1b[K";

/** Where a bar is drawn. */
export interface ProgressScreen {
  readonly isTerminal: boolean;
  write(text: string): void;
  /** Milliseconds, never falling. */
  now(): number;
}

/** Standard error. */
export const STANDARD_ERROR: ProgressScreen = {
  get isTerminal() {
    return Deno.stderr.isTerminal();
  },
  write: writeToStderr,
  now: () => performance.now(),
};

/** The bar as it is drawn: `[######····] 12/379  text`. */
export function barText(done: number, total: number, text: string): string {
  const filled = total === 0 ? WIDTH : Math.floor(WIDTH * Math.min(1, done / total));
  return `[${"#".repeat(filled)}${"·".repeat(WIDTH - filled)}] ${done}/${total}  ${text}`;
}

/** A bar that shows how far some work is. */
export class ProgressBar {
  readonly #screen: ProgressScreen;
  readonly #startedAt: number;
  #drawnAt: number | undefined;

  constructor(screen: ProgressScreen = STANDARD_ERROR) {
    this.#screen = screen;
    this.#startedAt = screen.now();
  }

  /** How long the work has been going on, ms. */
  get elapsedMs(): number {
    return this.#screen.now() - this.#startedAt;
  }

  /** Moves the bar, from time to time. */
  show(done: number, total: number, text: string): void {
    if (!this.#screen.isTerminal || this.elapsedMs < FIRST_AFTER_MS) return;
    const now = this.#screen.now();
    if (this.#drawnAt !== undefined && now - this.#drawnAt < EVERY_MS) return;
    this.#drawnAt = now;
    this.#screen.write(CLEAR_LINE + barText(done, total, text));
  }

  /** Takes the bar away. */
  clear(): void {
    if (this.#drawnAt !== undefined) this.#screen.write(CLEAR_LINE);
    this.#drawnAt = undefined;
  }
}
