/**
 * Names what nobody outside knows of the real exchange, as switches with both answers.
 *
 * A client is right only where it is right under each of them. Who answers each: "engine" rules are the accounts' own,
 * "answer" rules are how REST and the channels word what the engine did.
 *
 * @module
 */

/** The facts that are not confirmed. */
export interface Doubts {
  /** Engine. The answer to the cancel of an order that is filled. */
  readonly cancelOfFilled: "not_found" | "CANNOT_UPDATE_FILLED_ORDER";
  /** Engine. The answer to the amend of an order that is filled. */
  readonly amendOfFilled: "CANNOT_UPDATE_FILLED_ORDER" | "not_found";
  /** Engine. What becomes of a post-only order that would trade: accepted with 0/0, or an error, with a cancelled record or none. */
  readonly postOnlyCross: "cancelled" | "refused" | "refused_with_record";
  /** Engine. What becomes of a fill-or-kill order for which there is too little. */
  readonly fillOrKillShort: "refused" | "cancelled";
  /** Engine. What becomes of a reduce-only order where nothing is to be reduced. */
  readonly reduceOnlyOfNothing: "cancelled" | "refused";
  /** Engine. What becomes of an order that expires in the past. */
  readonly pastExpiry: "refused" | "immediate";
  /** Engine. How long the `client_order_id` of an ended order stays taken, milliseconds. */
  readonly recentClientIdMs: number;
  /** Engine. For how long after a whole-account cancel new orders are cancelled too, milliseconds; 0 for none. */
  readonly cancelAllSweepMs: number;
  /** Engine. What a crossing amend says of what is left: the truth, or 0 as until September 2026. */
  readonly crossingAmendRemaining: "after_match" | "zero";
  /** Engine. Whether an amend says its counts always, or only where something filled or the size changed. */
  readonly amendCounts: "always" | "when_changed";
  /** Engine. Whether buying the other outcome closes a position; without it both legs stay until the settlement. */
  readonly netting: boolean;
  /** Engine. Whether resting orders are cancelled once the money behind them is gone; without it they stay. */
  readonly marginCancel: boolean;
  /** Engine. Whether an order group triggers when its limit is exceeded, or when it is reached. */
  readonly groupTriggersWhen: "exceeded" | "reached";
  /** Engine. What an order's initial count is after a decrease. */
  readonly initialCountAfterDecrease: "placed" | "reduced";
  /** Engine. How long after a market's close its orders are cancelled, milliseconds. */
  readonly closeCancelAfterMs: number;
  /** Answer. Whether `balance` is without the money behind resting orders. */
  readonly balanceExcludesResting: boolean;
  /** Answer. Whether `portfolio_value` includes the balance. */
  readonly portfolioValueIncludesCash: boolean;
  /** Answer. The unit of the balance's `updated_ts`. */
  readonly balanceUpdatedUnit: "seconds" | "milliseconds";
  /** Answer. What a settlement's `revenue` says: the payout, or always 0 as seen in July 2026. */
  readonly settlementRevenue: "payout" | "zero";
  /** Answer. What a settlement's `fee_cost` says: the market's trading fees with it, or its own rounding fee alone. */
  readonly settlementFeeCost: "trading_fees" | "own_fee";
  /** Answer. Whether a book change by somebody else's order names the resting order's `client_order_id`. */
  readonly bookChangeNamesFilledOrder: boolean;
  /** Answer. What a key locked to one subaccount is told of an order of another. */
  readonly lockedKey: "not_found" | "forbidden";
  /** Answer. Whether a key without attestation cannot close either. */
  readonly attestationStopsExits: boolean;
  /** Answer. How far a request's timestamp may be off, milliseconds. */
  readonly clockToleranceMs: number;
}

/** The answers that documents and reports make most likely. */
export const LIKELY: Doubts = {
  cancelOfFilled: "not_found",
  amendOfFilled: "CANNOT_UPDATE_FILLED_ORDER",
  postOnlyCross: "cancelled",
  fillOrKillShort: "refused",
  reduceOnlyOfNothing: "cancelled",
  pastExpiry: "refused",
  recentClientIdMs: 60_000,
  cancelAllSweepMs: 60_000,
  crossingAmendRemaining: "after_match",
  amendCounts: "always",
  netting: true,
  marginCancel: true,
  groupTriggersWhen: "exceeded",
  initialCountAfterDecrease: "placed",
  closeCancelAfterMs: 1_000,
  balanceExcludesResting: true,
  portfolioValueIncludesCash: false,
  balanceUpdatedUnit: "seconds",
  settlementRevenue: "payout",
  settlementFeeCost: "trading_fees",
  bookChangeNamesFilledOrder: false,
  lockedKey: "not_found",
  attestationStopsExits: true,
  clockToleranceMs: 30_000,
};
