/**
 * Rows as text and back.
 *
 * Invariants: what is written reads back as it was, but for the apostrophe before what a spreadsheet would run; a
 * spreadsheet never gets a formula.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { type Cell, csvHeader, formatCsv, parseCsv, rowsToCsv, rowsToJsonl } from "../../src/lib/rows.ts";

const COLUMNS = ["strategy", "reason", "pnl"];

/** As a spreadsheet decides it: what begins so is computed, unless all of it is a number. */
function isFormula(field: string): boolean {
  return /^[=+\-@\t\r]/.test(field) && !/^-?(\d+\.?\d*|\.\d+)$/.test(field);
}

const field = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.constantFrom(
    "",
    ",",
    '"',
    '""',
    "\n",
    "\r\n",
    "\r",
    '",\n"',
    "a,b",
    'say "no"',
    " padded ",
    "é🏀",
    "'",
    "0",
    "-5.25",
  ),
);
const row = fc.tuple(field, field, field);

Deno.test("any rows read back as they were, formulas with an apostrophe before them", () => {
  fc.assert(
    fc.property(fc.array(row, { maxLength: 8 }), (rows) => {
      const read = parseCsv(formatCsv(COLUMNS, rows));
      assertEquals(read.length, rows.length);
      for (const [index, fields] of rows.entries()) {
        for (const [place, column] of COLUMNS.entries()) {
          const [was = "", is] = [fields[place], read[index]?.[column]];
          assertEquals(is, is === `'${was}` && isFormula(was) ? `'${was}` : was);
        }
      }
    }),
    { numRuns: 1_000, seed: 8 },
  );
});

Deno.test("no field is a formula to a spreadsheet", () => {
  const evil = fc.tuple(
    fc.constantFrom("=", "+", "-", "@", "\t", "\r", "-1", "-2+3", "-.5", "-1.5e"),
    fc.oneof(fc.string(), fc.constantFrom("+cmd|' /C calc'!A0", "=1+1", "", '"', "HYPERLINK(1)")),
  ).map(([start, rest]) => start + rest);
  fc.assert(
    fc.property(evil, (text) => {
      const [read] = parseCsv(formatCsv(["a", "b"], [["x", text]]));
      const shown = read?.["b"] ?? "";
      assert(!isFormula(shown), JSON.stringify(shown));
      assert(shown === text || shown === `'${text}`);
    }),
    { numRuns: 500, seed: 9 },
  );
});

Deno.test("numbers stay numbers, with their sign", () => {
  const numbers = ["-5.772500", "0.000000", "-0.010000", "12", "-12"];
  assertEquals(formatCsv(["pnl"], numbers.map((text) => [text])), `pnl\n${numbers.join("\n")}\n`);
});

Deno.test("a heading alone is no rows; missing fields are left out, others are not invented", () => {
  assertEquals(parseCsv(formatCsv(COLUMNS, [])), []);
  assertEquals(parseCsv(""), []);
  assertEquals(parseCsv("a,b\n1\n1,2,3\n"), [{ a: "1" }, { a: "1", b: "2" }]);
  assertEquals(parseCsv("a,b\r\n1,2\r\n3,"), [{ a: "1", b: "2" }, { a: "3", b: "" }]);
});

Deno.test("a long quoted field reads back", () => {
  const long = 'x,"\n'.repeat(50_000);
  assertEquals(parseCsv(formatCsv(["a", "b"], [[long, "end"]])), [{ a: long, b: "end" }]);
});

Deno.test("CSV fields are quoted where they need it, and nothing is no empty string", () => {
  const row = { a: "x,y", b: "line\nbreak", c: "\r", d: "", e: null, f: false, g: -1.5, h: 'say "hi"' };
  const columns = ["a", "b", "c", "d", "e", "f", "g", "h"] as const;
  assertEquals(rowsToCsv(columns, [row]), '"x,y","line\nbreak","\'\r","",,false,-1.5,"say ""hi"""\n');
  assertEquals(rowsToCsv(columns, []), "");
});

Deno.test("texts are the same whether rows are lists or named", () => {
  const cell = fc.oneof(field, fc.constant(null), fc.boolean(), fc.integer(), fc.double({ noNaN: true }));
  fc.assert(fc.property(fc.array(fc.tuple(cell, cell, cell)), (rows) => {
    const named = rows.map(([strategy, reason, pnl]) => ({ strategy, reason, pnl }));
    const columns = ["strategy", "reason", "pnl"] as const;
    assertEquals(formatCsv(columns, rows), csvHeader(columns) + rowsToCsv(columns, named));
  }));
});

Deno.test("JSON has no formulas, and keeps every text as it is", () => {
  const rows: Record<"a", Cell>[] = [{ a: "=1+1" }, { a: "-x" }, { a: "" }, { a: null }, { a: -1 }];
  assertEquals(rowsToJsonl(["a"], rows).trimEnd().split("\n").map((line) => JSON.parse(line)), rows);
});
