/**
 * What strategies of sessions before hold: taken over by the one session that gets it from the journal, handed into the engine
 * as a recorded input, and looked after from then on.
 *
 * @module
 */
import type { Difference, EarlierHolding } from "../../core/live.ts";
import type { Engine } from "../../core/engine.ts";
import {
  formatMicros,
  formatQuantity,
  NO_QUANTITY,
  type Price,
  type Quantity,
} from "../../core/numbers/money.ts";
import { type Result, succeed } from "../../core/result.ts";
import type { Journal } from "../../journal/journal.ts";
import { holdingsInput } from "../../kalshi/decoding/holdings_input.ts";
import type { InputSink } from "../../kalshi/input.ts";
import type { OrderTracker } from "./order_tracker.ts";

/** The parts of it. */
export interface InheritanceOptions {
  readonly journal: Journal;
  readonly tracker: OrderTracker;
  readonly engine: Engine;
  readonly sink: InputSink;
  /** The markets that are traded: elsewhere nothing could be sold at a price that is known. */
  readonly markets: readonly string[];
  readonly now: () => number;
}

/** Takes over what sessions before hold. */
export class Inheritance {
  readonly #options: InheritanceOptions;
  /** Signs of life of other sessions: when each was first seen, and whether another has come since. */
  readonly #signs = new Map<number, { readonly first: number; lives: boolean }>();
  readonly #refused = new Map<string, string>();
  readonly #marks = new Map<string, Price>();
  /** Sessions of which it was said that something of theirs waits. */
  #announced = "";

  constructor(options: InheritanceOptions) {
    this.#options = options;
  }

  /**
   * Goes on from a recording: what its sessions held is this one's, and what was handed to them counts.
   *
   * @param taken what the recording has of that
   * @param prefix of the ids of the first of them
   * @returns a refusal where another session has taken over since
   */
  restore(taken: readonly EarlierHolding[], prefix: string): Result<void> {
    const { journal } = this.#options;
    for (const item of taken) this.#track(item);
    if (journal.sessions.own?.orderPrefix === prefix) return succeed(undefined);
    const inherited = journal.handovers.inherit(journal.sessions.family(prefix));
    if (!inherited.ok) return inherited;
    const known = new Set(taken.map(({ id }) => id));
    // The journal is written first: a crash may have come before the recording had it.
    this.#handIn(inherited.value.filter(({ id }) => !known.has(id)));
    return succeed(undefined);
  }

  /** Takes what sessions that have ended hold. @param listed the account's positions, as they were compared just now */
  take(listed: ReadonlyMap<string, Quantity>): void {
    const { journal, markets } = this.#options;
    this.#refused.clear();
    for (const market of markets) {
      const taken = journal.handovers.take(market, listed.get(market) ?? NO_QUANTITY);
      if (taken.ok) this.#handIn(taken.value);
      else this.#refused.set(market, taken.reason.message);
    }
  }

  /**
   * The markets in which a session before holds something, and this one does not have it yet: it may still live, or its orders
   * have still to end. An entry there could buy the same a second time.
   */
  waits(): readonly Difference[] {
    return this.#others().map(({ market, session, strategy, quantity }) => ({
      market,
      detail: this.#refused.get(market) ??
        `session ${session} holds ${
          formatQuantity(quantity)
        } for ${strategy}: it lives, or it is taken over in a moment`,
    }));
  }

  /** Whether something has been left since this was asked last: positions are to be read, so that it can be taken. */
  get isNew(): boolean {
    const { journal, markets } = this.#options;
    const left = markets.flatMap((market) => journal.handovers.orphaned(market)).map((
      { session, quantity },
    ) => `${session} ${quantity}`).join();
    const isNew = left !== "" && left !== this.#announced;
    this.#announced = left;
    return isNew;
  }

  /** Keeps what this session's positions are worth, as its gain of the day counts them. */
  mark(at: number): void {
    const { engine, journal } = this.#options;
    for (const { market, quantity } of engine.orders.portfolio.positions()) {
      const price = quantity === 0 ? undefined : engine.account.mark(market, quantity);
      if (price === undefined || this.#marks.get(market) === price) continue;
      this.#marks.set(market, price);
      journal.handovers.mark(market, price, at);
    }
  }

  #others() {
    const { journal, markets } = this.#options;
    const own = journal.sessions.own?.sessionId;
    const alive = new Map(
      journal.sessions.alive().map(({ sessionId, heartbeatAt }) => [sessionId, heartbeatAt]),
    );
    return markets.flatMap((market) =>
      journal.handovers.holdings(market).filter(({ session }) =>
        session !== own && !this.#lives(session, alive.get(session))
      ).map((holding) => ({ market, ...holding }))
    );
  }

  /** Whether a session has shown a sign of life since this one began. The first may be the last of one that was killed. */
  #lives(session: number, heartbeatAt: number | undefined): boolean {
    if (heartbeatAt === undefined) {
      this.#signs.delete(session);
      return false;
    }
    const sign = this.#signs.get(session) ?? { first: heartbeatAt, lives: false };
    this.#signs.set(session, sign);
    sign.lives ||= heartbeatAt > sign.first;
    return sign.lives;
  }

  #track({ market, quantity }: EarlierHolding): void {
    this.#options.tracker.takenOver(market, quantity);
  }

  #handIn(items: readonly EarlierHolding[]): void {
    if (items.length === 0) return;
    const { journal, sink, now } = this.#options;
    for (const item of items) {
      this.#track(item);
      const { id, market, strategy, quantity, cost, fees } = item;
      journal.audit.append("taken_over", {
        id,
        market,
        strategy,
        quantity: formatQuantity(quantity),
        cost: formatMicros(cost),
        fees: formatMicros(fees),
      });
    }
    const raw = holdingsInput(items);
    sink.input(now(), "order", JSON.stringify(raw), raw);
  }
}
