import type { EngineEvent } from "../../src/core/events.ts";
import { assert, assertEquals } from "@std/assert";
import type { GameState } from "../../src/core/game.ts";
import { KalshiLiveData } from "../../src/feeds/kalshi_live.ts";
import { answer, AWAY, HOME, knowing, milestone } from "./support.ts";

/** The game that these details make. */
function gameOf(feed: KalshiLiveData, details: Record<string, unknown> | null): GameState {
  const live_datas = [{ type: "basketball_game", milestone_id: "m", details }];
  const [update, ...more] = answer(feed, "/live_data/batch?milestone_ids=m", { live_datas });
  assert(update !== undefined && more.length === 0);
  assertEquals([update.feed, update.event, update.at], ["kalshi", "EVENT-m", 1_000]);
  return update.game;
}

Deno.test("before the game, with every field null, absent or no details at all: scheduled, nothing to nothing", () => {
  const nothing = Object.fromEntries(
    [
      "home_points",
      "away_points",
      "period",
      "status",
      "period_remaining_time",
      "winner",
      "situation",
      "last_play",
    ]
      .map((name) => [name, null]),
  );
  for (const details of [nothing, {}, null]) {
    const game = gameOf(knowing("NBA"), details);
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

Deno.test("teams that nobody has named are unknown, not an error", () => {
  const feed = new KalshiLiveData();
  answer(feed, "/milestones", { milestones: [milestone("m", "NBA")] });
  const { home } = gameOf(feed, { home_points: 3 });
  assertEquals(home, { name: "unknown team", code: "?", id: HOME, score: 3 });
});

Deno.test("clocks of both forms and both spellings", () => {
  const left = (details: Record<string, unknown>) => {
    const { secondsLeftInPeriod, secondsLeftInGame, overtime } = gameOf(knowing("NBA"), details);
    return [secondsLeftInPeriod, secondsLeftInGame, overtime];
  };
  assertEquals(left({ period: 2, period_remaining_time: "2:27", home_points: 1 }), [147, 1_587, false]);
  assertEquals(left({ quarter: 4, clock: "22.4", home_points: 1 }), [22.4, 22.4, false]);
  assertEquals(left({ period: 5, clock: "5:00", home_points: 1 }), [300, 300, true]);
  assertEquals(left({ period: 4, clock: "soon", home_points: 1 }), [0, 0, false]);
});

Deno.test("the phase: live, half-time, end of a period, final, and what is not played", () => {
  const phase = (details: Record<string, unknown>) => gameOf(knowing("NBA"), details).phase;
  assertEquals(phase({ status: "inprogress" }), "live");
  assertEquals(phase({ status: "halftime" }), "break");
  assertEquals(phase({ status: "inprogress", status_text: "Halftime" }), "break");
  assertEquals(phase({ status: "inprogress", status_text: "End of 3rd" }), "break");
  assertEquals(phase({ status: "scheduled" }), "scheduled");
  for (const status of ["complete", "closed"]) assertEquals(phase({ status }), "final");
  for (const status of ["delayed", "postponed", "cancelled"]) assertEquals(phase({ status }), status);
  // A word that nobody knows: whether there is a score decides.
  assertEquals(phase({ status: "new word", home_points: 2 }), "live");
  assertEquals(phase({ status: "new word" }), "scheduled");
});

Deno.test("a final game has a winner: the one that is named, or the one with more points, and none in a draw", () => {
  const winner = (details: Record<string, unknown>) =>
    gameOf(knowing("NBA"), { status: "closed", ...details }).winner;
  assertEquals(winner({ winner: "away", home_points: 9, away_points: 1 }), "away");
  assertEquals(winner({ winner: "", home_points: 101, away_points: 99 }), "home");
  assertEquals(winner({ winner: null, home_points: 99, away_points: 101 }), "away");
  assertEquals(winner({ home_points: 20, away_points: 20 }), undefined);
  assertEquals(winner({}), undefined);
  assertEquals(
    gameOf(knowing("NBA"), { status: "inprogress", home_points: 9, away_points: 1 }).winner,
    undefined,
  );
});

Deno.test("football: who has the ball, down, distance, and yards to the goal from either side of the field", () => {
  const play = (situation: Record<string, unknown> | null, more: Record<string, unknown> = {}) => {
    const details = { home_points: 7, away_points: 3, period: 3, clock: "14:55", situation, ...more };
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
  assertEquals(play(null), { possession: undefined, situation: undefined });
  assertEquals(play(null, { possession: "away" }).possession, "away");
});

Deno.test("time-outs, last play and its time are taken over, control characters are not", () => {
  const feed = knowing("NBA");
  const details = {
    home_points: 1,
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
});

Deno.test("the event a milestone names as its main game wins over the list", () => {
  const feed = knowing("WNBA", { main_game_event_ticker: "MAIN" });
  const live_data = { type: "basketball_game", milestone_id: "m", details: {} };
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
  assertEquals(told("/live_data/milestone/m", { live_data: live("n", 3) }).length, 1);
  // One that cannot be read spoils no other.
  assertEquals(told(path, { live_datas: [{ milestone_id: "m" }, live("m", 2)] })[0], "game");
});
