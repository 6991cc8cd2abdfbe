/**
 * Whatever a hand, the market and late reports do: what rests to close never exceeds what the account is known to hold, real exits
 * can only reduce, and in the end every position is the one that the fills make.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import type { OrderReport, OrderRequest } from "../../src/core/orders.ts";
import { isEffect, type Outcome } from "../../src/core/outcomes.ts";
import { buy, dollars, events, micros, NOON, price, quantity, startEngine, TICKER } from "./support.ts";

type Step =
  | { readonly kind: "hand"; readonly sells: number }
  | { readonly kind: "list"; readonly older: boolean }
  | { readonly kind: "fill"; readonly part: number; readonly late: boolean; readonly twice: boolean }
  | { readonly kind: "bid"; readonly at: number }
  | { readonly kind: "lost" }
  | { readonly kind: "wait" };

const steps: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant("hand" as const), sells: fc.constantFrom(-300, 100, 250, 1_000) }),
  fc.record({ kind: fc.constant("list" as const), older: fc.boolean() }),
  fc.record({
    kind: fc.constant("fill" as const),
    part: fc.constantFrom(1, 0.5),
    late: fc.boolean(),
    twice: fc.boolean(),
  }),
  fc.record({ kind: fc.constant("bid" as const), at: fc.constantFrom(5_000, 8_000, 8_500, 9_300) }),
  fc.record({ kind: fc.constant("lost" as const) }),
  fc.record({ kind: fc.constant("wait" as const) }),
);

/** An exchange that carries effects out at once, with a hand on the same account. */
class World {
  readonly started = startEngine({ outside: true, startingCash: dollars(10_000) });
  at = NOON;
  /** The account's position as the exchange has it. */
  position = 0;
  readonly resting = new Map<string, { readonly request: OrderRequest; left: number; size: number }>();
  readonly #late: OrderReport[] = [];
  #trades = 0;
  /** What the account held with each list, and as it was in the one before. */
  #before = 0;

  constructor() {
    const { puppet } = this.started;
    puppet.next = [buy(8_600, 1_000, { exits: { takeProfit: 500, stopLoss: 500 } })];
    this.process(events.clock(++this.at));
    const order = this.resting.get("t-1");
    assert(order !== undefined);
    this.trade("t-1", 1_000, 8_600, false, false);
  }

  process(event: Parameters<typeof this.started.engine.process>[0]): void {
    const outcomes = this.started.engine.process(event);
    this.check();
    this.#carryOut(outcomes);
  }

  report(...reports: readonly OrderReport[]): void {
    if (reports.length > 0) this.process({ kind: "order_report", at: this.at, reports });
  }

  /** A part of an order trades; a reducing order never beyond the position. */
  trade(id: string, wanted: number, level: number, late: boolean, twice: boolean): number {
    const order = this.resting.get(id);
    if (order === undefined) return 0;
    const { request } = order;
    const most = request.reduceOnly === true ? Math.max(0, this.position) : Infinity;
    const size = Math.min(wanted, order.left, most);
    if (size <= 0) return 0;
    order.left -= size;
    this.position += request.side === "bid" ? size : -size;
    if (order.left === 0) this.resting.delete(id);
    const fill: OrderReport = {
      kind: "fill",
      at: this.at,
      clientOrderId: id,
      tradeId: `x-${++this.#trades}`,
      price: price(level),
      quantity: quantity(size),
      role: "taker",
      fee: micros(0),
      balanceChange: micros((request.side === "bid" ? -1 : 1) * level * size),
    };
    if (late) this.#late.push(fill);
    else this.report(...twice ? [fill, fill] : [fill]);
    return size;
  }

  list(older: boolean): void {
    const whole = older ? this.#before : this.position;
    this.#before = this.position;
    const items = whole === 0 ? [] : [{ market: TICKER, quantity: quantity(whole), cost: dollars(5) }];
    this.process({ kind: "account", at: this.at, positions: { whole: true, items } });
  }

  flush(): void {
    this.report(...this.#late.splice(0));
  }

  #carryOut(outcomes: readonly Outcome[]): void {
    for (const effect of outcomes.filter(isEffect)) {
      if (effect.kind === "order") {
        const { request } = effect;
        this.resting.set(request.clientOrderId, { request, left: request.quantity, size: request.quantity });
        if (request.purpose !== "entry") this.#exit(request);
      } else if (effect.kind === "cancel") {
        const order = this.resting.get(effect.clientOrderId);
        this.resting.delete(effect.clientOrderId);
        if (order === undefined) continue;
        const { clientOrderId, reason } = effect;
        this.report({
          kind: "cancelled",
          at: this.at,
          clientOrderId,
          reason,
          quantity: quantity(order.left),
        });
      } else if (effect.kind === "decrease") {
        const order = this.resting.get(effect.clientOrderId);
        if (order === undefined || order.left <= effect.to) continue;
        order.size -= order.left - effect.to;
        order.left = effect.to;
        const { clientOrderId } = effect;
        this.report({ kind: "decreased", at: this.at, clientOrderId, size: quantity(order.size) });
      }
    }
  }

  /** A take-profit rests; what takes sells into the bid that is there, or nothing, or nobody hears of it. */
  #exit(request: OrderRequest): void {
    const { clientOrderId } = request;
    if (request.purpose === "take_profit") {
      this.report({ kind: "accepted", at: this.at, clientOrderId });
      return;
    }
    assertEquals([request.reduceOnly, request.timeInForce], [true, "immediate_or_cancel"]);
    const before = this.position;
    if (this.lost) {
      this.lost = false;
      this.trade(clientOrderId, request.quantity, request.price, true, false);
      this.resting.delete(clientOrderId);
      this.report({ kind: "unknown", at: this.at, clientOrderId, detail: "timed out" });
      return;
    }
    const sold = this.trade(clientOrderId, request.quantity, request.price, false, false);
    assert(this.position >= Math.min(0, before), "an exit opens nothing");
    if (sold < request.quantity) {
      this.resting.delete(clientOrderId);
      const left = quantity(request.quantity - sold);
      this.report({
        kind: "cancelled",
        at: this.at,
        clientOrderId,
        reason: "immediate_or_cancel",
        quantity: left,
      });
    }
  }

  /** Whether nobody hears of the next exit. */
  lost = false;

  /** What rests to close, less what was asked to go, is never more than what the account is known to hold. */
  check(): void {
    const { orders } = this.started.engine;
    const closes = orders.open.in(TICKER).filter(({ request, cancelSentAt }) =>
      request.side === "ask" && request.purpose !== "entry" && request.reduceOnly !== true &&
      cancelSentAt === undefined
    );
    const offered = closes.reduce(
      (sum, { remaining, decreasedTo, filled }) =>
        sum +
        (decreasedTo === undefined ? remaining : Math.min(remaining, Math.max(0, decreasedTo - filled))),
      0,
    );
    const held = orders.holdings.inMarket(TICKER).reduce((sum, each) => sum + each.quantity, 0);
    // Where a holding of somebody else's says that it is less, the last list is in it already.
    const known = Math.max(0, held);
    assert(offered <= known, `${offered} rest, ${known} held`);
  }
}

Deno.test("closes that rest never exceed the position, and late, doubled and lost reports end in one position", () => {
  fc.assert(
    fc.property(fc.array(steps, { minLength: 1, maxLength: 25 }), (all) => {
      const world = new World();
      for (const step of all) {
        world.at += 700;
        switch (step.kind) {
          case "hand":
            world.position -= step.sells;
            break;
          case "list":
            world.list(step.older);
            break;
          case "fill": {
            const [id, order] = [...world.resting].find(([, { request }]) =>
              request.purpose === "take_profit"
            ) ?? [];
            if (id !== undefined && order !== undefined) {
              world.trade(id, Math.ceil(order.left * step.part), order.request.price, step.late, step.twice);
            }
            break;
          }
          case "bid":
            world.process(events.book(world.at, [[step.at, 100_000]], [[step.at + 100, 100_000]]));
            break;
          case "lost":
            world.lost = true;
            break;
          case "wait":
            world.flush();
            for (let second = 0; second < 4; second++) world.process(events.clock(world.at += 1_000));
        }
      }
      world.flush();
      for (let round = 0; round < 4; round++) {
        world.at += 1_500;
        world.list(false);
        world.process(events.clock(world.at += 1));
      }
      const { holdings } = world.started.engine.orders;
      const held = holdings.inMarket(TICKER).reduce((sum, each) => sum + each.quantity, 0);
      assertEquals(held, world.position, "ours and the hand's together are the account's");
    }),
    { numRuns: 300, seed: 20_261_128 },
  );
});
