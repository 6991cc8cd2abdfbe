/**
 * Runs a command of the program in this process, collects its garbage again and again, and writes the most memory that was
 * alive, in MiB. What the command writes is thrown away.
 *
 * Run with `--v8-flags=--expose-gc`, as `live_memory.ts COMMAND…`.
 *
 * @module
 */
import { main } from "../../src/cli/mod.ts";

const EVERY_MS = 200;
const BYTES_PER_MIB = 1_048_576;

const collect: unknown = Reflect.get(globalThis, "gc");
if (typeof collect !== "function") {
  throw new TypeError("Cannot look at live memory: expected --v8-flags=--expose-gc");
}

let most = 0;
const looking = setInterval(() => {
  collect();
  const { heapUsed, external } = Deno.memoryUsage();
  most = Math.max(most, (heapUsed + external) / BYTES_PER_MIB);
}, EVERY_MS);
const code = await main(Deno.args, {
  line: () => {},
  write: () => Promise.resolve(),
  note: () => {},
});
clearInterval(looking);
console.log(most);
Deno.exit(code);
