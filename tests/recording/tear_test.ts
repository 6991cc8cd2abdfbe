/**
 * Damaged recordings.
 *
 * Invariants: whatever is cut off or overwritten, what is read is a prefix of what was written; where something is
 * missing the reader says so and where; it never throws.
 *
 * @module
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { deadline } from "@std/async/deadline";
import { openRecording } from "../../src/recording/reader.ts";
import { checkedText, gzip, OLD_HEADER, readAll, recordingText, withFolder } from "./support/recordings.ts";
import { must } from "../support/must.ts";

const LINES = [
  '{"at":1.5,"src":"ws","raw":{"type":"trade","n":1}}',
  '{"at":2,"src":"feed.nba","raw":"Dončić 🏀"}',
  '{"at":3,"src":"clock","raw":null}',
  '{"at":3.125,"src":"command","raw":{"command":"pause_entries"}}',
];
const INPUTS = LINES.map((line) => JSON.parse(line));

Deno.test("a plain recording cut at any byte is read up to the cut, and the tear is reported", async () => {
  await withFolder(async (folder) => {
    const path = `${folder}/cut.jsonl`;
    const whole = new TextEncoder().encode(recordingText(LINES));
    const header = OLD_HEADER.length - 1;
    for (let length = 0; length < whole.length; length++) {
      await Deno.writeFile(path, whole.subarray(0, length));
      if (length < header) {
        const refused = await openRecording(path);
        assert(!refused.ok);
        assertEquals(refused.reason.code, length === 0 ? "empty" : "bad_header");
        continue;
      }
      const { recording, inputs } = await readAll(path);
      // All lines whose last brace is there are read, with or without their line break.
      const kept = new TextDecoder().decode(whole.subarray(0, length)).split("\n");
      const expected = LINES.filter((line, index) => kept[index + 1] === line).length;
      assertEquals(inputs, INPUTS.slice(0, expected));
      if (length === whole.length - 1) {
        assertEquals(recording.tear, undefined);
        continue;
      }
      const last = kept.at(-1) ?? "";
      const torn = last !== "" && !LINES.includes(last) && length > header;
      assertEquals(recording.tear?.code, torn ? "torn_line" : "no_end");
      assertEquals(recording.tear?.line, expected + 2);
    }
  });
});

Deno.test("a gzipped recording cut at any byte is read up to the cut, and the tear is reported", async () => {
  await withFolder(async (folder) => {
    const path = `${folder}/cut.jsonl.gz`;
    const whole = await gzip(recordingText(LINES));
    let most = 0;
    for (let length = 0; length < whole.length; length++) {
      await Deno.writeFile(path, whole.subarray(0, length));
      const opened = await openRecording(path);
      if (!opened.ok) {
        assertEquals(most, 0);
        continue;
      }
      const recording = opened.value;
      const inputs = [];
      for await (const batch of recording.batches()) inputs.push(...batch);
      assertEquals(inputs, INPUTS.slice(0, inputs.length));
      assertEquals(recording.tear?.code, "broken_file");
      assert(inputs.length >= most);
      most = inputs.length;
    }
    assertEquals(most, INPUTS.length);
  });
});

Deno.test("a wrong byte anywhere in a gzipped recording does not go unnoticed", async () => {
  await withFolder(async (folder) => {
    const path = `${folder}/hurt.jsonl.gz`;
    const lines = Array.from(
      { length: 3000 },
      (_, at) => `{"at":${at},"src":"ws","raw":${Math.imul(at, 0x9e3779b9)}}`,
    );
    const whole = await gzip(recordingText(lines));
    // The 10 bytes before are gzip's own header, where a wrong date does no harm.
    for (let index = 10; index < whole.length; index += 499) {
      const hurt = whole.slice();
      hurt[index] = (hurt[index] ?? 0) ^ 0x55;
      await Deno.writeFile(path, hurt);
      const opened = await openRecording(path);
      if (!opened.ok) continue;
      const recording = opened.value;
      for await (const _ of recording.batches());
      assert(recording.tear !== undefined, `byte ${index}`);
    }
  });
});

Deno.test("a wrong byte anywhere in a plain recording is damage, told with its line", async () => {
  await withFolder(async (folder) => {
    const path = `${folder}/hurt.jsonl`;
    const text = checkedText(INPUTS);
    const whole = new TextEncoder().encode(text);
    for (let index = 0; index < whole.length; index++) {
      const hurt = whole.slice();
      // One bit: a digit becomes another digit, a letter another letter.
      hurt[index] = (hurt[index] ?? 0) ^ 1;
      await Deno.writeFile(path, hurt);
      const line = new TextDecoder().decode(whole.subarray(0, index)).split("\n").length;
      const opened = await openRecording(path);
      if (!opened.ok) {
        assert(
          line <= 2 && ["bad_header", "foreign", "newer_format"].includes(opened.reason.code),
          opened.reason.message,
        );
        continue;
      }
      const recording = opened.value;
      const inputs = [];
      for await (const batch of recording.batches()) inputs.push(...batch);
      assertEquals(inputs, INPUTS.slice(0, inputs.length));
      // A line break that is none any more joins its line with the next; that of the last line ends nothing.
      const lines = whole[index] === 10 ? [line, line + 1] : [line];
      const told = recording.tear?.line ?? 0;
      assert(lines.includes(told) || index === whole.length - 1, `byte ${index}: line ${told}, not ${line}`);
      if (index < whole.length - 1) assertEquals(inputs.length, Math.min(told - 2, INPUTS.length));
    }
  });
});

Deno.test("bytes behind the end of a gzipped recording: it is read to its end, and they are told", async () => {
  await withFolder(async (folder) => {
    const path = `${folder}/more.jsonl.gz`;
    const long = Array.from(
      { length: 30_000 },
      (_, at) => `{"at":${at},"src":"ws","raw":${Math.imul(at, 0x9e3779b9)}}`,
    );
    for (const lines of [LINES, long]) {
      const whole = await gzip(recordingText(lines));
      const tails = [
        "x",
        "xy",
        "\n",
        "\r\n",
        "\u001f",
        "\u0000",
        "\u0000".repeat(100_000),
        "moon".repeat(30_000),
      ]
        .map((tail) => new TextEncoder().encode(tail));
      for (const tail of [...tails, whole.subarray(0, 2), whole.subarray(0, whole.length - 1)]) {
        await Deno.writeFile(path, whole);
        await Deno.writeFile(path, tail, { append: true });
        const { recording, inputs } = await deadline(readAll(path), 10_000);
        assert(
          inputs.length >= lines.length - 1,
          `${inputs.length} of ${lines.length}, ${tail.length} behind`,
        );
        assert(
          recording.tear !== undefined && recording.tear.line > lines.length,
          `${tail.length} bytes behind`,
        );
      }
    }
  });
});

Deno.test("garbage in the middle ends the reading there", async () => {
  await withFolder(async (folder) => {
    const path = `${folder}/garbage.jsonl`;
    for (
      const garbage of [
        "garbage",
        "\u0000\ufffd",
        "[]",
        "null",
        '{"at":"1","src":"ws","raw":1}',
        '{"at":1,"src":"ws"}',
        '{"at":1,"src":"moon","raw":1}',
        '{"at":1,"src":"end","raw":null}',
      ]
    ) {
      await Deno.writeTextFile(path, recordingText([...LINES.slice(0, 2), garbage, ...LINES.slice(2)]));
      const { recording, inputs } = await readAll(path);
      assertEquals(inputs, INPUTS.slice(0, 2));
      assertEquals([recording.tear?.code, recording.tear?.line], ["broken_line", 4], garbage);
    }
  });
});

Deno.test("lines lost from the middle show in the count of the end line, lines behind it show too", async () => {
  await withFolder(async (folder) => {
    const path = `${folder}/count.jsonl`;
    await Deno.writeTextFile(path, recordingText(LINES.slice(1), LINES.length));
    assertEquals((await readAll(path)).recording.tear, {
      code: "miscounted",
      line: 5,
      reason: "the end line counts 4 inputs, there are 3",
    });
    await Deno.writeTextFile(path, recordingText(LINES) + LINES[0]);
    const { recording, inputs } = await readAll(path);
    assertEquals(inputs, INPUTS);
    assertEquals([recording.tear?.code, recording.tear?.line], ["after_end", 7]);
  });
});

Deno.test("blank lines and Windows line ends do no harm", async () => {
  await withFolder(async (folder) => {
    const path = `${folder}/windows.jsonl`;
    await Deno.writeTextFile(
      path,
      recordingText(["", ...LINES], LINES.length).replaceAll("\n", "\r\n") + "\r\n",
    );
    const { recording, inputs } = await readAll(path);
    assertEquals(inputs, INPUTS);
    assertEquals(recording.tear, undefined);
  });
});

Deno.test("what is no recording is refused with one line that says why", async () => {
  await withFolder(async (folder) => {
    const path = `${folder}/file`;
    const refused = async (content: string | Uint8Array) => {
      await Deno.writeFile(path, typeof content === "string" ? new TextEncoder().encode(content) : content);
      const recording = await openRecording(path);
      assert(!recording.ok);
      assert(!recording.reason.message.includes("\n"));
      assertStringIncludes(recording.reason.message, `Cannot read recording "${path}": `);
      return recording.reason;
    };
    assertEquals((await refused("at,market\n1,A\n")).code, "foreign");
    assertEquals((await refused('{"type":"trade","sid":1}\n')).code, "foreign");
    assertEquals((await refused("42\n")).code, "foreign");
    assertEquals((await refused(crypto.getRandomValues(new Uint8Array(5000)).fill(0, 0, 1))).code, "foreign");
    assertEquals((await refused((await gzip("hello")).subarray(0, 12))).code, "unreadable");
    assertEquals((await refused("")).code, "empty");

    const header = OLD_HEADER;
    const newer = await refused(header.replace('recording":1', 'recording":5'));
    assertEquals(newer.code, "newer_format");
    assertStringIncludes(newer.message, "it has format 5, this program reads 4");
    const nameless = await refused(header.replace('"markets"', '"marts"'));
    assertEquals(nameless.code, "bad_header");
    assertStringIncludes(nameless.message, "in its header, markets: ");

    const missing = await openRecording(`${folder}/nowhere`);
    assert(!missing.ok);
    assertEquals(missing.reason.code, "not_found");
    const directory = await openRecording(folder);
    assert(!directory.ok);
    assertEquals(directory.reason.code, "unreadable");
  });
});

Deno.test("a recording that is opened and not read can be closed", async () => {
  await withFolder(async (folder) => {
    const path = `${folder}/a.jsonl`;
    for (
      const content of [new TextEncoder().encode(recordingText(LINES)), await gzip(recordingText(LINES))]
    ) {
      await Deno.writeFile(path, content);
      const recording = must(await openRecording(path));
      await recording.close();
      await recording.close();
    }
  });
});
