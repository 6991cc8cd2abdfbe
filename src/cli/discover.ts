/**
 * `kalshi-live discover`: a day's games and their markets, written to a job file.
 *
 * @module
 */
import { discover } from "../discovery/discover.ts";
import { alignColumns } from "../lib/columns.ts";
import { easternClock, readDate } from "../lib/new_york.ts";
import { tradingDate } from "../core/numbers/trading_day.ts";
import { type Job, type JobFile } from "../discovery/job.ts";
import { writeJobFile } from "../discovery/job_store.ts";
import { type League, LEAGUE_INFO, LEAGUES, leaguesInSeason } from "../core/game/leagues.ts";
import { scoreboardSources } from "../discovery/scoreboards.ts";
import type { Environment } from "../kalshi/environment.ts";
import { RestClient } from "../kalshi/rest/client.ts";
import { VERSION } from "../version.ts";
import { type CommandSpec, type Flags, type FlagSpec, HELP_FLAG, noWords, usage } from "./flags.ts";
import { orFail, type Output } from "./program.ts";
import { readSigner } from "./credentials.ts";
import { readExchange, readFeedHosts } from "./exchange_flags.ts";

/** Which games are looked for, and where the job file goes. */
export const DISCOVERY_FLAGS: readonly FlagSpec[] = [
  {
    name: "date",
    kind: "text",
    value: "YYYY-MM-DD",
    help: "date of the games in New York (today; until 06:00 there the evening before)",
  },
  {
    name: "league",
    kind: "text",
    value: "LEAGUE,…",
    help: `some of ${LEAGUES.join(", ")} (those in season)`,
  },
  { name: "all-markets", kind: "switch", help: "list spreads, totals and other markets of each game too" },
  { name: "out", kind: "text", value: "DIR", help: "folder of job files (recordings/jobs)" },
];

/** The command line of `discover`. */
export const DISCOVER: CommandSpec = {
  name: "discover",
  words: "",
  summary: "Finds a day's games and their markets and writes them to a job file, which work takes.",
  flags: [
    ...DISCOVERY_FLAGS,
    { name: "env", kind: "text", value: "prod|demo|sim|URL", help: "which exchange (prod)" },
    {
      name: "feeds",
      kind: "text",
      value: "URL",
      help: "base of all scoreboards, for the simulator (the public ones)",
    },
    { name: "json", kind: "switch", help: "write the job file to stdout" },
    HELP_FLAG,
  ],
  examples: [
    "kalshi-live discover",
    "kalshi-live discover --date 2026-11-22 --league nba,nfl --all-markets",
  ],
};

/** A job file that was written, and where. */
export interface DiscoveredJobs {
  readonly path: string;
  readonly jobs: JobFile;
}

/**
 * Discovers what the flags ask for and writes the job file.
 *
 * @param today the date that is taken where the flags name none
 * @throws {CliError} for wrong flags, an exchange that cannot be read, a file that cannot be written
 */
export async function discoverJobs(
  flags: Flags,
  output: Output,
  today: string = tradingDate(Date.now()),
): Promise<DiscoveredJobs> {
  const date = readDay(flags.text("date"), today);
  const leagues = readLeagues(flags.text("league")) ?? leaguesInSeason(date);
  const environment = readExchange(flags);
  const hosts = readFeedHosts(flags, environment);
  const signer = readSigner(environment, output);
  const folder = flags.text("out") ?? `${flags.text("recordings") ?? "recordings"}/jobs`;
  const jobs = orFail(
    await discover({
      rest: new RestClient({ environment, ...(signer === undefined ? {} : { signer }) }),
      feeds: scoreboardSources({ hosts }),
      date,
      leagues,
      allMarkets: flags.switch("all-markets") === true,
      now: Date.now,
      program: VERSION,
      environment: nameOf(environment),
    }),
  );
  return { path: orFail(await writeJobFile(folder, jobs)), jobs };
}

/** Runs the command. */
export async function discoverCommand(flags: Flags, output: Output): Promise<number> {
  noWords(flags, "discover");
  const { path, jobs } = await discoverJobs(flags, output);
  if (flags.switch("json") === true) output.line(JSON.stringify(jobs, null, 2));
  else for (const line of discoveryLines(jobs, path)) output.line(line);
  return 0;
}

function readDay(text: string | undefined, today: string): string {
  if (text === undefined) return today;
  const date = readDate(text);
  if (date === undefined) throw usage(`Cannot use --date: expected a date such as 2026-11-22, was "${text}"`);
  return date;
}

function readLeagues(text: string | undefined): readonly League[] | undefined {
  if (text === undefined) return undefined;
  return text.split(",").map((word) => {
    const name = word.trim().toLowerCase();
    const league = LEAGUES.find((each) => each === name);
    if (league === undefined) {
      throw usage(`Cannot use --league: expected some of ${LEAGUES.join(", ")}, was "${word.trim()}"`);
    }
    return league;
  });
}

/** The `--env` for whoever takes the job file. */
function nameOf({ name, restUrl }: Environment): string {
  return name === "custom" ? new URL(restUrl).origin : name;
}

const HEADINGS = ["League", "New York", "Here", "Game", "Event", "Markets", "Scoreboards"] as const;

/**
 * The games that were found, for people.
 *
 * @param zone the time zone of the reader
 * @default {the system's}
 */
export function discoveryLines(file: JobFile, path: string, zone?: string): string[] {
  const { jobs, refused, date } = file;
  const lines: string[] = [];
  if (jobs.length === 0) lines.push(`No games on ${date}.`);
  else lines.push(...alignColumns([HEADINGS, ...jobs.map((job) => cells(job, zone))]));
  if (refused.length > 0) {
    lines.push("", "Refused:", ...refused.map(({ what, reason }) => `  ${what}: ${reason}`));
  }
  const games = jobs.length === 1 ? "1 game" : `${jobs.length} games`;
  return [...lines, "", `${games}, ${refused.length} refused, written to ${path}`];
}

function cells({ league, startsAt, away, home, event, otherMarkets, feeds }: Job, zone?: string): string[] {
  const here = new Intl.DateTimeFormat("en-US", {
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    ...(zone === undefined ? {} : { timeZone: zone }),
  }).format(startsAt);
  return [
    LEAGUE_INFO[league].title,
    easternClock(startsAt),
    here,
    `${away.code} at ${home.code}`,
    event,
    String(2 + otherMarkets.length),
    Object.keys(feeds).join(" "),
  ];
}
