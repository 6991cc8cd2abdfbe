/**
 * What an order would do: always, contracts add up, money adds up with fees as the exchange charges them, and nothing costs more
 * than the worst that is named.
 */
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import {
  buyOutcomes,
  contractsFor,
  type QuotedOrder,
  type QuoteMarket,
  quoteOrder,
} from "../../../src/core/execution/order_quote.ts";
import { DIRECT_PRECISION, QUADRATIC, tradeFee } from "../../../src/core/market/fees.ts";
import {
  parseMicros,
  parsePrice,
  parseQuantity,
  toMicros,
  toPrice,
  toQuantity,
} from "../../../src/core/numbers/money.ts";

const level = (price: string, contracts: string) => ({
  price: parsePrice(price),
  quantity: parseQuantity(contracts),
});

const MARKET: QuoteMarket = {
  bids: [level("0.55", "30"), level("0.54", "100")],
  asks: [level("0.57", "10"), level("0.58", "20"), level("0.60", "100")],
  cut: false,
  fees: QUADRATIC,
  precision: DIRECT_PRECISION,
};

const BUY: QuotedOrder = {
  action: "buy",
  outcomeSide: "yes",
  price: parsePrice("0.58"),
  quantity: parseQuantity("50"),
  timeInForce: "good_till_canceled",
  postOnly: false,
};

Deno.test("a buy walks the book up to its limit, and the rest rests without a fee", () => {
  const quote = quoteOrder(BUY, MARKET);
  assertEquals([quote.takes, quote.levels, quote.rests, quote.dropped], [3_000, 2, 2_000, 0]);
  // (10 × .57 + 20 × .58) ÷ 30
  assertEquals(quote.averagePrice, 576_667);
  // 0.07 × (10 × .57 × .43 + 20 × .58 × .42) = .171570 + .341040, each rounded up to $.0001 of balance.
  assertEquals(quote.fee, parseMicros("0.5127"));
  assertEquals(quote.cash, parseMicros("-29.4127"));
  assertEquals(buyOutcomes(quote), { win: parseMicros("20.5873"), lose: parseMicros("29.4127") });
});

Deno.test("an immediate order gives the rest up, and a post-only one that would trade is refused whole", () => {
  const immediate = quoteOrder({ ...BUY, timeInForce: "immediate_or_cancel" }, MARKET);
  assertEquals([immediate.takes, immediate.rests, immediate.dropped], [3_000, 0, 2_000]);
  const post = quoteOrder({ ...BUY, postOnly: true }, MARKET);
  assertEquals([post.wouldCross, post.takes, post.rests, post.cash], [true, 0, 0, 0]);
  const rests = quoteOrder({ ...BUY, postOnly: true, price: parsePrice("0.56") }, MARKET);
  assertEquals([rests.wouldCross, rests.rests], [false, 5_000]);
});

Deno.test("NO is bought from the bids, at prices of NO; selling YES brings the bids", () => {
  const no = quoteOrder({ ...BUY, outcomeSide: "no", price: parsePrice("0.46") }, MARKET);
  assertEquals([no.takes, no.levels], [5_000, 2]);
  assertEquals(no.averagePrice, (30 * 4_500 + 20 * 4_600) * 100 / 50);
  const sell = quoteOrder({ ...BUY, action: "sell", price: parsePrice("0.55") }, MARKET);
  assertEquals([sell.takes, sell.rests], [3_000, 2_000]);
  assert(sell.cash > 0 && sell.worst <= sell.cash);
});

Deno.test("a limit beyond the levels that are known says so", () => {
  const deep = { ...BUY, price: parsePrice("0.90"), quantity: parseQuantity("500") };
  assertEquals(quoteOrder(deep, MARKET).beyondKnown, false);
  assertEquals(quoteOrder(deep, { ...MARKET, cut: true }).beyondKnown, true);
});

Deno.test("over any book contracts and money add up, and nothing is worse than the worst", () => {
  const side = (from: number, step: 1 | -1) =>
    fc.array(
      fc.record({ gap: fc.integer({ min: 1, max: 300 }), quantity: fc.integer({ min: 1, max: 50_000 }) }),
      {
        maxLength: 6,
      },
    ).map((rows) => {
      let at = from;
      return rows.map(({ gap, quantity }) => {
        at += step * gap;
        return { price: toPrice(at), quantity: toQuantity(quantity) };
      });
    });
  fc.assert(
    fc.property(
      side(5_000, -1),
      side(5_000, 1),
      fc.integer({ min: 1, max: 9_999 }),
      fc.integer({ min: 1, max: 100_000 }),
      fc.constantFrom<"buy" | "sell">("buy", "sell"),
      fc.constantFrom<"yes" | "no">("yes", "no"),
      fc.boolean(),
      (bids, asks, price, quantity, action, outcomeSide, immediate) => {
        const order: QuotedOrder = {
          action,
          outcomeSide,
          price: toPrice(price),
          quantity: toQuantity(quantity),
          timeInForce: immediate ? "immediate_or_cancel" : "good_till_canceled",
          postOnly: false,
        };
        const quote = quoteOrder(order, { ...MARKET, bids, asks });
        assertEquals(quote.takes + quote.rests + quote.dropped, quantity);
        // Each fill may be rounded up by a micro-dollar, before the account's own rounding.
        assert(quote.worst - quote.levels <= quote.cash, `${quote.worst} ${quote.cash}`);
        if (action === "buy") assert(quote.cash <= 0);
        if (!immediate) assertEquals(quote.dropped, 0);
      },
    ),
    { seed: 10, numRuns: 500 },
  );
});

Deno.test("dollars buy as many contracts as they pay for with the highest fee, and a hundredth more would not", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 2_000_000_000 }),
      fc.integer({ min: 1, max: 9_999 }),
      (amount, at) => {
        const money = toMicros(amount);
        const price = toPrice(at);
        const cost = (contracts: number) =>
          price * contracts + tradeFee(QUADRATIC, "taker", price, toQuantity(contracts)) + DIRECT_PRECISION;
        const contracts = contractsFor(money, price, MARKET);
        assert(contracts === 0 || cost(contracts) <= money);
        assert(cost(contracts + 1) > money);
      },
    ),
    { seed: 11 },
  );
});
