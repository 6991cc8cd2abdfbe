/**
 * The account of a live session: carries the engine's effects out, reads what becomes of them, and says at every moment whether
 * entries may be made.
 *
 * @module
 */
import { exposedLimits } from "./limits.ts";
import type { Engine } from "../../core/engine.ts";
import type { EngineEvent } from "../../core/events.ts";
import type { Command } from "../../core/commands.ts";
import { isEffect, type Outcome, type SettledOutcome } from "../../core/outcomes.ts";
import {
  MICROS_PER_DOLLAR,
  NO_QUANTITY,
  type Price,
  PRICE_ONE,
  type Quantity,
} from "../../core/numbers/money.ts";
import type { Reason } from "../../core/reasons.ts";
import { type Result, succeed } from "../../core/result.ts";
import type { RiskLimits } from "../../core/risk/limits.ts";
import type { Halt } from "../../journal/halts.ts";
import type { InputSink } from "../../kalshi/input.ts";
import type { OrderApi } from "../../kalshi/orders/api.ts";
import type { WriteOutcome } from "../../kalshi/orders/outcomes.ts";
import type { Environment } from "../../kalshi/environment.ts";
import type { Signer } from "../../kalshi/signing/sign.ts";
import { AccountStream } from "../../kalshi/streaming/account_stream.ts";
import type { OpenSocket } from "../../kalshi/streaming/socket.ts";
import { REAL_TIMERS, type Timers } from "../../lib/timers.ts";
import { AccountWatch, type Pass } from "./account_watch.ts";
import { Breakers } from "./breakers.ts";
import { compareAccount } from "./comparison.ts";
import { Cancels } from "./cancels.ts";
import { OrderDesk } from "./desk.ts";
import { EarlierOrders } from "./earlier_orders.ts";
import { JournalLedger } from "./ledger.ts";
import { LiveBroker } from "./live_broker.ts";
import { LiveFacts, type LiveFactsNow } from "./live_facts.ts";
import type { LiveOptions } from "./live_options.ts";
import { Inheritance } from "./inheritance.ts";
import { OrderLookup } from "./lookup.ts";
import type { GroupEvent } from "../../kalshi/decoding/private_messages.ts";
import { OrderGroups } from "./order_groups.ts";
import { OrderTracker } from "./order_tracker.ts";
import type { TrackerAlarm } from "./tracked_order.ts";
import { Renewals } from "./renewals.ts";
import { Replayed } from "./replayed.ts";
import { Resolver } from "./resolver.ts";
import { ShardBalances } from "./shard_balances.ts";
import { Sight } from "./sight.ts";
import type { LiveStatus } from "./status.ts";

/** The parts of an account. */
export interface LiveAccountOptions extends LiveOptions {
  readonly api: OrderApi;
  readonly engine: Engine;
  readonly sink: InputSink;
  readonly limits: RiskLimits;
  /** The markets that are traded. */
  readonly markets: readonly string[];
  /** An entry that rests this long is cancelled, ms. */
  readonly entryTimeoutMs: number;
  /** Unix milliseconds, never backward. */
  readonly now: () => number;
  readonly environment: Environment;
  readonly signer: Signer;
  readonly openSocket?: OpenSocket;
  /** A command of the session itself. */
  command(command: Command): void;
}

/** A dead machine leaves nothing resting for longer than the entry time-out and a minute; seconds are rounded and read late. */
const REST_BEYOND_MS = 50_000;
/** Between passes over REST: with orders open, without, and while nothing is known. */
const BUSY_MS = 3_000;
const IDLE_MS = 15_000;
const BLIND_MS = 500;
/** So long passes follow quickly where the engine doubts what is held: some lists, a second apart, past the lag of REST. */
const DOUBT_MS = 5_000;
/** While journal and exchange differ they are compared again after this. */
const COMPARE_MS = 5_000;
/** How often the key's own state is read. */
const KEY_MS = 300_000;
/** However often something asks for a pass. */
const GAP_MS = 250;
const CLOSE_MS = 10_000;
const MICROS_PER_PRICE = MICROS_PER_DOLLAR / PRICE_ONE;

/** The live side of a session. */
export class LiveAccount {
  readonly facts: LiveFacts;
  readonly desk: OrderDesk;
  readonly broker: LiveBroker;
  readonly breakers: Breakers;
  readonly #options: LiveAccountOptions;
  readonly #timers: Timers;
  readonly #tracker = new OrderTracker();
  readonly #ledger: JournalLedger;
  readonly #cancels: Cancels;
  readonly #resolver: Resolver;
  readonly #earlier: EarlierOrders;
  readonly #groups: OrderGroups;
  readonly #inheritance: Inheritance;
  readonly #renewals: Renewals;
  readonly #watch: AccountWatch;
  readonly #stream: AccountStream;
  readonly #differs = new Map<string, { readonly detail: string; readonly since: number }>();
  readonly #alarms = new Set<string>();
  #replayed: Replayed | undefined = new Replayed();
  #killed: string | undefined;
  /** What the audit log was told last of the arming. */
  #armingNoted: string | undefined;
  readonly #sight = new Sight();
  #closing = false;
  #closed: Promise<readonly string[]> | undefined;
  #loop: Promise<void> = Promise.resolve();
  #comparedAt = -Infinity;
  /** Whether the account holds less than the journal has: others have sold of it, or something is wrong. */
  #isShort = false;
  #keyReadAt = -Infinity;
  /** Until when passes follow quickly, since the engine doubts what is held. */
  #doubtedUntil = -Infinity;
  readonly #waiting = new Set<() => void>();

  constructor(options: LiveAccountOptions) {
    this.#options = options;
    const { api, engine, sink, journal, now, limits, entryTimeoutMs, subaccount = 0 } = options;
    const { timers = REAL_TIMERS, random = Math.random } = options;
    this.#timers = timers;
    this.facts = new LiveFacts(sink, now);
    this.breakers = new Breakers(now);
    this.#ledger = new JournalLedger(journal, exposedLimits(limits), now, timers, (order) => {
      const { expirationTime, request } = order;
      if (expirationTime !== undefined) this.#renewals.sent(request.clientOrderId, expirationTime);
    }, (id) => ({ exits: engine.orders.exitsOf(id), bid: engine.orders.order(id)?.bidThen }));
    this.desk = new OrderDesk({
      tracker: this.#tracker,
      ledger: this.#ledger,
      sink,
      timers,
      now,
      recall: (orderId, clientOrderId) => this.#earlier.recall(orderId, clientOrderId),
      onAlarm: (alarm) => this.#onAlarm(alarm),
    });
    const exchangeNow = () => api.clock.offset === undefined ? undefined : api.clock.now();
    const onOutcome = (outcome: WriteOutcome<unknown>) => this.#onOutcome(outcome);
    const lookup = new OrderLookup(api, this.desk);
    const common = { desk: this.desk, lookup, exchangeNow, random };
    this.#cancels = new Cancels({ ...common, writes: api, onOutcome });
    this.#resolver = new Resolver(common);
    this.#groups = new OrderGroups({
      api,
      rows: journal.groups,
      limit: limits.maxContractsIn15s as Quantity,
      subaccount,
      now,
    });
    this.#inheritance = new Inheritance({
      journal,
      tracker: this.#tracker,
      engine,
      sink,
      markets: options.markets,
      now,
    });
    this.#earlier = new EarlierOrders(journal, this.desk, this.#cancels, this.#resolver);
    const restMs = entryTimeoutMs + REST_BEYOND_MS;
    const balances = new ShardBalances({
      reads: api,
      bucket: api.transport.bucket,
      timers,
      subaccount,
      onRead: (outcome) => this.breakers.read(outcome),
    });
    this.broker = new LiveBroker({
      ...common,
      writes: api,
      cancels: this.#cancels,
      resolver: this.#resolver,
      ledger: this.#ledger,
      subaccount,
      restMs,
      placeOf: (ticker) => engine.market(ticker),
      groupOf: (shard) => this.#groups.groupOf(shard),
      killed: () => this.killed,
      entriesHeld: () => this.#entriesHeld(),
      balance: (shard) => balances.read(shard),
      readAccount: (market, why) => this.#readAccount(market, why),
      onOutcome,
      renewalsAnswered: (id) => this.#renewals.areAnswered(id),
    });
    this.#renewals = new Renewals({
      desk: this.desk,
      writes: api,
      reads: api,
      restMs,
      exchangeNow,
      held: () => this.broker.held,
      isDecreasing: (id) => this.broker.isDecreasing(id),
      onRenewed: ({ request }, expirationTime) =>
        journal.orders.changed(request.clientOrderId, { at: now(), expirationTime }),
      onOutcome,
    });
    this.#watch = new AccountWatch({
      reads: api,
      desk: this.desk,
      sink,
      ledger: this.#ledger,
      subaccount,
      exchangeNow,
      fillsSince: journal.orders.lastFillAt() ?? now(),
      onRead: (outcome) => this.breakers.read(outcome),
      onCompared: (listed) => this.#takeOver(listed),
    });
    const { environment, signer, openSocket } = options;
    this.#stream = new AccountStream({
      environment,
      signer,
      now,
      wall: api.signingTime.now,
      timers,
      ...(openSocket === undefined ? {} : { openSocket }),
      listener: {
        fill: (fill) => {
          // Somebody else trades on this account: what is held is another amount now.
          if (!this.desk.fill(fill)) this.#doubt();
        },
        order: (order) => {
          if (!this.desk.record(order)) this.#wake();
        },
        position: () => {},
        group: (event) => this.#group(event),
        down: (why) => this.#down(why),
        up: () => this.#up(),
        unreadable: (why) => {
          this.#ledger.note("unreadable", { why });
          this.#sight.unreadable(now(), why);
          this.#sightChanged();
          this.#wake();
        },
        heard: (at, sendingMs) => {
          if (sendingMs !== undefined) api.clock.sent(at, sendingMs);
        },
      },
    });
  }

  /** Why nothing but cancels may leave: the kill switch in any of its forms, read now. */
  get killed(): string | undefined {
    return this.#killed ?? this.#options.journal.kill.read();
  }

  /** The engine has acted on an event: what asks for something outside is carried out. */
  onEvent(event: EngineEvent, outcomes: readonly Outcome[]): void {
    if (this.#replayed !== undefined) return this.#replayed.onEvent(event, outcomes);
    if (event.kind === "command" && event.command.command === "kill") this.#kill("kill command");
    this.#ledger.decided(outcomes);
    for (const outcome of outcomes) {
      if (isEffect(outcome)) this.broker.carryOut(outcome);
      else if (outcome.kind === "settled") this.#settled(outcome);
      else if (outcome.kind === "halt") {
        const { code, detail, until } = outcome;
        this.#options.journal.halts.set({ code, detail, ...(until === undefined ? {} : { until }) });
      }
    }
  }

  /** A market paid out: what this session held there by the journal leaves it at what was paid. */
  #settled({ at, market, yesPays }: SettledOutcome): void {
    const { journal } = this.#options;
    const session = journal.sessions.own?.sessionId;
    const quantity = journal.handovers.holdings(market).reduce(
      (sum, holding) => holding.session === session ? sum - holding.quantity : sum,
      0,
    ) as Quantity;
    const price = Math.round(yesPays / MICROS_PER_PRICE) as Price;
    if (quantity === 0) return;
    journal.orders.adjust({ market, quantity, price, reason: "settled", by: "session", at });
  }

  /**
   * Begins: what a crash left is taken over, the journal is compared with the exchange, and the streams are opened.
   *
   * @param sessionPrefix of the ids of this session's orders, as the journal has them
   * @returns a refusal where what was recorded and what was journaled contradict each other
   */
  async start(sessionPrefix: string): Promise<Result<void>> {
    const replayed = this.#replayed;
    const { journal, confirmation, subaccount = 0 } = this.#options;
    const restored = replayed?.restore(this.desk, journal, sessionPrefix, subaccount) ?? succeed(undefined);
    if (!restored.ok) return restored;
    this.#replayed = undefined;
    const inherited = this.#inheritance.restore(replayed?.taken ?? [], sessionPrefix);
    if (!inherited.ok) return inherited;
    journal.audit.append("confirmation", { kind: confirmation.kind, account: confirmation.account });
    this.facts.set({
      confirmed: true,
      ...this.#armingFact(),
      reconciled: "not compared yet",
      blind: this.#sight.blind ?? null,
    });
    for (const id of restored.value?.neverSent ?? []) {
      this.desk.refused(id, { code: "NOT_SENT", detail: "the program ended before it was sent" });
    }
    for (const { clientOrderId, reason } of restored.value?.cancels ?? []) {
      this.#cancels.cancel(clientOrderId, reason);
    }
    for (const decrease of restored.value?.decreases ?? []) this.broker.carryOut(decrease);
    for (const order of this.#tracker.open()) {
      if (order.state !== "submitting" && order.state !== "unknown") continue;
      this.desk.unanswered(order.request.clientOrderId, "the program ended before an answer came");
      this.#resolver.resolve(order.request.clientOrderId);
    }
    this.#earlier.takeOrphans();
    await this.#readKey();
    this.#setDiffers();
    const { engine, markets } = this.#options;
    await this.#groups.begin(markets.flatMap((market) => engine.market(market)?.exchangeIndex ?? []));
    this.#setHalts();
    await this.#compare();
    this.#options.api.signingTime.follow();
    this.#options.api.keepReady();
    this.#stream.start();
    this.#loop = this.#run();
    return succeed(undefined);
  }

  /** A second has passed. */
  tick(at: number): void {
    if (this.#replayed !== undefined || this.#closing) return;
    const { journal, engine } = this.#options;
    journal.sessions.heartbeat();
    journal.pnl.set(engine.account.dayPnl(), at);
    this.#inheritance.mark(at);
    const killed = this.killed;
    if (killed !== undefined && !engine.trading.killed) this.#options.command({ command: "kill" });
    const halts = journal.halts.active();
    this.facts.set({
      ...this.#armingFact(),
      halts: this.#allHalts(halts),
      differs: this.#allDiffers(halts),
      breakers: this.breakers.open().map(({ api }) => api),
      accountDayPnl: journal.pnl.ofDay(at),
    });
    // A process that has died since leaves orders and positions that nobody looks after.
    this.#earlier.takeOrphans();
    if (this.#inheritance.isNew) {
      this.#doubt();
    }
    this.#renewals.tick();
    this.#endUnarmed();
  }

  /** Why no arming is in force, where one is needed. It is read from the journal each time: a person may disarm at any moment. */
  get #unarmed(): Reason | undefined {
    const { confirmation, journal } = this.#options;
    if (confirmation.kind === "typed") return undefined;
    const armed = journal.armings.current();
    return armed.ok ? undefined : { code: armed.reason.code, detail: armed.reason.message };
  }

  #armingFact(): LiveFactsNow {
    if (this.#options.confirmation.kind === "typed") return {};
    return { unarmed: this.#unarmed?.detail ?? null };
  }

  /** What waits to be bought ends with the arming: a fill would be an entry that nobody permits any more. Closes stay. */
  #endUnarmed(): void {
    const { kind } = this.#options.confirmation;
    const unarmed = this.#unarmed;
    const state = unarmed === undefined ? "in force" : `${unarmed.code}: ${unarmed.detail ?? ""}`;
    if (kind === "armed" && state !== this.#armingNoted) this.#ledger.note("arming", { state });
    this.#armingNoted = state;
    if (unarmed === undefined) return;
    for (const { request, ofThisSession, cancelReason } of this.#tracker.open()) {
      if (!ofThisSession || request.purpose !== "entry" || cancelReason !== undefined) continue;
      this.#cancels.cancel(request.clientOrderId, "requested");
    }
  }

  /** The account's streams are all there again: what they brought before that is read, and compared. */
  #up(): void {
    this.#sight.up(this.#options.now());
    this.#sightChanged();
    this.#wake();
    void this.#checkGroups();
  }

  /** What became of the groups while nothing was heard of them. */
  async #checkGroups(): Promise<void> {
    await this.#groups.check();
    if (!this.#closing) this.#setHalts();
  }

  /** The account's streams do not come: nothing is known of own fills at this moment. */
  #down(why: string): void {
    this.#sight.down(why);
    this.#sightChanged();
    this.#wake();
  }

  /** An order group has changed. One that was triggered or deleted stops entries until a person has decided. */
  #group(changed: GroupEvent): void {
    const { event, groupId } = changed;
    if (this.#groups.changed(changed)) return this.#setHalts();
    if (event !== "triggered" && event !== "deleted" || this.#options.journal.groups.isOwn(groupId)) return;
    this.#options.journal.halts.set({ code: "ORDER_GROUP", detail: `order group ${groupId} was ${event}` });
  }

  /** Halts of all markets: the journal's, and those of this session alone. */
  #allHalts(halts: readonly Halt[] = this.#options.journal.halts.active()) {
    const { held } = this.#groups;
    return [
      ...halts.filter(({ market }) => market === undefined).map(({ code, detail }) => ({ code, detail })),
      ...(held === undefined ? [] : [{ code: held.code, detail: held.detail ?? "" }]),
    ];
  }

  #setHalts(): void {
    this.facts.set({ halts: this.#allHalts() });
  }

  /** The state beside the engine's own, for screens. */
  status(): LiveStatus {
    const { api, journal, confirmation } = this.#options;
    const { reconciled, cannotTrade, attestedUntil } = this.facts.now;
    const offset = api.clock.offset;
    const killed = this.killed;
    const unjournaled = this.#ledger.unjournaledExit;
    return {
      account: confirmation.account,
      ...this.#armingStatus(),
      ...(this.#sight.blind === undefined ? {} : { blind: this.#sight.blind }),
      ...(typeof reconciled === "string" ? { unreconciled: reconciled } : {}),
      halts: [
        ...journal.halts.active().map(({ code, detail }) => ({ code, detail })),
        ...(this.#groups.held === undefined
          ? []
          : [{ code: this.#groups.held.code, detail: this.#groups.held.detail ?? "" }]),
      ],
      breakers: this.breakers.open(),
      ...(killed === undefined ? {} : { killedBy: killed }),
      unknownOrders: this.#resolver.looking,
      alarms: [
        ...(cannotTrade === undefined || cannotTrade === null ? [] : [cannotTrade]),
        ...this.#cancels.troubles,
        ...(unjournaled === undefined ? [] : [unjournaled]),
        ...this.#alarms,
      ],
      ...(attestedUntil === undefined || attestedUntil === null
        ? {}
        : { attestationExpiresAt: attestedUntil }),
      ...(offset === undefined ? {} : { clockOffsetMs: offset.offsetMs }),
      unjournaled: journal.pending,
    };
  }

  #armingStatus(): Pick<LiveStatus, "armedUntil" | "unarmed"> {
    const { confirmation, journal } = this.#options;
    if (confirmation.kind === "typed") return {};
    const armed = journal.armings.current();
    return armed.ok ? { armedUntil: armed.value.until } : { unarmed: armed.reason.message };
  }

  /**
   * Ends: nothing but cancels leaves from now on, own resting orders are cancelled, and their ends are waited for.
   *
   * @returns the orders that may still rest, one line each
   */
  close(reason: string): Promise<readonly string[]> {
    return this.#closed ??= this.#close(reason);
  }

  async #close(reason: string): Promise<readonly string[]> {
    this.broker.stop(reason);
    this.#closing = true;
    const { closeMs = CLOSE_MS, journal } = this.#options;
    const over = Promise.withResolvers<void>();
    const timer = this.#timers.after(closeMs, over.resolve);
    const done = this.#endOrders();
    await Promise.race([done, over.promise]);
    timer.clear();
    const left = [...this.#tracker.open(), ...this.#tracker.cameBack()].map(
      ({ request, state, expiresAt }) => {
        const ends = expiresAt === undefined
          ? ""
          : `, ends by itself at ${new Date(expiresAt).toISOString()}`;
        return `${request.clientOrderId} in ${request.market} is ${state}${ends}`;
      },
    );
    this.#wake();
    this.desk.end();
    await this.#stream.close();
    this.#options.api.close();
    await Promise.all([this.#loop, this.#cancels.settled, this.#resolver.settled, this.#watch.settled]);
    journal.audit.append("session_end", { reason, left: left.length });
    this.#ledger.close();
    journal.sessions.end();
    return left;
  }

  async #endOrders(): Promise<void> {
    // Once at once, since one request without an answer must not keep what rests; and once for what that comes to.
    this.#cancelOwn();
    await this.broker.settled;
    this.#cancelOwn();
    await Promise.all([this.#cancels.settled, this.#resolver.settled]);
    for (let passes = 0; this.#tracker.outstanding().length > 0 && !this.desk.ended; passes++) {
      await this.#watch.read();
      await this.#pause(Math.min(BUSY_MS, 100 * 2 ** passes));
    }
    // After a kill nothing but cancels leaves.
    if (this.killed === undefined) await this.#groups.end();
  }

  /** Why no order group may be changed; those that are empty go at the end. */
  get groupsHeld(): string | undefined {
    return this.killed ?? (this.#groups.isEnding ? undefined : this.broker.held);
  }

  #cancelOwn(): void {
    for (const { request, ofThisSession } of this.#tracker.open()) {
      if (ofThisSession) this.#cancels.cancel(request.clientOrderId, "requested");
    }
  }

  #readAccount(market: string, why: string): void {
    this.#ledger.note("read_account", { market, why });
    this.#doubt();
  }

  /** Two lists a second apart are what the engine believes of others' trades: passes follow quickly until it has them. */
  #doubt(): void {
    this.#doubtedUntil = this.#options.now() + DOUBT_MS;
    this.#wake();
  }

  #kill(why: string): void {
    this.#killed ??= why;
    this.#ledger.note("kill", { why });
  }

  #sightChanged(): void {
    if (this.#replayed === undefined) this.facts.set({ blind: this.#sight.blind ?? null });
  }

  #entriesHeld(): Reason | undefined {
    const { blind } = this.#sight;
    if (blind !== undefined) return { code: "BLIND", detail: blind };
    const { reconciled } = this.facts.now;
    if (reconciled !== true) return { code: "NOT_RECONCILED", detail: reconciled ?? "not compared yet" };
    const { journal } = this.#options;
    const unarmed = this.#unarmed;
    if (unarmed !== undefined) return unarmed;
    const cancelledAt = journal.armings.accountCancelledAt();
    if (cancelledAt !== undefined && this.#options.now() - cancelledAt < 60_000) {
      return {
        code: "ACCOUNT_CANCEL",
        detail: "everything on the account was cancelled within the last minute",
      };
    }
    if (this.#groups.held !== undefined) return this.#groups.held;
    const [open] = this.breakers.open();
    return open === undefined ? undefined : { code: "BREAKER_OPEN", detail: open.api };
  }

  /**
   * The key's own state: until when it may trade, and whether it may at all. Read again from time to time: a person may have
   * attested since, and what was refused for it may go then.
   */
  async #readKey(): Promise<void> {
    const { api, signer, now } = this.#options;
    this.#keyReadAt = now();
    const keys = await api.apiKeys();
    this.breakers.read(keys);
    if (keys.kind !== "read") return;
    const seconds = keys.value.api_key_region_expiration_ts;
    const own = keys.value.api_keys?.find(({ api_key_id }) => api_key_id === signer.keyId);
    const mayTrade = own?.scopes?.some((scope) => scope === "write" || scope === "write::trade") ?? true;
    this.facts.set({
      attestedUntil: typeof seconds === "number" ? seconds * 1_000 : null,
      cannotTrade: mayTrade ? null : "the key lacks the scope write::trade",
    });
  }

  /** Compares the journal with the exchange, again after what it said to cancel has ended. */
  async #compare(): Promise<void> {
    const { api, journal, now, subaccount = 0 } = this.#options;
    this.#comparedAt = now();
    const compare = () =>
      compareAccount({
        reads: api,
        journal,
        desk: this.desk,
        subaccount,
        now,
        cancelOrphan: (id) => this.#cancels.cancel(id, "exit"),
        onRead: (outcome) => this.breakers.read(outcome),
      });
    let found = await compare();
    if (found !== true && this.#cancels.running.length > 0) {
      await Promise.race([this.#cancels.settled, this.#pause(COMPARE_MS)]);
      found = await compare();
    }
    // What an alarm has said since then needs a person.
    const [alarm] = this.#alarms;
    this.facts.set({ reconciled: alarm ?? found });
  }

  #onAlarm(alarm: TrackerAlarm): void {
    const { code, market, text } = alarm;
    if (code === "POSITION_DIFFERS") {
      this.#differs.set(market, { detail: text, since: this.#options.now() });
      this.#setDiffers();
      this.#wake();
      return;
    }
    this.#alarms.add(`${code}: ${text}`);
    this.facts.set({ reconciled: `${code}: ${text}` });
    if (code !== "CAME_BACK") return;
    for (const order of this.#tracker.cameBack()) {
      this.#cancels.cancel(order.request.clientOrderId, "exchange");
    }
  }

  #allDiffers(halts: readonly Halt[]) {
    return [
      ...[...this.#differs].map(([market, { detail }]) => ({ market, detail })),
      ...halts.flatMap(({ market, detail }) => market === undefined ? [] : [{ market, detail }]),
      ...this.#inheritance.waits(),
    ];
  }

  #setDiffers(): void {
    this.facts.set({ differs: this.#allDiffers(this.#options.journal.halts.active()) });
  }

  /** What strategies of sessions before hold is taken over, once journal and exchange agree. */
  #takeOver(listed: ReadonlyMap<string, Quantity>): void {
    this.#isShort = this.#options.journal.orders.positions().some(({ market, quantity }) => {
      const there = listed.get(market) ?? NO_QUANTITY;
      return quantity !== 0 && Math.sign(quantity) * (quantity - there) > 0;
    });
    if (this.#closing || this.facts.now.reconciled !== true) return;
    this.#inheritance.take(listed);
    this.#setDiffers();
  }

  #onOutcome(outcome: WriteOutcome<unknown>): void {
    this.breakers.wrote(outcome);
    if (outcome.kind !== "rejected") return;
    if (outcome.alarm === true) {
      this.facts.set({ cannotTrade: `the key was refused: ${outcome.code}; cancels will be refused too` });
    } else if (outcome.status === 403) this.facts.set({ cannotTrade: `${outcome.code}: ${outcome.message}` });
  }

  /** Whether journal and exchange have still to agree: entries wait for that. */
  get #differ(): boolean {
    return this.facts.now.reconciled !== true || this.#isShort;
  }

  /** Reads the account again and again: often while something is open, at once where it is woken. */
  async #run(): Promise<void> {
    while (!this.desk.ended) {
      const pass = await this.#watch.read();
      if (this.desk.ended) return;
      this.#passed(pass);
      if (this.#options.now() - this.#keyReadAt >= KEY_MS) {
        await this.#readKey();
        await this.#checkGroups();
      }
      if (this.#differ && this.#options.now() - this.#comparedAt >= COMPARE_MS) await this.#compare();
      await this.#untilDue(pass.askedAt);
    }
  }

  /** Waits until the next pass is due. What is open is asked again and again, since it may have changed meanwhile. */
  async #untilDue(readAt: number): Promise<void> {
    const { now } = this.#options;
    let woken = false;
    for (let sinceMs = now() - readAt; !this.desk.ended; sinceMs = now() - readAt) {
      const busy = this.#tracker.open().length + this.#tracker.outstanding().length > 0;
      const doubtful = this.#sight.blind !== undefined || this.#differs.size > 0 ||
        now() < this.#doubtedUntil;
      const soon = busy || this.#sight.failing || this.#differ;
      const dueMs = (woken ? GAP_MS : doubtful ? BLIND_MS : soon ? BUSY_MS : IDLE_MS) - sinceMs;
      if (dueMs <= 0) return;
      if (await this.#pause(Math.min(dueMs, BUSY_MS))) woken = true;
    }
  }

  #passed(pass: Pass): void {
    const { askedAt, whole, compared, why = "" } = pass;
    this.#sight.passed(pass);
    this.#sightChanged();
    if (!whole) this.#ledger.note("unread", { why });
    if (!whole || !compared) return;
    for (const [market, { since }] of this.#differs) if (askedAt > since) this.#differs.delete(market);
    this.#setDiffers();
  }

  /** @returns whether something has asked for a pass */
  #pause(ms: number): Promise<boolean> {
    if (this.desk.ended) return Promise.resolve(false);
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const timer = this.#timers.after(ms, () => resolve(false));
    const wake = () => {
      timer.clear();
      resolve(true);
    };
    this.#waiting.add(wake);
    return promise.finally(() => this.#waiting.delete(wake));
  }

  /** A pass is wanted now. */
  #wake(): void {
    for (const wake of [...this.#waiting]) wake();
  }
}
