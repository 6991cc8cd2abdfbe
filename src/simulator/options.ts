/**
 * What can be simulated, and how.
 *
 * @module
 */
import type { GeneratedLeague, Team } from "./game/game_event.ts";
import type { GridLabel } from "./listing.ts";
import type { FaultName, PlannedFaults } from "./server/faults.ts";
import type { KnownKey } from "./server/key_ring.ts";
import type { Refusal } from "../core/result.ts";

/** One game, made up. */
export interface GeneratedPlan {
  readonly kind: "generated";
  readonly league: GeneratedLeague;
  readonly seed: number;
  /** @default drawn by the seed */
  readonly home?: Team;
  /** @default drawn by the seed */
  readonly away?: Team;
  /** Points by which the home team is the better one. @default drawn by the seed */
  readonly homeEdge?: number;
  /** Virtual seconds a wall second. @default 1, or what `seconds` asks for */
  readonly speed?: number;
  /** Wall seconds from the start to the settlement; sets the speed. */
  readonly seconds?: number;
  /** How busy the markets are; 1 is a real game. @default less at higher speeds, so that frames a second stay sane */
  readonly activity?: number;
  /** Trading before the game, virtual ms. @default 300000 */
  readonly pregameMs?: number;
  /** How far the scoreboard is behind, virtual ms. @default {low: 5000, high: 20000} */
  readonly scoreLagMs?: { readonly low: number; readonly high: number };
  /** @default "linear_cent" */
  readonly grid?: GridLabel;
}

/** Captured frames of the real exchange. */
export interface CapturedPlan {
  readonly kind: "captured";
  /** One market a file; `.gz` is gunzipped on the way. */
  readonly paths: readonly string[];
  /** Virtual seconds a wall second. @default 1 */
  readonly speed?: number;
  /** Nothing is sent but what `step` asks for. @default false */
  readonly stepped?: boolean;
}

/** A load for measurements. */
export interface SteadyPlan {
  readonly kind: "steady";
  readonly framesPerSecond: number;
  /** @default 2 */
  readonly markets?: number;
  /** @default without end */
  readonly seconds?: number;
  /** @default 1 */
  readonly seed?: number;
}

/** What is simulated. */
export type SimulationPlan = GeneratedPlan | CapturedPlan | SteadyPlan;

/** What a simulator starts from. */
export interface SimulatorOptions {
  readonly plan: SimulationPlan;
  /** @default "127.0.0.1" */
  readonly hostname?: string;
  /** 0 takes a free one. @default 0 */
  readonly port?: number;
  /** Keys of clients, besides the one that the simulator makes. @default none */
  readonly keys?: readonly KnownKey[];
  /** Time does not pass before the first client has subscribed. @default false */
  readonly waitForSubscriber?: boolean;
  /** Requests beyond the Basic tier's budget are refused with 429. @default false */
  readonly rateLimits?: boolean;
  /** Faults that come by themselves. @default none */
  readonly faults?: PlannedFaults;
  /** What a client may leave unread before error 25. @default 16 MiB */
  readonly mostBufferedBytes?: number;
}

/** A market that is served. */
export interface ServedMarket {
  readonly ticker: string;
  readonly event: string;
  /** What YES stands for. */
  readonly yesLabel: string;
}

/** A simulator that runs. */
export interface Simulator {
  /** `http://host:port`, what `--env` takes. */
  readonly url: string;
  readonly restBase: string;
  readonly socketUrl: string;
  readonly port: number;
  /** Of the key that the simulator made for its own clients. */
  readonly keyId: string;
  /** Ed25519, PKCS#8. */
  readonly privateKeyPem: string;
  readonly markets: readonly ServedMarket[];
  /** Virtual seconds a wall second; `undefined` where stepped. */
  readonly speed: number | undefined;
  /** Fulfilled when nothing will happen any more; rejected where a capture breaks off. */
  readonly done: Promise<void>;
  /** Closes sockets, server and files. A second call does nothing. */
  close(): Promise<void>;
  /** Lets a fault happen now. @param forMs how long to be silent; for good where left out, 0 ends a silence */
  fault(name: FaultName, forMs?: number): void;
  /** Lets the next occurrences happen. @returns how many did */
  step(count: number): Promise<number>;
}

/** Why no simulator was started. */
export type SimulatorRefusal = Refusal;
