/**
 * The keyed chain: how a line of the audit log is sealed, and how a sealed line is read.
 *
 * A line is one JSON object whose last field is `mac`: the HMAC-SHA-256, over the mac of the line before and the exact
 * bytes of this line up to its own mac. Without the key nobody can make a line that fits, nor take one out. What that shows
 * is evident, never proven: who holds the key can write the whole log again, and only a checkpoint kept elsewhere says so.
 *
 * @module
 */
import { Buffer } from "node:buffer";
import { hash } from "node:crypto";
import { safeText } from "../lib/safe_text.ts";

/** What stands in a line beside its place in the chain. */
export interface AuditEntry {
  /** Unix milliseconds. */
  readonly at: number;
  /** The session that wrote it, or `-` for a command. */
  readonly session: string;
  readonly kind: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** A place in the chain: how many lines stand before it, and the mac of the last of them. */
export interface ChainHead {
  readonly count: number;
  /** 64 hexadecimal digits. */
  readonly mac: string;
}

/** Where every chain begins. */
export const CHAIN_START: ChainHead = { count: 0, mac: "0".repeat(64) };

const MAC_DIGITS = 64;
const BEFORE_MAC = ',"mac":"';
const AFTER_MAC = '"}';
/** How many units of a line its mac and what stands around it take. */
const TAIL_LENGTH = BEFORE_MAC.length + MAC_DIGITS + AFTER_MAC.length;
const TAIL = /^,"mac":"([0-9a-f]{64})"\}$/;

/** The longest text that a line keeps of one field, in UTF-16 units. */
const LONGEST_TEXT = 2_000;

/** Data for a line: texts from outside lose control characters and escape sequences, so that no line can be faked. */
export function safeData(value: unknown): unknown {
  if (typeof value === "string") return safeText(value, LONGEST_TEXT);
  if (Array.isArray(value)) return value.map(safeData);
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([name, field]) => [safeText(name), safeData(field)]),
    );
  }
  return value;
}

/** A line without its line break, and the head of the chain after it. */
export interface SealedLine {
  readonly line: string;
  readonly head: ChainHead;
}

/**
 * Seals an entry as the next line of a chain.
 *
 * @param key the secret bytes
 * @param head the chain so far
 */
export function sealLine(
  key: Uint8Array,
  head: ChainHead,
  { at, session, kind, data }: AuditEntry,
): SealedLine {
  const count = head.count + 1;
  const whole = JSON.stringify({
    seq: count,
    at,
    session: safeText(session),
    kind: safeText(kind),
    data: safeData(data),
  });
  const body = whole.slice(0, -1);
  const mac = macOf(key, head.mac, body);
  return { line: `${body}${BEFORE_MAC}${mac}${AFTER_MAC}`, head: { count, mac } };
}

/** The mac of a line after a mac. */
export function macOf(key: Uint8Array, previous: string, body: string): string {
  const { inner, outer } = padsOf(key);
  const digest = hash(
    "sha256",
    Buffer.concat([inner, Buffer.from(`${previous}\n${body}`, "utf8")]),
    "buffer",
  );
  return hash("sha256", Buffer.concat([outer, digest]), "hex");
}

/** The block of SHA-256, bytes. */
const BLOCK_BYTES = 64;
const INNER_BYTE = 0x36;
const OUTER_BYTE = 0x5c;

interface Pads {
  readonly inner: Uint8Array;
  readonly outer: Uint8Array;
}

const PADS = new WeakMap<Uint8Array, Pads>();

/**
 * What HMAC (RFC 2104) hashes before the text and before its digest. Made once for a key: the platform's own object for an HMAC is a
 * stream, and to make one for each line takes eight times as long as the hashes do, while an order waits.
 */
function padsOf(key: Uint8Array): Pads {
  const known = PADS.get(key);
  if (known !== undefined) return known;
  const block = new Uint8Array(BLOCK_BYTES);
  block.set(key.length > BLOCK_BYTES ? hash("sha256", key, "buffer") : key);
  const pads = {
    inner: block.map((byte) => byte ^ INNER_BYTE),
    outer: block.map((byte) => byte ^ OUTER_BYTE),
  };
  PADS.set(key, pads);
  return pads;
}

/** A line taken apart: what is sealed, and its mac. */
export interface LineParts {
  readonly body: string;
  readonly mac: string;
}

/** Takes a line apart; `undefined` where it does not end in a mac. */
export function splitLine(line: string): LineParts | undefined {
  const [, mac] = TAIL.exec(line.slice(-TAIL_LENGTH)) ?? [];
  return mac === undefined ? undefined : { body: line.slice(0, -TAIL_LENGTH), mac };
}

/** The number that a line says it has; `undefined` where it says none. */
export function sequenceOf(line: string): number | undefined {
  const [, digits] = /^\{"seq":(\d{1,15}),/.exec(line) ?? [];
  return digits === undefined ? undefined : Number(digits);
}
