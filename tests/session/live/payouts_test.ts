import { assertEquals, assertMatch } from "@std/assert";
import type { PayoutDifference } from "../../../src/core/live.ts";
import type { Micros, Price, Quantity } from "../../../src/core/numbers/money.ts";
import type { JournalFill } from "../../../src/journal/rows.ts";
import { Payouts, type SeenAccount } from "../../../src/session/live/payouts.ts";

const SHARD = 3;
const DOLLAR = 1_000_000;
/** When the exchange has paid. */
const SETTLED_AT = 100_000;

/** An account that is read by hand, with ten contracts in a market that is won. */
class Bench {
  readonly differences: PayoutDifference[] = [];
  readonly notes: string[] = [];
  readonly fills: JournalFill[] = [];
  settledAt: number | undefined = SETTLED_AT;
  now = 0;
  readonly payouts = new Payouts({
    reads: {
      settlements: ({ ticker = "" } = {}) =>
        Promise.resolve({
          kind: "read",
          askedAt: 0,
          at: 0,
          value: {
            whole: true,
            leftOut: [],
            items: this.settledAt === undefined ? [] : [{
              market: ticker,
              result: "yes",
              yesCount: 1_000 as Quantity,
              noCount: 1_000 as Quantity,
              revenueCents: 0,
              settledAt: this.settledAt,
            }],
          },
        }),
    },
    subaccount: 0,
    now: () => this.now,
    fills: (market) => this.fills.filter((each) => each.market === market),
    onRead: () => {},
    onDiffers: (difference) => this.differences.push(difference),
    note: (kind, { why = "" }) => this.notes.push(`${kind} ${why}`.trim()),
  });

  /** A reading, dollars by shard. */
  seen(at: number, dollars: Readonly<Record<number, number>>, more: Partial<SeenAccount> = {}): void {
    this.payouts.seen({
      at,
      asOf: at,
      balances: new Map(
        Object.entries(dollars).map(([shard, each]) => [Number(shard), each * DOLLAR as Micros]),
      ),
      positions: new Map(at < SETTLED_AT ? [["M", 1_000 as Quantity]] : []),
      isQuiet: true,
      trades: "1 0",
      ...more,
    });
  }

  booked(): void {
    this.payouts.booked({
      market: "M",
      exchangeIndex: SHARD,
      held: 1_000 as Quantity,
      payout: 10 * DOLLAR as Micros,
    });
  }

  async compared(): Promise<readonly string[]> {
    await this.payouts.compare();
    return this.notes;
  }
}

const DIFFERS: PayoutDifference = {
  exchangeIndex: SHARD,
  markets: ["M"],
  booked: 10 * DOLLAR as Micros,
  changed: 7 * DOLLAR as Micros,
};

Deno.test("a payout that has come as it was booked agrees at the first reading that has it", async () => {
  const bench = new Bench();
  bench.seen(50_000, { 0: 5, 3: 40 });
  bench.booked();
  bench.seen(100_500, { 0: 5, 3: 50 });
  assertEquals(await bench.compared(), ["payout_agrees"]);
  assertEquals(bench.payouts.isWaiting, false);
});

Deno.test("a payout that differs is said once, with both numbers, and only when the lists are past it", async () => {
  const bench = new Bench();
  bench.seen(50_000, { 0: 5, 3: 40 });
  bench.booked();
  bench.seen(100_500, { 0: 5, 3: 47 });
  await bench.compared();
  assertEquals([bench.differences, bench.payouts.isWaiting], [[], true]);
  // Past the payout, but not past the moment since when the money is this.
  bench.seen(102_400, { 0: 5, 3: 47 });
  await bench.compared();
  assertEquals(bench.differences, []);
  bench.seen(102_500, { 0: 5, 3: 47 });
  await bench.compared();
  await bench.compared();
  assertEquals(bench.differences, [DIFFERS]);
  assertEquals(bench.notes, ["payout_differs"]);
  assertMatch(bench.payouts.alarms.join(), /M should have paid 10\.000000 .* changed by 7\.000000/);
});

Deno.test("money that is read before it came is waited for", async () => {
  const bench = new Bench();
  bench.seen(50_000, { 3: 40 });
  bench.booked();
  for (const at of [100_500, 101_000]) {
    bench.seen(at, { 3: 40 });
    await bench.compared();
  }
  bench.seen(101_500, { 3: 50 });
  assertEquals(await bench.compared(), ["payout_agrees"]);
});

Deno.test("a payout that the session books late is compared with the money from before it", async () => {
  const bench = new Bench();
  bench.seen(50_000, { 3: 40 });
  bench.seen(100_500, { 3: 47 });
  bench.seen(110_000, { 3: 47 });
  bench.booked();
  await bench.compared();
  assertEquals(bench.differences, [DIFFERS]);
});

Deno.test("nothing is claimed where no reading is from before the payout", async () => {
  const bench = new Bench();
  bench.seen(99_000, { 3: 47 });
  bench.seen(110_000, { 3: 47 });
  bench.booked();
  assertEquals(await bench.compared(), [
    "payout_not_compared no quiet reading of the account from before the payout",
  ]);
});

const MOVED: Readonly<Record<string, (bench: Bench) => void>> = {
  "a trade": (bench) => bench.seen(105_000, { 3: 47 }, { trades: "2 0" }),
  "an order that rests": (bench) => bench.seen(105_000, { 3: 47 }, { isQuiet: false }),
  "money that another shard has": (bench) => bench.seen(105_000, { 0: 8, 3: 47 }),
  "a position elsewhere": (bench) =>
    bench.seen(105_000, { 0: 5, 3: 47 }, { positions: new Map([["N", 100 as Quantity]]) }),
};

for (const [what, move] of Object.entries(MOVED)) {
  Deno.test(`nothing is claimed where something else moved: ${what}`, async () => {
    const bench = new Bench();
    bench.seen(50_000, { 0: 5, 3: 40 });
    bench.booked();
    move(bench);
    const { trades, positions } = what === "a trade"
      ? { trades: "2 0", positions: new Map() }
      : { trades: "1 0", positions: new Map(what.startsWith("a position") ? [["N", 100 as Quantity]] : []) };
    bench.seen(110_000, { 0: what.startsWith("money") ? 8 : 5, 3: 47 }, { trades, positions });
    const [note = ""] = await bench.compared();
    assertMatch(note, /^payout_not_compared /);
    assertEquals([bench.differences, bench.payouts.isWaiting], [[], false]);
  });
}

Deno.test("nothing is claimed where others held contracts of the market too", async () => {
  const bench = new Bench();
  bench.seen(50_000, { 3: 40 }, { positions: new Map([["M", 1_500 as Quantity]]) });
  bench.booked();
  bench.seen(100_500, { 3: 55 });
  bench.seen(110_000, { 3: 55 });
  assertEquals(await bench.compared(), [
    "payout_not_compared M: not all of the account's position is what was booked",
  ]);
});

Deno.test("an account that keeps both legs of what was sold is paid for them then, and that agrees", async () => {
  const bench = new Bench();
  const fill = (tradeId: string, side: "bid" | "ask", quantity: number): JournalFill => ({
    tradeId,
    clientOrderId: `e-${tradeId}`,
    market: "M",
    side,
    price: 5_000 as Price,
    quantity: quantity as Quantity,
    role: "taker",
    fee: 0 as Micros,
    balanceChange: 0 as Micros,
    at: 0,
  });
  bench.fills.push(fill("t1", "bid", 1_400), fill("t2", "ask", 400));
  bench.seen(50_000, { 3: 40 });
  bench.booked();
  bench.seen(100_500, { 3: 54 });
  bench.seen(110_000, { 3: 54 });
  assertEquals(await bench.compared(), ["payout_agrees"]);
});

Deno.test("a settlement that is not listed is waited for, but not for ever", async () => {
  const bench = new Bench();
  bench.settledAt = undefined;
  bench.seen(50_000, { 3: 40 });
  bench.booked();
  bench.seen(110_000, { 3: 47 });
  assertEquals(await bench.compared(), []);
  bench.now = 60_000;
  assertEquals(await bench.compared(), ["payout_not_compared the exchange does not list the settlement"]);
});

Deno.test("a lost market that pays nothing agrees, and one that pays is said", async () => {
  for (const [changed, differs] of [[0, 0], [10, 1]] as const) {
    const bench = new Bench();
    bench.seen(50_000, { 3: 40 });
    bench.payouts.booked({
      market: "M",
      exchangeIndex: SHARD,
      held: 1_000 as Quantity,
      payout: 0 as Micros,
    });
    bench.seen(100_500, { 3: 40 + changed });
    bench.seen(110_000, { 3: 40 + changed });
    await bench.compared();
    assertEquals(bench.differences.length, differs);
    assertEquals(bench.payouts.isWaiting, false);
  }
});

Deno.test("what is not known at the end is said to be not compared", () => {
  const bench = new Bench();
  bench.booked();
  bench.payouts.end();
  assertEquals(bench.notes, ["payout_not_compared the session has ended before it was known"]);
});
