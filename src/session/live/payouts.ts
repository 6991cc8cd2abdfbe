/**
 * What settled markets have paid, beside what the account's money changed by: where they differ, it is said once, with both
 * numbers, and nothing else follows from it.
 *
 * @module
 */
import { type PayoutDifference, payoutDifferenceText } from "../../core/live.ts";
import {
  formatMicros,
  type Micros,
  MICROS_PER_DOLLAR,
  ONE_CONTRACT,
  type Quantity,
} from "../../core/numbers/money.ts";
import type { JournalFill } from "../../journal/rows.ts";
import type { AccountReads } from "../../kalshi/orders/contract.ts";
import type { ReadOutcome } from "../../kalshi/orders/outcomes.ts";
import {
  type BookedPayout,
  comparePayouts,
  hasCome,
  type QuietReading,
  withReading,
} from "./payout_check.ts";

/** Changes of the account that are kept while nothing is traded. */
const KEPT = 200;
/** What cannot be compared for so long, ms, as where the exchange does not list the settlement, is not compared. */
const GIVE_UP_MS = 60_000;
const PER_CONTRACT = MICROS_PER_DOLLAR / ONE_CONTRACT;

/** What a whole reading of the account found. */
export interface SeenAccount extends QuietReading {
  /** Whether nothing of the account rested, and no order of ours was under way. */
  readonly isQuiet: boolean;
  /** Changes with every trade that becomes known, of whomever. */
  readonly trades: string;
}

/** The parts of it. */
export interface PayoutsOptions {
  readonly reads: Pick<AccountReads, "settlements">;
  readonly subaccount: number;
  readonly now: () => number;
  /** The trades of a market, as the journal has them. */
  readonly fills: (market: string) => readonly JournalFill[];
  onRead(outcome: ReadOutcome<unknown>): void;
  onDiffers(difference: PayoutDifference): void;
  note(kind: string, data: Readonly<Record<string, string | number>>): void;
}

interface Waiting extends BookedPayout {
  pairs: Micros;
  readonly bookedAt: number;
  /** When the exchange has paid, by its own list. */
  settledAt?: number;
}

/** Compares payouts with the account's money. */
export class Payouts {
  readonly #options: PayoutsOptions;
  /** Since the last trade, and since something last rested. */
  #readings: readonly QuietReading[] = [];
  #trades = "";
  readonly #waiting = new Map<string, Waiting>();
  readonly #alarms: string[] = [];
  #running: Promise<void> | undefined;

  constructor(options: PayoutsOptions) {
    this.#options = options;
  }

  /** What differed, one line each. */
  get alarms(): readonly string[] {
    return this.#alarms;
  }

  /** Whether a payout has still to be compared. */
  get isWaiting(): boolean {
    return this.#waiting.size > 0;
  }

  /** A market has paid; of the same market there is more where a trade of it is reported only then. */
  booked({ market, exchangeIndex, held, payout }: Omit<BookedPayout, "pairs">): void {
    const before = this.#waiting.get(market);
    this.#waiting.set(market, {
      market,
      exchangeIndex,
      held: held + (before?.held ?? 0) as Quantity,
      payout: payout + (before?.payout ?? 0) as Micros,
      pairs: 0 as Micros,
      bookedAt: this.#options.now(),
    });
  }

  /** The account was read whole. */
  seen({ isQuiet, trades, ...reading }: SeenAccount): void {
    if (!isQuiet || trades !== this.#trades) this.#readings = [];
    this.#trades = trades;
    if (isQuiet) this.#readings = withReading(this.#readings, reading).slice(-KEPT);
  }

  /** Compares what waits for that, as far as it can be by now; while that runs, a second call gives the same. */
  compare(): Promise<void> {
    return this.#running ??= this.#compare().finally(() => {
      this.#running = undefined;
    });
  }

  /** No more readings come: what has not been compared is not. */
  end(): void {
    if (this.isWaiting) this.#notCompared("the session has ended before it was known");
  }

  async #compare(): Promise<void> {
    if (!this.isWaiting) return;
    if (hasCome(this.#readings, [...this.#waiting.values()])) return this.#agrees();
    if (this.#readings.length === 0) {
      return this.#notCompared("something rested or was traded at the time");
    }
    await this.#readSettlements();
    const waiting = [...this.#waiting.values()];
    const settledAt = waiting.flatMap((each) => each.settledAt ?? []);
    const isKnown = settledAt.length === waiting.length;
    const verdict = isKnown ? comparePayouts(this.#readings, waiting, settledAt) : { kind: "waits" } as const;
    if (verdict.kind === "agrees") return this.#agrees();
    if (verdict.kind === "not_compared") return this.#notCompared(verdict.why);
    if (verdict.kind === "differs") return this.#differs(verdict.difference);
    const oldest = Math.min(...waiting.map(({ bookedAt }) => bookedAt));
    if (this.#options.now() - oldest >= GIVE_UP_MS) {
      this.#notCompared(
        isKnown ? "the account's money was not read again" : "the exchange does not list the settlement",
      );
    }
  }

  /** Reads when the exchange has paid what waits: only what was read before that is from before. */
  async #readSettlements(): Promise<void> {
    const { reads, subaccount, onRead } = this.#options;
    for (const each of [...this.#waiting.values()]) {
      if (each.settledAt !== undefined) continue;
      const read = await reads.settlements({ ticker: each.market, subaccount });
      onRead(read);
      if (read.kind !== "read") continue;
      const row = read.value.items.find(({ market }) => market === each.market);
      if (row?.settledAt === undefined) continue;
      each.settledAt = row.settledAt;
      each.pairs = this.#pairs(each.market);
    }
  }

  /** The dollars of contracts that were bought and sold. */
  #pairs(market: string): Micros {
    let [bought, sold] = [0, 0];
    for (const fill of this.#options.fills(market)) {
      if (fill.clientOrderId === undefined) continue;
      if (fill.side === "bid") bought += fill.quantity;
      else sold += fill.quantity;
    }
    return Math.min(bought, sold) * PER_CONTRACT as Micros;
  }

  #differs(difference: PayoutDifference): void {
    const { note, onDiffers } = this.#options;
    const { exchangeIndex, booked, changed } = difference;
    this.#waiting.clear();
    this.#alarms.push(payoutDifferenceText(difference));
    note("payout_differs", {
      markets: difference.markets.join(", "),
      shard: exchangeIndex,
      booked: formatMicros(booked),
      changed: formatMicros(changed),
    });
    onDiffers(difference);
  }

  #agrees(): void {
    for (const { market, exchangeIndex, payout } of this.#waiting.values()) {
      this.#options.note("payout_agrees", { market, shard: exchangeIndex, booked: formatMicros(payout) });
    }
    this.#waiting.clear();
  }

  #notCompared(why: string): void {
    for (const { market, exchangeIndex, payout } of this.#waiting.values()) {
      this.#options.note("payout_not_compared", {
        market,
        shard: exchangeIndex,
        booked: formatMicros(payout),
        why,
      });
    }
    this.#waiting.clear();
  }
}
