import { assert, assertEquals } from "@std/assert";
import { Book } from "../../src/core/market/book.ts";
import { parsePrice, parseQuantity } from "../../src/core/numbers/money.ts";
import type { SimulatorOptions } from "../../src/simulator/mod.ts";
import { Client, type Frame, start } from "./support.ts";

const STEADY: SimulatorOptions = { plan: { kind: "steady", framesPerSecond: 400, markets: 1 } };

/** A simulator and a client that listens to its book. */
async function listening(options: SimulatorOptions = STEADY) {
  const simulator = await start(options);
  const [ticker = ""] = simulator.markets.map((market) => market.ticker);
  const client = await Client.connect(simulator);
  const params = { channels: ["orderbook_delta"], market_tickers: [ticker], use_yes_price: true };
  const ack = await client.ask({ id: 1, cmd: "subscribe", params });
  const { sid } = ack.msg;
  return { simulator, client, ticker, sid: Number(sid) };
}

function fold(book: Book, { type, msg }: Frame): void {
  const levels = (rows: [string, string][]) =>
    rows.map(([price, size]) => ({ price: parsePrice(price), quantity: parseQuantity(size) }));
  if (type === "orderbook_snapshot") book.replace(levels(msg.yes_dollars_fp), levels(msg.no_dollars_fp));
  else {book.change(
      msg.side === "yes" ? "bid" : "ask",
      parsePrice(msg.price_dollars),
      parseQuantity(msg.delta_fp),
    );}
}

Deno.test("skip: a number is missing, the client's book is wrong, and a snapshot puts it right", async () => {
  const { simulator, client, ticker, sid } = await listening({
    plan: { kind: "steady", framesPerSecond: 400, markets: 1 },
    faults: { skipSequenceAfter: 30 },
  });
  const blind = new Book();
  let seq = 0;
  let gaps = 0;
  while (gaps === 0) {
    const frame = await client.next((frame) => frame.seq !== undefined);
    if (frame.seq !== seq + 1) gaps++;
    seq = frame.seq ?? 0;
    fold(blind, frame);
  }
  client.send({
    id: 2,
    cmd: "update_subscription",
    params: { sid, action: "get_snapshot", market_tickers: [ticker] },
  });
  for (;;) {
    const frame = await client.next((frame) => frame.seq !== undefined);
    assertEquals(frame.seq, ++seq);
    if (frame.id === 2) {
      const repaired = new Book();
      fold(repaired, frame);
      const both = (book: Book) => JSON.stringify([book.levels("bid"), book.levels("ask")]);
      assert(both(blind) !== both(repaired), "the lost change is missing");
      break;
    }
    fold(blind, frame);
  }
  await client.close();
  await simulator.close();
});

Deno.test("drop: the socket closes, by command or as planned, and a new one is served", async () => {
  const planned = await listening({ ...STEADY, faults: { dropSocketAfterMs: 60 } });
  assertEquals((await planned.client.closed).code, 1011);
  const again = await Client.connect(planned.simulator);
  await again.ask({ id: 1, cmd: "subscribe", params: { channels: ["trade"] } });
  planned.simulator.fault("drop");
  await again.closed;
  await planned.simulator.close();
});

Deno.test("silent: the socket stays open and says nothing while the market goes on, then there is a gap", async () => {
  const { simulator, client, ticker } = await listening();
  const bookNow = async () => await (await fetch(`${simulator.restBase}/markets/${ticker}/orderbook`)).text();
  const before = await client.ofType("orderbook_delta");
  simulator.fault("silent");
  // What was sent before the fault has come once the market has gone on for a while.
  const seen = new Set<string>();
  while (seen.size < 5) seen.add(await bookNow());
  client.frames.length = 0;
  while (seen.size < 15) seen.add(await bookNow());
  assertEquals(client.frames, []);
  simulator.fault("silent", 0);
  const after = await client.ofType("orderbook_delta");
  assert((after.seq ?? 0) > (before.seq ?? 0) + 10, "frames of the silence are lost");
  await client.close();
  await simulator.close();
});

Deno.test("malformed, unknown and duplicate frames come on demand", async () => {
  const { simulator, client } = await listening();
  simulator.fault("unknown");
  assertEquals((await client.ofType("arena_weather")).seq, undefined);
  simulator.fault("malformed");
  // Frames that were under way come first.
  while (client.broken.length === 0) await client.ofType("orderbook_delta");
  assertEquals(client.broken.length, 1);
  simulator.fault("duplicate");
  let before = await client.ofType("orderbook_delta");
  for (;;) {
    const frame = await client.ofType("orderbook_delta");
    if (frame.seq === before.seq) {
      assertEquals(frame, before);
      break;
    }
    before = frame;
  }
  await client.close();
  await simulator.close();
});

Deno.test("error10 and error25 end the book's subscription; a new subscribe begins another", async () => {
  const { simulator, client, ticker, sid } = await listening();
  let lastSid = sid;
  for (const [fault, code] of [["error10", 10], ["error25", 25]] as const) {
    simulator.fault(fault);
    const error = await client.ofType("error");
    assertEquals([error.sid, error.msg.code], [lastSid, code]);
    assert((error.seq ?? 0) > 0);
    assertEquals((await client.ask({ id: 5, cmd: "list_subscriptions" })).msg, []);
    const params = { channels: ["orderbook_delta"], market_tickers: [ticker], use_yes_price: true };
    const ack = await client.ask({ id: 6, cmd: "subscribe", params });
    assert(ack.msg.sid > lastSid);
    lastSid = ack.msg.sid;
    assertEquals((await client.ofType("orderbook_snapshot")).seq, 1);
  }
  await client.close();
  await simulator.close();
});

Deno.test("a client that does not read loses its subscription: error 25", async () => {
  // No bytes may wait at all, so that any frame under way is too many.
  const { simulator, client } = await listening({
    plan: { kind: "steady", framesPerSecond: 400, markets: 1, seconds: 0.2 },
    mostBufferedBytes: -1,
    waitForSubscriber: true,
  });
  const error = await client.ofType("error");
  assertEquals(error.msg, { code: 25, msg: "Subscription buffer overflow" });
  // Time goes on although nobody listens any more.
  await simulator.done;
  await client.close();
  await simulator.close();
});
