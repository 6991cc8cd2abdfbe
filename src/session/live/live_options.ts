/**
 * What a session needs beside its setup to trade real money.
 *
 * @module
 */
import type { Journal } from "../../journal/journal.ts";
import type { Timers } from "../../lib/timers.ts";
import type { Confirmation } from "./confirmation.ts";

/** What a live session needs. */
export interface LiveOptions {
  /** The journal of the account; whoever opened it closes it. */
  readonly journal: Journal;
  readonly confirmation: Confirmation;
  /** A name of this process for people, for example the command line. */
  readonly process: string;
  /** @default {0} */
  readonly subaccount?: number;
  /** How long {@linkcode LiveAccount.close} waits for own orders to end, ms. @default {10000} */
  readonly closeMs?: number;
  /** Whether the environment names a proxy: then writes go by it too. @default {false} */
  readonly proxied?: boolean;
  readonly timers?: Timers;
  /** A number in [0, 1). */
  readonly random?: () => number;
}
