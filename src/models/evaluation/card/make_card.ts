/**
 * A card out of forecasts: of one model, or of the same recipe trained without each season in turn.
 *
 * @module
 */
import { LEAST_FOR_INTERVAL } from "../../../core/statistics/mod.ts";
import type { PregameSource } from "../../situation/pregame.ts";
import type { Sport } from "../../situation/sport.ts";
import { compare } from "../compare.ts";
import { evaluate, type Groupings, type NamedGroups } from "../evaluate.ts";
import {
  CONFIDENCE,
  DEFAULT_DRAWS,
  drawGames,
  type DrawOptions,
  type Draws,
  type Figure,
  figure,
  ratio,
} from "../figure.ts";
import { bySeason, byTimeLeft } from "../groups.ts";
import { type JudgedRows, oneGroup, sumByGame } from "../rows.ts";
import { type Card, CARD_FORMAT, CARD_VERSION } from "./card.ts";
import { seasonWords } from "./summary.ts";

/** Rows to be judged with what they are grouped by. */
export interface CardRows extends JudgedRows {
  /** By row. */
  readonly seasons: ArrayLike<number>;
  /** Seconds left by row: of regulation, or of the overtime being played. */
  readonly left: ArrayLike<number>;
  /** 1 in overtime, by row. */
  readonly overtime: ArrayLike<number>;
}

/** The home team's chances by row, with one source of the pregame number. */
export interface SourceChances {
  readonly source: PregameSource;
  readonly chances: Float64Array;
  /** The home team's chance by the pregame number alone, by game of the rows. */
  readonly pregame?: Float64Array;
}

/** Chances of another model on the same rows. */
export interface OtherChances {
  /** For people, for example `wp of nflfastR`. */
  readonly name: string;
  /** With which of ours they are compared. */
  readonly source: PregameSource;
  /** NaN in rows of which it says nothing: they are compared on the others. */
  readonly chances: Float64Array;
}

/** What a card is made of. */
export interface CardInput {
  /** Name and version. */
  readonly program: string;
  readonly sport: Sport;
  readonly model: Card["model"];
  /** Names of the files that the games are from, without folders. */
  readonly files: readonly string[];
  readonly rows: CardRows;
  /** All of the same rows; the first is the best that the data have. */
  readonly sources: readonly [SourceChances, ...SourceChances[]];
  readonly against?: readonly OtherChances[];
  readonly importance?: Card["importance"];
  readonly prices?: Card["prices"];
  /** Beside those that follow from the rows. */
  readonly caveats?: readonly string[];
  /**
   * Whether the forecasts of each season are of a model that was trained without it: then no season was seen, whatever the
   * model was trained on in the end.
   */
  readonly heldOutInTurn?: boolean;
  readonly draws?: DrawOptions;
}

/**
 * Judges forecasts and writes down what came of it.
 *
 * @throws {RangeError} where a list of chances has not one chance in 0…1 a row
 */
export function makeCard(input: CardInput): Card {
  const { rows, sources, against = [], draws: options = DEFAULT_DRAWS } = input;
  const season = bySeason(rows.seasons);
  const groupings = { timeLeft: byTimeLeft(input.sport, rows.left, rows.overtime), season };
  const draws = drawGames(rows.games, options);
  const [main, ...others] = sources;
  const ofSource = (source: PregameSource) => sources.find((each) => each.source === source) ?? main;
  const seenInTraining = input.heldOutInTurn === true
    ? []
    : season.seasons.filter((each) => input.model.trained?.seasons.includes(each));
  const judged = {
    files: input.files,
    seasons: season.seasons,
    seenInTraining,
    games: new Set(rows.gameOf).size,
    rows: rows.homeWon.length,
  };
  return {
    format: CARD_FORMAT,
    version: CARD_VERSION,
    program: input.program,
    sport: input.sport,
    model: input.model,
    judged,
    intervals: { confidence: CONFIDENCE, ...options, by: "game" },
    sources: sources.map(({ source, chances, pregame }) => ({
      source,
      evaluation: evaluate(rows, chances, groupings, draws),
      ...(pregame === undefined ? {} : { pregame: pregameLoss(rows, pregame, draws) }),
    })),
    sourceDifferences: others.map(({ source, chances }) => ({
      source,
      comparison: compare(rows, chances, main.chances, groupings.timeLeft, draws),
    })),
    against: against.map(({ name, source, chances }) => {
      const known = knownRows(rows, groupings, chances);
      const ours = known.pick(ofSource(source).chances);
      const theirs = known.pick(chances);
      return {
        name,
        source,
        other: evaluate(known.rows, theirs, known.groupings, draws),
        comparison: compare(known.rows, ours, theirs, known.groupings.timeLeft, draws),
      };
    }),
    importance: input.importance ?? null,
    prices: input.prices ?? null,
    training: null,
    caveats: [...caveatsOf(judged, input), ...input.caveats ?? []],
  };
}

/** Log loss of one chance a game. */
function pregameLoss({ homeWon, gameOf, games }: JudgedRows, chances: Float64Array, draws: Draws): Figure {
  const once = { homeWon: new Uint8Array(games), gameOf: Int32Array.from(chances.keys()), games };
  for (const [row, game] of gameOf.entries()) once.homeWon[game] = homeWon[row] ?? 0;
  const [sums] = sumByGame(once, chances, oneGroup(once));
  const none = new Float64Array(games);
  return figure(ratio(sums?.logLoss ?? none, sums?.rows ?? none), draws);
}

/** The rows of which another forecast says something. */
function knownRows(rows: JudgedRows, groupings: Groupings, chances: Float64Array) {
  const isKnown = (_: number, row: number) => !Number.isNaN(chances[row]);
  const only = (groups: NamedGroups): NamedGroups => ({ ...groups, groupOf: groups.groupOf.filter(isKnown) });
  return {
    rows: {
      homeWon: rows.homeWon.filter(isKnown),
      gameOf: rows.gameOf.filter(isKnown),
      games: rows.games,
    },
    groupings: { timeLeft: only(groupings.timeLeft), season: only(groupings.season) },
    pick: (values: Float64Array) => values.filter(isKnown),
  };
}

/** What limits the figures, said before them. */
function caveatsOf(judged: Card["judged"], { model, heldOutInTurn }: CardInput): readonly string[] {
  const { games, seenInTraining } = judged;
  const lines: string[] = [];
  if (seenInTraining.length > 0) {
    lines.push(
      `The model was trained on ${
        seasonWords(seenInTraining)
      }: it is flattered there, by how much is not known.`,
    );
  }
  if (heldOutInTurn === true) {
    lines.push(
      "Each season was judged by a model that was trained without it; the model itself was trained on all of them.",
    );
  } else if (model.trained === null) {
    lines.push("The model does not say which seasons it was trained on: it may have seen these games.");
  }
  if (games < LEAST_FOR_INTERVAL) {
    lines.push(`There are ${games} games; with fewer than ${LEAST_FOR_INTERVAL} nothing has an interval.`);
  }
  return lines;
}
