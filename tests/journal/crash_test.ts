/**
 * Processes that share a journal and are killed, as a machine or a person would.
 */
import { assert, assertEquals } from "@std/assert";
import { deadline } from "@std/async/deadline";
import { Random } from "../../src/core/numbers/prng.ts";
import { CHAIN_START } from "../../src/audit/chain.ts";
import { readAuditKey } from "../../src/audit/key.ts";
import { readWholeLog } from "../../src/audit/read_log.ts";
import { verifyLog } from "../../src/audit/verify.ts";
import { ROOT } from "../cli/support.ts";
import { Folder, valueOf } from "./support.ts";

const LONGEST_MS = 60_000;

/** A writer, and what it said was on the disk. */
class Writer {
  readonly said: string[] = [];
  readonly ended: Promise<void>;
  readonly #process: Deno.ChildProcess;
  readonly #waiting: { readonly count: number; readonly resolve: () => void }[] = [];

  constructor(folder: string, orders: number, wrap: readonly string[] = []) {
    const words = [
      ...wrap,
      Deno.execPath(),
      "run",
      "--quiet",
      "--no-check",
      "--allow-all",
      `--config=${ROOT}deno.json`,
      `${ROOT}tests/journal/writer_child.ts`,
      folder,
      String(orders),
    ];
    const [command = "", ...args] = words;
    this.#process = new Deno.Command(command, { args, stdout: "piped", stderr: "inherit" }).spawn();
    this.ended = this.#read();
  }

  /** Waits until it has said so many lines, or has ended. */
  async lines(count: number): Promise<void> {
    if (this.said.length >= count) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#waiting.push({ count, resolve });
    await deadline(Promise.race([promise, this.ended]), LONGEST_MS);
  }

  kill(): void {
    try {
      this.#process.kill("SIGKILL");
    } catch {
      // It has ended.
    }
  }

  async #read(): Promise<void> {
    let rest = "";
    for await (const text of this.#process.stdout.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      this.said.push(...lines);
      for (const { count, resolve } of this.#waiting) if (this.said.length >= count) resolve();
    }
    await this.#process.status;
  }
}

/** Everything that was said to be on the disk is there, and the chain is whole after the journal was opened again. */
function checkAll(folder: Folder, said: readonly string[]): void {
  using journal = folder.open();
  const positions = new Set<string>();
  for (const line of said) {
    const [what, id = ""] = line.split(" ");
    if (what !== "order" && what !== "fill") continue;
    const order = journal.orders.byClientId(id);
    assert(order !== undefined, `${line} is lost`);
    positions.add(id);
    if (what === "fill") {
      assertEquals([order.orderId, order.filled as number], [`X-${id}`, 400], line);
      assertEquals(journal.orders.fills({ clientOrderId: id }).map(({ tradeId }) => tradeId), [`T-${id}`]);
    }
  }
  const fills = journal.orders.fills({ since: 0 });
  const held = fills.reduce((sum, { quantity }) => sum + quantity, 0);
  assertEquals(journal.orders.positions().reduce((sum, { quantity }) => sum + quantity, 0), held);
  folder.close();
  const key = valueOf(readAuditKey(folder.options.place.key));
  assert(key !== undefined);
  const { text } = readWholeLog(folder.options.place.log);
  const verdict = verifyLog(text, { key, from: CHAIN_START, checkpoints: [] });
  assertEquals(verdict.kind, "intact", JSON.stringify(verdict));
  // Each line once: orders that were said, and none twice.
  const logged = text.split("\n").flatMap((line) =>
    /"kind":"order".*"client_order_id":"([^"]+)"/.exec(line)?.[1] ?? []
  );
  assertEquals(logged.length, new Set(logged).size);
  for (const id of positions) assert(logged.includes(id), `${id} is not in the log`);
}

Deno.test("three processes write one journal at once: nothing is lost, nothing doubled, one chain", async () => {
  using folder = new Folder();
  const writers = [new Writer(folder.path, 60), new Writer(folder.path, 60), new Writer(folder.path, 60)];
  await deadline(Promise.all(writers.map(({ ended }) => ended)), LONGEST_MS);
  const said = writers.flatMap((writer) => writer.said);
  assertEquals(said.filter((line) => line.startsWith("order")).length, 180, said.at(-1));
  assertEquals(said.filter((line) => line.startsWith("fill")).length, 180);
  checkAll(folder, said);
});

Deno.test("processes that are killed in the middle of their work lose nothing that was on the disk", async () => {
  using folder = new Folder();
  const random = new Random(20261122);
  let kills = 0;
  for (let round = 0; round < 13; round++) {
    const writers = [1, 2, 3, 4].map(() => new Writer(folder.path, 100_000));
    try {
      for (const writer of writers) {
        await writer.lines(random.integer(1, 30));
        writer.kill();
        kills++;
      }
      await deadline(Promise.all(writers.map(({ ended }) => ended)), LONGEST_MS);
    } finally {
      for (const writer of writers) writer.kill();
    }
    checkAll(folder, writers.flatMap(({ said }) => said));
  }
  assertEquals(kills, 52);
});

Deno.test("a disk that is full refuses the next order in one line, and all before it are there", async () => {
  using folder = new Folder();
  // Files of this process cannot grow over 2 MB: the database's log meets the bound first.
  const wrap = ["/bin/sh", "-c", `trap '' XFSZ; ulimit -f 4000; exec "$@"`, "sh"];
  const writer = new Writer(folder.path, 100_000, wrap);
  try {
    await deadline(writer.ended, LONGEST_MS);
  } finally {
    writer.kill();
  }
  const refused = writer.said.filter((line) => line.startsWith("refused"));
  assertEquals(refused.length, 1);
  assert(/the disk (is full|fails or is full)/.test(refused[0] ?? ""), refused[0]);
  assert(writer.said.filter((line) => line.startsWith("order")).length > 10);
  checkAll(folder, writer.said);
});
