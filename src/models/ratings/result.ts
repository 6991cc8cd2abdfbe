/**
 * Games that are over, as ratings need them.
 *
 * @module
 */
import { refuse, type Result, succeed } from "../../core/result.ts";

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
  const found = new Map<string, GameResult>();
  for (const game of games) {
    const key = gameKey(game);
    const before = found.get(key);
    if (before === undefined) {
      found.set(key, game);
      continue;
    }
    const joined = join(before, game);
    if (joined === undefined) {
      return refuse(
        "results_differ",
        `Cannot use results: ${gameText(before)} and ${
          gameText(game)
        } are one game; expected one result of it`,
      );
    }
    found.set(key, joined);
  }
  const ordered = [...found.values()].sort(byDate);
  const twice = playsTwice(ordered);
  return twice === undefined ? succeed(ordered) : refuse("results_differ", `Cannot use results: ${twice}`);
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
  return { ...a, id: a.id ?? b.id, score: a.score ?? b.score, line: a.line ?? b.line };
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
