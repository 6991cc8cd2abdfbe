/**
 * One request over a connection of its own: HTTP/1.1, written once, never again.
 *
 * The platform's client repeats by itself what it sent on a connection that the other side closes before it answers, and does
 * not tell whether a byte has left. Here both are known: nothing is repeated, and what failed before the first byte was
 * written was not sent.
 *
 * @module
 */
import { describeError } from "../../lib/errors.ts";
import { close, connect, type OwnConnection } from "./connect.ts";
import { HttpReader } from "./http_reader.ts";
import type { ReadyConnection } from "./ready_connection.ts";

/** A request. */
export interface OwnRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Why a request is not written after all. */
export interface Held {
  readonly held: string;
}

/** What came of it. */
export type OwnOutcome =
  | {
    readonly kind: "answered";
    readonly status: number;
    readonly headers: Headers;
    readonly text: string;
  }
  /** No byte was written: no connection, or no agreement on its encryption. */
  | { readonly kind: "unreachable"; readonly message: string }
  /** No byte was written, for a reason of our own. */
  | { readonly kind: "held"; readonly message: string }
  /** Bytes were written, and no whole answer came; with the status, where that came. */
  | { readonly kind: "broken"; readonly message: string; readonly status?: number; readonly tooLong?: true };

/**
 * Sends a request. Never rejects.
 *
 * @param toWrite the request, asked for when there is a connection, right before its first byte
 * @param signal ends it, wherever it is
 * @param ready where a connection may be ready, on which nothing was sent yet
 */
export async function sendOnce(
  url: URL,
  toWrite: () => OwnRequest | Held,
  signal: AbortSignal,
  ready?: ReadyConnection,
): Promise<OwnOutcome> {
  try {
    const taken = ready === undefined ? undefined : await ready.take();
    return await sendOver(taken ?? await connect(url, signal), url, toWrite, signal);
  } catch (error) {
    return { kind: "unreachable", message: describeError(error) };
  }
}

/** Sends a request by a connection on which nothing was sent yet, and closes it. Never rejects. */
export async function sendOver(
  connection: OwnConnection,
  url: URL,
  toWrite: () => OwnRequest | Held,
  signal: AbortSignal,
): Promise<OwnOutcome> {
  const cut = (): void => close(connection);
  signal.addEventListener("abort", cut);
  const reader = new HttpReader(connection);
  let isWritten = false;
  try {
    if (signal.aborted) return { kind: "unreachable", message: "it was ended before anything was sent" };
    const request = toWrite();
    if ("held" in request) return { kind: "held", message: request.held };
    const bytes = requestBytes(url, request);
    // Between here and the write nothing waits: from now on it counts as sent.
    isWritten = true;
    await writeAll(connection, bytes);
    const head = await reader.head();
    return { kind: "answered", ...head, text: await reader.body() };
  } catch (error) {
    if (!isWritten) return { kind: "unreachable", message: describeError(error) };
    const { status, tooLong } = reader;
    return {
      kind: "broken",
      message: describeError(error),
      ...(status === undefined ? {} : { status }),
      ...(tooLong ? { tooLong } : {}),
    };
  } finally {
    signal.removeEventListener("abort", cut);
    cut();
  }
}

/** Head and body together, so that they leave in one piece. */
function requestBytes(url: URL, { method, headers, body }: OwnRequest): Uint8Array {
  const content = new TextEncoder().encode(body ?? "");
  const all: Record<string, string> = {
    host: url.host,
    "user-agent": "kalshi-live",
    connection: "close",
    ...headers,
    ...(body !== undefined || method !== "DELETE" ? { "content-length": String(content.length) } : {}),
  };
  const lines = Object.entries(all).map(([name, value]) => {
    if (/[\r\n]/.test(name + value)) {
      throw new TypeError(`Cannot send header ${JSON.stringify(name)}: it has lines`);
    }
    return `${name}: ${value}\r\n`;
  });
  const head = new TextEncoder().encode(
    `${method} ${url.pathname}${url.search} HTTP/1.1\r\n${lines.join("")}\r\n`,
  );
  const bytes = new Uint8Array(head.length + content.length);
  bytes.set(head);
  bytes.set(content, head.length);
  return bytes;
}

async function writeAll(connection: OwnConnection, bytes: Uint8Array): Promise<void> {
  for (let written = 0; written < bytes.length;) {
    written += await connection.write(bytes.subarray(written));
  }
}
