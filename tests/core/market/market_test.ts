import type {
  BookChange,
  BookSnapshot,
  MarketInfo,
  MarketLife,
  MarketListed,
  Ticker,
  Trade,
} from "../../../src/core/market/events.ts";
import { assert, assertEquals } from "@std/assert";
import { Market } from "../../../src/core/market/market.ts";
import { MOST_QUANTITY, PRICE_ONE } from "../../../src/core/numbers/money.ts";
import { CENT_GRID } from "../../../src/core/market/ticks.ts";
import { events, infoOf, micros, price, quantity, TICKER } from "../support.ts";

const snapshot = (at: number) => events.book(at, [[5500, 100]], [[5700, 100]]) as BookSnapshot;
const change = (at: number, size: number) => events.change(at, "bid", 5500, size) as BookChange;
const print = (at: number, level: number) => events.trade(at, "ask", level, 100) as Trade;

Deno.test("a market is what its listing says, and has no book to believe", () => {
  const fees = { type: "quadratic_with_maker_fees", multiplier: 5_000 } as const;
  const market = new Market(infoOf("A-B-C", { event: "E", series: "S", fees, status: "closed", closeAt: 5 }));
  assertEquals([market.ticker, market.series, market.event, market.label], [
    "A-B-C",
    "S",
    "E",
    "Los Angeles L",
  ]);
  assertEquals([market.fees, market.status, market.closeAt], [fees, "closed", 5]);
  assertEquals(market.suspect, "no snapshot yet");
  assertEquals(market.grid, CENT_GRID);
});

Deno.test("a change that no level can take makes the book suspect, until a snapshot", () => {
  const market = new Market(infoOf());
  market.snapshot(snapshot(1));
  market.change(change(2, -100));
  assertEquals(market.suspect, undefined);
  market.change(change(3, -1));
  assertEquals(market.suspect, "a level would have gone below zero at 5500");
  market.change(change(4, 500));
  assertEquals(market.suspect, "a level would have gone below zero at 5500");
  market.snapshot(snapshot(5));
  assertEquals([market.suspect, market.bookAt], [undefined, 5]);
});

Deno.test("prints move the last price, remember the one before it, and add up the volume", () => {
  const market = new Market(infoOf());
  market.trade(print(1, 5500));
  market.trade(print(2, 5500));
  assertEquals(market.previousLast, undefined);
  market.trade(print(3, 5600));
  assertEquals([market.last, market.previousLast], [price(5600), price(5500)]);
  assertEquals([market.volume, market.trades, market.lastTradeAt], [quantity(300), 3, 3]);
  market.summary({
    kind: "ticker",
    at: 4,
    market: TICKER,
    volume: quantity(9_000),
    openInterest: quantity(5),
  });
  assertEquals([market.last, market.volume, market.openInterest], [
    price(5600),
    quantity(9_000),
    quantity(5),
  ]);
});

Deno.test("a summary changes what it tells of, and nothing else", () => {
  const market = new Market(infoOf());
  const summary = (at: number, more: Omit<Ticker, "kind" | "at" | "market">) =>
    market.summary({ kind: "ticker", at, market: TICKER, ...more });
  const known = () => [market.last, market.volume, market.openInterest];
  summary(1, { last: price(5500), volume: quantity(900), openInterest: quantity(70) });
  summary(2, { last: price(5600) });
  assertEquals(known(), [price(5600), quantity(900), quantity(70)]);
  summary(3, { volume: quantity(950) });
  assertEquals(known(), [price(5600), quantity(950), quantity(70)]);
  summary(4, { openInterest: quantity(0) });
  assertEquals(known(), [price(5600), quantity(950), quantity(0)]);
  assertEquals(market.lastTradeAt, undefined, "a summary is no print");
});

Deno.test("a market is open while it is active and its close time has not come", () => {
  const market = new Market(infoOf());
  const live = (change: Partial<MarketLife>) =>
    market.live({ kind: "market_life", at: 1, market: TICKER, ...change });
  live({ closeAt: 100 });
  assertEquals([market.isOpen(99), market.isOpen(99.9), market.isOpen(100)], [true, true, false]);
  live({ status: "inactive" });
  assertEquals(market.isOpen(50), false);
});

Deno.test("the mid price needs both sides", () => {
  const market = new Market(infoOf());
  market.snapshot(snapshot(1));
  assertEquals(market.twiceMid, 11_200);
  market.change(change(2, -100));
  assertEquals(market.twiceMid, undefined);
});

Deno.test("a listing does not undo what prints have told since", () => {
  const market = new Market(infoOf());
  market.trade(print(1, 5600));
  const listed = events.listed(2, { last: price(5000), volume: quantity(50) }) as MarketListed;
  market.list(listed.info);
  assertEquals([market.last, market.volume], [price(5600), quantity(100)]);
});

Deno.test("a listing tells of a volume that is higher, and of none where it says nothing", () => {
  const market = new Market(infoOf());
  const volumes = [50, undefined, 40, 60].map((volume) => {
    const more = volume === undefined ? {} : { volume: quantity(volume) };
    market.list((events.listed(1, more) as MarketListed).info);
    return market.volume as number;
  });
  assertEquals(volumes, [50, 50, 50, 60]);
});

Deno.test("no number of prints or changes takes volume and sizes out of the safe integers", () => {
  const market = new Market(infoOf());
  market.snapshot(snapshot(1));
  for (let at = 2; at < 20_000; at++) {
    market.trade({ ...print(at, 5500), quantity: MOST_QUANTITY });
    market.change(change(at, MOST_QUANTITY));
  }
  assert(Number.isSafeInteger(market.volume) && market.volume > 0);
  assert(market.book.levels("bid").every((level) => Number.isSafeInteger(level.quantity)));
  assertEquals(market.suspect, "a level would have grown beyond measure at 5500");
  assert(Number.isSafeInteger(MOST_QUANTITY * PRICE_ONE));
});

Deno.test("a book that never came came at no time, and a step of its life that tells no close time keeps the one listed", () => {
  const market = new Market(infoOf(TICKER, { closeAt: 500 }));
  assertEquals([market.bookAt, market.lastTradeAt], [undefined, undefined]);
  market.snapshot(snapshot(7));
  assertEquals(market.bookAt, 7);
  market.live(events.life(8, { status: "inactive" }) as MarketLife);
  assertEquals(market.closeAt, 500);
  market.live(events.life(9, { closeAt: 600 }) as MarketLife);
  assertEquals(market.closeAt, 600);
});

Deno.test("a market is what its last listing says, until it is settled", () => {
  const market = new Market(infoOf());
  market.feesUnknown = "a new kind of fee";
  const told: Partial<MarketInfo> = {
    event: "E",
    series: "S",
    title: "T",
    yesLabel: "L",
    teamId: "7",
    exchangeIndex: 3,
    grid: [{ start: price(0), end: price(10_000), step: price(50) }],
    fees: { type: "quadratic_with_maker_fees", multiplier: 5_000 },
    closeAt: 900,
    last: price(4_000),
  };
  market.list(infoOf(TICKER, { ...told, status: "inactive" }));
  const { event, series, title, label, teamId, exchangeIndex, grid, fees, closeAt, last } = market;
  assertEquals<unknown>(
    { event, series, title, yesLabel: label, teamId, exchangeIndex, grid, fees, closeAt, last },
    told,
  );
  assertEquals([market.status, market.feesUnknown], ["inactive", undefined]);

  const result = { yesPays: micros(1_000_000) };
  market.list(infoOf(TICKER, { status: "determined", result }));
  assertEquals([market.result, market.isSettled], [result, false]);
  market.list(infoOf(TICKER, { status: "finalized", result }));
  market.list(infoOf(TICKER, { status: "active" }));
  assertEquals([market.status, market.result, market.isSettled], ["finalized", result, true]);
});

Deno.test("a market had a book once a level was in one that could be believed", () => {
  const book = (bids: [number, number][], asks: [number, number][]) => {
    const market = new Market(infoOf());
    market.snapshot(events.book(1, bids, asks) as BookSnapshot);
    return market;
  };
  assertEquals(book([], []).hadBook, false);
  assertEquals(book([[5500, 100]], []).hadBook, true);
  assertEquals(book([[5500, 100]], [[5700, 100]]).hadBook, true);
  const empty = book([], []);
  empty.change(change(2, 100));
  assertEquals(empty.hadBook, true);
  const unseen = new Market(infoOf());
  unseen.change(change(1, 100));
  assertEquals(unseen.hadBook, false);
});

Deno.test("a book is doubted for a change that no level can take, not for lost messages after it was whole again", () => {
  const market = new Market(infoOf());
  market.snapshot(snapshot(1));
  market.change(change(2, -101));
  assertEquals(market.doubted, true);
  market.snapshot(snapshot(3));
  market.distrust("a gap");
  assertEquals([market.suspect, market.doubted], ["a gap", false]);
});

Deno.test("look() says whether another source shows the same, and only then is the book as young as that", () => {
  const market = new Market(infoOf());
  market.snapshot(snapshot(1));
  const look = (at: number, size: number) => {
    const { bids, asks } = events.book(at, [[5500, size]], [[5700, 100]]) as BookSnapshot;
    return market.look({ kind: "book_look", at, market: TICKER, bids, asks });
  };
  assertEquals([look(50_000, 90), market.bookAgeMs(100_000)], [false, 99_999]);
  assertEquals([look(60_000, 100), market.bookAgeMs(100_000)], [true, 40_000]);
  market.change(change(70_000, 5));
  assertEquals(market.bookAgeMs(100_000), 30_000);
});
