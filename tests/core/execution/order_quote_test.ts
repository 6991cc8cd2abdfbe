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
import { BROKER_PRECISION, DIRECT_PRECISION, QUADRATIC, tradeFee } from "../../../src/core/market/fees.ts";
import {
  complement,
  parseMicros,
  parsePrice,
  parseQuantity,
  toMicros,
  toPrice,
  toQuantity,
} from "../../../src/core/numbers/money.ts";
import { dollars, events, NOON, startEngine, TICKER } from "../support.ts";

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

const GOLDEN: readonly (readonly [
  price: string,
  contracts: string,
  role: "taker" | "maker",
  precision: typeof DIRECT_PRECISION,
  fee: string,
  cash: string,
])[] = [
  ["0.56", "10", "taker", DIRECT_PRECISION, "0.1725", "-5.7725"],
  ["0.56", "10", "taker", BROKER_PRECISION, "0.18", "-5.78"],
  ["0.055", "1", "taker", BROKER_PRECISION, "0.005", "-0.06"],
  ["0.50", "1", "taker", DIRECT_PRECISION, "0.0175", "-0.5175"],
  ["0.44", "25", "maker", DIRECT_PRECISION, "0.1078", "-11.1078"],
  ["0.37", "3.33", "taker", DIRECT_PRECISION, "0.0544", "-1.2865"],
];

for (const [at, contracts, role, precision, fee, cash] of GOLDEN) {
  Deno.test(`golden: ${contracts} at ${at} as ${role} cost ${cash}, in units of ${precision} µ$; NO is the mirror`, () => {
    const [yes, no] = [parsePrice(at), complement(parsePrice(at))];
    const there = { price: yes, quantity: parseQuantity(contracts) };
    const bare = { bids: [], asks: [], cut: false, precision };
    const fees = { type: "quadratic_with_maker_fees", multiplier: 10_000 } as const;
    const order = { ...BUY, price: yes, quantity: there.quantity };
    const books = role === "maker"
      ? [bare, bare]
      : [{ ...bare, asks: [there] }, { ...bare, bids: [{ ...there, price: no }] }];
    for (const [index, outcomeSide] of (["yes", "no"] as const).entries()) {
      const quote = quoteOrder({ ...order, outcomeSide }, { ...bare, ...books[index], fees });
      assertEquals([quote.fee, quote.cash], [parseMicros(fee), parseMicros(cash)], outcomeSide);
    }
  });
}

Deno.test("what an immediate order is said to do is what the paper exchange does, bought and sold, YES and NO", () => {
  const levels = fc.uniqueArray(
    fc.record({ gap: fc.integer({ min: 1, max: 30 }), contracts: fc.integer({ min: 1, max: 20_000 }) }),
    { minLength: 1, maxLength: 4, selector: ({ gap }) => gap },
  );
  const ladder = (rows: readonly { gap: number; contracts: number }[], direction: 1 | -1) =>
    rows.map(({ gap, contracts }) => [5_000 + direction * gap * 100, contracts] as const)
      .sort(([a], [b]) => direction * (a - b));
  fc.assert(
    fc.property(
      levels,
      levels,
      fc.constantFrom<"yes" | "no">("yes", "no"),
      fc.integer({ min: 1, max: 10 }),
      fc.integer({ min: 1, max: 30_000 }),
      fc.integer({ min: 1, max: 4_000 }),
      (bids, asks, outcomeSide, multiplier, contracts, through) => {
        const fees = { type: "quadratic", multiplier: multiplier * 3_333 } as const;
        const { engine } = startEngine({
          connected: false,
          fillModel: "depth",
          startingCash: dollars(100_000),
        });
        engine.process(events.listed(NOON, { fees }));
        engine.process(events.feed(NOON));
        engine.process(events.book(NOON, ladder(bids, -1), ladder(asks, 1)));
        let at = NOON;
        for (const action of ["buy", "sell"] as const) {
          const { orders: { portfolio, holdings } } = engine;
          const held = holdings.find("hand", TICKER)?.contracts ?? 0;
          const quantity = toQuantity(action === "buy" ? contracts : held);
          if (quantity === 0) return;
          const price = toPrice(Math.floor((5_000 + (action === "buy" ? through : -through)) / 100) * 100);
          const { book } = engine.market(TICKER) ?? raise();
          const quote = quoteOrder(
            { action, outcomeSide, price, quantity, timeInForce: "immediate_or_cancel", postOnly: false },
            {
              bids: book.levels("bid"),
              asks: book.levels("ask"),
              cut: false,
              fees,
              precision: DIRECT_PRECISION,
            },
          );
          const before = [portfolio.cash, portfolio.fees] as const;
          const placed = engine.process({
            kind: "command",
            at: at += 1,
            command: {
              command: "place_order",
              market: TICKER,
              outcome_side: outcomeSide,
              action,
              price: (price / 10_000).toFixed(4),
              contracts: (quantity / 100).toFixed(2),
              time_in_force: "immediate_or_cancel",
            },
          });
          assert(placed.some(({ kind }) => kind === "order"), JSON.stringify(placed));
          const left = holdings.find("hand", TICKER)?.contracts ?? 0;
          assertEquals(Math.abs(left - held), quote.takes);
          assertEquals([portfolio.cash - before[0], portfolio.fees - before[1]], [quote.cash, quote.fee]);
        }
      },
    ),
    { seed: 15, numRuns: 200 },
  );
});

function raise(): never {
  throw new Error("no market");
}
