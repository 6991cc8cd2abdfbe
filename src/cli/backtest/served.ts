/**
 * Backtests of a folder for the HTTP side: each runs in a worker of its own.
 *
 * @module
 */
import type { BacktestRequest } from "../../backtest/request.ts";
import { FolderRunStore } from "../../backtest/run_store.ts";
import type { FinishedRun, RunOptions } from "../../backtest/service.ts";
import { refuse, type Result } from "../../core/result.ts";
import type { ServedBacktests } from "../serve.ts";
import type { FromRunWorker, ToRunWorker } from "./run_worker.ts";

/** A stopped run that has not ended by itself after so long is ended, ms: the longest it looks up between two turns. */
const STOP_WITHIN_MS = 2_000;

function runInWorker(
  request: BacktestRequest,
  root: string,
  { onProgress, signal }: RunOptions,
  workers: Set<Worker>,
): Promise<Result<FinishedRun>> {
  const worker = new Worker(new URL("./run_worker.ts", import.meta.url), { type: "module" });
  workers.add(worker);
  const post = (message: ToRunWorker) => worker.postMessage(message);
  let late: ReturnType<typeof setTimeout> | undefined;
  const { promise, resolve } = Promise.withResolvers<Result<FinishedRun>>();
  const abort = () => {
    post({ kind: "abort" });
    late = setTimeout(
      () => resolve(refuse("aborted", "The run was stopped; nothing of it is kept")),
      STOP_WITHIN_MS,
    );
  };
  worker.onmessage = ({ data }: MessageEvent<FromRunWorker>) => {
    if (data.kind === "progress") onProgress?.(data.progress);
    else resolve(data.result);
  };
  worker.onerror = (event) => {
    event.preventDefault();
    resolve(refuse("run_failed", `The backtest failed: ${event.message}`));
  };
  signal?.addEventListener("abort", abort, { once: true });
  post({ kind: "run", request, root, now: Date.now() });
  if (signal?.aborted === true) abort();
  return promise.finally(() => {
    clearTimeout(late);
    signal?.removeEventListener("abort", abort);
    worker.terminate();
    workers.delete(worker);
  });
}

/** Runner and store of a folder of recordings. */
export function serveFolder(root: string): ServedBacktests {
  const workers = new Set<Worker>();
  return {
    runBacktest: (request, options = {}) => runInWorker(request, root, options, workers),
    runs: new FolderRunStore(root),
    close: () => {
      for (const worker of workers) worker.terminate();
    },
  };
}
