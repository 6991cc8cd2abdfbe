/**
 * Whether a user has attested where they are; markets on sports trade through keys with it alone.
 *
 * @module
 */
import type { NewAccountOrder } from "../../exchange/accounts/requests.ts";
import type { AccountSeam } from "../../exchange/accounts/seam.ts";
import type { KeyRecord } from "../key_ring.ts";
import { forbidden } from "./errors.ts";
import type { TradingContext } from "./trading.ts";

/** Refuses what may not trade. @param closes whether it can only close a position @throws {RestError} 403 */
export function checkAttested(context: TradingContext, caller: KeyRecord, closes: boolean): void {
  const { keys, now, doubts } = context;
  const untilMs = keys.attestedUntil(caller.userId);
  if (untilMs !== undefined && now() < untilMs) return;
  if (closes && !doubts.attestationStopsExits) return;
  throw forbidden("location attestation required");
}

/** Whether an order can only close what an account has: it says so itself, or it is no larger. */
export function onlyCloses(account: AccountSeam, order: NewAccountOrder): boolean {
  if (order.reduceOnly === true) return true;
  const position = account.position(order.market, order.subaccount)?.position ?? 0;
  return order.count <= (order.side === "bid" ? -position : position);
}
