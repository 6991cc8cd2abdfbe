/**
 * The account's tables in windows of any width.
 */
import { assert, assertEquals } from "@std/assert";
import { printList } from "../../../src/cli/account/account.ts";
import { type Table, tableLines } from "../../../src/cli/account/table.ts";
import {
  FILL_TABLE,
  ORDER_TABLE,
  POSITION_TABLE,
  SETTLEMENT_TABLE,
} from "../../../src/cli/account/tables.ts";
import { ORDERS } from "../../../src/cli/account/lists.ts";
import { parseFlags } from "../../../src/cli/flags.ts";
import type { Output } from "../../../src/cli/program.ts";
import { parseMicros, parsePrice, parseQuantity } from "../../../src/core/numbers/money.ts";
import { readEnvironment } from "../../../src/kalshi/environment.ts";

const AT = Date.UTC(2026, 10, 29, 1, 4, 5);
/** One of the longest tickers there are. */
const MARKET = "KXNCAAMBGAME-26NOV22TXAMCMICHST-MICHST";
const ID = "39e175f5-bfa6-5679-8618-000000000001";

const ORDER_READ = {
  orderId: ID,
  clientOrderId: "k7d2m4qx-3-17",
  market: MARKET,
  side: "ask",
  price: parsePrice("0.4"),
  status: "canceled",
  initial: parseQuantity("1250"),
  filled: parseQuantity("3.33"),
  remaining: parseQuantity("0"),
  exchangeIndex: 3,
  expiresAt: AT,
} as const;
const ORDER = ORDER_TABLE.row(ORDER_READ);
const POSITION = POSITION_TABLE.row({
  market: MARKET,
  quantity: parseQuantity("-1250.5"),
  cost: parseMicros("1004.3"),
  realizedPnl: parseMicros("-1004.3"),
  fees: parseMicros("10.0175"),
  exchangeIndex: 3,
  updatedAt: AT,
});
const FILL = FILL_TABLE.row({
  tradeId: ID.replace("3", "4"),
  orderId: ID,
  market: MARKET,
  side: "ask",
  price: parsePrice("0.4"),
  quantity: parseQuantity("1250.5"),
  fee: parseMicros("10.0175"),
  isTaker: true,
  tradedAt: AT,
});
const SETTLEMENT = SETTLEMENT_TABLE.row({
  market: MARKET,
  result: "scalar",
  valueCents: 40,
  yesCount: parseQuantity("1250"),
  noCount: parseQuantity("0"),
  yesCost: parseMicros("1004.3"),
  noCost: parseMicros("0"),
  fees: parseMicros("10.0175"),
  settledAt: AT,
});

type Shown = Pick<Table<never>, "headings" | "right" | "narrow">;
const ALL: readonly (readonly [Shown, readonly string[]])[] = [
  [ORDER_TABLE, ORDER],
  [POSITION_TABLE, POSITION],
  [FILL_TABLE, FILL],
  [SETTLEMENT_TABLE, SETTLEMENT],
];

Deno.test("in a window of 80 columns no line of any table is longer, and the market and an order's whole id are there", () => {
  for (const [table, row] of ALL) {
    const lines = tableLines(table, [row, row], 80);
    assertEquals(lines.filter((line) => line.length > 80), []);
    assertEquals(lines.filter((line) => line.includes(MARKET)).length, 2, lines.join("\n"));
    if (table.headings.includes("ORDER")) assert(lines.some((line) => line.includes(`order ${ID}`)));
  }
});

Deno.test("what stands below a row is not in it, and says what it is", () => {
  assertEquals(tableLines(FILL_TABLE, [FILL], 90), [
    "MARKET                                  SIDE      PRICE  CONTRACTS         FEE  ROLE",
    `${MARKET}  sell YES  .4000   1,250.50  $10.017500  taker`,
    `  New York 2026-11-28 20:04:05  order ${ID}`,
  ]);
});

Deno.test("where there is room, and in files and pipes, all columns stand side by side", () => {
  for (const [table, row] of ALL) {
    const lines = tableLines(table, [row]);
    assertEquals(lines.length, 2);
    for (const cell of row) assert(lines[1]?.includes(cell), cell);
    assertEquals(tableLines(table, [row], Math.max(...lines.map(({ length }) => length))), lines);
  }
});

Deno.test("columns named for narrow windows are columns of the table, each once", () => {
  for (const [{ headings, narrow: { below, leaveOut } }] of ALL) {
    const named = [...below, ...leaveOut];
    assertEquals(named.filter((heading) => !headings.includes(heading)), []);
    assertEquals(new Set(named).size, named.length);
  }
});

Deno.test("a list is as wide as the terminal that it is printed in, and whole where there is none", () => {
  const environment = readEnvironment("sim");
  assert(environment.ok);
  const printed = (columns?: number) => {
    const lines: string[] = [];
    const output: Output = {
      line: (text) => void lines.push(text),
      write: () => Promise.resolve(),
      note: () => {},
      columns,
    };
    const flags = parseFlags(ORDERS, []);
    const list = { items: [ORDER_READ], whole: true, leftOut: [] };
    printList(list, ORDER_TABLE, { flags, output, environment: environment.value, at: AT });
    return lines;
  };
  assertEquals(printed(80), tableLines(ORDER_TABLE, [ORDER], 80));
  assertEquals(printed(), tableLines(ORDER_TABLE, [ORDER]));
});
