/**
 * An order from outside in a captured market: it queues behind the crowd of the capture, trades when its turn has come, and
 * is seen by everybody.
 */
import { assert, assertEquals } from "@std/assert";
import { Book, type Side } from "../../src/core/market/book.ts";
import { formatQuantity, parsePrice, parseQuantity, type Quantity } from "../../src/core/numbers/money.ts";
import type { ExchangeSeam } from "../../src/simulator/exchange/submission.ts";
import type { OrderReport, Simulator, TimeInForce } from "../../src/simulator/mod.ts";
import { CapturedSource } from "../../src/simulator/sources/captured_source.ts";
import { dataTest } from "../support/data.ts";
import { attached } from "./attached.ts";
import { deltaLine, frame, inFolder, tradeLine } from "./captures.ts";
import { Client, start } from "./support.ts";

const TICKER = "KXNBAGAME-26MAR18GSWBOS-BOS";

/** Somebody who trades in one market from outside. */
class OutsideTrader {
  readonly reports: string[] = [];
  readonly #simulator: Simulator;
  readonly #ticker: string;
  readonly #owner: string;

  constructor(simulator: Simulator, ticker: string, owner: string) {
    this.#simulator = simulator;
    this.#ticker = ticker;
    this.#owner = owner;
    simulator.listenFor(owner, (report) => void this.reports.push(written(report)));
  }

  get #market() {
    const market = this.#simulator.market(this.#ticker);
    assert(market !== undefined);
    return market;
  }

  submit(side: Side, price: string, contracts: string, timeInForce: TimeInForce = "good_till_canceled") {
    const owner = this.#owner;
    return this.#market.submit({
      owner,
      side,
      price: parsePrice(price),
      quantity: parseQuantity(contracts),
      timeInForce,
    });
  }

  /** Contracts ahead of an order and left of it. */
  place(orderId: string): string {
    const ahead = this.#market.queuePosition(orderId);
    return `${ahead === undefined ? "-" : formatQuantity(ahead)} ahead, ${
      formatQuantity(this.#market.remaining(orderId))
    } left`;
  }

  cancel(orderId: string): string {
    return formatQuantity(this.#market.cancel(this.#owner, orderId));
  }
}

function written(report: OrderReport): string {
  const { kind, quantity } = report;
  return kind === "fill"
    ? `${report.role} ${report.side} ${formatQuantity(quantity)} at ${report.price}`
    : `${report.reason} ${formatQuantity(quantity)}`;
}

/** One market whose crowd bids 100 at .55 and asks 30 at .58, and what happens then. */
async function capture(folder: string, lines: readonly string[]): Promise<string> {
  const snapshot = frame("orderbook_snapshot", {
    market_ticker: TICKER,
    market_id: "x",
    yes_dollars_fp: [["0.5400", "40.00"], ["0.5500", "100.00"]],
    no_dollars_fp: [["0.4200", "30.00"]],
  });
  const path = `${folder}/${TICKER}.ndjson`;
  await Deno.writeTextFile(path, [snapshot, ...lines].join("\n"));
  return path;
}

const at = (rest: string) => `2026-03-18T20:00:${rest}Z`;
const second = Date.UTC(2026, 2, 18, 20) / 1000;

Deno.test("an order queues behind the crowd, is partly filled in its turn, and is cancelled, all of it in public", async () => {
  await inFolder(async (folder) => {
    const path = await capture(folder, [
      tradeLine(TICKER, "0.5500", second + 1, { count_fp: "60.00", trade_id: "first" }),
      deltaLine(TICKER, "0.5500", "-60.00", "yes", at("01.5")),
      deltaLine(TICKER, "0.5500", "25.00", "yes", at("02.0")),
      tradeLine(TICKER, "0.5500", second + 3, { count_fp: "44.00", trade_id: "second" }),
      deltaLine(TICKER, "0.5500", "-44.00", "yes", at("03.5")),
      deltaLine(TICKER, "0.5600", "7.00", "yes", at("04.0")),
    ]);
    const simulator = await start({ plan: { kind: "captured", paths: [path], stepped: true } });
    const client = await Client.connect(simulator);
    const params = { channels: ["orderbook_delta", "trade"], market_tickers: [TICKER], use_yes_price: true };
    await client.ask({ id: 1, cmd: "subscribe", params });
    const market = async () => (await (await fetch(`${simulator.restBase}/markets/${TICKER}`)).json()).market;
    /** Steps on; @returns the frames that came of it, a line each */
    const frames = async (count: number) => {
      const found: string[] = [];
      while (found.length < count) {
        const { type, msg } = await client.next(({ type }) => type === "trade" || type === "orderbook_delta");
        found.push(
          type === "trade"
            ? `trade ${msg.count_fp} at ${msg.yes_price_dollars}${
              msg.trade_id.length < 9 ? ` ${msg.trade_id}` : ""
            }`
            : `${msg.side} ${msg.price_dollars} ${msg.delta_fp}`,
        );
      }
      return found;
    };
    assertEquals(await simulator.step(1), 1);
    const trader = new OutsideTrader(simulator, TICKER, "me");
    const sent = trader.submit("bid", "0.5500", "10.00");
    assert(sent.ok);
    const { orderId, fills, filled, resting, ahead } = sent.value;
    assertEquals([fills, filled, resting, ahead], [[], 0, 1_000, 10_000]);
    assertEquals(await frames(1), ["yes 0.5500 10.00"]);
    assertEquals((await market()).yes_bid_size_fp, "110.00");

    assertEquals(await simulator.step(2), 2);
    assertEquals(await frames(2), ["trade 60.00 at 0.5500 first", "yes 0.5500 -60.00"]);
    assertEquals([trader.place(orderId), trader.reports], ["40.00 ahead, 10.00 left", []]);

    assertEquals(await simulator.step(1), 1);
    assertEquals(trader.place(orderId), "40.00 ahead, 10.00 left", "what came later is behind");
    // One frame of the capture comes to three: 40 of the crowd's trade are the crowd's, 4 the order's.
    assertEquals(await simulator.step(1), 3);
    assertEquals(await frames(4), [
      "yes 0.5500 25.00",
      "yes 0.5500 -4.00",
      "trade 4.00 at 0.5500",
      "trade 40.00 at 0.5500 second",
    ]);
    assertEquals([trader.place(orderId), trader.reports], ["0.00 ahead, 6.00 left", [
      "maker bid 4.00 at 5500",
    ]]);
    assertEquals((await market()).volume_fp, "104.00");

    assertEquals(new OutsideTrader(simulator, TICKER, "other").cancel(orderId), "0.00", "somebody else's");
    assertEquals([trader.cancel(orderId), trader.cancel(orderId)], ["6.00", "0.00"]);
    assertEquals(await simulator.step(1), 1);
    assertEquals(
      await frames(2),
      ["yes 0.5500 -6.00", "yes 0.5500 -44.00"],
      "from the crowd's 65, as it says",
    );
    assertEquals((await market()).yes_bid_size_fp, "21.00");
    await simulator.step(100);
    await simulator.done;
    const late = trader.submit("bid", "0.5500", "1.00");
    assert(!late.ok);
    assertEquals(late.reason, {
      code: "market_inactive",
      message: `Cannot take order: expected an active market, "${TICKER}" is closed`,
    });
    assertEquals(simulator.market("KXNBAGAME-26MAR18GSWBOS-LAL"), undefined);
    await client.close();
    await simulator.close();
  });
});

Deno.test("an order that takes from the crowd of a capture has their trades reported; what rests at the close is ended", async () => {
  await inFolder(async (folder) => {
    const path = await capture(folder, [deltaLine(TICKER, "0.4200", "-30.00", "no", at("01.0"))]);
    const simulator = await start({ plan: { kind: "captured", paths: [path], stepped: true } });
    await simulator.step(1);
    const trader = new OutsideTrader(simulator, TICKER, "me");
    const sent = trader.submit("bid", "0.5900", "50.00");
    assert(sent.ok);
    const { fills, filled, resting } = sent.value;
    assertEquals([fills.length, filled, resting], [1, 3_000, 2_000]);
    const { trades } = await (await fetch(`${simulator.restBase}/markets/trades?ticker=${TICKER}`)).json();
    assertEquals(
      trades.map((trade: Record<string, unknown>) => [trade.trade_id, trade.count_fp, trade.taker_side]),
      [
        [fills[0]?.tradeId, "30.00", "yes"],
      ],
    );
    await simulator.step(100);
    assertEquals(trader.reports, ["taker bid 30.00 at 5800", "closed 20.00"]);
    const { orderbook_fp } = await (await fetch(`${simulator.restBase}/markets/${TICKER}/orderbook`)).json();
    assertEquals(orderbook_fp, {});
    await simulator.close();
  });
});

Deno.test("in a generated market an order meets its traders, and is gone when trading goes on after a stop", async () => {
  const simulator = await start({ plan: { kind: "generated", league: "nba", seed: 4, speed: 5 } });
  const [{ ticker } = { ticker: "" }] = simulator.markets;
  const market = simulator.market(ticker);
  assert(market !== undefined);
  const client = await Client.connect(simulator);
  await client.ask({
    id: 1,
    cmd: "subscribe",
    params: { channels: ["orderbook_delta"], market_tickers: [ticker] },
  });
  await client.ofType("orderbook_delta");
  const trader = new OutsideTrader(simulator, ticker, "me");
  const taken = trader.submit("bid", "0.9900", "3.00", "immediate_or_cancel");
  assert(taken.ok);
  assertEquals([taken.value.filled, trader.reports.length > 0], [300, true]);
  trader.reports.length = 0;
  const rests = trader.submit("bid", "0.0100", "3.00");
  assert(rests.ok && rests.value.resting === 300);
  const life = { kind: "life", market: ticker } as const;
  assert(simulator.turn({ ...life, step: "deactivated" }));
  assert(!trader.submit("bid", "0.0100", "1.00").ok, "stopped");
  assertEquals(trader.place(rests.value.orderId).split(", ")[1], "3.00 left", "what rests stays");
  assert(simulator.turn({ ...life, step: "activated" }));
  assertEquals(trader.reports, ["reactivated 3.00"]);
  await client.close();
  await simulator.close();
});

dataTest(
  "kalshi-ws/2026-03-18",
  "orders all along a real game's captures: books add up, and cross only where the capture does",
  async (folder) => {
    const paths = ["TOR", "CHI"].map((team) => `${folder}/KXNBAGAME-26MAR18TORCHI-${team}.ndjson.gz`);
    const opened = await CapturedSource.open(paths);
    assert(opened.ok);
    const source = opened.value;
    const { exchange, clock } = attached(source);
    const said = new Map<string, Book>();
    const heard = new Map<string, Book>();
    for (const ticker of exchange.markets.keys()) {
      said.set(ticker, new Book());
      heard.set(ticker, new Book());
    }
    const observed: ExchangeSeam = {
      announce: (news) => exchange.announce(news),
      step: (life) => exchange.step(life),
      market(ticker) {
        const market = exchange.market(ticker);
        const book = said.get(ticker);
        assert(book !== undefined);
        return Object.create(market, {
          crowd: {
            value(step: Parameters<typeof market.crowd>[0], atMs: number) {
              if (step.kind === "book") book.replace(step.bids, step.asks);
              else if (step.kind === "level") book.change(step.side, step.price, step.delta);
              market.crowd(step, atMs);
            },
          },
        });
      },
    };
    source.attach(observed);
    let ordered = 0;
    let ended = 0;
    const fills = { maker: 0, taker: 0 };
    exchange.listenFor("me", (report) => {
      if (report.kind === "fill") fills[report.role] += report.quantity;
      else ended += report.quantity;
    });
    let count = 0;
    let cancelled = 0;
    const open: [string, string][] = [];
    const act = (ticker: string) => {
      const market = exchange.market(ticker);
      const side = count % 2 === 0 ? "bid" : "ask";
      const price = market.best(count % 3 === 0 ? (side === "bid" ? "ask" : "bid") : side);
      if (price === undefined || price % 100 !== 0) return;
      const quantity = 100 * (1 + count % 4_000) as Quantity;
      const sent = market.submit({ owner: "me", side, price, quantity, timeInForce: "good_till_canceled" });
      if (!sent.ok) return;
      ordered += quantity;
      open.push([ticker, sent.value.orderId]);
      if (open.length < 12) return;
      const [where = "", first = ""] = open.shift() ?? [];
      cancelled += exchange.market(where).cancel("me", first);
    };
    exchange.listen((event) => {
      if (event.kind !== "level" && event.kind !== "book") return;
      const book = heard.get(event.market);
      const raw = said.get(event.market);
      assert(book !== undefined && raw !== undefined);
      if (event.kind === "book") book.replace(event.bids, event.asks);
      else assert(book.change(event.side, event.price, event.delta), "below zero");
      assert((book.spread ?? 1) > 0 || (raw.spread ?? 1) <= 0, "crossed by an order");
    });
    const tickers = [...exchange.markets.keys()];
    while (!source.over) {
      const at = source.nextAt();
      if (at === undefined) await source.readAhead();
      else {
        clock.virtualMs = at;
        source.run();
        if (++count % 97 === 0) act(tickers[count % tickers.length] ?? "");
      }
    }
    await source.close();
    assert(fills.maker > 0 && fills.taker > 0 && cancelled > 0 && ordered > 1e6, JSON.stringify(fills));
    assertEquals(fills.maker + fills.taker + cancelled + ended, ordered);
  },
);
