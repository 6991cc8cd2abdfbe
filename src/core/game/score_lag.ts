/**
 * How far a scoreboard is behind the book: when did the book move for a score that a feed showed later?
 *
 * @module
 */
import type { GameUpdate, TeamSide } from "./game.ts";
import type { Price } from "../numbers/money.ts";

/** The mid price from a moment on, until the next point. */
export interface MidPoint {
  /** Unix milliseconds. */
  readonly at: number;
  /** Price units (1/10,000 dollar); halves are possible. */
  readonly mid: number;
}

/** A move of the book. */
export interface BookMove {
  /** When half of it was done, Unix milliseconds. */
  readonly at: number;
  /** When it was done, Unix milliseconds. */
  readonly endedAt: number;
  /** The mid price where it began and where it ended, in price units. */
  readonly from: number;
  readonly to: number;
}

/** How a move is looked for. */
export interface LagOptions {
  /** How far back, in ms. No feed has been seen that was more than 55 s behind. @default {90000} */
  readonly lookBackMs?: number;
  /** The least move that counts, in price units. @default {150} */
  readonly threshold?: number;
  /** The longest that the move itself may take, in ms. @default {10000} */
  readonly moveMs?: number;
  /** Only moves after this moment: the end of the move of an earlier score. Unix milliseconds. */
  readonly after?: number;
}

const LOOK_BACK_MS = 90_000;
const THRESHOLD = 150;
const MOVE_MS = 10_000;

/**
 * Finds the move of the book that a score belongs to.
 *
 * The method: a score is good news for the side that scored, compared with the moment before. So of all runs of the mid
 * price in that direction that took at most `moveMs`, within the look-back window before the feed showed the score, the
 * largest is the move; of runs as large, the earliest. Its moment is when the mid had covered half of the run. Less than
 * the threshold is not a move.
 *
 * A run, and not the way from the level before to the level at the end, because other plays lie in the window: on a real
 * football book the price rose 12 cents on the third down, and fell 10 on the field goal 40 s later. What the method cannot
 * see: a book that moves after the feed; a score that the book had fully expected; a larger swing in the same direction
 * on another play of the window; a spike that comes back within `moveMs`.
 *
 * @param points mid prices, oldest first
 * @param seenAt when the feed showed the score, Unix milliseconds
 * @param direction 1 where the score should lift this price, −1 where it should lower it
 * @returns `undefined` where no run is as large as the threshold
 */
export function findBookMove(
  points: readonly MidPoint[],
  seenAt: number,
  direction: 1 | -1,
  options: LagOptions = {},
): BookMove | undefined {
  const { lookBackMs = LOOK_BACK_MS, threshold = THRESHOLD, moveMs = MOVE_MS, after = -Infinity } = options;
  const window = cut(points, Math.max(seenAt - lookBackMs, after), seenAt);
  const run = largestRun(window, direction, moveMs);
  if (run === undefined || run.size < threshold) return undefined;
  const { from, to } = run;
  const half = (from.mid + to.mid) / 2;
  // Within the run: several points may bear one time, and what comes after the end is not of it.
  const crossing = window.slice(window.indexOf(from) + 1, window.indexOf(to))
    .find(({ mid }) => direction * (mid - half) >= 0);
  return { at: (crossing ?? to).at, endedAt: to.at, from: from.mid, to: to.mid };
}

/** The points of a window; the one in force at its beginning comes first, at the beginning. */
function cut(points: readonly MidPoint[], from: number, until: number): readonly MidPoint[] {
  const inside = points.filter(({ at }) => at > from && at <= until);
  const inForce = points.findLast(({ at }) => at <= from);
  return inForce === undefined ? inside : [{ at: from, mid: inForce.mid }, ...inside];
}

interface Run {
  readonly from: MidPoint;
  readonly to: MidPoint;
  readonly size: number;
}

function largestRun(points: readonly MidPoint[], direction: 1 | -1, moveMs: number): Run | undefined {
  let largest: Run | undefined;
  let first = 0;
  for (const [index, to] of points.entries()) {
    // A point counts for as long as it was in force: until the next one.
    while ((points[first + 1]?.at ?? Infinity) < to.at - moveMs) first++;
    for (let each = first; each < index; each++) {
      const from = points[each];
      if (from === undefined) continue;
      const size = direction * (to.mid - from.mid);
      // From a later beginning to the same end as large: the mid came back before it went.
      if (size > (largest?.size ?? 0) || (largest?.to === to && size === largest.size)) {
        largest = { from, to, size };
      }
    }
  }
  return largest;
}

/** Points of both sides. */
export interface Score {
  readonly home: number;
  readonly away: number;
}

/** A score change, and how long after the book a feed showed it. */
export interface ScoreLag {
  /** The exchange event. */
  readonly event: string;
  readonly feed: string;
  /** When the feed showed it, Unix milliseconds. */
  readonly at: number;
  readonly before: Score;
  readonly score: Score;
  /** Left out where no move of the book was found, and the two below with it. */
  readonly move?: BookMove;
  /** The moment of the move, Unix milliseconds. */
  readonly bookMovedAt?: number;
  /** `at` − `bookMovedAt`, ms. */
  readonly lagMs?: number;
}

/** Points closer than this are kept as one, so that a busy book does not fill the memory: the resolution of the lag. */
const RESOLUTION_MS = 100;
/** The middle of a wider book says nothing, in price units. */
const WIDEST_SPREAD = 500;
/** How many moves of a game are kept. */
const KEPT_MOVES = 8;
/** Old points are dropped whenever so many have come. */
const SWEEP_EVERY = 256;

interface FollowedBook {
  readonly market: string;
  /** The side for which YES pays. */
  readonly side: TeamSide;
  points: MidPoint[];
  added: number;
}

interface GameMemory {
  readonly scores: Map<string, Score>;
  /** The move of a score, found for the feed that showed it first, serves for those that follow. */
  moves: readonly FoundMove[];
  /** End of the latest move found so far, Unix milliseconds. */
  movedUntil: number;
}

interface FoundMove {
  readonly score: Score;
  /** When a feed first showed the score, Unix milliseconds. */
  readonly seenAt: number;
  readonly move: BookMove;
}

/**
 * Folds tops of books and game updates into lags, one for each score change of each feed.
 *
 * Only a score that rises is a change: one that is taken back is a correction. A feed's first update shows no
 * change. Where both sides have scored since the feed's last update, the one that scored more gives the
 * direction; where both scored the same, no move is looked for. The move of a score comes after that of the
 * score before.
 *
 * Kept are, for each followed market, the points of the look-back window at a resolution of 100 ms, and for each game the
 * last moves.
 */
export class LagMeter {
  readonly #options: LagOptions;
  readonly #books = new Map<string, FollowedBook>();
  readonly #events = new Map<string, FollowedBook>();
  readonly #games = new Map<string, GameMemory>();

  constructor(options: LagOptions = {}) {
    this.#options = options;
  }

  /** Whether any market is followed. */
  get follows(): boolean {
    return this.#books.size > 0;
  }

  /** How many points of books are kept: bounded, however long it goes on. */
  get points(): number {
    let points = 0;
    for (const book of this.#books.values()) points += book.points.length;
    return points;
  }

  /**
   * Names the market that stands for an exchange event. One of its two mirror images is enough; a second one is ignored.
   *
   * @param side the side for which YES pays
   */
  follow(event: string, market: string, side: TeamSide): void {
    if (this.#events.has(event)) return;
    const book: FollowedBook = { market, side, points: [], added: 0 };
    this.#events.set(event, book);
    this.#books.set(market, book);
  }

  /** Takes the top of a book. Markets that are not followed, empty sides and wide spreads change nothing. */
  book(market: string, at: number, bid: Price | undefined, ask: Price | undefined): void {
    const book = this.#books.get(market);
    if (book === undefined || bid === undefined || ask === undefined) return;
    if (ask - bid > WIDEST_SPREAD) return;
    const { points } = book;
    const mid = (bid + ask) / 2;
    const last = points.at(-1);
    if (last?.mid === mid) return;
    if (last !== undefined && at - last.at < RESOLUTION_MS) {
      points[points.length - 1] = { at: last.at, mid };
      return;
    }
    points.push({ at, mid });
    if (++book.added % SWEEP_EVERY === 0) this.#sweep(book, at);
  }

  /**
   * Takes what a feed says.
   *
   * @returns the lag, where the score has risen since the feed's last update
   */
  game({ event, feed, at, game }: GameUpdate): ScoreLag | undefined {
    const memory = this.#games.get(event) ??
      { scores: new Map<string, Score>(), moves: [], movedUntil: -Infinity };
    this.#games.set(event, memory);
    const score = { home: game.home.score, away: game.away.score };
    const before = memory.scores.get(feed);
    memory.scores.set(feed, score);
    if (before === undefined) return undefined;
    if (score.home < before.home || score.away < before.away) {
      // What was found for points that are gone must not stand in the way of those that come.
      memory.moves = memory.moves.filter((each) => total(each.score) <= total(score));
      return undefined;
    }
    if (isSame(score, before)) return undefined;
    const move = this.#moveOf(event, memory, before, score, at);
    const found = move === undefined ? {} : { move, bookMovedAt: move.at, lagMs: at - move.at };
    return { event, feed, at, before, score, ...found };
  }

  #moveOf(event: string, memory: GameMemory, before: Score, score: Score, at: number): BookMove | undefined {
    const { lookBackMs = LOOK_BACK_MS } = this.#options;
    const known = memory.moves.find((each) => isSame(each.score, score) && at - each.seenAt <= lookBackMs);
    if (known !== undefined) return known.move;
    const book = this.#events.get(event);
    const lead = score.home - before.home - (score.away - before.away);
    // Where another feed has gone on to a later score, whose move is known, this one's cannot be separated
    // from it any more.
    if (book === undefined || lead === 0 || memory.moves.some((each) => total(each.score) >= total(score))) {
      return undefined;
    }
    const direction = lead > 0 === (book.side === "home") ? 1 : -1;
    const move = findBookMove(book.points, at, direction, { ...this.#options, after: memory.movedUntil });
    if (move === undefined) return undefined;
    memory.moves = [...memory.moves, { score, seenAt: at, move }].slice(-KEPT_MOVES);
    memory.movedUntil = move.endedAt;
    return move;
  }

  /** Drops what is older than the window, but for the point in force at its beginning. */
  #sweep(book: FollowedBook, at: number): void {
    const from = at - (this.#options.lookBackMs ?? LOOK_BACK_MS);
    const inForce = book.points.findLastIndex((point) => point.at <= from);
    if (inForce > 0) book.points = book.points.slice(inForce);
  }
}

function isSame(a: Score, b: Score): boolean {
  return a.home === b.home && a.away === b.away;
}

function total({ home, away }: Score): number {
  return home + away;
}
