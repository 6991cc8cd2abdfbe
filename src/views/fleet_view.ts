/**
 * The state of a fleet of workers, one a game, as plain data.
 *
 * @module
 */
import type { Micros } from "../core/numbers/money.ts";
import type { Mode } from "./session_view.ts";

/** One game's worker. */
export interface WorkerRow {
  readonly id: string;
  /** `sleeping`, `trading`, `trading LIVE`, `restarting`, `done`, … */
  readonly state: string;
  /** Whether the state needs looking at. */
  readonly alarming: boolean;
  /** The game in a line, or when it wakes. */
  readonly game?: string;
  readonly messages?: number;
  readonly equity?: Micros;
  readonly pnl?: Micros;
  readonly openOrders?: number;
  readonly positions?: number;
  readonly trades?: number;
  readonly bookAgeMs?: number;
  readonly scoreAgeMs?: number;
  /** Feeds whose breaker is not closed. */
  readonly feeds?: string;
  readonly restarts: number;
  /** Resident bytes. */
  readonly memory?: number;
  readonly whyNot?: string;
}

/** All that is shown of a fleet. */
export interface FleetView {
  /** `live` where one of the workers is. */
  readonly mode: Mode;
  /** Of live workers: until when they are armed, Unix milliseconds, or why they are not; left out while none knows. */
  readonly arming?: { readonly until: number } | { readonly why: string };
  readonly environment: string;
  readonly date: string;
  readonly now: number;
  readonly utcOffsetMinutes: number;
  readonly workers: readonly WorkerRow[];
  /** Oldest first. */
  readonly notes: readonly { readonly at: number; readonly warning: boolean; readonly text: string }[];
}
