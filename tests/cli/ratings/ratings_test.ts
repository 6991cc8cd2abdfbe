import { assert, assertAlmostEquals, assertEquals, assertMatch } from "@std/assert";
import { shippedRatings } from "../../../src/models/ratings/shipped.ts";
import { inFolder, runChild } from "../support.ts";
import { recordGame, run, type Shown } from "./support.ts";

const over = (home: number, away: number): Shown => ({ home, away, isFinal: true });

/** Results of the missing season, so that the tests need not play it whole: each team once. */
function lastSeason(): string {
  const codes = [...shippedRatings("nba").teams.keys()];
  const rows = codes.flatMap((code, index) => {
    const other = codes[index + 1];
    return index % 2 === 0 && other !== undefined ? [`2026-04-12,${code},${other},${110 + index},100`] : [];
  });
  return `date,home,away,home_score,away_score\n${rows.join("\n")}\n`;
}

Deno.test("the shipped NBA ratings are shown, and plainly said to be too old", async () => {
  await inFolder(async (folder) => {
    const { code, lines, notes } = await run(folder, ["nba"]);
    assertEquals([code, notes], [0, []]);
    assertEquals(
      lines[0],
      "NBA ratings through 2025-06-22 (season 2024-25): 6422 games, shipped with the program",
    );
    assertMatch(lines[2] ?? "", /^TEAM +RATING +GAMES +LAST GAME$/);
    assertMatch(lines[3] ?? "", /^OKC +\+13\.10 +105 +2025-06-22$/);
    assertEquals(lines.length, 3 + 30 + 2);
    assertEquals(
      lines.at(-1),
      "Too old for games of 2026-11-28: the last game was on 2025-06-22, so that they are not used; " +
        "bring them up to date: kalshi-live ratings nba --update --results FILE",
    );
    // In the season that follows theirs they are good.
    const then = await run(folder, ["nba"], "2025-10-20");
    assertEquals(then.lines.length, 3 + 30);
    const json = JSON.parse((await run(folder, ["nba", "--json"])).lines.join());
    assertEquals([json.type, json.file, json.as_of, json.today], [
      "ratings",
      null,
      "2025-06-22",
      "2026-11-28",
    ]);
    assert(json.teams.every((team: { too_old: boolean }) => team.too_old));
  });
});

Deno.test("the shipped NFL ratings are good this season, and what they do not know is said", async () => {
  await inFolder(async (folder) => {
    const { lines } = await run(folder, ["nfl"]);
    assertEquals(
      lines.at(-1),
      "No game of season 2026 counts yet; bring them up to date: kalshi-live ratings nfl --update --results FILE",
    );
    const game = await run(folder, ["nfl", "--game", "KC@BUF"]);
    assertMatch(
      game.lines.join(),
      /^KC at BUF on 2026-11-28: BUF \+4\.\d\d points, wins 6\d\.\d % \(games through 2026-01-04\)$/,
    );
    const json = JSON.parse((await run(folder, ["nfl", "--game", "KC@BUF", "--json"])).lines.join());
    assertAlmostEquals(json.logit, 0.1296 * json.points, 1e-12);
    assertAlmostEquals(json.chance, 1 / (1 + Math.exp(-json.logit)), 1e-12);
  });
});

Deno.test("an update with results and recordings is kept as the trader's own file; twice is once", async () => {
  await inFolder(async (folder) => {
    const results = `${folder}/last.csv`;
    await Deno.writeTextFile(results, lastSeason());
    const root = `${folder}/recordings`;
    await recordGame(root, { date: "2026-11-22", shown: [over(110, 104)] });
    const own = `${folder}/config/kalshi-live/ratings-nba.json`;
    const words = ["nba", "--update", "--results", results, "--recordings", root];
    const first = await run(folder, words);
    assertEquals([first.code, first.notes.filter((line) => line.startsWith("left out"))], [0, []]);
    assertEquals(first.lines.length, 15 + 1 + 1);
    assertEquals(first.lines.at(-2), "LAL 104 – 110 BOS on 2026-11-22");
    assertEquals(
      first.lines.at(-1),
      `${own}: ratings through 2026-11-22; 16 games counted, 0 counted before`,
    );
    const text = await Deno.readTextFile(own);
    assertEquals(JSON.parse(text).from, ["nba_games_2021_2025.csv", "last.csv", "recordings"]);

    const second = await run(folder, words);
    assertEquals(second.lines, [
      "nothing new: ratings through 2026-11-22; 0 games counted, 1 counted before",
    ]);
    assertEquals(second.notes, [
      "left out: 15 games of season 2025-26: their teams are rated by later ones already",
    ]);
    assertEquals(await Deno.readTextFile(own), text);

    // What is in force now is that file, and it is good for a game of today.
    const shown = await run(folder, ["nba"]);
    assertMatch(
      shown.lines[0] ?? "",
      /^NBA ratings through 2026-11-22 \(season 2026-27\): 6438 games, .*ratings-nba\.json$/,
    );
    assertEquals(shown.lines.length, 3 + 30);
    assertMatch(
      (await run(folder, ["nba", "--game", "LAL@BOS"])).lines.join(),
      /games through 2026-11-22\)$/,
    );
    const json = JSON.parse((await run(folder, [...words, "--json"])).lines.join());
    assertEquals([json.counted, json.already, json.left_out.length], [[], 1, 1]);
  });
});

Deno.test("an update that leaves teams behind says which", async () => {
  await inFolder(async (folder) => {
    await recordGame(`${folder}/recordings`, { date: "2026-11-22", shown: [over(110, 104)] });
    const { code, notes } = await run(folder, ["nba", "--update", "--recordings", `${folder}/recordings`]);
    assertEquals(code, 0);
    assertMatch(
      notes.join("\n"),
      /^Too old for games of 2026-11-28: ATL, BKN, CHA, .*, which are not rated; bring them/,
    );
    assertMatch(
      (await run(folder, ["nba", "--game", "NYK@BOS"])).notes.join(),
      /last game of NYK is of 2025-05-31/,
    );
  });
});

Deno.test("--file names the ratings: to make, to bring up to date, and to show", async () => {
  await inFolder(async (folder) => {
    const [results, file] = [`${folder}/last.csv`, `${folder}/mine/nba.json`];
    await Deno.writeTextFile(results, lastSeason());
    const made = await run(folder, ["nba", "--update", "--results", results, "--file", file]);
    assertEquals(made.code, 0, made.notes.join());
    assertMatch(
      (await run(folder, ["nba", "--file", file])).lines[0] ?? "",
      /through 2026-04-12 .*mine\/nba\.json$/,
    );
    assertMatch(
      (await run(folder, ["nfl", "--file", file])).notes.join(),
      /for the nfl: they are of the nba$/,
    );
    await Deno.writeTextFile(file, "{");
    assertMatch(
      (await run(folder, ["nba", "--file", file])).notes.join(),
      /Cannot use ratings ".*nba\.json": /,
    );
    assertMatch((await run(folder, ["nba", "--file", `${folder}/none`])).notes.join(), /Cannot read ratings/);
  });
});

Deno.test("a trader's file that is older than the shipped ratings does not count, and that is said", async () => {
  await inFolder(async (folder) => {
    await Deno.writeTextFile(
      `${folder}/r.csv`,
      "date,home,away,home_score,away_score\n2024-11-20,BOS,NYK,110,100\n",
    );
    const own = `${folder}/config/kalshi-live/ratings-nba.json`;
    assertEquals((await run(folder, ["nba", "--data", `${folder}/r.csv`, "--out", own])).code, 0);
    const { lines, notes } = await run(folder, ["nba"]);
    assertMatch(lines[0] ?? "", /shipped with the program$/);
    assertEquals(notes, [`${own} is older than the ratings that ship with the program, which count`]);
  });
});

Deno.test("ratings are made of files; unknown teams, games to come and odd rows are refused by name", async () => {
  await inFolder(async (folder) => {
    const [data, out] = [`${folder}/data.csv`, `${folder}/out.json`];
    const make = async (rows: string) => {
      await Deno.writeTextFile(data, `date,home,away,home_score,away_score\n${rows}\n`);
      return await run(folder, ["nba", "--data", data, "--out", out]);
    };
    const { code, lines } = await make(
      "2024-11-20,Boston Celtics,NY,110,100\n2024-11-21,GS,LA Lakers,110,100",
    );
    assertEquals(code, 0);
    assertMatch(lines[0] ?? "", /^NBA ratings through 2024-11-21 \(season 2024-25\): 2 games, .*out\.json$/);
    assertEquals(JSON.parse(await Deno.readTextFile(out)).teams.map((team: { code: string }) => team.code), [
      "BOS",
      "GSW",
      "LAL",
      "NYK",
    ]);
    const before = await Deno.readTextFile(out);
    const refused = async (rows: string, expected: RegExp) => {
      const { code, notes } = await make(rows);
      assertEquals(code, 1);
      assertMatch(notes.join(), expected);
      assertEquals(await Deno.readTextFile(out), before, "the file that is there stays");
    };
    await refused("2024-11-20,Los Angeles,NY,110,100", /row 1: "Los Angeles" is no one team of the nba$/);
    await refused("2027-01-20,BOS,NY,110,100", /NYK 100 – 110 BOS on 2027-01-20 is still to come$/);
    await refused("2024-11-20,BOS,NY,110,100\n2024-11-20,BOS,LAL,110,100", /BOS plays twice on 2024-11-20/);
    await refused(
      "2024-11-20,BOS,NY,110,100\n2024-11-20,BOS,NY,110,101",
      /are one game; expected one result of it$/,
    );
  });
});

Deno.test("what is wrong on the command line is said", async () => {
  await inFolder(async (folder) => {
    const wrong: readonly (readonly [readonly string[], RegExp])[] = [
      [[], /expected nba or nfl, was nothing$/],
      [["wnba"], /expected nba or nfl, was "wnba"$/],
      [["nba", "x"], /expected one sport/],
      [["nba", "--results", "x"], /it is for --update$/],
      [["nba", "--data", "x"], /expected --out FILE$/],
      [["nba", "--out", "x"], /it is for --data$/],
      [["nba", "--data", "x", "--out", "y", "--update"], /it is for ratings that are there already$/],
      [["nba", "--date", "2026-11-22"], /it is for --game$/],
      [["nba", "--game", "BOS"], /expected AWAY@HOME such as KC@BUF, was "BOS"$/],
      [
        ["nba", "--game", "NYK@BOS", "--date", "tomorrow"],
        /expected a date such as 2026-11-22, was "tomorrow"$/,
      ],
    ];
    for (const [words, expected] of wrong) {
      const { code, notes } = await run(folder, words);
      assertEquals(code, 2, words.join(" "));
      assertMatch(notes.join(), expected);
    }
    assertEquals(
      (await run(folder, ["nba", "--data", `${folder}/none.csv`, "--out", `${folder}/out`])).code,
      1,
    );
  });
});

Deno.test("the program as it ships shows ratings with no permission to write, and updates with it", async () => {
  await inFolder(async (folder) => {
    const environment = { XDG_CONFIG_HOME: `${folder}/config` };
    const shown = await runChild(["ratings", "nfl", "--game", "KC@BUF", "--date", "2026-11-29"], {
      cwd: folder,
      environment,
    });
    assertEquals([shown.code, shown.err], [0, ""]);
    await Deno.writeTextFile(`${folder}/r.csv`, lastSeason());
    const updated = await runChild(["ratings", "nba", "--update", "--results", "r.csv"], {
      cwd: folder,
      environment,
    });
    assertEquals(updated.code, 0, updated.err);
    assertMatch(
      await Deno.readTextFile(`${folder}/config/kalshi-live/ratings-nba.json`),
      /"asOf": "2026-04-12"/,
    );
  });
});
