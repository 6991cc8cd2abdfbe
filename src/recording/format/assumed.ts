/**
 * Listings that are taken for granted of imported markets: what others captured holds none.
 *
 * The assumptions stand in the recording's header, so that a reader knows what its numbers rest on.
 *
 * @module
 */
import type { MarketInfo } from "../../core/market/events.ts";
import type { FeeSchedule } from "../../core/market/fees.ts";
import { codeOf, eventsOf, seriesOf } from "../../core/market/ticker.ts";
import { CENT_GRID } from "../../core/market/ticks.ts";
import type { AssumedListing, RecordingHeader } from "./format.ts";

/** Goes before what a recording was imported from, in its header's `environment`. */
const IMPORTED = "import:";

/** The assumptions where nobody says otherwise, and those of imports from before they said so. */
export const USUAL_LISTING: AssumedListing = {
  status: "active",
  tick: "0.0100",
  fee_type: "quadratic",
  fee_multiplier: 1,
};

/** The fees that an imported recording assumes. */
export function assumedFees({ assumed = USUAL_LISTING }: Pick<RecordingHeader, "assumed">): FeeSchedule {
  return { type: assumed.fee_type, multiplier: Math.round(assumed.fee_multiplier * 10_000) };
}

/** Whether a recording was imported, so that its listings are assumed. */
export function isImported({ environment }: Pick<RecordingHeader, "environment">): boolean {
  return environment.startsWith(IMPORTED);
}

/** The assumptions, in words. */
export function assumedText({ fee_type, fee_multiplier }: AssumedListing): string {
  return `whole cents and fees ${fee_type} × ${fee_multiplier} are assumed`;
}

/** The listings of an imported recording's markets; a session has read its own, and gets none. */
export function assumedListings(
  header: Pick<RecordingHeader, "environment" | "markets" | "assumed">,
): MarketInfo[] {
  if (!isImported(header)) return [];
  const fees = assumedFees(header);
  const events = eventsOf(header.markets);
  return header.markets.map((ticker) => {
    const event = events.get(ticker) ?? ticker;
    return {
      ticker,
      event,
      series: seriesOf(ticker),
      title: "",
      yesLabel: codeOf(ticker, event),
      grid: CENT_GRID,
      fees,
      status: "active",
      exchangeIndex: 0,
    };
  });
}
