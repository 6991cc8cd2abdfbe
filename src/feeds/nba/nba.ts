/**
 * The NBA's own scoreboard and box score.
 *
 * Both hold the same game object; the box score one of it, the scoreboard a day's. Source: the stored answers of
 * cdn.nba.com and `scoreboardv3`. Finished games show an empty clock on the scoreboard; `gameEt` is New York's wall clock
 * with a `Z` that is wrong, so only `gameTimeUTC` is read; `inBonus` is `"0"`, `"1"` or null.
 *
 * @module
 */
import { z } from "zod";
import { refuse } from "../../core/result.ts";
import type { GamePhase } from "../../core/game/game.ts";
import type { FeedAnswer } from "../feed.ts";
import { parseNbaPlays } from "./plays.ts";
import {
  gather,
  looseId,
  looseList,
  looseNumber,
  looseText,
  makeReading,
  readClock,
  type Reading,
  readTime,
  type SideFacts,
  unreadable,
} from "../reading.ts";

const teamSchema = z.object({
  teamId: looseId,
  teamName: looseText,
  teamCity: looseText,
  teamTricode: looseText,
  score: looseNumber,
  inBonus: looseId,
  timeoutsRemaining: looseNumber,
});

const gameSchema = z.object({
  gameId: looseId,
  gameStatus: looseNumber,
  gameStatusText: looseText,
  period: looseNumber,
  gameClock: looseText,
  gameTimeUTC: looseText,
  homeTeam: teamSchema,
  awayTeam: teamSchema,
});

const scoreboardSchema = z.object({ scoreboard: z.object({ games: z.array(z.unknown()) }) });
const boxscoreSchema = z.object({ game: z.object({ homeTeam: z.unknown(), awayTeam: z.unknown() }).loose() });
const playsSchema = z.object({ game: z.object({ gameId: looseId, actions: looseList }) });

/**
 * Reads any of the three answers, whichever it is: scoreboard (`todaysScoreboard_00`, `scoreboardv3`), box score, or
 * play-by-play.
 */
export function parseNba(body: unknown): FeedAnswer {
  const scoreboard = scoreboardSchema.safeParse(body);
  if (scoreboard.success) return gather(scoreboard.data.scoreboard.games.map(readGame));
  const boxscore = boxscoreSchema.safeParse(body);
  if (boxscore.success && boxscore.data.game.homeTeam !== undefined) {
    return gather([readGame(boxscore.data.game)]);
  }
  const plays = playsSchema.safeParse(body);
  if (plays.success) return gather([parseNbaPlays(plays.data.game.gameId, plays.data.game.actions)]);
  return unreadable("NBA answer", body);
}

function readGame(raw: unknown): Reading {
  const parsed = gameSchema.safeParse(raw);
  if (!parsed.success) {
    return refuse("unreadable_game", "Cannot read NBA game: expected two teams and a status");
  }
  const { gameId, gameStatusText = "", period, gameClock, gameTimeUTC, homeTeam, awayTeam } = parsed.data;
  return makeReading({
    league: "nba",
    gameId,
    home: readSide(homeTeam),
    away: readSide(awayTeam),
    phase: readPhase(parsed.data.gameStatus, gameStatusText),
    status: parsed.data.gameStatus?.toString(),
    period,
    // The clock may be empty for a moment while the text has it: `Q3 5:22`.
    secondsLeftInPeriod: readClock(gameClock) ??
      readClock(/^(?:Q\d|\d?OT\d?)\s+(\S+)$/i.exec(gameStatusText)?.[1]),
    startsAt: readTime(gameTimeUTC),
  });
}

function readSide(team: z.infer<typeof teamSchema>): SideFacts {
  const { teamId, teamName, teamCity, teamTricode, score, inBonus, timeoutsRemaining } = team;
  return {
    id: teamId,
    code: teamTricode,
    name: [teamCity, teamName].filter((part) => part !== undefined && part !== "").join(" "),
    score,
    timeoutsLeft: timeoutsRemaining,
    inBonus: inBonus === "1" ? true : inBonus === "0" ? false : undefined,
  };
}

/** The status text knows what the three numbers cannot say. */
function readPhase(status: number | undefined, text: string): GamePhase | undefined {
  if (/^(ppd|postponed)/i.test(text)) return "postponed";
  if (/^cancel/i.test(text)) return "cancelled";
  if (/^(delay|susp)/i.test(text)) return "delayed";
  if (status === 1) return "scheduled";
  if (status === 2) return /^(half|end)/i.test(text) ? "break" : "live";
  return status === 3 ? "final" : undefined;
}
