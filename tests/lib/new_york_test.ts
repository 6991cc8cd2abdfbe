import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { easternOffsetMs } from "../../src/core/numbers/eastern.ts";
import {
  addDays,
  easternClock,
  easternDate,
  easternDateTime,
  easternOffset,
  easternSpan,
  easternText,
  easternTime,
  easternWeekHour,
  isIn,
  readDate,
} from "../../src/lib/new_york.ts";

const HOUR = 3_600_000;

Deno.test("a late game is on the evening's date in New York, not on the next day's in UTC", () => {
  const start = Date.parse("2026-11-23T03:30:00Z");
  assertEquals([easternDate(start), easternClock(start)], ["2026-11-22", "22:30"]);
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
    assertEquals(readDate(text), text);
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
    assertEquals(readDate(text), undefined, text);
  }
});

Deno.test("date, clock, offset and weekday are New York's, in winter and in summer", () => {
  const winter = Date.parse("2026-11-23T04:59:59.500Z");
  assertEquals([easternDateTime(winter), easternOffset(winter)], ["2026-11-22T23:59:59", "-05:00"]);
  assertEquals(easternWeekHour(winter), { dayOfWeek: 7, hour: 23 });
  assertEquals(easternText(winter, { month: "short", day: "numeric" }), "Nov 22");
  const summer = Date.parse("2026-07-01T04:00:00Z");
  assertEquals([easternDateTime(summer), easternOffset(summer)], ["2026-07-01T00:00:00", "-04:00"]);
  assertEquals(easternWeekHour(summer), { dayOfWeek: 3, hour: 0 });
});

Deno.test("arrival times have a fraction: it is cut off, before 1970 too", () => {
  assertEquals(easternDateTime(Date.parse("2026-11-23T05:00:00Z") - 0.25), "2026-11-22T23:59:59");
  assertEquals(easternDateTime(-0.25), "1969-12-31T18:59:59");
});

Deno.test("the core's rule agrees with the time-zone data at every hour from 2007 to 2040", () => {
  const [from, to] = [Date.UTC(2007, 2, 1), Date.UTC(2041, 0, 1)];
  for (let at = from; at < to; at += HOUR) {
    // Far from the changes a few hours a month are enough.
    const month = new Date(at).getUTCMonth();
    if (month !== 2 && month !== 10) at += 36 * HOUR;
    for (const moment of [at - 1, at, at + HOUR / 2]) {
      const offset = easternOffsetMs(moment) === -4 * HOUR ? "-04:00" : "-05:00";
      if (easternOffset(moment) !== offset) {
        assertEquals(easternOffset(moment), offset, new Date(moment).toISOString());
      }
    }
  }
});
