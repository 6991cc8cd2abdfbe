import { assertEquals } from "@std/assert";
import { tradingDate, tradingDay, tradingDayStart } from "../../../src/core/numbers/trading_day.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** The date of the day of trading. */
function dayOf(at: string): string {
  return tradingDate(Date.parse(at));
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

Deno.test("until 06:00 in New York today's games are the evening's, whatever the machine's own zone is", async () => {
  const module = new URL("../../../src/core/numbers/trading_day.ts", import.meta.url).href;
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

Deno.test("dates are the calendar's, over leap years and the turns of centuries", () => {
  for (let day = tradingDay(Date.UTC(1960, 0, 1)); day < tradingDay(Date.UTC(2110, 0, 1)); day++) {
    const noon = day * DAY_MS + 18 * HOUR_MS;
    assertEquals(tradingDate(noon), new Date(day * DAY_MS).toISOString().slice(0, 10));
  }
});
