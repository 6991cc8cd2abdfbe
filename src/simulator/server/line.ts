/**
 * A line that is slow: everything that goes over it comes later by as much, in the order in which it was sent.
 *
 * @module
 */
/** How late everything comes that a server sends over its sockets. */
export interface Slowness {
  /** Milliseconds; 0 at once. */
  lateMs: number;
}

/** One socket's line. */
export class Line {
  readonly #come: (text: string) => void;
  readonly #slowness: Readonly<Slowness>;
  /** What is under way, each with its timer: the first to go is the first to come. */
  readonly #underWay: string[] = [];
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();
  /** When the last of them comes, by `performance.now`. */
  #lastAt = 0;

  /** @param come what becomes of a text that has come */
  constructor(come: (text: string) => void, slowness: Readonly<Slowness>) {
    this.#come = come;
    this.#slowness = slowness;
  }

  /** Sends a text. */
  send(text: string): void {
    const { lateMs } = this.#slowness;
    if (lateMs === 0 && this.#underWay.length === 0) return this.#come(text);
    const now = performance.now();
    this.#lastAt = Math.max(this.#lastAt, now + lateMs);
    this.#underWay.push(text);
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      const first = this.#underWay.shift();
      if (first !== undefined) this.#come(first);
    }, this.#lastAt - now);
    this.#timers.add(timer);
  }

  /** Nothing comes any more. */
  cut(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.#underWay.length = 0;
  }
}
