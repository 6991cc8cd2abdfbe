/**
 * Hands every request and every handshake to whoever stands between the clients and the exchange.
 *
 * @module
 */
import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { answerBare, silence } from "./http_messages.ts";
import type { Carry, Upgrade } from "./http_server.ts";
import type { Interception, WireRequest } from "./interception.ts";
import type { KeyRing } from "./key_ring.ts";
import { ReadRequest } from "./wire_request.ts";

const NO_BYTES = new Uint8Array();

/** Everything that a front needs. */
export interface FrontOptions {
  readonly interception: Interception;
  readonly keys: KeyRing;
  /** Unix milliseconds. */
  readonly now: () => number;
}

/** The front of a server. */
export class Front {
  readonly #options: FrontOptions;
  readonly #connections = new WeakMap<Socket, number>();
  /** Handshakes that are left without an answer. */
  readonly #hanging = new Set<Socket>();
  #lastConnection = 0;
  #lastRequest = 0;

  constructor(options: FrontOptions) {
    this.#options = options;
  }

  /** Carries a request; where nobody stands in between it costs nothing. */
  readonly carry: Carry = async (message, body, answer) => {
    const { interception } = this.#options;
    if (interception.idle) {
      this.#lastRequest++;
      return { kind: "answer", answer: await answer() };
    }
    return await interception.carry(this.#read(message, body, false), answer);
  };

  /** @param accept takes the handshakes that nobody holds back */
  upgrade(accept: Upgrade): Upgrade {
    return (message, socket, head) => {
      const request = this.#read(message, NO_BYTES, true);
      if (this.#options.interception.idle) accept(message, socket, head);
      else void this.#shake(request, socket, () => accept(message, socket, head));
    };
  }

  /** Ends what was left without an answer. */
  close(): void {
    for (const socket of this.#hanging) socket.destroy();
    this.#hanging.clear();
  }

  async #shake(request: WireRequest, socket: Socket, accept: () => void): Promise<void> {
    const failed = () => socket.destroy();
    // A client may vanish in the middle of its handshake.
    socket.on("error", failed);
    const outcome = await this.#options.interception.admit(request);
    socket.off("error", failed);
    if (outcome === undefined) return accept();
    socket.on("error", failed);
    if (outcome.kind === "answer") return answerBare(socket, outcome.answer);
    silence(socket, outcome.how);
    if (outcome.how !== "hang") return;
    this.#hanging.add(socket);
    socket.on("close", () => this.#hanging.delete(socket));
  }

  #read(message: IncomingMessage, body: Uint8Array, handshake: boolean): WireRequest {
    const { keys, now } = this.#options;
    const connection = this.#connections.get(message.socket) ?? ++this.#lastConnection;
    this.#connections.set(message.socket, connection);
    const raw = { nth: ++this.#lastRequest, connection, message, body, handshake, arrivedAt: now() };
    return new ReadRequest(raw, keys);
  }
}
