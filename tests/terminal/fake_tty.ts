/**
 * A terminal device, keys and time that a test owns.
 *
 * @module
 */
import type { FrameTimer } from "../../src/terminal/frame_loop.ts";
import type { KeySource, Tty } from "../../src/terminal/terminal.ts";

/** Remembers all that was done to it. */
export class FakeTty implements Tty {
  readonly calls: string[] = [];
  readonly frames: string[] = [];
  columns = 20;
  rows = 5;
  raw = false;
  failWrites = false;
  /** Holds writes back until it is released. */
  gate: Promise<void> = Promise.resolve();
  resized: (() => void) | undefined;

  async write(bytes: Uint8Array): Promise<void> {
    this.frames.push(new TextDecoder().decode(bytes));
    await this.gate;
    if (this.failWrites) throw new Error("the terminal is gone");
  }

  writeNow(bytes: Uint8Array): void {
    this.calls.push(new TextDecoder().decode(bytes));
    if (this.failWrites) throw new Error("the terminal is gone");
  }

  size() {
    return { columns: this.columns, rows: this.rows };
  }

  setRaw(raw: boolean): void {
    this.raw = raw;
    this.calls.push(`raw ${raw}`);
  }

  onResize(listener: () => void): () => void {
    this.resized = listener;
    return () => this.resized = undefined;
  }

  /** Whether the main screen, the cursor and cooked mode are back. */
  get restored(): boolean {
    const written = this.calls.join("");
    const last = (on: string, off: string) => written.lastIndexOf(off) > written.lastIndexOf(on);
    return !this.raw && last("\x1b[?1049h", "\x1b[?1049l") && last("\x1b[?25l", "\x1b[?25h") &&
      last("\x1b[?2004h", "\x1b[?2004l") && last("\x1b[?7l", "\x1b[?7h");
  }
}

/** Keys that a test types. */
export class FakeKeys implements KeySource {
  cancelled = false;
  #waiting: ((bytes: Uint8Array | undefined) => void) | undefined;

  read(): Promise<Uint8Array | undefined> {
    return new Promise((resolve) => this.#waiting = resolve);
  }

  type(text: string): void {
    this.#waiting?.(new TextEncoder().encode(text));
  }

  cancel(): void {
    this.cancelled = true;
    this.#waiting?.(undefined);
  }
}

/** Time that moves when a test says so. */
export class FakeTimer implements FrameTimer {
  #now = 0;
  #calls: { at: number; callback: () => void }[] = [];

  now(): number {
    return this.#now;
  }

  after(ms: number, callback: () => void): () => void {
    const call = { at: this.#now + ms, callback };
    this.#calls.push(call);
    return () => this.#calls = this.#calls.filter((one) => one !== call);
  }

  get pending(): number {
    return this.#calls.length;
  }

  /** Moves time on and runs what is due, letting promises settle in between. */
  async pass(ms: number): Promise<void> {
    const end = this.#now + ms;
    for (;;) {
      await settle();
      const due = this.#calls.filter((call) => call.at <= end).sort((one, other) => one.at - other.at)[0];
      if (due === undefined) break;
      this.#calls = this.#calls.filter((call) => call !== due);
      this.#now = Math.max(this.#now, due.at);
      due.callback();
    }
    this.#now = end;
  }
}

/** Lets promises that can settle do so. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
}
