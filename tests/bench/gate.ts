/**
 * `gate`: what the risk gate alone takes for an entry that every row lets pass, with positions and open orders that its sums
 * are made of; and its dearest row by itself.
 *
 * @module
 */
import { Engine } from "../../src/core/engine.ts";
import type { OrderWish } from "../../src/core/execution/order_manager.ts";
import { paperExchange } from "../../src/core/fills/paper_exchange.ts";
import { toPrice, toQuantity } from "../../src/core/numbers/money.ts";
import type { OrderRequest } from "../../src/core/orders.ts";
import type { RiskContext } from "../../src/core/risk/rule.ts";
import { RISK_RULES } from "../../src/core/risk/rules.ts";
import { events as made } from "../core/support.ts";
import { type BenchResult, median } from "./figure.ts";
import { benchSetup } from "./setup.ts";

const EVENT = "KXNBAGAME-26NOV22LALBOS";
const MARKETS = [`${EVENT}-BOS`, `${EVENT}-LAL`] as const;
const START = Date.UTC(2026, 10, 22, 1);
const POSITIONS = 10;
const OPEN_ORDERS = 20;
const ROUNDS = 20;
const ASKED = 20_000;
const TARGET_US = 5;

/** Microseconds of one call: the middle of the rounds, and the slowest. */
function measure(call: () => void): readonly [number, number] {
  const rounds: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const from = performance.now();
    for (let index = 0; index < ASKED; index++) call();
    rounds.push((performance.now() - from) * 1_000 / ASKED);
  }
  return [median(rounds), Math.max(...rounds)];
}

/** An engine that holds positions in both markets of a game, and has orders that rest there. */
function busyEngine(): Engine {
  let sent = 0;
  const setup = benchSetup([], 600_000);
  const engine = new Engine({
    ...setup,
    broker: paperExchange({ model: "touch", latencyMs: 0 }),
    strategies: [{
      name: "filler",
      strategy: {
        onState({ market }) {
          if (sent >= POSITIONS + OPEN_ORDERS) return { code: "NOTHING_TO_DO" };
          // The first ones cross; the others rest, each a cent lower.
          const price = toPrice(sent++ < POSITIONS ? 5_100 : (45 - sent) * 100);
          return [{ action: "buy", market: market.ticker, price, size: { quantity: toQuantity(100) } }];
        },
      },
    }],
    fixtures: [{ event: EVENT, homeMarket: MARKETS[0], awayMarket: MARKETS[1] }],
  });
  engine.process({ kind: "feed", at: START, feed: "market_data", up: true, detail: "bench" });
  for (const ticker of MARKETS) {
    engine.process(made.listed(START, { ticker }));
    engine.process({
      kind: "book_snapshot",
      at: START,
      market: ticker,
      bids: [{ price: toPrice(4_900), quantity: toQuantity(1e6) }],
      asks: [{ price: toPrice(5_100), quantity: toQuantity(1e6) }],
    });
  }
  for (let index = 0; index < 4 * (POSITIONS + OPEN_ORDERS); index++) {
    engine.process({
      kind: "book_change",
      at: START + index,
      market: MARKETS[index % 2] ?? MARKETS[0],
      side: "bid",
      price: toPrice(4_800),
      delta: toQuantity(100),
    });
  }
  return engine;
}

/** Runs it. */
export function gate(): BenchResult {
  const engine = busyEngine();
  const at = START + 1_000;
  const wish: OrderWish = {
    market: MARKETS[0],
    side: "bid",
    price: toPrice(4_900),
    quantity: toQuantity(100),
    timeInForce: "good_till_canceled",
    postOnly: false,
    purpose: "entry",
    strategy: "filler",
  };
  const asked: { context?: RiskContext; request?: OrderRequest } = {};
  const [first] = RISK_RULES;
  if (first === undefined) throw new Error("Cannot measure the gate: it has no rows");
  const { check } = first;
  const watched = Object.assign(first, {
    check: (...[request, context, limits]: Parameters<typeof check>) => {
      Object.assign(asked, { request, context });
      return check(request, context, limits);
    },
  });
  const objection = engine.orders.objection(wish, at);
  Object.assign(watched, { check });
  const { context, request } = asked;
  if (objection !== undefined || context === undefined || request === undefined) {
    throw new Error(`Cannot measure the gate: an entry was refused with ${objection?.code}`);
  }
  const open = context.openOrders();
  if (open < OPEN_ORDERS) {
    throw new Error(`Cannot measure the gate: expected ${OPEN_ORDERS} open orders, there are ${open}`);
  }
  const { limits } = benchSetup([], 600_000);
  const [all, slowest] = measure(() => engine.orders.objection(wish, at));
  const rows = RISK_RULES.filter(({ holds }) => holds !== "exits").map((rule) => ({
    code: rule.code,
    us: measure(() => rule.check(request, context, limits))[0],
  })).sort((a, b) => b.us - a.us);
  const [dearest] = rows;
  return {
    kind: "measured",
    name: "gate",
    figures: [
      { label: "all rows pass", value: all, unit: "µs" },
      { label: "slowest round", value: slowest, unit: "µs" },
      { label: "dearest row", value: dearest?.us ?? NaN, unit: "µs" },
    ],
    target: `≤ ${TARGET_US} µs`,
    met: all <= TARGET_US,
    detail:
      `${rows.length} rows of an entry, ${open} open orders, positions in 2 markets; median of ${ROUNDS} ` +
      `rounds; the dearest row is ${dearest?.code}`,
  };
}
