import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import type { EngineEvent } from "../../src/core/events.ts";
import type { Job } from "../../src/discovery/job.ts";
import { POLLED_FEEDS } from "../../src/feeds/feeds.ts";
import { createFeedDecoder, FeedDecoder, type FollowedGame } from "../../src/feeds/feed_decoder.ts";
import { orient } from "../../src/feeds/teams.ts";
import { Decoder } from "../../src/kalshi/decoding/decoder.ts";
import type { InputSource } from "../../src/core/inputs.ts";
import { espnNfl, NBA_GAME, sportradarNfl } from "./answers.ts";
import { AWAY, HOME, milestone } from "./support.ts";

/** A job of the discovery is what the decoder follows. */
const NBA_JOB: Job = {
  id: "nba-2026-11-22-LAL-BOS",
  league: "nba",
  startsAt: Date.UTC(2026, 10, 23, 0, 30),
  home: { code: "BOS", name: "Boston", targetId: "t1" },
  away: { code: "LAL", name: "Los Angeles L", targetId: "t2" },
  event: "KXNBAGAME-26NOV22LALBOS",
  homeMarket: "KXNBAGAME-26NOV22LALBOS-BOS",
  awayMarket: "KXNBAGAME-26NOV22LALBOS-LAL",
  otherMarkets: [],
  milestoneId: null,
  feeds: { nba: "0022600181", espn: "401" },
};

const NFL_GAME: FollowedGame = {
  league: "nfl",
  event: "KXNFLGAME-26NOV22NOATL",
  home: { code: "ATL", name: "Atlanta" },
  away: { code: "NO", name: "New Orleans" },
  feeds: { espn: "401437650" },
};

const SCOREBOARD = "/static/json/liveData/scoreboard/todaysScoreboard_00.json";
const ESPN = "/apis/site/v2/sports/football/nfl/scoreboard?dates=20261122";

interface Raw {
  readonly path: string;
  readonly status: number;
  readonly body: unknown;
}

/** Hands inputs in, one a second from second 1 on, and gives what each came to. */
function run(games: readonly FollowedGame[], inputs: readonly (readonly [InputSource, Raw])[]) {
  const decoder = new FeedDecoder(games);
  const outcomes = inputs.map(([source, raw], index) => {
    const events: EngineEvent[] = [];
    decoder.decode((index + 1) * 1_000, source, raw, events);
    return events.map(brief);
  });
  return { decoder, outcomes };
}

function brief(event: EngineEvent): string {
  if (event.kind === "game") {
    const { home, away, phase } = event.game;
    return `${event.at} ${event.feed} ${event.event} ${away.code} ${away.score} ${home.code} ${home.score} ${phase}`;
  }
  assert(event.kind === "feed" && event.feed === "score", event.kind);
  return `${event.at} ${event.up ? "up" : "down"} ${event.detail}`;
}

const nba = (game: Record<string, unknown> = {}): readonly [InputSource, Raw] => {
  const body = { scoreboard: { games: [{ ...NBA_GAME, gameId: "another" }, { ...NBA_GAME, ...game }] } };
  return ["feed.nba", { path: SCOREBOARD, status: 200, body }];
};
const answer = (status: number, body: unknown = null): readonly [InputSource, Raw] => [
  "feed.nba",
  { path: SCOREBOARD, status, body },
];

const AT_81 = "nba KXNBAGAME-26NOV22LALBOS LAL 79 BOS 81 live";

Deno.test("an answer gives an update for each followed game in it, with the job's names", () => {
  const { outcomes } = run([NBA_JOB], [nba()]);
  assertEquals(outcomes, [[`1000 ${AT_81}`]]);
  const events: EngineEvent[] = [];
  const [source, raw] = nba();
  new FeedDecoder([NBA_JOB]).decode(5, source, raw, events);
  const [event] = events;
  assert(event?.kind === "game");
  assertEquals([event.game.home.name, event.game.away.name], ["Boston", "Los Angeles L"]);
  assertEquals(event.game.gameId, "0022600181");
});

Deno.test("an unchanged answer repeats the last update, so that its age is that of the last look", () => {
  const { outcomes } = run([NBA_JOB], [answer(304), nba(), answer(304), answer(304)]);
  assertEquals(outcomes, [[], [`2000 ${AT_81}`], [`3000 ${AT_81}`], [`4000 ${AT_81}`]]);
});

Deno.test("one answer may hold several followed games; each path repeats its own", () => {
  const other = { ...NFL_GAME, event: "OTHER", feeds: { espn: "402" } };
  const body = espnNfl();
  const events = [...body.events, ...body.events.map((event) => ({ ...event, id: "402" }))];
  const { outcomes } = run([NFL_GAME, other, NBA_JOB], [
    ["feed.espn", { path: ESPN, status: 200, body: { ...body, events } }],
    nba(),
    ["feed.espn", { path: ESPN, status: 304, body: null }],
  ]);
  assertEquals(outcomes.map((each) => each.length), [2, 1, 2]);
  assertEquals(outcomes[2], [
    "3000 espn KXNFLGAME-26NOV22NOATL NO 24 ATL 26 live",
    "3000 espn OTHER NO 24 ATL 26 live",
  ]);
});

Deno.test("swapped sides are refused with a problem, and never guessed", () => {
  const swapped = nba({ homeTeam: NBA_GAME.awayTeam, awayTeam: NBA_GAME.homeTeam });
  const { outcomes, decoder } = run([NBA_JOB], [nba(), swapped, answer(304), nba()]);
  const refusal = "Cannot use game 0022600181 of nba: home and away are the other way round, " +
    "expected LAL at BOS, was BOS at LAL";
  assertEquals(outcomes.slice(1), [
    [`2000 down nba: ${refusal}`],
    [],
    [`4000 ${AT_81}`, "4000 up nba: answers again"],
  ]);
  assertEquals([decoder.problems, decoder.lastProblem], [1, refusal]);
});

Deno.test("teams that are neither are refused", () => {
  const strangers = {
    homeTeam: { ...NBA_GAME.homeTeam, teamTricode: "XXX", teamCity: "Nowhere", teamName: "Ghosts" },
    awayTeam: { ...NBA_GAME.awayTeam, teamTricode: "YYY", teamCity: "Elsewhere", teamName: "Shadows" },
  };
  const { outcomes } = run([NBA_JOB], [nba(strangers)]);
  assertMatch(outcomes[0]?.[0] ?? "", /down nba: Cannot use game 0022600181 of nba: its teams are not known/);
});

Deno.test("failures are told once for each reason, and so is the recovery", () => {
  const { outcomes } = run([NBA_JOB], [
    nba(),
    answer(0, "no answer within 10 s"),
    answer(0, "no answer within 10 s"),
    answer(503, "<html>"),
    answer(200, "<html>Access denied</html>"),
    answer(304),
    answer(304),
  ]);
  assertEquals(outcomes.slice(1), [
    ["2000 down nba: no answer: no answer within 10 s"],
    [],
    ["4000 down nba: status 503: <html>"],
    ['5000 down nba: Cannot read NBA answer: expected its known form, was text "<html>Access denied</html>"'],
    [`6000 ${AT_81}`, "6000 up nba: answers again"],
    [`7000 ${AT_81}`],
  ]);
});

Deno.test("an answer of another form is not covered up by its being unchanged, a page of HTML in between is", () => {
  const { outcomes } = run([NBA_JOB], [
    nba(),
    answer(200, {}),
    answer(304),
    nba(),
    answer(200, "<html>"),
    answer(304),
  ]);
  assertEquals(outcomes.map((each) => each.length), [1, 1, 0, 2, 1, 2]);
  assertEquals(outcomes[5], [`6000 ${AT_81}`, "6000 up nba: answers again"]);
});

Deno.test("404 before the first answer is not there yet; after it, it is a failure", () => {
  const { outcomes } = run([NBA_JOB], [answer(404, "<html>"), nba(), answer(404)]);
  assertEquals(outcomes, [[], [`2000 ${AT_81}`], ["3000 down nba: status 404"]]);
});

Deno.test("a feed is up again only when all its answers are", () => {
  const second = "/static/json/liveData/boxscore/boxscore_1.json";
  const other = (
    status: number,
  ): readonly [InputSource, Raw] => ["feed.nba", { path: second, status, body: null }];
  const { outcomes } = run([NBA_JOB], [answer(500), other(500), nba(), other(304)]);
  assertEquals(outcomes[2], [`3000 ${AT_81}`]);
  assertEquals(outcomes[3], ["4000 up nba: answers again"]);
});

Deno.test("a followed game that cannot be read is a problem; another's is not", () => {
  const { outcomes } = run([NBA_JOB], [nba({ gameStatus: 9 })]);
  assertEquals(outcomes, [['1000 down nba: Cannot read game 0022600181: unknown status "9"']]);
  const body = { scoreboard: { games: [{ ...NBA_GAME, gameId: "x", gameStatus: 9 }, NBA_GAME] } };
  assertEquals(run([NBA_JOB], [answer(200, body)]).outcomes, [[`1000 ${AT_81}`]]);
});

Deno.test("an id belongs to its feed and its league", () => {
  const game = { ...NBA_JOB, feeds: { espn: "0022600181" } };
  assertEquals(run([game], [nba()]).outcomes, [[]]);
  assertEquals(run([{ ...NBA_JOB, league: "wnba" }], [nba()]).outcomes, [[]]);
});

Deno.test("the same inputs give the same events, whatever they are", () => {
  const status = fc.constantFrom(0, 200, 304, 404, 429, 500);
  const body = fc.oneof(
    fc.constantFrom<unknown>(
      espnNfl(),
      sportradarNfl(),
      { scoreboard: { games: [NBA_GAME] } },
      null,
      "<html>",
    ),
    fc.anything(),
  );
  const raw = fc.oneof(fc.record({ path: fc.constantFrom(SCOREBOARD, ESPN), status, body }), fc.anything());
  const source = fc.constantFrom<InputSource>(
    ...POLLED_FEEDS.map((feed) => `feed.${feed}` as const),
    "feed.x",
    "ws",
  );
  fc.assert(fc.property(fc.array(fc.tuple(source, raw), { maxLength: 20 }), (inputs) => {
    const decode = () => {
      const decoder = new FeedDecoder([NBA_JOB, NFL_GAME]);
      const events: EngineEvent[] = [];
      inputs.forEach(([source, raw], at) => decoder.decode(at, source, raw, events));
      return events;
    };
    const events = decode();
    assertEquals(decode(), events);
    for (const event of events) assert(event.kind === "game" || event.kind === "feed");
  }));
});

Deno.test("as decodeOther, scoreboards and the exchange's live data come out of one decoder", () => {
  const { decode, liveData, feeds } = createFeedDecoder([NBA_JOB]);
  const decoder = new Decoder({ decodeOther: decode });
  const events: EngineEvent[] = [];
  const [source, raw] = nba();
  decoder.decode(1, source, raw, events, []);
  const milestones = [milestone("m", "NBA", { home_team_id: HOME, away_team_id: AWAY })];
  decoder.decode(2, "rest", { path: "/milestones?limit=1", status: 200, body: { milestones } }, events, []);
  const live_datas = [{
    type: "basketball_game",
    milestone_id: "m",
    details: {
      status: "inprogress",
      period: 1,
      period_remaining_time: "9:00",
      home_points: 4,
      away_points: 2,
    },
  }];
  decoder.decode(3, "rest", { path: "/live_data/batch?x", status: 200, body: { live_datas } }, events, []);
  assertEquals(events.map((event) => event.kind === "game" ? event.feed : event.kind), ["nba", "kalshi"]);
  assertEquals([liveData.milestoneIds, feeds.problems], [["m"], 0]);
});

Deno.test("an input that is no answer is a problem, not an error", () => {
  const decoder = new FeedDecoder([NBA_JOB]);
  const events: EngineEvent[] = [];
  for (const raw of [null, 3, "text", {}, { path: 1, status: 200 }]) {
    decoder.decode(1, "feed.nba", raw, events);
  }
  assertEquals(decoder.problems, 5);
  assertStringIncludes(decoder.lastProblem ?? "", "expected path, status and body");
});

Deno.test("codes decide who is who, names only where codes do not", () => {
  const team = (code: string, name = "") => ({ code, name });
  const job = { home: team("GSW", "Golden State"), away: team("LAL", "Los Angeles L") };
  const cases: readonly (readonly [ReturnType<typeof team>, ReturnType<typeof team>, string])[] = [
    [team("GS"), team("LAL"), "same"],
    [team("gsw"), team("??"), "same"],
    [team("LAL"), team("GS"), "swapped"],
    [team("??"), team("GSW"), "swapped"],
    [team("??", "Golden State Warriors"), team("?!", "Lakers"), "same"],
    [team("??", "Los Angeles Lakers"), team("?!", "Golden State Warriors"), "swapped"],
    [team("??", "Lakers"), team("?!", "Warriors"), "unclear"],
    [team(""), team(""), "unclear"],
  ];
  for (const [home, away, expected] of cases) {
    assertEquals(orient("nba", { home, away }, job), expected, `${away.code} ${away.name} at ${home.code}`);
  }
  const derby = { home: team("LAL", "Los Angeles L"), away: team("LAC", "Los Angeles C") };
  const unknown = { home: team("?", "Los Angeles Lakers"), away: team("!", "Los Angeles Clippers") };
  assertEquals(orient("nba", unknown, derby), "unclear");
  // The same letters are another team in another league.
  const rams = { home: team("LAR"), away: team("SEA") };
  assertEquals(orient("nfl", { home: team("LA"), away: team("?") }, rams), "same");
  assertEquals(orient("nba", { home: team("LA"), away: team("?") }, rams), "unclear");
});
