/**
 * The money for an entry: asked for before the entry is written, compared when it is.
 *
 * The request is under way while the disk is waited for, which holds up everything else, so that the two take their time together.
 *
 * @module
 */
import type { Reason } from "../../core/reasons.ts";
import type { Result } from "../../core/result.ts";
import type { ShardMoney } from "../../journal/account_limits.ts";
import { turn } from "../../lib/turn.ts";
import { reasonOf, refusalReason } from "./reasons.ts";

/** The money of a shard that was asked for. */
export class EntryMoney {
  readonly #answer: Promise<Result<ShardMoney>>;
  #early: Reason | undefined;

  private constructor(answer: Promise<Result<ShardMoney>>) {
    this.#answer = answer;
    void answer.then((read) => this.#early = unread(read));
  }

  /** @param answer never rejects. @returns when the request has left */
  static async asked(answer: Promise<Result<ShardMoney>>): Promise<EntryMoney> {
    const money = new EntryMoney(answer);
    await turn();
    return money;
  }

  /** Why there will be none, where that is known already: then there is nothing to write. */
  get early(): Reason | undefined {
    return this.#early;
  }

  /**
   * Why an entry that was written must not be sent; `undefined` where there is enough.
   *
   * @param affords whether a balance is enough for it
   */
  async short(affords: (balance: ShardMoney) => Result<void>): Promise<Reason | undefined> {
    const read = await this.#answer;
    if (!read.ok) return unread(read);
    const enough = affords(read.value);
    return enough.ok ? undefined : refusalReason(enough.reason);
  }
}

function unread(read: Result<ShardMoney>): Reason | undefined {
  return read.ok ? undefined : reasonOf("BALANCE_UNREAD", read.reason.message);
}
