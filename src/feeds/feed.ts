/**
 * The form that all scoreboards share: how it is asked, and answers in, game states out.
 *
 * @module
 */
import type { GameState } from "../core/game/game.ts";
import type { League } from "../core/game/leagues.ts";

/** A game as one answer reports it. */
export interface GameReading {
  readonly game: GameState;
  /** Scheduled start, Unix milliseconds, where the answer has it. */
  readonly startsAt?: number;
  /** When the source says the last play happened, Unix milliseconds, where it says so. */
  readonly sourceAt?: number;
}

/** The content of an answer. Nothing of it throws: what cannot be read is a problem, in one plain line. */
export interface FeedAnswer {
  readonly games: readonly GameReading[];
  readonly problems: readonly string[];
}

/** How a feed wants to be treated. */
export interface PollingPolicy {
  /** From one request of a path to the next, in ms, from shortly before the start on. */
  readonly liveMs: number;
  /** The same before that. */
  readonly waitingMs: number;
  /** The least time between two requests to the host, whatever they ask for, in ms. */
  readonly gapMs: number;
}

/** A game that a feed is asked about. */
export interface AskedGame {
  readonly league: League;
  /** The feed's own id of it. */
  readonly id: string;
  /** Unix milliseconds. */
  readonly startsAt: number;
}

/** The scoreboard of a league's day, where a feed has one. */
export interface DailyScoreboard {
  /**
   * Whether the feed lists the league's games of a date at all.
   *
   * @param today the eastern date of now
   */
  covers(league: League, date: string, today: string): boolean;
  /** @param date the US-Eastern date, `YYYY-MM-DD` */
  path(league: League, date: string): string;
}

/** A scoreboard with an address of its own: a row of the list in `feeds.ts`. */
export interface Feed {
  /** For people. */
  readonly title: string;
  /** Its public address. The simulator serves all feeds at its own. */
  readonly host: string;
  readonly policy: PollingPolicy;
  readonly headers: Readonly<Record<string, string>>;
  /** Of a feed that wants a key: the variable of the environment that holds it, and the header it is sent in. */
  readonly key?: { readonly variable: string; readonly header: string };
  /** The path whose answer follows a game; `undefined` where the feed does not show it. */
  gamePath(game: AskedGame): string | undefined;
  /** Left out: the feed cannot be asked for a day's games. */
  readonly daily?: DailyScoreboard;
  /**
   * Reads an answer. Nothing of it throws, whatever the body is.
   *
   * @param path the path that was asked for: it names the league where the answer does not
   */
  parse(body: unknown, path: string): FeedAnswer;
}
