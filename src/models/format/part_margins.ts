/**
 * The logit that a part of a model gives a moment, before any rule.
 *
 * @module
 */
import { type Anchor, AnchorCurve } from "../anchor/anchor.ts";
import { type FeatureReader, makeFeatureReader } from "../features/reader.ts";
import { type Result, succeed } from "../../core/result.ts";
import { mirrorNba, newNbaSituation } from "../situation/nba.ts";
import type { Situation } from "../situation/situation.ts";
import type { Sport } from "../situation/sport.ts";
import type { Forest } from "../trees/forest.ts";
import { PairWalk } from "../trees/pair.ts";
import { predictMargin } from "../trees/predict.ts";
import { type ModelPart, WeightCurve } from "./part.ts";

/** An anchor, and the row of features that it is asked about. */
interface AnchorInputs {
  readonly reader: FeatureReader;
  readonly curve: AnchorCurve;
  readonly row: Float64Array;
}

/** Trees, and the rows of features that they are asked about: the moment's and its mirror's. */
interface TreeInputs {
  readonly reader: FeatureReader;
  readonly forest: Forest;
  readonly pair: PairWalk;
  readonly row: Float64Array;
  readonly mirrored: Float64Array;
  /** The logits of both rows. */
  readonly margins: Float64Array;
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
  readonly #anchor: AnchorInputs | undefined;
  readonly #trees: TreeInputs | undefined;
  readonly #weight: WeightCurve | undefined;
  readonly #mirror = newNbaSituation();

  private constructor(part: ModelPart, anchor: AnchorInputs | undefined, trees: TreeInputs | undefined) {
    this.part = part;
    this.#anchor = anchor;
    this.#trees = trees;
    this.#weight = part.join && new WeightCurve(part.join.treeWeight);
  }

  /** Refused (`unknown_feature`) where the sport has not one of the features. */
  static of(sport: Sport, part: ModelPart): Result<PartMargins> {
    const anchor = anchorInputs(sport, part.anchor);
    if (!anchor.ok) return anchor;
    const trees = treeInputs(sport, part.trees);
    return trees.ok ? succeed(new PartMargins(part, anchor.value, trees.value)) : trees;
  }

  /** The logit. NaN where the anchor asks for what is not known. */
  margin(situation: Situation): number {
    if (situation.sport === "nba") mirrorNba(situation, this.#mirror);
    if (this.#anchor !== undefined) this.anchor = this.#anchorMargin(situation, this.#anchor);
    if (this.#trees !== undefined) this.trees = this.#treeMargin(situation, this.#trees);
    const { anchor, trees } = this;
    if (this.#weight === undefined) return this.#trees === undefined ? anchor : trees;
    const weight = this.#weight.at(situation.left);
    if (this.part.join?.how === "share") return anchor + weight * (trees - anchor);
    this.trees = anchor + weight * trees;
    return this.trees;
  }

  #anchorMargin(situation: Situation, { reader, curve, row }: AnchorInputs): number {
    reader.fill(situation, row);
    const margin = curve.margin(situation.left, row);
    if (situation.sport === "nfl") return margin;
    reader.fill(this.#mirror, row);
    return (margin - curve.margin(situation.left, row)) / 2;
  }

  #treeMargin(situation: Situation, inputs: TreeInputs): number {
    const { reader, forest, pair, row, mirrored, margins } = inputs;
    reader.fill(situation, row);
    if (situation.sport === "nfl") return predictMargin(forest, row);
    reader.fill(this.#mirror, mirrored);
    pair.margins(row, mirrored, margins);
    return ((margins[0] ?? NaN) - (margins[1] ?? NaN)) / 2;
  }
}

function anchorInputs(sport: Sport, anchor: Anchor | undefined): Result<AnchorInputs | undefined> {
  if (anchor === undefined) return succeed(undefined);
  const reader = makeFeatureReader(sport, anchor.terms);
  if (!reader.ok) return reader;
  const row = new Float64Array(anchor.terms.length);
  return succeed({ reader: reader.value, curve: new AnchorCurve(anchor), row });
}

function treeInputs(sport: Sport, forest: Forest | undefined): Result<TreeInputs | undefined> {
  if (forest === undefined) return succeed(undefined);
  const reader = makeFeatureReader(sport, forest.features);
  if (!reader.ok) return reader;
  const columns = forest.features.length;
  return succeed({
    reader: reader.value,
    forest,
    pair: new PairWalk(forest),
    row: new Float64Array(columns),
    mirrored: new Float64Array(columns),
    margins: new Float64Array(2),
  });
}
