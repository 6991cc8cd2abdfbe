/**
 * Whether a feed's home team is the job's home team.
 *
 * A game is found by its id, so this is the second look: a neutral site, a moved game or a mistaken id can turn the sides
 * round, and then every decision would be upside down.
 *
 * @module
 */
import { type League, standardCode } from "../core/game/leagues.ts";

/** A team as one side of the comparison names it. */
export interface NamedTeam {
  readonly code: string;
  readonly name: string;
}

/** Two teams. */
export interface NamedTeams {
  readonly home: NamedTeam;
  readonly away: NamedTeam;
}

/** How two teams of a feed lie to two teams of a job; `unclear` speaks for neither. */
export type Orientation = "same" | "swapped" | "unclear";

/**
 * Compares codes first; names decide only where the codes speak for neither side. Names speak by the words they share, so
 * that `Los Angeles L` is as near to the Lakers as to the Clippers.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { orient } from "./teams.ts";
 *
 * const job = { home: { code: "GSW", name: "Golden State" }, away: { code: "SAC", name: "Sacramento" } };
 * const feed = { home: { code: "SAC", name: "Kings" }, away: { code: "GS", name: "Warriors" } };
 * assertEquals(orient("nba", feed, job), "swapped");
 * ```
 */
export function orient(league: League, feed: NamedTeams, job: NamedTeams): Orientation {
  const byCode = weigh(feed, job, (a, b) => sameCode(league, a.code, b.code) ? 1 : 0);
  return byCode === "unclear" ? weigh(feed, job, (a, b) => sharedWords(a.name, b.name)) : byCode;
}

function weigh(
  feed: NamedTeams,
  job: NamedTeams,
  likeness: (a: NamedTeam, b: NamedTeam) => number,
): Orientation {
  const straight = likeness(feed.home, job.home) + likeness(feed.away, job.away);
  const crossed = likeness(feed.home, job.away) + likeness(feed.away, job.home);
  return straight === crossed ? "unclear" : straight > crossed ? "same" : "swapped";
}

/** Whether two codes, as the exchange and the feeds write them, are of one team. */
export function sameCode(league: League, a: string, b: string): boolean {
  const first = standardCode(league, a);
  return first !== "" && first === standardCode(league, b);
}

/** Words of three letters and more that both names have. */
function sharedWords(a: string, b: string): number {
  const words = (name: string) => new Set(name.toLowerCase().match(/[\p{L}\d]{3,}/gu) ?? []);
  const others = words(b);
  return [...words(a)].filter((word) => others.has(word)).length;
}
