import { assert, assertEquals, assertMatch, assertRejects, assertStringIncludes } from "@std/assert";
import { parquetReadObjects } from "hyparquet";
import { EXPORT, exportCommand } from "../../src/cli/export.ts";
import { type CommandSpec, type Flags, parseFlags } from "../../src/cli/flags.ts";
import { IMPORT, importCommand } from "../../src/cli/import.ts";
import { CliError, type Output } from "../../src/cli/program.ts";
import { RECORDINGS, recordingsCommand } from "../../src/cli/recordings.ts";
import { formatEnd, formatHeader, formatInput } from "../../src/recording/format/format.ts";
import { DESCRIPTION, gzip } from "../recording/support/recordings.ts";
import { dataPath, dataTest } from "../support/data.ts";
import { inFolder } from "./support.ts";

type Run = (flags: Flags, output: Output) => Promise<number>;

/** Runs one command and gives what it wrote. */
async function run(spec: CommandSpec, command: Run, words: readonly string[]) {
  let out = "";
  let notes = "";
  const code = await command(parseFlags(spec, words), {
    line: (text) => void (out += `${text}\n`),
    write: (text) => {
      out += text;
      return Promise.resolve();
    },
    note: (text) => void (notes += `${text}\n`),
  });
  assertEquals(code, 0);
  return { out, notes };
}

const runImport = (...words: readonly string[]) => run(IMPORT, importCommand, words);
const runExport = (...words: readonly string[]) => run(EXPORT, exportCommand, words);
const list = (...words: readonly string[]) => run(RECORDINGS, recordingsCommand, words);

async function refused(started: Promise<unknown>, code: number, message: string): Promise<void> {
  const error = await assertRejects(() => started, CliError, message);
  assertEquals(error.exitCode, code);
}

/** The CSV's rows, of which no cell has a comma here. */
function cells(csv: string): string[][] {
  return csv.trimEnd().split("\n").map((line) => line.split(","));
}

/** Shows that a Parquet file holds what the CSV holds. */
async function assertSame(parquet: string, csv: string): Promise<void> {
  const rows = await parquetReadObjects({ file: (await Deno.readFile(parquet)).buffer });
  const [names = [], ...lines] = cells(await Deno.readTextFile(csv));
  assertEquals(rows.length, lines.length);
  for (const [index, line] of lines.entries()) {
    const row = rows[index] ?? {};
    const shown = names.map((name, column) => {
      const cell = row[name];
      const places = line[column]?.split(".")[1]?.length ?? 0;
      return cell === null ? "" : typeof cell === "number" ? cell.toFixed(places) : String(cell);
    });
    if (shown.join() !== line.join()) assertEquals(shown, line, `row ${index + 1}`);
  }
}

const bytesOf = (part: string | Uint8Array) =>
  typeof part === "string" ? new TextEncoder().encode(part) : part;

const EVENT = "KXNBAGAME-25NOV22LACCHA";

dataTest(
  "kalshi-ticks",
  "ticks and frames are imported, listed, and exported as Parquet that another reader opens",
  async (data) => {
    await inFolder(async (folder) => {
      const root = `${folder}/recordings`;
      const files = ["LAC", "CHA"].map((code) => `${data}/${EVENT}/${EVENT}-${code}.jsonl.gz`);
      const imported = await runImport("ticks", ...files, "--out", root);
      const path = imported.out.trim();
      assertStringIncludes(imported.notes, "11442 ticks of 1 game from 2 files");
      const frames = dataPath("kalshi-ws/2026-03-07");
      if (frames !== undefined) {
        const captures = [...Deno.readDirSync(frames)].map(({ name }) => `${frames}/${name}`);
        await runImport("kalshi-ws", ...captures, "--out", root);
      }
      const games = frames === undefined ? 1 : 2;
      const { out } = await list(root);
      assertEquals(out.trimEnd().split("\n").length, games + 2);
      assertStringIncludes(out, EVENT);
      assertEquals((await list(root)).out, out);
      const [first = ""] = (await list(root, "--json")).out.split("\n");
      const row = JSON.parse(first);
      assertEquals([row.event, row.state, row.sizes, row.markets.length, row.silences], [
        EVENT,
        "whole",
        "unknown",
        2,
        2,
      ]);

      const winners = ["--home-market", `${EVENT}-CHA`, "--away-market", `${EVENT}-LAC`];
      const exports: readonly (readonly string[])[] = [
        ["top-of-book"],
        ["trades"],
        ["states", ...winners],
        ["orders", "--strategy", "favorite_threshold", "--fill-model", "touch"],
      ];
      for (const [what = "", ...more] of exports) {
        for (const format of ["csv", "parquet"]) {
          await runExport(
            path,
            "--what",
            what,
            ...more,
            "--format",
            format,
            "--out",
            `${folder}/${what}.${format}`,
          );
        }
        await assertSame(`${folder}/${what}.parquet`, `${folder}/${what}.csv`);
      }
      const states = cells(await Deno.readTextFile(`${folder}/states.csv`));
      assert(states.length > 13 * 3600, "a state a second");
      const tops = cells(await Deno.readTextFile(`${folder}/top-of-book.csv`));
      // Sizes are not known, and none is made up.
      assert(tops.slice(1).every((line) => line[3] === "" && line[5] === ""));
      const blind = await runExport(path, "--what", "states");
      assertStringIncludes(blind.notes, `no states of ${EVENT}`);
    });
  },
);

Deno.test("states are imported and exported with the teams they name, scores from a play-by-play where asked", async () => {
  await inFolder(async (folder) => {
    const at = Date.UTC(2026, 0, 1, 20) / 1000;
    const states = [0, 1, 2].map((second) => ({
      timestamp: at + second,
      game_id: "1",
      league: "nba",
      home_team: "BOS",
      away_team: "LAL",
      home_score: second,
      away_score: 0,
      period: 1,
      clock: "10:00",
      home_market: { ticker: "KXNBAGAME-26JAN01LALBOS-BOS", bid: 0.5, ask: 0.52 },
      away_market: { ticker: "KXNBAGAME-26JAN01LALBOS-LAL", bid: 0.48, ask: 0.5 },
    }));
    const file = `${folder}/states.json`;
    await Deno.writeTextFile(file, JSON.stringify(states));
    const path = (await runImport("states", file, "--out", folder, "--json")).out;
    const recording = JSON.parse(path).path;
    const lines = (await runExport(recording, "--what", "states", "--format", "jsonl")).out.trimEnd().split(
      "\n",
    );
    const rows = lines.map((line) => JSON.parse(line));
    assertEquals(rows.at(-1).home_market, "KXNBAGAME-26JAN01LALBOS-BOS");
    assertEquals([...new Set(rows.map(({ home_score }) => home_score))], [0, 1, 2]);

    const plays = `${folder}/plays.json`;
    const play = (orderNumber: number, teamTricode: string, scoreHome: string, scoreAway: string) => ({
      orderNumber,
      teamTricode,
      clock: "PT09M00.00S",
      period: 1,
      actionType: "2pt",
      timeActual: new Date((at + 1) * 1000).toISOString(),
      scoreHome,
      scoreAway,
    });
    const writePlays = (home: string, away: string) =>
      Deno.writeTextFile(
        plays,
        JSON.stringify({
          game: { gameId: "1", actions: [play(1, away, "0", "18"), play(2, home, "20", "18")] },
        }),
      );
    await writePlays("BOS", "LAL");
    const joined = await runExport(
      recording,
      "--what",
      "states",
      "--format",
      "jsonl",
      "--play-by-play",
      plays,
    );
    const scores = joined.out.trimEnd().split("\n").map((line) => JSON.parse(line));
    assertEquals([scores[0].home_score, scores.at(-1).home_score, scores.at(-1).score_age_ms], [
      null,
      20,
      1000,
    ]);
    // Another game's is not joined, nor one with the sides swapped.
    for (const [home, away] of [["BKN", "GSW"], ["LAL", "BOS"], ["BOS", "GSW"]] as const) {
      await writePlays(home, away);
      await refused(
        runExport(recording, "--what", "states", "--play-by-play", plays),
        1,
        `it is of ${away} at ${home} on 2026-01-01, the recording of`,
      );
    }
  });
});

Deno.test("one bad file never takes a list down: each is named with its reason in one line", async () => {
  await inFolder(async (folder) => {
    await Deno.mkdir(`${folder}/nba`);
    const lines = [1, 2, 3].map((at) => formatInput(at, "clock", "null", true));
    const whole = formatHeader(DESCRIPTION) + lines.join("") +
      formatEnd({ at: 3, reason: "test", inputs: 3 });
    const gzipped = await gzip(whole);
    const write = (name: string, ...parts: readonly (string | Uint8Array)[]) =>
      Deno.writeFile(`${folder}/nba/${name}`, new Uint8Array(parts.flatMap((part) => [...bytesOf(part)])));
    await write("1.jsonl.gz", gzipped);
    await write("2.jsonl.gz", gzipped, "x");
    await write("3.jsonl.gz", gzipped.subarray(0, 20));
    await write("4.jsonl", whole.replace('"at":2', '"at":4'));
    await write("5.jsonl", '{"kalshi_live_recording":99}\n');
    await Deno.mkdir(`${folder}/locked`);
    const readDir = Deno.readDir;
    Deno.readDir = (path) => {
      if (String(path).endsWith("/locked")) {
        throw new Deno.errors.PermissionDenied("Permission denied (os error 13)");
      }
      return readDir(path);
    };
    // All was written long ago: nothing is being written any more.
    for (const name of ["4.jsonl", "5.jsonl"]) await Deno.utime(`${folder}/nba/${name}`, 1, 1);
    try {
      const { out, notes } = await list(folder);
      assertEquals(notes, "");
      assertEquals(out.slice(out.indexOf("recordings, ")).split("\n").slice(1, -1), [
        '  locked: Cannot read folder "locked": Permission denied (os error 13)',
        "  nba/2.jsonl.gz: torn at line 6: the compressed data is damaged: unexpected end of file, behind its end line",
        '  nba/3.jsonl.gz: Cannot read recording "nba/3.jsonl.gz": the compressed data is damaged: unexpected end of file',
        "  nba/4.jsonl: torn at line 3: its check does not fit: it is not as it was written",
        '  nba/5.jsonl: Cannot read recording "nba/5.jsonl": it has format 99, this program reads 4; a newer kalshi-live reads it',
      ]);
      assertEquals(out.split("\n").filter((line) => /\bwhole\b/.test(line)).length, 1);
    } finally {
      Deno.readDir = readDir;
    }
  });
});

Deno.test("what an import assumes and what was damaged in its files are listed", async () => {
  await inFolder(async (folder) => {
    const ticker = "KXNBAGAME-26JAN01LALBOS-BOS";
    const frame = (sent: string) =>
      `{"type":"trade","sid":1,"msg":{"trade_id":"${sent}","market_ticker":"${ticker}","yes_price_dollars":"0.5000",` +
      `"count_fp":"1.00","taker_side":"yes","ts":${sent}}}\n`;
    await Deno.writeTextFile(`${folder}/a`, frame("1767297600") + frame("1767297601"));
    await Deno.writeTextFile(`${folder}/b`, frame("1767298600") + "half a fr");
    const fees = ["--fees", "quadratic_with_maker_fees"];
    await runImport("kalshi-ws", `${folder}/a`, ...fees, "--out", `${folder}/kept`);
    await runImport("kalshi-ws", `${folder}/b`, "--out", `${folder}/kept`);
    const { out } = await list(`${folder}/kept`);
    const [, first = "", second = ""] = out.split("\n");
    assertMatch(first, / whole, fees quadratic_with_maker_fees × 1 assumed/);
    assertMatch(second, / damaged, fees quadratic × 1 assumed/);
    const rows = (await list(`${folder}/kept`, "--json")).out.trimEnd().split("\n").map((row) =>
      JSON.parse(row)
    );
    assertEquals(rows.map(({ state, assumed, damage }) => [state, assumed.fee_type, damage.length]), [
      ["whole", "quadratic_with_maker_fees", 0],
      ["damaged", "quadratic", 1],
    ]);
  });
});

Deno.test("mistakes are refused with one line", async () => {
  await inFolder(async (folder) => {
    await refused(list(`${folder}/nowhere`), 1, "there is no such folder");
    await refused(list("a", "b"), 2, "expected one folder");
    assertStringIncludes((await list(folder)).notes, "no recordings in");
    await refused(runImport("candles"), 2, "expected at least one file of candles");
    await refused(runImport("ticks", "x", "--yes-prices"), 2, "--yes-prices");
    await refused(runExport("x", "--what", "states", "--format", "parquet"), 2, "Parquet needs a file");
    await refused(runExport("x", "--what", "trades", "--play-by-play", "y"), 2, "it is for --what states");
    await refused(runExport("x", "--what", "states", "--home-market", "y"), 2, "expected both");
    await refused(runExport("x", "--what", "states", "--play-by-play", `${folder}/y`), 1, "no such file");
  });
});

Deno.test("names of files and of games reach the screen as plain text", async () => {
  await inFolder(async (root) => {
    const evil = "\x1b]0;title\x07\x1b[2J\u202e";
    await Deno.writeTextFile(`${root}/a${evil}b.jsonl`, "{}\n");
    const header = formatHeader({ ...DESCRIPTION, event: `E${evil}V` });
    await Deno.writeTextFile(`${root}/c${evil}d.jsonl`, header);
    const { out } = await list(root);
    assertStringIncludes(out, "E V");
    assertStringIncludes(out, "c d.jsonl");
    // deno-lint-ignore no-control-regex
    assert(!/[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]|title/.test(out), JSON.stringify(out));
  });
});
