/**
 * Which answers of a feed fail, reported once for each reason, and so is the recovery.
 *
 * @module
 */
import type { FeedStatus } from "../core/events.ts";
import { safeText } from "../lib/safe_text.ts";
import type { FeedName } from "./feeds.ts";

/** The failures of now, by feed and by what was asked. */
export class Outages {
  readonly #failing = new Map<FeedName, Map<string, string>>();

  /**
   * Notes that something of a feed cannot be used.
   *
   * @param key what was asked for
   * @returns events to report, unless the same was reported before
   */
  failed(at: number, feed: FeedName, key: string, detail: string): readonly FeedStatus[] {
    const failing = this.#failing.get(feed) ?? new Map<string, string>();
    this.#failing.set(feed, failing);
    if (failing.get(key) === detail) return [];
    failing.set(key, detail);
    return [status(at, feed, false, detail)];
  }

  /** Notes that it can be used. The feed is up again only when all of it is. */
  recovered(at: number, feed: FeedName, key: string): readonly FeedStatus[] {
    const failing = this.#failing.get(feed);
    if (failing === undefined || !failing.delete(key) || failing.size > 0) return [];
    return [status(at, feed, true, "answers again")];
  }
}

function status(at: number, feed: FeedName, up: boolean, detail: string): FeedStatus {
  return { kind: "feed", at, feed: "score", up, detail: safeText(`${feed}: ${detail}`) };
}
