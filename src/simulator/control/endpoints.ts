/**
 * Names the endpoints that scripts and witnesses speak of.
 *
 * @module
 */

interface Row {
  readonly method: string;
  /** Below the API's prefix; `*` stands for one segment. */
  readonly path: string;
  readonly name: string;
}

const ID = "*";

const ROWS = [
  { method: "POST", path: "/portfolio/events/orders", name: "create" },
  { method: "POST", path: "/portfolio/events/orders/batched", name: "batch_create" },
  { method: "DELETE", path: "/portfolio/events/orders/batched", name: "batch_cancel" },
  { method: "DELETE", path: "/portfolio/events/orders", name: "cancel_all" },
  { method: "DELETE", path: `/portfolio/events/orders/${ID}`, name: "cancel" },
  { method: "POST", path: `/portfolio/events/orders/${ID}/amend`, name: "amend" },
  { method: "POST", path: `/portfolio/events/orders/${ID}/decrease`, name: "decrease" },
  { method: "GET", path: "/portfolio/orders", name: "orders" },
  { method: "GET", path: "/portfolio/orders/queue_positions", name: "queue_positions" },
  { method: "GET", path: `/portfolio/orders/${ID}`, name: "order" },
  { method: "GET", path: `/portfolio/orders/${ID}/queue_position`, name: "queue_position" },
  { method: "GET", path: "/portfolio/fills", name: "fills" },
  { method: "GET", path: "/portfolio/positions", name: "positions" },
  { method: "GET", path: "/portfolio/balance", name: "balance" },
  { method: "GET", path: "/portfolio/settlements", name: "settlements" },
  { method: "GET", path: "/portfolio/summary/total_resting_order_value", name: "resting_value" },
  { method: "POST", path: "/portfolio/intra_exchange_instance_transfer", name: "transfer" },
  { method: "POST", path: "/portfolio/order_groups/create", name: "group_create" },
  { method: "GET", path: "/portfolio/order_groups", name: "groups" },
  { method: "GET", path: `/portfolio/order_groups/${ID}`, name: "group" },
  { method: "DELETE", path: `/portfolio/order_groups/${ID}`, name: "group_delete" },
  { method: "PUT", path: `/portfolio/order_groups/${ID}/reset`, name: "group_reset" },
  { method: "PUT", path: `/portfolio/order_groups/${ID}/trigger`, name: "group_trigger" },
  { method: "PUT", path: `/portfolio/order_groups/${ID}/limit`, name: "group_limit" },
  { method: "GET", path: "/historical/orders", name: "historical_orders" },
  { method: "GET", path: "/historical/fills", name: "historical_fills" },
  { method: "GET", path: "/historical/positions", name: "historical_positions" },
  { method: "GET", path: "/historical/cutoff", name: "historical_cutoff" },
  { method: "GET", path: "/exchange/user_data_timestamp", name: "data_timestamp" },
  { method: "GET", path: "/exchange/status", name: "status" },
  { method: "GET", path: "/account/limits", name: "limits" },
  { method: "GET", path: "/account/endpoint_costs", name: "costs" },
  { method: "GET", path: "/api_keys", name: "api_keys" },
  { method: "GET", path: "/markets", name: "markets" },
  { method: "GET", path: `/markets/${ID}`, name: "market" },
  { method: "GET", path: `/markets/${ID}/orderbook`, name: "orderbook" },
] as const satisfies readonly Row[];

/** The name of an endpoint; `other` for those that nobody needs to name. */
export type EndpointName = typeof ROWS[number]["name"] | "other";

/** All names. */
export const ENDPOINT_NAMES: readonly [EndpointName, ...EndpointName[]] = [
  "other",
  ...ROWS.map(({ name }) => name),
];

/** Endpoints that change something at the exchange. */
export const WRITES: ReadonlySet<EndpointName> = new Set(
  ROWS.filter(({ method }) => method !== "GET").map(({ name }) => name),
);

/** Writes that can only take orders away, or make them smaller. */
export const CANCELS: ReadonlySet<EndpointName> = new Set<EndpointName>([
  "cancel",
  "batch_cancel",
  "cancel_all",
  "decrease",
  "group_delete",
  "group_trigger",
]);

// Plain segments before `*`: the rows that name a path whole come before those that leave a part open.
const PATTERNS = ROWS
  .toSorted((one, other) => one.path.split(ID).length - other.path.split(ID).length)
  .map(({ method, path, name }) => ({
    method,
    name,
    pattern: new RegExp(`^${path.replaceAll(ID, "[^/]+")}$`),
  }));

/** Names an endpoint. @param path below the API's prefix, without the query */
export function endpointOf(method: string, path: string): EndpointName {
  return PATTERNS.find((row) => row.method === method && row.pattern.test(path))?.name ?? "other";
}
