/**
 * Lists as tables that fit the window. Where it is too narrow, what matters less stands below its row or is left out: lines
 * that the terminal breaks are read wrongly.
 *
 * @module
 */
import { MISSING } from "../../core/numbers/text.ts";
import { alignColumns } from "../../lib/columns.ts";

/** A table: headings, rows, and which columns hold numbers. */
export interface Table<Item> {
  /** The key of the list in JSON. */
  readonly key: string;
  /** Shown where there is none. */
  readonly none: string;
  readonly headings: readonly string[];
  readonly right: readonly number[];
  /** By heading, where the window is too narrow for all. */
  readonly narrow: {
    /** These stand below their row, each behind its heading; a cell that has nothing does not. */
    readonly below: readonly string[];
    /** Left out one after the other, the first first, until the rest fits. Those of `below` take no room beside the others. */
    readonly leaveOut: readonly string[];
  };
  readonly row: (item: Item) => readonly string[];
  readonly json: (item: Item) => Readonly<Record<string, unknown>>;
}

/** The part of a table that says how it is laid out. */
type Layout = Pick<Table<never>, "headings" | "right" | "narrow">;

const INDENT = "  ";
const GAP = "  ";

/**
 * Lines of a table, its headings first.
 *
 * @param columns of the window; left out: as wide as it needs to be, for files and pipes
 */
export function tableLines(
  { headings, right, narrow }: Layout,
  rows: readonly (readonly string[])[],
  columns: number = Infinity,
): readonly string[] {
  const all = [headings, ...rows];
  const lay = (shown: readonly number[]) =>
    alignColumns(all.map((row) => shown.map((index) => row[index] ?? "")), {
      gap: GAP,
      right: new Set(shown.flatMap((index, at) => right.includes(index) ? [at] : [])),
    });
  const fits = (lines: readonly string[]) => lines.every(({ length }) => length <= columns);
  const whole = lay([...headings.keys()]);
  if (fits(whole)) return whole;
  const below = narrow.below.map((heading) => headings.indexOf(heading));
  let shown = [...headings.keys()].filter((index) => !below.includes(index));
  let lines = lay(shown);
  for (const heading of narrow.leaveOut) {
    if (fits(lines)) break;
    shown = shown.filter((index) => headings[index] !== heading);
    lines = lay(shown);
  }
  return lines.flatMap((line, at) => {
    const row = at === 0 ? undefined : all[at];
    if (row === undefined) return [line];
    const parts = below.flatMap((index) => {
      const cell = row[index] ?? MISSING;
      return cell === MISSING ? [] : [`${named(headings[index] ?? "")} ${cell}`];
    });
    return [line, ...flow(parts, columns)];
  });
}

/** Times are headed by their place. */
function named(heading: string): string {
  return heading === "NEW YORK" ? "New York" : heading.toLowerCase();
}

/** Whole parts in as few lines as they need. */
function flow(parts: readonly string[], columns: number): string[] {
  const lines: string[] = [];
  for (const part of parts) {
    const longer = `${lines.at(-1) ?? ""}${GAP}${part}`;
    if (lines.length > 0 && longer.length <= columns) lines.splice(-1, 1, longer);
    else lines.push(`${INDENT}${part}`);
  }
  return lines;
}
