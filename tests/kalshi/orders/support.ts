/**
 * An order API at a server of bare sockets.
 *
 * @module
 */
import { assert } from "@std/assert";
import { generateKeyPairSync } from "node:crypto";
import { OrderApi, type OrderApiOptions } from "../../../src/kalshi/orders/api.ts";
import { readEnvironment } from "../../../src/kalshi/environment.ts";
import { createSigner } from "../../../src/kalshi/signing/sign.ts";
import type { CreateOrderBody } from "../../../src/kalshi/wire/order.ts";

export const PEM = generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" })
  .toString();

/** An order API at a port of this machine. Reads are tried once. */
export function apiAt(port: number, more: Partial<OrderApiOptions> = {}): OrderApi {
  const environment = readEnvironment(`http://127.0.0.1:${port}`);
  const signer = createSigner("key-1", PEM);
  assert(environment.ok && signer.ok);
  return new OrderApi({ environment: environment.value, signer: signer.value, attempts: 1, ...more });
}

/** A good entry. */
export const ENTRY: CreateOrderBody = {
  ticker: "T1",
  client_order_id: "e-1-1",
  side: "bid",
  count: "10.00",
  price: "0.5600",
  time_in_force: "good_till_canceled",
  self_trade_prevention_type: "taker_at_cross",
  expiration_time: 1_795_651_260,
  exchange_index: 3,
};
