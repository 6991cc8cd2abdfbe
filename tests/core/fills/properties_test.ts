import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import type { Side } from "../../../src/core/market/book.ts";
import type { EngineEvent } from "../../../src/core/events.ts";
import { FILL_MODELS, type FillModelName } from "../../../src/core/fills/model.ts";
import type { OrderFill, OrderRequest } from "../../../src/core/orders.ts";
import type { Price } from "../../../src/core/numbers/money.ts";
import { accounted, Bench, dollars, events, isFill, micros, order, price, TICKER } from "../support.ts";

// Invariants, for every model, after any sequence of book changes, snapshots, prints, stops, orders and cancels:
//  1. A fill is within the order's limit. A taker's fill is at a level that shows size on the other side at that moment
//     and is never better than the best shown there; a maker's fill is exactly at the order's own price.
//  2. A maker's fill has evidence: the other side shows a price at or through the order's, or (queue) a print of the
//     other side at or through it is what just happened. The queue model asks for an uncrossed book besides.
//  3. depth, queue: for every price p, what all bids with limits up to p were filled is at most what asks up to p ever
//     offered, plus (queue) what sellers printed at p or below; and the mirror image.
//  4. filled + cancelled = ordered for every accepted order once the market is over; nothing is reported after its end.
//  5. cash + cost of positions + fees − realised = start at every step, and cash = start + realised − fees at the end.
//  6. The same events give the same reports.

const LEVELS = [4700, 4800, 4900, 5000, 5100, 5200, 5300];
const START = dollars(300);

type Step =
  | { readonly kind: "change"; readonly side: Side; readonly level: number; readonly delta: number }
  | { readonly kind: "snapshot"; readonly bids: readonly number[]; readonly asks: readonly number[] }
  | { readonly kind: "trade"; readonly side: Side; readonly level: number; readonly size: number }
  | {
    readonly kind: "order";
    readonly side: Side;
    readonly level: number;
    readonly size: number;
    readonly ioc: boolean;
    readonly postOnly: boolean;
  }
  | { readonly kind: "cancel"; readonly which: number }
  | { readonly kind: "stop" }
  | { readonly kind: "gap" };

const side = fc.constantFrom<Side>("bid", "ask");
const level = fc.constantFrom(...LEVELS);
const size = fc.integer({ min: 1, max: 9_000 });
const step = fc.oneof<fc.WeightedArbitrary<Step>[]>(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant("change"),
      side,
      level,
      delta: fc.integer({ min: -9_000, max: 9_000 }),
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("trade"), side, level, size }) },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant("order"),
      side,
      level,
      size,
      ioc: fc.boolean(),
      postOnly: fc.boolean(),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("cancel"), which: fc.nat(20) }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("snapshot"),
      bids: fc.array(size, { minLength: 3, maxLength: 3 }),
      asks: fc.array(size, { minLength: 3, maxLength: 3 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("stop") }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("gap") }) },
);
const steps = fc.array(step, { maxLength: 60 });

/** What a side ever offered by level, and what was printed. */
class Supply {
  readonly offered = { bid: new Map<number, number>(), ask: new Map<number, number>() };
  readonly printed = { bid: new Map<number, number>(), ask: new Map<number, number>() };

  offer(on: Side, at: number, growth: number): void {
    if (growth > 0) this.offered[on].set(at, (this.offered[on].get(at) ?? 0) + growth);
  }

  print(takerSide: Side, at: number, amount: number): void {
    this.printed[takerSide].set(at, (this.printed[takerSide].get(at) ?? 0) + amount);
  }
}

function within(of: Side, limit: number, at: number): boolean {
  return of === "bid" ? at <= limit : at >= limit;
}

function sumWithin(of: Side, limit: number, map: ReadonlyMap<number, number>): number {
  let sum = 0;
  for (const [at, amount] of map) if (within(of, limit, at)) sum += amount;
  return sum;
}

/** Plays steps, checking what must hold at each, and returns the bench. */
function play(model: FillModelName, latencyMs: number, all: readonly Step[]) {
  const bench = new Bench({ model, latencyMs, cash: START });
  const supply = new Supply();
  const sent: OrderRequest[] = [];
  const requests = new Map<string, OrderRequest>();
  let event: EngineEvent = events.clock(0);
  bench.onReport = (report) => {
    if (report.kind !== "fill") return;
    const request = requests.get(report.clientOrderId);
    assert(request !== undefined);
    checkFill(report, request, bench, model, event);
  };
  const take = (next: EngineEvent) => {
    event = next;
    const { book } = bench.market();
    if (next.kind === "book_change") supply.offer(next.side, next.price, next.delta);
    if (next.kind === "trade") supply.print(next.takerSide, next.price, next.quantity);
    if (next.kind === "book_snapshot") {
      for (const { price, quantity } of next.bids) {
        supply.offer("bid", price, quantity - book.sizeAt("bid", price));
      }
      for (const { price, quantity } of next.asks) {
        supply.offer("ask", price, quantity - book.sizeAt("ask", price));
      }
    }
    bench.play(next);
  };
  let at = 0;
  take(events.book(0, [[4800, 500]], [[5200, 500]]));
  for (const [index, each] of all.entries()) {
    at += 7;
    switch (each.kind) {
      case "change": {
        const shown = bench.market().book.sizeAt(each.side, price(each.level));
        const delta = Math.max(-shown, each.delta);
        if (delta !== 0) take(events.change(at, each.side, each.level, delta));
        break;
      }
      case "trade":
        take(events.trade(at, each.side, each.level, each.size));
        break;
      case "snapshot":
        take(events.book(
          at,
          each.bids.map((q, i) => [LEVELS[i] ?? 0, q] as const),
          each.asks.map((q, i) => [LEVELS[4 + i] ?? 0, q] as const),
        ));
        break;
      case "order": {
        const request = order(each.side, each.level, each.size, {
          clientOrderId: `p-${index}`,
          timeInForce: each.ioc ? "immediate_or_cancel" : "good_till_canceled",
          postOnly: each.postOnly,
        });
        sent.push(request);
        requests.set(request.clientOrderId, request);
        bench.send(request, at);
        break;
      }
      case "cancel": {
        const target = sent[each.which % Math.max(1, sent.length)];
        if (target !== undefined) bench.cancel(target.clientOrderId, at);
        break;
      }
      case "gap":
        bench.market().suspect ??= "messages were lost";
        break;
      case "stop":
        take(events.life(at, { status: "inactive" }));
        take(events.life(at + 1, { status: "active" }));
    }
    assertEquals(accounted(bench.portfolio), START);
  }
  take(events.clock(at + 100));
  take(events.life(at + 200, { status: "closed" }));
  return { bench, supply, sent };
}

function checkFill(
  fill: OrderFill,
  request: OrderRequest,
  bench: Bench,
  model: FillModelName,
  event: EngineEvent,
): void {
  const { book, suspect } = bench.market();
  const opposite: Side = request.side === "bid" ? "ask" : "bid";
  const best = book.best(opposite);
  assertEquals(suspect, undefined);
  assert(fill.quantity > 0 && Number.isSafeInteger(fill.quantity));
  if (fill.role === "taker") {
    assert(best !== undefined && within(request.side, request.price, fill.price));
    assert(within(request.side, fill.price, best), "better than the best displayed");
    assert(book.sizeAt(opposite, fill.price) > 0);
    return;
  }
  assertEquals(fill.price, request.price);
  const shown = best !== undefined && within(request.side, request.price, best) &&
    (model !== "queue" || (book.spread ?? 1) > 0);
  const printed = model === "queue" && event.kind === "trade" && event.takerSide === opposite &&
    within(request.side, request.price, event.price);
  assert(shown || printed, "a maker's fill without evidence");
}

for (const model of FILL_MODELS) {
  Deno.test(`${model}: fills keep to limits, evidence and what was offered, quantities and money add up`, () => {
    fc.assert(
      fc.property(steps, fc.constantFrom(0, 10), (all, latencyMs) => {
        const { bench, supply, sent } = play(model, latencyMs, all);
        const fills = bench.reports.filter(isFill);
        const accepted = bench.reports.filter(({ kind }) => kind === "accepted").map((r) => r.clientOrderId);
        for (const request of sent.filter(({ clientOrderId }) => accepted.includes(clientOrderId))) {
          const own = bench.reports.filter(({ clientOrderId }) => clientOrderId === request.clientOrderId);
          const filled = own.filter(isFill).reduce((sum, { quantity }) => sum + quantity, 0);
          const cancelled = own.reduce((sum, r) => sum + (r.kind === "cancelled" ? r.quantity : 0), 0);
          assertEquals(filled + cancelled, request.quantity);
          const end = own.findIndex(({ kind }) => kind === "cancelled");
          assert(end === -1 || end === own.length - 1);
        }
        if (model !== "touch") {
          for (const taken of ["ask", "bid"] as const) {
            const buying: Side = taken === "ask" ? "bid" : "ask";
            for (const limit of LEVELS) {
              let got = 0;
              for (const fill of fills) {
                const request = sent.find(({ clientOrderId }) => clientOrderId === fill.clientOrderId);
                if (request?.side === buying && within(buying, limit, request.price)) got += fill.quantity;
              }
              const offered = sumWithin(buying, limit, supply.offered[taken]);
              const printed = model === "queue" ? sumWithin(buying, limit, supply.printed[taken]) : 0;
              assert(
                got <= offered + printed,
                `${buying} up to ${limit}: got ${got} of ${offered} + ${printed}`,
              );
            }
          }
        }
      }),
      { numRuns: 250 },
    );
  });

  Deno.test(`${model}: after settlement cash = start + gains − fees, to the micro-dollar`, () => {
    fc.assert(
      fc.property(steps, fc.constantFrom(0, 1_000_000, 500_000, 333_333, 1), (all, pays) => {
        const { portfolio } = play(model, 0, all).bench;
        const held = portfolio.held(TICKER);
        const cost = portfolio.totalCost();
        const before = portfolio.realised;
        const { paid, fee } = portfolio.settle(TICKER, micros(pays));
        const worth = Math.floor((held >= 0 ? pays * held : (1_000_000 - pays) * -held) / 100);
        assertEquals([paid % 10_000, paid + fee], [0, worth]);
        assert(fee >= 0 && fee < 10_000);
        assertEquals(portfolio.realised - before, worth - cost);
        assertEquals(portfolio.cash, START + portfolio.realised - portfolio.fees);
        assertEquals(portfolio.settle(TICKER, micros(pays)).paid as number, 0);
      }),
      { numRuns: 80 },
    );
  });

  Deno.test(`${model}: the same events give the same reports`, () => {
    fc.assert(
      fc.property(steps, (all) => {
        assertEquals(play(model, 10, all).bench.reports, play(model, 10, all).bench.reports);
      }),
      { numRuns: 60 },
    );
  });
}

// For one order, and the same events without prints: at every moment queue has filled at most what depth has, and depth
// at most what touch has; and what depth paid as taker is no better than touch. With prints the queue model may be filled
// without the other side ever showing its price, so nothing of the kind is implied.
Deno.test("one order, no prints: queue fills at most depth, depth at most touch, at every moment", () => {
  const quiet = fc.array(step.filter(({ kind }) => kind === "change" || kind === "snapshot"), {
    maxLength: 40,
  });
  fc.assert(
    fc.property(quiet, side, level, size, fc.nat(20), (all, orderSide, limit, amount, when) => {
      const request = {
        kind: "order",
        side: orderSide,
        level: limit,
        size: amount,
        ioc: false,
        postOnly: false,
      } as const;
      const withOrder = [...all.slice(0, when), request, ...all.slice(when)];
      const [touch, depth, queue] = FILL_MODELS.map((model) => {
        const { reports } = play(model, 0, withOrder).bench;
        return (at: number) =>
          reports.filter(isFill).filter((f) => f.at <= at).reduce((sum, f) => sum + f.quantity, 0);
      });
      assert(touch !== undefined && depth !== undefined && queue !== undefined);
      for (let at = 0; at <= 7 * (withOrder.length + 1); at += 7) {
        assert(
          queue(at) <= depth(at) && depth(at) <= touch(at),
          `at ${at}: ${queue(at)} ${depth(at)} ${touch(at)}`,
        );
      }
      const paid = FILL_MODELS.slice(0, 2).map((model) =>
        play(model, 0, withOrder).bench.reports.filter(isFill).filter(({ role }) => role === "taker")
      );
      const [inTouch, inDepth] = paid.map((fills) => fills.map((fill): Price => fill.price));
      for (const each of inDepth ?? []) {
        const whole = inTouch?.[0];
        assert(whole !== undefined && within(orderSide, each, whole));
      }
    }),
    { numRuns: 150 },
  );
});
