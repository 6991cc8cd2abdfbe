/**
 * The home team's chance in the NFL.
 *
 * @module
 */
import { newNflSituation, type NflSituation } from "../situation/nfl.ts";
import { clippedChance, type Judge } from "./judge.ts";
import type { EndRule } from "./model.ts";
import type { PartMargins } from "./part_margins.ts";
import { canKneelOut, overtimeAfter, pointsInReach } from "./rules_nfl.ts";

/**
 * Of a lead with no time left, not 1: a foul by the defence gives an untimed down. Among 115,104 plays of 2020–2022 one was
 * such (2021, NYG at WAS), and won the game.
 */
const FINAL = 0.9999;
/** Of a lead that is out of reach. */
const OUT_OF_REACH = 0.998;
/** Of a lead that can be knelt out: a snap is fumbled, or the clock was wrong. */
const KNEEL_OUT = 0.995;

/** Asks parts about moments of the NFL. */
export class NflJudge implements Judge<NflSituation> {
  rule: EndRule | undefined;
  readonly #overtime = newNflSituation();

  chance(situation: NflSituation, margins: PartMargins): number {
    const { ballHome, diff, left, toGo } = situation;
    this.rule = undefined;
    // A try is played with no time left, too.
    const isOver = left === 0 && toGo > 0;
    if (isOver && diff === 0) {
      this.rule = "overtime_next";
      const receives = clippedChance(margins.margin(overtimeAfter(situation, true, this.#overtime)));
      const kicks = 1 - clippedChance(margins.margin(overtimeAfter(situation, false, this.#overtime)));
      return (receives + kicks) / 2;
    }
    if (isOver) {
      this.rule = "final";
      return diff > 0 === ballHome ? FINAL : 1 - FINAL;
    }
    const chance = this.#bounded(situation, clippedChance(margins.margin(situation)));
    return ballHome ? chance : 1 - chance;
  }

  /** The chance of the team with the ball, after the rules of the end. */
  #bounded(situation: NflSituation, chance: number): number {
    const { diff, left } = situation;
    let bounded = chance;
    if (diff > 0 && canKneelOut(situation)) {
      this.rule = "kneel_out";
      bounded = Math.max(bounded, KNEEL_OUT);
    }
    if (Math.abs(diff) > pointsInReach(left)) {
      this.rule = "out_of_reach";
      bounded = diff > 0 ? Math.max(bounded, OUT_OF_REACH) : Math.min(bounded, 1 - OUT_OF_REACH);
    }
    return bounded;
  }
}
