/**
 * Opens the accounts that a simulator is started with, and says which key acts for which.
 *
 * @module
 */
import { type Micros, MICROS_PER_DOLLAR } from "../../core/numbers/money.ts";
import type { AccountSeam, AccountsSeam } from "../exchange/accounts/seam.ts";
import type { Exchange } from "../exchange/exchange.ts";
import { uuidOf } from "../ids.ts";

/** A user's account at the simulated exchange. */
export interface PlannedAccount {
  readonly userId: string;
  /** Ids of the keys that act for it. @default none */
  readonly keys?: readonly string[];
  /** Micro-dollars by shard. @default play money: 10,000 dollars on each shard that has markets */
  readonly balances?: ReadonlyMap<number, Micros>;
  /** The smallest unit of its balance. @default `DIRECT_PRECISION` */
  readonly precision?: Micros;
}

/** Whose account a key acts for that no account names. */
export const MAIN_USER_ID = uuidOf("main user");
/** What an account has on each shard unless asked for otherwise. */
export const PLAY_MONEY = 10_000 * MICROS_PER_DOLLAR as Micros;

/**
 * Opens accounts: those planned, and the main one, for which keys act that none of them names.
 *
 * @returns the account of each key
 */
export function openAccounts(
  accounts: AccountsSeam,
  exchange: Exchange,
  keyIds: readonly string[],
  planned: readonly PlannedAccount[],
): ReadonlyMap<string, AccountSeam> {
  const shards = [...exchange.events.values()].map(({ listing }) => listing.series.exchangeIndex);
  const playMoney = new Map(shards.map((shard) => [shard, PLAY_MONEY]));
  const accountOf = new Map<string, AccountSeam>();
  for (const { keys = [], balances = playMoney, ...setup } of planned) {
    const account = accounts.open({ ...setup, balances });
    for (const key of keys) accountOf.set(key, account);
  }
  const main = accounts.account(MAIN_USER_ID) ?? accounts.open({ userId: MAIN_USER_ID, balances: playMoney });
  for (const key of keyIds) if (!accountOf.has(key)) accountOf.set(key, main);
  return accountOf;
}
