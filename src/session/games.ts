/**
 * The games of a session or a recording: which they are, how their scores are decoded, and which market stands for which
 * team.
 *
 * @module
 */
import type { Fixture } from "../core/engine_state.ts";
import { findLeague, type League } from "../core/game/leagues.ts";
import { eventsOf, seriesOf } from "../core/market/ticker.ts";
import { type Job, jobSchema } from "../discovery/job.ts";
import { createFeedDecoder } from "../feeds/feed_decoder.ts";
import { type DecodeOther, Decoder } from "../kalshi/decoding/decoder.ts";
import { assumedFees, assumedListings } from "../recording/format/assumed.ts";
import { ImportDecoder } from "../recording/import/decode.ts";
import type { RecordingHeader } from "../recording/format/format.ts";

/** The game that a recording's header names, where it names one. */
export function jobOf({ game }: Pick<RecordingHeader, "game">): Job | undefined {
  const parsed = jobSchema.safeParse(game);
  return parsed.success ? parsed.data : undefined;
}

/** Which market stands for which team, and what was known of the game before it began. */
export function fixtureOf({ event, homeMarket, awayMarket, pregame }: Job): Fixture {
  return { event, homeMarket, awayMarket, ...(pregame === undefined ? {} : { pregame }) };
}

/** The same for a recording. */
export function fixturesOf(header: Pick<RecordingHeader, "game">): Fixture[] {
  const job = jobOf(header);
  return job === undefined ? [] : [fixtureOf(job)];
}

/**
 * The same for a session.
 *
 * @param resumed the header of the recording that it goes on with: a replay knows no more than that, whatever was discovered since
 */
export function sessionFixtures(
  job: Job | undefined,
  resumed: Pick<RecordingHeader, "game"> | undefined,
): Fixture[] {
  const known = (resumed === undefined ? undefined : jobOf(resumed)) ?? job;
  return known === undefined ? [] : [fixtureOf(known)];
}

/** The decoder of a recording's inputs: it knows the markets that the recording is of, and no others. */
export function decoderOf(header: RecordingHeader): Decoder {
  return new Decoder({
    yesPrices: header.yes_prices,
    seqCheck: header.sequenced,
    decodeOther: decodeOthers(header),
    assumed: assumedListings(header),
    ...(header.markets.length === 0 ? {} : { asked: header.markets }),
  });
}

/** Decodes what the exchange's decoder leaves to others: scoreboards, live data, imported inputs. */
function decodeOthers(header: RecordingHeader): DecodeOther {
  const job = jobOf(header);
  const scores = createFeedDecoder(job === undefined ? [] : [job]);
  const imports = new ImportDecoder(assumedFees(header));
  return (at, source, raw, events) => {
    scores.decode(at, source, raw, events);
    imports.decode(at, source, raw, events);
  };
}

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
