/**
 * What can be wrong with a file of plays, on its way up to `read_file.ts`, which makes a refusal of it.
 *
 * @module
 */

/** Why reading stops: a code for programs and what is wrong, without the file's name. */
export class FileFault extends Error {
  override readonly name = "FileFault";

  constructor(readonly code: string, message: string, options?: ErrorOptions) {
    super(message, options);
  }
}

/** The file is cut off, damaged, or not what it says. */
export function damaged(what: string, cause?: unknown): FileFault {
  return new FileFault("unreadable_file", what, { cause });
}

/** A cell that cannot be what its column wants; `row` counts from 0. */
export function badCell(row: number, column: string, expected: string, was: string): FileFault {
  return new FileFault("bad_value", `row ${row + 1}: ${column} must be ${expected}, was ${was.slice(0, 40)}`);
}

/** Needed columns are not there. */
export function missingColumns(missing: readonly string[], there: readonly string[]): FileFault {
  const shown = there.slice(0, 30).join(", ") + (there.length > 30 ? ", …" : "");
  const words = missing.length === 1 ? "column" : "columns";
  return new FileFault(
    "missing_column",
    `no ${words} ${missing.join(", ")} (it has ${shown === "" ? "none" : shown})`,
  );
}
