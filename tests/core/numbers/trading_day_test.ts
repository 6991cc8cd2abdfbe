import { assertEquals } from "@std/assert";
import { easternOffsetMs } from "../../../src/core/numbers/eastern.ts";
import { DAY_MS, tradingDay, tradingDayStart } from "../../../src/core/numbers/trading_day.ts";

const HOUR_MS = 3_600_000;

/** The date of the day of trading. */
function dayOf(at: string): string {
  return new Date(tradingDay(Date.parse(at)) * DAY_MS).toISOString().slice(0, 10);
}

Deno.test("the day turns at 06:00 in New York, in winter and in summer, and on days on which the clocks change", () => {
  const cases = [
    // 23:59, 00:01, 05:59 and 06:01 of an evening and its night.
    ["2026-11-22T23:59-05:00", "2026-11-22"],
    ["2026-11-23T00:01-05:00", "2026-11-22"],
    ["2026-11-23T05:59-05:00", "2026-11-22"],
    ["2026-11-23T06:01-05:00", "2026-11-23"],
    ["2026-07-04T23:59-04:00", "2026-07-04"],
    ["2026-07-05T00:01-04:00", "2026-07-04"],
    ["2026-07-05T05:59-04:00", "2026-07-04"],
    ["2026-07-05T06:00-04:00", "2026-07-05"],
    // Summer time begins at 02:00, and ends at 02:00.
    ["2026-03-08T01:59-05:00", "2026-03-07"],
    ["2026-03-08T03:00-04:00", "2026-03-07"],
    ["2026-03-08T05:59-04:00", "2026-03-07"],
    ["2026-03-08T06:00-04:00", "2026-03-08"],
    ["2026-11-01T01:30-04:00", "2026-10-31"],
    ["2026-11-01T01:30-05:00", "2026-10-31"],
    ["2026-11-01T05:59-05:00", "2026-10-31"],
    ["2026-11-01T06:00-05:00", "2026-11-01"],
  ] as const;
  for (const [at, date] of cases) assertEquals(dayOf(at), date, at);
});

Deno.test("days of trading follow each other without a gap: of 24 hours, or of 23 and 25 where the clocks change", () => {
  const lengths = new Map<number, number>();
  const first = tradingDay(Date.UTC(2007, 0, 2, 12));
  for (let day = first; day < first + 30 * 365; day++) {
    const from = tradingDayStart(day);
    assertEquals([tradingDay(from - 1), tradingDay(from)], [day - 1, day]);
    const hours = (tradingDayStart(day + 1) - from) / HOUR_MS;
    lengths.set(hours, (lengths.get(hours) ?? 0) + 1);
  }
  assertEquals([lengths.size, lengths.get(23), lengths.get(25)], [3, 30, 30]);
});

Deno.test("New York's clock is that of the time-zone data", () => {
  const clock = new Intl.DateTimeFormat("en-US", {
    timeZone: "America/New_York",
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
  });
  // Half hours are beside the changes on both sides.
  for (let at = Date.UTC(2024, 0, 1); at < Date.UTC(2032, 0, 1); at += HOUR_MS / 2) {
    const { year, month, day, hour, minute } = Object.fromEntries(
      clock.formatToParts(at).map(({ type, value }) => [type, value]),
    );
    assertEquals(
      new Date(at + easternOffsetMs(at)).toISOString().slice(0, 16),
      `${year}-${month}-${day}T${hour}:${minute}`,
    );
  }
});
