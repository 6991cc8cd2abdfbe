/**
 * The scoreboards' side of matching: games of a date with their teams.
 *
 * @module
 */
import type { GameReading } from "../feeds/feed.ts";
import { safeText } from "../lib/safe_text.ts";
import { easternClock, easternSpan, isIn } from "../lib/new_york.ts";
import type { Refused } from "./exchange_games.ts";
import type { Identity, TeamTable } from "./team_table.ts";
import type { DailyFeed } from "../feeds/feeds.ts";

/** A game that a feed lists. */
export interface FeedGame {
  readonly feed: DailyFeed;
  readonly id: string;
  /** Unix milliseconds. */
  readonly startsAt: number;
  readonly home: Identity;
  readonly away: Identity;
  readonly phase: GameReading["game"]["phase"];
  /** For people: `UTA at BKN, 19:30 ET`. */
  readonly label: string;
}

/** Readings of one feed, as its parser gave them. */
export interface FeedSide {
  readonly feed: DailyFeed;
  readonly readings: readonly GameReading[];
}

/** How a feed's game is named in refusals. */
export function nameOf(game: Pick<FeedGame, "feed" | "id">): string {
  return `${game.feed} ${safeText(game.id, 40)}`;
}

/** Reads the games of a date; games of other dates are left out without a word. */
export function readFeedGames(
  table: TeamTable,
  date: string,
  { feed, readings }: FeedSide,
): { readonly games: readonly FeedGame[]; readonly refused: readonly Refused[] } {
  const span = easternSpan(date);
  const games = new Map<string, FeedGame>();
  const refused: Refused[] = [];
  for (const { game, startsAt } of readings) {
    const title = `${safeText(game.away.code, 12)} at ${safeText(game.home.code, 12)}`;
    const what = `${nameOf({ feed, id: game.gameId })} ${title}`;
    if (game.league !== table.league) {
      refused.push({ what, reason: `expected a game of ${table.league}, it is of ${game.league}` });
      continue;
    }
    if (startsAt === undefined) {
      refused.push({ what, reason: "the feed does not say when it starts" });
      continue;
    }
    if (!isIn(span, startsAt)) continue;
    const [home, away] = [game.home, game.away].map(({ name, code, id: value }) =>
      table.identify({ names: [name], codes: [code], ...(value === "" ? {} : { id: { feed, value } }) })
    );
    if (home === undefined || away === undefined) continue;
    const unclear = [home, away].find((identity) => identity.kind === "unclear");
    if (unclear?.kind === "unclear") {
      refused.push({ what, reason: unclear.why });
      continue;
    }
    const label = `${title}, ${easternClock(startsAt)} ET`;
    const other = games.get(game.gameId);
    // One id twice is one game listed twice; which listing stays must not depend on their order.
    if (other === undefined || startsAt < other.startsAt) {
      games.set(game.gameId, { feed, id: game.gameId, startsAt, home, away, phase: game.phase, label });
    }
  }
  return { games: [...games.values()], refused };
}
