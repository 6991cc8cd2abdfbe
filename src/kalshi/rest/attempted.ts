/**
 * One attempt at a request: what is asked, and what can come of it.
 *
 * @module
 */
import type { Timers } from "../../lib/timers.ts";
import type { Environment } from "../environment.ts";
import type { Signer } from "../signing/sign.ts";
import type { ReadyConnection } from "./ready_connection.ts";

/** A request. */
export interface AttemptRequest {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  /** Below the API's prefix, with the query, which is not signed; for example `/markets?limit=5`. */
  readonly path: string;
  /** JSON. */
  readonly body?: string;
}

/** A whole answer, whatever its status. */
export interface Answered {
  readonly kind: "answered";
  /** Right before the request was handed to the network, Unix milliseconds with fraction. */
  readonly askedAt: number;
  /** Arrival of the answer's last byte, likewise. */
  readonly at: number;
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** No byte of the request was written: the exchange cannot have it. Of a read by the platform's client this is not known. */
export interface NotSent {
  readonly kind: "not_sent";
  readonly why: "aborted" | "held" | "unsigned" | "unreachable";
  readonly message: string;
}

/**
 * The request, or a part of it, was written, and no whole answer came. Without a status the exchange may have it or not.
 *
 * The platform's client, which sends reads, does not tell whether a byte left: there a refused connection looks the same.
 */
export interface Unanswered {
  readonly kind: "unanswered";
  readonly why: "network" | "timeout" | "aborted" | "too_long";
  readonly message: string;
  /** The status of an answer whose body did not come whole: the exchange has had the request. */
  readonly status?: number;
}

/** The outcome of one attempt. */
export type AttemptOutcome = Answered | NotSent | Unanswered;

/**
 * Sends a request once. Never rejects.
 *
 * @param hold says why it must not be sent after all, of a write by a connection of its own: asked when there is one, right before
 * the first byte
 */
export type Attempt = (
  request: AttemptRequest,
  signal?: AbortSignal,
  hold?: () => string | undefined,
) => Promise<AttemptOutcome>;

/** How to reach an exchange. All but the environment has a default. */
export interface AttemptOptions {
  readonly environment: Environment;
  /** Signs every request where it is given; without it only public data can be read. */
  readonly signer?: Signer;
  /** Sends everything, in place of a connection of its own for writes. */
  readonly fetch?: (url: string, init: RequestInit & { client?: Deno.HttpClient }) => Promise<Response>;
  /** The exchange is reached by a proxy: then the platform's client sends writes too, which is the one that can use it. */
  readonly proxied?: boolean;
  /** A connection that was opened ahead, for writes over a connection of their own. */
  readonly ready?: ReadyConnection;
  /** Another, for reads of one path: those that somebody waits for who is in a hurry. */
  readonly readyRead?: { readonly path: string; readonly connection: ReadyConnection };
  /** Unix milliseconds with fraction. */
  readonly now?: () => number;
  /** The time in signatures, which the exchange compares with its own: the wall clock. */
  readonly wall?: () => number;
  readonly timers?: Timers;
  /** For the whole answer, its body included. @default {10000} */
  readonly timeoutMs?: number;
  /** Sees every whole answer: for the exchange's clock. */
  readonly observe?: (answer: Answered) => void;
}

/** How far the exchange's clock is ahead of this machine's by the `Date` of an answer, ms; within a second or so. */
export function clockApart({ headers, at }: Pick<Answered, "headers" | "at">): number | undefined {
  const date = Date.parse(headers.get("date") ?? "");
  return Number.isFinite(date) ? date + HALF_SECOND - at : undefined;
}

/** The header has whole seconds. */
const HALF_SECOND = 500;
