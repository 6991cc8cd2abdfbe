import { assert, assertEquals, assertMatch } from "@std/assert";
import fc from "fast-check";
import type { GameState } from "../../src/core/game/game.ts";
import { parseAnswer, POLLED_FEEDS } from "../../src/feeds/feeds.ts";
import { parseEspn } from "../../src/feeds/espn/espn.ts";
import type { FeedAnswer } from "../../src/feeds/feed.ts";
import { parseNba } from "../../src/feeds/nba/nba.ts";
import { readClock, readTime } from "../../src/feeds/reading.ts";
import { parseSportradar } from "../../src/feeds/sportradar/sportradar.ts";
import { espnNfl, NBA_GAME, sportradarNfl } from "./answers.ts";

// Invariants: no body makes a reader throw; what it gives is whole: scores are whole numbers of 0 and more, clocks are not
// negative, a finished game has nothing left, and a winner is only in a finished game.

function one({ games, problems }: FeedAnswer): GameState {
  assertEquals([games.length, problems], [1, []]);
  const [reading] = games;
  assert(reading !== undefined);
  return reading.game;
}

const nba = (game: Record<string, unknown>) =>
  parseNba({ scoreboard: { games: [{ ...NBA_GAME, ...game }] } });

function assertWhole({ game }: { readonly game: GameState }): void {
  for (const { score } of [game.home, game.away]) assert(Number.isInteger(score) && score >= 0);
  assert(game.secondsLeftInPeriod >= 0 && game.secondsLeftInGame >= 0 && Number.isInteger(game.period));
  if (game.phase === "final") assertEquals([game.secondsLeftInPeriod, game.secondsLeftInGame], [0, 0]);
  else assertEquals(game.winner, undefined);
}

Deno.test("clocks of all forms are read, anything else is not a clock", () => {
  const cases: readonly (readonly [string | undefined, number | undefined])[] = [
    ["PT05M22.00S", 322],
    ["PT00M08.40S", 8.4],
    ["PT12M", 720],
    ["5:22", 322],
    ["12:00", 720],
    ["22.4", 22.4],
    ["0.0", 0],
    ["00:00", 0],
    ["", undefined],
    ["PT", undefined],
    [undefined, undefined],
    ["soon", undefined],
    ["-1:00", undefined],
    ["99:99:99", undefined],
    ["99:00", 5_940],
    ["5:75", undefined],
    ["PT05M75S", undefined],
    ["75", undefined],
  ];
  for (const [text, seconds] of cases) assertEquals(readClock(text), seconds, text);
});

Deno.test("times need a zone", () => {
  assertEquals(readTime("2026-11-22T18:00Z"), Date.UTC(2026, 10, 22, 18));
  assertEquals(readTime("2026-11-22T18:00:00+00:00"), Date.UTC(2026, 10, 22, 18));
  assertEquals(readTime("2026-11-22T13:00:00-05:00"), Date.UTC(2026, 10, 22, 18));
  for (const text of ["2026-11-22T18:00:00", "2023-04-20 10:54:14.5414", "soon", "", undefined, "T9Z"]) {
    assertEquals(readTime(text), undefined, text);
  }
});

Deno.test("NBA: a live game with bonus and time-outs; gameEt is not believed", () => {
  const { games } = nba({ gameEt: "2026-11-22T19:30:00Z" });
  assertEquals(games, [{
    game: {
      league: "nba",
      gameId: "0022600181",
      home: {
        name: "Boston Celtics",
        code: "BOS",
        id: "1610612738",
        score: 81,
        timeoutsLeft: 4,
        inBonus: true,
      },
      away: { name: "Los Angeles Lakers", code: "LAL", id: "1610612747", score: 79, timeoutsLeft: 3 },
      phase: "live",
      period: 3,
      secondsLeftInPeriod: 322,
      secondsLeftInGame: 1_042,
      overtime: false,
    },
    startsAt: Date.UTC(2026, 10, 23, 0, 30),
  }]);
});

Deno.test("NBA: status and its text make the phase", () => {
  const phase = (game: Record<string, unknown>) => {
    const { phase, period, secondsLeftInPeriod, secondsLeftInGame } = one(nba(game));
    return [phase, period, secondsLeftInPeriod, secondsLeftInGame];
  };
  assertEquals(phase({ gameStatus: 1, gameStatusText: "7:30 pm ET", period: 0, gameClock: "" }), [
    "scheduled",
    0,
    0,
    2_880,
  ]);
  assertEquals(phase({ gameStatus: 1, gameStatusText: "PPD" }), ["postponed", 0, 0, 2_880]);
  assertEquals(phase({ gameStatus: 2, gameStatusText: "Half", period: 2, gameClock: "" }), [
    "break",
    2,
    0,
    1_440,
  ]);
  assertEquals(phase({ gameStatusText: "END Q1", period: 1, gameClock: "PT00M00.00S" }), [
    "break",
    1,
    0,
    2_160,
  ]);
  assertEquals(phase({ gameStatusText: "Q4 0:07.5", period: 4, gameClock: "" }), ["live", 4, 7.5, 7.5]);
  assertEquals(phase({ gameStatusText: "OT 2:30", period: 5, gameClock: "PT02M30.00S" }), [
    "live",
    5,
    150,
    150,
  ]);
  assertEquals(phase({ gameStatus: 3, gameStatusText: "Final", period: 4, gameClock: "" }), [
    "final",
    4,
    0,
    0,
  ]);
});

Deno.test("NBA: what cannot be read is refused by name, and spoils no other game", () => {
  const good = NBA_GAME;
  const bad = [
    { ...good, gameClock: "", gameStatusText: "" },
    { ...good, period: 0 },
    { ...good, gameStatus: 9 },
    { ...good, homeTeam: { ...good.homeTeam, score: null } },
    { ...good, homeTeam: { ...good.homeTeam, score: -3 } },
    { ...good, homeTeam: { ...good.homeTeam, teamTricode: "", teamName: "", teamCity: "" } },
    { ...good, gameId: "" },
    { ...good, homeTeam: null },
    null,
  ];
  const { games, problems } = parseNba({ scoreboard: { games: [...bad, good] } });
  assertEquals([games.length, problems.length], [1, bad.length]);
  for (const problem of problems) assertMatch(problem, /^Cannot read (game|NBA game)/);
  assertEquals(problems[0], "Cannot read game 0022600181: no clock");
});

Deno.test("ESPN: a football game with down, distance and yards to goal for either side", () => {
  const { games, problems } = parseEspn(espnNfl());
  assertEquals(problems, []);
  assertEquals(games, [{
    game: {
      league: "nfl",
      gameId: "401437650",
      home: { name: "Atlanta Falcons", code: "ATL", id: "1", score: 26, timeoutsLeft: 3 },
      away: { name: "New Orleans Saints", code: "NO", id: "18", score: 24, timeoutsLeft: 0 },
      phase: "live",
      period: 4,
      secondsLeftInPeriod: 48,
      secondsLeftInGame: 48,
      overtime: false,
      possession: "away",
      // Yard line 90 from the home goal: New Orleans has its own 10.
      situation: { down: 1, distance: 10, yardsToGoal: 90 },
      lastPlay: "Punt downed.",
    },
    startsAt: Date.UTC(2026, 10, 22, 18),
  }]);
  assertEquals(one(parseEspn(espnNfl({ possession: "1" }))).situation, {
    down: 1,
    distance: 10,
    yardsToGoal: 10,
  });
});

Deno.test("ESPN: a situation that is a link, null, without a team, or between plays gives no down", () => {
  for (const situation of [{ $ref: "http://x" }, null, "none", { lastPlay: { text: "Rebound" } }]) {
    const body = espnNfl();
    const event = body.events[0];
    assert(event !== undefined);
    const competitions = [{ ...event.competitions[0], situation }];
    const game = one(parseEspn({ ...body, events: [{ ...event, competitions }] }));
    assertEquals([game.situation, game.possession], [undefined, undefined]);
  }
  assertEquals(one(parseEspn(espnNfl({ down: -1 }))).situation, undefined);
  assertEquals(one(parseEspn(espnNfl({ possession: "77" }))).possession, undefined);
});

Deno.test("ESPN: statuses by name; of unknown names only what has not begun or is completed is known", () => {
  const status = (name: string, state: string, more: Record<string, unknown> = {}) => {
    const { phase, period, secondsLeftInGame } = one(
      parseEspn(espnNfl({}, { period: 2, type: { name, state, ...more } })),
    );
    return [phase, period, secondsLeftInGame];
  };
  assertEquals(status("STATUS_SCHEDULED", "pre"), ["scheduled", 0, 3_600]);
  assertEquals(status("STATUS_HALFTIME", "in"), ["break", 2, 1_800]);
  assertEquals(status("STATUS_END_PERIOD", "in"), ["break", 2, 1_800]);
  assertEquals(status("STATUS_FINAL", "post"), ["final", 2, 0]);
  assertEquals(status("STATUS_POSTPONED", "post"), ["postponed", 0, 3_600]);
  assertEquals(status("STATUS_CANCELED", "post"), ["cancelled", 0, 3_600]);
  assertEquals(status("STATUS_DELAYED", "in"), ["delayed", 2, 1_848]);
  assertEquals(status("STATUS_NEW", "post", { completed: true }), ["final", 2, 0]);
  assertEquals(status("STATUS_NEW", "pre"), ["scheduled", 0, 3_600]);
  const unknown = (type: Record<string, unknown>) => parseEspn(espnNfl({}, { period: 2, type })).problems;
  assertEquals(unknown({}), ["Cannot read game 401437650: no status"]);
  for (const type of [{ state: "in" }, { state: "post" }, { state: "post", completed: false }]) {
    assertEquals(unknown({ ...type, name: "STATUS_NEW" }), [
      'Cannot read game 401437650: unknown status "STATUS_NEW"',
    ]);
  }
  assertEquals(unknown({ name: "constructor" }), [
    'Cannot read game 401437650: unknown status "constructor"',
  ]);
});

Deno.test("ESPN: leagues by the answer's slug, by the event's number, else by the path", () => {
  const leagueOf = (leagues: unknown, uid?: string, path = "/apis/site/v2/sports/x/y/scoreboard") => {
    const body = espnNfl();
    const events = body.events.map((event) => ({ ...event, uid }));
    return parseAnswer("espn", path, { leagues, events }).games[0]?.game.league;
  };
  assertEquals(leagueOf([{ slug: "mens-college-basketball" }]), "ncaamb");
  assertEquals(leagueOf([{ id: "59" }]), "wnba");
  assertEquals(leagueOf(undefined, "s:20~l:23~e:1"), "ncaaf");
  assertEquals(
    leagueOf([], undefined, "/apis/site/v2/sports/basketball/nba/scoreboard?dates=20261122"),
    "nba",
  );
  assertEquals(leagueOf([]), undefined);
});

Deno.test("ESPN: a summary has its game in the header and its last play in drives or plays", () => {
  const competition = espnNfl().events[0]?.competitions[0];
  const competitors = competition?.competitors.map((side) => ({
    ...side,
    possession: side.homeAway === "home",
  }));
  const header = {
    id: "401437650",
    league: { slug: "nfl" },
    competitions: [{ ...competition, situation: undefined, competitors }],
  };
  const play = {
    text: "Ridder pass complete.",
    wallclock: "2026-11-22T20:50:01Z",
    end: { down: 2, distance: 4, yardsToEndzone: 31, team: { id: "1" } },
  };
  const { games } = parseEspn({
    header,
    drives: { current: { plays: [{ text: "before" }, play] }, previous: [] },
  });
  const [reading] = games;
  assertEquals(reading?.sourceAt, Date.UTC(2026, 10, 22, 20, 50, 1));
  const { possession, situation, lastPlay } = reading?.game ?? {};
  assertEquals([possession, situation, lastPlay], [
    "home",
    { down: 2, distance: 4, yardsToGoal: 31 },
    "Ridder pass complete.",
  ]);
  assertEquals(one(parseEspn({ header, plays: [{ text: "Layup" }] })).lastPlay, "Layup");
  assertEquals(
    one(parseEspn({ header, drives: { previous: [{ plays: [{ text: "Punt" }] }] } })).lastPlay,
    "Punt",
  );
});

Deno.test("Sportradar: football with yards to goal from either half", () => {
  const { games, problems } = parseSportradar(sportradarNfl(), "nfl");
  assertEquals(problems, []);
  assertEquals(games, [{
    game: {
      league: "nfl",
      gameId: "g1",
      home: { name: "New England Patriots", code: "NE", id: "ne", score: 23, timeoutsLeft: 1 },
      away: { name: "Miami Dolphins", code: "MIA", id: "mia", score: 14, timeoutsLeft: 2 },
      phase: "live",
      period: 4,
      secondsLeftInPeriod: 76,
      secondsLeftInGame: 76,
      overtime: false,
      possession: "away",
      situation: { down: 1, distance: 8, yardsToGoal: 8 },
      lastPlay: "Timeout #2 by MIA.",
    },
    startsAt: Date.UTC(2026, 10, 22, 18),
    sourceAt: Date.UTC(2026, 10, 22, 20, 55),
  }]);
  const own = one(parseSportradar(
    sportradarNfl({
      situation: { down: 3, yfd: 2, possession: { alias: "NE" }, location: { alias: "NE", yardline: 30 } },
    }),
    "nfl",
  ));
  assertEquals([own.possession, own.situation], ["home", { down: 3, distance: 2, yardsToGoal: 70 }]);
});

Deno.test("Sportradar: plays are found in all three nestings, the highest sequence last", () => {
  const early = { type: "play", sequence: 1, description: "kick" };
  const late = {
    type: "play",
    sequence: 5,
    description: "pass",
    clock: "1:10",
    end_situation: { down: 2, yfd: 5, possession: { id: "ne" }, location: { id: "mia", yardline: 40 } },
  };
  const nestings = [
    { periods: [{ pbp: [{ type: "drive", events: [late, early] }] }] },
    { periods: [{ pbp: [late] }, { pbp: [early] }] },
    { scoring_drives: [{ plays: [early, late] }] },
  ];
  for (const nesting of nestings) {
    const game = one(parseSportradar(
      sportradarNfl({
        situation: undefined,
        last_event: undefined,
        ...nesting,
      }),
      "nfl",
    ));
    const { lastPlay, possession, situation, secondsLeftInPeriod } = game;
    assertEquals(
      [lastPlay, possession, situation, secondsLeftInPeriod],
      ["pass", "home", { down: 2, distance: 5, yardsToGoal: 40 }, 76],
    );
    // A play's clock is not the game's: it may be of the period before.
    assertEquals(parseSportradar(sportradarNfl({ clock: undefined, ...nesting }), "nfl").problems, [
      "Cannot read game g1: no clock",
    ]);
  }
});

Deno.test("Sportradar: statuses; the next quarter at 0:00 after the end of one is a break", () => {
  const progress = (more: Record<string, unknown>) => {
    const { phase, period, secondsLeftInPeriod, secondsLeftInGame } = one(
      parseSportradar(sportradarNfl(more), "nfl"),
    );
    return [phase, period, secondsLeftInPeriod, secondsLeftInGame];
  };
  assertEquals(progress({ status: "scheduled", quarter: undefined, clock: undefined }), [
    "scheduled",
    0,
    0,
    3_600,
  ]);
  assertEquals(progress({ status: "created" }), ["scheduled", 0, 0, 3_600]);
  assertEquals(progress({ status: "halftime", quarter: 3, clock: "15:00" }), ["break", 2, 0, 1_800]);
  assertEquals(progress({ status: "complete" }), ["final", 4, 0, 0]);
  assertEquals(progress({ status: "closed" }), ["final", 4, 0, 0]);
  assertEquals(progress({ status: "delayed" })[0], "delayed");
  assertEquals(progress({ status: "cancelled" })[0], "cancelled");
  assertEquals(progress({ status: "postponed" })[0], "postponed");
  const ended = { quarter: 5, clock: "0:00", last_event: { description: "End Quarter 4" } };
  assertEquals(progress(ended), ["break", 4, 0, 0]);
  assertEquals(progress({ ...ended, clock: "10:00" }), ["live", 5, 600, 600]);
  assertEquals(parseSportradar(sportradarNfl({ status: "new" }), "nfl").problems, [
    'Cannot read game g1: unknown status "new"',
  ]);
});

Deno.test("Sportradar: basketball has its teams at the top; a schedule is a list of games", () => {
  const team = { id: "a", name: "Celtics", market: "Boston", alias: "BOS", points: 81, bonus: true };
  const game = {
    id: "g2",
    status: "inprogress",
    scheduled: "2026-11-23T00:30:00+00:00",
    clock: "5:22",
    quarter: 3,
    home: { ...team, remaining_timeouts: 4 },
    away: { ...team, id: "b", name: "Lakers", market: "Los Angeles", alias: "LAL", points: 79, bonus: false },
  };
  const state = one(parseSportradar(game, "nba"));
  assertEquals([state.league, state.home, state.away.inBonus, state.secondsLeftInGame], [
    "nba",
    { name: "Boston Celtics", code: "BOS", id: "a", score: 81, timeoutsLeft: 4, inBonus: true },
    false,
    1_042,
  ]);
  const later = { ...game, status: "scheduled", home: { id: "a", name: "Boston Celtics", alias: "BOS" } };
  assertEquals(parseSportradar({ games: [game, later] }, "nba").games.map((each) => each.game.phase), [
    "live",
    "scheduled",
  ]);
  const path = "/nfl/official/trial/v7/en/games/2026/REG/12/schedule.json";
  assertEquals(parseAnswer("sportradar", path, { week: { games: [later] } }).games[0]?.game.league, "nfl");
});

Deno.test("text of a feed cannot move the cursor", () => {
  const game = one(parseEspn(espnNfl({ lastPlay: { text: "\u001b[2JTouchdown\n!" } })));
  assertEquals(game.lastPlay, "Touchdown !");
});

Deno.test("nothing that is no scoreboard makes a reader throw", () => {
  const junk: unknown[] = [null, undefined, 0, "", "<html>", [], {}, { games: null }, { scoreboard: {} }, {
    events: 3,
  }];
  for (const feed of POLLED_FEEDS) {
    for (const body of junk) {
      const { games, problems } = parseAnswer(feed, "/", body);
      assertEquals([games.length, problems.length], [0, 1], `${feed} ${JSON.stringify(body)}`);
      assertMatch(problems[0] ?? "", /^Cannot read /);
    }
  }
  fc.assert(fc.property(fc.constantFrom(...POLLED_FEEDS), fc.anything(), fc.string(), (feed, body, path) => {
    parseAnswer(feed, path, body);
  }));
});

Deno.test("a scoreboard with any of its values replaced gives whole games or problems, and never throws", () => {
  const bodies = {
    nba: { scoreboard: { games: [NBA_GAME] } },
    espn: espnNfl(),
    sportradar: sportradarNfl({ periods: [{ pbp: [{ events: [{ description: "x", sequence: 1 }] }] }] }),
  };
  const value = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom(NaN, Infinity, -1, 1e9, "-5", "1e5", "0:61", "", "９"),
  );
  fc.assert(
    fc.property(fc.constantFrom(...POLLED_FEEDS), fc.nat(), value, (feed, pick, other) => {
      const places: ((to: unknown) => unknown)[] = [];
      walk(bodies[feed], (to) => to, places);
      const body = places[pick % places.length]?.(other);
      const { games } = parseAnswer(feed, "/nfl/official/trial/v7/en/games/x/pbp.json", body);
      games.forEach(assertWhole);
    }),
    { numRuns: 2_000 },
  );
});

/** For each value inside a body, what makes the body with another value in its place. */
function walk(body: unknown, put: (to: unknown) => unknown, places: ((to: unknown) => unknown)[]): void {
  places.push(put);
  if (typeof body !== "object" || body === null) return;
  for (const [key, value] of Object.entries(body)) {
    const inside = (to: unknown) =>
      put(
        Array.isArray(body)
          ? body.map((each, index) => String(index) === key ? to : each)
          : { ...body, [key]: to },
      );
    walk(value, inside, places);
  }
}
