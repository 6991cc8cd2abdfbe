/**
 * Reads the account again and again while a session lives, and says whether it is seen.
 *
 * @module
 */
import type { AccountHalts } from "./account_halts.ts";
import type { AccountWatch, Pass } from "./account_watch.ts";
import type { OrderDesk } from "./desk.ts";
import type { KeyState } from "./key_state.ts";
import type { JournalLedger } from "./ledger.ts";
import type { LiveFacts } from "./live_facts.ts";
import type { Need, Pace } from "./pace.ts";
import type { Payouts } from "./payouts.ts";
import type { Reconciliation } from "./reconciliation.ts";
import type { Sight } from "./sight.ts";

/** The parts of it. */
export interface AccountReadingOptions {
  readonly watch: Pick<AccountWatch, "read">;
  readonly desk: Pick<OrderDesk, "tracker" | "ended">;
  readonly sight: Sight;
  readonly facts: Pick<LiveFacts, "set">;
  readonly ledger: Pick<JournalLedger, "note">;
  readonly payouts: Pick<Payouts, "compare" | "isWaiting">;
  readonly key: Pick<KeyState, "isDue" | "read">;
  readonly halts: Pick<AccountHalts, "checkGroups">;
  readonly reconciliation: Pick<
    Reconciliation,
    "isDue" | "isDoubtful" | "isOutstanding" | "compare" | "passed"
  >;
  readonly pace: Pick<Pace, "wake" | "untilDue">;
  /** Unix milliseconds, never backward. */
  readonly now: () => number;
}

/** The reading of the account, over REST and beside its streams. */
export class AccountReading {
  readonly #options: AccountReadingOptions;

  constructor(options: AccountReadingOptions) {
    this.#options = options;
  }

  /** How soon the next pass is wanted. */
  get need(): Need {
    const { sight, reconciliation, desk: { tracker }, payouts } = this.#options;
    if (sight.blind !== undefined || reconciliation.isDoubtful) return "doubtful";
    const isOpen = tracker.open().length + tracker.outstanding().length > 0;
    return isOpen || payouts.isWaiting || sight.failing || reconciliation.isOutstanding ? "busy" : "idle";
  }

  /** The account's streams are all there again: what they brought before that is read, and compared. */
  up(): void {
    const { sight, halts, now } = this.#options;
    sight.up(now());
    this.#sightChanged();
    void halts.checkGroups();
  }

  /** The account's streams do not come: nothing is known of own fills at this moment. */
  down(why: string): void {
    this.#options.sight.down(why);
    this.#sightChanged();
  }

  /** A message about the account cannot be read. */
  unreadable(why: string): void {
    const { ledger, sight, now } = this.#options;
    ledger.note("unreadable", { why });
    sight.unreadable(now(), why);
    this.#sightChanged();
  }

  /** Reads until the session ends: often while something is open, at once where it is woken. */
  async run(): Promise<void> {
    const { watch, desk, payouts, key, halts, reconciliation, pace } = this.#options;
    while (!desk.ended) {
      const pass = await watch.read();
      if (desk.ended) return;
      this.#passed(pass);
      await payouts.compare();
      if (key.isDue) {
        await key.read();
        await halts.checkGroups();
      }
      if (reconciliation.isDue) await reconciliation.compare();
      await pace.untilDue(pass.askedAt);
    }
  }

  #passed(pass: Pass): void {
    const { sight, ledger, reconciliation } = this.#options;
    const { askedAt, whole, compared, why = "" } = pass;
    sight.passed(pass);
    this.#setBlind();
    if (!whole) ledger.note("unread", { why });
    if (whole && compared) reconciliation.passed(askedAt);
  }

  #sightChanged(): void {
    this.#setBlind();
    this.#options.pace.wake();
  }

  #setBlind(): void {
    const { facts, sight } = this.#options;
    facts.set({ blind: sight.blind ?? null });
  }
}
