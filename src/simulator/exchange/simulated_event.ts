/**
 * Names what happens in a simulated exchange, before it has any wire form.
 *
 * @module
 */
import type { Level, Side } from "../../core/market/book.ts";
import type { FeeType } from "../../core/market/fees.ts";
import type { GameState } from "../../core/game/game.ts";
import type { Micros, Price, Quantity } from "../../core/numbers/money.ts";
import type { GridLabel } from "../listing.ts";

/** A signed change of one level. */
export interface LevelEvent {
  readonly kind: "level";
  readonly market: string;
  readonly side: Side;
  readonly price: Price;
  readonly delta: Quantity;
  /** The order that it changed by, where reports of its owner's orders are listened to. */
  readonly order?: {
    readonly owner: string;
    readonly orderId: string;
    /** Somebody else's order took from it. */
    readonly matched: boolean;
  };
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
 * what rested until now is cancelled. `closed` comes with a new close time, and so does `reopened`: a closed market can be
 * traded again. `determined`: how it ended, until it is `settled`; meanwhile that can be `disputed`, and `amended` or
 * determined again to something else.
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
    | { readonly step: "created" }
    /** Without a result the market has ended, and nobody says how. */
    | { readonly step: "determined"; readonly result?: undefined }
  );

/** How a market ended. */
export type Outcome =
  | { readonly result: "yes" | "no" }
  | {
    readonly result: "scalar";
    /** What a YES contract pays, micro-dollars, 0…1,000,000. */
    readonly yesPays: Micros;
  };

/** Steps that can also be asked for while a source runs. */
export type LifeChange =
  & Life
  & (
    | { readonly step: "activated" | "deactivated" | "closed" | "reopened" | "disputed" | "settled" }
    | { readonly step: "determined" | "amended" } & Outcome
    /** It closes at another time, Unix milliseconds. */
    | { readonly step: "close_date_updated"; readonly closeAt: number }
    /** Orders have to be above it, and those that rest at or below it are cancelled; `null` for none. */
    | { readonly step: "settlement_floor_updated"; readonly floor: Price | null }
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
