/**
 * A worker: one game, from its lead time until it is over.
 *
 * It speaks the lines of `messages.ts`. Started again after a crash, it goes on with its own recording and paper account:
 * what the recording holds is folded into the engine first.
 *
 * @module
 */
import { delay } from "@std/async/delay";
import type { Engine } from "../core/engine.ts";
import type { Micros } from "../core/numbers/money.ts";
import { formatReason } from "../core/reasons.ts";
import { type Result, succeed } from "../core/result.ts";
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
]);

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
async function sleepUntil(at: number, { job, pressed, send }: GameOptions): Promise<boolean> {
  const stop = new AbortController();
  void pressed.then(() => stop.abort());
  while (Date.now() < at) {
    send({ ...blank(job, "sleeping"), wakesAt: at });
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
  { job, session: options, recordings, send }: GameOptions,
): Promise<Result<{ readonly session: Session; readonly history: SessionHistory }>> {
  const { startingCash } = options.setup;
  send({ ...blank(job, "starting"), startingBalance: startingCash, equity: startingCash });
  const resume = await lastSegment(recordings, job);
  let history: SessionHistory | undefined;
  const listen: Parameters<typeof Session.start>[1] = (engine, decoder) => {
    history = new SessionHistory(engine, () => decoder.counters.frames);
    return [history];
  };
  const begin = (from: string | undefined) =>
    Session.start({ ...options, recordings, ...(from === undefined ? {} : { resume: from }) }, listen);
  let result = await begin(resume);
  if (!result.ok && resume !== undefined && UNRECOVERABLE.has(result.reason.code)) {
    const text = `${result.reason.message}: begins anew, with a new paper account`;
    send({ type: "note", id: job.id, at: Date.now(), level: "warning", text });
    result = await begin(undefined);
  }
  if (!result.ok) return result;
  // Listeners are made whenever a session is.
  if (history === undefined) throw new Error("Cannot show a session: expected its listeners, there are none");
  return succeed({ session: result.value, history });
}

/** Trades the game until it is over, or until the worker is to end. @returns whether its recording is whole */
async function trade(session: Session, { job, pressed, send }: GameOptions): Promise<boolean> {
  const { engine } = session;
  if (session.resumedInputs > 0) {
    const text = `goes on with its recording: ${session.resumedInputs} inputs taken over`;
    send({ type: "note", id: job.id, at: Date.now(), level: "info", text });
  }
  const beat = setInterval(() => send(status(job, session)), STATUS_MS);
  const unsubscribe = session.onNote(({ at, level, text }) =>
    send({ type: "note", id: job.id, at, level, text })
  );
  const reason = await Promise.race([session.over, pressed]);
  unsubscribe();
  clearInterval(beat);
  const before = status(job, session);
  send({ ...before, phase: "ending" });
  const ended = await session.close(reason);
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
  return {
    ...blank(job, "trading"),
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
function blank(job: Job, phase: WorkerPhase): WorkerStatus {
  return {
    type: "status",
    id: job.id,
    phase,
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
