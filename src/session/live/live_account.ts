/**
 * The account of a live session: carries the engine's effects out, reads what becomes of them, and says at every moment whether
 * entries may be made.
 *
 * @module
 */
import type { EngineEvent } from "../../core/events.ts";
import { isEffect, type Outcome } from "../../core/outcomes.ts";
import { type Result, succeed } from "../../core/result.ts";
import { joinParts, type LiveParts } from "./account_parts.ts";
import { cancelOwn, endOrders, leftOpen } from "./closing.ts";
import type { LiveBroker } from "./live_broker.ts";
import { clockFact } from "./live_facts.ts";
import type { LiveAccountOptions } from "./live_options.ts";
import { Replayed } from "./replayed.ts";
import { bookSettlement } from "./settlement.ts";
import { carryOn, readFirst, showingLife } from "./start.ts";
import type { LiveStatus } from "./status.ts";

const CLOSE_MS = 10_000;
/** At the end, between readings of money that has still to be compared. */
const PAYOUT_MS = 500;

/** The live side of a session. */
export class LiveAccount {
  readonly broker: LiveBroker;
  readonly #options: LiveAccountOptions;
  readonly #parts: LiveParts;
  #replayed: Replayed | undefined = new Replayed();
  #killed: string | undefined;
  /** Who has taken over what this session held, in words. */
  #takenFrom: string | undefined;
  #closing = false;
  #closed: Promise<readonly string[]> | undefined;
  #loop: Promise<void> = Promise.resolve();

  constructor(options: LiveAccountOptions) {
    this.#options = options;
    this.#parts = joinParts(options, { killed: () => this.killed, closing: () => this.#closing });
    this.broker = this.#parts.broker;
  }

  /** Why nothing but cancels may leave: the kill switch in any of its forms, read now. */
  get killed(): string | undefined {
    return this.#killed ?? this.#options.journal.kill.read();
  }

  /** Why no order group may be changed; those that are empty go at the end. */
  get groupsHeld(): string | undefined {
    return this.killed ?? (this.#parts.groups.isEnding ? undefined : this.broker.held);
  }

  /** The engine has acted on an event: what asks for something outside is carried out. */
  onEvent(event: EngineEvent, outcomes: readonly Outcome[]): void {
    if (this.#replayed !== undefined) return this.#replayed.onEvent(event, outcomes);
    const { journal, engine } = this.#options;
    const { ledger, pace, payouts } = this.#parts;
    if (event.kind === "command" && event.command.command === "kill") this.#kill("kill command");
    // A market may be about to end: what is there before it pays is read.
    if (event.kind === "market_life") pace.doubt();
    ledger.decided(outcomes);
    for (const outcome of outcomes) {
      if (isEffect(outcome)) this.broker.carryOut(outcome);
      else if (outcome.kind === "settled") bookSettlement({ journal, engine, payouts, pace }, outcome);
      else if (outcome.kind === "halt") {
        const { code, detail, until } = outcome;
        journal.halts.set({ code, detail, ...(until === undefined ? {} : { until }) });
      }
    }
  }

  #kill(why: string): void {
    this.#killed ??= why;
    this.#parts.ledger.note("kill", { why });
  }

  /**
   * Begins: what a crash left is taken over, the journal is compared with the exchange, and the streams are opened.
   *
   * @param sessionPrefix of the ids of this session's orders, as the journal has them
   * @returns a refusal where what was recorded and what was journaled contradict each other
   */
  start(sessionPrefix: string): Promise<Result<void>> {
    const { sessions } = this.#options.journal;
    return showingLife(sessions, this.#parts.timers, () => this.#start(sessionPrefix));
  }

  async #start(sessionPrefix: string): Promise<Result<void>> {
    const replayed = this.#replayed;
    const { journal, confirmation, api, engine, markets, subaccount = 0 } = this.#options;
    const { desk, inheritance, facts, arming, sight, stream, reading } = this.#parts;
    const restored = replayed?.restore(desk, journal, sessionPrefix, subaccount) ?? succeed(undefined);
    if (!restored.ok) return restored;
    this.#replayed = undefined;
    const inherited = inheritance.restore(replayed?.taken ?? [], sessionPrefix);
    if (!inherited.ok) return inherited;
    journal.audit.append("confirmation", { kind: confirmation.kind, account: confirmation.account });
    facts.set({
      confirmed: true,
      ...arming.fact(),
      reconciled: "not compared yet",
      blind: sight.blind ?? null,
      ...clockFact(api.clock),
    });
    carryOn(this.#parts, restored.value);
    await readFirst(this.#parts, markets.flatMap((market) => engine.market(market)?.exchangeIndex ?? []));
    api.signingTime.follow();
    api.keepReady();
    stream.start();
    this.#loop = reading.run();
    return succeed(undefined);
  }

  /** A second has passed. */
  tick(at: number): void {
    if (this.#replayed !== undefined || this.#closing) return;
    const { journal, engine, command } = this.#options;
    const parts = this.#parts;
    journal.sessions.heartbeat();
    journal.pnl.set(engine.account.dayPnl(), at);
    parts.inheritance.mark(at);
    if (this.killed !== undefined && !engine.trading.killed) command({ command: "kill" });
    const halts = journal.halts.active();
    parts.facts.set({
      ...parts.arming.fact(),
      halts: parts.halts.ofAll(halts),
      differs: parts.reconciliation.differs(halts),
      breakers: parts.breakers.open().map(({ api }) => api),
      accountDayPnl: journal.pnl.ofDay(at),
      ...clockFact(this.#options.api.clock),
    });
    // A process that has died since leaves orders and positions that nobody looks after.
    parts.earlier.takeOrphans();
    if (parts.inheritance.isNew) parts.pace.doubt();
    this.#endTakenOver();
    parts.renewals.tick();
    parts.arming.tick();
    parts.writeShare.tick();
    void parts.halts.releaseGroups();
  }

  /** Others took this session for dead and have what it held: nothing but cancels leaves any more. */
  #endTakenOver(): void {
    if (this.#takenFrom !== undefined) return;
    const taken = this.#options.journal.handovers.takenFrom();
    if (taken === undefined) return;
    this.#takenFrom = taken;
    this.#parts.ledger.note("stopped", { why: taken });
    this.broker.stop(taken);
    cancelOwn(this.#parts);
  }

  /** The state beside the engine's own, for screens. */
  status(): LiveStatus {
    const { api, journal, confirmation } = this.#options;
    const { facts, arming, sight, gate, breakers, resolver, cancels, ledger, reconciliation, payouts } =
      this.#parts;
    const { reconciled, cannotTrade, attestedUntil } = facts.now;
    const offset = api.clock.offset;
    const killed = this.killed;
    const unjournaled = ledger.unjournaledExit;
    return {
      account: confirmation.account,
      ...arming.status(),
      ...(sight.blind === undefined ? {} : { blind: sight.blind }),
      ...(typeof reconciled === "string" ? { unreconciled: reconciled } : {}),
      halts: gate.halts(journal.halts.active()),
      breakers: breakers.open(),
      ...(killed === undefined ? {} : { killedBy: killed }),
      unknownOrders: resolver.looking,
      alarms: [
        ...(cannotTrade === undefined || cannotTrade === null ? [] : [cannotTrade]),
        ...cancels.troubles,
        ...(unjournaled === undefined ? [] : [unjournaled]),
        ...(this.#takenFrom === undefined ? [] : [`TAKEN_OVER: ${this.#takenFrom}`]),
        ...reconciliation.alarms,
        ...payouts.alarms,
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
    const { closeMs = CLOSE_MS, journal, api } = this.#options;
    const { timers, tracker, desk, payouts, pace, stream, cancels, resolver, watch, ledger } = this.#parts;
    const over = Promise.withResolvers<void>();
    const timer = timers.after(closeMs, over.resolve);
    await Promise.race([this.#endOrders(), over.promise]);
    timer.clear();
    payouts.end();
    const left = leftOpen(tracker);
    pace.wake();
    desk.end();
    await stream.close();
    api.close();
    await Promise.all([this.#loop, cancels.settled, resolver.settled, watch.settled]);
    journal.audit.append("session_end", { reason, left: left.length });
    ledger.close();
    journal.sessions.end();
    return left;
  }

  async #endOrders(): Promise<void> {
    const { groups, payouts, desk, watch, pace } = this.#parts;
    await endOrders(this.#parts);
    // After a kill nothing but cancels leaves.
    if (this.killed === undefined) await groups.end();
    // What the exchange has paid is known by a reading that is newer.
    while (payouts.isWaiting && !desk.ended) {
      await watch.read();
      await payouts.compare();
      if (payouts.isWaiting) await pace.pause(PAYOUT_MS);
    }
  }
}
