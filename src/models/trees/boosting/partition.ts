/**
 * Which rows go which way at a split.
 *
 * @module
 */

/** A table of all bins: 1 for those that go left. */
export function goesLeft(bound: number, missingBin: number, missingLeft: boolean): Uint8Array {
  const table = new Uint8Array(256).fill(1, 0, bound);
  table[missingBin] = missingLeft ? 1 : 0;
  return table;
}

/**
 * Puts the rows that go left before those that go right; each side keeps its order.
 *
 * @param rows numbers of rows, of which those from `from` up to `to` are the node's
 * @param spare room for as many numbers as the node has rows
 * @returns where the right side begins
 */
export function partitionRows(
  rows: Int32Array,
  from: number,
  to: number,
  bins: Uint8Array,
  left: Uint8Array,
  spare: Int32Array,
): number {
  let next = from;
  let aside = 0;
  for (let index = from; index < to; index++) {
    const row = rows[index] as number;
    const isLeft = left[bins[row] as number] as number;
    // Written to both sides, kept on one: no branch to be guessed wrong. `next` never passes `index`.
    rows[next] = row;
    spare[aside] = row;
    next += isLeft;
    aside += 1 - isLeft;
  }
  for (let index = 0; index < aside; index++) rows[next + index] = spare[index] as number;
  return next;
}
