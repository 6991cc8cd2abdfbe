/**
 * Keeps one worker a game alive: starts it, listens to it, replaces it when it dies or hangs, ends it.
 *
 * Time, timers and processes are handed in, so that every rule here is tested without waiting.
 *
 * @module
 */
import { describeError } from "../lib/errors.ts";
import type { Timer, Timers } from "../lib/timers.ts";
import { applyChange, type SeenView, type SessionChange } from "../views/session_change.ts";
import type { SessionView } from "../views/session_view.ts";
import {
  type ManagerLine,
  readWorkerLine,
  type WorkerNote,
  type WorkerStatus,
  type WorkerSummary,
} from "./messages.ts";
import type { TraderCommand } from "../core/commands.ts";
import { refuse, type Result, succeed } from "../core/result.ts";

/** A running worker. */
export interface WorkerProcess {
  readonly pid: number;
  /** Its lines, until it ends. */
  readonly lines: AsyncIterable<string>;
  /** Its exit code, or the signal that ended it. */
  readonly ended: Promise<{ readonly code: number; readonly signal: string | null }>;
  kill(signal: "SIGTERM" | "SIGKILL"): void;
  /** Sends it a line; one that is gone takes nothing. */
  send(line: ManagerLine): void;
}

/** Everything that a supervisor needs. */
export interface SupervisorOptions {
  readonly id: string;
  readonly spawn: () => WorkerProcess;
  readonly now: () => number;
  readonly timers: Timers;
  /** Called after every change of what is known of the worker. */
  readonly onChange: () => void;
  /** Called for what people should know. */
  readonly onNote: (note: WorkerNote) => void;
  /** Silence after which a worker counts as hung. @default {15000} */
  readonly silenceMs?: number;
  /** Wait before the first restart; it doubles. @default {1000} */
  readonly backoffMs?: number;
  /** @default {60000} */
  readonly mostBackoffMs?: number;
  /** A worker that lived this long starts the waits from the beginning. @default {300000} */
  readonly goodMs?: number;
  /**
   * Deaths in a row after which it is given up: a worker that dies at once each time will not recover.
   *
   * @default {20}
   */
  readonly mostDeaths?: number;
}

/** The state of a worker as its supervisor knows it. */
export type SupervisedState = "running" | "restarting" | "done" | "stopped" | "given_up";

/** Exit codes that say that trying again cannot help: wrong usage, a broken job or configuration. */
const HOPELESS = 2;

/** Watches over one game's worker. */
export class Supervisor {
  readonly #options: Required<SupervisorOptions>;
  readonly #finished = Promise.withResolvers<void>();
  #process: WorkerProcess | undefined;
  #state: SupervisedState = "running";
  #status: WorkerStatus | undefined;
  #summary: WorkerSummary | undefined;
  #restarts = 0;
  #deathsInARow = 0;
  #startedAt = 0;
  #heardAt = 0;
  #timer: Timer | undefined;
  #restart: Timer | undefined;
  #stopping = false;
  /** A kill and a pause hold for every worker that this game has. */
  #killed = false;
  #paused = false;
  /** Whether its dashboard is looked at. */
  #shown = false;
  #seen: SeenView | undefined;

  constructor(options: SupervisorOptions) {
    this.#options = {
      silenceMs: 15_000,
      backoffMs: 1_000,
      mostBackoffMs: 60_000,
      goodMs: 300_000,
      mostDeaths: 20,
      ...options,
    };
  }

  get id(): string {
    return this.#options.id;
  }

  /** Process id while it runs. */
  get pid(): number | undefined {
    return this.#process?.pid;
  }

  get state(): SupervisedState {
    return this.#state;
  }

  /** Whether there is a worker, or will be one again. */
  get active(): boolean {
    return this.#state === "running" || this.#state === "restarting";
  }

  /** The worker's phase or state, in words. */
  get doing(): string {
    const word = this.#state === "running" ? this.#status?.phase ?? "starting" : this.#state;
    return word.replaceAll("_", " ");
  }

  /** The last status that the worker reported. */
  get status(): WorkerStatus | undefined {
    return this.#status;
  }

  /** Its results; a worker that died at the end has only its status. */
  get summary(): WorkerSummary | undefined {
    return this.#summary;
  }

  /** Its dashboard, as it last said, while it is looked at. */
  get view(): SessionView | undefined {
    return this.#seen?.view;
  }

  /** Whether it enters nothing: it was asked to, or has said so. */
  get paused(): boolean {
    return this.#paused || this.#status?.paused === true;
  }

  /**
   * Passes a command of the trader on.
   *
   * A kill and a pause hold for every worker that the game will have; anything else is for the one that runs.
   *
   * @returns a refusal where no worker is there to do it
   */
  command(command: TraderCommand): Result<void> {
    if (!this.active) return refuse("worker_over", "its worker is over");
    const name = command.command;
    if (name === "kill") this.#killed = true;
    if (name === "resume_entries") this.#paused = false;
    if (name === "pause_entries" || name === "cancel_all" || name === "flatten") this.#paused = true;
    // It says so itself only with its next sign of life.
    if (this.#status !== undefined) this.#status = { ...this.#status, paused: this.#paused };
    if (this.#process !== undefined) this.#process.send({ type: "command", command });
    else if (name !== "kill" && name !== "pause_entries" && name !== "resume_entries") {
      return refuse(
        "worker_restarting",
        "its worker is being started again: press it once more when it is back",
      );
    }
    return succeed(undefined);
  }

  /** Asks for its dashboard, or stops asking. */
  show(wanted: boolean): void {
    this.#shown = wanted;
    if (!wanted) this.#seen = undefined;
    this.#process?.send({ type: "show", wanted });
  }

  /** How often it was started again. */
  get restarts(): number {
    return this.#restarts;
  }

  /** Fulfilled when no worker will be started again. */
  get finished(): Promise<void> {
    return this.#finished.promise;
  }

  /** Starts the worker. */
  start(): void {
    if (this.#stopping) return this.#finish("stopped");
    this.#startedAt = this.#options.now();
    this.#heardAt = this.#startedAt;
    let process: WorkerProcess;
    try {
      process = this.#options.spawn();
    } catch (error) {
      return this.#died(`cannot be started: ${describeError(error)}`);
    }
    this.#process = process;
    this.#state = "running";
    this.#sendLasting(process);
    void this.#listen(process);
    this.#watchSilence();
    this.#options.onChange();
  }

  /** Asks the worker to end; after `patienceMs` it is ended. */
  stop(patienceMs: number): void {
    if (this.#stopping || this.#state === "done" || this.#state === "given_up") return;
    this.#stopping = true;
    this.#restart?.clear();
    const process = this.#process;
    if (process === undefined) return this.#finish("stopped");
    this.#timer?.clear();
    process.kill("SIGTERM");
    this.#timer = this.#options.timers.after(patienceMs, () => process.kill("SIGKILL"));
  }

  /** Ends the worker at once; it is not started again. */
  kill(): void {
    this.#stopping = true;
    this.#restart?.clear();
    this.#process?.kill("SIGKILL");
  }

  /** Sends what an earlier worker was sent, still holds, and a new one does not know. */
  #sendLasting(process: WorkerProcess): void {
    if (this.#paused) process.send({ type: "command", command: { command: "pause_entries" } });
    if (this.#killed) process.send({ type: "command", command: { command: "kill" } });
    if (this.#shown) process.send({ type: "show", wanted: true });
  }

  async #listen(process: WorkerProcess): Promise<void> {
    try {
      for await (const line of process.lines) this.#hear(line);
    } catch {
      // The pipe broke: how the process ended says more.
    }
    const { code, signal } = await process.ended;
    this.#timer?.clear();
    this.#process = undefined;
    if (this.#stopping) return this.#finish("stopped");
    const how = signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`;
    if (this.#summary === undefined) return this.#died(how, code === HOPELESS);
    // Its results are known: starting it again would only end the same game once more.
    if (code !== 0) this.#note("warning", `${how} after its summary`);
    this.#finish("done");
  }

  #hear(line: string): void {
    const heard = readWorkerLine(line);
    if (heard === undefined) return;
    this.#heardAt = this.#options.now();
    if (heard.type === "status") this.#status = heard;
    else if (heard.type === "summary") this.#summary = heard;
    else if (heard.type === "view") this.#see(heard.change);
    else this.#options.onNote(heard);
    this.#options.onChange();
  }

  /** Takes what has changed of its dashboard. Where something between is missing, everything is asked for. */
  #see(change: SessionChange): void {
    if (!this.#shown) return;
    const seen = applyChange(this.#seen, change);
    if (seen === undefined) this.#process?.send({ type: "show", wanted: true });
    else this.#seen = seen;
  }

  #watchSilence(): void {
    const { timers, silenceMs, now } = this.#options;
    const wait = Math.max(1, this.#heardAt + silenceMs - now());
    this.#timer = timers.after(wait, () => {
      const silentMs = now() - this.#heardAt;
      if (silentMs < silenceMs) return this.#watchSilence();
      this.#note("warning", `said nothing for ${Math.round(silentMs / 1000)} s: it is replaced`);
      this.#process?.kill("SIGKILL");
    });
  }

  #died(how: string, hopeless = false): void {
    const { now, goodMs, mostDeaths, backoffMs, mostBackoffMs, timers } = this.#options;
    this.#deathsInARow = now() - this.#startedAt >= goodMs ? 1 : this.#deathsInARow + 1;
    if (hopeless || this.#deathsInARow >= mostDeaths) {
      this.#note("warning", `${how}; it is not started again`);
      return this.#finish("given_up");
    }
    const wait = Math.min(mostBackoffMs, backoffMs * 2 ** (this.#deathsInARow - 1));
    this.#note("warning", `${how}; started again in ${wait / 1000} s`);
    this.#state = "restarting";
    this.#options.onChange();
    this.#restart = timers.after(wait, () => {
      this.#restarts++;
      this.start();
    });
  }

  #finish(state: "done" | "stopped" | "given_up"): void {
    this.#state = state;
    this.#options.onChange();
    this.#finished.resolve();
  }

  #note(level: "info" | "warning", text: string): void {
    const { id, now, onNote } = this.#options;
    onNote({ type: "note", id, at: now(), level, text: `worker ${text}` });
  }
}
