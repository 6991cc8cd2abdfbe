import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { readWorkerLine } from "../../src/fleet/messages.ts";
import { status, summary } from "./support.ts";

const NOTE = { type: "note", id: "a", at: 5, level: "warning", text: "a gap" } as const;
const LINES = [
  status("a", { wakesAt: 9, game: "Q1", bookAgeMs: 1, scoreAgeMs: 2, whyNot: "x" }),
  summary("a"),
  NOTE,
];

Deno.test("what a worker writes is read as it was meant", () => {
  for (const line of LINES) assertEquals(readWorkerLine(JSON.stringify(line)), line);
});

Deno.test("anything else is no line of a worker, and never an error", () => {
  const words = ["", "{", "null", "[]", "7", '"status"', "Check file:///x.ts", "{}", '{"type":"status"}'];
  for (const word of words) assertEquals(readWorkerLine(word), undefined, word);
  fc.assert(
    fc.property(
      fc.oneof(fc.string({ unit: "binary" }), fc.json(), fc.json().map((text) => `{"type":${text}}`)),
      (text) => {
        assertEquals(readWorkerLine(text), undefined);
      },
    ),
  );
});

Deno.test("a line cut off anywhere, or with a value of another kind, is none", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...LINES),
      fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      (line, part) => {
        const text = JSON.stringify(line);
        assertEquals(readWorkerLine(text.slice(0, Math.floor(text.length * part))), undefined);
      },
    ),
  );
  for (const line of LINES) {
    for (const key of Object.keys(line)) {
      assertEquals(readWorkerLine(JSON.stringify({ ...line, [key]: { odd: true } })), undefined, key);
    }
  }
});

Deno.test("what a later version says beside is left out, what it lacks is not made up", () => {
  assertEquals(readWorkerLine(JSON.stringify({ ...NOTE, mood: "fine" })), NOTE);
  const optional = new Set(["wakesAt", "game", "bookAgeMs", "scoreAgeMs", "whyNot", "score"]);
  for (const line of LINES) {
    for (const key of Object.keys(line)) {
      const read = readWorkerLine(JSON.stringify({ ...line, [key]: undefined }));
      assert((read === undefined) === !optional.has(key), key);
      assert(read === undefined || !(key in read), key);
    }
  }
});
