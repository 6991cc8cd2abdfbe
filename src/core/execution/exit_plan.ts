/**
 * When a holding is to be sold, in prices that follow from what was paid.
 *
 * @module
 */
import { type Price, PRICE_ONE } from "../numbers/money.ts";
import { floorToGrid, type TickGrid } from "../market/ticks.ts";

/** When a holding is to be sold without the strategy asking again. Fractions are in 1/10,000. */
export interface ExitPlan {
  /** Sell at the price paid × (1 + this), resting on the book. */
  readonly takeProfit?: number;
  /** The take-profit never rests above this price. */
  readonly takeProfitMax?: Price;
  /** Sell when the price has fallen by this part of the price paid: see {@linkcode stopTrigger}. */
  readonly stopLoss?: number;
  /** Sell after this long. */
  readonly maxHoldMs?: number;
  /** The same as a stop, as a difference to the price paid: whichever is nearer counts. */
  readonly adverseMove?: Price;
}

const WHOLE = 10_000;
const DAY_MS = 86_400_000;

/** The take-profit price before the tick grid, in 1/10,000 dollar; `undefined` where the plan has none. */
export function takeProfitPrice(plan: ExitPlan, paid: Price): number | undefined {
  if (plan.takeProfit === undefined) return undefined;
  const target = paid * (WHOLE + plan.takeProfit) / WHOLE;
  return Math.min(target, plan.takeProfitMax ?? WHOLE);
}

/**
 * A plan within limits.
 *
 * @param maxHoldMs a day sets none
 * @param maxAdverseMove a dollar sets none
 */
export function boundedPlan(
  plan: ExitPlan | undefined,
  maxHoldMs: number,
  maxAdverseMove: number,
): ExitPlan | undefined {
  const holdMs = maxHoldMs < DAY_MS ? Math.min(plan?.maxHoldMs ?? maxHoldMs, maxHoldMs) : undefined;
  const move = maxAdverseMove < PRICE_ONE
    ? Math.min(plan?.adverseMove ?? maxAdverseMove, maxAdverseMove) as Price
    : undefined;
  if (holdMs === undefined && move === undefined) return plan;
  return {
    ...plan,
    ...(holdMs === undefined ? {} : { maxHoldMs: holdMs }),
    ...(move === undefined ? {} : { adverseMove: move }),
  };
}

/** The values that the stop of a holding is computed from. */
export interface StopBasis {
  readonly exits: ExitPlan | undefined;
  /** Average price paid. */
  readonly averagePrice: Price;
  /** The best bid at the entry, where there was one. */
  readonly entryBid: Price | undefined;
}

/**
 * The trigger of a stop: the price, on the grid, at or below which it is touched; `undefined` where there is none.
 *
 * It is the price paid less the stop's part of it. Where the best bid at the entry was there already, since the spread is
 * wider than that, it is the next tick below that bid: what one pays for buying at the ask is not a fall of
 * the price.
 */
export function stopTrigger(basis: StopBasis, grid: TickGrid): Price | undefined {
  const wanted = plainStop(basis);
  return wanted === undefined ? undefined : floorToGrid(grid, Math.min(wanted, belowEntry(basis)));
}

/** Whether the spread at the entry was as wide as the stop, so that its trigger is further away than what was asked for. */
export function stopInsideSpread(basis: StopBasis): boolean {
  const wanted = plainStop(basis);
  return wanted !== undefined && wanted > belowEntry(basis);
}

function plainStop({ exits, averagePrice }: StopBasis): number | undefined {
  if (exits === undefined) return undefined;
  const { stopLoss, adverseMove } = exits;
  const byPart = stopLoss === undefined ? undefined : averagePrice * (WHOLE - stopLoss) / WHOLE;
  if (adverseMove === undefined) return byPart;
  return Math.max(byPart ?? 0, averagePrice - adverseMove);
}

function belowEntry({ entryBid }: StopBasis): number {
  return entryBid === undefined ? WHOLE : entryBid - 1;
}
