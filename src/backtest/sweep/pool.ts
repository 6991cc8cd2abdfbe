/**
 * The workers of a sweep: who is idle, what came back, what went wrong.
 *
 * @module
 */
import type { TapeParts } from "../../recording/tape/tape.ts";
import type { GamePlan } from "../game_setup.ts";
import type { Parameters } from "./grid.ts";
import type { FromWorker, ToWorker } from "./messages.ts";
import { CELL_WIDTH, type GameOfRecording } from "./task.ts";

/** A worker, however it is started. */
export interface SweepWorker {
  post(message: ToWorker): void;
  /** Ends it at once. */
  stop(): void;
}

/** Starts a worker; it calls `take` with every answer. */
export type StartWorker = (take: (message: FromWorker) => void) => SweepWorker;

/** Options of a sweep. */
export interface SweepPoolOptions {
  readonly start: StartWorker;
  /** How many workers at most, at least 1. */
  readonly workers: number;
  /** Called with how many games of sets are done, and events through engines so far. */
  readonly onProgress?: (done: number, events: number) => void;
  readonly signal?: AbortSignal;
  /** Whether tapes are read and written. @default {true} */
  readonly tapes?: boolean;
}

/** A worker and what it has. */
export class WorkerHandle {
  readonly worker: SweepWorker;
  #game: number | undefined;

  /** @param worker with nothing yet */
  constructor(worker: SweepWorker) {
    this.worker = worker;
  }

  /** Gives it a task; first, where it does not have it yet, the game's tape in place of the one before. */
  give(
    game: number,
    recording: GameOfRecording,
    tape: TapeParts,
    first: number,
    sets: readonly Parameters[],
  ): void {
    if (this.#game !== game) {
      if (this.#game !== undefined) this.worker.post({ kind: "forget", game: this.#game });
      this.worker.post({ kind: "game", game, recording, tape });
      this.#game = game;
    }
    this.worker.post({ kind: "task", game, first, sets });
  }
}

/** The workers while a sweep is in progress. {@linkcode Pool.stop} ends it, however it went. */
export class Pool {
  readonly #idle: WorkerHandle[] = [];
  readonly #numbers = new Map<number, Float64Array>();
  readonly #events = new Map<number, number>();
  readonly #workers: WorkerHandle[] = [];
  readonly #caveats = new Set<string>();
  readonly #options: SweepPoolOptions;
  #waiting: (() => void) | undefined;
  #failure: { readonly code: string; readonly message: string } | undefined;
  #done = 0;
  #eventsDone = 0;

  /** Starts the workers. */
  constructor(options: SweepPoolOptions) {
    this.#options = options;
    const { signal } = options;
    const abort = () =>
      this.#fail({ code: "aborted", message: "The sweep was stopped; nothing of it is kept" });
    if (signal?.aborted === true) abort();
    else signal?.addEventListener("abort", abort, { once: true });
    for (let count = 0; count < options.workers; count++) {
      const handle: WorkerHandle = new WorkerHandle(options.start((message) => this.#take(handle, message)));
      this.#workers.push(handle);
    }
  }

  /** Why it cannot go on; `undefined` while it can. */
  get failure(): { readonly code: string; readonly message: string } | undefined {
    return this.#failure;
  }

  /** Sorted: in which order they came is chance. */
  get caveats(): string[] {
    return [...this.#caveats].sort();
  }

  /** Tells all workers what is swept. */
  begin(plan: GamePlan): void {
    for (const { worker } of this.#workers) worker.post({ kind: "begin", plan });
  }

  /** A worker that has nothing to do; `undefined` once something failed. */
  async idle(): Promise<WorkerHandle | undefined> {
    while (this.#failure === undefined) {
      const handle = this.#idle.pop();
      if (handle !== undefined) return handle;
      await this.#change();
    }
    return undefined;
  }

  /** Makes room for a game's numbers: {@linkcode CELL_WIDTH} a set. */
  open(game: number, sets: number, events: number): Float64Array {
    const numbers = new Float64Array(sets * CELL_WIDTH);
    this.#numbers.set(game, numbers);
    this.#events.set(game, events);
    return numbers;
  }

  /** Waits until all workers have nothing to do. */
  async allIdle(): Promise<void> {
    while (this.#failure === undefined && this.#idle.length < this.#workers.length) await this.#change();
  }

  /** Ends all workers at once. */
  stop(): void {
    for (const { worker } of this.#workers) worker.stop();
  }

  #change(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting = resolve;
    });
  }

  #take(handle: WorkerHandle, message: FromWorker): void {
    if (message.kind === "failed") return this.#fail(message);
    if (message.kind === "done") {
      const { game, first, numbers, caveats } = message;
      for (const caveat of caveats) this.#caveats.add(caveat);
      this.#numbers.get(game)?.set(numbers, first * CELL_WIDTH);
      const sets = numbers.length / CELL_WIDTH;
      this.#done += sets;
      this.#eventsDone += sets * (this.#events.get(game) ?? 0);
      this.#options.onProgress?.(this.#done, this.#eventsDone);
    }
    this.#idle.push(handle);
    this.#wake();
  }

  #fail({ code, message }: { readonly code: string; readonly message: string }): void {
    this.#failure ??= { code, message };
    this.#wake();
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.();
  }
}
