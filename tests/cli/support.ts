/**
 * Runs the program for tests: inside this process with its output caught, or as a child with the permissions it ships
 * with.
 *
 * @module
 */
import { assert } from "@std/assert";
import { deadline } from "@std/async/deadline";
import { PERMISSIONS } from "../../src/permissions.ts";
import { main } from "../../src/cli/mod.ts";

/** The repository. */
export const ROOT: string = new URL("../../", import.meta.url).pathname;

/** No child lives longer. */
const LONGEST_MS = 30_000;

/** What a run came to. */
export interface Ran {
  readonly code: number;
  /** Everything on stdout. */
  readonly out: string;
  /** Everything on stderr. */
  readonly err: string;
}

/** Runs the program in this process. It must not wait for signals: only commands that end by themselves. */
export async function runMain(...argv: readonly string[]): Promise<Ran> {
  let out = "";
  let err = "";
  const code = await main(argv, {
    line: (text) => void (out += `${text}\n`),
    write: (text) => {
      out += text;
      return Promise.resolve();
    },
    note: (text) => void (err += `${text}\n`),
  });
  return { code, out, err };
}

/** How a child is started. */
export interface ChildOptions {
  readonly cwd?: string;
  /** Environment variables beside those that Deno itself needs. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** The words that start the program with exactly the permissions of the compiled one. */
export function programWords(argv: readonly string[]): string[] {
  const run = ["run", "--quiet", "--no-prompt", "--no-lock", `--config=${ROOT}deno.json`];
  return [...run, ...PERMISSIONS, `${ROOT}src/main.ts`, ...argv];
}

/** What Deno needs of the environment; nothing else of the tester's comes to the program. */
export function plainEnvironment(extra: Readonly<Record<string, string>> = {}): Record<string, string> {
  const names = ["PATH", "HOME", "DENO_DIR", "XDG_CACHE_HOME", "TMPDIR"];
  const kept = names.flatMap((name) => {
    const value = Deno.env.get(name);
    return value === undefined ? [] : [[name, value] as const];
  });
  return { ...Object.fromEntries(kept), ...extra };
}

/** The program as a process of its own. It is ended when it is disposed of, if it still runs then. */
export class Child implements AsyncDisposable {
  readonly #process: Deno.ChildProcess;
  readonly #err: Promise<string>;
  readonly #reading: Promise<void>;
  #out = "";
  #wake = Promise.withResolvers<void>();
  #ended = false;

  constructor(command: string, words: readonly string[], options: ChildOptions = {}) {
    this.#process = new Deno.Command(command, {
      args: [...words],
      cwd: options.cwd ?? ROOT,
      clearEnv: true,
      env: plainEnvironment(options.environment),
      stdin: "piped",
      stdout: "piped",
      stderr: "piped",
    }).spawn();
    this.#err = new Response(this.#process.stderr).text();
    this.#reading = this.#read();
  }

  /** Starts the program. */
  static program(argv: readonly string[], options: ChildOptions = {}): Child {
    return new Child(Deno.execPath(), programWords(argv), options);
  }

  /** Everything on stdout so far. */
  get out(): string {
    return this.#out;
  }

  /** Waits until stdout holds a text that fits, and gives the match. */
  async until(pattern: Pick<RegExp, "exec">): Promise<RegExpExecArray> {
    const found = async () => {
      for (;;) {
        const match = pattern.exec(this.#out);
        if (match !== null) return match;
        if (this.#ended) throw new Error(`ended without ${pattern}: ${this.#out}\n${await this.#err}`);
        await this.#wake.promise;
      }
    };
    return await deadline(found(), LONGEST_MS);
  }

  /** Types something. */
  async type(text: string): Promise<void> {
    const writer = this.#process.stdin.getWriter();
    await writer.write(new TextEncoder().encode(text));
    writer.releaseLock();
  }

  /** Nothing more is typed: end of input. */
  async endInput(): Promise<void> {
    await this.#process.stdin.close();
  }

  /** Sends a signal. */
  signal(name: Deno.Signal): void {
    this.#process.kill(name);
  }

  /** Waits for the end. */
  async ran(): Promise<Ran> {
    const { code } = await deadline(this.#process.status, LONGEST_MS);
    await this.#reading;
    return { code, out: this.#out, err: await this.#err };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#ended) {
      try {
        this.#process.kill("SIGKILL");
      } catch {
        // It has ended between the two lines.
      }
    }
    await this.#process.stdin.close().catch(() => {});
    await this.#process.status;
    await this.#reading;
    await this.#err;
  }

  async #read(): Promise<void> {
    for await (const text of this.#process.stdout.pipeThrough(new TextDecoderStream())) {
      this.#out += text;
      this.#wakeUp();
    }
    this.#ended = true;
    this.#wakeUp();
  }

  #wakeUp(): void {
    const { resolve } = this.#wake;
    this.#wake = Promise.withResolvers<void>();
    resolve();
  }
}

/** Runs the program as a child to its end. */
export async function runChild(argv: readonly string[], options: ChildOptions = {}): Promise<Ran> {
  await using child = Child.program(argv, options);
  return await child.ran();
}

/** A folder that is gone after the test. */
export async function inFolder(body: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "kalshi-live-test-" });
  try {
    await body(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** All files below a folder, by path relative to it. */
export async function filesIn(folder: string): Promise<string[]> {
  const found: string[] = [];
  const walk = async (path: string) => {
    for await (const entry of Deno.readDir(path)) {
      const inside = `${path}/${entry.name}`;
      if (entry.isDirectory) await walk(inside);
      else found.push(inside.slice(folder.length + 1));
    }
  };
  await walk(folder);
  return found.sort();
}

/** Shows that a run was refused: the code, one line on stderr that fits, nothing on stdout, no stack trace. */
export function assertRefused(ran: Ran, code: number, message: RegExp): void {
  assert(/^kalshi-live: [^\n]+\n$/.test(ran.err), `expected one line, was: ${ran.err}`);
  assert(message.test(ran.err), `expected ${message}, was: ${ran.err}`);
  assert(!/\bat .*:\d+:\d+|Uncaught/.test(ran.err), `a stack trace: ${ran.err}`);
  assert(ran.out === "", `expected nothing on stdout, was: ${ran.out}`);
  assert(ran.code === code, `expected exit code ${code}, was ${ran.code}: ${ran.err}`);
}
