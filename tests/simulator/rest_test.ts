import { assert, assertEquals } from "@std/assert";
import type { z } from "zod";
import { createSigner } from "../../src/kalshi/signing/sign.ts";
import { accountLimitsAnswer, endpointCostsAnswer } from "../../src/kalshi/wire/account.ts";
import { candlesticksAnswer, candlesticksBatchAnswer } from "../../src/kalshi/wire/candlestick.ts";
import { readError } from "../../src/kalshi/wire/error.ts";
import { eventAnswer, eventFeeChangesAnswer, eventsAnswer } from "../../src/kalshi/wire/event.ts";
import { exchangeStatusAnswer, scheduleAnswer } from "../../src/kalshi/wire/exchange.ts";
import { marketAnswer, marketsAnswer } from "../../src/kalshi/wire/market.ts";
import {
  liveDataAnswer,
  liveDataBatchAnswer,
  milestoneAnswer,
  milestonesAnswer,
  structuredTargetAnswer,
  structuredTargetsAnswer,
} from "../../src/kalshi/wire/milestone.ts";
import { orderbookAnswer, orderbooksAnswer } from "../../src/kalshi/wire/orderbook.ts";
import { seriesAnswer, seriesFeeChangesAnswer, seriesListAnswer } from "../../src/kalshi/wire/series.ts";
import { tradesAnswer } from "../../src/kalshi/wire/trade.ts";
import { Exchange } from "../../src/simulator/exchange/exchange.ts";
import { generateGame } from "../../src/simulator/game/generate.ts";
import { advance } from "../../src/simulator/exchange/source.ts";
import { KeyRing, makeKey } from "../../src/simulator/server/key_ring.ts";
import { GeneratedSource } from "../../src/simulator/sources/generated_source.ts";
import { attached } from "./attached.ts";
import { restOver } from "./rest_support.ts";

const ROOT = "/trade-api/v2";
const STARTED_AT = Date.UTC(2026, 10, 23, 0, 25);

/** A game at real speed, so that virtual and exchange time are one; nothing listens and nothing sleeps. */
function exchange(league: "nba" | "nfl" = "nba", rateLimits = false) {
  const game = generateGame({ league, seed: 21 });
  const source = new GeneratedSource({ game, seed: 21, startsAt: STARTED_AT, activity: 0.2 });
  let nowMs = STARTED_AT;
  const state = new Exchange({
    events: source.events,
    openedAt: STARTED_AT,
    now: () => nowMs,
    wallOf: (virtualMs) => STARTED_AT + virtualMs,
  });
  source.attach(state);
  const keys = new KeyRing();
  const key = makeKey();
  assertEquals(keys.add(key).ok, true);
  const { app } = restOver({ exchange: state, now: () => nowMs, keys, rateLimits });
  const listing = source.events[0];
  assert(listing !== undefined);
  const playTo = (virtualMs: number) => {
    for (let at = source.nextAt(); at !== undefined && at <= virtualMs; at = source.nextAt()) {
      nowMs = STARTED_AT + at;
      source.run();
    }
    nowMs = STARTED_AT + Math.min(virtualMs, listing.endsAtMs + 200_000);
  };
  const get = async <Schema extends z.ZodType>(path: string, schema: Schema): Promise<z.infer<Schema>> => {
    const response = await app.request(ROOT + path);
    const body = await response.json();
    assertEquals(response.status, 200, `${path}: ${JSON.stringify(body)}`);
    const read = schema.safeParse(body);
    assert(read.success, `${path} breaks its schema: ${read.error?.message}`);
    return read.data;
  };
  const refused = async (path: string, headers: Readonly<Record<string, string>> = {}) => {
    const response = await app.request(ROOT + path, { headers });
    const error = readError(await response.json());
    return [response.status, error?.code];
  };
  return { app, get, refused, playTo, key, game, listing, state, now: () => nowMs };
}

for (const league of ["nba", "nfl"] as const) {
  Deno.test(`every ${league} answer keeps to the wire schemas: before, during and after the game`, async () => {
    const { get, playTo, game, listing } = exchange(league);
    const event = listing.ticker;
    const [home = "", away = ""] = listing.markets.map((market) => market.ticker);
    const series = listing.series.ticker;
    for (const moment of ["before", "during", "after"] as const) {
      playTo(moment === "before" ? 60_000 : moment === "during" ? listing.startsAtMs + 3_000_000 : Infinity);
      const status = await get("/exchange/status", exchangeStatusAnswer);
      assertEquals(status.trading_active, true);
      await get("/exchange/schedule", scheduleAnswer);
      await get("/account/endpoint_costs", endpointCostsAnswer);
      const { series: one } = await get(`/series/${series}`, seriesAnswer);
      assertEquals([one.fee_multiplier, one.exchange_index], [1, league === "nba" ? 3 : 0]);
      const { series: tagged } = await get("/series?category=Sports&tags=Basketball", seriesListAnswer);
      assertEquals(tagged?.map((one) => one.ticker), ["KXNBAGAME", "KXNBASPREAD", "KXNBATOTAL"]);
      await get("/series/fee_changes", seriesFeeChangesAnswer);
      await get("/events/fee_changes", eventFeeChangesAnswer);
      const flat = await get(`/events/${event}`, eventAnswer);
      assertEquals([flat.markets?.length, flat.event.mutually_exclusive], [2, true]);
      const nested = await get(`/events/${event}?with_nested_markets=true`, eventAnswer);
      assertEquals([nested.markets, nested.event.markets?.length], [[], 2]);
      const events = await get(`/events?series_ticker=${series}&with_milestones=true`, eventsAnswer);
      assertEquals([events.events?.length, events.milestones?.length], [1, 1]);
      const { market } = await get(`/markets/${home}`, marketAnswer);
      assertEquals(market.status, moment === "after" ? "finalized" : "active");
      const word = moment === "after" ? "settled" : "open";
      assertEquals(
        (await get(`/markets?event_ticker=${event}&status=${word}`, marketsAnswer)).markets?.length,
        2,
      );
      assertEquals((await get("/markets?status=closed", marketsAnswer)).markets, []);
      await get(`/markets/${home}/orderbook?depth=3`, orderbookAnswer);
      await get(`/markets/orderbooks?tickers=${home}&tickers=${away}`, orderbooksAnswer);
      await get(`/markets/trades?ticker=${home}&limit=5`, tradesAnswer);
      const span = `start_ts=0&end_ts=${Math.ceil((STARTED_AT + 30_000_000) / 1000)}`;
      await get(
        `/series/${series}/markets/${home}/candlesticks?${span}&period_interval=1`,
        candlesticksAnswer,
      );
      await get(
        `/markets/candlesticks?market_tickers=${home},${away}&${span}&period_interval=60`,
        candlesticksBatchAnswer,
      );
      const { milestones } = await get(
        `/milestones?limit=10&related_event_ticker=${event}`,
        milestonesAnswer,
      );
      const milestone = milestones?.[0];
      assert(milestone !== undefined);
      assertEquals(milestone.details?.main_game_event_ticker, event);
      await get(`/milestones/${milestone.id}`, milestoneAnswer);
      const { live_data: live } = await get(`/live_data/milestone/${milestone.id}`, liveDataAnswer);
      const batch = await get(`/live_data/batch?milestone_ids=${milestone.id}`, liveDataBatchAnswer);
      assertEquals(batch.live_datas, [live]);
      assertEquals((await get("/live_data/batch?milestone_ids=a,b", liveDataBatchAnswer)).live_datas, null);
      const { details } = live;
      assertEquals(
        [details?.status, details?.home_points === null],
        moment === "before"
          ? ["scheduled", true]
          : moment === "during"
          ? [details?.status, false]
          : ["complete", false],
      );
      if (moment === "after") assertEquals(details?.winner, game.winner);
      assertEquals((await get("/structured_targets", structuredTargetsAnswer)).structured_targets?.length, 2);
      const target = milestone.details?.home_team_id;
      const team = await get(`/structured_targets/${target}`, structuredTargetAnswer);
      assertEquals(team.structured_target.name, game.home.title);
      // The winner market's strike, the milestone's team and the structured target are one id.
      assertEquals(Object.values(market.custom_strike ?? {}), [target]);
    }
    const { market } = await get(`/markets/${home}`, marketAnswer);
    assertEquals(market.result, game.winner === "home" ? "yes" : "no");
  });
}

Deno.test("books ascend to the best bid, NO bids mirror YES asks, and depth cuts the far levels", async () => {
  const { get, playTo, listing } = exchange();
  playTo(30_000);
  const ticker = listing.markets[0]?.ticker ?? "";
  const { orderbook_fp: all } = await get(`/markets/${ticker}/orderbook`, orderbookAnswer);
  const { orderbook_fp: top } = await get(`/markets/${ticker}/orderbook?depth=2`, orderbookAnswer);
  const { market } = await get(`/markets/${ticker}`, marketAnswer);
  for (const side of [all.yes_dollars, all.no_dollars]) {
    const prices = (side ?? []).map(([price]) => Number(price));
    assertEquals(prices, [...prices].sort((one, other) => one - other));
  }
  assertEquals(all.yes_dollars?.at(-1), [market.yes_bid_dollars, market.yes_bid_size_fp]);
  assertEquals(all.no_dollars?.at(-1)?.[0], market.no_bid_dollars);
  assertEquals(top.yes_dollars, all.yes_dollars?.slice(-2));
  assertEquals(top.no_dollars, all.no_dollars?.slice(-2));
});

Deno.test("trades come newest first, in pages, and within a stretch of time", async () => {
  const { get, playTo, state, listing } = exchange();
  playTo(1_800_000);
  const ticker = listing.markets[0]?.ticker ?? "";
  const all = state.markets.get(ticker)?.trades ?? [];
  assert(all.length > 120);
  const ids: string[] = [];
  let cursor = "";
  do {
    const answer = await get(`/markets/trades?ticker=${ticker}&limit=50&cursor=${cursor}`, tradesAnswer);
    ids.push(...(answer.trades ?? []).map((trade) => trade.trade_id));
    cursor = answer.cursor ?? "";
  } while (cursor !== "");
  assertEquals(ids, all.map((trade) => trade.id).reverse());
  const from = Math.floor((STARTED_AT + 600_000) / 1000);
  const late = await get(`/markets/trades?ticker=${ticker}&min_ts=${from}&limit=1000`, tradesAnswer);
  assertEquals(late.trades?.length, all.filter((trade) => trade.at >= from * 1000).length);
});

Deno.test("candles: minutes add up to hours, volumes to the market's, and quiet minutes carry the last price", async () => {
  const { get, playTo, listing, now, state } = exchange();
  playTo(Infinity);
  const ticker = listing.markets[0]?.ticker ?? "";
  const path = `/series/KXNBAGAME/markets/${ticker}/candlesticks?start_ts=0&end_ts=${
    Math.ceil(now() / 1000) + 86_400
  }`;
  const market = state.markets.get(ticker);
  for (const minutes of [1, 60, 1440]) {
    const { candlesticks } = await get(`${path}&period_interval=${minutes}`, candlesticksAnswer);
    assert(candlesticks !== null && candlesticks.length > 0);
    let volume = 0;
    let lastEnd: number | undefined;
    let lastClose: string | undefined | null;
    for (const { end_period_ts: end, price, volume_fp } of candlesticks) {
      assertEquals(end % (minutes * 60), 0);
      if (lastEnd !== undefined) assertEquals(end - lastEnd, minutes * 60);
      lastEnd = end;
      assertEquals(price?.previous_dollars ?? undefined, lastClose ?? undefined);
      assertEquals(price?.close_dollars === undefined, volume_fp === "0.00");
      lastClose = price?.close_dollars ?? lastClose;
      volume += Math.round(Number(volume_fp) * 100);
    }
    assertEquals(volume, market?.volume);
  }
});

Deno.test("errors have the exchange's bodies: 400, 401, 404, 429", async () => {
  const { refused, key, app, now } = exchange();
  assertEquals(await refused("/markets/KXNOPE"), [404, "not_found"]);
  assertEquals(await refused("/nowhere"), [404, "not_found"]);
  assertEquals(await refused("/events/KXNOPE"), [404, "not_found"]);
  assertEquals(await refused("/markets?limit=1001"), [400, "bad_request"]);
  assertEquals(await refused("/events?limit=0"), [400, "bad_request"]);
  assertEquals(await refused("/markets?limit=ten"), [400, "bad_request"]);
  assertEquals(await refused("/markets?status=alive"), [400, "bad_request"]);
  assertEquals(await refused("/markets?cursor=!!"), [400, "bad_request"]);
  assertEquals(await refused("/markets/orderbooks"), [400, "bad_request"]);
  assertEquals(await refused("/account/limits"), [401, "unauthorized"]);
  assertEquals(await refused("/portfolio/balance"), [401, "unauthorized"]);
  const signer = createSigner(key.keyId, key.privateKeyPem);
  assert(signer.ok);
  const limits = await app.request(`${ROOT}/account/limits`, {
    headers: signer.value.headers(now(), "GET", `${ROOT}/account/limits`),
  });
  assertEquals(accountLimitsAnswer.safeParse(await limits.json()).data?.read, {
    refill_rate: 200,
    bucket_capacity: 600,
  });
  // A wrong signature is refused even where none is needed.
  const wrong = signer.value.headers(now(), "GET", "/trade-api/v2/markets");
  assertEquals(await refused("/exchange/status", wrong), [401, "unauthorized"]);
  const limited = exchange("nba", true);
  for (let count = 0; count < 60; count++) {
    const response = await limited.app.request(`${ROOT}/exchange/status`);
    await response.body?.cancel();
    assertEquals(response.status, 200);
  }
  const tooMany = await limited.app.request(`${ROOT}/exchange/status`);
  assertEquals([tooMany.status, await tooMany.json()], [429, { error: "too many requests" }]);
  limited.playTo(50);
  assertEquals((await limited.app.request(`${ROOT}/exchange/status`)).status, 200);
});

Deno.test("a trailing slash is answered with a redirect to the path without it", async () => {
  const { app } = exchange();
  const response = await app.request(`${ROOT}/markets/?limit=1`);
  assertEquals([response.status, response.headers.get("location")], [301, `${ROOT}/markets?limit=1`]);
});

Deno.test("advance() plays everything that is due and no more", () => {
  const game = generateGame({ league: "nba", seed: 2 });
  const source = new GeneratedSource({ game, seed: 2, startsAt: STARTED_AT, activity: 0.1 });
  const { exchange } = attached(source);
  advance(source, 10_000);
  const { published } = exchange;
  assert(published > 100);
  assert((source.nextAt() ?? 0) > 10_000);
  advance(source, 10_000);
  assertEquals(exchange.published, published);
});
