import { assertEquals, assertMatch } from "@std/assert";
import { readResultRow, type ResultRow } from "../../../src/models/data/result_rows.ts";
import type { Sport } from "../../../src/models/situation/sport.ts";

const NAMES: Readonly<Record<string, string>> = {
  BOS: "BOS",
  "Boston Celtics": "BOS",
  NYK: "NYK",
  NY: "NYK",
  KC: "KC",
  LA: "LA",
  OAK: "OAK",
};

const read = (sport: Sport, row: ResultRow) => readResultRow(sport, row, (name) => NAMES[name]);

function gameOf(sport: Sport, row: ResultRow) {
  const found = read(sport, row);
  if (!found.ok) throw new Error(found.reason.message);
  if (found.value.kind !== "game") throw new Error(found.value.kind);
  return found.value.game;
}

const PLAYED = { home: "BOS", away: "NYK", homeScore: "132", awayScore: "109" } as const;

Deno.test("a row is a game: codes as the table has them, the season by the date", () => {
  assertEquals(gameOf("nba", { ...PLAYED, away: "NY", date: "2024-10-22" }), {
    season: 2025,
    date: "2024-10-22",
    home: "BOS",
    away: "NYK",
    score: { home: 132, away: 109 },
  });
  assertEquals(
    gameOf("nfl", {
      id: "2020_14_LA_OAK",
      date: "2020-12-13",
      home: "OAK",
      away: "LA",
      homeScore: "0",
      awayScore: "0",
    }),
    {
      id: "2020_14_LA_OAK",
      season: 2020,
      date: "2020-12-13",
      home: "LV",
      away: "LAR",
      score: { home: 0, away: 0 },
    },
  );
});

Deno.test("an NFL id has season, week and teams; a line below 0 means that the home team was favoured", () => {
  assertEquals(read("nfl", { id: "2022_01_LA_KC", line: "-6.5" }), {
    ok: true,
    value: {
      kind: "game",
      game: { id: "2022_01_LA_KC", season: 2022, date: "2022-09-11", home: "KC", away: "LAR", line: 6.5 },
    },
  });
  assertEquals(Object.is(gameOf("nfl", { id: "2022_01_LA_KC", line: "0" }).line, 0), true);
});

Deno.test("dates are read in every form that tables have, times are UTC and become New York's day", () => {
  const forms: readonly (readonly [string, string])[] = [
    ["2024-10-22", "2024-10-22"],
    ["20241022", "2024-10-22"],
    ["22/10/2024 23:30", "2024-10-22"],
    ["23/10/2024 02:00", "2024-10-22"],
    ["2024-10-23T02:00:00Z", "2024-10-22"],
    ["2024-10-23T02:00:00.000Z", "2024-10-22"],
  ];
  for (const [text, date] of forms) assertEquals(gameOf("nba", { ...PLAYED, date: text }).date, date, text);
  for (
    const text of [
      "",
      "10/22/2024 19:30",
      "2024-10-32",
      "20241301",
      "22.10.2024",
      "2024-10-22T19:30",
      "yesterday",
    ]
  ) {
    const found = read("nba", { ...PLAYED, date: text });
    assertMatch(found.ok ? "" : found.reason.message, /^expected a date such as 2026-11-22, was/, text);
  }
});

Deno.test("a schedule's result has the home team first, and a game to come has none", () => {
  const row = { date: "22/10/2024 23:30", home: "Boston Celtics", away: "NYK" };
  assertEquals(gameOf("nba", { ...row, result: "132 - 109" }).score, { home: 132, away: 109 });
  assertEquals(read("nba", { ...row, result: "" }), { ok: true, value: { kind: "unplayed" } });
  assertEquals(read("nba", { ...row, homeScore: "", awayScore: "" }), {
    ok: true,
    value: { kind: "unplayed" },
  });
});

Deno.test("a line of the NBA without a score is no game that is over", () => {
  const row = { date: "2024-10-22", home: "BOS", away: "NYK", line: "-5.5" };
  assertEquals(read("nba", row), { ok: true, value: { kind: "unplayed" } });
  assertEquals(gameOf("nba", { ...row, ...PLAYED }).line, 5.5);
});

Deno.test("a game before the first regular day may be a preseason's, unless the row says its season", () => {
  const early = { ...PLAYED, date: "2024-10-15" };
  assertEquals(read("nba", early), { ok: true, value: { kind: "preseason" } });
  assertEquals(gameOf("nba", { ...early, season: "2025" }).season, 2025);
  assertEquals(gameOf("nba", { ...PLAYED, date: "2020-12-22", season: "2021" }).season, 2021);
  assertEquals(
    gameOf("nba", { ...PLAYED, date: "2020-09-30", season: "2020" }).season,
    2020,
    "the 2019-20 finals",
  );
});

Deno.test("what no game can be is refused with what would be right", () => {
  const rows: readonly (readonly [Sport, ResultRow, RegExp])[] = [
    ["nba", { ...PLAYED, date: "2024-10-22", home: "XYZ" }, /^"XYZ" is no one team of the nba$/],
    ["nba", { ...PLAYED, date: "2024-10-22", home: "" }, /^expected a home team/],
    ["nba", { ...PLAYED, date: "2024-10-22", away: "BOS" }, /^BOS plays itself$/],
    ["nba", { ...PLAYED, date: "2024-10-22", homeScore: "109" }, /^no NBA game ends 109 – 109$/],
    ["nba", { ...PLAYED, date: "2024-10-22", homeScore: "" }, /^expected final points of both teams/],
    ["nba", { ...PLAYED, date: "2024-10-22", homeScore: "-1" }, /^expected final points/],
    ["nba", { ...PLAYED, date: "2024-10-22", homeScore: "NaN" }, /^expected final points/],
    ["nba", { ...PLAYED, date: "2024-10-22", homeScore: "301" }, /^expected final points/],
    ["nba", { ...PLAYED, date: "2024-10-22", homeScore: "99.5" }, /^expected final points/],
    ["nba", { date: "2024-10-22", home: "BOS", away: "NYK", result: "132 to 109" }, /^expected final points/],
    [
      "nba",
      { ...PLAYED, date: "2024-10-22", season: "2024" },
      /^2024-10-22 is in season 2025, the row says 2024$/,
    ],
    ["nba", { ...PLAYED, date: "2024-10-22", season: "24" }, /^expected a season such as 2025, was "24"$/],
    ["nfl", { id: "2022_30_LA_KC", line: "3" }, /^expected a date/],
    ["nfl", { id: "2022_01_LA_KC", line: "many" }, /^expected points of a line, was "many"$/],
    ["nfl", { id: "2022_01_LA_KC", line: "1e9" }, /^expected points of a line/],
    ["nba", { id: "2022_01_LA_KC", line: "3" }, /^expected a home team/],
  ];
  for (const [sport, row, expected] of rows) {
    const found = read(sport, row);
    assertMatch(found.ok ? `read: ${JSON.stringify(row)}` : found.reason.message, expected);
  }
});
