/**
 * Generates whole games.
 *
 * @module
 */
import type { TeamSide } from "../../core/game/game.ts";
import { Random } from "../../core/numbers/prng.ts";
import type { GameOptions, GeneratedGame, GeneratedLeague, Team } from "./game_event.ts";
import { playBasketball } from "./nba.ts";
import { playFootball } from "./nfl.ts";
import { TEAMS } from "./teams.ts";
import { Timeline } from "./timeline.ts";

const TIMEOUTS: Readonly<Record<GeneratedLeague, number>> = { nba: 7, nfl: 3 };
/** Home advantage and the spread of strengths, in points, about those of closing lines. */
const EDGE: Readonly<Record<GeneratedLeague, { mean: number; deviation: number; most: number }>> = {
  nba: { mean: 2.2, deviation: 5.5, most: 16 },
  nfl: { mean: 1.8, deviation: 5, most: 14 },
};

function draw(random: Random, league: GeneratedLeague, not?: Team): Team {
  let team = random.pick(TEAMS[league]);
  while (team.code === not?.code) team = random.pick(TEAMS[league]);
  return team;
}

/**
 * Generates a game: the same options give the same game.
 *
 * @throws {RangeError} if both teams are the same, or the edge is not a finite number
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { generateGame } from "./generate.ts";
 *
 * const game = generateGame({ league: "nba", seed: 7 });
 * assertEquals(game.events.at(-1)?.game.phase, "final");
 * ```
 */
export function generateGame(options: GameOptions): GeneratedGame {
  const { league, seed } = options;
  const random = new Random(seed).fork(`game ${league}`);
  const home = options.home ?? draw(random, league, options.away);
  const away = options.away ?? draw(random, league, home);
  const { mean, deviation, most } = EDGE[league];
  const drawn = random.normal(mean, deviation);
  const homeEdge = Math.max(-most, Math.min(most, options.homeEdge ?? drawn));
  if (home.code === away.code) {
    throw new RangeError(`Cannot generate a game: expected two different teams, was "${home.code}" twice`);
  }
  if (!Number.isFinite(homeEdge)) {
    throw new RangeError(`Cannot generate a game: expected an edge in points, was ${options.homeEdge}`);
  }
  const gameId = `${league}-${(seed >>> 0).toString(16).padStart(8, "0")}-${away.code}-${home.code}`;
  const timeline = new Timeline({ league, gameId, home, away, homeEdge, timeouts: TIMEOUTS[league] });
  if (league === "nba") playBasketball(timeline, random);
  else playFootball(timeline, random);
  const winner: TeamSide = timeline.lead > 0 ? "home" : "away";
  const durationMs = timeline.events.at(-1)?.offsetMs ?? 0;
  return { league, gameId, home, away, homeEdge, winner, events: timeline.events, durationMs };
}
