import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { CliError, EXIT_FAILURE, EXIT_USAGE } from "../../src/cli/program.ts";
import { parseFlags } from "../../src/cli/flags.ts";
import { LAG, lag } from "../../src/cli/lag.ts";
import { dataTest } from "../support/data.ts";
import { inFolder } from "./support.ts";

/** Runs the command by itself. */
async function run(...argv: readonly string[]): Promise<{ lines: string[]; notes: string[] }> {
  const lines: string[] = [];
  const notes: string[] = [];
  const code = await lag(parseFlags(LAG, argv), {
    line: (text) => void lines.push(text),
    write: () => Promise.reject(new Error("not used")),
    note: (text) => void notes.push(text),
  });
  assertEquals(code, 0);
  return { lines, notes };
}

async function refused(exitCode: number, message: string, ...argv: readonly string[]): Promise<void> {
  try {
    await run(...argv);
  } catch (error) {
    assert(error instanceof CliError, String(error));
    assertEquals(error.exitCode, exitCode);
    assertStringIncludes(error.message, message);
    return;
  }
  throw new Error(`expected a refusal of ${argv.join(" ")}`);
}

/** A wall clock so many seconds after 23:20. */
const clock = (second: number) =>
  new Date((23 * 3_600 + 20 * 60 + second) * 1_000).toISOString().slice(11, 19);

function bookLog(
  points: readonly (readonly [number, number])[],
  market = "KXNFLGAME-25DEC08PHILAC-PHI",
): string {
  const screens = points.map(([second, bid]) =>
    `--- KALSHI LIVE BOOK: ${market} ---\nTime: ${clock(second)}\n ${bid}¢ (10)  ||  ${bid + 2}¢ (5  )\n`
  );
  return screens.join("");
}

function scoreLog(points: readonly (readonly [number, number, number])[], teams = "PHI vs LAC"): string {
  const screens = points.map(([second, away, home]) =>
    `[${
      clock(second)
    }] Update Received\nMatchup:   ${teams}\nScore:     ${away} - ${home}\nClock:     Q4 | 1m 58s\nStatus:    inprogress\n\n`
  );
  return screens.join("");
}

dataTest("nfl-phi-lac-2025-12-08", "the real game: lags of both scoring plays", async (folder) => {
  const files = [
    "--book",
    `${folder}/kalshi_book.txt.gz`,
    "--espn",
    `${folder}/espn_log.txt.gz`,
    "--sportradar",
    `${folder}/sportradar_log.txt.gz`,
  ];
  const { lines, notes } = await run(...files);
  // By hand: the PHI book stood at 60/62 until 23:25:55 and at 54/58 at 23:26:00, at 56/57 at 23:36:27 and at 44/48 at
  // 23:36:29. ESPN showed 19–19 at 23:26:42 and 19–22 at 23:37:14, Sportradar 19–19 at 23:26:24.
  assertEquals(lines, [
    "KXNFLGAME-25DEC08PHILAC-PHI: PHI at LAC, 2 scoring plays; lags are behind the book",
    "",
    "score                               book moved   mid             ESPN              Sportradar",
    "PHI 19 – 16 LAC → PHI 19 – 19 LAC   23:25:58     61.0¢ → 56.0¢   23:26:42  +44 s   23:26:24  +26 s",
    "PHI 19 – 19 LAC → PHI 19 – 22 LAC   23:36:29     56.5¢ → 46.0¢   23:37:14  +45 s   not shown: its log ends at 23:35:23",
  ]);
  assertEquals(notes, []);
  const json = JSON.parse((await run(...files, "--json")).lines.join("\n"));
  assertEquals(json.plays[0], {
    before: { home: 16, away: 19 },
    score: { home: 19, away: 19 },
    book: { at: "23:25:58", from: "0.6100", to: "0.5600" },
    feeds: { espn: { at: "23:26:42", lag_ms: 44_000 }, sportradar: { at: "23:26:24", lag_ms: 26_000 } },
  });
  assertEquals(json.plays[1].feeds, { espn: { at: "23:37:14", lag_ms: 45_000 }, sportradar: null });
});

Deno.test("a made game, in plain files: the home team's score lowers the away team's price", async () => {
  await inFolder(async (folder) => {
    const book = `${folder}/book.txt`;
    const espn = `${folder}/espn.txt`;
    await Deno.writeTextFile(book, bookLog([[0, 60], [30, 50], [31, 51]]));
    await Deno.writeTextFile(espn, scoreLog([[1, 0, 0], [40, 0, 0], [42, 0, 3], [100, 7, 3]]));
    const { lines } = await run("--book", book, "--espn", espn);
    assertEquals(lines.slice(3), [
      "PHI 0 – 0 LAC → PHI 0 – 3 LAC   23:20:30        61.0¢ → 51.0¢   23:20:42  +12 s",
      "PHI 0 – 3 LAC → PHI 7 – 3 LAC   no move found                   23:21:40",
    ]);
    const json = JSON.parse((await run("--book", book, "--espn", espn, "--json")).lines.join("\n"));
    assertEquals(json.plays[1].book, null);
    assertEquals(json.plays[1].feeds.espn, { at: "23:21:40", lag_ms: null });
  });
});

Deno.test("a log that is cut off, or has bytes behind its end, is read as far as it is sound, and that is said", async () => {
  await inFolder(async (folder) => {
    const book = `${folder}/book.gz`;
    const espn = `${folder}/espn.txt`;
    const points = Array.from({ length: 300 }, (_, index) => [index, index < 30 ? 60 : 50] as const);
    const whole = new Uint8Array(
      await new Response(
        new Blob([bookLog(points)]).stream().pipeThrough(new CompressionStream("gzip")),
      ).arrayBuffer(),
    );
    await Deno.writeTextFile(espn, scoreLog([[1, 0, 0], [42, 0, 3]]));
    const measured = (await (async () => {
      await Deno.writeFile(book, whole);
      return await run("--book", book, "--espn", espn);
    })()).lines;
    assertStringIncludes(measured.at(-1) ?? "", "+12 s");
    for (const bytes of [whole.subarray(0, whole.length - 8), new Uint8Array([...whole, 120])]) {
      await Deno.writeFile(book, bytes);
      const { lines, notes } = await run("--book", book, "--espn", espn);
      assertEquals(lines, measured);
      assertEquals(notes.length, 1);
      assert(/^\S+book\.gz: .*compressed data.*; what is sound is read$/.test(notes[0] ?? ""), notes[0]);
    }
  });
});

Deno.test("a game in which nobody scores has an empty table", async () => {
  await inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/book`, bookLog([[0, 60], [30, 50]]));
    await Deno.writeTextFile(`${folder}/espn`, scoreLog([[1, 0, 0]]));
    const { lines } = await run("--book", `${folder}/book`, "--espn", `${folder}/espn`);
    assertEquals(lines, [
      "KXNFLGAME-25DEC08PHILAC-PHI: PHI at LAC, 0 scoring plays; lags are behind the book",
      "",
      "score   book moved   mid   ESPN",
    ]);
  });
});

Deno.test("what is wrong with the flags or the files is said", async () => {
  await refused(EXIT_USAGE, "expected --book FILE");
  await refused(EXIT_USAGE, "expected --espn FILE, --sportradar FILE, or both", "--book", "x");
  await refused(EXIT_USAGE, 'expected flags only, was "x"', "x");
  await inFolder(async (folder) => {
    const write = async (name: string, text: string | Uint8Array) => {
      const path = `${folder}/${name}`;
      await Deno.writeFile(path, typeof text === "string" ? new TextEncoder().encode(text) : text);
      return path;
    };
    const book = await write("book", bookLog([[0, 60]]));
    const espn = await write("espn", scoreLog([[0, 0, 0]]));
    await refused(EXIT_FAILURE, "Cannot read", "--book", `${folder}/none`, "--espn", espn);
    await refused(EXIT_FAILURE, "expected the log of an order book", "--book", espn, "--espn", espn);
    await refused(EXIT_FAILURE, "expected the log of a scoreboard", "--book", book, "--espn", book);
    const torn = await write("torn.gz", new Uint8Array([0x1f, 0x8b, 8, 0]));
    await refused(EXIT_FAILURE, "Cannot read", "--book", torn, "--espn", espn);
    const other = await write("other", bookLog([[0, 60]], "KXNFLGAME-25DEC08NOATL-NO"));
    await refused(EXIT_FAILURE, "is of neither PHI nor LAC", "--book", other, "--espn", espn);
    const stranger = await write("stranger", scoreLog([[0, 0, 0]], "NO vs ATL"));
    const all = ["--book", book, "--espn", espn, "--sportradar", stranger];
    await refused(EXIT_FAILURE, "Sportradar is of another", ...all);
    const strange = await write(
      "strange",
      scoreLog([[0, 0, 0], [5, 0, 3]]).replace("inprogress", "under review"),
    );
    assertEquals((await run("--book", book, "--espn", strange)).notes, [
      `${strange}: 1 screen could not be read`,
    ]);
    const broken = await write("broken", scoreLog([[0, 0, 0]]) + "[23:20:05] Update Received\n");
    assertEquals((await run("--book", book, "--espn", broken)).notes, [
      `${broken}: 1 screen could not be read`,
    ]);
  });
});
