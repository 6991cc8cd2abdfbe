/** Recordings of sessions that saw the end of a game, and the command in this process. */
import { RATINGS, ratingsCommand } from "../../../src/cli/ratings/ratings.ts";
import { parseFlags } from "../../../src/cli/flags.ts";
import { CliError } from "../../../src/cli/program.ts";
import type { Job } from "../../../src/discovery/job.ts";
import { createRecording } from "../../../src/recording/writer.ts";
import { tickerDate } from "../../../src/core/market/ticker.ts";
import { easternTime } from "../../../src/lib/new_york.ts";
import { NBA_GAME } from "../../feeds/answers.ts";
import { must } from "../../support/must.ts";

/** The day on which the tests ask. */
export const TODAY = "2026-11-28";

/** The trader's own folder of settings is below the one given, as long as something runs. */
export async function ownFolder<T>(folder: string, body: () => Promise<T>): Promise<T> {
  const before = Deno.env.get("XDG_CONFIG_HOME");
  Deno.env.set("XDG_CONFIG_HOME", `${folder}/config`);
  try {
    return await body();
  } finally {
    if (before === undefined) Deno.env.delete("XDG_CONFIG_HOME");
    else Deno.env.set("XDG_CONFIG_HOME", before);
  }
}

/** Runs the command on a day, with a folder of settings of its own. */
export async function run(folder: string, argv: readonly string[], date = TODAY) {
  const lines: string[] = [];
  const notes: string[] = [];
  const output = {
    line: (text: string) => void lines.push(text),
    write: () => Promise.reject(new Error("not used")),
    note: (text: string) => void notes.push(text),
  };
  try {
    const now = () => easternTime(date, 12 * 60);
    const code = await ownFolder(folder, () => ratingsCommand(parseFlags(RATINGS, argv), output, now));
    return { code, lines, notes };
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    return { code: error.exitCode, lines, notes: [...notes, error.message] };
  }
}

/** One state that the NBA's scoreboard showed. */
export interface Shown {
  readonly home: number;
  readonly away: number;
  readonly isFinal: boolean;
  /** @default nba */
  readonly feed?: "nba" | "espn";
}

/** A game that was recorded. */
export interface Recorded {
  readonly date: string;
  readonly shown: readonly Shown[];
  /** @default "prod" */
  readonly environment?: string;
  /** The NBA's id. @default a regular game's */
  readonly gameId?: string;
  /** @default the Lakers at the Celtics */
  readonly teams?: { readonly home: readonly [string, string]; readonly away: readonly [string, string] };
  /** Codes as ESPN writes them. @default those of the teams */
  readonly espn?: { readonly home: string; readonly away: string };
}

const CELTICS = ["BOS", "Boston Celtics"] as const;
const LAKERS = ["LAL", "Los Angeles Lakers"] as const;

/** Records a game as a session does. */
export async function recordGame(root: string, recorded: Recorded): Promise<void> {
  const { date, shown, environment = "prod", gameId = "0022600181" } = recorded;
  const { home, away } = recorded.teams ?? { home: CELTICS, away: LAKERS };
  const startsAt = easternTime(date, 22 * 60);
  const event = `KXNBAGAME-${tickerDate(date)}${away[0]}${home[0]}`;
  const job: Job = {
    id: `nba-${date}-${away[0]}-${home[0]}`,
    league: "nba",
    startsAt,
    home: { code: home[0], name: home[1], targetId: "h" },
    away: { code: away[0], name: away[1], targetId: "a" },
    event,
    homeMarket: `${event}-${home[0]}`,
    awayMarket: `${event}-${away[0]}`,
    otherMarkets: [],
    milestoneId: null,
    feeds: { nba: gameId, espn: "401" },
  };
  const writer = must(createRecording({ root, group: "nba", name: event, startedAt: startsAt }, {
    program: "0.1.0",
    created_at: new Date(startsAt).toISOString(),
    environment,
    markets: [job.awayMarket, job.homeMarket],
    event,
    game: job,
    config: {},
    yes_prices: true,
    sequenced: true,
  }));
  for (const [index, state] of shown.entries()) {
    const { feed = "nba" } = state;
    const at = startsAt + (index + 1) * 3_600_000;
    const body = feed === "nba" ? nbaAnswer(gameId, home, away, state) : espnAnswer(
      [recorded.espn?.home ?? home[0], home[1]],
      [recorded.espn?.away ?? away[0], away[1]],
      state,
    );
    writer.append(at, `feed.${feed}`, JSON.stringify({ path: PATHS[feed], status: 200, body }), true);
  }
  const closed = await writer.close(startsAt + 9 * 3_600_000, "the game is over");
  if (closed.failure !== undefined) throw new Error(closed.failure);
}

const PATHS = {
  nba: "/static/json/liveData/scoreboard/todaysScoreboard_00.json",
  espn: "/apis/site/v2/sports/basketball/nba/scoreboard",
} as const;

function nbaAnswer(
  gameId: string,
  home: readonly [string, string],
  away: readonly [string, string],
  shown: Shown,
) {
  const team = (side: typeof NBA_GAME.homeTeam, [code, name]: readonly [string, string], score: number) => {
    const words = name.split(" ");
    return {
      ...side,
      teamTricode: code,
      teamCity: words.slice(0, -1).join(" "),
      teamName: words.at(-1),
      score,
    };
  };
  const status = shown.isFinal
    ? { gameStatus: 3, gameStatusText: "Final", period: 4, gameClock: "" }
    : { gameStatus: 2, gameStatusText: "Q4 5:22", period: 4, gameClock: "PT05M22.00S" };
  const game = {
    ...NBA_GAME,
    ...status,
    gameId,
    homeTeam: team(NBA_GAME.homeTeam, home, shown.home),
    awayTeam: team({ ...NBA_GAME.awayTeam, inBonus: "0" }, away, shown.away),
  };
  return { scoreboard: { games: [game] } };
}

function espnAnswer(home: readonly [string, string], away: readonly [string, string], shown: Shown) {
  const team = ([abbreviation, displayName]: readonly [string, string], homeAway: string, score: number) => ({
    homeAway,
    score: String(score),
    team: { id: abbreviation, abbreviation, displayName },
  });
  const type = shown.isFinal
    ? {
      id: "3",
      name: "STATUS_FINAL",
      state: "post",
      completed: true,
      description: "Final",
      shortDetail: "Final",
    }
    : { id: "2", name: "STATUS_IN_PROGRESS", state: "in", completed: false, description: "In Progress" };
  const status = {
    clock: shown.isFinal ? 0 : 322,
    displayClock: shown.isFinal ? "0.0" : "5:22",
    period: 4,
    type,
  };
  const competitors = [team(home, "home", shown.home), team(away, "away", shown.away)];
  return {
    leagues: [{ id: "46", slug: "nba" }],
    events: [{
      id: "401",
      uid: "s:40~l:46~e:401",
      date: "2026-11-23T00:30Z",
      status,
      competitions: [{ id: "401", competitors, status }],
    }],
  };
}
