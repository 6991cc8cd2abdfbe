/**
 * Runs a sweep on several workers: every recording is decoded once and its tape shared, and no worker waits for another.
 *
 * @module
 */
import { refuse, type Result, succeed } from "../../core/result.ts";
import { columnsIn, copyColumns, ROW_BYTES } from "../../recording/tape/columns.ts";
import type { Tape, TapeParts } from "../../recording/tape/tape.ts";
import { eventOfRecording } from "../league_of.ts";
import type { LeftOut } from "../result.ts";
import { emptiness, type GamePlan, leaveOut } from "../run.ts";
import type { SelectedRecording } from "../select.ts";
import { type OpenedTape, openTape } from "../tape_store.ts";
import type { Parameters } from "./grid.ts";
import type { FromWorker, ToWorker } from "./messages.ts";
import { CELL_WIDTH } from "./unit.ts";

/** A worker, however it is started. */
export interface SweepWorker {
  post(message: ToWorker): void;
  /** Ends it at once. */
  stop(): void;
}

/** Starts a worker; it calls `take` with every answer. */
export type StartWorker = (take: (message: FromWorker) => void) => SweepWorker;

/** One game of a sweep, over all its sets. */
export interface SweptGame {
  readonly event: string;
  readonly recording: string;
  /** SHA-256 of each of its files, as hexadecimal digits. */
  readonly hashes: readonly string[];
  /** Unix milliseconds. */
  readonly from: number;
  readonly to: number;
  readonly events: number;
  /** {@linkcode CELL_WIDTH} numbers a set, in order of the sets. */
  readonly numbers: Float64Array;
}

/** What the games came to. */
export interface Swept {
  readonly games: readonly SweptGame[];
  readonly leftOut: readonly LeftOut[];
  /** What must be known to believe the numbers: each once, sorted. */
  readonly caveats: readonly string[];
}

/** What to sweep. */
export interface SweepWork {
  readonly recordings: readonly SelectedRecording[];
  readonly plan: GamePlan;
  readonly sets: readonly Parameters[];
}

/** Options of a sweep. */
export interface SweepPoolOptions {
  readonly start: StartWorker;
  /** How many workers, at least 1. */
  readonly workers: number;
  /** Called with how many games of sets are done, and events through engines so far. */
  readonly onProgress?: (done: number, events: number) => void;
  readonly signal?: AbortSignal;
  /** Whether tapes are read and written. @default {true} */
  readonly tapes?: boolean;
}

/** Sets a unit has at most, and how many units each worker gets of a game at least, while there are enough sets. */
const MOST_SETS = 32;
const UNITS_A_WORKER = 16;

/** A tape whose columns all workers may read. */
function shared(tape: Tape): TapeParts {
  const { columns, ...others } = tape.parts;
  const copy = columnsIn(new SharedArrayBuffer(tape.events * ROW_BYTES), 0, tape.events);
  copyColumns(columns, tape.events, copy);
  return { ...others, columns: copy };
}

/** A worker and what it has. */
class Hand {
  readonly worker: SweepWorker;
  #game: number | undefined;

  constructor(worker: SweepWorker) {
    this.worker = worker;
  }

  /** Gives it a unit; first, where it does not have it yet, the game's tape in place of the one before. */
  give(game: number, name: string, tape: TapeParts, first: number, sets: readonly Parameters[]): void {
    if (this.#game !== game) {
      if (this.#game !== undefined) this.worker.post({ kind: "forget", game: this.#game });
      this.worker.post({ kind: "game", game, name, tape });
      this.#game = game;
    }
    this.worker.post({ kind: "unit", game, first, sets });
  }
}

/** A sweep in progress. */
class Pool {
  readonly #idle: Hand[] = [];
  readonly #numbers = new Map<number, Float64Array>();
  readonly #events = new Map<number, number>();
  readonly #hands: Hand[] = [];
  readonly #caveats = new Set<string>();
  readonly #options: SweepPoolOptions;
  #waiting: (() => void) | undefined;
  #failure: { readonly code: string; readonly message: string } | undefined;
  #done = 0;
  #eventsDone = 0;

  constructor(options: SweepPoolOptions) {
    this.#options = options;
    const { signal } = options;
    const abort = () =>
      this.#fail({ code: "aborted", message: "The sweep was stopped; nothing of it is kept" });
    if (signal?.aborted === true) abort();
    else signal?.addEventListener("abort", abort, { once: true });
    for (let count = 0; count < options.workers; count++) {
      const hand: Hand = new Hand(options.start((message) => this.#take(hand, message)));
      this.#hands.push(hand);
    }
  }

  get failure(): { readonly code: string; readonly message: string } | undefined {
    return this.#failure;
  }

  /** Sorted: in which order they came is chance. */
  get caveats(): string[] {
    return [...this.#caveats].sort();
  }

  begin(plan: GamePlan): void {
    const files = plan.setup.strategies.flatMap(({ file }) => file ?? []);
    for (const { worker } of this.#hands) worker.post({ kind: "begin", plan, files });
  }

  /** A worker that has nothing to do; `undefined` once something failed. */
  async idle(): Promise<Hand | undefined> {
    while (this.#failure === undefined) {
      const hand = this.#idle.pop();
      if (hand !== undefined) return hand;
      await this.#change();
    }
    return undefined;
  }

  /** Makes room for a game's numbers. */
  open(game: number, sets: number, events: number): Float64Array {
    const numbers = new Float64Array(sets * CELL_WIDTH);
    this.#numbers.set(game, numbers);
    this.#events.set(game, events);
    return numbers;
  }

  /** Waits until all workers have nothing to do. */
  async allIdle(): Promise<void> {
    while (this.#failure === undefined && this.#idle.length < this.#hands.length) await this.#change();
  }

  stop(): void {
    for (const { worker } of this.#hands) worker.stop();
  }

  #change(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting = resolve;
    });
  }

  #take(hand: Hand, message: FromWorker): void {
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
    this.#idle.push(hand);
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

/**
 * Runs all sets over all games.
 *
 * @returns a refusal when a worker failed, when it was aborted, and when not one recording can be read
 */
export async function runSweep(work: SweepWork, options: SweepPoolOptions): Promise<Result<Swept>> {
  const pool = new Pool(options);
  try {
    pool.begin(work.plan);
    const swept = await feed(pool, work, options);
    await pool.allIdle();
    if (pool.failure !== undefined) return refuse(pool.failure.code, pool.failure.message);
    if (swept.games.length > 0) return succeed({ ...swept, caveats: pool.caveats });
    const [first] = swept.leftOut;
    return refuse("nothing_readable", `Cannot sweep: not one recording can be read; ${first?.message}`);
  } finally {
    pool.stop();
  }
}

/** Hands out the units of one game after the other, and opens the next one meanwhile. */
async function feed(
  pool: Pool,
  { recordings, sets }: SweepWork,
  { workers, tapes = true }: SweepPoolOptions,
): Promise<Omit<Swept, "caveats">> {
  const games: SweptGame[] = [];
  const leftOut: LeftOut[] = [];
  const size = Math.min(MOST_SETS, Math.max(1, Math.ceil(sets.length / (workers * UNITS_A_WORKER))));
  const open = (recording: SelectedRecording | undefined) =>
    recording === undefined ? undefined : openTape(recording.path, { keep: tapes });
  let next: Promise<Result<OpenedTape>> | undefined = open(recordings[0]);
  try {
    for (const [game, recording] of recordings.entries()) {
      const opened = await next;
      if (pool.failure !== undefined) break;
      next = open(recordings[game + 1]);
      const unusable = opened?.ok === true ? emptiness(opened.value.tape, recording.name) : opened?.reason;
      if (opened?.ok !== true || unusable !== undefined) {
        leftOut.push(leaveOut(recording, unusable));
        continue;
      }
      games.push(await giveOut(pool, game, recording.name, opened.value, sets, size));
    }
  } finally {
    // Whatever ended this, nothing goes on behind its back.
    await next;
  }
  return { games, leftOut };
}

/** Hands out the units of a game. */
async function giveOut(
  pool: Pool,
  game: number,
  name: string,
  { tape, hashes }: OpenedTape,
  sets: readonly Parameters[],
  size: number,
): Promise<SweptGame> {
  const { header, from = 0, to = 0 } = tape.source;
  const numbers = pool.open(game, sets.length, tape.events);
  const parts = shared(tape);
  for (let first = 0; first < sets.length; first += size) {
    const hand = await pool.idle();
    if (hand === undefined) break;
    hand.give(game, name, parts, first, sets.slice(first, first + size));
  }
  return { event: eventOfRecording(header), recording: name, hashes, from, to, events: tape.events, numbers };
}
