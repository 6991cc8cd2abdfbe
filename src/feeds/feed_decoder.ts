/**
 * Recorded answers of scoreboards as events: a pure fold, so that a replay sees the games that were seen live.
 *
 * @module
 */
import type { EngineEvent } from "../core/events.ts";
import type { GameState, GameUpdate } from "../core/game/game.ts";
import type { League } from "../core/game/leagues.ts";
import { refuse, type Result, succeed } from "../core/result.ts";
import type { DecodeOther } from "../kalshi/decoding/decoder.ts";
import type { InputSource } from "../core/inputs.ts";
import { safeText } from "../lib/safe_text.ts";
import { type FeedName, parseAnswer, POLLED_FEEDS, type PolledFeed } from "./feeds.ts";
import type { GameReading } from "./feed.ts";
import { KalshiLiveData } from "./kalshi/live_data.ts";
import { Outages } from "./outages.ts";
import { type NamedTeam, orient } from "./teams.ts";

/** A game to follow; a job of the discovery is one. */
export interface FollowedGame {
  readonly league: League;
  /** The exchange event. */
  readonly event: string;
  readonly home: NamedTeam;
  readonly away: NamedTeam;
  /** Ids of the game at the feeds that have it. */
  readonly feeds: { readonly [feed in FeedName]?: string | undefined };
}

/** Status of an answer that has not changed since the one before. */
export const UNCHANGED = 304;
/** Status of an answer that is not there: before the start of a game that is not a failure. */
export const NOT_THERE = 404;

interface PathMemory {
  /** The updates of the last whole answer, repeated while the answer stays unchanged. */
  updates: readonly GameUpdate[];
  /** Its problem, which stays as long. */
  problem: string | undefined;
  /** Whether there ever was a whole answer. */
  answered: boolean;
}

/**
 * Folds `feed.…` inputs into game updates and feed states.
 *
 * - A whole answer gives an update for each followed game in it; an unchanged one repeats the last updates, so that
 *   their age is that of the last look.
 * - A reading whose home and away teams are the other way round, or is not known, is refused with a problem.
 * - A failure gives a `feed` event, and so does the recovery; a failure for the same reason is not repeated.
 */
export class FeedDecoder {
  readonly #games = new Map<string, FollowedGame>();
  readonly #paths = new Map<string, PathMemory>();
  readonly #outages = new Outages();
  #problems = 0;
  #lastProblem: string | undefined;

  /** @param games the games to follow; answers may hold others */
  constructor(games: readonly FollowedGame[]) {
    for (const game of games) {
      for (const feed of POLLED_FEEDS) {
        const id = game.feeds[feed];
        if (id !== undefined && id !== "") this.#games.set(`${feed} ${game.league} ${id}`, game);
      }
    }
  }

  /** How many readings of followed games were refused, and answers not understood. */
  get problems(): number {
    return this.#problems;
  }

  /** The last of them: one plain line. */
  get lastProblem(): string | undefined {
    return this.#lastProblem;
  }

  /** Takes one input; inputs that are no `feed.…` are left alone. */
  readonly decode: DecodeOther = (at, source, raw, events) => {
    const feed = feedOf(source);
    if (feed === undefined) return;
    const { path, status, body } = readAnswer(raw);
    if (path === undefined || status === undefined) {
      return this.#problem(at, feed, "", `${feed}: expected path, status and body`, events);
    }
    const memory = this.#paths.get(`${feed} ${path}`) ??
      { updates: [], problem: undefined, answered: false };
    this.#paths.set(`${feed} ${path}`, memory);
    if (status === 200) return this.#whole(at, feed, path, body, memory, events);
    if (status === UNCHANGED) {
      for (const update of memory.updates) events.push({ ...update, at });
      if (memory.problem !== undefined) return this.#failed(at, feed, path, memory.problem, events);
      return this.#up(at, feed, path, events);
    }
    if (status === NOT_THERE && !memory.answered) return this.#up(at, feed, path, events);
    const said = typeof body === "string" ? `: ${safeText(body, 120)}` : "";
    this.#failed(at, feed, path, `${status === 0 ? "no answer" : `status ${status}`}${said}`, events);
  };

  #whole(
    at: number,
    feed: PolledFeed,
    path: string,
    body: unknown,
    memory: PathMemory,
    events: EngineEvent[],
  ): void {
    const { games, problems } = parseAnswer(feed, path, body);
    const updates: GameUpdate[] = [];
    let problem = games.length === 0 ? problems.at(-1) : this.#unreadOf(feed, problems);
    for (const reading of games) {
      const followed = this.#games.get(`${feed} ${reading.game.league} ${reading.game.gameId}`);
      if (followed === undefined) continue;
      const update = place(at, feed, followed, reading);
      if (update.ok) updates.push(update.value);
      else problem = update.reason.message;
    }
    // A text, such as a page of HTML, is not an answer that a later one could leave unchanged.
    if (typeof body === "object") {
      memory.updates = updates;
      memory.problem = problem;
      memory.answered = true;
    }
    events.push(...updates);
    if (problem === undefined) this.#up(at, feed, path, events);
    else this.#problem(at, feed, path, problem, events);
  }

  /** A problem of a game that is followed; those of others do not matter. */
  #unreadOf(feed: PolledFeed, problems: readonly string[]): string | undefined {
    for (const problem of problems) {
      for (const key of this.#games.keys()) {
        const [of, , id] = key.split(" ");
        if (of === feed && problem.startsWith(`Cannot read game ${id}:`)) return problem;
      }
    }
    return undefined;
  }

  #problem(at: number, feed: PolledFeed, path: string, text: string, events: EngineEvent[]): void {
    this.#problems++;
    this.#lastProblem = text;
    this.#failed(at, feed, path, text, events);
  }

  #failed(at: number, feed: PolledFeed, path: string, detail: string, events: EngineEvent[]): void {
    events.push(...this.#outages.failed(at, feed, path, detail));
  }

  #up(at: number, feed: PolledFeed, path: string, events: EngineEvent[]): void {
    events.push(...this.#outages.recovered(at, feed, path));
  }
}

/** Both decoders of scores, as one. */
export interface ScoreDecoder {
  /** Goes to the decoder as `decodeOther`. */
  readonly decode: DecodeOther;
  readonly feeds: FeedDecoder;
  readonly liveData: KalshiLiveData;
}

/** Makes the decoder of scoreboards and of the exchange's own live data. */
export function createFeedDecoder(games: readonly FollowedGame[]): ScoreDecoder {
  const feeds = new FeedDecoder(games);
  const liveData = new KalshiLiveData();
  const decode: DecodeOther = (at, source, raw, events) => {
    feeds.decode(at, source, raw, events);
    liveData.decode(at, source, raw, events);
  };
  return { decode, feeds, liveData };
}

function feedOf(source: InputSource): PolledFeed | undefined {
  return POLLED_FEEDS.find((feed) => source === `feed.${feed}`);
}

interface RawAnswer {
  readonly path?: string;
  readonly status?: number;
  readonly body?: unknown;
}

function readAnswer(raw: unknown): RawAnswer {
  if (typeof raw !== "object" || raw === null) return {};
  const { path, status, body } = raw as Readonly<Record<string, unknown>>;
  return typeof path === "string" && typeof status === "number" ? { path, status, body } : {};
}

/** The update, with the teams' codes and names as the job has them, so that all feeds of a game read alike. */
function place(
  at: number,
  feed: PolledFeed,
  followed: FollowedGame,
  { game, sourceAt }: GameReading,
): Result<GameUpdate> {
  const orientation = orient(game.league, game, followed);
  if (orientation !== "same") {
    const how = orientation === "swapped"
      ? "home and away are the other way round"
      : "its teams are not known";
    const [theirs, ours] = [game, followed].map(({ home, away }) => `${away.code} at ${home.code}`);
    return refuse(
      "other_teams",
      `Cannot use game ${game.gameId} of ${feed}: ${how}, expected ${ours}, was ${theirs}`,
    );
  }
  const named: GameState = {
    ...game,
    home: { ...game.home, ...nameOf(followed.home) },
    away: { ...game.away, ...nameOf(followed.away) },
  };
  const when = sourceAt === undefined ? {} : { sourceAt };
  return succeed({ kind: "game", at, ...when, feed, event: followed.event, game: named });
}

function nameOf({ code, name }: NamedTeam): Partial<NamedTeam> {
  return { ...(code === "" ? {} : { code }), ...(name === "" ? {} : { name }) };
}
