/** The teams' ratings of a backtest's game: those that its session knew, else those of its day, and never later ones. */
import { assert, assertEquals } from "@std/assert";
import { REGISTRY } from "../../src/cli/rules.ts";
import type { RecordingHeader } from "../../src/recording/format/format.ts";
import { gameSetup } from "../../src/backtest/game_setup.ts";
import { shippedSetup } from "../../src/session/setup/build.ts";
import { ratingsOfDay } from "../../src/session/setup/models.ts";
import type { Setup } from "../../src/session/setup/setup.ts";
import { must } from "../support/must.ts";

const MODELS = { nba: { id: "nba@0123456789ab", sha256: "0".repeat(64) } };
const PLAN = { ...shippedSetup("t"), models: MODELS };
const MARCH = Date.parse("2025-03-01T20:00:00-05:00");

/** The ratings of a game whose recording has such a setup. */
function ratings(recorded: Setup | undefined, plan: Setup = PLAN, at = MARCH) {
  const header = { config: recorded ?? null } as unknown as RecordingHeader;
  return must(gameSetup(header, { setup: plan, scoreLagMs: 0 }, REGISTRY, at)).setup.ratings;
}

Deno.test("a recording from before there were models has the ratings of its day", () => {
  const found = ratings(undefined);
  assertEquals(found, ratingsOfDay(MODELS, "2025-03-01"));
  assert(found?.nba !== undefined);
  for (const [, , , last] of Object.values(found.nba.teams)) assert(last < "2025-03-01", last);
  assertEquals(ratings(shippedSetup("old")), found);
  // A game that goes on past midnight is of the day before.
  assertEquals(ratings(undefined, PLAN, Date.parse("2025-03-02T00:30:00-05:00")), found);
});

Deno.test("a recording of a session with models has the ratings that it knew, or none if it knew none", () => {
  const known = ratingsOfDay(MODELS, "2025-01-10");
  assertEquals(ratings({ ...PLAN, ratings: known }), known);
  assertEquals(ratings(PLAN), undefined);
});

Deno.test("without models no ratings are looked for", () => {
  assertEquals(ratings(undefined, shippedSetup("t")), undefined);
});
