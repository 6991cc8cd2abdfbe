/**
 * The table of metrics in the README of `src/core/metrics`, made from the lists.
 *
 *     deno run --allow-read --allow-write tests/core/metrics/readme_table.ts && deno fmt src/core/metrics
 *
 * @module
 */
import { assert } from "@std/assert";
import { keyOf, METRICS } from "../../../src/core/metrics/mod.ts";

/** Where the README is. */
export const README = new URL("../../../src/core/metrics/README.md", import.meta.url);

const HEADING = "| Metric";

/** The table's rows, as cells. */
export function metricRows(): string[][] {
  return METRICS.map((metric) => {
    const { name, unit, formula } = metric;
    const key = keyOf(metric);
    return [key === name ? `\`${name}\`` : `\`${name}\`, in files \`${key}\``, unit, formula];
  });
}

/** The rows that a text has, below its heading and the line under that. */
export function writtenRows(text: string): string[][] {
  const { lines, start, end } = findTable(text);
  return lines.slice(start + 2, end).map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()));
}

function findTable(text: string): { lines: string[]; start: number; end: number } {
  const lines = text.split("\n");
  const start = lines.findIndex((line) => line.startsWith(HEADING));
  assert(start >= 0, "the README has no table of metrics");
  const length = lines.slice(start).findIndex((line) => !line.startsWith("|"));
  return { lines, start, end: start + length };
}

if (import.meta.main) {
  const text = await Deno.readTextFile(README);
  const { lines, start, end } = findTable(text);
  lines.splice(start + 2, end - start - 2, ...metricRows().map((cells) => `| ${cells.join(" | ")} |`));
  await Deno.writeTextFile(README, lines.join("\n"));
}
