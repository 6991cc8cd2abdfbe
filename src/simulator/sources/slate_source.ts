/**
 * Several generated games on one exchange, each with its own event; one after the other they begin and end.
 *
 * @module
 */
import { Random } from "../../core/numbers/prng.ts";
import type { GeneratedGame, GeneratedLeague, Team } from "../game/game_event.ts";
import { generateGame } from "../game/generate.ts";
import { ALL_TEAMS } from "../game/teams.ts";
import type { EventListing } from "../listing.ts";
import type { Source } from "../exchange/source.ts";
import type { ExchangeSeam } from "../exchange/submission.ts";
import type { LifeChange } from "../exchange/simulated_event.ts";
import { type FeedGameIds, gameIds, type PlayedGame } from "../scoreboards/played_game.ts";
import { GeneratedSource, type GeneratedSourceOptions } from "./generated_source.ts";

/** One game of a slate, before it is traded. */
export interface SlateGame {
  readonly game: GeneratedGame;
  readonly seed: number;
  readonly ids: FeedGameIds;
  /** Virtual milliseconds until it begins. */
  readonly pregameMs: number;
}

/** Everything that a slate is made from. */
export interface SlateOptions {
  readonly games: number;
  readonly seed: number;
  readonly leagues: readonly GeneratedLeague[];
  /** Virtual milliseconds before the first game, and between two starts. */
  readonly pregameMs: number;
  readonly staggerMs: number;
}

/** Most games of one slate. */
export const MOST_SLATE_GAMES = 16;

/** The leagues of a slate in order: each in turn. */
export function slateLeagues(games: number, leagues: readonly GeneratedLeague[]): readonly GeneratedLeague[] {
  return Array.from({ length: games }, (_, index) => leagues[index % leagues.length] ?? "nba");
}

/**
 * Generates the games of a slate; no team plays twice.
 *
 * @throws {RangeError} if a league has not enough teams
 */
export function slateGames({ games, seed, leagues, pregameMs, staggerMs }: SlateOptions): SlateGame[] {
  const random = new Random(seed).fork("slate");
  const waiting = { nba: shuffled(ALL_TEAMS.nba, random), nfl: shuffled(ALL_TEAMS.nfl, random) };
  return slateLeagues(games, leagues).map((league, index) => {
    const home = waiting[league].pop();
    const away = waiting[league].pop();
    if (home === undefined || away === undefined) {
      throw new RangeError(`Cannot make a slate: expected teams for ${games} games, "${league}" has too few`);
    }
    const own = random.integer(0, 0xffff_ffff);
    return {
      game: generateGame({ league, seed: own, home, away }),
      seed: own,
      ids: gameIds(league, seed, index),
      pregameMs: pregameMs + index * staggerMs,
    };
  });
}

/** Games with their markets as a {@linkcode Source}. */
export class SlateSource implements Source {
  readonly events: readonly EventListing[];
  readonly games: readonly PlayedGame[];
  readonly #sources: readonly GeneratedSource[];
  /** When the next thing of each game is due; only that of the game that ran last can have changed. */
  #nextAt: number[] = [];

  /** @param common options of every game. @throws {RangeError} if there are no games */
  constructor(
    games: readonly SlateGame[],
    common: Omit<GeneratedSourceOptions, "game" | "seed" | "ids" | "pregameMs" | "startsAt">,
    startsAt: (pregameMs: number) => number,
  ) {
    if (games.length === 0) throw new RangeError("Cannot make a slate: expected games, found none");
    this.#sources = games.map((game) =>
      new GeneratedSource({ ...common, ...game, startsAt: startsAt(game.pregameMs) })
    );
    this.events = this.#sources.flatMap((source) => source.events);
    this.games = this.#sources.flatMap((source) => source.games);
  }

  get over(): boolean {
    return this.#sources.every((source) => source.over);
  }

  attach(exchange: ExchangeSeam): void {
    for (const source of this.#sources) source.attach(exchange);
    this.#nextAt = this.#sources.map((source) => source.nextAt() ?? Infinity);
  }

  nextAt(): number | undefined {
    const at = this.#nextAt[this.#first()] ?? Infinity;
    return at === Infinity ? undefined : at;
  }

  run(): void {
    const first = this.#first();
    const source = this.#sources[first];
    if (source === undefined) return;
    source.run();
    this.#nextAt[first] = source.nextAt() ?? Infinity;
  }

  turn(change: LifeChange, atMs: number): boolean {
    const index = this.#sources.findIndex((source) => source.turn(change, atMs));
    if (index < 0) return false;
    this.#nextAt[index] = this.#sources[index]?.nextAt() ?? Infinity;
    return true;
  }

  /** The game whose turn it is; the earlier listed one at the same moment. */
  #first(): number {
    let first = 0;
    for (let index = 1; index < this.#nextAt.length; index++) {
      if ((this.#nextAt[index] ?? Infinity) < (this.#nextAt[first] ?? Infinity)) first = index;
    }
    return first;
  }
}

function shuffled(teams: readonly Team[], random: Random): Team[] {
  const mixed = [...teams];
  for (let index = mixed.length - 1; index > 0; index--) {
    const other = random.integer(0, index);
    const [one, two] = [mixed[index], mixed[other]];
    if (one !== undefined && two !== undefined) [mixed[index], mixed[other]] = [two, one];
  }
  return mixed;
}
