/**
 * One subscription of a connection: a channel, its markets, and its sequence.
 *
 * @module
 */

/** Channels that the simulator serves. */
export const CHANNELS = ["orderbook_delta", "trade", "ticker", "market_lifecycle_v2"] as const;
/** A channel that the simulator serves. */
export type Channel = typeof CHANNELS[number];

/** Whether a word names a channel that is served. */
export function isChannel(word: string): word is Channel {
  return (CHANNELS as readonly string[]).includes(word);
}

/** A subscription. Every frame of it but those of `ticker` takes a number, over all its markets. */
export class Subscription {
  readonly sid: number;
  readonly channel: Channel;
  /** `undefined` for all markets. */
  tickers: Set<string> | undefined;
  yesPrice: boolean;
  /** Acknowledgements leave the list of markets out. */
  readonly quietAcks: boolean;
  #seq = 0;

  constructor(
    sid: number,
    channel: Channel,
    tickers: Set<string> | undefined,
    yesPrice: boolean,
    quietAcks: boolean,
  ) {
    this.sid = sid;
    this.channel = channel;
    this.tickers = tickers;
    this.yesPrice = yesPrice;
    this.quietAcks = quietAcks;
  }

  /** Whether it listens to a market. */
  hears(ticker: string): boolean {
    return this.tickers === undefined || this.tickers.has(ticker);
  }

  /** Takes the next number. */
  nextSeq(): number {
    return ++this.#seq;
  }

  /** The fields that name a frame as this subscription's next one. */
  nextHead(): Record<string, number> {
    return this.channel === "ticker" ? { sid: this.sid } : { sid: this.sid, seq: this.nextSeq() };
  }
}
