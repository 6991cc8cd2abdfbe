/**
 * A person with a hand on the same account, in the exchange's own app: does to the account what no client of ours asked for.
 *
 * @module
 */
import type { Side } from "../../core/market/book.ts";
import { type Price, PRICE_ONE, type Quantity } from "../../core/numbers/money.ts";
import type { OrderState } from "../exchange/accounts/account_event.ts";
import type { AccountSeam, AccountsSeam } from "../exchange/accounts/seam.ts";
import type { HandDeed } from "./action.ts";

/** All shares of a target allocation together. */
const WHOLE = 10_000;

/** Does what a hand does. @returns what came of it, one line */
export function moveHand(accounts: AccountsSeam, deed: HandDeed): string {
  const account = deed.user === undefined ? accounts.all()[0] : accounts.account(deed.user);
  if (account === undefined) return "no account";
  switch (deed.act) {
    case "order": {
      const { ticker: market, side, price, count, timeInForce, reduceOnly, clientOrderId } = deed;
      return place(account, {
        market,
        side,
        price,
        count,
        timeInForce,
        reduceOnly,
        ...clientOrderId === undefined ? {} : { clientOrderId },
      });
    }
    case "close":
      return close(account, deed.ticker);
    case "cancel": {
      const all = byAge(account);
      const chosen = deed.which === "each" ? all : deed.which === "oldest" ? all.slice(0, 1) : all.slice(-1);
      return chosen.map((order) => said(account.cancel(reference(order)))).join(", ") || "nothing rests";
    }
    case "decrease": {
      const order = byAge(account).at(-1);
      if (order === undefined) return "nothing rests";
      return said(account.decrease({ ...reference(order), reduceTo: deed.to }));
    }
    case "cancel_all":
      return said(account.cancelAll());
    case "transfer": {
      const [from, to] = [{ shard: deed.from, subaccount: 0 }, { shard: deed.to, subaccount: 0 }];
      return said(account.transfer({ from, to, amount: deed.amount }));
    }
    case "deposit":
      account.deposit({ shard: deed.shard, subaccount: 0 }, deed.amount);
      return "done";
    case "rebalance": {
      const { to, sparesResting } = deed;
      const target = to === undefined
        ? undefined
        : { subaccount: 0, shares: new Map([[to, WHOLE]]), sparesResting };
      return said(account.allocate(target));
    }
    case "groups":
      return account.groups().map(({ groupId, shard: exchangeIndex, subaccount }) => {
        const group = { groupId, exchangeIndex, subaccount };
        if (deed.change === "trigger") return said(account.triggerGroup(group));
        return said(deed.change === "reset" ? account.resetGroup(group) : account.deleteGroup(group));
      }).join(", ") || "no group";
  }
}

interface HandOrder {
  readonly market: string;
  readonly side: Side;
  readonly price: Price;
  readonly count: Quantity;
  readonly timeInForce: "good_till_canceled" | "immediate_or_cancel" | "fill_or_kill";
  readonly reduceOnly: boolean;
  readonly clientOrderId?: string;
}

function place(account: AccountSeam, { reduceOnly, ...order }: HandOrder): string {
  return said(account.create({
    ...order,
    ...reduceOnly ? { reduceOnly } : {},
    selfTradePrevention: "taker_at_cross",
    // The app finds the market's shard by itself.
    exchangeIndex: -1,
  }));
}

function close(account: AccountSeam, market: string): string {
  const held = account.position(market)?.position ?? 0;
  if (held === 0) return "no position";
  const side: Side = held > 0 ? "ask" : "bid";
  return place(account, {
    market,
    side,
    // Whole cents are on every grid.
    price: (side === "ask" ? CENT : PRICE_ONE - CENT) as Price,
    count: Math.abs(held) as Quantity,
    timeInForce: "immediate_or_cancel",
    reduceOnly: true,
  });
}

const CENT = 100;

function byAge(account: AccountSeam): readonly OrderState[] {
  return account.resting().toSorted((one, other) => one.createdMs - other.createdMs);
}

function reference({ orderId, subaccount, shard }: OrderState) {
  return { orderId, subaccount, exchangeIndex: shard };
}

function said(
  result: { readonly ok: true } | { readonly ok: false; readonly reason: { readonly code: string } },
) {
  return result.ok ? "done" : result.reason.code;
}
