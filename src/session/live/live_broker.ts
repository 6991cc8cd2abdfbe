/**
 * Carries the effects of a live engine out: each once, journaled before its first byte leaves, answered with reports.
 *
 * It decides nothing about trading. What it refuses at the edge (kill switch, journal, balance, limits of the account over all
 * its processes) comes back as a rejected order with a code, like a refusal of the exchange.
 *
 * @module
 */
import type { Quantity } from "../../core/numbers/money.ts";
import { KILLED, type OrderRequest, RATE_LIMIT } from "../../core/orders.ts";
import type { Effect } from "../../core/outcomes.ts";
import type { Reason } from "../../core/reasons.ts";
import { refuse, type Result, succeed } from "../../core/result.ts";
import type { ShardMoney } from "../../journal/account_limits.ts";
import { safeText } from "../../lib/safe_text.ts";
import type { OrderWrites, PlacedOrder } from "../../kalshi/orders/contract.ts";
import { orderBody } from "../../kalshi/orders/bodies.ts";
import type { NotSent, Rejected, WriteOutcome } from "../../kalshi/orders/outcomes.ts";
import type { Cancels } from "./cancels.ts";
import { Decreases } from "./decreases.ts";
import type { OrderDesk } from "./desk.ts";
import { EntryMoney } from "./entry_money.ts";
import type { OrderLookup } from "./lookup.ts";
import { codeOf, reasonOf, refusalReason } from "./reasons.ts";
import type { Resolver } from "./resolver.ts";

/** An order about to be sent, as it is kept before its first byte leaves. */
export interface PreparedOrder {
  readonly request: OrderRequest;
  readonly event?: string;
  readonly exchangeIndex: number;
  readonly subaccount: number;
  /** Unix seconds of the exchange's clock. */
  readonly expirationTime?: number;
  readonly groupId?: string;
}

/** What the broker writes down, and asks of what other processes wrote. */
export interface BrokerLedger {
  /**
   * Keeps an order, with its line of the audit log, so that a crash does not lose it: it is on the disk when this returns. An exit
   * that can only take away, at once, is let go also where the disk does not take it, and is written as soon as it does.
   *
   * @returns a refusal where it must not be sent
   */
  record(order: PreparedOrder): Result<void>;
  /**
   * Whether what the shard holds is enough for an entry that was recorded; entries of all processes that may not be in it are taken
   * off.
   *
   * @returns a refusal where it must not be sent
   */
  affords(clientOrderId: string, balance: ShardMoney): Result<void>;
  /** Takes the right to close a position, which one process has at a time. */
  lease(market: string): Result<void>;
  release(market: string): void;
  /** Something that was done, for the audit log. */
  note(kind: string, data: Readonly<Record<string, string | number>>): void;
  /** Why entries must not be sent: writes that wait in memory, for instance; `undefined` where nothing forbids it. */
  readonly notForEntries: string | undefined;
}

/** The parts and facts of a broker. */
export interface LiveBrokerOptions {
  readonly desk: OrderDesk;
  readonly writes: OrderWrites;
  readonly cancels: Cancels;
  readonly resolver: Resolver;
  readonly lookup: OrderLookup;
  readonly ledger: BrokerLedger;
  readonly subaccount: number;
  /** How long an order may rest after its last renewal, ms. */
  readonly restMs: number;
  /** How long an exit may wait for the rate limit, ms. */
  readonly exitWaitMs?: number;
  /** The shard and the event of a market. */
  placeOf(market: string): { readonly exchangeIndex: number; readonly event: string } | undefined;
  /** The group of a shard's entries, where there is one. */
  groupOf(exchangeIndex: number): string | undefined;
  /** Why nothing but cancels may leave; read on every order, again right before its bytes. */
  killed(): string | undefined;
  /** Why no entry may leave into a market (blind, breaker open, an own position that differs there…); `undefined` where one may. */
  entriesHeld(market: string): Reason | undefined;
  /** The least that the exchange's time can be now, Unix milliseconds; `undefined` where it is not known. */
  exchangeEarliest(): number | undefined;
  /** Money of a shard, asked for now. It never rejects. */
  balance(exchangeIndex: number): Promise<Result<ShardMoney>>;
  /** The engine doubts what is held in a market: everything is read again, at once. */
  readAccount(market: string, why: string): void;
  /** Waits for a renewal of an order that is under way. @returns whether each was answered; else one may still arrive */
  renewalsAnswered(clientOrderId: string): Promise<boolean>;
  /** Every outcome of a write, for breakers and alarms. */
  onOutcome(outcome: WriteOutcome<unknown>): void;
  /** A number in [0, 1). */
  readonly random: () => number;
}

const EXIT_WAIT_MS = 2_000;
/**
 * An entry whose bytes have not left by then is one at an old price, whatever held it up: a connection, the disk, a computer that
 * slept. Nor could it leave after others took this session for dead.
 */
const LONGEST_ENTRY_MS = 4_000;
/** A status that says that this request was refused, and nothing of what an earlier one did. */
const CONFLICT = 409;
const TOO_MANY = 429;

/** Carries effects out. */
export class LiveBroker {
  readonly #options: LiveBrokerOptions;
  readonly #running = new Set<Promise<void>>();
  readonly #taken = new Set<string>();
  readonly #decreases: Decreases;
  #stopped: string | undefined;

  constructor(options: LiveBrokerOptions) {
    this.#options = options;
    this.#decreases = new Decreases({ ...options, held: () => this.held });
  }

  /** Whether an order is being made smaller at this moment. */
  isDecreasing(clientOrderId: string): boolean {
    return this.#decreases.isRunning(clientOrderId);
  }

  /** Everything that was begun has ended, but for cancels and looks, which run by themselves. */
  get settled(): Promise<void> {
    return Promise.all(this.#running).then(() => {});
  }

  /** From now on nothing but cancels leaves. */
  stop(reason: string): void {
    this.#stopped ??= reason;
  }

  /** Why nothing but cancels may leave; `undefined` where orders may. */
  get held(): string | undefined {
    return this.#options.killed() ?? this.#stopped;
  }

  /** Carries an effect out, once. It returns at once; what comes of it is reported. */
  carryOut(effect: Effect): void {
    const { cancels } = this.#options;
    switch (effect.kind) {
      case "cancel":
        return cancels.cancel(effect.clientOrderId, effect.reason);
      case "decrease":
        return this.#run(this.#decreases.decrease(effect.clientOrderId, effect.to));
      case "read_account":
        return this.#options.readAccount(effect.market, effect.why);
      case "order":
        return this.#order(effect.request);
    }
  }

  /** Goes on making an order smaller, as a session that was cut off had decided. @param size what shall rest, with what was filled */
  decreaseTo(clientOrderId: string, size: Quantity): void {
    this.#run(this.#decreases.decreaseTo(clientOrderId, size));
  }

  #order(request: OrderRequest): void {
    // The engine gives each order out once; should anything hand it in again, it is not sent again.
    if (this.#taken.has(request.clientOrderId)) return;
    this.#taken.add(request.clientOrderId);
    const { desk, placeOf, subaccount } = this.#options;
    const place = placeOf(request.market);
    desk.sent({
      request,
      exchangeIndex: place?.exchangeIndex ?? 0,
      subaccount,
      sentAt: desk.now(),
      ofThisSession: true,
    });
    this.#run(place === undefined ? this.#unlisted(request) : this.#place(request, place));
  }

  #run(work: Promise<void>): void {
    const run = work.finally(() => this.#running.delete(run));
    this.#running.add(run);
  }

  async #unlisted({ clientOrderId, market }: OrderRequest): Promise<void> {
    await Promise.resolve();
    this.#refuse(clientOrderId, {
      code: "MARKET_UNKNOWN",
      detail: `${market} is not listed: its shard is not known`,
    });
  }

  async #place(
    request: OrderRequest,
    { exchangeIndex, event }: { readonly exchangeIndex: number; readonly event: string },
  ): Promise<void> {
    // Reports never come back into the step that made the order.
    await Promise.resolve();
    const { clientOrderId, market } = request;
    const isEntry = request.purpose === "entry";
    const isTaking = !isEntry && request.timeInForce === "immediate_or_cancel";
    const early = this.#mayNotLeave(request);
    if (early !== undefined) return this.#refuse(clientOrderId, early);
    const { ledger } = this.#options;
    const money = isEntry ? await EntryMoney.asked(this.#options.balance(exchangeIndex)) : undefined;
    if (money?.early !== undefined) return this.#refuse(clientOrderId, money.early);
    const lease = isTaking ? ledger.lease(market) : succeed(undefined);
    if (!lease.ok) return this.#refuse(clientOrderId, refusalReason(lease.reason));
    try {
      const prepared = this.#prepare(request, exchangeIndex, event);
      if (!prepared.ok) return this.#refuse(clientOrderId, refusalReason(prepared.reason));
      const recorded = ledger.record(prepared.value);
      if (!recorded.ok) return this.#refuse(clientOrderId, refusalReason(recorded.reason));
      const short = await money?.short((balance) => ledger.affords(clientOrderId, balance));
      if (short !== undefined) return this.#refuse(clientOrderId, short);
      await this.#send(prepared.value);
    } finally {
      if (isTaking) ledger.release(market);
    }
  }

  /** Why an order may not leave now. */
  #mayNotLeave({ purpose, clientOrderId, market }: OrderRequest): Reason | undefined {
    const killed = this.#options.killed();
    if (killed !== undefined) return reasonOf(KILLED, killed);
    if (this.#stopped !== undefined) return reasonOf("STOPPED", this.#stopped);
    const { desk } = this.#options;
    // Sent all the same it could trade before its cancel comes to the exchange.
    if (desk.tracker.order(clientOrderId)?.cancelReason !== undefined) {
      return { code: "CANCELLED", detail: "cancelled before it was sent" };
    }
    if (purpose !== "entry") return undefined;
    const ageMs = desk.now() - (desk.tracker.order(clientOrderId)?.sentAt ?? desk.now());
    if (ageMs > LONGEST_ENTRY_MS) {
      return reasonOf("LATE", `decided ${(ageMs / 1_000).toFixed(1)} s ago: its price is an old one`);
    }
    const { entriesHeld, ledger: { notForEntries }, resolver } = this.#options;
    if (notForEntries !== undefined) return reasonOf("JOURNAL", notForEntries);
    // It was not when the entry was decided.
    const unknown = resolver.looking.find((id) => desk.tracker.order(id)?.request.market === market);
    if (unknown !== undefined) return reasonOf("ORDER_UNKNOWN", `nobody knows what became of ${unknown}`);
    return entriesHeld(market);
  }

  #prepare(request: OrderRequest, exchangeIndex: number, event: string): Result<PreparedOrder> {
    const { exchangeEarliest, restMs, subaccount, groupOf } = this.#options;
    const common = { request, event, exchangeIndex, subaccount };
    const isEntry = request.purpose === "entry";
    const groupId = isEntry ? groupOf(exchangeIndex) : undefined;
    const grouped = groupId === undefined ? common : { ...common, groupId };
    if (request.timeInForce === "immediate_or_cancel") return succeed(grouped);
    const now = exchangeEarliest();
    if (now === undefined) {
      return refuse(
        "CLOCK_UNKNOWN",
        "the exchange's clock is not known yet: an order could rest for too long",
      );
    }
    return succeed({ ...grouped, expirationTime: Math.floor((now + restMs) / 1_000) });
  }

  async #send(prepared: PreparedOrder): Promise<void> {
    const { writes, exitWaitMs = EXIT_WAIT_MS } = this.#options;
    const { request, exchangeIndex, expirationTime, groupId, subaccount } = prepared;
    const isEntry = request.purpose === "entry";
    const body = orderBody(request, {
      exchangeIndex,
      subaccount,
      ...(expirationTime === undefined ? {} : { expirationTime }),
      ...(groupId === undefined ? {} : { groupId }),
    });
    const outcome = await writes.create(body, {
      priority: isEntry ? "entry" : "exit",
      // An entry that has to wait is one at an old price.
      waitMs: isEntry ? 0 : exitWaitMs,
      // Read where the bytes are written: it may have waited for the rate limit until then.
      hold: () => this.#mayNotLeave(request)?.code,
    });
    this.#answered(request, outcome);
    this.#options.onOutcome(outcome);
  }

  #answered(request: OrderRequest, outcome: WriteOutcome<PlacedOrder>): void {
    const { clientOrderId } = request;
    const { desk, resolver, ledger } = this.#options;
    switch (outcome.kind) {
      case "accepted":
        desk.answered(clientOrderId, outcome.value);
        // An answer that names an order which cannot be this one says nothing of this one.
        if (desk.tracker.order(clientOrderId)?.orderId === undefined) {
          desk.unanswered(clientOrderId, `answered with order ${outcome.value.orderId}, which is another`);
        }
        break;
      case "rejected":
        ledger.note("rejected", {
          client_order_id: clientOrderId,
          status: outcome.status,
          code: outcome.code,
        });
        // Of an order that somebody sent twice on the way here, the first may rest.
        if (outcome.status === CONFLICT) {
          desk.unanswered(clientOrderId, `status 409 ${safeText(outcome.code)}`);
        } else desk.refused(clientOrderId, rejection(outcome));
        break;
      case "unknown":
        ledger.note("unknown", {
          client_order_id: clientOrderId,
          why: outcome.why,
          ...(outcome.body === undefined ? {} : { body: safeText(outcome.body, 500) }),
        });
        desk.unanswered(clientOrderId, outcome.why);
        break;
      case "not_sent":
        this.#refuse(
          clientOrderId,
          (outcome.code === "held" ? this.#mayNotLeave(request) : undefined) ??
            reasonOf(NOT_SENT[outcome.code], outcome.why),
        );
        break;
    }
    if (desk.tracker.order(clientOrderId)?.state === "unknown") resolver.resolve(clientOrderId);
  }

  #refuse(clientOrderId: string, reason: Reason): void {
    this.#options.ledger.note("refused", {
      client_order_id: clientOrderId,
      code: reason.code,
      detail: reason.detail ?? "",
    });
    this.#options.desk.refused(clientOrderId, reason);
  }
}

/** Refusals of our own, by what kept the request here. */
const NOT_SENT: Readonly<Record<NotSent["code"], string>> = {
  held: KILLED,
  budget: RATE_LIMIT,
  unreachable: "UNREACHABLE",
  unsigned: "UNSIGNED",
  aborted: "STOPPED",
  invalid: "INVALID_ORDER",
};

/** A refusal of the exchange, by its own code; one for the rate limit is what ours is. */
function rejection({ status, code, message, details }: Rejected): Reason {
  const said = details === undefined || details === "" ? message : `${message} (${details})`;
  return reasonOf(status === TOO_MANY ? RATE_LIMIT : `EXCHANGE_${codeOf(code)}`, `status ${status}: ${said}`);
}
