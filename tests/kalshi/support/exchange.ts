/**
 * An exchange on the loopback interface, and a sink that watches what comes from it.
 *
 * @module
 */
import { assert } from "@std/assert";
import { deadline } from "@std/async/deadline";
import { generateKeyPairSync } from "node:crypto";
import { Book } from "../../../src/core/market/book.ts";
import type { EngineEvent } from "../../../src/core/events.ts";
import { toPrice } from "../../../src/core/numbers/money.ts";
import { Decoder } from "../../../src/kalshi/decoding/decoder.ts";
import { readEnvironment, SOCKET_PATH } from "../../../src/kalshi/environment.ts";
import type { Control, InputSink, SocketStateInput } from "../../../src/kalshi/input.ts";
import type { InputSource } from "../../../src/core/inputs.ts";
import {
  createSigner,
  createVerifier,
  SIGNATURE_HEADER,
  type Signer,
  TIMESTAMP_HEADER,
} from "../../../src/kalshi/signing/sign.ts";
import { MarketStream, type StreamOptions } from "../../../src/kalshi/streaming/stream.ts";
import { type ClientCommand, clientCommand } from "../../../src/kalshi/wire/commands.ts";

const PEM = generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }).toString();
/** A test that hears nothing for so long has failed; it asserts no speed. */
export const PATIENCE_MS = 60_000;
const CHANNELS = ["orderbook_delta", "trade", "ticker", "market_lifecycle_v2"];

/** One connection, from the exchange's side. */
export interface Peer {
  /** Which connection it is, from 0. */
  readonly index: number;
  readonly commands: ClientCommand[];
  send(frame: unknown): void;
  sendText(text: string): void;
  cut(): void;
}

/** What an exchange does; what is left out is done as the real one would. */
export interface Behaviour {
  /** Returns whether the command was dealt with. */
  command?(peer: Peer, command: ClientCommand): boolean | void;
  /** The status of a refused handshake. */
  refuse?(index: number): number | undefined;
}

/** A signer whose signatures the exchange takes. */
export function testSigner(): Signer {
  const made = createSigner("key-1", PEM);
  assert(made.ok);
  return made.value;
}

/** An exchange that acks, and sends a book for each market of a book subscription: one bid of 10 at 0.40. */
export function exchange(behaviour: Behaviour) {
  const verifier = createVerifier(PEM);
  const peers: Peer[] = [];
  const open = new Set<WebSocket>();
  let handshakes = 0;
  let muted = false;
  const waiting: (() => void)[] = [];
  const wake = (): void => waiting.splice(0).forEach((resolve) => resolve());
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen() {} }, (request) => {
    const status = behaviour.refuse?.(handshakes++);
    const header = (name: string): string => request.headers.get(name) ?? "";
    assert(verifier.ok);
    const signed = verifier.value.verify(
      header(TIMESTAMP_HEADER),
      "GET",
      SOCKET_PATH,
      header(SIGNATURE_HEADER),
    );
    if (status !== undefined || !signed || new URL(request.url).pathname !== SOCKET_PATH) {
      return new Response("no", { status: status ?? 401 });
    }
    const { socket, response } = Deno.upgradeWebSocket(request, { idleTimeout: 0 });
    open.add(socket);
    const peer: Peer = {
      index: peers.length,
      commands: [],
      send: (frame) => peer.sendText(JSON.stringify(frame)),
      sendText: (text) => socket.readyState === WebSocket.OPEN && socket.send(text),
      cut: () => socket.close(),
    };
    peers.push(peer);
    socket.onclose = () => open.delete(socket);
    socket.onmessage = ({ data }) => {
      const command = clientCommand.parse(JSON.parse(data));
      peer.commands.push(command);
      if (!muted && behaviour.command?.(peer, command) !== true) obey(peer, command);
      wake();
    };
    return response;
  });
  const environment = readEnvironment(`http://127.0.0.1:${server.addr.port}`);
  assert(environment.ok);
  return {
    environment: environment.value,
    peers,
    handshakes: () => handshakes,
    /** From now on no command is answered. */
    mute: () => muted = true,
    /** Waits until the exchange has seen something. */
    async seen(condition: () => boolean): Promise<void> {
      while (!condition()) {
        await deadline(new Promise<void>((resolve) => waiting.push(resolve)), PATIENCE_MS);
      }
    },
    async close(): Promise<void> {
      for (const socket of open) socket.close();
      await server.shutdown();
    },
  };
}

/** Subscription numbers are the channel's place in the list, from 1. */
function obey(peer: Peer, command: ClientCommand): void {
  if (command.cmd === "list_subscriptions") return peer.send({ id: command.id, type: "ok", msg: [] });
  if (command.cmd === "subscribe") {
    for (const channel of command.params.channels) {
      const sid = CHANNELS.indexOf(channel) + 1;
      peer.send({ id: command.id, type: "subscribed", msg: { channel, sid } });
      if (channel !== "orderbook_delta") continue;
      let seq = 0;
      for (const market of command.params.market_tickers ?? []) peer.send(snapshot(++seq, market));
    }
  }
}

/** A book of one bid at 0.40. */
export function snapshot(seq: number, market = "T1", size = "10.00"): unknown {
  const msg = { market_ticker: market, yes_dollars_fp: [["0.4000", size]] };
  return { type: "orderbook_snapshot", sid: 1, seq, msg };
}

/** A change of that bid. */
export function delta(seq: number, size = "1.00"): unknown {
  const msg = { market_ticker: "T1", price_dollars: "0.4000", delta_fp: size, side: "yes", ts_ms: 1 };
  return { type: "orderbook_delta", sid: 1, seq, msg };
}

/** A sink that decodes, keeps a book of T1, and lets a test wait for what it wants to see. */
export class Watcher implements InputSink {
  readonly decoder = new Decoder();
  readonly book = new Book();
  readonly states: string[] = [];
  readonly details: string[] = [];
  readonly texts: string[] = [];
  readonly controls: Control[] = [];
  suspect = true;
  #waiting: (() => void)[] = [];

  input(at: number, source: InputSource, text: string, raw: unknown): readonly Control[] {
    const events: EngineEvent[] = [];
    const controls: Control[] = [];
    if (source === "ws") this.texts.push(text);
    else {
      const { state, detail } = raw as SocketStateInput;
      this.states.push(state);
      this.details.push(detail);
    }
    this.decoder.decode(at, source, raw, events, controls);
    for (const event of events) {
      if (event.kind === "books_suspect") this.suspect = true;
      else if (event.kind === "book_snapshot" && event.market === "T1") {
        this.book.replace(event.bids, event.asks);
        this.suspect = false;
      } else if (event.kind === "book_change") this.book.change(event.side, event.price, event.delta);
    }
    this.controls.push(...controls);
    for (const resolve of this.#waiting.splice(0)) resolve();
    return controls;
  }

  get size(): number {
    return this.book.sizeAt("bid", toPrice(4000)) / 100;
  }

  async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      await deadline(new Promise<void>((resolve) => this.#waiting.push(resolve)), PATIENCE_MS);
    }
  }
}

/** An exchange that runs. */
export type Exchange = ReturnType<typeof exchange>;

/** Runs a body with a stream on an exchange, and takes both down. */
export async function streaming(
  behaviour: Behaviour,
  body: (running: { watcher: Watcher; stream: MarketStream; venue: Exchange }) => Promise<void>,
  more: Partial<StreamOptions> = {},
): Promise<void> {
  const venue = exchange(behaviour);
  const watcher = new Watcher();
  const stream = new MarketStream({
    environment: venue.environment,
    signer: testSigner(),
    markets: ["T1", "T2"],
    sink: watcher,
    random: () => 0,
    ...more,
  });
  stream.start();
  try {
    await body({ watcher, stream, venue });
  } finally {
    await stream.close();
    await venue.close();
  }
}
