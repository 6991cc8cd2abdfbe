/**
 * Orders: place, cancel, amend, decrease, one by one.
 *
 * @module
 */
import { withText } from "../http_messages.ts";
import type { KeyRecord } from "../key_ring.ts";
import { BodyFields } from "./body_fields.ts";
import { checkAttested, onlyCloses } from "./attestation.ts";
import { lockedOrder, type RestApp, subaccountOf } from "./caller.ts";
import { granted } from "./errors.ts";
import {
  amendJson,
  cancelJson,
  createJson,
  decreaseJson,
  readAmend,
  readDecrease,
  readOrder,
} from "./order_bodies.ts";
import { Query } from "./query.ts";
import { accountOf, signer, type TradingContext } from "./trading.ts";

/** Where orders are written. */
export const ORDERS_PATH = "/portfolio/events/orders";
const MOST_SUBACCOUNT = 63;
const MOST_SHARD = 100;

/** Adds the routes. */
export function addOrderRoutes(app: RestApp, context: TradingContext): void {
  /** The subaccount of the order that a request names. */
  const orderSubaccount = (query: Query, caller: KeyRecord) =>
    subaccountOf(
      caller,
      query.whole("subaccount", 0, MOST_SUBACCOUNT),
      () => lockedOrder(context.doubts.lockedKey),
    );

  app.post(ORDERS_PATH, (request) => {
    const caller = signer(request.get("caller"));
    const account = accountOf(context, caller);
    const order = readOrder(new BodyFields(request.get("body")), (named) => subaccountOf(caller, named));
    checkAttested(context, caller, onlyCloses(account, order));
    const text = JSON.stringify(createJson(granted(account.create(order))));
    return withText(request.body(text, 201, { "content-type": "application/json" }), text);
  });

  app.delete(ORDERS_PATH, (request) => {
    const caller = signer(request.get("caller"));
    const named = new Query(request.req.url).whole("subaccount", 0, MOST_SUBACCOUNT);
    const subaccount = named === undefined ? caller.subaccount : subaccountOf(caller, named);
    granted(accountOf(context, caller).cancelAll(subaccount === undefined ? {} : { subaccount }));
    return request.body(null, 204);
  });

  app.delete(`${ORDERS_PATH}/:id`, (request) => {
    const caller = signer(request.get("caller"));
    const query = new Query(request.req.url);
    const exchangeIndex = query.whole("exchange_index", -1, MOST_SHARD);
    const market = query.text("market_ticker");
    const reference = {
      orderId: request.req.param("id"),
      subaccount: orderSubaccount(query, caller),
      ...(exchangeIndex === undefined ? {} : { exchangeIndex }),
      ...(market === undefined ? {} : { market }),
    };
    return request.json(cancelJson(granted(accountOf(context, caller).cancel(reference))));
  });

  app.post(`${ORDERS_PATH}/:id/amend`, (request) => {
    const caller = signer(request.get("caller"));
    const subaccount = orderSubaccount(new Query(request.req.url), caller);
    const change = readAmend(new BodyFields(request.get("body")), request.req.param("id"), subaccount);
    checkAttested(context, caller, false);
    return request.json(amendJson(granted(accountOf(context, caller).amend(change))));
  });

  app.post(`${ORDERS_PATH}/:id/decrease`, (request) => {
    const caller = signer(request.get("caller"));
    const subaccount = orderSubaccount(new Query(request.req.url), caller);
    const change = readDecrease(new BodyFields(request.get("body")), request.req.param("id"), subaccount);
    return request.json(decreaseJson(granted(accountOf(context, caller).decrease(change))));
  });
}
