/**
 * Team tables, from `config/teams`: every name a team of a league goes by, and which team a name means.
 *
 * A name that two teams share means neither by itself. It is in the table's list of ambiguous names, and only other
 * evidence (a full name, a code, a feed's id) can decide between the two.
 *
 * @module
 */
import nba from "../../config/teams/nba.json" with { type: "json" };
import ncaaf from "../../config/teams/ncaaf.json" with { type: "json" };
import ncaamb from "../../config/teams/ncaamb.json" with { type: "json" };
import nfl from "../../config/teams/nfl.json" with { type: "json" };
import wnba from "../../config/teams/wnba.json" with { type: "json" };
import { z } from "zod";
import { safeText } from "../lib/safe_text.ts";
import { type League, LEAGUE_INFO, LEAGUES } from "../core/game/leagues.ts";
import { byFeed, DAILY_FEEDS, type DailyFeed } from "../feeds/feeds.ts";

const text = z.string().min(1);

const teamSchema = z.strictObject({
  /** Short name, unique in the league; also in ids of jobs. */
  code: text,
  /** City or, for colleges, the school. */
  city: text,
  /** `Lakers`, `Crimson Tide`. */
  name: text,
  /** Other codes and names, of whatever source. */
  aliases: z.array(text).min(1),
  /** Ids of the team at the feeds. */
  ids: z.strictObject(byFeed(DAILY_FEEDS, () => text.optional())),
});

/** A file of `config/teams`. */
export const teamTableSchema = z.strictObject({
  league: z.enum(LEAGUES),
  /** Names that more than one team goes by. */
  ambiguous: z.array(text),
  teams: z.array(teamSchema).min(2),
});

/** A team and its names. */
export type Team = z.infer<typeof teamSchema>;

/** The evidence of which team is meant. */
export interface Evidence {
  /** Names; any of them may be unknown to the table. */
  readonly names: readonly string[];
  /** Short names. They confirm and decide, but never stand against a name the table does not know. */
  readonly codes?: readonly string[];
  /** The team's id at a feed. */
  readonly id?: { readonly feed: DailyFeed; readonly value: string };
}

/** Which team evidence means. */
export type Identity =
  | { readonly kind: "team"; readonly team: Team }
  /** Not in the table; the names, normalised. */
  | { readonly kind: "unknown"; readonly names: ReadonlySet<string> }
  /** More than one team may be meant, or the evidence contradicts itself. */
  | { readonly kind: "unclear"; readonly why: string };

/**
 * A name by which names of different sources can be compared.
 *
 * @example
 * ```ts
 * import { assertEquals } from "@std/assert";
 * import { normaliseName } from "./team_table.ts";
 *
 * assertEquals(normaliseName("San José St."), "san jose st");
 * assertEquals(normaliseName("Texas A&M-CC"), "texas am cc");
 * ```
 */
export function normaliseName(name: string): string {
  return name.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase()
    .replace(/[.&'’‘`ʻ]/g, "").replace(/[^\p{L}\p{N}]+/gu, " ").trim();
}

/** `Boise State` is `Boise St.` to the exchange, and `Saint` and `St.` are written for each other. */
function spellings(name: string): string[] {
  const all = [name];
  if (/ State$/.test(name)) all.push(name.replace(/ State$/, " St"));
  if (/^Saint /.test(name)) all.push(name.replace(/^Saint /, "St "));
  if (/^St\. /.test(name)) all.push(name.replace(/^St\. /, "Saint "));
  return all;
}

/** The teams of a league. */
export class TeamTable {
  readonly league: League;
  readonly teams: readonly Team[];
  readonly #byName = new Map<string, Set<Team>>();
  readonly #byId = new Map<string, Team>();

  /** @throws {RangeError} where a name is shared and not said to be ambiguous, or said so and not shared */
  constructor(table: z.infer<typeof teamTableSchema>) {
    this.league = table.league;
    this.teams = table.teams;
    for (const team of table.teams) {
      for (const key of this.#keysOf(team)) {
        this.#byName.set(key, (this.#byName.get(key) ?? new Set()).add(team));
      }
      for (const [feed, id] of Object.entries(team.ids)) {
        const key = `${feed} ${id}`;
        const other = this.#byId.get(key);
        if (other !== undefined) {
          throw badTable(this.league, `${other.code} and ${team.code} share id ${key}`);
        }
        this.#byId.set(key, team);
      }
    }
    this.#checkShared(new Set(table.ambiguous.map(normaliseName)));
  }

  /** Whether the league is one of colleges: mascots are shared by many, and so are codes between sources. */
  get college(): boolean {
    return LEAGUE_INFO[this.league].college;
  }

  /** The teams that a name may mean; mostly one or none. */
  named(name: string): ReadonlySet<Team> {
    return this.#byName.get(normaliseName(name)) ?? new Set();
  }

  /** Finds the team that evidence means. */
  identify({ names, codes = [], id }: Evidence): Identity {
    const own = id === undefined ? undefined : this.#byId.get(`${id.feed} ${id.value}`);
    const known = names.map((name) => this.named(name)).filter((teams) => teams.size > 0);
    if (known.length === 0 && own === undefined && names.some((name) => normaliseName(name) !== "")) {
      return { kind: "unknown", names: new Set(names.map(normaliseName).filter((name) => name !== "")) };
    }
    const hints = codes.map((code) => this.named(code)).filter((teams) => teams.size > 0);
    // The code of one college is the code of another elsewhere, so there a code says nothing against a name.
    const ids = own === undefined ? [] : [new Set([own])];
    const strong = this.college ? [...known, ...ids] : [...known, ...ids, ...hints];
    return this.#decide(strong, hints, names.length > 0 ? names : codes);
  }

  #decide(
    strong: readonly ReadonlySet<Team>[],
    hints: readonly ReadonlySet<Team>[],
    words: readonly string[],
  ): Identity {
    if (strong.length + hints.length === 0) return { kind: "unknown", names: new Set() };
    const shown = words.map((word) => `"${safeText(word, 60)}"`).join(", ");
    const meant = common(strong, this.teams);
    const narrowed = common(hints, meant);
    const left = narrowed.length > 0 ? narrowed : meant;
    const [team] = left;
    if (team === undefined) {
      return { kind: "unclear", why: `${shown}: names, code and id are of different teams` };
    }
    if (left.length === 1) return { kind: "team", team };
    return { kind: "unclear", why: `${shown} may be ${left.map(({ code }) => code).sort().join(" or ")}` };
  }

  #keysOf(team: Team): Set<string> {
    const keys = new Set<string>();
    for (const place of [team.city, ...team.aliases].flatMap(spellings)) {
      keys.add(normaliseName(place));
      keys.add(normaliseName(`${place} ${team.name}`));
    }
    keys.add(normaliseName(team.code));
    // "Tigers" are a dozen colleges, some of them in no table.
    if (!this.college) keys.add(normaliseName(team.name));
    return keys;
  }

  #checkShared(ambiguous: ReadonlySet<string>): void {
    for (const [key, teams] of this.#byName) {
      if (teams.size > 1 !== ambiguous.has(key)) {
        const codes = [...teams].map(({ code }) => code).join(", ");
        throw badTable(
          this.league,
          `"${key}" is ${codes} and ${teams.size > 1 ? "not " : ""}listed as ambiguous`,
        );
      }
    }
    const stray = [...ambiguous].find((key) => !this.#byName.has(key));
    if (stray !== undefined) throw badTable(this.league, `"${stray}" is ambiguous, but no team's name`);
  }
}

function common(sets: readonly ReadonlySet<Team>[], all: readonly Team[]): readonly Team[] {
  return all.filter((team) => sets.every((set) => set.has(team)));
}

function badTable(league: League, why: string): RangeError {
  return new RangeError(`Cannot use the team table of ${league}: ${why}`);
}

/** Whether two identities are one team: the same row of the table, or the same name outside of it. */
export function sameTeam(first: Identity, second: Identity): boolean {
  if (first.kind === "team" && second.kind === "team") return first.team === second.team;
  if (first.kind === "unknown" && second.kind === "unknown") {
    return [...first.names].some((name) => second.names.has(name));
  }
  return false;
}

/** The files that ship with the program. */
const FILES: Readonly<Record<League, unknown>> = { nba, nfl, ncaamb, ncaaf, wnba };
const tables = new Map<League, TeamTable>();

/**
 * The table of a league; it is read when it is first asked for.
 *
 * @throws {Error} where the shipped file is not a right table, which a test rules out
 */
export function teamTable(league: League): TeamTable {
  let table = tables.get(league);
  if (table === undefined) {
    table = new TeamTable(teamTableSchema.parse(FILES[league]));
    if (table.league !== league) {
      throw new RangeError(`Cannot use the team table of ${table.league} for ${league}`);
    }
    tables.set(league, table);
  }
  return table;
}
