/**
 * A live session in a process of its own, killed where it has said something.
 *
 * @module
 */
import { assert } from "@std/assert";
import { deadline } from "@std/async/deadline";
import type { LiveBench } from "./live_support.ts";

/** For whatever a process has to say, ms: nothing passes because it is long. */
const PATIENCE_MS = 30_000;

/** A process that trades, and says what is reported: lines such as `entry fill`. */
export class Child implements AsyncDisposable {
  readonly #process: Deno.ChildProcess;
  readonly #reading: Promise<void>;
  readonly #lines: string[] = [];
  readonly #waiting = new Set<() => void>();

  private constructor(process: Deno.ChildProcess) {
    this.#process = process;
    this.#reading = this.#read();
  }

  static start(bench: LiveBench, rule: Readonly<Record<string, string | number>>): Child {
    return new Child(
      new Deno.Command(Deno.execPath(), {
        args: [
          "run",
          "--no-check",
          "--allow-all",
          new URL("./crash_child.ts", import.meta.url).pathname,
          JSON.stringify(bench.place),
          JSON.stringify(rule),
        ],
        stdout: "piped",
        stderr: "inherit",
      }).spawn(),
    );
  }

  signal(signal: "SIGKILL" | "SIGSTOP" | "SIGCONT"): void {
    try {
      this.#process.kill(signal);
    } catch {
      // It has ended by itself: what it said shows it.
    }
  }

  /** Waits until it has said a line. */
  async until(line: string): Promise<void> {
    const said = Promise.withResolvers<void>();
    const look = () => void (this.#lines.includes(line) && said.resolve());
    this.#waiting.add(look);
    look();
    try {
      await deadline(Promise.race([said.promise, this.#reading]), PATIENCE_MS);
      assert(this.#lines.includes(line), `it said: ${this.#lines.join(", ")}`);
    } catch (error) {
      throw new Error(`"${line}" was not said, but ${this.#lines.join(", ")}`, { cause: error });
    } finally {
      this.#waiting.delete(look);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.signal("SIGKILL");
    await this.#reading;
  }

  async #read(): Promise<void> {
    let rest = "";
    for await (const text of this.#process.stdout.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      this.#lines.push(...lines);
      for (const look of [...this.#waiting]) look();
    }
    await this.#process.status;
  }
}

/** Runs a session until it has said a line, such as `entry fill`, and kills it there. */
export async function killedAt(
  bench: LiveBench,
  line: string,
  rule: Readonly<Record<string, string | number>>,
): Promise<void> {
  await using child = Child.start(bench, rule);
  await child.until(line);
}
