/**
 * The registry: every strategy that ships with the program.
 *
 * @module
 */
import { register, type RegisteredStrategy } from "../src/core/strategy.ts";
import favoriteThreshold from "./favorite_threshold.ts";

/** All strategies, by name. */
export const STRATEGIES: ReadonlyMap<string, RegisteredStrategy> = new Map(
  [register(favoriteThreshold)].map((definition) => [definition.name, definition]),
);
