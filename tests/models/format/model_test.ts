/**
 * How anchor and trees become one chance, by part and sport.
 */
import { assert, assertAlmostEquals, assertEquals, assertStringIncludes } from "@std/assert";
import fc from "fast-check";
import { anchorMargin } from "../../../src/models/anchor/anchor.ts";
import { makeFeatureReader } from "../../../src/models/features/reader.ts";
import type { ModelContent } from "../../../src/models/format/loaded_model.ts";
import type { Join } from "../../../src/models/format/part.ts";
import { WeightCurve } from "../../../src/models/format/part.ts";
import { chanceOf } from "../../../src/models/situation/pregame.ts";
import { mirror, type Situation } from "../../../src/models/situation/situation.ts";
import { predictMargin } from "../../../src/models/trees/predict.ts";
import { nbaSituations, nflSituations } from "../support/situations.ts";
import { nbaAt, nflAt } from "../support/sane.ts";
import {
  NBA_ANCHOR,
  NBA_CONTENT,
  NBA_TREES,
  NFL_ANCHOR,
  NFL_CONTENT,
  NFL_TREES,
  written,
} from "../support/small_models.ts";

function row(situation: Situation, names: readonly string[]): Float64Array {
  const reader = makeFeatureReader(situation.sport, names);
  assert(reader.ok, "read");
  const out = new Float64Array(names.length);
  reader.value.fill(situation, out);
  return out;
}

/** The anchor's logit and the trees', the plain way. */
function plain(situation: Situation): { anchor: number; trees: number } {
  if (situation.sport === "nfl") {
    return {
      anchor: anchorMargin(NFL_ANCHOR, situation.left, row(situation, NFL_ANCHOR.terms)),
      trees: predictMargin(NFL_TREES, row(situation, NFL_TREES.features)),
    };
  }
  const trees = (moment: Situation) => predictMargin(NBA_TREES, row(moment, NBA_TREES.features));
  return {
    anchor: anchorMargin(NBA_ANCHOR, situation.left, row(situation, NBA_ANCHOR.terms)),
    trees: (trees(situation) - trees(mirror(situation))) / 2,
  };
}

/** The home team's chance by no rule. */
function homeOf(situation: Situation, logit: number): number {
  return chanceOf(situation.sport === "nfl" && !situation.ballHome ? -logit : logit);
}

function joined(content: ModelContent, join: Join): ModelContent {
  const [part] = content.parts;
  assert(part?.anchor !== undefined && part.trees !== undefined, "it has both");
  return { ...content, parts: [{ sources: ["market"], anchor: part.anchor, trees: part.trees, join }] };
}

const WEIGHTS = [[60, 0.9], [120, 0.5], [2_000, 0.2]] as const;

Deno.test("a weight is linear between its seconds and stays beyond them", () => {
  const curve = new WeightCurve(WEIGHTS);
  for (
    const [left, weight] of [[0, 0.9], [60, 0.9], [90, 0.7], [120, 0.5], [1_060, 0.35], [2_880, 0.2]] as const
  ) {
    assertAlmostEquals(curve.at(left), weight, 1e-15, `${left} s`);
  }
  assertEquals(new WeightCurve([[100, 0.4]]).at(3), 0.4);
  assertEquals(new WeightCurve([[100, 0.4]]).at(300), 0.4);
});

Deno.test("shares are of the logits, and added trees come on top of the anchor", () => {
  const situations: fc.Arbitrary<Situation> = fc.oneof(nbaSituations, nflSituations);
  for (const how of ["share", "added"] as const) {
    const join: Join = { how, treeWeight: WEIGHTS };
    const models = { nba: written(joined(NBA_CONTENT, join)), nfl: written(joined(NFL_CONTENT, join)) };
    fc.assert(fc.property(situations, (situation) => {
      const estimate = models[situation.sport].estimate(situation, "market");
      // Time-outs that are not known go where a tree says; no anchor here asks for them.
      assert(estimate.ok, estimate.ok ? "" : estimate.reason.message);
      if (situation.left === 0) return;
      const { anchor, trees } = plain(situation);
      const weight = new WeightCurve(WEIGHTS).at(situation.left);
      const logit = how === "share" ? (1 - weight) * anchor + weight * trees : anchor + weight * trees;
      const { value } = estimate;
      assertAlmostEquals(value.anchor ?? NaN, homeOf(situation, anchor), 1e-12);
      assertAlmostEquals(value.trees ?? NaN, homeOf(situation, how === "share" ? trees : logit), 1e-12);
      assertEquals(value.probability, models[situation.sport].probability(situation, "market"));
      if (value.rule !== undefined) return;
      const expected = Math.min(0.9999, Math.max(0.0001, homeOf(situation, logit)));
      assertAlmostEquals(value.probability, expected, 1e-12);
    }));
  }
});

Deno.test("an anchor alone and trees alone are models, and say only what they have", () => {
  const moment = nbaAt(700, false, { diff: 6, pregame: -0.4, possession: -1 });
  const { anchor, trees } = plain(moment);
  const only = (part: ModelContent["parts"][number]) =>
    written({ ...NBA_CONTENT, parts: [part] }).estimate(moment, "market");
  const [first, second] = [
    only({ sources: ["market"], anchor: NBA_ANCHOR }),
    only({ sources: ["market"], trees: NBA_TREES }),
  ];
  assert(first?.ok && second?.ok, "both are models");
  assertAlmostEquals(first.value.probability, chanceOf(anchor), 1e-12);
  assertAlmostEquals(second.value.probability, chanceOf(trees), 1e-12);
  assertEquals([first.value.trees, second.value.anchor], [undefined, undefined]);
});

Deno.test("each source of the pregame number has its own part, and one without a part is refused", () => {
  const moment = nflAt(100, false, { diff: 3, pregame: 0.5 });
  const model = written(NFL_CONTENT);
  const { anchor, trees } = plain(moment);
  assert(Math.abs(anchor - trees) > 0.1, "they differ");
  assertEquals(model.probability(moment, "market"), model.probability(moment, "spread"));
  assertAlmostEquals(model.probability(moment, "rating"), chanceOf(anchor), 1e-12);
  const some = written({ ...NFL_CONTENT, parts: NFL_CONTENT.parts.slice(0, 1) });
  assert(Number.isNaN(some.probability(moment, "none")), "no guess by another part");
  for (const answer of [some.estimate(moment, "none"), some.check(moment, "none")]) {
    assert(!answer.ok, "refused");
    assertEquals(answer.reason.code, "no_part_for_source");
    assertStringIncludes(answer.reason.message, "from none, only from market, spread");
  }
});

Deno.test("an anchor that asks for what is not known has no chance to give", () => {
  const anchor = { knots: [0, 100], terms: ["diff", "own_timeouts"], weights: [[1, 1], [0.1, 0.1]] };
  const model = written({ ...NFL_CONTENT, parts: [{ sources: ["market"], anchor }] });
  const known = nflAt(50, false, { diff: 3 });
  assert(model.estimate(known, "market").ok, "known");
  const unknown = { ...known, ownTimeouts: NaN };
  assert(Number.isNaN(model.probability(unknown, "market")), "no chance");
  const estimate = model.estimate(unknown, "market");
  assert(!estimate.ok, "refused");
  assertEquals(estimate.reason.code, "value_unknown");
});

Deno.test("a moment that is asked about is left as it was, and an answer does not depend on the one before", () => {
  const models = { nba: written(NBA_CONTENT), nfl: written(NFL_CONTENT) };
  const situations: fc.Arbitrary<Situation> = fc.oneof(nbaSituations, nflSituations);
  fc.assert(fc.property(situations, situations, (one, other) => {
    const before = structuredClone(one);
    const first = models[one.sport].probability(one, "market");
    models[other.sport].probability(other, "market");
    assertEquals(models[one.sport].probability(one, "market"), first);
    assertEquals(one, before);
  }));
});
