/**
 * The list of recordings and its index.
 *
 * @module
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { type Catalog, listRecordings } from "../../../src/recording/catalogue/catalogue.ts";
import { begin, STARTED_AT, withFolder } from "../support/recordings.ts";
import { must } from "../../support/must.ts";

async function list(root: string, now = Date.now()): Promise<Catalog> {
  const catalog = must(await listRecordings(root, { now }));
  return catalog;
}

const FOLDER = "nba/2026-11-20/KXNBAGAME-26NOV20LALBOS";

/** A recording with a lost message, a silence of 31 s, and one of 30 s that is none. */
async function recordGaps(root: string): Promise<string> {
  const writer = begin(root);
  const frame = (ms: number, sid: number, seq: number) =>
    writer.append(STARTED_AT + ms, "ws", `{"type":"x","sid":${sid},"seq":${seq}}`, true);
  const state = '{"state":"open","detail":"open"}';
  writer.append(STARTED_AT, "ws.state", state, true);
  frame(1, 1, 1);
  frame(2, 2, 7);
  frame(3, 1, 2);
  frame(4, 1, 4);
  frame(5, 1, 3);
  frame(6, 1, 5);
  for (let second = 1; second < 31; second++) {
    writer.append(STARTED_AT + second * 1000, "clock", "null", true);
  }
  writer.append(STARTED_AT + 31_007, "ws.state", state, true);
  frame(31_008, 1, 90);
  frame(61_008, 1, 91);
  await Deno.writeTextFile(writer.path.replace(".jsonl", ".decisions.jsonl"), "{}\n");
  return (await writer.close(STARTED_AT + 61_008, "test")).path;
}

Deno.test("a listing tells what there is: times, gaps, silences, decisions, and whether it is whole", async () => {
  await withFolder(async (root) => {
    const path = await recordGaps(root);
    const { rows, filesRead } = await list(root);
    assertEquals([rows.length, filesRead], [1, 1]);
    const [row] = rows;
    assertEquals(`${root}/${row?.path}`, path);
    assertEquals([row?.state, row?.hasDecisions, row?.hasPlainCopy], ["whole", true, false]);
    const { summary } = row ?? {};
    assertEquals([summary?.startedAt, summary?.endedAt], [STARTED_AT, STARTED_AT + 61_008]);
    assertEquals([summary?.sequenceGaps, summary?.silences, summary?.longestSilenceMs], [1, 1, 31_001]);
    assertEquals([summary?.event, summary?.markets.length], ["KXNBAGAME-26NOV20LALBOS", 1]);
  });
});

Deno.test("only what has changed is read again, and a damaged index is made anew", async () => {
  await withFolder(async (root) => {
    await recordGaps(root);
    const first = await list(root);
    assertEquals((await list(root)).filesRead, 0);
    assertEquals((await list(root)).rows, first.rows);
    for (
      const text of ["", "{", '{"kalshi_live_recordings":9,"recordings":{}}', '{"kalshi_live_recordings":1}']
    ) {
      await Deno.writeTextFile(`${root}/index.json`, text);
      const again = await list(root);
      assertEquals([again.filesRead, again.rows, again.indexFailure], [1, first.rows, undefined]);
      assertEquals((await list(root)).filesRead, 0);
    }
    const second = begin(root);
    assertEquals((await list(root)).filesRead, 1);
    second.append(STARTED_AT, "clock", "null", true);
    const { filesRead, rows } = await list(root);
    assertEquals([filesRead, rows.length], [1, 2]);
    await second.close(STARTED_AT, "test");
    await Deno.remove(`${root}/${first.rows[0]?.path}`);
    assertEquals((await list(root)).rows.map(({ path }) => path), [`${FOLDER}/20261120T203107Z-2.jsonl.gz`]);
    assertEquals([...Deno.readDirSync(root)].map(({ name }) => name).sort(), ["index.json", "nba"]);
  });
});

Deno.test("what was too new for the program that looked last is read again", async () => {
  await withFolder(async (root) => {
    await recordGaps(root);
    const { rows } = await list(root);
    const path = rows[0]?.path ?? "";
    const index = JSON.parse(await Deno.readTextFile(`${root}/index.json`));
    const message = `Cannot read recording "${path}": it has format 4, this program reads 3`;
    index.recordings[path].found = { kind: "refused", code: "newer_format", message };
    await Deno.writeTextFile(`${root}/index.json`, JSON.stringify(index));
    const again = await list(root);
    assertEquals([again.filesRead, again.rows], [1, rows]);
    assertEquals((await list(root)).filesRead, 0);
  });
});

Deno.test("what is being written, was cut off, is torn or unreadable is told apart", async () => {
  await withFolder(async (root) => {
    const path = await recordGaps(root);
    const stem = path.slice(0, -".jsonl.gz".length);
    const open = begin(root);
    open.append(STARTED_AT, "clock", "null", true);
    const text = await Deno.readTextFile(open.path);
    await Deno.writeTextFile(`${stem}-b.jsonl`, text + '{"at":1,');
    await Deno.writeTextFile(`${stem}-c.jsonl`, text + "garbage\n" + text);
    await Deno.writeTextFile(`${stem}-d.jsonl`, "");
    await Deno.writeTextFile(`${stem}-e.jsonl`, '{"not":"a recording"}\n');
    await Deno.writeTextFile(`${stem}.jsonl`, text);
    const long = Date.now() + 3_600_000;
    const states = (catalog: Catalog) =>
      catalog.rows.map(({ path, state }) => [path.slice(FOLDER.length + 17), state]);
    assertEquals(
      states(await list(root)),
      [
        ["-2.jsonl", "writing"],
        ["-b.jsonl", "writing"],
        ["-c.jsonl", "torn"],
        ["-d.jsonl", "writing"],
        [".jsonl.gz", "whole"],
      ],
    );
    const later = await list(root, long);
    assertEquals(later.rows.map(({ state }) => state), ["cut_off", "cut_off", "torn", "unreadable", "whole"]);
    assertEquals(later.filesRead, 0);
    assertEquals(later.rows.map(({ hasPlainCopy }) => hasPlainCopy), [false, false, false, false, true]);
    assertStringIncludes(later.rows[3]?.reason ?? "", "the file is empty");
    assert(!(later.rows[3]?.reason ?? "").includes(root));
    await open.close(STARTED_AT, "test");
  });
});

Deno.test("links to recordings and folders are named, not followed and not passed over", async () => {
  await withFolder(async (root) => {
    await recordGaps(root);
    await withFolder(async (elsewhere) => {
      await Deno.writeTextFile(`${elsewhere}/note.txt`, "");
      await Deno.symlink(elsewhere, `${root}/b-folder`);
      await Deno.symlink(`${elsewhere}/gone`, `${root}/c-gone.jsonl.gz`);
      await Deno.symlink(`${elsewhere}/note.txt`, `${root}/d-note.txt`);
      const { rows } = await list(root);
      const links = rows.filter(({ state }) => state === "unreadable");
      assertEquals(links.map(({ path }) => path), ["b-folder", "c-gone.jsonl.gz"]);
      for (const { reason } of links) assertStringIncludes(reason ?? "", "is a link, which is not followed");
      assertEquals(rows.filter(({ state }) => state === "whole").length, 1);
    });
  });
});

Deno.test("a folder that is not there is a refusal, an empty one an empty list", async () => {
  await withFolder(async (root) => {
    const refused = await listRecordings(`${root}/nowhere`, { now: 0 });
    assert(!refused.ok);
    assertStringIncludes(refused.reason.message, "there is no such folder");
    assertEquals((await list(root)).rows, []);
    assertEquals([...Deno.readDirSync(root)], []);
  });
});
