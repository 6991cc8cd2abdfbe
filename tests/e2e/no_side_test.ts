/**
 * A user's own rule takes NO in one market of a game, in a session and in the backtest of its recording.
 *
 * Invariant: what the program says of the account follows from the fills and the payouts alone, by rules that are written down here
 * again: a signed position a market, an ask that opens costs 1 − p, a bid that closes brings 1 − p, no fill crosses zero but
 * by an entry, a fee of .07 × p × (1 − p) a contract.
 *
 * @module
 */
import { assert, assertEquals, assertGreater } from "@std/assert";
import { parseMicros, parsePrice, parseQuantity } from "../../src/core/numbers/money.ts";
import { inFolder, runChild, runMain } from "../cli/support.ts";

type Line = Readonly<Record<string, string>>;

const RULE = new URL("../support/take_no.ts", import.meta.url).pathname;
const DOLLAR = 10_000;

/** What the fills and payouts of a session come to. */
class Books {
  cash: number;
  fees = 0;
  position = 0;
  /** What was paid for what is held, without fees. */
  cost = 0;
  /** Gains by closing less the fees since the position was last flat, and those of all round trips. */
  #trip = 0;
  readonly trips: number[] = [];
  mostHeld = 0;

  constructor(cash: number) {
    this.cash = cash;
  }

  fill(line: Line): void {
    const [price, quantity] = [parsePrice(line.price ?? ""), parseQuantity(line.quantity ?? "")];
    const [fee, change] = [parseMicros(line.fee ?? ""), parseMicros(line.balance_change ?? "")];
    const no = DOLLAR - price;
    if (line.purpose === "entry") {
      assertEquals(line.side, "ask", "NO is opened by an ask");
      assert(this.position <= 0);
      this.position -= quantity;
      this.cost += no * quantity;
      assertEquals(change as number, -no * quantity - fee);
      this.#trip -= fee;
    } else {
      assertEquals(line.side, "bid", "NO is closed by a bid");
      assert(quantity <= -this.position, "an exit sold more than was held");
      const cost = this.cost * quantity / -this.position;
      this.position += quantity;
      this.cost -= cost;
      assertEquals(change as number, no * quantity - fee);
      this.#trip += no * quantity - cost - fee;
    }
    // The model's fee up to the micro-dollar; what rounding adds is at most a step of .0001, and comes back.
    const model = line.role === "maker" ? 0 : Math.ceil(700 * quantity * price * no / 100_000_000);
    assert(fee >= model - 100 && fee <= model + 100, `fee ${fee}, by the formula ${model}`);
    this.#book(change, fee);
  }

  settle(line: Line): void {
    const pays = 1_000_000 - parseMicros(line.yes_pays ?? "");
    const worth = -this.position * pays / 100;
    assertEquals(parseMicros(line.payout ?? "") as number, Math.floor(worth / 10_000) * 10_000);
    this.#trip += worth - this.cost;
    this.position = 0;
    this.cost = 0;
    this.#book(parseMicros(line.payout ?? ""), 0);
  }

  #book(change: number, fee: number): void {
    this.cash += change;
    this.fees += fee;
    this.mostHeld = Math.max(this.mostHeld, this.cost);
    if (this.position !== 0) return;
    this.trips.push(Math.round(this.#trip));
    this.#trip = 0;
  }
}

Deno.test("a rule that takes NO in one market, in demo and backtest, with the account that follows from its fills", async () => {
  await inFolder(async (folder) => {
    const rule = ["--strategy", RULE];
    const demo = await runChild(["demo", "--seconds", "6", "--json", ...rule, "--recordings", folder]);
    assertEquals([demo.code, demo.err], [0, ""]);
    const lines = demo.out.trimEnd().split("\n").map((line) => JSON.parse(line) as Line);
    const summary = lines.at(-1);
    assert(summary?.type === "summary");
    const of = (type: string) => lines.filter((line) => line.type === type);

    const books = new Books(parseMicros(summary.starting_balance ?? ""));
    for (const line of lines) {
      if (line.type === "fill") books.fill(line);
      if (line.type === "settled") books.settle(line);
      if (line.type !== "closed") continue;
      assert(line.quantity?.startsWith("-"), "a round trip of NO");
      // Averages are rounded, the money is not.
      assertEquals(parseMicros(line.pnl ?? "") as number, books.trips.at(-1));
    }
    assertGreater(books.trips.length, 3);
    assertEquals(new Set(of("fill").map(({ market }) => market)).size, 1, "one market, as if it had no twin");
    assertEquals(parseMicros(summary.ending_balance ?? "") as number, books.cash);
    assertEquals(parseMicros(summary.fees ?? "") as number, books.fees);
    assertEquals(
      parseMicros(summary.realised ?? "") as number,
      books.trips.reduce((sum, gain) => sum + gain, 0),
    );
    assert(books.mostHeld <= 20_000_000, "a stake is money at the price of NO");
    const purposes = new Set(of("fill").map(({ purpose }) => purpose));
    for (const purpose of ["entry", "take_profit", "stop", "exit"]) {
      assert(purposes.has(purpose), `no fill of an order for ${purpose}`);
    }
    const signals = of("signal").map(({ action, outcome_side, probability }) =>
      JSON.stringify([action, outcome_side, probability])
    );
    assertEquals(new Set(signals), new Set(['["buy","no",0.45]', '["sell","no",0.4]']));

    const recording = String(summary.recording);
    const replay = await runMain("replay", recording, ...rule);
    assertEquals(replay.code, 0, replay.err);
    assert(replay.err.includes("identical to those of the session"), replay.err);
    const test = await runMain("backtest", recording, ...rule, "--json", "--recordings", folder);
    assertEquals(test.code, 0, test.err);
    const { summary: result } = JSON.parse(test.out);
    assertEquals(parseMicros(result.metrics.net_pnl) as number, books.cash - 1_000_000_000);
    assertEquals(result.metrics.round_trips, books.trips.length);
  });
});
