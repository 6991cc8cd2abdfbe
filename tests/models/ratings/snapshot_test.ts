import { assert, assertEquals } from "@std/assert";
import { easternTime } from "../../../src/lib/new_york.ts";
import { pregameFromRatings } from "../../../src/models/ratings/pregame.ts";
import { makeRatings } from "../../../src/models/ratings/ratings_file.ts";
import { byDate } from "../../../src/models/ratings/result.ts";
import { shippedRatings } from "../../../src/models/ratings/shipped.ts";
import { rateBySnapshot, snapshotOn, SnapshotSchema } from "../../../src/models/ratings/snapshot.ts";
import { game, seasons, valueOf } from "./support.ts";

const games = seasons(1).sort(byDate);
const file = valueOf(makeRatings("nba", games, []));
const at = (date: string, minutes = 20 * 60) => easternTime(date, minutes);

/** As a header keeps it and a replay reads it. */
function kept(day: string) {
  const snapshot = snapshotOn(file, day);
  if (snapshot === undefined) throw new Error("no snapshot");
  return rateBySnapshot("nba", SnapshotSchema.parse(JSON.parse(JSON.stringify(snapshot))));
}

Deno.test("a snapshot rates games of its day and later ones as the file does on its day", () => {
  for (const day of ["2024-11-10", "2024-11-11", "2025-01-15"]) {
    const rated = valueOf(pregameFromRatings(file, "BOS", "ATL", day));
    assertEquals(kept(day)("BOS", "ATL", at(day)), rated);
    // A game that begins late ends after midnight: it is rated as it was, a back-to-back too.
    assertEquals(kept(day)("BOS", "ATL", at(day, 23 * 60 + 59) + 2 * 3_600_000), rated);
  }
});

Deno.test("games that were counted since change nothing of a snapshot, and a game before it is not rated", () => {
  const day = "2024-11-10";
  const before = valueOf(makeRatings("nba", games.filter(({ date }) => date < day), []));
  assertEquals(snapshotOn(before, day), snapshotOn(file, day));
  assertEquals(kept(day)("BOS", "ATL", at("2024-11-09")), undefined);
  assertEquals(kept(day)("BOS", "XYZ", at(day)), undefined);
});

Deno.test("asked about several games by turns, each has its own answer, and every day its own", () => {
  const rate = kept("2024-11-10");
  const ask = (home: string, away: string, day: string) => rate(home, away, at(day));
  const first = [
    ask("BOS", "ATL", "2024-11-10"),
    ask("ATL", "BOS", "2024-11-10"),
    ask("BOS", "ATL", "2025-11-10"),
  ];
  assertEquals(new Set(first.map((each) => each?.logit)).size, 3);
  const again = [
    ask("BOS", "ATL", "2024-11-10"),
    ask("ATL", "BOS", "2024-11-10"),
    ask("BOS", "ATL", "2025-11-10"),
  ];
  assertEquals(again, first);
  assertEquals(ask("BOS", "ATL", "2024-11-09"), undefined);
});

Deno.test("what is too old or too late is not kept at all", () => {
  assertEquals(snapshotOn(shippedRatings("nba"), "2026-11-28"), undefined);
  assertEquals(snapshotOn(file, "2023-11-10"), undefined);
  const nfl = snapshotOn(shippedRatings("nfl"), "2026-11-28");
  assertEquals(Object.keys(nfl?.teams ?? {}).length, 32);
  assert(JSON.stringify(nfl).length < 3_000);
  const two = valueOf(makeRatings("nba", [...games, game("2026-10-20", "BOS", 1, "CHI", 2)], []));
  assertEquals(Object.keys(snapshotOn(two, "2026-11-01")?.teams ?? {}), ["BOS", "CHI"]);
});
