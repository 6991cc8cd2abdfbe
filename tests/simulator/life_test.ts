/**
 * A market's life: every step that the exchange documents comes over the lifecycle channel with its own fields, REST says
 * the same afterwards, and trading follows.
 */
import { assert, assertEquals } from "@std/assert";
import type { SimulatedEvent } from "../../src/simulator/exchange/simulated_event.ts";
import { Client, start } from "./support.ts";
import { slateWorld } from "./slate_support.ts";

async function readMarket(url: string, ticker: string) {
  const response = await fetch(`${url}/trade-api/v2/markets/${ticker}`);
  const { market } = await response.json();
  return market;
}

Deno.test("stopped, worded otherwise, given a finer grid, and on again: frames, REST and books agree", async () => {
  const simulator = await start({ plan: { kind: "generated", league: "nba", seed: 4, speed: 20 } });
  try {
    const [{ ticker } = { ticker: "" }] = simulator.markets;
    const client = await Client.connect(simulator);
    await client.ask({
      id: 1,
      cmd: "subscribe",
      params: { channels: ["orderbook_delta"], market_tickers: [ticker], use_yes_price: true },
    });
    await client.ask({ id: 2, cmd: "subscribe", params: { channels: ["market_lifecycle_v2"] } });
    await client.ofType("orderbook_delta");
    const life = { kind: "life", market: ticker } as const;

    assert(simulator.turn({ ...life, step: "deactivated" }));
    const { msg: stopped } = await client.ofType("market_lifecycle_v2");
    assertEquals([stopped.event_type, stopped.market_ticker, stopped.is_deactivated], [
      "deactivated",
      ticker,
      true,
    ]);
    assertEquals((await readMarket(simulator.url, ticker)).status, "inactive");
    assert(!simulator.turn({ ...life, step: "deactivated" }), "a stopped market cannot be stopped");

    assert(simulator.turn({ ...life, step: "metadata_updated", yesTitle: "The Home Team" }));
    assertEquals((await client.ofType("market_lifecycle_v2")).msg.yes_sub_title, "The Home Team");
    assertEquals((await readMarket(simulator.url, ticker)).yes_sub_title, "The Home Team");

    assert(simulator.turn({ ...life, step: "price_level_structure_updated", grid: "tapered_deci_cent" }));
    const { msg: finer } = await client.ofType("market_lifecycle_v2");
    const listed = await readMarket(simulator.url, ticker);
    assertEquals(finer.price_level_structure, "tapered_deci_cent");
    assertEquals([finer.price_level_structure, finer.price_ranges], [
      listed.price_level_structure,
      listed.price_ranges,
    ]);

    client.frames.length = 0;
    assert(simulator.turn({ ...life, step: "activated" }));
    const { msg: on } = await client.ofType("market_lifecycle_v2");
    assertEquals([on.event_type, on.is_deactivated], ["activated", false]);
    const { msg: first } = await client.ofType("orderbook_delta");
    assert(first.delta_fp.startsWith("-"), "what rested is cancelled when trading goes on");
    assertEquals((await readMarket(simulator.url, ticker)).status, "active");
    assert(!simulator.turn({ ...life, step: "activated" }), "a market that is on cannot be activated");
    assert(!simulator.turn({ ...life, market: "KXNOPE", step: "deactivated" }));
    await client.close();
  } finally {
    await simulator.close();
  }
});

Deno.test("nothing happens in a stopped market, and its traders have not been busy meanwhile", () => {
  const world = slateWorld({ games: 1, leagues: ["nba"], activity: 0.3 });
  const [event] = world.exchange.events.keys();
  const [ticker = ""] = [...world.exchange.markets.keys()];
  assert(event !== undefined);
  const seen: SimulatedEvent[] = [];
  const keep = (event: SimulatedEvent) => void seen.push(event);
  const own = () =>
    seen.filter((each) => "market" in each && each.market === ticker && each.kind !== "life").length;
  world.playTo(60_000, keep);
  const before = own();
  assert(before > 0);
  const turn = (step: "activated" | "deactivated", atMs: number) =>
    world.source.turn({ kind: "life", market: ticker, step }, atMs);
  assert(turn("deactivated", 60_000));
  world.playTo(240_000, keep);
  assertEquals(own(), before);
  assert(turn("activated", 240_000));
  assert(own() > before, "the old orders go, new ones come");
  const resumed = own();
  world.playTo(241_000, keep);
  const inASecond = own() - resumed;
  assert(inASecond < 100, `three minutes' worth must not come at once, was ${inASecond}`);
  world.playTo(300_000, keep);
  assert(own() > resumed + inASecond);
});

Deno.test("a market that is listed later: unknown, created, activated, traded, settled", () => {
  const world = slateWorld({ games: 1, leagues: ["nfl"], activity: 0.05, lines: true });
  const steps: string[] = [];
  let late = "";
  let traded = 0;
  const known = new Set(world.exchange.markets.keys());
  world.playTo(1e9, (each) => {
    if (each.kind === "life" && each.step === "created") {
      assert(!known.has(each.market));
      late = each.market;
    }
    if (late === "" || !("market" in each) || each.market !== late) return;
    if (each.kind === "life") steps.push(each.step);
    else if (steps.length === 1) throw new Error("traded before it was activated");
    else traded++;
  });
  assertEquals(steps, ["created", "activated", "closed", "determined", "settled"]);
  assert(traded > 0);
  assertEquals(world.exchange.markets.get(late)?.status, "finalized");
});

Deno.test("created comes with what a client has to know of the market", async () => {
  const simulator = await start({
    plan: { kind: "slate", games: 1, seed: 8, leagues: ["nba"], lines: true, speed: 40 },
    waitForSubscriber: true,
  });
  try {
    const client = await Client.connect(simulator);
    await client.ask({ id: 1, cmd: "subscribe", params: { channels: ["market_lifecycle_v2"] } });
    const { msg: created } = await client.ofType("market_lifecycle_v2");
    assertEquals([created.event_type, created.exchange_index], ["created", 3]);
    const market = await readMarket(simulator.url, created.market_ticker);
    assertEquals(created.price_ranges, market.price_ranges);
    assertEquals(created.close_ts, Math.floor(Date.parse(market.close_time) / 1000));
    const { additional_metadata: more } = created;
    assertEquals(
      [more.event_ticker, more.title, more.yes_sub_title, more.floor_strike],
      [market.event_ticker, market.title, market.yes_sub_title, market.floor_strike],
    );
    assertEquals((await client.ofType("market_lifecycle_v2")).msg.event_type, "activated");
    await client.close();
  } finally {
    await simulator.close();
  }
});
