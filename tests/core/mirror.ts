/**
 * The mirror of a market: every price p is 1 − p, every bid an ask. Whoever holds NO in it stands where the holder of YES does in
 * the market itself.
 *
 * @module
 */
import { type Level, oppositeSide } from "../../src/core/market/book.ts";
import type { EngineEvent } from "../../src/core/events.ts";
import { gridFor } from "../../src/core/market/outcome_side.ts";
import {
  complement,
  type Micros,
  MICROS_PER_DOLLAR,
  type Price,
  type Quantity,
} from "../../src/core/numbers/money.ts";
import type { OrderRequest } from "../../src/core/orders.ts";
import type { Outcome } from "../../src/core/outcomes.ts";
import type { Reason } from "../../src/core/reasons.ts";

const levels = (all: readonly Level[]): Level[] =>
  all.map(({ price, quantity }) => ({ price: complement(price), quantity }));
const pays = (yesPays: Micros) => MICROS_PER_DOLLAR - yesPays as Micros;

/** The event in the mirror. */
export function mirrorEvent(event: EngineEvent): EngineEvent {
  switch (event.kind) {
    case "book_snapshot":
    case "book_look":
      return { ...event, bids: levels(event.asks), asks: levels(event.bids) };
    case "book_change":
      return { ...event, side: oppositeSide(event.side), price: complement(event.price) };
    case "trade":
      return { ...event, takerSide: oppositeSide(event.takerSide), price: complement(event.price) };
    case "market_life":
      return {
        ...event,
        ...(event.grid === undefined ? {} : { grid: gridFor("no", event.grid) }),
        ...(event.result === undefined ? {} : { result: { yesPays: pays(event.result.yesPays) } }),
      };
    case "market":
      return { ...event, info: { ...event.info, grid: gridFor("no", event.info.grid) } };
    default:
      return event;
  }
}

function request<R extends OrderRequest>(given: R): R {
  return { ...given, side: oppositeSide(given.side), price: complement(given.price) };
}

/** A price of an order that the gate or the exchange names is one of YES. */
function reason(given: Reason): Reason {
  return given.code === "PRICE_OFF_GRID" || given.code === "INVALID_PRICE"
    ? { ...given, value: complement((given.value ?? 0) as Price) }
    : given;
}

/** What a rule that takes NO in the mirror is told, as one that takes YES in the market would be. */
export function unmirrorOutcome(outcome: Outcome): Outcome {
  switch (outcome.kind) {
    case "signal": {
      const { outcomeSide, refused, ...rest } = outcome;
      if (outcomeSide !== "no") throw new Error("a signal of YES in the mirror");
      return { ...rest, ...(refused === undefined ? {} : { refused: reason(refused) }) };
    }
    case "order":
      return { ...outcome, request: request(outcome.request) };
    case "report": {
      const { report } = outcome;
      return {
        ...outcome,
        request: request(outcome.request),
        report: report.kind === "fill"
          ? { ...report, price: complement(report.price) }
          : report.kind === "rejected"
          ? { ...report, reason: reason(report.reason) }
          : report,
      };
    }
    case "closed":
      return { ...outcome, trade: { ...outcome.trade, quantity: 0 - outcome.trade.quantity as Quantity } };
    case "settled":
      return { ...outcome, yesPays: pays(outcome.yesPays) };
    case "note":
      return { ...outcome, text: outcome.text.replace("NO ", "") };
    default:
      return outcome;
  }
}
