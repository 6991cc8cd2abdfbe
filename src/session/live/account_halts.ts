/**
 * Halts of the whole account, as the engine has them: those of the journal, and those that this session's order groups make.
 *
 * @module
 */
import type { KeptHalt } from "../../core/live.ts";
import type { Halt } from "../../journal/halts.ts";
import type { Journal } from "../../journal/journal.ts";
import type { GroupEvent } from "../../kalshi/decoding/private_messages.ts";
import type { EntryGate } from "./entry_gate.ts";
import type { LiveFacts } from "./live_facts.ts";
import type { OrderGroups } from "./order_groups.ts";

/** The parts of it. */
export interface AccountHaltsOptions {
  readonly journal: Pick<Journal, "halts" | "groups">;
  readonly groups: Pick<OrderGroups, "changed" | "check" | "held" | "release">;
  readonly gate: Pick<EntryGate, "halts">;
  readonly facts: Pick<LiveFacts, "set">;
  /** Whether the session ends: then nothing of it is said any more. */
  readonly closing: () => boolean;
}

/** The halts. */
export class AccountHalts {
  readonly #options: AccountHaltsOptions;

  constructor(options: AccountHaltsOptions) {
    this.#options = options;
  }

  /** Halts of all markets, of those that the journal has, and those of this session alone. */
  ofAll(halts: readonly Halt[]): readonly KeptHalt[] {
    return this.#options.gate.halts(halts.filter(({ market }) => market === undefined));
  }

  /** Gives the engine the halts as they are now. */
  set(): void {
    const { facts, journal } = this.#options;
    facts.set({ halts: this.ofAll(journal.halts.active()) });
  }

  /** An order group has changed. One that was triggered or deleted stops entries until a person has decided. */
  groupChanged(changed: GroupEvent): void {
    const { groups, journal } = this.#options;
    const { event, groupId } = changed;
    if (groups.changed(changed)) return this.set();
    if (event !== "triggered" && event !== "deleted" || journal.groups.isOwn(groupId)) return;
    const detail = `order group ${groupId} was ${event}: entries wait for kalshi-live groups --reset`;
    journal.halts.set({ code: "ORDER_GROUP", detail });
  }

  /** Reads what became of the groups while nothing was heard of them. */
  async checkGroups(): Promise<void> {
    await this.#options.groups.check();
    if (!this.#options.closing()) this.set();
  }

  /** Where a person has released a group, entries go on. */
  async releaseGroups(): Promise<void> {
    const { groups, closing } = this.#options;
    if (groups.held === undefined) return;
    if (await groups.release() && !closing()) this.set();
  }
}
