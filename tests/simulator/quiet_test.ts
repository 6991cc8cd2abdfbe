/**
 * Markets in which nothing happens by itself, and a market's whole life by hand: closed early, reopened, determined,
 * disputed, determined otherwise, amended to a scalar, settled.
 */
import { assert, assertEquals } from "@std/assert";
import { toMicros, toPrice, toQuantity } from "../../src/core/numbers/money.ts";
import type { LifeChange } from "../../src/simulator/mod.ts";
import { Client, start } from "./support.ts";

Deno.test("a quiet exchange lists basketball on shard 3 and football on shard 0, with empty books", async () => {
  const simulator = await start({ plan: { kind: "quiet", grid: "tapered_deci_cent" } });
  try {
    assertEquals(simulator.markets.length, 4);
    const shards = new Set<number>();
    for (const { ticker } of simulator.markets) {
      const { market } = await (await fetch(`${simulator.restBase}/markets/${ticker}`)).json();
      shards.add(market.exchange_index);
      assertEquals([market.yes_bid_dollars, market.yes_ask_dollars], ["0.0000", "1.0000"]);
      assertEquals(market.price_level_structure, "tapered_deci_cent");
    }
    assertEquals([...shards].sort(), [0, 3]);
    const [{ ticker } = { ticker: "" }] = simulator.markets;
    const seam = simulator.market(ticker);
    const order = { owner: "someone", side: "bid", timeInForce: "good_till_canceled" } as const;
    assert(seam?.submit({ ...order, price: toPrice(5_000), quantity: toQuantity(300) }).ok);
    assertEquals(seam?.best("bid"), 5_000);
  } finally {
    await simulator.close();
  }
});

Deno.test("a closed market comes back, and a result is disputed, turned round, amended and settled", async () => {
  const simulator = await start({ plan: { kind: "quiet" } });
  try {
    const [{ ticker } = { ticker: "" }] = simulator.markets;
    const client = await Client.connect(simulator);
    await client.ask({ id: 1, cmd: "subscribe", params: { channels: ["market_lifecycle_v2"] } });
    const life = { kind: "life", market: ticker } as const;
    const read = async () => (await (await fetch(`${simulator.restBase}/markets/${ticker}`)).json()).market;
    const take = async (change: LifeChange) => {
      assert(simulator.turn(change));
      return (await client.ofType("market_lifecycle_v2")).msg;
    };

    const closed = await take({ ...life, step: "closed" });
    assertEquals(closed.event_type, "close_date_updated");
    assert(closed.close_ts * 1000 <= simulator.clock.now());
    assertEquals((await read()).status, "closed");

    const reopened = await take({ ...life, step: "reopened" });
    assertEquals(reopened.event_type, "close_date_updated");
    assert(reopened.close_ts * 1000 > simulator.clock.now(), "it closes later from now on");
    assertEquals((await read()).status, "active");

    const first = await take({ ...life, step: "determined", result: "yes" });
    assertEquals([first.event_type, first.result, first.settlement_value], ["determined", "yes", "1.0000"]);

    // Nothing is sent of a dispute: only REST says so.
    assert(simulator.turn({ ...life, step: "disputed" }));
    assertEquals((await read()).status, "disputed");

    const second = await take({ ...life, step: "determined", result: "no" });
    assertEquals([second.result, second.settlement_value], ["no", "0.0000"]);

    assert(simulator.turn({ ...life, step: "amended", result: "scalar", yesPays: toMicros(333_333) }));
    const amended = await read();
    assertEquals([amended.status, amended.result, amended.settlement_value_dollars], [
      "amended",
      "scalar",
      "0.333333",
    ]);

    assertEquals((await take({ ...life, step: "settled" })).event_type, "settled");
    assertEquals((await read()).status, "finalized");
  } finally {
    await simulator.close();
  }
});
