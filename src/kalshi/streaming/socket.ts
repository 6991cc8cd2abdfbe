/**
 * One WebSocket, seen as callbacks.
 *
 * The native socket takes headers in Deno; it does not show pings, and it cannot be cut: closing one whose other end is
 * gone waits for ever. So a dropped socket is left with its listeners gone.
 *
 * @module
 */

import { LONGEST_FRAME, refuseFrame } from "../frame_bound.ts";

/** What happens to a socket. Nothing is called after {@linkcode SocketLink.drop}. */
export interface SocketEvents {
  opened(): void;
  /** A text frame; a binary one, or one that is not to be parsed, comes as a description of it, which is no JSON. */
  frame(text: string): void;
  /** It is over, or never was: `status` is the HTTP status where the handshake was refused with one. */
  ended(detail: string, status: number | undefined): void;
}

/** A socket that was opened. */
export interface SocketLink {
  /** Sends a text; does nothing where the socket is not open. */
  send(text: string): void;
  /** Stops listening and closes without waiting. */
  drop(): void;
  /** Settles when the socket is closed, if ever. */
  readonly closed: Promise<void>;
}

/** Opens a socket. */
export type OpenSocket = (
  url: string,
  headers: Readonly<Record<string, string>>,
  events: SocketEvents,
) => SocketLink;

/** Opens a native socket. */
export const openSocket: OpenSocket = (url, headers, events) => {
  const socket = new WebSocket(url, { headers: { ...headers } });
  let problem: string | undefined;
  let listening = true;
  const { promise, resolve } = Promise.withResolvers<void>();
  /** What was in it is lost, and more of them would fill the memory: another connection begins with whole books. */
  const giveUp = (data: string) => {
    const why = refuseFrame(data) ?? "";
    events.frame(why);
    if (!listening) return;
    listening = false;
    socket.close();
    events.ended(why, undefined);
  };
  socket.binaryType = "arraybuffer";
  socket.onopen = () => {
    if (listening) events.opened();
  };
  socket.onmessage = ({ data }) => {
    if (!listening) return;
    if (typeof data === "string" && data.length > LONGEST_FRAME) return giveUp(data);
    events.frame(
      typeof data === "string"
        ? refuseFrame(data) ?? data
        : `[binary frame of ${data instanceof ArrayBuffer ? data.byteLength : "?"}]`,
    );
  };
  socket.onerror = (event) => {
    problem = event instanceof ErrorEvent ? event.message : "socket error";
  };
  socket.onclose = ({ code, reason }) => {
    resolve();
    if (!listening) return;
    listening = false;
    const detail = problem ?? `closed by the exchange (code ${code}${reason === "" ? "" : `, ${reason}`})`;
    events.ended(detail, statusIn(problem));
  };
  return {
    send(text: string): void {
      if (socket.readyState === WebSocket.OPEN) socket.send(text);
    },
    drop(): void {
      listening = false;
      if (socket.readyState === WebSocket.OPEN || socket.readyState === WebSocket.CONNECTING) socket.close();
    },
    closed: promise,
  };
};

/** The native socket tells the status of a refused handshake in its message alone. */
function statusIn(problem: string | undefined): number | undefined {
  const found = /status(?: code)?:? (\d{3})\b/i.exec(problem ?? "")?.[1];
  return found === undefined ? undefined : Number(found);
}
