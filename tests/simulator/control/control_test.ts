/**
 * Scripts over a whole exchange: hands, strangers, clocks, lives and shards move when they are due; channels are refused,
 * delayed, lost, doubled, swapped and changed; and another program can ask for all of it over HTTP.
 */
import { assert, assertEquals } from "@std/assert";
import { type Micros, parsePrice, parseQuantity } from "../../../src/core/numbers/money.ts";
import { restingClosesStayWithin } from "../../../src/simulator/control/claims.ts";
import { Ledger } from "../../../src/simulator/control/ledger.ts";
import type { AccountsSeam } from "../../../src/simulator/exchange/accounts/seam.ts";
import type { FaultScriptInput, Simulator } from "../../../src/simulator/mod.ts";
import { must } from "../../support/must.ts";
import { Client, sign, start } from "../support.ts";

async function onQuiet(run: (simulator: Simulator, ticker: string) => Promise<void> | void): Promise<void> {
  const simulator = await start({ plan: { kind: "quiet" } });
  try {
    await run(simulator, simulator.markets[0]?.ticker ?? "");
  } finally {
    await simulator.close();
  }
}

function own(simulator: Simulator) {
  const account = simulator.account();
  assert(account !== undefined);
  return account;
}

type Deed = NonNullable<FaultScriptInput["actions"]>[number]["do"];

function act(simulator: Simulator, ...deeds: readonly Deed[]): readonly string[] {
  const script = must(simulator.control.take({ actions: deeds.map((deed) => ({ do: deed })) }));
  return script.done.map(({ what }) => what);
}

Deno.test("a hand trades on the account, moves its money, cancels and closes; the ledger adds up", async () => {
  await onQuiet((simulator, ticker) => {
    const ledger = new Ledger(simulator.accounts);
    const account = own(simulator);
    const trade = (side: "bid" | "ask", price: string, count: string): Deed => ({
      kind: "trade",
      ticker,
      side,
      price,
      count,
    });
    assertEquals(
      act(
        simulator,
        trade("ask", "0.60", "10"),
        trade("bid", "0.40", "50"),
        { kind: "hand", hand: { act: "order", ticker, side: "bid", price: "0.60", count: "12" } },
      ),
      ["trade: done", "trade: done", "hand order: done"],
    );
    assertEquals(account.position(ticker)?.position, 1_000);
    assertEquals(account.resting().map(({ remaining }) => remaining), [200]);
    assertEquals(
      act(
        simulator,
        { kind: "hand", hand: { act: "decrease", to: "1" } },
        { kind: "hand", hand: { act: "cancel", which: "newest" } },
        { kind: "hand", hand: { act: "transfer", from: 3, to: 0, amount: "25" } },
        { kind: "hand", hand: { act: "close", ticker } },
        { kind: "hand", hand: { act: "close", ticker } },
      ),
      [
        "hand decrease: done",
        "hand cancel: done",
        "hand transfer: done",
        "hand close: done",
        "hand close: no position",
      ],
    );
    assertEquals(account.position(ticker)?.position, 0);
    assertEquals(account.resting(), []);
    assertEquals(account.balance(0).cash, 10_025_000_000 as Micros);
    assertEquals(ledger.moneyAddsUp(), []);
    assert(ledger.events.length > 5);
    assertEquals(ledger.positionAt(account.userId, ticker, simulator.clock.now()), 0);
    ledger.close();
  });
});

Deno.test("a ledger sees closes beyond the position, and a fill that was not paid for", async () => {
  await onQuiet((simulator, ticker) => {
    const account = own(simulator);
    const order = {
      market: ticker,
      price: parsePrice("0.50"),
      timeInForce: "good_till_canceled",
      selfTradePrevention: "taker_at_cross",
    } as const;
    act(simulator, { kind: "trade", ticker, side: "ask", price: "0.50", count: "5" });
    const ledger = new Ledger(simulator.accounts);
    must(account.create({ ...order, side: "bid", count: parseQuantity("5") }));
    must(account.create({ ...order, side: "ask", price: parsePrice("0.70"), count: parseQuantity("5") }));
    assertEquals(restingClosesStayWithin(ledger.restingSteps(account.userId)), []);
    must(account.create({ ...order, side: "ask", price: parsePrice("0.80"), count: parseQuantity("1") }));
    assert(restingClosesStayWithin(ledger.restingSteps(account.userId)).length > 0);
    assertEquals(ledger.moneyAddsUp(), []);
    ledger.close();
    const unpaid = ledger.events.filter(({ kind }) => kind !== "fill");
    const short: AccountsSeam = Object.create(simulator.accounts, {
      eventsAfter: { value: () => unpaid },
      onEvent: { value: () => () => {} },
      all: { value: () => simulator.accounts.all() },
    });
    assertEquals(new Ledger(short).moneyAddsUp().length, 1);
  });
});

Deno.test("money adds up through both legs, scalar results and settlements", async () => {
  for (const netting of [true, false]) {
    const simulator = await start({ plan: { kind: "quiet" }, doubts: { netting } });
    const ledger = new Ledger(simulator.accounts);
    const [{ ticker } = { ticker: "" }, { ticker: other } = { ticker: "" }] = simulator.markets;
    const buy = (side: "bid" | "ask", price: string, count: string): Deed => ({
      kind: "hand",
      hand: { act: "order", ticker, side, price, count },
    });
    act(
      simulator,
      { kind: "trade", ticker, side: "ask", price: "0.37", count: "3.33" },
      buy("bid", "0.37", "3.33"),
      { kind: "trade", ticker, side: "bid", price: "0.31", count: "9" },
      buy("ask", "0.31", "7.01"),
      { kind: "trade", ticker: other, side: "ask", price: "0.25", count: "4" },
      { kind: "hand", hand: { act: "order", ticker: other, side: "bid", price: "0.25", count: "4" } },
      { kind: "life", life: { step: "closed", ticker } },
      { kind: "life", life: { step: "scalar", ticker, yesPays: "0.333333" } },
      { kind: "life", life: { step: "settled", ticker } },
      { kind: "life", life: { step: "closed", ticker: other } },
      { kind: "life", life: { step: "determined", ticker: other, result: "yes" } },
      { kind: "life", life: { step: "settled", ticker: other } },
    );
    assertEquals(ledger.events.filter(({ kind }) => kind === "settlement").length, 2);
    assertEquals(ledger.moneyAddsUp(), []);
    ledger.close();
    await simulator.close();
  }
});

Deno.test("actions come at a moment, upon a request, before its answer leaves, and upon an event", async () => {
  await onQuiet(async (simulator, ticker) => {
    const account = own(simulator);
    const { witness } = simulator.control;
    const script = must(simulator.control.take({
      actions: [
        { upon: { endpoint: "status", nth: 2 }, do: { kind: "clock", ms: 60_000 } },
        {
          upon: { event: "fill" },
          do: { kind: "hand", hand: { act: "order", ticker, side: "ask", price: "0.90", count: "1" } },
        },
        { upon: { event: "order", nth: 99 }, do: { kind: "clock", ms: 1 } },
        { afterMs: [1, 3], do: { kind: "shard", shard: 3, state: "trading_paused" } },
      ],
    }));
    const ask = async () => void await (await fetch(`${simulator.restBase}/exchange/status`)).text();
    await ask();
    assertEquals(simulator.clock.offsetMs, 0);
    await ask();
    assertEquals(simulator.clock.offsetMs, 60_000);
    assertEquals(witness.of("status").length, 2);
    for (let turn = 0; simulator.accounts.shard(3) === "active" && turn < 500; turn++) await ask();
    assertEquals(simulator.accounts.shard(3), "trading_paused");
    simulator.accounts.setShard(3, "active");

    act(
      simulator,
      { kind: "trade", ticker, side: "ask", price: "0.50", count: "1" },
      { kind: "hand", hand: { act: "order", ticker, side: "bid", price: "0.50", count: "1" } },
    );
    assertEquals(account.resting().length, 0, "not within the event");
    await Promise.resolve();
    assertEquals(account.resting().map(({ price }) => price), [parsePrice("0.90")]);
    assert(script.done.some(({ what }) => what === "hand order: done"));
    simulator.control.clear();
    assertEquals(simulator.control.scripts.length, 0);
  });
});

Deno.test("a key's scopes and end, an attestation, a tier and lags change in mid-session", async () => {
  await onQuiet(async (simulator, ticker) => {
    const account = own(simulator);
    const ask = async (path: string) => {
      const full = `/trade-api/v2${path}`;
      const headers = sign(simulator, "GET", full, simulator.clock.now());
      const response = await fetch(`${simulator.url}${full}`, { headers });
      return { status: response.status, json: await response.json() };
    };
    const before = await ask("/portfolio/orders");
    assertEquals([before.status, before.json.orders.length], [200, 0]);
    act(
      simulator,
      { kind: "lag", ms: { orders: 60_000 } },
      { kind: "tier", tier: "premier", lapsesInMs: 90_000 },
      { kind: "attestation", endsInMs: 5_000 },
      { kind: "hand", hand: { act: "order", ticker, side: "bid", price: "0.10", count: "1" } },
    );
    assertEquals((await ask("/portfolio/orders")).json.orders.length, 0, "the list is a minute behind");
    assertEquals((await ask("/account/limits")).json.usage_tier, "premier");
    const attested = simulator.keys.attestedUntil(account.userId) ?? 0;
    assert(attested > simulator.clock.now() && attested <= simulator.clock.now() + 5_000);
    act(simulator, { kind: "clock", ms: 61_000 });
    assertEquals((await ask("/portfolio/orders")).json.orders.length, 1);
    act(simulator, { kind: "clock", ms: 30_000 });
    assertEquals((await ask("/account/limits")).json.usage_tier, "basic", "it has lapsed");
    act(simulator, { kind: "key", scopes: ["write::trade"] });
    assertEquals((await ask("/portfolio/orders")).status, 403);
    act(simulator, { kind: "key", scopes: ["read"], expiresInMs: 10 }, { kind: "clock", ms: 11 });
    assertEquals((await ask("/portfolio/orders")).status, 401);
  });
});

Deno.test("a slow line makes acknowledgements and data late by as much, in their order, also once it is quick again", async () => {
  await onQuiet(async (simulator, ticker) => {
    act(simulator, { kind: "line", lateMs: 60 });
    const client = await Client.connect(simulator);
    client.send({
      id: 1,
      cmd: "subscribe",
      params: { channels: ["orderbook_delta"], market_tickers: [ticker] },
    });
    const acknowledged = await client.next((frame) => frame.id === 1);
    const lateMs = () => simulator.clock.now() - Number(acknowledged.sending_ts_ms);
    assert(lateMs() >= 59, `${lateMs()} ms`);
    await client.next(({ type }) => type === "orderbook_snapshot");
    const rest = (price: string) => {
      const hand = { act: "order", ticker, side: "bid", price, count: "1" } as const;
      act(simulator, { kind: "hand", hand });
    };
    rest("0.10");
    act(simulator, { kind: "line", lateMs: 0 });
    rest("0.11");
    const prices: unknown[] = [];
    while (prices.length < 2) {
      const { msg } = await client.next(({ type }) => type === "orderbook_delta");
      prices.push((msg as { readonly price_dollars: string }).price_dollars);
    }
    assertEquals(prices, ["0.1000", "0.1100"]);
    await client.close();
  });
});

Deno.test("channels: subscribing is refused, frames are lost, doubled, swapped and changed, each channel by itself", async () => {
  await onQuiet(async (simulator, ticker) => {
    must(simulator.control.take({
      channels: [
        { channel: "ticker", fault: { kind: "refuse", code: 10 } },
        { channel: "trade", nth: 1, fault: { kind: "swap" } },
        { channel: "trade", nth: 3, fault: { kind: "lose" } },
        { channel: "trade", nth: 4, fault: { kind: "edit", set: { "msg.count_fp": "9.00" } } },
        { channel: "trade", nth: 4, fault: { kind: "double" } },
      ],
    }));
    const client = await Client.connect(simulator);
    const channels = ["ticker", "trade", "market_lifecycle_v2"];
    client.send({ id: 1, cmd: "subscribe", params: { channels } });
    const refused = await client.next((frame) => frame.id === 1);
    assertEquals([refused.type, refused.msg.code], ["error", 10]);
    await client.next((frame) => frame.type === "subscribed" && frame.msg.channel === "market_lifecycle_v2");
    for (const count of ["1", "2", "3", "4"]) {
      act(
        simulator,
        { kind: "trade", ticker, side: "ask", price: "0.50", count },
        { kind: "trade", ticker, side: "bid", price: "0.50", count },
      );
    }
    act(simulator, { kind: "life", life: { step: "deactivated", ticker } });
    const seen: unknown[] = [];
    for (
      let frame = await client.next(() => true);
      frame.type === "trade";
      frame = await client.next(() => true)
    ) {
      seen.push(frame.msg.count_fp);
    }
    // The doubled one comes again in a later turn of the loop, which the lifecycle frame does not wait for.
    assertEquals(seen, ["2.00", "1.00", "9.00"]);
    assertEquals((await client.ofType("trade")).msg.count_fp, "9.00");
  });
});

Deno.test("a script that is stopped meets no frame any more, and the others go on; what waits for a next frame leaves", async () => {
  await onQuiet(async (simulator, ticker) => {
    const take = (...channels: NonNullable<FaultScriptInput["channels"]>) =>
      must(simulator.control.take({ channels }));
    const ended = [
      take({ channel: "ticker", fault: { kind: "refuse", code: 10 } }),
      take({ channel: "trade", nth: 1, fault: { kind: "swap" } }),
      take({ channel: "trade", times: "always", fault: { kind: "edit", set: { "msg.count_fp": "9.00" } } }),
    ];
    const goesOn = take({
      channel: "trade",
      times: "always",
      fault: { kind: "edit", set: { "msg.yes_price_dollars": "0.4200" } },
    });
    const client = await Client.connect(simulator);
    client.send({ id: 1, cmd: "subscribe", params: { channels: ["trade"] } });
    await client.ofType("subscribed");
    const trade = (count: string) =>
      act(
        simulator,
        { kind: "trade", ticker, side: "ask", price: "0.50", count },
        { kind: "trade", ticker, side: "bid", price: "0.50", count },
      );
    trade("1");
    for (const script of ended) script.stop();
    trade("2");
    const first = await client.ofType("trade");
    const second = await client.ofType("trade");
    assertEquals(
      [first, second].map(({ msg }) => [msg.count_fp, msg.yes_price_dollars]),
      [["9.00", "0.4200"], ["2.00", "0.4200"]],
    );
    assertEquals(simulator.control.scripts.includes(goesOn), true);
    assertEquals(ended.some((script) => simulator.control.scripts.includes(script)), false);
    client.send({ id: 2, cmd: "subscribe", params: { channels: ["ticker"] } });
    assertEquals((await client.next((frame) => frame.id === 2)).type, "subscribed");
  });
});

Deno.test("another program controls the exchange over HTTP, with the token alone", async () => {
  await onQuiet(async (simulator) => {
    const call = async (method: string, path: string, body?: unknown, token = simulator.controlToken) => {
      const response = await fetch(`${simulator.url}/simulator${path}`, {
        method,
        headers: { authorization: `Bearer ${token}` },
        ...body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) },
      });
      return { status: response.status, json: await response.json() };
    };
    assertEquals((await call("GET", "/faults", undefined, "guess")).status, 401);
    assertEquals((await call("PUT", "/faults")).status, 404);
    assertEquals((await call("POST", "/faults", "{")).status, 400);
    const bad = await call("POST", "/faults", { requests: [{ fault: { kind: "unkind" } }] });
    assert(bad.status === 400 && bad.json.error.message.includes("requests.0.fault.kind"));

    assertEquals((await call("GET", "/witness")).json.requests, []);
    const taken = await call("POST", "/faults", {
      seed: 9,
      requests: [{ endpoint: "status", fault: { kind: "answer", status: 503 } }],
      actions: [{ do: { kind: "clock", ms: 5 } }],
    });
    assertEquals(taken.json.done.map(({ what }: { what: string }) => what), ["clock: done"]);
    const status = await fetch(`${simulator.restBase}/exchange/status`);
    assertEquals(status.status, 503);
    await status.body?.cancel();
    const { json: { requests: [seen] } } = await call("GET", "/witness");
    assertEquals([seen.endpoint, seen.status, seen.signature.state], ["status", 503, "none"]);
    assertEquals((await call("GET", "/faults")).json.scripts[0].requestsMet, [1]);
    assertEquals((await call("DELETE", "/faults")).json.scripts, []);
    assertEquals((await call("GET", "/faults")).json.scripts, []);
  });
});
