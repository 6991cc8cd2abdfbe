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
    asks: "K again: KILL. All orders are cancelled, nothing more is sent, exits neither",
  },
  {
    ...key(
      "F",
      "F",
      "flatten",
      "Flatten, twice: cancel all, pause, sell all; after a kill too",
    ),
    hint: hint("F", "flatten", 1),
    asks: "F again: FLATTEN. All orders are cancelled, entries paused, all positions sold",
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
  { ...key("d", "d", "depth", "Depth of the book: 5, 10 or 3 levels a side"), hint: hint("d", "depth", 6) },
  key("up", "↑", "market_up", "The market before this one; of Positions, the row"),
  {
    ...key("down", "↓", "market_down", "The next market; of Positions, the next row"),
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

function key(name: Key, keyLabel: string, action: Action, help: string): Command {
  return { key: name, keyLabel, help, action };
}

function hint(keys: string, label: string, dropOrder: number): Hint {
  return { keys, label, dropOrder };
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
