/**
 * Paths of cdn.nba.com.
 *
 * @module
 */
import type { Hono } from "hono";
import { nbaBoxscore, nbaScoreboard } from "../../scoreboards/nba_cdn.ts";
import { nbaPlayByPlay } from "../../scoreboards/nba_plays.ts";
import type { LiveGame } from "../../scoreboards/live_game.ts";
import type { FeedServer } from "./feed_server.ts";

const ROOT = "/static/json/liveData";
/** The answer of the storage behind the CDN for anything that is not there, byte for byte. */
const MISSING = '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>NoSuchKey</Code></Error>';

/** Adds the routes. */
export function addNbaRoutes(app: Hono, server: FeedServer): void {
  const games = () => server.games.filter(({ ids }) => ids.nba !== undefined);

  app.get(`${ROOT}/scoreboard/todaysScoreboard_00.json`, ({ req }) => {
    const shown = games().map((played) => server.show(played, "nba"));
    const changedAt = shown.reduce((latest, live) => Math.max(latest, live.shownAt), 0);
    return server.answer(req.raw, shown, () => nbaScoreboard("/scoreboard", shown, changedAt || server.now));
  });

  const perGame = (folder: string, write: (path: string, live: LiveGame) => unknown) => {
    app.get(`${ROOT}/${folder}/:file{${folder}_[0-9]+\\.json}`, ({ req }) => {
      const [, id] = /_(\d+)\.json$/.exec(req.param("file")) ?? [];
      const played = games().find(({ ids }) => ids.nba === id);
      const live = played === undefined ? undefined : server.show(played, "nba");
      // There is no file before the game.
      if (live === undefined || live.view.events.length === 0) return missing();
      return server.answer(req.raw, [live], () => write(`/games/${id}/${folder}`, live));
    });
  };
  perGame("boxscore", nbaBoxscore);
  perGame("playbyplay", nbaPlayByPlay);

  app.get("/static/*", missing);
}

function missing(): Response {
  return new Response(MISSING, { status: 404, headers: { "content-type": "application/xml" } });
}
