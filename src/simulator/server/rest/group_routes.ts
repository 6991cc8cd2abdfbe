/**
 * Order groups.
 *
 * @module
 */
import { formatQuantity, ONE_CONTRACT, type Quantity } from "../../../core/numbers/money.ts";
import type {
  CreateOrderGroupAnswer,
  OrderGroupAnswer,
  OrderGroupsAnswer,
} from "../../../kalshi/wire/order_group.ts";
import type { GroupState } from "../../exchange/accounts/account_event.ts";
import type { GroupReference } from "../../exchange/accounts/requests.ts";
import type { KeyRecord } from "../key_ring.ts";
import { BodyFields, invalid } from "./body_fields.ts";
import { listedSubaccount, lockedOrder, type RestApp, subaccountOf } from "./caller.ts";
import { granted, notFound } from "./errors.ts";
import { Query } from "./query.ts";
import { accountOf, signer, type TradingContext } from "./trading.ts";

const GROUPS_PATH = "/portfolio/order_groups";
const MOST_SUBACCOUNT = 63;
const MOST_SHARD = 100;
const MOST_CONTRACTS = 1_000_000;

/** The limit that a body gives, as a whole number or as a text; both must say the same. */
function readLimit(body: BodyFields): Quantity {
  const whole = body.whole("contracts_limit");
  const text = body.count("contracts_limit_fp");
  const counted = whole === undefined ? undefined : whole * ONE_CONTRACT;
  if (counted !== undefined && text !== undefined && counted !== text) {
    throw invalid("contracts_limit and contracts_limit_fp differ");
  }
  const limit = body.required("contracts_limit", text ?? counted);
  if (limit < ONE_CONTRACT || limit > MOST_CONTRACTS * ONE_CONTRACT) {
    throw invalid(`contracts_limit: expected 1 to ${MOST_CONTRACTS}`);
  }
  return limit as Quantity;
}

/** Adds the routes. */
export function addGroupRoutes(app: RestApp, context: TradingContext): void {
  const referenceOf = (groupId: string, url: string, caller: KeyRecord): GroupReference => {
    const query = new Query(url);
    const named = query.whole("subaccount", 0, MOST_SUBACCOUNT);
    const exchangeIndex = query.whole("exchange_index", 0, MOST_SHARD);
    return {
      groupId,
      subaccount: subaccountOf(caller, named, () => lockedOrder(context.doubts.lockedKey)),
      ...(exchangeIndex === undefined ? {} : { exchangeIndex }),
    };
  };
  const seen = (caller: KeyRecord, query: Query): readonly GroupState[] => {
    const subaccount = listedSubaccount(caller, query.whole("subaccount", 0, MOST_SUBACCOUNT));
    return accountOf(context, caller).groups()
      .filter((group) => subaccount === undefined || group.subaccount === subaccount);
  };

  app.post(`${GROUPS_PATH}/create`, (request) => {
    const caller = signer(request.get("caller"));
    const body = new BodyFields(request.get("body"));
    const group = granted(
      accountOf(context, caller).createGroup({
        limit: readLimit(body),
        subaccount: subaccountOf(caller, body.whole("subaccount")),
        exchangeIndex: body.shard("exchange_index") ?? 0,
      }),
    );
    const answer: CreateOrderGroupAnswer = {
      order_group_id: group.groupId,
      subaccount: group.subaccount,
      exchange_index: group.shard,
    };
    return request.json(answer, 201);
  });

  app.get(GROUPS_PATH, (request) => {
    const groups = seen(signer(request.get("caller")), new Query(request.req.url));
    const answer: OrderGroupsAnswer = {
      order_groups: groups.map(({ groupId, limit, shard }) => ({
        id: groupId,
        contracts_limit_fp: formatQuantity(limit),
        is_auto_cancel_enabled: true,
        exchange_index: shard,
      })),
    };
    return request.json(answer);
  });

  app.get(`${GROUPS_PATH}/:id`, (request) => {
    const caller = signer(request.get("caller"));
    const id = request.req.param("id");
    const group = seen(caller, new Query(request.req.url)).find(({ groupId }) => groupId === id);
    if (group === undefined) throw notFound();
    const answer: OrderGroupAnswer = {
      is_auto_cancel_enabled: true,
      contracts_limit_fp: formatQuantity(group.limit),
      orders: [...accountOf(context, caller).groupOrders(id)],
      exchange_index: group.shard,
    };
    return request.json(answer);
  });

  app.put(`${GROUPS_PATH}/:id/reset`, (request) => {
    const caller = signer(request.get("caller"));
    granted(
      accountOf(context, caller).resetGroup(referenceOf(request.req.param("id"), request.req.url, caller)),
    );
    return request.json({});
  });

  app.put(`${GROUPS_PATH}/:id/trigger`, (request) => {
    const caller = signer(request.get("caller"));
    granted(
      accountOf(context, caller).triggerGroup(referenceOf(request.req.param("id"), request.req.url, caller)),
    );
    return request.json({});
  });

  app.put(`${GROUPS_PATH}/:id/limit`, (request) => {
    const caller = signer(request.get("caller"));
    const reference = referenceOf(request.req.param("id"), request.req.url, caller);
    const limit = readLimit(new BodyFields(request.get("body")));
    granted(accountOf(context, caller).limitGroup({ ...reference, limit }));
    return request.json({});
  });

  app.delete(`${GROUPS_PATH}/:id`, (request) => {
    const caller = signer(request.get("caller"));
    granted(
      accountOf(context, caller).deleteGroup(referenceOf(request.req.param("id"), request.req.url, caller)),
    );
    return request.json({});
  });
}
