import { assertEquals, assertMatch } from "@std/assert";
import { keepRatings } from "../../../src/cli/ratings/keep.ts";
import { readRatings } from "../../../src/models/ratings/ratings_file.ts";
import { easternTime } from "../../../src/lib/new_york.ts";
import { must } from "../../support/must.ts";
import { inFolder } from "../support.ts";
import { ownFolder, recordGame, type Shown } from "./support.ts";

const over = (home: number, away: number): Shown => ({ home, away, isFinal: true });

async function keep(
  folder: string,
  leagues: readonly string[],
  date = "2026-11-23",
): Promise<readonly string[]> {
  const notes: string[] = [];
  await ownFolder(folder, async () => {
    const now = easternTime(date, 3 * 60);
    await keepRatings(new Set(leagues), `${folder}/recordings`, (text) => void notes.push(text), now);
  });
  return notes;
}

Deno.test("after a day's work its finals are counted in the trader's own ratings, once", async () => {
  await inFolder(async (folder) => {
    await recordGame(`${folder}/recordings`, { date: "2026-11-22", shown: [over(110, 104)] });
    // Older than the days that are looked at, and a game that nobody played.
    await recordGame(`${folder}/recordings`, { date: "2026-11-10", shown: [over(99, 98)] });
    await recordGame(`${folder}/recordings`, {
      date: "2026-11-21",
      shown: [over(99, 98)],
      environment: "sim",
    });
    const own = `${folder}/config/kalshi-live/ratings-nba.json`;
    assertEquals(await keep(folder, ["nba", "nfl", "wnba"]), [
      `${own}: 1 game counted, ratings of the nba through 2026-11-22`,
    ]);
    const ratings = must(readRatings(await Deno.readTextFile(own), own));
    assertEquals(ratings.games.map(({ date, home, away, score }) => [date, home, away, score]), [
      ["2026-11-22", "BOS", "LAL", { home: 110, away: 104 }],
    ]);
    assertEquals(await keep(folder, ["nba"]), []);
    assertEquals((await Array.fromAsync(Deno.readDir(`${folder}/config/kalshi-live`))).length, 1);
  });
});

Deno.test("where ratings cannot be kept up the day goes on, and it is said", async () => {
  await inFolder(async (folder) => {
    await recordGame(`${folder}/recordings`, { date: "2026-11-22", shown: [over(110, 104)] });
    await Deno.mkdir(`${folder}/config/kalshi-live`, { recursive: true });
    await Deno.writeTextFile(`${folder}/config/kalshi-live/ratings-nba.json`, "{");
    const [line = "", ...more] = await keep(folder, ["nba"]);
    assertEquals(more, []);
    assertMatch(line, /^the ratings of the nba were not brought up to date: .*Cannot use ratings/);
    assertEquals(await keep(`${folder}/nothing`, ["nba"]), [], "no recordings are no failure");
  });
});
