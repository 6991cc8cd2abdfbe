/**
 * Which exchange event is which game.
 *
 * - `discover.ts`: a day's games, from both sides, matched into a job file
 * - `job.ts`, `job_store.ts`: the job file and its place on disk
 * - `match.ts`: the matching, pure; `exchange_games.ts` and `feed_games.ts` are its two sides
 * - `team_table.ts`, `teams.ts`: the names of teams
 * - `leagues.ts`: what differs from league to league
 * - `read_exchange.ts`, `scoreboards.ts`: what is read, and from where
 *
 * @module
 */
export { discover, type DiscoverOptions } from "./discover.ts";
export { type Job, JOB_VERSION, type JobFile, jobFileSchema, jobSchema, LEAGUES } from "./job.ts";
export { jobFilePath, readJobFile, writeJobFile } from "./job_store.ts";
export { LEAGUE_INFO, leagueInfo, leaguesInSeason } from "./leagues.ts";
export { scoreboardSources } from "./scoreboards.ts";
