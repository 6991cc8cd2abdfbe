/**
 * A worker: one game, from its lead time until it is over.
 *
 * It speaks the lines of `messages.ts`. Started again after a crash, it goes on with its own recording and paper account:
 * what the recording holds is folded into the engine first. One that trades live does the same with its recording and the
 * journal, and never begins beside a position that nobody would look after.
 *
 * @module
 */
import { delay } from "@std/async/delay";
import type { Engine } from "../core/engine.ts";
import { formatQuantity, type Micros } from "../core/numbers/money.ts";
import { withShortDecimals } from "../core/numbers/text.ts";
import { formatReason } from "../core/reasons.ts";
import { refuse, type Result, succeed } from "../core/result.ts";
import type { Job } from "../discovery/job.ts";
import type { SessionOptions } from "../session/options.ts";
import { lastSegment } from "../session/records.ts";
import { Session } from "../session/session.ts";
import { gameLine } from "../views/game_line.ts";
import { SessionHistory } from "../views/session_history.ts";
import { SessionViewer } from "../views/session_viewer.ts";
import type { WorkerLine, WorkerPhase, WorkerStatus, WorkerSummary } from "./messages.ts";
import type { Steering } from "./steering.ts";

const STATUS_MS = 1_000;
/** Refusals that say that what an earlier worker left cannot be gone on with. */
const UNRECOVERABLE: ReadonlySet<string> = new Set([
  "segment_missing",
  "not_found",
  "unreadable",
  "empty",
  "foreign",
  "bad_header",
  "newer_format",
  "rule_changed",
  "mode_changed",
  "recording_behind",
]);
/** The refusal that says that trying again cannot help: a person has to close what an earlier worker left. */
export const POSITIONS_LEFT = "positions_left";

/** Everything that a worker needs. */
export interface GameOptions {
  readonly job: Job;
  /** Its session, but for what an earlier worker has left. */
  readonly session: SessionOptions;
  /** Where sessions are recorded. */
  readonly recordings: string;
  /** When it starts trading, Unix milliseconds. */
  readonly wakesAt: number;
  /** The name of the exchange on screens. */
  readonly environment: string;
  /** Commands and wishes that the manager sends it. */
  readonly steering: Steering;
  /** Fulfilled when it is to end, with the reason. */
  readonly pressed: Promise<string>;
  /** Where its lines go. */
  readonly send: (line: WorkerLine) => void;
}

/**
 * Runs a game, and reports its results at the end.
 *
 * @returns whether all of it is on record, or why it could not begin
 */
export async function runGame(options: GameOptions): Promise<Result<{ readonly recordingWhole: boolean }>> {
  const { job, environment, steering, send, wakesAt } = options;
  if (!(await sleepUntil(wakesAt, options))) {
    send(asleep(job));
    return succeed({ recordingWhole: true });
  }
  const started = await startSession(options);
  if (!started.ok) return started;
  const { session, history } = started.value;
  const viewer = new SessionViewer(session, history, {
    environment,
    notices: [],
    utcOffsetMinutes: -new Date().getTimezoneOffset(),
  });
  steering.begin(session, (version) => viewer.changedSince(version, session.now()));
  return succeed({ recordingWhole: await trade(session, options) });
}

/** Waits with a sign of life a second. @returns whether it was time, and not a signal */
async function sleepUntil(at: number, { job, session, pressed, send }: GameOptions): Promise<boolean> {
  const { mode } = session.setup;
  const stop = new AbortController();
  void pressed.then(() => stop.abort());
  while (Date.now() < at) {
    send({ ...blank(job, "sleeping", mode), wakesAt: at });
    try {
      await delay(Math.min(STATUS_MS, at - Date.now()), { signal: stop.signal });
    } catch {
      return false;
    }
  }
  return !stop.signal.aborted;
}

/** Begins, or goes on with what an earlier worker of this game has left. */
async function startSession(
  { job, session: options, recordings, pressed, send }: GameOptions,
): Promise<Result<{ readonly session: Session; readonly history: SessionHistory }>> {
  const { startingCash, mode } = options.setup;
  const starting = (whyNot?: string) =>
    send({
      ...blank(job, "starting", mode),
      startingBalance: startingCash,
      equity: startingCash,
      ...(whyNot === undefined ? {} : { whyNot }),
    });
  let history: SessionHistory | undefined;
  const listen: Parameters<typeof Session.start>[1] = (engine, decoder) => {
    history = new SessionHistory(engine, () => decoder.counters.frames);
    return [history];
  };
  let whyNot: string | undefined;
  starting();
  // Going on with a session that was killed waits until that is known to be dead: meanwhile this one says that it lives.
  const beat = setInterval(() => starting(whyNot), STATUS_MS);
  const stop = new AbortController();
  void pressed.then(() => stop.abort());
  try {
    for (;;) {
      const result = await begin({ job, options, recordings, listen, send });
      // The kill switch holds a worker that was started under it too, until a person takes it back.
      if (!result.ok && result.reason.code === "killed" && !stop.signal.aborted) {
        whyNot = result.reason.message;
        await delay(STATUS_MS, { signal: stop.signal }).catch(() => {});
        continue;
      }
      if (!result.ok) return result;
      // Listeners are made whenever a session is.
      if (history === undefined) {
        throw new Error("Cannot show a session: expected its listeners, there are none");
      }
      return succeed({ session: result.value, history });
    }
  } finally {
    clearInterval(beat);
  }
}

/** Begins once. */
async function begin({ job, options, recordings, listen, send }: {
  readonly job: Job;
  readonly options: SessionOptions;
  readonly recordings: string;
  readonly listen: Parameters<typeof Session.start>[1];
  readonly send: GameOptions["send"];
}): Promise<Result<Session>> {
  const resume = await lastSegment(recordings, job);
  const from = (segment: string | undefined) =>
    Session.start({ ...options, recordings, ...(segment === undefined ? {} : { resume: segment }) }, listen);
  const result = await from(resume);
  if (result.ok || resume === undefined || !UNRECOVERABLE.has(result.reason.code)) return result;
  const left = leftBehind(options, job);
  if (left.length > 0) {
    return refuse(
      POSITIONS_LEFT,
      `${result.reason.message}: does not begin anew beside ${left.join(", ")} of an earlier session, ` +
        "which nobody would look after; close it by hand",
    );
  }
  // What a live session holds at the exchange stays there when its game is traded on paper from now on.
  const behind = result.reason.code === "mode_changed" && options.live === undefined;
  const account = options.live !== undefined
    ? "nothing taken over"
    : behind
    ? "a new paper account; nobody looks after what the other holds: see kalshi-live positions"
    : "a new paper account";
  const text = `${result.reason.message}: begins anew, with ${account}`;
  send({ type: "note", id: job.id, at: Date.now(), level: "warning", text });
  return await from(undefined);
}

/** What the journal still holds in the markets of a game. */
function leftBehind({ live }: SessionOptions, { homeMarket, awayMarket, otherMarkets }: Job): string[] {
  const markets = new Set([homeMarket, awayMarket, ...otherMarkets]);
  return live === undefined ? [] : live.journal.orders.positions()
    .filter(({ market, quantity }) => markets.has(market) && quantity !== 0)
    .map(({ market, quantity }) => `${formatQuantity(quantity)} ${market}`);
}

/** Trades the game until it is over, or until the worker is to end. @returns whether its recording is whole */
async function trade(
  session: Session,
  { job, session: options, pressed, send }: GameOptions,
): Promise<boolean> {
  const { engine } = session;
  if (session.resumedInputs > 0) {
    const text = `goes on with its recording: ${session.resumedInputs} inputs taken over`;
    send({ type: "note", id: job.id, at: Date.now(), level: "info", text });
  }
  const left = session.resumedInputs > 0 ? [] : leftBehind(options, job);
  if (left.length > 0) {
    const text = `${left.join(", ")} of another session: not looked after here`;
    send({ type: "note", id: job.id, at: Date.now(), level: "warning", text });
  }
  const beat = setInterval(() => send(status(job, session)), STATUS_MS);
  const unsubscribe = session.onNote(({ at, level, text }) =>
    send({ type: "note", id: job.id, at, level, text: withShortDecimals(text) })
  );
  const reason = await Promise.race([session.over, pressed]);
  unsubscribe();
  clearInterval(beat);
  const before = status(job, session);
  const ending = () => send({ ...status(job, session), phase: "ending" });
  ending();
  // A live session waits until its orders have ended.
  const closing = setInterval(ending, STATUS_MS);
  const ended = await session.close(reason);
  clearInterval(closing);
  for (const order of ended.openOrders ?? []) {
    const text = `STILL OPEN at the exchange: ${order}`;
    send({ type: "note", id: job.id, at: Date.now(), level: "warning", text });
  }
  const { portfolio, holdings } = engine.orders;
  const results = holdings.closed.map(({ pnl }) => pnl);
  send({
    type: "summary",
    id: job.id,
    reason,
    final: before.final,
    ...(before.game === undefined ? {} : { score: before.game }),
    durationMs: session.now() - session.startedAt,
    messages: session.decoder.counters.frames,
    startingBalance: portfolio.startingCash,
    endingBalance: portfolio.cash,
    positionsValue: engine.account.equity() - portfolio.cash as Micros,
    fees: portfolio.fees,
    trades: results.length,
    wins: results.filter((pnl) => pnl > 0).length,
    losses: results.filter((pnl) => pnl < 0).length,
    signals: engine.strategies.signals,
    recordings: [...ended.recordings],
    recordingWhole: ended.failure === undefined,
    resumed: session.resumedInputs,
  });
  return ended.failure === undefined;
}

function status(job: Job, session: Session): WorkerStatus {
  const { engine } = session;
  const now = session.now();
  const game = engine.game(job.event);
  const whyNot = lastReason(engine, job);
  const { armedUntil, unarmed } = session.live ?? {};
  return {
    ...blank(job, "trading", engine.mode),
    ...(armedUntil === undefined ? {} : { armedUntil }),
    ...(unarmed === undefined ? {} : { unarmed }),
    final: game?.game.phase === "final",
    messages: session.decoder.counters.frames,
    equity: engine.account.equity(),
    startingBalance: engine.orders.portfolio.startingCash,
    openOrders: engine.orders.open.count,
    positions: [...engine.orders.holdings.open()].length,
    paused: engine.trading.entriesPaused,
    killed: engine.trading.killed,
    unprotected: engine.unprotected,
    trades: engine.orders.holdings.closed.length,
    feeds: session.feedStates(),
    ...(game === undefined ? {} : { game: gameLine(game.game), scoreAgeMs: Math.max(0, now - game.at) }),
    ...(engine.feedAt === undefined ? {} : { bookAgeMs: Math.max(0, now - engine.feedAt) }),
    ...(whyNot === undefined ? {} : { whyNot }),
  };
}

function lastReason(engine: Engine, job: Job): string | undefined {
  for (const strategy of engine.strategies.reports()) {
    const reason = strategy.whyNot(job.homeMarket) ?? strategy.whyNot(job.awayMarket);
    if (reason !== undefined) return formatReason(reason);
  }
  return undefined;
}

/** The status of a worker that has no session. */
function blank(job: Job, phase: WorkerPhase, mode: WorkerStatus["mode"]): WorkerStatus {
  return {
    type: "status",
    id: job.id,
    phase,
    mode,
    at: Date.now(),
    final: false,
    messages: 0,
    equity: 0,
    startingBalance: 0,
    openOrders: 0,
    positions: 0,
    paused: false,
    killed: false,
    unprotected: 0,
    trades: 0,
    feeds: [],
    memory: Deno.memoryUsage().rss,
  };
}

/** The summary of a worker that was ended before there was anything to do. */
function asleep(job: Job): WorkerSummary {
  return {
    type: "summary",
    id: job.id,
    reason: "ended before the game",
    final: false,
    durationMs: 0,
    messages: 0,
    startingBalance: 0,
    endingBalance: 0,
    positionsValue: 0,
    fees: 0,
    trades: 0,
    wins: 0,
    losses: 0,
    signals: 0,
    recordings: [],
    recordingWhole: true,
    resumed: 0,
  };
}
