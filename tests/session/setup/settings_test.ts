import { assert, assertEquals } from "@std/assert";
import { DEFAULT_EXITS, EXITS } from "../../../src/core/execution/exit_settings.ts";
import { DEFAULT_LIMITS, LIMITS } from "../../../src/core/risk/limits.ts";
import { toMicros } from "../../../src/core/numbers/money.ts";
import type { Setting } from "../../../src/core/numbers/settings.ts";
import {
  fileSchema,
  headerSchema,
  readSetting,
  valuesBefore,
  writeSetting,
} from "../../../src/session/setup/settings.ts";
import { refuse, succeed } from "../../../src/core/result.ts";

const TABLES = { limits: LIMITS, exits: EXITS } as const;

const ROWS: readonly (readonly [section: string, row: Setting])[] = Object.entries(TABLES).flatMap((
  [section, table],
) => Object.values(table).map((row) => [section, row] as const));

Deno.test("every setting has a name of its own, and a default that its bounds allow", () => {
  assertEquals(new Set(ROWS.map(([, { key }]) => key)).size, ROWS.length);
  for (const [, row] of ROWS) {
    for (const value of [row.default, row.live ?? row.default]) {
      assert(row.least <= value && value <= row.most, row.key);
    }
    assertEquals(row.unit === "milliseconds", row.key.endsWith("_ms"), row.key);
  }
});

Deno.test("config/README.md has every setting as the program knows it", async () => {
  const words = (text: string) => text.split("|").map((cell) => cell.trim()).join("|");
  const readme = await Deno.readTextFile(new URL("../../../config/README.md", import.meta.url));
  const found = readme.split("\n").filter((line) => /^\| `(limits|exits)\./.test(line)).map(words);
  const expected = ROWS.map(([section, row]) => {
    const [paper, least, most] = [row.default, row.least, row.most].map((value) => writeSetting(row, value));
    const usual = row.live === undefined ? paper : `${paper}, live ${writeSetting(row, row.live)}`;
    return words(`| \`${section}.${row.key}\` | ${usual} | ${least} to ${most} | ${row.text} |`);
  });
  assertEquals(found, expected);
});

Deno.test("readSetting() reads what writeSetting() writes", () => {
  for (const [, row] of ROWS) {
    for (const value of [row.default, row.least, row.most]) {
      assertEquals(readSetting(row, writeSetting(row, value)), succeed(value), row.key);
    }
  }
});

Deno.test("a value is read as text or as a number, to the digit, within bounds", () => {
  const { maxDailyLoss, maxBookAgeMs, collar, maxOrderQuantity } = LIMITS;
  const cases: readonly (readonly [Setting, unknown, number | string])[] = [
    [maxDailyLoss, "50", 50_000_000],
    [maxDailyLoss, 50, 50_000_000],
    [maxDailyLoss, 0.07, 70_000],
    [maxDailyLoss, "0", 'expected dollars with at most 6 decimals, 0.01 to 1000000000.00, was "0"'],
    [maxDailyLoss, "$50", 'expected dollars with at most 6 decimals, 0.01 to 1000000000.00, was "$50"'],
    [maxDailyLoss, null, "expected dollars with at most 6 decimals, 0.01 to 1000000000.00, was null"],
    [maxBookAgeMs, 2_500, 2_500],
    [maxBookAgeMs, "2500", 2_500],
    [maxBookAgeMs, 2_500.5, "expected milliseconds, 100 to 600000, was 2500.5"],
    [maxBookAgeMs, true, "expected milliseconds, 100 to 600000, was true"],
    [collar, ".05", 500],
    [collar, "0.00001", 'expected dollars with at most 4 decimals, 0.0001 to 1.00, was "0.00001"'],
    [maxOrderQuantity, "2.5", 250],
  ];
  for (const [row, given, expected] of cases) {
    const wanted = typeof expected === "string" ? refuse("bad_value", expected) : succeed(expected);
    assertEquals(readSetting(row, given), wanted, row.key);
  }
});

Deno.test("a file may name some settings; an unknown one is refused", () => {
  const schema = fileSchema(LIMITS);
  assertEquals(schema.parse({ max_daily_loss: "50.00", max_open_orders: 3 }), {
    maxDailyLoss: toMicros(50_000_000),
    maxOpenOrders: 3,
  });
  assert(!schema.safeParse({ max_daly_loss: "50.00" }).success);
  assert(!schema.safeParse({ max_open_orders: 0 }).success);
});

Deno.test("a header keeps every setting; what older recordings lack is as it was then", () => {
  const limits = headerSchema(LIMITS);
  assertEquals(limits.parse(JSON.parse(JSON.stringify(DEFAULT_LIMITS))), DEFAULT_LIMITS);
  const { maxScoreAgeMs: _, ...older } = DEFAULT_LIMITS;
  assertEquals(limits.parse(older), { ...older, maxScoreAgeMs: 10_000 });
  const { maxDailyLoss: __, ...broken } = DEFAULT_LIMITS;
  assert(!limits.safeParse(broken).success);
  // A game that was sped up had shorter times than a trader may ask for.
  assertEquals(headerSchema(EXITS).parse({ ...DEFAULT_EXITS, chaseMs: 20.5 }).chaseMs, 20.5);
  assertEquals(headerSchema(EXITS).parse({}), valuesBefore(EXITS));
});
