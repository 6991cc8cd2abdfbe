/** The exchange's own client library, from npm, signs in from outside and reads what the simulator serves. */
import { assert, assertEquals } from "@std/assert";
import { AccountApi, Configuration, EventsApi, ExchangeApi, MarketApi } from "kalshi-typescript";
import { generateKeyPairSync } from "node:crypto";
import { start } from "./support.ts";

Deno.test("kalshi-typescript signs in with a client's RSA key and reads account, markets, books and events", async () => {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const keyId = "of-a-client";
  const publicKeyPem = publicKey.export({ format: "pem", type: "spki" }).toString();
  const simulator = await start({
    plan: { kind: "generated", league: "nba", seed: 3, speed: 10 },
    keys: [{ keyId, publicKeyPem }],
  });
  try {
    const privateKeyPem = privateKey.export({ format: "pem", type: "pkcs8" }).toString();
    const configuration = new Configuration({ apiKey: keyId, privateKeyPem, basePath: simulator.restBase });
    const limits = await new AccountApi(configuration).getAccountApiLimits();
    assertEquals(limits.data.usage_tier, "basic");
    const markets = new MarketApi(configuration);
    const [first] = (await markets.getMarkets(10)).data.markets;
    assertEquals(first?.ticker, simulator.markets[0]?.ticker);
    const book = await markets.getMarketOrderbook(first?.ticker ?? "");
    assert((book.data.orderbook_fp.yes_dollars ?? []).length > 0);
    const event = await new EventsApi(configuration).getEvent(simulator.markets[0]?.event ?? "", true);
    assertEquals(event.data.event.markets?.length, 2);
    const stamp = await new ExchangeApi(configuration).getUserDataTimestamp();
    assert(Date.parse(stamp.data.as_of_time) > 0);
  } finally {
    await simulator.close();
  }
});
