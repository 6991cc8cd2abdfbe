/**
 * `kalshi-live recordings [DIR]`: what was recorded.
 *
 * @module
 */
import { alignColumns } from "../lib/columns.ts";
import { type Catalog, type CatalogRow, listRecordings } from "../recording/catalogue/catalogue.ts";
import { trimFolder } from "../lib/files.ts";
import { safeLine } from "../lib/safe_text.ts";
import { type CommandSpec, type Flags, HELP_FLAG, usage } from "./flags.ts";
import { orFail, type Output } from "./program.ts";

/** The command line of `recordings`. */
export const RECORDINGS: CommandSpec = {
  name: "recordings",
  words: "[DIR]",
  summary:
    "Lists what was recorded: games, markets, times, sizes, gaps, and whether each recording is whole.",
  flags: [
    { name: "json", kind: "switch", help: "one line of JSON a recording" },
    HELP_FLAG,
  ],
  examples: ["kalshi-live recordings", "kalshi-live recordings recordings/KXNBAGAME --json"],
};

/** Runs the command. */
export async function recordingsCommand(flags: Flags, output: Output): Promise<number> {
  const [folder = "recordings", ...more] = flags.words;
  if (more.length > 0) throw usage("Cannot list recordings: expected one folder");
  const catalog = orFail(await listRecordings(trimFolder(folder), { now: Date.now() }));
  if (flags.switch("json") === true) {
    for (const row of catalog.rows) output.line(JSON.stringify(record(row)));
  } else for (const line of table(catalog)) output.line(line);
  if (catalog.rows.length === 0) output.note(`no recordings in ${folder}`);
  if (catalog.indexFailure !== undefined) output.note(catalog.indexFailure);
  return 0;
}

/** A row for programs; times are RFC 3339. */
function record(row: CatalogRow) {
  const { path, bytes, state, reason, summary, hasDecisions, hasPlainCopy } = row;
  return {
    path,
    state,
    reason: reason ?? null,
    environment: summary?.environment ?? null,
    event: summary?.event ?? null,
    game: summary?.game ?? null,
    markets: summary?.markets ?? [],
    started_at: time(summary?.startedAt),
    ended_at: time(summary?.endedAt),
    inputs: summary?.inputs ?? null,
    bytes,
    sequence_gaps: summary?.sequenceGaps ?? null,
    silences: summary?.silences ?? null,
    longest_silence_ms: summary?.longestSilenceMs ?? null,
    segment: summary?.segment ?? null,
    continues: summary?.continues ?? null,
    sizes: summary?.sizes ?? null,
    assumed: summary?.assumed ?? null,
    damage: summary?.damage ?? [],
    decisions: hasDecisions,
    plain_copy: hasPlainCopy,
  };
}

function time(at: number | null | undefined): string | null {
  return at === null || at === undefined ? null : new Date(at).toISOString();
}

const HEADINGS = ["GAME", "MARKETS", "START (UTC)", "LENGTH", "INPUTS", "SIZE", "GAPS", "STATE", "FILE"];
/** Columns that are numbers, and stand to the right. */
const RIGHT: ReadonlySet<number> = new Set([1, 3, 4, 5]);

function* table(catalog: Catalog): Generator<string> {
  if (catalog.rows.length === 0) return;
  yield* alignColumns([HEADINGS, ...catalog.rows.map(cells)], { right: RIGHT });
  const bytes = catalog.rows.reduce((sum, row) => sum + row.bytes, 0);
  const count = catalog.rows.length;
  yield `${count} recording${count === 1 ? "" : "s"}, ${size(bytes)}`;
  for (const { path, state, reason, summary } of catalog.rows) {
    if (reason === undefined || state === "writing") continue;
    const tear = summary?.tear ?? undefined;
    const line = tear === undefined ? "" : `torn at line ${tear.line}: `;
    yield `  ${safeLine(`${path}: ${line}${reason}`)}`;
  }
}

function cells(row: CatalogRow): string[] {
  const { summary } = row;
  const { startedAt = null, endedAt = null } = summary ?? {};
  const isTimed = startedAt !== null && endedAt !== null;
  return [
    safeLine(summary?.event ?? (summary === undefined ? "–" : "several")),
    summary === undefined ? "–" : String(summary.markets.length),
    startedAt === null ? "–" : new Date(startedAt).toISOString().slice(0, 19).replace("T", " "),
    isTimed ? length(endedAt - startedAt) : "–",
    summary === undefined ? "–" : String(summary.inputs),
    size(row.bytes),
    gaps(row),
    state(row),
    safeLine(row.path),
  ];
}

function gaps({ summary }: CatalogRow): string {
  if (summary === undefined) return "–";
  const parts = [];
  if (summary.sequenceGaps !== null && summary.sequenceGaps > 0) parts.push(`${summary.sequenceGaps} lost`);
  if (summary.silences > 0) {
    parts.push(`${summary.silences} silent, up to ${length(summary.longestSilenceMs)}`);
  }
  return parts.length === 0 ? "none" : parts.join("; ");
}

function state(row: CatalogRow): string {
  const { summary } = row;
  const notes = [row.state.replace("_", " ")];
  if (summary !== undefined && (summary.segment > 1)) notes.push(`segment ${summary.segment}`);
  const assumed = summary?.assumed;
  if (assumed !== undefined) notes.push(`fees ${assumed.fee_type} × ${assumed.fee_multiplier} assumed`);
  if (summary?.sizes === "unknown") notes.push("sizes unknown");
  if (row.hasDecisions) notes.push("decisions");
  if (row.hasPlainCopy) notes.push("plain copy left");
  return notes.join(", ");
}

/** `2:31:07`. */
function length(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const two = (value: number) => String(value).padStart(2, "0");
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

function size(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  const units = ["kB", "MB", "GB", "TB"];
  let value = bytes / 1000;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}
