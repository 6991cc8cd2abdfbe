/**
 * A worker that runs one backtest: what started it stays free to answer others.
 *
 * It gets what to run, reports how far it is, and ends with the result; to stop it, it gets an abort, or is terminated.
 *
 * @module
 */
/// <reference lib="deno.worker" />
import type { ModelText } from "../../models/live/shelf.ts";
import { runBacktest } from "../../backtest/backtest.ts";
import { planRequest } from "../../backtest/plan.ts";
import type { BacktestRequest } from "../../backtest/request.ts";
import type { BacktestProgress, FinishedRun } from "../../backtest/service.ts";
import { type Result, succeed } from "../../core/result.ts";
import { describeError } from "../../lib/errors.ts";
import type { Setup } from "../../session/setup/setup.ts";
import { type StrategyText, withStrategyTexts } from "../../session/strategy_source/strategy_file.ts";
import { REGISTRY } from "../rules.ts";

/** To the worker. */
export type ToRunWorker =
  | {
    readonly kind: "run";
    readonly request: BacktestRequest;
    readonly root: string;
    /** The server's setup, over which the request is laid. */
    readonly base: Setup;
    /** Files of the server's own rules, as they were read when it was started. */
    readonly texts: readonly StrategyText[];
    /** Files of models that are not the program's own. */
    readonly modelTexts: readonly ModelText[];
    /** The time, Unix milliseconds. */
    readonly now: number;
  }
  | { readonly kind: "abort" };

/** From the worker. */
export type FromRunWorker =
  | { readonly kind: "progress"; readonly progress: BacktestProgress }
  | { readonly kind: "ended"; readonly result: Result<FinishedRun> }
  /** Something failed that should not. */
  | { readonly kind: "failed"; readonly why: string };

const stop = new AbortController();

function tell(message: FromRunWorker): void {
  self.postMessage(message);
}

async function run(
  { request, root, base, texts, modelTexts, now }: ToRunWorker & { readonly kind: "run" },
): Promise<Result<FinishedRun>> {
  const rules = await withStrategyTexts(REGISTRY, texts);
  if (!rules.ok) return rules;
  const { registry, digests } = rules.value;
  const plan = planRequest(request, registry, base, root);
  if (!plan.ok) return plan;
  const sources = digests.size === 0 ? {} : { sources: Object.fromEntries(digests) };
  const finished = await runBacktest({ ...plan.value, ...sources, modelTexts }, registry, {
    now,
    signal: stop.signal,
    onProgress: (progress) => tell({ kind: "progress", progress }),
  });
  if (!finished.ok) return finished;
  const { computed: _computed, ...kept } = finished.value;
  return succeed(kept);
}

self.onmessage = async ({ data }: MessageEvent<ToRunWorker>) => {
  if (data.kind === "abort") return stop.abort();
  try {
    tell({ kind: "ended", result: await run(data) });
  } catch (error) {
    tell({ kind: "failed", why: describeError(error) });
  }
};
