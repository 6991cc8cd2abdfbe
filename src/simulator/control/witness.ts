/**
 * A witness outside the API: it sees every request as it came and every answer as it left, faults included, whatever the
 * client believes of them.
 *
 * @module
 */
import { REST_PATH, SOCKET_PATH } from "../../kalshi/environment.ts";
import type { Interceptor, Outcome, WireRequest } from "../server/interception.ts";
import type { Channel } from "../server/subscription.ts";
import { isObject } from "./edits.ts";
import { CANCELS, type EndpointName, endpointOf, WRITES } from "./endpoints.ts";

/** A request, and what was sent back. */
export interface Sighting {
  readonly request: WireRequest;
  readonly endpoint: EndpointName;
  /** When it had come whole, exchange's clock, Unix milliseconds. */
  readonly atMs: number;
  /** What left; `undefined` while nothing has. */
  outcome: Outcome | undefined;
  /** When that left. */
  sentAtMs: number | undefined;
}

/** An order as a create has it in its body, fields as they came. */
export interface SentOrder {
  readonly sighting: Sighting;
  readonly clientOrderId: string | undefined;
  readonly ticker: string | undefined;
  readonly side: string | undefined;
  readonly price: string | undefined;
  readonly count: string | undefined;
  readonly timeInForce: string | undefined;
  readonly reduceOnly: boolean;
  readonly postOnly: boolean;
  readonly expirationTime: number | undefined;
  readonly groupId: string | undefined;
  readonly exchangeIndex: number | undefined;
}

/** A frame of a private channel that was sent. */
export interface SentFrame {
  readonly channel: Channel;
  readonly text: string;
  /** Exchange's clock, Unix milliseconds. */
  readonly atMs: number;
}

/** The witness. */
export class Witness implements Interceptor {
  readonly #now: () => number;
  readonly #sightings: Sighting[] = [];
  readonly #frames: SentFrame[] = [];
  readonly #byRequest = new WeakMap<WireRequest, Sighting>();
  readonly #waiting = new Set<{ readonly fits: () => boolean; readonly resolve: () => void }>();

  /** @param now exchange's clock, Unix milliseconds */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Everything that came, in its order; handshakes too. */
  get sightings(): readonly Sighting[] {
    return this.#sightings;
  }

  /** What was sent over private channels, in order. */
  get frames(): readonly SentFrame[] {
    return this.#frames;
  }

  /** Sees a frame of a private channel leave. */
  frame(channel: Channel, text: string): void {
    this.#frames.push({ channel, text, atMs: this.#now() });
    this.#wake();
  }

  /** Requests of some endpoints, in order. */
  of(...endpoints: readonly EndpointName[]): readonly Sighting[] {
    return this.#sightings.filter(({ endpoint }) => endpoints.includes(endpoint));
  }

  /** Requests that can change something at the exchange. */
  get writes(): readonly Sighting[] {
    return this.#sightings.filter(({ endpoint }) => WRITES.has(endpoint));
  }

  /** Every order that was asked for, alone or in a batch. */
  get creates(): readonly SentOrder[] {
    return this.of("create", "batch_create").flatMap((sighting) => ordersOf(sighting));
  }

  before(request: WireRequest): { readonly kind: "pass" } {
    // Scoreboards and the control of the exchange are no business of its API.
    if (!request.path.startsWith(`${REST_PATH}/`) && request.path !== SOCKET_PATH) return { kind: "pass" };
    const sighting: Sighting = {
      request,
      endpoint: endpointOf(request.method, request.path.slice(REST_PATH.length)),
      atMs: this.#now(),
      outcome: undefined,
      sentAtMs: undefined,
    };
    this.#byRequest.set(request, sighting);
    this.#sightings.push(sighting);
    this.#wake();
    return { kind: "pass" };
  }

  sent(request: WireRequest, outcome: Outcome): void {
    const sighting = this.#byRequest.get(request);
    if (sighting === undefined) return;
    sighting.outcome = outcome;
    sighting.sentAtMs = this.#now();
    this.#wake();
  }

  /** Fulfilled as soon as what was seen fits; it is looked at after each request and each answer. */
  until(fits: (witness: Witness) => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.add({ fits: () => fits(this), resolve });
      this.#wake();
    });
  }

  #wake(): void {
    for (const waiting of [...this.#waiting]) {
      if (!waiting.fits()) continue;
      this.#waiting.delete(waiting);
      waiting.resolve();
    }
  }
}

/** Whether a sighting can only take away what rests. */
export function isCancel({ endpoint }: Sighting): boolean {
  return CANCELS.has(endpoint);
}

const decoder = new TextDecoder();

/** A body as text; bytes that are none are replaced. */
export function readableBody(body: Uint8Array): string {
  return decoder.decode(body);
}

/** The JSON of the answer that left; `undefined` where none did, or it is none. */
export function answerJson({ outcome }: Sighting): unknown {
  if (outcome?.kind !== "answer") return undefined;
  try {
    return JSON.parse(readableBody(outcome.answer.body));
  } catch {
    return undefined;
  }
}

/**
 * Whether the answer that left says what became of a write: not so where none left whole, for 3xx, 408, 5xx, and for a
 * success whose body lacks the order's id.
 */
export function isKnown(sighting: Sighting): boolean {
  const { outcome } = sighting;
  if (outcome?.kind !== "answer") return false;
  const { status } = outcome.answer;
  if (status < 300) {
    const json = answerJson(sighting);
    return isObject(json) && (typeof json.order_id === "string" || Array.isArray(json.orders));
  }
  return status >= 400 && status < 500 && status !== 408;
}

/** The orders in the body of a create or a batch. */
export function ordersOf(sighting: Sighting): readonly SentOrder[] {
  const { json } = sighting.request.about;
  if (!isObject(json)) return [];
  const rows: readonly unknown[] = Array.isArray(json.orders) ? json.orders : [json];
  return rows.filter(isObject).map((row) => ({
    sighting,
    clientOrderId: text(row.client_order_id),
    ticker: text(row.ticker),
    side: text(row.side),
    price: text(row.price),
    count: text(row.count),
    timeInForce: text(row.time_in_force),
    reduceOnly: row.reduce_only === true,
    postOnly: row.post_only === true,
    expirationTime: typeof row.expiration_time === "number" ? row.expiration_time : undefined,
    groupId: text(row.order_group_id),
    exchangeIndex: typeof row.exchange_index === "number" ? row.exchange_index : undefined,
  }));
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
