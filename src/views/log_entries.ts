/**
 * Outcomes as log lines for people.
 *
 * @module
 */
import { stopSlippage } from "../core/execution/holdings.ts";
import { formatPays, formatQuantity, type Micros, type Price, type Quantity } from "../core/numbers/money.ts";
import { type OrderReport, type OrderRequest, outcomeSideOf } from "../core/orders.ts";
import { inSide, type OutcomeSide } from "../core/market/outcome_side.ts";
import type { Outcome } from "../core/outcomes.ts";
import { formatReason, haltText } from "../core/reasons.ts";
import { formatDollars, MINUS, priceText, withShortDecimals } from "../core/numbers/text.ts";
import type { LogEntry } from "./session_view.ts";

/** `40.00 @ .8600`, `NO 40.00 @ .1400`: contracts of a side at its price. */
function sized(quantity: Quantity, at: Price, side: OutcomeSide = "yes"): string {
  return `${side === "no" ? "NO " : ""}${formatQuantity(quantity)} @ ${priceText(at)}`;
}

/** Words an order's action and its contracts. @param yesPrice of the order or a fill of it */
function deed(request: OrderRequest, quantity: Quantity, yesPrice: Price): string {
  const side = outcomeSideOf(request);
  return `${request.purpose === "entry" ? "buy" : "sell"} ${sized(quantity, inSide(side, yesPrice), side)}`;
}

function number(request: OrderRequest): string {
  return `#${request.clientOrderId.slice(request.clientOrderId.lastIndexOf("-") + 1)}`;
}

function signed(money: Micros, places?: number): string {
  return money < 0
    ? `${MINUS}${formatDollars(-money as Micros, places)}`
    : `+${formatDollars(money, places)}`;
}

function reportEntry(request: OrderRequest, report: OrderReport): Omit<LogEntry, "at"> | undefined {
  const { market } = request;
  switch (report.kind) {
    case "accepted":
      return undefined;
    case "rejected":
      return { kind: "reject", market, text: `${number(request)} rejected ${formatReason(report.reason)}` };
    case "cancelled": {
      const verb = request.purpose === "entry" ? "buy" : "sell";
      const of = outcomeSideOf(request) === "no" ? "NO " : "";
      const text = `${number(request)} ${verb} ${of}${formatQuantity(report.quantity)} cancelled (${
        report.detail ?? report.reason
      })`;
      return { kind: report.reason === "timeout" ? "timeout" : "cancel", market, text };
    }
    case "unknown":
      return { kind: "reject", market, text: `${number(request)} UNKNOWN: ${report.detail}` };
    case "decreased":
      return {
        kind: "order",
        market,
        text: `${number(request)} decreased to ${formatQuantity(report.size)}`,
      };
    case "fill": {
      const deal = `${deed(request, report.quantity, report.price)} ${report.role}`;
      return {
        kind: "fill",
        market,
        text: `${number(request)} ${deal} · fee ${formatDollars(report.fee, 4)}`,
      };
    }
  }
}

/** The log line of an outcome, or `undefined` for one that needs none. */
export function logEntry(outcome: Outcome): LogEntry | undefined {
  const { at } = outcome;
  switch (outcome.kind) {
    case "signal": {
      const { strategy, market, action, outcomeSide, quantity, refused, confidence, probability, note } =
        outcome;
      const wish = `${strategy} ${action} ${sized(quantity, outcome.price, outcomeSide)}`;
      const grade = note === undefined ? "" : ` ${note}`;
      const sure = {
        ...(confidence === undefined ? {} : { confidence }),
        ...(probability === undefined ? {} : { probability }),
      };
      return refused === undefined
        ? { at, kind: "signal", market, text: wish + grade, ...sure }
        : { at, kind: "refused", market, text: `${wish} refused ${formatReason(refused)}`, ...sure };
    }
    case "order": {
      const { request } = outcome;
      const wish = deed(request, request.quantity, request.price);
      return {
        at,
        kind: "order",
        market: request.market,
        text: `${number(request)} ${wish} (${request.purpose})`,
      };
    }
    case "cancel":
    case "decrease":
    case "read_account":
      return undefined;
    case "halt":
      return { at, kind: "warning", text: `ENTRIES HALTED: ${haltText(outcome.code, outcome.detail)}` };
    case "exit_refused": {
      const { market, strategy, reason } = outcome;
      return { at, kind: "refused", market, text: `${strategy} exit held back ${formatReason(reason)}` };
    }
    case "report": {
      const entry = reportEntry(outcome.request, outcome.report);
      return entry === undefined ? undefined : { at, ...entry };
    }
    case "closed": {
      const { market, quantity, reason, pnl, stopTrigger, exitMicros } = outcome.trade;
      const of = quantity < 0 ? "NO " : "";
      const slippage = stopSlippage(outcome.trade);
      const stop = stopTrigger === undefined || slippage === undefined
        ? ""
        : `, trigger ${priceText(stopTrigger)}, sold ${formatDollars(exitMicros, 4)}, slippage ${
          signed(slippage, 4)
        }`;
      return {
        at,
        kind: "note",
        market,
        text: `${of}round trip closed by ${reason}: ${signed(pnl)} after fees${stop}`,
      };
    }
    case "settled": {
      const { market, yesPays, payout, fee } = outcome;
      const kept = fee === 0 ? "" : `, settlement fee ${formatDollars(fee, 6)}`;
      return {
        at,
        kind: "note",
        market,
        text: `settled: YES pays ${formatPays(yesPays)}, received ${formatDollars(payout)}${kept}`,
      };
    }
    case "score": {
      const { feed, score, lagMs } = outcome.lag;
      const { home, away } = outcome.game;
      const lag = lagMs === undefined ? "" : `, ${Math.round(lagMs / 1000)} s behind the book`;
      const text = `score ${away.code} ${score.away} – ${score.home} ${home.code} (${feed}${lag})`;
      return { at, kind: "note", text };
    }
    case "note": {
      const kind = outcome.level === "warning" ? "warning" : "note";
      const text = withShortDecimals(outcome.text);
      return outcome.market === undefined ? { at, kind, text } : { at, kind, market: outcome.market, text };
    }
  }
}
