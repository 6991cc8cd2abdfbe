/**
 * Commands: one row each, from which the type, the reading of recorded inputs and the messages of workers come.
 *
 * @module
 */

/** The giver of a command: the trader, or the session itself where it cannot go on as it should. */
export type CommandGiver = "trader" | "session";

/** Whether a text must be there; `otherwise` stands for one that is not. */
type Need = "required" | "optional" | { readonly otherwise: string };

interface CommandRow {
  readonly from: CommandGiver;
  /** The texts that say what it is about, by name. */
  readonly texts: Readonly<Record<string, Need>>;
}

const ROWS = {
  pause_entries: { from: "trader", texts: {} },
  resume_entries: { from: "trader", texts: {} },
  cancel_all: { from: "trader", texts: {} },
  halt_entries: { from: "session", texts: { reason: { otherwise: "no reason given" } } },
  kill: { from: "trader", texts: {} },
  /**
   * Sell what is held in a market, now and until it is flat; after a kill too, since a person asks for it. Without a
   * strategy: what all strategies hold there.
   */
  close_position: { from: "trader", texts: { market: "required", strategy: "optional" } },
  /** Cancel all orders, pause entries and sell everything; after a kill too. */
  flatten: { from: "trader", texts: {} },
  /**
   * Send an order by hand, through the gate like any other. `outcome_side` is `yes` or `no`, and the price is one of that
   * side, in dollars; `action` is `buy` or `sell`, which sells what was bought by hand; `post_only` is `true` or `false`. An
   * `intent` is carried out once, however often it comes.
   */
  place_order: {
    from: "trader",
    texts: {
      market: "required",
      outcome_side: "required",
      action: "required",
      price: "required",
      contracts: "required",
      time_in_force: "required",
      post_only: "optional",
      intent: "optional",
    },
  },
  /**
   * Change an order, named by its `client_order_id`: `price` in dollars of its side, `contracts` that shall still rest. Where it
   * only becomes smaller it keeps its place; else it is cancelled, and sent again once its end is confirmed.
   */
  change_order: {
    from: "trader",
    texts: { order: "required", price: "optional", contracts: "optional", intent: "optional" },
  },
  /** Cancel one order, named by its `client_order_id`. */
  cancel_order: { from: "trader", texts: { order: "required" } },
} as const satisfies Readonly<Record<string, CommandRow>>;

type Rows = typeof ROWS;

/** The name of a command. */
export type CommandName = keyof Rows;

type OptionalOf<Texts> = {
  [Text in keyof Texts]: Texts[Text] extends "optional" ? Text : never;
}[keyof Texts];

type Given<Name extends CommandName> =
  & { readonly command: Name }
  & { readonly [Text in Exclude<keyof Rows[Name]["texts"], OptionalOf<Rows[Name]["texts"]>>]: string }
  & { readonly [Text in OptionalOf<Rows[Name]["texts"]>]?: string };

/** A command of the trader or of the session. */
export type Command = { [Name in CommandName]: Given<Name> }[CommandName];

/** A command that the trader can give. */
export type TraderCommand = {
  [Name in CommandName]: Rows[Name]["from"] extends "trader" ? Given<Name> : never;
}[CommandName];

/** All commands, by name. */
export const COMMAND_NAMES = Object.keys(ROWS) as readonly CommandName[];

/** Whether a command is one that the trader can give. */
export function isFromTrader(command: Command): command is TraderCommand {
  return ROWS[command.command].from === "trader";
}

/**
 * Reads a command of the outside, such as a recorded one.
 *
 * @param clean makes a text safe to show and to compare
 * @returns `undefined` where it is not a command, or does not say what it is about
 */
export function readCommand(value: unknown, clean: (text: string) => string): Command | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const fields = value as Readonly<Record<string, unknown>>;
  const name = COMMAND_NAMES.find((each) => each === fields["command"]);
  if (name === undefined) return undefined;
  const read: Record<string, string> = { command: name };
  for (const [text, need] of Object.entries(ROWS[name].texts)) {
    const given = fields[text];
    if (typeof given === "string") read[text] = clean(given);
    else if (typeof need === "object") read[text] = need.otherwise;
    else if (need === "required" || given !== undefined) return undefined;
  }
  return read as unknown as Command;
}
