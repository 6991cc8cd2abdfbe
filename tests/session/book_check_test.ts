import type { BookSnapshot } from "../../src/core/market/events.ts";
import { assertEquals } from "@std/assert";
import { Market } from "../../src/core/market/market.ts";
import { price } from "../core/support.ts";
import { BookCheck } from "../../src/session/book_check.ts";
import { events, infoOf, TICKER } from "../core/support.ts";

/** A check of one market whose book came at 0, and what it did. */
function checked() {
  const market = new Market(infoOf(TICKER));
  market.snapshot(events.book(0, [[5600, 100]], [[5800, 100]]) as BookSnapshot);
  const did: string[] = [];
  const engine = { market: () => market, marketDataDown: undefined as string | undefined };
  const check = new BookCheck({
    engine,
    markets: [TICKER],
    source: {
      refresh: (markets) => did.push(`refresh ${markets}`),
      replace: () => did.push("replace"),
    },
    transport: {
      answer: (path) => {
        did.push(`read ${path}`);
        const answer = { at: 0, path, status: 200, text: "{}", body: {} };
        return Promise.resolve({ ok: true as const, value: answer });
      },
    },
    sink: {
      input: (_at, source) => {
        did.push(source);
        return [];
      },
    },
  });
  /** A second after the other, from one moment to another; each look has its answer before the next. */
  const run = async (from: number, to: number) => {
    for (let at = from; at <= to; at += 1_000) {
      check.tick(at);
      await Promise.resolve();
      await Promise.resolve();
    }
    return did.splice(0);
  };
  return { market, engine, run };
}

const READ = [`read /markets/${TICKER}/orderbook`, "rest"];

Deno.test("a market whose book does not move is looked at every 30 s, and not while it moves", async () => {
  const { market, run } = checked();
  assertEquals(await run(1_000, 29_000), []);
  assertEquals(await run(30_000, 59_000), READ);
  assertEquals(await run(60_000, 60_000), READ);
  market.change({ ...events.change(85_000, "bid", 5600, 1) } as Parameters<Market["change"]>[0]);
  assertEquals(await run(90_000, 114_000), []);
  assertEquals(await run(115_000, 115_000), READ);
});

Deno.test("a doubted book is asked for three times, and then the connection is replaced", async () => {
  const { market, run } = checked();
  market.summary({ kind: "ticker", at: 0, market: TICKER, bid: price(9000), ask: price(9100) });
  market.examine(2_000);
  assertEquals(await run(2_000, 6_000), [`refresh ${TICKER}`, ...READ]);
  assertEquals(await run(7_000, 12_000), [`refresh ${TICKER}`, ...READ, `refresh ${TICKER}`, ...READ]);
  assertEquals(await run(13_000, 17_000), ["replace"]);
});

Deno.test("nothing is asked for while the connection is down, or of a market that is over", async () => {
  const { market, engine, run } = checked();
  engine.marketDataDown = "lost";
  assertEquals(await run(40_000, 50_000), []);
  engine.marketDataDown = undefined;
  market.live({ kind: "market_life", at: 0, market: TICKER, status: "closed" });
  assertEquals(await run(51_000, 60_000), []);
});
