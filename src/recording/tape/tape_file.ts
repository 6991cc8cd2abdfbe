/**
 * A tape as a file: beside its recording, and never more than a copy that can be made again.
 *
 * Eight bytes that say what it is; the SHA-256 of all that follows; the length of the head; the head as JSON, padded to a
 * multiple of 8; the columns; the trade ids; the other events as JSON. Numbers are little-endian, as on every machine that
 * the program runs on.
 *
 * @module
 */
import { z } from "zod";
import { succeed } from "../../core/result.ts";
import { type RecordingResult, refuse } from "../format/refusals.ts";
import type { EngineEvent } from "../../core/events.ts";
import { RecordingHeaderSchema } from "../format/format.ts";
import type { TearCode } from "../reader.ts";
import { describeError } from "../../lib/errors.ts";
import { replaceFile } from "../../lib/files.ts";
import { columnsIn, copyColumns, ROW, ROW_BYTES, TRADE_ID_LENGTH } from "./columns.ts";
import { Tape } from "./tape.ts";

/** Rises whenever a tape of before would not be the same any more. */
export const TAPE_VERSION = 2;

/** The ending of a tape's file name; before it comes the name of the first segment without its ending. */
export const TAPE_ENDING = ".tape";

const MAGIC = new TextEncoder().encode("KLTAPE\r\n");
const DIGEST_BYTES = 32;
const HEAD_LENGTH_AT = MAGIC.length + DIGEST_BYTES;
const HEAD_AT = HEAD_LENGTH_AT + 8;

const HeadSchema = z.object({
  /** The files that the tape was made from, and the program that made it. */
  key: z.string(),
  events: z.int().nonnegative(),
  prints: z.int().nonnegative(),
  otherBytes: z.int().nonnegative(),
  markets: z.array(z.string()),
  header: RecordingHeaderSchema,
  inputs: z.int().nonnegative(),
  from: z.number().optional(),
  to: z.number().optional(),
  tear: z.object({
    code: z.custom<TearCode>((value) => typeof value === "string"),
    line: z.int(),
    reason: z.string(),
  })
    .optional(),
});

/**
 * The key of a tape: other content, another program or another format gives another key.
 *
 * @param hashes SHA-256 of each of the recording's files, in order, as hexadecimal digits
 */
export function tapeKey(program: string, hashes: readonly string[]): string {
  return [TAPE_VERSION, program, ...hashes].join(" ");
}

async function digest(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

/** A tape as the bytes of its file. */
export async function encodeTape(tape: Tape, key: string): Promise<Uint8Array<ArrayBuffer>> {
  const { columns, markets, tradeIds, others, source } = tape.parts;
  const encoder = new TextEncoder();
  const ids = encoder.encode(tradeIds);
  const other = encoder.encode(JSON.stringify(others));
  const head = encoder.encode(JSON.stringify({
    key,
    events: tape.events,
    prints: ids.length / TRADE_ID_LENGTH,
    otherBytes: other.length,
    markets,
    ...source,
  }));
  const columnsAt = HEAD_AT + Math.ceil(head.length / 8) * 8;
  const idsAt = columnsAt + tape.events * ROW_BYTES;
  const bytes = new Uint8Array(idsAt + ids.length + other.length);
  bytes.set(MAGIC);
  new DataView(bytes.buffer).setUint32(HEAD_LENGTH_AT, head.length, true);
  bytes.set(head, HEAD_AT);
  copyColumns(columns, tape.events, columnsIn(bytes.buffer, columnsAt, tape.events));
  bytes.set(ids, idsAt);
  bytes.set(other, idsAt + ids.length);
  bytes.set(await digest(bytes.subarray(HEAD_LENGTH_AT)), MAGIC.length);
  return bytes;
}

/**
 * Reads the bytes of a tape's file.
 *
 * @returns `undefined` where they are not a tape, are damaged, or were made with another key
 */
export async function decodeTape(bytes: Uint8Array<ArrayBuffer>, key: string): Promise<Tape | undefined> {
  // Columns lie at multiples of 8 of the file, and must do so in memory too.
  if (bytes.byteOffset % 8 !== 0) return await decodeTape(bytes.slice(), key);
  if (bytes.length < HEAD_AT || MAGIC.some((byte, index) => bytes[index] !== byte)) return undefined;
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(HEAD_LENGTH_AT, true);
  const head = readHead(bytes.subarray(HEAD_AT, HEAD_AT + length));
  if (head === undefined || head.key !== key) return undefined;
  const { events, prints, otherBytes, markets, header, inputs, from, to, tear } = head;
  const columnsAt = HEAD_AT + Math.ceil(length / 8) * 8;
  const idsAt = columnsAt + events * ROW_BYTES;
  const otherAt = idsAt + prints * TRADE_ID_LENGTH;
  if (otherAt + otherBytes !== bytes.length) return undefined;
  const found = await digest(bytes.subarray(HEAD_LENGTH_AT));
  if (found.some((byte, index) => bytes[MAGIC.length + index] !== byte)) return undefined;
  const columns = columnsIn(bytes.buffer, bytes.byteOffset + columnsAt, events);
  const decoder = new TextDecoder();
  const others: readonly EngineEvent[] = JSON.parse(decoder.decode(bytes.subarray(otherAt)));
  // Another program of the same version would have to have written it for this not to hold.
  if (others.length !== columns.row.reduce((count, row) => row === ROW.other ? count + 1 : count, 0)) {
    return undefined;
  }
  return new Tape({
    source: {
      header,
      inputs,
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
      ...(tear === undefined ? {} : { tear }),
    },
    columns,
    markets,
    tradeIds: decoder.decode(bytes.subarray(idsAt, otherAt)),
    others,
  });
}

function readHead(bytes: Uint8Array): z.infer<typeof HeadSchema> | undefined {
  try {
    const parsed = HeadSchema.safeParse(JSON.parse(new TextDecoder().decode(bytes)));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Reads a tape's file.
 *
 * @returns `undefined` where there is none that fits
 */
export async function readTape(path: string, key: string): Promise<Tape | undefined> {
  try {
    return await decodeTape(await Deno.readFile(path), key);
  } catch {
    // Missing or unreadable: it is made again from the recording.
    return undefined;
  }
}

/**
 * Writes a tape; one that is there is replaced. Of two runs that write it at the same time both are right.
 */
export async function writeTape(path: string, bytes: Uint8Array): Promise<RecordingResult<void>> {
  try {
    await replaceFile(path, bytes);
    return succeed(undefined);
  } catch (error) {
    return refuse("unwritable", `Cannot write "${path}": ${describeError(error)}`);
  }
}
