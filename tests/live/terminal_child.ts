/**
 * The program in a terminal of its own, as a person has it.
 *
 * @module
 */
import { deadline } from "@std/async/deadline";
import { DEAF_MS } from "../../src/terminal/ticket.ts";
import { plainEnvironment, programWords } from "../cli/support.ts";

/** `script` gives a program a terminal; it is on every Linux. */
export const HAS_SCRIPT = Deno.build.os === "linux";
/** Nothing is waited for longer. */
export const LONGEST_MS = 15_000;

/** Where it runs. */
export interface TerminalPlace {
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** The terminal in which the session runs. */
export class Trader implements AsyncDisposable {
  readonly #process: Deno.ChildProcess;
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #reading: Promise<void>;
  #wake = Promise.withResolvers<void>();
  /** Everything that was shown, with whatever moves the cursor. */
  text = "";

  /**
   * @param words what stands after the program's name
   * @param shell what the terminal's shell does first
   */
  constructor(words: readonly string[], { folder, environment }: TerminalPlace, shell = "") {
    const quoted = [Deno.execPath(), ...programWords(words)].map((word) => `'${word}'`).join(" ");
    this.#process = new Deno.Command("script", {
      args: ["-qec", `stty rows 40 cols 160; ${shell} exec ${quoted}`, "/dev/null"],
      cwd: folder,
      clearEnv: true,
      env: plainEnvironment({ ...environment, NO_COLOR: "1", TERM: "xterm-256color" }),
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
    }).spawn();
    this.#writer = this.#process.stdin.getWriter();
    this.#reading = this.#read();
  }

  async #read(): Promise<void> {
    for await (const part of this.#process.stdout.pipeThrough(new TextDecoderStream())) {
      this.text += part;
      this.#wake.resolve();
      this.#wake = Promise.withResolvers<void>();
    }
  }

  /** Waits until something was shown. */
  async until(pattern: RegExp): Promise<void> {
    const found = async () => {
      while (!pattern.test(this.text)) await this.#wake.promise;
    };
    await deadline(found(), LONGEST_MS).catch(() => {
      throw new Error(`${pattern} did not come: ${this.text.slice(-3_000)}`);
    });
  }

  /** Types something. */
  async type(text: string): Promise<void> {
    await this.#writer.write(new TextEncoder().encode(text));
  }

  /** Keys as a person presses them: one that follows another at once is taken for one that is held. */
  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      await this.type(key);
      await new Promise((resolve) => setTimeout(resolve, DEAF_MS + 100));
    }
  }

  /** Waits for the end. @returns the exit code */
  async ended(): Promise<number> {
    const { code } = await deadline(this.#process.status, LONGEST_MS);
    await this.#reading;
    return code;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.#process.kill("SIGKILL");
    } catch {
      // It has ended.
    }
    await this.#writer.close().catch(() => {});
    await this.#process.status;
    await this.#reading;
  }
}
