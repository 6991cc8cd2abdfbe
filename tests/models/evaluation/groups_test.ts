import { assertEquals } from "@std/assert";
import { bySeason, byTimeLeft } from "../../../src/models/evaluation/groups.ts";

Deno.test("rows are grouped by the time left, overtime by itself", () => {
  const left = [0, 59.9, 60, 359, 360, 719, 720, 1_439, 1_440, 2_160, 2_880, 30, 300];
  const overtime = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1];
  const { groupOf, names, count } = byTimeLeft("nba", left, overtime);
  assertEquals([...groupOf].map((group) => names[group]), [
    "last minute",
    "last minute",
    "1–6 min left",
    "1–6 min left",
    "6–12 min left",
    "6–12 min left",
    "3rd quarter",
    "3rd quarter",
    "2nd quarter",
    "1st quarter",
    "1st quarter",
    "overtime",
    "overtime",
  ]);
  assertEquals(count, 7);
  const nfl = byTimeLeft("nfl", [119, 120, 900, 3_600, 600], [0, 0, 0, 0, 1]);
  assertEquals([...nfl.groupOf].map((group) => nfl.names[group]), [
    "last 2 minutes",
    "2–5 min left",
    "3rd quarter",
    "1st quarter",
    "overtime",
  ]);
});

Deno.test("seasons are grouped in their order", () => {
  const { groupOf, names, seasons } = bySeason([2024, 2022, 2024, 2023]);
  assertEquals([[...groupOf], names, seasons], [[2, 0, 2, 1], ["2022", "2023", "2024"], [2022, 2023, 2024]]);
});
