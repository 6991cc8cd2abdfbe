/**
 * What a market that has paid leaves in the journal.
 *
 * @module
 */
import type { Engine } from "../../core/engine.ts";
import { MICROS_PER_DOLLAR, type Price, PRICE_ONE, type Quantity } from "../../core/numbers/money.ts";
import type { SettledOutcome } from "../../core/outcomes.ts";
import type { Journal } from "../../journal/journal.ts";
import type { Pace } from "./pace.ts";
import type { Payouts } from "./payouts.ts";

const MICROS_PER_PRICE = MICROS_PER_DOLLAR / PRICE_ONE;

/** What a settlement is booked with. */
export interface SettlementParts {
  readonly journal: Pick<Journal, "sessions" | "handovers" | "orders">;
  readonly engine: Pick<Engine, "market">;
  readonly payouts: Pick<Payouts, "booked">;
  readonly pace: Pick<Pace, "doubt">;
}

/**
 * Books that a market has paid: what this session held there by the journal leaves it at what was paid, and the payout waits to be
 * compared with the account's money.
 */
export function bookSettlement(parts: SettlementParts, settled: SettledOutcome): void {
  const { journal, engine, payouts, pace } = parts;
  const { at, market, yesPays, payout } = settled;
  const session = journal.sessions.own?.sessionId;
  const quantity = journal.handovers.holdings(market).reduce(
    (sum, holding) => holding.session === session ? sum - holding.quantity : sum,
    0,
  ) as Quantity;
  const price = Math.round(yesPays / MICROS_PER_PRICE) as Price;
  if (quantity === 0) return;
  journal.orders.adjust({ market, quantity, price, reason: "settled", by: "session", at });
  const exchangeIndex = engine.market(market)?.exchangeIndex;
  if (exchangeIndex === undefined) return;
  payouts.booked({ market, exchangeIndex, held: -quantity as Quantity, payout });
  pace.doubt();
}
