/**
 * What holds entries of a live session, read at each one. Exits and cancels go whatever is said here.
 *
 * @module
 */
import type { KeptHalt } from "../../core/live.ts";
import type { Reason } from "../../core/reasons.ts";
import { ACCOUNT_CANCEL_MS, type Armings } from "../../journal/arming.ts";
import type { Halt } from "../../journal/halts.ts";
import type { Breakers } from "./breakers.ts";
import type { LiveFacts } from "./live_facts.ts";
import type { OrderGroups } from "./order_groups.ts";
import type { SessionArming } from "./session_arming.ts";
import type { Sight } from "./sight.ts";

/** What it asks. */
export interface EntryGateOptions {
  readonly sight: Pick<Sight, "blind">;
  readonly facts: Pick<LiveFacts, "now">;
  readonly arming: Pick<SessionArming, "missing">;
  readonly armings: Pick<Armings, "accountCancelledAt">;
  readonly groups: Pick<OrderGroups, "held">;
  readonly breakers: Pick<Breakers, "open">;
  /** Unix milliseconds. */
  readonly now: () => number;
}

/** Lets entries through, or says why not. */
export class EntryGate {
  readonly #options: EntryGateOptions;

  constructor(options: EntryGateOptions) {
    this.#options = options;
  }

  /** Why no entry may leave now; `undefined` where one may. */
  get held(): Reason | undefined {
    const { sight, facts, arming, armings, groups, breakers, now } = this.#options;
    const { blind } = sight;
    if (blind !== undefined) return { code: "BLIND", detail: blind };
    const { reconciled } = facts.now;
    if (reconciled !== true) return { code: "NOT_RECONCILED", detail: reconciled ?? "not compared yet" };
    const { missing } = arming;
    if (missing !== undefined) return missing;
    const cancelledAt = armings.accountCancelledAt();
    if (cancelledAt !== undefined && now() - cancelledAt < ACCOUNT_CANCEL_MS) {
      return {
        code: "ACCOUNT_CANCEL",
        detail: "everything on the account was cancelled within the last minute",
      };
    }
    if (groups.held !== undefined) return groups.held;
    const [open] = breakers.open();
    return open === undefined ? undefined : { code: "BREAKER_OPEN", detail: open.api };
  }

  /** Why no entry may leave into a market now. */
  heldIn(market: string): Reason | undefined {
    const { held } = this;
    if (held !== undefined) return held;
    const difference = this.#options.facts.now.differs?.find((each) => each.market === market);
    return difference === undefined ? undefined : { code: "DIFFERS", detail: difference.detail };
  }

  /** The journal's halts as they concern this session, and those of this session alone. */
  halts(kept: readonly Halt[]): readonly KeptHalt[] {
    const { held } = this.#options.groups;
    return [
      ...kept.map(({ code, detail }) => ({ code, detail })),
      ...(held === undefined ? [] : [{ code: held.code, detail: held.detail ?? "" }]),
    ];
  }
}
