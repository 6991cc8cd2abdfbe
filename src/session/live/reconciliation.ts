/**
 * Whether journal and exchange agree, and in which markets they do not: entries wait for that.
 *
 * @module
 */
import type { Difference } from "../../core/live.ts";
import { NO_QUANTITY, type Quantity } from "../../core/numbers/money.ts";
import type { Halt } from "../../journal/halts.ts";
import type { Cancels } from "./cancels.ts";
import { compareAccount, type ComparisonOptions } from "./comparison.ts";
import type { OrderDesk } from "./desk.ts";
import type { Inheritance } from "./inheritance.ts";
import type { LiveFacts } from "./live_facts.ts";
import type { Pace } from "./pace.ts";
import type { TrackerAlarm } from "./tracked_order.ts";

/** While journal and exchange differ they are compared again after this, ms. */
const COMPARE_MS = 5_000;

/** The parts of it. */
export interface ReconciliationOptions extends Omit<ComparisonOptions, "cancelOrphan"> {
  readonly desk: Pick<OrderDesk, "tracker" | "record" | "fill">;
  readonly facts: Pick<LiveFacts, "now" | "set">;
  readonly cancels: Pick<Cancels, "cancel" | "running" | "settled">;
  readonly inheritance: Pick<Inheritance, "take" | "waits">;
  readonly pace: Pick<Pace, "pause" | "wake">;
  /** Whether others have sold of what the session holds, as one list has said, and the session has not booked it yet. */
  saleIsUnbooked(): boolean;
  /** Whether the session ends, and takes nothing over any more. */
  closing(): boolean;
}

/** Keeps the facts `reconciled` and `differs`. */
export class Reconciliation {
  readonly #options: ReconciliationOptions;
  readonly #differs = new Map<string, { readonly detail: string; readonly since: number }>();
  readonly #alarms = new Set<string>();
  #comparedAt = -Infinity;
  /** Whether the account holds less than the journal has: others have sold of it, or something is wrong. */
  #isShort = false;

  constructor(options: ReconciliationOptions) {
    this.#options = options;
  }

  /** What needs a person, one line each. */
  get alarms(): readonly string[] {
    return [...this.#alarms];
  }

  /**
   * Whether journal, exchange and session have still to agree. The journal books what others sold as soon as their trades explain
   * it; the session waits for a second list, and counts it as held until then.
   */
  get isOutstanding(): boolean {
    return this.#differsFromJournal || this.#options.saleIsUnbooked();
  }

  /** Whether journal and exchange have still to agree, and were not compared just now. */
  get isDue(): boolean {
    return this.#differsFromJournal && this.#options.now() - this.#comparedAt >= COMPARE_MS;
  }

  get #differsFromJournal(): boolean {
    return this.#options.facts.now.reconciled !== true || this.#isShort;
  }

  /** Whether the exchange counts another position in some market than what its trades come to. */
  get isDoubtful(): boolean {
    return this.#differs.size > 0;
  }

  /** Compares the journal with the exchange, again after what it said to cancel has ended. */
  async compare(): Promise<void> {
    const { facts, cancels, pace, now } = this.#options;
    this.#comparedAt = now();
    const compare = () =>
      compareAccount({ ...this.#options, cancelOrphan: (id) => cancels.cancel(id, "exit") });
    let found = await compare();
    if (found !== true && cancels.running.length > 0) {
      await Promise.race([cancels.settled, pace.pause(COMPARE_MS)]);
      found = await compare();
    }
    // What an alarm has said since then needs a person.
    const [alarm] = this.#alarms;
    facts.set({ reconciled: alarm ?? found });
  }

  /** Something must not be: a reading that is newer settles a position, and a person the rest. */
  alarm({ code, market, text }: TrackerAlarm): void {
    const { facts, desk, cancels, pace, now } = this.#options;
    if (code === "POSITION_DIFFERS") {
      this.#differs.set(market, { detail: text, since: now() });
      this.setDiffers();
      pace.wake();
      return;
    }
    this.#alarms.add(`${code}: ${text}`);
    facts.set({ reconciled: `${code}: ${text}` });
    if (code !== "CAME_BACK") return;
    for (const order of desk.tracker.cameBack()) cancels.cancel(order.request.clientOrderId, "exchange");
  }

  /**
   * The positions of the account were compared. What strategies of sessions before hold is taken over, once journal and exchange
   * agree.
   */
  listed(positions: ReadonlyMap<string, Quantity>): void {
    const { journal, facts, inheritance, closing } = this.#options;
    this.#isShort = journal.orders.positions().some(({ market, quantity }) => {
      const there = positions.get(market) ?? NO_QUANTITY;
      return quantity !== 0 && Math.sign(quantity) * (quantity - there) > 0;
    });
    if (closing() || facts.now.reconciled !== true) return;
    inheritance.take(positions);
    this.setDiffers();
  }

  /** A whole reading that was asked for at this moment, Unix milliseconds, was compared: older doubts are settled. */
  passed(askedAt: number): void {
    for (const [market, { since }] of this.#differs) if (askedAt > since) this.#differs.delete(market);
    this.setDiffers();
  }

  /** The markets in which no entry is made until it is known what is held there, or a person has decided. */
  differs(halts: readonly Halt[]): readonly Difference[] {
    return [
      ...[...this.#differs].map(([market, { detail }]) => ({ market, detail })),
      ...halts.flatMap(({ market, detail }) => market === undefined ? [] : [{ market, detail }]),
      ...this.#options.inheritance.waits(),
    ];
  }

  /** The engine is given them as they are now. */
  setDiffers(): void {
    const { facts, journal } = this.#options;
    facts.set({ differs: this.differs(journal.halts.active()) });
  }
}
