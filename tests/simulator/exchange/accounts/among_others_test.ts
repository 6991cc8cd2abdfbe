import { assertEquals, assertNotEquals } from "@std/assert";
import { parsePrice, parseQuantity } from "../../../../src/core/numbers/money.ts";
import { Accounts } from "../../../../src/simulator/exchange/accounts/accounts.ts";
import { Exchange } from "../../../../src/simulator/exchange/exchange.ts";
import type { LevelEvent } from "../../../../src/simulator/exchange/simulated_event.ts";
import { QuietSource } from "../../../../src/simulator/sources/quiet_source.ts";
import { dollars, NBA_SHARD, OPENED_AT, openExchange, taken } from "./support.ts";

Deno.test("a trade of a captured crowd fills an account's order in its place, and triggers its group at once", () => {
  const { open, order, exchange, nba } = openExchange();
  const account = open("one");
  const { groupId } = taken(account.createGroup({ limit: parseQuantity("5"), exchangeIndex: NBA_SHARD }));
  const market = exchange.market(nba);
  const at = { side: "bid", price: parsePrice("0.50") } as const;
  market.crowd({ kind: "level", ...at, delta: parseQuantity("4") }, 0);
  const { orderId } = taken(account.create(order({ count: "20", groupId })));
  assertEquals(account.queuePosition(orderId), parseQuantity("4"));
  const trade = { kind: "trade", price: at.price, takerSide: "ask" } as const;
  market.crowd({ ...trade, quantity: parseQuantity("9") }, 2_000);
  assertEquals(account.order(orderId)?.filled, parseQuantity("5"));
  market.crowd({ ...trade, quantity: parseQuantity("1") }, 4_000);
  const { filled, status } = { ...account.order(orderId) };
  assertEquals({ filled, status }, { filled: parseQuantity("6"), status: "canceled" });
  assertEquals(account.position(nba)?.position, parseQuantity("6"));
});

Deno.test("a book change says which order of an account it is of, and whether somebody took from it", () => {
  const { open, order, exchange, accounts, nba } = openExchange();
  const account = open("one");
  const levels: LevelEvent[] = [];
  exchange.listen((event) => event.kind === "level" && levels.push(event));
  const { orderId } = taken(account.create(order({ clientOrderId: "mine" })));
  const market = exchange.market(nba);
  const taker = {
    owner: "public",
    quantity: parseQuantity("3"),
    timeInForce: "immediate_or_cancel",
  } as const;
  market.submit({ ...taker, side: "ask", price: parsePrice("0.50") });
  taken(account.cancel({ orderId, exchangeIndex: NBA_SHARD }));
  market.submit({ ...taker, side: "ask", price: parsePrice("0.60"), timeInForce: "good_till_canceled" });
  const causes = levels.map((level) => {
    const cause = accounts.causeOf(level);
    return cause === undefined ? undefined : [cause.order.orderId, cause.order.clientOrderId, cause.matched];
  });
  assertEquals(causes, [
    [orderId, "mine", false],
    [orderId, "mine", true],
    [orderId, "mine", false],
    undefined,
  ]);
});

Deno.test("an exchange that is started again gives no order and no trade the id of an earlier one", () => {
  const idsOf = (openedAt: number) => {
    const source = new QuietSource({ startsAt: OPENED_AT });
    const exchange = new Exchange({
      events: source.events,
      openedAt,
      now: () => openedAt,
      wallOf: () => openedAt,
    });
    const accounts = new Accounts(exchange);
    const balances = new Map([[NBA_SHARD, dollars("1000")]]);
    const [one, other] = ["one", "other"].map((userId) => accounts.open({ userId, balances }));
    const { order } = openExchange();
    const trades: string[] = [];
    accounts.onEvent((event) => event.kind === "fill" && trades.push(event.fill.tradeId));
    const sent = one?.create(order());
    other?.create(order({ side: "ask" }));
    return [sent?.ok === true ? sent.value.orderId : undefined, trades[0]];
  };
  const [first, second] = [idsOf(OPENED_AT), idsOf(OPENED_AT + 1)];
  assertNotEquals(first[0], second[0]);
  assertNotEquals(first[1], second[1]);
  assertEquals(first, idsOf(OPENED_AT));
});
