/**
 * Says what the accounts of an exchange can be asked, within this process: by REST, by a hand, by tests.
 *
 * All of it is synchronous and happens at the engine's time. Reads here are the truth, without lag.
 *
 * @module
 */
import type { Micros, Quantity } from "../../../core/numbers/money.ts";
import type { AccountEvent, BalanceState, GroupState, OrderState, PositionState } from "./account_event.ts";
import type { ShardState } from "../submission.ts";
import type { EngineResult } from "./refusals.ts";
import type {
  AmendAnswer,
  AmendOrder,
  CancelAnswer,
  CreateAnswer,
  DecreaseAnswer,
  DecreaseOrder,
  GroupReference,
  NewAccountOrder,
  NewGroup,
  OrderReference,
  Purse,
  TargetAllocation,
  Transfer,
} from "./requests.ts";

/** What an account is opened with. */
export interface AccountSetup {
  readonly userId: string;
  /** Money of subaccount 0 by shard. @default none */
  readonly balances?: ReadonlyMap<number, Micros>;
  /** The smallest unit of its balance. @default `DIRECT_PRECISION` */
  readonly precision?: Micros;
}

/** One user's account. */
export interface AccountSeam {
  readonly userId: string;
  /** Takes an order. */
  create(order: NewAccountOrder): EngineResult<CreateAnswer>;
  /** Takes an order out. */
  cancel(reference: OrderReference): EngineResult<CancelAnswer>;
  /** Takes all orders out, on every shard, and what is placed in the time after. @returns how many */
  cancelAll(options?: { readonly subaccount?: number }): EngineResult<number>;
  /** Changes an order. */
  amend(change: AmendOrder): EngineResult<AmendAnswer>;
  /** Makes an order smaller; it keeps its place. */
  decrease(change: DecreaseOrder): EngineResult<DecreaseAnswer>;
  /** Contracts that are served before an order; `undefined` unless it rests. */
  queuePosition(orderId: string): Quantity | undefined;
  /** Makes an order group. */
  createGroup(group: NewGroup): EngineResult<GroupState>;
  /** Cancels a group's orders and rejects new ones until a reset. */
  triggerGroup(group: GroupReference): EngineResult<GroupState>;
  /** Takes orders again; the counted contracts begin at 0. */
  resetGroup(group: GroupReference): EngineResult<GroupState>;
  /** Deletes a group and cancels its orders. */
  deleteGroup(group: GroupReference): EngineResult<GroupState>;
  /** Sets a group's limit; one below what was matched triggers it. */
  limitGroup(group: GroupReference & { readonly limit: Quantity }): EngineResult<GroupState>;
  /** The groups that were not deleted. */
  groups(): readonly GroupState[];
  /** A group's orders that rest. */
  groupOrders(groupId: string): readonly string[];
  /** Puts money in; a negative amount takes it out. */
  deposit(purse: Purse, amount: Micros): void;
  /** Has so much too little paid for what is held of a market when it settles, once per subaccount; too much where below 0. */
  payLess(market: string, amount: Micros): void;
  /** Moves money between shards or subaccounts. */
  transfer(transfer: Transfer): EngineResult<void>;
  /** Has money spread over shards every 10 s, or no longer. */
  allocate(target: TargetAllocation | undefined): EngineResult<void>;
  /** The target that money is spread by. */
  readonly allocation: TargetAllocation | undefined;
  /** Whether the other outcome closes a position of a subaccount; it changes nothing that is there already. */
  setNetting(subaccount: number, netting: boolean): void;
  netting(subaccount: number): boolean;
  /** Names another subaccount, the lowest free number. @returns it, or a refusal beyond 63 */
  addSubaccount(): EngineResult<number>;
  /** The numbers that exist; 0 always does. */
  readonly subaccounts: readonly number[];
  /** An order, as long as it is remembered. */
  order(orderId: string): OrderState | undefined;
  /** The orders that rest. */
  resting(): readonly OrderState[];
  position(market: string, subaccount?: number): PositionState | undefined;
  positions(): readonly PositionState[];
  balance(shard: number, subaccount?: number): BalanceState;
  balances(): readonly BalanceState[];
}

/** The accounts of an exchange. */
export interface AccountsSeam {
  /** Opens an account. @throws {RangeError} where the user has one */
  open(setup: AccountSetup): AccountSeam;
  /** A user's account. */
  account(userId: string): AccountSeam | undefined;
  /** All of them. */
  all(): readonly AccountSeam[];
  /** Pauses a shard, or lets it go on. */
  setShard(shard: number, state: ShardState): void;
  shard(shard: number): ShardState;
  /** Lets happen what the clock brings: expiries, cancels after a close, rebalancing. */
  advance(): void;
  /** When {@linkcode AccountsSeam.advance} has something to do, Unix milliseconds. */
  readonly dueAt: number | undefined;
  /** Events that are still kept, after a sequence number. */
  eventsAfter(sequence: number): readonly AccountEvent[];
  /** The number of the last event. */
  readonly lastSequence: number;
  /** Hears every event when it happens; it must ask nothing of an account meanwhile. @returns what ends it */
  onEvent(listener: (event: AccountEvent) => void): () => void;
}
