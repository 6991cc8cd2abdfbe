/**
 * Whole live sessions against the embedded exchange, over real sockets, with a real journal on the disk.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { parseQuantity } from "../../../src/core/numbers/money.ts";
import { openReplay } from "../../../src/session/replay.ts";
import { must, Watcher } from "../support.ts";
import { LIVE_REGISTRY, LiveBench, reportsOf } from "./live_support.ts";

/** Exchange, journal and engine hold the same, and the money is the same to the grid. */
function agree(bench: LiveBench, { session, journal }: Awaited<ReturnType<LiveBench["start"]>>): void {
  const { market } = bench;
  const held = bench.account.position(market)?.position ?? 0;
  assertEquals(session.engine.orders.portfolio.held(market), held);
  assertEquals(journal.orders.positions().find((each) => each.market === market)?.quantity ?? 0, held);
  assertEquals(session.engine.orders.portfolio.cash, bench.account.balance(3).cash);
}

/** The recording gives the same decisions again. */
async function replays(path: string, lines: readonly string[]): Promise<void> {
  const replay = must(await openReplay(path, LIVE_REGISTRY));
  const watcher = new Watcher();
  await replay.run([watcher]);
  assertEquals(watcher.lines, lines);
}

Deno.test("a live session: entry, take-profit, end: account, journal and engine agree, and it replays byte for byte", async () => {
  await using bench = await LiveBench.open({ rule: { takeProfit: 0.25 } });
  await bench.offer("ask", "0.5600", "10");
  await bench.offer("bid", "0.5400", "100");
  const live = await bench.start();
  await bench.until("fill");
  agree(bench, live);
  // The take-profit rests; the stranger takes a part of it.
  await bench.untilAtExchange(() => bench.resting.length === 1, "a take-profit");
  const [takeProfit] = bench.account.resting();
  assertEquals([takeProfit?.side, takeProfit?.remaining], ["ask", parseQuantity("10")]);
  assert(takeProfit?.expiresAtMs !== undefined, "a resting close ends by itself");
  await bench.offer("bid", "0.7000", "4");
  await bench.until("fill", 2);
  agree(bench, live);
  const end = await live.session.close("the test is over");
  assertEquals(end.openOrders, undefined);
  assertEquals(bench.resting, [], "what rested was cancelled at the end");
  assertEquals(bench.account.position(bench.market)?.position, parseQuantity("6"));
  agree(bench, live);
  assertEquals(live.journal.orders.open(), []);
  await replays(end.recording?.path ?? "", bench.watcher.lines);
});

Deno.test("a live session: settled, the payout is what the account was paid", async () => {
  await using bench = await LiveBench.open();
  await bench.offer("ask", "0.5600", "10");
  await bench.offer("bid", "0.5400", "100");
  const live = await bench.start();
  await bench.until("fill");
  const { market } = bench;
  for (
    const change of [
      { kind: "life", market, step: "closed" },
      { kind: "life", market, step: "determined", result: "yes" },
      { kind: "life", market, step: "settled" },
    ] as const
  ) assert(bench.simulator.turn(change));
  await bench.watcher.until(
    () => bench.watcher.outcomes.some(({ kind }) => kind === "settled"),
    "settlement",
  );
  assertEquals(live.session.engine.orders.portfolio.cash, bench.account.balance(3).cash);
});

Deno.test("an answer that is lost after the exchange took the order: found, never sent again, its fills booked", async () => {
  await using bench = await LiveBench.open();
  await bench.offer("ask", "0.5600", "10");
  await bench.offer("bid", "0.5400", "100");
  let creates = 0;
  bench.simulator.intercept({
    after: ({ method, path }) => {
      if (method !== "POST" || !path.endsWith("/portfolio/events/orders")) return { kind: "pass" };
      creates++;
      return { kind: "silence", how: "reset" };
    },
  });
  const live = await bench.start();
  await bench.until("fill");
  await bench.untilAtExchange(() => true, "");
  assertEquals(creates, 1);
  agree(bench, live);
});

Deno.test("a create that never arrives is never sent again by itself: rejected once the lists prove it", async () => {
  await using bench = await LiveBench.open();
  await bench.offer("ask", "0.5600", "10");
  await bench.offer("bid", "0.5400", "100");
  let lost = 0;
  bench.simulator.intercept({
    before: ({ method, path }) => {
      if (method !== "POST" || !path.endsWith("/portfolio/events/orders") || lost > 0) {
        return { kind: "pass" };
      }
      lost++;
      return { kind: "silence", how: "reset" };
    },
  });
  await bench.start();
  await bench.until("rejected");
  const reports = reportsOf(bench.watcher.outcomes);
  assertEquals(reports.slice(0, 2).map(({ kind }) => kind), ["unknown", "rejected"]);
  const [, rejected] = reports;
  assert(rejected?.kind === "rejected");
  assertEquals(rejected.reason.code, "NOT_RECEIVED");
});

Deno.test("the kill switch as a file: resting orders are cancelled, and nothing else leaves", async () => {
  await using bench = await LiveBench.open({ rule: { price: "0.5500" } });
  await bench.offer("ask", "0.5600", "10");
  await bench.offer("bid", "0.5400", "100");
  const { session, journal } = await bench.start();
  await bench.until("accepted");
  assertEquals(bench.resting.length, 1);
  const writes: string[] = [];
  bench.simulator.intercept({
    before: ({ method }) => {
      if (method !== "GET") writes.push(method);
      return { kind: "pass" };
    },
  });
  must(journal.kill.set("test", "a person touched the file"));
  await bench.untilAtExchange(() => bench.resting.length === 0, "the cancel");
  await bench.until("cancelled");
  session.command({
    command: "place_order",
    market: bench.market,
    outcome_side: "yes",
    action: "buy",
    price: "0.5600",
    contracts: "1",
    time_in_force: "immediate_or_cancel",
  });
  await session.close("the test is over");
  assertEquals(writes, ["DELETE"]);
});

Deno.test("a fill that no stream brings is read over REST", async () => {
  await using bench = await LiveBench.open({ rule: { price: "0.5500" } });
  await bench.offer("ask", "0.5600", "10");
  await bench.offer("bid", "0.5400", "100");
  const live = await bench.start();
  await bench.until("accepted");
  for (const channel of ["fill", "user_orders", "market_positions"] as const) {
    bench.simulator.outgoing(channel, () => {});
  }
  await bench.offer("ask", "0.5500", "4");
  await bench.until("fill");
  agree(bench, live);
});

Deno.test("a lost account socket is blindness until a read newer than the reconnect was compared", async () => {
  await using bench = await LiveBench.open({ rule: null });
  await bench.offer("ask", "0.5600", "10");
  await bench.offer("bid", "0.5400", "100");
  const { session } = await bench.start();
  await bench.seeing(session);
  const refused = bench.simulator.intercept({
    before: ({ handshake }) => handshake ? { kind: "silence", how: "reset" } : { kind: "pass" },
  });
  bench.simulator.fault("drop");
  await bench.watcher.until(() => session.live?.blind !== undefined, "blindness");
  refused();
  await bench.seeing(session);
});

Deno.test("an order by hand beside the session is external: counted, shown and left alone", async () => {
  await using bench = await LiveBench.open({ rule: null });
  await bench.offer("ask", "0.5600", "10");
  await bench.offer("bid", "0.5400", "100");
  const { session } = await bench.start();
  await bench.seeing(session);
  const made = bench.account.create({
    market: bench.market,
    side: "bid",
    price: 5_000 as never,
    count: parseQuantity("3"),
    timeInForce: "good_till_canceled",
    selfTradePrevention: "taker_at_cross",
    exchangeIndex: 3,
  });
  assert(made.ok);
  await bench.watcher.until(() => session.engine.orders.external.openCount === 1, "the order by hand");
  await session.close("the test is over");
  assertEquals(bench.resting.length, 1, "it still rests");
});

Deno.test("a hand sells what a rule holds: no exit opens the other side, and the sale is booked at the hand's price", async () => {
  await using bench = await LiveBench.open({ rule: { stopLoss: 0.1 } });
  await bench.offer("ask", "0.5600", "10");
  await bench.offer("bid", "0.5400", "10");
  const { session } = await bench.start();
  await bench.until("fill");
  await bench.seeing(session);
  const made = bench.account.create({
    market: bench.market,
    side: "ask",
    price: 5_400 as never,
    count: parseQuantity("10"),
    timeInForce: "immediate_or_cancel",
    selfTradePrevention: "taker_at_cross",
    exchangeIndex: 3,
  });
  assert(made.ok);
  // The price falls through the stop: whatever the engine believes by then, nothing of the other side is opened.
  await bench.offer("bid", "0.4000", "50");
  await bench.watcher.until(
    () => bench.watcher.outcomes.some((each) => each.kind === "closed" && each.trade.reason === "external"),
    "the hand's sale",
  );
  await session.close("the test is over");
  assertEquals(bench.account.position(bench.market)?.position ?? 0, 0);
});

Deno.test("stopped and started again in one process, everything runs again, with ids of its own", async () => {
  await using bench = await LiveBench.open({ rule: { price: "0.5500" } });
  await bench.offer("ask", "0.5600", "10");
  await bench.offer("bid", "0.5400", "100");
  const first = await bench.start();
  await bench.until("accepted");
  const [before = ""] = bench.resting;
  await first.session.close("stopped");
  assertEquals(bench.resting, []);
  const watcher = new Watcher();
  await bench.start({ watcher });
  await bench.until("accepted", 1, watcher);
  const [after = ""] = bench.resting;
  assert(after !== "" && after !== before, `${before}, then ${after}`);
  // What no stream brings is read again, too.
  for (const channel of ["fill", "user_orders"] as const) bench.simulator.outgoing(channel, () => {});
  await bench.offer("ask", "0.5500", "4");
  await bench.until("fill", 1, watcher);
});

Deno.test("a hand sells a part of what a rule holds while no session runs: the next one agrees, and the journal holds the rest", async () => {
  await using bench = await LiveBench.open();
  await bench.offer("ask", "0.5600", "10");
  await bench.offer("bid", "0.5400", "10");
  const first = await bench.start();
  await bench.until("fill");
  await first.session.close("stopped");
  assert(
    bench.account.create({
      market: bench.market,
      side: "ask",
      price: 5_400 as never,
      count: parseQuantity("4"),
      timeInForce: "immediate_or_cancel",
      selfTradePrevention: "taker_at_cross",
      exchangeIndex: 3,
    }).ok,
  );
  const watcher = new Watcher();
  const { session, journal } = await bench.start({ rule: null, watcher });
  await bench.seeing(session, watcher);
  const held = journal.orders.positions().find(({ market }) => market === bench.market);
  assertEquals([held?.quantity, journal.halts.active()], [parseQuantity("6"), []]);
});

Deno.test("a hand sells a part while a session runs, and the market pays: the journal follows, and nothing leaves it twice", async () => {
  await using bench = await LiveBench.open();
  await bench.offer("ask", "0.5600", "10");
  await bench.offer("bid", "0.5400", "6");
  const { session, journal } = await bench.start();
  await bench.until("fill");
  await bench.seeing(session);
  assert(
    bench.account.create({
      market: bench.market,
      side: "ask",
      price: 5_400 as never,
      count: parseQuantity("6"),
      timeInForce: "immediate_or_cancel",
      selfTradePrevention: "taker_at_cross",
      exchangeIndex: 3,
    }).ok,
  );
  const held = () => journal.orders.positions().find(({ market }) => market === bench.market)?.quantity ?? 0;
  await bench.watcher.until(() => held() === parseQuantity("4"), "the journal's book of the sale");
  const { market } = bench;
  for (
    const change of [
      { kind: "life", market, step: "closed" },
      { kind: "life", market, step: "determined", result: "yes" },
      { kind: "life", market, step: "settled" },
    ] as const
  ) assert(bench.simulator.turn(change));
  await bench.watcher.until(
    () => bench.watcher.outcomes.some(({ kind }) => kind === "settled"),
    "the payout",
  );
  assertEquals(held(), 0);
});
