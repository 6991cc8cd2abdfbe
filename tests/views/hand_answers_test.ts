import { assertEquals } from "@std/assert";
import type { Command } from "../../src/core/commands.ts";
import type { Engine } from "../../src/core/engine.ts";
import type { EngineEvent } from "../../src/core/events.ts";
import type {
  Approved,
  OrderDecreased,
  OrderFill,
  OrderReport,
  OrderRequest,
} from "../../src/core/orders.ts";
import { HandAnswers, MOST_ANSWERS } from "../../src/views/hand_answers.ts";
import {
  dollars,
  events,
  micros,
  NOON,
  price,
  quantity,
  startEngine,
  TICKER,
  WIDE,
} from "../core/support.ts";

type Place = Extract<Command, { command: "place_order" }>;

const ORDER: Place = {
  command: "place_order",
  market: TICKER,
  outcome_side: "yes",
  action: "buy",
  price: "0.80",
  contracts: "10",
  time_in_force: "good_till_canceled",
};

/** An engine, and the answers to what is asked of it. */
class Asked {
  readonly answers = new HandAnswers();
  readonly #engine: Engine;
  at = NOON;

  constructor(options: Parameters<typeof startEngine>[0] = {}) {
    this.#engine = startEngine(options).engine;
  }

  take(event: EngineEvent): this {
    this.answers.onEvent(event, this.#engine.process(event));
    return this;
  }

  give(command: Command): this {
    return this.take({ kind: "command", at: ++this.at, command });
  }

  place(intent: string, more: Partial<Place> = {}): this {
    return this.give({ ...ORDER, intent, ...more });
  }

  get last(): readonly unknown[] {
    const answer = this.answers.all.at(-1);
    return [answer?.intent, answer?.state, answer?.text];
  }
}

Deno.test("an order by hand is answered: received, filled, cancelled", () => {
  const asked = new Asked();
  assertEquals(asked.place("one").last, ["one", "received", "#1 rests"]);
  assertEquals(asked.place("two", { price: "0.86" }).last, ["two", "done", "#2 filled 10 of 10"]);
  asked.give({ command: "cancel_order", order: "t-1" }).take(events.clock(NOON + 1_000));
  assertEquals(
    asked.answers.all.find(({ intent }) => intent === "one")?.text,
    "#1 filled 0 of 10, 10 not (requested)",
  );
});

Deno.test("what is not sent is refused with the gate's code, or with what could not be read", () => {
  const asked = new Asked({ limits: { ...WIDE, maxOrderValue: dollars(5) } });
  assertEquals(asked.place("big").last, ["big", "refused", "ORDER_VALUE: value=$8.00 max=$5.00"]);
  const [, state, text] = asked.place("odd", { price: "8" }).last;
  assertEquals([state, String(text).startsWith("order by hand not sent: price 8")], ["refused", true]);
});

Deno.test("the text stands behind the state, and does not say it again", () => {
  const request = {
    clientOrderId: "t-1",
    market: TICKER,
    side: "bid",
    price: 8_000,
    quantity: 1_000,
    timeInForce: "good_till_canceled",
    postOnly: false,
    purpose: "entry",
    strategy: "hand",
  } as Approved<OrderRequest>;
  const answered = (report: OrderReport, more: Partial<OrderRequest> = {}) => {
    const answers = new HandAnswers();
    const order = { ...request, ...more } as Approved<OrderRequest>;
    const command = { ...ORDER, intent: "one" };
    answers.onEvent({ kind: "command", at: 1, command }, [{ kind: "order", at: 1, request: order }]);
    answers.onEvent(events.clock(2), [{ kind: "report", at: 2, request: order, report }]);
    const [answer] = answers.all;
    return `${answer?.state} ${answer?.text}`;
  };
  const of = { at: 2, clientOrderId: "t-1" };
  assertEquals(answered({ kind: "accepted", ...of }), "received #1 rests");
  assertEquals(
    answered({ kind: "accepted", ...of }, { timeInForce: "immediate_or_cancel" }),
    "received #1",
    "it never rests",
  );
  assertEquals(
    answered({ kind: "rejected", ...of, reason: { code: "MARKET_NOT_OPEN" } }),
    "rejected #1 MARKET_NOT_OPEN",
  );
  assertEquals(answered({ kind: "unknown", ...of, detail: "no answer" }), "unknown #1: no answer");
});

Deno.test("an intent is carried out once: a second command of it sends nothing and keeps the answer", () => {
  const asked = new Asked().place("one");
  const first = asked.answers.all;
  asked.place("one");
  assertEquals(asked.answers.all, first);
});

Deno.test("a change is answered by what takes the order's place; a decrease by its new size", () => {
  const asked = new Asked().place("one");
  asked.give({ command: "change_order", order: "t-1", contracts: "4", intent: "less" });
  asked.take(events.clock(NOON + 1_000));
  assertEquals(asked.last, ["less", "done", "#1 is smaller now: 4 in all, its place is kept"]);
  asked.at = NOON + 2_000;
  asked.give({ command: "change_order", order: "t-1", price: "0.79", intent: "lower" });
  asked.take(events.clock(NOON + 3_000));
  assertEquals(asked.last, ["lower", "received", "#2 rests"]);
});

Deno.test("an order that was made smaller is filled when that is filled, with what was filled before", () => {
  const asked = new Asked({ outside: true }).place("one");
  const told = (more: Pick<OrderFill, "tradeId" | "quantity"> | Pick<OrderDecreased, "size">) => {
    const at = ++asked.at;
    const common = { at, clientOrderId: "t-1" } as const;
    const report: OrderReport = "size" in more ? { kind: "decreased", ...common, ...more } : {
      kind: "fill",
      ...common,
      ...more,
      price: price(8_000),
      role: "maker",
      fee: micros(0),
      balanceChange: micros(0),
    };
    asked.take({ kind: "order_report", at, reports: [report] });
  };
  told({ tradeId: "a", quantity: quantity(300) });
  assertEquals(asked.last, ["one", "received", "#1 filled 3 of 10"]);
  asked.give({ command: "change_order", order: "t-1", contracts: "4", intent: "less" });
  told({ size: quantity(700) });
  assertEquals(asked.last, ["less", "done", "#1 is smaller now: 7 in all, its place is kept"]);
  told({ tradeId: "b", quantity: quantity(200) });
  assertEquals(asked.last, ["less", "received", "#1 filled 5 of 7"]);
  told({ tradeId: "c", quantity: quantity(200) });
  assertEquals(asked.last, ["less", "done", "#1 filled 7 of 7"]);
});

Deno.test("only the last answers are kept", () => {
  const asked = new Asked({ limits: { ...WIDE, maxOrderValue: dollars(5) } });
  for (let number = 0; number < MOST_ANSWERS + 5; number++) asked.place(`i${number}`);
  assertEquals(asked.answers.all.length, MOST_ANSWERS);
  assertEquals(asked.answers.all[0]?.intent, "i5");
});
