/**
 * Sequence numbers and which books can be believed.
 *
 * Numbers count per subscription (`sid`) over all of its markets, so one skipped number makes every book of that
 * subscription suspect. Source: the exchange's AsyncAPI; §"seq" of its socket guide.
 *
 * @module
 */

/** One subscription of the connection. */
export class Subscription {
  /** The channel, where an ack or a frame has told it. */
  channel: string | undefined;
  /** Markets it is known to carry. */
  readonly markets = new Set<string>();
  #believed = new Map<string, string>();
  #recent: string | undefined;
  #last: number | undefined;

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
   * The first number is taken as it is: the exchange does not say whether the ack uses up number 1.
   */
  take(seq: number): "next" | "duplicate" | "gap" {
    const last = this.#last;
    if (last !== undefined && seq <= last) return "duplicate";
    this.#last = seq;
    return last === undefined || seq === last + 1 ? "next" : "gap";
  }
}

/** The subscriptions of one connection. */
export class Subscriptions {
  #bySid = new Map<number, Subscription>();

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

  /** Forgets a subscription that is over. */
  end(sid: number): void {
    this.#bySid.delete(sid);
  }

  /** Forgets all: another connection begins numbers of its own. */
  clear(): void {
    this.#bySid = new Map();
  }
}
