/**
 * Paths of Sportradar's NFL v7 and NBA v8. Every request needs a key; any but `bad` is good.
 *
 * @module
 */
import { easternDate } from "../../../lib/new_york.ts";
import type { Hono } from "hono";
import type { GeneratedLeague } from "../../game/game_event.ts";
import type { LiveGame } from "../../scoreboards/live_game.ts";
import { type NflWeek, nflWeek } from "../../scoreboards/nfl_week.ts";
import { radarNbaSchedule, radarNbaSummary } from "../../scoreboards/sportradar_nba.ts";
import { radarNflPlays, radarNflSchedule } from "../../scoreboards/sportradar_nfl.ts";
import type { FeedServer } from "./feed_server.ts";

const NFL = "/nfl/official/:access{trial|production}/v7/:language/games";
const NBA = "/nba/:access{trial|production}/v8/:language/games";
const REFUSED_KEY = "bad";

/** Adds the routes. */
export function addSportradarRoutes(app: Hono, server: FeedServer): void {
  for (const path of ["/nfl/*", "/nba/*"]) {
    app.use(path, async ({ req }, next) => {
      const key = req.header("x-api-key") ?? req.query("api_key") ?? "";
      if (key === "" || key === REFUSED_KEY) {
        return Response.json({ message: "Authentication Error" }, { status: 403 });
      }
      await next();
      return undefined;
    });
  }
  const gamesOf = (league: GeneratedLeague, fits: (live: LiveGame) => boolean) =>
    server.games
      .filter(({ game }) => game.league === league)
      .map((played) => server.show(played, "sportradar"))
      .filter(fits);
  const gameOf = (league: GeneratedLeague, id: string) =>
    gamesOf(league, ({ view }) => view.played.ids.sportradar === id)[0];

  app.get(`${NFL}/:id/pbp.json`, ({ req }) => {
    const live = gameOf("nfl", req.param("id"));
    return live === undefined ? missing() : server.answer(req.raw, [live], () => radarNflPlays(live));
  });
  const week = (request: Request, { year, week }: NflWeek) => {
    const games = gamesOf("nfl", ({ startsAt }) => {
      const played = nflWeek(startsAt);
      return played.year === year && played.week === week;
    });
    return server.answer(request, games, () => radarNflSchedule({ year, week }, games));
  };
  app.get(`${NFL}/current_week/schedule.json`, ({ req }) => week(req.raw, nflWeek(server.now)));
  app.get(`${NFL}/:year{[0-9]{4}}/:type{PRE|REG|PST}/:week{[0-9]{1,2}}/schedule.json`, ({ req }) => {
    // Generated games are of the regular season.
    const number = req.param("type") === "REG" ? Number(req.param("week")) : 0;
    return week(req.raw, { year: Number(req.param("year")), week: number });
  });

  app.get(`${NBA}/:id/summary.json`, ({ req }) => {
    const live = gameOf("nba", req.param("id"));
    return live === undefined ? missing() : server.answer(req.raw, [live], () => radarNbaSummary(live));
  });
  app.get(`${NBA}/:year{[0-9]{4}}/:month{[0-9]{1,2}}/:day{[0-9]{1,2}}/schedule.json`, ({ req }) => {
    const { year, month, day } = req.param();
    const date = [year, month.padStart(2, "0"), day.padStart(2, "0")].join("-");
    const games = gamesOf("nba", ({ startsAt }) => easternDate(startsAt) === date);
    return server.answer(req.raw, games, () => radarNbaSchedule(date, games));
  });
}

function missing(): Response {
  return Response.json({ message: "Game not found" }, { status: 404 });
}
