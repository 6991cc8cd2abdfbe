/**
 * Results as people read them.
 *
 * @module
 */
import type { BenchResult, Figure } from "./figure.ts";

const HEADER = ["benchmark", "figure", "value", "target", ""];

function number(value: number): string {
  const size = Math.abs(value);
  return value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3);
}

function shown({ value, unit }: Figure): string {
  return unit === "" ? number(value) : `${number(value)} ${unit}`;
}

function rowsOf(result: BenchResult): string[][] {
  if (result.kind === "skipped") return [[result.name, `skipped: ${result.reason}`]];
  const { name, figures, target, met } = result;
  const verdict = met === null ? "" : met ? "met" : "MISSED";
  return figures.map((figure, index) =>
    index === 0
      ? [name, figure.label, shown(figure), target ?? "for information", verdict]
      : ["", figure.label, shown(figure)]
  );
}

/** All results as an aligned table, with the conditions of each below it. */
export function formatTable(results: readonly BenchResult[]): string {
  const rows = [HEADER, ...results.flatMap(rowsOf)];
  const isWhole = (row: readonly string[]) => row.length > 2;
  const widths = HEADER.map((_, column) =>
    Math.max(...rows.filter(isWhole).map((row) => row[column]?.length ?? 0), 0)
  );
  const lines = rows.map((row) =>
    row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ").trimEnd()
  );
  const details = results.flatMap((result) =>
    result.kind === "measured" ? [`${result.name}: ${result.detail}`] : []
  );
  return [...lines, "", ...details].join("\n");
}
