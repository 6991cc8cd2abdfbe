/**
 * Signed requests of the small client: one connection each, so that nothing below repeats a request by itself.
 *
 * @module
 */
import { createSigner, SIGNATURE_HEADER, type Signer } from "../../../src/kalshi/signing/sign.ts";
import { REST_PATH } from "../../../src/kalshi/environment.ts";
import type { Sighting } from "../../../src/simulator/control/witness.ts";
import type { Simulator } from "../../../src/simulator/mod.ts";
import { must } from "../../support/must.ts";

/** An answer, or none. */
export interface Reply {
  /** 0 where no whole answer came. */
  readonly status: number;
  // deno-lint-ignore no-explicit-any -- a small client looks into bodies as it goes
  readonly json: any;
}

/** Too many requests. */
export const TOO_MANY = 429;
/** No whole answer, and a request that took too long. */
const UNKNOWN: ReadonlySet<number> = new Set([0, 408]);

/** Whether a reply leaves open what became of a write. */
export function isUnknown({ status, json }: Reply): boolean {
  return UNKNOWN.has(status) || status >= 500 || (status >= 300 && status < 400) ||
    (status >= 200 && status < 300 && typeof json?.order_id !== "string");
}

/** For an answer, ms. A client's own is shorter: see {@linkcode WireClient.send}. */
const PATIENCE_MS = 60_000;

/** Sends requests for one key. */
export class WireClient {
  readonly #simulator: Simulator;
  readonly #signer: Signer;
  readonly #redirect: RequestRedirect;

  constructor(simulator: Simulator, redirect: RequestRedirect) {
    this.#simulator = simulator;
    this.#signer = must(createSigner(simulator.keyId, simulator.privateKeyPem));
    this.#redirect = redirect;
  }

  /**
   * Sends a request. Its patience ends as soon as the exchange has decided to leave it without a whole answer: by a clock a
   * request that is slow on a busy machine would be given up as well, and that is another situation.
   *
   * @param path below the API's prefix, with the query
   */
  async send(method: string, path: string, body?: unknown): Promise<Reply> {
    const [signed = ""] = path.split("?");
    const client = Deno.createHttpClient({ poolMaxIdlePerHost: 0, http2: false });
    const headers = this.#signer.headers(this.#simulator.clock.now(), method, `${REST_PATH}${signed}`);
    const patience = new AbortController();
    this.#hangs(headers[SIGNATURE_HEADER]).then((hangs) => hangs && patience.abort());
    try {
      const response = await fetch(`${this.#simulator.restBase}${path}`, {
        method,
        client,
        redirect: this.#redirect,
        signal: AbortSignal.any([patience.signal, AbortSignal.timeout(PATIENCE_MS)]),
        headers: {
          "content-type": "application/json",
          ...headers,
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

  /** Whether the exchange leaves a request hanging, once that is decided. */
  async #hangs(signature: string | undefined): Promise<boolean> {
    const { witness } = this.#simulator.control;
    const before = witness.sightings.length;
    let own: Sighting | undefined;
    await witness.until(({ sightings }) => {
      own ??= sightings.slice(before).find(({ request }) =>
        request.headers.get(SIGNATURE_HEADER.toLowerCase()) === signature
      );
      return own?.outcome !== undefined;
    });
    const outcome = own?.outcome;
    return (outcome?.kind === "silence" || outcome?.kind === "cut") && outcome.how === "hang";
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
