/**
 * Generates a football game, play by play.
 *
 * Drives of about six plays, some 23 points a team. The clock stops after incomplete passes, scores, changes of
 * possession and (by chance) runs out of bounds, and at the two-minute warning; penalties, challenges, onside kicks
 * and returns are left out. Overtime goes on until one team leads, as in the play-offs.
 *
 * @module
 */
import type { TeamSide } from "../../core/game/game.ts";
import type { Random } from "../../core/numbers/prng.ts";
import { choosePlay, fieldGoalChance, playResult } from "./nfl_plays.ts";
import { opponent, type Timeline } from "./timeline.ts";

const REGULAR_PERIODS = 4;
const KICKOFF_YARDS_TO_GOAL = 69;
const CONVERSION_MADE = 0.945;
const BETWEEN_PLAYS_SECONDS = 30;
const SPOT_SECONDS = 32;
const COMMERCIAL_SECONDS = 140;
const HALF_TIME_SECONDS = 790;
const TWO_MINUTES = 120;

/** Points that the ball is worth, first and ten, so many yards from the goal: a line through published tables. */
export function ballPoints(yardsToGoal: number, down: number): number {
  return 5.6 - 0.061 * yardsToGoal - 0.45 * (down - 1);
}

class Football {
  readonly #timeline: Timeline;
  readonly #random: Random;
  #yardsToGoal = KICKOFF_YARDS_TO_GOAL;
  #down = 1;
  #distance = 10;
  #warned = false;
  /** The team that receives at the start of the next quarter, where the last one ended with a score. */
  #kickoffDue: TeamSide | undefined;

  constructor(timeline: Timeline, random: Random) {
    this.#timeline = timeline;
    this.#random = random;
  }

  play(): void {
    const game = this.#timeline;
    const opening = this.#random.pick(["home", "away"]) as TeamSide;
    while (game.period < REGULAR_PERIODS || game.lead === 0) {
      game.startPeriod();
      this.#warned = false;
      if (game.period === 1) this.#kickoff(opening);
      else if (game.period === 3) this.#kickoff(opponent(opening));
      else if (game.overtime) this.#kickoff(this.#random.pick(["home", "away"]) as TeamSide);
      else if (this.#kickoffDue !== undefined) this.#kickoff(this.#kickoffDue);
      else this.#line(`Start of quarter ${game.period}`);
      // Overtime is over with the first lead; regulation with the clock.
      while (game.secondsLeft > 0 && !(game.overtime && game.lead !== 0)) this.#snap();
      this.#endPeriod();
    }
  }

  #endPeriod(): void {
    const game = this.#timeline;
    game.situation = undefined;
    if (game.period >= REGULAR_PERIODS && game.lead !== 0) {
      game.wait(4);
      game.report("End of game", "final");
      return;
    }
    game.report(game.overtime ? "End of overtime" : `End of quarter ${game.period}`, "break");
    game.wait(game.period === 2 ? HALF_TIME_SECONDS : COMMERCIAL_SECONDS);
    if (game.period === 2) game.timeouts.home = game.timeouts.away = 3;
  }

  /** The receiving team gets the ball. */
  #kickoff(receiver: TeamSide): void {
    this.#kickoffDue = undefined;
    this.#takeOver(receiver, KICKOFF_YARDS_TO_GOAL + this.#random.integer(-8, 8));
    this.#line(`Kick-off, ${this.#timeline.nameOf(receiver)} ball`);
  }

  #takeOver(team: TeamSide, yardsToGoal: number): void {
    this.#timeline.possession = team;
    this.#yardsToGoal = Math.min(99, Math.max(1, Math.round(yardsToGoal)));
    this.#down = 1;
    this.#distance = Math.min(10, this.#yardsToGoal);
  }

  /** Reports with the ball's place. */
  #line(text: string): void {
    const game = this.#timeline;
    game.situation = { down: this.#down, distance: this.#distance, yardsToGoal: this.#yardsToGoal };
    game.possessionValue = ballPoints(this.#yardsToGoal, this.#down);
    game.report(text);
  }

  #snap(): void {
    const game = this.#timeline;
    const offence = game.possession;
    const behind = (offence === "home" ? -1 : 1) * game.lead;
    const choice = choosePlay(this.#random, {
      down: this.#down,
      distance: this.#distance,
      yardsToGoal: this.#yardsToGoal,
      secondsLeft: game.secondsLeft,
      lastPeriod: game.period >= REGULAR_PERIODS,
      half: game.period % 2 === 0,
      behind,
    });
    if (choice === "field_goal") this.#fieldGoal(offence);
    else if (choice === "punt") this.#punt(offence);
    else this.#scrimmage(offence, choice === "run", behind);
  }

  #scrimmage(offence: TeamSide, run: boolean, behind: number): void {
    const game = this.#timeline;
    const result = playResult(this.#random, run, game.edgeOf(offence));
    game.run(result.seconds);
    const name = game.nameOf(offence);
    if (result.turnover) {
      const yards = run ? 100 - this.#yardsToGoal : Math.min(90, 100 - this.#yardsToGoal + 12);
      this.#takeOver(opponent(offence), yards);
      this.#line(`${name} ${run ? "fumbles" : "is intercepted"}, ${game.nameOf(game.possession)} ball`);
      return game.wait(COMMERCIAL_SECONDS);
    }
    const gained = Math.min(result.yards, this.#yardsToGoal);
    this.#yardsToGoal -= gained;
    if (this.#yardsToGoal <= 0) return this.#touchdown(offence, run ? "run" : "pass");
    if (this.#yardsToGoal >= 100) return this.#safety(offence);
    this.#advance(gained);
    const what = run ? "runs" : result.complete ? "passes" : "passes incomplete";
    this.#line(result.complete ? `${name} ${what} for ${gained} yards` : `${name} ${what}`);
    this.#afterPlay(result.clockStops, behind);
  }

  /** Counts the down; the ball goes over on downs. */
  #advance(gained: number): void {
    this.#distance -= gained;
    if (this.#distance <= 0) this.#takeOver(this.#timeline.possession, this.#yardsToGoal);
    else if (++this.#down > 4) this.#takeOver(opponent(this.#timeline.possession), 100 - this.#yardsToGoal);
  }

  #afterPlay(clockStops: boolean, behind: number): void {
    const game = this.#timeline;
    const hurry = behind > 0 && game.secondsLeft < 180 && game.period % 2 === 0;
    if (clockStops) return game.wait(SPOT_SECONDS);
    const before = game.secondsLeft;
    const runoff = hurry ? this.#random.normal(13, 3) : this.#random.normal(BETWEEN_PLAYS_SECONDS, 5);
    const lastPeriod = game.period === 2 || game.period >= REGULAR_PERIODS;
    if (lastPeriod && !this.#warned && before > TWO_MINUTES && before - runoff <= TWO_MINUTES) {
      this.#warned = true;
      game.run(before - TWO_MINUTES);
      this.#line("Two-minute warning");
      return game.wait(COMMERCIAL_SECONDS);
    }
    const needy = opponent(game.possession);
    if (lastPeriod && game.secondsLeft < 115 && behind <= 0 && behind >= -9 && game.timeouts[needy] > 0) {
      game.timeouts[needy]--;
      this.#line(`Time-out ${game.nameOf(needy)}`);
      return game.wait(70);
    }
    game.run(runoff);
    game.wait(this.#random.next() * 8);
  }

  #touchdown(offence: TeamSide, how: string): void {
    const game = this.#timeline;
    game.add(offence, 6);
    game.situation = undefined;
    game.possessionValue = game.overtime ? 0 : CONVERSION_MADE - 1;
    game.report(`${game.nameOf(offence)} touchdown ${how}`);
    // A walk-off touchdown ends overtime; no try is made.
    if (game.overtime) return;
    game.wait(45);
    const good = this.#random.chance(CONVERSION_MADE);
    if (good) game.add(offence, 1);
    game.possessionValue = -1.1;
    game.report(`${game.nameOf(offence)} extra point ${good ? "is good" : "missed"}`);
    this.#afterScore(opponent(offence));
  }

  #safety(offence: TeamSide): void {
    const game = this.#timeline;
    game.add(opponent(offence), 2);
    game.situation = undefined;
    game.possessionValue = -1.3;
    game.report(`Safety, two points for ${game.nameOf(opponent(offence))}`);
    this.#afterScore(opponent(offence));
  }

  #afterScore(receiver: TeamSide): void {
    const game = this.#timeline;
    game.wait(COMMERCIAL_SECONDS);
    if (game.overtime) return;
    if (game.secondsLeft > 0) this.#kickoff(receiver);
    else this.#kickoffDue = receiver;
  }

  #fieldGoal(offence: TeamSide): void {
    const game = this.#timeline;
    const yards = this.#yardsToGoal + 18;
    const good = this.#random.chance(fieldGoalChance(this.#yardsToGoal));
    game.run(5);
    if (!good) {
      this.#takeOver(opponent(offence), 100 - this.#yardsToGoal - 7);
      this.#line(`${game.nameOf(offence)} misses a ${yards}-yard field goal`);
      return game.wait(60);
    }
    game.add(offence, 3);
    game.situation = undefined;
    game.possessionValue = -1.1;
    game.report(`${game.nameOf(offence)} ${yards}-yard field goal is good`);
    this.#afterScore(opponent(offence));
  }

  #punt(offence: TeamSide): void {
    const game = this.#timeline;
    game.run(8);
    const landed = this.#yardsToGoal - this.#random.normal(41, 6);
    this.#takeOver(opponent(offence), landed <= 0 ? 80 : 100 - landed);
    this.#line(`${game.nameOf(offence)} punts, ${game.nameOf(game.possession)} ball`);
    game.wait(COMMERCIAL_SECONDS);
  }
}

/** Plays a football game on the timeline to its end. */
export function playFootball(timeline: Timeline, random: Random): void {
  new Football(timeline, random).play();
}
