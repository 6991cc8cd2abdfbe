/**
 * Whoever plays a case: the live session, or a small client with one habit wrong.
 *
 * @module
 */

import type { Command } from "../../src/core/commands.ts";

/** An order that shall be placed, in a trader's words. */
export interface Wish {
  readonly ticker: string;
  readonly outcome: "yes" | "no";
  readonly action: "buy" | "sell";
  /** Dollars, of that outcome. */
  readonly price: string;
  readonly count: string;
  /** @default "good_till_canceled" */
  readonly timeInForce?: "good_till_canceled" | "immediate_or_cancel";
  readonly postOnly?: boolean;
  /** Sold when the price of that outcome has fallen by so much of what was paid, 1/10,000; a rule's wish then. */
  readonly stopLoss?: number;
}

/** What a player believes of its own trading. */
export interface Belief {
  /** Contracts in 1/100 by market, YES above zero; markets without a position are left out. */
  readonly positions: ReadonlyMap<string, number>;
  /** What it takes for somebody else's on the account, likewise; only of a player that looks. */
  readonly outside?: ReadonlyMap<string, number>;
  /** Own orders that rest. */
  readonly resting: number;
  /** Money, 1e-6 dollars, over all shards; only of a player that counts it. */
  readonly cash?: number;
}

/** A journal that another process holds. */
export interface HeldJournal extends Disposable {
  /** Waits until a write of the player's has failed. @returns whether one has */
  hasRefused(): Promise<boolean>;
}

/** A player. Promises are fulfilled when the wish has been carried out as far as the player can know. */
export interface Player {
  /** Places an order. @returns its name for {@linkcode Player.cancel}; `undefined` where the player did not send it */
  enter(wish: Wish): Promise<string | undefined>;
  cancel(order: string): Promise<void>;
  /** Sells, or buys back, what it holds in a market. @param price the worst that is acceptable, dollars of YES */
  exit(ticker: string, price: string): Promise<void>;
  /** Takes back what rests, at once, and trades no more. */
  kill(): Promise<void>;
  /** The price of a market has changed: does what that asks for, such as a stop. */
  priced(ticker: string): Promise<void>;
  /** Makes an order smaller, so that only so many contracts of it still rest. */
  shrink(order: string, count: string): Promise<void>;
  /** Gives an order that rests another price, dollars of its outcome. */
  reprice(order: string, price: string): Promise<void>;
  /** Wants an order, and asks again when it was turned away, while the market moves so often. A rule's wish. */
  insist(wish: Wish, moves: readonly (() => void)[]): Promise<void>;
  /** Begins again after a kill, since a person says so. */
  again(): Promise<void>;
  /** Enters nothing for a while, and then goes on. */
  pause(): Promise<void>;
  /** Looks at everything again; afterwards nothing of it is under way. */
  settle(): Promise<void>;
  /**
   * Looks at the account, as it does from time to time.
   *
   * @param seen whether it shows that it has: the live session looks by itself
   */
  look(seen: () => boolean): Promise<void>;
  /** Waits until the streams have brought what happened before a moment, exchange's clock; only where it listens. */
  heard?(atMs: number): Promise<void>;
  /** Begins to follow the book of a market, where it does not by itself. */
  follow?(ticker: string): Promise<void>;
  /** Waits until a message of a book has come late. */
  booksLate(): Promise<void>;
  /** Waits until a connection over which books come late has been given up, where that takes longer than the first of them. */
  givesUp?(): Promise<void>;
  /** Waits until books come in time, as far as it looks at that. */
  booksInTime(): Promise<void>;
  belief(): Belief;
  /** Where its own journal says otherwise than it believes, one line each. */
  disagrees?(): readonly string[];
  /** Its journal cannot be written until that is disposed of. */
  holdJournal?(): HeldJournal;
  /** A person disarms the account, or arms it, while the program runs. Only of a player that needs arming. */
  disarm?(): void;
  arm?(): Promise<void>;
  /** Its journal is copied away, or put back as it was then; the program is stopped meanwhile. */
  copyJournal?(): Promise<void>;
  restoreJournal?(): Promise<void>;
  /** Waits until a person is shown something. @returns whether it came */
  says?(what: RegExp): Promise<boolean>;
  /** Takes a command of the trader that has no word of its own here. */
  command?(command: Command): void;
  close(): Promise<void>;
}
