/**
 * Messages between a sweep and its workers. Both are of the same program, in one process: the compiler checks the form.
 *
 * @module
 */
import type { TapeParts } from "../../recording/tape/tape.ts";
import type { GamePlan } from "../game_setup.ts";
import type { Parameters } from "./grid.ts";
import type { GameOfRecording, TaskResult } from "./task.ts";

/** To a worker. */
export type ToWorker =
  | { readonly kind: "begin"; readonly plan: GamePlan }
  /** A game's tape; its columns are shared memory. */
  | {
    readonly kind: "game";
    readonly game: number;
    readonly recording: GameOfRecording;
    readonly tape: TapeParts;
  }
  | { readonly kind: "forget"; readonly game: number }
  | {
    readonly kind: "task";
    readonly game: number;
    /** The place of the first set among the sweep's. */
    readonly first: number;
    readonly sets: readonly Parameters[];
  };

/** From a worker. */
export type FromWorker =
  | { readonly kind: "ready" }
  | ({ readonly kind: "done"; readonly game: number; readonly first: number } & TaskResult)
  | { readonly kind: "failed"; readonly code: string; readonly message: string };
