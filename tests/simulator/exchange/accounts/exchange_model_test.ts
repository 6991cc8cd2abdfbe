// What must always hold, after any orders, changes and moves of money of several accounts:
//
//  1. Every answer, order, position, balance and hold is that of a plain model of the exchange.
//  2. Money is conserved: cash, fees and a dollar for each pair of open contracts are what was put in.
//  3. The book of a market is the sum of the orders that rest in it.
//  4. Nobody has one trade twice.
//  5. The last event of each order, position and balance says how it is.
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import type { Micros, Price, Quantity } from "../../../../src/core/numbers/money.ts";
import type { AccountEvent } from "../../../../src/simulator/exchange/accounts/account_event.ts";
import type { AccountSeam } from "../../../../src/simulator/exchange/accounts/seam.ts";
import { ExchangeModel, type ModelAsk, type ModelOrder } from "./exchange_model.ts";
import { NBA_SHARD, NFL_SHARD, openExchange, refusedAs } from "./support.ts";

const USERS = 3;
const DEPOSIT = 12_000_000;
const LIVES = { gtc: "good_till_canceled", ioc: "immediate_or_cancel", fok: "fill_or_kill" } as const;

const price = fc.integer({ min: 40, max: 60 }).map((cents) => cents * 100);
const count = fc.oneof(
  fc.integer({ min: 1, max: 20 }).map((whole) => whole * 100),
  fc.integer({ min: 1, max: 700 }),
);
const market = fc.constantFrom(0, 0, 0, 1, 2);
const user = fc.nat({ max: USERS - 1 });
const which = fc.nat({ max: 1_000 });

const ask: fc.Arbitrary<ModelAsk> = fc.record({
  user,
  market,
  side: fc.constantFrom("bid" as const, "ask" as const),
  price,
  count,
  life: fc.constantFrom("gtc" as const, "gtc" as const, "gtc" as const, "ioc" as const, "fok" as const),
  meetsOwn: fc.constantFrom("taker_at_cross" as const, "maker" as const),
  flag: fc.constantFrom("none", "none", "none", "postOnly", "reduceOnly"),
}).map(({ flag, ...rest }) => ({
  ...rest,
  life: flag === "reduceOnly" ? "ioc" as const : flag === "postOnly" ? "gtc" as const : rest.life,
  postOnly: flag === "postOnly",
  reduceOnly: flag === "reduceOnly",
}));

const action = fc.oneof(
  { weight: 8, arbitrary: ask.map((value) => ({ kind: "create" as const, value })) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("cancel" as const), which }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("decrease" as const), which, to: count }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("amend" as const), which, price, count }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("deposit" as const),
      user,
      shard: fc.constantFrom(NBA_SHARD, NFL_SHARD),
      amount: fc.integer({ min: -8_000_000, max: 8_000_000 }),
    }),
  },
);

type Action = typeof action extends fc.Arbitrary<infer Value> ? Value : never;

/** The exchange and its model, side by side. */
function sideBySide() {
  const opened = openExchange();
  const markets = [...opened.exchange.markets.keys()];
  const shards = [NBA_SHARD, NBA_SHARD, NFL_SHARD];
  const model = new ExchangeModel(
    USERS,
    DEPOSIT,
    shards.map((shard) => ({ shard, chargesMakers: shard === NFL_SHARD })),
  );
  const accounts = Array.from(
    { length: USERS },
    (_, index) => opened.open(`user ${index}`, `${DEPOSIT / 1e6}`),
  );
  const ids = new Map<ModelOrder, string>();
  let deposited = 2 * USERS * DEPOSIT;
  const accountOf = (index: number): AccountSeam => {
    const account = accounts[index];
    assert(account !== undefined);
    return account;
  };
  const tickerOf = (index: number) => markets[index] ?? "";

  const create = (asked: ModelAsk) => {
    const expected = model.create(asked);
    const sent = accountOf(asked.user).create({
      market: tickerOf(asked.market),
      side: asked.side,
      price: asked.price as Price,
      count: asked.count as Quantity,
      timeInForce: LIVES[asked.life],
      selfTradePrevention: asked.meetsOwn,
      postOnly: asked.postOnly,
      reduceOnly: asked.reduceOnly,
    });
    assertEquals(refusedAs(sent), expected.code);
    if (!sent.ok || expected.order === undefined) return;
    ids.set(expected.order, sent.value.orderId);
    const { filled, left, status } = expected.order;
    assertEquals(sent.value.fillCount, filled as Quantity);
    assertEquals(sent.value.remainingCount, (status === "resting" ? left : 0) as Quantity);
  };

  const change = (act: Exclude<Action, { kind: "create" | "deposit" }>) => {
    const order = model.orders[act.which % Math.max(1, model.orders.length)];
    const orderId = order === undefined ? undefined : ids.get(order);
    if (order === undefined || orderId === undefined) return;
    const account = accountOf(order.user);
    const reference = { orderId, market: tickerOf(order.market) };
    if (act.kind === "cancel") assertEquals(account.cancel(reference).ok, model.cancel(order));
    else if (act.kind === "decrease") {
      const reduceTo = act.to as Quantity;
      assertEquals(account.decrease({ ...reference, reduceTo }).ok, model.decrease(order, act.to));
    } else {
      const to = { price: act.price as Price, count: act.count as Quantity };
      const amended = account.amend({ ...reference, side: order.side, ...to });
      assertEquals(refusedAs(amended), model.amend(order, act.price, act.count));
    }
  };

  const run = (act: Action) => {
    if (act.kind === "create") return create(act.value);
    if (act.kind !== "deposit") return change(act);
    deposited += act.amount;
    model.deposit(act.user, act.shard, act.amount);
    accountOf(act.user).deposit({ shard: act.shard, subaccount: 0 }, act.amount as Micros);
  };

  const checkAgainstModel = () => {
    for (const [order, orderId] of ids) {
      const state = accountOf(order.user).order(orderId);
      assertEquals([state?.status, state?.filled], [order.status, order.filled as Quantity]);
      if (order.status === "resting") assertEquals(state?.remaining, order.left as Quantity);
    }
    for (const [index, { cash, positions, fees }] of model.users.entries()) {
      for (const shard of [NBA_SHARD, NFL_SHARD]) {
        const balance = accountOf(index).balance(shard);
        assertEquals(
          [balance.cash, balance.held],
          [cash.get(shard), model.held(index, shard)].map((money) => money as Micros),
        );
      }
      for (const [marketIndex, { contracts, cost, realized }] of positions.entries()) {
        const state = accountOf(index).position(tickerOf(marketIndex));
        if (state === undefined) assertEquals(contracts, 0);
        else {
          assertEquals(
            [state.position, state.yesCost + state.noCost, state.realizedPnl],
            [contracts as Quantity, cost, realized as Micros],
          );
        }
      }
      assertEquals(accountOf(index).positions().reduce((sum, { feesPaid }) => sum + feesPaid, 0), fees);
    }
  };

  const checkMoney = () => {
    let money = 0;
    for (const account of accounts) {
      money += account.balances().reduce((sum, { cash }) => sum + cash, 0);
      // A YES contract has its NO: together they are a dollar.
      for (const { feesPaid, yes } of account.positions()) money += feesPaid + yes * 10_000;
    }
    assertEquals(money, deposited);
  };

  const checkBooks = () => {
    for (const ticker of markets) {
      for (const side of ["bid", "ask"] as const) {
        const sizes = new Map<number, number>();
        for (const order of accounts.flatMap((account) => account.resting())) {
          if (order.market !== ticker || order.side !== side) continue;
          sizes.set(order.price, (sizes.get(order.price) ?? 0) + order.remaining);
        }
        const shown = opened.exchange.market(ticker).levels(side);
        assertEquals(new Map(shown.map(({ price: at, quantity }) => [Number(at), Number(quantity)])), sizes);
      }
    }
  };

  const settle = (yesPays: readonly number[]) => {
    for (const [index, pays] of yesPays.entries()) {
      const life = { kind: "life", market: tickerOf(index) } as const;
      opened.exchange.step({ ...life, step: "closed" });
      opened.exchange.step({ ...life, step: "determined", result: "scalar", yesPays: pays as Micros });
      opened.exchange.step({ ...life, step: "settled" });
      model.settle(index, pays);
    }
    opened.pass(60_000);
  };

  /** After all was paid out: what rounding to whole cents took is a fee; less than a micro-dollar a position is lost. */
  const checkPaid = () => {
    let money = 0;
    for (const account of accounts) {
      money += account.balances().reduce((sum, { cash }) => sum + cash, 0);
      money += account.positions().reduce((sum, { feesPaid }) => sum + feesPaid, 0);
    }
    const paid = opened.events.flatMap((event) => event.kind === "settlement" ? [event.settlement] : []);
    money += paid.reduce((sum, { fee }) => sum + fee, 0);
    assert(
      money <= deposited && deposited - money <= paid.length,
      `${deposited - money} micro-dollars are gone`,
    );
  };

  return { ...opened, accounts, run, settle, checkAgainstModel, checkMoney, checkBooks, checkPaid };
}

/** The last state that the log says of everything. */
function folded(events: readonly AccountEvent[]) {
  const last = new Map<string, unknown>();
  for (const event of events) {
    if (event.kind === "order") last.set(event.order.orderId, event.order);
    if (event.kind === "position") last.set(`${event.userId} ${event.position.market}`, event.position);
    if (event.kind === "balance") last.set(`${event.userId} ${event.balance.shard}`, event.balance);
  }
  return last;
}

Deno.test("accounts do what a plain model of the exchange does, and no money is made or lost", () => {
  fc.assert(
    fc.property(
      fc.array(action, { minLength: 30, maxLength: 90 }),
      fc.array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 3, maxLength: 3 }),
      (actions, yesPays) => {
        const exchange = sideBySide();
        for (const act of actions) {
          exchange.run(act);
          exchange.checkAgainstModel();
          exchange.checkMoney();
          exchange.checkBooks();
        }
        exchange.settle(yesPays);
        exchange.checkAgainstModel();
        exchange.checkPaid();
        const { events, accounts } = exchange;
        const trades = events.flatMap((event) =>
          event.kind === "fill" ? [`${event.userId} ${event.fill.tradeId}`] : []
        );
        assertEquals(trades.length, new Set(trades).size);
        const last = folded(events);
        for (const account of accounts) {
          for (const position of account.positions()) {
            if (position.volume > 0) assertEquals(last.get(`${account.userId} ${position.market}`), position);
          }
          for (const balance of account.balances()) {
            assertEquals(last.get(`${account.userId} ${balance.shard}`), balance);
          }
        }
        for (const [key, state] of last) {
          const owner = accounts.find((account) => account.order(key) !== undefined);
          if (owner !== undefined) assertEquals<unknown>(owner.order(key), state);
        }
      },
    ),
    { numRuns: 150, seed: 20_261_128 },
  );
});
