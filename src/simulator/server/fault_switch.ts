/**
 * Sends each fault to where it happens: the sockets, the scoreboards' answers, what scoreboards show.
 *
 * @module
 */
import { SCOREBOARD_FEEDS } from "../scoreboards/feed_lag.ts";
import type { Scoreboards } from "../scoreboards/scoreboards.ts";
import { type FaultName, isFeedFault, isScoreFault } from "./faults.ts";
import type { FeedServer } from "./feeds/feed_server.ts";
import type { Hub } from "./hub.ts";

/** Where faults happen. */
export interface FaultPlaces {
  readonly hub: Hub;
  readonly feedServer: FeedServer;
  readonly scoreboards: Scoreboards;
  /** Virtual seconds a wall second. */
  readonly speed: number;
}

/** Polls are seconds apart, so what is shown wrongly has to stay for some; wall ms. */
const WRONG_FOR_MS = 10_000;

/** The faults. */
export class Faults {
  readonly #places: FaultPlaces;

  constructor(places: FaultPlaces) {
    this.#places = places;
  }

  /**
   * Lets a fault happen now; what `amount` and `target` mean depends on it, see `Simulator.fault`.
   *
   * @throws {RangeError} if the target is not a feed where one is meant
   */
  happen(name: FaultName, amount?: number, target?: string): void {
    const { hub, feedServer, scoreboards, speed } = this.#places;
    if (isScoreFault(name)) {
      scoreboards.fault(name, (amount ?? WRONG_FOR_MS) * speed, target);
    } else if (isFeedFault(name)) {
      const feed = SCOREBOARD_FEEDS.find((known) => known === target);
      if (target !== undefined && feed === undefined) {
        throw new RangeError(
          `Cannot fail: expected one of the feeds ${SCOREBOARD_FEEDS.join(", ")}, was "${target}"`,
        );
      }
      feedServer.fault(name, amount ?? 1, feed);
    } else hub.fault(name, amount);
  }
}
