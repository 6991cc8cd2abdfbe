/**
 * `serve` with a runner that never ends by itself, as a program of its own.
 *
 * @module
 */
import { parseFlags } from "../../src/cli/flags.ts";
import { STANDARD_OUTPUT } from "../../src/cli/program.ts";
import { SERVE, serveCommand } from "../../src/cli/serve.ts";
import type { FinishedRun } from "../../src/backtest/service.ts";
import { refuse, type Result } from "../../src/core/result.ts";

const serve = serveCommand(() => ({
  runBacktest: (_, { signal } = {}) => {
    const { promise, resolve } = Promise.withResolvers<Result<FinishedRun>>();
    signal?.addEventListener("abort", () => resolve(refuse("aborted", "The backtest was cancelled")));
    return promise;
  },
  runs: {
    list: () => Promise.resolve([]),
    find: () => Promise.resolve(undefined),
    summary: () => Promise.resolve({}),
    trades: () => Promise.resolve([]),
    equity: () => Promise.resolve([]),
    config: () => Promise.resolve({}),
    reportPath: () => "",
  },
  close: () => console.log("closed"),
}));
Deno.exit(await serve(parseFlags(SERVE, Deno.args), STANDARD_OUTPUT));
