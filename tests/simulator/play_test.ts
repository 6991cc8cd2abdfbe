import { assert, assertEquals, assertThrows } from "@std/assert";
import { generateGame } from "../../src/simulator/game/generate.ts";
import { ALL_TEAMS } from "../../src/simulator/game/teams.ts";
import { feedTeam } from "../../src/simulator/scoreboards/feed_team.ts";
import { nflWeek } from "../../src/simulator/scoreboards/nfl_week.ts";
import { playsOf, pointsByPeriod } from "../../src/simulator/scoreboards/play.ts";
import { gameClock, ordinal } from "../../src/simulator/scoreboards/texts.ts";

Deno.test("every sentence of the generators is a play; points and periods add up to the score", () => {
  const worth: Readonly<Record<string, readonly number[]>> = {
    two: [0, 2],
    three: [0, 3],
    free_throw: [0, 1],
    touchdown: [6],
    extra_point: [0, 1],
    field_goal: [0, 3],
    safety: [2],
  };
  for (let seed = 1; seed <= 30; seed++) {
    for (const league of ["nba", "nfl"] as const) {
      const { events } = generateGame({ league, seed });
      const plays = playsOf(events);
      assertEquals(plays.length, events.length);
      assertEquals([plays[0]?.kind, plays.at(-1)?.kind], [league === "nba" ? "tip" : "kickoff", "game_end"]);
      const final = events.at(-1)?.game;
      const points = { home: 0, away: 0 };
      for (const { kind, team, points: worthNow, event } of plays) {
        assert((worth[kind] ?? [0]).includes(worthNow), `${event.game.lastPlay} is worth ${worthNow}`);
        if (worthNow > 0 && team !== undefined) points[team] += worthNow;
      }
      assertEquals(points, { home: final?.home.score, away: final?.away.score });
      for (const teamSide of ["home", "away"] as const) {
        const periods = pointsByPeriod(events, teamSide);
        assertEquals(periods.length, final?.period);
        assertEquals(periods.reduce((sum, one) => sum + one, 0), final?.[teamSide].score);
      }
    }
  }
});

Deno.test("a sentence of nobody's is a mistake", () => {
  const [event] = generateGame({ league: "nba", seed: 1 }).events;
  assert(event !== undefined);
  assertThrows(() => playsOf([{ ...event, game: { ...event.game, lastPlay: "Streaker" } }]), RangeError);
});

Deno.test("every team has its own ids and codes at every feed; one that no table knows keeps its name", () => {
  for (const league of ["nba", "nfl"] as const) {
    const teams = ALL_TEAMS[league].map((team) => ({ team, feed: feedTeam(league, team) }));
    for (const { team, feed } of teams) {
      const name = team.name.replace("Los Angeles Clippers", "LA Clippers");
      assertEquals(`${feed.city} ${feed.nickname}`, name);
    }
    const count = (of: (feed: ReturnType<typeof feedTeam>) => unknown) =>
      new Set(teams.map(({ feed }) => of(feed))).size;
    const all = teams.length;
    assertEquals([count(({ espn }) => espn.id), count(({ espn }) => espn.code)], [all, all]);
    assertEquals([count(({ sportradar }) => sportradar.id), count(({ nba }) => nba?.id)], [
      all,
      league === "nba" ? all : 1,
    ]);
  }
  assertEquals(ALL_TEAMS.nba.length, 30);
  assertEquals(ALL_TEAMS.nfl.length, 32);
  const stranger = feedTeam("nba", { code: "SEA", title: "Seattle", name: "Seattle SuperSonics" });
  assertEquals([stranger.city, stranger.nickname, stranger.espn.code], ["Seattle", "SuperSonics", "SEA"]);
});

Deno.test("weeks of a football season begin on Tuesdays after Labor Day", () => {
  for (
    const [date, year, week] of [
      ["2026-09-10T20:00:00Z", 2026, 1],
      ["2026-09-15T03:00:00Z", 2026, 1],
      ["2026-09-15T05:00:00Z", 2026, 2],
      ["2026-11-22T18:00:00Z", 2026, 11],
      ["2024-11-10T18:00:00Z", 2024, 10],
      ["2027-01-10T18:00:00Z", 2026, 18],
      ["2026-07-01T18:00:00Z", 2026, 1],
    ] as const
  ) assertEquals(nflWeek(Date.parse(date)), { year, week }, date);
});

Deno.test("clocks and ordinals read as on air", () => {
  assertEquals([59.9, 60, 0, 5.3].map((seconds) => gameClock(seconds, true)), ["59.9", "1:00", "0.0", "5.3"]);
  assertEquals([59.9, 322, 0].map((seconds) => gameClock(seconds, false)), ["1:00", "5:22", "0:00"]);
  assertEquals([1, 2, 3, 4, 11, 12, 13, 21, 22].map(ordinal), [
    "1st",
    "2nd",
    "3rd",
    "4th",
    "11th",
    "12th",
    "13th",
    "21st",
    "22nd",
  ]);
});
