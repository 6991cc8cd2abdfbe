/**
 * What a fault of the table is: its name there, and what happens.
 *
 * @module
 */
import type { Scene, SceneOptions } from "./scene.ts";

/** A fault. */
export interface FaultCase {
  /** What happens, in plain words. */
  readonly name: string;
  /** The fault of the table that it shows. */
  readonly fault: FaultName;
  readonly options?: SceneOptions;
  /** Lets it happen, and judges; at its end everything is healed, and the frame judges what always holds. */
  play(scene: Scene): Promise<void>;
}

/** The faults that a program which trades other people's money must survive. */
export const FAULT_NAMES = [
  "socket dropped",
  "half-open",
  "slow consumer",
  "channel error",
  "malformed JSON",
  "unknown type",
  "missing and null fields",
  "duplicated and reordered",
  "sequence gap",
  "429",
  "5xx",
  "time-out after execution",
  "409",
  "clock skew",
  "exchange pause",
  "deactivated and reactivated",
  "grid changed",
  "closed early",
  "HTML",
  "disk full",
  "two processes",
  "maintenance",
] as const;

/** One of them. */
export type FaultName = typeof FAULT_NAMES[number];
