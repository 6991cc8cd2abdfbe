import { assertEquals } from "@std/assert";
import type { Quantity } from "../../../src/core/numbers/money.ts";
import type { Approved, OrderReport, OrderRequest } from "../../../src/core/orders.ts";
import type { Outcome } from "../../../src/core/outcomes.ts";
import { OrderDesk } from "../../../src/session/live/desk.ts";
import { OrderTracker } from "../../../src/session/live/order_tracker.ts";
import { Replayed } from "../../../src/session/live/replayed.ts";
import { EVENING, fillOf, Folder, newOrder, valueOf } from "../../journal/support.ts";

Deno.test("Replayed: a decrease goes on to the size that was meant, whatever was filled after it", () => {
  using folder = new Folder();
  const journal = folder.begin();
  const order = newOrder("e-1-1");
  assertEquals(journal.orders.record(order).ok, true);
  const desk = new OrderDesk({
    tracker: new OrderTracker(),
    timers: folder.timers,
    now: () => EVENING,
    ledger: { gather: (work) => work(), named: () => {}, report: () => {}, fill: () => {}, alarm: () => {} },
    sink: { input: () => [] },
    onAlarm: () => {},
  });
  const replayed = new Replayed();
  const happened = (reports: readonly OrderReport[], ...outcomes: readonly Outcome[]): void =>
    replayed.onEvent({ kind: "order_report", at: EVENING, reports }, outcomes);
  const clientOrderId = "e-1-1";
  happened([], { kind: "order", at: EVENING, request: order.request as Approved<OrderRequest> });
  happened([fillOf(clientOrderId, "1")], {
    kind: "decrease",
    at: EVENING,
    clientOrderId,
    to: 300 as Quantity,
  });
  happened([fillOf(clientOrderId, "2", { quantity: 100 as Quantity })]);
  const { decreases } = valueOf(replayed.restore(desk, journal, "e-1-", 0));
  assertEquals(decreases, [{ clientOrderId, size: 700 as Quantity }]);
});
