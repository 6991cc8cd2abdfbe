/**
 * The models that can be used: those that ship with the program, and a trader's own.
 *
 * @module
 */
import { refuse, type Result, succeed } from "../../core/result.ts";
import { loadModel } from "../format/load.ts";
import type { Model } from "../format/model.ts";
import { type Sport, SPORTS } from "../situation/sport.ts";
import { SHIPPED_TEXTS } from "./shipped.ts";

/** A model's file as it was read: plain data, that a worker uses without reading anything. */
export interface ModelText {
  /** The file's name without its folder; left out for one that ships with the program. */
  readonly file?: string;
  readonly text: string;
}

/** A model, and the file that it is of. */
export interface ShelvedModel {
  readonly model: Model;
  /** Left out for one that ships with the program. */
  readonly file?: string;
}

/** Models by sport. */
export type ModelChoice = Readonly<Partial<Record<Sport, ShelvedModel>>>;

/** The models at hand. */
export class ModelShelf {
  readonly #models: readonly ShelvedModel[];

  /** @param own before the shipped ones */
  constructor(own: readonly ShelvedModel[] = []) {
    this.#models = own;
  }

  /** The model of a digest; `undefined` where it is not at hand. */
  find(sport: Sport, sha256: string): Model | undefined {
    const own = this.#models.find(({ model }) => model.sport === sport && model.hash === sha256);
    if (own !== undefined) return own.model;
    const shipped = shippedModels()[sport]?.model;
    return shipped?.hash === sha256 ? shipped : undefined;
  }

  /** The trader's own. */
  get own(): ModelChoice {
    return Object.fromEntries(this.#models.map((shelved) => [shelved.model.sport, shelved] as const));
  }
}

/**
 * Loads a trader's own models.
 *
 * @returns a refusal for a file that is no model, and for two of one sport
 */
export function shelve(texts: readonly ModelText[]): Result<ModelShelf> {
  const own: ShelvedModel[] = [];
  for (const { file, text } of texts) {
    const loaded = loadModel(text, { ...file === undefined ? {} : { name: nameOf(file) } });
    if (!loaded.ok) {
      return refuse(loaded.reason.code, `Cannot use model "${file ?? ""}": ${loaded.reason.message}`);
    }
    const model = loaded.value;
    const other = own.find((each) => each.model.sport === model.sport);
    if (other !== undefined) {
      const sport = model.sport.toUpperCase();
      return refuse(
        "models_of_one_sport",
        `Cannot use two models of the ${sport}: expected one of "${other.file}" and "${file}"`,
      );
    }
    own.push({ model, ...file === undefined ? {} : { file } });
  }
  return succeed(new ModelShelf(own));
}

const opened = new WeakMap<readonly ModelText[], ModelShelf>();

/** The same of texts that were checked before, once for each list of them. */
export function shelfOf(texts: readonly ModelText[] | undefined): ModelShelf | undefined {
  if (texts === undefined) return undefined;
  const known = opened.get(texts);
  if (known !== undefined) return known;
  const shelf = shelve(texts);
  if (!shelf.ok) return undefined;
  opened.set(texts, shelf.value);
  return shelf.value;
}

/** A bare XGBoost model has no name of its own. */
function nameOf(file: string): string {
  return file.replace(/\.json$/, "").replaceAll(/[^A-Za-z0-9._-]+/g, "-").replace(/^[^A-Za-z0-9]+/, "") ||
    "model";
}

let shipped: ModelChoice | undefined;

/** The models that ship with the program, loaded when they are first asked for. */
export function shippedModels(): ModelChoice {
  if (shipped !== undefined) return shipped;
  const found = SPORTS.flatMap((sport) => {
    const text = SHIPPED_TEXTS[sport];
    if (text === undefined) return [];
    const loaded = loadModel(text, { sport });
    // A program that was made whole has none that cannot be read; a test holds it to that.
    if (!loaded.ok) {
      throw new TypeError(`Cannot read the shipped model of the ${sport}: ${loaded.reason.message}`);
    }
    return [[sport, { model: loaded.value }] as const];
  });
  return shipped = Object.fromEntries(found);
}
