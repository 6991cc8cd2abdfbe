/**
 * A process that opens a journal, trades and ends, each when it is said to, with a patience for its writes that is short: says
 * `STEP now` before each, and `STEP ok` or `STEP refused …` after it.
 *
 * `deno run starter_child.ts FOLDER`
 *
 * @module
 */
import { Journal } from "../../src/journal/journal.ts";
import { accountPlace } from "../../src/journal/place.ts";
import { fillOf, linesOf, newOrder, valueOf } from "./support.ts";

const [folder = ""] = Deno.args;
let opened: Journal | undefined;
let orderId = "";

/** The journal, once it is open. */
function journal(): Journal {
  if (opened === undefined) throw new Error("not open");
  return opened;
}

const STEPS: ReadonlyMap<string, () => void> = new Map([
  ["open", () => {
    const place = accountPlace(folder, "sim", "key-1");
    opened = valueOf(
      Journal.open({ place, environment: "sim", account: "key-1", now: Date.now, busyMs: 20 }),
    );
  }],
  ["begin", () => {
    const { orderPrefix } = valueOf(journal().beginSession({ process: "child", mode: "live" }));
    orderId = `${orderPrefix}1`;
  }],
  // As an entry of a session does: what it cannot write at once is not sent.
  ["order", () => valueOf(journal().orders.record(newOrder(orderId)))],
  ["end", () => {
    journal().orders.report(fillOf(orderId, `T-${orderId}`));
    journal()[Symbol.dispose]();
  }],
]);

function say(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}

for await (const step of linesOf(Deno.stdin.readable)) {
  say(`${step} now`);
  try {
    STEPS.get(step)?.();
    say(`${step} ok`);
  } catch (error) {
    say(`${step} refused: ${String(error)}`);
  }
}
