/**
 * Answers of the scoreboards other than the exchange's own: conditional requests, faults, and what is not there.
 *
 * @module
 */
import { createHash } from "node:crypto";
import type { ScoreboardFeed } from "../../scoreboards/feed_lag.ts";
import { type LiveGame, liveGame } from "../../scoreboards/live_game.ts";
import type { PlayedGame } from "../../scoreboards/played_game.ts";
import type { Scoreboards } from "../../scoreboards/scoreboards.ts";
import type { FeedFault } from "../faults.ts";

/** Everything that a feed server needs. */
export interface FeedServerOptions {
  readonly scoreboards: Scoreboards;
  /** Unix milliseconds. */
  readonly now: () => number;
}

/** Queries can be made up without end; what was written for them is not kept so. */
const MOST_WRITTEN = 200;

interface Written {
  readonly version: string;
  readonly text: string;
  readonly tag: string;
  /** When what it says was first shown, Unix milliseconds. */
  readonly changedAt: number;
}

interface DueFault {
  readonly name: FeedFault;
  readonly feed: ScoreboardFeed | undefined;
  left: number;
}

const HTML = "<!DOCTYPE html><html><head><title>Service unavailable</title></head>" +
  "<body><h1>We will be right back</h1></body></html>";

/** Writes answers, each once for as long as nothing changes. */
export class FeedServer {
  readonly #options: FeedServerOptions;
  readonly #written = new Map<string, Written>();
  #faults: DueFault[] = [];

  constructor(options: FeedServerOptions) {
    this.#options = options;
  }

  /** All games. */
  get games(): readonly PlayedGame[] {
    return this.#options.scoreboards.games;
  }

  /** Unix milliseconds. */
  get now(): number {
    return this.#options.now();
  }

  /** A game as a feed shows it now. */
  show(played: PlayedGame, feed: ScoreboardFeed): LiveGame {
    return liveGame(this.#options.scoreboards, played, feed);
  }

  /**
   * Lets the next answers fail.
   *
   * @param count how many
   * @param feed only those of this feed. @default any
   */
  fault(name: FeedFault, count: number, feed?: ScoreboardFeed): void {
    this.#faults.push({ name, feed, left: count });
  }

  /** A fault in place of an answer, where one is due. */
  faultDue(feed: ScoreboardFeed): Response | undefined {
    const due = this.#faults.find((fault) => fault.feed === undefined || fault.feed === feed);
    if (due === undefined) return undefined;
    due.left--;
    this.#faults = this.#faults.filter((fault) => fault.left > 0);
    if (due.name === "feed_html") {
      return new Response(HTML, { headers: { "content-type": "text/html; charset=utf-8" } });
    }
    const status = due.name === "feed_404" ? 404 : 500;
    const message = status === 404 ? "Not Found" : "Internal Server Error";
    return Response.json({ message }, { status });
  }

  /**
   * An answer about games; 304 where the client has it already.
   *
   * @param write called only where something has changed since the last time
   */
  answer(request: Request, games: readonly LiveGame[], write: () => unknown): Response {
    const { pathname, search } = new URL(request.url);
    // Before time begins to pass the scheduled starts move along with the clock on the wall.
    const version = games.map(({ view, startsAt }) => `${view.version}/${startsAt}`).join(" ");
    const key = pathname + search;
    let written = this.#written.get(key);
    if (written === undefined || written.version !== version) {
      const text = JSON.stringify(write());
      const tag = `"${createHash("sha256").update(text).digest("hex").slice(0, 32)}"`;
      const changedAt = games.reduce((latest, { shownAt }) => Math.max(latest, shownAt), 0);
      written = { version, text, tag, changedAt: Math.min(changedAt, this.now) };
      if (this.#written.size >= MOST_WRITTEN) this.#written.clear();
      this.#written.set(key, written);
    }
    const headers = this.#headers(written);
    if (isKnown(request.headers, written)) return new Response(null, { status: 304, headers });
    headers.set("content-type", "application/json; charset=utf-8");
    return new Response(written.text, { headers });
  }

  #headers({ tag, changedAt }: Written): Headers {
    const headers = new Headers({ etag: tag, "cache-control": "public, max-age=1" });
    // A second that is not over may still see another change, which its date could not tell apart.
    const second = Math.floor(changedAt / 1000);
    if (second < Math.floor(this.now / 1000)) {
      headers.set("last-modified", new Date(second * 1000).toUTCString());
    }
    return headers;
  }
}

/** A tag wins over a date. */
function isKnown(headers: Headers, { tag, changedAt }: Written): boolean {
  const tags = headers.get("if-none-match");
  if (tags !== null) {
    return tags.split(",").some((known) => known.trim().replace(/^W\//, "") === tag || known.trim() === "*");
  }
  const since = Date.parse(headers.get("if-modified-since") ?? "");
  return Math.floor(changedAt / 1000) * 1000 <= since;
}
