/**
 * The exchange's clock, as far as its answers and frames show it.
 *
 * An order's expiry is a time of the exchange: with an own clock 90 s ahead, one of 60 s would rest 150 s. Each answer that
 * carries a time says between which bounds the exchange's clock is ahead of ours: it was read after the request left and
 * before the answer came. What is left of all bounds together is what is known; bounds that contradict the older ones mean
 * that a clock was set, and then the newest alone counts.
 *
 * An own clock that goes forward by more than the time that passed was set, or the computer slept. Nobody knows which, so that
 * until the next answer the exchange may be as far ahead as before, or less by as much.
 *
 * @module
 */

/** How far the exchange's clock is ahead of ours. */
export interface ClockOffset {
  /** Milliseconds; below zero where ours is ahead. */
  readonly offsetMs: number;
  /** It may be off by so much either way. */
  readonly uncertaintyMs: number;
}

interface Bounds {
  /** Own time of the sample. */
  readonly at: number;
  readonly least: number;
  /** `Infinity` where only the least is known, as from a frame: nobody says how long it was under way. */
  readonly most: number;
}

/** So many samples of each kind are kept: those that bound it best. */
const KEPT = 8;
/** Samples are forgotten after this, since clocks drift. */
const OLDEST_MS = 600_000;
/** An own clock is off by up to this much within {@linkcode OLDEST_MS}, and nobody has set it. */
const DRIFT_MS = 60;
/** A `Date` header has whole seconds. */
const SECOND = 1_000;
/** An own clock that has gone forward by so much more than the time that passed was set, or the computer slept, ms. */
const MOVED_MS = 1_000;

/** The exchange's clock. */
export class ExchangeClock {
  readonly #now: () => number;
  readonly #fine: () => number;
  #samples: Bounds[] = [];
  /** How far own time was from the time that passed, when it was last looked at. */
  #apart: number;

  /**
   * @param now own time, Unix ms with fraction, never backward
   * @param fine the time that passed since anything, in ms with fraction, whatever a clock is set to; where it is left out, own
   * time counts as never set
   */
  constructor(now: () => number, fine: () => number = now) {
    this.#now = now;
    this.#fine = fine;
    this.#apart = now() - fine();
  }

  /**
   * Takes the time in an answer.
   *
   * @param askedAt own time before the request was sent
   * @param at own time when the answer had come
   * @param exchangeMs what it says, Unix ms
   */
  answered(askedAt: number, at: number, exchangeMs: number): void {
    if (!Number.isFinite(exchangeMs) || at < askedAt) return;
    this.#add({ at, least: exchangeMs - at, most: exchangeMs + 1 - askedAt });
  }

  /** Takes the `Date` header of an answer, which is in whole seconds. */
  dated(askedAt: number, at: number, header: string | null): void {
    const date = header === null ? NaN : Date.parse(header);
    if (!Number.isFinite(date) || at < askedAt) return;
    this.#add({ at, least: date - at, most: date + SECOND - askedAt });
  }

  /** Takes the sending time of a frame; how long it was under way is not known. */
  sent(at: number, sendingMs: number): void {
    if (Number.isFinite(sendingMs)) this.#add({ at, least: sendingMs - at, most: Infinity });
  }

  /** How far it is ahead of ours; `undefined` until an answer or a frame has shown it. */
  get offset(): ClockOffset | undefined {
    this.#forget();
    if (this.#samples.length === 0) return undefined;
    const { least, most } = common(this.#samples);
    // By frames alone: the quickest one was under way for a little while, and nobody knows how long.
    if (most === Infinity) return { offsetMs: least, uncertaintyMs: Infinity };
    return { offsetMs: (least + most) / 2, uncertaintyMs: Math.max(0, (most - least) / 2) };
  }

  /** The exchange's time now, Unix ms; our own where nothing is known of its. */
  now(): number {
    return this.#now() + (this.offset?.offsetMs ?? 0);
  }

  /**
   * The least that the exchange's time can be now, Unix ms; `undefined` where nothing is known of it. What is to rest for no longer
   * than a given time is counted from here.
   */
  get earliest(): number | undefined {
    const least = this.leastAheadMs;
    return least === undefined ? undefined : this.#now() + least;
  }

  /** By how much at least it is ahead of ours, ms, below zero where it may be behind; `undefined` where nothing is known. */
  get leastAheadMs(): number | undefined {
    this.#forget();
    return this.#samples.length === 0 ? undefined : common(this.#samples).least;
  }

  #add(sample: Bounds): void {
    this.#forget();
    const { least, most } = common(this.#samples);
    const contradicts = sample.least > most + DRIFT_MS || sample.most < least - DRIFT_MS;
    if (contradicts) this.#samples = [sample];
    else this.#samples = best([...this.#samples, sample]);
  }

  #forget(): void {
    const apart = this.#now() - this.#fine();
    const moved = apart - this.#apart;
    if (moved >= MOVED_MS) {
      this.#samples = this.#samples.map(({ at, least, most }) => ({ at, least: least - moved, most }));
    }
    this.#apart = apart;
    const oldest = this.#now() - OLDEST_MS;
    if (this.#samples.some(({ at }) => at < oldest)) {
      this.#samples = this.#samples.filter(({ at }) => at >= oldest);
    }
  }
}

function common(samples: readonly Bounds[]): { readonly least: number; readonly most: number } {
  return {
    least: Math.max(-Infinity, ...samples.map(({ least }) => least)),
    most: Math.min(Infinity, ...samples.map(({ most }) => most)),
  };
}

/** Those that bound it best from below and from above. */
function best(samples: readonly Bounds[]): Bounds[] {
  const below = [...samples].sort((a, b) => b.least - a.least).slice(0, KEPT);
  const above = [...samples].sort((a, b) => a.most - b.most).slice(0, KEPT);
  return [...new Set([...below, ...above])];
}
