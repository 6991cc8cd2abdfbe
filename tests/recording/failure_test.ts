/**
 * Full disks and killed programs.
 *
 * @module
 */
import {
  assert,
  assertEquals,
  assertGreater,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { GzipFile } from "../../src/lib/gzip_file.ts";
import { createRecording, type RecordingSink, RecordingWriter } from "../../src/recording/writer.ts";
import { DESCRIPTION, readAll, STARTED_AT, withFolder } from "./support/recordings.ts";
import { must } from "../support/must.ts";

/** A disk with room for so many bytes, that takes at most 50 at a time. */
class SmallDisk implements RecordingSink {
  readonly bytes: number[] = [];
  closed = false;
  readonly #room: number;

  constructor(room: number) {
    this.#room = room;
  }

  writeSync(bytes: Uint8Array): number {
    const count = Math.min(bytes.length, 50, this.#room - this.bytes.length);
    if (count === 0) throw new Error("No space left on device (os error 28)");
    this.bytes.push(...bytes.subarray(0, count));
    return count;
  }

  syncSync(): void {}

  close(): void {
    this.closed = true;
  }
}

Deno.test("a full disk is told once, later inputs are counted, what was written stays readable", async () => {
  await withFolder(async (folder) => {
    const path = `${folder}/full.jsonl`;
    for (let room = 1000; room < 1060; room += 7) {
      const disk = new SmallDisk(room);
      const failures: string[] = [];
      const writer = new RecordingWriter(disk, path, DESCRIPTION, {
        onFailure: (reason) => failures.push(reason),
      });
      for (let count = 0; count < 100; count++) {
        writer.append(STARTED_AT + count, "ws", `{"count":${count}}`, true);
      }
      assertEquals(failures, [writer.failure ?? ""]);
      assertStringIncludes(failures[0] ?? "", `Cannot write recording "${path}": No space left on device`);
      assertEquals(writer.inputs + writer.dropped, 100);
      assertEquals(writer.bytes, room);

      const closed = await writer.close(STARTED_AT, "test");
      assertEquals(closed, {
        path,
        inputs: writer.inputs,
        dropped: writer.dropped,
        failure: failures[0] ?? "",
      });
      assert(disk.closed);
      await Deno.writeFile(path, new Uint8Array(disk.bytes));
      const { recording, inputs } = await readAll(path);
      assert(inputs.length === writer.inputs || inputs.length === writer.inputs + 1);
      assertEquals(inputs.map(({ raw }) => raw), inputs.map((_, count) => ({ count })));
      assert(recording.tear !== undefined);
    }
  });
});

Deno.test("a disk that fails at the end line or at closing leaves the plain file and says so", async () => {
  await withFolder(async (folder) => {
    const path = `${folder}/late.jsonl`;
    const disk = new SmallDisk(100_000);
    disk.syncSync = () => {
      throw new Error("Input/output error (os error 5)");
    };
    const writer = new RecordingWriter(disk, path, DESCRIPTION);
    writer.append(STARTED_AT, "clock", "null", true);
    const closed = await writer.close(STARTED_AT, "test");
    assertEquals([closed.path, closed.inputs, closed.dropped], [path, 1, 0]);
    assertStringIncludes(closed.failure ?? "", "Input/output error");
  });
});

Deno.test("inputs after the end are counted, closing twice is closing once", async () => {
  const writer = new RecordingWriter(new SmallDisk(100_000), "nowhere/late.jsonl", DESCRIPTION);
  const closing = writer.close(STARTED_AT, "test");
  writer.append(STARTED_AT, "clock", "null", true);
  assertEquals(writer.close(STARTED_AT, "again"), closing);
  const { inputs, failure } = await closing;
  assertEquals([inputs, writer.inputs, writer.dropped], [0, 0, 1]);
  assertStringIncludes(failure ?? "", "Cannot compress");
});

Deno.test("a folder that cannot be written is a refusal", async () => {
  await withFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/file`, "");
    const place = { root: `${folder}/file`, group: "nba", name: "E", startedAt: STARTED_AT };
    const refused = createRecording(place, DESCRIPTION);
    assert(!refused.ok);
    assertEquals(refused.reason.code, "unwritable");
    assertStringIncludes(refused.reason.message, `Cannot record in "${folder}/file": `);
  });
});

Deno.test("a header that no reader would take is a mistake, and no file is made", async () => {
  await withFolder((folder) => {
    const place = { root: folder, group: "nba", name: "E", startedAt: STARTED_AT };
    const message = "Cannot write recording header: created_at: ";
    assertThrows(() => createRecording(place, { ...DESCRIPTION, created_at: "today" }), RangeError, message);
    assertEquals([...Deno.readDirSync(folder)], []);
    return Promise.resolve();
  });
});

Deno.test({
  name: "a disk that is full while compressing is told by its name, and no gzip file appears",
  ignore: Deno.build.os !== "linux",
  fn: () =>
    withFolder(async (folder) => {
      for (const kilobytes of [1, 4000]) {
        const temporary = `${folder}/a.part`;
        await Deno.symlink("/dev/full", temporary);
        const target = new GzipFile(await Deno.open(temporary, { write: true }), temporary, `${folder}/a`);
        const fill = async () => {
          for (let count = 0; count < kilobytes; count++) {
            await target.write(crypto.getRandomValues(new Uint8Array(1024)));
          }
          await target.commit();
        };
        await assertRejects(fill, Error, "No space left on device");
        await target.discard();
        assertEquals([...Deno.readDirSync(folder)], []);
      }
    }),
});

Deno.test({
  name: "a disk that is really full stops a recording and says why",
  ignore: Deno.build.os !== "linux",
  fn: () => {
    const told: string[] = [];
    const full = Deno.openSync("/dev/full", { write: true });
    let room = 3;
    // The header and two inputs still fit.
    const sink: RecordingSink = {
      writeSync: (bytes) => room-- > 0 ? bytes.length : full.writeSync(bytes),
      syncSync: () => full.syncSync(),
      close: () => full.close(),
    };
    const writer = new RecordingWriter(sink, "a.jsonl", DESCRIPTION, { onFailure: (why) => told.push(why) });
    for (let count = 0; count < 5; count++) writer.append(STARTED_AT, "clock", "null", true);
    assertEquals([writer.inputs, writer.dropped, told.length], [2, 3, 1]);
    assertStringIncludes(told[0] ?? "", "No space left on device");
    full.close();
  },
});

Deno.test("names from outside cannot lead out of the folder of recordings", async () => {
  await withFolder(async (folder) => {
    const place = { root: folder, group: "../..", name: "../a/b c", startedAt: STARTED_AT };
    const writer = must(createRecording(place, DESCRIPTION));
    assertEquals(writer.path, `${folder}/.._../2026-11-20/.._a_b_c/20261120T203107Z.jsonl`);
    await writer.close(STARTED_AT, "test");
  });
});

Deno.test("a recording of a killed program is readable, at most its last line is torn", async () => {
  await withFolder(async (folder) => {
    const script = new URL("./support/endless_writer.ts", import.meta.url).pathname;
    for (const bytesBeforeKill of [1000, 300_000, 2_000_000]) {
      const child = new Deno.Command(Deno.execPath(), {
        args: ["run", "--no-check", "--allow-read", "--allow-write", script, folder],
        stdout: "piped",
        stderr: "null",
      }).spawn();
      const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
      const path = ((await reader.read()).value ?? "").trim();
      assert(path !== "", "the child has not begun");
      for (let looks = 0; (await Deno.stat(path)).size < bytesBeforeKill; looks++) {
        assert(looks < 1_000_000, "the child does not write");
      }
      child.kill("SIGKILL");
      await child.status;
      await reader.cancel();

      const { recording, inputs } = await readAll(path);
      assertGreater(inputs.length, 0);
      assertEquals(inputs.map(({ at }) => at), inputs.map((_, count) => STARTED_AT + count));
      assert(recording.tear?.code === "no_end" || recording.tear?.code === "torn_line", recording.tear?.code);
      assertEquals(recording.tear.line, inputs.length + 2);
      await Deno.remove(path);
    }
  });
});
