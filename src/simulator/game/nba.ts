/**
 * Generates a basketball game, possession by possession.
 *
 * About 100 possessions and 112 points a team. Shot, foul and turnover rates are those of a usual season, rounded;
 * players, substitutions and reviews are left out.
 *
 * @module
 */
import type { TeamSide } from "../../core/game/game.ts";
import type { Random } from "../../core/numbers/prng.ts";
import { opponent, type Timeline } from "./timeline.ts";

const REGULAR_PERIODS = 4;
const TURNOVER = 0.128;
const SHOOTING_FOUL = 0.098;
const THREE_SHARE = 0.41;
const TWO_MADE = 0.545;
const THREE_MADE = 0.36;
const FREE_THROW_MADE = 0.78;
const OFFENSIVE_REBOUND = 0.235;
const COMMON_FOUL = 0.11;
/** Shooting percentage for a point of edge over a whole game: about 100 possessions share it. */
const MADE_BY_EDGE_POINT = 0.0056;
/** The ball is worth half of a possession's points: the other team would have had it as likely. */
const BALL_POINTS = 0.55;
const QUARTER_BREAK_SECONDS = 130;
const HALF_TIME_SECONDS = 900;
const TIMEOUT_SECONDS = 135;
/** Minutes left at which the league takes a time-out if no team has. */
const MANDATORY_TIMEOUTS = [420, 180];

/** One game's state beyond the timeline. */
class Basketball {
  readonly #timeline: Timeline;
  readonly #random: Random;
  #fouls: Record<TeamSide, number> = { home: 0, away: 0 };
  #mandatoryLeft: number[] = [];

  constructor(timeline: Timeline, random: Random) {
    this.#timeline = timeline;
    this.#random = random;
    timeline.possessionValue = BALL_POINTS;
    timeline.bonus = { home: false, away: false };
  }

  play(): void {
    const game = this.#timeline;
    const tip = this.#random.pick(["home", "away"]) as TeamSide;
    while (game.period < REGULAR_PERIODS || game.lead === 0) {
      this.#startPeriod(tip);
      while (game.secondsLeft > 0) this.#possession();
      this.#endPeriod();
    }
  }

  #startPeriod(tip: TeamSide): void {
    const game = this.#timeline;
    game.startPeriod();
    this.#fouls = { home: 0, away: 0 };
    game.bonus = { home: false, away: false };
    this.#mandatoryLeft = game.overtime ? [] : [...MANDATORY_TIMEOUTS];
    const first = game.overtime ? this.#random.pick(["home", "away"]) as TeamSide : tip;
    game.possession = game.period === 1 || game.period === 4 || game.overtime ? first : opponent(first);
    game.report(game.period === 1 || game.overtime ? "Tip-off" : `Start of quarter ${game.period}`);
  }

  #endPeriod(): void {
    const game = this.#timeline;
    if (game.period >= REGULAR_PERIODS && game.lead !== 0) {
      game.wait(3);
      game.report("End of game", "final");
      return;
    }
    game.report(game.overtime ? "End of overtime" : `End of quarter ${game.period}`, "break");
    game.wait(game.period === 2 ? HALF_TIME_SECONDS : QUARTER_BREAK_SECONDS);
  }

  #possession(): void {
    const game = this.#timeline;
    const offence = game.possession;
    if (this.#intentionalFoul(offence)) return;
    const desired = this.#random.normal(12.3, 4.5);
    const late = game.secondsLeft < 26 && this.#random.chance(0.7);
    // The last possession of a period is held for the last shot.
    game.run(late ? game.secondsLeft - this.#random.next() * 1.5 : Math.min(24, Math.max(3, desired)));
    this.#attempt(offence);
  }

  #attempt(offence: TeamSide): void {
    const game = this.#timeline;
    const random = this.#random;
    if (random.chance(COMMON_FOUL)) {
      this.#foul(opponent(offence));
      game.wait(random.normal(34, 6));
      if (game.bonus?.[offence] === true) return this.#freeThrows(offence, 2);
      game.report(`Foul on ${game.nameOf(opponent(offence))}`);
      this.#deadBall(offence);
      return;
    }
    if (random.chance(TURNOVER)) return this.#turnover(offence);
    if (random.chance(SHOOTING_FOUL)) {
      this.#foul(opponent(offence));
      game.wait(random.normal(40, 6));
      return this.#freeThrows(offence, random.chance(0.9) ? 2 : 3);
    }
    this.#shot(offence);
  }

  #shot(offence: TeamSide): void {
    const game = this.#timeline;
    const random = this.#random;
    const three = random.chance(THREE_SHARE);
    const made = (three ? THREE_MADE : TWO_MADE) + game.edgeOf(offence) * MADE_BY_EDGE_POINT;
    if (random.chance(made)) {
      game.add(offence, three ? 3 : 2);
      game.possession = opponent(offence);
      game.report(`${game.nameOf(offence)} makes a ${three ? "three-pointer" : "two-pointer"}`);
      if (game.secondsLeft < 60) game.wait(4);
      this.#mandatoryTimeout();
      return;
    }
    const again = random.chance(OFFENSIVE_REBOUND);
    game.run(1.2);
    if (!again) game.possession = opponent(offence);
    game.report(
      `${game.nameOf(offence)} misses a ${three ? "three-pointer" : "two-pointer"}, rebound ${
        game.nameOf(game.possession)
      }`,
    );
    if (again && game.secondsLeft > 0) {
      game.run(Math.max(1, random.normal(5.5, 2.5)));
      this.#attempt(offence);
    }
  }

  #turnover(offence: TeamSide): void {
    const game = this.#timeline;
    const outOfBounds = this.#random.chance(0.45);
    game.possession = opponent(offence);
    game.report(`Turnover by ${game.nameOf(offence)}`);
    if (outOfBounds) {
      game.wait(22);
      this.#deadBall(opponent(offence));
    }
  }

  #freeThrows(shooter: TeamSide, count: number): void {
    const game = this.#timeline;
    for (let shot = 1; shot <= count; shot++) {
      const made = this.#random.chance(FREE_THROW_MADE);
      game.wait(14);
      if (shot === count) game.possession = opponent(shooter);
      if (made) game.add(shooter, 1);
      game.report(`${game.nameOf(shooter)} ${made ? "makes" : "misses"} free throw ${shot} of ${count}`);
    }
    this.#mandatoryTimeout();
  }

  #foul(by: TeamSide): void {
    this.#fouls[by]++;
    const game = this.#timeline;
    const bonusAfter = game.overtime ? 4 : 5;
    if (game.bonus !== undefined && this.#fouls[by] >= bonusAfter) game.bonus[opponent(by)] = true;
  }

  /** A team that is behind with no time left stops the clock with a foul. */
  #intentionalFoul(offence: TeamSide): boolean {
    const game = this.#timeline;
    const behind = (offence === "home" ? 1 : -1) * game.lead;
    const late = game.period >= REGULAR_PERIODS && game.secondsLeft < 32 && game.secondsLeft > 1;
    if (!late || behind < 1 || behind > 8) return false;
    game.run(Math.min(game.secondsLeft - 0.3, 1.5 + this.#random.next() * 3));
    this.#foul(opponent(offence));
    game.wait(35);
    this.#freeThrows(offence, 2);
    return true;
  }

  #deadBall(offence: TeamSide): void {
    const game = this.#timeline;
    if (this.#mandatoryTimeout()) return;
    const close = Math.abs(game.lead) <= 8 && game.period >= REGULAR_PERIODS && game.secondsLeft < 120;
    if (this.#random.chance(close ? 0.4 : 0.04)) this.#timeout(offence);
  }

  #mandatoryTimeout(): boolean {
    const due = this.#mandatoryLeft[0];
    const game = this.#timeline;
    if (due === undefined || game.secondsLeft > due || game.secondsLeft <= 0) return false;
    this.#mandatoryLeft.shift();
    return this.#timeout(this.#random.pick(["home", "away"]) as TeamSide);
  }

  #timeout(preferred: TeamSide): boolean {
    const game = this.#timeline;
    const team = game.timeouts[preferred] > 0 ? preferred : opponent(preferred);
    if (game.timeouts[team] === 0 || game.secondsLeft <= 0) return false;
    game.timeouts[team]--;
    game.report(`Time-out ${game.nameOf(team)}`);
    game.wait(TIMEOUT_SECONDS);
    return true;
  }
}

/** Plays a basketball game on the timeline to its end. */
export function playBasketball(timeline: Timeline, random: Random): void {
  new Basketball(timeline, random).play();
}
