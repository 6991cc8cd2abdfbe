/**
 * A model's estimate of who wins a game, how an engine asks for it, and what of it a market shows.
 *
 * A model is asked for the home team's chance alone. Which market pays for which team is the engine's to know, so that no
 * model can confuse them.
 *
 * @module
 */
import type { EstimateView, PregameSource } from "../game/estimate_view.ts";
import type { GameState, TeamSide } from "../game/game.ts";
import type { Pregame } from "../game/pregame.ts";
import type { Reason } from "../reasons.ts";
import type { StartPrice } from "./start_price.ts";

export type { EstimateView, PregameSource };

/** What the engine has seen of a game when it asks. */
export interface GameSight {
  /** The game as it is believed to be. */
  readonly game: GameState;
  /** When a scoreboard last confirmed that, Unix milliseconds. */
  readonly at: number;
  /** The facts from before the game that had been read by then. */
  readonly pregame?: Pregame | undefined;
  /** The price of the home team at the start, where the engine saw it. */
  readonly startPrice?: StartPrice | undefined;
}

/** A model's answer for a game. */
export interface HomeEstimate {
  /** The chance that the home team wins, 0 to 1. */
  readonly probability: number;
  /** The same before the game, as the model took it from the source. */
  readonly pregame: number;
  readonly source: PregameSource;
  /** The name and the digest of the model, as they are recorded. */
  readonly model: string;
}

/** One game, followed by a model from its first state on. */
export interface GameModel {
  /** A scoreboard has confirmed or changed what is believed of the game. */
  see(game: GameState, at: number): void;
  /** The home team's chance, or why there is none. Asked for the last state that was seen, and changes nothing. */
  estimate(sight: GameSight): HomeEstimate | Reason;
}

/** Models at work. An engine that is given one asks it when somebody looks, once for each state of a game. */
export interface Estimator {
  /** Begins with a game. What it remembers is that game's alone. */
  follow(event: string): GameModel;
}

/** An answer that holds until the game's next state, and of which moment it is. */
export type GameAnswer =
  | { readonly kind: "estimate"; readonly home: HomeEstimate; readonly at: number }
  | { readonly kind: "none"; readonly reason: Reason };

/** Asks a model, and checks its answer: what is no chance is not shown as one. */
export function ask(game: GameModel, sight: GameSight): GameAnswer {
  const home = game.estimate(sight);
  if ("code" in home) return { kind: "none", reason: home };
  if (isChance(home.probability) && isChance(home.pregame)) {
    return { kind: "estimate", home, at: sight.at };
  }
  const detail = `the model's answer is no chance: ${home.probability} of ${home.pregame} before the game`;
  return { kind: "none", reason: { code: "MODEL_FAULT", detail } };
}

/** The estimate of the market that pays if one side wins: the home team's chance, or what is left of it. */
export function estimateOf(
  answer: GameAnswer & { kind: "estimate" },
  side: TeamSide,
  at: number,
): EstimateView {
  const { probability, pregame, source, model } = answer.home;
  const mine = (chance: number) => side === "home" ? chance : 1 - chance;
  return Object.freeze({
    probability: mine(probability),
    pregame: mine(pregame),
    source,
    model,
    ageMs: at - answer.at,
  });
}

function isChance(value: number): boolean {
  return value >= 0 && value <= 1;
}
