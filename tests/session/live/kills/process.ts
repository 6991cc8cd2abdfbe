/**
 * One life of a process: from its start until it is killed.
 *
 * @module
 */
import { deadline } from "@std/async/deadline";
import { ROOT } from "../../../cli/support.ts";
import type { ChildOrder, ChildState, Said } from "./child.ts";

/** For whatever has to come, ms: nothing passes because it is long. */
export const PATIENCE_MS = 60_000;

/** A process that trades. */
export class Life {
  state: ChildState | undefined;
  /** Where it says that it died. */
  killed: string | undefined;
  refused: { readonly code: string; readonly message: string } | undefined;
  readonly #process: Deno.ChildProcess;
  readonly #reading: Promise<void>;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array<ArrayBuffer>> | undefined;
  readonly #listeners = new Set<() => void>();
  #heard = 0;
  #said = 0;
  #over = false;

  constructor(order: ChildOrder) {
    this.#process = new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "--quiet",
        "--no-check",
        "--allow-all",
        `--config=${ROOT}deno.json`,
        new URL("./child.ts", import.meta.url).pathname,
        JSON.stringify(order),
      ],
      stdin: order.listens === true ? "piped" : "null",
      stdout: "piped",
      stderr: "inherit",
    }).spawn();
    this.#writer = order.listens === true ? this.#process.stdin.getWriter() : undefined;
    this.#reading = this.#read();
  }

  /** Whether it has died. */
  get over(): boolean {
    return this.#over;
  }

  /** Kills it now. */
  kill(): void {
    try {
      this.#process.kill("SIGKILL");
    } catch {
      // It has died by itself.
    }
  }

  /** Fulfilled once it is dead. */
  get ended(): Promise<void> {
    return this.#reading;
  }

  /** Says something to it, and waits until it has heard that, or is dead. */
  async say(said: Said): Promise<void> {
    const nth = ++this.#said;
    try {
      await this.#writer?.write(new TextEncoder().encode(`${JSON.stringify(said)}\n`));
    } catch {
      // It has died.
    }
    await this.until(() => this.#over || this.#heard >= nth, "hearing what was said");
  }

  /** Looked at whenever it has said something, and at its end. @returns what ends it */
  onNews(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Waits until something holds. @param what for the error */
  async until(holds: () => boolean, what: string): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const look = () => void (holds() && resolve());
    const stop = this.onNews(look);
    look();
    try {
      await deadline(promise, PATIENCE_MS);
    } catch (error) {
      throw new Error(`${what} did not happen; it says ${JSON.stringify(this.state)}`, { cause: error });
    } finally {
      stop();
    }
  }

  async #read(): Promise<void> {
    let rest = "";
    for await (const text of this.#process.stdout.pipeThrough(new TextDecoderStream())) {
      const lines = (rest + text).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) {
        const said = JSON.parse(line);
        if (said.state !== undefined) this.state = said.state;
        if (said.heard !== undefined) this.#heard++;
        if (said.killed !== undefined) this.killed = said.killed;
        if (said.refused !== undefined) this.refused = said.refused;
      }
      for (const look of [...this.#listeners]) look();
    }
    await this.#process.status;
    try {
      await this.#writer?.abort();
    } catch {
      // What it was told last never came to it.
    }
    this.#over = true;
    for (const look of [...this.#listeners]) look();
  }
}
