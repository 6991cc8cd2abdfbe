/**
 * The parts of the live side of a session, and what each is given of the others.
 *
 * @module
 */
import type { Quantity } from "../../core/numbers/money.ts";
import type { ReadOutcome, WriteOutcome } from "../../kalshi/orders/outcomes.ts";
import { AccountStream } from "../../kalshi/streaming/account_stream.ts";
import { REAL_TIMERS, type Timers } from "../../lib/timers.ts";
import { AccountHalts } from "./account_halts.ts";
import { AccountReading } from "./account_reading.ts";
import { AccountWatch } from "./account_watch.ts";
import { Breakers } from "./breakers.ts";
import { Cancels } from "./cancels.ts";
import { OrderDesk } from "./desk.ts";
import { EarlierOrders } from "./earlier_orders.ts";
import { EntryGate } from "./entry_gate.ts";
import { Inheritance } from "./inheritance.ts";
import { KeyState } from "./key_state.ts";
import { JournalLedger } from "./ledger.ts";
import { exposedLimits } from "./limits.ts";
import { LiveBroker } from "./live_broker.ts";
import { LiveFacts } from "./live_facts.ts";
import type { LiveAccountOptions } from "./live_options.ts";
import { OrderLookup } from "./lookup.ts";
import { OrderGroups } from "./order_groups.ts";
import { OrderTracker } from "./order_tracker.ts";
import { Pace } from "./pace.ts";
import { Payouts } from "./payouts.ts";
import { Reconciliation } from "./reconciliation.ts";
import { Renewals } from "./renewals.ts";
import { Resolver } from "./resolver.ts";
import { SessionArming } from "./session_arming.ts";
import { ShardBalances } from "./shard_balances.ts";
import { Sight } from "./sight.ts";
import { WriteShare } from "./write_share.ts";

/** A dead machine leaves nothing resting for longer than the entry time-out and a minute; seconds are rounded and read late. */
const REST_BEYOND_MS = 50_000;

/** What the parts ask of the account itself. */
export interface AccountState {
  /** Why nothing but cancels may leave, read now. */
  readonly killed: () => string | undefined;
  /** Whether the session ends. */
  readonly closing: () => boolean;
}

/** The parts, joined. */
export interface LiveParts {
  readonly timers: Timers;
  readonly tracker: OrderTracker;
  readonly facts: LiveFacts;
  readonly breakers: Breakers;
  readonly ledger: JournalLedger;
  readonly desk: OrderDesk;
  readonly broker: LiveBroker;
  readonly cancels: Cancels;
  readonly resolver: Resolver;
  readonly renewals: Renewals;
  readonly earlier: EarlierOrders;
  readonly inheritance: Inheritance;
  readonly groups: OrderGroups;
  readonly writeShare: WriteShare;
  readonly key: KeyState;
  readonly arming: SessionArming;
  readonly gate: EntryGate;
  readonly halts: AccountHalts;
  readonly sight: Sight;
  readonly pace: Pace;
  readonly watch: AccountWatch;
  readonly reconciliation: Reconciliation;
  readonly payouts: Payouts;
  readonly reading: AccountReading;
  readonly stream: AccountStream;
}

/** Makes the parts of an account; none of them does anything yet. */
export function joinParts(options: LiveAccountOptions, state: AccountState): LiveParts {
  const { api, engine, sink, journal, now, limits, entryTimeoutMs, subaccount = 0 } = options;
  const { timers = REAL_TIMERS, random = Math.random } = options;
  const tracker = new OrderTracker();
  const sight = new Sight();
  const facts = new LiveFacts(sink, now);
  const breakers = new Breakers(now);
  const ledger = new JournalLedger(journal, exposedLimits(limits), now, timers, (order) => {
    const { expirationTime, request } = order;
    if (expirationTime !== undefined) renewals.sent(request.clientOrderId, expirationTime);
  }, (id) => ({ exits: engine.orders.exitsOf(id), bid: engine.orders.order(id)?.bidThen }));
  const desk = new OrderDesk({
    tracker,
    ledger,
    sink,
    timers,
    now,
    recall: (orderId, clientOrderId) => earlier.recall(orderId, clientOrderId),
    onAlarm: (alarm) => reconciliation.alarm(alarm),
  });
  const pace = new Pace({ timers, now, need: () => reading.need, ended: () => desk.ended });
  const exchangeNow = () => api.clock.offset === undefined ? undefined : api.clock.now();
  const onRead = (outcome: ReadOutcome<unknown>) => breakers.read(outcome);
  const onOutcome = (outcome: WriteOutcome<unknown>) => {
    breakers.wrote(outcome);
    key.wrote(outcome);
  };
  const lookup = new OrderLookup(api, desk);
  const common = { desk, lookup, exchangeNow, random };
  const cancels = new Cancels({ ...common, writes: api, onOutcome });
  const resolver = new Resolver(common);
  const writeShare = new WriteShare(journal.sessions, api.budget);
  const groups = new OrderGroups({
    api,
    rows: journal.groups,
    limit: limits.maxContractsIn15s as Quantity,
    subaccount,
    now,
  });
  const inheritance = new Inheritance({
    journal,
    tracker,
    engine,
    sink,
    markets: options.markets,
    now,
  });
  const earlier = new EarlierOrders(journal, desk, cancels, resolver);
  const { confirmation, signer } = options;
  const key: KeyState = new KeyState({ reads: api, keyId: signer.keyId, facts, now, onRead });
  const arming = new SessionArming({
    confirmation,
    armings: journal.armings,
    tracker,
    cancels,
    onChange: (state) => ledger.note("arming", { state }),
  });
  const gate = new EntryGate({
    sight,
    facts,
    arming,
    armings: journal.armings,
    groups,
    breakers,
    now,
  });
  const reconciliation: Reconciliation = new Reconciliation({
    reads: api,
    journal,
    desk,
    subaccount,
    now,
    facts,
    cancels,
    inheritance,
    pace,
    saleIsUnbooked: () => engine.orders.external.isShort,
    closing: state.closing,
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
  const broker = new LiveBroker({
    ...common,
    exchangeEarliest,
    writes: api,
    cancels,
    resolver,
    ledger,
    subaccount,
    restMs,
    placeOf: (ticker) => engine.market(ticker),
    groupOf: (shard) => groups.groupOf(shard),
    killed: state.killed,
    entriesHeld: (market) => gate.heldIn(market),
    balance: (shard) => balances.read(shard),
    readAccount: (market, why) => {
      ledger.note("read_account", { market, why });
      pace.doubt();
    },
    onOutcome,
    renewalsAnswered: (id) => renewals.areAnswered(id),
  });
  const renewals: Renewals = new Renewals({
    desk,
    writes: api,
    reads: api,
    restMs,
    exchangeEarliest,
    held: () => broker.held,
    isDecreasing: (id) => broker.isDecreasing(id),
    onRenewed: ({ request }, expirationTime) =>
      journal.orders.changed(request.clientOrderId, { at: now(), expirationTime }),
    onOutcome,
  });
  const payouts = new Payouts({
    reads: api,
    subaccount,
    now,
    fills: (market) => journal.orders.fills({ market }),
    onRead,
    onDiffers: (payoutDiffers) => facts.set({ payoutDiffers }),
    note: (kind, data) => ledger.note(kind, data),
  });
  const watch = new AccountWatch({
    reads: api,
    desk,
    sink,
    ledger,
    subaccount,
    exchangeNow,
    fillsSince: journal.orders.lastFillAt() ?? now(),
    onRead,
    onSeen: (seen) => payouts.seen(seen),
    onCompared: (listed) => reconciliation.listed(listed),
  });
  const halts = new AccountHalts({ journal, groups, gate, facts, closing: state.closing });
  const reading: AccountReading = new AccountReading({
    watch,
    desk,
    sight,
    facts,
    ledger,
    payouts,
    key,
    halts,
    reconciliation,
    pace,
    now,
  });
  const { environment, openSocket } = options;
  const stream = new AccountStream({
    environment,
    signer,
    now,
    wall: api.signingTime.now,
    timers,
    ...(openSocket === undefined ? {} : { openSocket }),
    listener: {
      fill: (fill) => {
        // Somebody else trades on this account: what is held is another amount now.
        if (!desk.fill(fill)) pace.doubt();
      },
      order: (order) => {
        if (!desk.record(order)) pace.wake();
      },
      position: () => {},
      group: (event) => halts.groupChanged(event),
      down: (why) => reading.down(why),
      up: () => reading.up(),
      unreadable: (why) => reading.unreadable(why),
      heard: (at, sendingMs) => {
        if (sendingMs !== undefined) api.clock.sent(at, sendingMs);
      },
    },
  });
  return {
    timers,
    tracker,
    facts,
    breakers,
    ledger,
    desk,
    broker,
    cancels,
    resolver,
    renewals,
    earlier,
    inheritance,
    groups,
    writeShare,
    key,
    arming,
    gate,
    halts,
    sight,
    pace,
    watch,
    reconciliation,
    payouts,
    reading,
    stream,
  };
}
