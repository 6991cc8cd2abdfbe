/**
 * An app with a runner, a store, a clock and timers that the tests hold in their hands.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import type { BacktestRequest } from "../../src/backtest/request.ts";
import type { FinishedRun, RunOptions, RunStore } from "../../src/backtest/service.ts";
import { refuse, type Result, succeed } from "../../src/core/result.ts";
import type { Timers } from "../../src/lib/timers.ts";
import { createApp, type WebApp, type WebBindings, type WebOptions } from "../../src/web/mod.ts";
import { ErrorBodySchema } from "../../src/web/http/api_error.ts";
import { STRATEGIES } from "../../strategies/mod.ts";

/** The token of the tests. */
export const TOKEN = "a-token-of-the-tests-0123456789";
export const AUTHORIZATION = { authorization: `Bearer ${TOKEN}` };
export const BASE = "http://127.0.0.1:8787";
const STARTED_AT = Date.UTC(2026, 10, 20, 12);

/** Timers that go off when the time is moved. */
export class TestTimers implements Timers {
  readonly #set = new Set<{ readonly due: number; readonly action: () => void }>();
  at = STARTED_AT;

  get pending(): number {
    return this.#set.size;
  }

  after(ms: number, action: () => void) {
    const timer = { due: this.at + ms, action };
    this.#set.add(timer);
    return { clear: () => void this.#set.delete(timer) };
  }

  /** Moves the time, and lets everything run that follows from it. */
  async advance(ms: number): Promise<void> {
    this.at += ms;
    for (const timer of [...this.#set].filter(({ due }) => due <= this.at)) {
      this.#set.delete(timer);
      timer.action();
    }
    await settle();
  }
}

/** Lets promises that are ready go on. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise<void>((resolve) => setTimeout(resolve, 0));
}

/** A backtest that was asked of the runner. */
export interface Asked {
  readonly request: BacktestRequest;
  readonly options: RunOptions;
  /** Ends it well. */
  finish(): void;
  answer(result: Result<FinishedRun>): void;
  fail(error: Error): void;
}

/** How an app of the tests differs. */
export interface HarnessOptions extends Partial<WebOptions> {
  /** What the runner does at once; left out: it waits for the test. */
  readonly atOnce?: (run: Asked) => void;
}

/** An app, and what holds it up. */
export class Harness implements AsyncDisposable {
  readonly folder: string;
  readonly timers = new TestTimers();
  readonly asked: Asked[] = [];
  /** Newest first. */
  readonly runs: FinishedRun[] = [];
  readonly faults: unknown[] = [];
  readonly app: WebApp;

  constructor(folder: string, { atOnce, ...options }: HarnessOptions = {}) {
    this.folder = folder;
    this.app = createApp({
      runBacktest: (request, runOptions = {}) => {
        const { promise, resolve, reject } = Promise.withResolvers<Result<FinishedRun>>();
        const run: Asked = {
          request,
          options: runOptions,
          finish: () => resolve(succeed(this.keep(request.strategies[0]?.name ?? ""))),
          answer: resolve,
          fail: reject,
        };
        runOptions.signal?.addEventListener(
          "abort",
          () => resolve(refuse("aborted", "The backtest was cancelled")),
        );
        this.asked.push(run);
        atOnce?.(run);
        return promise;
      },
      runs: this.#store(),
      registry: STRATEGIES,
      recordingsRoot: folder,
      token: TOKEN,
      allowedHosts: new Set(["127.0.0.1:8787", "localhost:8787"]),
      version: "1.2.3",
      now: () => this.timers.at,
      timers: this.timers,
      onFault: (error) => this.faults.push(error),
      ...options,
    });
  }

  /** Adds a finished run with its files. */
  keep(strategy: string): FinishedRun {
    const id = `20261120T120000Z-${this.runs.length}`;
    const folder = `${this.folder}/runs/${id}`;
    Deno.mkdirSync(folder, { recursive: true });
    Deno.writeTextFileSync(`${folder}/trades.csv`, "market,pnl\nM,1.20\n");
    Deno.writeTextFileSync(`${folder}/equity_curve.csv`, "at,equity\n1,1000\n2,1001\n3,1002\n");
    Deno.writeTextFileSync(`${folder}/report.html`, "<!doctype html><title>report</title>");
    const run = { id, sport: "nba", strategy, folder, summary: { net_pnl: "1.20" }, trades: 1 };
    this.runs.unshift(run);
    return run;
  }

  #store(): RunStore {
    return {
      list: () => Promise.resolve(this.runs),
      find: (id) => Promise.resolve(this.runs.find((run) => run.id === id)),
      summary: () => Promise.resolve({ net_pnl: "1.20" }),
      trades: () => Promise.resolve([{ market: "M", pnl: "1.20" }]),
      equity: () => Promise.resolve([1, 2, 3].map((at) => ({ at: `${at}`, equity: `${999 + at}` }))),
      config: () => Promise.resolve({ fill_model: "queue" }),
      reportPath: (run) => `${run.folder}/report.html`,
    };
  }

  /** Asks, and holds every JSON answer against what is documented for its route and status. */
  async ask(path: string, given?: RequestInit, bindings?: WebBindings): Promise<Response> {
    const init = given ?? {};
    const response = await this.app.request(path.startsWith("http") ? path : BASE + path, init, bindings);
    const isJson = response.headers.get("content-type")?.startsWith("application/json") === true;
    if (!isJson || response.body === null || path.startsWith("/openapi.json")) return response;
    const body: unknown = await response.clone().json();
    if (response.status >= 400) {
      ErrorBodySchema.parse(body);
      return response;
    }
    const here = new URL(path, BASE).pathname;
    const route = this.app.routes.find((each) =>
      each.method === (init.method ?? "GET") &&
      new RegExp(`^${each.path.replaceAll(/\{[a-z]+\}/g, "[^/]+")}$`).test(here)
    );
    const schema = route?.answers[response.status]?.schema;
    assert(schema !== undefined, `${response.status} of ${path} is not documented`);
    schema.parse(body);
    return response;
  }

  /** Posts a body with the token. */
  post(body: unknown, headers: Record<string, string> = {}): Promise<Response> {
    return this.ask("/backtests", {
      method: "POST",
      headers: { "content-type": "application/json", ...AUTHORIZATION, ...headers },
      body: typeof body === "string" || body instanceof Uint8Array ? body as BodyInit : JSON.stringify(body),
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closing = this.app.close();
    await settle();
    assert(this.timers.pending <= 1, "no timer is left but the one that bounds the closing");
    await this.timers.advance(5_000);
    await closing;
    assertEquals(this.timers.pending, 0);
  }
}

/** Runs a test with an app over a folder that is removed afterwards. */
export async function withApp(
  body: (harness: Harness) => Promise<void>,
  options: HarnessOptions = {},
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "kalshi-live-web-" });
  try {
    await using harness = new Harness(folder, options);
    await body(harness);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Shows that a request was refused, in the one form of refusals. */
export async function assertRefused(response: Response, status: number, code: string, message = /./) {
  const { error } = ErrorBodySchema.parse(await response.json());
  assertEquals([response.status, error.code], [status, code]);
  const text = [error.message, ...(error.issues ?? []).map((issue) => `${issue.path}: ${issue.message}`)]
    .join("\n");
  assert(message.test(text), `expected ${message}, was: ${text}`);
  return error;
}

/** A request that the shipped strategies take. */
export const GOOD = { strategy: "favorite_threshold", params: { threshold: 0.9 }, config: { sport: "nba" } };
