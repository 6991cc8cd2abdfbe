/**
 * What the commands about an account share: flags, the exchange, lists as tables and as JSON.
 *
 * @module
 */
import { easternOffsetMs } from "../../core/numbers/eastern.ts";
import { formatMicros, type Micros } from "../../core/numbers/money.ts";
import { createClock } from "../../lib/clock.ts";
import { safeText } from "../../lib/safe_text.ts";
import { readTimestamp } from "../../kalshi/decoding/timestamps.ts";
import type { Environment } from "../../kalshi/environment.ts";
import { OrderApi } from "../../kalshi/orders/api.ts";
import type { ReadList, ReadOutcome } from "../../kalshi/orders/outcomes.ts";
import { AccountReader } from "../../kalshi/orders/reads.ts";
import type { Signer } from "../../kalshi/signing/sign.ts";
import { noKeyNamed, readSigner } from "../credentials.ts";
import { readExchange } from "../exchange_flags.ts";
import { proxyNamed } from "../no_proxy.ts";
import { type Flags, type FlagSpec, HELP_FLAG, usage } from "../flags.ts";
import { EXIT_FAILURE, failure, type Output } from "../program.ts";
import { STATE_FLAG } from "../journal/account_journal.ts";
import { waitingFor } from "../waiting.ts";
import { type Table, tableLines } from "./table.ts";

/** Flags of every command about an account. */
export const ACCOUNT_FLAGS: readonly FlagSpec[] = [
  { name: "env", kind: "text", value: "prod|demo|sim|URL", help: "which exchange (prod)" },
  { name: "subaccount", kind: "text", value: "N", help: "of one subaccount, 0–63" },
  STATE_FLAG,
  { name: "json", kind: "switch", help: "as JSON" },
  HELP_FLAG,
];

/** The flag that narrows a list to a market. */
export const MARKET_FLAG: FlagSpec = {
  name: "market",
  kind: "text",
  value: "TICKER",
  help: "of one market",
};

/** Flags of lists that grow with time. */
export const PAST_FLAGS: readonly FlagSpec[] = [
  MARKET_FLAG,
  {
    name: "since",
    kind: "text",
    value: "TIME",
    help: "not older: 90m, 12h, 7d, a day in New York (2026-11-22), or an RFC 3339 time",
  },
  { name: "limit", kind: "text", value: "N", help: "the newest N (100)" },
];

/** The flag that adds what the exchange keeps in its archive. */
export const HISTORY_FLAG: FlagSpec = {
  name: "history",
  kind: "switch",
  help: "also what is older than about two weeks, which the exchange keeps apart",
};

/** An account that was asked for. */
export interface Asked {
  readonly environment: Environment;
  readonly signer: Signer;
  readonly subaccount?: number;
}

const DEFAULT_LIMIT = 100;
const MOST = 100_000;
const AGO = /^(\d{1,6})(m|h|d)$/;
const AGO_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000 };

/** The account that the flags name. */
export function readAccount(flags: Flags, output: Output): Asked {
  const environment = readExchange(flags);
  const signer = readSigner(environment, output);
  if (signer === undefined) {
    throw failure(noKeyNamed(environment, "Cannot read the account"));
  }
  const subaccount = flags.number("subaccount", { min: 0, max: 63, whole: true });
  return { environment, signer, ...(subaccount === undefined ? {} : { subaccount }) };
}

/** Reads of an account. It has no method that changes anything. */
export function readerOf({ environment, signer }: Asked): AccountReader {
  return new AccountReader({ environment, signer, now: createClock() });
}

/** Reads and writes of an account, for commands that were asked to change something. */
export function apiOf({ environment, signer }: Asked): OrderApi {
  return new OrderApi({ environment, signer, proxied: proxyNamed() });
}

/** What of the flags narrows a list. */
export function readQuery(
  flags: Flags,
  { subaccount }: Asked,
  now: number,
): {
  readonly ticker?: string;
  readonly minTs?: number;
  readonly most: number;
  readonly subaccount?: number;
} {
  const ticker = flags.text("market")?.trim().toUpperCase();
  if (ticker !== undefined && !/^[A-Z0-9.\-]+$/.test(ticker)) {
    throw usage(`Cannot use --market: expected one ticker, was "${ticker}"`);
  }
  const since = readSince(flags.text("since"), now);
  return {
    most: flags.number("limit", { min: 1, max: MOST, whole: true }) ?? DEFAULT_LIMIT,
    ...(ticker === undefined ? {} : { ticker }),
    ...(since === undefined ? {} : { minTs: Math.floor(since / 1000) }),
    ...(subaccount === undefined ? {} : { subaccount }),
  };
}

function readSince(text: string | undefined, now: number): number | undefined {
  if (text === undefined) return undefined;
  const [, count, unit = ""] = AGO.exec(text) ?? [];
  if (count !== undefined) return now - Number(count) * (AGO_MS[unit] ?? 0);
  const day = /^\d{4}-\d\d-\d\d$/.test(text) ? readTimestamp(`${text}T00:00:00Z`) : undefined;
  if (day !== undefined) return day - easternOffsetMs(day - easternOffsetMs(day));
  const at = readTimestamp(text);
  if (at === undefined) {
    throw usage(`Cannot use --since: expected 90m, 12h, 7d, 2026-11-22 or an RFC 3339 time, was "${text}"`);
  }
  return at;
}

/** Takes what was read, or ends the command. While it takes long, a note says so. */
export async function orUnread<Value>(
  work: Promise<ReadOutcome<Value>>,
  output: Output,
): Promise<{ readonly value: Value; readonly at: number }> {
  const outcome = await waitingFor(work, "the exchange", (text) => output.note(text));
  if (outcome.kind === "failed") throw failure(outcome.reason.message);
  return outcome;
}

/**
 * Prints a list as a table or as JSON. What was not read is said.
 *
 * @returns the exit code: 1 where the list is not whole for another reason than the limit that was asked for
 */
export function printList<Item>(
  list: ReadList<Item>,
  table: Table<Item>,
  { flags, output, environment, at, most }: {
    readonly flags: Flags;
    readonly output: Output;
    readonly environment: Environment;
    readonly at: number;
    readonly most?: number;
  },
): number {
  const cut = most !== undefined && list.items.length >= most && list.leftOut.length === 0;
  if (flags.switch("json") === true) {
    output.line(JSON.stringify(
      {
        environment: environment.name,
        read_at: new Date(at).toISOString(),
        whole: list.whole,
        ...(list.why === undefined ? {} : { why: list.why }),
        left_out: list.leftOut,
        [table.key]: list.items.map(table.json),
      },
      null,
      2,
    ));
  } else if (list.items.length === 0) output.line(table.none);
  else {
    const rows = list.items.map((item) => table.row(item).map((cell) => safeText(cell)));
    for (const line of tableLines(table, rows, output.columns)) output.line(line);
  }
  if (list.whole) return 0;
  output.note(`kalshi-live: this is not all: ${list.why ?? "the list was not read to its end"}`);
  for (const left of list.leftOut) output.note(`kalshi-live: not shown: ${left}`);
  return cut ? 0 : EXIT_FAILURE;
}

/** A time in New York, to the second. */
export function timeText(at: number | undefined): string {
  if (at === undefined) return "—";
  return new Date(at + easternOffsetMs(at)).toISOString().slice(0, 19).replace("T", " ");
}

/** A time for JSON. */
export function isoTime(at: number | undefined): string | undefined {
  return at === undefined ? undefined : new Date(at).toISOString();
}

/** Money for JSON. */
export function moneyText(money: Micros | undefined): string | undefined {
  return money === undefined ? undefined : formatMicros(money);
}

/** What an order or a fill does, in a trader's words; the price is always that of YES. */
export function sideText(side: "bid" | "ask"): string {
  return side === "bid" ? "buy YES" : "sell YES";
}
