/**
 * The state of a live session beside the engine's own, as plain data for screens and workers.
 *
 * A field that is left out has nothing to say. Times are Unix milliseconds.
 *
 * @module
 */

/** Something that holds entries until a person or time ends it. */
export interface LiveHalt {
  /** Upper case with underscores, for example `DAILY_LOSS`. */
  readonly code: string;
  readonly detail: string;
}

/** A part of the exchange that is not asked for a while, since it failed again and again. */
export interface LiveBreaker {
  /** Its name on screens: `orders`, `portfolio`. */
  readonly api: string;
  /** When it is tried again. */
  readonly until?: number;
}

/** The state of a live session. */
export interface LiveStatus {
  /** The account, short, as it was shown before `yes` was typed. */
  readonly account: string;
  /** Of a worker: when the arming ends that it trades under. */
  readonly armedUntil?: number;
  /** Of a worker: why no arming is in force. */
  readonly unarmed?: string;
  /** Why nothing is known of own fills at this moment. */
  readonly blind?: string;
  /** Why the account has not been compared with the journal, or how it differs from it. */
  readonly unreconciled?: string;
  readonly halts: readonly LiveHalt[];
  /** Those that are open. */
  readonly breakers: readonly LiveBreaker[];
  /** What pulled the kill switch: `key`, `file`, `command`, `http`. */
  readonly killedBy?: string;
  /** Orders of which nobody knows whether the exchange has them: the ids that they were sent under. */
  readonly unknownOrders: readonly string[];
  /** What needs a person now, such as an exit that cannot be sold; the worst first. */
  readonly alarms: readonly string[];
  /** When the attestation of the API key ends. */
  readonly attestationExpiresAt?: number;
  /** How far the exchange's clock is ahead of this machine's, ms; negative where it is behind. */
  readonly clockOffsetMs?: number;
  /** Reports that the journal has not taken yet. */
  readonly unjournaled: number;
}
