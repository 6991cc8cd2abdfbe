/**
 * Sequence numbers and which books can be believed.
 *
 * Numbers count per subscription (`sid`) over all of its markets, so one skipped number makes every book of that
 * subscription suspect. Source: the exchange's AsyncAPI; §"seq" of its socket guide.
 *
 * @module
 */

/** Old numbers that count as frames that came twice; more without a new one between them, and the exchange counts from the start. */
const MOST_LATE = 50;

/** One subscription of the connection. */
export class Subscription {
  /** The channel, where an ack or a frame has named it. */
  channel: string | undefined;
  /** Markets it is known to carry. */
  readonly markets = new Set<string>();
  #believed = new Map<string, string>();
  #recent: string | undefined;
  #last: number | undefined;
  #late = 0;
  #oldSeq = NaN;

  /**
   * The market's name, where its book has come and can be believed.
   *
   * It is always the same string object: a string fresh from the parser would have to be hashed by everyone who looks the
   * market up. Changes of one market come in runs, so the last one is tried first.
   */
  believed(market: string): string | undefined {
    if (market === this.#recent) return this.#recent;
    const found = this.#believed.get(market);
    if (found !== undefined) this.#recent = found;
    return found;
  }

  /** The market's book has come. */
  believe(market: string): void {
    this.#believed.set(market, market);
  }

  /** No book can be believed any longer, or that of one market cannot. */
  doubt(market?: string): void {
    this.#recent = undefined;
    if (market === undefined) this.#believed = new Map();
    else this.#believed.delete(market);
  }

  /**
   * Takes the number of a frame.
   *
   * The first number is taken as it is: the exchange does not say whether the ack uses up number 1. Old numbers that follow
   * each other, or do not end, mean that the exchange counts from the start again, which is a loss too: what is dropped as old
   * until then is missing in the books.
   */
  take(seq: number): "next" | "duplicate" | "gap" {
    const last = this.#last;
    if (last !== undefined && seq <= last) {
      const follows = seq === this.#oldSeq + 1;
      this.#oldSeq = seq;
      if (!follows && ++this.#late < MOST_LATE) return "duplicate";
    }
    this.#late = 0;
    this.#oldSeq = NaN;
    this.#last = seq;
    return last === undefined || seq === last + 1 ? "next" : "gap";
  }

  /** The subscription has been acknowledged (again): the next number is taken as it is. */
  restart(): void {
    this.#last = undefined;
    this.#late = 0;
  }
}

/** Subscriptions of one connection: each channel has one, and is started again at times. */
const MOST_SUBSCRIPTIONS = 64;

/** The subscriptions of one connection. */
export class Subscriptions {
  #bySid = new Map<number, Subscription>();
  readonly #over = new Set<number>();
  readonly #needAck: boolean;
  #acked = false;

  /**
   * @param needAck whether each subscription is acknowledged before its first frame, as on a connection of our own; captures
   * may begin in the middle
   */
  constructor(needAck: boolean) {
    this.#needAck = needAck;
  }

  /**
   * The subscription of a number, made where it is new.
   *
   * @returns `undefined` where nobody has started it: others were acknowledged, and it was not; or there are too many
   */
  of(sid: number): Subscription | undefined {
    const found = this.#bySid.get(sid);
    if (found !== undefined) return found;
    return this.#needAck && this.#acked ? undefined : this.#make(sid);
  }

  #make(sid: number): Subscription | undefined {
    if (this.#bySid.size >= MOST_SUBSCRIPTIONS) return undefined;
    const made = new Subscription();
    this.#bySid.set(sid, made);
    return made;
  }

  /** The subscription of a number, where there is one. */
  find(sid: number): Subscription | undefined {
    return this.#bySid.get(sid);
  }

  /** Begins a subscription, or notes that it goes on. */
  begin(sid: number): Subscription | undefined {
    this.#over.delete(sid);
    this.#acked = true;
    const subscription = this.#bySid.get(sid) ?? this.#make(sid);
    subscription?.restart();
    return subscription;
  }

  /** Whether a subscription is over: frames that still come of it are ignored. */
  isOver(sid: number): boolean {
    return this.#over.size > 0 && this.#over.has(sid);
  }

  /** Forgets a subscription that is over. */
  end(sid: number): void {
    if (!this.#bySid.delete(sid)) return;
    this.#over.add(sid);
    // The oldest is forgotten: by now nothing more comes of it.
    for (const oldest of this.#over) {
      if (this.#over.size <= MOST_SUBSCRIPTIONS) break;
      this.#over.delete(oldest);
    }
  }

  /** Forgets all: another connection begins numbers of its own. */
  clear(): void {
    this.#bySid = new Map();
    this.#over.clear();
    this.#acked = false;
  }
}
