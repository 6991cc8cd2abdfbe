/**
 * Journals in a folder of their own, with a clock and timers that a test moves.
 *
 * @module
 */
import { assert } from "@std/assert";
import type { Micros, Price, Quantity } from "../../src/core/numbers/money.ts";
import type { OrderFill } from "../../src/core/orders.ts";
import type { Result } from "../../src/core/result.ts";
import { Journal, type JournalOptions } from "../../src/journal/journal.ts";
import { accountPlace } from "../../src/journal/place.ts";
import type { NewOrder } from "../../src/journal/rows.ts";
import type { Timer, Timers } from "../../src/lib/timers.ts";

/** 2026-11-22 19:30 in New York. */
export const EVENING = Date.UTC(2026, 10, 23, 0, 30);

/** Timers that fire when a test says so. */
export class ManualTimers implements Timers {
  readonly #waiting = new Set<() => void>();

  /** How many are set. */
  get set(): number {
    return this.#waiting.size;
  }

  after(_ms: number, action: () => void): Timer {
    this.#waiting.add(action);
    return { clear: () => void this.#waiting.delete(action) };
  }

  /** Fires all that are set now. */
  fire(): void {
    for (const action of [...this.#waiting]) {
      this.#waiting.delete(action);
      action();
    }
  }
}

/** A folder that goes when it is disposed of, and journals in it. */
export class Folder implements Disposable {
  readonly path = Deno.makeTempDirSync({ prefix: "journal-" });
  readonly timers = new ManualTimers();
  readonly #opened: Journal[] = [];
  now = EVENING;

  get options(): JournalOptions {
    return {
      place: accountPlace(this.path, "sim", "key-1"),
      environment: "sim",
      account: "key-1",
      now: () => this.now,
      timers: this.timers,
      busyMs: 50,
    };
  }

  open(options: Partial<JournalOptions> = {}): Journal {
    const journal = valueOf(Journal.open({ ...this.options, ...options }));
    this.#opened.push(journal);
    return journal;
  }

  /** A journal with a session. */
  begin(process = "test"): Journal {
    const journal = this.open();
    valueOf(journal.beginSession({ process, mode: "live" }));
    return journal;
  }

  /** Closes all journals that were opened. */
  close(): void {
    for (const journal of this.#opened.splice(0)) journal[Symbol.dispose]();
  }

  [Symbol.dispose](): void {
    this.close();
    Deno.removeSync(this.path, { recursive: true });
  }
}

/** The value of a result that must be one. */
export function valueOf<T>(result: Result<T>): T {
  assert(result.ok, result.ok ? "" : result.reason.message);
  return result.value;
}

/** The refusal of a result that must be one. */
export function refusalOf(result: Result<unknown>): { readonly code: string; readonly message: string } {
  assert(!result.ok, "it should have been refused");
  return result.reason;
}

/** What an order of a test may say. */
export interface OrderChanges extends Partial<Omit<NewOrder, "request">> {
  readonly request?: Partial<NewOrder["request"]>;
}

/** An entry for 10 YES at 60 cents. */
export function newOrder(clientOrderId: string, { request = {}, ...rest }: OrderChanges = {}): NewOrder {
  return {
    request: {
      clientOrderId,
      market: "KXNBAGAME-26NOV22LALBOS-LAL",
      side: "bid",
      price: 6_000 as Price,
      quantity: 1_000 as Quantity,
      timeInForce: "good_till_canceled",
      postOnly: false,
      purpose: "entry",
      strategy: "favourite",
      ...request,
    },
    event: "KXNBAGAME-26NOV22LALBOS",
    exchangeIndex: 3,
    subaccount: 0,
    ...rest,
  };
}

/** A fill of so many contracts of an order. */
export function fillOf(clientOrderId: string, tradeId: string, changes: Partial<OrderFill> = {}): OrderFill {
  return {
    kind: "fill",
    at: EVENING + 1_000,
    clientOrderId,
    tradeId,
    price: 6_000 as Price,
    quantity: 400 as Quantity,
    role: "maker",
    fee: 0 as Micros,
    balanceChange: -2_400_000 as Micros,
    ...changes,
  };
}

/** The lines of the audit log. */
export function logLines({ options: { place } }: Folder): string[] {
  return Deno.readTextFileSync(place.log).split("\n").filter((line) => line !== "");
}

/** The lines of a stream, as they come. */
export async function* linesOf(stream: ReadableStream<Uint8Array<ArrayBuffer>>): AsyncGenerator<string> {
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
}
