/**
 * The exchange as the one that kills: at a point on its side of the wire it ends the process whose request it is.
 *
 * @module
 */
import type { WireRequest } from "../../../../src/simulator/server/interception.ts";
import type { Simulator } from "../../../../src/simulator/mod.ts";
import { ORDERS } from "./market_side.ts";
import type { Point } from "./points.ts";
import type { Life } from "./process.ts";

/** What it asks. */
export interface ExchangeKillerOptions {
  readonly simulator: Simulator;
  /** A request has come, and nothing has been done about it. */
  saw(request: WireRequest): void;
  /** Whether a cancel makes room for a stop. */
  isForStop(cancel: WireRequest): boolean;
}

interface Armed {
  readonly point: Point;
  readonly life: Life;
  readonly isOfLife: (request: WireRequest) => boolean;
  /** The requests of this process: one of the process before may still be answered. */
  readonly requests: Set<number>;
}

/** Kills one process at one point. */
export class ExchangeKiller {
  readonly #options: ExchangeKillerOptions;
  #armed: Armed | undefined;

  constructor(options: ExchangeKillerOptions) {
    this.#options = options;
    options.simulator.intercept({
      before: async (request) => {
        if (this.#armed?.isOfLife(request) === true) this.#armed.requests.add(request.nth);
        options.saw(request);
        await this.#reached(request, "arrived");
        return { kind: "pass" };
      },
      after: async (request) => {
        const isHere = await this.#reached(request, "executed");
        return isHere ? { kind: "silence", how: "reset" } : { kind: "pass" };
      },
    });
  }

  /** Whether the point has still to be reached. */
  get isArmed(): boolean {
    return this.#armed !== undefined;
  }

  /** Will kill a process. @param isOfLife tells its requests from those of others that live */
  arm(point: Point, life: Life, isOfLife: (request: WireRequest) => boolean = () => true): void {
    this.#armed = { point, life, isOfLife, requests: new Set() };
  }

  /** Kills nobody. */
  disarm(): void {
    this.#armed = undefined;
  }

  /** @returns whether it is the point: then the process is dead by now */
  async #reached(request: WireRequest, moment: "arrived" | "executed"): Promise<boolean> {
    const armed = this.#armed;
    if (armed?.requests.has(request.nth) !== true) return false;
    const { point } = armed;
    const here = point.act === "start"
      ? moment === "arrived" && request.path.endsWith(`/portfolio/${point.moment.replace("_asked", "")}`)
      : point.moment === moment && this.#actOf(request) === point.act;
    if (!here) return false;
    this.#armed = undefined;
    armed.life.kill();
    await armed.life.ended;
    return true;
  }

  #actOf(request: WireRequest): Point["act"] | undefined {
    const { method, path, about: { json } } = request;
    if (method === "DELETE") return this.#options.isForStop(request) ? "stop_cancel" : "cancel";
    if (method !== "POST") return undefined;
    if (path.endsWith("/amend")) return "amend";
    if (!path.endsWith(ORDERS) || typeof json !== "object" || json === null || !("side" in json)) {
      return undefined;
    }
    if (json.side === "bid") return "entry";
    return "reduce_only" in json && json.reduce_only === true ? "exit" : "take_profit";
  }
}
