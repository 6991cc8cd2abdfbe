/** The ratings of a setup: kept in a header, and asked where the market had no price at the start. */
import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import type { GameState } from "../../../src/core/game/game.ts";
import { easternTime } from "../../../src/lib/new_york.ts";
import { writeModel } from "../../../src/models/format/write.ts";
import { shelve } from "../../../src/models/live/shelf.ts";
import { makeRatings } from "../../../src/models/ratings/ratings_file.ts";
import { snapshotOn } from "../../../src/models/ratings/snapshot.ts";
import { chanceOf } from "../../../src/models/situation/pregame.ts";
import { shippedSetup } from "../../../src/session/setup/build.ts";
import { estimatorOf, markModels } from "../../../src/session/setup/models.ts";
import { resumedSetup } from "../../../src/session/setup/resumed.ts";
import { SetupSchema } from "../../../src/session/setup/setup.ts";
import { NBA_CONTENT } from "../../models/support/small_models.ts";
import { must } from "../../support/must.ts";

const SHELF = must(shelve([{ file: "mine.json", text: writeModel(NBA_CONTENT) }]));
const MODELS = markModels(SHELF.own);
const PLAYED = {
  season: 2027,
  date: "2026-11-20",
  home: "BOS",
  away: "LAL",
  score: { home: 130, away: 100 },
};
const SNAPSHOT = snapshotOn(must(makeRatings("nba", [PLAYED], ["made up"])), "2026-11-22");
assert(SNAPSHOT !== undefined);
const SETUP = { ...shippedSetup("t"), models: MODELS, ratings: { nba: SNAPSHOT } };

const team = (code: string, score: number) => ({ name: code, code, id: code, score });
const GAME: GameState = {
  league: "nba",
  gameId: "1",
  home: team("BOS", 0),
  away: team("LAL", 0),
  phase: "live",
  period: 1,
  secondsLeftInPeriod: 720,
  secondsLeftInGame: 2_880,
  overtime: false,
};

function estimate(
  { models, ratings }: Pick<typeof SETUP, "models"> & { ratings?: typeof SETUP.ratings },
  date: string,
) {
  const at = easternTime(date, 20 * 60);
  const game = estimatorOf(models, SHELF, ratings)?.follow("event");
  game?.see(GAME, at);
  const found = game?.estimate({ game: GAME, at, startPrice: undefined, pregame: undefined });
  if (found === undefined || "code" in found) throw new Error(JSON.stringify(found));
  return found;
}

Deno.test("a header keeps the ratings of the day, and a replay has the same numbers from it", () => {
  const read = SetupSchema.parse(JSON.parse(JSON.stringify(SETUP)));
  assertEquals(read.ratings, SETUP.ratings);
  const found = estimate(SETUP, "2026-11-22");
  assertEquals(found.source, "rating");
  // By hand: two teams of one game, the winner by 30 at home.
  const moved = 0.09 * 18 * Math.tanh(28 / 18);
  assertAlmostEquals(found.pregame, chanceOf(0.1255 * (2 * moved + 2)), 1e-12);
  assertEquals(
    estimate({ models: MODELS, ratings: read.ratings as typeof SETUP.ratings }, "2026-11-22"),
    found,
  );
});

Deno.test("without ratings, and before their day, the source is none", () => {
  assertEquals(estimate({ models: MODELS }, "2026-11-22").source, "none");
  assertEquals(estimate(SETUP, "2026-11-21").source, "none");
});

Deno.test("a session that goes on keeps the ratings that it was begun with", () => {
  const resumed = must(resumedSetup(SETUP, { setup: { ...SETUP, ratings: {} }, models: SHELF }));
  assertEquals(resumed.ratings, SETUP.ratings);
});
