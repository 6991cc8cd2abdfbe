/**
 * What the processes that are killed find around them: times, limits, somebody to trade with, and the files that they leave.
 *
 * @module
 */
import { assert } from "@std/assert";
import { type Micros, parseMicros, parsePrice, parseQuantity } from "../../../../src/core/numbers/money.ts";
import type { Setup } from "../../../../src/session/setup/setup.ts";
import type { Simulator } from "../../../../src/simulator/mod.ts";
import type { AccountSeam } from "../../../../src/simulator/exchange/accounts/seam.ts";
import { setupOf } from "../../support.ts";

/** An entry that rests this long is cancelled, ms. */
const ENTRY_TIMEOUT_MS = 2_000;
/** A program that is dead leaves nothing resting for longer. */
export const DEAD_MS = ENTRY_TIMEOUT_MS + 60_000;
/** After so long without a sign of life others take a process for dead. */
export const SILENCE_MS = 6_000;
/** By then a resting order is renewed, and not yet over. */
export const RENEWAL_MS = 40_000;
/** A look for an order that is not there needs the exchange's lists to be some seconds further. */
export const LOOK_MS = 3_000;
export const SHARD = 3;
export const ORDERS = "/portfolio/events/orders";
export const PLENTY = parseMicros("100000");

/** A setup in which no limit is met but those that are given, and jumps of the exchange's clock make nothing late or old. */
export async function plentifulSetup(limits: Partial<Setup["limits"]> = {}): Promise<Setup> {
  const { limits: usualLimits, exits, ...usual } = await setupOf();
  return {
    ...usual,
    mode: "live",
    exits: { ...exits, entryTimeoutMs: ENTRY_TIMEOUT_MS, stopConfirmMs: 0, takingExits: 1 },
    limits: {
      ...usualLimits,
      maxOrderValue: PLENTY,
      maxMarketExposure: PLENTY,
      maxGameExposure: PLENTY,
      maxTotalExposure: PLENTY,
      maxDailyLoss: PLENTY,
      maxDataDelayMs: 600_000,
      maxBookAgeMs: 600_000,
      maxBookUnconfirmedMs: 86_400_000,
      ...limits,
    },
  };
}

/** Somebody who makes the books. Clocks of processes and exchange jump, not at one moment: from here on no signature is too old. */
export function openStranger(simulator: Simulator): AccountSeam {
  simulator.keys.toleranceMs = 3_600_000;
  const balances = new Map([0, SHARD].map((shard): [number, Micros] => [shard, parseMicros("1000000")]));
  return simulator.accounts.open({ userId: "stranger", balances });
}

/** An order that somebody makes by hand. */
export interface Offer {
  readonly market: string;
  readonly side: "bid" | "ask";
  readonly price: string;
  readonly count: string;
  /** Whether it takes what is there, and rests not. */
  readonly isTaking?: boolean;
}

/** Makes an order. @returns the exchange's id of it */
export function offer(account: AccountSeam, { market, side, price, count, isTaking = false }: Offer): string {
  const made = account.create({
    market,
    side,
    price: parsePrice(price),
    count: parseQuantity(count),
    timeInForce: isTaking ? "immediate_or_cancel" : "good_till_canceled",
    selfTradePrevention: "taker_at_cross",
    exchangeIndex: SHARD,
  });
  assert(made.ok, JSON.stringify(made));
  return made.value.orderId;
}

/** All files of recordings below a folder; none where no session has come so far. */
export function recordingsIn(folder: string): readonly string[] {
  try {
    return [...Deno.readDirSync(folder)].flatMap(({ name, isDirectory }) =>
      isDirectory
        ? recordingsIn(`${folder}/${name}`)
        : name.endsWith(".jsonl") && !name.includes("decisions")
        ? [`${folder}/${name}`]
        : []
    );
  } catch {
    return [];
  }
}
