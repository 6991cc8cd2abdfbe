/**
 * Accepts sockets: a handshake must be signed by a known key.
 *
 * @module
 */
import type { Buffer } from "node:buffer";
import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
// @ts-types="ws-types"
import { WebSocket, WebSocketServer } from "ws";
import { SOCKET_PATH } from "../../kalshi/environment.ts";
import { handleCommand } from "./commands.ts";
import { BatchingSocket } from "./batching_socket.ts";
import { answerBare, wireAnswer } from "./http_messages.ts";
import type { Hub } from "./hub.ts";
import type { KeyRing } from "./key_ring.ts";
import { notFound, RestError } from "./rest/errors.ts";

/** Sockets that do not answer a close in this time are let go. */
const CLOSE_PATIENCE_MS = 500;
/** Between two pings, and what they say: as the exchange does. */
const PING_MS = 10_000;
const PING_BODY = "heartbeat";
/** Commands are short; a client that sends more is cut off. */
const MOST_COMMAND_BYTES = 1024 * 1024;
/** Frames below this length are not worth compressing. */
const COMPRESS_FROM_BYTES = 256;

/** All sockets of a server. */
export class Sockets {
  readonly #hub: Hub;
  readonly #keys: KeyRing;
  readonly #now: () => number;
  /** Compresses for the clients that offer it; all others get plain frames. */
  readonly #server = new WebSocketServer({
    noServer: true,
    clientTracking: true,
    maxPayload: MOST_COMMAND_BYTES,
    perMessageDeflate: { threshold: COMPRESS_FROM_BYTES },
  });
  /** Those that have not answered the last ping. */
  readonly #unanswered = new WeakSet<WebSocket>();
  readonly #pings: ReturnType<typeof setInterval>;

  /** @param pingMs between two pings */
  constructor(hub: Hub, keys: KeyRing, now: () => number, pingMs: number = PING_MS) {
    this.#hub = hub;
    this.#keys = keys;
    this.#now = now;
    this.#pings = setInterval(() => this.#ping(), pingMs);
  }

  /** Answers a handshake: 401 unless it is signed, 404 at another path. */
  accept(request: IncomingMessage, socket: Socket, head: Buffer): void {
    // A client may vanish in the middle of its handshake.
    socket.on("error", () => socket.destroy());
    const signed = pathOf(request) === SOCKET_PATH
      ? this.#signer(headersOf(request), request.method ?? "GET")
      : notFound();
    if (signed instanceof RestError) return void answer(socket, signed.toResponse());
    this.#server.handleUpgrade(request, socket, head, (client) => this.#open(client, socket, signed));
  }

  /** Answers a request at the socket's path that does not ask for a socket: 401, or 400 where it is signed. */
  plain(request: Request): Response {
    const signed = this.#signer(request.headers, request.method);
    const missing = new RestError(400, "bad_request", "bad request", "expected a WebSocket upgrade");
    return (signed instanceof RestError ? signed : missing).toResponse();
  }

  /** Closes all sockets in order; waits for their clients for a moment. */
  async close(): Promise<void> {
    clearInterval(this.#pings);
    for (const connection of this.#hub.connections) connection.close();
    const clients = [...this.#server.clients];
    const gone = clients.map((client) => new Promise((resolve) => client.once("close", resolve)));
    let timer: ReturnType<typeof setTimeout> | undefined;
    const patience = new Promise<void>((resolve) => timer = setTimeout(resolve, CLOSE_PATIENCE_MS));
    await Promise.race([Promise.all(gone), patience]);
    clearTimeout(timer);
    for (const client of clients) client.terminate();
  }

  /** The key that signed a handshake, or why it is refused. */
  #signer(headers: Headers, method: string): string | RestError {
    const check = this.#keys.check(headers, method, SOCKET_PATH, this.#now());
    if (check.ok && check.value !== undefined) return check.value;
    const details = check.ok ? "MISSING_HEADERS" : check.reason.code;
    return new RestError(401, "unauthorized", "unauthorized", details);
  }

  #open(client: WebSocket, socket: Socket, keyId: string): void {
    const connection = this.#hub.open(new BatchingSocket(client, socket), keyId);
    client.on("message", (data, isBinary) => handleCommand(connection, isBinary ? undefined : String(data)));
    client.on("pong", () => this.#unanswered.delete(client));
    client.on("close", () => this.#hub.closed(connection));
    // An error is followed by the close, which tells all.
    client.on("error", () => {});
  }

  /** A client that answers no ping until the next one is gone. */
  #ping(): void {
    for (const client of this.#server.clients) {
      if (client.readyState !== WebSocket.OPEN) continue;
      if (this.#unanswered.has(client)) {
        client.terminate();
        continue;
      }
      this.#unanswered.add(client);
      client.ping(PING_BODY);
    }
  }
}

function pathOf({ url = "" }: IncomingMessage): string {
  return url.split("?", 1)[0] ?? "";
}

function headersOf(request: IncomingMessage): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    if (typeof value === "string") headers.set(name, value);
  }
  return headers;
}

/** Answers a handshake over the bare connection, and ends it. */
async function answer(socket: Socket, response: Response): Promise<void> {
  answerBare(socket, await wireAnswer(response));
}
