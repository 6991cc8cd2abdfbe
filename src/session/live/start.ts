/**
 * The start of a live session: signs of life while it begins, what a crash left, and the first readings of the account.
 *
 * @module
 */
import type { Sessions } from "../../journal/sessions.ts";
import type { Timer, Timers } from "../../lib/timers.ts";
import type { LiveParts } from "./account_parts.ts";
import type { Restored } from "./replayed.ts";

/** Between signs of life while a session begins. */
const BEAT_MS = 1_000;

/**
 * Shows a sign of life each second while something is done: beginning takes its time, and nobody shall take this session for dead.
 */
export async function showingLife<T>(
  sessions: Pick<Sessions, "heartbeat">,
  timers: Timers,
  action: () => Promise<T>,
): Promise<T> {
  const beat = (): Timer => {
    sessions.heartbeat();
    return timers.after(BEAT_MS, () => {
      timer = beat();
    });
  };
  let timer = beat();
  try {
    return await action();
  } finally {
    timer.clear();
  }
}

/** Goes on with what a crash left: orders that were never sent, cancels and decreases, and orders without an answer. */
export function carryOn(
  parts: Pick<LiveParts, "desk" | "cancels" | "broker" | "tracker" | "resolver" | "earlier">,
  restored: Restored | undefined,
): void {
  const { desk, cancels, broker, tracker, resolver, earlier } = parts;
  for (const id of restored?.neverSent ?? []) {
    desk.refused(id, { code: "NOT_SENT", detail: "the program ended before it was sent" });
  }
  for (const { clientOrderId, reason } of restored?.cancels ?? []) cancels.cancel(clientOrderId, reason);
  for (const { clientOrderId, size } of restored?.decreases ?? []) broker.decreaseTo(clientOrderId, size);
  for (const order of tracker.open()) {
    if (order.state !== "submitting" && order.state !== "unknown") continue;
    desk.unanswered(order.request.clientOrderId, "the program ended before an answer came");
    resolver.resolve(order.request.clientOrderId);
  }
  earlier.takeOrphans();
}

/**
 * Reads what must be known before the account's streams begin: what the key may do, order groups, and whether journal and exchange
 * agree.
 *
 * @param shards on which the session trades
 */
export async function readFirst(
  parts: Pick<LiveParts, "writeShare" | "key" | "reconciliation" | "groups" | "halts">,
  shards: Iterable<number>,
): Promise<void> {
  const { writeShare, key, reconciliation, groups, halts } = parts;
  writeShare.tick();
  await key.read();
  reconciliation.setDiffers();
  await groups.begin(shards);
  halts.set();
  await reconciliation.compare();
}
