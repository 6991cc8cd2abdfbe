/**
 * Sane everywhere: the shipped models, and small ones, over a grid of moments. A model that is not is found out.
 */
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { loadModel } from "../../../src/models/format/load.ts";
import type { Model } from "../../../src/models/format/model.ts";
import { MODEL_FORMAT } from "../../../src/models/format/schema.ts";
import { mirror, type Situation } from "../../../src/models/situation/situation.ts";
import { ROOT } from "../../cli/support.ts";
import { nbaSituations, nflSituations } from "../support/situations.ts";
import {
  type Asked,
  askedOf,
  falls,
  fallsInTheField,
  farFromStart,
  gridOf,
  leadsThatFade,
  nbaAt,
  nflAt,
  wrongAtTheEnd,
} from "../support/sane.ts";
import { NBA_ANCHOR, NBA_CONTENT, NFL_ANCHOR, NFL_CONTENT, written } from "../support/small_models.ts";

/** The models that come with the program. */
async function shipped(): Promise<Model[]> {
  const folder = `${ROOT}config/models`;
  const models: Model[] = [];
  for (const entry of await Array.fromAsync(Deno.readDir(folder)).catch(() => [])) {
    const text = await Deno.readTextFile(`${folder}/${entry.name}`);
    if (!text.slice(0, 200).includes(`"${MODEL_FORMAT}"`)) continue;
    const model = loadModel(text);
    assert(model.ok, model.ok ? "" : `${entry.name}: ${model.reason.message}`);
    models.push(model.value);
  }
  return models;
}

const MODELS = [written(NBA_CONTENT), written(NFL_CONTENT), ...await shipped()];

const CHECKS: Readonly<Record<string, (asked: Asked) => string[]>> = {
  "a point more, or a better pregame number, never makes the chance less": falls,
  "a yard nearer or a time-out more never makes the chance less": fallsInTheField,
  "a game's start is near the pregame number": farFromStart,
  "with no time left a lead is certain and a tie is the first second of an overtime": wrongAtTheEnd,
  "a lead becomes surer as the clock runs down": leadsThatFade,
};

/** With home and away exchanged the chances are 1 together. */
function uneven({ model, source }: Asked, situation: Situation): number {
  return Math.abs(model.probability(situation, source) + model.probability(mirror(situation), source) - 1);
}

for (const model of MODELS) {
  for (const asked of askedOf(model)) {
    const of = `${model.name} (${asked.source})`;
    for (const [what, check] of Object.entries(CHECKS)) {
      Deno.test(`${of}: ${what}`, () => assertEquals(check(asked), []));
    }

    Deno.test(`${of}: with home and away exchanged the chances are 1 together, to 1e-12`, () => {
      for (const situation of gridOf(asked)) {
        assert(uneven(asked, situation) <= 1e-12, JSON.stringify(situation));
      }
      const any: fc.Arbitrary<Situation> = model.sport === "nba" ? nbaSituations : nflSituations;
      fc.assert(fc.property(any, (situation) => uneven(asked, situation) <= 1e-12));
    });

    Deno.test(`${of}: what no game can have is no chance but a refusal`, () => {
      const impossible: Situation[] = model.sport === "nba"
        ? [nbaAt(2_881), nbaAt(-1), nbaAt(301, true), nbaAt(600, false, { diff: 151 }), nbaAt(NaN)]
        : [
          nflAt(3_601),
          nflAt(-1),
          nflAt(600, false, { down: 5 }),
          nflAt(600, false, { yardsToGoal: 0 }),
          nflAt(NaN),
        ];
      for (const situation of [...impossible, model.sport === "nba" ? nflAt(600) : nbaAt(600)]) {
        assert(Number.isNaN(model.probability(situation, asked.source)), JSON.stringify(situation));
        const estimate = model.estimate(situation, asked.source);
        assert(!estimate.ok, JSON.stringify(situation));
        assert(/^situation_/.test(estimate.reason.code), estimate.reason.message);
      }
    });

    if (model.sport === "nfl") {
      Deno.test(`${of}: a lead of 1 with the ball, 40 s and a defence without time-outs is all but won`, () => {
        for (const ballHome of [true, false]) {
          for (const pregame of asked.source === "none" ? [0] : [-2.5, 0, 2.5]) {
            const situation = nflAt(40, false, {
              diff: 1,
              otherTimeouts: 0,
              yardsToGoal: 60,
              ballHome,
              pregame,
            });
            const chance = model.probability(situation, asked.source);
            assert((ballHome ? chance : 1 - chance) > 0.97, `${chance}`);
          }
        }
      });
    }
  }
}

Deno.test("a model that is not sane is found out", () => {
  const [nba, nfl] = [NBA_ANCHOR, NFL_ANCHOR].map((anchor) =>
    // A point less is worth more in the third quarter, and the pregame number counts half.
    anchor.weights.map((row, term) =>
      row.map((weight, knot) => term === 0 && knot === 4 ? -weight : weight / 2)
    )
  );
  for (
    const [content, weights, anchor] of [[NBA_CONTENT, nba, NBA_ANCHOR], [
      NFL_CONTENT,
      nfl,
      NFL_ANCHOR,
    ]] as const
  ) {
    const model = written({
      ...content,
      parts: [{ sources: ["market"], anchor: { ...anchor, weights: weights ?? [] } }],
    });
    const [asked] = askedOf(model);
    assert(asked !== undefined, "it has a part");
    assert(falls(asked).length > 0, `${content.name}: falls`);
    assert(farFromStart(asked).length > 0, `${content.name}: start`);
  }
});
