/**
 * What happens in the simulated world, before it has any wire form; and where it comes from.
 *
 * @module
 */
import type { Level, Side } from "../core/book.ts";
import type { FeeType } from "../core/fees.ts";
import type { GameState } from "../core/game.ts";
import type { Price, Quantity } from "../core/money.ts";
import type { EventListing } from "./listing.ts";
import type { PlayedGame } from "./scoreboards/played_game.ts";

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

/** A step in a market's life. `closed` comes with a new close time. */
export interface LifeOccurrence {
  readonly kind: "life";
  readonly market: string;
  readonly step: "closed" | "determined" | "settled";
  /** With `determined`. */
  readonly result?: "yes" | "no";
}

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
export type Occurrence =
  | LevelOccurrence
  | BookOccurrence
  | TradeOccurrence
  | LifeOccurrence
  | ScoreOccurrence
  | FeesOccurrence;

/** Takes what happens, in order. */
export type Emit = (occurrence: Occurrence) => void;

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
  /** When the next thing is due; `undefined` where the source is over, or has to read on first. */
  nextAt(): number | undefined;
  /** Lets the next thing happen; it may come to several occurrences or none. */
  run(emit: Emit): void;
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
