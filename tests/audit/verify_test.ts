import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { CHAIN_START, type ChainHead, sealLine, splitLine } from "../../src/audit/chain.ts";
import { type Verdict, verifyLog } from "../../src/audit/verify.ts";
import { fileOf, KEY, logOf } from "./support.ts";

// Invariants: a log as it was written is intact, and its end torn off is torn or intact; whatever else is done to one, without
// its key, is named with the line at which it begins; with its key, a checkpoint from before names it.

function verify(
  text: string,
  checkpoints: readonly ChainHead[] = [],
  from: ChainHead = CHAIN_START,
): Verdict {
  return verifyLog(text, { key: KEY, from, checkpoints });
}

/** A log's length, and a place in it that is not its first line. */
const logAndLine = fc.integer({ min: 3, max: 12 }).chain((count) =>
  fc.tuple(fc.constant(count), fc.integer({ min: 1, max: count - 1 }))
);

function property<T>(arbitrary: fc.Arbitrary<T>, check: (value: T) => void): void {
  fc.assert(fc.property(arbitrary, check), { seed: 20261122, numRuns: 150 });
}

Deno.test("a log as it was written is intact, also from its middle on", () => {
  property(logAndLine, ([count, at]) => {
    const { lines, heads, head } = logOf(count);
    assertEquals(verify(fileOf(lines), heads), { kind: "intact", head });
    assertEquals(verify(fileOf(lines.slice(at)), [], heads[at]), { kind: "intact", head });
  });
});

Deno.test("a last line without its end is torn, and the lines before it are sound", () => {
  property(fc.tuple(logAndLine, fc.nat({ max: 1_000 })), ([[count], cut]) => {
    const { lines, heads } = logOf(count);
    const text = fileOf(lines);
    const last = (lines.at(-1) ?? "").length;
    const verdict = verify(text.slice(0, text.length - 1 - (cut % last)));
    assertEquals(verdict, { kind: "torn", head: heads[count - 1] ?? CHAIN_START, line: count });
  });
});

Deno.test("a character that was changed anywhere is found in its line", () => {
  property(fc.tuple(logAndLine, fc.nat({ max: 1_000 })), ([[count, at], place]) => {
    const { lines } = logOf(count);
    const line = lines[at] ?? "";
    const index = place % line.length;
    const changed = line[index] === "1" ? "2" : "1";
    lines[at] = line.slice(0, index) + changed + line.slice(index + 1);
    const verdict = verify(fileOf(lines));
    assert(verdict.kind === "tampered");
    assertEquals(verdict.line, at + 1);
  });
});

Deno.test("lines that were taken out are named", () => {
  property(fc.tuple(logAndLine, fc.integer({ min: 1, max: 3 })), ([[count, at], length]) => {
    const { lines } = logOf(count);
    lines.splice(at - 1, Math.min(length, count - at));
    const verdict = verify(fileOf(lines));
    assert(verdict.kind === "tampered");
    assertEquals([verdict.how, verdict.line], ["deleted", at]);
  });
});

Deno.test("two lines that have changed places are named", () => {
  property(logAndLine, ([count, at]) => {
    const { lines } = logOf(count);
    const [a = "", b = ""] = lines.slice(at - 1, at + 1);
    lines.splice(at - 1, 2, b, a);
    const verdict = verify(fileOf(lines));
    assert(verdict.kind === "tampered");
    assertEquals([verdict.how, verdict.line], ["swapped", at]);
  });
});

Deno.test("a line that was put in is named: copied, of another key, or no line at all", () => {
  const strangers: ((log: ReturnType<typeof logOf>, at: number) => string)[] = [
    ({ lines }) => lines[0] ?? "",
    // The line before a second time, as a retry would write it.
    ({ lines }, at) => lines[at - 1] ?? "",
    ({ heads }, at) => {
      const head = heads[at] ?? CHAIN_START;
      const entry = { at: 1, session: "s", kind: "order", data: {} };
      return sealLine(new Uint8Array(32), head, entry).line;
    },
    () => "a line",
    () => "",
  ];
  for (const stranger of strangers) {
    property(logAndLine, ([count, at]) => {
      const log = logOf(count);
      const { lines } = log;
      lines.splice(at, 0, stranger(log, at));
      const verdict = verify(fileOf(lines));
      assert(verdict.kind === "tampered");
      assertEquals([verdict.how, verdict.line], ["inserted", at + 1]);
    });
  }
});

Deno.test("a line that was changed and all after it sealed again without the key is found where it began", () => {
  property(logAndLine, ([count, at]) => {
    const { lines, heads } = logOf(count);
    let head = heads[at] ?? CHAIN_START;
    for (let index = at; index < count; index++) {
      const sealed = sealLine(new Uint8Array(32), head, {
        at: 1_000 + index,
        session: "s-1",
        kind: "order",
        data: { client_order_id: "other" },
      });
      lines[index] = sealed.line;
      head = sealed.head;
    }
    const verdict = verify(fileOf(lines));
    assert(verdict.kind === "tampered");
    assertEquals([verdict.how, verdict.line], ["edited", at + 1]);
  });
});

Deno.test("a log that was cut short is sound by itself, and truncated against a checkpoint", () => {
  property(logAndLine, ([count, at]) => {
    const { lines, heads, head } = logOf(count);
    const text = fileOf(lines.slice(0, at));
    assertEquals(verify(text), { kind: "intact", head: heads[at] ?? CHAIN_START });
    assertEquals(verify(text, [head]).kind, "truncated");
    assertEquals(verify("", [head]).kind, "truncated");
  });
});

Deno.test("a log written again with its key is found by a checkpoint alone", () => {
  const before = logOf(5);
  const again = logOf(5);
  const sealed = sealLine(KEY.bytes, again.heads[4] ?? CHAIN_START, {
    at: 9,
    session: "s-1",
    kind: "order",
    data: { price: "0.10" },
  });
  again.lines[4] = sealed.line;
  assertEquals(verify(fileOf(again.lines)).kind, "intact");
  const verdict = verify(fileOf(again.lines), [before.head]);
  assertEquals(verdict.kind === "tampered" && [verdict.how, verdict.line], ["rewritten", 5]);
});

Deno.test("a log of another key is told from one that was changed", () => {
  const other = logOf(4, new Uint8Array(32).fill(9)).lines.map((line) =>
    line.replace(KEY.fingerprint, "f".repeat(16))
  );
  assertEquals(verify(fileOf(other)).kind, "wrong_key");
  const { lines } = logOf(4, new Uint8Array(32).fill(9));
  assertEquals(verify(fileOf(lines)).kind, "tampered");
});

Deno.test("texts from outside can make no line and no escape sequence", () => {
  const text = '\n{"seq":2}\u001b[2J\u2028"';
  const { line } = sealLine(KEY.bytes, CHAIN_START, {
    at: 1,
    session: "s",
    kind: "report",
    data: { detail: text, list: [{ [text]: text }] },
  });
  assertEquals(line.split("\n").length, 1);
  assert(!line.includes("\\u001b") && !line.includes("\\n"));
  assert(splitLine(line) !== undefined);
});
