import { assertEquals } from "@std/assert";
import type { Micros, Price, Quantity } from "../../../src/core/numbers/money.ts";
import type { FillRecord } from "../../../src/kalshi/decoding/account_records.ts";
import { readOrderInput } from "../../../src/kalshi/decoding/order_inputs.ts";
import type { AccountReads } from "../../../src/kalshi/orders/contract.ts";
import type { ReadList, ReadOutcome } from "../../../src/kalshi/orders/outcomes.ts";
import { AccountWatch } from "../../../src/session/live/account_watch.ts";
import { OrderDesk } from "../../../src/session/live/desk.ts";
import { OrderTracker } from "../../../src/session/live/order_tracker.ts";
import { must } from "../../support/must.ts";
import { JumpingTime, ScriptedExchange } from "./scripted_exchange.ts";

function fill(tradeId: string, price: number, subaccount: number): FillRecord {
  return {
    tradeId,
    orderId: `order of ${tradeId}`,
    market: "M",
    side: "ask",
    price: price as Price,
    quantity: 100 as Quantity,
    isTaker: true,
    fee: 0 as Micros,
    subaccount,
  };
}

Deno.test("AccountWatch hands on others' trades of its own subaccount alone", async () => {
  const time = new JumpingTime();
  const exchange = new ScriptedExchange(time);
  const list = <Item>(items: readonly Item[]): Promise<ReadOutcome<ReadList<Item>>> =>
    Promise.resolve({
      kind: "read",
      value: { whole: true, items, leftOut: [] },
      askedAt: time.now,
      at: time.now,
    });
  const inputs: string[] = [];
  const sink = {
    input: (_at: number, _source: string, text: string) => {
      inputs.push(text);
      return [];
    },
  };
  const nothing = (): void => {};
  const watch = new AccountWatch({
    reads: {
      ...exchange.reads,
      fills: () => list([fill("here", 8_400, 0), fill("elsewhere", 1_000, 3)]),
      positions: () => list([]),
    } as AccountReads,
    desk: new OrderDesk({
      tracker: new OrderTracker(),
      ledger: {
        gather: (work) => work(),
        named: nothing,
        report: nothing,
        fill: nothing,
        alarm: nothing,
      },
      sink,
      timers: time,
      now: () => time.now,
      onAlarm: nothing,
    }),
    sink,
    ledger: { isOwn: () => false, externals: nothing },
    subaccount: 0,
    exchangeNow: () => time.now,
    fillsSince: time.now,
    onRead: nothing,
    onCompared: nothing,
  });
  assertEquals((await watch.read()).whole, true);
  const trades = inputs.flatMap((text) => {
    const event = must(readOrderInput(time.now, JSON.parse(text)));
    return event.kind === "account" ? event.fills ?? [] : [];
  });
  assertEquals(trades.map(({ tradeId }) => tradeId), ["here"]);
});
