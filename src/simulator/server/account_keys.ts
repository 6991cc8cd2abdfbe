/**
 * Opens the accounts that a simulator is started with, and has their keys act for them.
 *
 * @module
 */
import { type Micros, MICROS_PER_DOLLAR } from "../../core/numbers/money.ts";
import type { AccountsSeam } from "../exchange/accounts/seam.ts";
import type { Exchange } from "../exchange/exchange.ts";
import { type KeyRing, MAIN_USER_ID } from "./key_ring.ts";

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

/** What an account has on each shard unless asked for otherwise. */
export const PLAY_MONEY = 10_000 * MICROS_PER_DOLLAR as Micros;

/** For how long users have attested where they are at the start. */
const ATTESTED_MS = 365 * 86_400_000;

/**
 * Opens accounts: those planned, and the main one, for which keys act that none of them names. All users have attested where
 * they are.
 *
 * @param nowMs Unix milliseconds
 */
export function openAccounts(
  accounts: AccountsSeam,
  exchange: Exchange,
  keyRing: KeyRing,
  planned: readonly PlannedAccount[],
  nowMs: number,
): void {
  const shards = [...exchange.events.values()].map(({ listing }) => listing.series.exchangeIndex);
  const playMoney = new Map(shards.map((shard) => [shard, PLAY_MONEY]));
  for (const { keys = [], balances = playMoney, ...setup } of planned) {
    accounts.open({ ...setup, balances });
    for (const key of keys) keyRing.change(key, { userId: setup.userId });
  }
  if (accounts.account(MAIN_USER_ID) === undefined) {
    accounts.open({ userId: MAIN_USER_ID, balances: playMoney });
  }
  for (const { userId } of accounts.all()) keyRing.attest(userId, nowMs + ATTESTED_MS);
}
