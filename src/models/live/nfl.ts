/**
 * An NFL game as its scoreboard shows it → the moment that a model judges.
 *
 * @module
 */
import type { Down, GameState, TeamSide } from "../../core/game/game.ts";
import { LEAGUE_INFO } from "../../core/game/leagues.ts";
import { refuse, type Result } from "../../core/result.ts";
import {
  AFTER_KICKOFF,
  checkNflSituation,
  newNflSituation,
  NFL_TIMEOUTS,
  type NflSituation,
} from "../situation/nfl.ts";
import type { GameFollower } from "./follower.ts";
import {
  ballByWords,
  type BallPosition,
  isReworded,
  isTurnoverOnDowns,
  mayBeKept,
  otherSide,
  turnedOver,
} from "./nfl_play.ts";
import { isOn, notOn } from "./phases.ts";

const { periods, periodSeconds, overtimeSeconds } = LEAGUE_INFO.nfl.regulation;
const HALF_SECONDS = periods / 2 * periodSeconds;

/** A try after a touchdown, as the data has it: no down, no yards to go, the 2-yard line. */
const TRY = { down: 1, distance: 0, yardsToGoal: 2 } as const;

/** Who first has the ball within this of the start received; later it may have changed hands while no scoreboard was heard. */
const OPENING_SECONDS = 120;

/** A kick-off that is due. */
interface DueKickoff {
  /** Not known before an overtime, and before a second half of which the first was not seen. */
  readonly receiver: TeamSide | undefined;
  /** A touchdown's try comes first. */
  readonly tryOf?: TeamSide;
  /** The position that was shown when it became due: shown again it is still the old one. */
  readonly old: string | undefined;
}

/**
 * Follows an NFL game.
 *
 * Scoreboards are late and partial: the down is missing between plays, the possession stays with who kicked, and a score
 * comes while the old position still stands. Where nothing tells who has the ball there is no moment (`ball_unknown`).
 */
export function nflFollower(): GameFollower {
  return new NflFollower();
}

class NflFollower implements GameFollower {
  readonly #situation = newNflSituation();
  #last: GameState | undefined;
  #position: BallPosition | undefined;
  #due: DueKickoff | undefined;
  /** Who received the first kick-off, where that was seen: the other team gets the second half's. */
  #firstReceiver: TeamSide | undefined;
  #sawTheStart = false;
  /** The position as it was last shown, with the words that stood beside it. */
  #shown = { key: "", play: "" };
  /** Where the ball was before the play that led there. */
  #before: BallPosition | undefined;

  see(game: GameState): void {
    const before = this.#last;
    this.#last = game;
    if (before === undefined) this.#sawTheStart = isFull(game, 1) || !isOn(game);
    if (!isOn(game)) return;
    const isNewHalf = before === undefined || !isOn(before)
      ? isFull(game, 1) || isFull(game, 3) || isFull(game, 5) || halfOf(game) !== halfPlayed(game)
      : halfOf(game) !== halfOf(before);
    if (isNewHalf) this.#beginHalf(game);
    // Points that come with a half's end are still of that half: who kicks off the next one does not follow from them.
    const isOfHalf = !isNewHalf && !isBeforeHalf(game);
    if (before !== undefined && isOn(before) && isOfHalf) this.#takeScore(before, game);
    this.#takePosition(game);
  }

  situation(): Result<NflSituation> {
    const game = this.#last;
    if (game === undefined) return refuse("nothing_seen", "No state of the game was seen");
    if (!isOn(game)) return notOn(game);
    const position = this.#now();
    if (position === undefined) {
      return refuse(
        "ball_unknown",
        "No moment to judge: the scoreboards have not said who has the ball and where",
      );
    }
    this.#fill(game, position);
    return checkNflSituation(this.#situation);
  }

  /** Who has the ball and where, a kick-off that is due included. */
  #now(): BallPosition | undefined {
    const due = this.#due;
    if (due === undefined) return this.#position;
    if (due.tryOf !== undefined) return { ball: due.tryOf, spot: TRY };
    if (due.receiver === undefined) return undefined;
    const { down, toGo, yardsToGoal } = AFTER_KICKOFF;
    return { ball: due.receiver, spot: { down, distance: toGo, yardsToGoal } };
  }

  #beginHalf(game: GameState): void {
    const first = this.#firstReceiver;
    const receiver = halfOf(game) === 2 && first !== undefined ? otherSide(first) : undefined;
    this.#due = { receiver, old: keyOf(game) ?? this.#shown.key };
    this.#position = undefined;
  }

  /** Points, and what comes after them. */
  #takeScore(before: GameState, game: GameState): void {
    const home = game.home.score - before.home.score;
    const away = game.away.score - before.away.score;
    if (home === 0 && away === 0) return;
    const old = keyOf(game);
    if (home < 0 || away < 0 || (home > 0 && away > 0)) {
      // Taken back, or more than was followed: what comes next the next position says.
      this.#due = { receiver: undefined, old };
      return;
    }
    const scorer = home > 0 ? "home" : "away";
    const points = home + away;
    const pending = this.#due?.tryOf;
    if (pending !== undefined && points <= 2) {
      // The try, or its return by the other team.
      this.#due = { receiver: otherSide(pending), old };
    } else if (points === 2) {
      // A safety: who conceded it kicks.
      this.#due = { receiver: scorer, old };
    } else {
      this.#due = { receiver: otherSide(scorer), old, ...(points === 6 ? { tryOf: scorer } : {}) };
    }
  }

  #takePosition(game: GameState): void {
    const { possession, situation, lastPlay: play = "", home, away } = game;
    const key = keyOf(game);
    if (possession === undefined || situation === undefined || key === undefined) return;
    // Between halves everything that is shown is of the half before.
    if (this.#due !== undefined && halfOf(game) !== halfPlayed(game)) this.#due = { ...this.#due, old: key };
    if (this.#due?.old === key) return;
    const isMoved = key !== this.#shown.key;
    // Words and position of a play come together, or one after the other, and both are corrected later.
    const isSamePlay = play === this.#shown.play ||
      (situation.down === 1 && isReworded(play, this.#shown.play));
    if (isMoved && !isSamePlay) {
      this.#before = this.#due === undefined ? this.#position : undefined;
    }
    this.#shown = { key, play };
    const shown = { ball: possession, spot: situation };
    const worded = situation.down === 1 ? ballByWords(play, this.#before?.ball, home, away) : undefined;
    const receiver = mayBeKept(play) ? undefined : this.#due?.receiver;
    if (worded !== undefined || receiver !== undefined) {
      this.#position = (worded ?? receiver) === possession ? shown : turnedOver(shown);
    } else if (isMoved || this.#position === undefined) {
      const isOther = this.#before !== undefined && isTurnoverOnDowns(this.#before, shown, play);
      this.#position = isOther ? turnedOver(shown) : shown;
    }
    this.#due = undefined;
    const isOpening = game.period === 1 && game.secondsLeftInPeriod >= periodSeconds - OPENING_SECONDS &&
      home.score === 0 && away.score === 0;
    if (this.#sawTheStart && isOpening) this.#firstReceiver ??= this.#position?.ball;
  }

  #fill(game: GameState, { ball, spot }: BallPosition): void {
    const into = this.#situation;
    const [own, other] = ball === "home" ? [game.home, game.away] : [game.away, game.home];
    const clock = clockOf(game);
    const fresh = game.phase === "break" && game.period === periods / 2;
    into.ballHome = ball === "home";
    into.diff = own.score - other.score;
    into.left = clock.left;
    into.halfLeft = clock.half === 1 ? clock.left - HALF_SECONDS : clock.left;
    into.half = clock.half;
    into.overtime = clock.overtime;
    into.down = spot.down;
    // "And inches" is less than a yard, and a first down is never behind the goal line.
    into.toGo = spot === TRY ? 0 : Math.max(1, Math.min(spot.distance, spot.yardsToGoal));
    into.yardsToGoal = spot.yardsToGoal;
    into.ownTimeouts = fresh ? NFL_TIMEOUTS : timeouts(own.timeoutsLeft);
    into.otherTimeouts = fresh ? NFL_TIMEOUTS : timeouts(other.timeoutsLeft);
    const first = this.#firstReceiver;
    into.secondHalfKick = clock.half === 2 || first === undefined ? 0 : first === ball ? -1 : 1;
    into.pregame = 0;
  }
}

/** 1 and 2, then overtimes; what comes next where play stops between two. */
function halfOf(game: GameState): number {
  const { phase, period } = game;
  const isBetween = phase === "break" && (period === periods / 2 || period >= periods);
  return halfPlayed(game) + (isBetween ? 1 : 0);
}

/** The half of the period that is shown. */
function halfPlayed({ period }: GameState): number {
  return period > periods ? period - periods + 2 : period > periods / 2 ? 2 : 1;
}

/** The clock; between halves that of the half to come. */
function clockOf(
  game: GameState,
): { readonly left: number; readonly half: 1 | 2; readonly overtime: boolean } {
  const half = halfOf(game);
  if (half === 1) return { left: game.secondsLeftInGame, half: 1, overtime: false };
  if (half === 2) return { left: game.secondsLeftInGame, half: 2, overtime: false };
  return { left: game.phase === "break" ? overtimeSeconds : game.secondsLeftInGame, half: 2, overtime: true };
}

/** Whether a period stands at its beginning. */
function isFull({ phase, period, secondsLeftInPeriod }: GameState, which: number): boolean {
  // Overtimes of play-offs are as long as a quarter.
  const isFullClock = secondsLeftInPeriod === periodSeconds ||
    (which > periods && secondsLeftInPeriod === overtimeSeconds);
  return phase === "live" && period === which && isFullClock;
}

/** Whether a half, or an overtime, is about to begin: what is shown came before it. */
function isBeforeHalf(game: GameState): boolean {
  const { period } = game;
  const isFirstOfHalf = period > periods || period % (periods / 2) === 1;
  return halfOf(game) !== halfPlayed(game) || (isFirstOfHalf && isFull(game, period));
}

function keyOf({ possession, situation }: GameState): string | undefined {
  return situation === undefined ? undefined : `${possession} ${positionText(situation)}`;
}

function positionText({ down, distance, yardsToGoal }: Down): string {
  return `${down} ${distance} ${yardsToGoal}`;
}

function timeouts(left: number | undefined): number {
  return left !== undefined && left <= NFL_TIMEOUTS ? left : NaN;
}
