/**
 * The style that all pages of the program share: colours of both schemes, tables, and the page with phones and paper.
 *
 * @module
 */
import colours from "./colours.css" with { type: "text" };
import page from "./page.css" with { type: "text" };
import table from "./table.css" with { type: "text" };
import { unixLines } from "./html.ts";

/** Each with its own rules below a heading; a page adds what it draws between and after them. */
export const SHARED_STYLE: Readonly<Record<"colours" | "table" | "page", string>> = {
  colours: unixLines(colours),
  table: unixLines(table),
  page: unixLines(page),
};
