import { assert, assertEquals, assertExists } from "@std/assert";
import { gunzipSync } from "node:zlib";
import type { z } from "zod";
import { Book } from "../../src/core/market/book.ts";
import type { EngineEvent } from "../../src/core/events.ts";
import { toMicros, toPrice, toQuantity } from "../../src/core/numbers/money.ts";
import { Decoder } from "../../src/kalshi/decoding/decoder.ts";
import type { Control } from "../../src/kalshi/input.ts";
import { candlesticksAnswer, candlesticksBatchAnswer } from "../../src/kalshi/wire/candlestick.ts";
import { describeRefusal } from "../../src/kalshi/wire/common.ts";
import { balanceAnswer } from "../../src/kalshi/wire/portfolio.ts";
import { eventAnswer, eventsAnswer } from "../../src/kalshi/wire/event.ts";
import { exchangeStatusAnswer, scheduleAnswer } from "../../src/kalshi/wire/exchange.ts";
import { marketAnswer, marketsAnswer } from "../../src/kalshi/wire/market.ts";
import { deltaFrame, snapshotFrame, tradeFrame } from "../../src/kalshi/wire/messages.ts";
import {
  liveDataAnswer,
  liveDataBatchAnswer,
  milestoneAnswer,
  milestonesAnswer,
  structuredTargetAnswer,
  structuredTargetsAnswer,
} from "../../src/kalshi/wire/milestone.ts";
import { orderbookAnswer } from "../../src/kalshi/wire/orderbook.ts";
import { seriesAnswer, seriesFeeChangesAnswer, seriesListAnswer } from "../../src/kalshi/wire/series.ts";
import { tradesAnswer } from "../../src/kalshi/wire/trade.ts";
import { dataTest } from "../support/data.ts";

const JANUARY: Readonly<Record<string, z.ZodType>> = {
  candlesticks_batch: candlesticksBatchAnswer,
  series_candlesticks: candlesticksAnswer,
  event_single: eventAnswer,
  events_list: eventsAnswer,
  events_multivariate_list: eventsAnswer,
  exchange_schedule: scheduleAnswer,
  exchange_status: exchangeStatusAnswer,
  live_data_batch: liveDataBatchAnswer,
  live_data_milestone: liveDataAnswer,
  market_single: marketAnswer,
  markets_list: marketsAnswer,
  milestone_single: milestoneAnswer,
  milestones_list: milestonesAnswer,
  portfolio_balance: balanceAnswer,
  series_fee_changes: seriesFeeChangesAnswer,
  series_list: seriesListAnswer,
  series_single: seriesAnswer,
  structured_target_single: structuredTargetAnswer,
  structured_targets_list: structuredTargetsAnswer,
};

dataTest("kalshi-rest/2026-01", "real answers of January 2026 have the form of the schemas", (path) => {
  for (const [name, schema] of Object.entries(JANUARY)) {
    const { response } = JSON.parse(Deno.readTextFileSync(`${path}/${name}_response.json`));
    const parsed = schema.safeParse(response);
    assert(parsed.success, `${name}: ${parsed.success ? "" : describeRefusal(parsed.error)}`);
  }
});

dataTest(
  "kalshi-rest/2026-01",
  "what the exchange has removed since January 2026 is refused by name",
  (path) => {
    const removed = [
      ["orderbook", orderbookAnswer, "orderbook_fp"],
      ["trades_list", tradesAnswer, "trades.0.count_fp"],
    ] as const;
    for (const [name, schema, field] of removed) {
      const { response } = JSON.parse(Deno.readTextFileSync(`${path}/${name}_response.json`));
      const parsed = schema.safeParse(response);
      assert(!parsed.success);
      assertEquals(describeRefusal(parsed.error).split(":")[0], field);
    }
  },
);

dataTest(
  "kalshi-rest/2026-06",
  "real answers of June 2026 decode into a market, a book and trades",
  (path) => {
    const body = (name: string): unknown => JSON.parse(Deno.readTextFileSync(`${path}/kalshi_${name}.json`));
    assertEquals(candlesticksAnswer.safeParse(body("candlesticks")).success, true);
    const events: EngineEvent[] = [];
    const decoder = new Decoder();
    const rest = (at: number, request: string, answer: unknown): void =>
      decoder.decode(at, "rest", { path: request, status: 200, body: answer }, events, []);
    const ticker = "KXNBAGAME-26JUN13NYKSAS-SAS";
    rest(1, `/markets/${ticker}`, body("market_finalized"));
    assertEquals(decoder.unlisted().map((one) => one.market), [ticker]);
    const event = { event_ticker: "KXNBAGAME-26JUN13NYKSAS", series_ticker: "KXNBAGAME" };
    rest(2, `/events/${event.event_ticker}`, { event });
    rest(3, "/series/KXNBAGAME", {
      series: { ticker: "KXNBAGAME", fee_type: "quadratic", fee_multiplier: 1 },
    });
    const listed = events.find((one) => one.kind === "market");
    assertExists(listed);
    assertEquals(listed.info.status, "finalized");
    assertEquals(listed.info.result?.yesPays, toMicros(0));
    assertEquals(listed.info.teamId, "ad36c3e8-4194-4e63-920f-7c50f46191a6");
    assertEquals(listed.info.yesLabel, "San Antonio");
    rest(4, `/markets/${ticker}/orderbook`, body("orderbook"));
    const book = events.find((one) => one.kind === "book_snapshot");
    assertExists(book);
    assertEquals(Math.max(...book.bids.map((level) => level.price)), 7000);
    assertEquals(Math.min(...book.asks.map((level) => level.price)), 7100);
    const trades = body("trades") as { trades: { trade_id: string }[] };
    rest(5, `/markets/trades?ticker=${ticker}`, { trades: trades.trades.slice(1) });
    rest(6, `/markets/trades?ticker=${ticker}`, trades);
    const prints = events.filter((one) => one.kind === "trade");
    assertEquals(prints.map((print) => [print.tradeId, print.price, print.quantity, print.takerSide]), [
      ["85ea2959-619e-6315-a2fe-98b859c6ab90", toPrice(100), toQuantity(9351), "bid"],
    ]);
    assertEquals(prints[0]?.sourceAt, Date.parse("2026-06-14T03:30:45.993Z") + 0.203);
  },
);

function lines(path: string): string[] {
  const text = new TextDecoder().decode(gunzipSync(Deno.readFileSync(path)));
  return text.split("\n").filter((line) => line !== "");
}

for (
  const file of [
    "kalshi-ws/2026-03-18/KXNBAGAME-26MAR18OKCBKN-OKC.ndjson.gz",
    "kalshi-ws/2026-03-18/KXNBAGAME-26MAR18TORCHI-TOR.ndjson.gz",
    "kalshi-ws/2026-03-07/KXNBAGAME-26MAR07UTAMIL-MIL.ndjson.gz",
  ]
) {
  dataTest(file, `a captured game folds into books without a fault: ${file.split("/").at(-1)}`, (path) => {
    const decoder = new Decoder({ seqCheck: false, yesPrices: false });
    const book = new Book();
    const events: EngineEvent[] = [];
    const controls: Control[] = [];
    let changes = 0;
    let trades = 0;
    let last = 0;
    let latest = 0;
    let crossed = 0;
    for (const line of lines(path)) {
      events.length = 0;
      decoder.decode(1, "ws", JSON.parse(line), events, controls);
      for (const event of events) {
        if (event.kind === "book_snapshot") book.replace(event.bids, event.asks);
        else if (event.kind === "book_change") {
          changes++;
          book.change(event.side, event.price, event.delta);
          latest = event.sourceAt ?? 0;
          if ((book.spread ?? 0) < 0) crossed++;
        } else if (event.kind === "trade") {
          trades++;
          last = event.price;
        }
      }
    }
    const { frames, invalid, malformed, unknownTypes, snapshots, withheld, duplicates } = decoder.counters;
    assertEquals([invalid, malformed, unknownTypes, withheld, duplicates], [0, 0, 0, 0, 0]);
    assertEquals(frames, changes + trades + snapshots);
    assertEquals(book.faults, 0);
    assert(changes > 1000 && trades > 10);
    assert(crossed < changes / 20, `crossed in ${crossed} of ${changes}`);
    // Winner markets trade at the edge at last, but for the one of 7 March, whose capture ends with the game open.
    if (file.includes("03-18")) assert(last === 100 || last === 9900, `last ${last}`);
    assert(latest > Date.parse("2026-03-07") && latest < Date.parse("2026-03-20"));
    assertEquals(controls, []);
  });
}

dataTest(
  "kalshi-ws/2026-03-18",
  "every kind of captured frame has the whole form, not only the part that is used",
  (path) => {
    const schemas = {
      orderbook_snapshot: snapshotFrame,
      orderbook_delta: deltaFrame,
      trade: tradeFrame,
    } as const;
    const seen = new Set<string>();
    for (const line of lines(`${path}/KXNBAGAME-26MAR18OKCBKN-OKC.ndjson.gz`)) {
      const frame = JSON.parse(line) as { type: keyof typeof schemas };
      const parsed = schemas[frame.type].safeParse(frame);
      if (!parsed.success) throw new Error(describeRefusal(parsed.error));
      seen.add(frame.type);
    }
    assertEquals(seen.size, 3);
  },
);
