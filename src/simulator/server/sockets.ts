/**
 * Accepts sockets: a handshake must be signed by a known key.
 *
 * @module
 */
import { SOCKET_PATH } from "../../kalshi/environment.ts";
import { handleCommand } from "./commands.ts";
import type { Hub } from "./hub.ts";
import type { KeyRing } from "./key_ring.ts";
import { RestError } from "./rest/answers.ts";

/** Sockets that do not answer a close in this time are let go. */
const CLOSE_PATIENCE_MS = 500;
/** Seconds between the pings that keep a socket alive; the exchange's are 10 s apart. */
const PING_SECONDS = 20;

/** All sockets of a server. */
export class Sockets {
  readonly #hub: Hub;
  readonly #keys: KeyRing;
  readonly #now: () => number;
  readonly #closed = new Map<WebSocket, Promise<void>>();

  constructor(hub: Hub, keys: KeyRing, now: () => number) {
    this.#hub = hub;
    this.#keys = keys;
    this.#now = now;
  }

  /** Answers a handshake: 401 unless it is signed, 400 unless it asks for a socket. */
  accept(request: Request): Response {
    const check = this.#keys.check(request.headers, request.method, SOCKET_PATH, this.#now());
    if (check.outcome !== "signed") {
      const details = check.outcome === "refused" ? check.details : "MISSING_HEADERS";
      return new RestError(401, "unauthorized", "unauthorized", details).toResponse();
    }
    if (request.headers.get("upgrade")?.toLowerCase() !== "websocket") {
      return new RestError(400, "bad_request", "bad request", "expected a WebSocket upgrade").toResponse();
    }
    const { socket, response } = Deno.upgradeWebSocket(request, { idleTimeout: PING_SECONDS });
    const gone = Promise.withResolvers<void>();
    this.#closed.set(socket, gone.promise);
    socket.onopen = () => {
      const connection = this.#hub.open(socket);
      socket.onmessage = ({ data }) => handleCommand(connection, data);
      socket.onclose = () => {
        this.#hub.closed(connection);
        this.#closed.delete(socket);
        gone.resolve();
      };
    };
    // A client that vanishes ends in an error before the close; the close tells all.
    socket.onerror = (event) => event.preventDefault();
    return response;
  }

  /** Closes all sockets in order; waits for their clients for a moment. */
  async close(): Promise<void> {
    for (const connection of this.#hub.connections) connection.close();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const patience = new Promise<void>((resolve) => timer = setTimeout(resolve, CLOSE_PATIENCE_MS));
    await Promise.race([Promise.all(this.#closed.values()), patience]);
    clearTimeout(timer);
  }
}
