/**
 * `kalshi-live worker --job FILE`: one game, from its lead time until it is over.
 *
 * It speaks lines of JSON to its manager (`messages.ts`). Started again after a crash, it goes on with its own recording and
 * paper account: what the recording holds is folded into the engine first.
 *
 * @module
 */
import { delay } from "@std/async/delay";
import type { Engine } from "../../core/engine.ts";
import type { Micros } from "../../core/numbers/money.ts";
import { formatReason } from "../../core/reasons.ts";
import type { Result } from "../../core/result.ts";
import type { Job } from "../../discovery/job.ts";
import { readJobFile } from "../../discovery/job_store.ts";
import { lastSegment } from "../../session/records.ts";
import { socketOpener } from "../no_proxy.ts";
import type { SessionOptions } from "../../session/options.ts";
import { Session } from "../../session/session.ts";
import { gameLine } from "../../views/game_line.ts";
import { VERSION } from "../../version.ts";
import { HELP_FLAG } from "../setup_flags.ts";
import { readSigner } from "../credentials.ts";
import { failure } from "../exit.ts";
import { type CommandSpec, type Flags, usage } from "../flags.ts";
import { interrupted } from "../interrupted.ts";
import type { Output } from "../output.ts";
import { inTimeLapse } from "../../session/setup/time_lapse.ts";
import { readExchange, readFeeds, WORK_FLAGS } from "../exchange_flags.ts";
import { SessionHistory } from "../../views/session_history.ts";
import { SessionViewer } from "../../views/session_viewer.ts";
import type { WorkerLine, WorkerPhase } from "../../fleet/messages.ts";
import { readJobSetup } from "./setup.ts";
import { Steering } from "../../fleet/steering.ts";

/** The command line of `worker`. */
export const WORKER: CommandSpec = {
  name: "worker",
  words: "",
  summary: "Trades and records one game of a job file; `work` starts one for each game.",
  flags: [
    { name: "job", kind: "text", value: "FILE", help: "job file, as discover writes it" },
    { name: "game", kind: "text", value: "ID", help: "which of its games, where there are several" },
    { name: "rate-share", kind: "text", value: "N", help: "use one N-th of the account's read rate (1)" },
    ...WORK_FLAGS,
    HELP_FLAG,
  ],
  examples: ["kalshi-live worker --job recordings/jobs/2026-11-22.json --game nba-2026-11-22-LAL-BOS"],
};

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

/** Runs the command. */
export async function worker(flags: Flags, output: Output): Promise<number> {
  const job = await chooseJob(flags);
  const tell = (line: WorkerLine) => output.line(JSON.stringify(line));
  const lapse = flags.number("time-lapse", { min: 1, max: 10_000 }) ?? 1;
  const exchange = readExchange(flags);
  const { config, setup, registry } = await readJobSetup(flags, job);
  const signer = readSigner(exchange, output);
  const root = flags.text("recordings") ?? "recordings";
  const options: SessionOptions = {
    environment: exchange,
    ...(signer === undefined ? {} : { signer }),
    openSocket: socketOpener(),
    words: [job.homeMarket, job.awayMarket, ...job.otherMarkets],
    setup: inTimeLapse(setup, lapse),
    registry,
    recordings: root,
    program: VERSION,
    job,
    feeds: readFeeds(flags, config, exchange),
    rateShare: flags.number("rate-share", { min: 1, max: 1_000 }) ?? 1,
    ...(lapse === 1 ? {} : { scoreEveryMs: Math.max(200, 6_000 / lapse) }),
  };
  const steering = new Steering((view) => tell({ type: "view", id: job.id, view }));
  // A person's own terminal says nothing here; it might even stop a worker that runs in the background.
  if (!Deno.stdin.isTerminal()) void steering.follow(Deno.stdin.readable);
  const signals = interrupted("never");
  try {
    const wakesAt = job.startsAt - config.lead_minutes * 60_000 / lapse;
    if (!(await sleepUntil(job, wakesAt, signals.pressed, tell))) return asleep(job, tell);
    const { session, history } = await startSession(options, job, root, tell);
    const name = exchange.name === "custom" ? new URL(exchange.restUrl).host : exchange.name;
    const viewer = new SessionViewer(session, history, {
      environment: name,
      notices: [],
      utcOffsetMinutes: -new Date().getTimezoneOffset(),
    });
    steering.begin(session, () => viewer.view(session.now()));
    return await trade(job, session, signals.pressed, tell);
  } finally {
    steering.end();
    signals.stop();
  }
}

/** Begins, or goes on with what an earlier worker of this game has left. */
async function startSession(
  options: SessionOptions,
  job: Job,
  root: string,
  tell: (line: WorkerLine) => void,
): Promise<{ readonly session: Session; readonly history: SessionHistory }> {
  const { startingCash } = options.setup;
  tell({ ...blank(job, "starting"), startingBalance: startingCash, equity: startingCash });
  const resume = await lastSegment(root, job);
  let history: SessionHistory | undefined;
  const listen: Parameters<typeof Session.start>[1] = (engine, decoder) => {
    history = new SessionHistory(engine, () => decoder.counters.frames);
    return [history];
  };
  let result = await Session.start(resume === undefined ? options : { ...options, resume }, listen);
  if (!result.ok && resume !== undefined && UNRECOVERABLE.has(result.reason.code)) {
    const text = `${result.reason.message}: begins anew, with a new paper account`;
    tell({ type: "note", id: job.id, at: Date.now(), level: "warning", text });
    result = await Session.start(options, listen);
  }
  if (!result.ok) throw failure(result.reason.message);
  // Listeners are made whenever a session is.
  if (history === undefined) throw new Error("Cannot show a session: expected its listeners, there are none");
  return { session: result.value, history };
}

/** A job or a configuration that is no good stays so: the exit code tells the manager not to try again. */
function orUsage<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw usage(result.reason.message);
}

async function chooseJob(flags: Flags): Promise<Job> {
  const file = flags.text("job");
  if (file === undefined || flags.words.length > 0) throw usage("Cannot work: expected --job FILE");
  const { jobs } = orUsage(await readJobFile(file));
  const wanted = flags.text("game");
  const job = wanted === undefined && jobs.length === 1 ? jobs[0] : jobs.find(({ id }) => id === wanted);
  if (job !== undefined) return job;
  const known = jobs.map(({ id }) => id).join(", ") || "none";
  throw usage(`Cannot work: expected --game to be one of ${known}, was ${wanted ?? "nothing"}`);
}

/** Waits with a sign of life a second. @returns whether it was time, and not a signal */
async function sleepUntil(
  job: Job,
  at: number,
  pressed: Promise<string>,
  tell: (line: WorkerLine) => void,
): Promise<boolean> {
  const stop = new AbortController();
  void pressed.then(() => stop.abort());
  while (Date.now() < at) {
    tell({ ...blank(job, "sleeping"), wakesAt: at });
    try {
      await delay(Math.min(STATUS_MS, at - Date.now()), { signal: stop.signal });
    } catch {
      return false;
    }
  }
  return !stop.signal.aborted;
}

function blank(job: Job, phase: WorkerPhase) {
  return {
    type: "status" as const,
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

/** It was ended before there was anything to do. */
function asleep(job: Job, tell: (line: WorkerLine) => void): number {
  tell({
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
  });
  return 0;
}

async function trade(
  job: Job,
  session: Session,
  pressed: Promise<string>,
  tell: (line: WorkerLine) => void,
): Promise<number> {
  const { engine } = session;
  if (session.resumedInputs > 0) {
    const text = `goes on with its recording: ${session.resumedInputs} inputs taken over`;
    tell({ type: "note", id: job.id, at: Date.now(), level: "info", text });
  }
  const beat = setInterval(() => tell(status(job, session)), STATUS_MS);
  const unsubscribe = session.onNote(({ at, level, text }) =>
    tell({ type: "note", id: job.id, at, level, text })
  );
  const reason = await Promise.race([session.over, pressed]);
  unsubscribe();
  clearInterval(beat);
  const before = status(job, session);
  tell({ ...before, phase: "ending" });
  const ended = await session.close(reason);
  const { portfolio, holdings } = engine.desk;
  const results = holdings.closed.map(({ pnl }) => pnl);
  tell({
    type: "summary",
    id: job.id,
    reason,
    final: before.final,
    ...(before.game === undefined ? {} : { score: before.game }),
    durationMs: session.now() - session.startedAt,
    messages: session.decoder.counters.frames,
    startingBalance: portfolio.startingCash,
    endingBalance: portfolio.cash,
    positionsValue: engine.equity() - portfolio.cash as Micros,
    fees: portfolio.fees,
    trades: results.length,
    wins: results.filter((pnl) => pnl > 0).length,
    losses: results.filter((pnl) => pnl < 0).length,
    signals: engine.evaluation.signals,
    recordings: [...ended.recordings],
    recordingWhole: ended.failure === undefined,
    resumed: session.resumedInputs,
  });
  return ended.failure === undefined ? 0 : 1;
}

function status(job: Job, session: Session): Extract<WorkerLine, { type: "status" }> {
  const { engine } = session;
  const now = session.now();
  const game = engine.game(job.event);
  const whyNot = lastReason(engine, job);
  return {
    ...blank(job, "trading"),
    final: game?.game.phase === "final",
    messages: session.decoder.counters.frames,
    equity: engine.equity(),
    startingBalance: engine.desk.portfolio.startingCash,
    openOrders: engine.desk.openCount,
    positions: [...engine.desk.holdings.open()].length,
    paused: engine.paused,
    killed: engine.killed,
    unprotected: engine.unprotected,
    trades: engine.desk.holdings.closed.length,
    feeds: session.feedStates(),
    ...(game === undefined ? {} : { game: gameLine(game.game), scoreAgeMs: Math.max(0, now - game.at) }),
    ...(engine.feedAt === undefined ? {} : { bookAgeMs: Math.max(0, now - engine.feedAt) }),
    ...(whyNot === undefined ? {} : { whyNot }),
  };
}

function lastReason(engine: Engine, job: Job): string | undefined {
  for (const standing of engine.evaluation.standings()) {
    const reason = standing.whyNot(job.homeMarket) ?? standing.whyNot(job.awayMarket);
    if (reason !== undefined) return formatReason(reason);
  }
  return undefined;
}
