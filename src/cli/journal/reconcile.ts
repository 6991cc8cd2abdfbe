/**
 * `kalshi-live reconcile`: the journal against the exchange.
 *
 * @module
 */
import { formatMicros, formatQuantity, type Micros, type Price } from "../../core/numbers/money.ts";
import { succeed } from "../../core/result.ts";
import type { FillRecord } from "../../kalshi/decoding/account_records.ts";
import { OrderApi } from "../../kalshi/orders/api.ts";
import type { ReadList, ReadOutcome } from "../../kalshi/orders/outcomes.ts";
import { JOURNAL_HALTS } from "../../journal/halts.ts";
import type { Journal } from "../../journal/journal.ts";
import {
  type AccountReading,
  type Finding,
  reconcile,
  type Reconciliation,
} from "../../journal/reconcile.ts";
import { readJournal } from "../../journal/recovery.ts";
import { alignColumns } from "../../lib/columns.ts";
import { safeLine } from "../../lib/safe_text.ts";
import { type CommandSpec, type Flags, HELP_FLAG, noWords } from "../flags.ts";
import { failure, orFail, type Output } from "../program.ts";
import {
  BY_COMMAND,
  JOURNAL_FLAGS,
  type NamedAccount,
  openJournal,
  reachableAccount,
} from "./account_journal.ts";
import { type Ask, askAtTerminal, wantYes } from "./typed_yes.ts";

/** The command line of `reconcile`. */
export const RECONCILE: CommandSpec = {
  name: "reconcile",
  words: "",
  summary: "Compares the journal with the exchange (exit codes: 0 they agree, 1 they differ).",
  flags: [
    {
      name: "adopt",
      kind: "switch",
      help: "take over what the exchange says and end the halts about it; asks for a typed yes",
    },
    { name: "json", kind: "switch", help: "one JSON object" },
    ...JOURNAL_FLAGS,
    HELP_FLAG,
  ],
  examples: ["kalshi-live reconcile", "kalshi-live reconcile --adopt"],
};

/** Read this long before what the journal has: clocks differ, and lists lag. */
const OVERLAP_MS = 600_000;

/** Runs the command. */
export async function reconcileCommand(flags: Flags, output: Output): Promise<number> {
  const account = reachableAccount(flags, output);
  return await reconcileAccount(account, flags, output);
}

/** Compares the journal of an account with the exchange, and adopts where that is asked for. */
export async function reconcileAccount(
  account: NamedAccount,
  flags: Flags,
  output: Output,
  ask: Ask = askAtTerminal,
): Promise<number> {
  noWords(flags, "reconcile");
  const api = new OrderApi({ environment: account.environment, signer: account.signer });
  using journal = openJournal(account, output);
  const { reading, fills } = await readAccount(api, journal);
  const found = reconcile(readJournal(journal), reading);
  if (flags.switch("json") === true) output.line(JSON.stringify(record(found)));
  else for (const line of table(found)) output.line(line);
  if (flags.switch("adopt") !== true) return found.agrees ? 0 : 1;
  if (found.findings.some(({ kind }) => kind === "unread")) {
    throw failure("Cannot adopt: the lists of the exchange were not read whole; try again");
  }
  wantYes(ask, "adopt what the exchange says", [
    `Account of key ${account.signer.keyId} in ${account.name}:`,
    `${count(found.fixes.length, "position")} and ${
      count(found.missingFills.length, "fill")
    } are taken over, halts about differences end.`,
  ], output);
  adopt(journal, found, fills);
  output.line("Adopted.");
  return 0;
}

/** Reads what is compared. The orders come first: a fill between two reads is then missing from none. */
async function readAccount(
  api: OrderApi,
  journal: Journal,
): Promise<{ readonly reading: AccountReading; readonly fills: readonly FillRecord[] }> {
  const oldest = journal.orders.open()[0]?.createdAt;
  const last = journal.orders.lastFillAt();
  const since = Math.min(oldest ?? Infinity, last ?? Infinity);
  const minTs = since === Infinity ? undefined : Math.floor((since - OVERLAP_MS) / 1_000);
  const query = minTs === undefined ? {} : { minTs };
  const positions = listOf(await api.positions(), "positions");
  // Without anything of its own the journal has nothing that old orders could contradict: what rests is enough.
  const orders = listOf(
    minTs === undefined ? await api.orders({ status: "resting" }) : await api.everyOrder(query),
    "orders",
  );
  const resting = listOf(await api.orders({ status: "resting" }), "resting orders");
  const fills = minTs === undefined
    ? { list: { whole: true, items: [] }, askedAt: positions.askedAt }
    : listOf(await api.everyFill(query), "fills");
  const settlements = listOf(await api.settlements(), "settlements");
  const byId = new Map([...orders.list.items, ...resting.list.items].map((order) => [order.orderId, order]));
  return {
    reading: {
      askedAt: positions.askedAt,
      orders: { whole: orders.list.whole && resting.list.whole, items: [...byId.values()] },
      // The positions are those of the main subaccount, so are the trades of others that may explain them.
      fills: {
        whole: fills.list.whole,
        items: fills.list.items.filter(({ subaccount = 0, orderId }) =>
          subaccount === 0 || journal.orders.byExchangeId(orderId) !== undefined
        ),
      },
      positions: {
        whole: positions.list.whole,
        items: positions.list.items.filter(({ quantity }) => quantity !== 0),
      },
      settlements: settlements.list,
    },
    fills: fills.list.items,
  };
}

interface Listed<Item> {
  readonly list: Pick<ReadList<Item>, "whole" | "items">;
  readonly askedAt: number;
}

function listOf<Item>(outcome: ReadOutcome<ReadList<Item>>, what: string): Listed<Item> {
  if (outcome.kind === "read") return { list: outcome.value, askedAt: outcome.askedAt };
  throw failure(`Cannot read ${what}: ${outcome.reason.message}`);
}

/** Takes over what the exchange says. What was not adopted by hand is left as it is. */
function adopt(journal: Journal, found: Reconciliation, fills: readonly FillRecord[]): void {
  const at = Date.now();
  const records = new Map(fills.map((fill) => [`${fill.tradeId} ${fill.orderId}`, fill]));
  orFail(journal.together(() => {
    for (const { tradeId, orderId, clientOrderId } of found.missingFills) {
      const fill = records.get(`${tradeId} ${orderId}`);
      if (fill === undefined) continue;
      const { market, side, price, quantity, isTaker, fee, tradedAt = at } = fill;
      // The balance moves by what the contracts cost, or bring, and the fee.
      const balanceChange = -(side === "bid" ? price * quantity : -price * quantity) - fee as Micros;
      const role = isTaker ? "taker" : "maker";
      journal.orders.fill({
        tradeId,
        clientOrderId,
        orderId,
        market,
        side,
        price,
        quantity,
        role,
        fee,
        balanceChange,
        at: tradedAt,
      });
    }
    for (const { clientOrderId, left } of found.ended) {
      journal.orders.report({
        kind: "cancelled",
        at,
        clientOrderId,
        reason: "exchange",
        quantity: left,
        detail: "read as ended",
      });
    }
    for (const { market, change } of found.settled) {
      const price = costPrice(journal, market);
      journal.orders.adjust({ market, quantity: change, price, reason: "settled", by: BY_COMMAND, at });
    }
    for (const each of found.closed) journal.orders.closedByHand(each, BY_COMMAND, at);
    for (const { market, change } of found.fixes) {
      const price = costPrice(journal, market);
      journal.orders.adjust({ market, quantity: change, price, reason: "adopted", by: BY_COMMAND, at });
    }
    journal.externals.setOrders({ whole: true, items: found.externalOrders }, at);
    journal.externals.setPositions({ whole: true, items: found.externalPositions }, at);
    for (const code of Object.values(JOURNAL_HALTS)) {
      const cleared = journal.halts.clear(code, BY_COMMAND);
      if (!cleared.ok) return cleared;
    }
    journal.audit.append("adopted", {
      by: BY_COMMAND,
      findings: found.findings.map(({ kind, market, text }) => `${kind} ${market}: ${text}`),
      closed_by_others: found.closed.map(({ market, change, price }) => (
        { market, change: formatQuantity(change), price: formatMicros(price * 100 as Micros) }
      )),
      fixes: found.fixes.map(({ market, change }) => ({ market, change: formatQuantity(change) })),
    });
    return succeed(undefined);
  }));
}

/** The YES price at which a position stands in the journal: what goes away at it is neither won nor lost here. */
function costPrice(journal: Journal, market: string): Price {
  const held = journal.orders.positions().find((position) => position.market === market);
  if (held === undefined || held.quantity === 0) return 5_000 as Price;
  const average = Math.round(held.cost / Math.abs(held.quantity));
  return (held.quantity > 0 ? average : 10_000 - average) as Price;
}

const WORDS: Readonly<Record<Finding["kind"], string>> = {
  contradicts: "DIFFERS",
  unread: "NOT READ",
  orphan: "ORPHAN CLOSE",
  to_read: "to take over",
  external: "of others",
  closed: "closed by others",
  settled: "settled",
};

function table(found: Reconciliation): string[] {
  const order = Object.keys(WORDS);
  const rows = found.findings.toSorted((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind)).map((
    each,
  ) => [
    WORDS[each.kind],
    each.market === "" ? "–" : safeLine(each.market),
    safeLine(each.text),
  ]);
  const lines = rows.length === 0 ? [] : alignColumns([["WHAT", "MARKET", ""], ...rows]);
  const verdict = found.agrees
    ? "Journal and exchange agree."
    : "Journal and exchange differ: entries wait, exits that reduce go on. kalshi-live reconcile --adopt takes over what the exchange says.";
  return [...lines, verdict];
}

function record(found: Reconciliation) {
  return {
    type: "reconciliation",
    agrees: found.agrees,
    findings: found.findings,
    orders_of_others: found.externalOrders.map(({ orderId }) => orderId),
    positions_of_others: found.externalPositions.map(({ market, quantity }) => (
      { market, quantity: formatQuantity(quantity) }
    )),
    missing_fills: found.missingFills.map(({ tradeId, price, quantity }) => (
      { trade_id: tradeId, price: formatMicros(price * 100 as Micros), quantity: formatQuantity(quantity) }
    )),
    to_resolve: found.toResolve.map(({ request }) => request.clientOrderId),
    orphans: found.orphans.map(({ orderId }) => orderId),
    closed_by_others: found.closed.map(({ market, change, price }) => (
      { market, change: formatQuantity(change), price: formatMicros(price * 100 as Micros) }
    )),
    fixes: found.fixes.map(({ market, change }) => ({ market, change: formatQuantity(change) })),
  };
}

function count(many: number, what: string): string {
  return `${many} ${what}${many === 1 ? "" : "s"}`;
}
