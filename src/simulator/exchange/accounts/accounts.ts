/**
 * The accounts of an exchange.
 *
 * They stand on the same seam as everybody who trades: an account's order is one more order in a market's book, under a name
 * of its own. What money, positions and rules make of it is kept here.
 *
 * @module
 */
import { type Doubts, LIKELY } from "../doubts.ts";
import type { Exchange } from "../exchange.ts";
import type { MarketRecord } from "../market_record.ts";
import type { LevelEvent, LifeEvent } from "../simulated_event.ts";
import type { ShardState } from "../submission.ts";
import { Account, ownerOf } from "./account.ts";
import type { AccountEvent, OrderState } from "./account_event.ts";
import { Desk } from "./desk.ts";
import type { AccountSetup, AccountsSeam } from "./seam.ts";

/** The accounts. */
export class Accounts implements AccountsSeam {
  readonly #desk: Desk;
  readonly #accounts = new Map<string, Account>();
  readonly #owners = new Map<string, Account>();

  /** @param doubts those that are answered otherwise than likely */
  constructor(exchange: Exchange, doubts: Partial<Doubts> = {}) {
    this.#desk = new Desk(exchange, { ...LIKELY, ...doubts });
    exchange.watch({
      before: () => this.#desk.advance(),
      after: () => this.#desk.matched(),
      stepped: (life, market) => this.#stepped(life, market),
    });
    for (const { ticker, closeAt } of exchange.markets.values()) this.#planClose(ticker, closeAt);
  }

  /** The answers to what is not confirmed. */
  get doubts(): Doubts {
    return this.#desk.doubts;
  }

  open(setup: AccountSetup): Account {
    if (this.#accounts.has(setup.userId)) {
      throw new RangeError(`Cannot open account: user "${setup.userId}" has one`);
    }
    const account = new Account(setup, this.#desk);
    this.#accounts.set(setup.userId, account);
    this.#owners.set(ownerOf(setup.userId), account);
    return account;
  }

  account(userId: string): Account | undefined {
    return this.#accounts.get(userId);
  }

  all(): readonly Account[] {
    return [...this.#accounts.values()];
  }

  setShard(shard: number, state: ShardState): void {
    this.#desk.perform(() => {
      this.#desk.exchange.setShard(shard, state);
      if (state === "active") return;
      for (const account of this.#accounts.values()) account.paused(shard);
    });
  }

  shard(shard: number): ShardState {
    return this.#desk.exchange.shard(shard);
  }

  advance(): void {
    this.#desk.advance();
  }

  get dueAt(): number | undefined {
    return this.#desk.schedule.dueAt;
  }

  eventsAfter(sequence: number): readonly AccountEvent[] {
    return this.#desk.log.after(sequence);
  }

  get lastSequence(): number {
    return this.#desk.log.lastSequence;
  }

  onEvent(listener: (event: AccountEvent) => void): () => void {
    return this.#desk.log.listen(listener);
  }

  /** The order of an account that a book change is of; `undefined` where nobody's is known. */
  causeOf({ order }: LevelEvent): { readonly order: OrderState; readonly matched: boolean } | undefined {
    if (order === undefined) return undefined;
    const state = this.#owners.get(order.owner)?.order(order.orderId);
    return state === undefined ? undefined : { order: state, matched: order.matched };
  }

  #stepped(life: LifeEvent, record: MarketRecord): void {
    if (life.step === "created" || life.step === "close_date_updated" || life.step === "reopened") {
      this.#planClose(record.ticker, record.closeAt);
    }
    for (const account of this.#accounts.values()) account.stepped(life, record);
    this.#desk.matched();
  }

  #planClose(ticker: string, closeAt: number): void {
    this.#desk.schedule.plan(closeAt, () => {
      const market = this.#desk.exchange.market(ticker);
      // It may have been put off, or closed already.
      if (market.record.closeAt === closeAt) market.closeByClock();
    });
  }
}
