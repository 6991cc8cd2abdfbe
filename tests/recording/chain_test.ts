/**
 * Recordings of several segments.
 *
 * Invariants: from any segment the chain gives all inputs in order; a segment that is missing is told, and nothing after it
 * is given; a segment that a crash cut off is read up to there and the next goes on.
 *
 * @module
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { openRecordingChain } from "../../src/recording/chain.ts";
import { openRecording } from "../../src/recording/reader.ts";
import { resumeRecording } from "../../src/recording/resume.ts";
import { RecordingWriter } from "../../src/recording/writer.ts";
import { begin, DESCRIPTION, OLD_HEADER, readAll, STARTED_AT, withFolder } from "./support/recordings.ts";
import { must } from "../support/must.ts";

const SECOND = 1000;

/** Records one input a second. */
function record(writer: RecordingWriter, from: number, to: number): void {
  for (let count = from; count < to; count++) {
    writer.append(STARTED_AT + count * SECOND, "ws", `{"count":${count}}`, true);
  }
}

async function readChain(path: string) {
  const chain = must(await openRecordingChain(path));
  const counts: number[] = [];
  for await (const batch of chain.batches()) {
    for (const { raw } of batch) counts.push((raw as { count: number }).count);
  }
  assertEquals(chain.inputs, counts.length);
  return { chain, counts };
}

const TEN = Array.from({ length: 10 }, (_, count) => count);

Deno.test("a recording that holds more time than it may goes on in segments that read as one", async () => {
  await withFolder(async (folder) => {
    const writer = begin(folder, { rotateMs: 4 * SECOND });
    record(writer, 0, 10);
    assertEquals([writer.segment, writer.inputs], [3, 10]);
    const closed = await writer.close(STARTED_AT + 10 * SECOND, "test");
    const { segments = [] } = closed;
    assertEquals([closed.path, closed.inputs, closed.failure, segments.length], [
      segments[0] ?? "",
      10,
      undefined,
      3,
    ]);
    for (const path of segments) {
      const { chain, counts } = await readChain(path);
      assertEquals([counts, chain.tear, chain.segments], [TEN, undefined, segments]);
      assertEquals(chain.end?.reason, "test");
      assertEquals(chain.header.kalshi_live_recording, 3);
    }
    const { recording, inputs } = await readAll(segments[1] ?? "");
    const { header, end } = recording;
    assertEquals([header.kalshi_live_recording, header.segment, header.continues, inputs.length], [
      3,
      2,
      "20261120T203107Z.jsonl",
      4,
    ]);
    assertEquals([end?.continuedIn, end?.inputs], ["20261120T203115Z.jsonl", 4]);
  });
});

Deno.test("a recording that is longer than it may be goes on in the same folder, also after midnight", async () => {
  await withFolder(async (folder) => {
    const writer = begin(folder, { rotateBytes: 500 });
    const day = 86_400_000;
    for (let count = 0; count < 10; count++) {
      writer.append(STARTED_AT + count * day, "ws", `{"count":${count},"filler":"${"x".repeat(200)}"}`, true);
    }
    const { segments = [] } = await writer.close(STARTED_AT + 10 * day, "test");
    assert(segments.length > 3);
    assertEquals(new Set(segments.map((path) => path.slice(0, path.lastIndexOf("/")))).size, 1);
    assertEquals((await readChain(segments.at(-1) ?? "")).counts, TEN);
  });
});

Deno.test("a segment that is missing is told and ends the chain there", async () => {
  await withFolder(async (folder) => {
    const writer = begin(folder, { rotateMs: 3 * SECOND });
    record(writer, 0, 10);
    const { segments = [] } = await writer.close(STARTED_AT + 10 * SECOND, "test");
    assertEquals(segments.length, 4);
    await Deno.remove(segments[1] ?? "");
    const before = await readChain(segments[0] ?? "");
    assertEquals([before.counts, before.chain.tear?.code], [[0, 1, 2], "missing_segment"]);
    assertStringIncludes(before.chain.tear?.reason ?? "", "20261120T203110Z.jsonl");
    const after = await readChain(segments[3] ?? "");
    assertEquals([after.counts, after.chain.tear?.code], [[], "missing_segment"]);
  });
});

Deno.test("where the next segment cannot begin the recording goes on in the same file", () => {
  const lines: string[] = [];
  const sink = {
    writeSync: (bytes: Uint8Array) => {
      lines.push(new TextDecoder().decode(bytes));
      return bytes.length;
    },
    syncSync: () => {},
    close: () => {},
  };
  let asked = 0;
  const writer = new RecordingWriter(sink, "nowhere/a.jsonl", DESCRIPTION, { rotateBytes: 1000 }, () => {
    asked++;
    throw new Error("No space left on device");
  });
  record(writer, 0, 100);
  assertEquals([writer.inputs, writer.dropped, writer.failure, lines.length], [100, 0, undefined, 101]);
  // Asked after as much again, not at every input.
  assertEquals(asked, Math.floor((writer.bytes - (lines[100] ?? "").length) / 1000));
});

Deno.test("what is left to be compressed at the end is never much, where nothing else is said", () => {
  const sink = { writeSync: (bytes: Uint8Array) => bytes.length, syncSync: () => {}, close: () => {} };
  let begun = 0;
  const writer = new RecordingWriter(sink, "nowhere/a.jsonl", DESCRIPTION, {}, () => {
    begun++;
    throw new Error("this one goes on");
  });
  const megabyte = JSON.stringify("x".repeat(1_000_000));
  for (let time = 0; time < 40; time++) writer.append(STARTED_AT + time, "ws", megabyte, true);
  assertEquals(begun, 1);
});

Deno.test("a recording that a crash cut off is closed and gone on with, and what was torn is told", async () => {
  await withFolder(async (folder) => {
    const crashed = begin(folder);
    record(crashed, 0, 5);
    await Deno.writeTextFile(crashed.path, '{"at":17,"src":"ws","ra', { append: true });
    const resumed = must(await resumeRecording(crashed.path, STARTED_AT + 60 * SECOND, { program: "0.2.0" }));
    const { writer, segments, droppedBytes } = resumed;
    assertEquals([segments, droppedBytes, writer.segment], [[crashed.path + ".gz"], 23, 2]);
    const { recording } = await readAll(crashed.path + ".gz");
    assertEquals([recording.tear, recording.end?.inputs], [undefined, 5]);
    assertStringIncludes(recording.end?.reason ?? "", "cut off; 23 bytes");
    record(writer, 5, 10);
    const closed = await writer.close(STARTED_AT + 100 * SECOND, "test");
    const { chain, counts } = await readChain(closed.path);
    assertEquals([counts, chain.tear], [TEN, undefined]);
    const last = must(await openRecording(closed.path));
    assertEquals([last.header.program, last.header.config, last.header.segment], [
      "0.2.0",
      DESCRIPTION.config,
      2,
    ]);
    await last.close();
    // The writer that was killed in the story still has its file open here.
    await crashed.close(STARTED_AT, "test");
  });
});

Deno.test("a recording of the first version, without checks, is closed in its own form and gone on with in today's", async () => {
  await withFolder(async (folder) => {
    const path = `${folder}/20261120T203107Z.jsonl`;
    const line = (at: number) => JSON.stringify({ at, src: "clock", raw: null });
    await Deno.writeTextFile(path, `${OLD_HEADER}${line(1)}\n${line(2)}\n{"at":3,"sr`);
    const resumed = must(await resumeRecording(path, STARTED_AT, { program: "0.2.0" }));
    resumed.writer.append(STARTED_AT, "clock", "null", true);
    await resumed.writer.close(STARTED_AT, "test");
    const chain = must(await openRecordingChain(path + ".gz"));
    const times = (await Array.fromAsync(chain.batches())).flat().map(({ at }) => at);
    assertEquals([times, chain.tear, chain.header.kalshi_live_recording], [[1, 2, STARTED_AT], undefined, 1]);
  });
});

Deno.test("going on twice, and with a plain copy beside the gzipped file, loses and doubles nothing", async () => {
  await withFolder(async (folder) => {
    const first = begin(folder);
    record(first, 0, 4);
    const plain = await Deno.readFile(first.path);
    const { path } = await first.close(STARTED_AT + 4 * SECOND, "test");
    await Deno.writeFile(first.path, plain);
    const second = must(await resumeRecording(path, STARTED_AT + 4 * SECOND, { program: "0.1.0" }));
    record(second.writer, 4, 7);
    await second.writer.close(STARTED_AT + 7 * SECOND, "test");
    // Asked to go on from the first segment, it goes on from the last.
    const third = must(await resumeRecording(path, STARTED_AT + 7 * SECOND, { program: "0.1.0" }));
    record(third.writer, 7, 10);
    await third.writer.close(STARTED_AT + 10 * SECOND, "test");
    const { chain, counts } = await readChain(path);
    assertEquals([counts, chain.segments.length], [TEN, 3]);
    assertEquals(chain.segments.filter((each) => each.endsWith(".gz")).length, 3);
  });
});

Deno.test("what is no recording is not gone on with", async () => {
  await withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/a.jsonl`, "");
    for (const [name, code] of [["a", "empty"], ["b", "not_found"]]) {
      const refused = await resumeRecording(`${folder}/${name}.jsonl`, STARTED_AT, { program: "0.1.0" });
      assert(!refused.ok);
      assertEquals(refused.reason.code, code);
    }
  });
});
