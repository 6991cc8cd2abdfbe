/**
 * The logit that a part of a model gives a moment, before any rule.
 *
 * @module
 */
import { AnchorCurve } from "../anchor/anchor.ts";
import { type FeatureReader, makeFeatureReader } from "../features/reader.ts";
import { type Result, succeed } from "../../core/result.ts";
import { mirrorNba, newNbaSituation } from "../situation/nba.ts";
import type { Situation } from "../situation/situation.ts";
import type { Sport } from "../situation/sport.ts";
import type { Forest } from "../trees/forest.ts";
import { predictMargin } from "../trees/predict.ts";
import { type ModelPart, WeightCurve } from "./part.ts";

/** The features of an anchor or of trees, and the row that they are read into. */
interface Inputs {
  readonly reader: FeatureReader;
  readonly row: Float64Array;
}

/**
 * A part that is ready to be asked; nothing is allocated by a call.
 *
 * Logits are of the home team in the NBA and of the team with the ball in the NFL. In the NBA each is half the difference
 * between the moment's and its mirror's: with home and away exchanged it is the same with the sign changed, exactly.
 */
export class PartMargins {
  /** The anchor's logit of the last call; NaN without one. */
  anchor = NaN;
  /** The logit of the trees, or of both where the trees add to the anchor, of the last call; NaN without trees. */
  trees = NaN;

  readonly part: ModelPart;
  readonly #curve: AnchorCurve | undefined;
  readonly #curveInputs: Inputs | undefined;
  readonly #forest: Forest | undefined;
  readonly #forestInputs: Inputs | undefined;
  readonly #weight: WeightCurve | undefined;
  readonly #mirror = newNbaSituation();

  private constructor(part: ModelPart, curveInputs: Inputs | undefined, forestInputs: Inputs | undefined) {
    this.part = part;
    this.#curve = part.anchor && new AnchorCurve(part.anchor);
    this.#curveInputs = curveInputs;
    this.#forest = part.trees;
    this.#forestInputs = forestInputs;
    this.#weight = part.join && new WeightCurve(part.join.treeWeight);
  }

  /** Refused (`unknown_feature`) where the sport has not one of the features. */
  static of(sport: Sport, part: ModelPart): Result<PartMargins> {
    const curve = inputsOf(sport, part.anchor?.terms);
    if (!curve.ok) return curve;
    const forest = inputsOf(sport, part.trees?.features);
    return forest.ok ? succeed(new PartMargins(part, curve.value, forest.value)) : forest;
  }

  /** The logit. NaN where the anchor asks for what is not known. */
  margin(situation: Situation): number {
    this.#ask(situation, 1);
    if (situation.sport === "nba") {
      const { anchor, trees } = this;
      this.#ask(mirrorNba(situation, this.#mirror), -1);
      this.anchor = (anchor + this.anchor) / 2;
      this.trees = (trees + this.trees) / 2;
    }
    const { anchor, trees } = this;
    if (this.#weight === undefined) return this.#forest === undefined ? anchor : trees;
    const weight = this.#weight.at(situation.left);
    if (this.part.join?.how === "share") return anchor + weight * (trees - anchor);
    this.trees = anchor + weight * trees;
    return this.trees;
  }

  #ask(situation: Situation, sign: number): void {
    const { left } = situation;
    const curveInputs = this.#curveInputs;
    if (curveInputs !== undefined && this.#curve !== undefined) {
      curveInputs.reader.fill(situation, curveInputs.row);
      this.anchor = sign * this.#curve.margin(left, curveInputs.row);
    }
    const forestInputs = this.#forestInputs;
    if (forestInputs !== undefined && this.#forest !== undefined) {
      forestInputs.reader.fill(situation, forestInputs.row);
      this.trees = sign * predictMargin(this.#forest, forestInputs.row);
    }
  }
}

function inputsOf(sport: Sport, names: readonly string[] | undefined): Result<Inputs | undefined> {
  if (names === undefined) return succeed(undefined);
  const reader = makeFeatureReader(sport, names);
  if (!reader.ok) return reader;
  return succeed({ reader: reader.value, row: new Float64Array(names.length) });
}
