/**
 * One subscription of a connection: a channel, its markets, and its sequence.
 *
 * @module
 */
import { ACCOUNT_CHANNELS, type AccountChannel } from "../../kalshi/wire/private_messages.ts";

/** Channels that the simulator serves. */
export const CHANNELS = [
  "orderbook_delta",
  "trade",
  "ticker",
  "market_lifecycle_v2",
  ...ACCOUNT_CHANNELS,
] as const;
/** A channel that the simulator serves. */
export type Channel = typeof CHANNELS[number];

/** Whether a word names a channel that is served. */
export function isChannel(word: string): word is Channel {
  return (CHANNELS as readonly string[]).includes(word);
}

/** Channels whose frames have no numbers. */
const UNNUMBERED: ReadonlySet<Channel> = new Set(["ticker", "fill", "user_orders", "market_positions"]);

/** Channels that take no filter of markets: whoever listens hears all. */
const UNFILTERED: ReadonlySet<Channel> = new Set(["market_lifecycle_v2", "order_group_updates"]);

/** Whether a channel can be narrowed to some markets. */
export function isFiltered(channel: Channel): boolean {
  return !UNFILTERED.has(channel);
}

/** Whether a channel is about the account of whoever listens. */
export function isAccountChannel(channel: Channel): channel is AccountChannel {
  return (ACCOUNT_CHANNELS as readonly Channel[]).includes(channel);
}

/** A subscription. Every frame of a channel that is numbered takes a number, over all its markets. */
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

  /** Whether its frames have numbers. */
  get numbered(): boolean {
    return !UNNUMBERED.has(this.channel);
  }

  /** Takes the next number. */
  nextSeq(): number {
    return ++this.#seq;
  }

  /** The fields that name a frame as this subscription's next one. */
  nextHead(): Record<string, number> {
    return this.numbered ? { sid: this.sid, seq: this.nextSeq() } : { sid: this.sid };
  }
}
