/**
 * The price of a market over the last minutes, with versions: what is new of it is its end.
 *
 * @module
 */
import type { PricePoint, PricesView } from "./market_view.ts";
import type { Versions } from "./versioned.ts";

/** The length of a series back from its last point, ms. */
export const PRICES_MS = 600_000;

/** The highest and the lowest price of a series. */
export type PriceRange = Pick<PricesView, "high" | "low">;

/** The price of one market. */
export class PriceSeries {
  readonly #versions: Versions;
  /** The version in which each point came. */
  readonly #added: number[] = [];
  #value: PricesView;
  #version: number;

  constructor(versions: Versions, market: string) {
    this.#versions = versions;
    this.#value = { market, points: [] };
    this.#version = versions.next();
  }

  get value(): PricesView {
    return this.#value;
  }

  get version(): number {
    return this.#version;
  }

  /** Takes the points of this moment. Of those that are known only the last may have another price than before. */
  take(points: readonly PricePoint[], range: PriceRange): void {
    const known = this.#value;
    const same = samePoint(points.at(-1), known.points.at(-1));
    if (same && range.high === known.high && range.low === known.low) return;
    const later = same ? [] : this.#later(points);
    const version = this.#version = this.#versions.next();
    const [from, to] = keptPoints(known.points, later);
    this.#added.length = to;
    for (let count = 0; count < later.length; count++) this.#added.push(version);
    if (from > 0) this.#added.splice(0, from);
    this.#value = { market: known.market, points: joinPoints(known.points, later), ...range };
  }

  /** Its range, and the points that somebody who has seen a version does not know; `undefined` without a change since. */
  since(version: number): PricesView | undefined {
    if (this.#version <= version) return undefined;
    const from = this.#added.findLastIndex((added) => added <= version) + 1;
    return { ...this.#value, points: this.#value.points.slice(from) };
  }

  #later(points: readonly PricePoint[]): readonly PricePoint[] {
    const last = this.#value.points.at(-1);
    const from = last === undefined ? 0 : points.findLastIndex(({ at }) => at < last.at) + 1;
    const first = last !== undefined && samePoint(points[from], last) ? from + 1 : from;
    return points.slice(first).map(({ at, price }) => ({ at, price }));
  }
}

/** A series with its end replaced by later points; what is too old for it goes. */
export function joinPoints(
  points: readonly PricePoint[],
  later: readonly PricePoint[],
): readonly PricePoint[] {
  if (later.length === 0) return points;
  const joined = points.slice(...keptPoints(points, later));
  for (const point of later) joined.push(point);
  return joined;
}

function samePoint(one: PricePoint | undefined, other: PricePoint | undefined): boolean {
  return one?.at === other?.at && one?.price === other?.price;
}

/** Which points stay before later ones: from where, and up to where. */
function keptPoints(points: readonly PricePoint[], later: readonly PricePoint[]): readonly [number, number] {
  const [first, last] = [later[0], later.at(-1)];
  if (first === undefined || last === undefined) return [0, points.length];
  const oldest = points.findIndex(({ at }) => at >= last.at - PRICES_MS);
  const to = points.findLastIndex(({ at }) => at < first.at) + 1;
  return [oldest < 0 ? to : Math.min(oldest, to), to];
}
