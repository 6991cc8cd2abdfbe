/**
 * A plain client of the simulator's REST side: signs, sends over a real socket, gives back what came.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { createSigner } from "../../src/kalshi/signing/sign.ts";
import { readError } from "../../src/kalshi/wire/error.ts";
import { type KnownKey, type Simulator } from "../../src/simulator/mod.ts";
import { makeKey, type OwnKey } from "../../src/simulator/server/key_ring.ts";

const ROOT = "/trade-api/v2";
/** Where orders are written. */
export const ORDERS = "/portfolio/events/orders";

/** An answer. */
export interface Answered {
  readonly status: number;
  readonly headers: Headers;
  // deno-lint-ignore no-explicit-any -- tests read fields of whatever answer came
  readonly body: any;
}

/** One key's client. */
export class Signed {
  readonly #simulator: Simulator;
  readonly #key: Pick<OwnKey, "keyId" | "privateKeyPem">;

  /** How far its clock is ahead of the exchange's, milliseconds. */
  aheadMs = 0;

  /** @param key the simulator's own where left out */
  constructor(simulator: Simulator, key: Pick<OwnKey, "keyId" | "privateKeyPem"> = simulator) {
    this.#simulator = simulator;
    this.#key = key;
  }

  /** Sends a request. @param body as JSON, or as the text that it is */
  async send(method: string, path: string, body?: unknown): Promise<Answered> {
    const signer = createSigner(this.#key.keyId, this.#key.privateKeyPem);
    assert(signer.ok);
    const [bare = ""] = path.split("?");
    const response = await fetch(this.#simulator.restBase + path, {
      method,
      redirect: "manual",
      headers: {
        ...signer.value.headers(this.#simulator.clock.now() + this.aheadMs, method, ROOT + bare),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const { status, headers } = response;
    return { status, headers, body: text === "" ? undefined : JSON.parse(text) };
  }

  /** Reads. @returns the body of a 200 */
  // deno-lint-ignore no-explicit-any -- tests read fields of whatever answer came
  async get(path: string): Promise<any> {
    const { status, body } = await this.send("GET", path);
    assertEquals(status, 200, `${path}: ${JSON.stringify(body)}`);
    return body;
  }

  /** Sends what is refused. @returns status, code and details */
  async refused(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<readonly [number, string, string | undefined]> {
    const answer = await this.send(method, path, body);
    const error = readError(answer.body);
    return [answer.status, error?.code ?? "", error?.details];
  }

  /** Places an order. @returns the body of a 201 */
  // deno-lint-ignore no-explicit-any -- tests read fields of whatever answer came
  async place(order: Readonly<Record<string, unknown>>): Promise<any> {
    const { status, body } = await this.send("POST", ORDERS, { ...ORDER, ...order });
    assertEquals(status, 201, JSON.stringify(body));
    return body;
  }
}

/** The fields of an order that most tests leave as they are. */
export const ORDER = {
  side: "bid",
  count: "10.00",
  price: "0.4000",
  time_in_force: "good_till_canceled",
  self_trade_prevention_type: "taker_at_cross",
} as const;

/** A second key, and what a simulator is told of it. */
export function anotherKey(rights: Omit<KnownKey, "keyId" | "publicKeyPem"> = {}): OwnKey & KnownKey {
  return { ...makeKey(), ...rights };
}
