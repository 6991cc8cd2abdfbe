/**
 * Finds out what became of orders of which no answer came, or an answer that does not say it.
 *
 * Such an order is never sent again. The engine holds entries in its market meanwhile.
 *
 * @module
 */
import { type Backoff, backoffMs } from "../../lib/backoff.ts";
import type { OrderDesk } from "./desk.ts";
import type { OrderLookup } from "./lookup.ts";

/** Between looks. */
const LOOK_BACKOFF: Backoff = { baseMs: 400, capMs: 5_000 };
/** So many complete looks in a row must agree that an order is not there. */
const LOOKS = 2;

/** The parts of a resolver. */
export interface ResolverOptions {
  readonly desk: OrderDesk;
  readonly lookup: OrderLookup;
  /** The exchange's time of now, Unix milliseconds; `undefined` where it is not known. */
  exchangeNow(): number | undefined;
  /** A number in [0, 1). */
  readonly random: () => number;
}

/** Resolves unknown orders, each by itself. */
export class Resolver {
  readonly #options: ResolverOptions;
  readonly #running = new Map<string, Promise<void>>();

  constructor(options: ResolverOptions) {
    this.#options = options;
  }

  /** The orders that are looked for: the ids that they were sent under. */
  get looking(): readonly string[] {
    return [...this.#running.keys()];
  }

  /** Everything that runs has ended. */
  get settled(): Promise<void> {
    return Promise.all(this.#running.values()).then(() => {});
  }

  /** Looks for an order until it is known what became of it. Asked again, it goes on as it does. */
  resolve(clientOrderId: string): void {
    if (this.#running.has(clientOrderId)) return;
    // A request that was given up may still arrive until this moment.
    const run = this.#run(clientOrderId, this.#options.exchangeNow()).finally(() =>
      this.#running.delete(clientOrderId)
    );
    this.#running.set(clientOrderId, run);
  }

  async #run(clientOrderId: string, givenUpAt: number | undefined): Promise<void> {
    const { desk, lookup, random } = this.#options;
    let sinceMs = givenUpAt;
    let absent = 0;
    for (let looks = 0; !desk.ended; looks++) {
      const order = desk.tracker.order(clientOrderId);
      if (order === undefined || order.state !== "unknown") return;
      sinceMs ??= this.#options.exchangeNow();
      const sighting = await lookup.look(order, sinceMs);
      absent = sighting === "absent" ? absent + 1 : 0;
      if (absent >= LOOKS) {
        const detail =
          "no order, no fill and no record of the past, in complete lists from after it was sent";
        return desk.notThere(clientOrderId, { code: "NOT_RECEIVED", detail });
      }
      if (sighting !== "found") await desk.wait(clientOrderId, backoffMs(LOOK_BACKOFF, looks, random));
      else if (desk.tracker.order(clientOrderId)?.state === "unknown") {
        // Found, and it cannot be this one: the desk has raised the alarm.
        return desk.refused(clientOrderId, { code: "ID_TAKEN", detail: "another order has its id" });
      }
    }
  }
}
