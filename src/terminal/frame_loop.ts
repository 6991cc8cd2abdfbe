/**
 * When to draw: soon after something changed, never more often than the limit, never while nothing changes.
 *
 * Drawing happens on a timer and writes are awaited only here, so neither a slow terminal nor a long frame is ever in
 * the way of an event.
 *
 * @module
 */
import { type Key, KeyReader } from "./keys.ts";
import { Screen, type Size } from "./screen.ts";
import type { KeySource, Terminal } from "./terminal.ts";

/** Time, so that tests can own it. */
export interface FrameTimer {
  /** Milliseconds that only rise. */
  now(): number;
  /** Calls back once after `ms`. @returns calls it off */
  after(ms: number, callback: () => void): () => void;
}

/** Everything that a loop needs. */
export interface FrameLoopOptions {
  readonly terminal: Terminal;
  readonly keys: KeySource;
  /** Draws one frame: exactly `rows` strings, each `columns` wide. */
  readonly draw: (size: Size) => readonly string[];
  /** Takes a key; the loop redraws after it. */
  readonly onKey: (key: Key) => void;
  readonly timer: FrameTimer;
  /** @default {10} */
  readonly framesPerSecond?: number;
  /** How long a lone Escape waits for the rest of a sequence, ms. @default {50} */
  readonly escapeTimeoutMs?: number;
  /** How long stopping waits for a terminal that takes nothing, ms. @default {500} */
  readonly stopTimeoutMs?: number;
}

/** How a loop has ended: it was stopped, or the terminal is gone, with the window it was in. */
export type LoopEnd = "stopped" | "lost";

/** Draws until it is stopped. */
export class FrameLoop {
  readonly #options: FrameLoopOptions;
  readonly #frameMs: number;
  readonly #screen = new Screen();
  readonly #reader = new KeyReader();
  readonly #ended = Promise.withResolvers<LoopEnd>();
  #dirty = false;
  #running = false;
  #stopped = false;
  #lastFrameAt = -Infinity;
  #writing: Promise<void> | undefined;
  #cancelFrame: (() => void) | undefined;
  #cancelEscape: (() => void) | undefined;

  constructor(options: FrameLoopOptions) {
    this.#options = options;
    this.#frameMs = 1000 / (options.framesPerSecond ?? 10);
  }

  /** Says that something shown has changed; costs next to nothing. */
  markDirty(): void {
    this.#dirty = true;
    this.#schedule();
  }

  /** Ends {@linkcode run}; a second time it does nothing. */
  stop(): void {
    this.#end("stopped");
  }

  /** Gives the terminal back at once, for a program that ends at once. */
  giveBack(): void {
    this.#options.terminal[Symbol.dispose]();
  }

  /**
   * Draws and reads keys until it is stopped or the terminal is gone. The terminal is given back before the promise
   * settles.
   *
   * @throws whatever drawing or a key's action threw
   */
  async run(): Promise<LoopEnd> {
    const { terminal, keys, timer } = this.#options;
    if (this.#running) throw new Error("Cannot run a frame loop: expected one run, was a second one");
    this.#running = true;
    let stopResizing = () => {};
    try {
      stopResizing = terminal.onResize(() => {
        this.#screen.invalidate();
        this.markDirty();
      });
      void this.#readKeys();
      this.markDirty();
      return await this.#ended.promise;
    } finally {
      this.#stopped = true;
      try {
        stopResizing();
        this.#cancelFrame?.();
        this.#cancelEscape?.();
        keys.cancel();
        await this.#writingEnds(timer);
      } finally {
        terminal[Symbol.dispose]();
      }
    }
  }

  async #readKeys(): Promise<void> {
    try {
      while (!this.#stopped) {
        const bytes = await this.#options.keys.read().catch(() => undefined);
        // A terminal in raw mode has no end of input: a read that fails or ends says that it is gone.
        if (bytes === undefined) return this.#end("lost");
        if (this.#stopped) return;
        this.#cancelEscape?.();
        this.#cancelEscape = undefined;
        this.#dispatch(this.#reader.push(bytes));
        if (this.#reader.pending && !this.#stopped) this.#awaitEscape();
      }
    } catch (error) {
      this.#fail(error);
    }
  }

  #awaitEscape(): void {
    this.#cancelEscape = this.#options.timer.after(this.#options.escapeTimeoutMs ?? 50, () => {
      this.#cancelEscape = undefined;
      try {
        this.#dispatch(this.#reader.flush());
      } catch (error) {
        this.#fail(error);
      }
    });
  }

  #dispatch(keys: readonly Key[]): void {
    for (const key of keys) {
      if (this.#stopped) return;
      this.#options.onKey(key);
    }
    if (keys.length > 0) this.markDirty();
  }

  #schedule(): void {
    if (!this.#running || this.#stopped || this.#cancelFrame !== undefined || this.#writing !== undefined) {
      return;
    }
    const { timer } = this.#options;
    const wait = Math.max(0, this.#lastFrameAt + this.#frameMs - timer.now());
    this.#cancelFrame = timer.after(wait, () => {
      this.#cancelFrame = undefined;
      this.#drawFrame();
    });
  }

  #drawFrame(): void {
    if (this.#stopped) return;
    const { terminal, draw, timer } = this.#options;
    try {
      this.#dirty = false;
      this.#lastFrameAt = timer.now();
      const size = terminal.size();
      const output = this.#screen.update(draw(size), size.columns);
      if (output === "") return;
      this.#writing = terminal.write(output).then(
        () => {
          this.#writing = undefined;
          if (this.#dirty) this.#schedule();
        },
        () => {
          this.#writing = undefined;
          this.#end("lost");
        },
      );
    } catch (error) {
      this.#fail(error);
    }
  }

  #end(how: LoopEnd): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#ended.resolve(how);
  }

  #fail(error: unknown): void {
    this.#stopped = true;
    this.#ended.reject(error);
  }

  /** The rest of a frame must not land on the screen given back; but a stuck terminal must not stop a quit. */
  async #writingEnds(timer: FrameTimer): Promise<void> {
    if (this.#writing === undefined) return;
    const patience = Promise.withResolvers<void>();
    const calledOff = timer.after(this.#options.stopTimeoutMs ?? 500, () => patience.resolve());
    await Promise.race([this.#writing, patience.promise]);
    calledOff();
  }
}
