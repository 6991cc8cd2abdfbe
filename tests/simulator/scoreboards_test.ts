import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import type { GameState } from "../../src/core/game/game.ts";
import { parseAnswer, type PolledFeed } from "../../src/feeds/feeds.ts";
import { FEED_LAGS } from "../../src/simulator/scoreboards/feed_lag.ts";
import type { PlayedGame } from "../../src/simulator/scoreboards/played_game.ts";
import { dataTest } from "../support/data.ts";
import { ask, FOREVER_MS, gameOf, OPENED_AT, PATHS, slateWorld } from "./slate_support.ts";

/** Every path of keys in a value; items of lists count as one. */
function keyPaths(value: unknown, path = "", found = new Set<string>()): Set<string> {
  if (Array.isArray(value)) {
    for (const item of value) keyPaths(item, `${path}[]`, found);
  } else if (typeof value === "object" && value !== null) {
    for (const [key, inner] of Object.entries(value)) {
      found.add(`${path}.${key}`);
      keyPaths(inner, `${path}.${key}`, found);
    }
  }
  return found;
}

/** Paths of the first that the second does not have. */
function missing(from: unknown, inWhat: unknown): string[] {
  const there = keyPaths(inWhat);
  return [...keyPaths(from)].filter((path) => !there.has(path));
}

async function readJson(path: string) {
  return JSON.parse(await Deno.readTextFile(path));
}

interface Telling {
  /** Which fields of a state the answer tells. */
  readonly tells: readonly ("possession" | "situation" | "timeouts" | "lastPlay" | "bonus" | "break")[];
  readonly feed: PolledFeed;
  readonly path: (played: PlayedGame) => string;
}

const NFL: Readonly<Record<string, Telling>> = {
  "ESPN's scoreboard": {
    feed: "espn",
    path: () => PATHS.espnScoreboard("nfl"),
    tells: ["possession", "situation", "timeouts", "lastPlay", "break"],
  },
  "ESPN's summary": { feed: "espn", path: PATHS.espnSummary, tells: ["lastPlay", "break"] },
  "Sportradar's play-by-play": {
    feed: "sportradar",
    path: PATHS.radarNfl,
    tells: ["possession", "situation", "timeouts", "lastPlay", "break"],
  },
};
const NBA: Readonly<Record<string, Telling>> = {
  "the NBA's scoreboard": {
    feed: "nba",
    path: () => PATHS.nbaScoreboard,
    tells: ["timeouts", "bonus", "break"],
  },
  "the NBA's box score": { feed: "nba", path: PATHS.boxscore, tells: ["timeouts", "bonus", "break"] },
  "the NBA's play-by-play": { feed: "nba", path: PATHS.playByPlay, tells: ["break"] },
  "ESPN's scoreboard": {
    feed: "espn",
    path: () => PATHS.espnScoreboard("nba"),
    tells: ["lastPlay", "break"],
  },
  "ESPN's summary": { feed: "espn", path: PATHS.espnSummary, tells: ["lastPlay", "break"] },
  "Sportradar's summary": { feed: "sportradar", path: PATHS.radarNba, tells: ["timeouts", "bonus"] },
};

function check(read: GameState, shown: GameState, { tells, feed, path }: Telling, when: string): void {
  const has = (what: Telling["tells"][number]) => tells.includes(what);
  for (const side of ["home", "away"] as const) {
    assertEquals(read[side].score, shown[side].score, `${when} ${side}`);
    const begun = shown.phase === "live";
    if (has("timeouts") && begun) assertEquals(read[side].timeoutsLeft, shown[side].timeoutsLeft, when);
    if (has("bonus") && begun) assertEquals(read[side].inBonus, shown[side].inBonus, when);
  }
  const tied = shown.home.score === shown.away.score && shown.overtime;
  if (has("break") && !tied) assertEquals(read.phase, shown.phase, when);
  if (shown.phase === "final") assertEquals([read.phase, read.winner], ["final", shown.winner], when);
  if (shown.phase === "scheduled") return;
  assertEquals([read.period, read.overtime], [shown.period, shown.overtime], when);
  if (shown.phase !== "live") return;
  assertAlmostEquals(read.secondsLeftInPeriod, shown.secondsLeftInPeriod, 1, when);
  if (feed === "nba") assertEquals(read.secondsLeftInPeriod, shown.secondsLeftInPeriod, when);
  if (has("lastPlay")) assertEquals(read.lastPlay, shown.lastPlay, `${when} ${path}`);
  // After a score nobody has the ball.
  if (has("situation")) assertEquals(read.situation, shown.situation, when);
  if (has("possession") && shown.situation !== undefined) {
    assertEquals(read.possession, shown.possession, when);
  }
}

for (const [league, tellings] of [["nfl", NFL], ["nba", NBA]] as const) {
  for (const [name, telling] of Object.entries(tellings)) {
    Deno.test(`${name} of a whole ${league} game reads as what was played`, async () => {
      const { feeds, clock, scoreboards, source } = slateWorld({ games: 1, leagues: [league], seed: 6 });
      const played = gameOf(source.games, league);
      const phases = new Set<string>();
      const endMs = played.startsAtMs + played.game.durationMs;
      const whole = telling.path(played).includes("playbyplay") || telling.path(played).includes("summary");
      const stepMs = whole ? 151_000 : 47_000;
      for (clock.virtualMs = 0; clock.virtualMs < endMs + 300_000; clock.virtualMs += stepMs) {
        const { game: shown, events } = scoreboards.view(played, telling.feed);
        const path = telling.path(played);
        const early = events.length === 0 && /boxscore|playbyplay/.test(path);
        if (early) {
          const response = await feeds.request(path);
          assertEquals(response.status, 404);
          await response.body?.cancel();
          continue;
        }
        const body = await ask(feeds, path);
        const answer = parseAnswer(telling.feed, path, body);
        // The play-by-play alone does not say who is at home before both have scored.
        if (path.includes("playbyplay") && Math.min(shown.home.score, shown.away.score) === 0) continue;
        assertEquals(answer.problems, []);
        const [reading] = answer.games;
        assert(reading !== undefined);
        phases.add(reading.game.phase);
        check(reading.game, shown, telling, `${clock.virtualMs} ${shown.lastPlay}`);
        if (reading.startsAt !== undefined) assertEquals(reading.startsAt, OPENED_AT + played.startsAtMs);
        if (reading.sourceAt === undefined || shown.phase === "scheduled") continue;
        const newest = events.at(-1)?.offsetMs ?? 0;
        assertAlmostEquals(reading.sourceAt, OPENED_AT + played.startsAtMs + newest, 1_000);
      }
      assert(phases.has("live") && phases.has("final"), [...phases].join());
    });
  }
}

Deno.test("each feed is behind by its own lag, and never goes back", () => {
  const { scoreboards, clock, source } = slateWorld({ seed: 6 });
  for (const feed of ["nba", "espn", "sportradar"] as const) {
    const played = gameOf(source.games, "nba");
    const { low, high } = FEED_LAGS[feed];
    let shown = 0;
    for (clock.virtualMs = 0; clock.virtualMs < FOREVER_MS / 10; clock.virtualMs += 1_000) {
      const { events } = scoreboards.view(played, feed);
      const happened = (behindMs: number) =>
        played.game.events.filter(({ offsetMs }) =>
          played.startsAtMs + offsetMs <= clock.virtualMs - behindMs
        ).length;
      assert(events.length >= shown && events.length <= happened(low) && events.length >= happened(high));
      shown = events.length;
    }
    assertEquals(shown, played.game.events.length);
  }
});

Deno.test("two runs of one seed give the same answers", async () => {
  const run = async () => {
    const { feeds, clock, source } = slateWorld({ games: 4, seed: 13 });
    const texts: string[] = [];
    for (clock.virtualMs = 0; clock.virtualMs < 4 * 3_600_000; clock.virtualMs += 1_800_000) {
      for (const played of source.games) {
        const paths = played.game.league === "nba"
          ? [PATHS.nbaScoreboard, PATHS.radarNba(played), PATHS.espnSummary(played)]
          : [PATHS.espnScoreboard("nfl"), PATHS.radarNfl(played), PATHS.espnSummary(played)];
        for (const path of paths) texts.push(JSON.stringify(await ask(feeds, path)));
      }
    }
    return texts;
  };
  assertEquals(await run(), await run());
});

Deno.test("schedules list the games of their day or week and no others", async () => {
  const { feeds, source } = slateWorld({ games: 4, seed: 1 });
  const nba = source.games.filter(({ game }) => game.league === "nba");
  const nfl = source.games.filter(({ game }) => game.league === "nfl");
  const day = async (date: string) => await ask(feeds, `/nba/trial/v8/en/games/${date}/schedule.json`);
  const today = await day("2026/11/22");
  assertEquals(today.games.map(({ id }: { id: string }) => id), nba.map(({ ids }) => ids.sportradar));
  assertEquals(today.games.map((one: { reference: string }) => one.reference), nba.map(({ ids }) => ids.nba));
  assertEquals((await day("2026/11/23")).games, []);
  const week = async (number: string) =>
    (await ask(feeds, `/nfl/official/production/v7/en/games/${number}/schedule.json`)).week.games;
  assertEquals((await week("2026/REG/11")).length, nfl.length);
  assertEquals(await week("current_week"), await week("2026/REG/11"));
  assertEquals(await week("2026/REG/12"), []);
  assertEquals(await week("2026/PST/11"), []);
  assertEquals((await ask(feeds, PATHS.espnScoreboard("nba", "20261122"))).events.length, 2);
  assertEquals((await ask(feeds, PATHS.espnScoreboard("nba", "20261123"))).events, []);
  assertEquals((await ask(feeds, "/apis/site/v2/sports/basketball/wnba/scoreboard")).events, []);
});

Deno.test("team codes are each feed's own", async () => {
  const { feeds, source } = slateWorld({ games: 15, leagues: ["nba"], seed: 2, staggerMs: 0 });
  const espn = await ask(feeds, PATHS.espnScoreboard("nba"));
  const codes = new Map<string, readonly string[]>();
  for (const { game, ids } of source.games) {
    const radar = await ask(feeds, `/nba/trial/v8/en/games/${ids.sportradar}/summary.json`);
    const event = espn.events.find(({ id }: { id: string }) => id === ids.espn);
    for (const teamSide of ["home", "away"] as const) {
      const competitor = event.competitions[0].competitors.find((one: { homeAway: string }) =>
        one.homeAway === teamSide
      );
      codes.set(game[teamSide].code, [
        competitor.team.abbreviation,
        radar[teamSide].alias,
        radar[teamSide].reference,
      ]);
    }
  }
  assertEquals(codes.size, 30);
  assertEquals(codes.get("GSW"), ["GS", "GSW", "1610612744"]);
  assertEquals(codes.get("NYK"), ["NY", "NYK", "1610612752"]);
  assertEquals(codes.get("UTA"), ["UTAH", "UTA", "1610612762"]);
  assertEquals(codes.get("WAS"), ["WSH", "WAS", "1610612764"]);
});

dataTest("scoreboards/nba-cdn", "the NBA's answers have the keys of the real ones", async (folder) => {
  const { feeds, clock, source } = slateWorld({ games: 1, leagues: ["nba"], seed: 6 });
  const played = gameOf(source.games, "nba");
  const realBoard = await readJson(`${folder}/nbacdn_todaysScoreboard_00.json`);
  const realBoxscore = await readJson(`${folder}/boxscore_0022000001.json`);
  const realPlays = await readJson(`${folder}/playbyplay_0022000001.json`);
  for (const at of [0, played.startsAtMs + 3_000_000, FOREVER_MS]) {
    clock.virtualMs = at;
    const board = await ask(feeds, PATHS.nbaScoreboard);
    assertEquals([missing(board, realBoard), missing(realBoard, board)], [[], []]);
    if (at === 0) continue;
    assertEquals(missing(await ask(feeds, PATHS.boxscore(played)), realBoxscore), []);
    assertEquals(missing(await ask(feeds, PATHS.playByPlay(played)), realPlays), []);
  }
  const [game] = (await ask(feeds, PATHS.nbaScoreboard)).scoreboard.games;
  const real = realBoard.scoreboard.games.at(-1);
  assertEquals(
    [game.gameStatus, game.gameStatusText, game.gameClock, game.homeTeam.inBonus],
    [real.gameStatus, real.gameStatusText, real.gameClock, real.homeTeam.inBonus],
  );
  const { game: box } = await ask(feeds, PATHS.boxscore(played));
  assertEquals([box.gameClock, box.gameStatusText], [
    realBoxscore.game.gameClock,
    realBoxscore.game.gameStatusText,
  ]);
  const { actions } = (await ask(feeds, PATHS.playByPlay(played))).game;
  const { actions: realActions } = realPlays.game;
  const names = ({ actionType, subType }: Record<string, string>) => `${actionType} ${subType}`;
  assertEquals(names(actions.at(-1)), names(realActions.at(-1)));
  assertEquals(names(actions[0]), names(realActions[0]));
  const numbers = actions.map(({ actionNumber }: { actionNumber: number }) => actionNumber);
  assertEquals(numbers, [...new Set<number>(numbers)].sort((one, other) => one - other));
});

dataTest("scoreboards/espn", "ESPN's answers have the keys and words of the real ones", async (folder) => {
  const { feeds, clock, source } = slateWorld({ seed: 6 });
  const real = await readJson(`${folder}/espn_nfl_event_401671641_pregame.json`);
  const [event] = (await ask(feeds, PATHS.espnScoreboard("nfl"))).events;
  assertEquals(missing(event, real), []);
  // Ten past seven would be written with a 7, and all of it as on that Sunday.
  assertEquals(real.status.type.detail, "Sun, November 10th at 1:00 PM EST");
  assertEquals(event.status.type, {
    ...real.status.type,
    detail: "Sun, November 22nd at 7:35 PM EST",
    shortDetail: "11/22 - 7:35 PM EST",
  });
  const played = gameOf(source.games, "nba");
  const trimmed = await readJson(`${folder}/nba_scoreboard_2026_trimmed.json`);
  clock.virtualMs = played.startsAtMs + played.game.durationMs + 60_000;
  const over = await ask(feeds, PATHS.espnScoreboard("nba"));
  assertEquals(missing(trimmed, over), []);
  assertEquals(over.events[0].status, trimmed.events[0].status);
});

dataTest("scoreboards/sportradar", "Sportradar's summary has the keys of a real one", async (folder) => {
  const { feeds, clock, source } = slateWorld({ games: 1, leagues: ["nba"], seed: 6 });
  const real = await readJson(`${folder}/sportradar_boxscore_closed.json`);
  const played = gameOf(source.games, "nba");
  clock.virtualMs = played.startsAtMs + played.game.durationMs + 60_000;
  assertEquals((await ask(feeds, PATHS.radarNba(played))).status, "complete");
  clock.virtualMs += 700_000;
  const closed = await ask(feeds, PATHS.radarNba(played));
  assertEquals([closed.status, missing(real, closed)], [real.status, []]);
});
