/**
 * Stands between the clients and the exchange, and does to requests and answers what a script's rules say.
 *
 * @module
 */
import { REST_PATH } from "../../kalshi/environment.ts";
import type { Timers } from "../../lib/timers.ts";
import type { AnswerVerdict, Interceptor, Verdict, WireAnswer, WireRequest } from "../server/interception.ts";
import { Chances } from "./chances.ts";
import { edited, faultyList } from "./edits.ts";
import { endpointOf } from "./endpoints.ts";
import type { RequestFault, RequestRule } from "./script.ts";
import { drawnMs } from "./script_parts.ts";

/** A rule that met a request. */
interface Meeting {
  readonly fault: RequestFault;
  readonly chances: Chances;
}

interface Counted {
  readonly rule: RequestRule;
  readonly chances: Chances;
}

/** Everything that request faults need. */
export interface RequestFaultsOptions {
  readonly rules: readonly RequestRule[];
  readonly seed: number;
  /** Exchange's clock, Unix milliseconds. */
  readonly now: () => number;
  /** Of lateness, which passes in the machine's time. */
  readonly timers: Timers;
  /** Hears which fault met which request. */
  readonly met: (request: WireRequest, fault: RequestFault) => void;
}

/** The rules of one script. */
export class RequestFaults implements Interceptor {
  readonly #options: RequestFaultsOptions;
  readonly #rules: readonly Counted[];
  /** Decided when a request comes in, so that rules count requests in their order, not answers in theirs. */
  readonly #meetings = new WeakMap<WireRequest, readonly Meeting[]>();

  constructor(options: RequestFaultsOptions) {
    const { rules, seed, now } = options;
    const startedAt = now();
    this.#options = options;
    this.#rules = rules.map((rule, index) => ({ rule, chances: new Chances(rule, seed, index, startedAt) }));
  }

  /** How often each rule has met a request, in the script's order. */
  get counts(): readonly number[] {
    return this.#rules.map(({ chances }) => chances.met);
  }

  async before(request: WireRequest): Promise<Verdict> {
    const meetings = this.#meet(request);
    this.#meetings.set(request, meetings);
    for (const { fault, chances } of meetings) {
      this.#options.met(request, fault);
      if (!("point" in fault) || fault.point !== "before") continue;
      if (fault.kind === "late") await this.#wait(drawnMs(fault.ms, chances.random));
      else if (fault.kind === "drop") return { kind: "silence", how: fault.how };
      else return { kind: "answer", answer: answerOf(fault) };
    }
    return { kind: "pass" };
  }

  async after(request: WireRequest, answer: WireAnswer): Promise<AnswerVerdict> {
    let current = answer;
    for (const { fault, chances } of this.#meetings.get(request) ?? []) {
      if ("point" in fault && fault.point === "before") continue;
      switch (fault.kind) {
        case "late":
          await this.#wait(drawnMs(fault.ms, chances.random));
          break;
        case "drop":
          return { kind: "silence", how: fault.how };
        case "cut":
          return { kind: "cut", bytes: fault.bytes, how: fault.how };
        case "answer":
          current = answerOf(fault);
          break;
        case "edit":
          current = {
            ...current,
            status: fault.status ?? current.status,
            ...changed(current, (json) => edited(json, fault.set, fault.remove)),
          };
          break;
        case "list": {
          const cursor = new URLSearchParams(request.query).get("cursor") ?? "";
          current = { ...current, ...changed(current, (json) => faultyList(json, fault.how, cursor)) };
        }
      }
    }
    return current === answer ? { kind: "pass" } : { kind: "answer", answer: current };
  }

  #meet(request: WireRequest): Meeting[] {
    if (request.handshake || !request.path.startsWith(`${REST_PATH}/`)) return [];
    const nowMs = this.#options.now();
    const met: Meeting[] = [];
    for (const { rule, chances } of this.#rules) {
      if (fits(rule, request) && chances.next(nowMs)) met.push({ fault: rule.fault, chances });
    }
    return met;
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => void this.#options.timers.after(ms, resolve));
  }
}

function fits(rule: RequestRule, { method, path, about }: WireRequest): boolean {
  const { endpoint, clientOrderId, orderId, ticker, shard } = rule;
  const name = endpointOf(method, path.slice(REST_PATH.length));
  return (endpoint === undefined || [endpoint].flat().includes(name)) &&
    (clientOrderId === undefined || clientOrderId === about.clientOrderId) &&
    (orderId === undefined || orderId === about.orderId) &&
    (ticker === undefined || ticker === about.ticker) &&
    (shard === undefined || shard === about.exchangeIndex);
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Codes of statuses whose body a script leaves to the exchange. */
const CODES: Readonly<Record<number, string>> = {
  400: "bad_request",
  401: "unauthorized",
  403: "forbidden",
  404: "not_found",
  408: "request_timeout",
  409: "conflict",
  410: "gone",
  429: "too_many_requests",
  500: "internal_error",
  503: "service_unavailable",
  504: "gateway_timeout",
};

function answerOf(
  { status, body, location, contentType }: Extract<RequestFault, { kind: "answer" }>,
): WireAnswer {
  const code = CODES[status] ?? "unknown";
  const usual = status === 429
    ? { error: "too many requests" }
    : { error: { code, message: code.replaceAll("_", " ") } };
  const text = typeof body === "string" ? body : JSON.stringify(body ?? usual);
  return {
    status,
    headers: { "content-type": contentType, ...location === undefined ? {} : { location } },
    body: encoder.encode(text),
  };
}

/** The body changed, and the length that goes with it. A body that is no JSON stays. */
function changed(
  answer: WireAnswer,
  change: (json: unknown) => unknown,
): Pick<WireAnswer, "body" | "headers"> {
  const { body, headers } = answer;
  let json: unknown;
  try {
    json = JSON.parse(decoder.decode(body));
  } catch {
    return { body, headers };
  }
  const kept = Object.entries(headers).filter(([name]) => name.toLowerCase() !== "content-length");
  return { body: encoder.encode(JSON.stringify(change(json))), headers: Object.fromEntries(kept) };
}
