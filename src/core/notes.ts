/**
 * Words the changes of a market for the trader.
 *
 * @module
 */
import type { MarketLife } from "./market/events.ts";
import type { Market } from "./market/market.ts";
import { formatPays } from "./numbers/money.ts";

/** Takes what the trader should know. */
export type TellNote = (level: "info" | "warning", text: string, market?: string) => void;

/** The part of a market's life whose changes are reported to the trader. */
export type Life = Pick<Market, "status" | "resultNotUnderstood">;

/** The expected life of a new market: anything else is reported. */
export const NEW_LIFE: Life = { status: "active", resultNotUnderstood: undefined };

/** How a market stands now. */
export function lifeOf({ status, resultNotUnderstood }: Market): Life {
  return { status, resultNotUnderstood };
}

/**
 * Says what has become of a market, however it was learned.
 *
 * @param said what the exchange says this time: a result that was settled is not changed by a later one
 */
export function tellLife(
  tell: TellNote,
  market: Market,
  before: Life,
  said: Pick<MarketLife, "result">,
): void {
  const { ticker, status, result, resultNotUnderstood } = market;
  if (status !== before.status) {
    if (status === "unknown") tell("warning", "the market's status is not understood: not traded", ticker);
    else tell("info", `market is ${status}`, ticker);
  }
  if (resultNotUnderstood !== undefined && resultNotUnderstood !== before.resultNotUnderstood) {
    tell("warning", `result not understood: ${resultNotUnderstood}; nothing is paid by guess`, ticker);
  }
  if (said.result !== undefined && result !== undefined && said.result.yesPays !== result.yesPays) {
    const [now, paid] = [formatPays(said.result.yesPays), formatPays(result.yesPays)];
    tell("warning", `the exchange now says that YES pays ${now}; it was settled at ${paid}`, ticker);
  }
}

/** The book of a market is suspect now for what it shows, or is believed again. */
export function tellTrust(tell: TellNote, { suspect, ticker }: Market): void {
  if (suspect === undefined) tell("info", "book confirmed", ticker);
  else tell("warning", `book suspect: ${suspect}`, ticker);
}
