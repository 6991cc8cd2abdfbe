/**
 * One WebSocket, seen as callbacks.
 *
 * Not the platform's own: that one reads frames of any length into memory before it shows them, and cannot be cut. A frame
 * longer than the bound ends this one before it is read.
 *
 * @module
 */
// @ts-types="ws-types"
import { WebSocket } from "ws";
import type { Backoff } from "../../lib/backoff.ts";
import { LONGEST_FRAME, refuseFrame } from "../wire/frame_bound.ts";

/** Handlers of a socket. Nothing is called after {@linkcode SocketLink.drop}. */
export interface SocketEvents {
  opened(): void;
  /** A text frame; a binary one, or one that is not to be parsed, comes as a description of it, which is no JSON. */
  frame(text: string): void;
  /** The exchange's ping, every 10 s; it is answered by itself. The platform's own socket does not show it. */
  alive?(): void;
  /** It is over, or never was: `status` is the HTTP status where the handshake was refused with one. */
  ended(detail: string, status: number | undefined): void;
}

/** A socket that was opened. */
export interface SocketLink {
  /** Sends a text; does nothing where the socket is not open. */
  send(text: string): void;
  /** Stops listening and closes without waiting. */
  drop(): void;
  /** Settles when the socket is closed. */
  readonly closed: Promise<void>;
}

/** Opens a socket. */
export type OpenSocket = (
  url: string,
  headers: Readonly<Record<string, string>>,
  events: SocketEvents,
) => SocketLink;

/** Between connections. */
export const SOCKET_BACKOFF: Backoff = { baseMs: 500, capMs: 30_000 };

/** Takes the place of a frame that was too long: nothing of it was read. */
const TOO_LONG = `(frame of more than ${LONGEST_FRAME} bytes, too long to be read)`;
/** How long the other end may take to say goodbye before the line is cut. */
const GOODBYE_MS = 500;

/** Opens a socket. */
export const openSocket: OpenSocket = (url, headers, events) => {
  const socket = new WebSocket(url, {
    headers: { ...headers },
    maxPayload: LONGEST_FRAME,
    perMessageDeflate: false,
    // The signature would go to another place.
    followRedirects: false,
    // Said in so many words, or a variable of the environment (NODE_TLS_REJECT_UNAUTHORIZED) could switch it off.
    rejectUnauthorized: true,
  });
  let problem: string | undefined;
  let listening = true;
  let goodbye: ReturnType<typeof setTimeout> | undefined;
  const { promise, resolve } = Promise.withResolvers<void>();
  socket.on("open", () => {
    if (listening) events.opened();
  });
  socket.on("message", (data, isBinary) => {
    if (!listening) return;
    const text = isBinary ? "[binary frame]" : String(data);
    events.frame(refuseFrame(text) ?? text);
  });
  socket.on("ping", () => {
    if (listening) events.alive?.();
  });
  socket.on("error", (error: Error & { readonly code?: string }) => {
    const isTooLong = error.code === "WS_ERR_UNSUPPORTED_MESSAGE_LENGTH";
    problem = isTooLong ? TOO_LONG : error.message;
    if (isTooLong && listening) events.frame(TOO_LONG);
    // Nothing that still comes is read: the line must not look alive until the other end agrees that it is over.
    socket.terminate();
  });
  socket.on("close", (code, reason) => {
    clearTimeout(goodbye);
    resolve();
    if (!listening) return;
    listening = false;
    const said = String(reason);
    const detail = problem ?? `closed by the exchange (code ${code}${said === "" ? "" : `, ${said}`})`;
    events.ended(detail, statusIn(problem));
  });
  return {
    send(text: string): void {
      if (socket.readyState === WebSocket.OPEN) socket.send(text);
    },
    drop(): void {
      listening = false;
      if (socket.readyState === WebSocket.CLOSED) return;
      if (socket.readyState === WebSocket.CONNECTING) return socket.terminate();
      socket.close();
      goodbye ??= setTimeout(() => socket.terminate(), GOODBYE_MS);
    },
    closed: promise,
  };
};

/** The status of a refused handshake is in the message alone. */
function statusIn(problem: string | undefined): number | undefined {
  const found = /^Unexpected server response: (\d{3})$/.exec(problem ?? "")?.[1];
  return found === undefined ? undefined : Number(found);
}
