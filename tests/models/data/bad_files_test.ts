import { assert, assertEquals } from "@std/assert";
import { loadPlays } from "../../../src/models/data/load.ts";
import {
  csvOf,
  inFolder,
  NBA_PLAYS,
  nbaRow,
  NFL_PLAYS,
  nflRow,
  parquetOf,
  type PlayRow,
  writePlays,
} from "../support/play_files.ts";

/** Code and message, without the folder. */
async function refusal(
  sport: "nba" | "nfl",
  content: Uint8Array | string | readonly PlayRow[],
  name: string,
): Promise<string> {
  let said = "";
  await inFolder(async (folder) => {
    const path = `${folder}/${name}`;
    if (content instanceof Uint8Array) await Deno.writeFile(path, content);
    else if (typeof content === "string") await Deno.writeTextFile(path, content);
    else await writePlays(path, content);
    const loaded = await loadPlays(sport, [path]);
    assert(!loaded.ok, "it was read");
    assert(
      !loaded.reason.message.includes("\n") && !loaded.reason.message.includes("\x1b"),
      "one plain line",
    );
    said = `${loaded.reason.code}: ${loaded.reason.message.replaceAll(`${folder}/`, "")}`;
  });
  return said;
}

function without(name: string, rows: readonly PlayRow[]): PlayRow[] {
  return rows.map(({ [name]: _, ...rest }) => rest);
}

Deno.test("a column that is missing is named, in either form", async () => {
  for (const name of ["a.parquet", "a.csv"]) {
    assertEquals(
      await refusal("nba", without("scoreHome", NBA_PLAYS), name),
      `missing_column: Cannot read ${name}: no column scoreHome (it has game_id, season, date, playoffs, home_team, away_team, ` +
        "final_home, final_away, period, clock_s, actionNumber, actionType, shotResult, team, scoreAway)",
    );
  }
  for (const column of Object.keys(nflRow())) {
    const isOptional = ["week", "wp", "home_implied_win_probability_close"].includes(column);
    if (isOptional) continue;
    const said = await refusal("nfl", without(column, NFL_PLAYS), "a.csv");
    assert(said.startsWith(`missing_column: Cannot read a.csv: no column ${column} (it has `), said);
  }
  const said = await refusal("nfl", NBA_PLAYS, "a.parquet");
  assert(said.includes("no columns game_date, posteam, "), said);
});

Deno.test("an empty cell where none may be is named with its row", async () => {
  for (const name of ["a.parquet", "a.csv"]) {
    const rows = [...NBA_PLAYS, nbaRow("foul", "OKC", 1, [9, 9], { scoreHome: null })];
    assertEquals(
      await refusal("nba", rows, name),
      `empty_cell: Cannot read ${name}: row 11: scoreHome is empty`,
    );
    const nfl = [nflRow(), nflRow({ season: null })];
    assertEquals(await refusal("nfl", nfl, name), `empty_cell: Cannot read ${name}: row 2: season is empty`);
  }
});

Deno.test("a value that cannot be is named with its row, and what would be right", async () => {
  const nba = (change: PlayRow) =>
    refusal("nba", [...NBA_PLAYS, nbaRow("foul", "OKC", 9, [9, 9], change)], "a.csv");
  assertEquals(
    await nba({ scoreHome: "ten" }),
    "bad_value: Cannot read a.csv: row 11: scoreHome must be a whole number, was ten",
  );
  assertEquals(
    await nba({ scoreHome: 7.5 }),
    "bad_value: Cannot read a.csv: row 11: scoreHome must be a whole number, was 7.5",
  );
  assertEquals(
    await nba({ scoreHome: 301 }),
    "bad_value: Cannot read a.csv: row 11: scoreHome must be 0 to 300, was 301",
  );
  assertEquals(
    await nba({ clock_s: 721 }),
    "bad_value: Cannot read a.csv: row 11: clock_s must be 0 to 720 in period 1, was 721",
  );
  assertEquals(
    await nba({ period: 5, clock_s: 301 }),
    "bad_value: Cannot read a.csv: row 11: clock_s must be 0 to 300 in period 5, was 301",
  );
  assertEquals(
    await nba({ period: 0 }),
    "bad_value: Cannot read a.csv: row 11: period must be 1 to 20, was 0",
  );
  assertEquals(
    await nba({ game_id: 22500009, season: 20 }),
    "bad_value: Cannot read a.csv: row 11: season must be a year, was 20",
  );
  assertEquals(
    await nba({ home_team: "LAL" }),
    "bad_value: Cannot read a.csv: row 11: game 0022500001 has another home than before",
  );
  const nfl = (change: PlayRow) => refusal("nfl", [nflRow(change)], "a.parquet");
  assertEquals(
    await nfl({ yardline_100: 0 }),
    "bad_value: Cannot read a.parquet: row 1: yardline_100 must be 1 to 99, was 0",
  );
  assertEquals(
    await nfl({ posteam: "SF" }),
    "bad_value: Cannot read a.parquet: row 1: posteam must be the home or the away team, was SF",
  );
});

Deno.test("an empty file, one without rows, and one that is something else", async () => {
  assertEquals(await refusal("nba", "", "a.csv"), "unreadable_file: Cannot read a.csv: nothing in it");
  const names = csvOf(NBA_PLAYS).split("\n", 1)[0] ?? "";
  assertEquals(await refusal("nba", names, "a.csv"), "empty_file: Cannot read a.csv: no rows in it");
  assertEquals(await refusal("nba", names + "\n", "a.csv"), "empty_file: Cannot read a.csv: no rows in it");
  assertEquals(
    await refusal("nba", new Uint8Array([0x7f, 0x45, 0x4c, 0x46, 0, 0]), "a.csv"),
    "unreadable_file: Cannot read a.csv: it is neither Parquet nor CSV",
  );
  assertEquals(
    await refusal("nba", '{"games": 1}\n{"games": 2}\n', "a.json").then((said) => said.slice(0, 60)),
    "missing_column: Cannot read a.json: no columns game_id, seas",
  );
  assertEquals(
    await refusal("nba", new Uint8Array([0x1f, 0x8b, 1, 2, 3]), "a.csv.gz").then((said) => said.slice(0, 41)),
    "unreadable_file: Cannot read a.csv.gz: co",
  );
  assertEquals(
    (await refusal("nba", NBA_PLAYS.filter(({ actionType }) => actionType === "block"), "a.csv")).slice(
      0,
      10,
    ),
    "no_plays: ",
  );
});

Deno.test("a file that is not there, a folder, and no file at all", async () => {
  await inFolder(async (folder) => {
    const said = async (files: readonly string[]) => {
      const loaded = await loadPlays("nba", files);
      return loaded.ok ? "read" : loaded.reason.message.replaceAll(folder, "F");
    };
    assertEquals(await said([`${folder}/none.csv`]), "Cannot read F/none.csv: there is no such file");
    assertEquals(await said([folder]), "Cannot read F: it is no file");
    assertEquals(await said([]), "No files of plays were named");
  });
});

Deno.test("a Parquet file cut off anywhere is refused", async () => {
  const whole = parquetOf(NBA_PLAYS);
  await inFolder(async (folder) => {
    const path = `${folder}/cut.parquet`;
    for (let length = 1; length < whole.length; length += 97) {
      await Deno.writeFile(path, whole.subarray(0, length));
      const loaded = await loadPlays("nba", [path]);
      assert(!loaded.ok, `${length} of ${whole.length} bytes were read`);
      assert(/^(unreadable_file|missing_column)$/.test(loaded.reason.code), loaded.reason.code);
    }
  });
  const said = await refusal("nba", whole.subarray(0, whole.length - 20), "cut.parquet");
  assertEquals(said, "unreadable_file: Cannot read cut.parquet: its end is missing or damaged");
});

Deno.test("a Parquet file damaged anywhere is refused or reads as rows, and never keeps the reader busy", async () => {
  const whole = parquetOf(NBA_PLAYS);
  await inFolder(async (folder) => {
    const path = `${folder}/damaged.parquet`;
    for (let at = 0; at < whole.length; at += 7) {
      const damaged = whole.slice();
      damaged[at] = (damaged[at] ?? 0) ^ 0xff;
      await Deno.writeFile(path, damaged);
      const loaded = await loadPlays("nba", [path]);
      if (!loaded.ok) {
        assert(loaded.reason.message.startsWith(`Cannot read ${path}: `), loaded.reason.message);
      }
    }
  });
});

Deno.test("lines of a CSV file: quotes, commas and line ends in cells, Windows' line ends, a mark in front", async () => {
  const rows = NBA_PLAYS.map((row, index): PlayRow => ({ note: index === 1 ? 'a "b", c\nd' : "", ...row }));
  const text = "\uFEFF" + csvOf(rows).replaceAll("\n", "\r\n");
  await inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/a.csv`, text);
    const loaded = await loadPlays("nba", [`${folder}/a.csv`]);
    assertEquals(loaded.ok ? loaded.value.rows : loaded.reason.message, 8);
  });
  assertEquals(
    await refusal("nba", csvOf(NBA_PLAYS) + "1,2,3\n", "a.csv"),
    "unreadable_file: Cannot read a.csv: row 11: 3 cells, the first line has 16",
  );
  assertEquals(
    await refusal("nba", csvOf(NBA_PLAYS) + '"1,2,3\n', "a.csv"),
    "unreadable_file: Cannot read a.csv: row 11: a quote without its end",
  );
});

Deno.test("a name from a file cannot steer the terminal", async () => {
  const said = await refusal("nba", "game_id,\x1b[31mred\n1,2\n", "a.csv");
  assert(said.includes("red"), said);
});
