import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { COMMANDS } from "../../src/terminal/commands.ts";
import { KeyReader } from "../../src/terminal/keys.ts";

const SEQUENCES: readonly (readonly [name: string, bytes: string, keys: readonly string[]])[] = [
  ["a letter", "q", ["q"]],
  ["a capital", "K", ["K"]],
  ["several letters", "pdq", ["p", "d", "q"]],
  ["Enter", "\r", ["enter"]],
  ["Tab", "\t", ["tab"]],
  ["Ctrl-C", "\x03", ["ctrl-c"]],
  ["Backspace", "\x7f", ["backspace"]],
  ["Delete", "\x1b[3~", ["delete"]],
  ["other control characters", "\x01\x1a", []],
  ["arrows", "\x1b[A\x1b[B\x1b[C\x1b[D", ["up", "down", "right", "left"]],
  ["arrows in application mode", "\x1bOA\x1bOB", ["up", "down"]],
  ["an arrow with Ctrl", "\x1b[1;5A", ["up"]],
  ["Shift-Tab", "\x1b[Z", ["shift-tab"]],
  ["PgUp and PgDn", "\x1b[5~\x1b[6~", ["page-up", "page-down"]],
  ["Home and End of three terminals", "\x1b[H\x1b[F\x1b[1~\x1b[4~\x1b[7~\x1b[8~", [
    "home",
    "end",
    "home",
    "end",
    "home",
    "end",
  ]],
  ["a function key of the Linux console", "\x1b[[Aq", ["q"]],
  ["an unknown sequence", "\x1b[99;99yq", ["q"]],
  ["Alt with a letter", "\x1bxq", ["q"]],
  ["Alt with a wide letter", "\x1béq", ["q"]],
  ["Escape, Escape, an arrow", "\x1b\x1b[A", ["escape", "up"]],
  ["two, three and four bytes of UTF-8", "é東😀", ["é", "東", "😀"]],
  ["a paste", "\x1b[200~qK\x1b[A\rc\x1b[201~d", ["d"]],
  ["Ctrl-C in a paste", "\x1b[200~qq\x03p", ["ctrl-c", "p"]],
  ["Ctrl-C in a broken sequence", "\x1b[12\x03", ["ctrl-c"]],
  ["an answer of the terminal", "\x1b]11;rgb:00/00/00\x1b\\q\x1b]0;x\x07p", ["q", "p"]],
];

Deno.test("KeyReader gives the same keys wherever the reads are split", () => {
  for (const [name, text, keys] of SEQUENCES) {
    const bytes = new TextEncoder().encode(text);
    for (let split = 0; split <= bytes.length; split++) {
      const reader = new KeyReader();
      const read = [...reader.push(bytes.subarray(0, split)), ...reader.push(bytes.subarray(split))];
      assertEquals(read, keys, `${name}, split at ${split}`);
      assertEquals(reader.pending, false, `${name} leaves something pending`);
    }
    const reader = new KeyReader();
    const oneByOne = [...bytes].flatMap((byte) => reader.push(Uint8Array.of(byte)));
    assertEquals(oneByOne, keys, `${name}, byte by byte`);
  }
});

Deno.test("flush() makes a lone Escape a key and drops what is unfinished", () => {
  const reader = new KeyReader();
  assertEquals(reader.push(Uint8Array.of(0x1b)), []);
  assertEquals(reader.pending, true);
  assertEquals(reader.flush(), ["escape"]);
  assertEquals(reader.flush(), []);
  reader.push(new TextEncoder().encode("\x1b[5"));
  assertEquals(reader.flush(), []);
  assertEquals(reader.push(new TextEncoder().encode("~")), ["~"]);
});

Deno.test("flush() does not end a paste", () => {
  const reader = new KeyReader();
  reader.push(new TextEncoder().encode("\x1b[200~q"));
  assertEquals(reader.flush(), []);
  assertEquals(reader.push(new TextEncoder().encode("K\x1b[201~d")), ["d"]);
});

Deno.test("malformed UTF-8 gives no key and swallows none", () => {
  for (
    const bad of [[0xc3], [0xe6, 0x9d], [0xff], [0x80], [0xed, 0xa0, 0x80], [0xe0, 0x80, 0x80], [0xc0, 0x80]]
  ) {
    assertEquals(new KeyReader().push(Uint8Array.of(...bad, 0x71)), ["q"], `${bad}`);
  }
});

Deno.test("whatever came before, Ctrl-C is always read", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 40 }), (noise) => {
    const reader = new KeyReader();
    reader.push(noise);
    assertEquals(reader.push(Uint8Array.of(3)), ["ctrl-c"]);
  }));
});

Deno.test("every key of the key table is one that the key reader can give", () => {
  const readable = new Set(SEQUENCES.flatMap(([, , keys]) => keys));
  for (const { key } of COMMANDS) {
    const direct = [...key].length === 1 && new KeyReader().push(new TextEncoder().encode(key))[0] === key;
    assertEquals(direct || readable.has(key), true, `no bytes give ${key}`);
  }
});
