/**
 * The home team's chance in the NBA.
 *
 * @module
 */
import { type NbaSituation, newNbaSituation } from "../situation/nba.ts";
import { clippedChance, type Judge } from "./judge.ts";
import type { EndRule } from "./model.ts";
import type { PartMargins } from "./part_margins.ts";
import { overtimeAfter, pointsInReach } from "./rules_nba.ts";

/** Of a lead that is out of reach. */
const OUT_OF_REACH = 0.9995;

/** Asks parts about moments of the NBA. */
export class NbaJudge implements Judge<NbaSituation> {
  rule: EndRule | undefined;
  readonly #overtime = newNbaSituation();

  chance(situation: NbaSituation, margins: PartMargins): number {
    const { diff, left } = situation;
    this.rule = undefined;
    if (left > 0) return this.#bounded(clippedChance(margins.margin(situation)), diff, left);
    if (diff === 0) {
      this.rule = "overtime_next";
      return clippedChance(margins.margin(overtimeAfter(situation, this.#overtime)));
    }
    this.rule = "final";
    return diff > 0 ? 1 : 0;
  }

  #bounded(chance: number, diff: number, left: number): number {
    if (Math.abs(diff) <= pointsInReach(left)) return chance;
    this.rule = "out_of_reach";
    return diff > 0 ? Math.max(chance, OUT_OF_REACH) : Math.min(chance, 1 - OUT_OF_REACH);
  }
}
