/** Orders and the account's stream against the embedded exchange: what one does is what the other shows. */
import { assert, assertEquals } from "@std/assert";
import { deadline } from "@std/async/deadline";
import { parsePrice, parseQuantity, toQuantity } from "../../../src/core/numbers/money.ts";
import type {
  FillRecord,
  OrderRecord,
  PositionRecord,
} from "../../../src/kalshi/decoding/account_records.ts";
import { readEnvironment } from "../../../src/kalshi/environment.ts";
import { OrderApi } from "../../../src/kalshi/orders/api.ts";
import { createSigner } from "../../../src/kalshi/signing/sign.ts";
import { AccountStream } from "../../../src/kalshi/streaming/account_stream.ts";
import { start } from "../../simulator/support.ts";
import { ENTRY } from "./support.ts";

Deno.test("an order that is placed, filled in part, made smaller, amended and cancelled is seen the same by answer, stream and list", async () => {
  const simulator = await start({ plan: { kind: "quiet" }, keyType: "rsa" });
  const environment = readEnvironment(simulator.url);
  const signer = createSigner(simulator.keyId, simulator.privateKeyPem);
  assert(environment.ok && signer.ok);
  const given = { environment: environment.value, signer: signer.value };
  const api = new OrderApi(given);
  const seen = {
    fills: [] as FillRecord[],
    orders: [] as OrderRecord[],
    positions: [] as PositionRecord[],
    words: [] as string[],
  };
  let wake = Promise.withResolvers<void>();
  const note = (): void => {
    wake.resolve();
    wake = Promise.withResolvers();
  };
  const until = async (condition: () => boolean): Promise<void> => {
    while (!condition()) await deadline(wake.promise, 60_000);
  };
  const stream = new AccountStream({
    ...given,
    listener: {
      fill: (fill) => {
        seen.fills.push(fill);
        note();
      },
      order: (order) => {
        seen.orders.push(order);
        note();
      },
      position: (position) => {
        seen.positions.push(position);
        note();
      },
      group: () => {},
      down: (why) => {
        seen.words.push(`down ${why}`);
        note();
      },
      up: () => {
        seen.words.push("up");
        note();
      },
      unreadable: (why) => {
        seen.words.push(`unreadable ${why}`);
        note();
      },
      heard: (at, sendingMs) => sendingMs === undefined ? undefined : api.clock.sent(at, sendingMs),
    },
  });
  try {
    api.keepReady();
    stream.start();
    await until(() => seen.words.length > 0);
    const ticker = simulator.markets.find((market) => market.ticker.startsWith("KXNBAGAME"))?.ticker ?? "";
    const expiration_time = Math.ceil((api.clock.now() + 60_000) / 1000);
    const placed = await api.create({ ...ENTRY, ticker, price: "0.4000", expiration_time });
    assert(placed.kind === "accepted", JSON.stringify(placed));
    const { orderId } = placed.value;
    assertEquals([placed.value.filled, placed.value.remaining], [toQuantity(0), toQuantity(1000)]);
    assert(
      simulator.market(ticker)?.submit({
        owner: "stranger",
        side: "ask",
        price: parsePrice("0.4000"),
        quantity: parseQuantity("3.33"),
        timeInForce: "good_till_canceled",
      }).ok,
    );
    await until(() => seen.fills.length > 0 && seen.positions.length > 0);
    const [fill] = seen.fills;
    assertEquals(
      [
        fill?.orderId,
        fill?.clientOrderId,
        fill?.side,
        fill?.price,
        fill?.quantity,
        fill?.positionAfter,
        fill?.isTaker,
      ],
      [orderId, ENTRY.client_order_id, "bid", parsePrice("0.4000"), toQuantity(333), toQuantity(333), false],
    );
    const read = await api.fills({ orderId });
    assert(read.kind === "read" && read.value.whole);
    assertEquals(read.value.items.map(({ tradeId, fee, quantity }) => [tradeId, fee, quantity]), [
      [fill?.tradeId, fill?.fee, fill?.quantity],
    ]);
    const target = { orderId, exchangeIndex: 3 };
    const smaller = await api.decrease(target, toQuantity(400));
    assert(
      smaller.kind === "accepted" && smaller.value.remaining === toQuantity(400),
      JSON.stringify(smaller),
    );
    const renewed = await api.amend(target, {
      ticker,
      side: "bid",
      price: "0.4000",
      count: "7.33",
      expiration_time: expiration_time + 60,
    });
    assert(renewed.kind === "accepted", JSON.stringify(renewed));
    const now = await api.order(orderId);
    assert(now.kind === "read");
    assertEquals([now.value.filled, now.value.remaining, now.value.expiresAt], [
      toQuantity(333),
      toQuantity(400),
      (expiration_time + 60) * 1000,
    ]);
    const cancelled = await api.cancel(target);
    assert(cancelled.kind === "accepted" && cancelled.value.reducedBy === toQuantity(400));
    await until(() => seen.orders.some(({ orderId: id, status }) => id === orderId && status === "canceled"));
    assertEquals(seen.words, ["up"]);
    const { offset } = api.clock;
    assert(offset !== undefined && Math.abs(offset.offsetMs) < 1_500, JSON.stringify(offset));
    // Naming no shard would have asked shard 0, where the order is not.
    const elsewhere = await api.cancel({ orderId, exchangeIndex: 0 });
    assert(elsewhere.kind === "rejected" && elsewhere.status === 404);
  } finally {
    api.close();
    await stream.close();
    await simulator.close();
  }
});

Deno.test("a user whose bucket is empty is refused with 429, and the limits of its tier are kept to from then on", async () => {
  const simulator = await start({ plan: { kind: "quiet" }, rateLimits: true });
  const environment = readEnvironment(simulator.url);
  const signer = createSigner(simulator.keyId, simulator.privateKeyPem);
  assert(environment.ok && signer.ok);
  const given = { environment: environment.value, signer: signer.value };
  try {
    const ticker = simulator.markets.find((market) => market.ticker.startsWith("KXNBAGAME"))?.ticker ?? "";
    // Another program spends what ours believes to have.
    const other = new OrderApi(given);
    const api = new OrderApi(given);
    const body = {
      ...ENTRY,
      ticker,
      price: "0.1000",
      expiration_time: Math.ceil((api.clock.now() + 60_000) / 1000),
    };
    let limited = false;
    for (let index = 0; index < 40 && !limited; index++) {
      const by = index % 2 === 0 ? other : api;
      const outcome = await by.create({ ...body, client_order_id: `l-${index}` }, { priority: "exit" });
      limited = outcome.kind === "rejected" && outcome.status === 429;
      assert(outcome.kind === "accepted" || limited, JSON.stringify(outcome));
    }
    assert(limited);
    await api.learnLimits();
    assertEquals(api.budget.size, { tokensPerSecond: 100, capacity: 100 });
  } finally {
    await simulator.close();
  }
});
