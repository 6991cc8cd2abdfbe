/**
 * A model out of its parts.
 *
 * @module
 */
import { refuse, type Result, succeed } from "../../core/result.ts";
import { chanceOf, PREGAME_SOURCES, type PregameSource } from "../situation/pregame.ts";
import { checkSituation, faultOf, type Situation } from "../situation/situation.ts";
import type { Sport } from "../situation/sport.ts";
import { NbaJudge } from "./judge_nba.ts";
import { NflJudge } from "./judge_nfl.ts";
import type { EndRule, Estimate, Model, Trained } from "./model.ts";
import type { ModelPart } from "./part.ts";
import { PartMargins } from "./part_margins.ts";

/** What a model is made of. */
export interface ModelContent {
  readonly name: string;
  readonly sport: Sport;
  /** Left out where it is not known. */
  readonly trained?: Trained;
  readonly parts: readonly ModelPart[];
}

/** Digits of the hash in a model's id. */
const ID_DIGITS = 12;

/**
 * Makes a model of checked parts.
 *
 * Refused (`unknown_feature`) where the sport has not one of the features.
 */
export function makeModel(content: ModelContent, hash: string): Result<Model> {
  const margins: PartMargins[] = [];
  for (const part of content.parts) {
    const made = PartMargins.of(content.sport, part);
    if (!made.ok) return made;
    margins.push(made.value);
  }
  return succeed(new LoadedModel(content, hash, margins));
}

class LoadedModel implements Model {
  readonly id: string;
  readonly hash: string;
  readonly name: string;
  readonly sport: Sport;
  readonly trained: Trained | undefined;
  readonly sources: readonly PregameSource[];
  readonly features: readonly string[];
  readonly parts: readonly ModelPart[];
  readonly #bySource: Readonly<Record<PregameSource, PartMargins | undefined>>;
  readonly #nba = new NbaJudge();
  readonly #nfl = new NflJudge();

  constructor({ name, sport, trained, parts }: ModelContent, hash: string, margins: readonly PartMargins[]) {
    this.id = `${name}@${hash.slice(0, ID_DIGITS)}`;
    this.hash = hash;
    this.name = name;
    this.sport = sport;
    this.trained = trained;
    this.parts = parts;
    const marginsOf = (source: PregameSource) => margins.find(({ part }) => part.sources.includes(source));
    this.#bySource = {
      market: marginsOf("market"),
      spread: marginsOf("spread"),
      rating: marginsOf("rating"),
      none: marginsOf("none"),
    };
    this.sources = PREGAME_SOURCES.filter((source) => this.#bySource[source] !== undefined);
    this.features = [
      ...new Set(parts.flatMap(({ anchor, trees }) => [...anchor?.terms ?? [], ...trees?.features ?? []])),
    ];
  }

  probability(situation: Situation, source: PregameSource): number {
    const margins = this.#bySource[source];
    if (margins === undefined || situation.sport !== this.sport) return NaN;
    return faultOf(situation) === undefined ? this.#chance(situation, margins) : NaN;
  }

  estimate(situation: Situation, source: PregameSource): Result<Estimate> {
    const checked = this.check(situation, source);
    if (!checked.ok) return checked;
    const margins = this.#bySource[source];
    if (margins === undefined) return this.#noPart(source);
    const probability = this.#chance(situation, margins);
    if (Number.isNaN(probability)) {
      return refuse("value_unknown", `No chance by ${this.id}: a number that its anchor needs is not known`);
    }
    const rule = this.#rule;
    const modelled = rule !== "final" && rule !== "overtime_next";
    const { anchor, trees } = margins;
    return succeed({
      probability,
      anchor: modelled ? homeChance(situation, anchor) : undefined,
      trees: modelled ? homeChance(situation, trees) : undefined,
      rule,
      source,
    });
  }

  check(situation: Situation, source: PregameSource): Result<Situation> {
    if (situation.sport !== this.sport) {
      return refuse(
        "situation_of_other_sport",
        `No chance by ${this.id}: it speaks of ${this.sport.toUpperCase()}, the game is ${situation.sport.toUpperCase()}`,
      );
    }
    return this.#bySource[source] === undefined ? this.#noPart(source) : checkSituation(situation);
  }

  #chance(situation: Situation, margins: PartMargins): number {
    return situation.sport === "nba"
      ? this.#nba.chance(situation, margins)
      : this.#nfl.chance(situation, margins);
  }

  get #rule(): EndRule | undefined {
    return this.sport === "nba" ? this.#nba.rule : this.#nfl.rule;
  }

  #noPart(source: PregameSource): ReturnType<typeof refuse> {
    return refuse(
      "no_part_for_source",
      `No chance by ${this.id}: it has no part for a pregame number from ${source}, only from ${
        this.sources.join(", ")
      }`,
    );
  }
}

/** A part's logit as the home team's chance; nothing where there is none. */
function homeChance(situation: Situation, logit: number): number | undefined {
  if (Number.isNaN(logit)) return undefined;
  return chanceOf(situation.sport === "nfl" && !situation.ballHome ? 0 - logit : logit);
}
