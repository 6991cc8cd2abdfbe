/**
 * Each reader of a polled scoreboard with each field that a state needs null, missing, of another type or out of range: the
 * answer is a problem in one line, and no state is made up.
 *
 * @module
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { parseAnswer, type PolledFeed } from "../../src/feeds/feeds.ts";
import { parsePlayByPlay } from "../../src/recording/export/play_by_play.ts";
import { espnNfl, NBA_GAME, sportradarNfl } from "./answers.ts";

/** Stands for a field that is not there. */
const GONE = Symbol("gone");

/** No value of anything. */
const NOTHING = [GONE, null, "", "many", true, {}, [], NaN, Infinity] as const;
const NO_SCORE = [...NOTHING, -3, 12.5, 1e9] as const;
const NO_PERIOD = [...NOTHING, 0, -1, 2.5, 99] as const;
const NO_CLOCK = [GONE, null, "", "soon", true, {}, [], "-1:00", "5:75", "59:00"] as const;

interface Reader {
  readonly feed: PolledFeed;
  readonly path: string;
  readonly body: unknown;
  /** Fields by where they are, and what each may not be. */
  readonly needs: readonly (readonly [string, readonly unknown[]])[];
}

const PLAYS = {
  game: {
    gameId: "0022600181",
    actions: [
      play(1, "BOS", 1610612738, 2, 0),
      play(2, "LAL", 1610612747, 2, 3),
      play(3, "BOS", 1610612738, 4, 3),
    ],
  },
};

function play(
  actionNumber: number,
  teamTricode: string,
  teamId: number,
  scoreHome: number,
  scoreAway: number,
) {
  return {
    actionNumber,
    clock: "PT05M22.00S",
    period: 3,
    teamId,
    teamTricode,
    actionType: "2pt",
    shotResult: "Made",
    scoreHome: String(scoreHome),
    scoreAway: String(scoreAway),
  };
}

const READERS: readonly Reader[] = [
  {
    feed: "nba",
    path: "/static/json/liveData/scoreboard/todaysScoreboard_00.json",
    // The text may have the clock too.
    body: { scoreboard: { games: [{ ...NBA_GAME, gameStatusText: "Q3" }] } },
    needs: [
      ["scoreboard.games.0.gameId", [GONE, null, "", true, {}]],
      ["scoreboard.games.0.gameStatus", [...NOTHING, 0, 9]],
      ["scoreboard.games.0.period", NO_PERIOD],
      ["scoreboard.games.0.gameClock", NO_CLOCK],
      ["scoreboard.games.0.homeTeam.score", NO_SCORE],
      ["scoreboard.games.0.awayTeam.score", NO_SCORE],
      ["scoreboard.games.0.homeTeam.teamId", [GONE, null, "", true, {}]],
      ["scoreboard.games.0.awayTeam", NOTHING],
    ],
  },
  {
    feed: "nba",
    path: "/static/json/liveData/playbyplay/playbyplay_0022600181.json",
    body: PLAYS,
    needs: [
      ["game.actions.2.period", NO_PERIOD],
      ["game.actions.2.clock", NO_CLOCK],
      ["game.actions.2.scoreHome", NO_SCORE],
      ["game.actions.2.scoreAway", NO_SCORE],
      ["game.actions.2.actionType", [GONE, null, true, {}]],
      ["game.actions.2.actionNumber", NOTHING],
      ["game.actions.2", [null, 7, "x"]],
    ],
  },
  {
    feed: "espn",
    path: "/apis/site/v2/sports/football/nfl/scoreboard",
    body: espnNfl({}, { clock: undefined }),
    needs: [
      ["events.0.competitions.0.status.type.name", [null, "", true, {}, "STATUS_NEW", "constructor"]],
      ["events.0.competitions.0.status.type", NOTHING],
      ["events.0.competitions.0.status.period", NO_PERIOD],
      ["events.0.competitions.0.status.displayClock", NO_CLOCK],
      ["events.0.competitions.0.competitors.0.score", NO_SCORE],
      ["events.0.competitions.0.competitors.1.score", [...NO_SCORE, { value: null }, { value: -1 }]],
      ["events.0.competitions.0.competitors.0.homeAway", [...NOTHING, "away"]],
      ["events.0.competitions", NOTHING],
    ],
  },
  {
    feed: "sportradar",
    path: "/nfl/official/trial/v7/en/games/g1/pbp.json",
    body: sportradarNfl(),
    needs: [
      ["status", [null, "", true, {}, "new", "constructor", GONE]],
      ["quarter", NO_PERIOD],
      ["clock", NO_CLOCK],
      ["summary.home.points", NO_SCORE],
      ["summary.away.points", NO_SCORE],
      ["summary.home.id", [GONE, null, "", true, {}]],
      ["summary.away", [null, "x", 7]],
    ],
  },
];

/** stats.nba.com's `playbyplayv3`: nobody's actions have team 0, scores stand where they change, `location` tells the side. */
const PLAYS_V3 = {
  meta: { version: 1 },
  game: {
    gameId: "0022600181",
    videoAvailable: 1,
    actions: [
      v3(1, 0, "", "", { actionType: "period", subType: "start", scoreHome: "0", scoreAway: "0" }),
      v3(2, 1610612747, "LAL", "v", { actionType: "Missed Shot", shotResult: "Missed" }),
      v3(3, 1610612738, "BOS", "h", {
        actionType: "Made Shot",
        shotResult: "Made",
        scoreHome: "2",
        scoreAway: "0",
      }),
      v3(4, 1610612747, "LAL", "v", { actionType: "Turnover" }),
      v3(5, 1610612738, "BOS", "h", { actionType: "" }),
      v3(6, 0, "", "", { actionType: "Instant Replay" }),
    ],
  },
};

function v3(
  actionId: number,
  teamId: number,
  teamTricode: string,
  location: string,
  more: Record<string, unknown>,
) {
  // Actions that belong together share their number.
  const actionNumber = Math.ceil(actionId / 2);
  const blank = {
    actionType: "Rebound",
    subType: "",
    shotResult: "",
    scoreHome: "",
    scoreAway: "",
    description: "x",
  };
  return {
    actionNumber,
    actionId,
    clock: "PT11M02.00S",
    period: 1,
    teamId,
    teamTricode,
    location,
    ...blank,
    ...more,
  };
}

Deno.test("stats.nba.com's play-by-play: who is at home is told, actions of nobody are nobody's", () => {
  const path = "/stats/playbyplayv3?GameID=0022600181";
  const read = (change: (actions: ReturnType<typeof v3>[]) => unknown[]) =>
    parseAnswer("nba", path, {
      ...PLAYS_V3,
      game: { ...PLAYS_V3.game, actions: change(PLAYS_V3.game.actions) },
    });
  const { games, problems } = read((actions) => actions);
  assertEquals(problems, []);
  const [reading] = games;
  assert(reading !== undefined);
  const { home, away, phase, period, secondsLeftInPeriod } = reading.game;
  assertEquals([home.code, home.score, away.code, away.score], ["BOS", 2, "LAL", 0]);
  assertEquals([phase, period, secondsLeftInPeriod], ["live", 1, 662]);
  // The side is known before anybody has scored; the score is not known where a basket does not say it.
  const [early] = read((actions) => actions.slice(0, 2).concat(v3(7, 1610612738, "BOS", "h", {}))).games;
  assertEquals([early?.game.home.code, early?.game.home.score], ["BOS", 0]);
  const basket = v3(7, 1610612738, "BOS", "h", { actionType: "Made Shot", shotResult: "Made" });
  assertEquals(read((actions) => [...actions, basket]).problems, [
    "Cannot read game 0022600181: home team: no score",
  ]);
  // A team on both sides, or a third one, tells nothing.
  for (const [team, code] of [[1610612738, "BOS"], [1610612739, "CLE"]] as const) {
    assertEquals(read((actions) => [...actions, v3(7, team, code, "v", {})]).problems, [
      "Cannot read game 0022600181: the plays do not tell who is at home",
    ]);
  }
  const timeless = parsePlayByPlay(PLAYS_V3);
  assert(!timeless.ok);
  assertMatch(timeless.reason.message, /have no times/);
});

/** The body with another value in one place. */
function put(body: unknown, [key = "", ...rest]: readonly string[], value: unknown): unknown {
  const copy: Record<string, unknown> | unknown[] = Array.isArray(body) ? [...body] : { ...body as object };
  const fields = copy as Record<string, unknown>;
  if (rest.length > 0) fields[key] = put(fields[key], rest, value);
  else if (value === GONE) delete fields[key];
  else fields[key] = value;
  return copy;
}

for (const { feed, path, body, needs } of READERS) {
  Deno.test(`${feed} ${path.slice(path.lastIndexOf("/") + 1)}: what was not said is a problem, not a guess`, () => {
    assertEquals(parseAnswer(feed, path, body).problems, []);
    assertEquals(parseAnswer(feed, path, body).games.length, 1);
    for (const [place, values] of needs) {
      for (const value of values) {
        const { games, problems } = parseAnswer(feed, path, put(body, place.split("."), value));
        const where = `${place}: ${String(value)}`;
        assertEquals(games, [], where);
        assertEquals(problems.length, 1, where);
        assertMatch(problems[0] ?? "", /^Cannot read [^\n]+$/, where);
      }
    }
  });
}

Deno.test("a delayed game has its score, period and clock, or is not told", () => {
  const delayed = (fields: Record<string, unknown>) =>
    parseAnswer("sportradar", "/nfl/x", sportradarNfl({ status: "suspended", ...fields }));
  const [reading] = delayed({}).games;
  assert(reading !== undefined);
  const { phase, home, period, secondsLeftInPeriod } = reading.game;
  assertEquals([phase, home.score, period, secondsLeftInPeriod], ["delayed", 23, 4, 76]);
  for (const fields of [{ clock: null }, { quarter: null }, { summary: null }]) {
    assertEquals(delayed(fields).games, []);
  }
});

Deno.test("a league that nobody names is not guessed", () => {
  assertEquals(parseAnswer("sportradar", "/", sportradarNfl()), {
    games: [],
    problems: ["Cannot read game g1: unknown league"],
  });
});
