/**
 * Values of a request's query: each that the exchange documents works, or is refused with 400.
 *
 * An empty value counts as none, and names that the exchange does not document are passed over, as the exchange does.
 *
 * @module
 */
import { badRequest } from "./errors.ts";

/** Unix seconds far beyond any market. */
const MOST_SECONDS = 1e11;
/** RFC 3339 with a zone, or a date alone. */
const TIME = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2}))?$/i;

/** The query of one request. All readers throw a {@linkcode RestError} of status 400 where a value cannot be understood. */
export class Query {
  readonly #params: URLSearchParams;

  /** @param url of the request */
  constructor(url: string) {
    this.#params = new URL(url).searchParams;
  }

  /** A text. */
  text(name: string): string | undefined {
    const text = this.#params.get(name);
    return text === null || text === "" ? undefined : text;
  }

  /** A comma-separated list. */
  list(name: string): readonly string[] | undefined {
    return this.text(name)?.split(",");
  }

  /** All values of a repeated name; a comma joins nothing. */
  repeated(name: string): readonly string[] {
    return this.#params.getAll(name).filter((value) => value !== "");
  }

  /** A whole number in a range. */
  whole(name: string, low: number, high: number): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const value = Number(text);
    if (!/^-?\d+$/.test(text) || value < low || value > high) {
      throw badRequest(`${name}: expected a whole number in ${low}…${high}, was "${text}"`);
    }
    return value;
  }

  /** Unix seconds, as milliseconds. */
  seconds(name: string): number | undefined {
    const value = this.whole(name, 0, MOST_SECONDS);
    return value === undefined ? undefined : value * 1000;
  }

  /** Yes or no. */
  flag(name: string): boolean | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    if (text !== "true" && text !== "false") {
      throw badRequest(`${name}: expected true or false, was "${text}"`);
    }
    return text === "true";
  }

  /** One of some words. */
  choice<Word extends string>(name: string, words: readonly Word[]): Word | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const found = words.find((word) => word === text);
    if (found === undefined) {
      throw badRequest(`${name}: expected one of ${words.join(", ")}, was "${text}"`);
    }
    return found;
  }

  /** A time in RFC 3339, as Unix milliseconds. */
  time(name: string): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const at = TIME.test(text) ? Date.parse(text) : NaN;
    if (Number.isNaN(at)) throw badRequest(`${name}: expected a time in RFC 3339, was "${text}"`);
    return at;
  }

  /** Whether a filter lets a value through: it does where it is not given. */
  matches(name: string, ...values: readonly (string | undefined)[]): boolean {
    const wanted = this.text(name);
    return wanted === undefined || values.includes(wanted);
  }

  /** Refuses names that are given together and exclude each other. */
  exclusive(groups: readonly (readonly string[])[]): void {
    const given = groups.map((names) => names.filter((name) => this.text(name) !== undefined))
      .filter((names) => names.length > 0);
    if (given.length > 1) throw badRequest(`${given.flat().join(", ")}: cannot be combined`);
  }
}
