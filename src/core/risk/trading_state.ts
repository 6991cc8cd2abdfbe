/**
 * The trading state: what may be sent at this moment, as the trader and the session have said. A fold over commands.
 *
 * @module
 */
import type { Command } from "../commands.ts";

/**
 * The strictest word that applies.
 *
 * - `active`: everything goes.
 * - `entries_paused`: nothing is entered; exits go, take-profits too.
 * - `reducing`: nothing is entered and no take-profit offered; stops stay watched, and what is to be sold is sold.
 * - `halted`: nothing is entered any more, since the session cannot go on as it should.
 * - `killed`: nothing is sent any more but what the trader closes.
 */
export type TradingMode = "active" | "entries_paused" | "reducing" | "halted" | "killed";

/** Decides which orders may be sent: active, entries paused, reducing, halted or killed. */
export class TradingState {
  #entries: "active" | "entries_paused" | "reducing" = "active";
  #halted: string | undefined;
  #killed = false;
  /** Markets in which the trader closed what was held. */
  readonly #left = new Set<string>();

  /** In a word. */
  get mode(): TradingMode {
    if (this.#killed) return "killed";
    return this.#halted === undefined ? this.#entries : "halted";
  }

  /** Whether the trader paused entries, alone or with all else that would open or offer. */
  get entriesPaused(): boolean {
    return this.#entries !== "active";
  }

  /** Whether take-profits stay off, since the trader cancelled everything. */
  get isReducing(): boolean {
    return this.#entries === "reducing";
  }

  /** Why nothing may be entered any longer; `undefined` where nothing forbids it. The first reason stays. */
  get halted(): string | undefined {
    return this.#halted;
  }

  /** Whether the kill switch was pressed. Nothing takes that back. */
  get killed(): boolean {
    return this.#killed;
  }

  /** Whether the trader closed what was held in a market, and wants nothing entered there until entries are resumed. */
  hasLeft(market: string): boolean {
    return this.#left.has(market);
  }

  /** The trader closes what is held in a market. */
  leave(market: string): void {
    this.#left.add(market);
  }

  /**
   * Applies a command. {@linkcode TradingState.leave} says whether a market is left: there may be nothing to
   * close.
   */
  fold(command: Command): void {
    switch (command.command) {
      case "pause_entries":
        if (this.#entries === "active") this.#entries = "entries_paused";
        return;
      case "resume_entries":
        this.#entries = "active";
        this.#left.clear();
        return;
      case "cancel_all":
      case "flatten":
        this.#entries = "reducing";
        return;
      case "halt_entries":
        this.#halted ??= command.reason;
        return;
      case "kill":
        this.#killed = true;
        return;
      case "close_position":
      case "place_order":
      case "change_order":
      case "cancel_order":
        return;
    }
  }
}
