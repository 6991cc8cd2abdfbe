/**
 * Recordings in which a price and a game stand on one clock, read for a model's comparison with the market.
 *
 * @module
 */
import type { Fixture } from "../../core/engine_state.ts";
import type { EngineEvent } from "../../core/events.ts";
import { succeed } from "../../core/result.ts";
import { LineFile } from "../../lib/line_file.ts";
import { splitPath } from "../../lib/files.ts";
import { easternDate } from "../../lib/new_york.ts";
import type { Card } from "../../models/evaluation/card/mod.ts";
import { drawGames, type DrawOptions } from "../../models/evaluation/figure.ts";
import { type LeftOut, priceStudy, type RecordedGame } from "../../models/evaluation/prices.ts";
import { SameMoments } from "../../models/evaluation/same_moments.ts";
import type { Model } from "../../models/format/model.ts";
import { createEstimator } from "../../models/live/estimator.ts";
import type { RateGame } from "../../models/live/pregame_number.ts";
import { pregameFromRatings } from "../../models/ratings/pregame.ts";
import type { RatingsFile } from "../../models/ratings/ratings_file.ts";
import { openRecordingChain } from "../../recording/chain.ts";
import { readPlayByPlay, type Timeline } from "../../recording/export/play_by_play.ts";
import type { RecordingHeader } from "../../recording/format/format.ts";
import { CANDLE_COLUMNS } from "../../recording/import/candles.ts";
import { decoderOf, fixturesOf } from "../../session/games.ts";
import { joinedGame } from "../../session/joined_game.ts";
import { failure, orFail, type Output } from "../program.ts";

/** What is compared. */
export interface PriceInput {
  readonly model: Model;
  /** For games whose price at the start was not recorded. */
  readonly ratings: RatingsFile;
  readonly recordings: readonly string[];
  /** Files of play-by-plays, for recordings without a scoreboard. */
  readonly plays: readonly string[];
  readonly draws: DrawOptions;
}

/**
 * Follows each recording and compares.
 *
 * @throws {CliError} for a file that is no recording or no play-by-play, and for a play-by-play that is of none of them
 */
export async function studyPrices(input: PriceInput, output: Output): Promise<Card["prices"]> {
  const timelines: Timeline[] = [];
  for (const path of input.plays) timelines.push(orFail(await readPlayByPlay(path)));
  const used = new Set<Timeline>();
  const games: RecordedGame[] = [];
  const leftOut: LeftOut[] = [];
  for (const path of input.recordings) {
    const recording = splitPath(path).name;
    for (const found of await follow(path, input, timelines, used, output)) {
      if (!found.ok) leftOut.push({ recording, why: found.reason.message });
      else games.push({ recording, ...found.value });
    }
  }
  const unused = timelines.find((timeline) => !used.has(timeline));
  if (unused !== undefined) {
    throw failure(`Cannot use play-by-play of game ${unused.gameId}: none of the recordings is of that game`);
  }
  const { kept, again } = onceEach(games);
  return priceStudy(kept, [...leftOut, ...again], drawGames(kept.length, input.draws));
}

/** What ratings said before the day of a game. */
function rateBy(ratings: RatingsFile): RateGame {
  return (home, away, at) => {
    const rated = pregameFromRatings(ratings, home, away, easternDate(at));
    return rated.ok ? rated.value : undefined;
  };
}

/** A game that two recordings have would count twice: the one with more moments is kept. */
function onceEach(
  games: readonly RecordedGame[],
): { kept: readonly RecordedGame[]; again: readonly LeftOut[] } {
  const best = new Map<string, RecordedGame>();
  for (const game of games) {
    const other = best.get(game.event);
    if (other === undefined || other.model.length < game.model.length) best.set(game.event, game);
  }
  const kept = [...best.values()];
  return {
    kept,
    again: games.filter((game) => !kept.includes(game)).map(({ recording, event }) => ({
      recording,
      why: `${event} is in ${best.get(event)?.recording ?? "another one"} too, which is counted`,
    })),
  };
}

async function follow(
  path: string,
  { model, ratings }: PriceInput,
  timelines: readonly Timeline[],
  used: Set<Timeline>,
  output: Output,
): Promise<ReturnType<SameMoments["games"]>> {
  const opened = await openRecordingChain(path);
  if (!opened.ok) {
    if (await holdsCandles(path)) throw failure(candlesRefused(path));
    throw failure(opened.reason.message);
  }
  const recording = opened.value;
  const joined = joinTimeline(recording.header, timelines);
  if (joined !== undefined) used.add(joined.timeline);
  const estimator = createEstimator({
    [model.sport]: { id: model.id, load: () => succeed(model), rate: rateBy(ratings) },
  });
  const moments = new SameMoments(
    estimator,
    joined === undefined ? fixturesOf(recording.header) : [joined.fixture],
  );
  const decoder = decoderOf(recording.header);
  const plays = joined === undefined ? [] : playEvents(joined);
  const events: EngineEvent[] = [];
  let next = 0;
  for await (const batch of recording.batches()) {
    for (const { at, src, raw } of batch) {
      for (let play = plays[next]; play !== undefined && play.at <= at; play = plays[++next]) {
        moments.fold(play);
      }
      events.length = 0;
      decoder.decode(at, src, raw, events, []);
      for (const event of events) {
        // With a play-by-play its scores count, and no others of that game.
        if (event.kind === "game" && event.event === joined?.fixture.event) continue;
        moments.fold(event);
      }
    }
  }
  for (const play of plays.slice(next)) moments.fold(play);
  const { tear } = recording;
  if (tear !== undefined) {
    output.note(`${path}: torn at line ${tear.line}: ${tear.reason}; read up to there`);
  }
  return moments.games();
}

interface Joined {
  readonly timeline: Timeline;
  readonly fixture: Fixture;
}

/** The play-by-play that is of a recording's game. */
function joinTimeline(header: RecordingHeader, timelines: readonly Timeline[]): Joined | undefined {
  for (const timeline of timelines) {
    const fixture = joinedGame(header, timeline, undefined);
    if (fixture.ok) return { timeline, fixture: fixture.value };
  }
  return undefined;
}

function playEvents({ timeline, fixture }: Joined): readonly EngineEvent[] {
  return timeline.plays.map(({ at, game }) => ({
    kind: "game",
    at,
    feed: "nba",
    event: fixture.event,
    game,
  }));
}

/** Whether a file is one of candles, which are often taken for prices of a game. */
async function holdsCandles(path: string): Promise<boolean> {
  try {
    const file = await LineFile.open(path);
    for await (const batch of file.batches()) {
      const head = batch[0] ?? "";
      return CANDLE_COLUMNS.every((column) => head.includes(column));
    }
    return false;
  } catch {
    return false;
  }
}

function candlesRefused(path: string): string {
  return `Cannot compare with "${path}": candles have the time of day and plays have the game clock, and nothing joins ` +
    "the two; expected a recording in which both stand on one clock (kalshi-live import, and --play-by-play for the score)";
}
