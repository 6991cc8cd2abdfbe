/**
 * Processes that start, write and end while another has the file for longer than an order would wait.
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { deadline } from "@std/async/deadline";
import { DatabaseSync } from "node:sqlite";
import { ROOT } from "../cli/support.ts";
import { Folder, linesOf } from "./support.ts";

const LONGEST_MS = 60_000;
/** The file is held for this long at least; a write of a starter waits a sixth of it, and who starts or ends ten times as long. */
const HELD_MS = 300;
/** Work of some hundredths of a second, so that a busy machine makes the holding little longer. */
const WORK =
  "with recursive n(x) as (select 1 union all select x + 1 from n where x < 200000) select max(x) from n";

/** A process that does what it is asked for. */
class Starter implements AsyncDisposable {
  readonly #process: Deno.ChildProcess;
  readonly #input: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>>;
  readonly #lines: AsyncIterator<string>;

  constructor(folder: string) {
    const script = `${ROOT}tests/journal/starter_child.ts`;
    this.#process = new Deno.Command(Deno.execPath(), {
      args: ["run", "--quiet", "--no-check", "--allow-all", `--config=${ROOT}deno.json`, script, folder],
      stdin: "piped",
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    this.#input = this.#process.stdin.getWriter();
    this.#lines = linesOf(this.#process.stdout);
  }

  /** Asks for a step. @returns once it is about to do it */
  async ask(step: string): Promise<void> {
    await this.#input.write(new TextEncoder().encode(`${step}\n`));
    assertEquals(await this.next(), `${step} now`);
  }

  /** What it says next. */
  async next(): Promise<string> {
    const { value } = await deadline(this.#lines.next(), LONGEST_MS);
    return String(value);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#input.close();
    await deadline(this.#process.status, LONGEST_MS);
  }
}

Deno.test("who starts or ends waits for a process that keeps the journal for long, and an order does not", async () => {
  using folder = new Folder();
  const { journal: path } = folder.options.place;
  Deno.mkdirSync(path.slice(0, path.lastIndexOf("/")), { recursive: true });
  using holder = new DatabaseSync(path);
  {
    await using first = new Starter(folder.path);
    await using second = new Starter(folder.path);
    const starters = [first, second];
    /** All do a step while the file is held. */
    const whileHeld = async (step: string): Promise<string[]> => {
      holder.exec("begin immediate");
      for (const starter of starters) await starter.ask(step);
      for (const until = performance.now() + HELD_MS; performance.now() < until;) holder.prepare(WORK).get();
      // An order has been refused by now; the others are let in.
      const early = step === "order" ? await Promise.all(starters.map((each) => each.next())) : undefined;
      holder.exec("commit");
      return early ?? await Promise.all(starters.map((each) => each.next()));
    };
    // The file is new: it has no write-ahead log yet.
    assertEquals(await whileHeld("open"), ["open ok", "open ok"]);
    assertEquals(await whileHeld("begin"), ["begin ok", "begin ok"]);
    for (const said of await whileHeld("order")) assertStringIncludes(said, "another process holds it");
    for (const starter of starters) {
      await starter.ask("order");
      assertEquals(await starter.next(), "order ok");
    }
    assertEquals(await whileHeld("end"), ["end ok", "end ok"]);
  }
  using journal = folder.open({ now: Date.now });
  assertEquals(journal.sessions.alive(), []);
  const fills = journal.orders.fills({ since: 0 });
  assertEquals(fills.map(({ quantity }) => Number(quantity)), [400, 400], "what was reported is kept");
  assert(journal.pending === 0);
});
