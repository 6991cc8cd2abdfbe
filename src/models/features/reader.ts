/**
 * Features by name: what a model asks for, read from a situation into an array.
 *
 * @module
 */
import { refuse, type Result, succeed } from "../../core/result.ts";
import { nearest } from "../../lib/nearest.ts";
import type { NbaSituation } from "../situation/nba.ts";
import type { NflSituation } from "../situation/nfl.ts";
import type { Situation } from "../situation/situation.ts";
import type { Sport } from "../situation/sport.ts";
import type { Feature } from "./feature.ts";
import { NBA_FEATURES } from "./nba.ts";
import { NFL_FEATURES } from "./nfl.ts";

/** Features of a sport, in the order that a model wants them. */
export interface FeatureReader {
  readonly sport: Sport;
  readonly names: readonly string[];
  /**
   * Writes the features of a situation, NaN where one is not known; nothing is allocated.
   *
   * @param from index of `out` at which the first one goes; 0 where left out
   * @throws {TypeError} where the situation is of another sport
   */
  fill(situation: Situation, out: Float64Array, from?: number): void;
}

/** How a feature behaves, without its formula. */
export type FeatureFacts = Omit<Feature<never>, "of">;

/** All features of a sport. */
export function featuresOf(sport: Sport): readonly FeatureFacts[] {
  return sport === "nba" ? NBA_FEATURES : NFL_FEATURES;
}

/** Reads these features; refused (`unknown_feature`) where the sport has not one of them. */
export function makeFeatureReader(sport: Sport, names: readonly string[]): Result<FeatureReader> {
  if (sport === "nba") {
    const found = find(sport, NBA_FEATURES, names);
    return found.ok ? succeed(nbaReader(names, found.value)) : found;
  }
  const found = find(sport, NFL_FEATURES, names);
  return found.ok ? succeed(nflReader(names, found.value)) : found;
}

type Formula<S> = Feature<S>["of"];

function find<S>(
  sport: Sport,
  features: readonly Feature<S>[],
  names: readonly string[],
): Result<readonly Formula<S>[]> {
  const byName = new Map(features.map((feature) => [feature.name, feature.of]));
  const found: Formula<S>[] = [];
  for (const name of names) {
    const formula = byName.get(name);
    if (formula === undefined) return unknown(sport, name, [...byName.keys()]);
    found.push(formula);
  }
  return succeed(found);
}

function unknown(sport: Sport, name: string, known: readonly string[]): Result<never> {
  const near = nearest(name, known);
  const hint = near === undefined ? `there are ${known.join(", ")}` : `did you mean ${near}?`;
  return refuse("unknown_feature", `No feature "${name}" of ${sport.toUpperCase()}: ${hint}`);
}

function nbaReader(names: readonly string[], formulas: readonly Formula<NbaSituation>[]): FeatureReader {
  return {
    sport: "nba",
    names,
    fill(situation, out, from = 0) {
      if (situation.sport !== "nba") throw wrongSport(situation, "nba");
      for (let index = 0; index < formulas.length; index++) {
        out[from + index] = formulas[index]?.(situation) ?? NaN;
      }
    },
  };
}

function nflReader(names: readonly string[], formulas: readonly Formula<NflSituation>[]): FeatureReader {
  return {
    sport: "nfl",
    names,
    fill(situation, out, from = 0) {
      if (situation.sport !== "nfl") throw wrongSport(situation, "nfl");
      for (let index = 0; index < formulas.length; index++) {
        out[from + index] = formulas[index]?.(situation) ?? NaN;
      }
    },
  };
}

function wrongSport({ sport }: Situation, expected: Sport): TypeError {
  return new TypeError(`Cannot read features of ${expected} from a situation of ${sport}`);
}
