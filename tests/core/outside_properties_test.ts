/**
 * An honest exchange outside, whose reports come late, twice and in any order: the books are right in the end, and no exit ever
 * sells more than is held.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import type { Engine } from "../../src/core/engine.ts";
import type { EngineEvent } from "../../src/core/events.ts";
import { Random } from "../../src/core/numbers/prng.ts";
import type { OrderReport, OrderRequest } from "../../src/core/orders.ts";
import { complement, type Quantity } from "../../src/core/numbers/money.ts";
import {
  buy,
  dollars,
  events,
  micros,
  NOON,
  price,
  Puppet,
  quantity,
  startEngine,
  TICKER,
} from "./support.ts";

type Told<T> = T extends unknown ? Omit<T, "at" | "clientOrderId"> : never;

interface Placed {
  readonly request: OrderRequest;
  left: number;
  open: boolean;
}

class Play {
  readonly random: Random;
  readonly rules = [new Puppet(), new Puppet()] as const;
  readonly engine: Engine;
  at = NOON;
  /** As the exchange has it. */
  held = 0;
  cash: number = dollars(1_000);
  flips = 0;
  fills = 0;
  readonly #placed: Placed[] = [];
  #later: { readonly dueAt: number; readonly act: () => void }[] = [];

  constructor(seed: number) {
    this.random = new Random(seed);
    const strategies = this.rules.map((strategy, index) => ({ name: `rule_${index}`, strategy }));
    this.engine = startEngine({ outside: true, strategies }).engine;
  }

  /** Lets something happen within a time. */
  within(most: number, act: () => void): void {
    this.#later.push({ dueAt: this.at + this.random.integer(0, most), act });
  }

  tell(event: EngineEvent): void {
    for (const outcome of this.engine.process(event)) {
      if (outcome.kind === "order") this.#place(outcome.request);
      if (outcome.kind !== "cancel") continue;
      const placed = this.#placed.find(({ request }) => request.clientOrderId === outcome.clientOrderId);
      this.within(300, () => placed?.open === true && this.end(placed));
    }
  }

  pass(ms: number): void {
    this.at += ms;
    const due = this.#later.filter(({ dueAt }) => dueAt <= this.at);
    this.#later = this.#later.filter(({ dueAt }) => dueAt > this.at);
    for (const { act } of due.sort(() => this.random.chance(0.5) ? 1 : -1)) act();
    this.tell(events.clock(this.at));
  }

  trade(): void {
    const open = this.#placed.filter((placed) => placed.open);
    const placed = open[this.random.integer(0, Math.max(0, open.length - 1))];
    if (placed === undefined) return;
    const { request } = placed;
    const size = Math.min(placed.left, this.random.integer(1, request.quantity));
    const before = this.held;
    this.held += request.side === "bid" ? size : -size;
    if (request.purpose !== "entry" && before * this.held < 0) this.flips++;
    const closes = Math.min(size, Math.max(0, request.side === "bid" ? -before : before));
    const [pays, costs] = request.side === "bid"
      ? [complement(request.price), request.price]
      : [request.price, complement(request.price)];
    const balanceChange = micros(pays * closes - costs * (size - closes));
    this.cash += balanceChange;
    placed.left -= size;
    placed.open = placed.left > 0;
    this.#report(request, {
      kind: "fill",
      tradeId: `trade-${++this.fills}`,
      price: request.price,
      quantity: quantity(size),
      role: "maker",
      fee: micros(0),
      balanceChange,
    });
  }

  end(placed: Placed): void {
    placed.open = false;
    this.#report(placed.request, {
      kind: "cancelled",
      reason: "exchange",
      quantity: placed.left as Quantity,
    });
  }

  endAll(): void {
    for (const placed of this.#placed) if (placed.open) this.end(placed);
  }

  #place(request: OrderRequest): void {
    const placed = { request, left: request.quantity, open: true };
    this.#placed.push(placed);
    this.#report(
      request,
      this.random.chance(0.2) ? { kind: "unknown", detail: "late" } : { kind: "accepted" },
    );
  }

  #report(request: OrderRequest, report: Told<OrderReport>): void {
    const { clientOrderId } = request;
    const hear = () => {
      const { at } = this;
      this.tell({ kind: "order_report", at, reports: [{ at, clientOrderId, ...report } as OrderReport] });
    };
    this.within(this.random.chance(0.2) ? 4_000 : 200, hear);
    if (this.random.chance(0.2)) this.within(4_000, hear);
  }
}

/** One rule wants something, or the bids move, or the exchange trades. */
function step(play: Play): void {
  const { random } = play;
  const rule = play.rules[random.integer(0, 1)] ?? play.rules[0];
  const bid = random.integer(60, 90) * 100;
  switch (random.integer(0, 4)) {
    case 0:
      rule.next = [buy(bid, random.integer(1, 1_000), { exits: { takeProfit: 300, stopLoss: 500 } })];
      break;
    case 1:
      rule.next = [{ action: "sell", market: TICKER, price: price(bid) }];
      break;
    case 2:
      play.tell(events.book(play.at, [[bid, 1_000]], [[bid + 100, 1_000]]));
      break;
    default:
      play.trade();
  }
  play.pass(random.integer(1, 400));
}

Deno.test("late, doubled and disordered reports: no exit sells more than is held, and the books are right in the end", () => {
  let fills = 0;
  for (let seed = 1; seed <= 60; seed++) {
    const play = new Play(seed);
    for (let round = 0; round < 150; round++) step(play);
    play.tell(events.command(play.at, "kill"));
    for (let second = 0; second < 6; second++) play.pass(1_000);
    play.endAll();
    for (let second = 0; second < 6; second++) play.pass(1_000);
    const { portfolio, holdings, open } = play.engine.orders;
    const own = holdings.open().reduce((sum, each) => sum + each.quantity, 0);
    assertEquals(
      {
        seed,
        flips: play.flips,
        held: portfolio.held(TICKER) as number,
        own,
        cash: portfolio.cash as number,
      },
      { seed, flips: 0, held: play.held, own: play.held, cash: play.cash },
    );
    assertEquals([open.count, open.unreported(TICKER).length], [0, 0]);
    fills += play.fills;
  }
  assert(fills > 500, `only ${fills} fills`);
});
