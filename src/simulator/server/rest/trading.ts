/**
 * What the routes about accounts stand on.
 *
 * @module
 */
import type { AccountSeam, AccountsSeam } from "../../exchange/accounts/seam.ts";
import type { Doubts } from "../../exchange/doubts.ts";
import type { ApiLimits } from "../api_limits.ts";
import type { KeyRecord, KeyRing } from "../key_ring.ts";
import type { AccountHistory } from "../portfolio/account_history.ts";
import type { RestContext } from "./answers.ts";
import { RestError } from "./errors.ts";

/** Accounts, what they show, and how the exchange answers where nobody outside knows. */
export interface Trading {
  readonly accounts: AccountsSeam;
  readonly history: AccountHistory;
  readonly doubts: Doubts;
}

/** Everything that the routes about accounts need. */
export interface TradingContext extends RestContext, Trading {
  readonly keys: KeyRing;
  readonly limits: ApiLimits;
}

/** Whoever signed a request to a private path. @throws {RestError} 401 */
export function signer(caller: KeyRecord | undefined): KeyRecord {
  if (caller === undefined) throw new RestError(401, "unauthorized", "unauthorized", "MISSING_HEADERS");
  return caller;
}

/** The account of a key's user; one without money where they never had one. */
export function accountOf({ accounts }: Trading, { userId }: KeyRecord): AccountSeam {
  return accounts.account(userId) ?? accounts.open({ userId });
}
