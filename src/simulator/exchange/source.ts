/**
 * Defines where what is submitted to a simulated exchange comes from: a generated game, captured frames, a steady load.
 *
 * @module
 */
import type { EventListing } from "../listing.ts";
import type { PlayedGame } from "../scoreboards/played_game.ts";
import type { LifeChange } from "./simulated_event.ts";
import type { ExchangeSeam } from "./submission.ts";

/**
 * A source: it knows what is listed, and trades in it.
 *
 * Time is virtual: milliseconds from the source's own start. Whoever drives it decides how fast it passes.
 */
export interface Source {
  /** The events that are listed from the start. */
  readonly events: readonly EventListing[];
  /** Games that scoreboards can be made of. */
  readonly games?: readonly PlayedGame[];
  /** Whether nothing more will happen. */
  readonly over: boolean;
  /**
   * Damage of its files, one line each, as far as they have been read. Only sources that read files have it.
   */
  readonly damage?: readonly string[];
  /** Once, before all else but {@linkcode Source.events}: where to submit. */
  attach(exchange: ExchangeSeam): void;
  /** When the next thing is due; `undefined` where the source is over, or has to read on first. */
  nextAt(): number | undefined;
  /** Submits the next thing; it may come to several events or none. */
  run(): void;
  /**
   * Lets a market's life take a turn that was not planned. Only sources that make up their markets have it.
   *
   * @param atMs virtual milliseconds
   * @returns whether the market is one of the source's, and the turn one that it can take
   */
  turn?(change: LifeChange, atMs: number): boolean;
  /** Reads on until something is due or the source is over. Only sources that read files have it. */
  readAhead?(): Promise<void>;
  /** Gives back what the source holds, such as open files. */
  close?(): Promise<void>;
}

/** Lets everything happen that is due. */
export function advance(source: Source, toMs: number): void {
  for (let at = source.nextAt(); at !== undefined && at <= toMs; at = source.nextAt()) source.run();
}
