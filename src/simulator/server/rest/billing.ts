/**
 * What a request costs, and which buckets pay.
 *
 * @module
 */
import type { ApiLimits, WriteBuckets } from "../api_limits.ts";
import { costOf } from "../rate_limit.ts";

/** A request, as far as its price depends on it. */
export interface Billed {
  readonly method: string;
  /** Below the API's prefix, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** As JSON. */
  readonly body: unknown;
}

type Json = Readonly<Record<string, unknown>>;

const ORDERS = "/portfolio/events/orders";
const BATCH = `${ORDERS}/batched`;

/** Takes what a request costs. @param user whose buckets they are @returns whether there was enough */
export function pay(limits: ApiLimits, user: string, nowMs: number, request: Billed): boolean {
  const { method, path } = request;
  const cost = costOf(method, path);
  if (method === "GET" || method === "HEAD") return limits.takeRead(user, nowMs, cost);
  const items = path === BATCH ? itemsOf(request.body) : 1;
  return limits.takeWrite(user, nowMs, cost * items, bucketsOf(request));
}

/** A batch is billed by its items. */
function itemsOf(body: unknown): number {
  const { orders } = fieldsOf(body);
  return Array.isArray(orders) ? orders.length : 1;
}

/** Batches and what names no shard are billed to the bucket that all share, whatever their shard is. */
function bucketsOf({ path, query, body }: Billed): WriteBuckets {
  if (path === BATCH || !path.startsWith(`/portfolio/`)) return "common";
  const fields = fieldsOf(body);
  const named = fields.exchange_index ?? query.get("exchange_index") ?? undefined;
  const shard = named === undefined || named === "" ? undefined : Number(named);
  if (shard !== undefined && shard >= 0) return shard === 0 ? "common" : shard;
  const ticker = fields.ticker ?? fields.market_ticker ?? query.get("market_ticker") ?? undefined;
  return shard === -1 || ticker !== undefined ? "every" : "common";
}

function fieldsOf(body: unknown): Json {
  return typeof body === "object" && body !== null && !Array.isArray(body) ? body as Json : {};
}
