/**
 * Lists of an account, page after page to the end.
 *
 * A list that is not whole proves what is there, and never what is not: one page that failed, a cursor that comes again, the
 * bound on pages, and an item that could not be read each make it so.
 *
 * @module
 */
import type { Result } from "../../core/result.ts";
import type { z } from "zod";
import type { Query, RestRefusal, RestTransport } from "../rest/transport.ts";
import type { ReadList, ReadOutcome } from "./outcomes.ts";

/** The most items that the exchange gives on a page. */
export const PAGE = 1000;
const MOST_PAGES = 100;

/** A list to read. */
export interface ListRequest<Answer, Wire, Item> {
  readonly schema: z.ZodType<Answer>;
  readonly path: string;
  readonly query: Query;
  readonly items: (answer: Answer) => readonly Wire[] | null | undefined;
  readonly read: (wire: Wire) => Result<Item>;
  /** Items that are in two pages, since something was added while they were read, count once; the later reading wins. */
  readonly key: (item: Item) => string;
  /** Items wanted at most. */
  readonly most?: number;
  readonly mostPages?: number;
  readonly signal?: AbortSignal;
}

/**
 * Reads a list. Where the first page fails there is no list; where a later one does, the pages before it.
 *
 * @param now Unix ms
 */
export async function readList<
  Answer extends { readonly cursor?: string | null | undefined },
  Wire,
  Item,
>(
  transport: RestTransport,
  request: ListRequest<Answer, Wire, Item>,
  now: () => number,
): Promise<ReadOutcome<ReadList<Item>>> {
  const { most = Infinity, mostPages = MOST_PAGES } = request;
  const askedAt = now();
  const found = new Map<string, Item>();
  const leftOut: string[] = [];
  const cursors = new Set<string>();
  let why: string | undefined;
  let cursor: string | undefined;
  for (let page = 0;; page++) {
    const limit = Math.min(PAGE, most - found.size);
    const reply = await transport.read(
      request.schema,
      request.path,
      { ...request.query, limit, cursor },
      request.signal === undefined ? {} : { signal: request.signal },
    );
    if (!reply.ok) {
      if (page === 0) return failed(now(), reply.reason);
      why = `page ${page + 1} could not be read: ${reply.reason.message}`;
      break;
    }
    leftOut.push(...reply.leftOut);
    for (const wire of request.items(reply.value) ?? []) {
      const item = request.read(wire);
      if (item.ok) found.set(request.key(item.value), item.value);
      else leftOut.push(item.reason.message);
    }
    const next = reply.value.cursor ?? "";
    if (next === "") break;
    if (found.size >= most) why = `more than ${most} were there`;
    else if (cursors.has(next)) why = "the exchange gave the same page again";
    else if (page + 1 >= mostPages) why = `more than ${mostPages} pages were there`;
    if (why !== undefined) break;
    cursors.add(next);
    cursor = next;
  }
  if (why === undefined && leftOut.length > 0) why = `${leftOut.length} could not be read: ${leftOut[0]}`;
  const items = [...found.values()];
  return {
    kind: "read",
    askedAt,
    at: now(),
    value: { whole: why === undefined, items, leftOut, ...(why === undefined ? {} : { why }) },
  };
}

/**
 * The live list and the historical one together: for a while a row may be in both, and then the live one counts.
 *
 * @param key what makes two rows the same
 */
export function mergeLists<Item>(
  live: ReadOutcome<ReadList<Item>>,
  historical: ReadOutcome<ReadList<Item>>,
  key: (item: Item) => string,
): ReadOutcome<ReadList<Item>> {
  if (live.kind === "failed") return live;
  if (historical.kind === "failed") {
    const why = `the older ones could not be read: ${historical.reason.message}`;
    return { ...live, value: { ...live.value, whole: false, why: live.value.why ?? why } };
  }
  const items = new Map(historical.value.items.map((item) => [key(item), item]));
  for (const item of live.value.items) items.set(key(item), item);
  const why = live.value.why ?? historical.value.why;
  return {
    kind: "read",
    askedAt: Math.min(live.askedAt, historical.askedAt),
    at: Math.max(live.at, historical.at),
    value: {
      whole: live.value.whole && historical.value.whole,
      items: [...items.values()],
      leftOut: [...live.value.leftOut, ...historical.value.leftOut],
      ...(why === undefined ? {} : { why }),
    },
  };
}

/** A read that came to nothing. */
export function failed(
  at: number,
  reason: RestRefusal,
): { readonly kind: "failed"; readonly at: number; readonly reason: RestRefusal } {
  return { kind: "failed", at, reason };
}
