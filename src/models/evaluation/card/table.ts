/**
 * Tables of a card's page.
 *
 * @module
 */
import { escapeHtml } from "../../../lib/page/html.ts";

/** A cell: a text, or a text with a smaller one beneath. */
export type Cell = string | {
  readonly text: string;
  readonly small: string;
  readonly tone?: "gain" | "loss";
};

/** A column: what it is called, and whether its cells are numbers. */
export interface Column {
  readonly title: string;
  readonly number?: boolean;
  /** Said where the pointer rests on the title. */
  readonly hint?: string;
}

/** A table that scrolls sideways in a narrow window. */
export function tableHtml(
  label: string,
  columns: readonly Column[],
  rows: readonly (readonly Cell[])[],
): string {
  const classOf = (index: number, tone?: string) => {
    const names = [columns[index]?.number === true ? "number" : "", tone ?? ""].filter((name) => name !== "");
    return names.length === 0 ? "" : ` class="${names.join(" ")}"`;
  };
  const heads = columns.map(({ title, hint }, index) => {
    const said = hint === undefined ? "" : ` title="${escapeHtml(hint)}"`;
    return `<th scope="col"${classOf(index)}${said}>${escapeHtml(title)}</th>`;
  });
  const body = rows.map((cells) =>
    `<tr>${cells.map((cell, index) => cellHtml(cell, index, classOf)).join("")}</tr>`
  );
  return `<div class="scroll"><table aria-label="${escapeHtml(label)}"><thead><tr>${
    heads.join("")
  }</tr></thead>` +
    `<tbody>${body.join("\n")}</tbody></table></div>`;
}

function cellHtml(cell: Cell, index: number, classOf: (index: number, tone?: string) => string): string {
  if (typeof cell === "string") return `<td${classOf(index)}>${escapeHtml(cell)}</td>`;
  const small = cell.small === "" ? "" : `<small>${escapeHtml(cell.small)}</small>`;
  return `<td${classOf(index, cell.tone)}>${escapeHtml(cell.text)}${small}</td>`;
}
