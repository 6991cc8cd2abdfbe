import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { expand, readTicker, type TickerReader } from "../../src/kalshi/tickers.ts";
import type { WireMarket } from "../../src/kalshi/wire/market.ts";

Deno.test("readTicker() takes tickers in any case and links of the site", () => {
  const cases = [
    ["KXNBAGAME-26NOV22LALBOS-LAL", "KXNBAGAME-26NOV22LALBOS-LAL"],
    [" kxnbagame-26nov22lalbos ", "KXNBAGAME-26NOV22LALBOS"],
    ["https://kalshi.com/markets/kxnbagame/pro-game/kxnbagame-26nov22lalbos", "KXNBAGAME-26NOV22LALBOS"],
    ["https://www.kalshi.com/events/KXNBAGAME-26NOV22LALBOS/?op=yes#top", "KXNBAGAME-26NOV22LALBOS"],
    ["kalshi.com/markets/kxsb/x/kxsb-27", "KXSB-27"],
    ["https://demo.kalshi.co/markets/kxnbagame/game/kxnbagame-26nov22lalbos#x", "KXNBAGAME-26NOV22LALBOS"],
    ["demo.kalshi.co/events/kxsb-27", "KXSB-27"],
    ["KXHIGHNY-26NOV22-T67.5", "KXHIGHNY-26NOV22-T67.5"],
  ] as const;
  for (const [word, ticker] of cases) assertEquals(readTicker(word), { ok: true, value: ticker });
});

Deno.test("readTicker() refuses others in one plain line", () => {
  const cases = [
    ["", "bad_ticker"],
    ["two words", "bad_ticker"],
    ["../../etc/passwd", "bad_ticker"],
    ["KX--A", "bad_ticker"],
    ["A".repeat(101), "bad_ticker"],
    ["https://kalshi.com/", "bad_ticker"],
    ["https://example.com/markets/kxsb-27", "bad_link"],
    ["https://kalshi.com.evil.org/kxsb-27", "bad_link"],
    ["https://demo.kalshi.co.evil.org/kxsb-27", "bad_link"],
    ["https://demokalshi.co/kxsb-27", "bad_link"],
    ["https://", "bad_link"],
    ["KXMVESPORTSMULTIGAMEEXTENDED-S2025-A", "combo_ticker"],
    ["bad\x1b[31m", "bad_ticker"],
  ] as const;
  for (const [word, code] of cases) {
    const found = readTicker(word);
    assert(!found.ok, word);
    assertEquals(found.reason.code, code);
    // deno-lint-ignore no-control-regex
    assert(!/[\x00-\x1f]/.test(found.reason.message));
  }
});

Deno.test("readTicker() gives a plain ticker or a refusal for any text", () => {
  fc.assert(fc.property(fc.string(), (word) => {
    const found = readTicker(word);
    assert(!found.ok || /^[A-Z0-9._-]+$/.test(found.value));
  }));
});

function market(ticker: string, status: WireMarket["status"] = "active"): WireMarket {
  return { ticker, event_ticker: "KXG-1", status, price_ranges: [] };
}

const unknown = {
  ok: false,
  reason: {
    code: "not_found",
    message: "Cannot read /markets/X: status 404",
    path: "/markets/X",
    status: 404,
  },
} as const;

const rest: TickerReader = {
  market: (ticker) =>
    Promise.resolve(
      ticker === "KXG-1-A" || ticker === "LONE" ? { ok: true, value: market(ticker) } as const : unknown,
    ),
  event: (ticker) => {
    const markets = [market("KXG-1-A"), market("KXG-1-B"), market("KXG-1-C", "finalized")];
    if (ticker === "KXG-1") {
      return Promise.resolve({ ok: true, value: { event_ticker: ticker, series_ticker: "KXG", markets } });
    }
    if (ticker === "KXOVER-1") {
      return Promise.resolve({
        ok: true,
        value: {
          event_ticker: ticker,
          series_ticker: "KXOVER",
          markets: [market("KXOVER-1-A", "finalized")],
        },
      });
    }
    return Promise.resolve(unknown);
  },
};

Deno.test("expand() gives the markets of words once each: an event its active ones", async () => {
  const found = await expand(rest, ["kxg-1-a", "https://kalshi.com/markets/kxg/game/kxg-1", "lone"]);
  assert(found.ok);
  assertEquals(found.value.map((one) => one.ticker), ["KXG-1-A", "KXG-1-B", "LONE"]);
});

Deno.test("expand() refuses by name what is unknown, over, or nothing", async () => {
  const cases = [
    [["KXG-1-A", "KXNONE-1"], "unknown_ticker", "KXNONE-1"],
    [["KXNONE-1-X"], "unknown_ticker", "KXNONE-1-X"],
    [["KXOVER-1"], "no_active_market", "KXOVER-1"],
    [[], "no_ticker", "ticker"],
    [["no good"], "bad_ticker", "no good"],
  ] as const;
  for (const [words, code, name] of cases) {
    const found = await expand(rest, words);
    assert(!found.ok);
    assertEquals(found.reason.code, code);
    assert(found.reason.message.includes(name));
  }
});

Deno.test("expand() passes on a failure that is not about the ticker", async () => {
  const down = { ok: false, reason: { code: "network", message: "Cannot read x", path: "x" } } as const;
  const found = await expand({ market: () => Promise.resolve(down), event: () => Promise.resolve(down) }, [
    "KXG-1",
  ]);
  assert(!found.ok && found.reason.code === "network");
});
