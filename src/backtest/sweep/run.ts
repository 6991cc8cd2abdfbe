/**
 * Runs a sweep on several workers: every recording is decoded once and its tape shared, and no worker waits for another.
 *
 * @module
 */
import { refuse, type Result, succeed } from "../../core/result.ts";
import { columnsIn, copyColumns, ROW_BYTES } from "../../recording/tape/columns.ts";
import type { Tape, TapeParts } from "../../recording/tape/tape.ts";
import { eventOfRecording } from "../../session/games.ts";
import type { LeftOut } from "../result.ts";
import type { GamePlan } from "../game_setup.ts";
import { leaveOut, SeenGames } from "../run.ts";
import type { SelectedRecording } from "../select.ts";
import { type OpenedTape, Tapes } from "../tape_store.ts";
import type { Parameters } from "./grid.ts";
import { Pool, type SweepPoolOptions } from "./pool.ts";

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
  /** `CELL_WIDTH` numbers a set, in order of the sets. */
  readonly numbers: Float64Array;
}

/** The results of the games. */
export interface Swept {
  readonly games: readonly SweptGame[];
  readonly leftOut: readonly LeftOut[];
  /** Caveats, without which the numbers are not to be believed: each once, sorted. */
  readonly caveats: readonly string[];
}

/** The work of a sweep. */
export interface SweepWork {
  readonly recordings: readonly SelectedRecording[];
  readonly plan: GamePlan;
  readonly sets: readonly Parameters[];
}

/** Sets a task has at most, and how many tasks each worker gets of a game at least, while there are enough sets. */
const MOST_SETS = 32;
const TASKS_A_WORKER = 16;

/** A tape whose columns all workers may read. */
function shared(tape: Tape): TapeParts {
  const { columns, ...others } = tape.parts;
  const copy = columnsIn(new SharedArrayBuffer(tape.events * ROW_BYTES), 0, tape.events);
  copyColumns(columns, tape.events, copy);
  return { ...others, columns: copy };
}

/**
 * Runs all sets over all games.
 *
 * @returns a refusal when a worker failed, when it was aborted, and when not one recording can be read
 */
export async function runSweep(work: SweepWork, options: SweepPoolOptions): Promise<Result<Swept>> {
  // A task is a set over a game at least: more workers than that would only be started.
  const workers = Math.max(1, Math.min(options.workers, work.sets.length * work.recordings.length));
  const pool = new Pool({ ...options, workers });
  try {
    pool.begin(work.plan);
    const swept = await feed(pool, work, workers, options.tapes ?? true);
    await pool.allIdle();
    if (pool.failure !== undefined) return refuse(pool.failure.code, pool.failure.message);
    if (swept.games.length > 0) return succeed({ ...swept, caveats: pool.caveats });
    const [first] = swept.leftOut;
    return refuse("nothing_readable", `Cannot sweep: not one recording can be read; ${first?.message}`);
  } finally {
    pool.stop();
  }
}

/** Hands out the tasks of one game after the other, and opens the next one meanwhile. */
async function feed(
  pool: Pool,
  { recordings, sets }: SweepWork,
  workers: number,
  tapes: boolean,
): Promise<Omit<Swept, "caveats">> {
  const games: SweptGame[] = [];
  const leftOut: LeftOut[] = [];
  const size = Math.min(MOST_SETS, Math.max(1, Math.ceil(sets.length / (workers * TASKS_A_WORKER))));
  const seen = new SeenGames();
  const shelf = new Tapes(tapes);
  const open = (recording: SelectedRecording | undefined) =>
    recording === undefined ? undefined : shelf.open(recording);
  let next: Promise<Result<OpenedTape>> | undefined = open(recordings[0]);
  try {
    for (const [game, recording] of recordings.entries()) {
      const opened = await next;
      if (pool.failure !== undefined) break;
      next = open(recordings[game + 1]);
      const unusable = opened?.ok === true ? seen.whyNot(recording, opened.value) : opened?.reason;
      if (opened?.ok !== true || unusable !== undefined) {
        leftOut.push(leaveOut(recording, unusable));
        continue;
      }
      games.push(await giveOut(pool, game, recording, opened.value, sets, size));
    }
  } finally {
    // Whatever ended this, nothing goes on behind its back.
    await next;
  }
  return { games, leftOut };
}

/** Hands out the tasks of a game. */
async function giveOut(
  pool: Pool,
  place: number,
  recording: SelectedRecording,
  { tape, hashes }: OpenedTape,
  sets: readonly Parameters[],
  size: number,
): Promise<SweptGame> {
  const { header, from = 0, to = 0 } = tape.source;
  const numbers = pool.open(place, sets.length, tape.events);
  const { name, event } = recording;
  const game = { name, ...(event === undefined ? {} : { event }) };
  const parts = shared(tape);
  for (let first = 0; first < sets.length; first += size) {
    const handle = await pool.idle();
    if (handle === undefined) break;
    handle.give(place, game, parts, first, sets.slice(first, first + size));
  }
  return {
    event: event ?? eventOfRecording(header),
    recording: name,
    hashes,
    from,
    to,
    events: tape.events,
    numbers,
  };
}
