/**
 * Remembers what happened to all accounts, as REST shows it: each resource some time behind the engine, each by its own lag, so
 * that two lists are never one snapshot.
 *
 * @module
 */
import type {
  AccountEvent,
  BalanceState,
  FillState,
  OrderState,
  PositionState,
  SettlementState,
} from "../../exchange/accounts/account_event.ts";
import type { AccountsSeam } from "../../exchange/accounts/seam.ts";
import { LaggedFold, Rows } from "./lagged_fold.ts";

/** What lags by itself. */
export const RESOURCES = ["orders", "fills", "positions", "balance", "settlements"] as const;
/** What lags by itself. */
export type Resource = typeof RESOURCES[number];

/** Milliseconds, for some or all resources. `timestamp`: what `user_data_timestamp` admits; by default the longest lag. */
export type ReadLags = Partial<Readonly<Record<Resource | "timestamp", number>>>;

/** From which age on rows are in `/historical` alone, milliseconds. */
export interface ArchiveAges {
  readonly orders: number;
  readonly fills: number;
  readonly positions: number;
  /** Older settlements are nowhere. */
  readonly settlements: number;
  /** For how long a position is in both lists. */
  readonly positionsInBoth: number;
}

const DAY_MS = 86_400_000;
/** About two weeks, as since September 2026. */
const TWO_WEEKS_MS = 14 * DAY_MS;

/** The ages that the exchange's pages describe. */
export const USUAL_AGES: ArchiveAges = {
  orders: TWO_WEEKS_MS,
  fills: TWO_WEEKS_MS,
  positions: TWO_WEEKS_MS,
  settlements: TWO_WEEKS_MS,
  positionsInBoth: DAY_MS,
};

type ByUser<Row> = Map<string, Rows<Row>>;

function rowsOf<Row>(users: ByUser<Row>, userId: string): Rows<Row> {
  let rows = users.get(userId);
  if (rows === undefined) {
    rows = new Rows();
    users.set(userId, rows);
  }
  return rows;
}

/** The history of all accounts of an exchange. */
export class AccountHistory {
  /** From which age on rows are archived; it may change at any time. */
  ages: ArchiveAges = USUAL_AGES;
  readonly #now: () => number;
  readonly #orders: LaggedFold<ByUser<OrderState>>;
  readonly #fills: LaggedFold<ByUser<FillState>>;
  readonly #positions: LaggedFold<ByUser<PositionState>>;
  readonly #balances: LaggedFold<ByUser<BalanceState & { readonly atMs: number }>>;
  readonly #settlements: LaggedFold<ByUser<SettlementState>>;
  #timestampLagMs: number | undefined;

  /** @param now engine time, Unix milliseconds */
  constructor(accounts: AccountsSeam, now: () => number) {
    this.#now = now;
    this.#orders = new LaggedFold(new Map(), (users, event) => {
      if (event.kind === "order") rowsOf(users, event.userId).put(event.order.orderId, event.order);
    }, now);
    this.#fills = new LaggedFold(new Map(), (users, event) => {
      if (event.kind !== "fill") return;
      // Both sides of one trade can belong to one user: subaccounts.
      const { tradeId, orderId } = event.fill;
      rowsOf(users, event.userId).put(`${tradeId} ${orderId}`, event.fill);
    }, now);
    this.#positions = new LaggedFold(new Map(), (users, event) => {
      if (event.kind !== "position") return;
      const { market, subaccount } = event.position;
      rowsOf(users, event.userId).put(`${subaccount} ${market}`, event.position);
    }, now);
    this.#balances = new LaggedFold(new Map(), (users, event) => {
      if (event.kind !== "balance") return;
      const { shard, subaccount } = event.balance;
      rowsOf(users, event.userId).put(`${subaccount} ${shard}`, { ...event.balance, atMs: event.atMs });
    }, now);
    this.#settlements = new LaggedFold(new Map(), (users, event) => {
      if (event.kind !== "settlement") return;
      const { market, subaccount } = event.settlement;
      rowsOf(users, event.userId).put(`${subaccount} ${market}`, event.settlement);
    }, now);
    for (const event of accounts.eventsAfter(0)) this.#take(event);
    accounts.onEvent((event) => this.#take(event));
  }

  /** Sets lags; what is not given stays. */
  setLags(lags: ReadLags): void {
    this.#orders.lagMs = lags.orders ?? this.#orders.lagMs;
    this.#fills.lagMs = lags.fills ?? this.#fills.lagMs;
    this.#positions.lagMs = lags.positions ?? this.#positions.lagMs;
    this.#balances.lagMs = lags.balance ?? this.#balances.lagMs;
    this.#settlements.lagMs = lags.settlements ?? this.#settlements.lagMs;
    this.#timestampLagMs = lags.timestamp ?? this.#timestampLagMs;
  }

  /** What `user_data_timestamp` says, Unix milliseconds. */
  get asOfMs(): number {
    const folds = [this.#orders, this.#fills, this.#positions, this.#balances];
    return this.#now() - (this.#timestampLagMs ?? Math.max(...folds.map((fold) => fold.lagMs)));
  }

  /** A user's orders. */
  orders(userId: string): Rows<OrderState> {
    return rowsOf(this.#orders.read(), userId);
  }

  /** A user's fills. */
  fills(userId: string): Rows<FillState> {
    return rowsOf(this.#fills.read(), userId);
  }

  /** A user's positions, settled ones too. */
  positions(userId: string): Rows<PositionState> {
    return rowsOf(this.#positions.read(), userId);
  }

  /** A user's money. */
  balances(userId: string): Rows<BalanceState & { readonly atMs: number }> {
    return rowsOf(this.#balances.read(), userId);
  }

  /** A user's settlements. */
  settlements(userId: string): Rows<SettlementState> {
    return rowsOf(this.#settlements.read(), userId);
  }

  #take(event: AccountEvent): void {
    if (event.kind === "order") this.#orders.push(event);
    else if (event.kind === "fill") this.#fills.push(event);
    else if (event.kind === "position") this.#positions.push(event);
    else if (event.kind === "balance") this.#balances.push(event);
    else if (event.kind === "settlement") this.#settlements.push(event);
  }
}
