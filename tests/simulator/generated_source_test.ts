import { assert, assertEquals } from "@std/assert";
import { Book } from "../../src/core/market/book.ts";
import { isOnGrid } from "../../src/core/market/ticks.ts";
import { generateGame } from "../../src/simulator/game/generate.ts";
import { type GridLabel, GRIDS } from "../../src/simulator/listing.ts";
import { advance } from "../../src/simulator/exchange/source.ts";
import type { SimulatedEvent } from "../../src/simulator/exchange/simulated_event.ts";
import { GeneratedSource } from "../../src/simulator/sources/generated_source.ts";
import { attached } from "./attached.ts";

const STARTS_AT = Date.UTC(2026, 10, 23, 0, 30);

function source(
  seed: number,
  activity = 0.1,
  grid: GridLabel = "linear_cent",
  league: "nba" | "nfl" = "nba",
) {
  const game = generateGame({ league, seed });
  const source = new GeneratedSource({ game, seed, startsAt: STARTS_AT, activity, grid });
  return { game, source, exchange: attached(source).exchange };
}

for (
  const [league, grid] of [["nba", "linear_cent"], ["nfl", "linear_cent"], [
    "nba",
    "tapered_deci_cent",
  ]] as const
) {
  Deno.test(`generated ${league} markets on ${grid}: sound books, complementary prices, the right end`, () => {
    const { game, source: playing, exchange } = source(5, 0.15, grid, league);
    const books = new Map<string, Book>();
    const last = new Map<string, number>();
    const steps: string[] = [];
    let fractional = 0;
    const [home = "", away = ""] = playing.events[0]?.markets.map((market) => market.ticker) ?? [];
    for (const ticker of [home, away]) books.set(ticker, new Book());
    const take = (event: SimulatedEvent) => {
      if (event.kind === "level") {
        assert(isOnGrid(GRIDS[grid], event.price));
        assert(books.get(event.market)?.change(event.side, event.price, event.delta));
      } else if (event.kind === "trade") {
        last.set(event.market, event.price);
        if (event.quantity % 100 !== 0) fractional++;
      } else if (event.kind === "book") {
        assertEquals([event.bids, event.asks], [[], []]);
        steps.push(`${event.market} empty`);
      } else if (event.kind === "life") {
        steps.push(
          `${event.market} ${event.step} ${event.step === "determined" ? event.result ?? "" : ""}`.trimEnd(),
        );
      }
    };
    exchange.listen(take);
    let samples = 0;
    let apart = 0;
    const totalMs = game.durationMs + 300_000;
    for (let at = 1_000; at < totalMs; at += 5_000) {
      advance(playing, at);
      const middles = [...books.values()].map((book) => {
        assert((book.spread ?? 1) > 0, "never crossed");
        return book.bestBid === undefined || book.bestAsk === undefined
          ? NaN
          : (book.bestBid + book.bestAsk) / 2;
      });
      const sum = (middles[0] ?? NaN) + (middles[1] ?? NaN);
      if (Number.isNaN(sum)) continue;
      samples++;
      apart += Math.abs(sum - 10_000);
    }
    assert(samples > 500 && apart / samples < 150, `prices sum to 1 within ${apart / samples} of 10000`);
    advance(playing, Infinity);
    assert(playing.over);
    const [winner, loser] = game.winner === "home" ? [home, away] : [away, home];
    assertEquals([last.get(winner), last.get(loser)], grid === "linear_cent" ? [9900, 100] : [9990, 10]);
    assertEquals(
      steps.sort(),
      [
        `${winner} closed`,
        `${winner} determined yes`,
        `${winner} empty`,
        `${winner} settled`,
        `${loser} closed`,
        `${loser} determined no`,
        `${loser} empty`,
        `${loser} settled`,
      ].sort(),
    );
    assert(fractional > 0, "some trades are of fractions");
  });
}

Deno.test("the book moves before the scoreboard: by 5 to 20 s, and the scoreboard never goes back", () => {
  const { game, source: playing, exchange } = source(8);
  const shown: { at: number; score: number; left: number }[] = [];
  let now = 0;
  exchange.listen((event) => {
    if (event.kind !== "score") return;
    const { home, away, secondsLeftInGame } = event.game;
    shown.push({ at: now, score: home.score + away.score, left: secondsLeftInGame });
  });
  for (let at = playing.nextAt(); at !== undefined; at = playing.nextAt()) {
    now = at;
    playing.run();
  }
  assertEquals(shown.length, game.events.length + 1);
  const startMs = playing.events[0]?.startsAtMs ?? 0;
  game.events.forEach((event, index) => {
    const update = shown[index + 1];
    assert(update !== undefined);
    const lagMs = update.at - startMs - event.offsetMs;
    assert(lagMs >= 5_000 && lagMs <= 20_000, `lag ${lagMs}`);
    assert(update.at >= (shown[index]?.at ?? 0) && update.score >= (shown[index]?.score ?? 0));
  });
});

Deno.test("a busy market changes about as often as a real one", () => {
  const { game, source: playing, exchange } = source(11, 1);
  let changes = 0;
  let trades = 0;
  exchange.listen(({ kind }) => {
    if (kind === "level") changes++;
    if (kind === "trade") trades++;
  });
  advance(playing, Infinity);
  const aSecondAMarket = changes / 2 / (game.durationMs / 1000);
  assert(aSecondAMarket > 5 && aSecondAMarket < 20, `${aSecondAMarket} changes a second`);
  assert(trades / changes > 0.03 && trades / changes < 0.25, `${trades} trades, ${changes} changes`);
});

Deno.test("the same seed gives the same trading; tickers look like the exchange's", () => {
  const record = () => {
    const all: string[] = [];
    const { source: playing, exchange } = source(4);
    exchange.listen((event) => all.push(JSON.stringify(event)));
    advance(playing, 1_500_000);
    return all;
  };
  const once = record();
  assert(once.length > 500);
  assertEquals(once, record());
  const { game, source: playing } = source(4);
  const { away, home } = game;
  // Half past midnight in London is still the day before in New York.
  assertEquals(playing.events[0]?.ticker, `KXNBAGAME-26NOV22${away.code}${home.code}`);
});
