/**
 * NBA rows as a table: twelve bytes a row beside what all tables have.
 *
 * @module
 */
import { LEAGUE_INFO } from "../../core/game/leagues.ts";
import type { BallSide } from "../../core/game/basketball_possession.ts";
import type { Situation } from "../situation/situation.ts";
import type { Mended, PlayTable, TableGame } from "./play_table.ts";
import { seasonsAndLabels } from "./table_games.ts";

const { periods, periodSeconds } = LEAGUE_INFO.nba.regulation;

/** Takes rows in their order; `table` makes the table of them. */
export class NbaRows {
  readonly #gameOf: Int32Array;
  readonly #period: Uint8Array;
  readonly #clock: Float32Array;
  readonly #diff: Int16Array;
  readonly #ball: Int8Array;
  #rows = 0;

  /** @param most rows that may come */
  constructor(most: number) {
    this.#gameOf = new Int32Array(most);
    this.#period = new Uint8Array(most);
    this.#clock = new Float32Array(most);
    this.#diff = new Int16Array(most);
    this.#ball = new Int8Array(most);
  }

  add(game: number, period: number, clock: number, diff: number, ball: BallSide): void {
    const row = this.#rows++;
    this.#gameOf[row] = game;
    this.#period[row] = period;
    this.#clock[row] = clock;
    this.#diff[row] = diff;
    this.#ball[row] = ball;
  }

  table(games: readonly TableGame[], mended: Mended): PlayTable {
    const rows = this.#rows;
    const [period, clock, diff, ball] = [this.#period, this.#clock, this.#diff, this.#ball];
    const gameOf = this.#gameOf.subarray(0, rows);
    const pregame = new Float64Array(games.length);
    return {
      sport: "nba",
      rows,
      games,
      gameOf,
      ...seasonsAndLabels(games, gameOf),
      source: "none",
      pregame,
      mended,
      situation(row: number, into: Situation): void {
        if (into.sport !== "nba") {
          throw new TypeError("Cannot write a moment of the NBA as one of another sport");
        }
        const number = period[row] ?? 0;
        const seconds = clock[row] ?? 0;
        into.diff = diff[row] ?? 0;
        into.period = number;
        into.overtime = number > periods;
        into.left = number > periods ? seconds : (periods - number) * periodSeconds + seconds;
        const side = ball[row] ?? 0;
        into.possession = side === 0 ? 0 : side > 0 ? 1 : -1;
        into.pregame = pregame[gameOf[row] ?? 0] ?? 0;
        into.homeTimeouts = NaN;
        into.awayTimeouts = NaN;
        into.homeBonus = NaN;
        into.awayBonus = NaN;
      },
    };
  }
}
