import { assert, assertEquals, assertMatch } from "@std/assert";
import type { ExchangeSide } from "../../src/discovery/exchange_games.ts";
import { START_WINDOW_MS } from "../../src/discovery/match.ts";
import { exchangeGame, HOUR, market, match, reading, START, targetId, together } from "./support.ts";

const EVENT = "KXNBAGAME-26NOV22LALBOS";

function onlyRefused(exchange: ExchangeSide, feeds: Parameters<typeof match>[2] = []): string {
  const { jobs, refused } = match("nba", exchange, feeds);
  assertEquals(jobs, []);
  const own = refused.filter(({ what }) => what === EVENT);
  assertEquals(own.length, 1, JSON.stringify(refused));
  return own[0]?.reason ?? "";
}

Deno.test("an event, its milestone and two feeds become one job, home and away from structured targets", () => {
  // The markets come in either order; only the targets say which is whose.
  const exchange = exchangeGame("nba", "LAL", "BOS", {
    names: { home: "Boston", away: "Los Angeles L" },
    markets: (markets) => [...markets].reverse(),
    milestone: { source_ids: { source_3_id: "62a57ae8-1111-4222-8333-444455556666" } },
  });
  const { jobs, refused } = match("nba", exchange, [
    { feed: "nba", readings: [reading("nba", "nba", "LAL", "BOS", { id: "0022600181" })] },
    {
      feed: "espn",
      readings: [reading("nba", "espn", "LAL", "BOS", { id: "401", startsAt: START + 600_000 })],
    },
  ]);
  assertEquals(refused, []);
  assertEquals(jobs, [{
    id: "nba-2026-11-22-LAL-BOS",
    league: "nba",
    startsAt: START,
    home: { code: "BOS", name: "Boston Celtics", targetId: targetId("nba", "BOS") },
    away: { code: "LAL", name: "Los Angeles Lakers", targetId: targetId("nba", "LAL") },
    event: EVENT,
    homeMarket: `${EVENT}-BOS`,
    awayMarket: `${EVENT}-LAL`,
    otherMarkets: [],
    milestoneId: `milestone-${EVENT}`,
    feeds: {
      nba: "0022600181",
      espn: "401",
      sportradar: "62a57ae8-1111-4222-8333-444455556666",
      kalshi: `milestone-${EVENT}`,
    },
  }]);
});

Deno.test("the milestone decides on home and away even where the ticker would read otherwise", () => {
  const exchange = exchangeGame("nba", "LAL", "BOS", { event: "KXNBAGAME-26NOV22BOSLAL" });
  const [job] = match("nba", exchange, []).jobs;
  assertEquals([job?.home.code, job?.homeMarket], ["BOS", "KXNBAGAME-26NOV22BOSLAL-BOS"]);
});

Deno.test("without a milestone the feed gives start, home and away, and the ticker the date alone", () => {
  const exchange = exchangeGame("nba", "LAL", "BOS", { milestone: false, strikes: false });
  const readings = [reading("nba", "espn", "LAL", "BOS")];
  const [job] = match("nba", exchange, [{ feed: "espn", readings }]).jobs;
  assertEquals(job?.startsAt, START);
  assertEquals([job?.home.code, job?.homeMarket, job?.milestoneId], ["BOS", `${EVENT}-BOS`, null]);
  assertEquals(job?.feeds, { espn: "espn-LALBOS" });
  assertEquals(job?.home.targetId, "");
});

Deno.test("a milestone of a game that no feed lists is enough; an event alone is not", () => {
  const [job] = match("nba", exchangeGame("nba", "LAL", "BOS"), []).jobs;
  assertEquals(job?.feeds, { kalshi: `milestone-${EVENT}` });
  assertMatch(onlyRefused(exchangeGame("nba", "LAL", "BOS", { milestone: false })), /no feed has the game/);
  const teamless = exchangeGame("nba", "LAL", "BOS", { details: { home_team_id: null } });
  assertMatch(onlyRefused(teamless), /no feed has the game/);
});

Deno.test("a game that only feeds have is named once, with every feed that has it", () => {
  const { jobs, refused } = match("nba", together(), [
    { feed: "nba", readings: [reading("nba", "nba", "UTA", "BKN")] },
    { feed: "espn", readings: [reading("nba", "espn", "UTA", "BKN")] },
  ]);
  assertEquals(jobs, []);
  assertEquals(refused, [{
    what: "espn espn-UTABKN (UTA at BKN, 19:30 ET), nba nba-UTABKN (UTA at BKN, 19:30 ET)",
    reason: "no event of the exchange that can be used fits this game",
  }]);
});

Deno.test("home and away the other way round in a feed is refused, against the milestone and against the other feed", () => {
  const swapped = { feed: "espn" as const, readings: [reading("nba", "espn", "BOS", "LAL")] };
  assertMatch(
    onlyRefused(exchangeGame("nba", "LAL", "BOS"), [swapped]),
    /other way round in espn espn-BOSLAL than in the exchange's milestone/,
  );
  const straight = { feed: "nba" as const, readings: [reading("nba", "nba", "LAL", "BOS")] };
  for (const feeds of [[straight, swapped], [swapped, straight]]) {
    assertMatch(
      onlyRefused(exchangeGame("nba", "LAL", "BOS", { milestone: false }), feeds),
      /other way round in nba nba-LALBOS than in espn espn-BOSLAL/,
    );
  }
});

Deno.test("starts may lie three hours apart and no more", () => {
  const at = (
    startsAt: number,
  ) => [{ feed: "espn" as const, readings: [reading("nba", "espn", "LAL", "BOS", { startsAt })] }];
  const exchange = exchangeGame("nba", "LAL", "BOS");
  assertEquals(match("nba", exchange, at(START - START_WINDOW_MS)).jobs[0]?.feeds.espn, "espn-LALBOS");
  assertMatch(
    onlyRefused(exchange, at(START - START_WINDOW_MS - 1)),
    /it starts at 19:30 ET, but espn espn-LALBOS \(LAL at BOS, 16:29 ET\)/,
  );
});

Deno.test("the same teams twice within the window are ambiguous, and named", () => {
  const readings = [
    reading("nba", "espn", "LAL", "BOS", { id: "1", startsAt: START - 2 * HOUR }),
    reading("nba", "espn", "LAL", "BOS", { id: "2", startsAt: START + HOUR }),
  ];
  assertMatch(
    onlyRefused(exchangeGame("nba", "LAL", "BOS"), [{ feed: "espn", readings }]),
    /ambiguous: espn 1 \(LAL at BOS, 17:30 ET\), espn 2 \(LAL at BOS, 20:30 ET\)/,
  );
});

Deno.test("a double-header far enough apart is two jobs with ids of their own", () => {
  const early = START - 6 * HOUR;
  const { jobs, refused } = match(
    "nba",
    together(
      exchangeGame("nba", "LAL", "BOS", { event: `${EVENT}1`, startsAt: early }),
      exchangeGame("nba", "LAL", "BOS", { event: `${EVENT}2` }),
    ),
    [{
      feed: "espn",
      readings: [
        reading("nba", "espn", "LAL", "BOS", { id: "b" }),
        reading("nba", "espn", "LAL", "BOS", { id: "a", startsAt: early }),
      ],
    }],
  );
  assertEquals(refused, []);
  assertEquals(jobs.map(({ id, event, feeds }) => [id, event, feeds.espn]), [
    ["nba-2026-11-22-LAL-BOS-1330", `${EVENT}1`, "a"],
    ["nba-2026-11-22-LAL-BOS-1930", `${EVENT}2`, "b"],
  ]);
});

Deno.test("the second game of a double-header that the exchange does not list is named", () => {
  const readings = [
    reading("nba", "espn", "LAL", "BOS", { id: "b" }),
    reading("nba", "espn", "LAL", "BOS", { id: "a", startsAt: START - 6 * HOUR }),
  ];
  const { jobs, refused } = match("nba", exchangeGame("nba", "LAL", "BOS"), [{ feed: "espn", readings }]);
  assertEquals(jobs.map(({ feeds }) => feeds.espn), ["b"]);
  assertEquals(refused.map(({ what }) => what), ["espn a (LAL at BOS, 13:30 ET)"]);
});

Deno.test("two events for one game are both refused, whether a feed has it or not", () => {
  const both = together(
    exchangeGame("nba", "LAL", "BOS"),
    exchangeGame("nba", "LAL", "BOS", { event: `${EVENT}X`, startsAt: START + HOUR }),
  );
  for (const feeds of [[], [{ feed: "espn" as const, readings: [reading("nba", "espn", "LAL", "BOS")] }]]) {
    const { jobs, refused } = match("nba", both, feeds);
    assertEquals(jobs, []);
    const events = refused.filter(({ what }) => what.startsWith(EVENT));
    assertEquals(events.map(({ what }) => what), [EVENT, `${EVENT}X`]);
    for (const { reason } of events) assertMatch(reason, /^ambiguous: .* is of the same game$/);
    assertEquals(refused.length, 2 + feeds.length, "and the game that fits both");
  }
});

Deno.test("one winner market, or three, is refused", () => {
  const one = exchangeGame("nba", "LAL", "BOS", { markets: (markets) => markets.slice(1) });
  assertMatch(onlyRefused(one), /expected two winner markets, found 1/);
  const three = exchangeGame("nba", "LAL", "BOS", {
    markets: (markets) => [...markets, market(EVENT, "TIE", "Tie", null)],
  });
  assertMatch(onlyRefused(three), /expected two winner markets, found 3/);
});

Deno.test("markets that are not yes-or-no, or both of one team, are refused", () => {
  const scalar = exchangeGame("nba", "LAL", "BOS", {
    markets: (markets) => markets.map((each) => ({ ...each, market_type: "scalar" })),
  });
  assertMatch(onlyRefused(scalar), /no yes-or-no market/);
  const twice = exchangeGame("nba", "LAL", "BOS", {
    markets: ([first]) => first === undefined ? [] : [first, { ...first, ticker: `${EVENT}-LAL2` }],
  });
  assertMatch(onlyRefused(twice), /both markets are of one team/);
});

Deno.test("a milestone about other teams than the markets' is refused", () => {
  const other = exchangeGame("nba", "LAL", "BOS", { details: { away_team_id: targetId("nba", "UTA") } });
  assertMatch(onlyRefused(other), /teams of the exchange's milestone are not those of its markets/);
  const same = exchangeGame("nba", "LAL", "BOS", { details: { away_team_id: targetId("nba", "BOS") } });
  assertMatch(onlyRefused(same), /teams of the exchange's milestone are not/);
});

Deno.test("without strikes the milestone's teams are found by name, and only if it is clear", () => {
  const clear = exchangeGame("nba", "LAL", "BOS", {
    strikes: false,
    names: { home: "Boston", away: "Los Angeles L" },
  });
  assertEquals(match("nba", clear, []).jobs[0]?.awayMarket, `${EVENT}-LAL`);
  // A structured target that could not be read names nobody.
  assertMatch(onlyRefused({ ...clear, targets: [] }), /teams of the exchange's milestone are not/);
});

Deno.test("a market whose name and structured target are of different teams is refused", () => {
  const exchange = exchangeGame("nba", "LAL", "BOS");
  const targets = exchange.targets.map((each) =>
    each.id === targetId("nba", "BOS") ? { ...each, name: "Utah", details: { abbreviation: "UTA" } } : each
  );
  assertMatch(
    onlyRefused({ ...exchange, targets }),
    /"Boston", "Utah": names, code and id are of different teams/,
  );
});

Deno.test("two milestones for one event, or one that moved it, are refused and named", () => {
  const exchange = exchangeGame("nba", "LAL", "BOS");
  const milestones = exchange.milestones.flatMap((each) => [each, { ...each, id: "another" }]);
  assertMatch(
    onlyRefused({ ...exchange, milestones }),
    /several milestones of the exchange are about it: another, mil/,
  );
  const moved = exchangeGame("nba", "LAL", "BOS", { startsAt: START + 48 * HOUR });
  assertMatch(onlyRefused(moved), /its milestone starts at 2026-11-24 19:30 ET/);
});

Deno.test("a milestone that only lists an event among others gives way to one that is about it", () => {
  const exchange = exchangeGame("nba", "LAL", "BOS");
  const futures = exchange.milestones.map((each) => ({ ...each, id: "futures", details: {} }));
  const [job] = match("nba", { ...exchange, milestones: [...futures, ...exchange.milestones] }, []).jobs;
  assertEquals(job?.milestoneId, `milestone-${EVENT}`);
});

Deno.test("events of other dates and other days' games of a feed are left out without a word", () => {
  const tomorrow = START + 24 * HOUR;
  const { jobs, refused } = match(
    "nba",
    together(
      exchangeGame("nba", "LAL", "BOS", { event: "KXNBAGAME-26NOV23LALBOS", startsAt: tomorrow }),
      exchangeGame("nba", "UTA", "BKN", { event: "KXNBAGAME-26NOV23UTABKN", milestone: false }),
    ),
    [{ feed: "espn", readings: [reading("nba", "espn", "LAL", "BOS", { startsAt: tomorrow })] }],
  );
  assertEquals({ jobs, refused }, { jobs: [], refused: [] });
});

Deno.test("a game moved onto the date by its milestone is a job although its ticker has the old date", () => {
  const exchange = exchangeGame("nba", "LAL", "BOS", { event: "KXNBAGAME-26NOV20LALBOS" });
  assertEquals(match("nba", exchange, []).jobs.map(({ event }) => event), ["KXNBAGAME-26NOV20LALBOS"]);
});

Deno.test("postponed and cancelled games are refused, whoever says so", () => {
  for (const phase of ["postponed", "cancelled"] as const) {
    const readings = [reading("nba", "espn", "LAL", "BOS", { phase })];
    assertMatch(
      onlyRefused(exchangeGame("nba", "LAL", "BOS"), [{ feed: "espn", readings }]),
      new RegExp(`espn espn-LALBOS says it is ${phase}`),
    );
    assertMatch(
      onlyRefused(exchangeGame("nba", "LAL", "BOS", { details: { status: phase } })),
      new RegExp(`milestone says ${phase}`),
    );
  }
});

Deno.test("a game whose markets take no orders any more is over; one open market is enough to trade", () => {
  const listed = (first: string, second: string) =>
    exchangeGame("nba", "LAL", "BOS", {
      markets: (markets) => markets.map((each, index) => ({ ...each, status: index === 0 ? first : second })),
    });
  for (const status of ["closed", "determined", "finalized"]) {
    assertMatch(onlyRefused(listed(status, status)), new RegExp(`it is over: its markets are ${status}`));
    assertEquals(match("nba", listed(status, "active"), []).jobs.length, 1);
  }
  // A pause is no end.
  assertEquals(match("nba", listed("inactive", "inactive"), []).jobs.length, 1);
});

Deno.test("a feed's game without a start, of another league or of unclear teams is refused and named", () => {
  const { startsAt: _, ...undated } = reading("nba", "espn", "LAL", "BOS", { id: "1" });
  const { refused } = match("nba", together(), [{
    feed: "espn",
    readings: [
      undated,
      reading("wnba", "espn", "LAS", "IND", { id: "2" }),
      reading("nba", "espn", "LAL", "BOS", { id: "3", names: { home: "Boston", away: "Boston" } }),
    ],
  }]);
  assertEquals(refused.map(({ what, reason }) => [what.slice(0, 6), reason]), [
    ["espn 1", "the feed does not say when it starts"],
    ["espn 2", "expected a game of nba, it is of wnba"],
    ["espn 3", '"Boston": names, code and id are of different teams'],
  ]);
});

Deno.test("colleges outside of the table are matched by exactly the same name, and otherwise refused", () => {
  const event = "KXNCAAMBGAME-26NOV22DCKGONZ";
  const exchange = exchangeGame("ncaamb", "GONZ", "DUKE", {
    event,
    names: { home: "Duke", away: "Dickinson College" },
    milestone: false,
  });
  const feeds = (away: string) => [{
    feed: "espn" as const,
    readings: [reading("ncaamb", "espn", "DCK", "DUKE", { names: { home: "Duke Blue Devils", away } })],
  }];
  const [job] = match("ncaamb", exchange, feeds("Dickinson  College")).jobs;
  assertEquals([job?.away.name, job?.home.name], ["Dickinson College", "Duke Blue Devils"]);
  const { jobs, refused } = match("ncaamb", exchange, feeds("Dickinson Red Devils"));
  assertEquals(jobs, []);
  assertEquals(refused.length, 2, "the event and the game are both named");
});

Deno.test("names with control characters reach the job file as plain text", () => {
  const exchange = exchangeGame("ncaamb", "GONZ", "DUKE", {
    names: { home: "Duke", away: "Dick\x1b[31minson\n" },
  });
  const [job] = match("ncaamb", exchange, []).jobs;
  assertEquals(job?.away.name, "Dickinson");
  assert(/^[A-Za-z0-9._-]+$/.test(job?.id ?? ""));
});

Deno.test("other events of the game come with the match", () => {
  const spread = "KXNBASPREAD-26NOV22LALBOS";
  const exchange = exchangeGame("nba", "LAL", "BOS", {
    milestone: { primary_event_tickers: [EVENT, "KXNBATOTAL-26NOV22LALBOS", spread, spread] },
  });
  const [found] = match("nba", exchange, []).matches;
  assertEquals(found?.otherEvents, [spread, "KXNBATOTAL-26NOV22LALBOS"]);
});
