/**
 * The manager: one supervised worker a game, their news, and their results together.
 *
 * @module
 */
import type { Micros } from "../core/numbers/money.ts";
import type { Job, JobFile } from "../discovery/job.ts";
import { REAL_TIMERS } from "../lib/timers.ts";
import type { FleetView, WorkerRow } from "../views/fleet_view.ts";
import type { Mode } from "../views/session_view.ts";
import type { WorkerNote, WorkerStatus, WorkerSummary } from "./messages.ts";
import { Supervisor, type WorkerProcess } from "./supervisor.ts";
import type { TraderCommand } from "../core/commands.ts";

/** Everything that a manager needs. */
export interface ManagerOptions {
  readonly jobs: JobFile;
  readonly environment: string;
  /** `live` where a game may be traded with real money. @default {"paper"} */
  readonly mode?: Mode;
  readonly spawn: (job: Job) => WorkerProcess;
  readonly now: () => number;
  readonly onChange: () => void;
  readonly onNote: (note: WorkerNote) => void;
}

/** How long workers may take to end. */
const PATIENCE_MS = 30_000;
const NOTES_KEPT = 200;

/** The results of all games together. */
export interface CombinedSummary {
  readonly games: readonly {
    readonly id: string;
    readonly state: string;
    readonly restarts: number;
    readonly summary?: WorkerSummary;
  }[];
  readonly totals: {
    readonly startingBalance: Micros;
    readonly endingEquity: Micros;
    readonly pnl: Micros;
    readonly fees: Micros;
    readonly trades: number;
    readonly wins: number;
    readonly losses: number;
    readonly messages: number;
    readonly restarts: number;
  };
}

/** Runs the workers of a day. */
export class Manager {
  readonly #options: ManagerOptions;
  readonly #supervisors: readonly Supervisor[];
  readonly #notes: WorkerNote[] = [];

  constructor(options: ManagerOptions) {
    this.#options = options;
    this.#supervisors = options.jobs.jobs.map((job) =>
      new Supervisor({
        id: job.id,
        spawn: () => options.spawn(job),
        now: options.now,
        timers: REAL_TIMERS,
        onChange: options.onChange,
        onNote: (note) => this.note(note),
      })
    );
  }

  /** The workers, in the order of the jobs. */
  get workers(): readonly Supervisor[] {
    return this.#supervisors;
  }

  /** Starts all workers and waits until all are over. */
  async run(): Promise<void> {
    for (const supervisor of this.#supervisors) supervisor.start();
    await Promise.all(this.#supervisors.map(({ finished }) => finished));
  }

  /** Asks all workers to end. */
  stop(): void {
    for (const supervisor of this.#supervisors) supervisor.stop(PATIENCE_MS);
  }

  /** Ends all workers at once; their recordings stay unfinished. */
  kill(): void {
    for (const supervisor of this.#supervisors) supervisor.kill();
  }

  /** Passes a command of the trader on to one worker, or to all that are not over. */
  command(id: string | undefined, command: TraderCommand): void {
    const chosen = this.#supervisors.filter((each) => id === undefined || each.id === id);
    for (const supervisor of chosen) {
      const passed = supervisor.command(command);
      if (passed.ok || (id === undefined && passed.reason.code === "worker_over")) continue;
      const text = `${command.command.replaceAll("_", " ")} not done: ${passed.reason.message}`;
      this.note({ type: "note", id: supervisor.id, at: this.#options.now(), level: "warning", text });
    }
  }

  /** Adds a line to the log. */
  note(note: WorkerNote): void {
    this.#notes.push(note);
    if (this.#notes.length > NOTES_KEPT) this.#notes.shift();
    this.#options.onNote(note);
    this.#options.onChange();
  }

  /** The table of this moment. */
  view(): FleetView {
    const { jobs, environment, now, mode = "paper" } = this.#options;
    const arming = armingOf(this.#supervisors);
    return {
      mode,
      ...(arming === undefined ? {} : { arming }),
      environment,
      date: jobs.date,
      now: now(),
      utcOffsetMinutes: -new Date().getTimezoneOffset(),
      workers: this.#supervisors.map((supervisor) => workerRow(supervisor, now())),
      notes: this.#notes.map(({ at, id, level, text }) => ({
        at,
        warning: level === "warning",
        text: `${id} ${text}`,
      })),
    };
  }

  /** The results of all workers so far. */
  summary(): CombinedSummary {
    const games = this.#supervisors.map(({ id, state, restarts, summary }) => ({
      id,
      state,
      restarts,
      ...(summary === undefined ? {} : { summary }),
    }));
    const found = games.flatMap(({ summary }) => summary ?? []);
    const sum = (pick: (summary: WorkerSummary) => number) =>
      found.reduce((total, one) => total + pick(one), 0);
    const startingBalance = sum((one) => one.startingBalance) as Micros;
    const endingEquity = sum((one) => one.endingBalance + one.positionsValue) as Micros;
    return {
      games,
      totals: {
        startingBalance,
        endingEquity,
        pnl: endingEquity - startingBalance as Micros,
        fees: sum((one) => one.fees) as Micros,
        trades: sum((one) => one.trades),
        wins: sum((one) => one.wins),
        losses: sum((one) => one.losses),
        messages: sum((one) => one.messages),
        restarts: games.reduce((total, { restarts }) => total + restarts, 0),
      },
    };
  }
}

/** All of them trade one account: what one says of its arming holds for each; the last word counts. */
function armingOf(workers: readonly Supervisor[]): FleetView["arming"] {
  const said = workers.flatMap(({ status }) => status === undefined ? [] : [status])
    .filter(({ armedUntil, unarmed }) => armedUntil !== undefined || unarmed !== undefined)
    .sort((a, b) => b.at - a.at);
  const [last] = said;
  if (last?.unarmed !== undefined) return { why: last.unarmed };
  return last?.armedUntil === undefined ? undefined : { until: last.armedUntil };
}

function workerRow({ id, state, status, summary, restarts }: Supervisor, now: number): WorkerRow {
  const alarming = state === "restarting" || state === "given_up";
  if (summary !== undefined) {
    const equity = summary.endingBalance + summary.positionsValue as Micros;
    return {
      id,
      state: state === "running" ? "ending" : state,
      alarming: alarming || !summary.recordingWhole,
      ...(summary.score === undefined ? {} : { game: summary.score }),
      messages: summary.messages,
      equity,
      pnl: equity - summary.startingBalance as Micros,
      trades: summary.trades,
      restarts,
    };
  }
  if (status === undefined) {
    return { id, state: state === "running" ? "starting" : state, alarming, restarts };
  }
  if (status.wakesAt !== undefined) {
    const game = `starts trading in ${timeUntil(status.wakesAt, now)}`;
    const phase = state === "running" ? phaseText(status) : state;
    return { id, state: phase, alarming, game, restarts, memory: status.memory };
  }
  return {
    id,
    state: state === "running" ? tradingState(status) : state,
    alarming: alarming || status.killed,
    ...(status.game === undefined ? {} : { game: status.game }),
    messages: status.messages,
    equity: status.equity as Micros,
    pnl: status.equity - status.startingBalance as Micros,
    openOrders: status.openOrders,
    positions: status.positions,
    trades: status.trades,
    ...(status.bookAgeMs === undefined ? {} : { bookAgeMs: status.bookAgeMs }),
    ...(status.scoreAgeMs === undefined ? {} : { scoreAgeMs: status.scoreAgeMs }),
    ...(status.whyNot === undefined ? {} : { whyNot: status.whyNot }),
    feeds: status.feeds.filter((feed) => !feed.endsWith(" closed")).join(" "),
    restarts,
    memory: status.memory,
  };
}

/** The worker's phase, with what the trader has forbidden it. */
function tradingState(status: WorkerStatus): string {
  const { paused, killed, unprotected } = status;
  const phase = phaseText(status);
  if (killed) return unprotected === 0 ? "KILLED" : `KILLED, ${unprotected} unprotected`;
  return paused ? `${phase}, paused` : phase;
}

function phaseText({ phase, mode, unarmed }: WorkerStatus): string {
  if (mode === "paper") return phase;
  return unarmed === undefined ? `${phase} LIVE` : `${phase} LIVE, not armed`;
}

function timeUntil(at: number, now: number): string {
  const seconds = Math.max(0, Math.ceil((at - now) / 1_000));
  const minutes = Math.ceil(seconds / 60);
  if (seconds < 120) return `${seconds} s`;
  return minutes < 90 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
