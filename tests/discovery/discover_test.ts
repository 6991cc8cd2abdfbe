import { assert, assertEquals, assertMatch } from "@std/assert";
import { discover, type DiscoverOptions } from "../../src/discovery/discover.ts";
import { jobFileSchema } from "../../src/discovery/job.ts";
import { scoreboardSources } from "../../src/discovery/scoreboards.ts";
import { readEnvironment } from "../../src/kalshi/environment.ts";
import { RestClient } from "../../src/kalshi/rest/client.ts";
import { DATE, exchangeGame, market, START, together } from "./support.ts";

const EVENT = "KXNBAGAME-26NOV22LALBOS";
const API = "/trade-api/v2";

type Answer = (query: URLSearchParams) => unknown;

/** Answers by path; anything else is a 404. A number is a status without a body. */
interface Server extends AsyncDisposable {
  readonly url: string;
  /** Path and query of everything that was asked. */
  readonly asked: readonly string[];
}

function serve(answers: Readonly<Record<string, Answer | number>>): Server {
  const asked: string[] = [];
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, (request) => {
    const { pathname, searchParams, search } = new URL(request.url);
    asked.push(decodeURIComponent(`${pathname}${search}`));
    const answer = answers[pathname] ?? 404;
    if (typeof answer === "number") return new Response("{}", { status: answer });
    const body = answer(searchParams);
    return typeof body === "string" ? new Response(body) : Response.json(body);
  });
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    asked,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

function options(server: Server, changes: Partial<DiscoverOptions> = {}): DiscoverOptions {
  const environment = readEnvironment(server.url);
  assert(environment.ok);
  return {
    rest: new RestClient({ environment: environment.value, sleep: () => Promise.resolve(), attempts: 2 }),
    feeds: scoreboardSources({ hosts: { nba: server.url, espn: server.url } }),
    date: DATE,
    leagues: ["nba"],
    allMarkets: false,
    now: () => START - 4 * 3_600_000,
    program: "0.1.0",
    environment: server.url,
    ...changes,
  };
}

async function found(server: Server, changes: Partial<DiscoverOptions> = {}) {
  const file = await discover(options(server, changes));
  assert(file.ok, file.ok ? "" : file.reason.message);
  assertEquals(jobFileSchema.parse(file.value), file.value, "what is found can be written and read");
  return file.value;
}

/** The exchange as it serves some games, one milestone and one team a page. */
function exchange(side = exchangeGame("nba", "LAL", "BOS")): Record<string, Answer | number> {
  const page = <Item>(items: readonly Item[], query: URLSearchParams) => {
    const place = Number(query.get("cursor") ?? 0);
    return {
      items: items.slice(place, place + 1),
      cursor: place + 1 < items.length ? String(place + 1) : "",
    };
  };
  return {
    [`${API}/events`]: (query) => ({
      events: side.events.filter(({ series_ticker }) => series_ticker === query.get("series_ticker")),
      cursor: "",
    }),
    [`${API}/milestones`]: (query) => {
      const related = query.get("related_event_ticker");
      const fitting = side.milestones.filter(({ type, related_event_tickers }) =>
        related === null ? type === query.get("type") : related_event_tickers?.includes(related)
      );
      const { items, cursor } = page(fitting, query);
      return { milestones: items, cursor };
    },
    [`${API}/structured_targets`]: (query) => {
      const ids = query.getAll("ids");
      const { items, cursor } = page(side.targets.filter(({ id }) => ids.includes(id)), query);
      return { structured_targets: items, cursor };
    },
    [`${API}/series/KXNBAGAME`]: () => ({
      series: { ticker: "KXNBAGAME", fee_type: "quadratic", fee_multiplier: 1 },
    }),
  };
}

const NBA_PATH = "/static/json/liveData/scoreboard/todaysScoreboard_00.json";
const ESPN_PATH = "/apis/site/v2/sports/basketball/nba/scoreboard";

function nbaScoreboard(startsAt = START) {
  const side = (teamId: number, teamCity: string, teamName: string, teamTricode: string) => ({
    teamId,
    teamCity,
    teamName,
    teamTricode,
    score: 0,
  });
  return {
    meta: { code: 200 },
    scoreboard: {
      gameDate: DATE,
      games: [{
        gameId: "0022600181",
        gameStatus: 1,
        gameStatusText: "7:30 pm ET",
        period: 0,
        gameClock: "",
        gameTimeUTC: new Date(startsAt).toISOString(),
        homeTeam: side(1610612738, "Boston", "Celtics", "BOS"),
        awayTeam: side(1610612747, "Los Angeles", "Lakers", "LAL"),
      }],
    },
  };
}

function espnScoreboard(startsAt = START) {
  const competitor = (
    homeAway: string,
    id: string,
    location: string,
    name: string,
    abbreviation: string,
  ) => ({
    id,
    homeAway,
    score: "0",
    team: { id, location, name, abbreviation, displayName: `${location} ${name}` },
  });
  const date = new Date(startsAt).toISOString();
  return {
    leagues: [{ id: "46", slug: "nba" }],
    events: [{
      id: "401810999",
      uid: "s:40~l:46~e:401810999",
      date,
      competitions: [{
        id: "401810999",
        startDate: date,
        competitors: [
          competitor("home", "2", "Boston", "Celtics", "BOS"),
          competitor("away", "13", "Los Angeles", "Lakers", "LAL"),
        ],
        status: {
          clock: 0,
          displayClock: "0.0",
          period: 0,
          type: { id: "1", name: "STATUS_SCHEDULED", state: "pre" },
        },
      }],
    }],
  };
}

const FEEDS = { [NBA_PATH]: () => nbaScoreboard(), [ESPN_PATH]: () => espnScoreboard() };

Deno.test("a day is discovered from the exchange, the NBA and ESPN, page by page", async () => {
  await using server = serve({ ...exchange(), ...FEEDS });
  const file = await found(server);
  assertEquals(file.refused, []);
  assertEquals(file.jobs.map(({ id, startsAt, feeds }) => ({ id, startsAt, feeds })), [{
    id: "nba-2026-11-22-LAL-BOS",
    startsAt: START,
    feeds: { nba: "0022600181", espn: "401810999", kalshi: `milestone-${EVENT}` },
  }]);
  assertEquals([file.date, file.environment, file.createdAt], [DATE, server.url, "2026-11-22T20:30:00.000Z"]);
  const asked = server.asked.join("\n");
  assertMatch(
    asked,
    /events\?.*series_ticker=KXNBAGAME&min_close_ts=1795323600/,
    "from midnight in New York",
  );
  assertMatch(asked, /milestones\?.*type=basketball_game&minimum_start_date=2026-11-22T05:00:00.000Z/);
  assertMatch(asked, /ids=target-nba-LAL&ids=target-nba-BOS|ids=target-nba-BOS&ids=target-nba-LAL/);
  assertMatch(asked, /basketball\/nba\/scoreboard\?dates=20261122/);
});

Deno.test("a feed that is down, answers HTML or nothing readable is named, and the game is found all the same", async () => {
  const broken: [Answer | number, RegExp][] = [
    [503, /status 503/],
    [() => "<html>Access Denied</html>", /the answer is HTML/],
    [() => '{"scoreboard', /no whole JSON/],
    [() => ({ message: "moved" }), /expected its known form/],
  ];
  for (const [answer, reason] of broken) {
    await using server = serve({ ...exchange(), ...FEEDS, [NBA_PATH]: answer });
    const { jobs, refused } = await found(server);
    assertEquals(jobs.map(({ feeds }) => Object.keys(feeds)), [["espn", "kalshi"]]);
    assertEquals(refused.map(({ what }) => what), ["NBA scoreboard of nba"]);
    assertMatch(refused[0]?.reason ?? "", reason);
  }
});

Deno.test("the NBA's scoreboard of another day is not asked for, and one that has turned already is no trouble", async () => {
  await using server = serve({ ...exchange(), ...FEEDS });
  await found(server, { now: () => START - 48 * 3_600_000 });
  assert(!server.asked.includes(NBA_PATH));
  await using turned = serve({
    ...exchange(),
    ...FEEDS,
    [NBA_PATH]: () => nbaScoreboard(START + 86_400_000),
  });
  const { jobs, refused } = await found(turned);
  assertEquals(refused, []);
  assertEquals(Object.keys(jobs[0]?.feeds ?? {}), ["espn", "kalshi"]);
});

Deno.test("a feed that does not answer in time is named", async () => {
  await using server = serve({ ...exchange(), ...FEEDS });
  const never = (_url: string, { signal }: RequestInit) =>
    new Promise<Response>((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));
  const feeds = scoreboardSources({
    hosts: { nba: "http://x", espn: "http://x" },
    fetch: never,
    timeoutMs: 20,
  });
  const { jobs, refused } = await found(server, { feeds });
  assertEquals(jobs.length, 1);
  assertEquals(refused.map(({ reason }) => /no answer within 0.02 s/.test(reason)), [true, true]);
});

Deno.test("one league's failure does not lose the others; when all fail there is a refusal and no file", async () => {
  const both = together(exchangeGame("nba", "LAL", "BOS"), exchangeGame("nfl", "LAR", "SEA"));
  const answers = exchange(both);
  const events = answers[`${API}/events`];
  await using server = serve({
    ...answers,
    ...FEEDS,
    [`${API}/events`]: (query) =>
      query.get("series_ticker") === "KXNFLGAME"
        ? "<html>"
        : typeof events === "function"
        ? events(query)
        : {},
  });
  const { jobs, refused } = await found(server, { leagues: ["nfl", "nba"] });
  assertEquals(jobs.map(({ league }) => league), ["nba"]);
  assertEquals(refused.map(({ what }) => what), ["NFL events", "NFL scoreboard of espn"]);
  const alone = await discover(options(server, { leagues: ["nfl"] }));
  assert(!alone.ok);
  assertEquals(alone.reason.code, "bad_body");
  assertMatch(alone.reason.message, /Cannot read \/events\?.*expected JSON, the answer is HTML/);
});

Deno.test("without milestones and targets the feeds and the markets' own names are enough", async () => {
  await using server = serve({
    ...exchange(exchangeGame("nba", "LAL", "BOS", { names: { home: "Boston", away: "Los Angeles L" } })),
    ...FEEDS,
    [`${API}/milestones`]: 500,
    [`${API}/structured_targets`]: 500,
  });
  const { jobs, refused } = await found(server);
  assertEquals(jobs.map(({ id, milestoneId }) => [id, milestoneId]), [["nba-2026-11-22-LAL-BOS", null]]);
  assertEquals(refused.map(({ what }) => what), [`NBA milestone of ${EVENT}`, "NBA milestones", "NBA teams"]);
});

Deno.test("a milestone that the list does not have is asked for by the event's name", async () => {
  const answers = exchange();
  const milestones = answers[`${API}/milestones`];
  await using server = serve({
    ...answers,
    ...FEEDS,
    [`${API}/milestones`]: (query) =>
      query.has("related_event_ticker") && typeof milestones === "function"
        ? milestones(query)
        : { milestones: [], cursor: "" },
  });
  const { jobs, refused } = await found(server);
  assertEquals(refused, []);
  assertEquals(jobs[0]?.milestoneId, `milestone-${EVENT}`);
});

Deno.test("other markets are listed when asked for, and an event that cannot be read is named", async () => {
  const spread = "KXNBASPREAD-26NOV22LALBOS";
  const total = "KXNBATOTAL-26NOV22LALBOS";
  const side = exchangeGame("nba", "LAL", "BOS", {
    milestone: { primary_event_tickers: [EVENT, spread, total] },
  });
  const event = { event_ticker: spread, series_ticker: "KXNBASPREAD" };
  await using server = serve({
    ...exchange(side),
    ...FEEDS,
    [`${API}/events/${spread}`]: () => ({
      event: { ...event, markets: ["LAL4", "BOS3"].map((code) => market(spread, code, code, null)) },
    }),
  });
  const { jobs, refused } = await found(server, { allMarkets: true });
  assertEquals(jobs[0]?.otherMarkets, [`${spread}-BOS3`, `${spread}-LAL4`]);
  assertEquals(refused.map(({ what }) => what), [total]);
  assertEquals((await found(server)).jobs[0]?.otherMarkets, []);
});

Deno.test("a series that the exchange does not have is named with its like, once somebody plays", async () => {
  const wnba = exchangeGame("nba", "LAL", "BOS");
  const answers: Record<string, Answer | number> = {
    ...exchange({ ...wnba, events: [] }),
    [`${API}/series/KXNBAGAME`]: 404,
    [`${API}/series`]: () => ({
      series: ["KXNBA2GAME", "KXNBATOTAL"].map((ticker) => ({
        ticker,
        fee_type: "quadratic",
        fee_multiplier: 1,
      })),
    }),
  };
  await using server = serve({ ...answers, ...FEEDS });
  const { jobs, refused } = await found(server);
  assertEquals(jobs, []);
  assertEquals(
    refused.find(({ what }) => what === "NBA series")?.reason,
    [
      "the exchange has no series KXNBAGAME; of Basketball it has KXNBA2GAME",
    ].join(),
  );
  const quiet = { [NBA_PATH]: () => ({ scoreboard: { games: [] } }), [ESPN_PATH]: () => ({ events: [] }) };
  await using silent = serve({ ...answers, ...quiet });
  assertEquals((await found(silent)).refused, [], "nobody plays: nothing is amiss");
});

Deno.test("college scoreboards are asked for by division and without being cut off", async () => {
  const asked: string[] = [];
  const fetch = (url: string) => {
    asked.push(url);
    return Promise.resolve(Response.json({ events: [] }));
  };
  const [, espn] = scoreboardSources({ hosts: { nba: "http://n", espn: "http://e" }, fetch });
  await espn?.read("ncaamb", DATE);
  await espn?.read("ncaaf", DATE);
  assertMatch(asked[0] ?? "", /mens-college-basketball\/scoreboard\?dates=20261122&groups=50&limit=\d{3}$/);
  assertMatch(asked[1] ?? "", /college-football\/scoreboard\?dates=20261122&groups=80&limit=\d{3}$/);
});

Deno.test("a host is asked one thing at a time", async () => {
  let open = 0;
  const fetch = async () => {
    assertEquals(++open, 1);
    await Promise.resolve();
    open--;
    return Response.json({ events: [] });
  };
  const [, espn] = scoreboardSources({ hosts: { nba: "http://n", espn: "http://e" }, fetch });
  const answers = await Promise.all(
    (["nba", "nfl", "ncaaf"] as const).map((league) => espn?.read(league, DATE)),
  );
  assertEquals(answers.map((answer) => answer?.ok), [true, true, true]);
});
