import { assert, assertEquals } from "@std/assert";
import { REGISTRY } from "../../src/cli/rules.ts";
import { troubleOf, troublesNow } from "../../src/session/trouble.ts";
import { SessionHistory } from "../../src/views/session_history.ts";
import { Decoder } from "../../src/kalshi/decoding/decoder.ts";
import { createEngine } from "../../src/session/setup/setup.ts";
import { events } from "../core/support.ts";
import { setupOf } from "./support.ts";

const TICKER = "KXNBAGAME-26NOV22LALBOS-LAL";

async function newEngine() {
  const engine = createEngine(await setupOf(), REGISTRY);
  assert(engine.ok);
  engine.value.process(events.listed(0, { ticker: TICKER }));
  return engine.value;
}

Deno.test("what is wrong now: the whole market data, else channels and books, each with the reason", async () => {
  const engine = await newEngine();
  const texts = () => troublesNow(engine, [TICKER]).map(({ text }) => text);
  engine.process({ kind: "feed", feed: "market_data", at: 1, up: false, detail: "silent for 25.0 s" });
  assertEquals(texts(), ["market data is down: silent for 25.0 s"]);
  engine.process({ kind: "feed", feed: "market_data", at: 2, up: true, detail: "ws://x" });
  engine.process({ kind: "channel", at: 3, channel: "trade", up: false, detail: "refused" });
  assertEquals(texts(), ["channel trade does not come: refused", "book of LAL suspect: no snapshot yet"]);
  engine.process({ kind: "channel", at: 4, channel: "trade", up: true, detail: "" });
  engine.process(events.book(5, [[5_000, 100]], [[5_100, 100]]));
  assertEquals(texts(), []);
});

Deno.test("a trouble keeps the time at which it began, whatever is said of it, and has a new one after it was over", async () => {
  const watch = new SessionHistory(await newEngine(), () => 0);
  assertEquals([...watch.since(["feed"], 1_000)], [["feed", 1_000]]);
  assertEquals([...watch.since(["feed", "book A"], 2_000)], [["feed", 1_000], ["book A", 2_000]]);
  assertEquals([...watch.since(["book A"], 3_000)], [["book A", 2_000]]);
  assertEquals([...watch.since(["book A", "feed"], 4_000)], [["book A", 2_000], ["feed", 4_000]]);
});

Deno.test("a summary has all that could not be used, also what nobody was told of any more", async () => {
  const engine = await newEngine();
  engine.process({ kind: "feed", feed: "market_data", at: 1, up: false, detail: "no" });
  const decoder = new Decoder();
  assertEquals(troubleOf(engine, [], decoder), ["at the end: market data is down: no"]);
  decoder.decode(1, "ws", "[[[", [], []);
  assertEquals(troubleOf(engine, [], decoder), [
    "could not be used: 1 malformed",
    "the last: frame is no JSON object: [[[",
    "at the end: market data is down: no",
  ]);
});
