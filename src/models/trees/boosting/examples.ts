/**
 * Examples are held against what trees can be grown from before any is grown: what is wrong here is a mistake of the program.
 *
 * @module
 */
import type { Direction, Examples, Matrix } from "./options.ts";

function refused(what: string): RangeError {
  return new RangeError(`Cannot grow trees: ${what}`);
}

/** @throws {RangeError} for anything that is no example, or not of these columns */
export function checkExamples(examples: Examples, what: string, names: readonly string[]): void {
  const { matrix, labels, baseMargins, weights } = examples;
  const { rows } = matrix;
  if (!Number.isInteger(rows) || rows < 1) throw refused(`expected ${what}, there are none`);
  if (matrix.names.join("\n") !== names.join("\n") || matrix.columns.length !== names.length) {
    throw refused(
      `expected the ${what} to have the columns ${names.join(", ")}, was ${matrix.names.join(", ")}`,
    );
  }
  const lengths = { labels, ...baseMargins && { baseMargins }, ...weights && { weights } };
  for (const [name, values] of Object.entries(lengths)) {
    if (values.length !== rows) {
      throw refused(`expected ${name} of ${rows} ${what}, was ${values.length}`);
    }
  }
  checkValues(labels, (label) => label >= 0 && label <= 1, "a label from 0 to 1");
  if (weights !== undefined) checkValues(weights, (weight) => weight >= 0, "a weight of at least 0");
  if (baseMargins !== undefined) checkValues(baseMargins, () => true, "a base margin");
  checkColumns(matrix);
}

function checkValues(values: ArrayLike<number>, isGood: (value: number) => boolean, what: string): void {
  for (let row = 0; row < values.length; row++) {
    const value = values[row] ?? NaN;
    if (!Number.isFinite(value) || !isGood(value)) {
      throw refused(`expected ${what}, was ${value} in row ${row}`);
    }
  }
}

/** A value may be missing, but not infinite: no file of a model could hold a split by it. */
function checkColumns({ names, columns, rows }: Matrix): void {
  for (const [index, column] of columns.entries()) {
    if (column.length !== rows) throw refused(`expected ${rows} of ${names[index]}, was ${column.length}`);
    for (let row = 0; row < rows; row++) {
      const value = Math.fround(column[row] ?? NaN);
      if (value === Infinity || value === -Infinity) {
        throw refused(`expected ${names[index]} to be finite or missing, was ${column[row]} in row ${row}`);
      }
    }
  }
}

/** @throws {RangeError} unless there is one direction for each column */
export function checkMonotone(monotone: readonly Direction[] | undefined, columns: number): void {
  if (monotone !== undefined && monotone.length !== columns) {
    throw refused(`expected ${columns} monotone directions, was ${monotone.length}`);
  }
}
