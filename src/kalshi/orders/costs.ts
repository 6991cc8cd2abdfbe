/**
 * What a write costs, in tokens of the rate limit, and which bucket pays.
 *
 * Batches and shard 0 are paid from the common bucket; a single write with a shard from 1 up from that shard's own. Source:
 * the exchange's "Rate limits" page of October 2026.
 *
 * @module
 */
import { DEFAULT_COST } from "../rest/limits.ts";
import type { EndpointCostsAnswer } from "../wire/account.ts";

/** Kinds of writes that have a cost of their own. */
export type WriteKind = "create" | "cancel" | "amend" | "decrease" | "cancel_all" | "group";

/** A cost for each kind; of a batch, for each item. */
export type WriteCosts = Readonly<Record<WriteKind | "batch_create" | "batch_cancel", number>>;

/** As documented. */
export const DOCUMENTED_COSTS: WriteCosts = {
  create: DEFAULT_COST,
  batch_create: DEFAULT_COST,
  amend: DEFAULT_COST,
  decrease: DEFAULT_COST,
  group: DEFAULT_COST,
  cancel: 2,
  batch_cancel: 2,
  cancel_all: 2,
};

const ORDERS = "/portfolio/events/orders";
/** Names in a path are written in several ways: `{order_id}`, `:order_id`. */
const ROUTES: Readonly<Record<keyof WriteCosts, string>> = {
  create: `POST ${ORDERS}`,
  batch_create: `POST ${ORDERS}/batched`,
  amend: `POST ${ORDERS}/*/amend`,
  decrease: `POST ${ORDERS}/*/decrease`,
  group: "POST /portfolio/order_groups/create",
  cancel: `DELETE ${ORDERS}/*`,
  batch_cancel: `DELETE ${ORDERS}/batched`,
  cancel_all: `DELETE ${ORDERS}`,
};

/**
 * Costs out of `GET /account/endpoint_costs`: what is not listed there costs the default.
 *
 * A cost that is no number above zero is not believed; the documented one counts.
 */
export function readCosts(answer: EndpointCostsAnswer): WriteCosts {
  const listed = new Map(
    (answer.endpoint_costs ?? []).map(({ method, path, cost }) => [route(method, path), cost]),
  );
  const costs = Object.entries(ROUTES).map(([kind, at]) => {
    const cost = listed.get(at) ?? answer.default_cost;
    return [kind, cost > 0 ? cost : DOCUMENTED_COSTS[kind as keyof WriteCosts]];
  });
  return Object.fromEntries(costs) as WriteCosts;
}

function route(method: string, path: string): string {
  const plain = path.replace(/^\/trade-api\/v\d+/, "").replace(/\/(\{[^/]*\}|:[^/]*)/g, "/*").replace(
    /\/$/,
    "",
  );
  return `${method.toUpperCase()} ${plain}`;
}
