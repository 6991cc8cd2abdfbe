/**
 * Signatures made ahead, for requests that are on the clock.
 *
 * The body is not signed, so what signs a new order is known before there is one. An RSA signature takes about 2 ms, a good
 * part of the time in which an order leaves; an Ed25519 signature a fiftieth of a millisecond, so that nothing is gained.
 *
 * @module
 */
import { REAL_TIMERS, type Timer, type Timers } from "../../lib/timers.ts";
import type { SignedHeaders, Signer } from "./sign.ts";

/** A signature older than this is not used: the exchange compares its time with its own clock. */
const FRESH_MS = 1_000;
/** A new one is made after this, so that there is a fresh one at any time. */
const RENEW_MS = 700;
/** What was taken is replaced after this, when the request that took it has left. */
const REPLACE_MS = 10;

/** How to sign ahead. */
export interface AheadOptions {
  /** The time in signatures: the wall clock, Unix ms. */
  readonly wall?: () => number;
  readonly timers?: Timers;
}

interface Prepared {
  readonly method: string;
  readonly path: string;
  /** How many are kept. */
  readonly count: number;
  ready: readonly Ready[];
  /** How many are being made. */
  making: number;
}

interface Ready {
  readonly at: number;
  readonly headers: SignedHeaders;
}

/** A signer with signatures in store. Each is used once. */
export class AheadSigner implements Signer {
  readonly keyId: string;
  readonly type: Signer["type"];
  readonly #signer: Signer;
  readonly #wall: () => number;
  readonly #timers: Timers;
  readonly #prepared: Prepared[] = [];
  readonly #making = new Set<Promise<void>>();
  #timer: Timer | undefined;
  /** How many were taken from the store, and how many were made when they were needed. */
  readonly counts = { ahead: 0, atOnce: 0 };

  constructor(signer: Signer, { wall = Date.now, timers = REAL_TIMERS }: AheadOptions = {}) {
    this.keyId = signer.keyId;
    this.type = signer.type;
    this.#signer = signer;
    this.#wall = wall;
    this.#timers = timers;
  }

  /** What is being made now is there. */
  get settled(): Promise<void> {
    return Promise.all(this.#making).then(() => {});
  }

  /**
   * Keeps signatures of such requests in store from now on; does nothing for keys that sign quickly.
   *
   * @param path from the host's root, without the query
   * @param count how many: as many as may be wanted at one moment
   */
  prepare(method: string, path: string, count: number = 1): void {
    if (this.type !== "rsa" || this.#find(method, path) !== undefined) return;
    this.#prepared.push({ method, path, count, ready: [], making: 0 });
    this.#renew();
  }

  /** Keeps none in store any more. */
  stop(): void {
    this.#timer?.clear();
    this.#timer = undefined;
    this.#prepared.length = 0;
  }

  headers(at: number, method: string, path: string): SignedHeaders {
    const ready = this.#take(at, method, path);
    if (ready !== undefined) return ready;
    this.counts.atOnce++;
    return this.#signer.headers(at, method, path);
  }

  async headersLater(at: number, method: string, path: string): Promise<SignedHeaders> {
    const ready = this.#take(at, method, path);
    if (ready !== undefined) return ready;
    this.counts.atOnce++;
    return await (this.#signer.headersLater ?? this.#signer.headers)(at, method, path);
  }

  #take(at: number, method: string, path: string): SignedHeaders | undefined {
    const prepared = this.#find(method, path);
    const ready = prepared?.ready.findLast((one) => at >= one.at && at - one.at <= FRESH_MS);
    if (prepared === undefined || ready === undefined) return undefined;
    // Once: two requests with one signature could be taken for a repetition.
    prepared.ready = prepared.ready.filter((one) => one !== ready);
    this.counts.ahead++;
    this.#again(REPLACE_MS);
    return ready.headers;
  }

  #find(method: string, path: string): Prepared | undefined {
    return this.#prepared.find((one) => one.method === method && one.path === path);
  }

  #renew(): void {
    const at = this.#wall();
    let nextMs = RENEW_MS;
    for (const prepared of this.#prepared) {
      const ages = prepared.ready.map((one) => at - one.at).filter((age) => age >= 0 && age < RENEW_MS);
      for (let missing = prepared.count - ages.length - prepared.making; missing > 0; missing--) {
        this.#make(prepared, at);
      }
      nextMs = Math.min(nextMs, ...ages.map((age) => RENEW_MS - age));
    }
    this.#again(nextMs);
  }

  /** Those that are there serve until it is made. */
  #make(prepared: Prepared, at: number): void {
    const { method, path, count } = prepared;
    const make = async (): Promise<void> => {
      prepared.making++;
      try {
        const headers = await (this.#signer.headersLater ?? this.#signer.headers)(at, method, path);
        prepared.ready = [...prepared.ready, { at, headers }].slice(-count);
      } catch {
        // The request will sign by itself, and say why it cannot.
      }
      prepared.making--;
    };
    const making = make().finally(() => this.#making.delete(making));
    this.#making.add(making);
  }

  #again(ms: number): void {
    this.#timer?.clear();
    this.#timer = this.#timers.after(ms, () => this.#renew());
  }
}
