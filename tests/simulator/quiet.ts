/**
 * A simulator in which nobody trades but the test: its own client, and strangers where the test wants one.
 *
 * @module
 */
import { assert } from "@std/assert";
import { parsePrice, parseQuantity } from "../../src/core/numbers/money.ts";
import type { Simulator, SimulatorOptions } from "../../src/simulator/mod.ts";
import { Signed } from "./signed.ts";
import { start } from "./support.ts";

/** What a test works on. */
export interface QuietWorld {
  readonly simulator: Simulator;
  readonly client: Signed;
  /** A market on shard 3. */
  readonly nba: string;
  /** A market on shard 0. */
  readonly nfl: string;
}

/** Plays a test, and closes the simulator whatever comes of it. */
export async function quiet(
  test: (world: QuietWorld) => Promise<void>,
  options: Omit<SimulatorOptions, "plan"> = {},
): Promise<void> {
  const simulator = await start({ plan: { kind: "quiet" }, ...options });
  try {
    const of = (series: string) =>
      simulator.markets.find((market) => market.ticker.startsWith(series))?.ticker ?? "";
    const client = new Signed(simulator);
    await test({ simulator, client, nba: of("KXNBAGAME"), nfl: of("KXNFLGAME") });
  } finally {
    await simulator.close();
  }
}

/** Somebody else's order. */
export function stranger(
  simulator: Simulator,
  ticker: string,
  side: "bid" | "ask",
  price: string,
  count: string,
): void {
  const submitted = simulator.market(ticker)?.submit({
    owner: "stranger",
    side,
    price: parsePrice(price),
    quantity: parseQuantity(count),
    timeInForce: "good_till_canceled",
  });
  assert(submitted?.ok);
}
