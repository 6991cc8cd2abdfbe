/**
 * The file of the audit log: appended to by several processes, one at a time, each line once.
 *
 * @module
 */
import { exists, PARTIAL_ENDING, splitPath, writeAllSync } from "../lib/files.ts";
import { CHAIN_START, type ChainHead, sequenceOf, splitLine } from "./chain.ts";

/** From this size on a file is put aside, bytes. */
const ROTATE_BYTES = 64 * 1024 * 1024;
/** How much of the end is read at first; doubled until a whole line is in it. */
const TAIL_BYTES = 8 * 1024;

/** The end of a file: its last whole line, and what stands behind it without a line break. */
interface Tail {
  readonly size: number;
  /** Where the last whole line ends. */
  readonly end: number;
  readonly line: string | undefined;
  readonly torn: Uint8Array;
}

/** The file of an account's audit log. */
export class LogFile {
  readonly path: string;
  readonly #rotateBytes: number;
  /** The file as this process left it: while its size is the same, so is its end. */
  #known: { readonly inode: number | null; readonly size: number; readonly last: number } | undefined;

  constructor(path: string, rotateBytes: number = ROTATE_BYTES) {
    this.path = path;
    this.#rotateBytes = rotateBytes;
  }

  /**
   * The last whole line's place in the chain, of the file or of what was put aside last; the start where there is no line, and a
   * mac of nothing where it is no line of a log.
   */
  lastHead(): ChainHead {
    const path = exists(this.path) ? this.path : undefined;
    for (const each of [path, rotatedFiles(this.path).at(-1)?.path]) {
      if (each === undefined) continue;
      using file = Deno.openSync(each, { read: true });
      const { line } = readTail(file);
      if (line !== undefined) return { count: sequenceOf(line) ?? 0, mac: splitLine(line)?.mac ?? "" };
    }
    return CHAIN_START;
  }

  /**
   * Appends lines that the file lacks, under a lock that all processes take.
   *
   * @param linesAfter lines without line breaks that follow the one of a number, in order
   * @returns whether it could: `false` while another process appends
   * @throws as the file system does; what was written by halves is mended by the next call
   */
  append(linesAfter: (sequence: number) => readonly string[]): boolean {
    using file = this.#openLocked();
    if (file === undefined) return false;
    const { ino, size } = file.statSync();
    const known = this.#known;
    let last: number;
    let end = size;
    if (known !== undefined && known.inode === ino && known.size === size) last = known.last;
    else ({ last, end } = this.#mend(file, linesAfter));
    const lines = linesAfter(last);
    if (lines.length === 0) {
      this.#known = { inode: ino, size: end, last };
      return true;
    }
    this.#known = undefined;
    const bytes = new TextEncoder().encode(lines.map((line) => `${line}\n`).join(""));
    file.seekSync(end, Deno.SeekMode.Start);
    writeAllSync(file, bytes);
    last = sequenceOf(lines.at(-1) ?? "") ?? last;
    this.#known = { inode: ino, size: end + bytes.length, last };
    if (end + bytes.length >= this.#rotateBytes) this.#rotate(file, last);
    return true;
  }

  /**
   * Brings the file to the disk.
   *
   * @returns its last line's place in the chain; `undefined` where it has none, or while another process appends
   */
  sync(): ChainHead | undefined {
    if (!exists(this.path)) return undefined;
    using file = this.#openLocked();
    if (file === undefined) return undefined;
    const { line } = readTail(file);
    file.syncSync();
    const count = line === undefined ? undefined : sequenceOf(line);
    const parts = line === undefined ? undefined : splitLine(line);
    return count === undefined || parts === undefined ? undefined : { count, mac: parts.mac };
  }

  /** Takes away a torn line that the next lines begin with: a crash tore it. Anything else stays, for whoever verifies. */
  #mend(
    file: Deno.FsFile,
    linesAfter: (sequence: number) => readonly string[],
  ): { readonly last: number; readonly end: number } {
    const { end, size, line, torn } = readTail(file);
    const last = line === undefined ? this.#lastRotated() : sequenceOf(line) ?? 0;
    if (torn.length === 0) return { last, end };
    const next = new TextEncoder().encode(linesAfter(last)[0] ?? "");
    if (torn.every((byte, index) => byte === next[index])) {
      file.truncateSync(end);
      return { last, end };
    }
    file.seekSync(size, Deno.SeekMode.Start);
    writeAllSync(file, new TextEncoder().encode("\n"));
    return { last, end: size + 1 };
  }

  /**
   * Opens the file that has the name now, another process may have put it aside, and locks it. It does not wait: a process that
   * stands still with the lock must not hold up an order.
   */
  #openLocked(): Deno.FsFile | undefined {
    Deno.mkdirSync(splitPath(this.path).folder, { recursive: true, mode: 0o700 });
    const file = Deno.openSync(this.path, { read: true, write: true, create: true, mode: 0o600 });
    try {
      const isOurs = file.tryLockSync(true) && exists(this.path) &&
        Deno.statSync(this.path).ino === file.statSync().ino;
      if (isOurs) return file;
    } catch (error) {
      file.close();
      throw error;
    }
    file.close();
    return undefined;
  }

  #rotate(file: Deno.FsFile, last: number): void {
    file.syncSync();
    Deno.renameSync(this.path, rotatedPath(this.path, last));
    this.#known = undefined;
  }

  /** The last line of what was put aside last; the name says it. */
  #lastRotated(): number {
    return rotatedFiles(this.path).at(-1)?.last ?? 0;
  }
}

/** A file that was put aside, and the number of its last line. */
export interface RotatedFile {
  readonly path: string;
  readonly last: number;
}

/** The name that a log gets when it is put aside. */
function rotatedPath(path: string, last: number): string {
  return path.replace(/(\.jsonl)?$/, `.${String(last).padStart(12, "0")}.jsonl`);
}

/** What was put aside of a log, oldest first. */
export function rotatedFiles(path: string): readonly RotatedFile[] {
  const { folder, name } = splitPath(path);
  const stem = name.replace(/\.jsonl$/, "");
  if (!exists(folder)) return [];
  return [...Deno.readDirSync(folder)].flatMap((entry) => {
    const [, digits] = entry.name.startsWith(`${stem}.`) && !entry.name.endsWith(PARTIAL_ENDING)
      ? /^\.(\d{12})\.jsonl$/.exec(entry.name.slice(stem.length)) ?? []
      : [];
    return digits === undefined ? [] : [{ path: `${folder}/${entry.name}`, last: Number(digits) }];
  }).sort((a, b) => a.last - b.last);
}

function readTail(file: Deno.FsFile): Tail {
  const { size } = file.statSync();
  for (let wanted = TAIL_BYTES;; wanted *= 2) {
    const start = Math.max(0, size - wanted);
    const bytes = readAt(file, start, size - start);
    const end = bytes.lastIndexOf(0x0a);
    const before = end <= 0 ? -1 : bytes.lastIndexOf(0x0a, end - 1);
    if (start > 0 && (end < 0 || before < 0)) continue;
    const text = (from: number, to: number) => new TextDecoder().decode(bytes.subarray(from, to));
    return {
      size,
      end: start + end + 1,
      line: end < 0 ? undefined : text(before + 1, end),
      torn: bytes.slice(end + 1),
    };
  }
}

function readAt(file: Deno.FsFile, start: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  file.seekSync(start, Deno.SeekMode.Start);
  let read = 0;
  while (read < length) {
    const count = file.readSync(bytes.subarray(read));
    if (count === null) break;
    read += count;
  }
  return bytes.subarray(0, read);
}
