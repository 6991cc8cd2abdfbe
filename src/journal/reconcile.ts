/**
 * What the journal says against what the exchange says.
 *
 * Pure: the lists are read by whoever calls. A list that is not whole proves what is there, and never what is not. Orders and
 * positions of others are normal; what contradicts the journal stops entries, never exits.
 *
 * @module
 */
import type { Side } from "../core/market/book.ts";
import type { Price, Quantity } from "../core/numbers/money.ts";
import { formatPrice, formatQuantity } from "../core/numbers/money.ts";
import type { AccountList } from "../core/orders.ts";
import { type ClosedByHand, closedByHand, type OtherFill } from "./closed_by_hand.ts";
import type { JournalOrder, JournalPosition } from "./rows.ts";

/** An order as the exchange lists it. */
export interface ListedOrder {
  readonly orderId: string;
  readonly clientOrderId?: string;
  readonly market: string;
  readonly side: Side;
  readonly price: Price;
  /** `resting`, `canceled`, `executed`. */
  readonly status: string;
  readonly filled: Quantity;
  readonly remaining: Quantity;
}

/** A fill as the exchange lists it. */
export interface ListedFill {
  readonly tradeId: string;
  readonly orderId: string;
  readonly market: string;
  readonly side: Side;
  readonly price: Price;
  readonly quantity: Quantity;
}

/** A position as the exchange lists it. */
export interface ListedPosition {
  readonly market: string;
  /** + YES, − NO. */
  readonly quantity: Quantity;
}

/** What was read of the account. */
export interface AccountReading {
  /** When the first of the reads was asked for, Unix milliseconds. */
  readonly askedAt: number;
  readonly orders: AccountList<ListedOrder>;
  readonly fills: AccountList<ListedFill>;
  readonly positions: AccountList<ListedPosition>;
  readonly settlements: AccountList<{ readonly market: string }>;
}

/** What the journal knows. */
export interface JournalReading {
  readonly epochs: readonly string[];
  /** Not known to have ended. */
  readonly open: readonly JournalOrder[];
  readonly positions: readonly JournalPosition[];
  readonly lastFillAt: number | undefined;
  byClientId(clientOrderId: string): JournalOrder | undefined;
  byExchangeId(orderId: string): JournalOrder | undefined;
  hasFill(fill: ListedFill): boolean;
}

/** Something to be known. */
export interface Finding {
  /**
   * `external`: made by others, normal · `closed`: others have closed a part of an own position, and their trades say so · `settled` · `to_read`: the exchange is asked again, as after every crash · `orphan`: a resting
   * close without its position · `unread`: a list was not read whole · `contradicts`: stops entries.
   */
  readonly kind: "external" | "closed" | "settled" | "to_read" | "orphan" | "unread" | "contradicts";
  readonly market: string;
  /** One line. */
  readonly text: string;
}

/** A change that brings an own position to what the exchange says. */
export interface PositionFix {
  readonly market: string;
  readonly change: Quantity;
}

/** What came of the comparison. */
export interface Reconciliation {
  readonly findings: readonly Finding[];
  /** Whether entries may go on. */
  readonly agrees: boolean;
  /** Resting orders of others. */
  readonly externalOrders: readonly ListedOrder[];
  /** What others hold beside the own positions, market by market. */
  readonly externalPositions: readonly ListedPosition[];
  /** Fills of own orders that the journal lacks. */
  readonly missingFills: readonly (ListedFill & { readonly clientOrderId: string })[];
  /** Own orders that the journal has open and the exchange has ended: with what was left. */
  readonly ended: readonly { readonly clientOrderId: string; readonly left: Quantity }[];
  /** Open own orders that no list has: to be looked up one by one. */
  readonly toResolve: readonly JournalOrder[];
  /** Resting own closes beyond the position, to be cancelled before anything else. */
  readonly orphans: readonly ListedOrder[];
  /** Own positions that were settled: the change that takes each out of the journal. */
  readonly settled: readonly PositionFix[];
  /** What others closed of own positions, as their trades explain it. */
  readonly closed: readonly ClosedByHand[];
  /** Position changes that only a person can adopt. */
  readonly fixes: readonly PositionFix[];
}

const signed = (side: Side, quantity: number): number => side === "bid" ? quantity : -quantity;

/** Compares journal and exchange. */
export function reconcile(journal: JournalReading, account: AccountReading): Reconciliation {
  const findings: Finding[] = [];
  const add = (kind: Finding["kind"], market: string, text: string) =>
    void findings.push({ kind, market, text });
  for (const [name, list] of Object.entries(account)) {
    if (typeof list === "object" && !list.whole) add("unread", "", `${name} could not be read to their end`);
  }
  const orders = compareOrders(journal, account, add);
  const orderOf = ({ orderId }: ListedFill) => journal.byExchangeId(orderId) ?? orders.own.get(orderId);
  // A list that two reads were joined for may have a trade twice.
  const newFills = [
    ...new Map(
      account.fills.items.filter((fill) => !journal.hasFill(fill)).map((
        fill,
      ) => [`${fill.tradeId} ${fill.orderId}`, fill]),
    ).values(),
  ];
  const missingFills = newFills.flatMap((fill) => {
    const order = orderOf(fill);
    return order === undefined ? [] : [{ ...fill, clientOrderId: order.request.clientOrderId }];
  });
  const others = newFills.filter((fill) => orderOf(fill) === undefined);
  for (const { market, quantity, price, tradeId } of missingFills) {
    const what = `${formatQuantity(quantity)} at ${formatPrice(price)}`;
    add("to_read", market, `fill ${tradeId} of an own order is not in the journal: ${what}`);
  }
  const own = ownPositions(journal, missingFills);
  const positions = comparePositions(journal, account, own, others, add);
  const orphans = orphanCloses(journal, account, orders.own, positions.held);
  for (const { market, orderId, remaining } of orphans) {
    add(
      "orphan",
      market,
      `order ${orderId} would close ${formatQuantity(remaining)} that are not held: cancel it first`,
    );
  }
  return {
    findings,
    agrees: !findings.some(({ kind }) => kind === "contradicts" || kind === "unread" || kind === "orphan"),
    externalOrders: orders.external,
    externalPositions: positions.external,
    missingFills,
    ended: orders.ended,
    toResolve: orders.toResolve,
    orphans,
    settled: positions.settled,
    closed: positions.closed,
    fixes: positions.fixes,
  };
}

type Add = (kind: Finding["kind"], market: string, text: string) => void;

function compareOrders(journal: JournalReading, { orders }: AccountReading, add: Add) {
  const own = new Map<string, JournalOrder>();
  const external: ListedOrder[] = [];
  const ended: { clientOrderId: string; left: Quantity }[] = [];
  for (const listed of orders.items) {
    const { orderId, clientOrderId = "", market, status } = listed;
    const byId = journal.byExchangeId(orderId);
    const named = clientOrderId === "" ? undefined : journal.byClientId(clientOrderId);
    const order = byId ?? named;
    if (order === undefined) {
      if (journal.epochs.some((epoch) => clientOrderId.startsWith(`${epoch}-`))) {
        const why =
          "it has an id of this journal, which does not know it: a copy of the journal is at work, or rows are lost";
        add("contradicts", market, `order ${orderId}: ${why}`);
      } else if (status === "resting") {
        external.push(listed);
        add("external", market, `order ${orderId} of others rests: ${terms(listed)}`);
      }
      continue;
    }
    const clash = (byId !== undefined && clientOrderId !== "" &&
      byId.request.clientOrderId !== clientOrderId) || (order.orderId ?? orderId) !== orderId;
    if (clash) {
      const known = order.orderId ?? "none";
      add(
        "contradicts",
        market,
        `order ${orderId} has id ${clientOrderId}, the journal knows ${order.request.clientOrderId} as ${known}`,
      );
      continue;
    }
    own.set(orderId, order);
    compareOrder(order, listed, add);
    if (order.endedAt === undefined && (status === "canceled" || status === "executed")) {
      ended.push({ clientOrderId: order.request.clientOrderId, left: endedWith(order, listed) });
      add("to_read", market, `order ${orderId} has ended at the exchange (${status})`);
    }
  }
  const seen = new Set([...own.values()].map(({ request }) => request.clientOrderId));
  const toResolve = journal.open.filter(({ request }) => !seen.has(request.clientOrderId));
  for (const { request: { market, clientOrderId } } of toResolve) {
    const where = orders.whole ? "the exchange lists no such order" : "the list was not whole";
    add("to_read", market, `order ${clientOrderId} is open in the journal, and ${where}: look it up`);
  }
  return { own, external, ended, toResolve };
}

/** What was left when it ended: a cancelled order shows nothing as remaining, so its size says it. */
function endedWith({ request: { quantity } }: JournalOrder, { filled, status }: ListedOrder): Quantity {
  return (status === "executed" ? 0 : Math.max(0, quantity - filled)) as Quantity;
}

function compareOrder(order: JournalOrder, listed: ListedOrder, add: Add): void {
  const { request } = order;
  const { market, orderId, status } = listed;
  if (request.market !== market || request.side !== listed.side) {
    add(
      "contradicts",
      market,
      `order ${orderId} is ${terms(listed)}, the journal has ${
        terms({ ...request, remaining: request.quantity })
      } in ${request.market}`,
    );
  }
  if (status !== "resting") return;
  if (order.endedAt !== undefined) {
    add("contradicts", market, `order ${orderId} rests, the journal has it as ${order.state}`);
  } else if (request.price !== listed.price) {
    add(
      "to_read",
      market,
      `order ${orderId} rests at ${formatPrice(listed.price)}, the journal has ${
        formatPrice(request.price)
      }: changed by others`,
    );
  }
}

function terms({ side, remaining, price }: Pick<ListedOrder, "side" | "remaining" | "price">): string {
  return `${side === "bid" ? "buy" : "sell"} ${formatQuantity(remaining)} YES at ${formatPrice(price)}`;
}

function ownPositions(journal: JournalReading, missing: readonly ListedFill[]): Map<string, number> {
  const own = new Map<string, number>(journal.positions.map(({ market, quantity }) => [market, quantity]));
  for (const { market, side, quantity } of missing) {
    own.set(market, (own.get(market) ?? 0) + signed(side, quantity));
  }
  return own;
}

function comparePositions(
  journal: JournalReading,
  account: AccountReading,
  own: ReadonlyMap<string, number>,
  others: readonly OtherFill[],
  add: Add,
) {
  const listed = new Map<string, number>(account.positions.items.map((each) => [each.market, each.quantity]));
  const settled = new Set(account.settlements.items.map(({ market }) => market));
  const isNewer = account.askedAt > (journal.lastFillAt ?? 0);
  const external: ListedPosition[] = [];
  const fixes: PositionFix[] = [];
  const gone: PositionFix[] = [];
  const closed: ClosedByHand[] = [];
  const explained = (market: string, mine: number, there: number): boolean => {
    if (!account.fills.whole || !account.positions.whole || !isNewer) return false;
    const found = closedByHand(market, mine, there, others.filter((fill) => fill.market === market));
    if (found === undefined) return false;
    const { change, price } = found;
    closed.push(found);
    add(
      "closed",
      market,
      `others closed ${contracts(-change)} of the own ${contracts(mine)}, at ${formatPrice(price)} of YES`,
    );
    return true;
  };
  const held = new Map<string, number>();
  for (const market of [...new Set([...own.keys(), ...listed.keys()])].sort()) {
    const mine = own.get(market) ?? 0;
    const theirs = listed.get(market);
    if (theirs === undefined && mine !== 0) {
      held.set(market, mine);
      if (settled.has(market)) {
        gone.push({ market, change: -mine as Quantity });
        add("settled", market, `${contracts(mine)} were settled`);
      } else if (!account.settlements.whole) {
        add("unread", market, `${contracts(mine)} are not listed, and settlements were not read whole`);
      } else if (!account.positions.whole || !isNewer) {
        add(
          "unread",
          market,
          `${contracts(mine)} are not listed, in a list that is not whole or older than the last fill`,
        );
      } else if (explained(market, mine, 0)) held.set(market, 0);
      else {
        held.set(market, 0);
        fixes.push({ market, change: -mine as Quantity });
        add("contradicts", market, `the journal holds ${contracts(mine)}, the exchange nothing`);
      }
      continue;
    }
    const there = theirs ?? 0;
    held.set(market, there);
    const difference = there - mine;
    if (difference === 0) continue;
    const isBeside = mine === 0 || (Math.sign(mine) === Math.sign(there) && Math.abs(there) > Math.abs(mine));
    if (isBeside) {
      external.push({ market, quantity: difference as Quantity });
      add("external", market, `others hold ${contracts(difference)} beside the own ${contracts(mine)}`);
    } else {
      // What is left of the own sign stays own; the rest is of others.
      const left = Math.sign(there) === Math.sign(mine) ? there : 0;
      if (there !== left) external.push({ market, quantity: there - left as Quantity });
      if (explained(market, mine, there)) continue;
      fixes.push({ market, change: left - mine as Quantity });
      add("contradicts", market, `the journal holds ${contracts(mine)}, the exchange ${contracts(there)}`);
    }
  }
  return { external, fixes, settled: gone, closed, held };
}

function contracts(quantity: number): string {
  return `${formatQuantity(Math.abs(quantity) as Quantity)} ${quantity < 0 ? "NO" : "YES"}`;
}

/** Own resting closes that together exceed what is held, newest first. */
function orphanCloses(
  journal: JournalReading,
  { orders }: AccountReading,
  own: ReadonlyMap<string, JournalOrder>,
  held: ReadonlyMap<string, number>,
): ListedOrder[] {
  const positions = new Map(journal.positions.map(({ market, quantity }) => [market, quantity as number]));
  const closes = orders.items.filter(({ orderId, status }) => {
    const order = own.get(orderId);
    return status === "resting" && order !== undefined && order.request.purpose !== "entry";
  });
  const left = new Map<string, number>();
  // Oldest first: they keep what they can close.
  const sorted = closes.toSorted((a, b) =>
    (own.get(a.orderId)?.createdAt ?? 0) - (own.get(b.orderId)?.createdAt ?? 0)
  );
  const orphans = sorted.filter(({ market, side, remaining }) => {
    const position = held.get(market) ?? positions.get(market) ?? 0;
    const key = `${side} ${market}`;
    const free = left.get(key) ?? Math.max(0, side === "ask" ? position : -position);
    left.set(key, Math.max(0, free - remaining));
    return remaining > free;
  });
  return orphans.reverse();
}
