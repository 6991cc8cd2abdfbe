/**
 * The key table of the workers' screen. Like the dashboard's it drives the dispatcher, the help line and the list of keys.
 *
 * @module
 */
import type { Hint } from "./commands.ts";
import type { Key } from "./keys.ts";

/** The action of a key. */
export type WorkersAction =
  | "quit"
  | "up"
  | "down"
  | "open"
  | "pause"
  | "cancel_all"
  | "kill"
  | "flatten"
  | "keys"
  | "close";

/** One row of the key table. */
export interface WorkersCommand {
  readonly key: Key;
  readonly keyLabel: string;
  readonly help: string;
  readonly action: WorkersAction;
  readonly hint?: Hint;
  /**
   * The first press asks with these words, the second within 1.5 s does it. Whom it is about stands in front of what it does, so
   * that a narrow screen shows it.
   */
  readonly asks?: (whom: string) => string;
}

/** All keys that do something. */
export const WORKERS_COMMANDS: readonly WorkersCommand[] = [
  {
    ...key("q", "q", "quit", "Quit: ends all workers and prints the summary"),
    hint: hint("q", "quit: ends all workers", 1),
  },
  key("up", "↑", "up", "The row before this one; the first is all games"),
  { ...key("down", "↓", "down", "The next row"), hint: hint("↑↓", "choose", 4) },
  {
    ...key("enter", "Enter", "open", "Open the game's dashboard; Esc comes back"),
    hint: hint("Enter", "open", 3),
  },
  {
    ...key("p", "p", "pause", "Pause entries of the chosen game or of all, or resume them"),
    hint: hint("p", "pause", 3),
  },
  {
    ...key("c", "c", "cancel_all", "Cancel all open orders there and pause entries, at once"),
    hint: hint("c", "cancel all", 2),
  },
  {
    ...key("K", "K", "kill", "Kill, twice: cancel all there, send nothing more, exits neither"),
    hint: hint("K", "kill", 0),
    asks: (whom) => `K again: KILL ${whom}: all cancelled, nothing sent, no exits`,
  },
  {
    ...key(
      "F",
      "F",
      "flatten",
      "Flatten, twice: cancel all there, pause, sell all; on paper after a kill too",
    ),
    hint: hint("F", "flatten", 0),
    asks: (whom) => `F again: FLATTEN ${whom}: all cancelled, paused, all sold`,
  },
  { ...key("?", "?", "keys", "Show or hide this list"), hint: hint("?", "all keys", 0) },
  key("escape", "Esc", "close", "Hide this list"),
  key("ctrl-c", "Ctrl-C", "quit", "Quit: ends all workers and prints the summary"),
];

function key(name: Key, keyLabel: string, action: WorkersAction, help: string): WorkersCommand {
  return { key: name, keyLabel, help, action };
}

function hint(keys: string, label: string, dropOrder: number): Hint {
  return { keys, label, dropOrder };
}

/** The row of a key, or `undefined` where it does nothing. */
export function workersCommandOf(pressed: Key): WorkersCommand | undefined {
  return WORKERS_COMMANDS.find(({ key }) => key === pressed);
}
