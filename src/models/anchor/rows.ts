/**
 * What an anchor is fitted to.
 *
 * @module
 */

/** Rows to fit to. */
export interface AnchorRows {
  /** Seconds left, rising. */
  readonly knots: readonly number[];
  readonly terms: readonly string[];
  /** Seconds left, by row. */
  readonly left: Float64Array;
  /** A column a term, in the order of `terms`. */
  readonly values: readonly Float64Array[];
  /** 1 where the team of the row's view won, 0 where not. */
  readonly labels: Uint8Array | Float32Array;
  /** How much a row counts; 1 each where there are none. */
  readonly weights?: Float64Array;
  /** Logits that are given before the anchor adds to them; 0 each where there are none. */
  readonly offsets?: Float64Array;
}
