/**
 * Fields of a JSON body, each of the type that the exchange's OpenAPI gives it.
 *
 * The exchange reads bodies into types first: a field of another type is a body that cannot be parsed, with the flat error
 * shape. A field that is missing or empty is answered by a code. `null` counts as missing, and unknown fields are passed over.
 *
 * @module
 */
import { readDecimal } from "../../../core/numbers/decimal.ts";
import { type Price, PRICE_ONE, type Quantity } from "../../../core/numbers/money.ts";
import { SHARDS } from "../shards.ts";
import { RestError, unreadable } from "./errors.ts";

type Json = Readonly<Record<string, unknown>>;

/** Dollars; requests take 2–4 decimals. */
const DOLLARS = /^\d+(\.\d{2,4})?$/;
/** Contracts; requests take up to 2 decimals. */
const COUNT = /^-?\d+(\.\d{1,2})?$/;
/** The characters that an order's id of its client may have, at most 64. */
const CLIENT_ID = /^[A-Za-z0-9\-_:+=/]{1,64}$/;

/** A code for something that is there and cannot be. */
export function invalid(details: string, code = "invalid_parameters"): RestError {
  return new RestError(400, code, code.replaceAll("_", " "), details);
}

/** The fields of one object. All readers throw a {@linkcode RestError} of status 400. */
export class BodyFields {
  readonly #fields: Json;
  readonly #path: string;

  /** @param path where it stands in the whole body, with a point at its end */
  constructor(json: unknown, path = "") {
    if (typeof json !== "object" || json === null || Array.isArray(json)) {
      throw unreadable(`${path === "" ? "body" : path.slice(0, -1)}: expected an object`);
    }
    this.#fields = json as Json;
    this.#path = path;
  }

  /** A text. */
  text(name: string): string | undefined {
    const value = this.#fields[name] ?? undefined;
    if (value === undefined || value === "") return undefined;
    if (typeof value !== "string") throw this.#wrong(name, "a text", value);
    return value;
  }

  /** A whole number. */
  whole(name: string): number | undefined {
    const value = this.#fields[name] ?? undefined;
    if (value === undefined) return undefined;
    if (!Number.isSafeInteger(value)) throw this.#wrong(name, "a whole number", value);
    return value as number;
  }

  /** A shard that there is. */
  shard(name: string): number | undefined {
    const value = this.whole(name);
    if (value !== undefined && !SHARDS.some(({ index }) => index === value)) {
      throw invalid(`${this.#path}${name}: there is no shard ${value}`);
    }
    return value;
  }

  /** Yes or no. */
  flag(name: string): boolean | undefined {
    const value = this.#fields[name] ?? undefined;
    if (value !== undefined && typeof value !== "boolean") throw this.#wrong(name, "true or false", value);
    return value;
  }

  /** A list of objects. */
  list(name: string): readonly BodyFields[] {
    const value = this.#fields[name] ?? undefined;
    if (value === undefined) throw this.#missing(name);
    if (!Array.isArray(value)) throw this.#wrong(name, "a list", value);
    return value.map((item: unknown, index) => new BodyFields(item, `${this.#path}${name}[${index}].`));
  }

  /** A list of some words. */
  words<Word extends string>(name: string, words: readonly Word[]): readonly Word[] | undefined {
    const value = this.#fields[name] ?? undefined;
    if (value === undefined) return undefined;
    if (!Array.isArray(value)) throw this.#wrong(name, "a list", value);
    return value.map((item: unknown) => {
      const found = words.find((word) => word === item);
      if (found === undefined) throw invalid(`${this.#path}${name}: expected some of ${words.join(", ")}`);
      return found;
    });
  }

  /** A field that must be there. */
  required<Value>(name: string, value: Value | undefined): Value {
    if (value === undefined) throw this.#missing(name);
    return value;
  }

  /** One of some words. */
  choice<Word extends string>(name: string, words: readonly Word[]): Word | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const found = words.find((word) => word === text);
    if (found === undefined) throw invalid(`${this.#path}${name}: expected one of ${words.join(", ")}`);
    return found;
  }

  /** A price. */
  price(name: string): Price | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const value = DOLLARS.test(text) ? readDecimal(text, 4) : undefined;
    if (value === undefined || value > PRICE_ONE) {
      throw invalid(`${this.#path}${name}: expected dollars with 2 to 4 decimals`, "invalid_price");
    }
    return value as Price;
  }

  /** Contracts. */
  count(name: string): Quantity | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const value = COUNT.test(text) ? readDecimal(text, 2) : undefined;
    if (value === undefined || value < 0) {
      throw invalid(`${this.#path}${name}: expected contracts with up to 2 decimals`, "invalid_order_size");
    }
    return value as Quantity;
  }

  /** The id that a client gave its order. */
  clientId(name: string): string | undefined {
    const text = this.text(name);
    if (text !== undefined && !CLIENT_ID.test(text)) {
      throw invalid(`${this.#path}${name}: expected up to 64 letters, digits or - _ : + = /`);
    }
    return text;
  }

  #missing(name: string): RestError {
    return new RestError(400, "missing_parameters", "missing parameters", `${this.#path}${name} is required`);
  }

  #wrong(name: string, expected: string, value: unknown): RestError {
    return unreadable(`${this.#path}${name}: expected ${expected}, was ${JSON.stringify(value)}`);
  }
}
