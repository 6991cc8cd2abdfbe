/**
 * Names what happens in a simulated exchange, before it has any wire form.
 *
 * @module
 */
import type { Level, Side } from "../../core/market/book.ts";
import type { FeeType } from "../../core/market/fees.ts";
import type { GameState } from "../../core/game/game.ts";
import type { Price, Quantity } from "../../core/numbers/money.ts";
import type { GridLabel } from "../listing.ts";

/** A signed change of one level. */
export interface LevelEvent {
  readonly kind: "level";
  readonly market: string;
  readonly side: Side;
  readonly price: Price;
  readonly delta: Quantity;
}

/** A whole book that replaces what was there; both sides empty at the close. */
export interface BookEvent {
  readonly kind: "book";
  readonly market: string;
  readonly bids: readonly Level[];
  readonly asks: readonly Level[];
}

/** A trade. */
export interface TradeEvent {
  readonly kind: "trade";
  readonly market: string;
  readonly price: Price;
  readonly quantity: Quantity;
  readonly takerSide: Side;
  readonly tradeId: string;
}

/**
 * A step in a market's life.
 *
 * `created`: it is listed and cannot be traded yet. `deactivated`: trading stops, orders stay; `activated`: it begins, and
 * what rested until now is cancelled. `closed` comes with a new close time.
 */
export type LifeEvent = LifeChange | PlannedLife;

interface Life {
  readonly kind: "life";
  readonly market: string;
}

/** Steps that a source plans by itself. */
type PlannedLife =
  & Life
  & (
    | { readonly step: "created" | "closed" | "settled" }
    | { readonly step: "determined"; readonly result?: "yes" | "no" }
  );

/** Steps that can also be asked for while a source runs. */
export type LifeChange =
  & Life
  & (
    | { readonly step: "activated" | "deactivated" }
    /** The words for the outcome of YES change. */
    | { readonly step: "metadata_updated"; readonly yesTitle: string }
    /** Orders that rest are kept: a grid that lacks one of their prices is not taken. */
    | { readonly step: "price_level_structure_updated"; readonly grid: GridLabel }
  );

/** The game as the scoreboard shows it from now on. */
export interface ScoreEvent {
  readonly kind: "score";
  readonly event: string;
  readonly game: GameState;
}

/** Fees of one event that differ from its series', or the end of that. */
export interface FeesEvent {
  readonly kind: "fees";
  readonly event: string;
  readonly feeType: FeeType | null;
  readonly feeMultiplier: number | null;
}

/** Anything that happens. */
export type SimulatedEvent =
  | LevelEvent
  | BookEvent
  | TradeEvent
  | LifeEvent
  | ScoreEvent
  | FeesEvent;
