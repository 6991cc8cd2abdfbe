/**
 * The card of a trained model: how it was made, and how good it is on games that it has not seen.
 *
 * @module
 */
import type { PlayTable } from "../data/play_table.ts";
import type { Card } from "../evaluation/card/card.ts";
import { makeCard, type OtherChances } from "../evaluation/card/make_card.ts";
import { cardRows } from "../evaluation/forecast.ts";
import type { Model } from "../format/model.ts";
import type { Said } from "./judge.ts";
import type { TrainedModel, TrainingOptions } from "./train.ts";

/** What a card is made of. */
export interface TrainedCardInput {
  readonly table: PlayTable;
  readonly trained: TrainedModel;
  /** The same, as it reads back. */
  readonly model: Model;
  readonly options: Pick<TrainingOptions, "recipe" | "kind" | "seed">;
  readonly said: Said;
  /** Whether each season was judged by a model of the same recipe that was trained without it. */
  readonly isInTurn: boolean;
  /** Name and version of the program. */
  readonly program: string;
  /** Names of the data's files, without folders. */
  readonly files: readonly string[];
}

/** Makes the card. */
export function trainedCard(input: TrainedCardInput): Card {
  const { table, model, said, isInTurn, program, files } = input;
  const [first] = said.sources;
  const { reference } = table;
  const against: readonly OtherChances[] = reference === undefined ? [] : said.sources.map(({ source }) => ({
    name: "wp of nflfastR",
    source,
    chances: Float64Array.from(said.places, (row) => reference[row] ?? NaN),
  }));
  return {
    ...makeCard({
      program,
      sport: table.sport,
      model: {
        id: model.id,
        name: model.name,
        trained: model.trained === undefined
          ? null
          : { ...model.trained, seasons: [...model.trained.seasons] },
        features: [...model.features],
      },
      files,
      rows: cardRows(table, said.places),
      sources: [first, ...said.sources.slice(1)],
      against: against.filter(({ chances }) => chances.every((chance) => chance >= 0 && chance <= 1)),
      heldOutInTurn: isInTurn,
    }),
    training: trainingOf(input),
  };
}

/** How the model was made. */
function trainingOf({ trained, options }: TrainedCardInput): Card["training"] {
  const { recipe, kind, seed } = options;
  return {
    kind,
    seed,
    parts: recipe.parts.flatMap(({ sources, taughtBy, anchor, trees, treeWeight, teacher }, index) => {
      const made = trained.parts[index];
      if (made === undefined) return [];
      const { growth } = trees;
      return [{
        sources: [...sources],
        taughtBy,
        anchor: kind === "trees" ? null : {
          rows: made.anchorRows,
          knots: [...anchor.knots],
          terms: [...anchor.terms],
          l2: anchor.l2,
        },
        trees: kind === "anchor" ? null : {
          rows: made.treeRows,
          features: [...trees.features],
          kept: made.trees,
          grown: made.grown,
          growth: { ...growth, patience: growth.patience ?? null },
        },
        treeWeight: kind === "both"
          ? treeWeight.map(([left, weight]): [number, number] => [left, weight])
          : null,
        ownShare: made.taught ? teacher?.ownShare ?? null : null,
      }];
    }),
  };
}
