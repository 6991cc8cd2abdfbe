/**
 * Thrift's compact protocol, as far as page headers of Parquet need it: numbers, flags and structs are kept, texts and lists
 * are passed over.
 *
 * @module
 */

/** Fields by number. */
export type ThriftStruct = ReadonlyMap<number, number | boolean | ThriftStruct>;

const TYPE = {
  stop: 0,
  yes: 1,
  no: 2,
  byte: 3,
  i16: 4,
  i64: 6,
  double: 7,
  binary: 8,
  list: 9,
  set: 10,
  struct: 12,
};

/** Headers are two deep. */
const DEEPEST = 8;

/** Reads from some byte on; never beyond the end. */
export class ThriftReader {
  readonly #bytes: Uint8Array;
  at: number;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.at = at;
  }

  /** The struct here, and `at` behind it; `undefined` where there is none. */
  struct(depth = 0): ThriftStruct | undefined {
    const fields = new Map<number, number | boolean | ThriftStruct>();
    let field = 0;
    while (depth < DEEPEST) {
      const head = this.#byte();
      if (head === undefined) return undefined;
      const type = head & 0x0f;
      if (type === TYPE.stop) return fields;
      const step = head >> 4;
      field = step === 0 ? this.#zigzag() : field + step;
      const value = this.#value(type, depth);
      if (value === undefined || !Number.isFinite(field)) return undefined;
      if (value !== "passed over") fields.set(field, value);
    }
    return undefined;
  }

  #value(type: number, depth: number): number | boolean | ThriftStruct | "passed over" | undefined {
    if (type === TYPE.yes || type === TYPE.no) return type === TYPE.yes;
    if (type === TYPE.byte) return this.#byte();
    if (type >= TYPE.i16 && type <= TYPE.i64) return this.#zigzag();
    if (type === TYPE.double) return this.#passOver(8);
    if (type === TYPE.binary) return this.#passOver(this.#varint());
    if (type === TYPE.struct) return this.struct(depth + 1);
    return type === TYPE.list || type === TYPE.set ? this.#list(depth) : undefined;
  }

  #list(depth: number): "passed over" | undefined {
    const head = this.#byte() ?? 0;
    const count = head >> 4 === 15 ? this.#varint() : head >> 4;
    // Each takes a byte at least.
    if (!(count <= this.#bytes.length - this.at)) return undefined;
    const type = head & 0x0f;
    for (let index = 0; index < count; index++) {
      const isFlag = type === TYPE.yes || type === TYPE.no;
      if (this.#value(isFlag ? TYPE.byte : type, depth + 1) === undefined) return undefined;
    }
    return "passed over";
  }

  #passOver(length: number): "passed over" | undefined {
    if (!(length >= 0 && this.at + length <= this.#bytes.length)) return undefined;
    this.at += length;
    return "passed over";
  }

  #byte(): number | undefined {
    return this.#bytes[this.at++];
  }

  /** NaN where it does not end. */
  #varint(): number {
    let value = 0;
    for (let shift = 0; shift < 70; shift += 7) {
      const byte = this.#byte();
      if (byte === undefined) return NaN;
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
    return NaN;
  }

  #zigzag(): number {
    const value = this.#varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }
}
