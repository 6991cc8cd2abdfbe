/**
 * The order ticket: which field has the cursor, what a key does to it, and when a press of Enter sends. Pure: a state, a key
 * and a view give the next state.
 *
 * The ticket is the question. Enter in a field only moves on; Enter on the line that sends asks once more where the money is
 * real. A key that is held down, or comes in a burst, never gets there: the line is deaf until half a second after the last
 * press that led to it.
 *
 * @module
 */
import type { TraderCommand } from "../core/commands.ts";
import { readDecimal } from "../core/numbers/decimal.ts";
import { type Micros, MOST_QUANTITY, type Price, PRICE_ONE, type Quantity } from "../core/numbers/money.ts";
import { priceText } from "../core/numbers/text.ts";
import { opposingPrice } from "../core/execution/order_quote.ts";
import type { HandAnswer } from "../views/hand_answers.ts";
import type { SessionView } from "../views/session_view.ts";
import {
  levelBeside,
  mostContracts,
  openingHeld,
  tickBeside,
  type Ticket,
  ticketCommand,
  ticketFault,
  ticketMarket,
  type Worsened,
  worsened,
} from "../views/ticket.ts";
import type { Key } from "./keys.ts";
import { type TicketAction, ticketActionOf } from "./commands.ts";

/** The fields, in the order Enter and Tab go through them. */
export const TICKET_FIELDS = ["side", "price", "size", "time", "post", "send"] as const;

/** A field of the ticket. */
export type TicketField = typeof TICKET_FIELDS[number];

/** How long the line that sends is deaf after it got the cursor, or after any press of Enter, ms. */
export const DEAF_MS = 500;
/** How long an answer is waited for before it is called unknown, ms. */
export const ANSWER_MS = 3_000;

/** The ticket on the screen. */
export interface TicketUi {
  readonly ticket: Ticket;
  readonly field: TicketField;
  /** Characters typed into the price or the size, until another key. */
  readonly typed?: string;
  /** Whether real money was asked about: the next Enter sends. */
  readonly asked: boolean;
  /** When the last key came that the line that sends waits after. */
  readonly deafFrom: number;
  /** When it was sent. Nothing of it changes any more. */
  readonly sentAt?: number;
  /** What the trader must know before it is sent, such as a worse price. */
  readonly warning?: string;
}

/** All that a key of the ticket is judged by. */
export interface TicketContext {
  readonly view: SessionView;
  /** Milliseconds that only rise. */
  readonly now: number;
  /** What the gate says of an order that would be sent now; `undefined` where nothing, or where it cannot be asked. */
  readonly objection: (command: TraderCommand) => string | undefined;
}

/** The outcome of a key: the ticket as it is then, `undefined` once it is closed, and what is to be sent. */
export interface TicketStep {
  readonly ui: TicketUi | undefined;
  readonly send?: TraderCommand;
}

/** A ticket with the cursor on its price. @param now when the key was pressed */
export function showTicket(ticket: Ticket, now: number): TicketUi {
  return { ticket, field: ticket.changes === undefined ? "price" : "size", asked: false, deafFrom: now };
}

/** How far a ticket that was sent got, as the screen says it. */
export function answerOf(
  { ticket, sentAt }: TicketUi,
  view: SessionView,
  now: number,
): HandAnswer["state"] | "waiting" | undefined {
  if (sentAt === undefined) return undefined;
  const state = view.answers.find(({ intent }) => intent === ticket.intent)?.state;
  if (state !== undefined && state !== "sent") return state;
  return now - sentAt > ANSWER_MS ? "unknown" : "waiting";
}

/** Why this ticket cannot be sent now, in words; `undefined` where it can. */
export function whyNotSent(ui: TicketUi, { view, objection }: TicketContext): string | undefined {
  const { ticket, typed } = ui;
  const market = ticketMarket(view, ticket.market);
  if (market === undefined) return "the market is gone";
  if (typed !== undefined && typed !== "" && readTyped(ui, typed) === undefined) {
    return ui.field === "price"
      ? `"${typed}" is no price: dollars below 1, such as .34`
      : `"${typed}" is no size: a number above 0 with at most 2 decimals`;
  }
  const held = ticket.action === "buy" && !isSmaller(ticket) ? openingHeld(view, market) : undefined;
  if (held !== undefined) return held;
  const fault = ticketFault(ticket, market, view);
  if (fault !== undefined) return fault;
  const command = ticketCommand(ticket, market, view);
  if (command === undefined) return "the ticket is not whole";
  const objected = objection(command);
  return objected === LEFT ? `${LEFT}: closed with x; Esc, then p twice lets entries in` : objected;
}

/** The gate's word for a market that the trader left with `x`. */
const LEFT = "POSITION_CLOSED";

function isSmaller({ changes, price, contracts, unit }: Ticket): boolean {
  return changes !== undefined && unit === "contracts" && price === changes.price &&
    contracts !== undefined && contracts < changes.remaining;
}

/** Takes a key. */
export function pressTicket(ui: TicketUi, key: Key, context: TicketContext): TicketStep {
  const { view, now } = context;
  if (ui.sentAt !== undefined) {
    const isOver = answerOf(ui, view, now) !== "waiting";
    return {
      ui: isOver && (key === "escape" || key === "enter") && isAwake(ui, now)
        ? undefined
        : touched(ui, key, now),
    };
  }
  if (key === "escape") return { ui: undefined };
  const text = typedKey(ui, key);
  if (text !== undefined) return { ui: typeInto(ui, text, view) };
  const action = ticketActionOf(key);
  if (action === undefined) return { ui };
  if (key === "enter" && ui.field === "send") return press(ui, context);
  // Whatever else is pressed, the question is asked again.
  return { ui: { ...act(settled(ui), action, context), asked: false, deafFrom: now } };
}

function touched(ui: TicketUi, key: Key, now: number): TicketUi {
  return key === "enter" ? { ...ui, deafFrom: now } : ui;
}

function isAwake({ deafFrom }: TicketUi, now: number): boolean {
  return now - deafFrom >= DEAF_MS;
}

/** Enter on the line that sends. */
function press(ui: TicketUi, context: TicketContext): TicketStep {
  const { view, now } = context;
  const { ticket } = ui;
  // Each press of a key that is held down starts the wait again.
  if (!isAwake(ui, now)) return { ui: { ...ui, deafFrom: now } };
  const market = ticketMarket(view, ticket.market);
  if (market === undefined || whyNotSent(ui, context) !== undefined) return { ui: { ...ui, deafFrom: now } };
  const worse = worsened(ticket, market);
  if (worse !== undefined) {
    const warning = worseText(worse, ticket);
    // The limit itself was named: nothing worse can follow, however fast the market is.
    const seen = ticket.price;
    return { ui: { ...ui, ticket: { ...ticket, seen }, asked: false, deafFrom: now, warning } };
  }
  // The price that it warned of was looked at, and the market has gone on since.
  if (view.mode === "live" && !ui.asked) return { ui: { ...settled(ui), asked: true, deafFrom: now } };
  const send = ticketCommand(ticket, market, view);
  return send === undefined ? { ui } : { ui: { ...ui, sentAt: now, deafFrom: now }, send };
}

function worseText({ from, to, trades }: Worsened, { action, price }: Ticket): string {
  const [name, most] = action === "buy" ? ["the ask", "at most"] : ["the bid", "at least"];
  const moved = to === undefined
    ? `${name} of ${priceText(from)} is gone`
    : `${name} moved from ${priceText(from)} to ${priceText(to)}`;
  const now = trades ? `, ${most} ${priceText(price)}` : `, nothing trades at ${priceText(price)} now`;
  return `${moved}${now}: look, then Enter`;
}

/** A character of a price or a size; `undefined` for keys that are none. */
function typedKey({ field, typed }: TicketUi, key: Key): string | undefined {
  if (field !== "price" && field !== "size") return undefined;
  if (key === "backspace") return (typed ?? "").slice(0, -1);
  return /^[0-9.]$/.test(key) && (typed ?? "").length < MOST_TYPED ? `${typed ?? ""}${key}` : undefined;
}

const MOST_TYPED = 12;

/** What is typed stands in the ticket at once: missing where it cannot be read. */
function typeInto(ui: TicketUi, typed: string, view: SessionView): TicketUi {
  const value = readTyped(ui, typed);
  const { ticket } = ui;
  const next = ui.field === "price"
    ? { ...ticket, price: value as Price | undefined, seen: bestOf(ticket, view) }
    : ticket.unit === "contracts"
    ? { ...ticket, contracts: value as Quantity | undefined }
    : { ...ticket, dollars: value as Micros | undefined };
  return { ...ui, ticket: next, typed, asked: false };
}

/** The number that was typed, in the units of its field; `undefined` where it is none. */
function readTyped({ field, ticket }: TicketUi, typed: string): number | undefined {
  const text = typed.startsWith(".") ? `0${typed}` : typed;
  if (field === "price") {
    const price = readDecimal(text, 4);
    return price !== undefined && price > 0 && price < PRICE_ONE ? price : undefined;
  }
  const value = readDecimal(text, ticket.unit === "contracts" ? 2 : 6);
  return value !== undefined && value > 0 && value <= MOST_QUANTITY ? value : undefined;
}

/** Ends typing: what could be read stays. */
function settled(ui: TicketUi): TicketUi {
  const { typed: _typed, warning: _warning, ...rest } = ui;
  return rest;
}

/** Sizes that `[` and `]` go through: contracts, and whole dollars. */
const SIZES = [1, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000] as const;

function act(ui: TicketUi, action: TicketAction, context: TicketContext): TicketUi {
  const { ticket } = ui;
  const { view } = context;
  const market = ticketMarket(view, ticket.market);
  if (market === undefined) return ui;
  const set = (change: Partial<Ticket>): TicketUi => ({ ...ui, ticket: { ...ticket, ...change } });
  switch (action) {
    case "next":
      return { ...ui, field: fieldBeside(ui, 1) };
    case "previous":
      return { ...ui, field: fieldBeside(ui, -1) };
    case "level_up":
    case "level_down":
      return set({
        price: levelBeside(ticket, market, action === "level_up" ? 1 : -1),
        seen: bestOf(ticket, view),
      });
    case "tick_up":
    case "tick_down":
      return set({
        price: tickBeside(ticket, market, action === "tick_up" ? 1 : -1),
        seen: bestOf(ticket, view),
      });
    case "best": {
      const seen = bestOf(ticket, view);
      return set({ price: seen, seen });
    }
    case "smaller":
    case "larger":
      return set(stepSize(ticket, action === "larger" ? 1 : -1));
    case "most":
      return set({ unit: "contracts", contracts: mostContracts(ticket, market, view) });
    case "unit":
      return set({ unit: ticket.unit === "contracts" ? "dollars" : "contracts" });
    case "side":
      return ticket.changes === undefined ? otherSide(ui, context) : ui;
    case "time":
      if (ticket.changes !== undefined) return ui;
      return set({
        timeInForce: ticket.timeInForce === "good_till_canceled"
          ? "immediate_or_cancel"
          : "good_till_canceled",
      });
    case "post":
      return ticket.changes === undefined ? set({ postOnly: !ticket.postOnly }) : ui;
    case "toggle":
      if (ui.field === "side" || ui.field === "time" || ui.field === "post") {
        return act(ui, ui.field, context);
      }
      return ui.field === "size" ? act(ui, "unit", context) : ui;
  }
}

/** A price of the other side means something else: it starts at the best one there. */
function otherSide(ui: TicketUi, { view }: TicketContext): TicketUi {
  const outcomeSide = ui.ticket.outcomeSide === "yes" ? "no" : "yes";
  const ticket: Ticket = { ...ui.ticket, outcomeSide };
  const seen = bestOf(ticket, view);
  return { ...ui, ticket: { ...ticket, price: seen, seen } };
}

/** The best price that the ticket would meet now; `undefined` where there is none. */
function bestOf({ market: ticker, action, outcomeSide }: Ticket, view: SessionView): Price | undefined {
  const market = ticketMarket(view, ticker);
  return market === undefined ? undefined : opposingPrice(action, outcomeSide, market.row);
}

function stepSize(ticket: Ticket, step: 1 | -1): Partial<Ticket> {
  const isContracts = ticket.unit === "contracts";
  const grain = isContracts ? 100 : 1_000_000;
  const now = isContracts ? ticket.contracts : ticket.dollars;
  const sizes = SIZES.map((size) => size * grain);
  const next = now === undefined
    ? sizes[0]
    : step > 0
    ? sizes.find((size) => size > now) ?? now
    : sizes.findLast((size) => size < now) ?? now;
  return isContracts ? { contracts: next as Quantity } : { dollars: next as Micros };
}

/** A change of an order is about its price and its size alone. */
function fieldBeside({ ticket, field }: TicketUi, step: 1 | -1): TicketField {
  const fields = TICKET_FIELDS.filter((one) =>
    ticket.changes === undefined || one === "price" || one === "size" || one === "send"
  );
  const index = fields.indexOf(field);
  return fields[Math.min(fields.length - 1, Math.max(0, index + step))] ?? field;
}
