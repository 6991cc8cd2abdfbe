/**
 * The live session as a player: the trader's commands go in, and its own books are what it believes.
 *
 * @module
 */
import { cp } from "node:fs/promises";
import { DatabaseSync } from "node:sqlite";
import { deadline } from "@std/async/deadline";
import type { Command } from "../../src/core/commands.ts";
import { EXTERNAL } from "../../src/core/execution/holding.ts";
import { parseMicros, PRICE_ONE } from "../../src/core/numbers/money.ts";
import { Journal } from "../../src/journal/journal.ts";
import { accountPlace } from "../../src/journal/place.ts";
import { readEnvironment } from "../../src/kalshi/environment.ts";
import { createSigner } from "../../src/kalshi/signing/sign.ts";
import { REAL_TIMERS, type Timers } from "../../src/lib/timers.ts";
import { confirmArmed, confirmTyped } from "../../src/session/live/confirmation.ts";
import { Session } from "../../src/session/session.ts";
import { setupOf, Watcher } from "../session/support.ts";
import { must } from "../support/must.ts";
import { AskingRule } from "./asking_rule.ts";
import type { Belief, Player, Wish } from "./player.ts";
import type { Stage } from "./stage.ts";

const CANCEL_PATIENCE_MS = 10_000;
/**
 * For what has to come, ms: REST is read every 3 s, and what others do is believed when two lists say so that are newer than the
 * last own fill by 2 s. What does not come by then is judged as it is.
 */
const PATIENCE_MS = 6_000;
/** At the end: the account is read every 3 s while something is open. */
const LAST_PATIENCE_MS = 15_000;

/** A patience of the session's that is as long as this passes this much faster: no case waits for a time-out. */
const LONG_MS = 10_000;
const FASTER = 20;

const QUICK_TIMERS: Timers = {
  after: (ms, then) => REAL_TIMERS.after(ms >= LONG_MS ? ms / FASTER : ms, then),
};

/** How soon a stop is sure, ms. */
const STOP_CONFIRM_MS = 100;

/** For how long, and up to which loss, a person arms. */
const ARMED_MS = 3_600_000;
const ARMED_LOSS = parseMicros("50");

/** A session that runs. */
interface Run {
  readonly rule: AskingRule;
  readonly session: Session;
  readonly journal: Journal;
  readonly watcher: Watcher;
}

/** Starts a session, and waits until it sees the account, or what keeps it from that. */
async function begin({ simulator, ticker, football, options }: Stage, folder: string): Promise<Run> {
  const journal = must(Journal.open({
    place: accountPlace(`${folder}/state`, "simulator", simulator.keyId),
    environment: "simulator",
    account: simulator.keyId,
    now: Date.now,
  }));
  if (options.armed === true && !journal.armings.current().ok) arm(journal);
  const setup = await setupOf();
  const watcher = new Watcher();
  const rule = new AskingRule();
  const started = await Session.start({
    environment: must(readEnvironment(simulator.url)),
    signer: must(createSigner(simulator.keyId, simulator.privateKeyPem)),
    words: [ticker, football],
    setup: {
      ...setup,
      mode: "live",
      strategies: options.rule === true ? [{ name: "asking", parameters: {} }] : [],
      exits: { ...setup.exits, stopConfirmMs: STOP_CONFIRM_MS },
      // A case has as few orders in its book as it needs.
      limits: { ...setup.limits, maxSpread: PRICE_ONE, collar: PRICE_ONE, ...options.limits },
    },
    registry: rule.registry,
    recordings: `${folder}/recordings`,
    program: "test",
    live: {
      journal,
      confirmation: options.armed === true ? confirmArmed("test") : must(confirmTyped("yes", "test")),
      process: "test",
      timers: QUICK_TIMERS,
      subaccount: options.subaccount ?? 0,
    },
  }, () => [watcher]);
  if (!started.ok) journal[Symbol.dispose]();
  const session = must(started);
  const sees = () => session.live?.blind === undefined && session.live?.unreconciled === undefined;
  const isBlind = () => session.live?.blind?.includes("error 9") === true;
  await watcher.until(options.blind === true ? isBlind : sees, "sight of the account");
  return { rule, session, journal, watcher };
}

/** A person arms the account. */
function arm({ armings }: Journal): void {
  must(armings.arm({ until: Date.now() + ARMED_MS, maxLoss: ARMED_LOSS, by: "test" }, ARMED_LOSS));
}

async function end({ session, journal }: Run): Promise<void> {
  await session.close("the case is over");
  journal[Symbol.dispose]();
}

/** A live session with its journal, on a stage. */
export class LivePlayer implements Player {
  readonly #stage: Stage;
  readonly #folder: string;
  #run: Run;

  private constructor(stage: Stage, folder: string, run: Run) {
    this.#stage = stage;
    this.#folder = folder;
    this.#run = run;
  }

  /** Starts a session that trades for the account, and waits until it sees it. */
  static async open(stage: Stage): Promise<LivePlayer> {
    const folder = await Deno.makeTempDir({ prefix: "live-case-" });
    return new LivePlayer(stage, folder, await begin(stage, folder));
  }

  get #session(): Session {
    return this.#run.session;
  }

  get #watcher(): Watcher {
    return this.#run.watcher;
  }

  get #journal(): Journal {
    return this.#run.journal;
  }

  async enter(wish: Wish): Promise<string | undefined> {
    const seen = this.#watcher.outcomes.length;
    const { ticker, outcome, action, price, count, timeInForce, postOnly, stopLoss } = wish;
    if (stopLoss !== undefined) this.#run.rule.wishes.push(wish);
    else {
      this.#session.command({
        command: "place_order",
        market: ticker,
        outcome_side: outcome,
        action,
        price,
        contracts: count,
        time_in_force: timeInForce ?? "good_till_canceled",
        ...postOnly === true ? { post_only: "true" } : {},
      });
    }
    const fresh = () => this.#watcher.outcomes.slice(seen);
    let order: string | undefined;
    await this.#watcher.until(() => {
      order ??= fresh().flatMap((each) => each.kind === "order" ? [each.request.clientOrderId] : [])[0];
      return order === undefined ? fresh().some((each) => each.kind === "signal") : this.#isKnown(order);
    }, `an end of the wish; last: ${JSON.stringify(fresh().at(-1))}`);
    return order;
  }

  async cancel(order: string): Promise<void> {
    this.#session.command({ command: "cancel_order", order });
    await this.#within(() => !this.#open().includes(order), CANCEL_PATIENCE_MS);
  }

  async exit(ticker: string): Promise<void> {
    const seen = this.#watcher.outcomes.length;
    this.#session.command({ command: "close_position", market: ticker });
    // It has ended once, whatever it found; what the session does after that is its own.
    await this.#within(() => {
      const fresh = this.#watcher.outcomes.slice(seen);
      return this.#held(ticker) === 0 ||
        fresh.some((each) =>
          each.kind === "report" && ["cancelled", "rejected", "fill"].includes(each.report.kind)
        );
    });
  }

  look(seen: () => boolean): Promise<void> {
    return this.#within(seen);
  }

  async kill(): Promise<void> {
    this.#session.command({ command: "kill" });
    await this.#within(() => this.#open().length === 0);
  }

  /** A stop watches by itself: it has had a second for it. */
  async priced(ticker: string): Promise<void> {
    const { engine } = this.#session;
    const until = engine.at + 1_500;
    await this.#within(() => this.#held(ticker) === 0 || engine.at >= until);
  }

  async shrink(order: string, contracts: string): Promise<void> {
    const seen = this.#watcher.outcomes.length;
    this.#session.command({ command: "change_order", order, contracts });
    await this.#within(() =>
      this.#watcher.outcomes.slice(seen).some((each) =>
        each.kind === "report" && each.report.kind === "decreased"
      )
    );
  }

  async reprice(order: string, price: string): Promise<void> {
    const seen = this.#watcher.outcomes.length;
    this.#session.command({ command: "change_order", order, price });
    const next = () => {
      const sent = this.#watcher.outcomes.slice(seen).find((each) => each.kind === "order");
      return sent?.kind === "order" ? sent.request.clientOrderId : undefined;
    };
    await this.#within(() => this.#isKnown(next() ?? ""));
  }

  async insist(wish: Wish, moves: readonly (() => void)[]): Promise<void> {
    const { rule, session: { engine } } = this.#run;
    rule.insisted = wish;
    for (const move of moves) {
      const { bestBid } = engine.market(wish.ticker)?.book ?? {};
      move();
      // What it asked for upon that has its answer.
      await this.#within(() =>
        engine.market(wish.ticker)?.book.bestBid !== bestBid && this.#open().length === 0
      );
    }
    rule.insisted = undefined;
  }

  /** The fills that the streams have brought are reported. */
  async heard(): Promise<void> {
    const sent = this.#stage.simulator.control.witness.frames.flatMap(({ channel, text }) =>
      channel === "fill" ? [String(JSON.parse(text).msg.trade_id)] : []
    );
    await this.#within(() => sent.every((tradeId) => this.#isReported(tradeId)));
  }

  async again(): Promise<void> {
    await end(this.#run);
    this.#run = await begin(this.#stage, this.#folder);
  }

  disarm(): void {
    must(this.#journal.armings.disarm("test"));
  }

  async arm(): Promise<void> {
    arm(this.#journal);
    await this.#within(() => this.#session.engine.live?.unarmed === undefined);
  }

  async copyJournal(): Promise<void> {
    await end(this.#run);
    await cp(`${this.#folder}/state`, `${this.#folder}/copy`, { recursive: true });
    this.#run = await begin(this.#stage, this.#folder);
  }

  async restoreJournal(): Promise<void> {
    await end(this.#run);
    await Deno.remove(`${this.#folder}/state`, { recursive: true });
    await cp(`${this.#folder}/copy`, `${this.#folder}/state`, { recursive: true });
    this.#run = await begin(this.#stage, this.#folder);
  }

  async settle(): Promise<void> {
    const { ticker, football, account } = this.#stage;
    await this.#within(
      () =>
        [ticker, football].every((market) =>
          this.#held(market) + this.#outside(market) === this.#stage.held(market)
        ) &&
        this.#open().length ===
          account.resting().filter(({ clientOrderId }) => this.#isOwn(clientOrderId)).length &&
        this.disagrees().length === 0,
      LAST_PATIENCE_MS,
    );
  }

  belief(): Belief {
    const { ticker, football } = this.#stage;
    const of = (held: (market: string) => number) =>
      new Map(
        [ticker, football].map((market) => [market, held(market)] as const).filter(([, each]) => each !== 0),
      );
    return {
      positions: of((market) => this.#held(market)),
      outside: of((market) => this.#outside(market)),
      resting: this.#open().length,
      cash: this.#session.engine.orders.portfolio.cash,
    };
  }

  disagrees(): readonly string[] {
    const { ticker, football } = this.#stage;
    const { orders } = this.#journal;
    const journaled = orders.positions();
    const positions = [ticker, football].flatMap((market) => {
      const kept = journaled.find((each) => each.market === market)?.quantity ?? 0;
      const held = this.#held(market);
      return kept === held ? [] : [`${market}: the journal has ${kept / 100}, the session ${held / 100}`];
    });
    const kept = orders.open().map(({ request }) => request.clientOrderId).sort().join(", ");
    const open = [...this.#open()].sort().join(", ");
    return kept === open
      ? positions
      : [...positions, `open in the journal: ${kept}; in the session: ${open}`];
  }

  #said(): string {
    const { live } = this.#session;
    return [
      ...this.#watcher.lines,
      live?.blind ?? "",
      live?.unreconciled ?? "",
      ...live?.alarms ?? [],
      ...live?.halts.map(({ code, detail }) => `${code} ${detail}`) ?? [],
    ].join("\n");
  }

  async pause(): Promise<void> {
    this.#session.command({ command: "pause_entries" });
    await this.says(/TRADER|paused/i);
    this.#session.command({ command: "resume_entries" });
    await this.#within(() => this.#session.live?.halts.length === 0);
  }

  holdJournal(): Disposable {
    const { simulator } = this.#stage;
    const { journal } = accountPlace(`${this.#folder}/state`, "simulator", simulator.keyId);
    const other = new DatabaseSync(journal);
    other.exec("begin immediate");
    return {
      [Symbol.dispose]() {
        other.exec("rollback");
        other.close();
      },
    };
  }

  command(command: Command): void {
    this.#session.command(command);
  }

  async says(what: RegExp): Promise<boolean> {
    await this.#within(() => what.test(this.#said()));
    return what.test(this.#said());
  }

  async close(): Promise<void> {
    await end(this.#run);
    await Deno.remove(this.#folder, { recursive: true });
  }

  #held(market: string): number {
    return this.#session.engine.orders.portfolio.held(market);
  }

  /** What the session takes for somebody else's. */
  #outside(market: string): number {
    return this.#session.engine.orders.holdings.inMarket(market)
      .filter(({ strategy }) => strategy === EXTERNAL)
      .reduce((sum, { quantity }) => sum + quantity, 0);
  }

  #isOwn(clientOrderId: string | undefined): boolean {
    return clientOrderId !== undefined && this.#session.engine.orders.order(clientOrderId) !== undefined;
  }

  /** Own orders that are open, as the engine knows them. */
  #open(): readonly string[] {
    return [...this.#session.engine.orders.open.all()].map(({ request }) => request.clientOrderId);
  }

  /** Whether something is known of an order: its last report says more than that nothing is. */
  #isKnown(order: string): boolean {
    const last = this.#watcher.outcomes.findLast((each) =>
      each.kind === "report" && each.report.clientOrderId === order
    );
    return last?.kind === "report" && last.report.kind !== "unknown";
  }

  #isReported(tradeId: string): boolean {
    return this.#watcher.outcomes.some((each) =>
      each.kind === "report" && each.report.kind === "fill" && each.report.tradeId === tradeId
    );
  }

  async #ended(holds: () => boolean): Promise<void> {
    for (;;) {
      try {
        return await this.#watcher.until(holds, "agreement");
      } catch {
        // The watcher is less patient; whoever asks sets the end.
      }
    }
  }

  /** Waits until something holds, or for as long as it may take. */
  async #within(holds: () => boolean, patienceMs = PATIENCE_MS): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const stop = this.#stage.simulator.accounts.onEvent(() =>
      queueMicrotask(() => void (holds() && resolve()))
    );
    try {
      await deadline(Promise.race([promise, this.#ended(holds)]), patienceMs);
    } catch {
      // Judged as it is.
    } finally {
      stop();
    }
  }
}
