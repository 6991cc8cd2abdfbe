/**
 * Events as rows.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import type { EngineEvent } from "../../../src/core/events.ts";
import { parsePrice, parseQuantity } from "../../../src/core/numbers/money.ts";
import { Decoder } from "../../../src/kalshi/decoding/decoder.ts";
import type { Control } from "../../../src/kalshi/input.ts";
import {
  TOP_OF_BOOK_COLUMNS,
  TopOfBookExporter,
  type TopOfBookRow,
  TRADE_COLUMNS,
  type TradeRow,
  TradesExporter,
} from "../../../src/recording/export/books_and_trades.ts";
import { importKalshiWs } from "../../../src/recording/import/kalshi_ws.ts";
import { openRecording } from "../../../src/recording/reader.ts";
import { formatRows, formatRowsHeader, rowsToCsv, rowsToJsonl } from "../../../src/lib/rows.ts";
import { dataTest } from "../../support/data.ts";
import { withFolder } from "../support/recordings.ts";
import { must } from "../../support/must.ts";

const market = "M";
const EVENTS: readonly EngineEvent[] = [
  { kind: "clock", at: 1 },
  {
    kind: "book_snapshot",
    at: 2,
    market,
    bids: [{ price: parsePrice("0.56"), quantity: parseQuantity("120") }],
    asks: [],
  },
  // Behind the best price: no row.
  { kind: "book_change", at: 3, market, side: "bid", price: parsePrice("0.55"), delta: parseQuantity("7") },
  {
    kind: "book_change",
    at: 4.5,
    market,
    side: "ask",
    price: parsePrice("0.5725"),
    delta: parseQuantity("0.50"),
  },
  {
    kind: "trade",
    at: 5,
    market,
    tradeId: 'a"b',
    price: parsePrice("0.5725"),
    quantity: parseQuantity("0.25"),
    takerSide: "bid",
  },
  { kind: "ticker", at: 6, market, volume: parseQuantity("900") },
  // The exchange's own volume is known: the print moves only the last price, and here not even that.
  {
    kind: "trade",
    at: 7,
    market,
    tradeId: "c",
    price: parsePrice("0.5725"),
    quantity: parseQuantity("0.25"),
    takerSide: "ask",
  },
  { kind: "book_snapshot", at: 8, market, bids: [], asks: [] },
  { kind: "book_snapshot", at: 9, market, bids: [], asks: [] },
  { kind: "market_life", at: 10, market: "OTHER", status: "closed" },
];

Deno.test("top-of-book rows show each change once, as decimal strings", () => {
  const exporter = new TopOfBookExporter();
  const rows: TopOfBookRow[] = [];
  for (const event of EVENTS) exporter.fold(event, rows);
  assertEquals(
    formatRowsHeader("csv", TOP_OF_BOOK_COLUMNS) + formatRows("csv", TOP_OF_BOOK_COLUMNS, rows),
    [
      "at_ms,market,bid,bid_size,ask,ask_size,last,volume",
      "2,M,0.5600,120.00,,,,",
      "4.5,M,0.5600,120.00,0.5725,0.50,,",
      "5,M,0.5600,120.00,0.5725,0.50,0.5725,0.25",
      "6,M,0.5600,120.00,0.5725,0.50,0.5725,900.00",
      "8,M,,,,,0.5725,900.00",
      "",
    ].join("\n"),
  );
  const [first = ""] = rowsToJsonl(TOP_OF_BOOK_COLUMNS, rows).split("\n");
  assertEquals(
    first,
    '{"at_ms":2,"market":"M","bid":"0.5600","bid_size":"120.00","ask":null,"ask_size":null,"last":null,"volume":null}',
  );
});

Deno.test("trade rows show each print", () => {
  const exporter = new TradesExporter();
  const rows: TradeRow[] = [];
  for (const event of EVENTS) exporter.fold(event, rows);
  assertEquals(
    rowsToCsv(TRADE_COLUMNS, rows),
    '5,M,"a""b",0.5725,0.25,bid\n7,M,c,0.5725,0.25,ask\n',
  );
  assertEquals(
    formatRows("jsonl", TRADE_COLUMNS, rows).trimEnd().split("\n").map((line) => JSON.parse(line)),
    rows,
  );
  assertEquals(formatRowsHeader("jsonl", TRADE_COLUMNS), "");
});

dataTest(
  "kalshi-ws/2026-03-18",
  "captured markets export with sound books and a settled last trade",
  async (data) => {
    await withFolder(async (folder) => {
      const paths = [...Deno.readDirSync(data)].map(({ name }) => `${data}/${name}`);
      const imported = must(await importKalshiWs(paths, folder, { program: "0.1.0" }));
      assertEquals(imported.path, `${folder}/KXNBAGAME/2026-03-18/5-events/20260318T193558Z.jsonl.gz`);
      assertEquals([imported.frames, imported.markets.length], [762653, 10]);
      const recording = must(await openRecording(imported.path));

      const { yes_prices, sequenced } = recording.header;
      const decoder = new Decoder({ yesPrices: yes_prices, seqCheck: sequenced });
      const tops = new TopOfBookExporter();
      const trades = new TradesExporter();
      const latest = new Map<string, TopOfBookRow>();
      const lastTrades = new Map<string, string>();
      const controls: Control[] = [];
      let tradeCount = 0;
      let idleRows = 0;
      let negatives = 0;
      let lastAt = 0;
      let falls = 0;
      for await (const batch of recording.batches()) {
        const topRows: TopOfBookRow[] = [];
        const tradeRows: TradeRow[] = [];
        for (const { at, src, raw } of batch) {
          if (at < lastAt) falls++;
          lastAt = at;
          const events: EngineEvent[] = [];
          decoder.decode(at, src, raw, events, controls);
          for (const event of events) {
            tops.fold(event, topRows);
            trades.fold(event, tradeRows);
          }
        }
        for (const row of topRows) {
          const before = latest.get(row.market);
          if (JSON.stringify({ ...before, at_ms: 0 }) === JSON.stringify({ ...row, at_ms: 0 })) idleRows++;
          if (row.bid_size?.startsWith("-") || row.ask_size?.startsWith("-")) negatives++;
          latest.set(row.market, row);
        }
        for (const row of tradeRows) lastTrades.set(row.market, row.price);
        tradeCount += tradeRows.length;
      }
      assertEquals(recording.tear, undefined);
      assertEquals({ falls, idleRows, negatives }, { falls: 0, idleRows: 0, negatives: 0 });
      assertEquals([tops.faults, controls.length, tradeCount], [0, 0, 86743]);
      assertEquals([...lastTrades.keys()].sort(), imported.markets);
      for (const [ticker, price] of lastTrades) {
        assert(price === "0.0100" || price === "0.9900", `${ticker} ${price}`);
      }
      for (const [ticker, { bid, ask, last }] of latest) {
        // An empty snapshot marks the close.
        assertEquals([bid, ask, last], [null, null, lastTrades.get(ticker) ?? ""]);
      }
    });
  },
);
