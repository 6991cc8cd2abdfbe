/**
 * Property: whatever is written into the fields of a request, it is answered with a status below 500 and one of the exchange's
 * error bodies, and what is refused leaves orders and money as they were.
 */
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { parsePrice, parseQuantity } from "../../src/core/numbers/money.ts";
import { KeyRing, makeKey } from "../../src/simulator/server/key_ring.ts";
import { QuietSource } from "../../src/simulator/sources/quiet_source.ts";
import { createSigner } from "../../src/kalshi/signing/sign.ts";
import { readError } from "../../src/kalshi/wire/error.ts";
import { attached } from "./attached.ts";
import { restOver } from "./rest_support.ts";
import { ORDER, ORDERS } from "./signed.ts";

const ROOT = "/trade-api/v2";
const OPENED_AT = Date.UTC(2026, 10, 23, 0, 25);

/** Values that fields are given: near misses, other types, the empty. */
const ODD = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    "",
    "0.4000",
    "0.00",
    "10.00",
    "-1",
    "1e3",
    "NaN",
    "٣",
    "0x10",
    "99999999999999999999",
    "bid",
    "ask",
    "maker",
    "immediate_or_cancel",
    true,
    0,
    -1,
    3,
    64,
    1e15,
    1.5,
    [],
    {},
    [null],
  ),
  fc.string({ maxLength: 70 }),
);

const FIELDS = [
  "ticker",
  "side",
  "count",
  "price",
  "time_in_force",
  "self_trade_prevention_type",
  "client_order_id",
  "post_only",
  "reduce_only",
  "cancel_order_on_pause",
  "expiration_time",
  "order_group_id",
  "subaccount",
  "exchange_index",
  "reduce_by",
  "reduce_to",
  "orders",
  "contracts_limit",
  "contracts_limit_fp",
  "source",
  "destination",
  "amount",
  "amount_cents",
  "from_subaccount",
  "to_subaccount",
  "source_exchange_shard",
  "destination_exchange_shard",
  "allocations",
  "subaccount_number",
  "enabled",
  "scopes",
  "name",
];

/** An odd body: a whole order with some fields changed, or a body that is no object. */
const BODY = fc.oneof(
  { weight: 9, arbitrary: fc.dictionary(fc.constantFrom(...FIELDS), ODD, { maxKeys: 5 }) },
  { weight: 1, arbitrary: fc.constantFrom<unknown>([], 7, "text", null, { orders: [[]] }, { orders: [7] }) },
);

const WRITES = [
  `POST ${ORDERS}`,
  `POST ${ORDERS}/batched`,
  `DELETE ${ORDERS}/batched`,
  `POST ${ORDERS}/ID/amend`,
  `POST ${ORDERS}/ID/decrease`,
  "POST /portfolio/order_groups/create",
  "PUT /portfolio/order_groups/ID/limit",
  "POST /portfolio/intra_exchange_instance_transfer",
  "POST /portfolio/subaccounts/transfer",
  "POST /portfolio/target_balance_allocation",
  "PUT /portfolio/subaccounts/netting",
];
const READS = [
  "/portfolio/orders",
  "/portfolio/fills",
  "/portfolio/positions",
  "/portfolio/settlements",
  "/portfolio/balance",
  "/portfolio/orders/queue_positions",
  "/historical/orders",
  "/portfolio/order_groups",
];

/** An exchange, and a way to ask it something signed. */
function world() {
  const { exchange, now } = attached(new QuietSource({ startsAt: OPENED_AT }), OPENED_AT);
  const keys = new KeyRing();
  const key = makeKey();
  assert(keys.add(key).ok);
  const { app, accounts } = restOver({ exchange, now, keys });
  const signer = createSigner(key.keyId, key.privateKeyPem);
  assert(signer.ok);
  const [account] = accounts.all();
  assert(account !== undefined);
  const ask = async (method: string, path: string, body?: unknown) => {
    const [bare = ""] = path.split("?");
    const response = await app.request(ROOT + path, {
      method,
      headers: signer.value.headers(now(), method, ROOT + bare),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const json: unknown = text === "" ? undefined : JSON.parse(text);
    return { status: response.status, json };
  };
  const market = [...exchange.markets.keys()].find((ticker) => ticker.startsWith("KXNBA")) ?? "";
  return { ask, account, market };
}

Deno.test("no body of a write is answered with a status of 500, and what is refused changes nothing", async () => {
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...WRITES), BODY, fc.boolean(), async (write, odd, whole) => {
      const { ask, account, market } = world();
      const placed = account.create({
        market,
        side: "bid",
        price: parsePrice("0.30"),
        count: parseQuantity("5"),
        timeInForce: "good_till_canceled",
        selfTradePrevention: "maker",
      });
      assert(placed.ok);
      const state = () => JSON.stringify([account.resting(), account.balances(), account.groups()]);
      const before = state();
      const [method = "", path = ""] = write.replace("ID", placed.value.orderId).split(" ");
      const isObject = typeof odd === "object" && odd !== null && !Array.isArray(odd);
      const body = whole && isObject ? { ...ORDER, ticker: market, exchange_index: 3, ...odd } : odd;
      const { status, json } = await ask(method, path, body);
      assert(status < 500, `${write} ${JSON.stringify(body)}: ${status} ${JSON.stringify(json)}`);
      if (status < 400) return;
      assert(readError(json) !== undefined, JSON.stringify(json));
      assertEquals(state(), before);
    }),
    { seed: 20261128, numRuns: 500 },
  );
});

Deno.test("no query of a read is answered with a status of 500", async () => {
  const { ask } = world();
  const names = ["limit", "cursor", "status", "ticker", "event_ticker", "min_ts", "max_ts", "subaccount"];
  const more = ["exchange_index", "settlement_status", "count_filter", "order_id", "market_tickers"];
  const query = fc.dictionary(fc.constantFrom(...names, ...more), fc.string({ maxLength: 12 }), {
    maxKeys: 4,
  });
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...READS), query, async (path, values) => {
      const { status, json } = await ask("GET", `${path}?${new URLSearchParams(values)}`);
      assert(status === 200 || status === 400, `${path} ${JSON.stringify(values)}: ${status}`);
      if (status === 400) assert(readError(json) !== undefined);
    }),
    { seed: 20261128, numRuns: 500 },
  );
});
