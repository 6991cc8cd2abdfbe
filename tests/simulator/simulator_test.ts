import { assert, assertEquals } from "@std/assert";
import { FAULTS, isFault, startSimulator } from "../../src/simulator/mod.ts";
import { eventJson } from "../../src/simulator/exchange/event_json.ts";
import { feeUpdateFrame } from "../../src/kalshi/wire/messages.ts";
import { handleCommand } from "../../src/simulator/server/commands.ts";
import { Hub } from "../../src/simulator/server/hub.ts";
import { RateLimit } from "../../src/simulator/server/rate_limit.ts";
import { makeKey } from "../../src/simulator/server/key_ring.ts";
import { advance } from "../../src/simulator/exchange/source.ts";
import { SteadySource } from "../../src/simulator/sources/steady_source.ts";
import { Book } from "../../src/core/market/book.ts";
import { attached } from "./attached.ts";
import { Client, start } from "./support.ts";

Deno.test("a whole generated game over the socket: pregame to settlement in the seconds that were asked for", async () => {
  const simulator = await start({
    plan: { kind: "generated", league: "nba", seed: 12, seconds: 1.5, activity: 0.01 },
    waitForSubscriber: true,
  });
  assert((simulator.speed ?? 0) > 1_000);
  const client = await Client.connect(simulator);
  const tickers = simulator.markets.map((market) => market.ticker);
  client.send({
    id: 1,
    cmd: "subscribe",
    params: {
      channels: ["orderbook_delta", "trade", "ticker", "market_lifecycle_v2"],
      market_tickers: tickers,
      use_yes_price: true,
    },
  });
  await simulator.done;
  client.send({ id: 2, cmd: "list_subscriptions" });
  const lives = new Map<string, string[]>(tickers.map((ticker) => [ticker, []]));
  const empties = new Set<string>();
  const prices = new Map<string, string>();
  for (let frame = await client.next(() => true); frame.id !== 2; frame = await client.next(() => true)) {
    const ticker = frame.msg?.market_ticker;
    if (frame.type === "market_lifecycle_v2") lives.get(ticker)?.push(frame.msg.event_type);
    if (frame.type === "trade") prices.set(ticker, frame.msg.yes_price_dollars);
    if (frame.type !== "orderbook_snapshot") continue;
    if (frame.msg.yes_dollars_fp === undefined && frame.msg.no_dollars_fp === undefined) empties.add(ticker);
  }
  for (const ticker of tickers) {
    assertEquals(lives.get(ticker), ["close_date_updated", "determined", "settled"]);
    const { market } = await (await fetch(`${simulator.restBase}/markets/${ticker}`)).json();
    assertEquals([market.status, prices.get(ticker)], [
      "finalized",
      market.result === "yes" ? "0.9900" : "0.0100",
    ]);
  }
  assertEquals(empties, new Set(tickers));
  await client.close();
  await simulator.close();
});

Deno.test("startSimulator() refuses bad numbers and bad keys with a sentence", async () => {
  const code = async (options: Parameters<typeof startSimulator>[0]) => {
    const started = await startSimulator(options);
    assert(!started.ok);
    assert(started.reason.message.startsWith("Cannot"), started.reason.message);
    return started.reason.code;
  };
  const generated = { kind: "generated", league: "nba", seed: 1 } as const;
  assertEquals(await code({ plan: { ...generated, speed: 0 } }), "plan_bad");
  assertEquals(await code({ plan: { ...generated, seconds: NaN } }), "plan_bad");
  assertEquals(await code({ plan: { kind: "steady", framesPerSecond: -1 } }), "plan_bad");
  assertEquals(await code({ plan: { kind: "steady", framesPerSecond: 1, markets: 99 } }), "plan_bad");
  await code({ plan: generated, keys: [{ keyId: "mine", publicKeyPem: "no pem" }] });
});

Deno.test("a client may bring a key of its own", async () => {
  const key = makeKey();
  const simulator = await start({
    plan: { kind: "steady", framesPerSecond: 100 },
    keys: [{ keyId: key.keyId, publicKeyPem: key.publicKeyPem }],
  });
  const client = await Client.connect({ ...simulator, keyId: key.keyId, privateKeyPem: key.privateKeyPem });
  await client.close();
  await simulator.close();
  await simulator.close();
});

Deno.test("SteadySource keeps its rate, and its books sound", () => {
  const source = new SteadySource({ framesPerSecond: 2_000, markets: 5, startsAt: 0 });
  const tickers = source.events.flatMap((event) => event.markets.map((market) => market.ticker));
  assertEquals([tickers.length, new Set(tickers).size], [5, 5]);
  const books = new Map(tickers.map((ticker) => [ticker, new Book()]));
  let changes = 0;
  const { exchange } = attached(source);
  exchange.listen((event) => {
    const book = "market" in event ? books.get(event.market) : undefined;
    assert(book !== undefined);
    if (event.kind === "book") book.replace(event.bids, event.asks);
    if (event.kind !== "level") return;
    changes++;
    assert(book.change(event.side, event.price, event.delta));
    assert((book.spread ?? 0) > 0);
  });
  advance(source, 10_000);
  assertEquals(changes, 20_001);
});

Deno.test("RateLimit refills continuously up to its capacity, for each key apart", () => {
  const limit = new RateLimit({ refillRate: 100, capacity: 30 });
  assertEquals([1, 2, 3, 4].map(() => limit.take("a", 0)), [true, true, true, false]);
  assertEquals([limit.take("a", 99), limit.take("a", 100), limit.take("b", 100)], [false, true, true]);
  assertEquals([1, 2, 3, 4].map(() => limit.take("a", 60_000)), [true, true, true, false]);
});

Deno.test("isFault() knows all faults by name", () => {
  for (const fault of FAULTS) assert(isFault(fault));
  assert(!isFault("earthquake"));
});

Deno.test("Hub tells fee changes on the lifecycle channel, and REST shows them on the event", () => {
  const source = new SteadySource({ framesPerSecond: 1, startsAt: 0 });
  const { exchange, clock, now } = attached(source);
  clock.virtualMs = 1_000;
  const hub = new Hub({ exchange, now, mostBufferedBytes: 1_000, planned: {} });
  exchange.listen((event, atMs) => hub.publish(event, atMs));
  const sent: string[] = [];
  const connection = hub.open({
    readyState: 1,
    bufferedAmount: 0,
    send: (text) => void sent.push(text),
    close: () => {},
  });
  handleCommand(connection, '{"id":1,"cmd":"subscribe","params":{"channels":["market_lifecycle_v2"]}}');
  const event = source.events[0]?.ticker ?? "";
  exchange.announce({ kind: "fees", event, feeType: "quadratic_with_maker_fees", feeMultiplier: 0.5 });
  const frame = feeUpdateFrame.parse(JSON.parse(sent[1] ?? ""));
  assertEquals([frame.sid, frame.seq, frame.sending_ts_ms], [1, 1, 1_000]);
  assertEquals(frame.msg, {
    event_ticker: event,
    fee_type_override: "quadratic_with_maker_fees",
    fee_multiplier_override: 0.5,
  });
  const record = exchange.events.get(event);
  assert(record !== undefined);
  assertEquals(eventJson(exchange, record).fee_multiplier_override, 0.5);
});
