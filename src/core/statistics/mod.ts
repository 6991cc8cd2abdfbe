/**
 * How sure one may be of a metric.
 *
 * - `percentile.ts`, `moments.ts`, `normal.ts`: the tools
 * - `bootstrap.ts`: the interval of a statistic over games
 * - `monte_carlo.ts`: what as many games drawn from these would come to; `game_path.ts`: a game as it takes it
 * - `scores.ts`: how far forecasts were from what happened
 * - `deflated_sharpe.ts`: whether the best of many is luck
 * - `walk_forward.ts`: choosing on earlier games, judging on later ones
 *
 * @module
 */
export * from "./bootstrap.ts";
export * from "./deflated_sharpe.ts";
export * from "./game_path.ts";
export * from "./moments.ts";
export * from "./monte_carlo.ts";
export * from "./normal.ts";
export * from "./percentile.ts";
export * from "./scores.ts";
export * from "./walk_forward.ts";
