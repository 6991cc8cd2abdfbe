/**
 * A recipe with some of its numbers changed, as a command line changes them.
 *
 * @module
 */
import { refuse, type Result, succeed } from "../../core/result.ts";
import { checkGrowth, type GrowthOptions } from "../trees/boosting/options.ts";
import type { Recipe } from "./recipe.ts";
import { TEACHERS } from "./recipes.ts";

/** What is changed in every part; what is left out stays as it is. */
export interface Changes {
  readonly growth: Partial<Omit<GrowthOptions, "seed">>;
  /** At most so many rows are learned from, by anchor and trees each. */
  readonly rows?: number | undefined;
  /** Whether rows learn by a reference model of the data too. */
  readonly isTaught?: boolean;
}

const LEAST_ROWS = 1_000;

/** Refused (`GROWTH_OUT_OF_RANGE`, `rows_out_of_range`) where no model can be trained so. */
export function changeRecipe(recipe: Recipe, { growth, rows, isTaught = false }: Changes): Result<Recipe> {
  if (rows !== undefined && !(Number.isInteger(rows) && rows >= LEAST_ROWS)) {
    return refuse(
      "rows_out_of_range",
      `Cannot train: expected at least ${LEAST_ROWS} rows to learn from, was ${rows}`,
    );
  }
  const parts = [];
  for (const part of recipe.parts) {
    const changed = checkGrowth({ ...part.trees.growth, ...growth, seed: 0 });
    if (!changed.ok) return changed;
    const { seed: _, ...own } = changed.value;
    parts.push({
      ...part,
      ...isTaught && { teacher: TEACHERS[part.taughtBy] },
      anchor: { ...part.anchor, ...rows !== undefined && { rows } },
      trees: { ...part.trees, growth: own, ...rows !== undefined && { rows } },
    });
  }
  return succeed({ ...recipe, parts });
}
