/**
 * Games that are over, as ratings need them.
 *
 * @module
 */
import { refuse, type Result, succeed } from "../../core/result.ts";
import { daysBetween } from "./season.ts";

/** A game that is over. */
export interface GameResult {
  /** The source's own id, where it has one. */
  readonly id?: string | undefined;
  /** As the sport's data number it: the NBA's by the year it ends in, the NFL's by the year it begins in. */
  readonly season: number;
  /** US Eastern, such as `2024-10-22`. */
  readonly date: string;
  /** Codes of the league's team table. */
  readonly home: string;
  readonly away: string;
  /** Final points, overtime included; left out where only the closing line is known. */
  readonly score?: { readonly home: number; readonly away: number } | undefined;
  /** Points by which the home team was expected to win when betting closed; below 0 the away team. */
  readonly line?: number | undefined;
}

/** What a game is known by: no two teams meet twice on a day. */
export function gameKey({ date, home, away }: Pick<GameResult, "date" | "home" | "away">): string {
  return `${date} ${away}@${home}`;
}

/** A game in words: `NYK 109 – 132 BOS on 2024-10-22`. */
export function gameText({ date, home, away, score }: GameResult): string {
  return score === undefined
    ? `${away} at ${home} on ${date}`
    : `${away} ${score.away} – ${score.home} ${home} on ${date}`;
}

/**
 * Games in the order of their dates, each once: what two sources say of a game is joined.
 *
 * @returns refused (`results_differ`) where two sources give other scores or lines, or a team plays twice on a day
 */
export function joinResults(games: readonly GameResult[]): Result<readonly GameResult[]> {
  const index = new GameIndex([]);
  for (const game of games) {
    const before = index.find(game);
    const joined = before === undefined ? game : join(before, game);
    if (joined === undefined) {
      const both = `${gameText(before ?? game)} and ${gameText(game)}`;
      return refuse("results_differ", `Cannot use results: ${both} are one game; expected one result of it`);
    }
    index.put(joined, before);
  }
  const ordered = index.games();
  const twice = playsTwice(ordered);
  return twice === undefined ? succeed(ordered) : refuse("results_differ", `Cannot use results: ${twice}`);
}

/** So many days may lie between a game's own day and the Sunday of its week. */
const DAYS_OF_A_WEEK = 4;

/**
 * Games by their teams, each once.
 *
 * A game of which the closing line alone is known has the Sunday of its week for a day, so it is the game with a score that
 * the same two teams play in the same place within four days of it.
 */
export class GameIndex {
  readonly #byTeams = new Map<string, GameResult[]>();

  constructor(games: readonly GameResult[]) {
    for (const game of games) this.put(game);
  }

  /** The same game, as it is known. */
  find(game: GameResult): GameResult | undefined {
    const found = this.#byTeams.get(`${game.away}@${game.home}`) ?? [];
    return found.find(({ date }) => date === game.date) ??
      found.find((other) =>
        (game.score === undefined) !== (other.score === undefined) &&
        Math.abs(daysBetween(game.date, other.date)) <= DAYS_OF_A_WEEK
      );
  }

  /** Takes a game in, in place of what was known of it. */
  put(game: GameResult, before?: GameResult): void {
    const key = `${game.away}@${game.home}`;
    const others = this.#byTeams.get(key) ?? [];
    this.#byTeams.set(key, [...others.filter((each) => each !== before), game]);
  }

  /** All games, by date. */
  games(): readonly GameResult[] {
    return [...this.#byTeams.values()].flat().sort(byDate);
  }
}

/** The order of dates; on one day that of the teams, which changes nothing, as each plays once. */
export function byDate(a: GameResult, b: GameResult): number {
  const [first, second] = [gameKey(a), gameKey(b)];
  return first < second ? -1 : first > second ? 1 : 0;
}

/** What two sources say of one game; `undefined` where they contradict each other. */
export function join(a: GameResult, b: GameResult): GameResult | undefined {
  const sameScore = a.score === undefined || b.score === undefined ||
    (a.score.home === b.score.home && a.score.away === b.score.away);
  const sameLine = a.line === undefined || b.line === undefined || a.line === b.line;
  if (!sameScore || !sameLine || a.season !== b.season) return undefined;
  const date = a.score === undefined && b.score !== undefined ? b.date : a.date;
  return { ...a, date, id: a.id ?? b.id, score: a.score ?? b.score, line: a.line ?? b.line };
}

/** A team that plays twice on a day, in words. */
export function playsTwice(games: readonly GameResult[]): string | undefined {
  const played = new Map<string, GameResult>();
  for (const game of games) {
    for (const code of [game.home, game.away]) {
      const key = `${game.date} ${code}`;
      const other = played.get(key);
      if (other !== undefined) {
        return `${code} plays twice on ${game.date}: ${gameText(other)}, and ${gameText(game)}`;
      }
      played.set(key, game);
    }
  }
  return undefined;
}
