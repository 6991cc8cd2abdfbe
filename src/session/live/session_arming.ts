/**
 * Whether the arming of a session is in force, where one is needed. It is read from the journal each time: a person may disarm
 * at any moment.
 *
 * @module
 */
import type { Reason } from "../../core/reasons.ts";
import type { Armings } from "../../journal/arming.ts";
import type { Cancels } from "./cancels.ts";
import type { Confirmation } from "./confirmation.ts";
import type { LiveFactsNow } from "./live_facts.ts";
import type { LiveStatus } from "./status.ts";
import type { TrackedOrder } from "./tracked_order.ts";

/** The parts of it. */
export interface SessionArmingOptions {
  readonly confirmation: Confirmation;
  readonly armings: Pick<Armings, "current">;
  readonly tracker: { open(): readonly TrackedOrder[] };
  readonly cancels: Pick<Cancels, "cancel">;
  /** The arming is in another state than it was, for the audit log. */
  onChange(state: string): void;
}

/** The arming that a session trades under. */
export class SessionArming {
  readonly #options: SessionArmingOptions;
  /** What the audit log was told last. */
  #noted: string | undefined;

  constructor(options: SessionArmingOptions) {
    this.#options = options;
  }

  /** Why none is in force; `undefined` where one is, or where none is needed. */
  get missing(): Reason | undefined {
    const { confirmation, armings } = this.#options;
    if (confirmation.kind === "typed") return undefined;
    const armed = armings.current();
    return armed.ok ? undefined : { code: armed.reason.code, detail: armed.reason.message };
  }

  /** What the engine is given of it. */
  fact(): LiveFactsNow {
    if (this.#options.confirmation.kind === "typed") return {};
    return { unarmed: this.missing?.detail ?? null };
  }

  /** What screens show of it. */
  status(): Pick<LiveStatus, "armedUntil" | "unarmed"> {
    const { confirmation, armings } = this.#options;
    if (confirmation.kind === "typed") return {};
    const armed = armings.current();
    return armed.ok ? { armedUntil: armed.value.until } : { unarmed: armed.reason.message };
  }

  /** What waits to be bought ends with the arming: a fill would be an entry that nobody permits any more. Closes stay. */
  tick(): void {
    const { confirmation, tracker, cancels, onChange } = this.#options;
    const { missing } = this;
    const state = missing === undefined ? "in force" : `${missing.code}: ${missing.detail ?? ""}`;
    if (confirmation.kind === "armed" && state !== this.#noted) onChange(state);
    this.#noted = state;
    if (missing === undefined) return;
    for (const { request, ofThisSession, cancelReason } of tracker.open()) {
      if (!ofThisSession || request.purpose !== "entry" || cancelReason !== undefined) continue;
      cancels.cancel(request.clientOrderId, "requested");
    }
  }
}
