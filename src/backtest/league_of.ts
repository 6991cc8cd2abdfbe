/**
 * Which game a recording is of, as far as it says.
 *
 * @module
 */
import { eventsOf, seriesOf } from "../core/market/ticker.ts";
import { findLeague, type League } from "../core/game/leagues.ts";
import type { RecordingHeader } from "../recording/format/format.ts";

import { jobOf } from "../session/games.ts";

/** The parts of a header that name the game. */
type Named = Pick<RecordingHeader, "game" | "event" | "markets">;

/** The exchange event; of a recording of several, that of the first market. */
export function eventOfRecording({ event, markets }: Pick<Named, "event" | "markets">): string {
  const [first = ""] = markets;
  return event ?? eventsOf(markets).get(first) ?? first;
}

/** All exchange events of a recording, in order of their names. */
export function eventsOfRecording({ event, markets }: Pick<Named, "event" | "markets">): string[] {
  return event === null ? [...new Set(eventsOf(markets).values())].sort() : [event];
}

/** The league: the job's, where the recording has one, else that of the event's series. */
export function leagueOf(named: Named): League | undefined {
  const series = seriesOf(eventOfRecording(named));
  return jobOf(named)?.league ?? findLeague((info) => info.series === series);
}

/** All names by which somebody may ask for the game: its event, its markets, the job's id and the ids of the feeds. */
export function namesOf(named: Named): ReadonlySet<string> {
  const job = jobOf(named);
  const gameId = named.game?.["gameId"];
  return new Set([
    ...eventsOfRecording(named),
    ...named.markets,
    ...(typeof gameId === "string" ? [gameId] : []),
    ...(job === undefined ? [] : [job.id, ...Object.values(job.feeds).filter((id) => id !== undefined)]),
  ]);
}
