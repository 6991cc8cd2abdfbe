/**
 * Which game of a recording a play-by-play is of: rows of another game's score would teach whoever learns from them.
 *
 * @module
 */
import type { League } from "../core/game/leagues.ts";
import { refuse, type Result, succeed } from "../core/result.ts";
import { codeOf, dateOf, eventsOf } from "../core/market/ticker.ts";
import type { Fixture } from "../core/engine_state.ts";
import { easternDate } from "../lib/new_york.ts";
import { sameCode } from "../feeds/teams.ts";
import type { RecordingHeader } from "../recording/format/format.ts";
import type { Timeline } from "../recording/export/play_by_play.ts";
import { fixtureOf, jobOf } from "./games.ts";

/** The NBA's alone has a play-by-play that can be joined. */
const LEAGUE: League = "nba";

/** A game that the recording may be of. */
interface Candidate {
  readonly fixture: Fixture;
  readonly home: string;
  readonly away: string;
  readonly date: string | undefined;
  /** The feed's id, where it was recorded. */
  readonly gameId: string | undefined;
}

/**
 * Finds the recorded game that a play-by-play is of: both teams, who is at home, and the day must agree.
 *
 * @param asked whose market is whose, where the user says it
 * @returns whose market is whose, or a refusal that names both sides
 */
export function joinedGame(
  header: Pick<RecordingHeader, "game" | "event" | "markets">,
  timeline: Timeline,
  asked: Fixture | undefined,
): Result<Fixture> {
  const [first] = timeline.plays;
  const last = timeline.plays.at(-1);
  const home = last?.game.home.code ?? "";
  const away = last?.game.away.code ?? "";
  const date = easternDate(first?.at ?? 0);
  const cannot = `Cannot join play-by-play of game ${timeline.gameId}`;
  if (home === "" || away === "" || home === away) {
    return refuse("unknown_game", `${cannot}: its plays do not tell which two teams it is of`);
  }
  const candidates = candidatesOf(header, asked, home, away);
  const found = candidates.find((each) =>
    sameCode(LEAGUE, each.home, home) && sameCode(LEAGUE, each.away, away) && each.date === date &&
    (each.gameId === undefined || each.gameId === timeline.gameId)
  );
  if (found !== undefined) return succeed(found.fixture);
  const named = candidates.map((each) =>
    `${each.away} at ${each.home} on ${each.date ?? "an unknown day"}` +
    (each.gameId === undefined ? "" : ` (game ${each.gameId})`)
  );
  const recorded = candidates.length > 0 ? named.join(", ") : header.markets.join(", ") || "no known market";
  return refuse(
    "other_game",
    `${cannot}: it is of ${away} at ${home} on ${date}, the recording of ${recorded}`,
  );
}

function candidatesOf(
  header: Pick<RecordingHeader, "game" | "event" | "markets">,
  asked: Fixture | undefined,
  home: string,
  away: string,
): readonly Candidate[] {
  const job = jobOf(header);
  if (asked === undefined && job !== undefined) {
    const date = easternDate(job.startsAt);
    return [{
      fixture: fixtureOf(job),
      home: job.home.code,
      away: job.away.code,
      date,
      gameId: job.feeds.nba,
    }];
  }
  const known = asked ?? namedSides(header);
  if (known !== undefined) return [candidate(known, job?.event === known.event ? job.feeds.nba : undefined)];
  const events = header.event === null
    ? eventsOf(header.markets)
    : new Map(header.markets.map((market) => [market, header.event ?? ""]));
  return [...new Set(events.values())].flatMap((event) => {
    const own = header.markets.filter((market) => events.get(market) === event);
    const ofTeam = (code: string) => own.find((market) => sameCode(LEAGUE, codeOf(market, event), code));
    // Who is at home no ticker says; the play-by-play does. Other teams are named as they stand.
    const homeMarket = ofTeam(home) ?? own.find((market) => market !== ofTeam(away));
    const awayMarket = ofTeam(away) ?? own.find((market) => market !== homeMarket);
    if (homeMarket === undefined || awayMarket === undefined) return [];
    return [candidate({ event, homeMarket, awayMarket }, undefined)];
  });
}

/** Imported states name the sides without a job. */
function namedSides({ game, event }: Pick<RecordingHeader, "game" | "event">): Fixture | undefined {
  const { homeMarket, awayMarket } = game ?? {};
  if (typeof homeMarket !== "string" || typeof awayMarket !== "string") return undefined;
  const own = event ?? eventsOf([homeMarket, awayMarket]).get(homeMarket) ?? homeMarket;
  return { event: own, homeMarket, awayMarket };
}

function candidate(fixture: Fixture, gameId: string | undefined): Candidate {
  const { event, homeMarket, awayMarket } = fixture;
  return {
    fixture,
    home: codeOf(homeMarket, event),
    away: codeOf(awayMarket, event),
    date: dateOf(event),
    gameId,
  };
}
