/**
 * `deno task bench [NAME…] [--json] [--all]`: the figures the program is held to, one file a benchmark.
 *
 * - `book.ts`: changes of a level a second.
 * - `decode.ts`: reading captured frames beside bare parsing.
 * - `states.ts`: a merged state made and handed to ten strategies.
 * - `latency.ts`: a frame's arrival to the order with the broker.
 * - `live_orders.ts`: a live session's decision to the order's bytes, journaled.
 * - `gate.ts`: the risk gate alone.
 * - `render.ts`: one frame of the dashboard.
 * - `start.ts`: the demo's first frame.
 * - `memory.ts`: peak memory over recordings of two lengths.
 * - `record.ts`: taking a message down.
 * - `backtest.ts`: events a second through a strategy, from tapes and from recordings.
 * - `sweep.ts`: two workers beside one.
 * - `season.ts`: a season of candles from tapes.
 * - `backtest_memory.ts`: memory over few and many games.
 * - `exchange_orders.ts`: orders a second of the embedded exchange.
 * - `exchange_rest.ts`: signed orders a second that it takes over REST.
 * - `exchange_stream.ts`: messages a second that it streams to twenty clients.
 * - `predictions.ts`: a moment of a game to a chance, by a whole model.
 * - `models.ts`: predictions of a model's trees, and growing them.
 * - `workers.ts`: processor time of sixteen games at once.
 * - `worker_memory.ts`: memory of a worker after a whole game.
 *
 * Each runs in a process of its own, so that none leaves compiled code or garbage to the next. A missed target is no
 * failure: the exit code is 0 unless a benchmark breaks.
 *
 * @module
 */
import { parseArgs } from "@std/cli/parse-args";
import { backtest } from "./backtest.ts";
import { backtestMemory } from "./backtest_memory.ts";
import { book } from "./book.ts";
import { decode } from "./decode.ts";
import { exchangeOrders } from "./exchange_orders.ts";
import { exchangeStream } from "./exchange_stream.ts";
import type { Bench, BenchResult } from "./figure.ts";
import { liveOrders } from "./live_orders.ts";
import { exchangeRest } from "./exchange_rest.ts";
import { gate } from "./gate.ts";
import { latency } from "./latency.ts";
import { memory } from "./memory.ts";
import { models } from "./models.ts";
import { predictions } from "./predictions.ts";
import { record } from "./record.ts";
import { render } from "./render.ts";
import { season } from "./season.ts";
import { start } from "./start.ts";
import { states } from "./states.ts";
import { sweep } from "./sweep.ts";
import { formatTable } from "./table.ts";
import { workerMemory } from "./worker_memory.ts";
import { workers } from "./workers.ts";

const BENCHES: Readonly<Record<string, Bench>> = {
  book,
  decode,
  states,
  latency,
  live_orders: liveOrders,
  gate,
  render,
  start,
  memory,
  record,
  backtest,
  sweep,
  season,
  backtest_memory: backtestMemory,
  exchange_orders: exchangeOrders,
  exchange_rest: exchangeRest,
  exchange_stream: exchangeStream,
  models,
  predictions,
  workers,
  worker_memory: workerMemory,
};

/** Runs one benchmark in a process of its own. */
async function runApart(name: string, all: boolean): Promise<BenchResult> {
  const { code, stdout } = await new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--no-check",
      "--allow-all",
      new URL("mod.ts", import.meta.url).pathname,
      name,
      "--here",
      ...all ? ["--all"] : [],
    ],
    stdin: "null",
    stderr: "inherit",
  }).output();
  if (code !== 0) throw new Error(`Cannot run benchmark ${name}: it ended with ${code}`);
  return JSON.parse(new TextDecoder().decode(stdout));
}

async function main(): Promise<number> {
  const unknown: string[] = [];
  const flags = parseArgs(Deno.args, {
    boolean: ["json", "all", "here"],
    unknown: (argument: string) => {
      if (argument.startsWith("-")) unknown.push(argument);
    },
  });
  const words = flags._.map(String);
  const all = flags.all === true;
  const wrong = [...unknown, ...words.filter((word) => !Object.hasOwn(BENCHES, word))][0];
  if (wrong !== undefined) {
    console.error(
      `Cannot run benchmark "${wrong}": expected ${Object.keys(BENCHES).join(", ")}, --json or --all`,
    );
    return 2;
  }
  if (flags.here) {
    for (const word of words) console.log(JSON.stringify(await BENCHES[word]?.({ all })));
    return 0;
  }
  const results: BenchResult[] = [];
  let broken = 0;
  for (const name of words.length === 0 ? Object.keys(BENCHES) : words) {
    if (!flags.json) console.error(`running ${name} …`);
    try {
      results.push(await runApart(name, all));
    } catch (error) {
      broken++;
      console.error(error instanceof Error ? error.message : String(error));
    }
  }
  console.log(
    flags.json ? JSON.stringify({ deno: Deno.version.deno, benchmarks: results }) : formatTable(results),
  );
  return broken === 0 ? 0 : 1;
}

if (import.meta.main) Deno.exit(await main());
