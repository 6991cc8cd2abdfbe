/**
 * The whole log of an account: what was put aside, in order, and the file that is written to.
 *
 * @module
 */
import { exists } from "../lib/files.ts";
import { rotatedFiles } from "./log_file.ts";

/** A whole log, and where its lines stand. */
export interface WholeLog {
  readonly text: string;
  readonly files: readonly { readonly path: string; readonly lines: number }[];
}

/** Reads all files of a log; throws as the file system does. */
export function readWholeLog(path: string): WholeLog {
  const paths = [...rotatedFiles(path).map((file) => file.path), ...exists(path) ? [path] : []];
  const texts = paths.map((each) => Deno.readTextFileSync(each));
  return {
    text: texts.join(""),
    files: paths.map((each, index) => ({ path: each, lines: (texts[index] ?? "").split("\n").length - 1 })),
  };
}

/** The file and line of a line of the whole log. */
export function placeOf({ files }: WholeLog, line: number): string {
  let before = 0;
  for (const { path, lines } of files) {
    if (line <= before + lines) return `${path}:${line - before}`;
    before += lines;
  }
  return `${files.at(-1)?.path ?? "log"}:${line - before + (files.at(-1)?.lines ?? 0)}`;
}
