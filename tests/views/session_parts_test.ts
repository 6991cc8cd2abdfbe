import { assertEquals } from "@std/assert";
import type { Command } from "../../src/core/commands.ts";
import type { Engine } from "../../src/core/engine.ts";
import { EXTERNAL } from "../../src/core/execution/holding.ts";
import type { OrderReport } from "../../src/core/orders.ts";
import type { BuyIntent } from "../../src/core/strategy/strategy.ts";
import { accountView, closedTrades, orderViews, positionViews } from "../../src/views/session_parts.ts";
import { buy, events, micros, NOON, price, quantity, startEngine, TICKER } from "../core/support.ts";

/** An engine that has bought ten contracts over a book of .56 to .57, with a stop and a take-profit of 10 %. */
function holding(intent: Pick<BuyIntent, "outcomeSide" | "price">): Engine {
  const { engine, puppet } = startEngine();
  engine.process(events.book(NOON + 1, [[5_600, 100_000]], [[5_700, 100_000]]));
  puppet.next = [buy(0, 1_000, { ...intent, exits: { takeProfit: 1_000, stopLoss: 1_000 } })];
  engine.process(events.clock(NOON + 2));
  return engine;
}

const SHARED = { market: TICKER, openedAt: NOON + 2, strategy: "puppet" } as const;

Deno.test("a position shows the prices of the side that is held", () => {
  assertEquals(positionViews(holding({ price: price(5_700) })), [{
    ...SHARED,
    quantity: quantity(1_000),
    entryPrice: micros(570_000),
    fees: micros(171_600),
    now: price(5_600),
    unrealised: micros(-100_000),
    stop: price(5_100),
    takeProfit: price(6_300),
  }]);
  // NO bought at .44: it can be sold at 1 − .57.
  assertEquals(positionViews(holding({ outcomeSide: "no", price: price(4_400) })), [{
    ...SHARED,
    quantity: quantity(-1_000),
    entryPrice: micros(440_000),
    fees: micros(172_500),
    now: price(4_300),
    unrealised: micros(-100_000),
    stop: price(3_900),
    takeProfit: price(4_900),
  }]);
});

Deno.test("orders and watched stops of NO are sales of NO at its prices", () => {
  const rows = (engine: Engine) =>
    orderViews(engine).map(({ side, outcomeSide, purpose, quantity, price, marketPrice }) =>
      [side, outcomeSide, purpose, quantity, price, marketPrice] as const
    );
  assertEquals(rows(holding({ price: price(5_700) })), [
    ["sell", undefined, "take_profit", quantity(1_000), price(6_300), price(5_600)],
    ["sell", undefined, "stop", quantity(1_000), price(5_100), price(5_600)],
  ]);
  assertEquals(rows(holding({ outcomeSide: "no", price: price(4_400) })), [
    ["sell", "no", "take_profit", quantity(1_000), price(4_900), price(4_300)],
    ["sell", "no", "stop", quantity(1_000), price(3_900), price(4_300)],
  ]);
  const { engine, puppet } = startEngine();
  puppet.next = [buy(1_000, 100, { outcomeSide: "no" })];
  engine.process(events.clock(NOON + 2));
  assertEquals(rows(engine), [["buy", "no", "entry", quantity(100), price(1_000), price(1_500)]]);
});

Deno.test("a round trip of NO has its sign and its prices", () => {
  const engine = holding({ outcomeSide: "no", price: price(4_400) });
  engine.process(events.life(NOON + 3, { status: "finalized", result: { yesPays: micros(0) } }));
  const [trade] = closedTrades(engine);
  assertEquals([trade?.quantity, trade?.entry, trade?.exit, trade?.pnl], [
    quantity(-1_000),
    micros(440_000),
    micros(1_000_000),
    micros(5_427_500),
  ]);
});

Deno.test("what somebody else bought is shown as theirs, and nothing sells it", () => {
  const engine = holding({ outcomeSide: "no", price: price(4_400) });
  engine.orders.holdings.reconcile(TICKER, quantity(-1_500), micros(6_600_000), NOON + 3);
  const shown = () => positionViews(engine).map(({ strategy, quantity }) => [strategy, quantity as number]);
  assertEquals(shown(), [["puppet", -1_000], [EXTERNAL, -500]]);
  engine.process(events.command(NOON + 1_000, "flatten"));
  engine.process(events.clock(NOON + 2_000));
  assertEquals(shown(), [[EXTERNAL, -500]]);
  for (const [index, more] of [{}, { strategy: EXTERNAL }].entries()) {
    const command = { command: "close_position", market: TICKER, ...more } as const;
    const told = engine.process({ kind: "command", at: NOON + 3_000 + index, command });
    assertEquals(told.map((outcome) => outcome.kind === "note" && outcome.text.slice(0, 16)), [
      "nothing to close",
    ]);
  }
  engine.process(events.command(NOON + 4_000, "kill"));
  assertEquals(engine.unprotected, 0);
  const end = engine.process(
    events.life(NOON + 5_000, { status: "finalized", result: { yesPays: micros(0) } }),
  );
  assertEquals([shown(), end.filter(({ kind }) => kind === "settled")], [[], []]);
});

Deno.test("a sale is no larger than what the account still holds", () => {
  const engine = holding({ outcomeSide: "no", price: price(4_400) });
  engine.process(events.command(NOON + 3, "cancel_all"));
  engine.orders.holdings.reconcile(TICKER, quantity(-300), micros(1_000_000), NOON + 4);
  const sent = engine.process(events.command(NOON + 1_000, "flatten"));
  assertEquals(
    sent.flatMap((outcome) => outcome.kind === "order" ? [outcome.request.quantity] : []),
    [quantity(300)],
  );
  // That sale is done, and what is left of the holding is not there.
  const later = engine.process(events.clock(NOON + 5_000));
  assertEquals(
    [...sent, ...later].flatMap((outcome) => outcome.kind === "exit_refused" ? [outcome.reason.code] : []),
    ["SOLD_ELSEWHERE"],
  );
  assertEquals(later.filter(({ kind }) => kind === "order"), []);
});

Deno.test("an order whose fate nobody knows says so, also while it is being cancelled", () => {
  const { engine, puppet } = startEngine({ outside: true });
  puppet.next = [buy(8_600, 1_000)];
  const [sent] = engine.process(events.clock(NOON + 2)).flatMap((outcome) =>
    outcome.kind === "order" ? [outcome.request.clientOrderId] : []
  );
  const states = () => orderViews(engine).map(({ state }) => state);
  assertEquals(states(), ["pending"]);
  engine.process({
    kind: "order_report",
    at: NOON + 3,
    reports: [{ kind: "unknown", at: NOON + 3, clientOrderId: sent ?? "", detail: "no answer" }],
  });
  assertEquals(states(), ["unknown"]);
  engine.process(events.command(NOON + 4, "cancel_all"));
  assertEquals(states(), ["unknown"]);
});

Deno.test("an order that was made smaller shows what it is now", () => {
  const { engine } = startEngine({ outside: true });
  const give = (at: number, command: Command) => engine.process({ kind: "command", at, command });
  give(NOON + 1, {
    command: "place_order",
    market: TICKER,
    outcome_side: "yes",
    action: "buy",
    price: "0.80",
    contracts: "10",
    time_in_force: "good_till_canceled",
  });
  const id = "t-1";
  const told = (at: number, report: OrderReport) =>
    engine.process({ kind: "order_report", at, reports: [report] });
  told(NOON + 2, { kind: "accepted", at: NOON + 2, clientOrderId: id });
  told(NOON + 3, { kind: "decreased", at: NOON + 3, clientOrderId: id, size: quantity(400) });
  const [row] = orderViews(engine);
  assertEquals([row?.quantity, row?.filled], [quantity(400), quantity(0)]);
});

Deno.test("the day's loss that is shown is the one that limits count: of all sessions of the account", () => {
  const { engine } = startEngine({ outside: true });
  const told = (at: number, accountDayPnl: number) =>
    engine.process({ kind: "live", at, accountDayPnl: micros(accountDayPnl) });
  assertEquals(accountView(engine).dayPnl, micros(0));
  told(NOON + 1, -12_340_000);
  assertEquals(accountView(engine).dayPnl, micros(-12_340_000));
  told(NOON + 2, 5_000_000);
  assertEquals(accountView(engine).dayPnl, micros(0), "what others gained is not ours to lose");
});
