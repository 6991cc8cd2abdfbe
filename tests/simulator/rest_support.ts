/**
 * The REST side over an exchange, without a server.
 *
 * @module
 */
import { Accounts } from "../../src/simulator/exchange/accounts/accounts.ts";
import type { Doubts } from "../../src/simulator/exchange/doubts.ts";
import type { Exchange } from "../../src/simulator/exchange/exchange.ts";
import { openAccounts } from "../../src/simulator/server/account_keys.ts";
import { ApiLimits } from "../../src/simulator/server/api_limits.ts";
import { KeyRing } from "../../src/simulator/server/key_ring.ts";
import { AccountHistory } from "../../src/simulator/server/portfolio/account_history.ts";
import { createRest } from "../../src/simulator/server/rest/rest.ts";
import { SHARDS } from "../../src/simulator/server/shards.ts";

/** What a test may set. */
export interface RestSetup {
  readonly exchange: Exchange;
  readonly now: () => number;
  /** @default none */
  readonly keys?: KeyRing;
  /** @default false */
  readonly rateLimits?: boolean;
  readonly doubts?: Partial<Doubts>;
}

/** Makes the application and what it stands on. */
export function restOver(
  { exchange, now, keys = new KeyRing(), rateLimits = false, doubts = {} }: RestSetup,
) {
  const accounts = new Accounts(exchange, doubts);
  openAccounts(accounts, exchange, keys, [], now());
  const history = new AccountHistory(accounts, now);
  const limits = new ApiLimits(SHARDS.map(({ index }) => index));
  const app = createRest({
    exchange,
    now,
    keys,
    rateLimits,
    accounts,
    history,
    limits,
    doubts: accounts.doubts,
  });
  return { app, accounts, history, limits };
}
