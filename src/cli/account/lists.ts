/**
 * `kalshi-live orders`, `positions`, `fills`, `settlements`, `balance`: what an account has, read and never changed.
 *
 * @module
 */
import { formatDollars } from "../../core/numbers/text.ts";
import { type CommandSpec, type Flags, noWords } from "../flags.ts";
import type { Output } from "../program.ts";
import { alignColumns } from "../../lib/columns.ts";
import {
  ACCOUNT_FLAGS,
  HISTORY_FLAG,
  MARKET_FLAG,
  moneyText,
  orUnread,
  PAST_FLAGS,
  printList,
  readAccount,
  readerOf,
  readQuery,
} from "./account.ts";
import { FILL_TABLE, ORDER_TABLE, POSITION_TABLE, SETTLEMENT_TABLE } from "./tables.ts";

const STATUSES = ["resting", "canceled", "executed", "all"] as const;
const SETTLEMENT_STATUSES = ["unsettled", "settled", "all"] as const;

/** The command line of `orders`. */
export const ORDERS: CommandSpec = {
  name: "orders",
  words: "",
  summary: "Lists the account's orders, made by hand or by a program; resting ones unless asked otherwise.",
  flags: [
    { name: "status", kind: "text", value: STATUSES.join("|"), help: "which orders (resting)" },
    ...PAST_FLAGS,
    HISTORY_FLAG,
    ...ACCOUNT_FLAGS,
  ],
  examples: ["kalshi-live orders", "kalshi-live orders --status all --since 7d --json"],
};

/** The command line of `positions`. */
export const POSITIONS: CommandSpec = {
  name: "positions",
  words: "",
  summary: "Lists the account's positions; those that are not settled unless asked otherwise.",
  flags: [
    {
      name: "status",
      kind: "text",
      value: SETTLEMENT_STATUSES.join("|"),
      help: "which positions (unsettled)",
    },
    MARKET_FLAG,
    HISTORY_FLAG,
    ...ACCOUNT_FLAGS,
  ],
  examples: ["kalshi-live positions", "kalshi-live positions --status all --history"],
};

/** The command line of `fills`. */
export const FILLS: CommandSpec = {
  name: "fills",
  words: "",
  summary: "Lists the account's fills, the newest first.",
  flags: [
    { name: "order", kind: "text", value: "ID", help: "of one order" },
    ...PAST_FLAGS,
    HISTORY_FLAG,
    ...ACCOUNT_FLAGS,
  ],
  examples: [
    "kalshi-live fills --since 12h",
    "kalshi-live fills --market KXNBAGAME-26NOV22LALBOS-LAL --json",
  ],
};

/** The command line of `settlements`. */
export const SETTLEMENTS: CommandSpec = {
  name: "settlements",
  words: "",
  summary: "Lists the account's markets that were settled, the newest first.",
  flags: [...PAST_FLAGS, ...ACCOUNT_FLAGS],
  examples: ["kalshi-live settlements --since 7d"],
};

/** The command line of `balance`. */
export const BALANCE: CommandSpec = {
  name: "balance",
  words: "",
  summary: "Shows the account's money, by shard of the exchange: a market can use its own shard's alone.",
  flags: ACCOUNT_FLAGS,
  examples: ["kalshi-live balance", "kalshi-live balance --env demo --json"],
};

/** Runs `orders`. */
export async function ordersCommand(flags: Flags, output: Output): Promise<number> {
  noWords(flags, "orders");
  const status = flags.choice("status", STATUSES) ?? "resting";
  const asked = readAccount(flags, output);
  const query = { ...readQuery(flags, asked, Date.now()), ...(status === "all" ? {} : { status }) };
  const reader = readerOf(asked);
  const work = flags.switch("history") === true ? reader.everyOrder(query) : reader.orders(query);
  const { value, at } = await orUnread(work, output);
  return printList(value, ORDER_TABLE, {
    flags,
    output,
    environment: asked.environment,
    at,
    most: query.most,
  });
}

/** Runs `positions`. */
export async function positionsCommand(flags: Flags, output: Output): Promise<number> {
  noWords(flags, "positions");
  const settlementStatus = flags.choice("status", SETTLEMENT_STATUSES) ?? "unsettled";
  const asked = readAccount(flags, output);
  const { most: _, ...query } = { ...readQuery(flags, asked, Date.now()), settlementStatus };
  const reader = readerOf(asked);
  const work = flags.switch("history") === true ? reader.everyPosition(query) : reader.positions(query);
  const { value, at } = await orUnread(work, output);
  // Rows of size 0 are flat; they are shown where what is over was asked for.
  const items = value.items.filter(({ quantity }) => settlementStatus !== "unsettled" || quantity !== 0);
  return printList({ ...value, items }, POSITION_TABLE, {
    flags,
    output,
    environment: asked.environment,
    at,
  });
}

/** Runs `fills`. */
export async function fillsCommand(flags: Flags, output: Output): Promise<number> {
  noWords(flags, "fills");
  const orderId = flags.text("order");
  const asked = readAccount(flags, output);
  const query = { ...readQuery(flags, asked, Date.now()), ...(orderId === undefined ? {} : { orderId }) };
  const reader = readerOf(asked);
  const work = flags.switch("history") === true ? reader.everyFill(query) : reader.fills(query);
  const { value, at } = await orUnread(work, output);
  const items = [...value.items].sort((a, b) => (b.tradedAt ?? 0) - (a.tradedAt ?? 0));
  return printList({ ...value, items }, FILL_TABLE, {
    flags,
    output,
    environment: asked.environment,
    at,
    most: query.most,
  });
}

/** Runs `settlements`. */
export async function settlementsCommand(flags: Flags, output: Output): Promise<number> {
  noWords(flags, "settlements");
  const asked = readAccount(flags, output);
  const query = readQuery(flags, asked, Date.now());
  const { value, at } = await orUnread(readerOf(asked).settlements(query), output);
  return printList(value, SETTLEMENT_TABLE, {
    flags,
    output,
    environment: asked.environment,
    at,
    most: query.most,
  });
}

/** Runs `balance`. */
export async function balanceCommand(flags: Flags, output: Output): Promise<number> {
  noWords(flags, "balance");
  const asked = readAccount(flags, output);
  const reader = readerOf(asked);
  const { value, at } = await orUnread(reader.balance(undefined, asked.subaccount), output);
  const { balance, shards } = value;
  // Money that the exchange moves by itself; not every account has this, and nothing hangs on it here.
  const target = await reader.targetAllocation();
  const moves = target.kind === "read" ? target.value : [];
  if (flags.switch("json") === true) {
    output.line(JSON.stringify(
      {
        environment: asked.environment.name,
        read_at: new Date(at).toISOString(),
        total: moneyText(balance),
        shards: shards.map((shard) => ({
          exchange_index: shard.exchangeIndex,
          balance: moneyText(shard.balance),
        })),
        target_allocation: moves.map(({ exchangeIndex, percent }) => ({
          exchange_index: exchangeIndex,
          percent,
        })),
      },
      null,
      2,
    ));
    return 0;
  }
  const rows = shards.map((shard) => [`shard ${shard.exchangeIndex}`, formatDollars(shard.balance, 4)]);
  const lines = alignColumns([...rows, ["all shards", formatDollars(balance, 4)]], { right: new Set([1]) });
  for (const line of lines) output.line(line);
  if (shards.length > 1) output.line("A market can use the money on its own shard alone.");
  if (moves.length > 0) {
    const parts = moves.map(({ exchangeIndex, percent }) => `${percent} % on shard ${exchangeIndex}`);
    output.line(`The exchange moves money between shards by itself, towards ${parts.join(", ")}.`);
  }
  return 0;
}
