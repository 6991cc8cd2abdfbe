/**
 * Verifying an audit log against its key and against checkpoints.
 *
 * @module
 */
import type { AuditKey } from "./key.ts";
import { type ChainHead, macOf, sequenceOf, splitLine } from "./chain.ts";

/** What was found. Where there are several faults, the first one counts: behind it nothing is sure. */
export type Verdict =
  | { readonly kind: "intact"; readonly head: ChainHead }
  /** The last line has no end: a crash tore it. All lines before it are sound. */
  | { readonly kind: "torn"; readonly head: ChainHead; readonly line: number }
  | {
    readonly kind: "tampered";
    /** The number of the line of the file, from 1. */
    readonly line: number;
    readonly how: "edited" | "deleted" | "inserted" | "swapped" | "rewritten";
    /** One line. */
    readonly detail: string;
  }
  /** Sound as far as it goes, and it goes less far than a checkpoint. */
  | { readonly kind: "truncated"; readonly head: ChainHead; readonly detail: string }
  /** No line fits the key. */
  | { readonly kind: "wrong_key"; readonly detail: string };

/** What a log is verified with. */
export interface VerifyOptions {
  readonly key: AuditKey;
  /** Where the first line follows: the start of the chain, or the end of the file before. */
  readonly from: ChainHead;
  /** Places in the chain that were kept elsewhere. */
  readonly checkpoints: readonly ChainHead[];
}

/**
 * Verifies the lines of a log.
 *
 * @param text the whole log
 */
export function verifyLog(
  text: string,
  { key: { bytes: key, fingerprint }, from, checkpoints }: VerifyOptions,
): Verdict {
  const lines = text.split("\n");
  const rest = lines.pop() ?? "";
  let head = from;
  for (const [index, line] of lines.entries()) {
    const next = follows(key, head, line);
    if (next === undefined) {
      return index === 0 && namesOtherKey(line, fingerprint) && nothingFits(key, head, lines)
        ? { kind: "wrong_key", detail: `no line fits key ${fingerprint}, and the log names another` }
        : whatHappened(key, head, lines, index);
    }
    const checkpoint = checkpoints.find(({ count }) => count === next.count);
    if (checkpoint !== undefined && checkpoint.mac !== next.mac) {
      return {
        kind: "tampered",
        line: index + 1,
        how: "rewritten",
        detail: `line ${next.count} is not the one of the checkpoint: the log was written again with its key`,
      };
    }
    head = next;
  }
  const missed = checkpoints.filter(({ count }) => count > head.count)
    .reduce<ChainHead | undefined>((most, each) => each.count > (most?.count ?? 0) ? each : most, undefined);
  if (missed !== undefined) {
    const detail = `it ends with line ${head.count}, a checkpoint knows line ${missed.count}`;
    return { kind: "truncated", head, detail };
  }
  return rest === "" ? { kind: "intact", head } : { kind: "torn", head, line: lines.length + 1 };
}

/** The head after a line, where it is the line that comes next. */
function follows(key: Uint8Array, head: ChainHead, line: string): ChainHead | undefined {
  const parts = splitLine(line);
  if (parts === undefined || sequenceOf(line) !== head.count + 1) return undefined;
  return macOf(key, head.mac, parts.body) === parts.mac
    ? { count: head.count + 1, mac: parts.mac }
    : undefined;
}

/** Whether a line fits what its neighbour says: then key and line are right, and the place is wrong. */
function fitsAfter(key: Uint8Array, previous: string | undefined, line: string): boolean {
  const before = previous === undefined ? undefined : splitLine(previous);
  const parts = splitLine(line);
  return before !== undefined && parts !== undefined && macOf(key, before.mac, parts.body) === parts.mac;
}

/** Whether the first line of a chain says that it was begun with another key. */
function namesOtherKey(line: string, fingerprint: string): boolean {
  const [, named] = /"key":"([0-9a-f]{16})"/.exec(line) ?? [];
  return named !== fingerprint;
}

/** Neither the first line fits nor any line after its neighbour. */
function nothingFits(key: Uint8Array, head: ChainHead, lines: readonly string[]): boolean {
  return sequenceOf(lines[0] ?? "") === head.count + 1 &&
    lines.every((line, index) => index === 0 || !fitsAfter(key, lines[index - 1], line));
}

/** How the first line that does not fit came about. */
function whatHappened(
  key: Uint8Array,
  head: ChainHead,
  lines: readonly string[],
  index: number,
): Verdict {
  const expected = head.count + 1;
  const line = lines[index] ?? "";
  const found = sequenceOf(line);
  const fault = (how: "edited" | "deleted" | "inserted" | "swapped", detail: string): Verdict => (
    { kind: "tampered", line: index + 1, how, detail }
  );
  const later = lines.findIndex((each, at) => at > index && follows(key, head, each) !== undefined);
  if (later > index) {
    // The line that belongs here is further down: what stands before it was put there, or has changed places with it.
    const between = lines.slice(index, later);
    const moved = between.every((each) =>
      (sequenceOf(each) ?? 0) > expected && lines.filter((other) => other === each).length === 1
    );
    return moved
      ? fault("swapped", `line ${expected} stands after line ${found}`)
      : fault("inserted", `what stands before line ${expected} does not belong there`);
  }
  if (lines.indexOf(line) < index) {
    return fault("inserted", `line ${found ?? "?"} stands there a second time`);
  }
  if (found !== undefined && found > expected && lines.every((each) => sequenceOf(each) !== expected)) {
    const count = found - expected;
    const which = count === 1 ? `line ${expected} is` : `lines ${expected} to ${found - 1} are`;
    return fault("deleted", `${which} missing`);
  }
  return fault("edited", `line ${expected} is not as it was written`);
}
