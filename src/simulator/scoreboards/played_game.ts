/**
 * A game as scoreboards need it: what happens when, and what each feed calls it.
 *
 * @module
 */
import type { GameState } from "../../core/game/game.ts";
import { Random } from "../../core/numbers/prng.ts";
import { uuidOf } from "../ids.ts";
import type { GeneratedGame, GeneratedLeague } from "../game/game_event.ts";

/** A game's ids at the feeds. */
export interface FeedGameIds {
  /** Ten digits of the league's own, for example `0022600181`; basketball only. */
  readonly nba?: string;
  /** Nine digits. */
  readonly espn: string;
  /** A UUID. */
  readonly sportradar: string;
}

/** A generated game on a source's timeline. */
export interface PlayedGame {
  /** The exchange event of its winner markets. */
  readonly event: string;
  readonly game: GeneratedGame;
  readonly ids: FeedGameIds;
  /** Virtual milliseconds of the start. */
  readonly startsAtMs: number;
  /** The seed of the feeds' lags. */
  readonly seed: number;
}

const REGULAR_SEASON_2026 = "00226";
/** Numbers of a season's games, less those of the largest slate. */
const NBA_GAMES = 1_230 - 16;

/**
 * The ids of a game.
 *
 * @param seed of the game or of the slate
 * @param index within the slate
 */
export function gameIds(league: GeneratedLeague, seed: number, index: number): FeedGameIds {
  const random = new Random(seed).fork("feed ids");
  const number = random.integer(1, NBA_GAMES) + index;
  const espn = String(401_800_000 + random.integer(0, 99_000) + index);
  const sportradar = uuidOf(`sportradar game ${seed} ${index}`);
  if (league === "nfl") return { espn, sportradar };
  return { nba: REGULAR_SEASON_2026 + String(number).padStart(5, "0"), espn, sportradar };
}

/** The state before a game: nothing has happened. @throws {RangeError} if the game has no events */
export function scheduledState(game: GeneratedGame): GameState {
  const first = game.events[0]?.game;
  if (first === undefined) throw new RangeError("Cannot show a game: expected events, found none");
  const { possession: _possession, situation: _situation, lastPlay: _lastPlay, ...rest } = first;
  return { ...rest, phase: "scheduled", period: 0 };
}
