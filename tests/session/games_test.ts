import { assertEquals } from "@std/assert";
import type { Job } from "../../src/discovery/job.ts";
import { fixturesOf, sessionFixtures } from "../../src/session/games.ts";
import { exchangeGame, match } from "../discovery/support.ts";

const [JOB] = match("nba", exchangeGame("nba", "LAL", "BOS"), []).jobs as [Job];
const PREGAME = { total: { value: 221.5, source: "test", readAt: 1_000 } };
const { event, homeMarket, awayMarket } = JOB;

/** A job as a header holds it. */
function header(job: Job): { game: Record<string, never> } {
  return { game: JSON.parse(JSON.stringify(job)) };
}

Deno.test("the facts known before a game go with its job through a recording's header", () => {
  assertEquals(fixturesOf(header({ ...JOB, pregame: PREGAME })), [
    { event, homeMarket, awayMarket, pregame: PREGAME },
  ]);
  assertEquals(fixturesOf(header(JOB)), [{ event, homeMarket, awayMarket }]);
  assertEquals(fixturesOf({ game: null }), []);
});

Deno.test("a session that goes on knows what its recording's header says, not what was discovered since", () => {
  const later: Job = { ...JOB, pregame: PREGAME };
  assertEquals(sessionFixtures(later, undefined)[0]?.pregame, PREGAME);
  assertEquals(sessionFixtures(later, header(JOB))[0]?.pregame, undefined);
  assertEquals(sessionFixtures(later, { game: null })[0]?.pregame, PREGAME);
  assertEquals(sessionFixtures(undefined, undefined), []);
});
