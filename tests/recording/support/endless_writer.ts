/**
 * Records without end, to be killed: `deno run endless_writer.ts FOLDER`. Prints a line when it has begun.
 *
 * @module
 */
import { begin, STARTED_AT } from "./recordings.ts";

const writer = begin(Deno.args[0] ?? "");
console.log(writer.path);
for (let count = 0;; count++) {
  const text = JSON.stringify({ count, filler: "é".repeat(count % 3000) });
  writer.append(STARTED_AT + count, "ws", text, true);
}
