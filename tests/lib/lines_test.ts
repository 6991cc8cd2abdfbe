import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { LineReader } from "../../src/lib/line_file.ts";
import { linesOf, LineSplitter } from "../../src/lib/lines.ts";

const text = fc.array(fc.constantFrom("a", "é", "🏀", "\n", "\r\n", " ", "\u2028")).map((parts) =>
  parts.join("")
);

/** A text in UTF-8, cut into pieces of these lengths. */
function pieces(whole: string, lengths: readonly number[]): Uint8Array[] {
  const bytes = new TextEncoder().encode(whole);
  const found: Uint8Array[] = [];
  let start = 0;
  for (const length of lengths) {
    found.push(bytes.slice(start, start + length));
    start += length;
  }
  return [...found, bytes.slice(start)];
}

Deno.test("LineSplitter gives the lines of a text, however it is cut", () => {
  fc.assert(fc.property(fc.array(text), (parts) => {
    const splitter = new LineSplitter();
    const lines = parts.flatMap((part) => splitter.split(part));
    const all = parts.join("").split("\n");
    assertEquals(splitter.restLength, all.at(-1)?.length);
    assertEquals([...lines, splitter.takeRest()], all);
    assertEquals([splitter.takeRest(), splitter.restLength], ["", 0]);
  }));
});

Deno.test("linesOf() gives the lines of a stream, whatever its pieces cut through, and the last one without its end", async () => {
  await fc.assert(fc.asyncProperty(text, fc.array(fc.nat(4)), async (whole, lengths) => {
    const lines = await Array.fromAsync(linesOf(ReadableStream.from(pieces(whole, lengths))));
    const all = whole.split("\n");
    assertEquals(lines, all.at(-1) === "" ? all.slice(0, -1) : all);
  }));
});

Deno.test("linesOf() leaves out the lines that are too long, wherever they are cut, and keeps no more of one than that", async () => {
  await fc.assert(
    fc.asyncProperty(
      text,
      fc.array(fc.nat(4)),
      fc.integer({ min: 1, max: 5 }),
      async (whole, lengths, longest) => {
        const lines = await Array.fromAsync(linesOf(ReadableStream.from(pieces(whole, lengths)), longest));
        const all = whole.split("\n");
        const given = all.at(-1) === "" ? all.slice(0, -1) : all;
        assertEquals(lines, given.filter(({ length }) => length <= longest));
      },
    ),
  );
});

Deno.test("LineReader gives whole lines at once, and tells a line cut off", async () => {
  const path = await Deno.makeTempFile();
  try {
    const long = "🏀".repeat(40_000);
    for (
      const [whole, isCutOff] of [["", false], [`a\n\n${long}\nb\n`, false], [`a\n${long}`, true]] as const
    ) {
      await Deno.writeTextFile(path, whole);
      using file = Deno.openSync(path);
      const reader = new LineReader(file);
      const lines: string[] = [];
      for (let line = reader.next(); line !== undefined; line = reader.next()) lines.push(line);
      assertEquals([lines, reader.isCutOff], [whole.split("\n").slice(0, -1), isCutOff]);
      assertEquals(reader.next(), undefined);
    }
  } finally {
    await Deno.remove(path);
  }
});
