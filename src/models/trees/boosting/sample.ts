/**
 * Which rows and which columns a tree is grown from.
 *
 * @module
 */
import type { Random } from "../../../core/numbers/prng.ts";

/** Rows in rising order, each taken or not. */
export interface RowSample {
  readonly taken: Int32Array;
  readonly left: Int32Array;
}

/** The numbers of all rows. */
export function everyRow(rows: number): Int32Array {
  return numberRows(new Int32Array(rows));
}

function numberRows(all: Int32Array): Int32Array {
  for (let row = 0; row < all.length; row++) all[row] = row;
  return all;
}

/** Draws rows again and again into the same room: a large array a round takes longer to get than to fill. */
export class RowSampler {
  readonly #taken: Int32Array;
  readonly #left: Int32Array;
  readonly #share: number;

  /** @param share with what probability each row is taken */
  constructor(rows: number, share: number) {
    this.#taken = new Int32Array(rows);
    this.#left = new Int32Array(share < 1 ? rows : 0);
    this.#share = share;
  }

  /** Draws the next sample, which holds until another is drawn; nothing is drawn where all rows are taken. */
  draw(random: Random): RowSample {
    const [taken, left, share] = [this.#taken, this.#left, this.#share];
    if (share >= 1) return { taken: numberRows(taken), left };
    let count = 0;
    for (let row = 0; row < taken.length; row++) {
      if (random.next() < share) taken[count++] = row;
      else left[row - count] = row;
    }
    return { taken: taken.subarray(0, count), left: left.subarray(0, taken.length - count) };
  }
}

/** Takes a share of the columns, at least one; in rising order. */
export function sampleColumns(columns: number, share: number, random: Random): Int32Array {
  const all = everyRow(columns);
  const count = Math.max(1, Math.floor(columns * share));
  if (count === columns) return all;
  for (let index = 0; index < count; index++) {
    const other = random.integer(index, columns - 1);
    [all[index], all[other]] = [all[other] ?? 0, all[index] ?? 0];
  }
  return all.subarray(0, count).sort();
}
