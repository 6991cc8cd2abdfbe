/**
 * `exchange_orders`: how many orders a second the embedded exchange takes in process, with matching and accounts.
 *
 * @module
 */
import { type Micros, parseMicros, type Price, type Quantity } from "../../src/core/numbers/money.ts";
import { Random } from "../../src/core/numbers/prng.ts";
import { Accounts } from "../../src/simulator/exchange/accounts/accounts.ts";
import { Exchange } from "../../src/simulator/exchange/exchange.ts";
import { QuietSource } from "../../src/simulator/sources/quiet_source.ts";
import { type BenchResult, median } from "./figure.ts";

const ACCOUNTS = 8;
const ORDERS = 10_000;
const ROUNDS = 5;
const TARGET = 5_000;
const OPENED_AT = 1_790_000_000_000;
/** Orders that rest before the oldest is cancelled for each new one. */
const MOST_RESTING = 500;
const SHARD = 3;

/** Orders of several accounts around one price: most trade, what rests is cancelled later. @returns orders a second */
function round(seed: number): number {
  const source = new QuietSource({ startsAt: OPENED_AT });
  const exchange = new Exchange({
    events: source.events,
    openedAt: OPENED_AT,
    now: () => OPENED_AT,
    wallOf: (virtualMs) => OPENED_AT + virtualMs,
  });
  const balances = new Map<number, Micros>([[SHARD, parseMicros("100000000")]]);
  const accounts = new Accounts(exchange);
  const users = Array.from(
    { length: ACCOUNTS },
    (_, index) => accounts.open({ userId: `user ${index}`, balances }),
  );
  const market = [...exchange.markets.keys()].find((ticker) => ticker.startsWith("KXNBA")) ?? "";
  const random = new Random(seed);
  const resting: { readonly user: typeof users[number]; readonly orderId: string }[] = [];
  const from = performance.now();
  for (let index = 0; index < ORDERS; index++) {
    const user = users[random.integer(0, ACCOUNTS - 1)];
    if (user === undefined) continue;
    const sent = user.create({
      market,
      side: random.chance(0.5) ? "bid" : "ask",
      price: 100 * random.integer(45, 54) as Price,
      count: 500 as Quantity,
      timeInForce: "good_till_canceled",
      selfTradePrevention: "taker_at_cross",
      clientOrderId: `order-${index}`,
      exchangeIndex: SHARD,
    });
    if (!sent.ok) throw new Error(`Cannot measure orders: one was refused, ${sent.reason.message}`);
    if (sent.value.remainingCount > 0) resting.push({ user, orderId: sent.value.orderId });
    if (resting.length <= MOST_RESTING) continue;
    const oldest = resting.shift();
    // Gone where it has filled meanwhile.
    oldest?.user.cancel({ orderId: oldest.orderId, exchangeIndex: SHARD });
  }
  return ORDERS / ((performance.now() - from) / 1_000);
}

/** Runs it. */
export function exchangeOrders(): BenchResult {
  const rates = Array.from({ length: ROUNDS }, (_, index) => round(index + 1));
  const value = median(rates);
  return {
    kind: "measured",
    name: "exchange_orders",
    figures: [
      { label: "orders", value: value / 1_000, unit: "thousand/s" },
      { label: "slowest round", value: Math.min(...rates) / 1_000, unit: "thousand/s" },
    ],
    target: `≥ ${TARGET / 1_000} thousand/s`,
    met: value >= TARGET,
    detail:
      `${ORDERS} orders of ${ACCOUNTS} accounts in one market, in process, with money, fees and the log; median of ${ROUNDS}`,
  };
}
