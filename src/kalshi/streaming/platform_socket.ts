/**
 * The platform's own WebSocket, for who reaches the exchange through a proxy only: it is what can use one.
 *
 * It reads a frame whole before it shows it, and cannot be cut. So it is not what is used otherwise.
 *
 * @module
 */
import { LONGEST_FRAME, refuseFrame } from "../wire/frame_bound.ts";
import type { OpenSocket } from "./socket.ts";

/** Opens a socket. */
export const openPlatformSocket: OpenSocket = (url, headers, events) => {
  const socket = new WebSocket(url, { headers: { ...headers } });
  let problem: string | undefined;
  let listening = true;
  const { promise, resolve } = Promise.withResolvers<void>();
  const end = (detail: string, status: number | undefined) => {
    if (!listening) return;
    listening = false;
    events.ended(detail, status);
  };
  socket.onopen = () => {
    if (listening) events.opened();
  };
  socket.onmessage = ({ data }) => {
    if (!listening) return;
    const text = typeof data === "string" ? data : "[binary frame]";
    events.frame(refuseFrame(text) ?? text);
    if (text.length <= LONGEST_FRAME) return;
    // More of them would fill the memory: another connection begins with whole books.
    socket.close();
    end(refuseFrame(text) ?? "", undefined);
  };
  socket.onerror = (event) => {
    problem = event instanceof ErrorEvent ? event.message : "socket error";
  };
  socket.onclose = ({ code, reason }) => {
    resolve();
    end(
      problem ?? `closed by the exchange (code ${code}${reason === "" ? "" : `, ${reason}`})`,
      statusIn(problem),
    );
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

/** The status of a refused handshake is in the message alone. */
function statusIn(problem: string | undefined): number | undefined {
  const found = /status(?: code)?:? (\d{3})\b/i.exec(problem ?? "")?.[1];
  return found === undefined ? undefined : Number(found);
}
