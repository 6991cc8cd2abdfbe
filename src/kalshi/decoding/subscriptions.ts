/**
 * Sequence numbers and which books can be believed.
 *
 * Numbers count per subscription (`sid`) over all of its markets, so one skipped number makes every book of that
 * subscription suspect. Source: the exchange's AsyncAPI; §"seq" of its socket guide.
 *
 * @module
 */

/** Old numbers in a row that count as frames that came late; more of them, and the exchange counts anew. */
const MOST_LATE = 50;

/** One subscription of the connection. */
export class Subscription {
  /** The channel, where an ack or a frame has told it. */
  channel: string | undefined;
  /** Markets it is known to carry. */
  readonly markets = new Set<string>();
  #believed = new Map<string, string>();
  #recent: string | undefined;
  #last: number | undefined;
  #late = 0;

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

  /** No book can be believed any more, or that of one market. */
  doubt(market?: string): void {
    this.#recent = undefined;
    if (market === undefined) this.#believed = new Map();
    else this.#believed.delete(market);
  }

  /**
   * Takes the number of a frame.
   *
   * The first number is taken as it is: the exchange does not say whether the ack uses up number 1. Old numbers without end
   * mean that the exchange has begun to count anew, which is a loss too: otherwise all would be dropped for ever.
   */
  take(seq: number): "next" | "duplicate" | "gap" {
    const last = this.#last;
    if (last !== undefined && seq <= last && ++this.#late < MOST_LATE) return "duplicate";
    this.#late = 0;
    this.#last = seq;
    return last === undefined || seq === last + 1 ? "next" : "gap";
  }

  /** The subscription has been acknowledged (again): the next number is taken as it is. */
  restart(): void {
    this.#last = undefined;
    this.#late = 0;
  }
}

/** The subscriptions of one connection. */
export class Subscriptions {
  #bySid = new Map<number, Subscription>();
  readonly #over = new Set<number>();

  /** The subscription of a number, made where it is new. */
  of(sid: number): Subscription {
    let found = this.#bySid.get(sid);
    if (found === undefined) {
      found = new Subscription();
      this.#bySid.set(sid, found);
    }
    return found;
  }

  /** The subscription of a number, where there is one. */
  find(sid: number): Subscription | undefined {
    return this.#bySid.get(sid);
  }

  /** Begins a subscription, or notes that it goes on. */
  begin(sid: number): Subscription {
    this.#over.delete(sid);
    const subscription = this.of(sid);
    subscription.restart();
    return subscription;
  }

  /** Whether a subscription is over: what still comes of it belongs to nobody. */
  isOver(sid: number): boolean {
    return this.#over.size > 0 && this.#over.has(sid);
  }

  /** Forgets a subscription that is over. */
  end(sid: number): void {
    this.#bySid.delete(sid);
    this.#over.add(sid);
  }

  /** Forgets all: another connection begins numbers of its own. */
  clear(): void {
    this.#bySid = new Map();
    this.#over.clear();
  }
}
