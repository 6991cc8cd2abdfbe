/**
 * The state of the API key: until when it may trade, and whether it may at all.
 *
 * @module
 */
import type { AccountReads } from "../../kalshi/orders/contract.ts";
import type { ReadOutcome, WriteOutcome } from "../../kalshi/orders/outcomes.ts";
import type { LiveFacts } from "./live_facts.ts";

/** How often it is read, ms. */
const EVERY_MS = 300_000;

/** The parts of it. */
export interface KeyStateOptions {
  readonly reads: Pick<AccountReads, "apiKeys">;
  readonly keyId: string;
  readonly facts: Pick<LiveFacts, "set">;
  /** Unix milliseconds, never backward. */
  readonly now: () => number;
  onRead(outcome: ReadOutcome<unknown>): void;
}

/** Keeps the facts of the key: `attestedUntil` and `cannotTrade`. */
export class KeyState {
  readonly #options: KeyStateOptions;
  #readAt = -Infinity;

  constructor(options: KeyStateOptions) {
    this.#options = options;
  }

  /** Whether it is time to read it again: a person may have attested since, and what was refused for it may go then. */
  get isDue(): boolean {
    return this.#options.now() - this.#readAt >= EVERY_MS;
  }

  /** Reads the key. Where it cannot be read, what was known of it stays. */
  async read(): Promise<void> {
    const { reads, keyId, facts, now, onRead } = this.#options;
    this.#readAt = now();
    const keys = await reads.apiKeys();
    onRead(keys);
    if (keys.kind !== "read") return;
    const seconds = keys.value.api_key_region_expiration_ts;
    const own = keys.value.api_keys?.find(({ api_key_id }) => api_key_id === keyId);
    const mayTrade = own?.scopes?.some((scope) => scope === "write" || scope === "write::trade") ?? true;
    facts.set({
      attestedUntil: typeof seconds === "number" ? seconds * 1_000 : null,
      cannotTrade: mayTrade ? null : "the key lacks the scope write::trade",
    });
  }

  /** What came of a write: the exchange may have refused the key itself. */
  wrote(outcome: WriteOutcome<unknown>): void {
    if (outcome.kind !== "rejected") return;
    const { code, status, message } = outcome;
    const { facts } = this.#options;
    if (outcome.alarm === true) {
      facts.set({ cannotTrade: `the key was refused: ${code}; cancels will be refused too` });
    } else if (status === 403) facts.set({ cannotTrade: `${code}: ${message}` });
  }
}
