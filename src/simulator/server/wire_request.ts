/**
 * Reads requests as interceptors and the exchange see them.
 *
 * @module
 */
import type { IncomingMessage } from "node:http";
import { KEY_HEADER } from "../../kalshi/signing/sign.ts";
import type { About, Signature, WireRequest } from "./interception.ts";
import type { KeyRing } from "./key_ring.ts";

type Json = Readonly<Record<string, unknown>>;

/** Where an order's id stands in a path. */
const ORDER_PATH = /\/portfolio\/(?:events\/)?orders\/([^/]+)/;
/** Words at that place which are no ids. */
const NO_IDS: ReadonlySet<string> = new Set(["batched", "queue_positions"]);

/** A request as the server got it. */
export interface RawRequest {
  readonly nth: number;
  readonly connection: number;
  readonly message: IncomingMessage;
  readonly body: Uint8Array;
  readonly handshake: boolean;
  /** Unix milliseconds. */
  readonly arrivedAt: number;
}

/** A request; what takes work to find out is found out when it is first asked for. */
export class ReadRequest implements WireRequest {
  readonly nth: number;
  readonly connection: number;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Uint8Array;
  readonly handshake: boolean;
  readonly arrivedAt: number;
  readonly #message: IncomingMessage;
  readonly #keys: KeyRing;
  #signature: Signature | undefined;
  #about: About | undefined;

  constructor({ nth, connection, message, body, handshake, arrivedAt }: RawRequest, keys: KeyRing) {
    const [path, query] = splitOnce(message.url ?? "/", "?");
    this.nth = nth;
    this.connection = connection;
    this.method = message.method ?? "GET";
    this.path = path;
    this.query = query;
    this.headers = headersOf(message);
    this.body = body;
    this.handshake = handshake;
    this.arrivedAt = arrivedAt;
    this.#message = message;
    this.#keys = keys;
  }

  get head(): string {
    const { method, url, httpVersion, rawHeaders } = this.#message;
    let head = `${method} ${url} HTTP/${httpVersion}\r\n`;
    for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
      head += `${rawHeaders[at]}: ${rawHeaders[at + 1]}\r\n`;
    }
    return `${head}\r\n`;
  }

  get signature(): Signature {
    return this.#signature ??= signatureOf(this.#keys, this);
  }

  get about(): About {
    return this.#about ??= aboutOf(this.path, new URLSearchParams(this.query), this.body);
  }
}

function splitOnce(text: string, mark: string): readonly [string, string] {
  const at = text.indexOf(mark);
  return at === -1 ? [text, ""] : [text.slice(0, at), text.slice(at + mark.length)];
}

function headersOf({ rawHeaders }: IncomingMessage): ReadonlyMap<string, string> {
  const headers = new Map<string, string>();
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]?.toLowerCase() ?? "";
    const value = rawHeaders[at + 1] ?? "";
    const before = headers.get(name);
    headers.set(name, before === undefined ? value : `${before}, ${value}`);
  }
  return headers;
}

function signatureOf(keys: KeyRing, { headers, method, path, arrivedAt }: WireRequest): Signature {
  const check = keys.check(
    { get: (name) => headers.get(name.toLowerCase()) ?? null },
    method,
    path,
    arrivedAt,
  );
  if (!check.ok) {
    return { state: "wrong", keyId: headers.get(KEY_HEADER.toLowerCase()), code: check.reason.code };
  }
  return check.value === undefined ? { state: "none" } : { state: "verified", keyId: check.value };
}

function aboutOf(path: string, query: URLSearchParams, body: Uint8Array): About {
  const json = jsonOf(body);
  const fields = soleOrder(json);
  const named = ORDER_PATH.exec(path)?.[1];
  const shard = numberOf(fields?.exchange_index) ?? numberOf(query.get("exchange_index"));
  return {
    json,
    orderId: named === undefined || NO_IDS.has(named) ? textOf(fields?.order_id) : named,
    clientOrderId: textOf(fields?.client_order_id),
    ticker: textOf(fields?.ticker) ?? textOf(fields?.market_ticker) ??
      textOf(query.get("market_ticker") ?? query.get("ticker")),
    exchangeIndex: shard,
  };
}

/** The body's own fields, or those of the one order of its batch. */
function soleOrder(json: unknown): Json | undefined {
  if (!isObject(json)) return undefined;
  if (!Array.isArray(json.orders)) return json;
  const orders: readonly unknown[] = json.orders;
  const [only] = orders;
  return orders.length === 1 && isObject(only) ? only : undefined;
}

function jsonOf(body: Uint8Array): unknown {
  if (body.length === 0) return undefined;
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function numberOf(value: unknown): number | undefined {
  if (typeof value === "number") return value;
  return typeof value === "string" && /^-?\d+$/.test(value) ? Number(value) : undefined;
}
