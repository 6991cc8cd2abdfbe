/**
 * Tables as the pages have them.
 *
 * @module
 */
import type { Figure } from "../../src/models/evaluation/figure.ts";

/** A table in Markdown. */
export function markdown(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
  return `${lines.join("\n")}\n`;
}

/** A number as a page writes it; a dash where there is none. */
export function numberText(value: number | null, digits = 2): string {
  if (value === null || Number.isNaN(value)) return "–";
  const text = Math.abs(value).toFixed(digits);
  return value < 0 && Number(text) !== 0 ? `−${text}` : text;
}

/** A number and its interval, where it has one. */
export function withInterval({ value, low, high }: Figure, digits = 2): string {
  const middle = numberText(value, digits);
  return low === null || high === null
    ? middle
    : `${middle} [${numberText(low, digits)}, ${numberText(high, digits)}]`;
}
