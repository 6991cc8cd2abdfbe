/**
 * A process that writes orders, one after the other, and says of each that it is on the disk: to be killed by a test.
 *
 * `deno run writer_child.ts FOLDER ORDERS`
 *
 * @module
 */
import { succeed } from "../../src/core/result.ts";
import { Journal } from "../../src/journal/journal.ts";
import { accountPlace } from "../../src/journal/place.ts";
import { fillOf, newOrder, valueOf } from "./support.ts";

const [folder = "", orders = "0"] = Deno.args;
const encoder = new TextEncoder();

function say(line: string): void {
  Deno.stdout.writeSync(encoder.encode(`${line}\n`));
}

const opened = Journal.open({
  place: accountPlace(folder, "sim", "key-1"),
  environment: "sim",
  account: "key-1",
  now: Date.now,
  busyMs: 10_000,
});
if (!opened.ok) {
  say(`refused ${opened.reason.message}`);
  Deno.exit(1);
}
using journal = opened.value;
const { orderPrefix } = valueOf(journal.beginSession({ process: "child", mode: "live" }));
for (let index = 0; index < Number(orders); index++) {
  const id = `${orderPrefix}${index}`;
  const written = journal.together(() => {
    const recorded = journal.orders.record(newOrder(id));
    journal.audit.append("order", { client_order_id: id });
    return recorded.ok ? succeed(undefined) : recorded;
  });
  if (!written.ok) {
    say(`refused ${written.reason.message}`);
    break;
  }
  say(`order ${id}`);
  journal.afterwards("fill", () => {
    journal.orders.submitted(id, { orderId: `X-${id}`, at: Date.now() });
    journal.orders.report(fillOf(id, `T-${id}`, { at: Date.now() }));
    journal.audit.append("report", { client_order_id: id, report: "fill" });
  });
  if (journal.pending === 0) say(`fill ${id}`);
  // Now and then the log is written while others write it too.
  if (index % 7 === 0) journal.audit.flush();
  if (index % 40 === 39) journal.audit.checkpoint();
}
say("done");
