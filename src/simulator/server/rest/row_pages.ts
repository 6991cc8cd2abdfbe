/**
 * Cuts pages out of an account's rows, the newest first.
 *
 * A cursor names the row that the next page begins below, so that rows which come meanwhile move nothing.
 *
 * @module
 */
import type { Rows } from "../portfolio/lagged_fold.ts";
import type { Page } from "./answers.ts";
import { badRequest } from "./errors.ts";
import type { Query } from "./query.ts";

const MOST_ROWS = 1_000;
const USUAL_ROWS = 100;

/** A page of the rows that fit. @throws {RestError} 400 where limit or cursor cannot be understood */
export function rowPage<Row>(rows: Rows<Row>, query: Query, fits: (row: Row) => boolean): Page<Row> {
  const limit = query.whole("limit", 1, MOST_ROWS) ?? USUAL_ROWS;
  const page: Row[] = [];
  let lowest = 0;
  for (let place = readCursor(query.text("cursor")) ?? rows.length; place-- > 0;) {
    const row = rows.at(place);
    if (row === undefined || !fits(row)) continue;
    // One more than asked for says that there is a next page.
    if (page.length === limit) return { rows: page, cursor: btoa(`below:${lowest}`) };
    page.push(row);
    lowest = place;
  }
  return { rows: page, cursor: "" };
}

function readCursor(cursor: string | undefined): number | undefined {
  if (cursor === undefined) return undefined;
  let text = "";
  try {
    text = atob(cursor);
  } catch {
    // Text that is not base64 is not a cursor of ours either.
  }
  const match = /^below:(\d{1,9})$/.exec(text);
  if (match === null) throw badRequest(`cursor: expected one of an earlier answer, was "${cursor}"`);
  return Number(match[1]);
}
