/**
 * The troubles of the market data, in words for people.
 *
 * @module
 */
import type { Engine } from "../core/engine.ts";
import { codeOf } from "../core/market/ticker.ts";
import { type Counters, unusable } from "../kalshi/decoding/output.ts";

/** One thing that is wrong. */
export interface Trouble {
  /** Stays the same while it lasts, whatever is said of it. */
  readonly key: string;
  readonly text: string;
}

/** The facts of an engine that are read. */
type Watched = Pick<Engine, "marketDataDown" | "channelsDown" | "market">;

/** The troubles of this moment, the worst first. */
export function troublesNow(engine: Watched, markets: readonly string[]): readonly Trouble[] {
  const { marketDataDown, channelsDown } = engine;
  if (marketDataDown !== undefined) return [{ key: "feed", text: `market data is down: ${marketDataDown}` }];
  const channels = [...channelsDown].map(([channel, detail]) => ({
    key: `channel ${channel}`,
    text: `channel ${channel} does not come: ${detail}`,
  }));
  const books = markets.flatMap((ticker) => {
    const market = engine.market(ticker);
    if (market?.suspect === undefined || market.isSettled) return [];
    const text = `book of ${codeOf(ticker, market.event)} suspect: ${market.suspect}`;
    return [{ key: `book ${ticker}`, text }];
  });
  return [...channels, ...books];
}

/** The troubles of a whole session, and those that last at its end. To be asked before the connection is closed. */
export function troubleOf(
  engine: Watched,
  markets: readonly string[],
  decoder: { readonly counters: Counters; readonly lastProblem: string | undefined },
): readonly string[] {
  const { counters, lastProblem } = decoder;
  const unused = unusable(counters);
  const interrupted = [
    ...(counters.gaps === 0 ? [] : [`messages lost ${counters.gaps} times`]),
    ...(counters.reconnects === 0 ? [] : [`connected again ${counters.reconnects} times`]),
  ].join(", ");
  return [
    ...(interrupted === "" ? [] : [interrupted]),
    ...(unused === "" ? [] : [`could not be used: ${unused}`]),
    ...(unused === "" || lastProblem === undefined ? [] : [`the last: ${lastProblem}`]),
    ...troublesNow(engine, markets).map(({ text }) => `at the end: ${text}`),
  ];
}
