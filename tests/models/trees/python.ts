/**
 * The real XGBoost, where this machine's Python has it.
 *
 * @module
 */

/** Debian's own Python comes first: its packages are not those of another one on the path. */
const PYTHONS = ["/usr/bin/python3", "python3"];

async function run(python: string, program: string, arguments_: readonly string[]) {
  try {
    const { success, stdout, stderr } = await new Deno.Command(python, {
      args: ["-c", program, ...arguments_],
      env: { OMP_NUM_THREADS: "1" },
      stdin: "null",
    }).output();
    const text = new TextDecoder();
    return { success, out: text.decode(stdout), error: text.decode(stderr) };
  } catch {
    return { success: false, out: "", error: `no ${python}` };
  }
}

async function findPython(): Promise<string | undefined> {
  for (const python of PYTHONS) {
    if ((await run(python, "import numpy, xgboost", [])).success) return python;
  }
  return undefined;
}

const python = await findPython();

/**
 * Runs a Python program.
 *
 * @returns what it printed, as JSON
 */
export async function runPython(program: string, ...arguments_: string[]): Promise<unknown> {
  const { success, out, error } = await run(python ?? "python3", program, arguments_);
  if (!success) throw new Error(`Cannot run the Python program: ${error}`);
  return JSON.parse(out);
}

/** A test that needs XGBoost; where it is missing it is skipped and its name says so. */
export function xgboostTest(name: string, body: (folder: string) => Promise<void>): void {
  Deno.test({
    name: python === undefined ? `${name} (skipped: no Python with xgboost)` : name,
    ignore: python === undefined,
    fn: async () => {
      const folder = await Deno.makeTempDir();
      try {
        await body(folder);
      } finally {
        await Deno.remove(folder, { recursive: true });
      }
    },
  });
}
