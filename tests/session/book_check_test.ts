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
  const engine = {
    market: () => market,
    marketDataDown: undefined as string | undefined,
    delay: { bookMs: 0, late: false, mostMs: 0, lateMessages: 0 },
  };
  const check = new BookCheck({
    engine,
    markets: [TICKER],
    source: {
      refresh: (markets) => did.push(`refresh ${markets}`),
      replace: (detail) => did.push(`replace: ${detail}`),
    },
    maxDelayMs: 2_000,
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
  const comesLate = (late: boolean) => engine.delay = { ...engine.delay, bookMs: late ? 4_500 : 0, late };
  return { market, engine, run, comesLate };
}

const STAYS_LATE = "replace: books come 4.5 s after they were sent, and stay late";

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
  assertEquals(await run(13_000, 17_000), [
    `replace: the book of ${TICKER} stays another one than the exchange shows elsewhere`,
  ]);
});

Deno.test("nothing is asked for while the connection is down, or of a market that is over", async () => {
  const { market, engine, run } = checked();
  engine.marketDataDown = "lost";
  assertEquals(await run(40_000, 50_000), []);
  engine.marketDataDown = undefined;
  market.live({ kind: "market_life", at: 0, market: TICKER, status: "closed" });
  assertEquals(await run(51_000, 60_000), []);
});

Deno.test("a connection that stays late is replaced, and the market looked at before; one that is late for a moment is not", async () => {
  const { run, comesLate } = checked();
  comesLate(true);
  assertEquals(await run(1_000, 4_000), READ, "a look within 2 s of a message would say nothing");
  comesLate(false);
  assertEquals(await run(5_000, 6_000), []);
  comesLate(true);
  assertEquals(await run(7_000, 10_000), READ);
  assertEquals(await run(11_000, 11_000), [STAYS_LATE]);
});

Deno.test("each replacement that did not help is waited for twice as long, at most five minutes, until books were well for a minute", async () => {
  const { engine, run, comesLate } = checked();
  let at = 0;
  /** Seconds until the connection is replaced. */
  const untilReplaced = async () => {
    const since = at + 1_000;
    for (let did: string[] = []; !did.includes(STAYS_LATE);) did = await run(at += 1_000, at);
    return (at - since) / 1_000;
  };
  const waits: number[] = [];
  comesLate(true);
  for (let times = 0; times < 9; times++) {
    waits.push(await untilReplaced());
    engine.marketDataDown = "books stay late";
    await run(at += 1_000, at);
    engine.marketDataDown = undefined;
  }
  assertEquals(waits, [4, 8, 16, 32, 64, 128, 256, 300, 300]);
  comesLate(false);
  await run(at + 1_000, at += 59_000);
  comesLate(true);
  assertEquals(await untilReplaced(), 300, "less than a minute");
  comesLate(false);
  await run(at + 1_000, at += 62_000);
  comesLate(true);
  assertEquals(await untilReplaced(), 4);
});
