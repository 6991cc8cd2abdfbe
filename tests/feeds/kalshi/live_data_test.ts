import type { EngineEvent } from "../../../src/core/events.ts";
import { assert, assertEquals } from "@std/assert";
import type { GameState } from "../../../src/core/game/game.ts";
import { KalshiLiveData } from "../../../src/feeds/kalshi/live_data.ts";
import { answer, answerAll, AWAY, HOME, knowing, milestone } from "../support.ts";

/** The game that these details make. */
function gameOf(feed: KalshiLiveData, details: Record<string, unknown> | null): GameState {
  const live_datas = [{ type: "basketball_game", milestone_id: "m", details }];
  const [update, ...more] = answer(feed, "/live_data/batch?milestone_ids=m", { live_datas });
  assert(update !== undefined && more.length === 0);
  assertEquals([update.feed, update.event, update.at], ["kalshi", "EVENT-m", 1_000]);
  return update.game;
}

/** What is told where these details make no game. */
function problemsOf(feed: KalshiLiveData, details: unknown): string[] {
  const live_datas = [{ type: "basketball_game", milestone_id: "m", details }];
  return answerAll(feed, "/live_data/batch?milestone_ids=m", { live_datas }).map((event) => {
    assert(event.kind === "feed" && !event.up, event.kind);
    return event.detail;
  });
}

/** A game in its third quarter, as the exchange sends it. */
const LIVE = {
  away_points: 67,
  home_points: 56,
  last_event_is_timeout: false,
  last_updated_ts: 1_768_485_718,
  period: 3,
  period_remaining_time: "2:27",
  period_type: "quarter",
  possession: "home",
  status: "inprogress",
  widget_status: "live",
  winner: "",
};

const NOTHING = Object.fromEntries(
  [...Object.keys(LIVE), "quarter", "clock", "situation", "last_play"].map((name) => [name, null]),
);

Deno.test("before the game nothing is said, and nothing is made of it", () => {
  for (const details of [NOTHING, {}, null]) assertEquals(problemsOf(knowing("NBA"), details), []);
});

Deno.test("a game that is scheduled is nothing to nothing", () => {
  for (const status of ["scheduled", "created"]) {
    const game = gameOf(knowing("NBA"), { ...NOTHING, status });
    assertEquals(game, {
      league: "nba",
      gameId: "m",
      home: { name: "Boston Celtics", code: "BOS", id: HOME, score: 0 },
      away: { name: "Los Angeles Lakers", code: "LAL", id: AWAY, score: 0 },
      phase: "scheduled",
      period: 0,
      secondsLeftInPeriod: 0,
      secondsLeftInGame: 2_880,
      overtime: false,
    });
  }
});

Deno.test("a game that was begun and says nothing any more is a fault; the last state only ages", () => {
  const feed = knowing("NBA");
  gameOf(feed, LIVE);
  assertEquals(problemsOf(feed, NOTHING), ["kalshi: Cannot read game m: it says nothing any more"]);
  // Told once; and the recovery too.
  assertEquals(problemsOf(feed, NOTHING), []);
  const live_datas = [{ type: "basketball_game", milestone_id: "m", details: LIVE }];
  const [game, up] = answerAll(feed, "/live_data/batch?milestone_ids=m", { live_datas });
  assertEquals([game?.kind, up?.kind === "feed" && up.up], ["game", true]);
});

/** One field of a live game, and what is told of it; `undefined`: it is read, or left out, without any guess. */
const FAULTS: readonly (readonly [string, unknown, string | undefined])[] = [
  ...[null, undefined, "", "many", true, {}, [], NaN].flatMap((value) =>
    ["home", "away"].map((side) => [`${side}_points`, value, `${side} team: no score`] as const)
  ),
  ["home_points", -3, "home team: expected a score in 0…500, was -3"],
  ["away_points", 1e9, "away team: expected a score in 0…500, was 1000000000"],
  ["away_points", 12.5, "away team: expected a score in 0…500, was 12.5"],
  ["home_points", Infinity, "home team: no score"],
  ["home_points", "56", undefined],
  ["period_remaining_time", null, "no clock"],
  ["period_remaining_time", "", "no clock"],
  ["period_remaining_time", "soon", "no clock"],
  ["period_remaining_time", "-1:00", "no clock"],
  ["period_remaining_time", "5:75", "no clock"],
  ["period_remaining_time", 147, "no clock"],
  ["period_remaining_time", "12:01", "its clock is longer than the period"],
  ["period", null, "no period (was missing)"],
  ["period", "third", "no period (was missing)"],
  ["period", 0, "no period (was 0)"],
  ["period", -1, "no period (was -1)"],
  ["period", 2.5, "no period (was 2.5)"],
  ["period", 99, "no period (was 99)"],
  ["period", "3", undefined],
  ["status", null, "no status"],
  ["status", undefined, "no status"],
  ["status", 2, "no status"],
  ["status", "", 'unknown status ""'],
  ["status", "new word", 'unknown status "new word"'],
  ["status", "constructor", 'unknown status "constructor"'],
  ["status", "InProgress", undefined],
  ["possession", "nobody", undefined],
  ["winner", 7, undefined],
  ["widget_status", null, undefined],
];

Deno.test("each field of a live game null, missing, of another type or out of range: a problem in one line, no guess", () => {
  for (const [name, value, problem] of FAULTS) {
    const { [name]: _left, ...others } = LIVE as Record<string, unknown>;
    const details = value === undefined ? others : { ...LIVE, [name]: value };
    if (problem !== undefined) {
      const told = `kalshi: Cannot read game m: ${problem}`;
      assertEquals(problemsOf(knowing("NBA"), details), [told], `${name}: ${value}`);
      continue;
    }
    const { home, away, period, phase } = gameOf(knowing("NBA"), details);
    assertEquals([home.score, away.score, period, phase], [56, 67, 3, "live"], `${name}: ${value}`);
  }
});

Deno.test("a status with nothing else makes no state of a game that may have been begun", () => {
  for (
    const status of [
      "inprogress",
      "in_progress",
      "In Progress",
      "halftime",
      "complete",
      "closed",
      "delayed",
      "suspended",
    ]
  ) {
    assertEquals(problemsOf(knowing("NBA"), { ...NOTHING, status }), [
      "kalshi: Cannot read game m: home team: no score",
    ], status);
  }
  const delayed = { ...LIVE, status: "delayed" };
  assertEquals(problemsOf(knowing("NBA"), { ...delayed, period: null }), [
    "kalshi: Cannot read game m: no period (was missing)",
  ]);
  assertEquals(problemsOf(knowing("NBA"), { ...delayed, period_remaining_time: null }), [
    "kalshi: Cannot read game m: no clock",
  ]);
});

Deno.test("one null in many answers changes nothing but the age", () => {
  const feed = knowing("NBA");
  const scores: number[] = [];
  for (let index = 0; index < 186; index++) {
    const details = { ...LIVE, home_points: index === 90 ? null : 56 + index };
    const live_datas = [{ type: "basketball_game", milestone_id: "m", details }];
    for (const event of answerAll(feed, "/live_data/batch?milestone_ids=m", { live_datas })) {
      if (event.kind === "game") scores.push(event.game.home.score);
    }
  }
  assertEquals([scores.length, Math.min(...scores)], [185, 56]);
});

Deno.test("an answer without the game that was asked for is told; another item spoils nothing", () => {
  const feed = knowing("NBA");
  const told = (body: unknown) =>
    answerAll(feed, "/live_data/batch?milestone_ids=m", body).map((event) => event.kind);
  assertEquals(told({ live_datas: null }), ["feed"]);
  assertEquals(told("<html>"), ["problem"]);
  const item = { type: "basketball_game", milestone_id: "m", details: LIVE };
  assertEquals(told({ live_datas: [null, 7, { milestone_id: "m" }, { ...item, milestone_id: "x" }, item] }), [
    "game",
    "feed",
    "problem",
  ]);
});

Deno.test("teams that nobody has named are unknown, not an error", () => {
  const feed = new KalshiLiveData();
  answer(feed, "/milestones", { milestones: [milestone("m", "NBA")] });
  const { home } = gameOf(feed, LIVE);
  assertEquals(home, { name: "unknown team", code: "?", id: HOME, score: 56 });
});

Deno.test("clocks of both forms and both spellings", () => {
  const left = (league: string, details: Record<string, unknown>) => {
    const shown = { ...LIVE, period: null, period_remaining_time: null, ...details };
    const { secondsLeftInPeriod, secondsLeftInGame, overtime } = gameOf(knowing(league), shown);
    return [secondsLeftInPeriod, secondsLeftInGame, overtime];
  };
  assertEquals(left("NBA", { period: 2, period_remaining_time: "2:27" }), [147, 1_587, false]);
  assertEquals(left("NBA", { quarter: 4, clock: "22.4" }), [22.4, 22.4, false]);
  assertEquals(left("NBA", { period: 5, clock: "5:00" }), [300, 300, true]);
  // College football's overtime has no clock: that none is shown is no gap.
  assertEquals(left("NCAAFB", { quarter: 5 }), [0, 0, true]);
});

Deno.test("the phase: live, half-time, end of a period, final, and what is not played", () => {
  const phase = (details: Record<string, unknown>) => {
    const game = gameOf(knowing("NBA"), { ...LIVE, ...details });
    return [game.phase, game.period, game.secondsLeftInGame];
  };
  assertEquals(phase({}), ["live", 3, 867]);
  assertEquals(phase({ status: "halftime" }), ["break", 2, 1_440]);
  assertEquals(phase({ status: "halftime", period: null, period_remaining_time: null }), ["break", 2, 1_440]);
  assertEquals(phase({ status_text: "Halftime", period: 2 }), ["break", 2, 1_440]);
  assertEquals(phase({ status_text: "End of 3rd" }), ["break", 3, 720]);
  for (const status of ["complete", "closed"]) assertEquals(phase({ status, period: 4 }), ["final", 4, 0]);
  for (const status of ["delayed", "suspended"]) assertEquals(phase({ status }), ["delayed", 3, 867]);
  for (const status of ["postponed", "cancelled"]) assertEquals(phase({ status }), [status, 0, 2_880]);
});

Deno.test("a final game has a winner: the one with more points, and none in a draw unless it is named", () => {
  const winner = (details: Record<string, unknown>) =>
    gameOf(knowing("NBA"), { ...LIVE, status: "closed", ...details }).winner;
  assertEquals(winner({ winner: "", home_points: 101, away_points: 99 }), "home");
  assertEquals(winner({ winner: null, home_points: 99, away_points: 101 }), "away");
  assertEquals(winner({ home_points: 20, away_points: 20 }), undefined);
  assertEquals(winner({ home_points: 20, away_points: 20, winner: "away" }), "away");
  assertEquals(gameOf(knowing("NBA"), LIVE).winner, undefined);
});

Deno.test("football: who has the ball, down, distance, and yards to the goal from either side of the field", () => {
  const play = (situation: Record<string, unknown> | null, more: Record<string, unknown> = {}) => {
    const shown = { status: "inprogress", home_points: 7, away_points: 3, quarter: 3, clock: "14:55" };
    const details = { ...shown, situation, ...more };
    const game = gameOf(knowing("NFL"), details);
    return { possession: game.possession, situation: game.situation };
  };
  const own = { down: 3, yfd: 8, yardline: 35, side_team_id: HOME, possession_team_id: HOME };
  assertEquals(play(own), { possession: "home", situation: { down: 3, distance: 8, yardsToGoal: 65 } });
  assertEquals(play({ ...own, side_team_id: AWAY }).situation, { down: 3, distance: 8, yardsToGoal: 35 });
  assertEquals(play({ ...own, possession_team_id: AWAY }), {
    possession: "away",
    situation: { down: 3, distance: 8, yardsToGoal: 35 },
  });
  assertEquals(play({ ...own, down: null }), { possession: "home", situation: undefined });
  assertEquals(play({ ...own, side_team_id: "strangers" }).situation, undefined);
  for (const yardline of [null, "", 0, 130, -4, 3.5]) {
    assertEquals(play({ ...own, side_team_id: AWAY, yardline }).situation, undefined);
  }
  assertEquals(play({ ...own, down: 7 }).situation, undefined);
  assertEquals(play(null), { possession: undefined, situation: undefined });
  assertEquals(play(null, { possession: "away" }).possession, "away");
});

Deno.test("time-outs, last play and its time are taken over, control characters are not", () => {
  const feed = knowing("NBA");
  const details = {
    ...LIVE,
    home_timeouts_remaining: 4,
    away_timeouts_remaining: 0,
    last_play: { description: "Tatum \u001b[31mscores\n", occurence_ts: 1_763_859_000 },
  };
  const game = gameOf(feed, details);
  assertEquals([game.home.timeoutsLeft, game.away.timeoutsLeft], [4, 0]);
  // deno-lint-ignore no-control-regex
  assert(game.lastPlay?.includes("scores") && !/[\u0000-\u001f]/.test(game.lastPlay), game.lastPlay);
  const [update] = answer(feed, "/live_data/milestone/m", {
    live_data: { type: "basketball_game", milestone_id: "m", details },
  });
  assertEquals(update?.sourceAt, 1_763_859_000_000);
  // Milliseconds, nothing, and nonsense are no time.
  for (const occurence_ts of [1_763_859_000_000, 0, -1, 1e300, "soon", null]) {
    const last_play = { description: "x", occurence_ts };
    const live_data = { type: "basketball_game", milestone_id: "m", details: { ...details, last_play } };
    assertEquals(answer(feed, "/live_data/milestone/m", { live_data })[0]?.sourceAt, undefined);
  }
});

Deno.test("the event a milestone names as its main game wins over the list", () => {
  const feed = knowing("WNBA", { main_game_event_ticker: "MAIN" });
  const details = { ...LIVE, period_remaining_time: "9:59" };
  const live_data = { type: "basketball_game", milestone_id: "m", details };
  const [update] = answer(feed, "/live_data/milestone/m", { live_data });
  assertEquals([update?.event, update?.game.league], ["MAIN", "wnba"]);
});

Deno.test("other leagues, golf, milestones without teams or event, strangers and failures are left alone", () => {
  const feed = new KalshiLiveData();
  const milestones = [
    milestone("a", "NHL"),
    { ...milestone("b", "NBA"), details: { competitor_ids: ["x"] } },
    { ...milestone("c", "NBA"), details: null },
    { ...milestone("d", "NBA"), primary_event_tickers: null },
    milestone("e", "NBA", { home_team_id: null }),
    milestone("g", "NBA", { home_team_id: AWAY }),
    milestone("h", "constructor"),
    null,
  ];
  assertEquals(answer(feed, "/milestones", { milestones }), []);
  assertEquals([feed.milestoneIds, feed.teamIds], [[], []]);
  const live_datas = [{ type: "x", milestone_id: "a", details: { home_points: 1 } }];
  assertEquals(answer(feed, "/live_data/batch", { live_datas }), []);
  assertEquals(answer(feed, "/live_data/batch", { live_datas: null }), []);
  assertEquals(answer(feed, "/milestones", { milestones: [milestone("f", "NBA")] }, 500), []);
  assertEquals(feed.milestoneIds, []);
});

Deno.test("answers about other games, teams and events than were asked for change nothing, and are told once", () => {
  const feed = new KalshiLiveData();
  const told = (path: string, body: unknown) => {
    const events: EngineEvent[] = [];
    feed.decode(1_000, "rest", { path, status: 200, body }, events);
    return events.map((event) => event.kind === "problem" ? event.detail : event.kind);
  };
  const milestones = [milestone("m", "NBA"), { ...milestone("n", "NBA"), primary_event_tickers: ["X"] }];
  assertEquals(told("/milestones?related_event_ticker=EVENT-m&limit=20", { milestones }), [
    "/milestones: asked for milestones of EVENT-m, got n",
  ]);
  assertEquals(feed.milestoneIds, ["m"]);
  const strangers = Array.from({ length: 1_000 }, (_, index) => ({ id: `x${index}`, name: "y" }));
  assertEquals(told(`/structured_targets?ids=${HOME}`, { structured_targets: strangers }), [
    "/structured_targets: got team x0, which was not asked for (and 999 more)",
  ]);
  const live = (id: string, points: unknown) => ({
    type: "basketball_game",
    milestone_id: id,
    details: {
      home_points: points,
      away_points: 1,
      status: "inprogress",
      period: 1,
      period_remaining_time: "5:00",
    },
  });
  const path = "/live_data/batch?milestone_ids=m";
  const other = "/live_data/batch: got live data of n, which was not asked for";
  assertEquals(told(path, { live_datas: [live("n", 1), live("m", 2)] }), ["game", other]);
  assertEquals(told(path, { live_datas: [live("n", 1), live("m", 2)] }), ["game"], "not again");
  assertEquals(told("/live_data/milestone/m", { live_data: live("n", 3) }), [
    "feed",
    "/live_data/milestone/m: got live data of n, which was not asked for",
  ]);
  // One that cannot be read spoils no other.
  assertEquals(told(path, { live_datas: [{ milestone_id: "m" }, live("m", 2)] })[0], "game");
});
