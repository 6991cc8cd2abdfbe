/**
 * Exits in words, for notes. Prices are those of the side that is held; a note of NO says so.
 *
 * @module
 */
import type { Holding } from "./holding.ts";
import type { Price } from "../numbers/money.ts";
import { shortPrice } from "../reasons.ts";

/** A stop was touched. */
export function stopTouched(holding: Holding, trigger: Price, evidence: string): string {
  return `${holding.strategy}: ${ofNo(holding)}stop touched: trigger ${shortPrice(trigger)}, ${evidence}`;
}

/** A stop is nearer than the spread. @param trigger left out where no price is low enough for it */
export function stopInSpread(holding: Holding, trigger: Price | undefined): string {
  const { strategy, averagePrice, exits, entryBid = 0 } = holding;
  const { stopLoss, adverseMove = 0 } = exits ?? {};
  const asked = stopLoss === undefined ? shortPrice(adverseMove) : `${stopLoss / 100} %`;
  const paid = `${ofNo(holding)}paid ${shortPrice(averagePrice)}, best bid ${shortPrice(entryBid)}`;
  if (trigger === undefined) {
    return `${strategy}: no stop: ${paid}, and no price is low enough for a stop of ${asked}; it is held until it is sold otherwise`;
  }
  const lost = ((averagePrice - trigger) * 100 / averagePrice).toFixed(1);
  return `${strategy}: a stop of ${asked} is nearer than the spread: ${paid}; its trigger is ${
    shortPrice(trigger)
  }, where selling loses ${lost} % and the fees`;
}

/** An exit goes to another price. */
export function exitFollows(holding: Holding, from: Price, to: Price, bid: Price | undefined): string {
  const { strategy, stopTrigger } = holding;
  const trigger = stopTrigger === undefined ? "" : `, trigger ${shortPrice(stopTrigger)}`;
  const bids = bid === undefined ? "" : `, best bid ${shortPrice(bid)}`;
  return `${strategy}: ${ofNo(holding)}exit follows the bids: ${shortPrice(from)} → ${
    shortPrice(to)
  }${bids}${trigger}`;
}

function ofNo({ outcomeSide }: Holding): string {
  return outcomeSide === "no" ? "NO " : "";
}
