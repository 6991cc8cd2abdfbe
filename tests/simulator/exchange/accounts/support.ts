/**
 * An exchange with quiet markets and a clock that tests set, and accounts at it.
 *
 * @module
 */
import { assert } from "@std/assert";
import { type Micros, parseMicros, parsePrice, parseQuantity } from "../../../../src/core/numbers/money.ts";
import type { AccountEvent } from "../../../../src/simulator/exchange/accounts/account_event.ts";
import { Accounts } from "../../../../src/simulator/exchange/accounts/accounts.ts";
import type { EngineResult } from "../../../../src/simulator/exchange/accounts/refusals.ts";
import type { NewAccountOrder } from "../../../../src/simulator/exchange/accounts/requests.ts";
import type { AccountSeam } from "../../../../src/simulator/exchange/accounts/seam.ts";
import type { Doubts } from "../../../../src/simulator/exchange/doubts.ts";
import { Exchange } from "../../../../src/simulator/exchange/exchange.ts";
import type { LifeChange } from "../../../../src/simulator/exchange/simulated_event.ts";
import { QuietSource } from "../../../../src/simulator/sources/quiet_source.ts";

/** When the exchange opens, Unix milliseconds: a whole second. */
export const OPENED_AT = 1_790_000_000_000;
/** The shard of each market. */
export const NBA_SHARD = 3;
export const NFL_SHARD = 0;

/** An order in words: `{ side: "bid", price: "0.56", count: "10" }`; good till cancelled in the NBA market otherwise. */
export interface Wanted extends Partial<Omit<NewAccountOrder, "price" | "count">> {
  readonly price?: string;
  readonly count?: string;
}

/** A life change without the words that are the same in all. */
type Step = LifeChange extends infer Change
  ? Change extends LifeChange ? Omit<Change, "kind" | "market"> : never
  : never;

/** Opens an exchange. */
export function openExchange(doubts: Partial<Doubts> = {}) {
  const clock = { at: OPENED_AT };
  const source = new QuietSource({ startsAt: OPENED_AT });
  const exchange = new Exchange({
    events: source.events,
    openedAt: OPENED_AT,
    now: () => clock.at,
    wallOf: (virtualMs) => OPENED_AT + virtualMs,
  });
  const accounts = new Accounts(exchange, doubts);
  source.attach(exchange);
  const events: AccountEvent[] = [];
  accounts.onEvent((event) => events.push(event));
  const tickers = [...exchange.markets.keys()];
  const nba = tickers.find((ticker) => ticker.startsWith("KXNBA")) ?? "";
  const nfl = tickers.find((ticker) => ticker.startsWith("KXNFL")) ?? "";
  return {
    exchange,
    accounts,
    events,
    nba,
    nfl,
    /** Lets time pass, and what it brings. */
    pass(ms: number): void {
      clock.at += ms;
      accounts.advance();
    },
    clock,
    /** Opens an account with dollars on both shards. */
    open(userId: string, dollars = "1000"): AccountSeam {
      const amount = parseMicros(dollars);
      return accounts.open({ userId, balances: new Map([[NBA_SHARD, amount], [NFL_SHARD, amount]]) });
    },
    /** An order in full. */
    order(wanted: Wanted = {}): NewAccountOrder {
      const { price = "0.50", count = "10", ...rest } = wanted;
      return {
        market: nba,
        side: "bid",
        timeInForce: "good_till_canceled",
        selfTradePrevention: "taker_at_cross",
        price: parsePrice(price),
        count: parseQuantity(count),
        ...rest,
      };
    },
    /** Takes a step of the NBA market's life. */
    step(step: Step, market = nba): boolean {
      return exchange.step({ kind: "life", market, ...step } as LifeChange);
    },
  };
}

/** An exchange that is open. */
export type Opened = ReturnType<typeof openExchange>;

/** What was answered, or the test fails. */
export function taken<Value>(result: EngineResult<Value>): Value {
  assert(result.ok, result.ok ? "" : `${result.reason.code}: ${result.reason.message}`);
  return result.value;
}

/** The code of a refusal; `undefined` where it was taken. */
export function refusedAs<Value>(result: EngineResult<Value>): string | undefined {
  return result.ok ? undefined : result.reason.code;
}

/** Dollars as micro-dollars. */
export function dollars(text: string): Micros {
  return parseMicros(text);
}
