/**
 * What is recorded is what is read.
 *
 * Invariants: every input comes back, in order, with its source and its time to the microsecond; a JSON text comes back as
 * the value it stands for, any other text as itself; the same holds for the gzipped file and whatever way the bytes fall
 * into chunks.
 *
 * @module
 */
import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import fc from "fast-check";
import {
  formatInput,
  isEmbeddable,
  readLine,
  readPayload,
  roundArrival,
} from "../../src/recording/format/format.ts";
import type { InputSource } from "../../src/core/inputs.ts";
import { compressRecording } from "../../src/recording/compress.ts";
import { begin, DESCRIPTION, readAll, STARTED_AT, withFolder } from "./support/recordings.ts";

const sources: fc.Arbitrary<InputSource> = fc.constantFrom(
  "ws",
  "ws.state",
  "rest",
  "clock",
  "command",
  "feed.nba",
);
const times = fc.double({ min: 0, max: 4e12, noNaN: true });
const jsonTexts = fc.oneof(
  fc.json(),
  fc.jsonValue().map((value) => JSON.stringify(value, null, 2)),
  fc.constantFrom('"\\ud800"', '{"a":"\u2028"}', '"\u{1F3C0}"', "  1\r\n", "-0", "null", '""'),
);
const anyTexts = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.string({ unit: "grapheme" }),
  fc.constantFrom("", "\n", "\r", "{", '{"type":"tick', "\ud800", "\udc00\ud800", "\0", "\uFEFF{}"),
);
const texts = fc.oneof(jsonTexts, anyTexts);

Deno.test("a line gives back time, source and payload of any input", () => {
  fc.assert(fc.property(times, sources, texts, (at, source, text) => {
    const payload = readPayload(text);
    const line = formatInput(at, source, text, payload.isJson);
    assertEquals(line.indexOf("\n"), line.length - 1);
    const read = readLine(line);
    assert(read !== undefined && read.src !== "end");
    assertEquals(read, { at: roundArrival(at), src: source, raw: payload.raw });
    assert(Math.abs(read.at - at) <= 0.0005 + at * Number.EPSILON);
  }));
});

Deno.test("readPayload() gives the value of single-line JSON and the text of all else", () => {
  fc.assert(fc.property(jsonTexts, (text) => {
    assertEquals(readPayload(text).raw, isEmbeddable(text) ? JSON.parse(text) : text);
  }));
  assertEquals(readPayload('{"a":1}\n').raw, '{"a":1}\n');
  assertEquals(readPayload("{oops").raw, "{oops");
});

Deno.test("JSON on one line is recorded byte for byte", () => {
  const text = '{"price":"0.5600",  "n":1.0e2,"n":12345678901234567890}';
  assertStringIncludes(formatInput(1.5, "ws", text, true), `"raw":${text},"check":"`);
});

Deno.test("roundArrival() keeps microseconds and refuses what is no time", () => {
  assertEquals(roundArrival(1763859000123.4564), 1763859000123.456);
  assertEquals(
    formatInput(1763859000123.4564, "clock", "null", true).slice(0, 25),
    '{"at":1763859000123.456,"',
  );
  for (const at of [NaN, Infinity, 1e308, -1]) {
    assertThrows(() => roundArrival(at), RangeError, "Cannot record arrival time");
  }
});

Deno.test("a closed recording is one gzip file that gives everything back", async () => {
  await withFolder(async (folder) => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(times, sources, texts), { maxLength: 40 }), async (inputs) => {
        const writer = begin(folder);
        for (const [at, source, text] of inputs) {
          writer.append(at, source, text, readPayload(text).isJson);
        }
        const closed = await writer.close(STARTED_AT + 1000, "test");
        assertEquals(closed, { path: writer.path + ".gz", inputs: inputs.length, dropped: 0 });
        const { recording, inputs: read } = await readAll(closed.path);
        assertEquals(
          read,
          inputs.map(([at, src, text]) => ({ at: roundArrival(at), src, raw: readPayload(text).raw })),
        );
        assertEquals(recording.tear, undefined);
        assertEquals(recording.end, { at: STARTED_AT + 1000, reason: "test", inputs: inputs.length });
        assertEquals<object>(recording.header, { kalshi_live_recording: 3, ...DESCRIPTION });
      }),
      { numRuns: 30 },
    );
  });
});

Deno.test("lines longer than a chunk, and characters of several bytes on its border, are read whole", async () => {
  await withFolder(async (folder) => {
    const writer = begin(folder);
    const long = ["é", "🏀", "a🏀é"].flatMap((text) => [text.repeat(300_000), text.repeat(5)]);
    for (const text of long) writer.append(1, "feed.espn", text, false);
    // The plain file is read while it is being written, the gzipped one afterwards.
    const open = await readAll(writer.path);
    assertEquals(open.recording.tear?.code, "no_end");
    assertEquals(open.inputs.map(({ raw }) => raw), long);
    const { path } = await writer.close(2, "test");
    assertEquals((await readAll(path)).inputs, open.inputs);
  });
});

Deno.test("recordings of the same second stand side by side under tidy names", async () => {
  await withFolder(async (folder) => {
    const first = begin(folder);
    const second = begin(folder);
    await first.close(1, "test");
    const third = begin(folder);
    const base = `${folder}/nba/2026-11-20/KXNBAGAME-26NOV20LALBOS/20261120T203107Z`;
    assertEquals([first, second, third].map(({ path }) => path), [
      `${base}.jsonl`,
      `${base}-2.jsonl`,
      `${base}-3.jsonl`,
    ]);
    await second.close(1, "test");
    await third.close(1, "test");
    const names = [...Deno.readDirSync(base.slice(0, base.lastIndexOf("/")))].map(({ name }) => name).sort();
    assertEquals(names, [
      "20261120T203107Z-2.jsonl.gz",
      "20261120T203107Z-3.jsonl.gz",
      "20261120T203107Z.jsonl.gz",
    ]);
  });
});

Deno.test("compressing never replaces a file, and leaves the plain one where it fails", async () => {
  await withFolder(async (folder) => {
    const path = `${folder}/a.jsonl`;
    await Deno.writeTextFile(path, "plain");
    await Deno.writeTextFile(path + ".gz", "other");
    const refused = await compressRecording(path);
    assert(!refused.ok);
    assertStringIncludes(refused.reason.message, "is there already");
    assertEquals(await Deno.readTextFile(path), "plain");
    assertEquals(await Deno.readTextFile(path + ".gz"), "other");
  });
});
