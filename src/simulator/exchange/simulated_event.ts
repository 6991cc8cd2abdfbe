/**
 * What happens in the simulated world, before it has any wire form; and where it comes from.
 *
 * @module
 */
import type { Level, Side } from "../../core/market/book.ts";
import type { FeeType } from "../../core/market/fees.ts";
import type { GameState } from "../../core/game/game.ts";
import type { Price, Quantity } from "../../core/numbers/money.ts";
import type { EventListing, GridLabel } from "../listing.ts";
import type { PlayedGame } from "../scoreboards/played_game.ts";

/** A signed change of one level. */
export interface LevelOccurrence {
  readonly kind: "level";
  readonly market: string;
  readonly side: Side;
  readonly price: Price;
  readonly delta: Quantity;
}

/** A whole book that replaces what was there; both sides empty at the close. */
export interface BookOccurrence {
  readonly kind: "book";
  readonly market: string;
  readonly bids: readonly Level[];
  readonly asks: readonly Level[];
}

/** A trade. */
export interface TradeOccurrence {
  readonly kind: "trade";
  readonly market: string;
  readonly price: Price;
  readonly quantity: Quantity;
  readonly takerSide: Side;
  /** @default made up */
  readonly tradeId?: string;
}

/**
 * A step in a market's life.
 *
 * `created`: it is listed and cannot be traded yet. `deactivated`: trading stops, orders stay; `activated`: it begins, and
 * what rested until now is cancelled. `closed` comes with a new close time.
 */
export type LifeOccurrence = LifeChange | PlannedLife;

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
    /** What YES stands for is worded otherwise. */
    | { readonly step: "metadata_updated"; readonly yesTitle: string }
    /** Orders that rest are kept: a grid that lacks one of their prices is not taken. */
    | { readonly step: "price_level_structure_updated"; readonly grid: GridLabel }
  );

/** What the scoreboard shows from now on. */
export interface ScoreOccurrence {
  readonly kind: "score";
  readonly event: string;
  readonly game: GameState;
}

/** Fees of one event that differ from its series', or the end of that. */
export interface FeesOccurrence {
  readonly kind: "fees";
  readonly event: string;
  readonly feeType: FeeType | null;
  readonly feeMultiplier: number | null;
}

/** Anything that happens. */
export type SimulatedEvent =
  | LevelOccurrence
  | BookOccurrence
  | TradeOccurrence
  | LifeOccurrence
  | ScoreOccurrence
  | FeesOccurrence;

/** Takes what happens, in order. */
export type Emit = (occurrence: SimulatedEvent) => void;

/**
 * Where occurrences come from: a generated game, captured frames, a steady load.
 *
 * Time is virtual: milliseconds from the source's own start. Whoever drives it decides how fast it passes.
 */
export interface Source {
  /** What is listed from the start. */
  readonly events: readonly EventListing[];
  /** Games that scoreboards can be made of. */
  readonly games?: readonly PlayedGame[];
  /** Nothing will happen any more. */
  readonly over: boolean;
  /** What is wrong with its files, one line each, as far as they have been read. Only sources that read files have it. */
  readonly damage?: readonly string[];
  /** When the next thing is due; `undefined` where the source is over, or has to read on first. */
  nextAt(): number | undefined;
  /** Lets the next thing happen; it may come to several occurrences or none. */
  run(emit: Emit): void;
  /**
   * Lets a market's life take a turn that was not planned. Only sources that make up their markets have it.
   *
   * @param atMs virtual milliseconds
   * @returns whether the market is one of the source's, and the turn one that it can take
   */
  turn?(change: LifeChange, atMs: number, emit: Emit): boolean;
  /** Reads on until something is due or the source is over. Only sources that read files have it. */
  readAhead?(): Promise<void>;
  /** Gives back what the source holds, such as open files. */
  close?(): Promise<void>;
}

/** Lets everything happen that is due. @returns how many occurrences there were */
export function advance(source: Source, toMs: number, emit: Emit): number {
  let count = 0;
  let at = source.nextAt();
  while (at !== undefined && at <= toMs) {
    source.run((occurrence) => {
      count++;
      emit(occurrence);
    });
    at = source.nextAt();
  }
  return count;
}
