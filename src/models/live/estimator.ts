/**
 * Models at work in an engine: each game is followed for the model of its league, and judged when somebody looks.
 *
 * Pure: what it says follows from the states that it was shown, the facts it is given, and the models' files.
 *
 * @module
 */
import type { GameState } from "../../core/game/game.ts";
import type { Estimator, GameModel, GameSight, HomeEstimate } from "../../core/strategy/estimate.ts";
import { LEAGUE_INFO } from "../../core/game/leagues.ts";
import type { Reason } from "../../core/reasons.ts";
import type { Result } from "../../core/result.ts";
import type { Model } from "../format/model.ts";
import { chanceOf } from "../situation/pregame.ts";
import { type Sport, sportOfLeague } from "../situation/sport.ts";
import { FOLLOWERS } from "./followers.ts";
import type { GameFollower } from "./follower.ts";
import { pregameNumber, type RateGame } from "./pregame_number.ts";

/** The model of a sport as it is used. */
export interface SportModel {
  /** Its name and the first digits of its digest, as they are recorded. */
  readonly id: string;
  /** The model itself, made when a game of the sport is first judged. */
  readonly load: () => Result<Model>;
  readonly rate?: RateGame | undefined;
}

/** The models of the sports that have one; of one that is to be had and is not here, why. */
export type SportModels = Readonly<Partial<Record<Sport, SportModel | Reason>>>;

/** Makes the estimator of an engine. */
export function createEstimator(models: SportModels): Estimator {
  return { follow: () => new FollowedGame(models) };
}

/** One game. */
class FollowedGame implements GameModel {
  readonly #models: SportModels;
  #sport: Sport | undefined;
  #follower: GameFollower | undefined;

  constructor(models: SportModels) {
    this.#models = models;
  }

  see(game: GameState, at: number): void {
    if (this.#follower === undefined) {
      const sport = sportOfLeague(game.league);
      if (!sport.ok) return;
      this.#sport = sport.value;
      this.#follower = FOLLOWERS[sport.value]();
    }
    this.#follower.see(game, at);
  }

  estimate(sight: GameSight): HomeEstimate | Reason {
    const { game } = sight;
    const sport = sportOfLeague(game.league);
    if (!sport.ok) return { code: "NO_MODEL", detail: sport.reason.message };
    const given = this.#models[sport.value];
    if (given === undefined) {
      return { code: "NO_MODEL", detail: `no model of the ${sport.value.toUpperCase()} is given` };
    }
    if ("code" in given) return given;
    const loaded = given.load();
    if (!loaded.ok) return { code: "NO_MODEL", detail: loaded.reason.message };
    return this.#judge(given, loaded.value, sight);
  }

  #judge({ id, rate }: SportModel, model: Model, sight: GameSight): HomeEstimate | Reason {
    const { game } = sight;
    const wait = notJudged(game);
    if (wait !== undefined) return wait;
    const number = pregameNumber(model.sport, sight, model.sources, rate);
    const base = { model: id, pregame: chanceOf(number.logit), source: number.source };
    if (game.phase === "final") return { ...base, probability: game.home.score > game.away.score ? 1 : 0 };
    if (this.#follower === undefined || this.#sport !== model.sport) {
      return { code: "NO_MODEL", detail: "the game was not followed from its first state on" };
    }
    const situation = this.#follower.situation();
    if (!situation.ok) return { code: "NOT_JUDGED", detail: situation.reason.message };
    situation.value.pregame = number.logit;
    const estimate = model.estimate(situation.value, number.source);
    return estimate.ok
      ? { ...base, probability: estimate.value.probability }
      : { code: "NOT_JUDGED", detail: estimate.reason.message };
  }
}

/** Why a state is not one to judge; `undefined` where it is. */
function notJudged(game: GameState): Reason | undefined {
  const { phase, period, home, away } = game;
  switch (phase) {
    case "scheduled":
      return { code: "NOT_BEGUN", detail: "the game has not begun" };
    case "postponed":
    case "cancelled":
      return { code: "CALLED_OFF", detail: `the game is ${phase}` };
    case "delayed":
      return period === 0 ? { code: "NOT_BEGUN", detail: "the game is delayed" } : clockRanOut(game);
    case "final":
      return home.score === away.score ? { code: "TIE", detail: "the game is a tie" } : undefined;
    case "live":
    case "break":
      return clockRanOut(game);
  }
}

/**
 * Why a game whose clock has run out, and that no scoreboard calls final, is not one to judge: free throws, a try, an untimed
 * down, a shot or a kick in the air and a review all happen at 0:00, and no scoreboard tells of them. Only a break at an even
 * score is an overtime to come.
 */
function clockRanOut(
  { league, phase, period, secondsLeftInPeriod, home, away }: GameState,
): Reason | undefined {
  if (secondsLeftInPeriod > 0 || period < LEAGUE_INFO[league].regulation.periods) return undefined;
  if (phase === "break" && home.score === away.score) return undefined;
  return { code: "NOT_FINAL", detail: "the clock has run out, and no scoreboard has called the game final" };
}
