/**
 * A model's estimate of a market as plain data: for screens, and as a line of JSON.
 *
 * @module
 */
import type { Engine } from "../core/engine.ts";
import type { EngineEvent } from "../core/events.ts";
import type { Market } from "../core/market/market.ts";
import { formatPrice } from "../core/numbers/money.ts";
import { formatReason } from "../core/reasons.ts";
import { type Edge, edgesOf } from "../core/strategy/edge.ts";
import { safeText } from "../lib/safe_text.ts";
import { estimateFields } from "../session/decisions.ts";
import type { EdgeRow, MarketRow } from "./market_view.ts";

/** What a row of a market says of the model. */
export function estimateRow(engine: Engine, market: Market): Pick<MarketRow, "estimate" | "noEstimate"> {
  const found = engine.estimate(market.ticker);
  if (found === undefined) return {};
  if ("code" in found) return { noEstimate: formatReason(found) };
  const { probability, pregame, source, model, ageMs } = found;
  const edges = edgesOf(probability, market);
  return {
    estimate: {
      probability,
      pregame,
      source,
      model,
      // To the microsecond, as arrivals are: a difference of differences is not.
      at: Math.round((engine.at - ageMs) * 1_000) / 1_000,
      ...(edges === undefined ? {} : { yes: edgeRow(edges.yes), no: edgeRow(edges.no) }),
    },
  };
}

function edgeRow({ price, before, after }: Edge): EdgeRow {
  return { price, before, after };
}

/**
 * What models say of the markets of a game that a scoreboard has just reported, one line of JSON a market; none without a
 * model, and none where a line would say what the last one of its market said.
 *
 * @param last the last line of each market without its time; kept up here
 */
export function* estimateLines(
  engine: Engine,
  event: EngineEvent,
  last: Map<string, string>,
): Generator<string> {
  if (event.kind !== "game") return;
  for (const market of engine.markets()) {
    if (market.event !== event.event) continue;
    const found = engine.estimate(market.ticker);
    if (found === undefined) continue;
    const said = "code" in found
      ? { reason: safeText(formatReason(found), LONGEST_REASON) }
      : { ...estimateFields(found), ...bookFields(market), ...edgeFields(found.probability, market) };
    const line = { type: "estimate", market: market.ticker, ...said };
    const text = JSON.stringify({ ...line, age_ms: undefined });
    if (last.get(market.ticker) === text) continue;
    last.set(market.ticker, text);
    yield JSON.stringify({ at: event.at, ...line });
  }
}

const LONGEST_REASON = 1_000;

function bookFields({ book: { bestBid, bestAsk } }: Market) {
  return {
    bid: bestBid === undefined ? null : formatPrice(bestBid),
    ask: bestAsk === undefined ? null : formatPrice(bestAsk),
  };
}

/** In dollars a contract; `null` where the book has not two sides that can be believed. */
function edgeFields(probability: number, market: Market) {
  const edges = edgesOf(probability, market);
  const fields = (edge: Edge | undefined) =>
    edge === undefined ? null : {
      price: formatPrice(edge.price),
      before: rounded(edge.before),
      after: rounded(edge.after),
    };
  return { edge_yes: fields(edges?.yes), edge_no: fields(edges?.no) };
}

/** To a hundredth of a cent. */
function rounded(dollars: number): number {
  return Number(dollars.toFixed(4));
}
