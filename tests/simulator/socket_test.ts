import { assert, assertEquals } from "@std/assert";
import { Book } from "../../src/core/market/book.ts";
import { complement, parsePrice, parseQuantity, PRICE_ONE } from "../../src/core/numbers/money.ts";
import { SOCKET_PATH } from "../../src/kalshi/environment.ts";
import { type SimulatorOptions, startSimulator } from "../../src/simulator/mod.ts";
import { Client, type Frame, sign, start } from "./support.ts";

const STEADY: SimulatorOptions = { plan: { kind: "steady", framesPerSecond: 400, markets: 2 } };

/** Folds book frames into a book of YES prices. */
function fold(book: Book, frame: Frame, yesPrice: boolean): void {
  const yes = (text: string, side: string) => {
    const price = parsePrice(text);
    return side === "yes" || yesPrice ? price : complement(price);
  };
  const { msg } = frame;
  if (frame.type === "orderbook_snapshot") {
    const levels = (rows: [string, string][] | undefined, side: string) =>
      (rows ?? []).map(([price, size]) => ({ price: yes(price, side), quantity: parseQuantity(size) }));
    book.replace(levels(msg.yes_dollars_fp, "yes"), levels(msg.no_dollars_fp, "no"));
  } else {
    const side = msg.side === "yes" ? "bid" : "ask";
    assert(book.change(side, yes(msg.price_dollars, msg.side), parseQuantity(msg.delta_fp)));
  }
}

/** Status of a handshake with these headers. */
async function handshake(url: string, headers: Readonly<Record<string, string>>): Promise<number> {
  const response = await fetch(url.replace("ws:", "http:"), {
    headers: { ...headers, "upgrade": "websocket", "sec-websocket-version": "13" },
  });
  await response.body?.cancel();
  return response.status;
}

Deno.test("a handshake must be signed by a known key, now, for the socket's path", async () => {
  const simulator = await start(STEADY);
  const { socketUrl } = simulator;
  const good = sign(simulator, "GET", SOCKET_PATH);
  assertEquals(await handshake(socketUrl, {}), 401);
  assertEquals(await handshake(socketUrl, { ...good, "KALSHI-ACCESS-KEY": "someone-else" }), 401);
  assertEquals(await handshake(socketUrl, sign(simulator, "GET", "/trade-api/v2/markets")), 401);
  assertEquals(await handshake(socketUrl, sign(simulator, "POST", SOCKET_PATH)), 401);
  assertEquals(await handshake(socketUrl, sign(simulator, "GET", SOCKET_PATH, Date.now() - 31_000)), 401);
  assertEquals(await handshake(socketUrl, sign(simulator, "GET", SOCKET_PATH, Date.now() + 31_000)), 401);
  const { "KALSHI-ACCESS-SIGNATURE": _signature, ...unsigned } = good;
  assertEquals(await handshake(socketUrl, unsigned), 401);
  const socket = new WebSocket(socketUrl);
  await new Promise<void>((resolve) => {
    socket.onerror = (event) => event.preventDefault();
    socket.onclose = () => resolve();
  });
  const client = await Client.connect(simulator);
  await client.close();
  await simulator.close();
});

Deno.test("subscribe: acknowledged first, then snapshots, then changes; seq counts by sid without a gap", async () => {
  const simulator = await start(STEADY);
  const client = await Client.connect(simulator);
  const tickers = simulator.markets.map((market) => market.ticker);
  client.send({
    id: 1,
    cmd: "subscribe",
    params: {
      channels: ["orderbook_delta", "trade", "ticker"],
      market_tickers: tickers,
      use_yes_price: true,
    },
  });
  const sids = new Map<string, number>();
  for (const channel of ["orderbook_delta", "trade", "ticker"]) {
    const ack = await client.next((frame) => frame.type === "subscribed" && frame.msg.channel === channel);
    assertEquals(ack.id, 1);
    sids.set(channel, ack.msg.sid);
    if (channel !== "orderbook_delta") continue;
    for (const [index, ticker] of tickers.entries()) {
      const frame = await client.next(() => true);
      assertEquals([frame.type, frame.sid, frame.seq, frame.msg.market_ticker], [
        "orderbook_snapshot",
        ack.msg.sid,
        index + 1,
        ticker,
      ]);
    }
  }
  assertEquals(new Set(sids.values()).size, 3);
  const last = new Map([[sids.get("orderbook_delta"), 2], [sids.get("trade"), 0]]);
  const heard = new Set<string>();
  while (heard.size < 3 || (last.get(sids.get("orderbook_delta")) ?? 0) < 200) {
    const frame = await client.next((frame) => frame.msg?.market_ticker !== undefined);
    heard.add(frame.type);
    assert(frame.sending_ts_ms !== undefined && Math.abs(frame.msg.ts_ms - frame.sending_ts_ms) < 1000);
    if (frame.type === "ticker") {
      assertEquals(frame.seq, undefined);
      continue;
    }
    assertEquals(frame.seq, (last.get(frame.sid) ?? 0) + 1);
    last.set(frame.sid, frame.seq ?? 0);
    if (frame.type !== "trade") continue;
    assertEquals(frame.msg.taker_book_side, frame.msg.taker_side === "yes" ? "bid" : "ask");
    assertEquals(parsePrice(frame.msg.yes_price_dollars) + parsePrice(frame.msg.no_price_dollars), PRICE_ONE);
  }
  await client.close();
  await simulator.close();
});

Deno.test("update_subscription: markets are added, removed and their books sent again, all in one sequence", async () => {
  const simulator = await start({ plan: { kind: "steady", framesPerSecond: 50, markets: 2 } });
  const client = await Client.connect(simulator);
  const [one = "", two = ""] = simulator.markets.map((market) => market.ticker);
  const ask = (id: number, params: Record<string, unknown>) =>
    client.ask({ id, cmd: "update_subscription", params });
  const ack = await client.ask({
    id: 1,
    cmd: "subscribe",
    params: { channels: ["orderbook_delta"], market_ticker: one },
  });
  const { sid } = ack.msg;
  const added = await ask(2, { sid, action: "add_markets", market_tickers: [two] });
  assertEquals([added.type, added.sid, added.msg], ["ok", sid, { market_tickers: [one, two] }]);
  const snapshot = await client.next((frame) => frame.type === "orderbook_snapshot");
  assertEquals([snapshot.msg.market_ticker, snapshot.seq], [two, (added.seq ?? 0) + 1]);
  const again = await ask(3, { sids: [sid], action: "get_snapshot", market_tickers: [two] });
  assertEquals([again.type, again.id, again.sid, again.msg.market_ticker], [
    "orderbook_snapshot",
    3,
    sid,
    two,
  ]);
  const removed = await ask(4, { sids: [sid], action: "delete_markets", market_tickers: [one] });
  assertEquals(removed.msg, { market_tickers: [two] });
  let seq = removed.seq ?? 0;
  for (let count = 0; count < 10; count++) {
    const frame = await client.ofType("orderbook_delta");
    assertEquals([frame.msg.market_ticker, frame.seq], [two, ++seq]);
  }
  const listed = await client.ask({ id: 5, cmd: "list_subscriptions" });
  assertEquals(listed.msg, [{ channel: "orderbook_delta", sid }]);
  const repeated = await client.ask({
    id: 6,
    cmd: "subscribe",
    params: { channels: ["orderbook_delta"], market_tickers: [one] },
  });
  assertEquals([repeated.type, repeated.sid, repeated.msg], ["ok", sid, { market_tickers: [two, one] }]);
  const ended = await client.ask({ id: 7, cmd: "unsubscribe", params: { sids: [sid] } });
  assertEquals([ended.type, ended.sid], ["unsubscribed", sid]);
  assert((ended.seq ?? 0) > seq);
  assertEquals((await client.ask({ id: 8, cmd: "list_subscriptions" })).msg, []);
  await client.close();
  await simulator.close();
});

Deno.test("wrong commands are answered with the exchange's codes", async () => {
  const simulator = await start(STEADY);
  const client = await Client.connect(simulator);
  const [ticker = ""] = simulator.markets.map((market) => market.ticker);
  const code = async (command: unknown) => {
    client.send(command);
    const frame = await client.ofType("error");
    return frame.msg.code;
  };
  const subscribe = (params: unknown) => code({ id: 1, cmd: "subscribe", params });
  const update = (params: unknown) => code({ id: 1, cmd: "update_subscription", params });
  assertEquals(await code("{"), 1);
  assertEquals(await code("[]"), 1);
  assertEquals(await code({ id: 1, cmd: "dance" }), 5);
  assertEquals(await code({ id: 1 }), 5);
  assertEquals(await code({ id: 1, cmd: "subscribe" }), 2);
  assertEquals(await subscribe({}), 3);
  assertEquals(await subscribe({ channels: [] }), 3);
  assertEquals(await subscribe({ channels: ["weather"] }), 8);
  assertEquals(await subscribe({ channels: ["orderbook_delta"] }), 14);
  assertEquals(await subscribe({ channels: ["trade"], market_ticker: ticker, market_tickers: [ticker] }), 11);
  assertEquals(await subscribe({ channels: ["trade"], market_tickers: "T" }), 11);
  assertEquals(await code({ id: 1, cmd: "unsubscribe", params: {} }), 4);
  assertEquals(await code({ id: 1, cmd: "unsubscribe", params: { sids: [99] } }), 7);
  assertEquals(await update({ sid: 1 }), 15);
  assertEquals(await update({ sid: 1, action: "shuffle" }), 13);
  assertEquals(await update({ sids: [1, 2], action: "add_markets", market_tickers: [ticker] }), 12);
  assertEquals(await update({ sid: 99, action: "add_markets", market_tickers: [ticker] }), 7);
  const ack = await client.ask({ id: 2, cmd: "subscribe", params: { channels: ["trade"] } });
  assertEquals(await update({ sid: ack.msg.sid, action: "add_markets" }), 14);
  assertEquals(await update({ sid: ack.msg.sid, action: "get_snapshot", market_tickers: [ticker] }), 13);
  await client.close();
  await simulator.close();
});

Deno.test("both price conventions give the same book, and it is the one of REST", async () => {
  const simulator = await start({
    plan: { kind: "steady", framesPerSecond: 2_000, markets: 1, seconds: 0.5 },
    waitForSubscriber: true,
  });
  const [ticker = ""] = simulator.markets.map((market) => market.ticker);
  const clients = [await Client.connect(simulator), await Client.connect(simulator)];
  for (const [index, client] of clients.entries()) {
    const params = { channels: ["orderbook_delta"], market_tickers: [ticker], use_yes_price: index === 0 };
    client.send({ id: 1, cmd: "subscribe", params });
  }
  await simulator.done;
  const response = await fetch(`${simulator.restBase}/markets/${ticker}/orderbook`);
  const rest = new Book();
  const { orderbook_fp: answer } = await response.json();
  const msg = { yes_dollars_fp: answer.yes_dollars, no_dollars_fp: answer.no_dollars };
  fold(rest, { type: "orderbook_snapshot", msg }, false);
  assert(rest.levels("bid").length > 30 && rest.levels("ask").length > 30);
  for (const [index, client] of clients.entries()) {
    // What was sent before an answer has come before it.
    client.send({ id: 2, cmd: "list_subscriptions" });
    const book = new Book();
    let changes = 0;
    for (
      let frame = await client.next(() => true);
      frame.type !== "ok";
      frame = await client.next(() => true)
    ) {
      if (!frame.type.startsWith("orderbook")) continue;
      fold(book, frame, index === 0);
      changes++;
    }
    assert(changes > 500, `${changes} changes`);
    for (const side of ["bid", "ask"] as const) assertEquals(book.levels(side), rest.levels(side));
    await client.close();
  }
  await simulator.close();
});

Deno.test("a port in use is refused with one clear sentence", async () => {
  const simulator = await start(STEADY);
  const refused = await startSimulator({ ...STEADY, port: simulator.port });
  assert(!refused.ok);
  assertEquals(refused.reason.code, "port_in_use");
  assert(refused.reason.message.includes(`port ${simulator.port} is in use`));
  await simulator.close();
});
