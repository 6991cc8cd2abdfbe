/**
 * `book`: how many changes of a level a book takes a second, on one core.
 *
 * @module
 */
import { Book, type Level, type Side } from "../../src/core/market/book.ts";
import type { Price, Quantity } from "../../src/core/numbers/money.ts";
import { Random } from "../../src/core/numbers/prng.ts";
import { capturePaths, readEvents } from "./captures.ts";
import { type BenchResult, median, timeMs } from "./figure.ts";

const TARGET_MILLIONS = 3;
const ROUNDS = 15;
const SECOND_MS = 1_000;

interface Change {
  readonly side: Side;
  readonly price: Price;
  readonly delta: Quantity;
}

/** A book to begin with and the changes to it. */
interface Load {
  readonly bids: readonly Level[];
  readonly asks: readonly Level[];
  readonly changes: readonly Change[];
  readonly from: string;
}

/** The book and the changes of a captured market. */
function capturedLoad(path: string): Load {
  let bids: readonly Level[] = [];
  let asks: readonly Level[] = [];
  const changes: Change[] = [];
  for (const event of readEvents(path)) {
    if (event.kind === "book_snapshot" && changes.length === 0) ({ bids, asks } = event);
    else if (event.kind === "book_change") changes.push(event);
  }
  return { bids, asks, changes, from: "decoded beforehand from the capture of the busiest market" };
}

/** Where there is no capture: random changes on both sides, never below zero. */
function randomLoad(): Load {
  const random = new Random(1);
  const book = new Book();
  const changes: Change[] = [];
  while (changes.length < 400_000) {
    const side: Side = random.chance(0.5) ? "bid" : "ask";
    const price = 100 * (side === "bid" ? random.integer(1, 49) : random.integer(51, 99)) as Price;
    const here = book.sizeAt(side, price);
    const delta = here > 0 && random.chance(0.5)
      ? -here as Quantity
      : 100 * random.integer(1, 500) as Quantity;
    book.change(side, price, delta);
    changes.push({ side, price, delta });
  }
  return { bids: [], asks: [], changes, from: "random: there are no captures" };
}

/** Runs it. */
export async function book(): Promise<BenchResult> {
  const [path] = capturePaths(false) ?? [];
  const load = path === undefined ? randomLoad() : capturedLoad(path);
  const target = new Book();
  const apply = () => {
    target.replace(load.bids, load.asks);
    for (const { side, price, delta } of load.changes) target.change(side, price, delta);
  };
  const cold = await timeMs(apply);
  const faults = target.faults;
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round++) times.push(await timeMs(apply));
  const millions = (ms: number) => load.changes.length / ms * SECOND_MS / 1e6;
  const value = millions(median(times));
  return {
    kind: "measured",
    name: "book",
    figures: [
      { label: "changes", value, unit: "million/s" },
      { label: "first pass", value: millions(cold), unit: "million/s" },
    ],
    target: `≥ ${TARGET_MILLIONS} million/s`,
    met: value >= TARGET_MILLIONS,
    detail: `${load.changes.length} changes, ${load.from}; median of ${ROUNDS} passes; ${faults} below zero`,
  };
}
