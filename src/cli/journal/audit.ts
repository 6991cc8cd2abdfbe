/**
 * `kalshi-live audit verify` and `audit show`: the log of what was decided, sent and reported.
 *
 * @module
 */
import { CHAIN_START, type ChainHead, sequenceOf } from "../../audit/chain.ts";
import { readAuditKey } from "../../audit/key.ts";
import { placeOf, readWholeLog, type WholeLog } from "../../audit/read_log.ts";
import { describeEntry, entriesOfOrder, readEntries, type ShownEntry } from "../../audit/show.ts";
import { type Verdict, verifyLog } from "../../audit/verify.ts";
import { succeed } from "../../core/result.ts";
import { describeError } from "../../lib/errors.ts";
import { exists } from "../../lib/files.ts";
import { easternDateTime, easternSpan, readDate } from "../../lib/new_york.ts";
import { safeLine } from "../../lib/safe_text.ts";
import { readCheckpoints } from "../../journal/checkpoints.ts";
import { type CommandSpec, type Flags, HELP_FLAG, usage } from "../flags.ts";
import { failure, type Output } from "../program.ts";
import { JOURNAL_FLAGS, namedAccount } from "./account_journal.ts";

/** Exit codes of `audit verify`, by verdict. */
export const VERDICT_CODES = { intact: 0, torn: 3, tampered: 4, truncated: 5, wrong_key: 6 } as const;
/** The key file is missing or cannot be used. */
const NO_KEY = 6;

/** The command line of `audit`. */
export const AUDIT: CommandSpec = {
  name: "audit",
  words: "verify|show [FILE]",
  summary:
    "Verifies the audit log (exit codes: 0 intact, 3 torn by a crash, 4 tampered, 5 truncated, 6 key missing or wrong), or shows it in words.",
  flags: [
    {
      name: "checkpoint",
      kind: "list",
      value: "N:HEAD",
      help: "verify: a line's number and mac that were kept elsewhere; a log may begin behind it",
    },
    { name: "key", kind: "text", value: "FILE", help: "verify: the key of the log (that of the account)" },
    {
      name: "order",
      kind: "text",
      value: "ID",
      help: "show: one order's life, by the program's id or the exchange's",
    },
    {
      name: "since",
      kind: "text",
      value: "TIME",
      help: "show: not older, a day in New York (2026-11-22) or an RFC 3339 time",
    },
    {
      name: "kind",
      kind: "text",
      value: "KIND",
      help: "show: lines of one kind, such as order, report, alarm",
    },
    { name: "json", kind: "switch", help: "one JSON object, or one a line" },
    ...JOURNAL_FLAGS,
    HELP_FLAG,
  ],
  examples: [
    "kalshi-live audit verify",
    "kalshi-live audit verify copy.jsonl --key copy.key --checkpoint 812:9f3c…",
    "kalshi-live audit show --order k7d2m4qx-3-17",
  ],
};

/** The log that is meant, its key and the places that the journal remembers. */
interface Meant {
  readonly log: WholeLog;
  readonly key: string;
  readonly checkpoints: readonly ChainHead[];
}

/** Runs the command. */
export function auditCommand(flags: Flags, output: Output): Promise<number> {
  const [word, file, ...more] = flags.words;
  if (more.length > 0) throw usage("Cannot run audit: expected one file");
  if (word === "verify") return Promise.resolve(verify(flags, file, output));
  if (word === "show") return Promise.resolve(show(flags, file, output));
  throw usage(`Cannot run audit: expected verify or show, was "${word ?? ""}"`);
}

/** @param verifies whether the chain is checked: that takes the key, and where the own log is meant the journal's checkpoints */
function meant(flags: Flags, file: string | undefined, verifies: boolean, output: Output): Meant {
  const named = flags.text("key");
  // To read a copy, or to verify one with its key, no account is needed.
  const needsNone = file !== undefined && (named !== undefined || !verifies);
  const place = needsNone ? undefined : namedAccount(flags, output).place;
  const path = file ?? place?.log ?? "";
  const isOwn = file === undefined;
  if (!isOwn && !exists(path)) throw failure(`Cannot read audit log ${path}: there is no such file`);
  try {
    const read = isOwn && verifies && place !== undefined ? readCheckpoints(place.journal) : succeed([]);
    if (!read.ok) {
      throw failure(
        `${read.reason.message}; where nothing can be written, verify the log by itself: ` +
          `kalshi-live audit verify ${path} --key ${named ?? place?.key ?? ""}`,
      );
    }
    const checkpoints = read.value;
    const text = isOwn ? undefined : Deno.readTextFileSync(path);
    const log = text === undefined
      ? readWholeLog(path)
      : { text, files: [{ path, lines: text.split("\n").length - 1 }] };
    if (isOwn && log.files.length === 0 && checkpoints.length === 0) {
      throw failure(`Cannot read audit log ${path}: there is none yet`);
    }
    return { log, key: named ?? place?.key ?? "", checkpoints };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.PermissionDenied) {
      throw failure(`Cannot read audit log ${path}: ${describeError(error)}`);
    }
    throw error;
  }
}

function verify(flags: Flags, file: string | undefined, output: Output): number {
  const given = flags.list("checkpoint").map(readCheckpoint);
  const { log, key: keyPath, checkpoints } = meant(flags, file, true, output);
  const key = readAuditKey(keyPath);
  if (!key.ok || key.value === undefined) {
    const why = key.ok ? `Cannot verify: there is no key ${keyPath}` : key.reason.message;
    output.line(flags.switch("json") === true ? JSON.stringify({ verdict: "no_key", detail: why }) : why);
    return NO_KEY;
  }
  const known = [...checkpoints, ...given];
  const verdict = verifyLog(log.text, { key: key.value, from: startOf(log.text, given), checkpoints: known });
  output.line(flags.switch("json") === true ? JSON.stringify(record(verdict, log)) : describe(verdict, log));
  return VERDICT_CODES[verdict.kind];
}

/**
 * Where the chain begins: at its start, or for a log that begins in its middle at a checkpoint that a person gave. The journal's own do
 * not vouch for it: then whoever took away the beginning up to one of them would not be seen.
 */
function startOf(text: string, checkpoints: readonly ChainHead[]): ChainHead {
  const end = text.indexOf("\n");
  const first = end < 0 ? undefined : sequenceOf(text.slice(0, end));
  if (first === undefined || first === 1) return CHAIN_START;
  return checkpoints.find(({ count }) => count === first - 1) ?? CHAIN_START;
}

function readCheckpoint(text: string): ChainHead {
  const [, count, mac = ""] = /^(\d{1,15}):([0-9a-f]{64})$/.exec(text) ?? [];
  if (count === undefined) {
    throw usage(
      `Cannot use --checkpoint: expected a number and 64 hexadecimal digits, N:HEAD, was "${text}"`,
    );
  }
  return { count: Number(count), mac };
}

function describe(verdict: Verdict, log: WholeLog): string {
  switch (verdict.kind) {
    case "intact":
      return `intact: ${lines(verdict.head.count)}, checkpoint ${verdict.head.count}:${verdict.head.mac}`;
    case "torn":
      return `torn: ${
        placeOf(log, verdict.line)
      } has no end, as after a crash; the ${verdict.head.count} lines before it are sound`;
    case "tampered":
      return `tampered: ${placeOf(log, verdict.line)}: ${verdict.how}: ${verdict.detail}`;
    case "truncated":
      return `truncated: ${verdict.detail}`;
    case "wrong_key":
      return `wrong key: ${verdict.detail}`;
  }
}

function lines(count: number): string {
  return `${count} line${count === 1 ? "" : "s"}`;
}

function record(verdict: Verdict, log: WholeLog) {
  const { kind, ...rest } = verdict;
  const place = "line" in verdict ? { place: placeOf(log, verdict.line) } : {};
  return { verdict: kind, ...rest, ...place };
}

function show(flags: Flags, file: string | undefined, output: Output): number {
  const since = readSince(flags.text("since"));
  const kind = flags.text("kind");
  const order = flags.text("order");
  const entries = readEntries(meant(flags, file, false, output).log.text);
  const ofOrder = order === undefined ? entries : entriesOfOrder(entries, order);
  const wanted = ofOrder.filter((entry) => entry.at >= since && (kind === undefined || entry.kind === kind));
  const line = (entry: ShownEntry) =>
    flags.switch("json") === true ? JSON.stringify(entry) : safeLine(describeEntry(entry));
  for (const entry of wanted) output.line(line(entry));
  if (wanted.length > 0) return 0;
  const kinds = [...new Set(ofOrder.map((entry) => entry.kind))].toSorted();
  throw failure(safeLine(
    ofOrder.length === 0
      ? order === undefined
        ? "Cannot show: the log has no lines"
        : `Cannot show order ${order}: the log has no line about it`
      : `Cannot show: no line is of that kind and time; the log has ${kinds.join(", ")}, the last of ${
        easternDateTime(ofOrder.at(-1)?.at ?? 0).replace("T", " ")
      } New York`,
  ));
}

function readSince(text: string | undefined): number {
  if (text === undefined) return 0;
  const date = readDate(text);
  const at = date === undefined ? Date.parse(text) : easternSpan(date).from;
  if (Number.isNaN(at)) {
    throw usage(`Cannot use --since: expected a day such as 2026-11-22 or an RFC 3339 time, was "${text}"`);
  }
  return at;
}
