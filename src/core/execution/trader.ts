/**
 * Carries out the trader's commands: entries paused, positions closed, everything stopped.
 *
 * @module
 */
import type { OrderManager } from "./order_manager.ts";
import type { Command } from "../commands.ts";
import type { ExitKeeper } from "./exits.ts";
import type { HandOrders } from "./hand_orders.ts";
import { EXTERNAL } from "./holding.ts";
import type { TellNote } from "../notes.ts";
import type { Guards } from "../risk/guards.ts";
import type { TradingState } from "../risk/trading_state.ts";

/** Obeys the trader. */
export class Trader {
  readonly #orders: OrderManager;
  readonly #exits: ExitKeeper;
  readonly #hand: HandOrders;
  readonly #trading: TradingState;
  readonly #guards: Guards;
  readonly #tell: TellNote;

  constructor(
    orders: OrderManager,
    exits: ExitKeeper,
    hand: HandOrders,
    trading: TradingState,
    guards: Guards,
    tell: TellNote,
  ) {
    this.#orders = orders;
    this.#exits = exits;
    this.#hand = hand;
    this.#trading = trading;
    this.#guards = guards;
    this.#tell = tell;
  }

  /** How many positions nothing will sell: those whose strategy does not run here; after a kill all that nobody is closing. */
  get unprotected(): number {
    const { killed } = this.#trading;
    let count = 0;
    for (const { strategy, exiting, isOrphan } of this.#orders.holdings.all()) {
      if (strategy !== EXTERNAL && exiting !== "manual" && (killed || isOrphan)) count++;
    }
    return count;
  }

  /** Does what the trader asks for. */
  obey(command: Command, at: number): void {
    this.#trading.fold(command);
    switch (command.command) {
      case "pause_entries":
        return this.#tell("info", "entries paused");
      case "resume_entries":
        this.#exits.resume();
        this.#guards.resume();
        return this.#tell("info", "entries resumed");
      case "cancel_all":
        this.#exits.keep();
        this.#tell(
          "info",
          "all orders cancelled, entries paused, take-profits off until entries are resumed",
        );
        return this.#cancelAll("requested", at);
      case "halt_entries":
        return this.#tell("warning", `entries halted: ${command.reason}`);
      case "kill":
        this.#exits.keep();
        this.#tell(
          "warning",
          `KILLED: nothing is sent any more, all orders are cancelled${this.#unwatched()}`,
        );
        return this.#cancelAll("kill", at);
      case "place_order":
        return this.#hand.place(command, at);
      case "change_order":
        return this.#hand.change(command, at);
      case "cancel_order":
        return this.#hand.cancel(command.order, at);
      case "close_position":
        this.#hand.forget(command.market);
        return this.#close(command.market, command.strategy, at);
      case "flatten":
        this.#exits.keep();
        this.#tell("warning", "flattening: all orders cancelled, entries paused, everything is sold");
        this.#cancelAll("requested", at);
        this.#exits.flatten();
        for (const { market } of this.#orders.holdings.open()) this.#exits.touch(market);
        return;
    }
  }

  #close(ticker: string, strategy: string | undefined, at: number): void {
    const found = this.#orders.holdings.inMarket(ticker).filter((holding) =>
      // What somebody traded outside of this program is not ours to sell.
      holding.strategy !== EXTERNAL && (strategy === undefined || holding.strategy === strategy)
    );
    const whose = strategy === undefined ? "" : ` by ${strategy}`;
    const entries = this.#orders.open.in(ticker).filter(({ request }) => request.purpose === "entry");
    if (found.length + entries.length === 0) {
      return this.#tell("warning", `nothing to close: none held${whose}`, ticker);
    }
    this.#tell("info", `closing what is held${whose}; no entries here until entries are resumed`, ticker);
    this.#trading.leave(ticker);
    // One that rests, or is on its way, would enter later.
    for (const order of entries) this.#orders.cancel(order, at, "requested");
    this.#exits.leave(ticker, at);
    for (const holding of found) this.#exits.close(holding);
    this.#exits.touch(ticker);
  }

  /** How many positions a kill leaves without exits, as a note says it. */
  #unwatched(): string {
    const count = this.unprotected;
    return count === 0 ? "" : `, no exits either: ${count} position${count === 1 ? "" : "s"} unprotected`;
  }

  #cancelAll(reason: "requested" | "kill", at: number): void {
    this.#hand.forget();
    for (const order of [...this.#orders.open.all()]) this.#orders.cancel(order, at, reason);
  }
}
