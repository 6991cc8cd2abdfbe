/**
 * Colours by role. Colour is never the only sign: whatever a role says is also said by a word, an arrow or a plus.
 *
 * @module
 */
import { RESET_STYLE, selectGraphic } from "./ansi.ts";

/** The meaning of a piece of text; its look follows from that. */
export type Role =
  | "plain"
  | "dim"
  | "strong"
  | "accent"
  | "focus"
  | "bid"
  | "ask"
  | "gain"
  | "loss"
  | "warning"
  | "alarm"
  | "paper"
  | "live";

/** Paints text by its role. */
export interface Style {
  /** The text between the codes of its role; the text itself where there is no colour. */
  paint(role: Role, text: string): string;
}

const PARAMETERS: Readonly<Record<Role, string>> = {
  plain: "",
  dim: "90",
  strong: "1",
  accent: "36",
  focus: "1;36",
  bid: "32",
  ask: "31",
  gain: "32",
  loss: "31",
  warning: "33",
  alarm: "1;31",
  paper: "97;100",
  live: "1;97;41",
};

const PREFIXES = new Map<Role, string>();
for (const [role, parameters] of Object.entries(PARAMETERS)) {
  if (parameters !== "") PREFIXES.set(role as Role, selectGraphic(parameters));
}

/** No codes at all: `NO_COLOR`, goldens and logs. */
export const PLAIN_STYLE: Style = { paint: (_role, text) => text };

/** The sixteen colours every terminal has, so that they follow the trader's own theme. */
export const COLOUR_STYLE: Style = {
  paint(role, text) {
    const prefix = PREFIXES.get(role);
    return prefix === undefined || text === "" ? text : `${prefix}${text}${RESET_STYLE}`;
  },
};

/**
 * The style to draw with.
 *
 * @param noColor whether `NO_COLOR` is set and not empty, or `--no-color` was given
 */
export function chooseStyle(noColor: boolean): Style {
  return noColor ? PLAIN_STYLE : COLOUR_STYLE;
}
