/**
 * Lets others stand between the clients and the exchange: they see every request before the exchange does, and every
 * answer before the client does, and may change, delay or lose either.
 *
 * Faults and witnesses are built on it. A hook takes as long as its promise does, which is how it delays.
 *
 * @module
 */

/** A request as it came over the wire. */
export interface WireRequest {
  /** Counts the requests of this server, from 1. */
  readonly nth: number;
  readonly method: string;
  /** From the host's root, without the query. */
  readonly path: string;
  /** Without the question mark; empty where there is none. */
  readonly query: string;
  /** Names in lower case; of a name that came twice, both values joined by a comma. */
  readonly headers: ReadonlyMap<string, string>;
  /**
   * The request line and the headers, put together again in their order and spelling. White space around values is what
   * the parser does not keep.
   */
  readonly head: string;
  /** The exact bytes; empty for a handshake of a socket. */
  readonly body: Uint8Array;
  /** Whether it asks for a socket. */
  readonly handshake: boolean;
  /** When all of it had come, Unix milliseconds. */
  readonly arrivedAt: number;
  /** Numbers the client's connection, from 1: requests of one connection have one number. */
  readonly connection: number;
  /** Who signed it, as far as the exchange can tell. */
  readonly signature: Signature;
  /** What it is about, as far as path, query and body say so. */
  readonly about: About;
}

/** Whether a request was signed. */
export type Signature =
  | { readonly state: "none" }
  | { readonly state: "verified"; readonly keyId: string }
  | { readonly state: "wrong"; readonly keyId: string | undefined; readonly code: string };

/** What a request is about. */
export interface About {
  /** The body as JSON; `undefined` where it is none. */
  readonly json: unknown;
  /** The order of the path, or of the body of a batch of one. */
  readonly orderId: string | undefined;
  readonly clientOrderId: string | undefined;
  readonly ticker: string | undefined;
  /** The shard that query or body name. */
  readonly exchangeIndex: number | undefined;
}

/** An answer as it goes over the wire. */
export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** How a connection ends without an answer: in order, by a reset, or not at all. */
export type Silence = "close" | "reset" | "hang";

/** What becomes of a request. */
export type Verdict =
  /** The exchange sees it. */
  | { readonly kind: "pass" }
  /** The exchange never sees it; this is answered. */
  | { readonly kind: "answer"; readonly answer: WireAnswer }
  /** The exchange never sees it, and nothing is answered. */
  | { readonly kind: "silence"; readonly how: Silence };

/** What becomes of an answer. The exchange has done what it was asked by then. */
export type AnswerVerdict =
  | Verdict
  /** Its head and the first bytes of its body are sent, and no more. */
  | { readonly kind: "cut"; readonly bytes: number; readonly how: Silence };

/** Stands between the clients and the exchange. What is not given passes. */
export interface Interceptor {
  before?(request: WireRequest): Verdict | Promise<Verdict>;
  /** @param answer the exchange's, or what an interceptor before this one made of it */
  after?(request: WireRequest, answer: WireAnswer): AnswerVerdict | Promise<AnswerVerdict>;
}

/** What is sent of a request that did not get to the exchange. */
export type HeldBack = Exclude<Verdict, { readonly kind: "pass" }>;

/** What is sent in the end. */
export type Outcome =
  | HeldBack
  | { readonly kind: "cut"; readonly answer: WireAnswer; readonly bytes: number; readonly how: Silence };

/** Stands between the clients and the exchange. What is not given passes. */
export interface Interceptor {
  before?(request: WireRequest): Verdict | Promise<Verdict>;
  /** @param answer the exchange's, or what an interceptor before this one made of it */
  after?(request: WireRequest, answer: WireAnswer): AnswerVerdict | Promise<AnswerVerdict>;
  /** Hears what goes out in the end, also of a request that the exchange never saw. */
  sent?(request: WireRequest, outcome: Outcome): void;
}

const PASS: Verdict = { kind: "pass" };

/** All interceptors, in order: the first added is asked first on both ways, and so sees the exchange's own answer. */
export class Interception {
  readonly #interceptors: Interceptor[] = [];

  /** Whether nobody stands in between. */
  get idle(): boolean {
    return this.#interceptors.length === 0;
  }

  /** Adds one. @returns takes it out again */
  add(interceptor: Interceptor): () => void {
    this.#interceptors.push(interceptor);
    return () => {
      const at = this.#interceptors.indexOf(interceptor);
      if (at !== -1) this.#interceptors.splice(at, 1);
    };
  }

  /**
   * Lets a request through to the exchange and its answer back, as far as all let them pass.
   *
   * @param exchange answers a request; it is not called for one that was held back
   */
  async carry(request: WireRequest, exchange: () => Promise<WireAnswer>): Promise<Outcome> {
    const held = await this.#before(request);
    return this.#told(request, held ?? await this.#after(request, await exchange()));
  }

  /**
   * Lets a handshake through. What the exchange answers to one is not carried: an accepted one has no answer.
   *
   * @returns what is sent in place of an answer; `undefined` where it passes
   */
  async admit(request: WireRequest): Promise<HeldBack | undefined> {
    const held = await this.#before(request);
    if (held !== undefined) this.#told(request, held);
    return held;
  }

  #told(request: WireRequest, outcome: Outcome): Outcome {
    for (const interceptor of [...this.#interceptors]) interceptor.sent?.(request, outcome);
    return outcome;
  }

  async #before(request: WireRequest): Promise<HeldBack | undefined> {
    for (const interceptor of [...this.#interceptors]) {
      const verdict = await interceptor.before?.(request) ?? PASS;
      if (verdict.kind !== "pass") return verdict;
    }
    return undefined;
  }

  async #after(request: WireRequest, answer: WireAnswer): Promise<Outcome> {
    let current = answer;
    for (const interceptor of [...this.#interceptors]) {
      const verdict = await interceptor.after?.(request, current) ?? PASS;
      if (verdict.kind === "answer") current = verdict.answer;
      else if (verdict.kind === "cut") return { ...verdict, answer: current };
      else if (verdict.kind === "silence") return verdict;
    }
    return { kind: "answer", answer: current };
  }
}
