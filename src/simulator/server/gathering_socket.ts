/**
 * A socket that gathers the frames of one turn of the loop and writes them together: six times as many a second as one
 * by one.
 *
 * @module
 */
import type { Socket } from "node:net";
// @ts-types="ws-types"
import type { WebSocket } from "ws";
import type { FrameSocket } from "./connection.ts";

/** A client's socket, as connections use it. */
export class GatheringSocket implements FrameSocket {
  readonly #client: WebSocket;
  readonly #socket: Socket;
  #gathering = false;

  /** @param socket what `client` writes to */
  constructor(client: WebSocket, socket: Socket) {
    this.#client = client;
    this.#socket = socket;
  }

  get readyState(): number {
    return this.#client.readyState;
  }

  get bufferedAmount(): number {
    return this.#client.bufferedAmount;
  }

  send(text: string): void {
    this.#gather();
    this.#client.send(text);
  }

  close(code?: number, reason?: string): void {
    this.#client.close(code, reason);
  }

  #gather(): void {
    if (this.#gathering) return;
    this.#gathering = true;
    this.#socket.cork();
    queueMicrotask(() => {
      this.#gathering = false;
      this.#socket.uncork();
    });
  }
}
