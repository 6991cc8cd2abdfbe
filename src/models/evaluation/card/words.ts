/**
 * The figures of a card in words and digits, the same on a terminal and on a page. No sentence claims more than an
 * interval does.
 *
 * @module
 */
import { MINUS } from "../../../core/numbers/text.ts";
import type { Figure, Verdict } from "../figure.ts";
import type { PregameSource } from "../../situation/pregame.ts";

/** Shown where there is no figure. */
const NONE = "–";

const GROUPED = new Intl.NumberFormat("en-US");

/** What each source is called. */
export const SOURCE_WORDS: Readonly<Record<PregameSource, string>> = {
  market: "market's price at the start",
  spread: "closing spread",
  rating: "rating of earlier results",
  none: "nothing known before the game",
};

/** `with the closing spread`: what a chance was computed with. */
export function withSource(source: PregameSource): string {
  return `with ${source === "none" ? "" : "the "}${SOURCE_WORDS[source]}`;
}

/** 1,230 */
export function countWords(count: number): string {
  return GROUPED.format(count);
}

/** 1 game, 1,230 games */
export function plural(count: number, word: string): string {
  return `${countWords(count)} ${word}${count === 1 ? "" : "s"}`;
}

/** 0.4420 */
export function score(value: number | null, decimals = 4): string {
  return value === null ? NONE : withMinus(value.toFixed(decimals));
}

/** −0.0141, +0.0052; 0.0000 has no sign. */
export function difference(value: number | null, decimals = 4): string {
  const text = score(value, decimals);
  return value !== null && value > 0 && /[1-9]/.test(text) ? `+${text}` : text;
}

/** 58.3 % */
export function percent(fraction: number | null, decimals = 1): string {
  return fraction === null ? NONE : `${withMinus((fraction * 100).toFixed(decimals))} %`;
}

/** Percentage points with a sign: −1.2, +0.4. */
export function points(fraction: number | null): string {
  return difference(fraction === null ? null : fraction * 100, 1);
}

/** [0.4110, 0.4860]; nothing where there is no interval. */
export function interval({ low, high }: Figure, write: (value: number | null) => string = score): string {
  return low === null || high === null ? "" : `[${write(low)}, ${write(high)}]`;
}

/** 0.4480 [0.4110, 0.4860] */
export function withInterval(figure: Figure, write: (value: number | null) => string = score): string {
  return [write(figure.value), interval(figure, write)].filter((part) => part !== "").join(" ");
}

/** What a verdict on a log loss says, in a cell: lower is better. */
export function shortVerdict(verdict: Verdict): string {
  return verdict === "lower" ? "better" : verdict === "higher" ? "worse" : "not proved";
}

/** What a verdict on a log loss says, with the reason where nothing is proved. */
export function verdictWords(verdict: Verdict, figure: Figure): string {
  return verdict === "not proved" ? `not proved: ${whyNot(figure)}` : shortVerdict(verdict);
}

/** Why nothing is proved. */
export function whyNot({ low }: Figure): string {
  return low === null ? "too few games for an interval" : "the interval holds 0";
}

/** `0–10 %`: a decile. */
export function spanWords({ from, to }: { readonly from: number; readonly to: number }): string {
  return `${score(from * 100, 0)}–${percent(to, 0)}`;
}

/** A sentence begins with a capital. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** 2021, 2022 and 2024 */
export function listWords(items: readonly (number | string)[]): string {
  if (items.length < 2) return items.join("");
  return `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;
}

function withMinus(text: string): string {
  const isZero = !/[1-9]/.test(text);
  return text.startsWith("-") ? (isZero ? text.slice(1) : `${MINUS}${text.slice(1)}`) : text;
}
