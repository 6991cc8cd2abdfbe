/**
 * Which recordings are run over.
 *
 * Invariants: every recording of the folder is run once, or named with the reason why not; what was named and cannot be
 * meant is refused, not passed over.
 *
 * @module
 */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { type Selection, type SelectionQuery, selectRecordings } from "../../src/backtest/select.ts";
import { formatHeader } from "../../src/recording/format/format.ts";
import { gzip, recordingText } from "../recording/support/recordings.ts";
import { plainBytes } from "../session/support.ts";
import { inFolder } from "../cli/support.ts";
import { describe, inputsOf, namesOf, record, type Sketch, TIP_OFF } from "./support/game.ts";
import { EVENING, recordAll } from "./support/folders.ts";
import { must, NOW } from "./support/runs.ts";

const SHORT: Sketch = { seed: 1, seconds: 12 };
const OTHER: Sketch = { seed: 2, seconds: 12, teams: "BOSNYK" };

async function selected(root: string, more: Partial<SelectionQuery> = {}): Promise<Selection> {
  return must(await selectRecordings({ root, now: NOW, ...more }));
}

async function refused(root: string, more: Partial<SelectionQuery> = {}): Promise<readonly [string, string]> {
  const selection = await selectRecordings({ root, now: NOW, ...more });
  assert(!selection.ok, "expected a refusal");
  return [selection.reason.code, selection.reason.message];
}

/** A recording of another league, or of none that is known. */
async function recordOf(root: string, event: string): Promise<string> {
  const [path = ""] = await record(root, { ...SHORT, teams: "SEASFO" }, inputsOf(SHORT), {
    description: { event, markets: [`${event}-SEA`], game: null },
  });
  return path;
}

/** A file of a recording that goes on: no end line, just changed. */
async function writing(folder: string, path: string, name = "20261122T115900Z.jsonl"): Promise<string> {
  const lines = new TextDecoder().decode(await plainBytes(path)).trimEnd().split("\n");
  const open = `${folder}/${name}`;
  await Deno.mkdir(folder, { recursive: true });
  await Deno.writeTextFile(open, lines.slice(0, -1).join("\n") + "\n");
  await Deno.utime(open, new Date(NOW - 1_000), new Date(NOW - 1_000));
  return open;
}

Deno.test("all recordings of a folder, by name, each file as it lies there", async () => {
  await inFolder(async (root) => {
    const paths = await recordAll(root, [SHORT, OTHER, { ...SHORT, startedAt: TIP_OFF + 90_000 }]);
    for (const folder of [root, `${root}/`, `${root}//`]) {
      const { recordings, leftOut } = await selected(folder);
      assertEquals(recordings.map(({ path }) => path), paths.toSorted());
      assertEquals(recordings.map(({ name }) => `${root}/${name}`), paths.toSorted());
      assertEquals(leftOut, []);
    }
  });
});

Deno.test("of a folder only the league asked for; a named file of another is refused", async () => {
  await inFolder(async (root) => {
    const [nba = ""] = await recordAll(root, [SHORT]);
    const nfl = await recordOf(root, "KXNFLGAME-26NOV22SEASFO");
    const strange = await recordOf(`${root}/x`, "KXCHESS-26NOV22SEASFO");
    const paths = async (sport: "nba" | "nfl") =>
      (await selected(root, { sport })).recordings.map(({ path }) => path);
    assertEquals([await paths("nba"), await paths("nfl")], [[nba], [nfl]]);
    assertEquals((await selected(root)).recordings.length, 3);
    assertEquals((await selected(root, { sport: "nba" })).leftOut, [], "passed over, not left out");
    const [code, message] = await refused(root, { paths: [nba, nfl], sport: "nba" });
    assertEquals(code, "wrong_sport");
    assertStringIncludes(message, `"${nfl}" with sport nba: it is of nfl`);
    assertMatch((await refused(root, { paths: [strange], sport: "nba" }))[1], /of no league that is known/);
    const [none, why] = await refused(root, { sport: "wnba" });
    assertEquals(none, "no_recordings");
    assertStringIncludes(why, "no recordings of wnba");
  });
});

Deno.test("a game is found by its event, a market, or an id in the header, and by nothing else", async () => {
  await inFolder(async (root) => {
    const [path = "", other = ""] = await recordAll(root, [SHORT, OTHER]);
    const { event, homeMarket, awayMarket } = namesOf(SHORT);
    for (const game of [event, homeMarket, awayMarket, "game-LACCHA"]) {
      assertEquals(
        (await selected(root, { games: [game] })).recordings.map((each) => each.path),
        [path],
        game,
      );
      assertEquals((await selected(root, { games: [game], paths: [other, path] })).recordings.length, 1);
    }
    assertEquals((await selected(root, { games: [event, homeMarket, event] })).recordings.length, 1);
    assertEquals((await selected(root, { games: [event, namesOf(OTHER).event] })).recordings.length, 2);
    for (const game of ["", "KXNBAGAME", event.toLowerCase(), `${event} `, "LACCHA", "*"]) {
      const [code, message] = await refused(root, { games: [game] });
      assertEquals(code, "unknown_game");
      assertStringIncludes(message, `"${game}"`);
    }
    const [code, message] = await refused(root, { games: [event, "NOT-1", "NOT-2", "NOT-3"] });
    assertEquals(code, "unknown_game");
    assertStringIncludes(message, `"NOT-1" and 2 more`);
  });
});

Deno.test("no folder and an empty one are told apart", async () => {
  await inFolder(async (root) => {
    const [gone, why] = await refused(`${root}/none`);
    assertEquals(gone, "no_recordings");
    assertStringIncludes(why, "there is no such folder");
    const [empty, reason] = await refused(root);
    assertEquals(empty, "no_recordings");
    assertStringIncludes(reason, `there are no recordings in "${root}"`);
  });
});

Deno.test("a file that cannot be read is named and left out; when none can be, that is why", async () => {
  await inFolder(async (root) => {
    const [path = ""] = await recordAll(root, [SHORT]);
    const broken = `${root}/nba/broken.jsonl.gz`;
    const newer = `${root}/nba/newer.jsonl`;
    await Deno.writeFile(broken, (await gzip(recordingText([]))).subarray(0, 40));
    await Deno.writeTextFile(newer, formatHeader(describe(SHORT)).replace(/recording":\d/, 'recording":99'));
    await Deno.utime(newer, new Date(0), new Date(0));
    const { recordings, leftOut } = await selected(root);
    assertEquals(recordings.map((each) => each.path), [path]);
    assertEquals(leftOut.map(({ recording }) => recording), ["nba/broken.jsonl.gz", "nba/newer.jsonl"]);
    for (const { message, recording } of leftOut) assertStringIncludes(message, recording);
    const named = await selected(root, { paths: [broken, path, `${root}/missing.jsonl`] });
    assertEquals(named.recordings.map((each) => each.path), [path]);
    assertEquals(named.leftOut.map(({ recording }) => recording), [broken, `${root}/missing.jsonl`]);
    const [code, message] = await refused(root, { paths: [broken, newer] });
    assertEquals(code, "no_recordings");
    assertStringIncludes(message, broken);
    assertStringIncludes(message, "(and 1 more)");
    await Deno.remove(path);
    assertStringIncludes((await refused(root))[1], "2 cannot be used");
  });
});

Deno.test("a recording that is still being written is named and left out, until it stands still", async () => {
  await inFolder(async (root) => {
    const [path = ""] = await recordAll(root, [SHORT]);
    await writing(`${root}/now`, path);
    const { recordings, leftOut } = await selected(root);
    assertEquals(recordings.map((each) => each.path), [path]);
    assertEquals(leftOut.map(({ recording, code }) => [recording, code]), [[
      "now/20261122T115900Z.jsonl",
      "writing",
    ]]);
    assertStringIncludes(leftOut[0]?.message ?? "", "still being written");
    const later = await selected(root, { now: NOW + 61_000 });
    assertEquals([later.recordings.length, later.leftOut], [2, []]);
  });
});

Deno.test("a game whose last segment is still being written is left out whole", async () => {
  await inFolder(async (root) => {
    const [other = ""] = await recordAll(root, [OTHER]);
    const segments = await record(root, SHORT, inputsOf(SHORT), { rotateMs: 6_000 });
    const last = segments.at(-1) ?? "";
    const folder = last.slice(0, last.lastIndexOf("/"));
    await writing(folder, last, last.slice(folder.length + 1).replace(".gz", ""));
    await Deno.remove(last);
    const { recordings, leftOut } = await selected(root);
    assertEquals(recordings.map(({ path }) => path), [other]);
    assertEquals(leftOut.length, 1);
    assertStringIncludes(leftOut[0]?.message ?? "", "still being written");
  });
});

Deno.test("what is left out is of the league and the games asked for, as far as that is known", async () => {
  await inFolder(async (root) => {
    const [path = "", other = ""] = await recordAll(root, [SHORT, OTHER]);
    const nfl = await recordOf(`${root}/old`, "KXNFLGAME-26NOV22SEASFO");
    await writing(`${root}/now`, nfl);
    await Deno.remove(nfl);
    assertEquals((await selected(root, { sport: "nba" })).leftOut, []);
    const { recordings, leftOut } = await selected(root, { games: [namesOf(SHORT).event] });
    assertEquals([recordings.map((each) => each.path), leftOut], [[path], []]);
    assert(other !== "");
  });
});

Deno.test("segments count once, in a folder and by name, in any order", async () => {
  await inFolder(async (root) => {
    const segments = await record(root, SHORT, inputsOf(SHORT), { rotateMs: 6_000 });
    const [first = "", second = ""] = segments;
    assert(segments.length > 1);
    assertEquals((await selected(root)).recordings.map(({ path }) => path), [first]);
    for (const paths of [segments, segments.toReversed(), [second], [second, second]]) {
      assertEquals((await selected(root, { paths })).recordings.length, 1);
    }
  });
});

Deno.test("a file that is named in several ways counts once", async () => {
  await inFolder(async (root) => {
    const [path = ""] = await recordAll(root, [SHORT]);
    const segments = await record(`${root}/parts`, OTHER, inputsOf(OTHER), { rotateMs: 6_000 });
    const folderOf = (file: string) => file.slice(0, file.lastIndexOf("/"));
    const spelled = (file: string) => `${folderOf(file)}/.${file.slice(folderOf(file).length)}`;
    assertEquals((await selected(root, { paths: [path, spelled(path)] })).recordings.length, 1);
    const [first = "", second = ""] = segments;
    assertEquals((await selected(root, { paths: [first, spelled(second)] })).recordings.length, 1);
  });
});

Deno.test("the plain and the gzipped file that a crash left are one recording", async () => {
  await inFolder(async (root) => {
    const [path = ""] = await recordAll(root, [SHORT]);
    const plain = path.replace(/\.gz$/, "");
    await Deno.writeFile(plain, await plainBytes(path));
    assertEquals((await selected(root)).recordings.map((each) => each.path), [path]);
    assertEquals((await selected(root, { paths: [path, plain] })).recordings.length, 1);
  });
});

Deno.test("of two copies of a game the whole one counts, wherever the torn one stands in the order", async () => {
  await inFolder(async (root) => {
    const [path = "", other = ""] = await recordAll(root, [SHORT, OTHER]);
    const torn = `${root}/a/20261122T000000Z.jsonl.gz`;
    await Deno.mkdir(`${root}/a`);
    const bytes = await Deno.readFile(path);
    await Deno.writeFile(torn, bytes.subarray(0, bytes.length - 200));
    assertEquals((await selected(root)).recordings.map((each) => each.path), [...[path, other].sort(), torn]);
    // Alone it is as good as any.
    await Deno.remove(path);
    assertEquals((await selected(root)).recordings.map((each) => each.path), [torn, other]);
  });
});

Deno.test("runs that are kept in the same folder are no recordings", async () => {
  await inFolder(async (root) => {
    await recordAll(root, EVENING.slice(2));
    await Deno.mkdir(`${root}/backtest_runs/nba/rule/20261122T120000Z-01234567`, { recursive: true });
    await Deno.writeTextFile(`${root}/backtest_runs/nba/rule/20261122T120000Z-01234567/summary.json`, "{}");
    const { recordings, leftOut } = await selected(root);
    assertEquals([recordings.length, leftOut], [1, []]);
  });
});

Deno.test("a run that is being kept or thrown away meanwhile does not make the recordings unreadable", async () => {
  await inFolder(async (root) => {
    await recordAll(root, EVENING.slice(2));
    const temporary = `${root}/backtest_runs/nba/rule/.run.part`;
    await Deno.mkdir(temporary, { recursive: true });
    const read = Deno.readDir;
    // Gone between being listed and being looked into, as when another run gets its name.
    Deno.readDir = (path) => {
      if (String(path) === temporary) Deno.removeSync(temporary, { recursive: true });
      return read(path);
    };
    try {
      assertEquals((await selected(root)).recordings.length, 1);
    } finally {
      Deno.readDir = read;
    }
  });
});
