/**
 * Who asks, and what their key may do.
 *
 * @module
 */
import type { Hono } from "hono";
import type { KeyRecord, KeyScope } from "../key_ring.ts";
import { forbidden, notFound, type RestError } from "./errors.ts";

/** What the server knows of a request before its route. */
export interface RestEnv {
  Variables: {
    /** Who signed it; `undefined` on public paths that were not signed. */
    readonly caller: KeyRecord | undefined;
    /** The body as JSON; `undefined` where there is none. */
    readonly body: unknown;
  };
}

/** The application that routes are added to. */
export type RestApp = Hono<RestEnv>;

/** Paths about an account that only take keys with a scope below `write`; the first that fits counts. */
const WRITE_SCOPES: readonly { readonly path: RegExp; readonly scope: KeyScope }[] = [
  { path: /^\/portfolio\/(events\/orders|orders|order_groups)(\/|$)/, scope: "write::trade" },
  {
    path: /^\/portfolio\/(intra_exchange_instance_transfer|subaccounts\/transfer|target_balance_allocation)$/,
    scope: "write::transfer",
  },
];

/**
 * Paths about an account, which must be signed. Costs and the data timestamp are public although their paths
 * are near.
 */
const PRIVATE = [
  /^\/portfolio(\/|$)/,
  /^\/account\/(limits|api_usage_level(\/|$))/,
  /^\/api_keys(\/|$)/,
  /^\/historical\/(orders|fills|positions)$/,
];

/** Whether a path is about an account. @param path below the API's prefix, without the query */
export function isPrivate(path: string): boolean {
  return PRIVATE.some((pattern) => pattern.test(path));
}

/** What a key must be allowed for a path about an account. */
export function scopeOf(method: string, path: string): KeyScope {
  if (method === "GET" || method === "HEAD") {
    return path === "/portfolio/balance" ? "read::portfolio_balance" : "read";
  }
  return WRITE_SCOPES.find((each) => each.path.test(path))?.scope ?? "write";
}

/**
 * The subaccount that a write or a read of one subaccount is about: the one that is named, else the key's own, else 0.
 *
 * @throws {RestError} what `refusal` makes, where the key is locked to another one
 */
export function subaccountOf(
  caller: KeyRecord,
  named: number | undefined,
  refusal: () => RestError = lockedOut,
): number {
  if (named === undefined) return caller.subaccount ?? 0;
  if (caller.subaccount !== undefined && caller.subaccount !== named) throw refusal();
  return named;
}

/** The one subaccount that a list is about; `undefined` for all. @throws {RestError} 403 */
export function listedSubaccount(caller: KeyRecord, named: number | undefined): number | undefined {
  return named === undefined ? caller.subaccount : subaccountOf(caller, named);
}

/** A key that is not restricted to one subaccount: the others may not move money. @throws {RestError} 403 */
export function unrestricted(caller: KeyRecord): KeyRecord {
  if (caller.subaccount !== undefined) throw forbidden("the key is restricted to a subaccount");
  return caller;
}

/** 403 of a key that is locked to another subaccount. */
export function lockedOut(): RestError {
  return forbidden("the key is restricted to another subaccount");
}

/** What a locked key is told of one order of another subaccount. */
export function lockedOrder(doubt: "not_found" | "forbidden"): RestError {
  return doubt === "not_found" ? notFound() : lockedOut();
}
