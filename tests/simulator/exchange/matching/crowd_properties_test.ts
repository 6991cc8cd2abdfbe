import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { Book, isBetter, oppositeSide, type Side } from "../../../../src/core/market/book.ts";
import type { MarketView } from "../../../../src/core/market/market_view.ts";
import type { Price, Quantity } from "../../../../src/core/numbers/money.ts";
import type { PaperOrder } from "../../../../src/core/fills/model.ts";
import { QueueModel } from "../../../../src/core/fills/queue.ts";
import type { TimeInForce } from "../../../../src/simulator/exchange/submission.ts";
import { CrowdMarket } from "./crowd_support.ts";

// Invariants, after any steps of a crowd that is never crossed with itself, and any orders, cancels and decreases:
//  1. What is reported adds up to the book at every report; no level is ever negative, no book that was reported crossed.
//  2. At every level: orders' remaining ≤ size ≤ orders' remaining + what the crowd says it has.
//  3. Of every accepted order: filled + resting + cancelled = ordered; a fill is within its limit, at a resting order's price.
//  4. A print of the crowd is printed whole, by whatever trades; everything else printed has an order on one side.
//  5. Who is filled has the best price of all that rest on its side, and came first at it; of the crowd at its price as much
//     has traded since as was ahead of it.
// And against a second implementation: one order alone is filled as the `queue` fill model fills it, and stands where it says.

const PRICES = [4800, 4900, 5000, 5100, 5200];
const side = fc.constantFrom<Side>("bid", "ask");
const price = fc.constantFrom(...PRICES);
const size = fc.integer({ min: 1, max: 90 });
const ms = fc.constantFrom(0, 1, 5, 400, 900, 2_000);

type CrowdStepWish =
  | {
    readonly do: "level";
    readonly ms: number;
    readonly side: Side;
    readonly price: number;
    readonly delta: number;
  }
  | {
    readonly do: "book";
    readonly ms: number;
    readonly bids: readonly number[];
    readonly asks: readonly number[];
  }
  | {
    readonly do: "print";
    readonly ms: number;
    readonly side: Side;
    readonly price: number;
    readonly size: number;
  };

type Wish =
  | CrowdStepWish
  | {
    readonly do: "order";
    readonly side: Side;
    readonly price: number;
    readonly size: number;
    readonly owner: string;
    readonly force: TimeInForce;
    readonly postOnly: boolean;
  }
  | { readonly do: "decrease"; readonly nth: number; readonly by: number };

const sizes = fc.array(fc.integer({ min: -40, max: 80 }), {
  minLength: PRICES.length,
  maxLength: PRICES.length,
});
const crowdStep = fc.oneof<fc.WeightedArbitrary<CrowdStepWish>[]>(
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant("level"),
      ms,
      side,
      price,
      delta: fc.integer({ min: -90, max: 90 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("book"), ms, bids: sizes, asks: sizes }) },
  { weight: 6, arbitrary: fc.record({ do: fc.constant("print"), ms, side, price, size }) },
);
const wish = fc.oneof<fc.WeightedArbitrary<Wish>[]>(
  { weight: 12, arbitrary: crowdStep },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant("order"),
      side,
      price,
      size,
      owner: fc.constantFrom("a", "b"),
      force: fc.constantFrom<TimeInForce>(
        "good_till_canceled",
        "good_till_canceled",
        "immediate_or_cancel",
        "fill_or_kill",
      ),
      postOnly: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("decrease"), nth: fc.nat(30), by: size }) },
);

/** What the crowd says it has; steps that would cross it with itself or take it below zero are made to fit. */
class Said {
  readonly book = new Book();

  /** Does a step in a market. @returns whether there was one */
  step(market: CrowdMarket, at: number, wish: CrowdStepWish): boolean {
    if (wish.do === "print") {
      market.print(at, wish.side, wish.price, wish.size);
      return true;
    }
    if (wish.do === "book") {
      const rows = (of: readonly number[], fits: (price: number) => boolean) =>
        PRICES.flatMap((price, index): [number, number][] => {
          const size = of[index] ?? 0;
          return size > 0 && fits(price) ? [[price, size]] : [];
        });
      const bids = rows(wish.bids, (price) => price < 5000);
      const asks = rows(wish.asks, (price) => price > (bids.at(-1)?.[0] ?? 0));
      const levels = (of: [number, number][]) =>
        of.map(([price, quantity]) => ({ price: price as Price, quantity: quantity as Quantity }));
      this.book.replace(levels(bids), levels(asks));
      market.shows(at, bids, asks);
      return true;
    }
    const price = wish.price as Price;
    const best = this.book.best(oppositeSide(wish.side));
    const crosses = best !== undefined && (wish.side === "bid" ? best <= price : best >= price);
    const delta = Math.max(wish.delta, -this.book.sizeAt(wish.side, price));
    if (delta === 0 || (delta > 0 && crosses)) return false;
    this.book.change(wish.side, price, delta as Quantity);
    market.level(at, wish.side, price, delta);
    return true;
  }
}

interface Accepted {
  readonly id: string;
  readonly side: Side;
  readonly price: number;
  readonly ordered: number;
  cancelled: number;
}

Deno.test("orders among a crowd: nothing is made, lost, crossed or served out of turn", () => {
  fc.assert(
    fc.property(fc.array(wish, { maxLength: 60, size: "max" }), (wishes) => {
      const market = new CrowdMarket();
      const said = new Said();
      const { engine, book, trades } = market;
      const accepted: Accepted[] = [];
      let at = 0;
      market.check = () => {
        market.agrees();
        const { bestBid, bestAsk } = market.heard;
        assert(
          bestBid === undefined || bestAsk === undefined || bestBid < bestAsk,
          `crossed: ${market.lines.at(-1)}`,
        );
      };
      for (const wish of wishes) {
        const waiting = accepted.filter(({ id }) => engine.remaining(id) > 0)
          .map((order) => ({ ...order, position: engine.queuePosition(order.id) ?? 0 }));
        const before = trades.length;
        if (wish.do === "order") {
          const { side, price, size: ordered, owner, force: timeInForce, postOnly } = wish;
          const order = {
            owner,
            side,
            price: price as Price,
            quantity: ordered as Quantity,
            timeInForce,
            postOnly,
          };
          const sent = engine.submit(order);
          if (!sent.ok) assertEquals(trades.length, before, "a refused order trades nothing");
          else {
            const { orderId: id, filled, resting } = sent.value;
            accepted.push({ id, side, price, ordered, cancelled: ordered - filled - resting });
            if (resting > 0) assertEquals(timeInForce, "good_till_canceled");
          }
        } else if (wish.do === "decrease") {
          const order = accepted[wish.nth % Math.max(1, accepted.length)];
          if (order !== undefined) order.cancelled += engine.decrease(order.id, wish.by as Quantity);
        } else {
          at += wish.ms;
          said.step(market, at, wish);
        }
        // 5: the turn of whoever was filled.
        const left = new Map(waiting.map((order) => [order.id, order.ordered]));
        for (const { id } of waiting) left.set(id, remainingBefore(market, id, before));
        const traded = new Map<number, number>();
        for (const { maker, price, quantity } of trades.slice(before)) {
          if (maker !== undefined) {
            const own = waiting.find(({ id }) => id === maker.orderId);
            assert(own !== undefined && price === own.price);
            for (const other of waiting) {
              if (other.side !== own.side || (left.get(other.id) ?? 0) === 0 || other.id === own.id) continue;
              assert(!isBetter(own.side, own.price as Price, other.price as Price), "a better price waited");
              if (other.price === own.price) {
                assert(waiting.indexOf(other) > waiting.indexOf(own), "came later");
              }
            }
            if (wish.do === "order") {
              assert((traded.get(price) ?? 0) >= own.position, "whoever was ahead has traded");
            }
            left.set(own.id, (left.get(own.id) ?? 0) - quantity);
          }
          traded.set(price, (traded.get(price) ?? 0) + quantity);
        }
        // 4.
        const now = trades.slice(before);
        const total = now.reduce((sum, { quantity }) => sum + quantity, 0);
        if (wish.do === "print") assertEquals(total, wish.size, "a print is printed, whoever takes it");
        if (wish.do === "order") assert(now.every(({ taker }) => taker !== undefined));
        else assert(now.every(({ taker, maker, tradeId }) => !taker && (maker || tradeId === "print")));
        // 2.
        for (const side of ["bid", "ask"] as const) {
          for (const price of PRICES) {
            const own = accepted.filter((order) => order.side === side && order.price === price)
              .reduce((sum, { id }) => sum + engine.remaining(id), 0);
            const crowd = book.sizeAt(side, price as Price) - own;
            assert(
              crowd >= 0 && crowd <= said.book.sizeAt(side, price as Price),
              `${side} ${price}: ${crowd}`,
            );
          }
        }
      }
      // 3.
      const filled = new Map<string, number>();
      for (const { maker, taker, takerSide, price, quantity } of trades) {
        for (const party of [maker, taker]) {
          if (party === undefined) continue;
          filled.set(party.orderId, (filled.get(party.orderId) ?? 0) + quantity);
          const order = accepted.find(({ id }) => id === party.orderId);
          assert(order !== undefined);
          if (party === maker) assertEquals([price, oppositeSide(takerSide)], [order.price, order.side]);
          else assert(takerSide === "bid" ? price <= order.price : price >= order.price);
        }
      }
      for (const { id, ordered, cancelled } of accepted) {
        assertEquals((filled.get(id) ?? 0) + engine.remaining(id) + cancelled, ordered);
      }
    }),
    { numRuns: 600 },
  );
});

/** What rested of an order before the trades from an index on. */
function remainingBefore(market: CrowdMarket, id: string, from: number): number {
  const since = market.trades.slice(from).filter(({ maker }) => maker?.orderId === id);
  return market.engine.remaining(id) + since.reduce((sum, { quantity }) => sum + quantity, 0);
}

Deno.test("one order alone is filled, and stands in the queue, as the queue fill model says", () => {
  let compared = 0;
  let filledAny = 0;
  fc.assert(
    fc.property(
      fc.array(crowdStep, { maxLength: 12, size: "max" }),
      side,
      price,
      fc.integer({ min: 1, max: 200 }),
      fc.array(crowdStep, { maxLength: 50, size: "max" }),
      (first, side, price, size, then) => {
        const market = new CrowdMarket();
        const said = new Said();
        // Of a market the model reads the book alone.
        const model = new QueueModel({ book: said.book } as unknown as MarketView);
        const order: PaperOrder = {
          id: "1",
          side,
          price: price as Price,
          remaining: size as Quantity,
          arrival: 1,
        };
        const grant = (granted: PaperOrder, _price: Price, quantity: Quantity) => {
          granted.remaining = granted.remaining - quantity as Quantity;
          if (granted.remaining === 0) model.remove(granted);
        };
        let at = 0;
        const play = (wish: CrowdStepWish) => {
          at += wish.ms;
          const level = wish.do === "book" ? undefined : wish.price as Price;
          const before = wish.do === "level" ? said.book.sizeAt(wish.side, wish.price as Price) : 0;
          if (!said.step(market, at, wish)) return;
          if (wish.do === "book" || level === undefined) model.snapshot(at, grant);
          else if (wish.do === "print") {
            const print = { kind: "trade", at, market: "T", tradeId: "t", takerSide: wish.side } as const;
            model.trade({ ...print, price: level, quantity: wish.size as Quantity }, grant);
          } else {
            const delta = said.book.sizeAt(wish.side, level) - before as Quantity;
            model.change(at, wish.side, level, delta, grant);
          }
        };
        for (const wish of first) play(wish);
        model.arrive(order, grant);
        const id = market.order(side, price, size);
        if (order.remaining > 0) model.rest(order);
        for (const wish of [undefined, ...then]) {
          if (wish !== undefined) play(wish);
          assertEquals(market.engine.remaining(id), order.remaining, "filled as the model fills it");
          assertEquals(market.engine.queuePosition(id), order.remaining > 0 ? model.ahead(order) : undefined);
          compared++;
        }
        if (order.remaining < size) filledAny++;
      },
    ),
    { numRuns: 800 },
  );
  assert(compared > 5_000 && filledAny > 200, `${compared} steps, ${filledAny} filled`);
});
