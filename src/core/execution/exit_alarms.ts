/**
 * Exits that do not go: they are said loudly, and entries halt until they do.
 *
 * @module
 */
import type { Market } from "../market/market.ts";
import { formatQuantity } from "../numbers/money.ts";
import type { Outbox } from "../outbox.ts";
import type { Outcome } from "../outcomes.ts";
import type { Guards } from "../risk/guards.ts";
import type { TradingState } from "../risk/trading_state.ts";
import { type ExitOptions, EXITS } from "./exit_settings.ts";
import { ExitWatchdog, keyOf } from "./exit_watchdog.ts";
import type { Holding } from "./holding.ts";
import type { OrderManager } from "./order_manager.ts";

/** A watchdog so patient is none. */
const NO_WATCHDOG_MS = EXITS.exitWatchdogMs.most;

/** Says which exits do not go. */
export class ExitAlarms {
  readonly #orders: OrderManager;
  readonly #outbox: Outbox;
  readonly #trading: TradingState;
  readonly #guards: Guards;
  readonly #isOff: boolean;
  readonly #watchdog: ExitWatchdog;
  /** Whose exit was said to be overdue. */
  readonly #overdue = new Set<string>();
  /** Whose exits sell nothing. */
  readonly #stuck = new Set<string>();

  constructor(
    { exitWatchdogMs }: Pick<ExitOptions, "exitWatchdogMs">,
    orders: OrderManager,
    outbox: Outbox,
    trading: TradingState,
    guards: Guards,
  ) {
    this.#orders = orders;
    this.#outbox = outbox;
    this.#trading = trading;
    this.#guards = guards;
    this.#isOff = exitWatchdogMs >= NO_WATCHDOG_MS;
    this.#watchdog = new ExitWatchdog(exitWatchdogMs);
  }

  /** Whether exits that are due go out. */
  watchOver(marketOf: (ticker: string) => Market | undefined, at: number): void {
    const { holdings, open } = this.#orders;
    // On paper nothing is watched unless a setting asks for it, and this is asked every second.
    if (this.#isOff && this.#stuck.size === 0) return;
    if (this.#trading.killed || (holdings.isFlat && this.#overdue.size + this.#stuck.size === 0)) return;
    const overdue = this.#watchdog.look({
      holdings: holdings.all(),
      orders: (market) => open.in(market),
      isOpen: (market) => marketOf(market)?.isOpen(at) === true,
    }, at);
    for (const key of this.#overdue) {
      if (overdue.some((exit) => exit.key === key)) continue;
      this.#overdue.delete(key);
      this.#guards.exitStuck(`overdue ${key}`, undefined);
    }
    for (const { key, text, market } of overdue) {
      this.#guards.exitStuck(`overdue ${key}`, text);
      if (this.#overdue.has(key)) continue;
      this.#overdue.add(key);
      this.#outbox.add({
        kind: "note",
        at,
        level: "warning",
        text: `CANNOT EXIT: ${text}; entries halt until one does`,
        market,
      });
    }
    for (const key of this.#stuck) {
      const [strategy = "", market = ""] = key.split(" ");
      if (holdings.find(strategy, market)?.exiting === undefined) this.goes(key);
    }
  }

  /** Sees what was done about an event. */
  see(outcomes: readonly Outcome[]): void {
    this.#watchdog.see(outcomes);
  }

  /** So many exits in a row have sold nothing, or were turned away: it is loud, and entries halt. */
  cannotExit(holding: Holding, why: string, at: number): void {
    const { strategy, market, leaving } = holding;
    const key = keyOf(holding);
    this.#stuck.add(key);
    const text = `${strategy}: ${formatQuantity(leaving)} not sold, ${why}`;
    this.#guards.exitStuck(key, text);
    const reason = { code: "CANNOT_EXIT", detail: why };
    this.#outbox.add({ kind: "exit_refused", at, strategy, market, reason });
    this.#outbox.add({
      kind: "note",
      at,
      level: "warning",
      text: `CANNOT EXIT: ${text}; it is tried again, entries halt until one sells`,
      market,
    });
  }

  /** An exit sells again, or is over. */
  goes(key: string): void {
    if (this.#stuck.delete(key)) this.#guards.exitStuck(key, undefined);
  }
}
