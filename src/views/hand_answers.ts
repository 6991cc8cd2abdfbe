/**
 * What became of the orders that the trader asked for by hand: one answer an intent, the newest state of it.
 *
 * @module
 */
import type { EngineEvent } from "../core/events.ts";
import { HAND } from "../core/execution/holding.ts";
import type { Quantity } from "../core/numbers/money.ts";
import { quantityText } from "../core/numbers/text.ts";
import type { OrderReport, OrderRequest } from "../core/orders.ts";
import type { Outcome } from "../core/outcomes.ts";
import { formatReason } from "../core/reasons.ts";

/**
 * How far it got. `refused`: nothing was sent. `sent`: no answer yet. `received`: the exchange has it. `done`: it is over.
 * `rejected`: the exchange did not take it. `unknown`: nobody knows whether the exchange has it.
 */
export const ANSWER_STATES = ["refused", "sent", "received", "done", "rejected", "unknown"] as const;

/** The answer to an order by hand. */
export interface HandAnswer {
  readonly intent: string;
  readonly at: number;
  readonly state: typeof ANSWER_STATES[number];
  /** What the state does not say, in one line: which order, how much of it, the reason code. It stands behind the state. */
  readonly text: string;
}

/** The most answers that are kept. */
export const MOST_ANSWERS = 20;

/** An order whose reports belong to an intent. */
interface Followed {
  readonly intent: string;
  /** Whether it is to end, so that another takes its place. */
  readonly replaced: boolean;
}

/** What is known of an order that is not over. */
interface Progress {
  filled: number;
  /** Its whole size: what was asked for, less what it was decreased by. */
  size: Quantity;
}

/** Follows orders by hand. */
export class HandAnswers {
  #answers: readonly HandAnswer[] = [];
  /** By `client_order_id`. */
  readonly #followed = new Map<string, Followed>();
  /** By `client_order_id`, also of rules: a hand may change any of them. */
  readonly #progress = new Map<string, Progress>();

  /** Oldest first. */
  get all(): readonly HandAnswer[] {
    return this.#answers;
  }

  /** Takes an event and what the engine did about it. */
  onEvent(event: EngineEvent, outcomes: readonly Outcome[]): void {
    let intent = intentOf(event);
    let replacing = false;
    for (const outcome of outcomes) {
      if (outcome.kind === "report") {
        const ended = this.#reported(outcome.request, outcome.report);
        if (ended !== undefined) [intent, replacing] = [ended, true];
      } else if (intent !== undefined) this.#answered(intent, outcome, replacing);
    }
  }

  #answered(intent: string, outcome: Outcome, replacing: boolean): void {
    const { at } = outcome;
    switch (outcome.kind) {
      case "signal":
        if (outcome.strategy !== HAND || outcome.refused === undefined) return;
        return this.#set({ intent, at, state: "refused", text: formatReason(outcome.refused) });
      case "order":
        if (outcome.request.strategy !== HAND) return;
        this.#follow(outcome.request.clientOrderId, { intent, replaced: false });
        return this.#set({
          intent,
          at,
          state: "sent",
          text: `#${short(outcome.request.clientOrderId)} sent`,
        });
      case "decrease":
        this.#follow(outcome.clientOrderId, { intent, replaced: false });
        return this.#set({
          intent,
          at,
          state: "sent",
          text: `#${short(outcome.clientOrderId)} made smaller`,
        });
      case "cancel":
        this.#follow(outcome.clientOrderId, { intent, replaced: true });
        return this.#set({
          intent,
          at,
          state: "sent",
          text: `#${short(outcome.clientOrderId)} is taken back first`,
        });
      case "note":
        // What was sent is not called refused for a note that goes with it.
        if (!replacing && this.#answers.some((answer) => answer.intent === intent)) return;
        return this.#set({ intent, at, state: replacing ? "done" : "refused", text: outcome.text });
    }
  }

  /** @returns the intent of an order that ended so that another can take its place */
  #reported(request: OrderRequest, report: OrderReport): string | undefined {
    const { filled, size } = this.#progressed(request, report);
    const followed = this.#followed.get(report.clientOrderId);
    if (followed === undefined) return undefined;
    const { intent, replaced } = followed;
    const { at } = report;
    const name = `#${short(report.clientOrderId)}`;
    const immediate = request.timeInForce === "immediate_or_cancel";
    const of = `${quantityText(filled as Quantity)} of ${quantityText(size)}`;
    const set = (state: HandAnswer["state"], text: string) => this.#set({ intent, at, state, text });
    switch (report.kind) {
      case "accepted":
        // An immediate order never rests: its fills or its end come with the same answer.
        if (!replaced) set("received", immediate ? name : `${name} rests`);
        return undefined;
      case "decreased":
        set("done", `${name} is smaller now: ${quantityText(size)} in all, its place is kept`);
        return undefined;
      case "fill":
        set(filled >= size ? "done" : "received", `${name} filled ${of}`);
        return undefined;
      case "rejected":
        set("rejected", `${name} ${formatReason(report.reason)}`);
        return undefined;
      case "unknown":
        set("unknown", `${name}: ${report.detail}`);
        return undefined;
      case "cancelled":
        if (replaced) return intent;
        set("done", `${name} filled ${of}, ${quantityText(report.quantity)} not (${report.reason})`);
        return undefined;
    }
  }

  #progressed(request: OrderRequest, report: OrderReport): Progress {
    const id = report.clientOrderId;
    const progress = this.#progress.get(id) ?? { filled: 0, size: request.quantity };
    if (report.kind === "fill") progress.filled += report.quantity;
    // It only ever falls: a report may come late or twice.
    if (report.kind === "decreased") progress.size = Math.min(progress.size, report.size) as Quantity;
    const isOver = report.kind === "cancelled" || report.kind === "rejected" ||
      progress.filled >= progress.size;
    if (isOver) this.#progress.delete(id);
    else this.#progress.set(id, progress);
    return progress;
  }

  #follow(clientOrderId: string, followed: Followed): void {
    this.#followed.set(clientOrderId, followed);
  }

  #set(answer: HandAnswer): void {
    const others = this.#answers.filter(({ intent }) => intent !== answer.intent);
    const dropped = others.slice(0, Math.max(0, others.length + 1 - MOST_ANSWERS));
    for (const { intent } of dropped) {
      for (const [id, followed] of this.#followed) if (followed.intent === intent) this.#followed.delete(id);
    }
    this.#answers = [...others.slice(dropped.length), answer];
  }
}

function intentOf(event: EngineEvent): string | undefined {
  if (event.kind !== "command") return undefined;
  const { command } = event;
  return command.command === "place_order" || command.command === "change_order" ? command.intent : undefined;
}

function short(clientOrderId: string): string {
  return clientOrderId.slice(clientOrderId.lastIndexOf("-") + 1);
}
