/**
 * Compares the journal with the exchange: at the start, and again until they agree.
 *
 * What the exchange says of own orders is taken over first, as after every crash; orders that would close what is not held are
 * cancelled; what is left and contradicts the journal stops entries, and a person decides.
 *
 * @module
 */
import type { Price, Quantity } from "../../core/numbers/money.ts";
import type { Journal } from "../../journal/journal.ts";
import { type AccountReading, reconcile, type Reconciliation } from "../../journal/reconcile.ts";
import { readJournal } from "../../journal/recovery.ts";
import type { FillRecord, OrderRecord, SettlementRecord } from "../../kalshi/decoding/account_records.ts";
import type { AccountReads } from "../../kalshi/orders/contract.ts";
import type { ReadList, ReadOutcome } from "../../kalshi/orders/outcomes.ts";
import type { OrderDesk } from "./desk.ts";

/** Read this long before what the journal has: clocks differ, and lists lag. */
const OVERLAP_MS = 600_000;
/** Cents as prices. */
const PRICES_PER_CENT = 100;

/** What is compared. */
export interface ComparisonOptions {
  readonly reads: Pick<
    AccountReads,
    "orders" | "historicalOrders" | "fills" | "historicalFills" | "positions" | "settlements"
  >;
  readonly journal: Journal;
  readonly desk: Pick<OrderDesk, "record" | "fill">;
  readonly subaccount: number;
  readonly now: () => number;
  /** Own orders that would close what is not held. */
  cancelOrphan(clientOrderId: string): void;
  onRead(outcome: ReadOutcome<unknown>): void;
}

interface Lists {
  readonly reading: AccountReading;
  readonly settlements: readonly SettlementRecord[];
}

/** Reads the account and compares it. @returns `true` where they agree, or what differs in one line */
export async function compareAccount(options: ComparisonOptions): Promise<true | string> {
  const read = await readLists(options);
  if (typeof read === "string") return read;
  const { journal } = options;
  takeSettled(options, read.settlements, reconcile(readJournal(journal), read.reading));
  const found = reconcile(readJournal(journal), read.reading);
  for (const each of found.closed) journal.orders.closedByHand(each, "session", options.now());
  for (const { clientOrderId = "" } of found.orphans) options.cancelOrphan(clientOrderId);
  const telling = found.findings.filter(({ kind }) =>
    kind === "contradicts" || kind === "unread" || kind === "orphan"
  );
  journal.audit.append("compared", {
    agrees: found.agrees,
    findings: found.findings.map(({ kind, market, text }) => `${kind} ${market}: ${text}`),
  });
  if (journal.pending > 0) {
    return `reports wait for the journal: ${journal.failure ?? "it cannot be written"}`;
  }
  const [first] = telling;
  if (first === undefined) return true;
  const more = telling.length === 1 ? "" : ` (and ${telling.length - 1} more; see kalshi-live reconcile)`;
  return `${first.market === "" ? "" : `${first.market}: `}${first.text}${more}`;
}

/** Reads all lists; what they say of own orders goes to the desk, and from there to the journal. */
async function readLists(options: ComparisonOptions): Promise<Lists | string> {
  const { reads, journal, desk, subaccount, onRead } = options;
  const since = Math.min(
    journal.orders.open()[0]?.createdAt ?? Infinity,
    journal.orders.lastFillAt() ?? Infinity,
  );
  const query = since === Infinity ? undefined : { minTs: Math.floor((since - OVERLAP_MS) / 1_000) };
  const positions = await reads.positions({ subaccount });
  onRead(positions);
  if (positions.kind !== "read") return positions.reason.message;
  const orders = await everything<OrderRecord>([
    () => reads.orders({ status: "resting" }),
    ...(query === undefined ? [] : [() => reads.orders(query), () => reads.historicalOrders(query)]),
  ], onRead);
  if (typeof orders === "string") return orders;
  const fills = query === undefined
    ? { whole: true, items: [] }
    : await everything<FillRecord>([() => reads.fills(query), () => reads.historicalFills(query)], onRead);
  if (typeof fills === "string") return fills;
  const settlements = await reads.settlements();
  onRead(settlements);
  if (settlements.kind !== "read") return settlements.reason.message;
  for (const order of orders.items) desk.record(order);
  for (const fill of fills.items) desk.fill(fill);
  const byId = new Map(orders.items.map((order) => [order.orderId, order]));
  return {
    settlements: settlements.value.items,
    reading: {
      askedAt: positions.askedAt,
      orders: { whole: orders.whole, items: [...byId.values()] },
      // The positions are those of one subaccount, so are the trades of others that may explain them.
      fills: {
        whole: fills.whole,
        items: fills.items.filter((fill) =>
          (fill.subaccount ?? 0) === subaccount || journal.orders.byExchangeId(fill.orderId) !== undefined
        ),
      },
      positions: {
        whole: positions.value.whole,
        items: positions.value.items.filter(({ quantity }) => quantity !== 0),
      },
      settlements: settlements.value,
    },
  };
}

/** Lists of the same things, one after the other. */
async function everything<Item>(
  reads: readonly (() => Promise<ReadOutcome<ReadList<Item>>>)[],
  onRead: (outcome: ReadOutcome<unknown>) => void,
): Promise<{ readonly whole: boolean; readonly items: readonly Item[] } | string> {
  const items: Item[] = [];
  let whole = true;
  for (const read of reads) {
    const outcome = await read();
    onRead(outcome);
    if (outcome.kind !== "read") return outcome.reason.message;
    items.push(...outcome.value.items);
    whole &&= outcome.value.whole;
  }
  return { whole, items };
}

/** Own positions whose markets were settled are over: they leave the journal at what was paid, where that is said. */
function takeSettled(
  { journal, now }: ComparisonOptions,
  settlements: readonly SettlementRecord[],
  { findings }: Reconciliation,
): void {
  for (const { market } of findings.filter(({ kind }) => kind === "settled")) {
    const held = journal.orders.positions().find((position) => position.market === market);
    const price = yesPrice(settlements.find((each) => each.market === market));
    if (held === undefined || price === undefined) continue;
    journal.orders.adjust({
      market,
      quantity: -held.quantity as Quantity,
      price,
      reason: "settled",
      by: "session",
      at: now(),
    });
  }
}

/** What a YES contract paid. */
function yesPrice(settlement: SettlementRecord | undefined): Price | undefined {
  if (settlement === undefined) return undefined;
  const { result, valueCents } = settlement;
  if (result === "yes") return 10_000 as Price;
  if (result === "no") return 0 as Price;
  return valueCents === undefined ? undefined : valueCents * PRICES_PER_CENT as Price;
}
