/**
 * When the small client enters, and what keeps it from that.
 *
 * @module
 */
import type { Wish } from "../player.ts";
import type { SmallBooks } from "./books.ts";
import type { Creates } from "./creates.ts";
import { type Exits, NO_MONEY } from "./exits.ts";
import type { Looks } from "./looks.ts";
import type { Means } from "./means.ts";
import type { OwnOrders } from "./own_orders.ts";
import type { PrivateStream } from "./private_stream.ts";

/** An entry that is refused for want of money is sent again so often at most. */
const MOST_MORE = 3;
/** How long it waits after an order was turned away once, ms; twice as long after each more. */
const FIRST_WAIT_MS = 1_000;

/** What an entry goes through. */
export interface EntryParts {
  readonly orders: OwnOrders;
  readonly looks: Looks;
  readonly creates: Creates;
  readonly exits: Exits;
  readonly stream: PrivateStream;
  readonly books: SmallBooks;
}

/** Enters. */
export class Entries {
  /** Nothing is entered any more. */
  killed = false;
  readonly #means: Means;
  readonly #parts: EntryParts;

  constructor(means: Means, parts: EntryParts) {
    this.#means = means;
    this.#parts = parts;
  }

  /** @returns the order's name; `undefined` where it was not sent */
  async enter(wish: Wish): Promise<string | undefined> {
    const { habits } = this.#means;
    const { orders, looks, creates, exits, stream, books } = this.#parts;
    if (stream.blind && habits.fillsRefused === "no_entries") return undefined;
    if (books.late) return undefined;
    if (this.killed || !exits.staysWithin(wish) || !await looks.affords(wish)) return undefined;
    if (habits.attestation === "no_entry" && !await looks.isAttested(wish.ticker)) return undefined;
    await stream.reading;
    exits.watch(wish);
    for (let more = 0;; more++) {
      const order = await creates.create(wish, await creates.inGroup(wish));
      const lacks = NO_MONEY.test(orders.get(order)?.refusedFor ?? "");
      if (!lacks || more === MOST_MORE || habits.noMoneyForEntry === "read_again") return order;
    }
  }

  /** Wants an order, and asks again when it was turned away, while the market moves so often. */
  async insist(wish: Wish, moves: readonly (() => void)[]): Promise<void> {
    const { simulator, habits } = this.#means;
    let [waitMs, nextAt] = [FIRST_WAIT_MS, -Infinity];
    for (const move of moves) {
      move();
      const now = simulator.clock.now();
      if (habits.turnedAway === "back_off" && now < nextAt) continue;
      const order = await this.enter(wish) ?? "";
      if (this.#parts.orders.get(order)?.refusedFor === undefined) return;
      nextAt = now + waitMs;
      waitMs *= 2;
    }
  }
}
