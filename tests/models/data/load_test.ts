import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import type { PlayTable } from "../../../src/models/data/play_table.ts";
import { loadPlays } from "../../../src/models/data/load.ts";
import type { NbaSituation } from "../../../src/models/situation/nba.ts";
import type { NflSituation } from "../../../src/models/situation/nfl.ts";
import { faultOf, newSituation, type Situation } from "../../../src/models/situation/situation.ts";
import { must } from "../../support/must.ts";
import { dataTest } from "../../support/data.ts";
import {
  inFolder,
  NBA_PLAYS,
  nbaRow,
  NFL_PLAYS,
  nflRow,
  type PlayRow,
  writePlays,
} from "../support/play_files.ts";

const FORMS = ["plays.parquet", "plays.csv", "plays.csv.gz"];

function situations(table: PlayTable): Situation[] {
  return Array.from({ length: table.rows }, (_, row) => {
    const situation = newSituation(table.sport);
    table.situation(row, situation);
    assertEquals(faultOf(situation), undefined);
    return situation;
  });
}

/** `diff left possession` of each row. */
function nbaLines(table: PlayTable): string[] {
  return situations(table).map((each) => {
    const { diff, left, possession } = each as NbaSituation;
    return `${diff} ${left} ${possession}`;
  });
}

async function load(
  sport: "nba" | "nfl",
  rows: readonly PlayRow[],
  name = "plays.parquet",
): Promise<PlayTable> {
  let table: PlayTable | undefined;
  await inFolder(async (folder) => {
    table = must(await loadPlays(sport, [await writePlays(`${folder}/${name}`, rows)]));
  });
  assert(table !== undefined);
  return table;
}

const NBA_LINES = [
  "0 2879 0",
  "0 2860 -1",
  "-3 2850.5 1",
  "-3 2830 0",
  "-3 2828 1",
  "-3 2820 1",
  "-2 2820 -1",
  "-2 2820 -1",
];

for (const name of FORMS) {
  Deno.test(`an NBA game from ${name}: blocks and steals left out, scores never fall, the ball is carried on`, async () => {
    const table = await load("nba", NBA_PLAYS, name);
    assertEquals(nbaLines(table), NBA_LINES);
    assertEquals(table.games, [{
      id: "0022500001",
      season: 2026,
      date: "2025-10-21",
      playoffs: false,
      home: "OKC",
      away: "HOU",
      homeScore: 125,
      awayScore: 124,
      homeWin: true,
      closingLogit: NaN,
    }]);
    assertEquals(table.mended, { duplicates: 0, otherKinds: 2, scoresRaised: 1, ties: 0, rowsOfTies: 0 });
    assertEquals([...new Set(table.label)], [1]);
    assertEquals([...new Set(table.seasons)], [2026]);
    assertEquals(table.reference, undefined);
  });

  Deno.test(`an NFL game from ${name}: halves, a try for two, overtime; kneel-downs left out`, async () => {
    const table = await load("nfl", NFL_PLAYS, name);
    const all = situations(table) as NflSituation[];
    const line = (each: NflSituation) =>
      [
        each.ballHome ? "home" : "away",
        each.diff,
        `${each.left}/${each.halfLeft}`,
        `${each.half}${each.overtime ? " OT" : ""}`,
        `${each.down}&${each.toGo} ${each.yardsToGoal}`,
        `t${each.ownTimeouts}-${each.otherTimeouts}`,
        each.secondHalfKick,
      ].join(" ");
    assertEquals(all.map(line), [
      "home 0 3600/1800 1 1&10 75 t3-3 -1",
      "home 0 3570/1770 1 2&7 72 t3-3 -1",
      "away 6 1900/100 1 1&0 2 t3-3 1",
      "away 1 1800/1800 2 1&10 75 t3-3 0",
      "home 0 600/600 2 OT 1&10 75 tNaN-3 0",
    ]);
    assertEquals(table.mended.otherKinds, 1);
    assertEquals([...table.label], [0, 0, 0, 0, 0]);
    const chances = [...table.reference ?? []].map((chance) => Number(chance.toFixed(4)));
    assertEquals(chances, [0.6, 0.6, 0.4, 0.45, 0.6], "the home team's, whoever has the ball");
    assertEquals(table.games.map(({ closingLogit }) => closingLogit.toFixed(4)), ["0.8473"]);
  });
}

Deno.test("rows that are there twice count once, wherever they stand, and in two files", async () => {
  const doubled = [
    NBA_PLAYS.flatMap((row) => [row, row]),
    [...NBA_PLAYS, ...NBA_PLAYS],
    [...NBA_PLAYS.slice(0, 6), ...NBA_PLAYS.slice(2, 5), ...NBA_PLAYS.slice(6), ...NBA_PLAYS.slice(0, 1)],
  ];
  for (const rows of doubled) {
    const table = await load("nba", rows);
    assertEquals(nbaLines(table), NBA_LINES);
  }
  assertEquals((await load("nba", doubled[1] ?? [])).mended.duplicates, 8);
  await inFolder(async (folder) => {
    const one = await writePlays(`${folder}/one.csv`, NBA_PLAYS);
    const other = await writePlays(`${folder}/other.parquet`, NBA_PLAYS);
    assertEquals(nbaLines(must(await loadPlays("nba", [one, other]))), NBA_LINES);
  });
  assertEquals((await load("nfl", [...NFL_PLAYS, ...NFL_PLAYS])).rows, 5);
});

Deno.test("rows that differ anywhere are all kept", async () => {
  const row = nbaRow("foul", "OKC", 500, [9, 9]);
  const others: PlayRow[] = [
    { actionNumber: 7 },
    { clock_s: 499.9 },
    { actionType: "timeout" },
    { team: "HOU" },
    { scoreHome: 10 },
    { period: 2 },
  ].map((change) => ({ ...row, ...change }));
  assertEquals((await load("nba", [row, ...others])).rows, 7);
});

Deno.test("any doubling of any rows gives the table of the rows themselves", async () => {
  const row = fc.record({
    action: fc.constantFrom("foul", "turnover", "rebound", "2pt", "3pt Missed", "block"),
    team: fc.constantFrom("OKC", "HOU"),
    clock: fc.integer({ min: 0, max: 7200 }).map((tenths) => tenths / 10),
    game: fc.constantFrom(22500001, 22500002),
    home: fc.integer({ min: 0, max: 3 }),
  });
  const plays = fc.uniqueArray(row, {
    minLength: 1,
    maxLength: 12,
    selector: (each) => JSON.stringify(each),
  });
  await fc.assert(
    fc.asyncProperty(plays, fc.array(fc.nat(), { maxLength: 12 }), async (all, again) => {
      const rows = all.map(({ action, team, clock, game, home }, index) =>
        nbaRow(action, team, clock, [home, 0], { game_id: game, actionNumber: index })
      );
      // A copy may stand anywhere behind its first.
      const more = [
        ...rows,
        ...again.map((pick) => rows[pick % rows.length] ?? nbaRow("foul", "OKC", 1, [0, 0])),
      ];
      if (rows.every(({ actionType }) => actionType === "block")) return;
      const [plain, doubled] = [await load("nba", rows, "a.csv"), await load("nba", more, "b.csv")];
      assertEquals(nbaLines(doubled), nbaLines(plain));
      assertEquals([...doubled.gameOf], [...plain.gameOf]);
    }),
    { numRuns: 40 },
  );
});

Deno.test("games stand apart however their rows are mixed, with their own scores and ball", async () => {
  const second = NBA_PLAYS.map((row): PlayRow => ({ ...row, game_id: 22500002, final_home: 90 }));
  const mixed = NBA_PLAYS.flatMap((row, index) => [row, second[index] ?? row]);
  const table = await load("nba", mixed);
  assertEquals(nbaLines(table), [...NBA_LINES, ...NBA_LINES]);
  assertEquals([...table.gameOf], [...NBA_LINES.map(() => 0), ...NBA_LINES.map(() => 1)]);
  assertEquals([...table.label], [...NBA_LINES.map(() => 1), ...NBA_LINES.map(() => 0)]);
});

Deno.test("ties are left out, with all their rows", async () => {
  const tie = NFL_PLAYS.map((row): PlayRow => ({
    ...row,
    game_id: "2023_02_A_B",
    home_score: 20,
    away_score: 20,
  }));
  const table = await load("nfl", [...tie, ...NFL_PLAYS]);
  assertEquals([table.games.length, table.rows], [1, 5]);
  assertEquals([...table.gameOf], [0, 0, 0, 0, 0]);
  assertEquals([table.mended.ties, table.mended.rowsOfTies], [1, 5]);
});

Deno.test("who gets the second half's kick-off is not said where the game's first play does not tell", async () => {
  const kick = async (first: PlayRow) =>
    (situations(await load("nfl", [nflRow(first), nflRow({ qtr: 2 })])) as NflSituation[])[1]?.secondHalfKick;
  assertEquals(await kick({}), -1);
  assertEquals(await kick({ posteam: "DET" }), 1);
  assertEquals(await kick({ qtr: 2, quarter_seconds_remaining: 700 }), 0, "the first quarter is missing");
  assertEquals(await kick({ defteam_score: 7 }), 0, "somebody has scored before it");
});

Deno.test("week 18 is of the regular season since 2021, and of the play-offs before", async () => {
  const isPlayoffs = async (season: number, week: number) =>
    (await load("nfl", [nflRow({ season, week })])).games[0]?.playoffs;
  assertEquals([await isPlayoffs(2020, 17), await isPlayoffs(2020, 18)], [false, true]);
  assertEquals([await isPlayoffs(2021, 18), await isPlayoffs(2021, 19)], [false, true]);
});

Deno.test("a moment of one sport is not written as one of the other", async () => {
  const table = await load("nba", NBA_PLAYS);
  assertThrows(() => table.situation(0, newSituation("nfl")), TypeError);
});

dataTest(
  "nba-pbp/nba_plays_2021_2025.parquet",
  "five real seasons of the NBA are games that can be",
  async (path) => {
    const table = must(await loadPlays("nba", [path]));
    assertEquals([table.games.length, table.rows, table.mended.duplicates, table.mended.ties], [
      6422,
      3_296_184,
      0,
      0,
    ]);
    const regular = table.games.filter(({ season, playoffs }) => season === 2025 && !playoffs);
    assertEquals(regular.length, 1230);
    const situation = newSituation("nba");
    for (let row = 0; row < table.rows; row += 1) {
      table.situation(row, situation);
      const fault = faultOf(situation);
      if (fault !== undefined) throw new Error(`row ${row}: ${fault.reason.message}`);
    }
  },
);

dataTest(
  "nfl-pbp/nfl_plays_2020_2022.parquet",
  "three real seasons of the NFL are games that can be",
  async (path) => {
    const table = must(await loadPlays("nfl", [path]));
    assertEquals([table.games.length, table.rows, table.mended.ties, table.mended.rowsOfTies], [
      834,
      114_426,
      4,
      678,
    ]);
    assert(table.games.every(({ closingLogit }) => Number.isFinite(closingLogit)));
    const situation = newSituation("nfl");
    for (let row = 0; row < table.rows; row++) {
      table.situation(row, situation);
      const fault = faultOf(situation);
      if (fault !== undefined) throw new Error(`row ${row}: ${fault.reason.message}`);
    }
  },
);
