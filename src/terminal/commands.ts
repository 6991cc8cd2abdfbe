/**
 * The key table. It drives the dispatcher, the help line and the list of all keys, so a key that is shown works.
 *
 * @module
 */
import type { Key } from "./keys.ts";

/** The action of a key. */
export type Action =
  | "quit"
  | "pause"
  | "cancel_all"
  | "kill"
  | "flatten"
  | "close_position"
  | "buy"
  | "sell"
  | "change_order"
  | "cancel_order"
  | "depth"
  | "market_up"
  | "market_down"
  | "next_panel"
  | "previous_panel"
  | "scroll_up"
  | "scroll_down"
  | "keys"
  | "close";

/** One row of the key table. */
export interface Command {
  /** The key reader's name of the key: a character, or a word such as `up`. */
  readonly key: string;
  /** How the key is written on the screen. */
  readonly keyLabel: string;
  /** A sentence for the list of all keys. */
  readonly help: string;
  readonly action: Action;
  /** Its place on the help line; left out where the list of all keys is enough. */
  readonly hint?: Hint;
  /** The first press asks with these words, the second within 1.5 s does it. */
  readonly asks?: string;
}

/** The text of the help line for a key. */
export interface Hint {
  /** The key, or a pair of keys in one, such as `↑↓`. */
  readonly keys: string;
  /** One or two words. */
  readonly label: string;
  /** On a narrow line the highest goes first; 0 stays. */
  readonly dropOrder: number;
}

/** All keys that do something. */
export const COMMANDS: readonly Command[] = [
  { ...key("q", "q", "quit", "Quit and print the summary"), hint: hint("q", "quit", 1) },
  { ...key("p", "p", "pause", "Pause entries, or resume them; exits go on"), hint: hint("p", "pause", 3) },
  {
    ...key("c", "c", "cancel_all", "Cancel all open orders and pause entries, at once"),
    hint: hint("c", "cancel all", 2),
  },
  {
    ...key("K", "K", "kill", "Kill, twice: cancel all, send nothing more, exits neither"),
    hint: hint("K", "kill", 0),
    asks: "K again: KILL. All orders cancelled, nothing more sent, exits neither",
  },
  {
    ...key(
      "F",
      "F",
      "flatten",
      "Flatten, twice: cancel all orders, pause entries, sell all",
    ),
    hint: hint("F", "flatten", 1),
    asks: "F again: FLATTEN. Orders cancelled, entries paused, all positions sold",
  },
  {
    ...key(
      "x",
      "x",
      "close_position",
      "Sell what is held in the market ▸, or the row ▸ of Positions",
    ),
    hint: hint("x", "close", 3),
  },
  { ...key("b", "b", "buy", "Order ticket: buy in the market ▸"), hint: hint("b s", "buy sell", 2) },
  key("s", "s", "sell", "Order ticket: sell what was bought by hand there"),
  key("e", "e", "change_order", "Change the order ▸ of Orders: smaller, or another price or size"),
  key("delete", "Del", "cancel_order", "Cancel the order ▸ of Orders alone"),
  { ...key("d", "d", "depth", "Depth of the book: 5, 10 or 3 levels a side"), hint: hint("d", "depth", 6) },
  key("up", "↑", "market_up", "The market before this one; of Orders and Positions, the row"),
  {
    ...key("down", "↓", "market_down", "The next market; of Orders and Positions, the next row"),
    hint: hint("↑↓", "market", 5),
  },
  {
    ...key("tab", "Tab", "next_panel", "Focus the next panel: it takes more room and scrolls"),
    hint: hint("tab", "panel", 4),
  },
  key("shift-tab", "Shift-Tab", "previous_panel", "Focus the panel before this one"),
  key("page-up", "PgUp", "scroll_up", "Scroll the focused panel up"),
  key("page-down", "PgDn", "scroll_down", "Scroll the focused panel down"),
  { ...key("?", "?", "keys", "Show or hide this list"), hint: hint("?", "all keys", 0) },
  key("escape", "Esc", "close", "Hide this list"),
  key("ctrl-c", "Ctrl-C", "quit", "Quit and print the summary"),
];

/** The action of a key in an order ticket. */
export type TicketAction =
  | "next"
  | "previous"
  | "level_up"
  | "level_down"
  | "tick_up"
  | "tick_down"
  | "best"
  | "smaller"
  | "larger"
  | "most"
  | "unit"
  | "side"
  | "time"
  | "post"
  | "toggle";

/** One row of the ticket's key table. */
export interface TicketCommand {
  readonly key: string;
  readonly keyLabel: string;
  readonly help: string;
  readonly action: TicketAction;
}

function inTicket(key: Key, keyLabel: string, action: TicketAction, help: string): TicketCommand {
  return { key, keyLabel, action, help };
}

/** All keys of an order ticket, beside digits, the point, Esc (closes it) and `K`. */
export const TICKET_COMMANDS: readonly TicketCommand[] = [
  inTicket("enter", "Enter", "next", "Ticket: the next field; on the last line, send"),
  inTicket("tab", "Tab", "next", "Ticket: the next field, and never sends"),
  inTicket("shift-tab", "Shift-Tab", "previous", "Ticket: the field before"),
  inTicket("up", "↑", "level_up", "Ticket: the price of the next level up in the book"),
  inTicket("down", "↓", "level_down", "Ticket: the price of the next level down"),
  inTicket("+", "+", "tick_up", "Ticket: a price one tick higher"),
  inTicket("=", "=", "tick_up", "Ticket: the same without Shift"),
  inTicket("-", "-", "tick_down", "Ticket: a price one tick lower"),
  inTicket("home", "Home", "best", "Ticket: the best price of the other side again"),
  inTicket("[", "[", "smaller", "Ticket: a smaller size"),
  inTicket("]", "]", "larger", "Ticket: a larger size"),
  inTicket("m", "m", "most", "Ticket: the most that limits, money and holding allow"),
  inTicket("$", "$", "unit", "Ticket: size in contracts or in dollars"),
  inTicket("y", "y", "side", "Ticket: YES or NO"),
  inTicket("t", "t", "time", "Ticket: until cancelled, or immediate"),
  inTicket("o", "o", "post", "Ticket: post-only or not"),
  inTicket(" ", "Space", "toggle", "Ticket: change the field with the cursor"),
];

function key(name: Key, keyLabel: string, action: Action, help: string): Command {
  return { key: name, keyLabel, help, action };
}

function hint(keys: string, label: string, dropOrder: number): Hint {
  return { keys, label, dropOrder };
}

/** The help line while a ticket is open. */
export const TICKET_HINTS: readonly Hint[] = [
  hint("Enter", "next, send", 0),
  hint("Esc", "close", 0),
  hint("K", "kill", 0),
  hint("↑↓", "book", 1),
  hint("- +", "tick", 2),
  hint("[ ]", "size", 3),
  hint("m", "most", 4),
  hint("$", "unit", 5),
  hint("y", "yes/no", 6),
  hint("t", "time", 7),
  hint("o", "post-only", 8),
];

/** The help line once it was sent. */
export const SENT_HINTS: readonly Hint[] = [hint("Enter Esc", "close", 0), hint("K", "kill", 0)];

const TICKET_BY_KEY = new Map(TICKET_COMMANDS.map(({ key, action }) => [key, action]));

/** The action of a key in an order ticket, or `undefined` where it has none there. */
export function ticketActionOf(pressed: Key): TicketAction | undefined {
  return TICKET_BY_KEY.get(pressed);
}

const BY_KEY = new Map(COMMANDS.map((one) => [one.key, one]));

/** The key table of a dashboard that was opened out of a table of games, where `q` and Esc go back. */
export const OPENED_COMMANDS: readonly Command[] = COMMANDS.map((one) =>
  one.key === "q"
    ? { ...one, help: "Back to all games", hint: hint("q", "back", 1) }
    : one.key === "escape"
    ? { ...one, help: "Hide this list; back to all games" }
    : one.key === "ctrl-c"
    ? { ...one, help: "Quit: ends all workers and prints the summary" }
    : one
);

/** The question after the first press of an action's key; `undefined` where one press is enough. */
export function questionOf(action: Action): string | undefined {
  return COMMANDS.find((one) => one.action === action)?.asks;
}

/** The action of a key, or `undefined` where it has no action. */
export function actionOf(pressed: Key): Action | undefined {
  return BY_KEY.get(pressed)?.action;
}
