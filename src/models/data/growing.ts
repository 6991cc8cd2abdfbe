/**
 * Typed arrays that grow, and the order of rows by game.
 *
 * @module
 */

type Numbers = Uint8Array | Int8Array | Int16Array | Int32Array | Float32Array | Float64Array;

/** An array of the same kind with room for more, twice what it had at least; the same one where it has room. */
export function grown<A extends Numbers>(array: A, length: number): A {
  if (array.length >= length) return array;
  const kind = array.constructor as new (length: number) => A;
  const longer = new kind(Math.max(length, 2 * array.length, 1024));
  longer.set(array);
  return longer;
}

/** Rows in the order of their games, within a game as they came; and where each game begins, with the end at last. */
export interface RowsByGame {
  readonly order: Int32Array;
  readonly starts: Int32Array;
}

/** Sorts rows by game: rows of one game may stand anywhere, and in several files. */
export function rowsByGame(gameOf: Int32Array, rows: number, games: number): RowsByGame {
  const starts = new Int32Array(games + 1);
  for (let row = 0; row < rows; row++) {
    const game = gameOf[row] ?? 0;
    starts[game + 1] = (starts[game + 1] ?? 0) + 1;
  }
  for (let game = 0; game < games; game++) {
    starts[game + 1] = (starts[game + 1] ?? 0) + (starts[game] ?? 0);
  }
  const next = starts.slice();
  const order = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    const game = gameOf[row] ?? 0;
    const place = next[game] ?? 0;
    order[place] = row;
    next[game] = place + 1;
  }
  return { order, starts };
}

/**
 * Rows of one game that were not there before: the first of those that are the same in every column.
 *
 * @param rows indices of the game's rows, in their order
 * @param columns what rows are compared by
 */
export function distinctRows(rows: Int32Array, columns: readonly Numbers[]): Int32Array {
  const kept = new Int32Array(rows.length);
  let count = 0;
  const size = 1 << (32 - Math.clz32(2 * rows.length));
  const table = new Int32Array(size).fill(-1);
  for (const row of rows) {
    let slot = hashOf(row, columns) & (size - 1);
    let known = table[slot] ?? -1;
    while (known >= 0 && !isSame(known, row, columns)) {
      slot = (slot + 1) & (size - 1);
      known = table[slot] ?? -1;
    }
    if (known >= 0) continue;
    table[slot] = row;
    kept[count++] = row;
  }
  return kept.subarray(0, count);
}

function hashOf(row: number, columns: readonly Numbers[]): number {
  let hash = 0x811c9dc5;
  for (const column of columns) {
    // Clocks have tenths.
    hash = Math.imul(hash ^ Math.round((column[row] ?? 0) * 100), 0x01000193);
    hash ^= hash >>> 15;
  }
  return hash >>> 0;
}

function isSame(a: number, b: number, columns: readonly Numbers[]): boolean {
  // NaN, what a column does not know, is the same as NaN.
  return columns.every((column) => Object.is(column[a], column[b]));
}
