/**
 * Where recordings are kept: `<root>/<group>/<date>/<name>/<start>.jsonl`.
 *
 * @module
 */
import { exists, PARTIAL_ENDING, trimFolder } from "../../lib/files.ts";

/** The parts of a recording's place. */
export interface RecordingPlace {
  /** The folder of all recordings. */
  readonly root: string;
  /** League or series, for example `nba` or `KXNBAGAME`. */
  readonly group: string;
  /** Event or market ticker. */
  readonly name: string;
  /** Unix milliseconds; date and file name are made from it, in UTC. */
  readonly startedAt: number;
}

/** The ending of a recording that is being written. */
export const PLAIN_ENDING = ".jsonl";
/** The ending of a recording that was closed. */
export const GZIP_ENDING = ".jsonl.gz";
/** `20261120T203107Z`. */
export function formatStart(startedAt: number): string {
  return new Date(startedAt).toISOString().replace(/\.\d+Z$/, "Z").replaceAll(/[-:]/g, "");
}

/**
 * The folder of a recording.
 *
 * Group and name come from outside, so that anything but letters, digits, `.`, `_` and `-` in them becomes `_`, and they
 * cannot lead out of the root.
 */
export function recordingFolder(place: RecordingPlace): string {
  const date = new Date(place.startedAt).toISOString().slice(0, 10);
  return [trimFolder(place.root), segment(place.group), date, segment(place.name)].join("/");
}

function segment(text: string): string {
  const safe = text.replaceAll(/[^A-Za-z0-9._-]/g, "_").slice(0, 120);
  return /^\.*$/.test(safe) ? "_" : safe;
}

/**
 * File names without ending, in the order to try: the start, then the start and a counter.
 *
 * @param startedAt Unix milliseconds
 */
export function* candidateStems(startedAt: number): Generator<string> {
  const start = formatStart(startedAt);
  yield start;
  for (let counter = 2; counter < 10_000; counter++) yield `${start}-${counter}`;
}

/**
 * Creates a new file at the first free name of a place; no file is ever overwritten.
 *
 * @param ending what the new file's name ends in; a name counts as taken when any of a recording's endings is there
 * @returns the open file, its path, and the path without any ending
 * @throws whatever the file system says, such as {@linkcode Deno.errors.PermissionDenied}
 */
export function createFree(place: RecordingPlace, ending: string): NewFile {
  const folder = recordingFolder(place);
  Deno.mkdirSync(folder, { recursive: true });
  return createFreeIn(folder, place.startedAt, ending);
}

/** A new file, and its name with and without ending. */
export interface NewFile {
  readonly file: Deno.FsFile;
  readonly path: string;
  /** The path without any ending. */
  readonly stem: string;
}

/**
 * Creates a new file at the first free name in a folder that is there; see {@linkcode createFree}.
 *
 * @param startedAt Unix milliseconds; the name is made from it
 */
export function createFreeIn(folder: string, startedAt: number, ending: string): NewFile {
  for (const name of candidateStems(startedAt)) {
    const stem = `${folder}/${name}`;
    const endings = [PLAIN_ENDING, GZIP_ENDING, GZIP_ENDING + PARTIAL_ENDING];
    if (endings.some((taken) => exists(stem + taken))) continue;
    try {
      const path = stem + ending;
      return { file: Deno.openSync(path, { write: true, createNew: true }), path, stem };
    } catch (error) {
      if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    }
  }
  throw new Deno.errors.AlreadyExists(`no free name for ${formatStart(startedAt)} in ${folder}`);
}

/** The path without a recording's ending; `undefined` where it has none, or is a file of decisions. */
export function stemOf(path: string): string | undefined {
  const stem = /^(.+)\.jsonl(?:\.gz)?$/s.exec(path)?.[1];
  return stem === undefined || stem.endsWith(".decisions") ? undefined : stem;
}

/**
 * The file of a recording: the gzipped one, which is there only when it is whole; else the plain one.
 *
 * @param stem the path without ending
 * @returns `undefined` where neither is there
 */
export function recordingFile(stem: string): string | undefined {
  return [GZIP_ENDING, PLAIN_ENDING].map((ending) => stem + ending).find(exists);
}
