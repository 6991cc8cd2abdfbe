/**
 * Sums of gradients by bin: where most of the training's time goes.
 *
 * A histogram holds two numbers a place, the sums of first and second derivatives. 64-bit sums: those of 32 bits are no
 * faster and lose what many rows add up to.
 *
 * @module
 */

/**
 * Sums up the gradients of a node's rows by bin.
 *
 * @param places a place for each column of each row
 * @param width how many columns
 * @param gradients two numbers a row
 * @param rows numbers of rows, of which those from `from` up to `to` are the node's
 * @param out two numbers a place; what it held is overwritten
 */
export function fillHistogram(
  places: Uint16Array,
  width: number,
  gradients: Float64Array,
  rows: Int32Array,
  from: number,
  to: number,
  out: Float64Array,
): void {
  out.fill(0);
  for (let index = from; index < to; index++) {
    const row = rows[index] as number;
    const first = gradients[2 * row] as number;
    const second = gradients[2 * row + 1] as number;
    const start = row * width;
    const end = start + width;
    for (let at = start; at < end; at++) {
      const place = (places[at] as number) << 1;
      out[place] = (out[place] as number) + first;
      out[place + 1] = (out[place + 1] as number) + second;
    }
  }
}

/** Takes one child's histogram off its parent's, which leaves the other child's. */
export function subtractHistogram(parent: Float64Array, child: Float64Array): void {
  for (let at = 0; at < parent.length; at++) parent[at] = (parent[at] as number) - (child[at] as number);
}
