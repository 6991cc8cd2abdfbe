/**
 * The live session as a player: the trader's commands go in, and its own books are what it believes.
 *
 * @module
 */
import { cp } from "node:fs/promises";
import { DatabaseSync } from "node:sqlite";
import type { Command } from "../../../src/core/commands.ts";
import { accountPlace } from "../../../src/journal/place.ts";
import type { Session } from "../../../src/session/session.ts";
import type { Watcher } from "../../session/support.ts";
import { must } from "../../support/must.ts";
import type { Belief, HeldJournal, Player, Wish } from "../player.ts";
import type { Stage } from "../stage.ts";
import { arm, begin, end, type Run } from "./run.ts";
import { Sight } from "./sight.ts";

const CANCEL_PATIENCE_MS = 10_000;
const KILL_PATIENCE_MS = 60_000;
/** At the end: the account is read every 3 s while something is open. */
const LAST_PATIENCE_MS = 15_000;

/** A live session with its journal, on a stage. */
export class LivePlayer implements Player {
  readonly #stage: Stage;
  readonly #folder: string;
  #run: Run;
  #sight: Sight;

  private constructor(stage: Stage, folder: string, run: Run) {
    this.#stage = stage;
    this.#folder = folder;
    this.#run = run;
    this.#sight = new Sight(stage, run);
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
      return order === undefined
        ? fresh().some((each) => each.kind === "signal")
        : this.#sight.isKnown(order);
    }, `an end of the wish; last: ${JSON.stringify(fresh().at(-1))}`);
    return order;
  }

  async cancel(order: string): Promise<void> {
    this.#session.command({ command: "cancel_order", order });
    await this.#sight.within(() => !this.#sight.open().includes(order), CANCEL_PATIENCE_MS);
  }

  async exit(ticker: string): Promise<void> {
    const seen = this.#watcher.outcomes.length;
    this.#session.command({ command: "close_position", market: ticker });
    // It has ended once, whatever it found; what the session does after that is its own.
    await this.#sight.within(() => {
      const fresh = this.#watcher.outcomes.slice(seen);
      return this.#sight.held(ticker) === 0 ||
        fresh.some((each) =>
          each.kind === "report" && ["cancelled", "rejected", "fill"].includes(each.report.kind)
        );
    });
  }

  look(seen: () => boolean): Promise<void> {
    return this.#sight.within(seen);
  }

  async kill(): Promise<void> {
    this.#session.command({ command: "kill" });
    // Many orders are cancelled at the pace of the rate limit.
    await this.#sight.within(() => this.#sight.open().length === 0, KILL_PATIENCE_MS);
  }

  /** A stop watches by itself: it has had a second for it. */
  async priced(ticker: string): Promise<void> {
    const { engine } = this.#session;
    const until = engine.at + 1_500;
    await this.#sight.within(() => this.#sight.held(ticker) === 0 || engine.at >= until);
  }

  async shrink(order: string, contracts: string): Promise<void> {
    const seen = this.#watcher.outcomes.length;
    this.#session.command({ command: "change_order", order, contracts });
    await this.#sight.within(() =>
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
    await this.#sight.within(() => this.#sight.isKnown(next() ?? ""));
  }

  async insist(wish: Wish, moves: readonly (() => void)[]): Promise<void> {
    const { rule, session: { engine } } = this.#run;
    rule.insisted = wish;
    for (const move of moves) {
      const { bestBid } = engine.market(wish.ticker)?.book ?? {};
      move();
      // What it asked for upon that has its answer.
      await this.#sight.within(() =>
        engine.market(wish.ticker)?.book.bestBid !== bestBid && this.#sight.open().length === 0
      );
    }
    rule.insisted = undefined;
  }

  /** The fills that the streams have brought are reported. */
  async heard(): Promise<void> {
    const sent = this.#stage.simulator.control.witness.frames.flatMap(({ channel, text }) =>
      channel === "fill" ? [String(JSON.parse(text).msg.trade_id)] : []
    );
    await this.#sight.within(() => sent.every((tradeId) => this.#sight.isReported(tradeId)));
  }

  booksLate(): Promise<void> {
    return this.#sight.within(() => this.#session.engine.delay.late);
  }

  givesUp(): Promise<void> {
    return this.#sight.within(() => this.#session.engine.marketDataDown !== undefined, LAST_PATIENCE_MS);
  }

  booksInTime(): Promise<void> {
    const { engine } = this.#session;
    const { ticker, football } = this.#stage;
    return this.#sight.within(() =>
      engine.marketDataDown === undefined && !engine.delay.late &&
      [ticker, football].every((market) => engine.market(market)?.suspect === undefined)
    );
  }

  async again(): Promise<void> {
    await end(this.#run);
    await this.#begin();
  }

  disarm(): void {
    must(this.#run.journal.armings.disarm("test"));
  }

  async arm(): Promise<void> {
    arm(this.#run.journal);
    await this.#sight.within(() => this.#session.engine.live?.unarmed === undefined);
  }

  async copyJournal(): Promise<void> {
    await end(this.#run);
    await cp(`${this.#folder}/state`, `${this.#folder}/copy`, { recursive: true });
    await this.#begin();
  }

  async restoreJournal(): Promise<void> {
    await end(this.#run);
    await Deno.remove(`${this.#folder}/state`, { recursive: true });
    await cp(`${this.#folder}/copy`, `${this.#folder}/state`, { recursive: true });
    await this.#begin();
  }

  async settle(): Promise<void> {
    const { ticker, football, account } = this.#stage;
    await this.#sight.within(
      () =>
        [ticker, football].every((market) =>
          this.#sight.held(market) + this.#sight.outside(market) === this.#stage.held(market)
        ) &&
        this.#sight.open().length ===
          account.resting().filter(({ clientOrderId }) => this.#sight.isOwn(clientOrderId)).length &&
        this.#sight.disagrees().length === 0,
      LAST_PATIENCE_MS,
    );
  }

  belief(): Belief {
    return this.#sight.belief();
  }

  disagrees(): readonly string[] {
    return this.#sight.disagrees();
  }

  async pause(): Promise<void> {
    this.#session.command({ command: "pause_entries" });
    await this.says(/TRADER|paused/i);
    this.#session.command({ command: "resume_entries" });
    await this.#sight.within(() => this.#session.live?.halts.length === 0);
  }

  holdJournal(): HeldJournal {
    const { simulator } = this.#stage;
    const { journal } = accountPlace(`${this.#folder}/state`, "simulator", simulator.keyId);
    const other = new DatabaseSync(journal);
    other.exec("begin immediate");
    const waits = () => this.#run.journal.pending > 0;
    return {
      hasRefused: async () => {
        await this.#sight.within(waits);
        return waits();
      },
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
    await this.#sight.within(() => what.test(this.#sight.said()));
    return what.test(this.#sight.said());
  }

  async close(): Promise<void> {
    await end(this.#run);
    await Deno.remove(this.#folder, { recursive: true });
  }

  async #begin(): Promise<void> {
    this.#run = await begin(this.#stage, this.#folder);
    this.#sight = new Sight(this.#stage, this.#run);
  }
}
