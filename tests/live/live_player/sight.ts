/**
 * What is seen of a live session that plays: what it believes, what it shows a person, and when something holds.
 *
 * @module
 */
import { deadline } from "@std/async/deadline";
import { EXTERNAL } from "../../../src/core/execution/holding.ts";
import type { Belief } from "../player.ts";
import type { Stage } from "../stage.ts";
import type { Run } from "./run.ts";

/**
 * For what has to come, ms: REST is read every 3 s, and what others do is believed when two lists say so that are newer than the
 * last own fill by 2 s. What does not come by then is judged as it is.
 */
const PATIENCE_MS = 6_000;

/** Looks at a session. */
export class Sight {
  readonly #stage: Stage;
  readonly #run: Run;

  constructor(stage: Stage, run: Run) {
    this.#stage = stage;
    this.#run = run;
  }

  /** What the session believes. */
  belief(): Belief {
    const { ticker, football } = this.#stage;
    const of = (held: (market: string) => number) =>
      new Map(
        [ticker, football].map((market) => [market, held(market)] as const).filter(([, each]) => each !== 0),
      );
    return {
      positions: of((market) => this.held(market)),
      outside: of((market) => this.outside(market)),
      resting: this.open().length,
      cash: this.#run.session.engine.orders.portfolio.cash,
    };
  }

  /** Where its journal says otherwise, one line each. */
  disagrees(): readonly string[] {
    const { ticker, football } = this.#stage;
    const { orders } = this.#run.journal;
    const journaled = orders.positions();
    const positions = [ticker, football].flatMap((market) => {
      const kept = journaled.find((each) => each.market === market)?.quantity ?? 0;
      const held = this.held(market);
      return kept === held ? [] : [`${market}: the journal has ${kept / 100}, the session ${held / 100}`];
    });
    const kept = orders.open().map(({ request }) => request.clientOrderId).sort().join(", ");
    const open = [...this.open()].sort().join(", ");
    return kept === open
      ? positions
      : [...positions, `open in the journal: ${kept}; in the session: ${open}`];
  }

  /** All that a person is shown. */
  said(): string {
    const { live } = this.#run.session;
    return [
      ...this.#run.watcher.lines,
      live?.blind ?? "",
      live?.unreconciled ?? "",
      ...live?.alarms ?? [],
      ...live?.halts.map(({ code, detail }) => `${code} ${detail}`) ?? [],
    ].join("\n");
  }

  /** Contracts in 1/100 that the session holds, as its own. */
  held(market: string): number {
    return this.#run.session.engine.orders.portfolio.held(market);
  }

  /** What the session takes for somebody else's. */
  outside(market: string): number {
    return this.#run.session.engine.orders.holdings.inMarket(market)
      .filter(({ strategy }) => strategy === EXTERNAL)
      .reduce((sum, { quantity }) => sum + quantity, 0);
  }

  /** Whether an order is the session's. */
  isOwn(clientOrderId: string | undefined): boolean {
    return clientOrderId !== undefined && this.#run.session.engine.orders.order(clientOrderId) !== undefined;
  }

  /** Own orders that are open, as the engine knows them. */
  open(): readonly string[] {
    return [...this.#run.session.engine.orders.open.all()].map(({ request }) => request.clientOrderId);
  }

  /** Whether something is known of an order: its last report says more than that nothing is. */
  isKnown(order: string): boolean {
    const last = this.#run.watcher.outcomes.findLast((each) =>
      each.kind === "report" && each.report.clientOrderId === order
    );
    return last?.kind === "report" && last.report.kind !== "unknown";
  }

  /** Whether a trade has come to the engine. */
  isReported(tradeId: string): boolean {
    return this.#run.watcher.outcomes.some((each) =>
      each.kind === "report" && each.report.kind === "fill" && each.report.tradeId === tradeId
    );
  }

  async #ended(holds: () => boolean): Promise<void> {
    for (;;) {
      try {
        return await this.#run.watcher.until(holds, "agreement");
      } catch {
        // The watcher is less patient; whoever asks sets the end.
      }
    }
  }

  /** Waits until something holds, or for as long as it may take. */
  async within(holds: () => boolean, patienceMs = PATIENCE_MS): Promise<void> {
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
