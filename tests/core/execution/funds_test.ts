import { assertEquals } from "@std/assert";
import { type Claim, collateral, Funds } from "../../../src/core/execution/funds.ts";
import { Portfolio } from "../../../src/core/execution/portfolio.ts";
import type { Side } from "../../../src/core/market/book.ts";
import { DIRECT_PRECISION, QUADRATIC } from "../../../src/core/market/fees.ts";
import { Market } from "../../../src/core/market/market.ts";
import { dollars, infoOf, price, quantity, TICKER } from "../support.ts";

const FEE_1000_AT_56 = 172_480 + 100;
const COLLATERAL: readonly {
  name: string;
  held: number;
  claims: [Side, number, number][];
  locked: number;
}[] = [
  { name: "nothing", held: 0, claims: [], locked: 0 },
  { name: "a bid", held: 0, claims: [["bid", 5600, 1000]], locked: 5_600_000 + FEE_1000_AT_56 },
  {
    name: "an ask that opens NO",
    held: 0,
    claims: [["ask", 5600, 1000]],
    locked: 4_400_000 + FEE_1000_AT_56,
  },
  { name: "an ask that closes", held: 1000, claims: [["ask", 5600, 1000]], locked: 0 },
  {
    name: "an ask that closes a part",
    held: 500,
    claims: [["ask", 5600, 1500]],
    locked: 4_400_000 + FEE_1000_AT_56,
  },
  {
    name: "two asks on one holding: it is closed once",
    held: 1000,
    claims: [["ask", 9000, 1000], ["ask", 5600, 1000]],
    locked: 4_400_000 + FEE_1000_AT_56,
  },
  { name: "a bid that closes NO", held: -1000, claims: [["bid", 5600, 1000]], locked: 0 },
  {
    name: "a bid does not close YES",
    held: 1000,
    claims: [["bid", 5600, 1000]],
    locked: 5_600_000 + FEE_1000_AT_56,
  },
  { name: "an order with nothing left", held: 0, claims: [["bid", 5600, 0]], locked: 0 },
];

for (const { name, held, claims, locked } of COLLATERAL) {
  Deno.test(`collateral() of ${name}`, () => {
    const list = claims.map(([side, at, size]) => ({ side, price: price(at), quantity: quantity(size) }));
    assertEquals(collateral(quantity(held), list, QUADRATIC, DIRECT_PRECISION) as number, locked);
  });
}

Deno.test("Funds sets aside for what is open, market by market, and for nothing in a market that nobody knows", () => {
  const market = new Market(infoOf());
  const open = new Map<string, Claim[]>();
  const funds = new Funds(new Portfolio(dollars(100), DIRECT_PRECISION), {
    markets: () => open.keys(),
    claims: (ticker) => [...open.get(ticker) ?? []],
  }, (ticker) => ticker === TICKER ? market : undefined);
  assertEquals([funds.locked(TICKER), funds.totalLocked(), funds.free], [
    dollars(0),
    dollars(0),
    dollars(100),
  ]);
  const bid: Claim = { side: "bid", price: price(5_600), quantity: quantity(1_000) };
  const one = 5_600_000 + FEE_1000_AT_56;
  assertEquals(funds.needed(TICKER, bid) as number, one);
  open.set(TICKER, [bid]).set("UNKNOWN", [bid]);
  assertEquals([funds.locked(TICKER) as number, funds.totalLocked() as number], [one, one]);
  assertEquals(funds.free as number, 100_000_000 - one);
  assertEquals([funds.needed("UNKNOWN", bid) as number, open.get(TICKER)?.length], [0, 1]);
});
