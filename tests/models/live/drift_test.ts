/**
 * The same real play by both roads, as training reads it and as a live session sees it, is the same numbers.
 */
import { assert, assertEquals, assertGreater } from "@std/assert";
import { asyncBufferFromFile, parquetReadObjects } from "hyparquet";
import { parseAnswer } from "../../../src/feeds/feeds.ts";
import { loadPlays } from "../../../src/models/data/load.ts";
import type { PlayTable } from "../../../src/models/data/play_table.ts";
import { featuresOf, makeFeatureReader } from "../../../src/models/features/reader.ts";
import { nbaFollower } from "../../../src/models/live/nba.ts";
import { nflFollower } from "../../../src/models/live/nfl.ts";
import { newSituation, type Situation } from "../../../src/models/situation/situation.ts";
import { parseScoreLog } from "../../../src/recording/import/screen_logs.ts";
import { dataPath, dataTest } from "../../support/data.ts";
import { must } from "../../support/must.ts";
import { inFolder, nbaRow, type PlayRow, writePlays } from "../support/play_files.ts";

/** What only a live session knows, or only the data. */
const ONE_ROAD = /timeout|bonus|^h2$|receive_2h_ko/;

/** The features that both roads know, by name. */
function features(situation: Situation): Record<string, number> {
  const names = featuresOf(situation.sport).map(({ name }) => name).filter((name) => !ONE_ROAD.test(name));
  const values = new Float64Array(names.length);
  must(makeFeatureReader(situation.sport, names)).fill(situation, values);
  // Clocks of the table are float32.
  return Object.fromEntries(
    names.map((name, index) => [name, Number((values[index] ?? NaN).toPrecision(6))]),
  );
}

function rowFeatures(table: PlayTable, row: number): Record<string, number> {
  const situation = newSituation(table.sport);
  table.situation(row, situation);
  return features(situation);
}

async function tableOf(sport: "nba" | "nfl", rows: readonly PlayRow[]): Promise<PlayTable> {
  let table: PlayTable | undefined;
  await inFolder(async (folder) => {
    table = must(await loadPlays(sport, [await writePlays(`${folder}/plays.csv`, rows)]));
  });
  assert(table !== undefined);
  return table;
}

/** An action as the NBA's play-by-play has it. */
interface Action {
  readonly actionNumber: number;
  readonly actionType: string;
}

/** The live road: the answer cut behind an action, through the feed's reader and the follower. */
function liveFeatures(
  game: { readonly gameId: string; readonly actions: readonly Action[] },
  length: number,
): Record<string, number> | undefined {
  const { games } = parseAnswer("nba", "/", { game: { ...game, actions: game.actions.slice(0, length) } });
  const [reading] = games;
  if (reading === undefined) return undefined;
  const follower = nbaFollower();
  follower.see(reading.game, 0);
  return features(must(follower.situation()));
}

/** A play-by-play answer, made small: HOU at OKC, as `nbaRow` has it. */
function action(
  number: number,
  actionType: string,
  home: boolean,
  clock: number,
  score: readonly [number, number],
) {
  const [type = actionType, result] = actionType.split(" ");
  return {
    actionNumber: number,
    orderNumber: number,
    clock: `PT${String(Math.floor(clock / 60)).padStart(2, "0")}M${
      (clock % 60).toFixed(2).padStart(5, "0")
    }S`,
    period: 1,
    teamId: home ? 1 : 2,
    teamTricode: home ? "OKC" : "HOU",
    actionType: type,
    // Who had the ball in the action, as the real answers have it.
    possession: home ? 1 : 2,
    scoreHome: String(score[0]),
    scoreAway: String(score[1]),
    ...(result === undefined ? {} : { shotResult: result }),
  };
}

Deno.test("plays of the NBA by both roads: made and missed shots, rebounds, fouls, free throws, turnovers", async () => {
  const plays = [
    ["2pt Made", true, 700, [2, 0]],
    ["3pt Made", false, 680, [2, 3]],
    ["turnover", true, 660, [2, 3]],
    ["2pt Missed", false, 650, [2, 3]],
    ["rebound", true, 648, [2, 3]],
    ["foul", false, 640, [2, 3]],
    ["freethrow Made", true, 640, [3, 3]],
    ["freethrow Missed", true, 640, [3, 3]],
    ["rebound", false, 638, [3, 3]],
    ["timeout", false, 630.5, [3, 3]],
    ["substitution", true, 630.5, [3, 3]],
  ] as const;
  const actions = plays.map(([type, home, clock, score], index) =>
    action(index + 1, type, home, clock, score)
  );
  const rows = plays.map(([type, home, clock, score], index) =>
    nbaRow(type, home ? "OKC" : "HOU", clock, score, { actionNumber: index + 1 })
  );
  const table = await tableOf("nba", rows);
  // Who is at home the feed knows when both have scored.
  for (let index = 1; index < plays.length; index++) {
    assertEquals(
      liveFeatures({ gameId: "0022500001", actions }, index + 1),
      rowFeatures(table, index),
      plays[index]?.[0],
    );
  }
  assertEquals(rowFeatures(table, 1).poss, 1, "after a shot that went in the other team has the ball");
});

const NBA_PARQUET = dataPath("nba-pbp/nba_plays_2021_2025.parquet");

dataTest(
  "scoreboards/nba-cdn/playbyplay_0022000001.json",
  "a whole real game of the NBA by both roads",
  async (path) => {
    if (NBA_PARQUET === undefined) return;
    const { game } = JSON.parse(await Deno.readTextFile(path));
    // The file begins with that game.
    const file = await asyncBufferFromFile(NBA_PARQUET);
    const rows = (await parquetReadObjects({ file, rowStart: 0, rowEnd: 700 }))
      .map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plain(value)])))
      .filter(({ game_id: id }) => id === 22000001);
    const table = await tableOf("nba", rows);
    const numbers = rows.filter(({ actionType }) => actionType !== "block" && actionType !== "steal");
    assertEquals(table.rows, numbers.length);
    const actions: Action[] = game.actions;
    let compared = 0;
    for (let row = 0; row < table.rows; row++) {
      const at = actions.findIndex(({ actionNumber }) => actionNumber === numbers[row]?.actionNumber);
      // All plays of the end, and every fifth before: the reader starts at the first action each time.
      if (at < 0 || (row % 5 !== 0 && row < table.rows - 40)) continue;
      const live = liveFeatures(game, at + 1);
      if (live === undefined) continue;
      assertEquals(live, rowFeatures(table, row), `action ${numbers[row]?.actionNumber}`);
      compared++;
    }
    assertGreater(compared, 100);
  },
);

function plain(value: unknown): string | number | boolean | null {
  if (typeof value === "bigint") return Number(value);
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : null;
}

/**
 * Plays of PHI at LAC on 2025-12-08 as nflfastR would have them, by the words of the play in ESPN's log, and the time at which
 * ESPN's log shows that state.
 */
const PLAYS: readonly {
  readonly shownAt: string;
  readonly row: PlayRow;
}[] = [
  { shownAt: "23:19:41", row: play("LAC", 4, 118, 3, 10, 72, [16, 19]) },
  { shownAt: "23:20:46", row: play("LAC", 4, 118, 1, 10, 63, [16, 19]) },
  { shownAt: "23:22:16", row: play("LAC", 4, 79, 2, 4, 42, [16, 19]) },
  { shownAt: "23:24:09", row: play("LAC", 4, 21, 2, 1, 29, [16, 19]) },
  { shownAt: "23:25:50", row: play("LAC", 4, 15, 4, 1, 29, [16, 19]) },
  // The kick-off is due, then returned to PHI's 28 while LAC still stands in possession.
  { shownAt: "23:26:42", row: play("PHI", 4, 8, 1, 10, 75, [19, 19]) },
  { shownAt: "23:26:52", row: play("PHI", 4, 8, 1, 10, 75, [19, 19]) },
  { shownAt: "23:28:15", row: play("PHI", 4, 3, 1, 10, 72, [19, 19]) },
  // Overtime: PHI kicks, LAC at its own 30 while PHI still stands in possession.
  { shownAt: "23:33:04", row: play("LAC", 5, 600, 1, 10, 70, [19, 19]) },
  { shownAt: "23:33:25", row: play("LAC", 5, 595, 1, 10, 70, [19, 19]) },
  { shownAt: "23:33:35", row: play("LAC", 5, 595, 1, 10, 58, [19, 19]) },
  { shownAt: "23:36:43", row: play("LAC", 5, 430, 4, 6, 36, [19, 19]) },
  { shownAt: "23:37:14", row: play("PHI", 5, 384, 1, 10, 75, [19, 22]) },
  { shownAt: "23:39:26", row: play("PHI", 5, 384, 1, 10, 69, [19, 22]) },
  { shownAt: "23:39:48", row: play("PHI", 5, 378, 2, 6, 65, [19, 22]) },
];

/** @param score of the team with the ball, and of the other */
function play(
  posteam: string,
  qtr: number,
  clock: number,
  down: number,
  toGo: number,
  yards: number,
  score: readonly [own: number, other: number],
): PlayRow {
  return {
    game_id: "2025_14_PHI_LAC",
    season: 2025,
    week: 14,
    game_date: "2025-12-08",
    home_team: "LAC",
    away_team: "PHI",
    posteam,
    posteam_score: score[0],
    defteam_score: score[1],
    qtr,
    quarter_seconds_remaining: clock,
    yardline_100: yards,
    down,
    ydstogo: toGo,
    posteam_timeouts_remaining: 3,
    defteam_timeouts_remaining: 3,
    play_type: "pass",
    home_score: 22,
    away_score: 19,
  };
}

dataTest(
  "nfl-phi-lac-2025-12-08/espn_log.txt.gz",
  "a real game of the NFL by both roads, with the scoreboard's lag",
  async (path) => {
    const stream = (await Deno.open(path)).readable.pipeThrough(new DecompressionStream("gzip"));
    const text = await new Response(stream).text();
    const table = await tableOf("nfl", PLAYS.map(({ row }) => row));
    assertEquals(table.rows, PLAYS.length - 1, "the kick-off that is due stands there twice");
    const follower = nflFollower();
    const seen = new Map<string, Record<string, number> | string>();
    for (const screen of text.split(/^(?=\[\d\d:\d\d:\d\d\] )/m)) {
      const [read] = parseScoreLog(screen).screens;
      if (read === undefined) continue;
      const situation = positionOf(screen, read.game.possession);
      follower.see(situation === undefined ? read.game : { ...read.game, situation }, read.at);
      const moment = follower.situation();
      seen.set(screen.slice(1, 9), moment.ok ? features(moment.value) : moment.reason.code);
    }
    for (const { shownAt, row } of PLAYS) {
      const one = await tableOf("nfl", [row]);
      assertEquals(seen.get(shownAt), rowFeatures(one, 0), shownAt);
    }
    // Between the end of regulation and the kick-off nothing says who has the ball.
    assertEquals([seen.get("23:28:57"), seen.get("23:32:33")], ["ball_unknown", "ball_unknown"]);
  },
);

/** ESPN's yard line counts from the home team's goal line. */
function positionOf(screen: string, possession: "home" | "away" | undefined) {
  const found = /^Situation:\s+(-?\d+) & (\d+) at (\d+)$/m.exec(screen);
  const [down = 0, distance = 0, yardLine = 0] = found?.slice(1).map(Number) ?? [];
  if (possession === undefined || down < 1) return undefined;
  return { down, distance, yardsToGoal: possession === "home" ? 100 - yardLine : yardLine };
}
