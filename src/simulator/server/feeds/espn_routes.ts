/**
 * Paths of ESPN's site API.
 *
 * @module
 */
import type { Hono } from "hono";
import { GENERATED_LEAGUES, type GeneratedLeague } from "../../game/game_event.ts";
import { espnScoreboard } from "../../scoreboards/espn.ts";
import { espnSummary } from "../../scoreboards/espn_summary.ts";
import type { FeedServer } from "./feed_server.ts";
import { LEAGUE_INFO, LEAGUES } from "../../../core/game/leagues.ts";
import { easternDate } from "../../../lib/new_york.ts";

/** Paths that are served; a league that is not generated has no games. */
const PATHS: ReadonlyMap<string, GeneratedLeague | undefined> = new Map(LEAGUES.map((league) => {
  const { sport, slug } = LEAGUE_INFO[league].espn;
  return [`${sport}/${slug}`, GENERATED_LEAGUES.find((each) => each === league)];
}));
const MOST_EVENTS = 1_000;

/** Adds the routes. */
export function addEspnRoutes(app: Hono, server: FeedServer): void {
  const root = "/apis/site/v2/sports/:sport/:league";
  app.get(`${root}/scoreboard`, ({ req }) => {
    const path = `${req.param("sport")}/${req.param("league")}`;
    if (!PATHS.has(path)) return refused(404, "Not Found");
    const league = PATHS.get(path);
    const dates = readDates(req.query("dates"));
    const limit = Number(req.query("limit") ?? MOST_EVENTS);
    if (dates === undefined || !Number.isInteger(limit) || limit < 1) return refused(400, "Bad Request");
    if (league === undefined) {
      return server.answer(req.raw, [], () => ({ leagues: [], events: [] }));
    }
    const shown = server.games
      .filter((played) => played.game.league === league)
      .map((played) => server.show(played, "espn"))
      .filter(({ startsAt }) => {
        const date = easternDate(startsAt).replaceAll("-", "");
        return dates.from <= date && date <= dates.to;
      })
      .slice(0, limit);
    return server.answer(req.raw, shown, () => espnScoreboard(league, shown, server.now));
  });

  app.get(`${root}/summary`, ({ req }) => {
    const league = PATHS.get(`${req.param("sport")}/${req.param("league")}`);
    const id = req.query("event");
    const played = server.games.find(({ game, ids }) => game.league === league && ids.espn === id);
    if (played === undefined) return refused(404, "Not Found");
    const live = server.show(played, "espn");
    return server.answer(req.raw, [live], () => espnSummary(live));
  });
}

interface Dates {
  readonly from: string;
  readonly to: string;
}

/** A date or two with a dash between them, New York's; all where none is given. */
function readDates(text: string | undefined): Dates | undefined {
  if (text === undefined || text === "") return { from: "00000000", to: "99999999" };
  const [, from, to = from] = /^(\d{8})(?:-(\d{8}))?$/.exec(text) ?? [];
  return from === undefined || to === undefined ? undefined : { from, to };
}

function refused(code: number, message: string): Response {
  return Response.json({ code, message }, { status: code });
}
