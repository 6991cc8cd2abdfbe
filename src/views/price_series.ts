/**
 * The price of a market over the last minutes, with versions: what is new of it is its end.
 *
 * @module
 */
import type { PricePoint, PricesView } from "./session_view.ts";
import type { Versions } from "./versioned.ts";

/** So far back a series goes from its last point, ms. */
export const PRICES_MS = 600_000;

/** The highest and the lowest price of a series. */
export type PriceRange = Pick<PricesView, "high" | "low">;

/** The price of one market. */
export class PriceSeries {
  readonly #versions: Versions;
  readonly #market: string;
  #points: readonly (PricePoint & { readonly version: number })[] = [];
  #value: PricesView;
  #version: number;

  constructor(versions: Versions, market: string) {
    this.#versions = versions;
    this.#market = market;
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
    const later = this.#later(points);
    if (later.length === 0 && range.high === this.#value.high && range.low === this.#value.low) return;
    const version = this.#version = this.#versions.next();
    this.#points = joinPoints(this.#points, later.map((point) => ({ ...point, version })));
    const all = this.#points.map(({ at, price }) => ({ at, price }));
    this.#value = { market: this.#market, points: all, ...range };
  }

  /** Its range, and the points that somebody who has seen a version does not know; `undefined` without a change since. */
  since(version: number): PricesView | undefined {
    if (this.#version <= version) return undefined;
    const points = this.#points.filter((point) => point.version > version);
    return { ...this.#value, points: points.map(({ at, price }) => ({ at, price })) };
  }

  #later(points: readonly PricePoint[]): readonly PricePoint[] {
    const last = this.#points.at(-1);
    if (last === undefined) return points;
    const from = points.findLastIndex(({ at }) => at < last.at) + 1;
    const same = points[from]?.at === last.at && points[from]?.price === last.price;
    return points.slice(same ? from + 1 : from);
  }
}

/** A series with its end replaced by later points; what is too old for it goes. */
export function joinPoints<Point extends PricePoint>(
  points: readonly Point[],
  later: readonly Point[],
): readonly Point[] {
  const [first, last] = [later[0], later.at(-1)];
  if (first === undefined || last === undefined) return points;
  const kept = points.filter(({ at }) => at < first.at && at >= last.at - PRICES_MS);
  return [...kept, ...later];
}
