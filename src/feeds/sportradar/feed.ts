/**
 * Sportradar, for whoever has a key: the leagues that are bought here.
 *
 * @module
 */
import { LEAGUE_INFO } from "../../core/game/leagues.ts";
import type { Feed } from "../feed.ts";
import { leagueOfSportradarPath, parseSportradar } from "./sportradar.ts";

/** The kind of access that is asked for; the provider sells `production` too. */
const ACCESS = "trial";

/**
 * Sportradar's feed. Trial keys allow one request a second, and the play-by-play is made again every 2 s; the gap leaves
 * room for a network that is slower for one request than for the next.
 */
export const SPORTRADAR = {
  title: "Sportradar",
  host: "https://api.sportradar.com",
  policy: { liveMs: 2_000, waitingMs: 60_000, gapMs: 1_100 },
  headers: { accept: "application/json" },
  key: { variable: "SPORTRADAR_API_KEY", header: "x-api-key" },
  gamePath: ({ league, id }) => {
    const { game } = LEAGUE_INFO[league].sportradar;
    if (game === undefined) return undefined;
    return `/${game.product}/${ACCESS}/${game.version}/en/games/${
      encodeURIComponent(id)
    }/${game.answer}.json`;
  },
  parse: (body, path) => parseSportradar(body, leagueOfSportradarPath(path)),
} satisfies Feed;
