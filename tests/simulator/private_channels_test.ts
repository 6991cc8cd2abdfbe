/** What the socket tells a user of their account, what it tells nobody else, and which of it is numbered. */
import { assert, assertEquals } from "@std/assert";
import { deadline } from "@std/async/deadline";
import type { z } from "zod";
import {
  fillFrame,
  marketPositionFrame,
  orderGroupFrame,
  userOrderFrame,
} from "../../src/kalshi/wire/private_messages.ts";
import type { SimulatorOptions } from "../../src/simulator/mod.ts";
import { quiet, type QuietWorld, stranger } from "./quiet.ts";
import { anotherKey, ORDERS } from "./signed.ts";
import { Client, type Frame } from "./support.ts";

const SCHEMAS: Readonly<Record<string, z.ZodType>> = {
  fill: fillFrame,
  user_order: userOrderFrame,
  market_position: marketPositionFrame,
  order_group_updates: orderGroupFrame,
};
const PRIVATE = ["fill", "user_orders", "market_positions", "order_group_updates"];

/** Beside the world of REST, a socket of the same user. */
function listening(
  test: (world: QuietWorld & { readonly socket: Client }) => Promise<void>,
  options: Omit<SimulatorOptions, "plan"> = {},
): Promise<void> {
  return quiet(async (world) => {
    const socket = await Client.connect(world.simulator);
    await deadline(test({ ...world, socket }), 15_000);
    await socket.close();
  }, options);
}

async function subscribe(
  socket: Client,
  channels: readonly string[],
  tickers?: readonly string[],
): Promise<void> {
  for (const channel of channels) {
    const params = { channels: [channel], ...(tickers === undefined ? {} : { market_tickers: tickers }) };
    const answer = await socket.ask({ id: 1 + channels.indexOf(channel), cmd: "subscribe", params });
    assertEquals([answer.type, answer.msg.channel], ["subscribed", channel]);
  }
}

/** Everything of a user's own that came until the socket has answered a command sent now; each checked. */
async function heard(socket: Client): Promise<readonly Frame[]> {
  const came: Frame[] = [];
  socket.send({ id: 999, cmd: "list_subscriptions" });
  await socket.next((frame) => {
    const schema = SCHEMAS[frame.type];
    if (schema !== undefined && !came.includes(frame)) {
      assert(schema.safeParse(frame).success, JSON.stringify(frame));
      came.push(frame);
    }
    return frame.id === 999;
  });
  return came;
}

Deno.test("an order's life is told: rests, fills in part, is made smaller, is cancelled, each with why", async () => {
  await listening(async ({ simulator, client, socket, nba }) => {
    await subscribe(socket, PRIVATE);
    const placed = await client.place({
      ticker: nba,
      client_order_id: "mine",
      price: "0.4000",
      count: "10.00",
    });
    stranger(simulator, nba, "ask", "0.4000", "4.00");
    const path = `${ORDERS}/${placed.order_id}`;
    await client.send("POST", `${path}/decrease`, { reduce_to: "5.00", exchange_index: 3 });
    await client.send("DELETE", `${path}?exchange_index=3`);
    const frames = await heard(socket);
    const orders = frames.filter(({ type }) => type === "user_order").map(({ msg }) => msg);
    assertEquals(
      orders.map(({ status, fill_count_fp, remaining_count_fp, last_update_reason }) => [
        status,
        fill_count_fp,
        remaining_count_fp,
        last_update_reason,
      ]),
      [
        ["resting", "0.00", "10.00", undefined],
        ["resting", "4.00", "6.00", "Trade"],
        ["resting", "4.00", "5.00", "Decrease"],
        ["canceled", "4.00", "0.00", undefined],
      ],
    );
    const [first] = orders;
    assertEquals([first.order_id, first.client_order_id, first.ticker, first.exchange_index], [
      placed.order_id,
      "mine",
      nba,
      3,
    ]);
    const [fill] = frames.filter(({ type }) => type === "fill");
    assertEquals([
      fill?.msg.count_fp,
      fill?.msg.is_taker,
      fill?.msg.post_position_fp,
      fill?.msg.client_order_id,
    ], [
      "4.00",
      false,
      "4.00",
      "mine",
    ]);
    const [rest] = (await client.get("/portfolio/fills")).fills;
    assertEquals([rest.fill_id, rest.fee_cost], [fill?.msg.trade_id, fill?.msg.fee_cost]);
    const positions = frames.filter(({ type }) => type === "market_position").map(({ msg }) => msg);
    assertEquals([positions.at(-1).position_fp, positions.at(-1).position_cost_dollars], [
      "4.00",
      "1.600000",
    ]);
    // None of these is numbered.
    assertEquals(frames.filter(({ seq }) => seq !== undefined), []);
  });
});

Deno.test("four cases of side and price: an ask is NO in every field, and the price is the YES price", async () => {
  await listening(async ({ simulator, client, socket, nba }) => {
    await subscribe(socket, ["fill", "user_orders"]);
    stranger(simulator, nba, "bid", "0.3000", "2.00");
    await client.place({ ticker: nba, side: "ask", price: "0.3000", count: "2.00" });
    stranger(simulator, nba, "ask", "0.2000", "2.00");
    await client.place({ ticker: nba, side: "bid", price: "0.2000", count: "2.00" });
    const fills = (await heard(socket)).filter(({ type }) => type === "fill").map(({ msg }) => msg);
    assertEquals(
      fills.map((msg) => [
        msg.book_side,
        msg.outcome_side,
        msg.purchased_side,
        msg.yes_price_dollars,
        msg.post_position_fp,
      ]),
      [["ask", "no", "no", "0.3000", "-2.00"], ["bid", "yes", "yes", "0.2000", "0.00"]],
    );
  });
});

Deno.test("filters narrow orders, fills and positions; groups ignore them and are numbered without a gap", async () => {
  await listening(async ({ client, socket, nba, nfl }) => {
    await subscribe(socket, PRIVATE, [nfl]);
    const made = await client.send("POST", "/portfolio/order_groups/create", {
      contracts_limit: 10,
      exchange_index: 3,
    });
    const group = `/portfolio/order_groups/${made.body.order_group_id}`;
    await client.place({ ticker: nba });
    const wanted = await client.place({ ticker: nfl });
    for (const word of ["trigger", "reset"]) await client.send("PUT", `${group}/${word}?exchange_index=3`);
    await client.send("PUT", `${group}/limit?exchange_index=3`, { contracts_limit: 20 });
    await client.send("DELETE", `${group}?exchange_index=3`);
    const frames = await heard(socket);
    assertEquals(
      frames.filter(({ type }) => type === "user_order").map(({ msg }) => msg.order_id),
      [wanted.order_id],
    );
    const groups = frames.filter(({ type }) => type === "order_group_updates");
    assertEquals(groups.map(({ seq }) => seq), [1, 2, 3, 4, 5]);
    assertEquals(groups.map(({ msg }) => [msg.event_type, msg.contracts_limit_fp]), [
      ["created", "10.00"],
      ["triggered", undefined],
      ["reset", undefined],
      ["limit_updated", "20.00"],
      ["deleted", undefined],
    ]);
    const more = { sid: 2, action: "add_markets", market_tickers: [nba] };
    assertEquals((await socket.ask({ id: 50, cmd: "update_subscription", params: more })).type, "ok");
    const second = await client.place({ ticker: nba });
    assertEquals((await heard(socket)).map(({ msg }) => msg.order_id), [second.order_id]);
    const none = await socket.ask({ id: 51, cmd: "update_subscription", params: { ...more, sid: 4 } });
    assertEquals([none.type, none.msg.code], ["error", 13]);
  });
});

Deno.test("own book changes carry the client's id to that user alone; whether a fill by others does is a doubt", async () => {
  for (const bookChangeNamesFilledOrder of [false, true]) {
    const other = anotherKey();
    await listening(async ({ simulator, client, socket, nba }) => {
      const params = { channels: ["orderbook_delta"], market_tickers: [nba] };
      await socket.ask({ id: 1, cmd: "subscribe", params });
      const stranger2 = await Client.connect({ ...simulator, ...other });
      await stranger2.ask({ id: 1, cmd: "subscribe", params });
      const changes = async (from: Client) =>
        [
          await from.ofType("orderbook_delta"),
          await from.ofType("orderbook_delta"),
          await from.ofType("orderbook_delta"),
        ]
          .map(({ msg }) => [msg.delta_fp, msg.client_order_id, msg.subaccount]);
      const placed = await client.place({
        ticker: nba,
        client_order_id: "mine",
        count: "10.00",
        price: "0.4000",
      });
      stranger(simulator, nba, "ask", "0.4000", "4.00");
      await client.send("DELETE", `${ORDERS}/${placed.order_id}?exchange_index=3`);
      const named = bookChangeNamesFilledOrder ? ["mine", 0] : [undefined, undefined];
      assertEquals(await changes(socket), [["10.00", "mine", 0], ["-4.00", ...named], ["-6.00", "mine", 0]]);
      assertEquals(
        (await changes(stranger2)).flatMap(([, id, subaccount]) => [id, subaccount]),
        Array(6).fill(undefined),
      );
      await stranger2.close();
    }, {
      keys: [other],
      accounts: [{ userId: "4b3f0b53-0f0e-5c2e-8a55-0b8a3f4d6f10", keys: [other.keyId] }],
      doubts: { bookChangeNamesFilledOrder },
    });
  }
});

Deno.test("frames of an account can be lost, doubled and held back, each channel by itself", async () => {
  await listening(async ({ simulator, client, socket, nba }) => {
    await subscribe(socket, ["fill", "user_orders"]);
    simulator.outgoing("fill", (_, send) => {
      send();
      send();
    });
    simulator.outgoing("user_orders", () => {});
    stranger(simulator, nba, "ask", "0.4000", "2.00");
    await client.place({ ticker: nba, price: "0.4000", count: "2.00" });
    const frames = await heard(socket);
    assertEquals(frames.map(({ type }) => type), ["fill", "fill"]);
    assertEquals(frames[0]?.msg.trade_id, frames[1]?.msg.trade_id);
    assertEquals((await client.get("/portfolio/orders")).orders.length, 1);
  });
});
