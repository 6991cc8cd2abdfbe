/**
 * Rows about the session itself: what the trader, the journal or its own course says of entries.
 *
 * @module
 */
import type { Market } from "../market/market.ts";
import { KILLED } from "../orders.ts";
import { outOfBounds } from "../reasons.ts";
import type { RiskRule } from "./rule.ts";

/** A market that runs over its expected end is taken to last so much longer. */
const OVERTIME_MS = 3_600_000;

/** How long a market lasts yet: to its close, or to its expected end where that is sooner. The close of a game's is padded by weeks. */
function lastsFor(market: Market | undefined, at: number): number {
  const { closeAt = Infinity, expectedEndAt } = market ?? {};
  const expected = expectedEndAt === undefined ? closeAt : Math.max(expectedEndAt, at + OVERTIME_MS);
  const end = Math.min(closeAt, expected);
  return end === Infinity ? 0 : Math.max(0, end - at);
}

/** The session, in the order they are asked. */
export const SESSION_RULES: readonly RiskRule[] = [
  {
    code: KILLED,
    holds: "both",
    meaning: "The kill switch was pressed: nothing is sent any more but what the trader closes.",
    check: ({ purpose }, { trading }) =>
      trading.killed && purpose !== "manual" ? { code: KILLED } : undefined,
  },
  {
    code: "ENTRIES_PAUSED",
    holds: "entries",
    meaning: "The trader paused entries.",
    check: (_request, { trading }) => trading.entriesPaused ? { code: "ENTRIES_PAUSED" } : undefined,
  },
  {
    code: "ENTRIES_HALTED",
    holds: "entries",
    meaning: "The session cannot go on as it should, for example because the disk is full.",
    check: (_request, { trading: { halted } }) =>
      halted === undefined ? undefined : { code: "ENTRIES_HALTED", detail: halted },
  },
  {
    code: "NOT_CONFIRMED",
    holds: "entries",
    meaning: "Nobody has confirmed that real money may be used, or that confirmation is over.",
    check: (_request, { live }) => live?.confirmed === false ? { code: "NOT_CONFIRMED" } : undefined,
  },
  {
    code: "NOT_ARMED",
    holds: "entries",
    meaning: "A worker trades live, and no arming by hand is in force: none was made, or it is over.",
    check: (_request, { live }) =>
      live?.unarmed === undefined ? undefined : { code: "NOT_ARMED", detail: live.unarmed },
  },
  {
    code: "NOT_RECONCILED",
    holds: "entries",
    meaning: "Journal and exchange were not compared, or do not agree.",
    check: (_request, { live }) =>
      live?.notReconciled === undefined ? undefined : { code: "NOT_RECONCILED", detail: live.notReconciled },
  },
  {
    code: "DIFFERS",
    holds: "entries",
    meaning: "Of this market the exchange says something else than the journal.",
    check: ({ market }, { live }) => {
      const detail = live?.difference(market);
      return detail === undefined ? undefined : { code: "DIFFERS", detail };
    },
  },
  {
    code: "BLIND",
    holds: "entries",
    meaning: "The account's own reports do not come, or nothing was compared since they come again.",
    check: (_request, { live }) =>
      live?.blind === undefined ? undefined : { code: "BLIND", detail: live.blind },
  },
  {
    code: "BREAKER_OPEN",
    holds: "entries",
    meaning: "Requests to the exchange have failed one after the other: it is left alone for a while.",
    check: (_request, { live }) =>
      live === undefined || live.breakers.length === 0
        ? undefined
        : { code: "BREAKER_OPEN", detail: live.breakers.join(", ") },
  },
  {
    code: "CANNOT_TRADE",
    holds: "entries",
    meaning: "The key may not trade.",
    check: (_request, { live }) =>
      live?.cannotTrade === undefined ? undefined : { code: "CANNOT_TRADE", detail: live.cannotTrade },
  },
  {
    code: "ATTESTATION",
    holds: "entries",
    meaning: "The attestation of the account ends before the market does: its exit might be refused.",
    check: (_request, { live, market, at }) => {
      const left = (live?.attestedUntil ?? Infinity) - at;
      // Without an end nothing is asked of the market.
      if (left === Infinity) return undefined;
      const needed = lastsFor(market, at);
      return left < needed
        ? outOfBounds("ATTESTATION", "left", Math.max(0, left), "min", needed, "milliseconds")
        : undefined;
    },
  },
  {
    code: "HALTED",
    holds: "entries",
    meaning: "A loss has halted entries: for the rest of the day, or until a person resumes them.",
    check: (_request, { guards, at }) => {
      const detail = guards.halt(at);
      return detail === undefined ? undefined : { code: "HALTED", detail };
    },
  },
  {
    code: "CANNOT_EXIT",
    holds: "entries",
    meaning: "An exit that is due does not go: nothing is bought before it does.",
    check: (_request, { guards: { stuckExit } }) =>
      stuckExit === undefined ? undefined : { code: "CANNOT_EXIT", detail: stuckExit },
  },
];
