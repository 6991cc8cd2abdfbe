/**
 * The money and the positions of one account.
 *
 * What must always hold: the money behind resting orders that a wallet counts is the sum over its holdings.
 *
 * @module
 */
import { type Micros, NO_MONEY } from "../../../core/numbers/money.ts";
import type { MarketRecord } from "../market_record.ts";
import type { BalanceCause, BalanceState, PositionState } from "./account_event.ts";
import { type Desk, shardOf } from "./desk.ts";
import { Holding } from "./holding.ts";
import type { Purse } from "./requests.ts";

/** The highest number of a subaccount. */
export const LAST_SUBACCOUNT = 63;

interface Wallet extends Purse {
  cash: Micros;
  held: Micros;
}

/** A ledger. */
export class Ledger {
  readonly #userId: string;
  readonly #desk: Desk;
  /** By subaccount, then shard. */
  readonly #wallets = new Map<number, Map<number, Wallet>>([[0, new Map()]]);
  /** By market, then subaccount. */
  readonly #holdings = new Map<string, Map<number, Holding>>();
  readonly #netting = new Map<number, boolean>();

  constructor(userId: string, desk: Desk) {
    this.#userId = userId;
    this.#desk = desk;
  }

  /** The subaccounts that exist. */
  get subaccounts(): readonly number[] {
    return [...this.#wallets.keys()];
  }

  /** Whether there is such a subaccount. */
  has(subaccount: number): boolean {
    return this.#wallets.has(subaccount);
  }

  /** Adds the lowest free subaccount. @returns its number; `undefined` beyond the last */
  addSubaccount(): number | undefined {
    for (let number = 1; number <= LAST_SUBACCOUNT; number++) {
      if (this.#wallets.has(number)) continue;
      this.#wallets.set(number, new Map());
      return number;
    }
    return undefined;
  }

  /** Whether the other outcome closes a position. */
  netting(subaccount: number): boolean {
    return this.#netting.get(subaccount) ?? this.#desk.doubts.netting;
  }

  /** Sets {@linkcode Ledger.netting}. */
  setNetting(subaccount: number, netting: boolean): void {
    this.#netting.set(subaccount, netting);
    for (const bySubaccount of this.#holdings.values()) {
      const holding = bySubaccount.get(subaccount);
      if (holding !== undefined) this.recount(holding);
    }
  }

  /** What a subaccount has in a market. */
  find(market: string, subaccount: number): Holding | undefined {
    return this.#holdings.get(market)?.get(subaccount);
  }

  /** The same, made where there is none. */
  holding(record: MarketRecord, subaccount: number): Holding {
    let bySubaccount = this.#holdings.get(record.ticker);
    if (bySubaccount === undefined) this.#holdings.set(record.ticker, bySubaccount = new Map());
    let holding = bySubaccount.get(subaccount);
    if (holding === undefined) {
      const event = record.listing.ticker;
      const place = { market: record.ticker, event, shard: shardOf(record), subaccount };
      holding = new Holding(place, () => this.#desk.exchange.feesOf(event));
      bySubaccount.set(subaccount, holding);
    }
    return holding;
  }

  /** What all subaccounts have in a market. */
  inMarket(market: string): readonly Holding[] {
    return [...this.#holdings.get(market)?.values() ?? []];
  }

  /** All positions, also those of size 0. */
  positions(): readonly PositionState[] {
    return [...this.#holdings.values()].flatMap((bySubaccount) =>
      [...bySubaccount.values()].map(({ state }) => state)
    );
  }

  /** Money that may be used for new orders. */
  available(purse: Purse): Micros {
    const { cash, held } = this.#wallet(purse);
    return cash - held as Micros;
  }

  /** Counts the money behind a holding's orders again. @returns by how much it changed */
  recount(holding: Holding): Micros {
    const change = holding.recount(this.netting(holding.place.subaccount));
    if (change !== 0) {
      const wallet = this.#wallet(holding.place);
      wallet.held = wallet.held + change as Micros;
    }
    return change;
  }

  /** Moves money in, or out where below zero. */
  move(purse: Purse, amount: Micros, cause: BalanceCause): void {
    const wallet = this.#wallet(purse);
    wallet.cash = wallet.cash + amount as Micros;
    this.report(purse, cause);
  }

  /** Reports a balance. */
  report(purse: Purse, cause: BalanceCause): void {
    this.#desk.log.add(this.#userId, { kind: "balance", balance: this.balance(purse), cause });
  }

  /** A balance. */
  balance(purse: Purse): BalanceState {
    const { shard, subaccount, cash, held } = this.#wallet(purse);
    return { shard, subaccount, cash, held };
  }

  /** All balances. */
  balances(): readonly BalanceState[] {
    return [...this.#wallets.values()].flatMap((byShard) =>
      [...byShard.values()].map((wallet) => ({ ...wallet }))
    );
  }

  #wallet({ shard, subaccount }: Purse): Wallet {
    const byShard = this.#wallets.get(subaccount);
    if (byShard === undefined) {
      throw new RangeError(`Cannot find money: subaccount ${subaccount} does not exist`);
    }
    let wallet = byShard.get(shard);
    if (wallet === undefined) {
      byShard.set(shard, wallet = { shard, subaccount, cash: NO_MONEY, held: NO_MONEY });
    }
    return wallet;
  }
}
