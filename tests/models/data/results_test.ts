import { assert, assertAlmostEquals, assertEquals, assertMatch } from "@std/assert";
import { parquetWriteFile } from "hyparquet-writer";
import { readResults } from "../../../src/models/data/results.ts";
import { fitLogitPerPoint, rateGames, Ratings } from "../../../src/models/ratings/rate.ts";
import { makeRatings } from "../../../src/models/ratings/ratings_file.ts";
import { type RatingRecipe, RECIPES } from "../../../src/models/ratings/recipe.ts";
import { type GameResult, joinResults } from "../../../src/models/ratings/result.ts";
import { inFolder } from "../../cli/support.ts";
import { dataTest } from "../../support/data.ts";
import { refusalOf, valueOf } from "../ratings/support.ts";

/** Mean log loss of the home team's chance, over games that somebody won. */
function logLoss(points: ArrayLike<number>, games: readonly GameResult[], logitPerPoint: number): number {
  let [sum, count] = [0, 0];
  for (const [index, { score }] of games.entries()) {
    if (score === undefined || score.home === score.away) continue;
    const logit = logitPerPoint * (points[index] ?? NaN);
    sum += Math.log1p(Math.exp(score.home > score.away ? -logit : logit));
    count++;
  }
  return sum / count;
}

const isPlayoff = ({ id = "" }: GameResult) => id.startsWith("4");

dataTest(
  "nba-pbp/nba_games_2021_2025.csv",
  "NBA: the recipe gives the log loss that was measured with it",
  async (path) => {
    const { games } = valueOf(await readResults([path], "nba"));
    assertEquals(games.length, 6_422);
    const ordered = valueOf(joinResults(games));
    const points = rateGames(ordered, new Ratings(RECIPES.nba));
    const of = (seasons: readonly number[]) => {
      const chosen = ordered.map((game, index) => ({ game, points: points[index] ?? NaN }))
        .filter(({ game }) => seasons.includes(game.season) && !isPlayoff(game));
      return logLoss(
        chosen.map((each) => each.points),
        chosen.map(({ game }) => game),
        RECIPES.nba.logitPerPoint,
      );
    };
    assertAlmostEquals(of([2025]), 0.5999, 0.0001);
    assertAlmostEquals(of([2022, 2023, 2024]), 0.6262, 0.0001);
  },
);

dataTest(
  "nfl-pbp",
  "NFL: results alone, and closing lines beside them; the logit per point is the fitted one",
  async (folder) => {
    const plays = `${folder}/nfl_plays_2020_2022.parquet`;
    const lines = `${folder}/nfl_closing_lines_2009_2025.csv`;
    const { games } = valueOf(await readResults([plays, lines], "nfl"));
    const ordered = valueOf(joinResults(games));
    // Every game of the plays is one of the lines', whatever code a file writes for the Rams and the Raiders.
    assertEquals(ordered.length, 4_630);
    assertEquals(ordered.filter(({ score }) => score !== undefined).length, 838);
    assert(ordered.every(({ line }) => line !== undefined));
    const judge = (recipe: RatingRecipe, chosen: readonly GameResult[]) => {
      const points = rateGames(chosen, new Ratings(recipe));
      const fitted = fitLogitPerPoint(points, chosen) ?? NaN;
      return { fitted, loss: logLoss(points, chosen, fitted) };
    };
    const alone = judge(
      RECIPES.nfl,
      ordered.filter(({ score }) => score !== undefined).map(({ line: _, ...game }) => game),
    );
    const both = judge(RECIPES.nfl, ordered);
    assertAlmostEquals(alone.loss, 0.6441, 0.0001);
    assertAlmostEquals(both.loss, 0.629, 0.0001);
    assertAlmostEquals(both.fitted, RECIPES.nfl.logitPerPoint, 0.0001);
    const file = valueOf(makeRatings("nfl", games, ["nflverse"]));
    assertEquals([file.asOf, file.season, file.teams.size, file.counted], ["2026-02-08", 2025, 32, 4_630]);
  },
);

Deno.test("CSV and Parquet of the same plays give the same games, each once", async () => {
  await inFolder(async (folder) => {
    const rows = [
      ["0022400061", 2025, "2024-10-22", "BOS", "NYK", 132, 109],
      ["0022400061", 2025, "2024-10-22", "BOS", "NYK", 132, 109],
      ["0022400062", 2025, "2024-10-22", "LAL", "MIN", 110, 103],
    ];
    const names = ["game_id", "season", "date", "home_team", "away_team", "final_home", "final_away"];
    await Deno.writeTextFile(
      `${folder}/games.csv`,
      `\uFEFF${[names, ...rows].map((row) => row.join(",")).join("\r\n")}\r\n`,
    );
    parquetWriteFile({
      filename: `${folder}/games.parquet`,
      columnData: names.map((name, index) => ({ name, data: rows.map((row) => row[index] ?? "") })),
    });
    const csv = valueOf(await readResults([`${folder}/games.csv`], "nba"));
    assertEquals(csv.games.map(({ home, date, score }) => [home, date, score]), [
      ["LAL", "2024-10-22", { home: 110, away: 103 }],
      ["BOS", "2024-10-22", { home: 132, away: 109 }],
    ]);
    assertEquals(valueOf(await readResults([`${folder}/games.parquet`], "nba")), csv);
  });
});

Deno.test("a schedule with results is read; games to come are counted", async () => {
  await inFolder(async (folder) => {
    await Deno.writeTextFile(
      `${folder}/nba.csv`,
      [
        "Match Number,Round Number,Date,Location,Home Team,Away Team,Result",
        '1,1,21/10/2025 23:30,"Paycom Center",Thunder,Rockets,125 - 124',
        "2,1,22/10/2025 02:00,Crypto.com Arena,Lakers,Warriors,",
        "3,1,10/10/2025 02:00,Crypto.com Arena,Lakers,Warriors,90 - 80",
      ].join("\n"),
    );
    const codes: Readonly<Record<string, string>> = {
      Thunder: "OKC",
      Rockets: "HOU",
      Lakers: "LAL",
      Warriors: "GSW",
    };
    const found = valueOf(await readResults([`${folder}/nba.csv`], "nba", { teamOf: (name) => codes[name] }));
    assertEquals(found, {
      games: [{
        season: 2026,
        date: "2025-10-21",
        home: "OKC",
        away: "HOU",
        score: { home: 125, away: 124 },
      }],
      unplayed: 1,
      preseason: 1,
    });
  });
});

Deno.test("the week of a game gives its day where no file has it, and the day where one does", async () => {
  await inFolder(async (folder) => {
    await Deno.writeTextFile(
      `${folder}/lines.csv`,
      "game_id,home_line_close\n2022_01_BUF_LAR,2.5\n2022_02_LAC_KC,-4\n",
    );
    await Deno.writeTextFile(
      `${folder}/results.csv`,
      "game_id,season,game_date,home_team,away_team,home_score,away_score\n2022_01_BUF_LA,2022,2022-09-08,LA,BUF,10,31\n",
    );
    const { games } = valueOf(await readResults([`${folder}/lines.csv`, `${folder}/results.csv`], "nfl"));
    assertEquals(
      valueOf(joinResults(games)),
      [
        {
          id: "2022_01_BUF_LAR",
          season: 2022,
          date: "2022-09-08",
          home: "LAR",
          away: "BUF",
          score: { home: 10, away: 31 },
          line: -2.5,
        },
        {
          id: "2022_02_LAC_KC",
          season: 2022,
          date: "2022-09-18",
          home: "KC",
          away: "LAC",
          score: undefined,
          line: 4,
        },
      ].map(({ score, ...game }) => score === undefined ? game : { ...game, score }),
    );
  });
});

Deno.test("a file that is missing, empty, damaged or of something else is refused with its name", async () => {
  await inFolder(async (folder) => {
    const files: readonly (readonly [string, string | Uint8Array, RegExp])[] = [
      ["empty.csv", "", /expected the columns date, home, away/],
      ["header.csv", "date,home,away,home_score,away_score\n", /expected the columns|has no rows/],
      [
        "other.csv",
        "a,b\n1,2\n",
        /expected the columns date, home, away, home_score and away_score, was "a, b"/,
      ],
      [
        "bad.csv",
        "date,home,away,home_score,away_score\n2024-10-22,BOS,NYK,1,2\n2024-10-23,BOS,NYK,x,2\n",
        /row 2: expected final points/,
      ],
      ["empty.parquet", "", /is no Parquet file/],
      ["text.parquet", "PAR1 and nothing else PAR1", /is no Parquet file/],
      [
        "half.parquet",
        new Uint8Array([80, 65, 82, 49, 255, 255, 255, 127, 80, 65, 82, 49]),
        /is no Parquet file/,
      ],
    ];
    for (const [name, content, expected] of files) {
      await Deno.writeFile(
        `${folder}/${name}`,
        typeof content === "string" ? new TextEncoder().encode(content) : content,
      );
      const { code, message } = refusalOf(await readResults([`${folder}/${name}`], "nba"));
      assertEquals(code, "bad_results");
      assertMatch(message, expected);
      assert(
        message.startsWith(`Cannot use results "${folder}/${name}"`) && !message.includes("\n"),
        message,
      );
    }
    assertMatch(
      refusalOf(await readResults([`${folder}/none.csv`], "nba")).message,
      /No such file|no such file/,
    );
    assertMatch(refusalOf(await readResults([folder], "nba")).message, /Cannot use results/);
    // Columns that are there, and a file that ends in the middle of them.
    parquetWriteFile({
      filename: `${folder}/cut.parquet`,
      columnData: ["date", "home", "away", "home_score", "away_score"].map((name) => ({
        name,
        data: Array(500).fill("2024-10-22"),
      })),
    });
    const bytes = await Deno.readFile(`${folder}/cut.parquet`);
    bytes.fill(255, 4, 60);
    await Deno.writeFile(`${folder}/cut.parquet`, bytes);
    assertMatch(refusalOf(await readResults([`${folder}/cut.parquet`], "nba")).message, /Cannot use results/);
  });
});

Deno.test("a Parquet file of results damaged anywhere is refused or reads as rows, and never keeps the reader busy", async () => {
  await inFolder(async (folder) => {
    const path = `${folder}/damaged.parquet`;
    parquetWriteFile({
      filename: path,
      columnData: [
        { name: "date", data: Array.from({ length: 60 }, (_, day) => `2024-1${day % 2}-${10 + day % 20}`) },
        { name: "home", data: Array(60).fill("LAL") },
        { name: "away", data: Array(60).fill("BOS") },
        { name: "home_score", data: Array.from({ length: 60 }, (_, game) => 90 + game) },
        { name: "away_score", data: Array.from({ length: 60 }, (_, game) => 150 - game) },
        {
          name: "home_line_close",
          data: Array.from({ length: 60 }, (_, game) => game % 3 === 0 ? null : game % 5),
          nullable: true,
        },
      ],
    });
    const whole = await Deno.readFile(path);
    for (let at = 0; at < whole.length; at++) {
      const damaged = whole.slice();
      damaged[at] = (damaged[at] ?? 0) ^ 0xff;
      await Deno.writeFile(path, damaged);
      const read = await readResults([path], "nba");
      if (!read.ok) assertMatch(read.reason.message, /^Cannot use results[^\n]*$/);
    }
  });
});
