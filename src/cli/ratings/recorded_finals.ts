/**
 * Final scores out of recordings of sessions.
 *
 * @module
 */
import { selectRecordings } from "../../backtest/select.ts";
import type { EngineEvent } from "../../core/events.ts";
import type { GameState, GameUpdate } from "../../core/game/game.ts";
import { dateOf } from "../../core/market/ticker.ts";
import { type Team, teamTable } from "../../discovery/team_table.ts";
import { easternDate } from "../../lib/new_york.ts";
import type { GameResult } from "../../models/ratings/result.ts";
import { firstRegularDay, seasonOf } from "../../models/ratings/season.ts";
import type { Sport } from "../../models/situation/sport.ts";
import { openRecordingChain, type RecordingChain } from "../../recording/chain.ts";
import { decoderOf, eventOfRecording, jobOf } from "../../session/games.ts";

/** What recordings know of games that are over. */
export interface RecordedFinals {
  readonly games: readonly GameResult[];
  /** Recordings whose game was counted before, so that they were not read. */
  readonly known: number;
  /** Recordings that give no final, and why: one line each. */
  readonly leftOut: readonly string[];
}

/** Options of {@linkcode recordedFinals}. */
export interface FinalsOptions {
  /** Unix milliseconds. */
  readonly now: number;
  /** Whether a game is counted already, by its day and its teams' codes. */
  readonly isKnown: (game: Pick<GameResult, "date" | "home" | "away">) => boolean;
  /** Whether a day is in a season that is over for the ratings. */
  readonly isEarlier: (game: Pick<GameResult, "date">) => boolean;
  /** Called before each recording. */
  readonly onRecording?: (done: number, total: number, name: string) => void;
}

/**
 * Games of production alone count: the demo exchange and the simulator play games that nobody played. All scoreboards that
 * say a game is over must say the same score, and none may have taken the end back.
 */
export async function recordedFinals(
  root: string,
  sport: Sport,
  options: FinalsOptions,
): Promise<RecordedFinals> {
  const selected = await selectRecordings({ root, sport, now: options.now });
  if (!selected.ok) return { games: [], known: 0, leftOut: [selected.reason.message] };
  const games: GameResult[] = [];
  const leftOut = selected.value.leftOut.map(({ recording, message }) => `${recording}: ${message}`);
  let [known, elsewhere, earlier] = [0, 0, 0];
  const paths = new Map(selected.value.recordings.map(({ path, name }) => [path, name]));
  for (const [index, [path, name]] of [...paths].entries()) {
    options.onRecording?.(index, paths.size, name);
    const opened = await openRecordingChain(path);
    if (!opened.ok) {
      leftOut.push(opened.reason.message);
      continue;
    }
    const recording = opened.value;
    const why = await read(recording, sport, options, games);
    if (why === "known") known++;
    else if (why === "elsewhere") elsewhere++;
    else if (why === "earlier") earlier++;
    else if (why !== undefined) leftOut.push(`${name}: ${why}`);
  }
  if (elsewhere > 0) leftOut.push(`${recordings(elsewhere)} not of production: nobody played those games`);
  if (earlier > 0) leftOut.push(`${recordings(earlier)} of earlier seasons`);
  return { games, known, leftOut };
}

function recordings(count: number): string {
  return `${count} recording${count === 1 ? "" : "s"}`;
}

/** Adds a recording's finals. @returns why there are none, in words or as one of the frequent reasons */
async function read(
  recording: RecordingChain,
  sport: Sport,
  { isKnown, isEarlier }: FinalsOptions,
  games: GameResult[],
): Promise<"known" | "elsewhere" | "earlier" | string | undefined> {
  const { header } = recording;
  const job = jobOf(header);
  const date = job === undefined ? dateOf(eventOfRecording(header)) : easternDate(job.startsAt);
  const [home, away] = job === undefined ? [] : [teamOf(sport, job.home), teamOf(sport, job.away)];
  const skipped = header.environment !== "prod"
    ? "elsewhere"
    : date !== undefined && isEarlier({ date })
    ? "earlier"
    : date !== undefined && home !== undefined && away !== undefined &&
        isKnown({ date, home: home.code, away: away.code })
    ? "known"
    : undefined;
  if (skipped !== undefined) {
    await recording.close();
    return skipped;
  }
  const last = new Map<string, Map<string, GameUpdate>>();
  await foldGames(recording, sport, last);
  if (last.size === 0) return "no scoreboard in it";
  const reasons: string[] = [];
  for (const [event, feeds] of last) {
    const named = event === "" ? eventOfRecording(header) : event;
    const date = job !== undefined && job.event === event ? easternDate(job.startsAt) : dateOf(named);
    const final = finalOf([...feeds.values()], sport, date);
    if (typeof final === "string") reasons.push(`${named}: ${final}`);
    else games.push(final);
  }
  return reasons.length === 0 ? undefined : reasons.join("; ");
}

/** The last state of each game by each scoreboard. */
async function foldGames(
  recording: RecordingChain,
  sport: Sport,
  last: Map<string, Map<string, GameUpdate>>,
): Promise<void> {
  const decoder = decoderOf(recording.header);
  const events: EngineEvent[] = [];
  for await (const batch of recording.batches()) {
    for (const { at, src, raw } of batch) {
      // Books and trades are nearly all of a recording, and say nothing of the score.
      if (src === "ws" || src === "clock") continue;
      events.length = 0;
      decoder.decode(at, src, raw, events, []);
      for (const event of events) {
        if (event.kind !== "game" || event.game.league !== sport) continue;
        const feeds = last.get(event.event) ?? new Map<string, GameUpdate>();
        feeds.set(event.feed, event);
        last.set(event.event, feeds);
      }
    }
  }
}

/** The final that scoreboards agree on, or why there is none. */
function finalOf(
  updates: readonly GameUpdate[],
  sport: Sport,
  date: string | undefined,
): GameResult | string {
  const finals = updates.map(({ game }) => game).filter(({ phase }) => phase === "final");
  const [first] = finals;
  if (first === undefined) return "no scoreboard says that the game is over";
  // Scoreboards write codes differently; the table knows them all.
  const [final, ...others] = finals.flatMap((game) => {
    const [home, away] = [teamOf(sport, game.home), teamOf(sport, game.away)];
    return home === undefined || away === undefined ? [] : [{ game, home: home.code, away: away.code }];
  });
  if (final === undefined) {
    return `${first.away.name} at ${first.home.name} are not two teams of the ${sport}`;
  }
  const { game, home, away } = final;
  const score = { home: game.home.score, away: game.away.score };
  const other = others.find((each) =>
    each.home !== home || each.away !== away || each.game.home.score !== score.home ||
    each.game.away.score !== score.away
  );
  if (other !== undefined) return `scoreboards end differently: ${scoreOf(game)} and ${scoreOf(other.game)}`;
  const ahead = updates.find((each) =>
    each.game.phase !== "final" && (each.game.home.score > score.home || each.game.away.score > score.away)
  );
  if (ahead !== undefined) return `a scoreboard is past the final of another: ${scoreOf(ahead.game)}`;
  if (date === undefined) return "its ticker has no date";
  const isTie = score.home === score.away;
  if (isTie && (sport === "nba" || score.home === 0)) {
    return `no ${sport.toUpperCase()} game ends ${scoreOf(game)}`;
  }
  const season = seasonOf(sport, date);
  const isPreseason = updates.some(({ feed, game }) => feed === "nba" && game.gameId.startsWith("001"));
  if (isPreseason || date < firstRegularDay(sport, season)) {
    return `a preseason game, or one on ${date}, does not count`;
  }
  return { season, date, home, away, score };
}

function scoreOf({ home, away }: GameState): string {
  return `${away.code} ${away.score} – ${home.score} ${home.code}`;
}

/** The team of the table that a scoreboard or a job names. */
function teamOf(
  sport: Sport,
  { code, name }: { readonly code: string; readonly name: string },
): Team | undefined {
  const codes = code === "" ? [] : [code];
  const found = teamTable(sport).identify({ names: name === "" ? codes : [name], codes });
  return found.kind === "team" ? found.team : undefined;
}
