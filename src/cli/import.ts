/**
 * `kalshi-live import FORM FILE… --out DIR`: what others captured becomes recordings.
 *
 * @module
 */
import { assumedText, USUAL_LISTING } from "../recording/format/assumed.ts";
import type { AssumedListing } from "../recording/format/format.ts";
import { importKalshiWs } from "../recording/import/kalshi_ws.ts";
import { type ImportedGames, importRows } from "../recording/import/rows.ts";
import { ROW_FORMS, type RowForm } from "../recording/import/row_forms.ts";
import { VERSION } from "../version.ts";
import { type CommandSpec, type Flags, HELP_FLAG, usage } from "./flags.ts";
import { orFail, type Output } from "./program.ts";

const FORMS = ["kalshi-ws", "ticks", "states", "candles"] as const;

const FEE_TYPES = ["quadratic", "quadratic_with_maker_fees", "quadratic_with_combo_maker_fees"] as const;
/** Multipliers are kept in 1/10,000. */
const MULTIPLIER_GRAIN = 10_000;

/** The command line of `import`. */
export const IMPORT: CommandSpec = {
  name: "import",
  words: `${FORMS.join("|")} FILE…`,
  summary: "Turns captured socket frames into one recording, files of older collectors into one a game.",
  flags: [
    { name: "out", kind: "text", value: "DIR", help: "folder of recordings (recordings)" },
    { name: "yes-prices", kind: "switch", help: "kalshi-ws: the frames were captured with use_yes_price" },
    { name: "fees", kind: "text", value: FEE_TYPES.join("|"), help: "fees to assume (quadratic)" },
    { name: "fee-multiplier", kind: "text", value: "N", help: "the series' multiplier of them (1)" },
    { name: "json", kind: "switch", help: "say what was made as JSON, a line a recording" },
    HELP_FLAG,
  ],
  examples: [
    "kalshi-live import kalshi-ws captures/*.ndjson.gz --out recordings",
    "kalshi-live import ticks KXNBAGAME-25NOV22LACCHA/*.jsonl",
    "kalshi-live import candles *_candles.csv",
  ],
};

/** Reads the listing to assume of the markets, for want of one. */
function readAssumed(flags: Flags): AssumedListing {
  const multiplier = flags.number("fee-multiplier", { min: 0, max: 100 }) ?? USUAL_LISTING.fee_multiplier;
  const scaled = multiplier * MULTIPLIER_GRAIN;
  if (Math.abs(scaled - Math.round(scaled)) > 1e-6) {
    throw usage(`Cannot use --fee-multiplier: expected at most 4 decimals, was ${multiplier}`);
  }
  const type = flags.choice("fees", FEE_TYPES) ?? USUAL_LISTING.fee_type;
  return { ...USUAL_LISTING, fee_type: type, fee_multiplier: multiplier };
}

/** Runs the command. */
export async function importCommand(flags: Flags, output: Output): Promise<number> {
  const [word, ...files] = flags.words;
  const form = FORMS.find((each) => each === word);
  if (form === undefined) {
    throw usage(`Cannot import: expected the form ${FORMS.join(", ")}, was ${word ?? "nothing"}`);
  }
  if (files.length === 0) {
    const of = form === "kalshi-ws" ? "captured frames" : form;
    throw usage(`Cannot import: expected at least one file of ${of}`);
  }
  if (form === "kalshi-ws") return await importFrames(files, flags, output);
  if (flags.switch("yes-prices") !== undefined) {
    throw usage(`Cannot use --yes-prices: it is for the form kalshi-ws`);
  }
  return await importOlder(files, ROW_FORMS[form], flags, output);
}

async function importFrames(files: readonly string[], flags: Flags, output: Output): Promise<number> {
  const assumed = readAssumed(flags);
  const imported = orFail(
    await importKalshiWs(files, flags.text("out") ?? "recordings", {
      program: VERSION,
      assumed,
      yesPrices: flags.switch("yes-prices") === true,
    }),
  );
  const malformed = imported.files.reduce((sum, file) => sum + file.malformed, 0);
  const { damage } = imported;
  if (flags.switch("json") === true) {
    const { path, inputs, markets, startedAt, endedAt } = imported;
    output.line(
      JSON.stringify({
        path,
        inputs,
        markets,
        started_at: startedAt,
        ended_at: endedAt,
        malformed,
        damage,
        assumed,
      }),
    );
    return 0;
  }
  output.line(imported.path);
  output.note(
    `${imported.inputs} inputs of ${count(imported.markets.length, "market")} from ${
      count(files.length, "file")
    }`,
  );
  for (const line of damage) output.note(line);
  output.note(`no listing is in them: ${assumedText(assumed)}`);
  return 0;
}

async function importOlder(
  files: readonly string[],
  form: RowForm,
  flags: Flags,
  output: Output,
): Promise<number> {
  const assumed = readAssumed(flags);
  const imported = orFail(
    await importRows(files, form, flags.text("out") ?? "recordings", {
      program: VERSION,
      assumed,
    }),
  );
  if (flags.switch("json") === true) {
    for (const { path, event, inputs, rows, markets, startedAt, endedAt, damage } of imported.recordings) {
      const times = { started_at: startedAt, ended_at: endedAt };
      const malformed = imported.files.reduce(
        (sum, file) => sum + (file.event === event ? file.malformed : 0),
        0,
      );
      output.line(
        JSON.stringify({ path, event, inputs, rows, markets, ...times, malformed, damage, assumed }),
      );
    }
    return 0;
  }
  for (const { path } of imported.recordings) output.line(path);
  for (const line of notes(imported, form)) output.note(line);
  output.note(`no listing is in them: ${assumedText(assumed)}`);
  return 0;
}

/** The lines that a person should know of an import beside the paths. */
function* notes({ recordings, files }: ImportedGames, form: RowForm): Generator<string> {
  const rows = recordings.reduce((sum, each) => sum + each.rows, 0);
  yield `${count(rows, form.row)} of ${count(recordings.length, "game")} from ${count(files.length, "file")}`;
  for (const { damage } of recordings) yield* damage;
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}
