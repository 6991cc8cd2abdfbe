/**
 * How long an order takes to be on the disk, with its line of the audit log: `deno run --allow-all tests/bench/journal.ts`.
 *
 * @module
 */
import { succeed } from "../../src/core/result.ts";
import { Journal } from "../../src/journal/journal.ts";
import { accountPlace } from "../../src/journal/place.ts";
import { newOrder, valueOf } from "../journal/support.ts";

const ORDERS = 2_000;
const folder = Deno.makeTempDirSync({ prefix: "journal-bench-" });

/** Prints the middle and the 99th of 100 of a step, in milliseconds. */
function measure(name: string, count: number, step: (index: number) => void): void {
  const times: number[] = [];
  for (let index = 0; index < count; index++) {
    const from = performance.now();
    step(index);
    times.push(performance.now() - from);
  }
  times.sort((a, b) => a - b);
  const at = (share: number) => (times[Math.floor(times.length * share)] ?? 0).toFixed(3);
  console.log(`${name.padEnd(44)} p50 ${at(0.5)} ms  p99 ${at(0.99)} ms`);
}

try {
  using journal = valueOf(
    Journal.open({
      place: accountPlace(folder, "sim", "bench"),
      environment: "sim",
      account: "bench",
      now: Date.now,
    }),
  );
  const { orderPrefix } = valueOf(journal.beginSession({ process: "bench", mode: "live" }));
  const limits = { maxMarketExposure: Number.MAX_SAFE_INTEGER, maxTotalExposure: Number.MAX_SAFE_INTEGER } as
    & object
    & Parameters<Journal["orders"]["record"]>[1];
  const record = (id: string) => {
    const recorded = journal.orders.record(newOrder(id), limits);
    if (recorded.ok) journal.audit.append("order", { client_order_id: id, market: "M", price: "0.6000" });
    return recorded;
  };
  measure("kill switch read", 5_000, () => void journal.kill.read());
  measure("arming read", 5_000, () => void journal.armings.current());
  let last = 0;
  {
    using file = Deno.openSync(`${folder}/plain`, { write: true, create: true });
    const bytes = new Uint8Array(8_192);
    measure("for comparison: 8 kB appended and synced", ORDERS, () => {
      file.writeSync(bytes);
      file.syncDataSync();
    });
  }
  measure("order and its line, one sync", ORDERS, (index) => {
    last = index;
    valueOf(journal.together(() => record(`${orderPrefix}${index}`)));
  });
  measure("report, one sync", last, (index) => {
    const clientOrderId = `${orderPrefix}${index}`;
    journal.orders.report({ kind: "rejected", at: Date.now(), clientOrderId, reason: { code: "BENCH" } });
  });
  measure("5 orders of one event and their lines, one sync", 300, (index) => {
    valueOf(journal.together(() => {
      for (let each = 0; each < 5; each++) valueOf(record(`${orderPrefix}e${index}-${each}`));
      return succeed(undefined);
    }));
  });
} finally {
  Deno.removeSync(folder, { recursive: true });
}
