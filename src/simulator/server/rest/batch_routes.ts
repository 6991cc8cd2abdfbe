/**
 * Batches of orders. A batch is read as a whole and judged item by item: one that the engine refuses takes none of the others
 * with it, and says why in `error`.
 *
 * @module
 */
import { formatQuantity, NO_QUANTITY } from "../../../core/numbers/money.ts";
import type { NewAccountOrder } from "../../exchange/accounts/requests.ts";
import { checkAttested, onlyCloses } from "./attestation.ts";
import { BodyFields } from "./body_fields.ts";
import { type RestApp, subaccountOf } from "./caller.ts";
import { engineError, RestError } from "./errors.ts";
import { cancelJson, createJson, readOrder } from "./order_bodies.ts";
import { ORDERS_PATH } from "./order_routes.ts";
import { accountOf, signer, type TradingContext } from "./trading.ts";

const BATCH_PATH = `${ORDERS_PATH}/batched`;
/** Codes of what makes a whole batch unreadable; everything else is of one item. */
const OF_THE_WHOLE: ReadonlySet<string> = new Set(["bad_request", "missing_parameters"]);

/** An item's error; `details` is always there. */
function itemError({ code, message, details = "" }: RestError) {
  return { code, message, details };
}

/** What an item comes to, or its error. @throws {RestError} where the whole batch is refused */
function judged<Value>(judge: () => Value, wrong: (error: RestError) => Value): Value {
  try {
    return judge();
  } catch (error) {
    if (!(error instanceof RestError) || error.status === 403 || OF_THE_WHOLE.has(error.code)) throw error;
    return wrong(error);
  }
}

/** Adds the routes. */
export function addBatchRoutes(app: RestApp, context: TradingContext): void {
  app.post(BATCH_PATH, (request) => {
    const caller = signer(request.get("caller"));
    const account = accountOf(context, caller);
    const items = new BodyFields(request.get("body")).list("orders");
    // All are read before the first is placed: a restricted key's batch that names another subaccount places none.
    const orders = items.map((item) =>
      judged<NewAccountOrder | RestError>(() => {
        const order = readOrder(item, (named) => subaccountOf(caller, named));
        checkAttested(context, caller, onlyCloses(account, order));
        return order;
      }, (error) => error)
    );
    const answers = orders.map((order) => {
      if (order instanceof RestError) return { error: itemError(order) };
      const client = order.clientOrderId === undefined ? {} : { client_order_id: order.clientOrderId };
      const created = account.create(order);
      return created.ok
        ? createJson(created.value)
        : { ...client, error: itemError(engineError(created.reason)) };
    });
    return request.json({ orders: answers }, 201);
  });

  app.delete(BATCH_PATH, (request) => {
    const caller = signer(request.get("caller"));
    const account = accountOf(context, caller);
    const references = new BodyFields(request.get("body")).list("orders").map((item) => {
      const exchangeIndex = item.whole("exchange_index");
      const market = item.text("market_ticker");
      return {
        orderId: item.required("order_id", item.text("order_id")),
        subaccount: subaccountOf(caller, item.whole("subaccount")),
        ...(exchangeIndex === undefined ? {} : { exchangeIndex }),
        ...(market === undefined ? {} : { market }),
      };
    });
    const orders = references.map((reference) => {
      const cancelled = account.cancel(reference);
      if (cancelled.ok) return cancelJson(cancelled.value);
      const error = itemError(engineError(cancelled.reason));
      return { order_id: reference.orderId, reduced_by: formatQuantity(NO_QUANTITY), error };
    });
    return request.json({ orders });
  });
}
