/**
 * The money of a shard, read again before each entry: the exchange's own app moves money between shards by itself.
 *
 * @module
 */
import { refuse, type Result, succeed } from "../../core/result.ts";
import type { ShardMoney } from "../../journal/account_limits.ts";
import type { AccountReads } from "../../kalshi/orders/contract.ts";
import type { ReadOutcome } from "../../kalshi/orders/outcomes.ts";
import { DEFAULT_COST } from "../../kalshi/rest/limits.ts";
import type { TokenBucket } from "../../lib/token_bucket.ts";
import type { Timers } from "../../lib/timers.ts";

/** How long an entry waits for it, ms: after that its price is an old one. */
const LONGEST_MS = 1_000;
/** Of the rate limit of reads so much is left for what looks after open orders. */
const KEPT_TOKENS = 10 * DEFAULT_COST;

/** The parts. */
export interface ShardBalancesOptions {
  readonly reads: Pick<AccountReads, "balance">;
  /** The rate limit of reads. */
  readonly bucket: Pick<TokenBucket, "tokens">;
  readonly timers: Timers;
  readonly subaccount: number;
  onRead(outcome: ReadOutcome<unknown>): void;
}

/** Reads balances. */
export class ShardBalances {
  readonly #options: ShardBalancesOptions;
  /** Readings that have begun in this turn. */
  readonly #begun = new Map<number, Promise<Result<ShardMoney>>>();

  constructor(options: ShardBalancesOptions) {
    this.#options = options;
  }

  /**
   * Reads the money of a shard. Entries of one moment share a reading; none is older than the entry.
   *
   * @returns a refusal where it is not read within a second, or at once where the rate limit would make it wait
   */
  read(shard: number): Promise<Result<ShardMoney>> {
    const begun = this.#begun.get(shard);
    if (begun !== undefined) return begun;
    const reading = this.#read(shard);
    this.#begun.set(shard, reading);
    this.#options.timers.after(0, () => this.#begun.delete(shard));
    return reading;
  }

  async #read(shard: number): Promise<Result<ShardMoney>> {
    const { reads, bucket, timers, subaccount, onRead } = this.#options;
    if (bucket.tokens < KEPT_TOKENS + DEFAULT_COST) {
      return refuse(
        "balance_unread",
        `the rate limit of reads leaves no room for the balance of shard ${shard}`,
      );
    }
    const limit = new AbortController();
    const timer = timers.after(LONGEST_MS, () => limit.abort());
    const read = await reads.balance(shard, subaccount, limit.signal);
    timer.clear();
    onRead(read);
    if (read.kind === "read") return succeed({ amount: read.value.balance, askedAt: read.askedAt });
    const late = `the balance of shard ${shard} was not read within ${LONGEST_MS / 1_000} s`;
    return refuse("balance_unread", limit.signal.aborted ? late : read.reason.message);
  }
}
