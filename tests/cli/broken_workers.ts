/**
 * A program for the tests of `serve`: backtests whose workers break when they start. Deno itself reports such a break on
 * stderr, which is why this is a process of its own.
 *
 * @module
 */
import { serveFolder } from "../../src/cli/backtest/served.ts";

const BREAKING = [
  `data:text/javascript,${encodeURIComponent('throw new Error("at the start");')}`,
  new URL("./no_such_worker.ts", import.meta.url).href,
];

for (const url of BREAKING) {
  let ended = 0;
  const { runBacktest } = serveFolder(".", {
    startWorker: () => {
      const worker = new Worker(url, { type: "module" });
      const terminate = worker.terminate.bind(worker);
      worker.terminate = () => {
        ended++;
        terminate();
      };
      return worker;
    },
  });
  const request = { strategies: [{ name: "favorite_threshold", parameters: {} }] };
  const why = await runBacktest(request).then(
    () => "it was run",
    (error) => error instanceof Error ? error.message : String(error),
  );
  console.log(JSON.stringify({ why, ended }));
}
