/**
 * The terminal that the program was started in.
 *
 * @module
 */
import { writeAll, writeAllSync } from "../lib/files.ts";
import type { FrameTimer } from "./frame_loop.ts";
import type { KeySource, Tty } from "./terminal.ts";

const FALLBACK_SIZE = { columns: 80, rows: 24 };

/** Standard output and input as a terminal device. */
export const STANDARD_TTY: Tty = {
  write: (bytes) => writeAll(Deno.stdout, bytes),
  writeNow: (bytes) => writeAllSync(Deno.stdout, bytes),
  size() {
    try {
      const { columns, rows } = Deno.consoleSize();
      return columns > 0 && rows > 0 ? { columns, rows } : FALLBACK_SIZE;
    } catch {
      return FALLBACK_SIZE;
    }
  },
  setRaw(raw) {
    Deno.stdin.setRaw(raw);
  },
  onResize(listener) {
    try {
      Deno.addSignalListener("SIGWINCH", listener);
    } catch {
      // A system without the signal: the size is read before every frame anyway, so the next one fits.
      return () => {};
    }
    return () => Deno.removeSignalListener("SIGWINCH", listener);
  },
};

/** Standard input as a source of keys. */
export function standardKeys(): KeySource {
  const reader = Deno.stdin.readable.getReader();
  return {
    async read() {
      const { value, done } = await reader.read();
      return done ? undefined : value;
    },
    cancel() {
      // A read that is waiting ends with "done"; that the stream is gone already is just as well.
      reader.cancel().catch(() => {});
    },
  };
}

/** The machine's own timers. */
export const SYSTEM_TIMER: FrameTimer = {
  now: () => performance.now(),
  after(ms, callback) {
    const id = setTimeout(callback, ms);
    return () => clearTimeout(id);
  },
};

/**
 * Whether to draw a full screen at all.
 *
 * @param term the value of `TERM`
 * @returns false where output or input is not a terminal, or the terminal can do nothing
 */
export function canDrawFullScreen(term: string | undefined): boolean {
  return term !== "dumb" && Deno.stdout.isTerminal() && Deno.stdin.isTerminal();
}
