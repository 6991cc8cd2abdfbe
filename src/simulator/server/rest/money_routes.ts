/**
 * An account's money: balances, what rests, transfers, subaccounts.
 *
 * @module
 */
import { formatMicros, type Micros } from "../../../core/numbers/money.ts";
import type {
  BalanceAnswer,
  RestingOrderValueAnswer,
  TargetAllocationAnswer,
} from "../../../kalshi/wire/portfolio.ts";
import type { BalanceState } from "../../exchange/accounts/account_event.ts";
import { balanceText, cents } from "../portfolio/account_json.ts";
import { positionsValue, restingValue } from "../portfolio/values.ts";
import { BodyFields, invalid } from "./body_fields.ts";
import { type RestApp, subaccountOf, unrestricted } from "./caller.ts";
import { granted } from "./errors.ts";
import { Query } from "./query.ts";
import { accountOf, signer, type TradingContext } from "./trading.ts";

const MOST_SUBACCOUNT = 63;
const MOST_SHARD = 100;
/** Shares of a target allocation are percents on the wire and 1/10,000 in the engine. */
const SHARE_OF_PERCENT = 100;

/** Adds the routes. */
export function addMoneyRoutes(app: RestApp, context: TradingContext): void {
  addBalanceRoutes(app, context);
  addSubaccountRoutes(app, context);
  addAllocationRoutes(app, context);
}

function addBalanceRoutes(app: RestApp, { exchange, history, doubts, now }: TradingContext): void {
  const free = ({ cash, held }: BalanceState) => doubts.balanceExcludesResting ? cash - held : cash;

  app.get("/portfolio/balance", (request) => {
    const caller = signer(request.get("caller"));
    const query = new Query(request.req.url);
    const subaccount = subaccountOf(caller, query.whole("subaccount", 0, MOST_SUBACCOUNT));
    const shard = query.whole("exchange_index", 0, MOST_SHARD);
    const counts = (row: { readonly shard: number; readonly subaccount: number }) =>
      row.subaccount === subaccount && (shard === undefined || row.shard === shard);
    const rows = history.balances(caller.userId).all().filter(counts);
    const sum = rows.reduce((total, row) => total + free(row), 0);
    const worth = positionsValue(exchange, history.positions(caller.userId).all().filter(counts));
    const updatedMs = rows.reduce((latest, row) => Math.max(latest, row.atMs), 0);
    const body: BalanceAnswer = {
      balance: cents(sum),
      balance_dollars: balanceText(sum),
      portfolio_value: cents(doubts.portfolioValueIncludesCash ? worth + sum : worth),
      updated_ts: doubts.balanceUpdatedUnit === "seconds" ? Math.floor(updatedMs / 1000) : updatedMs,
      balance_breakdown: rows.map((row) => ({ exchange_index: row.shard, balance: balanceText(free(row)) })),
    };
    return request.json(body);
  });

  app.get("/portfolio/summary/total_resting_order_value", (request) => {
    const caller = signer(request.get("caller"));
    const shards = new Map<number, number>();
    for (const order of history.orders(caller.userId).all()) {
      if (caller.subaccount !== undefined && order.subaccount !== caller.subaccount) continue;
      if (order.status !== "resting") continue;
      shards.set(order.shard, (shards.get(order.shard) ?? 0) + restingValue(order));
    }
    const body: RestingOrderValueAnswer = {
      total_resting_order_value: cents([...shards.values()].reduce((total, value) => total + value, 0)),
      resting_order_value_breakdown: [...shards].map(([shard, value]) => ({
        exchange_index: shard,
        balance: formatMicros(value as Micros),
      })),
    };
    return request.json(body);
  });

  app.get("/portfolio/subaccounts/balances", (request) => {
    const caller = signer(request.get("caller"));
    const rows = history.balances(caller.userId).all()
      .filter((row) => caller.subaccount === undefined || row.subaccount === caller.subaccount);
    return request.json({
      subaccount_balances: rows.map((row) => ({
        subaccount_number: row.subaccount,
        exchange_index: row.shard,
        balance: balanceText(free(row)),
        updated_ts: Math.floor((row.atMs || now()) / 1000),
      })),
    });
  });
}

function addSubaccountRoutes(app: RestApp, context: TradingContext): void {
  app.post("/portfolio/subaccounts", (request) => {
    const caller = unrestricted(signer(request.get("caller")));
    const number = granted(accountOf(context, caller).addSubaccount());
    return request.json({ subaccount_number: number }, 201);
  });

  app.get("/portfolio/subaccounts/netting", (request) => {
    const caller = signer(request.get("caller"));
    const account = accountOf(context, caller);
    return request.json({
      netting_configs: account.subaccounts
        .filter((number) => caller.subaccount === undefined || number === caller.subaccount)
        .map((number) => ({
          subaccount_number: number,
          enabled: account.netting(number),
          exchange_index: 0,
        })),
    });
  });

  app.put("/portfolio/subaccounts/netting", (request) => {
    const caller = signer(request.get("caller"));
    const body = new BodyFields(request.get("body"));
    const named = body.required("subaccount_number", body.whole("subaccount_number"));
    const number = subaccountOf(caller, named);
    const enabled = body.required("enabled", body.flag("enabled"));
    const account = accountOf(context, caller);
    if (!account.subaccounts.includes(number)) throw invalid(`subaccount_number: there is no ${number}`);
    account.setNetting(number, enabled);
    return request.json({});
  });
}

function addAllocationRoutes(app: RestApp, context: TradingContext): void {
  app.get("/portfolio/target_balance_allocation", (request) => {
    const { allocation } = accountOf(context, signer(request.get("caller")));
    const body: TargetAllocationAnswer = {
      allocations: [...allocation?.shares ?? []].map(([shard, share]) => ({
        exchange_index: shard,
        percent: share / SHARE_OF_PERCENT,
      })),
    };
    return request.json(body);
  });

  app.post("/portfolio/target_balance_allocation", (request) => {
    const caller = unrestricted(signer(request.get("caller")));
    const shares = new Map<number, number>();
    for (const item of new BodyFields(request.get("body")).list("allocations")) {
      const percent = item.required("percent", item.whole("percent"));
      shares.set(
        item.required("exchange_index", item.shard("exchange_index")),
        percent * SHARE_OF_PERCENT,
      );
    }
    const total = [...shares.values()].reduce((sum, share) => sum + share, 0);
    if (shares.size > 0 && total !== 100 * SHARE_OF_PERCENT) {
      throw invalid("allocations: expected 100 in all");
    }
    const target = shares.size === 0 ? undefined : { subaccount: 0, shares, sparesResting: true };
    granted(accountOf(context, caller).allocate(target));
    return request.json({});
  });
}
