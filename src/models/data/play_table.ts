/**
 * Plays of many games as columns, with who won.
 *
 * @module
 */
import type { PregameSource } from "../situation/pregame.ts";
import type { Situation } from "../situation/situation.ts";
import type { Sport } from "../situation/sport.ts";

/** One game of a table. */
export interface TableGame {
  /** The league's own id, the NBA's with its leading zeros: `0022000001`. nflverse's in the NFL: `2020_01_ARI_SF`. */
  readonly id: string;
  /** The year in which an NFL season begins and an NBA season ends, as the data has it. */
  readonly season: number;
  /** US date, `YYYY-MM-DD`. */
  readonly date: string;
  readonly playoffs: boolean;
  /** Team codes as the data has them. */
  readonly home: string;
  readonly away: string;
  readonly homeScore: number;
  readonly awayScore: number;
  readonly homeWin: boolean;
  /** Logit of home's chance by the closing line; NaN where the data has no line. */
  readonly closingLogit: number;
}

/** What was left out or put right while reading. */
export interface Mended {
  /** Rows that were there before, to the last column. */
  readonly duplicates: number;
  /** Rows of kinds that are not used: NBA blocks and steals, whose scores are stale; NFL plays that are no scrimmage plays. */
  readonly otherKinds: number;
  /** Rows whose score was below an earlier one of the game, raised to it. */
  readonly scoresRaised: number;
  /** Games without a winner, and their rows. */
  readonly ties: number;
  readonly rowsOfTies: number;
}

/** Plays of many games; the rows of a game follow each other, in the order in which they were played. */
export interface PlayTable {
  readonly sport: Sport;
  readonly rows: number;
  readonly games: readonly TableGame[];
  /** Index in `games`, by row. */
  readonly gameOf: Int32Array;
  /** By row. */
  readonly seasons: Int16Array;
  /** 1 where the home team won, by row. */
  readonly label: Uint8Array;
  /** Home's chance by the model that came with the data (nflfastR's `wp`), by row. */
  readonly reference?: Float32Array;
  /** Where the pregame numbers are from. */
  readonly source: PregameSource;
  /** Logit of home's chance before the game, by game; 0 where the source is `none`. */
  readonly pregame: Float64Array;
  readonly mended: Mended;
  /**
   * Writes the moment of a row, pregame number included, into an object; nothing is allocated.
   *
   * @throws {TypeError} where the object is of another sport
   */
  situation(row: number, into: Situation): void;
}
