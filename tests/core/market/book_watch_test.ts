import type { BookLook, Ticker } from "../../../src/core/market/events.ts";
import { assert, assertEquals } from "@std/assert";
import type { EngineEvent } from "../../../src/core/events.ts";
import { EngineState } from "../../../src/core/engine_state.ts";
import { events, levels, price, TICKER } from "../support.ts";

/** A market whose book is 56 at 100 and 58 at 100, believed, at moment 0; and what was reported of it. */
function watched() {
  const told: string[] = [];
  const world = new EngineState((level, text) => void told.push(`${level}: ${text}`), [], 2_000);
  const fold = (...all: readonly EngineEvent[]) => all.forEach((event) => world.fold(event));
  fold(events.listed(0), book(0));
  const market = world.market(TICKER);
  assert(market !== undefined);
  return { market, fold, told };
}

const book = (at: number, bid = 5600, ask = 5800) => events.book(at, [[bid, 100]], [[ask, 100]]);
const summary = (at: number, bid: number | null, ask: number | null): Ticker => ({
  kind: "ticker",
  at,
  market: TICKER,
  bid: bid === null ? null : price(bid),
  ask: ask === null ? null : price(ask),
});
const look = (at: number, bid = 5600, ask = 5800, size = 100): BookLook => ({
  kind: "book_look",
  at,
  market: TICKER,
  bids: levels([[bid, size]]),
  asks: levels([[ask, 100]]),
});

Deno.test("a book that stays while the exchange's own best prices move is suspect after a moment", () => {
  const { market, fold, told } = watched();
  fold(summary(100, 9000, 9100));
  assertEquals(market.question, "the exchange's summary says .9000/.9100, book .5600/.5800");
  fold(summary(1_900, 9000, 9100), events.clock(2_099));
  assertEquals([market.suspect, market.doubted], [undefined, false]);
  fold(events.clock(2_100));
  assertEquals([market.suspect, market.doubted], [
    "the exchange's summary says .9000/.9100, book .5600/.5800",
    true,
  ]);
  assertEquals(told.length, 1, "it is told once");
  fold(events.clock(3_000), summary(3_100, 9000, 9100), book(3_200));
  assert(market.doubted, "a whole book of the past changes nothing");
  fold(book(3_300, 9000, 9100));
  assertEquals([market.suspect, told.at(-1)], [undefined, "info: book replaced by a snapshot"]);
});

Deno.test("a book that only moves elsewhere does not answer a summary that speaks against it", () => {
  const { market, fold } = watched();
  fold(
    summary(100, 9000, 9100),
    events.change(1_900, "bid", 5500, 100),
    events.change(1_950, "ask", 9100, 5),
  );
  assert(market.question !== undefined);
  fold(events.clock(2_100));
  assert(market.doubted);
});

Deno.test("a book that has followed on one side only is still spoken against", () => {
  for (const [bid, ask] of [[5700, 5800], [5600, 5900]] as const) {
    const { market, fold } = watched();
    fold(summary(100, 5700, 5900), book(1_900, bid, ask));
    assert(market.question !== undefined, `${bid}/${ask}`);
    fold(events.clock(2_100));
    assert(market.doubted, `${bid}/${ask}`);
  }
});

Deno.test("a summary that is late, or ahead for a moment, says nothing against a book that moves", () => {
  const { market, fold } = watched();
  // The book goes up tick by tick; each summary tells of where it was one step before, or will be one step later.
  fold(summary(10, 5600, 5800));
  for (let step = 1; step <= 30; step++) {
    const at = step * 500;
    fold(book(at, 5600 + step * 100, 5800 + step * 100));
    const shift = step % 3 === 0 ? 0 : -100;
    fold(summary(at + 100, 5600 + step * 100 + shift, 5800 + step * 100 + shift), events.clock(at + 200));
    assertEquals(market.suspect, undefined);
  }
  fold(summary(16_000, 8700, 8900));
  assert(market.question !== undefined);
  fold(book(17_000, 8700, 8900));
  assertEquals(market.question, undefined, "the book has followed");
  fold(events.clock(19_000));
  assertEquals(market.suspect, undefined);
});

Deno.test("a side without a price is compared as that, and one that is not said is not compared", () => {
  const { market, fold } = watched();
  fold({ kind: "ticker", at: 1, market: TICKER, last: price(9000) }, events.clock(9_000));
  assertEquals([market.question, market.suspect], [undefined, undefined]);
  fold({ kind: "ticker", at: 9_001, market: TICKER, bid: price(5600) }, events.clock(19_000));
  assertEquals(market.suspect, undefined);
  fold(summary(19_001, 5600, null), events.clock(21_001));
  assertEquals(market.suspect, "the exchange's summary says .5600/none, book .5600/.5800");
});

Deno.test("a summary that agrees makes a doubted book believed again, but not one that has lost messages", () => {
  const { market, fold, told } = watched();
  fold(summary(0, 9000, 9100), events.clock(2_000), summary(2_100, 5600, 5800));
  assertEquals([market.suspect, told.at(-1)], [undefined, "info: book confirmed"]);
  fold(summary(3_000, 9000, 9100), events.clock(5_000));
  fold({ kind: "books_suspect", at: 5_001, markets: [TICKER], reason: "messages lost" });
  fold(summary(5_100, 5600, 5800));
  assert(market.suspect !== undefined);
  fold(book(5_200));
  assertEquals(market.suspect, undefined);
});

Deno.test("trades that print outside a book that does not move make it suspect; a sweep does not", () => {
  const { market, fold } = watched();
  for (const at of [0, 5, 10, 15]) fold(events.trade(at, "bid", 6000, 10));
  fold(book(300, 5900, 6000), events.clock(5_000));
  assertEquals(market.suspect, undefined, "the book has followed");
  for (const at of [6_000, 7_000, 7_999]) fold(events.trade(at, "bid", 6200, 10));
  assertEquals(market.suspect, undefined);
  fold(events.clock(8_000));
  assertEquals(market.suspect, "trades print at .6200, book .5900/.6000 does not move");
  const other = watched();
  for (const at of [1, 2_000, 4_000]) other.fold(events.trade(at, "bid", 5900, 10));
  assertEquals(other.market.suspect, undefined, "a tick beside the spread is still at the book");
  for (const [level, doubted] of [[5500, false], [5499, true]] as const) {
    const below = watched();
    for (const at of [1, 2_000, 4_000]) below.fold(events.trade(at, "ask", level, 10));
    assertEquals(below.market.doubted, doubted, `trades at ${level}`);
  }
});

Deno.test("a book is crossed for a moment only", () => {
  const { market, fold } = watched();
  fold(events.change(10, "bid", 5800, 100));
  assert(market.crossed);
  fold(events.clock(1_009));
  assertEquals(market.suspect, undefined);
  fold(events.clock(1_010));
  assertEquals(market.suspect, "crossed for more than 1 s: book .5800/.5800");
  fold(book(1_100, 9000, 3000));
  assert(market.doubted, "a whole book that is crossed is none to believe");
  fold(book(1_200));
  assertEquals([market.suspect, market.crossed], [undefined, false]);
});

Deno.test("a look by REST confirms a quiet book and renews its age", () => {
  const { market, fold } = watched();
  assertEquals(market.bookAgeMs(30_000), 30_000);
  fold(look(30_000));
  assertEquals([market.bookAgeMs(30_500), market.suspect], [500, undefined]);
  fold({ kind: "book_confirmed", at: 31_000, market: TICKER });
  assertEquals(market.bookAgeMs(31_500), 500);
  fold(events.change(40_000, "bid", 5600, 50), look(41_000));
  assertEquals(market.bookAgeMs(41_000), 1_000, "a book that has just moved may be ahead of the answer");
});

Deno.test("a look by REST that shows another book makes a book suspect unless it moves at once", () => {
  const { market, fold } = watched();
  fold(look(30_000, 5600, 5800, 90), events.change(31_000, "bid", 5600, -10), events.clock(40_000));
  assertEquals(market.suspect, undefined, "the message was on its way");
  fold(look(60_000), events.clock(61_999));
  assertEquals(market.suspect, undefined);
  fold(events.clock(62_000));
  assertEquals(market.suspect, "the order book by REST is another one, book .5600/.5800 does not move");
  fold(look(63_000, 5600, 5800, 90));
  assertEquals(market.suspect, undefined, "a later look that shows this book takes it back");
});

Deno.test("a look by REST within two seconds of the book's last move says nothing", () => {
  for (const [at, doubted] of [[2_000, false], [2_001, true]] as const) {
    const { market, fold } = watched();
    fold(look(at, 5500), events.clock(9_000));
    assertEquals(market.doubted, doubted, `a look at ${at}`);
  }
});

Deno.test("a doubted book that came again is believed once more than two seconds are quiet", () => {
  for (const [at, doubted] of [[4_100, true], [4_101, false]] as const) {
    const { market, fold } = watched();
    fold(summary(0, 9000, 9100), events.clock(2_000), book(2_100), events.change(at, "bid", 5500, 100));
    assertEquals(market.doubted, doubted, `a move at ${at}`);
  }
});

Deno.test("a doubted book that came again and moves is believed once nothing speaks against it", () => {
  const { market, fold } = watched();
  fold(summary(0, 9000, 9100), events.clock(2_000), book(2_100), events.change(2_200, "bid", 5500, 100));
  assert(market.doubted, "it has hardly come");
  fold(
    events.change(2_300, "bid", 5500, 100),
    summary(2_400, 9000, 9100),
    events.change(4_300, "bid", 5500, 1),
  );
  assert(market.doubted, "summaries still speak against it");
  fold(events.change(4_500, "bid", 5500, 100));
  assertEquals(market.suspect, undefined);
});

Deno.test("a change that no level can take asks for a whole book too", () => {
  const { market, fold, told } = watched();
  fold(events.change(5, "bid", 5600, -101));
  assertEquals([market.doubted, told], [true, [
    "warning: book suspect: a level would have gone below zero at 5600",
  ]]);
  fold(book(6));
  assertEquals([market.doubted, market.suspect], [false, undefined]);
});

Deno.test("what a connection that is over said does not count against the books of the next", () => {
  const { market, fold } = watched();
  fold(summary(0, 9000, 9100), events.clock(2_000));
  fold(
    { kind: "books_suspect", at: 3_000, reason: "waiting for snapshots" },
    book(3_100),
    events.clock(9_000),
  );
  assertEquals(market.suspect, undefined);
});

Deno.test("a look that shows one level more than the book is another book", () => {
  const { market, fold } = watched();
  const more: BookLook = { ...look(30_000), bids: levels([[5600, 100], [5500, 50]]) };
  fold(more, events.clock(31_999));
  assertEquals(market.suspect, undefined);
  fold(events.clock(32_000));
  assert(market.doubted);
});
