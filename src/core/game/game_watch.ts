/**
 * Several feeds of one game, watched side by side: which one to believe, and what does not add up.
 *
 * Feeds are tens of seconds apart, correct themselves and go back in time. So a feed that is merely behind is no
 * contradiction; one that takes something back is.
 *
 * @module
 */
import { minutesText } from "../numbers/text.ts";
import { type GamePhase, type GameState } from "./game.ts";
import { LEAGUE_INFO } from "./leagues.ts";

/** Something the trader should know. */
export interface GameNotice {
  readonly level: "info" | "warning";
  readonly text: string;
}

/** One feed's view of the game. */
export interface FeedView {
  readonly feed: string;
  readonly game: GameState;
  /** Arrival of its last answer, unchanged ones included, Unix milliseconds. */
  readonly at: number;
}

/** The game as the watch believes it. */
export interface WatchedGame {
  readonly game: GameState;
  /** The feed that the state is taken from. */
  readonly feed: string;
  /** Arrival of the last answer that confirms the score and the phase, from whichever feed; Unix milliseconds. */
  readonly at: number;
  /** Which feeds contradict each other, and what they say; left out while they agree or are merely behind. */
  readonly disagreement?: string;
  /** When a score, or the end of the game, was last taken back; Unix milliseconds. */
  readonly retractedAt?: number;
  /** Until then the score must not be acted on; left out once it has passed. */
  readonly holdUntil?: number;
  /** All feeds, in the order they were first heard. */
  readonly feeds: readonly FeedView[];
}

/** When a watch does what; all in ms or seconds of the game clock. */
export interface GameWatchOptions {
  /** How long to wait after something was taken back. @default {10000} */
  readonly holdMs?: number;
  /** A feed silent for longer gives way to one that is not. @default {10000} */
  readonly staleMs?: number;
  /** A feed may be behind for so long before it counts as contradicting. @default {60000} */
  readonly behindMs?: number;
  /** Clocks of two feeds this close say nothing about who is ahead: they round, and stop, differently. @default {30} */
  readonly clockToleranceSeconds?: number;
}

interface Known {
  readonly feed: string;
  game: GameState;
  at: number;
  /** When it last took something back. */
  retractedAt: number;
  /** When its score or phase last changed. */
  changedAt: number;
  /** Since when it has not said what the chosen feed says. */
  differsSince: number | undefined;
}

/** How far along a phase is. What was called off is further than what never started. */
const RANK: Readonly<Record<GamePhase, number>> = {
  scheduled: 0,
  postponed: 1,
  cancelled: 1,
  live: 2,
  break: 2,
  delayed: 2,
  final: 3,
};

/**
 * Folds updates of one game.
 *
 * **Which feed is believed.** Feeds that were silent for `staleMs` are left out unless all are. Of the others the one that
 * is furthest: later phase, then later period; of those whose clocks are within `clockToleranceSeconds` of the lowest, the
 * one with more points in total, then the lower clock, then the later arrival. One exception: after a feed has taken points
 * or the end back, feeds that have said nothing new since are left out, whatever they say: they may still show what is gone.
 * The choice is made at updates only; between them the state just grows older.
 *
 * **What is a retraction.** A feed's score of either side falls, a final game is not final any more, or the feed that is
 * believed changes to one with fewer points of either side. Each starts the hold again.
 *
 * **What is a disagreement.** Two feeds heard within `staleMs` say scores of which neither can become the other (each has
 * more points for one side), or both are final with different scores, or one has for longer than `behindMs` said the same
 * that is not what the believed one says.
 */
export class GameWatch {
  readonly #options: Required<GameWatchOptions>;
  readonly #feeds = new Map<string, Known>();
  #chosen: Known | undefined;
  #shown: GameState | undefined;
  #retractedAt: number | undefined;
  #disagreement: string | undefined;

  constructor(options: GameWatchOptions = {}) {
    this.#options = {
      holdMs: 10_000,
      staleMs: 10_000,
      behindMs: 60_000,
      clockToleranceSeconds: 30,
      ...options,
    };
  }

  /**
   * Takes what a feed says; an unchanged answer comes as the same state again.
   *
   * @param at arrival, Unix milliseconds; never before an earlier one
   * @returns what is new to know
   */
  update(feed: string, game: GameState, at: number): readonly GameNotice[] {
    const notices: GameNotice[] = [];
    const known = this.#feeds.get(feed);
    if (known === undefined) {
      const first = { feed, game, at, retractedAt: -Infinity, changedAt: at, differsSince: undefined };
      this.#feeds.set(feed, first);
    } else {
      this.#compare(known, game, at, notices);
      if (!sameStanding(known.game, game)) known.changedAt = at;
      known.game = game;
      known.at = at;
    }
    this.#choose(at, notices);
    this.#disagree(at, notices);
    return notices;
  }

  /** The game as it is taken to be at a moment; `undefined` before the first update. */
  current(at: number): WatchedGame | undefined {
    const chosen = this.#chosen;
    if (chosen === undefined) return undefined;
    const feeds = [...this.#feeds.values()];
    const agreeing = feeds.filter((each) => sameStanding(each.game, chosen.game));
    const disagreement = this.#disagreement;
    const retractedAt = this.#retractedAt;
    const holdUntil = retractedAt === undefined ? -Infinity : retractedAt + this.#options.holdMs;
    return {
      game: chosen.game,
      feed: chosen.feed,
      at: Math.max(...agreeing.map((each) => each.at)),
      ...(disagreement === undefined ? {} : { disagreement }),
      ...(retractedAt === undefined ? {} : { retractedAt }),
      ...(at < holdUntil ? { holdUntil } : {}),
      feeds: feeds.map((each) => ({ feed: each.feed, game: each.game, at: each.at })),
    };
  }

  /** A feed against what it said before. */
  #compare(known: Known, now: GameState, at: number, notices: GameNotice[]): void {
    const before = known.game;
    const { feed } = known;
    const fell = scoreFell(before, now);
    if (fell) warn(notices, `${feed} took points back: ${scoreText(before)} is now ${scoreText(now)}`);
    const reopened = before.phase === "final" && now.phase !== "final";
    if (reopened) warn(notices, `${feed} took the end of the game back: it is ${now.phase} again`);
    if (fell || reopened) {
      known.retractedAt = at;
      this.#retractedAt = at;
    }
    if (reopened) return;
    if (RANK[now.phase] < RANK[before.phase]) {
      warn(notices, `${feed} went back from ${before.phase} to ${now.phase}`);
    } else if (now.period < before.period) {
      warn(notices, `${feed} went back from period ${before.period} to ${now.period}`);
    } else if (clockRose(before, now)) {
      const [was, is] = [before, now].map((game) => minutesText(Math.floor(game.secondsLeftInPeriod)));
      warn(notices, `${feed} turned the clock of period ${now.period} up from ${was} to ${is}`);
    }
  }

  #choose(at: number, notices: GameNotice[]): void {
    const all = [...this.#feeds.values()];
    const fresh = all.filter((each) => at - each.at <= this.#options.staleMs);
    const chosen = this.#furthest(fresh);
    const before = this.#shown;
    const switched = this.#chosen !== undefined && chosen !== this.#chosen;
    if (switched && before !== undefined && scoreFell(before, chosen.game)) {
      this.#retractedAt = at;
      warn(
        notices,
        `the score goes back with the feed: ${scoreText(before)}, now ${chosen.feed} ${
          scoreText(chosen.game)
        }`,
      );
    }
    this.#chosen = chosen;
    this.#shown = chosen.game;
  }

  /** Never called without a feed: the one that was just heard is fresh. */
  #furthest(feeds: readonly Known[]): Known {
    // Who has said nothing new since another took something back may still show what is gone.
    const corrected = Math.max(...feeds.map((each) => each.retractedAt));
    const current = feeds.filter((each) => each.retractedAt === corrected || each.changedAt > corrected);
    const rank = Math.max(...current.map(({ game }) => RANK[game.phase]));
    const inRank = current.filter(({ game }) => RANK[game.phase] === rank);
    const period = Math.max(...inRank.map(({ game }) => game.period));
    const inPeriod = inRank.filter(({ game }) => game.period === period);
    const lowest = Math.min(...inPeriod.map(({ game }) => game.secondsLeftInPeriod));
    const near = inPeriod.filter(({ game }) =>
      game.secondsLeftInPeriod - lowest <= this.#options.clockToleranceSeconds
    );
    const [first, ...others] = near;
    if (first === undefined) throw new TypeError("Cannot choose a feed: there is none");
    return others.reduce((best, each) => isAhead(each, best) ? each : best, first);
  }

  #disagree(at: number, notices: GameNotice[]): void {
    const chosen = this.#chosen;
    if (chosen === undefined) return;
    const { staleMs, behindMs } = this.#options;
    const against: Known[] = [];
    for (const each of this.#feeds.values()) {
      if (sameStanding(each.game, chosen.game)) {
        each.differsSince = undefined;
        continue;
      }
      each.differsSince ??= at;
      if (at - each.at > staleMs) continue;
      const late = at - Math.max(each.differsSince, each.changedAt) > behindMs;
      if (late || contradict(each.game, chosen.game)) against.push(each);
    }
    const text = against.length === 0
      ? undefined
      : [chosen, ...against].map(({ feed, game }) => `${feed} says ${standingText(game)}`).join(", ");
    if (text !== undefined && this.#disagreement === undefined) warn(notices, `feeds disagree: ${text}`);
    if (text === undefined && this.#disagreement !== undefined) {
      notices.push({ level: "info", text: `feeds agree again: ${standingText(chosen.game)}` });
    }
    this.#disagreement = text;
  }
}

function warn(notices: GameNotice[], text: string): void {
  notices.push({ level: "warning", text });
}

function total({ home, away }: GameState): number {
  return home.score + away.score;
}

function isAhead(one: Known, other: Known): boolean {
  const points = total(one.game) - total(other.game);
  if (points !== 0) return points > 0;
  const clock = one.game.secondsLeftInPeriod - other.game.secondsLeftInPeriod;
  return clock !== 0 ? clock < 0 : one.at > other.at;
}

function scoreFell(before: GameState, now: GameState): boolean {
  return now.home.score < before.home.score || now.away.score < before.away.score;
}

/** Whether two states say the same of what is paid for: the score, and whether the game is on or over. */
function sameStanding(a: GameState, b: GameState): boolean {
  return a.home.score === b.home.score && a.away.score === b.away.score && RANK[a.phase] === RANK[b.phase];
}

function contradict(a: GameState, b: GameState): boolean {
  const home = a.home.score - b.home.score;
  const away = a.away.score - b.away.score;
  return home * away < 0 || (a.phase === "final" && b.phase === "final");
}

/** A period that begins has its full clock, whatever was shown during the break before it. */
function clockRose(before: GameState, now: GameState): boolean {
  if (now.period !== before.period || now.period < 1) return false;
  if (now.secondsLeftInPeriod <= before.secondsLeftInPeriod) return false;
  const { periods, periodSeconds, overtimeSeconds } = LEAGUE_INFO[now.league].regulation;
  const full = now.period > periods ? overtimeSeconds : periodSeconds;
  return !(before.secondsLeftInPeriod === 0 && now.secondsLeftInPeriod === full);
}

function scoreText({ home, away }: GameState): string {
  return `${away.code} ${away.score} – ${home.code} ${home.score}`;
}

function standingText(game: GameState): string {
  const live = RANK[game.phase] === RANK.live && game.period > 0;
  return `${scoreText(game)} (${
    live ? `P${game.period} ${minutesText(Math.floor(game.secondsLeftInPeriod))}` : game.phase
  })`;
}
