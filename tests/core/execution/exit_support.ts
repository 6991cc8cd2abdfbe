import { DEFAULT_EXITS, type ExitOptions } from "../../../src/core/execution/exit_settings.ts";
import type { ExitPlan } from "../../../src/core/execution/exit_plan.ts";
import type { Outcome } from "../../../src/core/outcomes.ts";
import { buy, events, NOON, price, startEngine } from "../support.ts";

const { change } = events;

/** The usual plan of a favourite. */
export const PLAN: ExitPlan = {
  takeProfit: 200,
  takeProfitMax: price(9_900),
  stopLoss: 100,
  maxHoldMs: 7_200_000,
};

/** Stops that believe the best bid at once, for tests of what comes after. */
export const PROMPT: ExitOptions = { ...DEFAULT_EXITS, stopConfirmMs: 0 };

/** What was sent and what came of it, a word each. */
export function tell(outcomes: readonly Outcome[]): string[] {
  return outcomes.flatMap((outcome): string[] => {
    switch (outcome.kind) {
      case "order": {
        const { purpose, side, price, quantity } = outcome.request;
        return [`${purpose} ${side} ${quantity}@${price}`];
      }
      case "cancel":
        return [`cancel ${outcome.clientOrderId} ${outcome.reason}`];
      case "report": {
        const { report, request } = outcome;
        if (report.kind === "fill") return [`${request.purpose} filled ${report.quantity}@${report.price}`];
        return report.kind === "accepted" ? [] : [`${request.purpose} ${report.kind}`];
      }
      case "closed":
        return [`closed ${outcome.trade.reason}`];
      case "exit_refused":
        return [`exit_refused ${outcome.reason.code}`];
      default:
        return [];
    }
  });
}

/** An engine that holds 10 contracts bought at .86, its take-profit resting at .88. */
export function holding(plan: ExitPlan = PLAN, options: Parameters<typeof startEngine>[0] = {}) {
  const set = startEngine(options);
  set.puppet.next = [buy(8_600, 1_000, { exits: plan })];
  const entry = tell(set.engine.process(change(NOON + 10, "bid", 8_400, 100)));
  const arrived = tell(set.engine.process(change(NOON + 100, "bid", 8_400, 1)));
  return { ...set, entry, arrived };
}
