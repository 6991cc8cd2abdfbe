/** What keys may do, while they may: scopes, subaccounts, expiry, attestation, the clock's tolerance; and what they may ask for. */
import { assert, assertEquals } from "@std/assert";
import { parseMicros } from "../../src/core/numbers/money.ts";
import { apiKeysAnswer } from "../../src/kalshi/wire/account.ts";
import type { KeyScope } from "../../src/simulator/mod.ts";
import { MAIN_USER_ID } from "../../src/simulator/mod.ts";
import { quiet, stranger } from "./quiet.ts";
import { anotherKey, ORDER, ORDERS, Signed } from "./signed.ts";
import { Client } from "./support.ts";

const HOUR_MS = 3_600_000;

Deno.test("each scope opens its own doors and no others; a scope holds those below it", async () => {
  const rows: readonly (readonly [readonly KeyScope[], readonly number[]])[] = [
    // balance, orders, create, transfer, new subaccount
    [["read", "write"], [200, 200, 201, 200, 201]],
    [["read"], [200, 200, 403, 403, 403]],
    [["read::portfolio_balance"], [200, 403, 403, 403, 403]],
    [["write"], [403, 403, 201, 200, 201]],
    [["write::trade"], [403, 403, 201, 403, 403]],
    [["write::transfer"], [403, 403, 403, 200, 403]],
    [["read", "write::trade"], [200, 200, 201, 403, 403]],
    [[], [403, 403, 403, 403, 403]],
  ];
  await quiet(async ({ simulator, client, nba: ticker }) => {
    const transfer = {
      source: "event_contract",
      destination: "event_contract",
      source_exchange_shard: 3,
      destination_exchange_shard: 0,
      amount: 10_000,
    };
    for (const [scopes, expected] of rows) {
      assert(simulator.keys.change(simulator.keyId, { scopes }));
      const answers = [
        await client.send("GET", "/portfolio/balance"),
        await client.send("GET", "/portfolio/orders"),
        await client.send("POST", ORDERS, { ...ORDER, ticker, count: "1.00" }),
        await client.send("POST", "/portfolio/intra_exchange_instance_transfer", transfer),
        await client.send("POST", "/portfolio/subaccounts", {}),
      ];
      assertEquals(answers.map(({ status }) => status), expected, scopes.join());
      for (const { status, body } of answers) if (status === 403) assertEquals(body.error.code, "forbidden");
    }
    assertEquals(simulator.account()?.resting().length, 4);
  });
});

Deno.test("a key without read is refused the channels about an account with code 9; with it, it hears its own user's alone", async () => {
  const other = anotherKey({ userId: "somebody-else" });
  await quiet(async ({ simulator, client, nba: ticker }) => {
    simulator.keys.change(simulator.keyId, { scopes: ["write::trade"] });
    const socket = await Client.connect(simulator);
    const command = { cmd: "subscribe", params: { channels: ["fill"] } };
    const refused = await socket.ask({ id: 1, ...command });
    assertEquals([refused.type, refused.msg?.code], ["error", 9]);
    simulator.keys.change(simulator.keyId, { scopes: ["read", "write"] });
    assertEquals((await socket.ask({ id: 2, ...command })).type, "subscribed");
    assertEquals(
      (await socket.ask({ id: 3, cmd: "subscribe", params: { channels: ["user_orders"] } })).type,
      "subscribed",
    );
    await new Signed(simulator, other).send("POST", ORDERS, { ...ORDER, ticker });
    const placed = await client.place({ ticker });
    // The first that comes is its own.
    assertEquals((await socket.ofType("user_order")).msg.order_id, placed.order_id);
    await socket.close();
  }, { keys: [other], accounts: [{ userId: "somebody-else", keys: [other.keyId] }] });
});

Deno.test("a key expires, or is taken out, in mid-session: 401, for cancels too", async () => {
  await quiet(async ({ simulator, client, nba: ticker }) => {
    const placed = await client.place({ ticker });
    const cancel = `${ORDERS}/${placed.order_id}?exchange_index=3`;
    simulator.keys.change(simulator.keyId, { expiresAtMs: simulator.clock.now() + HOUR_MS });
    await client.get("/portfolio/balance");
    simulator.clock.move(HOUR_MS);
    assertEquals(await client.refused("DELETE", cancel), [401, "unauthorized", "EXPIRED"]);
    simulator.keys.change(simulator.keyId, { expiresAtMs: undefined });
    assertEquals((await client.send("DELETE", cancel)).status, 200);
    simulator.keys.remove(simulator.keyId);
    assertEquals(await client.refused("GET", "/portfolio/balance"), [401, "unauthorized", "NOT_FOUND"]);
  });
});

Deno.test("without attestation nothing is placed or amended, cancels go; whether closes go is open", async () => {
  for (const attestationStopsExits of [true, false]) {
    await quiet(async ({ simulator, client, nba: ticker }) => {
      const { api_keys: keys, ...rest } = await client.get("/api_keys");
      assert(apiKeysAnswer.safeParse({ api_keys: keys, ...rest }).success);
      assert(rest.api_key_region_expiration_ts > simulator.clock.now() / 1000);
      const resting = await client.place({ ticker, price: "0.1000" });
      stranger(simulator, ticker, "ask", "0.50", "10");
      await client.place({ ticker, price: "0.5000" });
      simulator.keys.attest(MAIN_USER_ID, undefined);
      assertEquals((await client.get("/api_keys")).api_key_region_expiration_ts, undefined);
      assertEquals((await client.refused("POST", ORDERS, { ...ORDER, ticker }))[0], 403);
      const amend = { ticker, side: "bid", price: "0.1100", count: "10.00", exchange_index: 3 };
      const path = `${ORDERS}/${resting.order_id}`;
      assertEquals((await client.refused("POST", `${path}/amend`, amend))[0], 403);
      const batch = await client.refused("POST", `${ORDERS}/batched`, { orders: [{ ...ORDER, ticker }] });
      assertEquals(batch[0], 403);
      const close = { ...ORDER, ticker, side: "ask", price: "0.6000", count: "10.00" };
      const closing = await client.send("POST", ORDERS, close);
      assertEquals(closing.status, attestationStopsExits ? 403 : 201);
      assertEquals((await client.send("POST", ORDERS, { ...close, count: "10.01" })).status, 403);
      assertEquals((await client.send("DELETE", `${path}?exchange_index=3`)).status, 200);
      simulator.keys.attest(MAIN_USER_ID, simulator.clock.now() + HOUR_MS);
      await client.place({ ticker, price: "0.1000" });
      simulator.clock.move(HOUR_MS);
      assertEquals((await client.refused("POST", ORDERS, { ...ORDER, ticker }))[0], 403);
    }, { doubts: { attestationStopsExits } });
  }
});

Deno.test("a key of one subaccount sees and trades that one alone; of others it is told what the doubt says", async () => {
  for (const lockedKey of ["not_found", "forbidden"] as const) {
    const key = anotherKey({ subaccount: 1 });
    await quiet(async ({ simulator, client, nba: ticker }) => {
      assertEquals((await client.send("POST", "/portfolio/subaccounts", {})).body.subaccount_number, 1);
      const account = simulator.account();
      account?.deposit({ shard: 3, subaccount: 1 }, parseMicros("100"));
      const locked = new Signed(simulator, key);
      const main = await client.place({ ticker });
      const own = await locked.place({ ticker, client_order_id: "own" });
      assertEquals(account?.order(own.order_id)?.subaccount, 1);
      const ids = (await locked.get("/portfolio/orders")).orders.map((order: { order_id: string }) =>
        order.order_id
      );
      assertEquals(ids, [own.order_id]);
      assertEquals((await client.get("/portfolio/orders")).orders.length, 2);
      const code = lockedKey === "not_found" ? 404 : 403;
      assertEquals((await locked.send("GET", `/portfolio/orders/${main.order_id}`)).status, code);
      const theirs = `${ORDERS}/${main.order_id}?exchange_index=3`;
      assertEquals((await locked.send("DELETE", `${theirs}&subaccount=0`)).status, code);
      // Its own subaccount has no such order.
      assertEquals((await locked.send("DELETE", theirs)).status, 404);
      assertEquals((await locked.send("POST", ORDERS, { ...ORDER, ticker, subaccount: 0 })).status, 403);
      const orders = [{ ...ORDER, ticker }, { ...ORDER, ticker, subaccount: 0 }];
      assertEquals((await locked.send("POST", `${ORDERS}/batched`, { orders })).status, 403);
      assertEquals((await locked.get("/portfolio/orders")).orders.length, 1);
      const transfer = { client_transfer_id: "t", from_subaccount: 1, to_subaccount: 0, amount_cents: 1 };
      assertEquals((await locked.send("POST", "/portfolio/subaccounts/transfer", transfer)).status, 403);
      assertEquals((await locked.get("/portfolio/balance")).balance, 9_600);
      assertEquals((await locked.send("DELETE", ORDERS)).status, 204);
      assertEquals(account?.resting().map(({ orderId }) => orderId), [main.order_id]);
    }, { keys: [key], doubts: { lockedKey } });
  }
});

Deno.test("how far a signature's time may be off is a switch", async () => {
  await quiet(async ({ simulator, client }) => {
    simulator.keys.toleranceMs = 5_000;
    await client.get("/portfolio/balance");
    client.aheadMs = -6_000;
    assertEquals(await client.refused("GET", "/portfolio/balance"), [
      401,
      "unauthorized",
      "TIMESTAMP_OUT_OF_RANGE",
    ]);
    simulator.keys.toleranceMs = 60_000;
    await client.get("/portfolio/balance");
  });
});

Deno.test("keys are listed, generated and deleted over REST, and what was generated works until then", async () => {
  await quiet(async ({ simulator, client }) => {
    const made = await client.send("POST", "/api_keys/generate", {
      name: "reader",
      scopes: ["read"],
      key_type: "ed25519",
    });
    assertEquals(made.status, 201);
    const key = { keyId: made.body.api_key_id, privateKeyPem: made.body.private_key };
    const reader = new Signed(simulator, key);
    await reader.get("/portfolio/balance");
    assertEquals((await reader.send("DELETE", ORDERS)).status, 403);
    const listed = (await client.get("/api_keys")).api_keys;
    assertEquals(listed.map((each: { scopes: string[] }) => each.scopes), [["read", "write"], ["read"]]);
    assertEquals((await client.send("DELETE", `/api_keys/${key.keyId}`)).status, 204);
    assertEquals((await reader.send("GET", "/portfolio/balance")).status, 401);
    assertEquals((await client.send("DELETE", `/api_keys/${key.keyId}`)).status, 404);
  });
});
