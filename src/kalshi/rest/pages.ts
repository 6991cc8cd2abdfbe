/**
 * Lists that come in pages.
 *
 * @module
 */
import type { Result } from "../../core/result.ts";
import type { RestRefusal } from "./transport.ts";

/** One page. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** Where the next page begins; left out at the end. An empty cursor means the end too. */
  readonly cursor?: string | null | undefined;
  /** Items that could not be read, each with the reason. */
  readonly leftOut?: readonly string[];
}

/** A list that was read to its end, or to the bound. */
export interface Collected<Item> {
  readonly items: readonly Item[];
  /** Whether that was all. */
  readonly complete: boolean;
  /** Items that could not be read, each with the reason. */
  readonly leftOut: readonly string[];
}

/** The most pages read by default. */
export const MOST_PAGES = 50;

/**
 * Reads page after page.
 *
 * It ends after the last page, after a refusal (which is given), at the bound, and where the exchange gives the same
 * cursor twice.
 *
 * @param read reads the page at a cursor; the first has none
 * @param mostPages the bound
 */
export async function* pages<Item>(
  read: (cursor: string | undefined) => Promise<Result<Page<Item>, RestRefusal>>,
  mostPages: number = MOST_PAGES,
): AsyncGenerator<Result<Page<Item>, RestRefusal>, void, void> {
  let cursor: string | undefined;
  for (let count = 0; count < mostPages; count++) {
    const page = await read(cursor);
    yield page;
    if (!page.ok) return;
    const next = page.value.cursor ?? "";
    if (next === "" || next === cursor) return;
    cursor = next;
  }
}

/**
 * Joins pages into one list.
 *
 * @returns the list, or the first refusal
 */
export async function collect<Item>(
  source: AsyncIterable<Result<Page<Item>, RestRefusal>>,
): Promise<Result<Collected<Item>, RestRefusal>> {
  const items: Item[] = [];
  const leftOut: string[] = [];
  let cursor = "";
  for await (const page of source) {
    if (!page.ok) return page;
    for (const item of page.value.items) items.push(item);
    leftOut.push(...page.value.leftOut ?? []);
    cursor = page.value.cursor ?? "";
  }
  return { ok: true, value: { items, complete: cursor === "", leftOut } };
}
