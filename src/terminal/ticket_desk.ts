/**
 * The one ticket of a dashboard: opened by a key, filled in, and its command passed on once.
 *
 * @module
 */
import type { TraderCommand } from "../core/commands.ts";
import type { SessionView } from "../views/session_view.ts";
import { changeTicket, openTicket, type Ticket, ticketCommand, ticketMarket } from "../views/ticket.ts";
import type { Key } from "./keys.ts";
import { pressTicket, showTicket, type TicketUi } from "./ticket.ts";
import type { UiState } from "./ui.ts";

/** What a desk needs of whoever it works for. */
export interface TicketDeskOptions {
  /** Passes a command on. */
  readonly send: (command: TraderCommand) => void;
  /** What the gate says of an order that would be sent now; `undefined` where nothing, or where it cannot be asked. */
  readonly objection: (command: TraderCommand) => string | undefined;
  /** Milliseconds that only rise. */
  readonly now: () => number;
  /** An id that no other ticket has. @default {crypto.randomUUID} */
  readonly newIntent?: () => string;
}

/** Keys that are never a ticket's: nothing may stand before them. */
const ABOVE_TICKETS: readonly Key[] = ["K", "ctrl-c"];

/** Holds the ticket that is open. */
export class TicketDesk {
  readonly #options: TicketDeskOptions;
  #shown: TicketUi | undefined;

  constructor(options: TicketDeskOptions) {
    this.#options = options;
  }

  /** Opens a ticket for the market looked at, or for the order under the cursor. @returns whether there was one */
  open(action: "buy" | "sell" | "change_order", view: SessionView, ui: UiState): boolean {
    const intent = (this.#options.newIntent ?? (() => crypto.randomUUID()))();
    const order = action === "change_order" ? orderUnderCursor(view, ui) : undefined;
    const ticker = view.markets[Math.min(ui.selectedMarket, view.markets.length - 1)]?.ticker;
    const ticket: Ticket | undefined = action === "change_order"
      ? order === undefined ? undefined : changeTicket(view, order, intent)
      : ticker === undefined
      ? undefined
      : openTicket(view, ticker, action, intent);
    this.#shown = ticket === undefined ? undefined : showTicket(ticket, this.#options.now());
    return ticket !== undefined;
  }

  /** Closes it, sent or not: nothing is sent by that. */
  close(): void {
    this.#shown = undefined;
  }

  /** Takes a key while a ticket is open. @returns whether it was the ticket's */
  onKey(key: Key, view: SessionView | undefined): boolean {
    if (this.#shown === undefined || ABOVE_TICKETS.includes(key)) return false;
    if (view === undefined) {
      if (key === "escape") this.close();
      return true;
    }
    const { now, objection, send } = this.#options;
    const step = pressTicket(this.#shown, key, { view, now: now(), objection });
    this.#shown = step.ui;
    if (step.send !== undefined) send(step.send);
    return true;
  }

  /** The trader's choices with the open ticket, and what the gate says of it. */
  shownIn(ui: UiState, view: SessionView): UiState {
    const ticket = this.#shown;
    if (ticket === undefined) return ui;
    const { now, objection } = this.#options;
    const market = ticketMarket(view, ticket.ticket.market);
    const command = market === undefined ? undefined : ticketCommand(ticket.ticket, market, view);
    const objected = command === undefined || ticket.sentAt !== undefined ? undefined : objection(command);
    return { ...ui, ticket, ticking: now(), ...(objected === undefined ? {} : { objection: objected }) };
  }
}

/** The command that cancels the order under the cursor; `undefined` where there is none of ours. */
export function cancelCommand(
  view: SessionView,
  ui: UiState,
): Extract<TraderCommand, { command: "cancel_order" }> | undefined {
  const order = orderUnderCursor(view, ui)?.clientOrderId;
  return order === undefined ? undefined : { command: "cancel_order", order };
}

/** The command that closes what is under the cursor; `undefined` where there is no market. */
export function closeCommand(
  { positions, markets }: SessionView,
  ui: UiState,
): Extract<TraderCommand, { command: "close_position" }> | undefined {
  const row = positions[Math.min(ui.selectedPosition, positions.length - 1)];
  if (ui.focus === "positions" && row !== undefined) {
    return { command: "close_position", market: row.market, strategy: row.strategy };
  }
  const market = markets[Math.min(ui.selectedMarket, markets.length - 1)];
  return market === undefined ? undefined : { command: "close_position", market: market.ticker };
}

/** The row ▸ of Orders; elsewhere the only order that can be meant. */
function orderUnderCursor({ orders, markets }: SessionView, ui: UiState) {
  if (ui.focus === "orders") return orders[Math.min(ui.selectedOrder, orders.length - 1)];
  const ticker = markets[Math.min(ui.selectedMarket, markets.length - 1)]?.ticker;
  const ours = orders.filter(({ market, clientOrderId }) => market === ticker && clientOrderId !== undefined);
  return ours.length === 1 ? ours[0] : undefined;
}
