/**
 * Every filter that the exchange documents for the endpoints served here works, or is refused with 400: none is passed
 * over. A row says what lets everything through, what lets nothing through, and what cannot be understood.
 */
import { assert, assertEquals } from "@std/assert";
import { restOver } from "./rest_support.ts";
import { attached } from "./attached.ts";
import { slateGames, SlateSource } from "../../src/simulator/sources/slate_source.ts";

const ROOT = "/trade-api/v2";
const OPENED_AT = Date.UTC(2026, 10, 23, 0, 25);
const HOUR = 3600;
const NOW_SECONDS = Math.floor(OPENED_AT / 1000);

/** Two games with lines, played to the end of both. */
async function playedOut() {
  const games = slateGames({
    games: 2,
    seed: 3,
    leagues: ["nba", "nfl"],
    pregameMs: 60_000,
    staggerMs: 60_000,
  });
  const lag = { low: 1_000, high: 1_000 };
  const source = new SlateSource(games, { activity: 0.05, lines: true, scoreLagMs: lag }, () => OPENED_AT);
  const { exchange, playTo, now } = attached(source, OPENED_AT);
  await playTo(Infinity);
  const app = restOver({ exchange, now }).app;
  const rows = async (path: string, list: string): Promise<readonly unknown[]> => {
    const response = await app.request(ROOT + path);
    const body = await response.json();
    assertEquals(response.status, 200, `${path}: ${JSON.stringify(body)}`);
    return body[list] ?? [];
  };
  const status = async (path: string) => {
    const response = await app.request(ROOT + path);
    await response.body?.cancel();
    return response.status;
  };
  return { app, rows, status, exchange };
}

interface Row {
  readonly path: string;
  readonly list: string;
  readonly name: string;
  readonly all?: readonly (string | number)[];
  readonly none?: readonly (string | number)[];
  readonly bad?: readonly (string | number)[];
}

const LATER = NOW_SECONDS + 40 * 24 * HOUR;
const time = (name: string): Pick<Row, "name" | "bad"> => ({ name, bad: ["soon", "1.5", "-1"] });
const MARKETS = { path: "/markets", list: "markets" };
const EVENTS = { path: "/events", list: "events" };
const MILESTONES = { path: "/milestones", list: "milestones" };
const TARGETS = { path: "/structured_targets", list: "structured_targets" };
const TRADES = { path: "/markets/trades", list: "trades" };
const SERIES = { path: "/series", list: "series" };

const ROWS: readonly Row[] = [
  { ...MARKETS, name: "event_ticker", none: ["KXNOPE-26NOV22AAABBB"] },
  { ...MARKETS, name: "series_ticker", none: ["KXNOPE"] },
  { ...MARKETS, name: "tickers", none: ["KXNOPE,KXNADA"] },
  {
    ...MARKETS,
    name: "status",
    all: ["settled"],
    none: ["open", "unopened", "closed", "paused"],
    bad: ["x"],
  },
  { ...MARKETS, name: "mve_filter", all: ["exclude"], none: ["only"], bad: ["maybe"] },
  { ...MARKETS, ...time("min_created_ts"), all: [0], none: [LATER] },
  { ...MARKETS, ...time("max_created_ts"), all: [LATER], none: [HOUR] },
  { ...MARKETS, ...time("min_close_ts"), all: [0], none: [LATER] },
  { ...MARKETS, ...time("max_close_ts"), all: [LATER], none: [HOUR] },
  { ...MARKETS, ...time("min_settled_ts"), all: [0], none: [LATER] },
  { ...MARKETS, ...time("max_settled_ts"), all: [LATER], none: [HOUR] },
  { ...MARKETS, ...time("min_updated_ts"), all: [0], none: [LATER] },
  { ...MARKETS, name: "limit", bad: [-1, 1001, "ten"] },
  { ...MARKETS, name: "cursor", bad: ["!!", "YWZ0ZXI6eA=="] },
  { ...EVENTS, name: "series_ticker", none: ["KXNOPE"] },
  { ...EVENTS, name: "tickers", none: ["KXNOPE"] },
  { ...EVENTS, name: "status", all: ["settled"], none: ["open", "unopened", "closed"], bad: ["paused", "x"] },
  { ...EVENTS, ...time("min_close_ts"), all: [0], none: [LATER] },
  { ...EVENTS, ...time("min_updated_ts"), all: [0], none: [LATER] },
  { ...EVENTS, name: "with_nested_markets", all: ["true", "false"], bad: ["yes"] },
  { ...EVENTS, name: "with_milestones", all: ["true", "false"], bad: ["1"] },
  { ...EVENTS, name: "limit", bad: [0, 201] },
  { ...MILESTONES, name: "type", none: ["hockey_match"] },
  { ...MILESTONES, name: "category", all: ["Sports"], none: ["Politics"] },
  { ...MILESTONES, name: "competition", none: ["Pro Hockey"] },
  { ...MILESTONES, name: "source_id", none: ["nobody"] },
  { ...MILESTONES, name: "related_event_ticker", none: ["KXNOPE"] },
  {
    ...MILESTONES,
    name: "minimum_start_date",
    all: ["2026-01-01T00:00:00Z", "2026-01-01"],
    none: ["2030-01-01T00:00:00-05:00"],
    bad: ["soon", "22 Nov 2026", "2026-13-01"],
  },
  { ...MILESTONES, ...time("min_updated_ts"), all: [0], none: [LATER] },
  { ...MILESTONES, name: "limit", bad: [0, 501] },
  { ...TARGETS, name: "ids", none: ["nobody"] },
  { ...TARGETS, name: "type", none: ["golfer"] },
  { ...TARGETS, name: "competition", none: ["Pro Hockey"] },
  { ...TARGETS, name: "page_size", bad: [0, 2001] },
  { ...TRADES, name: "ticker", none: ["KXNOPE"] },
  { ...TRADES, ...time("min_ts"), all: [0], none: [LATER] },
  { ...TRADES, ...time("max_ts"), all: [LATER], none: [HOUR] },
  { ...TRADES, name: "is_block_trade", all: ["false"], none: ["true"], bad: ["perhaps"] },
  { ...TRADES, name: "limit", bad: [-1, 1001] },
  { ...SERIES, name: "category", all: ["Sports"], none: ["Politics"] },
  { ...SERIES, name: "tags", none: ["Hockey,Golf"] },
  { ...SERIES, ...time("min_updated_ts"), all: [0], none: [LATER] },
  { ...SERIES, name: "include_volume", all: ["true", "false"], bad: ["yes"] },
  { ...SERIES, name: "include_product_metadata", all: ["true", "false"], bad: ["yes"] },
  { path: "/series/fee_changes", list: "series_fee_change_arr", name: "show_historical", bad: ["yes"] },
  { path: "/events/fee_changes", list: "event_fee_changes", name: "limit", bad: [0, 1001] },
];

Deno.test("every documented filter lets through what it should, or is refused", async () => {
  const { rows, status } = await playedOut();
  for (const { path, list, name, all = [], none = [], bad = [] } of ROWS) {
    const wide = path === "/markets" || path === "/structured_targets" || path === "/markets/trades";
    const size = !wide || name === "limit" || name === "page_size" ? "" : "limit=1000&page_size=2000&";
    const whole = await rows(`${path}?${size}`, list);
    for (const value of all) {
      assertEquals(
        (await rows(`${path}?${size}${name}=${value}`, list)).length,
        whole.length,
        `${name}=${value}`,
      );
    }
    for (const value of none) {
      assert(whole.length > 0);
      assertEquals(
        await rows(`${path}?${size}${name}=${encodeURIComponent(value)}`, list),
        [],
        `${name}=${value}`,
      );
    }
    for (const value of bad) {
      assertEquals(
        await status(`${path}?${name}=${encodeURIComponent(value)}`),
        400,
        `${path} ${name}=${value}`,
      );
    }
  }
});

Deno.test("times of two kinds, or under a status that they do not go with, are refused", async () => {
  const { status } = await playedOut();
  for (
    const [query, expected] of [
      ["min_close_ts=1&max_close_ts=9", 200],
      ["min_close_ts=1&min_settled_ts=1", 400],
      ["min_created_ts=1&max_close_ts=1", 400],
      ["min_close_ts=1&status=closed", 200],
      ["min_close_ts=1&status=open", 400],
      ["min_created_ts=1&status=open", 200],
      ["min_created_ts=1&status=settled", 400],
      ["min_settled_ts=1&status=settled", 200],
      ["min_updated_ts=1", 200],
      ["min_updated_ts=1&mve_filter=exclude", 200],
      ["min_updated_ts=1&status=open", 400],
      ["min_updated_ts=1&series_ticker=KXNBAGAME", 400],
      ["min_updated_ts=1&series_ticker=KXNBAGAME&mve_filter=exclude", 200],
      ["min_updated_ts=1&mve_filter=only", 400],
    ] as const
  ) assertEquals(await status(`/markets?${query}`), expected, query);
});

Deno.test("filters by time keep apart what lies before and after", async () => {
  const { rows, exchange } = await playedOut();
  const closes = [...exchange.markets.values()].map(({ closeAt }) => Math.floor(closeAt / 1000));
  const middle = (Math.min(...closes) + Math.max(...closes)) / 2 | 0;
  const before = closes.filter((at) => at <= middle).length;
  assert(before > 0 && before < closes.length);
  assertEquals((await rows(`/markets?limit=1000&max_close_ts=${middle}`, "markets")).length, before);
  assertEquals(
    (await rows(`/markets?limit=1000&min_close_ts=${middle + 1}`, "markets")).length,
    closes.length - before,
  );
});

Deno.test("what is sent only where it is asked for: volumes, metadata, nested markets, the candle before", async () => {
  const { rows, app, exchange } = await playedOut();
  const [plain] = await rows("/series?tags=Basketball", "series") as {
    volume_fp?: string;
    product_metadata: unknown;
  }[];
  assertEquals([plain?.volume_fp, plain?.product_metadata], [undefined, null]);
  const [full] = await rows(
    "/series?tags=Basketball&include_volume=true&include_product_metadata=true",
    "series",
  ) as { volume_fp?: string; product_metadata: { competition: string } }[];
  const traded = [...exchange.markets.values()].filter(({ listing }) => listing.series.ticker === "KXNBAGAME")
    .reduce((sum, { volume }) => sum + volume, 0);
  assertEquals(Number(full?.volume_fp) * 100, traded);
  assertEquals(full?.product_metadata.competition, "Pro Basketball (M)");
  const market = [...exchange.markets.values()].find(({ listing }) => listing.series.ticker === "KXNBAGAME");
  assert(market !== undefined);
  const span = `start_ts=${NOW_SECONDS + 3 * HOUR}&end_ts=${NOW_SECONDS + 3 * HOUR + 600}&period_interval=1`;
  const path = `/series/KXNBAGAME/markets/${market.ticker}/candlesticks?${span}`;
  const without = await rows(path, "candlesticks");
  const [first, ...rest] = await rows(`${path}&include_latest_before_start=true`, "candlesticks") as {
    price: { previous_dollars: string; close_dollars?: string };
    end_period_ts: number;
  }[];
  assertEquals(rest, without);
  assertEquals(first?.price.close_dollars, undefined);
  assert(first !== undefined && first.end_period_ts >= NOW_SECONDS + 3 * HOUR);
  assertEquals(Number(first.price.previous_dollars) > 0, true);
  const costs = await (await app.request(`${ROOT}/account/endpoint_costs`)).json();
  assertEquals(costs.default_cost, 10);
  assert(costs.endpoint_costs.length > 0);
  for (const { cost } of costs.endpoint_costs) assert(cost !== 10);
  const stamp = await (await app.request(`${ROOT}/exchange/user_data_timestamp`)).json();
  assert(Date.parse(stamp.as_of_time) > 0);
});

Deno.test("a body that is no JSON is answered in the flat shape, an unknown path in the nested one", async () => {
  const { app } = await playedOut();
  const post = (body: string) => app.request(`${ROOT}/markets/nowhere`, { method: "POST", body });
  const broken = await post('{"ticker":');
  assertEquals([broken.status, (await broken.json()).code], [400, "bad_request"]);
  const whole = await post('{"ticker":"X"}');
  assertEquals([whole.status, (await whole.json()).error.code], [404, "not_found"]);
});
