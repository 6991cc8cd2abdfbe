/**
 * What a session needs beside its setup to trade real money.
 *
 * @module
 */
import type { Command } from "../../core/commands.ts";
import type { Engine } from "../../core/engine.ts";
import type { RiskLimits } from "../../core/risk/limits.ts";
import type { Journal } from "../../journal/journal.ts";
import type { Environment } from "../../kalshi/environment.ts";
import type { InputSink } from "../../kalshi/input.ts";
import type { OrderApi } from "../../kalshi/orders/api.ts";
import type { Signer } from "../../kalshi/signing/sign.ts";
import type { OpenSocket } from "../../kalshi/streaming/socket.ts";
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

/** What the account of a live session is given. */
export interface LiveAccountOptions extends LiveOptions {
  readonly api: OrderApi;
  readonly engine: Engine;
  readonly sink: InputSink;
  readonly limits: RiskLimits;
  /** The markets that are traded. */
  readonly markets: readonly string[];
  /** An entry that rests this long is cancelled, ms. */
  readonly entryTimeoutMs: number;
  /** Unix milliseconds, never backward. */
  readonly now: () => number;
  readonly environment: Environment;
  readonly signer: Signer;
  readonly openSocket?: OpenSocket;
  /** A command of the session itself. */
  command(command: Command): void;
}
