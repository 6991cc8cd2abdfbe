import { assertRefused, runMain } from "../support.ts";

Deno.test("schedule refuses a time that is none, and words, at once", async () => {
  for (const at of ["24:00", "11", "11:60", "9:30", "noon", "11:00 ", "05:59", "00:30"]) {
    assertRefused(await runMain("schedule", "--at", at), 2, /--at/);
  }
  assertRefused(await runMain("schedule", "tonight"), 2, /"tonight": schedule takes no words/);
  assertRefused(await runMain("schedule", "--date", "2026-11-20"), 2, /--date/);
});
