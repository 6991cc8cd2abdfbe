/**
 * Writes what Sportradar's answers of all sports share: status, times, teams.
 *
 * @module
 */
import type { TeamSide } from "../../core/game/game.ts";
import { minutesText } from "../../core/numbers/text.ts";
import { uuidOf } from "../ids.ts";
import type { LiveGame } from "./live_game.ts";

type Json = Readonly<Record<string, unknown>>;

/** UTC with an offset, for example `2026-11-22T18:00:00+00:00`. */
export function radarTime(unixMs: number): string {
  return `${new Date(unixMs).toISOString().slice(0, 19)}+00:00`;
}

/** The status word of a game. */
export function radarStatus({ view: { game, closed } }: LiveGame): string {
  if (game.phase === "scheduled") return "scheduled";
  if (game.phase === "final") return closed ? "closed" : "complete";
  return game.phase === "break" && game.period === 2 ? "halftime" : "inprogress";
}

/** A clock such as `11:33` or `03:05`; tenths are cut off. */
export function radarClock(seconds: number): string {
  return minutesText(Math.floor(seconds));
}

/** Name and ids of a team, in the words of a game's answer. */
export function radarTeam(live: LiveGame, teamSide: TeamSide): Json {
  const { sportradar, city, nickname } = live.teams[teamSide];
  return {
    id: sportradar.id,
    name: nickname,
    market: city,
    alias: sportradar.code,
    sr_id: sportradar.competitor,
  };
}

/** Name and ids of a team in the words of a schedule: city and nickname together. */
export function radarScheduleTeam(live: LiveGame, teamSide: TeamSide): Json {
  const { sportradar, city, nickname } = live.teams[teamSide];
  return {
    id: sportradar.id,
    name: `${city} ${nickname}`,
    alias: sportradar.code,
    sr_id: sportradar.competitor,
  };
}

/** The number of a game in Sportradar's other way of naming. */
export function radarMatch({ view: { played } }: LiveGame): string {
  return `sr:match:${50_000_000 + Number(played.ids.espn) % 1_000_000}`;
}

/** The arena, made up after the home team. */
export function radarVenue(live: LiveGame): Json {
  const { city } = live.teams.home;
  return {
    id: uuidOf(`teamSide ${live.teams.home.sportradar.id}`),
    name: `${city} Arena`,
    city,
    country: "USA",
  };
}
