/**
 * Writes of an account, with what they share: room in the rate limit, the only way out, the judgement, the exchange's clock.
 *
 * @module
 */
import type { Result } from "../../core/result.ts";
import type { AttemptRequest } from "../rest/attempted.ts";
import { readLimits } from "../rest/limits.ts";
import { COMMON, type WriteBudget } from "./budget.ts";
import type { AccountReads, WriteOptions, WritePriority } from "./contract.ts";
import { DOCUMENTED_COSTS, readCosts, type WriteCosts, type WriteKind } from "./costs.ts";
import type { ExchangeClock } from "./exchange_clock.ts";
import { judge, type Said } from "./judge.ts";
import type { WriteOutcome } from "./outcomes.ts";
import { createSender, type Send, type SenderOptions } from "./sender.ts";

/** What a write is, for the limit and for whoever may hold it. */
export interface Sending {
  readonly kind: WriteKind;
  readonly priority: WritePriority;
  readonly bucket: number;
  readonly cost: number;
}

/** How to write. */
export interface WriterOptions extends Omit<SenderOptions, "onLimited"> {
  readonly now: () => number;
  readonly clock: ExchangeClock;
  readonly reads: Pick<AccountReads, "limits" | "endpointCosts">;
  /** How long a write waits for the rate limit unless it says otherwise, ms. @default {2000} */
  readonly waitMs?: number;
}

/** Sends writes and judges what comes of them. */
export class Writer {
  readonly budget: WriteBudget;
  readonly #options: WriterOptions;
  readonly #send: Send;
  #costs: WriteCosts = DOCUMENTED_COSTS;
  #learning: Promise<void> | undefined;

  constructor(options: WriterOptions) {
    this.#options = options;
    this.budget = options.budget;
    this.#send = createSender({ ...options, onLimited: () => void this.learnLimits() });
  }

  /** What writes cost. */
  get costs(): WriteCosts {
    return this.#costs;
  }

  /** Reads the account's rate limits and costs and keeps to them from then on; one reading at a time. */
  learnLimits(): Promise<void> {
    this.#learning ??= this.#learn().finally(() => this.#learning = undefined);
    return this.#learning;
  }

  /**
   * Sends a request once.
   *
   * @param read what a success says
   */
  async write<Value>(
    sending: Sending,
    request: AttemptRequest,
    read: (body: unknown) => Result<Said<Value>>,
    { waitMs = this.#options.waitMs ?? 2_000, signal, hold }: WriteOptions = {},
  ): Promise<WriteOutcome<Value>> {
    const outcome = await this.#send({
      ...sending,
      request,
      waitMs,
      ...(signal === undefined ? {} : { signal }),
      ...(hold === undefined ? {} : { hold }),
    });
    if (outcome.kind === "not_sent" && "code" in outcome) return outcome;
    const judged = judge(outcome, this.#options.now(), read);
    if (outcome.kind === "answered" && judged.kind === "accepted" && judged.exchangeMs !== undefined) {
      this.#options.clock.answered(outcome.askedAt, outcome.at, judged.exchangeMs);
    }
    return judged;
  }

  async #learn(): Promise<void> {
    const { reads } = this.#options;
    const [limits, costs] = await Promise.all([reads.limits(), reads.endpointCosts()]);
    if (limits.kind === "read") this.budget.resize(readLimits(limits.value).write);
    if (costs.kind === "read") this.#costs = readCosts(costs.value);
  }
}

/** The bucket that pays a single write with this shard. */
export function bucketOf(exchangeIndex: number | undefined): number {
  return exchangeIndex === undefined || exchangeIndex < 0 ? COMMON : exchangeIndex;
}
