/**
 * A plain client for tests of the simulator: signs its handshake, collects frames, checks each against the wire
 * schemas.
 *
 * @module
 */
import { assert } from "@std/assert";
import { deadline } from "@std/async/deadline";
import type { z } from "zod";
import { SOCKET_PATH } from "../../src/kalshi/environment.ts";
import { createSigner, type SignedHeaders } from "../../src/kalshi/signing/sign.ts";
import {
  deltaFrame,
  errorFrame,
  feeUpdateFrame,
  lifecycleFrame,
  okFrame,
  snapshotFrame,
  subscribedFrame,
  tickerFrame,
  tradeFrame,
  unsubscribedFrame,
} from "../../src/kalshi/wire/messages.ts";
import type { Simulator, SimulatorOptions } from "../../src/simulator/mod.ts";
import { startSimulator } from "../../src/simulator/mod.ts";

const PATIENCE_MS = 60_000;

const SCHEMAS: Readonly<Record<string, z.ZodType>> = {
  orderbook_snapshot: snapshotFrame,
  orderbook_delta: deltaFrame,
  trade: tradeFrame,
  ticker: tickerFrame,
  market_lifecycle_v2: lifecycleFrame,
  event_fee_update: feeUpdateFrame,
  subscribed: subscribedFrame,
  unsubscribed: unsubscribedFrame,
  ok: okFrame,
  error: errorFrame,
};

/** A frame, loosely: tests look at what they are about. */
export interface Frame {
  readonly type: string;
  readonly id?: number;
  readonly sid?: number;
  readonly seq?: number;
  readonly sending_ts_ms?: number;
  // deno-lint-ignore no-explicit-any -- tests read fields of whatever frame came
  readonly msg?: any;
}

/** Starts a simulator or fails the test. */
export async function start(options: SimulatorOptions): Promise<Simulator> {
  const started = await startSimulator(options);
  assert(started.ok, started.ok ? "" : started.reason.message);
  return started.value;
}

/** Headers signed with the simulator's own key. */
export function sign(simulator: Simulator, method: string, path: string, at = Date.now()): SignedHeaders {
  const signer = createSigner(simulator.keyId, simulator.privateKeyPem);
  assert(signer.ok);
  return signer.value.headers(at, method, path);
}

/** A connected client. */
export class Client {
  /** Everything that came and was not asked for yet. */
  readonly frames: Frame[] = [];
  /** Text that was no frame. */
  readonly broken: string[] = [];
  readonly closed: Promise<CloseEvent>;
  readonly #socket: WebSocket;
  #wake: () => void = () => {};

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    const closing = Promise.withResolvers<CloseEvent>();
    this.closed = closing.promise;
    socket.onmessage = ({ data }) => {
      this.#take(String(data));
      this.#wake();
    };
    socket.onclose = (event) => {
      closing.resolve(event);
      this.#wake();
    };
  }

  /** Connects, signed. */
  static async connect(simulator: Simulator): Promise<Client> {
    const socket = new WebSocket(simulator.socketUrl, { headers: sign(simulator, "GET", SOCKET_PATH) });
    const client = new Client(socket);
    await new Promise((resolve, reject) => {
      socket.onopen = resolve;
      socket.onerror = reject;
    });
    socket.onerror = (event) => event.preventDefault();
    return client;
  }

  /** Sends a command, or any text. */
  send(command: unknown): void {
    this.#socket.send(typeof command === "string" ? command : JSON.stringify(command));
  }

  /** Waits for the next frame that fits; frames before it are dropped. */
  async next(fits: (frame: Frame) => boolean): Promise<Frame> {
    const found = async () => {
      for (;;) {
        const index = this.frames.findIndex(fits);
        const frame = this.frames[index];
        if (frame !== undefined) {
          this.frames.splice(0, index + 1);
          return frame;
        }
        this.frames.length = 0;
        if (this.#socket.readyState === WebSocket.CLOSED) throw new Error("socket closed while waiting");
        await new Promise<void>((resolve) => this.#wake = resolve);
      }
    };
    return await deadline(found(), PATIENCE_MS);
  }

  /** Waits for the next frame of a type. */
  ofType(type: string): Promise<Frame> {
    return this.next((frame) => frame.type === type);
  }

  /** Sends a command and waits for its answer. */
  async ask(command: { readonly id: number } & Record<string, unknown>): Promise<Frame> {
    this.send(command);
    return await this.next((frame) => frame.id === command.id);
  }

  /** Closes and waits for it. */
  async close(): Promise<void> {
    this.#socket.close();
    await this.closed;
  }

  #take(text: string): void {
    let frame: Frame;
    try {
      frame = JSON.parse(text);
    } catch {
      this.broken.push(text);
      return;
    }
    const schema = SCHEMAS[frame.type];
    if (schema !== undefined) {
      const read = schema.safeParse(frame);
      assert(read.success, `frame breaks its schema: ${text.slice(0, 300)}`);
    }
    this.frames.push(frame);
  }
}
