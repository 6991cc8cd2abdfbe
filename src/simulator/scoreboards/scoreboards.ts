/**
 * All scoreboards of all games: what each feed shows of a game at a moment.
 *
 * The scoreboards follow from the games, the lags and the moment alone, so the same seed always shows the
 * same.
 *
 * @module
 */
import type { GameState } from "../../core/game/game.ts";
import type { GameEvent } from "../game/game_event.ts";
import { amend, type Amendment, type ScoreFault } from "./amendment.ts";
import {
  FEED_LAGS,
  type FeedLags,
  type LagRange,
  SCOREBOARD_FEEDS,
  type ScoreboardFeed,
  shownTimes,
} from "./feed_lag.ts";
import { type PlayedGame, scheduledState } from "./played_game.ts";

/** Everything that scoreboards need. */
export interface ScoreboardsOptions {
  readonly games: readonly PlayedGame[];
  /** @default {@linkcode FEED_LAGS} */
  readonly lags?: Partial<FeedLags>;
  /** Virtual milliseconds that have passed. */
  readonly virtualNow: () => number;
  /** When a virtual moment falls, Unix milliseconds. */
  readonly wallOf: (virtualMs: number) => number;
}

/** A game as a feed shows it. */
export interface View {
  readonly played: PlayedGame;
  /** The events that have been shown, the newest last; empty before the start. */
  readonly events: readonly GameEvent[];
  /** The newest state; `scheduled` before the start. */
  readonly game: GameState;
  /** The real ending has been shown so long ago that the provider has closed its books. */
  readonly closed: boolean;
  /** When this was first shown, virtual ms; 0 before the start. */
  readonly shownAtMs: number;
  /** Differs whenever anything above does. */
  readonly version: string;
}

/** From the end of the game until a provider closes its books, virtual ms. */
const CLOSED_AFTER_MS = 600_000;

/** The scoreboards. */
export class Scoreboards {
  readonly games: readonly PlayedGame[];
  /** When a virtual moment falls, Unix milliseconds. */
  readonly wallOf: (virtualMs: number) => number;
  readonly #virtualNow: () => number;
  readonly #lags: FeedLags;
  readonly #shownAt: ReadonlyMap<ScoreboardFeed, ReadonlyMap<string, readonly number[]>>;
  #amendments: readonly Amendment[] = [];

  constructor(options: ScoreboardsOptions) {
    this.games = options.games;
    this.wallOf = options.wallOf;
    this.#virtualNow = options.virtualNow;
    this.#lags = { ...FEED_LAGS, ...options.lags };
    this.#shownAt = new Map(
      SCOREBOARD_FEEDS.map((feed) => [
        feed,
        new Map(this.games.map((played) => [played.event, shownTimes(played, feed, this.#lags[feed])])),
      ]),
    );
  }

  /** A game as a feed shows it now. */
  view(played: PlayedGame, feed: ScoreboardFeed): View {
    const now = this.#virtualNow();
    const shownAt = this.#shownAt.get(feed)?.get(played.event) ?? [];
    const count = countUpTo(shownAt, now);
    const active = this.#active(played.event, this.#lags[feed]);
    const { events, game } = amendAll(active, played, count);
    const endShownAt = shownAt.at(-1) ?? Infinity;
    const closed = game.phase === "final" && now >= endShownAt + CLOSED_AFTER_MS;
    const shownAtMs = Math.max(
      closed ? endShownAt + CLOSED_AFTER_MS : shownAt[count - 1] ?? 0,
      this.#amendedAt(played.event, this.#lags[feed]),
    );
    const wrong = active.map(({ fault, fromMs }) => `${fault}@${fromMs}`).join(",");
    return { played, events, game, closed, shownAtMs, version: `${count}${closed ? "c" : ""}${wrong}` };
  }

  /**
   * A game as the exchange's own live data shows it, with the faults that are active.
   *
   * @param game without them
   */
  amended(event: string, game: GameState): GameState {
    const active = this.#active(event, this.#lags.kalshi);
    const played = active.length === 0 ? undefined : this.games.find((known) => known.event === event);
    if (played === undefined) return game;
    return active.reduce((state, amendment) => amend(amendment, state, lastLive(played)), game);
  }

  /**
   * Lets scoreboards be wrong from now on, for a while.
   *
   * @param forMs virtual milliseconds
   * @param event only the scoreboards of this game. @default all games
   */
  fault(fault: ScoreFault, forMs: number, event?: string): void {
    const fromMs = this.#virtualNow();
    const started = this.games.filter((played) =>
      played.startsAtMs <= fromMs && (event === undefined || played.event === event)
    );
    const added = started.map((played): Amendment => ({
      fault,
      event: played.event,
      fromMs,
      toMs: fromMs + forMs,
      scorer: truth(played, fromMs).possession ?? "home",
    }));
    this.#amendments = [...this.#amendments, ...added];
  }

  /** When a wrong thing last came or went, virtual ms. */
  #amendedAt(event: string, lag: LagRange): number {
    const behind = (lag.low + lag.high) / 2;
    const at = this.#virtualNow() - behind;
    let latest = -Infinity;
    for (const amendment of this.#amendments) {
      if (amendment.event !== event) continue;
      if (amendment.fromMs <= at) latest = Math.max(latest, amendment.fromMs + behind);
      if (amendment.toMs <= at) latest = Math.max(latest, amendment.toMs + behind);
    }
    return latest;
  }

  #active(event: string, lag: LagRange): readonly Amendment[] {
    if (this.#amendments.length === 0) return [];
    const at = this.#virtualNow() - (lag.low + lag.high) / 2;
    return this.#amendments.filter((amendment) =>
      amendment.event === event && amendment.fromMs <= at && at < amendment.toMs
    );
  }
}

function truth(played: PlayedGame, nowMs: number): GameState {
  const { events } = played.game;
  const happened = events.findLastIndex(({ offsetMs }) => played.startsAtMs + offsetMs <= nowMs);
  return events[happened]?.game ?? scheduledState(played.game);
}

function lastLive(played: PlayedGame): GameState {
  return played.game.events.findLast(({ game }) => game.phase !== "final")?.game ??
    scheduledState(played.game);
}

/** How many of these ascending times have come. */
function countUpTo(times: readonly number[], nowMs: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] ?? Infinity) <= nowMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Applies the active faults to the newest play; points to be retracted also to all plays since they were
 * given.
 */
function amendAll(active: readonly Amendment[], played: PlayedGame, count: number) {
  const shown = played.game.events.slice(0, count);
  const newest = shown.at(-1)?.game ?? scheduledState(played.game);
  if (active.length === 0 || count === 0) return { events: shown, game: newest };
  const live = lastLive(played);
  const events = shown.map((event, index) => {
    const at = played.startsAtMs + event.offsetMs;
    const game = active.reduce(
      (state, amendment) =>
        index === count - 1 || (at >= amendment.fromMs && amendment.fault === "retract")
          ? amend(amendment, state, live)
          : state,
      event.game,
    );
    return game === event.game ? event : { ...event, game };
  });
  return { events, game: events.at(-1)?.game ?? newest };
}
