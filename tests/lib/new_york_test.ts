import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  addDays,
  easternClock,
  easternDate,
  easternSpan,
  easternTime,
  isIn,
  readDate,
  tradingDate,
} from "../../src/lib/new_york.ts";

const HOUR = 3_600_000;

Deno.test("a late game is on the evening's date in New York, not on the next day's in UTC", () => {
  const start = Date.parse("2026-11-23T03:30:00Z");
  assertEquals([easternDate(start), easternClock(start)], ["2026-11-22", "22:30"]);
});

Deno.test("until 06:00 in New York today's games are the evening's, whatever the machine's own zone is", async () => {
  const module = new URL("../../src/lib/new_york.ts", import.meta.url).href;
  const moments = [
    "2026-11-23T04:59:00Z",
    "2026-11-23T05:30:00Z",
    "2026-11-23T10:59:59Z",
    "2026-11-23T11:00:00Z",
  ];
  const dates = ["2026-11-22", "2026-11-22", "2026-11-22", "2026-11-23"];
  assertEquals(moments.map((at) => tradingDate(Date.parse(at))), dates);
  const code = `import { tradingDate } from ${JSON.stringify(module)};
    console.log(${JSON.stringify(moments)}.map((at) => tradingDate(Date.parse(at))).join());`;
  for (const TZ of ["Asia/Tokyo", "America/Los_Angeles"]) {
    const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["eval", code], env: { TZ } })
      .output();
    assertEquals(new TextDecoder().decode(stdout).trim(), dates.join(), TZ);
  }
});

Deno.test("a date in New York begins at 05:00 UTC in winter and at 04:00 UTC in summer", () => {
  assertEquals(easternSpan("2026-11-22").from, Date.parse("2026-11-22T05:00:00Z"));
  assertEquals(easternSpan("2026-07-04").from, Date.parse("2026-07-04T04:00:00Z"));
});

Deno.test("the days on which clocks change have 23 and 25 hours", () => {
  const hours = (date: string) => (easternSpan(date).to - easternSpan(date).from) / HOUR;
  assertEquals(
    ["2026-03-07", "2026-03-08", "2026-10-31", "2026-11-01", "2026-11-02"].map(hours),
    [24, 23, 24, 25, 24],
  );
});

Deno.test("a time of day is found on days on which clocks change too", () => {
  const at = (date: string, minutes: number) => new Date(easternTime(date, minutes)).toISOString();
  assertEquals(at("2026-11-22", 11 * 60), "2026-11-22T16:00:00.000Z");
  assertEquals(at("2026-11-01", 13 * 60), "2026-11-01T18:00:00.000Z");
  assertEquals(at("2026-03-08", 1 * 60), "2026-03-08T06:00:00.000Z");
  assertEquals(at("2026-11-01", 90), "2026-11-01T05:30:00.000Z", "the first of two half past ones");
  assertEquals(easternClock(easternTime("2026-03-08", 150)), "03:30", "half past two is skipped");
});

Deno.test("spans of dates in a row have no gap, and every moment is in the span of its own date only", () => {
  const moment = fc.integer({ min: Date.parse("2020-01-02T00:00Z"), max: Date.parse("2035-12-30T00:00Z") });
  fc.assert(fc.property(moment, (at) => {
    const date = easternDate(at);
    assert(isIn(easternSpan(date), at));
    assertEquals(easternSpan(date).to, easternSpan(addDays(date, 1)).from);
    assert(!isIn(easternSpan(addDays(date, 1)), at) && !isIn(easternSpan(addDays(date, -1)), at));
  }));
});

Deno.test("only dates that there are can be read", () => {
  for (const text of ["2026-11-22", "2028-02-29", "2026-01-01"]) {
    assertEquals(readDate(text), { ok: true, value: text });
  }
  for (
    const text of [
      "2026-02-29",
      "2026-13-01",
      "2026-11-31",
      "22.11.2026",
      "20261122",
      "2026-11-22 ",
      "today",
      "",
    ]
  ) {
    const read = readDate(text);
    assert(!read.ok, text);
    assert(read.reason.message.includes(`was "${text}"`), read.reason.message);
  }
});
