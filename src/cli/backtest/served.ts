/**
 * Backtests of a folder for the HTTP side: each runs in a worker of its own.
 *
 * @module
 */
import { FolderRunStore } from "../../backtest/run_store.ts";
import type { FinishedRun, RunOptions } from "../../backtest/service.ts";
import { aborted } from "../../backtest/run.ts";
import type { Result } from "../../core/result.ts";
import { REAL_TIMERS, type Timers } from "../../lib/timers.ts";
import type { Setup } from "../../session/setup/setup.ts";
import type { StrategyText } from "../../session/strategy_source/strategy_file.ts";
import type { ServedBacktests } from "../serve.ts";
import type { ModelText } from "../../models/live/shelf.ts";
import { rulePermissions } from "../granted.ts";
import { shippedSetup } from "../../session/setup/build.ts";
import type { FromRunWorker, ToRunWorker } from "./run_worker.ts";

/** A stopped run that has not ended by itself after so long is ended, ms: the longest it looks up between two turns. */
const STOP_WITHIN_MS = 2_000;

/** The parts of the runner; tests put their own in. */
export interface ServedOptions {
  /** Starts a worker of `run_worker.ts` for a folder of recordings. */
  readonly startWorker?: (root: string) => Worker;
  /** @default {REAL_TIMERS} */
  readonly timers?: Timers;
  /** The setup that requests are laid over. @default the shipped defaults */
  readonly base?: Setup;
  /** Files of rules that requests may name. @default none */
  readonly texts?: readonly StrategyText[];
  /** Files of models that are not the program's own. @default none */
  readonly modelTexts?: readonly ModelText[];
}

/** Starts a worker that runs one backtest over a folder of recordings, and can reach nothing else. */
export function startRunWorker(root: string): Worker {
  return new Worker(new URL("./run_worker.ts", import.meta.url), {
    type: "module",
    deno: { permissions: rulePermissions([root]) },
  });
}

/** How a run is ended from outside. */
interface Ending {
  readonly timers: Timers;
  /** Ends of the runs that are on. */
  readonly ends: Set<() => void>;
}

/** Has a worker run something, and ends it. A worker that breaks rejects: that is nothing the client did. */
async function runIn(
  worker: Worker,
  run: ToRunWorker,
  { onProgress, signal }: RunOptions,
  { timers, ends }: Ending,
): Promise<Result<FinishedRun>> {
  const { promise, resolve, reject } = Promise.withResolvers<Result<FinishedRun>>();
  const end = () => resolve(aborted());
  let late: { clear(): void } | undefined;
  const abort = () => {
    late = timers.after(STOP_WITHIN_MS, end);
    worker.postMessage({ kind: "abort" } satisfies ToRunWorker);
  };
  worker.onmessage = ({ data }: MessageEvent<FromRunWorker>) => {
    if (data.kind === "progress") onProgress?.(data.progress);
    else if (data.kind === "ended") resolve(data.result);
    else reject(new Error(`Cannot finish the backtest: ${data.why}`));
  };
  worker.onerror = (event) => {
    event.preventDefault();
    reject(new Error(`Cannot finish the backtest: its worker broke: ${event.message}`));
  };
  ends.add(end);
  signal?.addEventListener("abort", abort, { once: true });
  try {
    worker.postMessage(run);
    return await promise;
  } finally {
    late?.clear();
    signal?.removeEventListener("abort", abort);
    ends.delete(end);
    worker.terminate();
  }
}

/** Runner and store of a folder of recordings. Once it is closed, nothing is run any more. */
export function serveFolder(
  root: string,
  {
    startWorker = startRunWorker,
    timers = REAL_TIMERS,
    base = shippedSetup("bt"),
    texts = [],
    modelTexts = [],
  }: ServedOptions = {},
): ServedBacktests {
  const ends = new Set<() => void>();
  let isClosed = false;
  return {
    runBacktest: async (request, options = {}) => {
      if (isClosed || options.signal?.aborted === true) return aborted();
      const run: ToRunWorker = {
        kind: "run",
        request,
        root,
        base,
        texts,
        modelTexts,
        now: Date.now(),
      };
      return await runIn(startWorker(root), run, options, { timers, ends });
    },
    runs: new FolderRunStore(root),
    close: () => {
      isClosed = true;
      for (const end of ends) end();
    },
  };
}
