/**
 * An account at the exchange: its orders, and all that can be read of it.
 *
 * @module
 */
import { formatQuantity, type Quantity } from "../../core/numbers/money.ts";
import { createClock } from "../../lib/clock.ts";
import { AheadSigner } from "../signing/ahead.ts";
import type { Answered } from "../rest/attempted.ts";
import { ReadyConnection } from "../rest/ready_connection.ts";
import type { TransportOptions } from "../rest/transport.ts";
import type { AmendOrderBody, CreateOrderBody, DecreaseOrderBody } from "../wire/order.ts";
import { readAmended, readCancelled, readCreated, readDecreased, readNothing } from "./answers.ts";
import { batchCancel, batchCreate, cancelMany } from "./batch_writes.ts";
import { checkAmend, checkBody } from "./bodies.ts";
import { COMMON, WriteBudget } from "./budget.ts";
import type {
  CancelledOrder,
  DecreasedOrder,
  GroupTarget,
  NewGroup,
  OrderTarget,
  OrderWrites,
  PlacedOrder,
  WriteOptions,
} from "./contract.ts";
import { ExchangeClock } from "./exchange_clock.ts";
import { changeGroup, createGroup } from "./group_writes.ts";
import { notSent } from "./judge.ts";
import type { WriteOutcome } from "./outcomes.ts";
import { AccountReader } from "./reads.ts";
import { SigningTime } from "./signing_time.ts";
import type { AboutToWrite } from "./sender.ts";
import { bucketOf, Writer } from "./writer.ts";

/** How to reach an account. All but the environment and the signer has a default. */
export interface OrderApiOptions extends TransportOptions {
  /** Asked right before bytes of a write go: a reason (one line) where nothing may be written. */
  readonly guard?: (write: AboutToWrite) => string | undefined;
  /** Where several share one account, its room for writes. */
  readonly budget?: WriteBudget;
  /** The time that passed since anything, ms with fraction, whatever clocks are set to. @default {as `now` where that is given} */
  readonly fine?: () => number;
  /** How long a write waits for the rate limit unless it says otherwise, ms. @default {2000} */
  readonly waitMs?: number;
}

const ORDERS = "/portfolio/events/orders";
const BALANCE = "/portfolio/balance";
/** The time that passes, whatever clocks are set to. */
const FINE = (): number => performance.now();
/** Orders that may leave at one moment with signatures made ahead. */
const ORDERS_AHEAD = 2;
/** The account is read every few seconds too: then one is left for an entry. */
const BALANCES_AHEAD = 2;

/** An account at the exchange. */
export class OrderApi extends AccountReader implements OrderWrites {
  /** Room for writes. */
  readonly budget: WriteBudget;
  /** The exchange's clock. */
  readonly clock: ExchangeClock;
  /** The time in signatures. */
  readonly signingTime: SigningTime;
  readonly #writer: Writer;
  readonly #ahead: AheadSigner | undefined;
  /** A connection for the next write; `undefined` where writes go by the platform's client. */
  readonly #ready: ReadyConnection | undefined;
  /** Another for the next reading of the balance, which an entry waits for. */
  readonly #readyRead: ReadyConnection | undefined;
  /** What stands before paths when they are signed. */
  readonly #prefix: string;

  constructor(options: OrderApiOptions) {
    const now = options.now ?? createClock();
    const clock = new ExchangeClock(now, options.fine ?? (options.now === undefined ? FINE : now));
    const observe = (answer: Answered): void => {
      clock.dated(answer.askedAt, answer.at, answer.headers.get("date"));
      ready?.news();
      options.observe?.(answer);
    };
    const { timers } = options;
    const signingTime = new SigningTime(clock, options.wall);
    const wall = signingTime.now;
    const ahead = options.signer === undefined ? undefined : new AheadSigner(options.signer, {
      wall,
      ...(timers === undefined ? {} : { timers }),
    });
    const signed = ahead === undefined ? {} : { signer: ahead };
    const open = (): ReadyConnection =>
      new ReadyConnection({
        url: new URL(options.environment.restUrl),
        ...(options.wall === undefined ? {} : { wall: options.wall }),
        ...(timers === undefined ? {} : { timers }),
      });
    const [ready, connection] = options.fetch !== undefined || options.proxied === true
      ? []
      : [open(), open()];
    const path = `${options.environment.restPath}${BALANCE}`;
    super({
      ...options,
      ...signed,
      ...(connection === undefined ? {} : { readyRead: { path, connection } }),
      now,
      wall,
      observe,
    });
    const budget = options.budget ?? new WriteBudget({ now, ...(timers === undefined ? {} : { timers }) });
    this.clock = clock;
    this.signingTime = signingTime;
    this.budget = budget;
    this.#ahead = ahead;
    this.#prefix = options.environment.restPath;
    this.#ready = ready;
    this.#readyRead = connection;
    this.#writer = new Writer({
      ...options,
      ...signed,
      ...(ready === undefined ? {} : { ready }),
      now,
      wall,
      observe,
      clock,
      budget,
      reads: this,
    });
  }

  /**
   * Keeps ready from now on what an order would wait for: signatures of new orders and of the balance, where the key signs slowly,
   * and a connection for each. {@linkcode OrderApi.close} ends it.
   */
  keepReady(): void {
    this.#ahead?.prepare("POST", `${this.#prefix}${ORDERS}`, ORDERS_AHEAD);
    this.#ahead?.prepare("GET", `${this.#prefix}${BALANCE}`, BALANCES_AHEAD);
    this.#ready?.keep();
    this.#readyRead?.keep();
  }

  /** Leaves nothing running. */
  close(): void {
    this.#ahead?.stop();
    this.#ready?.stop();
    this.#readyRead?.stop();
  }

  /** Reads the account's rate limits and costs and keeps to them from then on; after a 429 it happens by itself. */
  learnLimits(): Promise<void> {
    return this.#writer.learnLimits();
  }

  async create(body: CreateOrderBody, options: WriteOptions = {}): Promise<WriteOutcome<PlacedOrder>> {
    const bad = checkBody(body);
    if (bad !== undefined) return notSent("invalid", bad.message);
    const { priority = "entry" } = options;
    return await this.#writer.write(
      { kind: "create", priority, bucket: bucketOf(body.exchange_index), cost: this.#writer.costs.create },
      { method: "POST", path: ORDERS, body: JSON.stringify(body) },
      (answer) => readCreated(answer, body.client_order_id),
      options,
    );
  }

  async cancel(target: OrderTarget, options: WriteOptions = {}): Promise<WriteOutcome<CancelledOrder>> {
    const query = new URLSearchParams({ exchange_index: String(target.exchangeIndex) });
    if (target.subaccount !== undefined) query.set("subaccount", String(target.subaccount));
    return await this.#writer.write(
      {
        kind: "cancel",
        priority: "cancel",
        bucket: bucketOf(target.exchangeIndex),
        cost: this.#writer.costs.cancel,
      },
      { method: "DELETE", path: `${ORDERS}/${encodeURIComponent(target.orderId)}?${query}` },
      (answer) => readCancelled(answer, target.orderId),
      options,
    );
  }

  async decrease(
    target: OrderTarget,
    to: Quantity,
    options: WriteOptions = {},
  ): Promise<WriteOutcome<DecreasedOrder>> {
    const body: DecreaseOrderBody = { reduce_to: formatQuantity(to), exchange_index: target.exchangeIndex };
    return await this.#writer.write(
      {
        kind: "decrease",
        priority: "cancel",
        bucket: bucketOf(target.exchangeIndex),
        cost: this.#writer.costs.decrease,
      },
      { method: "POST", path: orderPath(target, "decrease"), body: JSON.stringify(body) },
      (answer) => readDecreased(answer, target.orderId),
      options,
    );
  }

  async amend(
    target: OrderTarget,
    body: AmendOrderBody,
    options: WriteOptions = {},
  ): Promise<WriteOutcome<PlacedOrder>> {
    const bad = checkAmend(body);
    if (bad !== undefined) return notSent("invalid", bad.message);
    const { priority = "entry" } = options;
    const whole: AmendOrderBody = { ...body, exchange_index: target.exchangeIndex };
    return await this.#writer.write(
      { kind: "amend", priority, bucket: bucketOf(target.exchangeIndex), cost: this.#writer.costs.amend },
      { method: "POST", path: orderPath(target, "amend"), body: JSON.stringify(whole) },
      (answer) => readAmended(answer, target.orderId),
      options,
    );
  }

  batchCreate(
    bodies: readonly CreateOrderBody[],
    options: WriteOptions = {},
  ): Promise<readonly WriteOutcome<PlacedOrder>[]> {
    return batchCreate(this.#writer, bodies, options);
  }

  batchCancel(
    targets: readonly OrderTarget[],
    options: WriteOptions = {},
  ): Promise<readonly WriteOutcome<CancelledOrder>[]> {
    return batchCancel(this.#writer, targets, options);
  }

  cancelMany(
    targets: readonly OrderTarget[],
    options: WriteOptions = {},
  ): Promise<readonly WriteOutcome<CancelledOrder>[]> {
    return cancelMany(this.#writer, (target) => this.cancel(target, options), targets, options);
  }

  async cancelAllAccount(subaccount?: number): Promise<WriteOutcome<null>> {
    const path = subaccount === undefined ? ORDERS : `${ORDERS}?subaccount=${subaccount}`;
    return await this.#writer.write(
      { kind: "cancel_all", priority: "cancel", bucket: COMMON, cost: this.#writer.costs.cancel_all },
      { method: "DELETE", path },
      readNothing,
    );
  }

  createGroup(group: NewGroup): Promise<WriteOutcome<{ readonly groupId: string }>> {
    return createGroup(this.#writer, group);
  }

  resetGroup(target: GroupTarget): Promise<WriteOutcome<null>> {
    return changeGroup(this.#writer, target, "reset");
  }

  triggerGroup(target: GroupTarget): Promise<WriteOutcome<null>> {
    return changeGroup(this.#writer, target, "trigger");
  }

  limitGroup(target: GroupTarget, limit: Quantity): Promise<WriteOutcome<null>> {
    return changeGroup(this.#writer, target, { limit });
  }

  deleteGroup(target: GroupTarget): Promise<WriteOutcome<null>> {
    return changeGroup(this.#writer, target, "delete");
  }
}

function orderPath({ orderId, subaccount }: OrderTarget, action: string): string {
  const query = subaccount === undefined ? "" : `?subaccount=${subaccount}`;
  return `${ORDERS}/${encodeURIComponent(orderId)}/${action}${query}`;
}
