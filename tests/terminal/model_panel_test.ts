/**
 * What the dashboard says of the model.
 *
 * Invariants: the edge of the better side and the model's age stay at any size that has room for reasons; what is not known
 * is a word; strategies say why they do nothing as before.
 *
 * @module
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { INITIAL_UI } from "../../src/terminal/ui.ts";
import { PLAIN_STYLE } from "../../src/terminal/style.ts";
import { render } from "../../src/terminal/render.ts";
import { modelRows } from "../../src/terminal/panels/model.ts";
import type { EstimateRow, MarketRow } from "../../src/views/market_view.ts";
import type { SessionView } from "../../src/views/session_view.ts";
import { toPrice } from "../../src/core/numbers/money.ts";
import { EXAMPLE_VIEW, NOW } from "../views/example_view.ts";
import { assertGolden } from "./golden.ts";

const ESTIMATE: EstimateRow = {
  probability: 0.372,
  pregame: 0.401,
  source: "rating",
  model: "nba@370d4abd0f39",
  at: NOW - 4_200,
  yes: { price: toPrice(3390), before: 0.034, after: 0.0004 },
  no: { price: toPrice(6630), before: -0.034, after: -0.0676 },
};

/** The example with a model: LAL's chance, and BOS's, which is the rest of it. */
function withModel(change: Partial<EstimateRow> = {}): SessionView {
  const { yes, no } = ESTIMATE;
  assert(yes !== undefined && no !== undefined);
  const other: EstimateRow = {
    ...ESTIMATE,
    probability: 1 - ESTIMATE.probability,
    pregame: 1 - ESTIMATE.pregame,
    yes: { ...no, price: toPrice(6640) },
    no: { ...yes, price: toPrice(3400) },
  };
  const estimates = [{ ...ESTIMATE, ...change }, other];
  const markets = EXAMPLE_VIEW.markets.map((market, index) => {
    const estimate = estimates[index];
    return estimate === undefined ? market : { ...market, estimate };
  });
  return { ...EXAMPLE_VIEW, markets };
}

for (const [columns, rows] of [[80, 24], [120, 40], [200, 60], [60, 20]] as const) {
  Deno.test(`the dashboard with a model, ${columns} × ${rows}`, () => {
    const frame = render(withModel(), INITIAL_UI, { columns, rows }, PLAIN_STYLE).join("\n");
    assertGolden(`model_${columns}x${rows}`, frame);
    if (columns >= 80) assertMatch(frame, /win \.372/);
  });
}

/** The rows of a market's model as texts. */
function texts(market: MarketRow, columns: number, rows: number): string[] {
  return modelRows(market, NOW, columns, rows).map((row) => row.map(({ text }) => text).join(""));
}

function marketOf(view: SessionView, index = 0): MarketRow {
  const market = view.markets[index];
  assert(market !== undefined);
  return market;
}

Deno.test("a model says its chance, the market's, both edges, what they cost, and how old it is", () => {
  assertEquals(texts(marketOf(withModel()), 46, 4), [
    "win .372 mkt .338 before .401 rating",
    "YES +3.4¢ −3.4¢ = 0.0¢",
    "NO  −3.4¢ −3.4¢ = −6.8¢",
    "4.2s nba@370d4abd0f39",
  ]);
  assertEquals(texts(marketOf(withModel(), 1), 46, 2), [
    "win .628 mkt .662 before .599 rating 4.2s",
    "NO  +3.4¢ −3.4¢ = 0.0¢",
  ]);
  assertEquals(texts(marketOf(withModel()), 30, 1), ["win .372 mkt .338 YES 0.0¢"]);
});

Deno.test("an old estimate is marked, and a very old one says so in a word", () => {
  const age = (ageMs: number) => texts(marketOf(withModel({ at: NOW - ageMs })), 60, 4).at(-1);
  assertEquals(age(10_000), "10s nba@370d4abd0f39");
  assertEquals(age(10_001), "10s! nba@370d4abd0f39");
  assertEquals(age(31_000), "31s STALE nba@370d4abd0f39");
});

Deno.test("certain is written as certain, and nothing else is", () => {
  const win = (probability: number) =>
    texts(marketOf(withModel({ probability })), 60, 4)[0]?.slice(0, 9).trim();
  assertEquals([1, 0.9999, 0.0001, 0].map(win), ["win 1.000", "win .999", "win .001", "win .000"]);
});

Deno.test("where nothing was known before the game, and where no book can be believed, the panel says so", () => {
  const { yes: _, no: __, ...noBook } = ESTIMATE;
  const market: MarketRow = {
    ...marketOf(EXAMPLE_VIEW),
    estimate: { ...noBook, source: "none", pregame: 0.5 },
  };
  assertEquals(texts(market, 60, 4), [
    "win .372 mkt .338 before unknown",
    "no edge: no two-sided book to believe",
  ]);
  assertEquals(texts(market, 40, 1), ["win .372 mkt .338 no edge 4.2s"]);
});

Deno.test("a reason stands where the estimate would; without a model there is nothing of it", () => {
  const why = "NOT_BEGUN: the game has not begun";
  const market: MarketRow = { ...marketOf(EXAMPLE_VIEW), noEstimate: why };
  assertEquals(texts(market, 60, 4), [`no estimate ${why}`]);
  assertEquals(texts(marketOf(EXAMPLE_VIEW), 60, 4), []);
  const view = { ...EXAMPLE_VIEW, markets: [market, ...EXAMPLE_VIEW.markets.slice(1)] };
  const frame = render(view, INITIAL_UI, { columns: 120, rows: 40 }, PLAIN_STYLE).join("\n");
  assertMatch(frame, /Model · why not/);
  assertMatch(frame, /no estimate NOT_BEGUN/);
  assertMatch(frame, /PRICE_BELOW_THRESHOLD/);
});
