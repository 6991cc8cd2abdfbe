/**
 * `kalshi-live import kalshi-ws FILE… --out DIR`: captured frames become a recording.
 *
 * @module
 */
import { importKalshiWs } from "../recording/import_kalshi_ws.ts";
import { VERSION } from "../version.ts";
import { HELP_FLAG } from "./common.ts";
import { failure } from "./exit.ts";
import { type CommandSpec, type Flags, usage } from "./flags.ts";
import type { Output } from "./output.ts";

/** The command line of `import`. */
export const IMPORT: CommandSpec = {
  name: "import",
  words: "kalshi-ws FILE…",
  summary: "Turns captured socket frames (NDJSON, plain or gzipped, one or more files) into one recording.",
  flags: [
    { name: "out", kind: "text", value: "DIR", help: "folder of recordings (recordings)" },
    { name: "yes-prices", kind: "switch", help: "the frames were captured with use_yes_price" },
    { name: "json", kind: "switch", help: "say what was made as JSON" },
    HELP_FLAG,
  ],
  examples: ["kalshi-live import kalshi-ws captures/*.ndjson.gz --out recordings"],
};

/** Runs the command. */
export async function importCommand(flags: Flags, output: Output): Promise<number> {
  const [form, ...files] = flags.words;
  if (form !== "kalshi-ws") {
    throw usage(`Cannot import: expected the form kalshi-ws, was ${form ?? "nothing"}`);
  }
  if (files.length === 0) throw usage("Cannot import: expected at least one file of captured frames");
  const imported = await importKalshiWs(files, flags.text("out") ?? "recordings", {
    program: VERSION,
    yesPrices: flags.switch("yes-prices") === true,
  });
  if (imported.kind === "refused") throw failure(imported.message);
  const malformed = imported.files.reduce((sum, file) => sum + file.malformed, 0);
  if (flags.switch("json") === true) {
    const { path, inputs, markets, startedAt, endedAt } = imported;
    output.line(
      JSON.stringify({ path, inputs, markets, started_at: startedAt, ended_at: endedAt, malformed }),
    );
    return 0;
  }
  output.line(imported.path);
  const count = imported.markets.length;
  output.note(
    `${imported.inputs} inputs of ${count} market${count === 1 ? "" : "s"} from ${files.length} file${
      files.length === 1 ? "" : "s"
    }` + (malformed === 0 ? "" : `; ${malformed} malformed lines kept as they were`),
  );
  return 0;
}
