/**
 * Whether the pages of a Parquet column can be what they say, before a reader believes them.
 *
 * The reader takes every count in a file at its word: a damaged one keeps it busy for hours and fills the memory. So the
 * headers of the pages, and the runs in which levels and dictionary indices are written, are walked first. Source: the
 * format's `parquet.thrift`, and its "RLE / bit-packing hybrid" encoding.
 *
 * @module
 */
import { snappyUncompress } from "hyparquet";
import { damaged } from "./file_fault.ts";
import { ThriftReader, type ThriftStruct } from "./thrift.ts";

/** What the file says of a column of a row group. */
export interface ColumnFacts {
  readonly name: string;
  readonly codec: string;
  readonly type: string;
  /** Whether cells may be empty: then each page begins with levels. */
  readonly isOptional: boolean;
  readonly rows: number;
}

/** No writer makes pages as long. */
const LONGEST_PAGE = 512 * 1024 * 1024;

const PAGES = { data: 0, dictionary: 2, dataV2: 3 } as const;
const ENCODINGS = { plainDictionary: 2, rle: 3, rleDictionary: 8 } as const;

/**
 * Walks the pages of a column.
 *
 * @param bytes of the whole column of the row group
 * @throws {FileFault} at the first count that cannot be
 */
export function checkColumn(bytes: Uint8Array, facts: ColumnFacts): void {
  const fault = (what: string) => damaged(`its column ${facts.name} is damaged: ${what}`);
  let values = 0;
  for (let at = 0; at < bytes.length - 1 && values < facts.rows;) {
    const reader = new ThriftReader(bytes, at);
    const header = reader.struct();
    if (header === undefined) throw fault("a page without its header");
    const [type, uncompressed, compressed] = [number(header, 1), number(header, 2), number(header, 3)];
    const end = reader.at + compressed;
    if (!(compressed >= 0 && end <= bytes.length && uncompressed >= 0 && uncompressed <= LONGEST_PAGE)) {
      throw fault(`a page of ${compressed} bytes`);
    }
    const page = bytes.subarray(reader.at, end);
    at = end;
    const most = facts.rows - values;
    if (type === PAGES.dictionary) {
      const count = number(inner(header, 7), 1);
      if (!(count >= 0 && count <= uncompressed * 8)) throw fault(`a dictionary of ${count} values`);
    } else if (type === PAGES.data) {
      values += checkData(page, inner(header, 5), uncompressed, most, facts, fault);
    } else if (type === PAGES.dataV2) {
      values += checkDataV2(page, inner(header, 8), uncompressed, most, facts, fault);
    } else {
      throw fault(`a page of kind ${type}`);
    }
  }
}

type Fault = (what: string) => Error;

function checkData(
  page: Uint8Array,
  header: ThriftStruct,
  uncompressed: number,
  most: number,
  facts: ColumnFacts,
  fault: Fault,
): number {
  const count = number(header, 1);
  if (!(count >= 0 && count <= most)) throw fault(`a page of ${count} values`);
  const plain = inflate(page, uncompressed, facts.codec);
  if (plain === undefined) return count;
  let at = 0;
  let filled = count;
  if (facts.isOptional) {
    const end = 4 + lengthAt(plain, 0, fault);
    filled = checkRuns(plain, 4, end, 1, count, fault);
    at = end;
  }
  checkValues(plain, at, number(header, 2), filled, facts, fault);
  return count;
}

function checkDataV2(
  page: Uint8Array,
  header: ThriftStruct,
  uncompressed: number,
  most: number,
  facts: ColumnFacts,
  fault: Fault,
): number {
  const [count, nulls] = [number(header, 1), number(header, 2)];
  const [levels, repetitions] = [number(header, 5), number(header, 6)];
  if (!(count >= 0 && count <= most && nulls >= 0 && nulls <= count)) {
    throw fault(`a page of ${count} values`);
  }
  const from = levels + repetitions;
  if (!(levels >= 0 && repetitions >= 0 && from <= page.length && from <= uncompressed)) {
    throw fault(`a page with levels of ${from} bytes`);
  }
  if (facts.isOptional && levels > 0) checkRuns(page, repetitions, from, 1, count, fault);
  const codec = header.get(7) === false ? "UNCOMPRESSED" : facts.codec;
  const plain = inflate(page.subarray(from), uncompressed - from, codec);
  if (plain !== undefined) checkValues(plain, 0, number(header, 4), count - nulls, facts, fault);
  return count;
}

/** `undefined` for a codec that the reader refuses by itself. */
function inflate(page: Uint8Array, length: number, codec: string): Uint8Array | undefined {
  if (codec === "UNCOMPRESSED") return page;
  if (codec !== "SNAPPY") return undefined;
  const plain = new Uint8Array(length);
  snappyUncompress(page, plain);
  return plain;
}

function checkValues(
  plain: Uint8Array,
  at: number,
  encoding: number,
  count: number,
  { type }: ColumnFacts,
  fault: Fault,
): void {
  const isIndex = encoding === ENCODINGS.plainDictionary || encoding === ENCODINGS.rleDictionary;
  if (type === "BOOLEAN" && (isIndex || encoding === ENCODINGS.rle)) {
    checkRuns(plain, at + 4, at + 4 + lengthAt(plain, at, fault), 1, count, fault);
  } else if (isIndex) {
    const width = plain[at] ?? 0;
    if (width > 32) throw fault(`indices of ${width} bits`);
    if (width > 0) checkRuns(plain, at + 1, plain.length, width, count, fault);
  }
}

function lengthAt(bytes: Uint8Array, at: number, fault: Fault): number {
  if (at + 4 > bytes.length) throw fault("a page that ends too early");
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(at, true);
  if (at + 4 + length > bytes.length) throw fault(`levels of ${length} bytes`);
  return length;
}

/** Walks runs until they hold so many values; returns how many of these are odd, which are the filled cells of levels. */
function checkRuns(
  bytes: Uint8Array,
  from: number,
  to: number,
  width: number,
  count: number,
  fault: Fault,
): number {
  let odd = 0;
  let at = from;
  for (let seen = 0; seen < count;) {
    let head = 0;
    for (let shift = 0, byte = 0x80; byte >= 0x80; shift += 7) {
      if (at >= to || shift > 28) throw fault("runs that end too early");
      byte = bytes[at++] ?? 0;
      head += (byte & 0x7f) * 2 ** shift;
    }
    const run = Math.floor(head / 2);
    if (head % 2 === 0) {
      if (run > count - seen) throw fault(`a run of ${run} values`);
      if ((bytes[at] ?? 0) % 2 === 1) odd += run;
      at += Math.ceil(width / 8);
      seen += run;
      continue;
    }
    const values = Math.min(run * 8, count - seen);
    if (at + Math.ceil(values * width / 8) > to) throw fault(`a run of ${run * 8} values`);
    if (width === 1) {
      for (let index = 0; index < values; index++) {
        odd += ((bytes[at + (index >> 3)] ?? 0) >> (index & 7)) & 1;
      }
    }
    at += run * width;
    seen += values;
  }
  return odd;
}

function number(struct: ThriftStruct, field: number): number {
  const value = struct.get(field);
  return typeof value === "number" ? value : NaN;
}

function inner(struct: ThriftStruct, field: number): ThriftStruct {
  const value = struct.get(field);
  return value instanceof Map ? value : new Map();
}
