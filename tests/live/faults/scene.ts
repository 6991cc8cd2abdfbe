/**
 * The scene of a fault: a live session over real sockets that holds a position with a resting take-profit, and has an entry open
 * beside it, when something goes wrong.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import type { Outcome } from "../../../src/core/outcomes.ts";
import { formatReason } from "../../../src/core/reasons.ts";
import type { Journal } from "../../../src/journal/journal.ts";
import type { Session } from "../../../src/session/session.ts";
import {
  everyRestingOrderExpires,
  everyWriteNamesItsShard,
  noCreateTwice,
  noEntryBetween,
  restingClosesStayWithin,
} from "../../../src/simulator/control/claims.ts";
import { Ledger } from "../../../src/simulator/control/ledger.ts";
import { MAIN_USER_ID } from "../../../src/simulator/mod.ts";
import type { FaultScriptInput, RunningScript } from "../../../src/simulator/mod.ts";
import { LiveBench, type LiveBenchOptions, reportsOf } from "../../session/live/live_support.ts";
import { must } from "../../session/support.ts";

type Deed = NonNullable<FaultScriptInput["actions"]>[number]["do"];

/** Contracts in 1/100 that the rule buys. */
export const HELD = 1_000;

/** What differs from the usual. */
export interface SceneOptions extends LiveBenchOptions {
  /** What the rule's exits are. @default a take-profit far away */
  readonly rule?: Readonly<Record<string, string | number>>;
  /** How far the exchange's clock is ahead of the machine's, ms. @default 0 */
  readonly clockMs?: number;
  /** Whether the journal's databases are to be had. @default false */
  readonly catchDatabases?: boolean;
}

/** The clock of the machine, as a person or a time server sets it. */
class MachineClock {
  readonly #now = Date.now;
  ms = 0;

  constructor() {
    Date.now = () => this.#now.call(Date) + this.ms;
  }

  restore(): void {
    Date.now = this.#now;
  }
}

/** Catches databases as they are opened, so that a test can leave them no room. */
class DatabaseCatcher {
  readonly databases = new Set<DatabaseSync>();
  readonly #exec = DatabaseSync.prototype.exec;

  constructor() {
    const { databases } = this;
    const exec = this.#exec;
    DatabaseSync.prototype.exec = function (this: DatabaseSync, sql: string) {
      databases.add(this);
      return exec.call(this, sql);
    };
  }

  release(): void {
    DatabaseSync.prototype.exec = this.#exec;
  }
}

/** A session in the middle of its trading. */
export class Scene implements AsyncDisposable {
  readonly bench: LiveBench;
  readonly session: Session;
  readonly journal: Journal;
  readonly #ledger: Ledger;
  readonly #blind: { readonly from: number; readonly to: number }[] = [];
  readonly #machineClock: MachineClock;
  /** The databases that the session opened, where they were asked for. */
  databases: readonly DatabaseSync[] = [];
  #asked = 0;

  private constructor(
    bench: LiveBench,
    session: Session,
    journal: Journal,
    ledger: Ledger,
    machineClock: MachineClock,
  ) {
    this.#machineClock = machineClock;
    this.bench = bench;
    this.session = session;
    this.journal = journal;
    this.#ledger = ledger;
  }

  /** Opens an exchange, starts a session, and waits until its position, its take-profit and its entry are there. */
  static async open(
    { rule = { takeProfit: 0.25 }, clockMs = 0, catchDatabases = false, ...options }: SceneOptions = {},
  ): Promise<Scene> {
    const bench = await LiveBench.open({ ...options, rule });
    // The exchange has a clock of its own by now.
    const machineClock = new MachineClock();
    try {
      if (clockMs !== 0) bench.simulator.clock.move(clockMs);
      assert(bench.simulator.control.witness);
      const ledger = new Ledger(bench.simulator.accounts);
      await bench.offer("ask", "0.5600", "10");
      await bench.offer("ask", "0.8000", "50");
      await bench.offer("bid", "0.5400", "100");
      const caught = catchDatabases ? new DatabaseCatcher() : undefined;
      const { session, journal } = await bench.start();
      caught?.release();
      const scene = new Scene(bench, session, journal, ledger, machineClock);
      scene.databases = [...caught?.databases ?? []];
      await bench.until("fill");
      await bench.untilAtExchange(() => bench.resting.length === 1, "the take-profit");
      await bench.seeing(session);
      await scene.enter("0.5000", "2");
      await bench.untilAtExchange(() => bench.resting.length === 2, "the entry that stays open");
      await scene.quiet();
      return scene;
    } catch (error) {
      machineClock.restore();
      await bench[Symbol.asyncDispose]();
      throw error;
    }
  }

  get market(): string {
    return this.bench.market;
  }

  /** Contracts in 1/100 that the account holds at the exchange. */
  get held(): number {
    return this.bench.account.position(this.market)?.position ?? 0;
  }

  get outcomes(): readonly Outcome[] {
    return this.bench.watcher.outcomes;
  }

  /** Lets the exchange misbehave. */
  script(input: FaultScriptInput): RunningScript {
    return must(this.bench.simulator.control.take(input));
  }

  /** Has something done at the exchange, now. */
  do(deed: Deed): void {
    this.script({ actions: [{ do: deed }] });
  }

  /** The exchange behaves again. */
  heal(): void {
    this.bench.simulator.control.clear();
  }

  /** Waits until something holds; it is looked at after every event of the session. */
  until(holds: () => boolean, what: string): Promise<void> {
    return this.bench.watcher.until(holds, what);
  }

  /** Waits until the session sees its account, has compared it, and nothing is under way. */
  async quiet(): Promise<void> {
    await this.bench.seeing(this.session);
    await this.until(() => this.#unsettled() === undefined, `an account that agrees`);
  }

  /** A trader's wish for YES. @returns its intent */
  buy(price: string, contracts: string, timeInForce = "good_till_canceled"): string {
    const intent = `fault-${++this.#asked}`;
    this.session.command({
      command: "place_order",
      market: this.market,
      outcome_side: "yes",
      action: "buy",
      price,
      contracts,
      time_in_force: timeInForce,
      intent,
    });
    return intent;
  }

  /** Asks for an entry and waits until the exchange has it. */
  async enter(price: string, contracts: string): Promise<void> {
    const before = reportsOf(this.outcomes).filter(({ kind }) => kind === "accepted").length;
    this.buy(price, contracts);
    await this.bench.until("accepted", before + 1);
  }

  /**
   * Asks for an entry that must not leave.
   *
   * @returns the reason that was given
   */
  async refused(): Promise<string> {
    const creates = this.creates;
    const before = this.#refusals().length;
    this.buy("0.4900", "1");
    await this.until(() => this.#refusals().length > before, "a refusal of the entry");
    assertEquals(this.creates, creates, "an entry left while it was to wait");
    return this.#refusals().at(-1) ?? "";
  }

  /** Asks for an entry, and waits until it is there or refused. */
  async sentOrAccepted(price: string, contracts: string): Promise<void> {
    const answers = () =>
      this.#refusals().length + reportsOf(this.outcomes).filter(({ kind }) => kind === "accepted").length;
    const before = answers();
    this.buy(price, contracts);
    await this.until(() => answers() > before, "an answer to the entry");
  }

  /** Asks for an entry that must not rest; it may be the exchange that refuses it. @returns the reason */
  async sentOrRefused(): Promise<string> {
    const before = this.#refusals().length;
    const { length } = this.bench.resting;
    this.buy("0.4900", "1");
    await this.until(() => this.#refusals().length > before, "a refusal of the entry");
    assert(this.bench.resting.length <= length);
    return this.#refusals().at(-1) ?? "";
  }

  #refusals(): readonly string[] {
    return this.outcomes.flatMap((outcome) => {
      if (outcome.kind === "signal" && outcome.refused !== undefined && outcome.strategy === "hand") {
        return [formatReason(outcome.refused)];
      }
      if (outcome.kind !== "report" || outcome.report.kind !== "rejected") return [];
      return [formatReason(outcome.report.reason)];
    });
  }

  /** How many creates have come to the exchange. */
  get creates(): number {
    return this.bench.simulator.control.witness.creates.length;
  }

  /** The trader closes the position: the exit goes, whatever holds entries. */
  async exits(): Promise<void> {
    this.session.command({ command: "close_position", market: this.market });
    await this.bench.untilAtExchange(() => this.held === 0, "the exit");
  }

  /** From now until {@linkcode Scene.sees} no entry may come to the exchange. */
  async blind(): Promise<void> {
    await this.until(() => this.session.live?.blind !== undefined, "blindness");
    this.#blind.push({ from: this.bench.simulator.clock.now(), to: Infinity });
  }

  /** The session sees again. */
  async sees(): Promise<void> {
    await this.bench.seeing(this.session);
    const last = this.#blind.pop();
    if (last !== undefined) this.#blind.push({ ...last, to: this.bench.simulator.clock.now() });
  }

  /** All that a person is shown: notes, refused orders, and what holds of the live session. */
  get shown(): string {
    const { live } = this.session;
    return [
      ...this.bench.watcher.notes,
      ...this.bench.watcher.lines.filter((line) => line.includes("rejected")),
      ...live === undefined ? [] : [
        live.blind ?? "",
        live.unreconciled ?? "",
        live.killedBy ?? "",
        ...live.alarms,
        ...live.halts.map(({ code, detail }) => `${code} ${detail}`),
        ...live.breakers.map(({ api }) => `breaker ${api}`),
        this.journal.failure ?? "",
        live.unjournaled > 0 ? `${live.unjournaled} not journaled` : "",
      ],
    ].join("\n");
  }

  /** What a person is shown says what is wrong. */
  async says(what: RegExp): Promise<void> {
    try {
      await this.until(() => what.test(this.shown), `word of ${what}`);
    } catch (error) {
      throw new Error(`nothing of ${what} is shown, only:\n${this.shown}`, { cause: error });
    }
  }

  /** Where exchange, journal and session do not agree, one line; `undefined` where they do. */
  #unsettled(): string | undefined {
    const { session: { engine }, journal, bench: { account }, market } = this;
    const position = {
      exchange: this.held,
      journal: journal.orders.positions().find((each) => each.market === market)?.quantity ?? 0,
      session: engine.orders.portfolio.held(market) as number,
    };
    const open = {
      exchange: account.resting().map(({ clientOrderId, remaining }) => `${clientOrderId} ${remaining}`)
        .sort(),
      session: engine.orders.open.in(market).map(({ request, remaining }) =>
        `${request.clientOrderId} ${remaining}`
      ).sort(),
    };
    const ids = {
      exchange: account.resting().map(({ clientOrderId }) => clientOrderId ?? "").sort(),
      journal: journal.orders.open().map(({ request }) => request.clientOrderId).sort(),
    };
    const money = { exchange: this.#money(), session: engine.orders.portfolio.cash as number };
    const isSame = position.exchange === position.journal && position.exchange === position.session &&
      String(ids.exchange) === String(ids.journal) && String(open.exchange) === String(open.session) &&
      money.exchange === money.session;
    return isSame ? undefined : JSON.stringify({ position, open, ids, money });
  }

  #money(): number {
    return this.bench.account.balance(3).cash;
  }

  /** Exchange, journal and session agree to the micro-dollar, now or within moments. */
  async agrees(): Promise<void> {
    await this.sees();
    try {
      await this.until(() => this.#unsettled() === undefined, "agreement");
    } catch (error) {
      throw new Error(`they do not agree: ${this.#unsettled()}\n${this.shown}`, { cause: error });
    }
  }

  /** What must never be, all at once: an empty list. */
  get breaches(): readonly string[] {
    const { control: { witness } } = this.bench.simulator;
    const positionAt = (ticker: string, atMs: number) => this.#ledger.positionAt(MAIN_USER_ID, ticker, atMs);
    return [
      ...noCreateTwice(witness),
      ...everyRestingOrderExpires(witness),
      ...everyWriteNamesItsShard(witness),
      ...restingClosesStayWithin(this.#ledger.restingSteps(MAIN_USER_ID)),
      ...this.#ledger.moneyAddsUp(),
      ...this.#blind.flatMap(({ from, to }) => noEntryBetween(witness, from, to, positionAt)),
    ];
  }

  /** Ends the session: nothing rests, everything agrees, nothing that must not be has been. */
  async over(): Promise<void> {
    this.heal();
    const end = await this.session.close("the case is over");
    assertEquals(end.openOrders, undefined);
    assertEquals(this.bench.resting, [], "orders rest after the end");
    assertEquals(this.#unsettled(), undefined);
    assertEquals(this.breaches, []);
  }

  /** Sets the machine's clock forward, or back, by so many milliseconds; the exchange's goes on as it did. */
  setMachineClock(ms: number): void {
    this.#machineClock.ms = ms;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#machineClock.restore();
    this.#ledger.close();
    await this.bench[Symbol.asyncDispose]();
  }
}
