/**
 * What a feature is: a name, a number of a situation, and how it behaves.
 *
 * @module
 */

/** One feature of a sport. */
export interface Feature<Situation> {
  readonly name: string;
  /** What it is, in one line, with its unit. */
  readonly says: string;
  /** Its number; NaN where it is not known. Nothing is allocated. */
  readonly of: (situation: Situation) => number;
  /**
   * What it is in the mirror (home and away exchanged): the same number, its negative, the number of another feature, or
   * its complement to 1.
   */
  readonly mirrored: "same" | "negated" | "complement" | { readonly as: string };
  /**
   * Where the chance of the team that is looked from (home in the NBA, the team with the ball in the NFL) may move one way
   * only as it grows: 1 up, −1 down.
   */
  readonly monotone?: 1 | -1;
}
