/**
 * Compares what settled markets should have paid with what the account's money changed by. Nothing is claimed where anything else
 * may have moved that money.
 *
 * @module
 */
import type { PayoutDifference } from "../../core/live.ts";
import type { Micros, Quantity } from "../../core/numbers/money.ts";
import { TIMESTAMP_MARGIN_MS } from "./lookup.ts";

/** The account in a moment in which nothing of it rested. Times are Unix milliseconds of the exchange's clock. */
export interface QuietReading {
  /** When the money had been read: what was paid later is not in it. */
  readonly at: number;
  /** Up to when the lists and the money know what happened, as the exchange says. */
  readonly asOf: number;
  /** By shard. */
  readonly balances: ReadonlyMap<number, Micros>;
  /** + YES, − NO, without those that are flat. */
  readonly positions: ReadonlyMap<string, Quantity>;
}

/** A market that has paid, as it was booked. */
export interface BookedPayout {
  readonly market: string;
  readonly exchangeIndex: number;
  /** What was held when it paid: + YES, − NO. */
  readonly held: Quantity;
  /** Whole cents, as micro-dollars. */
  readonly payout: Micros;
  /** What both legs of closed contracts would be paid, were they kept until now, since the account does not net them. */
  readonly pairs: Micros;
}

/** What came of a comparison. */
export type PayoutVerdict =
  | { readonly kind: "agrees" | "waits" }
  | { readonly kind: "not_compared"; readonly why: string }
  | { readonly kind: "differs"; readonly difference: PayoutDifference };

const WAITS: PayoutVerdict = { kind: "waits" };
const AGREES: PayoutVerdict = { kind: "agrees" };

/** Adds a reading; of those that say the same in a row the first and the last are kept. */
export function withReading(
  readings: readonly QuietReading[],
  reading: QuietReading,
): readonly QuietReading[] {
  const isSame = (other: QuietReading | undefined) =>
    other !== undefined && isEqual(other.balances, reading.balances) &&
    isEqual(other.positions, reading.positions);
  const kept = isSame(readings.at(-1)) && isSame(readings.at(-2)) ? readings.slice(0, -1) : readings;
  return [...kept, reading];
}

/** Whether the money has come as it was booked; that it has is believed from the first reading on that says so. */
export function hasCome(readings: readonly QuietReading[], booked: readonly BookedPayout[]): boolean {
  const last = readings.at(-1);
  if (last === undefined || booked.every(({ payout }) => payout === 0)) return false;
  return readings.some((before) => differences(before, last, booked)?.length === 0);
}

/**
 * Compares the last reading before the first of these payouts with the last one of all.
 *
 * @param readings of a time in which nothing was traded, oldest first
 * @param settledAt when the exchange has paid each of them
 */
export function comparePayouts(
  readings: readonly QuietReading[],
  booked: readonly BookedPayout[],
  settledAt: readonly number[],
): PayoutVerdict {
  const last = readings.at(-1);
  const before = readings.findLast(({ at }) => at <= Math.min(...settledAt) - TIMESTAMP_MARGIN_MS);
  if (last === undefined || before === undefined) {
    return { kind: "not_compared", why: "no quiet reading of the account from before the payout" };
  }
  const changedAt = readings.findLastIndex(({ balances }) => !isEqual(balances, last.balances)) + 1;
  const steadySince = readings[changedAt]?.at ?? last.at;
  // The money may be read before it came, and a trade after the money that it moved.
  if (last.asOf < Math.max(steadySince, ...settledAt) + TIMESTAMP_MARGIN_MS) return WAITS;
  const moved = whatMoved(before, last, booked);
  if (moved !== undefined) return { kind: "not_compared", why: moved };
  const differs = differences(before, last, booked);
  if (differs === undefined) return { kind: "not_compared", why: "the money of a shard was not said" };
  const [difference, ...more] = differs;
  if (difference === undefined) return AGREES;
  if (more.length > 0) return { kind: "not_compared", why: "money moved on several shards" };
  const onShard = booked.filter(({ exchangeIndex }) => exchangeIndex === difference.exchangeIndex);
  const pairs = sum(onShard.map((each) => each.pairs));
  if (pairs !== 0 && difference.changed - difference.booked === pairs) return AGREES;
  return { kind: "differs", difference };
}

/** What else than these payouts may have moved money. */
function whatMoved(
  before: QuietReading,
  last: QuietReading,
  booked: readonly BookedPayout[],
): string | undefined {
  const paid = new Map(booked.map((each) => [each.market, each]));
  for (const market of new Set([...before.positions.keys(), ...last.positions.keys(), ...paid.keys()])) {
    const was = before.positions.get(market) ?? 0;
    const own = paid.get(market);
    if (own === undefined ? was !== (last.positions.get(market) ?? 0) : was !== own.held) {
      return `${market}: not all of the account's position is what was booked`;
    }
  }
  return undefined;
}

/** The shards whose money did not change by what was booked; `undefined` where it is not said of one. */
function differences(
  before: QuietReading,
  last: QuietReading,
  booked: readonly BookedPayout[],
): readonly PayoutDifference[] | undefined {
  const found: PayoutDifference[] = [];
  const shards = [
    ...before.balances.keys(),
    ...last.balances.keys(),
    ...booked.map((each) => each.exchangeIndex),
  ];
  for (const exchangeIndex of new Set(shards)) {
    const [was, is] = [before.balances.get(exchangeIndex), last.balances.get(exchangeIndex)];
    if (was === undefined || is === undefined) return undefined;
    const here = booked.filter((each) => each.exchangeIndex === exchangeIndex);
    const [expected, changed] = [sum(here.map(({ payout }) => payout)), is - was as Micros];
    if (changed === expected) continue;
    found.push({ exchangeIndex, markets: here.map(({ market }) => market), booked: expected, changed });
  }
  return found;
}

function sum(amounts: readonly Micros[]): Micros {
  return amounts.reduce((all, each) => all + each, 0) as Micros;
}

function isEqual<Key>(one: ReadonlyMap<Key, number>, other: ReadonlyMap<Key, number>): boolean {
  return one.size === other.size && [...one].every(([key, value]) => other.get(key) === value);
}
