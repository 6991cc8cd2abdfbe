import { assert, assertEquals, assertMatch } from "@std/assert";
import fc from "fast-check";
import { parseQuantity } from "../../src/core/numbers/money.ts";
import { COMMANDS, TICKET_COMMANDS } from "../../src/terminal/commands.ts";
import { render, scrollLimit } from "../../src/terminal/render.ts";
import { COLOUR_STYLE, PLAIN_STYLE } from "../../src/terminal/style.ts";
import { INITIAL_UI, type PanelId, PANELS } from "../../src/terminal/ui.ts";
import { emptyView, type LogKind, type SessionView } from "../../src/views/session_view.ts";
import { displayWidth } from "../../src/terminal/width.ts";
import { EXAMPLE_VIEW, NOW } from "../views/example_view.ts";
import { assertGolden } from "./golden.ts";

const EMPTY_VIEW = emptyView({ mode: "paper", environment: "sim", utcOffsetMinutes: 0, now: NOW, at: NOW });

function frame(view: SessionView, columns = 120, rows = 40, ui = INITIAL_UI): string {
  return render(view, ui, { columns, rows }, PLAIN_STYLE).join("\n");
}

const NASTY = fc.string({
  unit: fc.oneof(
    fc.constantFrom(
      "a",
      " ",
      "東",
      "🏀",
      "👨‍👩‍👧",
      "e\u0301",
      "\u0301",
      "\u200d",
      "\ufe0f",
      "\u202e",
      "\x1b",
      "[",
      "2J",
    ),
    fc.constantFrom(
      "\x1b]0;",
      "\x07",
      "\n",
      "\t",
      "\x9b",
      "\x00",
      "\x7f",
      "\ud800",
      "한",
      "🇺🇸",
      "👍🏽",
      "|",
      "~",
    ),
    fc.string({ unit: "binary", maxLength: 2 }),
  ),
  maxLength: 30,
});

const KINDS: readonly LogKind[] = ["signal", "fill", "warning", "reject"];

/** The example with every remote or free text replaced. */
function withTexts(texts: readonly string[]): SessionView {
  const text = (index: number) => texts[index % texts.length] ?? "";
  const [example] = EXAMPLE_VIEW.games;
  assert(example !== undefined);
  const { game } = example;
  return {
    ...EXAMPLE_VIEW,
    environment: text(0),
    trading: { paused: text(1).length > 5, killed: false, halted: text(2).length > 9, reason: text(3) },
    connection: { ...EXAMPLE_VIEW.connection, detail: text(4) },
    games: [{
      ...example,
      game: {
        ...game,
        home: { ...game.home, code: text(5) },
        away: { ...game.away, code: text(6) },
        situation: { down: 3, distance: 4, yardsToGoal: 20 },
      },
    }],
    markets: EXAMPLE_VIEW.markets.map((market, index) => ({
      ...market,
      ticker: `${text(7)}${index}`,
      label: text(8 + index),
      suspect: text(0).length > 4,
      ...(index === 0
        ? { estimate: { probability: 0.5, pregame: 0.4, source: "spread" as const, model: text(9), at: NOW } }
        : { noEstimate: text(10) }),
    })),
    orders: EXAMPLE_VIEW.orders.map((order, index) => ({
      ...order,
      id: text(index),
      market: text(index + 1),
    })),
    positions: EXAMPLE_VIEW.positions.map((position) => ({ ...position, market: text(2) })),
    trades: EXAMPLE_VIEW.trades.map((trade) => ({ ...trade, market: text(3), reason: text(4) })),
    strategies: EXAMPLE_VIEW.strategies.map(({ name, decisions }) => ({
      name: `${name}${text(5)}`,
      decisions: decisions.map((decision) => ({
        ...decision,
        market: `${text(7)}0`,
        code: text(6),
        detail: text(7),
      })),
    })),
    books: EXAMPLE_VIEW.books.map((book, index) => ({ ...book, market: `${text(7)}${index}` })),
    prices: EXAMPLE_VIEW.prices.map((prices, index) => ({ ...prices, market: `${text(7)}${index}` })),
    log: texts.map((one, index) => ({
      at: NOW,
      kind: KINDS[index % KINDS.length] ?? "note",
      market: one,
      text: one,
    })),
    notices: texts.slice(0, 2),
  };
}

const UI = fc.record({
  selectedMarket: fc.integer({ min: 0, max: 5 }),
  selectedPosition: fc.integer({ min: 0, max: 5 }),
  selectedOrder: fc.integer({ min: 0, max: 9 }),
  focus: fc.constantFrom<PanelId>(...PANELS),
  depthLevels: fc.constantFrom(3, 5, 10),
  scroll: fc.integer({ min: 0, max: 60 }),
  showKeys: fc.boolean(),
});

Deno.test("every row is exactly as wide as the screen and nothing of a remote escape survives, at any size", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 200 }),
      fc.integer({ min: 1, max: 60 }),
      fc.array(NASTY, { minLength: 3, maxLength: 12 }),
      UI,
      (columns, rows, texts, ui) => {
        const view = withTexts(texts);
        const plain = render(view, ui, { columns, rows }, PLAIN_STYLE);
        assertEquals(plain.length, rows);
        // deno-lint-ignore no-control-regex
        const harmful = /[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufe0f]|\p{Cs}/u;
        for (const row of plain) {
          assertEquals(displayWidth(row), columns, JSON.stringify(row));
          assertEquals(harmful.test(row), false, JSON.stringify(row));
        }
        const coloured = render(view, ui, { columns, rows }, COLOUR_STYLE);
        // Colour changes nothing but colour.
        // deno-lint-ignore no-control-regex
        assertEquals(coloured.map((row) => row.replace(/\x1b\[[0-9;]*m/g, "")), plain);
      },
    ),
    { numRuns: 400 },
  );
});

Deno.test("every size from 1×1 to 200×60 draws the example and the empty view", () => {
  for (let columns = 1; columns <= 200; columns += columns < 90 ? 1 : 7) {
    for (let rows = 1; rows <= 60; rows += rows < 30 ? 1 : 6) {
      for (const view of [EXAMPLE_VIEW, EMPTY_VIEW]) {
        const drawn = render(view, INITIAL_UI, { columns, rows }, PLAIN_STYLE);
        assertEquals(drawn.length, rows);
        for (const row of drawn) assertEquals(displayWidth(row), columns, `${columns}×${rows} ${row}`);
      }
    }
  }
});

Deno.test("the frame at 120×40", () => assertGolden("dashboard_120x40", frame(EXAMPLE_VIEW)));

Deno.test("the frame at 80×24", () => assertGolden("dashboard_80x24", frame(EXAMPLE_VIEW, 80, 24)));

Deno.test("the frame at 60×20", () => assertGolden("dashboard_60x20", frame(EXAMPLE_VIEW, 60, 20)));

Deno.test("the frame in trouble at 80×24", () => {
  const view: SessionView = {
    ...EXAMPLE_VIEW,
    mode: "live",
    trading: { paused: false, killed: true, halted: false, reason: "by the trader" },
    connection: { ...EXAMPLE_VIEW.connection, state: "reconnecting", lost: 3, reconnects: 2 },
    games: EXAMPLE_VIEW.games.map((game) => ({ ...game, at: NOW - 31_000 })),
    markets: EXAMPLE_VIEW.markets.map((market) => ({ ...market, suspect: true, bookAt: NOW - 32_500 })),
    notices: ["no API key: polling public REST every 2 s"],
  };
  assertGolden("trouble_80x24", frame(view, 80, 24));
});

Deno.test("a long notice is readable to its end at 80 columns, without pushing out what matters", () => {
  const notice =
    "since 21:04:12 market data is down: the exchange refused the signature (status 401): check the key " +
    "id, that the key belongs to this environment, and the clock of this machine; again every 60 s";
  const view: SessionView = {
    ...EXAMPLE_VIEW,
    connection: { ...EXAMPLE_VIEW.connection, state: "failed" },
    notices: [notice, "b"],
  };
  const rows = render(view, INITIAL_UI, { columns: 80, rows: 24 }, PLAIN_STYLE);
  const said = rows.slice(2, 5).map((row) => row.trim()).join(" ");
  assertEquals(said, `! ${notice} (+1)`);
  assertMatch(rows.join("\n"), /Orders/);
  assertMatch(rows.join("\n"), /× failed/);
});

Deno.test("what was not asked for has a counter where there was any", () => {
  assertEquals(/not asked for/.test(frame(EXAMPLE_VIEW, 80, 24)), false);
  const view = { ...EXAMPLE_VIEW, connection: { ...EXAMPLE_VIEW.connection, unasked: 1_234 } };
  for (const [columns, rows] of [[120, 40], [80, 24]] as const) {
    assertMatch(frame(view, columns, rows), /not asked for 1,234!/);
  }
});

Deno.test("a view with nothing in it shows dashes, not zeros", () => {
  assertGolden("empty_80x24", frame(EMPTY_VIEW, 80, 24));
  const [market] = EXAMPLE_VIEW.markets;
  assert(market !== undefined);
  const unknown = {
    ticker: market.ticker,
    event: market.event,
    label: market.label,
    suspect: false,
  };
  const text = frame({ ...EMPTY_VIEW, markets: [unknown] });
  assertEquals(/\.0000|\$0/.test(text), false);
  assertMatch(text, /last —.*hi — lo —/);
  assertMatch(text, /book —/);
});

Deno.test("below 80×24 the log goes first, then the depth, then the positions; the rest stays", () => {
  let [log, depth, positions] = [true, true, true];
  for (let rows = 24; rows >= 9; rows--) {
    const text = frame(EXAMPLE_VIEW, 70, rows);
    const now = [text.includes("Signals and log"), text.includes("spread"), text.includes("Positions")];
    const [logNow = false, depthNow = false, positionsNow = false] = now;
    assert(!logNow || log, "the log came back");
    assert(!depthNow || depth, "the depth came back");
    assert(!positionsNow || positions, "the positions came back");
    assert(depthNow || !logNow, `depth before log at ${rows}`);
    assert(positionsNow || !depthNow, `positions before depth at ${rows}`);
    [log, depth, positions] = [logNow, depthNow, positionsNow];
    assertMatch(text, /PAPER.*book 0\.1s/);
    assertMatch(text, /\.3390/);
    assertMatch(text, /sell +12\.50\/40 +@ \.3400/);
    assertMatch(text, /PRICE_BELOW_THRESHOLD/);
  }
  assertEquals([log, depth, positions], [false, false, false]);
});

Deno.test("mode, ages and why it is not trading are visible at every size worth the name", () => {
  for (const [columns, rows] of [[120, 40], [80, 24], [60, 16], [40, 10], [34, 6]] as const) {
    const text = frame({ ...EXAMPLE_VIEW, mode: "live" }, columns, rows);
    assertMatch(text, /^ LIVE .*book 0\.1s {2}score 4\.2s/);
    assertMatch(text, /PRICE_BELOW_THRESHOLD/);
  }
});

Deno.test("ages turn from plain to ! to !! past their limits", () => {
  const aged = (bookAgeMs: number, scoreAgeMs: number) =>
    frame({
      ...EXAMPLE_VIEW,
      games: EXAMPLE_VIEW.games.map((game) => ({ ...game, at: NOW - scoreAgeMs })),
      markets: EXAMPLE_VIEW.markets.map((market) => ({ ...market, bookAt: NOW - bookAgeMs })),
    }).split("\n")[0] ?? "";
  assertMatch(aged(32_000, 10_000), /book 32s {2}score 10s {2}/);
  assertMatch(aged(32_001, 10_001), /book 32s! {2}score 10s! /);
  assertMatch(aged(90_001, 30_001), /book 1m30s!! {2}score 30s!! /);
});

Deno.test("the list of keys shows every key of both key tables at 80×24, scrolled through", () => {
  const pages = Array.from(
    { length: 8 },
    (_, page) => frame(EXAMPLE_VIEW, 80, 24, { ...INITIAL_UI, showKeys: true, scroll: page * 5 }),
  );
  for (const { keyLabel, help } of [...COMMANDS, ...TICKET_COMMANDS]) {
    assert(pages.some((text) => text.includes(`${keyLabel}  ${help}`)), keyLabel);
  }
});

Deno.test("the help line shows only keys of the key table", () => {
  const last = frame(EXAMPLE_VIEW).split("\n").at(-1) ?? "";
  const hints = COMMANDS.flatMap(({ hint }) => hint === undefined ? [] : [`${hint.keys} ${hint.label}`]);
  assertEquals(last.replace(/[└─┘]/g, "").trim(), hints.join("  "));
});

Deno.test("the focused panel takes more room and scrolls as far as there is something to see", () => {
  const focused = (focus: PanelId, scroll: number) =>
    frame(EXAMPLE_VIEW, 80, 24, { ...INITIAL_UI, focus, scroll });
  assertMatch(focused("orders", 0), /▸Orders · 5/);
  assertMatch(focused("log", 10), /▸Signals and log · \d+–40 of 50/);
  assertMatch(focused("log", 1000), /▸Signals and log · 1–\d+ of 50/);
  assertEquals(scrollLimit(EXAMPLE_VIEW, { ...INITIAL_UI, focus: "log" }), 49);
});

Deno.test("the market selected is the one whose book is shown; an index beyond the last shows the last", () => {
  for (const selectedMarket of [1, 9]) {
    const text = frame(EXAMPLE_VIEW, 120, 40, { ...INITIAL_UI, selectedMarket });
    assertMatch(text, /Book · YES BOS/);
    assertMatch(text, /▸ BOS/);
  }
});

Deno.test("a book scrolled down says that its best levels are not in sight", () => {
  const scrolled = (scroll: number) => frame(EXAMPLE_VIEW, 120, 40, { ...INITIAL_UI, scroll });
  assertMatch(scrolled(3), /▸Book · YES LAL from level 4 /);
  assertMatch(scrolled(3), /ask {2}\.3420.*\n.*spread \.0020.*\n.*bid {2}\.3340/);
  assertMatch(scrolled(99), /from level 6 /);
  assertEquals(scrolled(0).includes("from level"), false);
});

Deno.test("own resting orders are marked in the book, watched stops are not", () => {
  const text = frame(EXAMPLE_VIEW);
  assertMatch(text, /ask {2}\.3400\* /);
  assertEquals(text.match(/\.\d{4}\*/g)?.length, 1);
});

Deno.test("a crossed book and a level of one contract are shown as they are", () => {
  const markets = EXAMPLE_VIEW.markets.slice(0, 1).map((market) => ({ ...market, spread: -10 }));
  const books = EXAMPLE_VIEW.books.map((book) => ({
    ...book,
    bids: book.bids.map((level) => ({ ...level, quantity: parseQuantity("0.01") })),
  }));
  const text = frame({ ...EXAMPLE_VIEW, markets, books });
  assertMatch(text, /crossed −\.0010/);
  assertMatch(text, /bid {2}\.3370 +0\.01 ▏/);
});

Deno.test("live, 80 columns still show account, score, game clock and ages: the wall clock gives way to them", () => {
  const live = {
    account: "cc9e0349",
    halts: [],
    breakers: [],
    unknownOrders: [],
    alarms: [],
    unjournaled: 0,
  };
  const [header] = frame({ ...EXAMPLE_VIEW, mode: "live", environment: "sim", live }, 80, 24).split("\n");
  assertMatch(
    header ?? "",
    /^ LIVE sim cc9e0349 .*Q4 03:12 {2}LAL 98 – 101 BOS .*book 0\.1s {2}score 4\.2s *$/,
  );
});
