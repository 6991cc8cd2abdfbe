/**
 * The end of a session's orders: what rests is cancelled, and its end is waited for.
 *
 * @module
 */
import type { AccountWatch } from "./account_watch.ts";
import type { Cancels } from "./cancels.ts";
import type { OrderDesk } from "./desk.ts";
import type { LiveBroker } from "./live_broker.ts";
import type { OrderTracker } from "./order_tracker.ts";
import type { Pace } from "./pace.ts";
import type { Resolver } from "./resolver.ts";

/** Between readings of what was said to be filled and is not known yet: at first, doubled each time, at most; ms. */
const FIRST_MS = 100;
const LONGEST_MS = 3_000;

/** The parts that end. */
export interface ClosingParts {
  readonly broker: Pick<LiveBroker, "settled">;
  readonly desk: Pick<OrderDesk, "tracker" | "ended">;
  readonly cancels: Pick<Cancels, "cancel" | "settled">;
  readonly resolver: Pick<Resolver, "settled">;
  readonly watch: Pick<AccountWatch, "read">;
  readonly pace: Pick<Pace, "pause">;
}

/** Cancels own orders, and waits until all have ended and their trades are known, or nobody waits any more. */
export async function endOrders(parts: ClosingParts): Promise<void> {
  const { broker, desk, cancels, resolver, watch, pace } = parts;
  // Once at once, since one request without an answer must not keep what rests; and once for what that comes to.
  cancelOwn(parts);
  await broker.settled;
  cancelOwn(parts);
  await Promise.all([cancels.settled, resolver.settled]);
  for (let passes = 0; desk.tracker.outstanding().length > 0 && !desk.ended; passes++) {
    await watch.read();
    await pace.pause(Math.min(LONGEST_MS, FIRST_MS * 2 ** passes));
  }
}

/** The orders that may still rest, one line each. */
export function leftOpen(tracker: OrderTracker): readonly string[] {
  return [...tracker.open(), ...tracker.cameBack()].map(({ request, state, expiresAt }) => {
    const ends = expiresAt === undefined ? "" : `, ends by itself at ${new Date(expiresAt).toISOString()}`;
    return `${request.clientOrderId} in ${request.market} is ${state}${ends}`;
  });
}

/** Cancels what this session has open. */
export function cancelOwn({ desk, cancels }: Pick<ClosingParts, "desk" | "cancels">): void {
  for (const { request, ofThisSession } of desk.tracker.open()) {
    if (ofThisSession) cancels.cancel(request.clientOrderId, "requested");
  }
}
