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
import { MICROS_PER_DOLLAR, type Price, PRICE_ONE, type Quantity } from "../../core/numbers/money.ts";
import { type Result, succeed } from "../../core/result.ts";
import type { RiskLimits } from "../../core/risk/limits.ts";
import type { Halt } from "../../journal/halts.ts";
import type { InputSink } from "../../kalshi/input.ts";
import type { OrderApi } from "../../kalshi/orders/api.ts";
import type { ReadOutcome, WriteOutcome } from "../../kalshi/orders/outcomes.ts";
import type { Environment } from "../../kalshi/environment.ts";
import type { Signer } from "../../kalshi/signing/sign.ts";
import { AccountStream } from "../../kalshi/streaming/account_stream.ts";
import type { OpenSocket } from "../../kalshi/streaming/socket.ts";
import { REAL_TIMERS, type Timer, type Timers } from "../../lib/timers.ts";
import { AccountWatch, type Pass } from "./account_watch.ts";
import { Breakers } from "./breakers.ts";
import { cancelOwn, endOrders, leftOpen } from "./closing.ts";
import { Cancels } from "./cancels.ts";
import { OrderDesk } from "./desk.ts";
import { EarlierOrders } from "./earlier_orders.ts";
import { EntryGate } from "./entry_gate.ts";
import { KeyState } from "./key_state.ts";
import { JournalLedger } from "./ledger.ts";
import { LiveBroker } from "./live_broker.ts";
import { LiveFacts } from "./live_facts.ts";
import type { LiveOptions } from "./live_options.ts";
import { Inheritance } from "./inheritance.ts";
import { OrderLookup } from "./lookup.ts";
import type { GroupEvent } from "../../kalshi/decoding/private_messages.ts";
import { OrderGroups } from "./order_groups.ts";
import { OrderTracker } from "./order_tracker.ts";
import { type Need, Pace } from "./pace.ts";
import { Payouts } from "./payouts.ts";
import { Reconciliation } from "./reconciliation.ts";
import { Renewals } from "./renewals.ts";
import { Replayed } from "./replayed.ts";
import { Resolver } from "./resolver.ts";
import { SessionArming } from "./session_arming.ts";
import { ShardBalances } from "./shard_balances.ts";
import { Sight } from "./sight.ts";
import type { LiveStatus } from "./status.ts";
import { WriteShare } from "./write_share.ts";

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
const CLOSE_MS = 10_000;
/** Between signs of life while a session begins. */
const BEAT_MS = 1_000;
/** At the end, between readings of money that has still to be compared. */
const PAYOUT_MS = 500;
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
  readonly #writeShare: WriteShare;
  readonly #inheritance: Inheritance;
  readonly #renewals: Renewals;
  readonly #watch: AccountWatch;
  readonly #stream: AccountStream;
  readonly #pace: Pace;
  readonly #key: KeyState;
  readonly #arming: SessionArming;
  readonly #gate: EntryGate;
  readonly #reconciliation: Reconciliation;
  readonly #payouts: Payouts;
  #replayed: Replayed | undefined = new Replayed();
  #killed: string | undefined;
  /** Who has taken over what this session held, in words. */
  #takenFrom: string | undefined;
  readonly #sight = new Sight();
  #closing = false;
  #closed: Promise<readonly string[]> | undefined;
  #loop: Promise<void> = Promise.resolve();

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
      onAlarm: (alarm) => this.#reconciliation.alarm(alarm),
    });
    this.#pace = new Pace({ timers, now, need: () => this.#need(), ended: () => this.desk.ended });
    const exchangeNow = () => api.clock.offset === undefined ? undefined : api.clock.now();
    const onRead = (outcome: ReadOutcome<unknown>) => this.breakers.read(outcome);
    const onOutcome = (outcome: WriteOutcome<unknown>) => {
      this.breakers.wrote(outcome);
      this.#key.wrote(outcome);
    };
    const lookup = new OrderLookup(api, this.desk);
    const common = { desk: this.desk, lookup, exchangeNow, random };
    this.#cancels = new Cancels({ ...common, writes: api, onOutcome });
    this.#resolver = new Resolver(common);
    this.#writeShare = new WriteShare(journal.sessions, api.budget);
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
    const { confirmation, signer } = options;
    this.#key = new KeyState({ reads: api, keyId: signer.keyId, facts: this.facts, now, onRead });
    this.#arming = new SessionArming({
      confirmation,
      armings: journal.armings,
      tracker: this.#tracker,
      cancels: this.#cancels,
      onChange: (state) => this.#ledger.note("arming", { state }),
    });
    this.#gate = new EntryGate({
      sight: this.#sight,
      facts: this.facts,
      arming: this.#arming,
      armings: journal.armings,
      groups: this.#groups,
      breakers: this.breakers,
      now,
    });
    this.#reconciliation = new Reconciliation({
      reads: api,
      journal,
      desk: this.desk,
      subaccount,
      now,
      facts: this.facts,
      cancels: this.#cancels,
      inheritance: this.#inheritance,
      pace: this.#pace,
      saleIsUnbooked: () => engine.orders.external.isShort,
      closing: () => this.#closing,
      onRead,
    });
    const restMs = entryTimeoutMs + REST_BEYOND_MS;
    const balances = new ShardBalances({
      reads: api,
      bucket: api.transport.bucket,
      timers,
      subaccount,
      onRead,
    });
    // An order that a dead program leaves must not rest for longer than it may, whatever its clock was set to.
    const exchangeEarliest = () => api.clock.earliest;
    this.broker = new LiveBroker({
      ...common,
      exchangeEarliest,
      writes: api,
      cancels: this.#cancels,
      resolver: this.#resolver,
      ledger: this.#ledger,
      subaccount,
      restMs,
      placeOf: (ticker) => engine.market(ticker),
      groupOf: (shard) => this.#groups.groupOf(shard),
      killed: () => this.killed,
      entriesHeld: () => this.#gate.held,
      balance: (shard) => balances.read(shard),
      readAccount: (market, why) => {
        this.#ledger.note("read_account", { market, why });
        this.#pace.doubt();
      },
      onOutcome,
      renewalsAnswered: (id) => this.#renewals.areAnswered(id),
    });
    this.#renewals = new Renewals({
      desk: this.desk,
      writes: api,
      reads: api,
      restMs,
      exchangeEarliest,
      held: () => this.broker.held,
      isDecreasing: (id) => this.broker.isDecreasing(id),
      onRenewed: ({ request }, expirationTime) =>
        journal.orders.changed(request.clientOrderId, { at: now(), expirationTime }),
      onOutcome,
    });
    this.#payouts = new Payouts({
      reads: api,
      subaccount,
      now,
      fills: () => journal.orders.fills({ since: 0 }),
      onRead,
      onDiffers: (payoutDiffers) => this.facts.set({ payoutDiffers }),
      note: (kind, data) => this.#ledger.note(kind, data),
    });
    this.#watch = new AccountWatch({
      reads: api,
      desk: this.desk,
      sink,
      ledger: this.#ledger,
      subaccount,
      exchangeNow,
      fillsSince: journal.orders.lastFillAt() ?? now(),
      onRead,
      onSeen: (seen) => this.#payouts.seen(seen),
      onCompared: (listed) => this.#reconciliation.listed(listed),
    });
    const { environment, openSocket } = options;
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
          if (!this.desk.fill(fill)) this.#pace.doubt();
        },
        order: (order) => {
          if (!this.desk.record(order)) this.#pace.wake();
        },
        position: () => {},
        group: (event) => this.#group(event),
        down: (why) => this.#down(why),
        up: () => this.#up(),
        unreadable: (why) => {
          this.#ledger.note("unreadable", { why });
          this.#sight.unreadable(now(), why);
          this.#sightChanged();
          this.#pace.wake();
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
    // A market may be about to end: what is there before it pays is read.
    if (event.kind === "market_life") this.#pace.doubt();
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
  #settled({ at, market, yesPays, payout }: SettledOutcome): void {
    const { journal, engine } = this.#options;
    const session = journal.sessions.own?.sessionId;
    const quantity = journal.handovers.holdings(market).reduce(
      (sum, holding) => holding.session === session ? sum - holding.quantity : sum,
      0,
    ) as Quantity;
    const price = Math.round(yesPays / MICROS_PER_PRICE) as Price;
    if (quantity === 0) return;
    journal.orders.adjust({ market, quantity, price, reason: "settled", by: "session", at });
    const exchangeIndex = engine.market(market)?.exchangeIndex;
    if (exchangeIndex === undefined) return;
    this.#payouts.booked({ market, exchangeIndex, held: -quantity as Quantity, payout });
    this.#pace.doubt();
  }

  /**
   * Begins: what a crash left is taken over, the journal is compared with the exchange, and the streams are opened.
   *
   * @param sessionPrefix of the ids of this session's orders, as the journal has them
   * @returns a refusal where what was recorded and what was journaled contradict each other
   */
  async start(sessionPrefix: string): Promise<Result<void>> {
    const stop = this.#beat();
    try {
      return await this.#start(sessionPrefix);
    } finally {
      stop();
    }
  }

  /** Shows a sign of life each second, until that is stopped: beginning takes its time, and nobody shall take this session for dead. */
  #beat(): () => void {
    const beat = (): Timer => {
      this.#options.journal.sessions.heartbeat();
      return this.#timers.after(BEAT_MS, () => {
        timer = beat();
      });
    };
    let timer = beat();
    return () => timer.clear();
  }

  async #start(sessionPrefix: string): Promise<Result<void>> {
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
      ...this.#arming.fact(),
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
    this.#writeShare.tick();
    await this.#key.read();
    this.#reconciliation.setDiffers();
    const { engine, markets } = this.#options;
    await this.#groups.begin(markets.flatMap((market) => engine.market(market)?.exchangeIndex ?? []));
    this.#setHalts();
    await this.#reconciliation.compare();
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
      ...this.#arming.fact(),
      halts: this.#haltsOfAll(halts),
      differs: this.#reconciliation.differs(halts),
      breakers: this.breakers.open().map(({ api }) => api),
      accountDayPnl: journal.pnl.ofDay(at),
    });
    // A process that has died since leaves orders and positions that nobody looks after.
    this.#earlier.takeOrphans();
    if (this.#inheritance.isNew) this.#pace.doubt();
    this.#endTakenOver();
    this.#renewals.tick();
    this.#arming.tick();
    this.#writeShare.tick();
    if (this.#groups.held !== undefined) void this.#releaseGroups();
  }

  /** Others took this session for dead and have what it held: nothing but cancels leaves any more. */
  #endTakenOver(): void {
    if (this.#takenFrom !== undefined) return;
    const taken = this.#options.journal.handovers.takenFrom();
    if (taken === undefined) return;
    this.#takenFrom = taken;
    this.#ledger.note("stopped", { why: taken });
    this.broker.stop(taken);
    cancelOwn({ desk: this.desk, cancels: this.#cancels });
  }

  /** The account's streams are all there again: what they brought before that is read, and compared. */
  #up(): void {
    this.#sight.up(this.#options.now());
    this.#sightChanged();
    this.#pace.wake();
    void this.#checkGroups();
  }

  /** What became of the groups while nothing was heard of them. */
  async #checkGroups(): Promise<void> {
    await this.#groups.check();
    if (!this.#closing) this.#setHalts();
  }

  /** A person has released a group: entries go on. */
  async #releaseGroups(): Promise<void> {
    if (await this.#groups.release() && !this.#closing) this.#setHalts();
  }

  /** The account's streams do not come: nothing is known of own fills at this moment. */
  #down(why: string): void {
    this.#sight.down(why);
    this.#sightChanged();
    this.#pace.wake();
  }

  /** An order group has changed. One that was triggered or deleted stops entries until a person has decided. */
  #group(changed: GroupEvent): void {
    const { event, groupId } = changed;
    if (this.#groups.changed(changed)) return this.#setHalts();
    if (event !== "triggered" && event !== "deleted" || this.#options.journal.groups.isOwn(groupId)) return;
    this.#options.journal.halts.set({ code: "ORDER_GROUP", detail: `order group ${groupId} was ${event}` });
  }

  /** Halts of all markets: the journal's, and those of this session alone. */
  #haltsOfAll(halts: readonly Halt[]) {
    return this.#gate.halts(halts.filter(({ market }) => market === undefined));
  }

  #setHalts(): void {
    this.facts.set({ halts: this.#haltsOfAll(this.#options.journal.halts.active()) });
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
      ...this.#arming.status(),
      ...(this.#sight.blind === undefined ? {} : { blind: this.#sight.blind }),
      ...(typeof reconciled === "string" ? { unreconciled: reconciled } : {}),
      halts: this.#gate.halts(journal.halts.active()),
      breakers: this.breakers.open(),
      ...(killed === undefined ? {} : { killedBy: killed }),
      unknownOrders: this.#resolver.looking,
      alarms: [
        ...(cannotTrade === undefined || cannotTrade === null ? [] : [cannotTrade]),
        ...this.#cancels.troubles,
        ...(unjournaled === undefined ? [] : [unjournaled]),
        ...(this.#takenFrom === undefined ? [] : [`TAKEN_OVER: ${this.#takenFrom}`]),
        ...this.#reconciliation.alarms,
        ...this.#payouts.alarms,
      ],
      ...(attestedUntil === undefined || attestedUntil === null
        ? {}
        : { attestationExpiresAt: attestedUntil }),
      ...(offset === undefined ? {} : { clockOffsetMs: offset.offsetMs }),
      unjournaled: journal.pending,
    };
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
    await Promise.race([this.#endOrders(), over.promise]);
    timer.clear();
    this.#payouts.end();
    const left = leftOpen(this.#tracker);
    this.#pace.wake();
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
    await endOrders({
      broker: this.broker,
      desk: this.desk,
      cancels: this.#cancels,
      resolver: this.#resolver,
      watch: this.#watch,
      pace: this.#pace,
    });
    // After a kill nothing but cancels leaves.
    if (this.killed === undefined) await this.#groups.end();
    // What the exchange has paid is known by a reading that is newer.
    while (this.#payouts.isWaiting && !this.desk.ended) {
      await this.#watch.read();
      await this.#payouts.compare();
      if (this.#payouts.isWaiting) await this.#pace.pause(PAYOUT_MS);
    }
  }

  /** Why no order group may be changed; those that are empty go at the end. */
  get groupsHeld(): string | undefined {
    return this.killed ?? (this.#groups.isEnding ? undefined : this.broker.held);
  }

  #kill(why: string): void {
    this.#killed ??= why;
    this.#ledger.note("kill", { why });
  }

  #sightChanged(): void {
    if (this.#replayed === undefined) this.facts.set({ blind: this.#sight.blind ?? null });
  }

  /** Reads the account again and again: often while something is open, at once where it is woken. */
  async #run(): Promise<void> {
    while (!this.desk.ended) {
      const pass = await this.#watch.read();
      if (this.desk.ended) return;
      this.#passed(pass);
      await this.#payouts.compare();
      if (this.#key.isDue) {
        await this.#key.read();
        await this.#checkGroups();
      }
      if (this.#reconciliation.isDue) await this.#reconciliation.compare();
      await this.#pace.untilDue(pass.askedAt);
    }
  }

  /** How soon the next pass is wanted. */
  #need(): Need {
    if (this.#sight.blind !== undefined || this.#reconciliation.isDoubtful) return "doubtful";
    const isOpen = this.#tracker.open().length + this.#tracker.outstanding().length > 0;
    return isOpen || this.#payouts.isWaiting || this.#sight.failing || this.#reconciliation.isOutstanding
      ? "busy"
      : "idle";
  }

  #passed(pass: Pass): void {
    const { askedAt, whole, compared, why = "" } = pass;
    this.#sight.passed(pass);
    this.#sightChanged();
    if (!whole) this.#ledger.note("unread", { why });
    if (whole && compared) this.#reconciliation.passed(askedAt);
  }
}
