import { assert, assertEquals } from "@std/assert";
import { sessionChangeSchema } from "../../src/fleet/view_schema.ts";
import { LOG_ENTRIES } from "../../src/views/session_change.ts";
import type { SessionParts } from "../../src/views/session_view.ts";
import { EXAMPLE_CHANGE, EXAMPLE_VIEW } from "../views/example_view.ts";

const { parts } = EXAMPLE_CHANGE;

function accepts(change: unknown): boolean {
  return sessionChangeSchema.safeParse(JSON.parse(JSON.stringify(change))).success;
}

const withParts = (changed: Record<string, unknown>) => ({ ...EXAMPLE_CHANGE, parts: changed });

Deno.test("a whole dashboard is read as it was sent, and so is one part of it alone", () => {
  assertEquals(sessionChangeSchema.parse(JSON.parse(JSON.stringify(EXAMPLE_CHANGE))), EXAMPLE_CHANGE);
  for (const [part, value] of Object.entries(parts)) {
    const change = withParts({ [part]: value });
    assertEquals(sessionChangeSchema.parse(JSON.parse(JSON.stringify(change))).parts, { [part]: value });
  }
});

Deno.test("what a screen would stumble over is refused: in every part, whatever field has another kind or is missing", () => {
  for (const [part, value] of Object.entries(parts)) {
    assert(!accepts(withParts({ [part]: 7 })), part);
    const rows = Array.isArray(value) ? value : [value];
    const [row] = rows;
    if (typeof row !== "object") continue;
    for (const key of Object.keys(row)) {
      const odd = { ...row, [key]: { odd: true } };
      assert(!accepts(withParts({ [part]: Array.isArray(value) ? [odd] : odd })), `${part}.${key}`);
    }
  }
});

const market = EXAMPLE_VIEW.markets[0];
const TOO_MUCH: readonly (readonly [string, Partial<Record<keyof SessionParts, unknown>>])[] = [
  ["more log than is kept", { log: Array(LOG_ENTRIES + 1).fill(EXAMPLE_VIEW.log[0]) }],
  ["deeper books than are shown", {
    books: [{ market: "A", bids: [], asks: Array(13).fill({ price: 1, quantity: 1 }) }],
  }],
  ["more points than seconds", { prices: [{ market: "A", points: Array(1_001).fill({ at: 1, price: 1 }) }] }],
  ["more markets than there are", { markets: Array(1_001).fill(market) }],
  ["a price above a dollar", { markets: [{ ...market, bid: 10_001 }] }],
  ["a price of half a tick", { markets: [{ ...market, bid: 3_370.5 }] }],
  ["a status that there is not", { markets: [{ ...market, status: "asleep" }] }],
];

for (const [what, changed] of TOO_MUCH) {
  Deno.test(`a worker's dashboard with ${what} is refused`, () => assert(!accepts(withParts(changed))));
}

Deno.test("a text that is too long for any screen is cut", () => {
  const { parts: read } = sessionChangeSchema.parse(withParts({ notices: ["x".repeat(5_000), "y"] }));
  assertEquals(read.notices?.map(({ length }) => length), [4_000, 1]);
});
