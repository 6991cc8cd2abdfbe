import { assert, assertAlmostEquals, assertEquals } from "@std/assert";
import fc from "fast-check";
import { drawGames } from "../../../src/models/evaluation/figure.ts";
import { forecast, wantedRows } from "../../../src/models/evaluation/forecast.ts";
import {
  featureGains,
  inputCosts,
  MOST_ROWS,
  sampledRows,
} from "../../../src/models/evaluation/importance.ts";
import { inputsOf } from "../../../src/models/evaluation/inputs.ts";
import { faultOf } from "../../../src/models/situation/situation.ts";
import { NBA_CONTENT, NFL_CONTENT, written } from "../support/small_models.ts";
import { nflSituations } from "../support/situations.ts";
import { makeNbaTable } from "./made_table.ts";

const MODEL = written(NBA_CONTENT);
const TABLE = makeNbaTable(80, 6);
const ALL = wantedRows(TABLE, { seasons: [2024, 2025], regular: false });

function costs(games = 80, seed = 1) {
  const { rows, places } = forecast(TABLE, ALL, [{ model: MODEL, table: TABLE }]);
  return inputCosts({ model: MODEL, table: TABLE, places, rows }, drawGames(games), seed);
}

Deno.test("the score matters most, the pregame number less, and what the model is not asked for is left out", () => {
  const found = costs();
  assertEquals(found.map(({ input }) => input), ["score", "pregame number", "clock"]);
  const [score, pregame, clock] = found;
  assert((clock?.logLoss.value ?? 0) > 0);
  assert((score?.logLoss.low ?? 0) > 0.1 && score?.verdict === "higher");
  assert((pregame?.logLoss.value ?? 0) < (score?.logLoss.value ?? 0) / 2);
});

Deno.test("the same seed gives the same costs, another one others", () => {
  assertEquals(costs(), costs());
  assert(costs()[0]?.logLoss.value !== costs(80, 2)[0]?.logLoss.value);
});

Deno.test("with one game there is nothing to exchange with", () => {
  const places = ALL.subarray(0, 48);
  const { rows } = forecast(TABLE, places, [{ model: MODEL, table: TABLE }]);
  assertEquals(inputCosts({ model: MODEL, table: TABLE, places, rows }, drawGames(1), 1), []);
});

Deno.test("many rows are sampled evenly", () => {
  assertEquals(sampledRows(1_000), 1_000);
  assertEquals(sampledRows(MOST_ROWS), MOST_ROWS);
  assertEquals(sampledRows(MOST_ROWS + 1), Math.ceil((MOST_ROWS + 1) / 2));
});

Deno.test("the gain of trees is shared by the feature that was split on", () => {
  const gains = featureGains(MODEL, "rating");
  assertAlmostEquals(gains.reduce((sum, { share }) => sum + share, 0), 1, 1e-6);
  // Six splits of gain 1: three on ezp, one on left, two on diff.
  assertEquals(gains.map(({ feature, share }) => [feature, Math.round(share * 6)]), [
    ["ezp", 3],
    ["diff", 2],
    ["left", 1],
  ]);
  // The part for the NFL's rating is an anchor alone.
  assertEquals(featureGains(written(NFL_CONTENT), "rating"), []);
});

// Invariant: an input of the NFL is taken from the home team's view: taken from a moment, then from the first one again,
// it is as it was; and what is taken never changes what the home team had of the rest.
Deno.test("property: who has the ball is taken without a team getting what is the other's", () => {
  const ball = inputsOf("nfl").find(({ name }) => name === "who has the ball");
  const homeHas = (
    moment: { ballHome: boolean; diff: number; ownTimeouts: number; otherTimeouts: number },
  ) => [
    moment.ballHome ? moment.diff : 0 - moment.diff,
    moment.ballHome ? moment.ownTimeouts : moment.otherTimeouts,
    moment.ballHome ? moment.otherTimeouts : moment.ownTimeouts,
  ];
  fc.assert(fc.property(nflSituations, nflSituations, (moment, other) => {
    const changed = { ...moment };
    ball?.exchange(changed, other);
    assertEquals(changed.ballHome, other.ballHome);
    assertEquals(homeHas(changed), homeHas(moment));
    assertEquals(changed.pregame, moment.pregame);
    const kick = (each: typeof moment) => (each.ballHome ? 1 : -1) * each.secondHalfKick + 0;
    assertEquals(kick(changed), kick(moment));
  }));
});

Deno.test("property: each input is that of the other moment's home team, and makes no impossible moment", () => {
  const homeDiff = (each: { ballHome: boolean; diff: number }) =>
    (each.ballHome ? each.diff : 0 - each.diff) + 0;
  fc.assert(fc.property(nflSituations, nflSituations, (moment, other) => {
    for (const input of inputsOf("nfl")) {
      const changed = { ...moment };
      input.exchange(changed, other);
      assertEquals(faultOf(changed), undefined, input.name);
      if (input.name === "score") assertEquals(homeDiff(changed), homeDiff(other));
      if (input.name === "clock") assertEquals([changed.left, changed.half], [other.left, other.half]);
      if (input.name === "field position") assertEquals(changed.yardsToGoal, other.yardsToGoal);
      if (input.name === "pregame number") assertEquals(changed.pregame, other.pregame);
    }
  }));
});
