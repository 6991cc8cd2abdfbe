/**
 * What a client that trades other people's money must never have done, as functions over what a witness saw: each returns
 * the breaches, one line each, so that an empty list is the proof.
 *
 * @module
 */
import { formatQuantity, NO_QUANTITY, type Quantity } from "../../core/numbers/money.ts";
import { readDecimal } from "../../core/numbers/decimal.ts";
import { isObject } from "./edits.ts";
import {
  answerJson,
  isCancel,
  isKnown,
  type SentFrame,
  type SentOrder,
  type Sighting,
  type Witness,
} from "./witness.ts";

/** A breach in words; empty lists are what is hoped for. */
export type Breaches = readonly string[];

/** The position that an account has in a market at a moment, in the engine's own books: YES above zero. */
export type PositionAt = (ticker: string, atMs: number) => Quantity;

/** Complete reads of orders, and of fills, that must lie between a lost create and the next of its kind. */
const LOOKS = { orders: 2, fills: 1 } as const;

/**
 * No create went out twice: neither the same id again, nor another order on the same side of the same market while it
 * was open what had become of one before it.
 */
export function noCreateTwice(witness: Witness): Breaches {
  const { creates } = witness;
  const breaches: string[] = [];
  creates.forEach((order, index) => {
    for (const before of creates.slice(0, index)) {
      if (order.clientOrderId !== undefined && order.clientOrderId === before.clientOrderId) {
        breaches.push(`${said(order)}: sent again under the same id`);
      } else if (
        order.ticker === before.ticker && order.side === before.side && !order.reduceOnly &&
        order.sighting !== before.sighting && !isKnown(before.sighting) &&
        !isResolved(witness, before, order.sighting)
      ) {
        breaches.push(
          `${said(order)}: sent while ${before.clientOrderId ?? "an order without id"} was unknown`,
        );
      }
    }
  });
  return breaches;
}

/** Whether a client can know what became of a lost create: it was told, found the order, or looked for it long enough. */
function isResolved(
  { sightings, frames }: Witness,
  { sighting, clientOrderId }: SentOrder,
  to: Sighting,
): boolean {
  const name = JSON.stringify(clientOrderId ?? "");
  const isTold = ({ atMs, text }: SentFrame) =>
    atMs >= sighting.atMs && atMs <= to.atMs && text.includes(name);
  if (frames.some(isTold)) return true;
  const between = sightings.slice(sightings.indexOf(sighting) + 1, sightings.indexOf(to)).filter(isRead);
  if (between.some((each) => JSON.stringify(answerJson(each) ?? null).includes(name))) return true;
  const count = (endpoint: string) => between.filter((each) => each.endpoint === endpoint).length;
  // A record that was read by its id is proof by itself.
  return count("order") > 0 || (count("orders") >= LOOKS.orders && count("fills") >= LOOKS.fills);
}

function isRead({ outcome }: Sighting): boolean {
  return outcome?.kind === "answer" && outcome.answer.status === 200;
}

/** After a moment nothing but cancels came. @param atMs exchange's clock, Unix milliseconds */
export function onlyCancelsAfter({ writes }: Witness, atMs: number): Breaches {
  return writes
    .filter((sighting) => sighting.atMs > atMs && !isCancel(sighting))
    .map((sighting) => `${line(sighting)}: ${sighting.atMs - atMs} ms after the kill`);
}

/** Between two moments no order came that opens a position or makes one larger. */
export function noEntryBetween(
  { creates }: Witness,
  fromMs: number,
  toMs: number,
  positionAt: PositionAt,
): Breaches {
  return creates
    .filter(({ sighting }) => sighting.atMs > fromMs && sighting.atMs < toMs)
    .filter((order) => !closes(order, positionAt))
    .map((order) => `${said(order)}: an entry while nobody saw`);
}

/** Whether an order can only make a position smaller. */
export function closes(order: SentOrder, positionAt: PositionAt): boolean {
  if (order.reduceOnly) return true;
  const position = positionAt(order.ticker ?? "", order.sighting.atMs);
  const count = readDecimal(order.count ?? "", 2) ?? Infinity;
  return order.side === "ask" ? position >= count : order.side === "bid" && -position >= count;
}

/** Every order that can rest says when it ends by itself. */
export function everyRestingOrderExpires({ creates }: Witness): Breaches {
  return creates
    .filter(({ timeInForce, expirationTime }) =>
      timeInForce === "good_till_canceled" && (expirationTime ?? 0) === 0
    )
    .map((order) => `${said(order)}: rests without an expiration_time`);
}

/** Every write about orders names its shard, each item of a batch for itself. */
export function everyWriteNamesItsShard({ writes }: Witness): Breaches {
  return writes.flatMap((sighting) => {
    const { endpoint, request } = sighting;
    if (endpoint === "cancel") {
      return new URLSearchParams(request.query).has("exchange_index") ? [] : [`${line(sighting)}: no shard`];
    }
    if (!["create", "batch_create", "batch_cancel", "amend", "decrease"].includes(endpoint)) return [];
    const { json } = request.about;
    const rows: readonly unknown[] = isObject(json) && Array.isArray(json.orders) ? json.orders : [json];
    return rows
      .filter((row) => !isObject(row) || typeof row.exchange_index !== "number" || row.exchange_index < 0)
      .map(() => `${line(sighting)}: no shard`);
  });
}

/** No order that closes a position is in an order group. */
export function exitsAreInNoGroup({ creates }: Witness, positionAt: PositionAt): Breaches {
  return creates
    .filter((order) => order.groupId !== undefined && closes(order, positionAt))
    .map((order) => `${said(order)}: an exit in order group ${order.groupId}`);
}

/** An order whose close was placed, or made larger, beyond the position, at each step of the engine's books. */
export interface RestingStep {
  readonly ticker: string;
  readonly atMs: number;
  /** The account's position after the step. */
  readonly position: Quantity;
  /** What rests on each side after it. */
  readonly bids: Quantity;
  readonly asks: Quantity;
  /** Whether the step made what rests larger, as a placement or an amend does. */
  readonly grew: boolean;
}

/**
 * What rests to close a position is never more than the position, judged whenever what rests grew, and at the end.
 *
 * A position that others make smaller leaves too much resting for as long as the client needs to see it; that is judged only
 * at the end.
 */
export function restingClosesStayWithin(steps: readonly RestingStep[]): Breaches {
  const last = new Map(steps.map((step) => [step.ticker, step]));
  return steps
    .filter((step) => step.grew || step === last.get(step.ticker))
    .flatMap(({ ticker, position, bids, asks, atMs }) => {
      const closing = position > 0 ? asks : position < 0 ? bids : NO_QUANTITY;
      if (closing <= Math.abs(position)) return [];
      const held = formatQuantity(position);
      return [`${ticker} at ${atMs}: ${formatQuantity(closing)} resting to close ${held}`];
    });
}

function said({ clientOrderId, side, count, price, ticker }: SentOrder): string {
  return `${clientOrderId ?? "order without id"} ${side} ${count} ${ticker} at ${price}`;
}

function line({ request, atMs }: Sighting): string {
  return `${request.method} ${request.path} at ${atMs}`;
}
