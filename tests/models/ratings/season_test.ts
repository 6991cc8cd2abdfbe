import { assertEquals } from "@std/assert";
import {
  daysBetween,
  firstRegularDay,
  nflSunday,
  seasonOf,
  seasonText,
} from "../../../src/models/ratings/season.ts";

Deno.test("a date's season is numbered as the sport's data do", () => {
  const seasons = ["2026-11-22", "2027-01-10", "2027-06-20", "2027-07-15", "2027-08-01"].map((date) => [
    seasonOf("nba", date),
    seasonOf("nfl", date),
  ]);
  assertEquals(seasons, [[2027, 2026], [2027, 2026], [2027, 2027], [2027, 2027], [2028, 2027]]);
  assertEquals(seasonOf("nfl", "2027-02-14"), 2026);
  assertEquals([seasonText("nba", 2025), seasonText("nba", 2100), seasonText("nfl", 2025)], [
    "2024-25",
    "2099-00",
    "2025",
  ]);
});

Deno.test("regular games begin on the days on which seasons began", () => {
  assertEquals([2022, 2023, 2024, 2025, 2026].map((season) => firstRegularDay("nba", season)), [
    "2021-10-19",
    "2022-10-18",
    "2023-10-24",
    "2024-10-22",
    "2025-10-21",
  ]);
  assertEquals([2020, 2021, 2022, 2023].map((season) => firstRegularDay("nfl", season)), [
    "2020-09-10",
    "2021-09-09",
    "2022-09-08",
    "2023-09-07",
  ]);
});

Deno.test("a week of the NFL has its Sunday, the Super Bowl one later", () => {
  assertEquals(nflSunday(2020, 1), "2020-09-13");
  assertEquals(nflSunday(2022, 18), "2023-01-08");
  assertEquals(nflSunday(2022, 22), "2023-02-12");
  assertEquals(nflSunday(2020, 21), "2021-02-07");
  assertEquals(nflSunday(2025, 22), "2026-02-08");
});

Deno.test("days are counted by the calendar, across the change of the clock", () => {
  assertEquals(daysBetween("2025-11-01", "2025-11-02"), 1);
  assertEquals(daysBetween("2025-11-02", "2025-11-03"), 1);
  assertEquals(daysBetween("2024-02-28", "2024-03-01"), 2);
  assertEquals(daysBetween("2025-01-01", "2025-01-01"), 0);
});
