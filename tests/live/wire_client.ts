/**
 * Signed requests of the small client: one connection each, so that nothing below repeats a request by itself.
 *
 * @module
 */
import { createSigner, type Signer } from "../../src/kalshi/signing/sign.ts";
import { REST_PATH } from "../../src/kalshi/environment.ts";
import type { Simulator } from "../../src/simulator/mod.ts";
import { must } from "../support/must.ts";

/** An answer, or none. */
export interface Reply {
  /** 0 where no whole answer came. */
  readonly status: number;
  // deno-lint-ignore no-explicit-any -- a small client looks into bodies as it goes
  readonly json: any;
}

/** Sends requests for one key. */
export class WireClient {
  readonly #simulator: Simulator;
  readonly #signer: Signer;
  readonly #patienceMs: number;
  readonly #redirect: RequestRedirect;

  constructor(simulator: Simulator, redirect: RequestRedirect, patienceMs: number) {
    this.#simulator = simulator;
    this.#signer = must(createSigner(simulator.keyId, simulator.privateKeyPem));
    this.#redirect = redirect;
    this.#patienceMs = patienceMs;
  }

  /** @param path below the API's prefix, with the query */
  async send(method: string, path: string, body?: unknown): Promise<Reply> {
    const [signed = ""] = path.split("?");
    const client = Deno.createHttpClient({ poolMaxIdlePerHost: 0, http2: false });
    try {
      const response = await fetch(`${this.#simulator.restBase}${path}`, {
        method,
        client,
        redirect: this.#redirect,
        signal: AbortSignal.timeout(this.#patienceMs),
        headers: {
          "content-type": "application/json",
          ...this.#signer.headers(this.#simulator.clock.now(), method, `${REST_PATH}${signed}`),
        },
        ...body === undefined ? {} : { body: JSON.stringify(body) },
      });
      const text = await response.text();
      return { status: response.status, json: parsed(text) };
    } catch {
      return { status: 0, json: undefined };
    } finally {
      client.close();
    }
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
