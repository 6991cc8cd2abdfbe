/**
 * The NBA's own scoreboard, at cdn.nba.com.
 *
 * @module
 */
import { addDays } from "../../lib/new_york.ts";
import type { Feed } from "../feed.ts";
import { parseNba } from "./nba.ts";

/** The scoreboard of the day: all games in one answer. */
const SCOREBOARD_PATH = "/static/json/liveData/scoreboard/todaysScoreboard_00.json";

/** The NBA's feed. It names no limit; the pace is that of a page of its own. */
export const NBA = {
  title: "NBA",
  host: "https://cdn.nba.com",
  policy: { liveMs: 3_000, waitingMs: 30_000, gapMs: 1_000 },
  // Its file server turns away what does not look like a page of its own.
  headers: {
    accept: "application/json, text/plain, */*",
    "accept-language": "en-US,en;q=0.9",
    origin: "https://www.nba.com",
    referer: "https://www.nba.com/",
    "user-agent":
      "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36",
  },
  gamePath: ({ league }) => league === "nba" ? SCOREBOARD_PATH : undefined,
  daily: {
    // It shows one date only, which turns to the next in the course of the morning.
    covers: (league, date, today) => league === "nba" && [today, addDays(today, -1)].includes(date),
    path: () => SCOREBOARD_PATH,
  },
  parse: parseNba,
} satisfies Feed;
