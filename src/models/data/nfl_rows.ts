/**
 * NFL rows as a table.
 *
 * @module
 */
import { LEAGUE_INFO } from "../../core/game/leagues.ts";
import type { NflSituation } from "../situation/nfl.ts";
import type { Situation } from "../situation/situation.ts";
import type { Mended, PlayTable, TableGame } from "./play_table.ts";
import { seasonsAndLabels } from "./table_games.ts";

const { periods, periodSeconds } = LEAGUE_INFO.nfl.regulation;

/** A row; what is not known of time-outs is −1. */
export interface NflRow {
  readonly game: number;
  readonly quarter: number;
  readonly clock: number;
  readonly ballHome: boolean;
  readonly diff: number;
  readonly down: number;
  readonly toGo: number;
  readonly yards: number;
  readonly own: number;
  readonly other: number;
  readonly secondHalfKick: 1 | 0 | -1;
  /** nflfastR's chance of the team with the ball. */
  readonly reference: number;
}

/** Takes rows in their order; `table` makes the table of them. */
export class NflRows {
  readonly #gameOf: Int32Array;
  readonly #quarter: Uint8Array;
  readonly #clock: Int16Array;
  readonly #ballHome: Uint8Array;
  readonly #diff: Int16Array;
  readonly #down: Uint8Array;
  readonly #toGo: Uint8Array;
  readonly #yards: Uint8Array;
  readonly #own: Int8Array;
  readonly #other: Int8Array;
  readonly #kick: Int8Array;
  readonly #reference: Float32Array;
  #rows = 0;

  /** @param most rows that may come */
  constructor(most: number) {
    this.#gameOf = new Int32Array(most);
    this.#quarter = new Uint8Array(most);
    this.#clock = new Int16Array(most);
    this.#ballHome = new Uint8Array(most);
    this.#diff = new Int16Array(most);
    this.#down = new Uint8Array(most);
    this.#toGo = new Uint8Array(most);
    this.#yards = new Uint8Array(most);
    this.#own = new Int8Array(most);
    this.#other = new Int8Array(most);
    this.#kick = new Int8Array(most);
    this.#reference = new Float32Array(most);
  }

  add(each: NflRow): void {
    const row = this.#rows++;
    this.#gameOf[row] = each.game;
    this.#quarter[row] = each.quarter;
    this.#clock[row] = each.clock;
    this.#ballHome[row] = each.ballHome ? 1 : 0;
    this.#diff[row] = each.diff;
    this.#down[row] = each.down;
    this.#toGo[row] = each.toGo;
    this.#yards[row] = each.yards;
    this.#own[row] = each.own;
    this.#other[row] = each.other;
    this.#kick[row] = each.secondHalfKick;
    this.#reference[row] = each.ballHome ? each.reference : 1 - each.reference;
  }

  table(games: readonly TableGame[], mended: Mended, hasReference: boolean): PlayTable {
    const gameOf = this.#gameOf.subarray(0, this.#rows);
    const pregame = new Float64Array(games.length);
    return {
      sport: "nfl",
      rows: this.#rows,
      games,
      gameOf,
      ...seasonsAndLabels(games, gameOf),
      ...(hasReference ? { reference: this.#reference.subarray(0, this.#rows) } : {}),
      source: "none",
      pregame,
      mended,
      situation: (row: number, into: Situation): void => {
        if (into.sport !== "nfl") {
          throw new TypeError("Cannot write a moment of the NFL as one of another sport");
        }
        into.pregame = pregame[gameOf[row] ?? 0] ?? 0;
        this.#write(row, into);
      },
    };
  }

  #write(row: number, into: NflSituation): void {
    const quarter = this.#quarter[row] ?? 0;
    const clock = this.#clock[row] ?? 0;
    const overtime = quarter > periods;
    const half = quarter <= periods / 2 ? 1 : 2;
    into.ballHome = this.#ballHome[row] === 1;
    into.diff = this.#diff[row] ?? 0;
    into.left = overtime ? clock : (periods - quarter) * periodSeconds + clock;
    into.halfLeft = overtime ? clock : (periods / 2 * half - quarter) * periodSeconds + clock;
    into.half = half;
    into.overtime = overtime;
    into.down = this.#down[row] ?? 0;
    into.toGo = this.#toGo[row] ?? 0;
    into.yardsToGoal = this.#yards[row] ?? 0;
    into.ownTimeouts = known(this.#own[row]);
    into.otherTimeouts = known(this.#other[row]);
    const kick = this.#kick[row] ?? 0;
    into.secondHalfKick = kick === 0 ? 0 : kick > 0 ? 1 : -1;
  }
}

function known(timeouts: number | undefined): number {
  return timeouts === undefined || timeouts < 0 ? NaN : timeouts;
}
