/**
 * The scoreboards' side of the server, under the paths of the real ones.
 *
 * @module
 */
import { type Context, Hono } from "hono";
import type { ScoreboardFeed } from "../../scoreboards/feed_lag.ts";
import { addEspnRoutes } from "./espn_routes.ts";
import type { FeedServer } from "./feed_server.ts";
import { addNbaRoutes } from "./nba_routes.ts";
import { addSportradarRoutes } from "./sportradar_routes.ts";

/** Makes the application; it can be asked without a server: `app.request("/static/json/…")`. */
export function createFeeds(server: FeedServer): Hono {
  const app = new Hono();
  const faulty = (feed: ScoreboardFeed) => async (_: Context, next: () => Promise<void>) => {
    const fault = server.faultDue(feed);
    if (fault !== undefined) return fault;
    await next();
    return undefined;
  };
  app.use("/static/*", faulty("nba"));
  app.use("/apis/*", faulty("espn"));
  app.use("/nfl/*", faulty("sportradar"));
  app.use("/nba/*", faulty("sportradar"));
  addNbaRoutes(app, server);
  addEspnRoutes(app, server);
  addSportradarRoutes(app, server);
  return app;
}
