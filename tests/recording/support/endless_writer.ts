/**
 * Records without end, to be killed: `deno run endless_writer.ts FOLDER [ROTATE_BYTES]`. Prints a line when it has begun.
 *
 * Should nobody kill it, it ends by itself before it has filled the disk.
 *
 * @module
 */
import { begin, STARTED_AT } from "./recordings.ts";

const LONGEST_MS = 10_000;
const MOST_BYTES = 1_000_000_000;

const rotateBytes = Deno.args[1];
const writer = begin(
  Deno.args[0] ?? "",
  rotateBytes === undefined ? {} : { rotateBytes: Number(rotateBytes) },
);
console.log(writer.path);
const until = performance.now() + LONGEST_MS;
for (let count = 0; performance.now() < until && writer.bytes < MOST_BYTES; count++) {
  const text = JSON.stringify({ count, filler: "é".repeat(count % 3000) });
  writer.append(STARTED_AT + count, "ws", text, true);
  // Segments are compressed between inputs.
  if (count % 200 === 0 && rotateBytes !== undefined) await new Promise((resolve) => setTimeout(resolve));
}
