/**
 * Tapes beside recordings.
 *
 * Invariants: a tape gives the events that its recording does, decoded directly; it is read only while it fits the very
 * bytes of the recording, and made again otherwise; no fault of it is ever an exception.
 *
 * @module
 */
import { assert, assertEquals, assertMatch, assertNotEquals } from "@std/assert";
import { openTape } from "../../src/backtest/tape_store.ts";
import { formatEnd } from "../../src/recording/format/format.ts";
import { TAPE_ENDING, tapeKey } from "../../src/recording/tape/tape_file.ts";
import { VERSION } from "../../src/version.ts";
import { gzip } from "../recording/support/recordings.ts";
import { plainBytes } from "../session/support.ts";
import { filesIn, inFolder } from "../cli/support.ts";
import { inputsOf, record, type Sketch } from "./support/game.ts";
import { decoded, eventsOf } from "./support/runs.ts";
import { assertSame, open } from "./support/tapes.ts";

const SHORT: Sketch = { seed: 1, seconds: 40 };
const SEGMENT_MS = 20_000;

/** Records a short game. @returns its file */
async function recorded(root: string, sketch: Sketch = SHORT): Promise<string> {
  const [path] = await record(root, sketch);
  assert(path !== undefined);
  return path;
}

const tapePath = (path: string) => path.replace(/\.jsonl(\.gz)?$/, TAPE_ENDING);

Deno.test("a tape holds the recording's events, header, times and count; only the first opening decodes", async () => {
  await inFolder(async (root) => {
    const inputs = inputsOf({ seed: 1 });
    const [path = ""] = await record(root, { seed: 1 }, inputs);
    const count = await assertSame(path);
    assert(count > 5_000, `${count} events`);
    const { tape, hashes } = await open(path);
    const { header, from, to, tear } = tape.source;
    assertEquals([tape.source.inputs, from, to, tear], [
      inputs.length,
      inputs[0]?.at,
      inputs.at(-1)?.at,
      undefined,
    ]);
    assertEquals([header.event, header.environment], ["KXNBAGAME-26NOV20LACCHA", "sim"]);
    assertEquals(hashes.length, 1);
    assertMatch(hashes[0] ?? "", /^[0-9a-f]{64}$/);
  });
});

Deno.test("without tapes nothing is written", async () => {
  await inFolder(async (root) => {
    const path = await recorded(root);
    const before = await filesIn(root);
    assertEquals((await open(path, false)).decoded, true);
    assertEquals(await filesIn(root), before);
    await open(path);
    assertEquals(await filesIn(root), [...before, tapePath(path).slice(root.length + 1)].sort());
    await Deno.writeTextFile(tapePath(path), "damaged");
    assertEquals((await open(path, false)).decoded, true, "nor read");
    assertEquals(await Deno.readTextFile(tapePath(path)), "damaged");
  });
});

Deno.test("a recording that has changed is read again", async () => {
  await inFolder(async (root) => {
    const path = await recorded(root);
    const before = await open(path);
    const [other = ""] = await record(`${root}/other`, { ...SHORT, seed: 2 });
    const stat = await Deno.stat(path);
    await Deno.copyFile(other, path);
    // The time of the change says nothing: contents do.
    await Deno.utime(path, stat.atime ?? new Date(0), stat.mtime ?? new Date(0));
    const after = await open(path);
    assertEquals(after.decoded, true);
    assertNotEquals(after.hashes, before.hashes);
    assertEquals(eventsOf(after.tape), await decoded(other));
    assertEquals((await open(path)).decoded, false);
  });
});

Deno.test("one more input is another recording, also in a file that grows", async () => {
  await inFolder(async (root) => {
    const gzipped = await recorded(root);
    const plain = `${root}/plain.jsonl`;
    const lines = new TextDecoder().decode(await plainBytes(gzipped)).split("\n");
    for (const count of [20, 21, 200]) {
      await Deno.writeTextFile(plain, lines.slice(0, count).join("\n") + "\n");
      const opened = await open(plain);
      assertEquals([opened.decoded, opened.tape.source.inputs], [true, count - 1]);
      assertEquals(opened.tape.source.tear?.code, "no_end");
      assertEquals(eventsOf(opened.tape), await decoded(plain));
      assertEquals((await open(plain)).decoded, false);
    }
  });
});

Deno.test("a damaged tape, one of another program, or something else under its name is made again", async () => {
  await inFolder(async (root) => {
    const path = await recorded(root);
    const { tape, hashes } = await open(path);
    const expected = eventsOf(tape);
    const whole = await Deno.readFile(tapePath(path));
    const key = tapeKey(VERSION, hashes);
    const text = new TextDecoder("latin1").decode(whole);
    const at = text.indexOf(key);
    assert(at > 0, "the key stands in the file");
    const versionAt = at + key.indexOf(VERSION);
    const middle = whole.slice();
    middle[whole.length >> 1] = (middle[whole.length >> 1] ?? 0) ^ 1;
    const otherProgram = whole.slice();
    otherProgram[versionAt] = (otherProgram[versionAt] ?? 0) ^ 1;
    const damages: [string, Uint8Array][] = [
      ["a flipped bit", middle],
      ["another program", otherProgram],
      ["cut off", whole.slice(0, whole.length - 1)],
      ["empty", new Uint8Array()],
      ["the recording itself", await Deno.readFile(path)],
    ];
    for (const [name, bytes] of damages) {
      await Deno.writeFile(tapePath(path), bytes);
      const opened = await open(path);
      assertEquals(opened.decoded, true, name);
      assertEquals(eventsOf(opened.tape), expected, name);
      assertEquals(await Deno.readFile(tapePath(path)), whole, `${name}: mended`);
    }
  });
});

Deno.test("another recording's tape under this one's name is not taken for it", async () => {
  await inFolder(async (root) => {
    const path = await recorded(root);
    const other = await recorded(`${root}/other`, { ...SHORT, seed: 2 });
    await open(other);
    await Deno.copyFile(tapePath(other), tapePath(path));
    const opened = await open(path);
    assertEquals(opened.decoded, true);
    assertEquals(eventsOf(opened.tape), await decoded(path));
  });
});

Deno.test("a tape that cannot be kept is reported, and the events are there", async () => {
  await inFolder(async (root) => {
    const path = await recorded(root);
    await Deno.mkdir(`${tapePath(path)}/taken`, { recursive: true });
    for (let turn = 0; turn < 2; turn++) {
      const { tape, decoded: wasDecoded, unkept = "" } = await open(path);
      assertEquals(wasDecoded, true);
      assertMatch(unkept, /^Cannot write ".*\.tape": /);
      assertEquals(eventsOf(tape), await decoded(path));
    }
    assert((await filesIn(root)).every((name) => !name.endsWith(".part")));
  });
});

Deno.test("segments are one recording with one tape, from whichever it is opened", async () => {
  await inFolder(async (root) => {
    const whole = await recorded(`${root}/whole`);
    const segments = await record(`${root}/parts`, SHORT, inputsOf(SHORT), { rotateMs: SEGMENT_MS });
    assertEquals(segments.length, 3);
    const expected = await decoded(whole);
    const [first = "", second = ""] = segments;
    assertEquals(await assertSame(second), expected.length);
    for (const path of segments) {
      const opened = await open(path);
      assertEquals([opened.decoded, opened.hashes.length], [false, 3]);
      assertEquals(eventsOf(opened.tape), expected);
    }
    assertEquals((await filesIn(`${root}/parts`)).filter((name) => name.endsWith(TAPE_ENDING)), [
      tapePath(first).slice(`${root}/parts/`.length),
    ]);
    await Deno.remove(second);
    const { tape, decoded: wasDecoded } = await open(first);
    assertEquals([wasDecoded, tape.source.tear?.code], [true, "missing_segment"]);
    assertEquals(eventsOf(tape), expected.slice(0, tape.events));
  });
});

Deno.test("a torn recording has its tear from the tape too", async () => {
  await inFolder(async (root) => {
    const path = await recorded(root);
    const text = new TextDecoder().decode(await plainBytes(path));
    const lines = text.trimEnd().split("\n");
    const head = lines.slice(0, 100).join("\n");
    const last = lines[100] ?? "";
    const zipped = await gzip(text);
    const bytesOf = (content: string) => new TextEncoder().encode(content);
    const end = formatEnd({ at: 1, reason: "early", inputs: 7 });
    const torn: [string, string, Uint8Array][] = [
      ["no_end", "a.jsonl", bytesOf(head + "\n")],
      ["torn_line", "b.jsonl", bytesOf(`${head}\n${last.slice(0, 30)}`)],
      ["broken_line", "c.jsonl", bytesOf(`${head}\n{"at":\n${last}\n`)],
      ["miscounted", "d.jsonl", bytesOf(`${head}\n${end}`)],
      ["broken_file", "e.jsonl.gz", zipped.subarray(0, zipped.length >> 1)],
    ];
    for (const [code, name, bytes] of torn) {
      await Deno.writeFile(`${root}/${name}`, bytes);
      await assertSame(`${root}/${name}`);
      const { tape, decoded: wasDecoded } = await open(`${root}/${name}`);
      assertEquals([tape.source.tear?.code, wasDecoded], [code, false], name);
    }
  });
});

Deno.test("a folder that was moved, or is named in another way, gives the same from its tape as from the recording", async () => {
  await inFolder(async (root) => {
    const segments = await record(`${root}/old`, SHORT, inputsOf(SHORT), { rotateMs: SEGMENT_MS });
    const last = segments.at(-1) ?? "";
    const zipped = await Deno.readFile(last);
    await Deno.writeFile(last, zipped.subarray(0, zipped.length - 200));
    const [first = ""] = segments;
    assertEquals((await open(first)).tape.source.tear?.code, "broken_file");
    await Deno.rename(`${root}/old`, `${root}/new`);
    const moved = first.replace(`${root}/old`, `${root}/new`);
    const kept = await open(moved);
    const anew = await open(moved, false);
    assertEquals([kept.decoded, anew.decoded], [false, true]);
    assertEquals(kept.tape.source, anew.tape.source);
  });
});

Deno.test("what is no recording is refused by name, and nothing is left beside it", async () => {
  await inFolder(async (root) => {
    await Deno.writeTextFile(`${root}/text.jsonl`, "hello\n");
    await Deno.writeTextFile(`${root}/empty.jsonl`, "");
    await Deno.writeFile(`${root}/bad.jsonl.gz`, new Uint8Array(100));
    const before = await filesIn(root);
    for (const name of ["missing.jsonl", "text.jsonl", "empty.jsonl", "bad.jsonl.gz", "."]) {
      const opened = await openTape(`${root}/${name}`);
      assert(!opened.ok, name);
      assert(opened.reason.message.includes(`${root}/${name}`), opened.reason.message);
    }
    assertEquals(await filesIn(root), before);
  });
});

Deno.test("two openings at once both give the tape", async () => {
  await inFolder(async (root) => {
    const path = await recorded(root);
    const expected = await decoded(path);
    const all = await Promise.all(Array.from({ length: 4 }, () => open(path)));
    for (const { tape, unkept } of all) {
      assertEquals(unkept, undefined);
      assertEquals(eventsOf(tape), expected);
    }
    assertEquals((await open(path)).decoded, false);
    assertEquals((await filesIn(root)).length, 2);
  });
});
