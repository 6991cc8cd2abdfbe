/**
 * Every endpoint and every message of the exchange's documents: served, and then its answers and frames fit their schemas, or
 * named with the reason why it is not.
 */
import { assert, assertEquals } from "@std/assert";
import { deadline } from "@std/async/deadline";
import type { Simulator } from "../../src/simulator/mod.ts";
import { isNode, type Schemas } from "../support/json_schema.ts";
import { specTest } from "../support/specs.ts";
import { ORDERS } from "./signed.ts";
import { SpecWorld, unsigned, visitsOf, whyNot } from "./spec_walk.ts";
import { Client, type Frame, start } from "./support.ts";

const OPENAPI = "kalshi-openapi-2026-10-derived.yaml";
const ASYNCAPI = "kalshi-asyncapi-2026-10-derived.yaml";
const METHODS = ["get", "post", "put", "delete"];
/** They end what the others look at, so they come last, in this order. */
const ENDING = [
  "DELETE /portfolio/events/orders/{order_id}",
  "PUT /portfolio/order_groups/{order_group_id}/trigger",
  "PUT /portfolio/order_groups/{order_group_id}/reset",
  "DELETE /portfolio/order_groups/{order_group_id}",
  `DELETE ${ORDERS}`,
];

/** What the exchange was seen to answer although its document says otherwise. */
const SEEN: ReadonlySet<string> = new Set([
  "GET /live_data/milestone/{milestone_id}/game_stats 200: $.pbp: expected object, was null",
]);

interface Operation {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly signed: boolean;
  readonly responses: Readonly<Record<string, unknown>>;
}

function operations({ document }: Schemas): Operation[] {
  const found: Operation[] = [];
  for (const [path, item] of Object.entries(isNode(document.paths) ? document.paths : {})) {
    for (const [method, operation] of Object.entries(isNode(item) ? item : {})) {
      if (!METHODS.includes(method) || !isNode(operation)) continue;
      const responses = isNode(operation.responses) ? operation.responses : {};
      const upper = method.toUpperCase();
      const signed = path.startsWith("/portfolio") ||
        operation.security !== undefined && !path.startsWith("/markets");
      found.push({ name: `${upper} ${path}`, method: upper, path, signed, responses });
    }
  }
  const last = (name: string) => ENDING.indexOf(name);
  return found.sort((one, other) => last(one.name) - last(other.name));
}

/** The schema of an answer's JSON; `undefined` where the document gives none. */
function schemaOf(schemas: Schemas, responses: Operation["responses"], status: number): unknown {
  const response = responses[String(status)];
  if (response === undefined) return undefined;
  const { content } = schemas.resolve(response);
  const json = isNode(content) ? content["application/json"] : undefined;
  return isNode(json) ? json.schema : undefined;
}

specTest(
  OPENAPI,
  "every endpoint is served as its schemas say, or named with the reason why not",
  async (schemas) => {
    const simulator = await start({ plan: { kind: "quiet" } });
    const world = new SpecWorld(simulator);
    const counts = { operations: 0, served: 0, answers: 0, checked: 0, documented: 0 };
    const wrong: string[] = [];
    try {
      await world.fill();
      for (const { name, method, path, signed, responses } of operations(schemas)) {
        counts.operations++;
        const visits = visitsOf(world, name);
        if (visits === undefined) {
          if (whyNot(name) === undefined) wrong.push(`${name}: neither served nor named`);
          continue;
        }
        if (whyNot(name) !== undefined) wrong.push(`${name}: served, but named as not served`);
        counts.served++;
        const check = (status: number, expected: number, body: unknown) => {
          counts.answers++;
          if (status !== expected) {
            wrong.push(
              `${name}: expected ${expected}, was ${status}: ${JSON.stringify(body)}`,
            );
          }
          if (responses[String(status)] !== undefined) counts.documented++;
          const schema = schemaOf(schemas, responses, status);
          if (schema === undefined) return;
          counts.checked++;
          wrong.push(...schemas.problems(schema, body).map((problem) => `${name} ${status}: ${problem}`));
        };
        if (signed) {
          const answer = await unsigned(simulator, method, world.path(path));
          check(answer.status, 401, answer.body);
        }
        if (path.includes("{") && responses["404"] !== undefined) {
          const unknown = path.replaceAll(/\{[^}]*\}/g, "unknown");
          const body = visits.find(({ status }) => status === 200)?.body;
          const answer = await world.client.send(method, unknown, body);
          check(answer.status, 404, answer.body);
        }
        for (const { query, body, status } of visits) {
          const target = world.path(path) + (query === undefined ? "" : `?${query}`);
          const answer = await world.client.send(method, target, body);
          check(answer.status, status, answer.body);
        }
      }
    } finally {
      await simulator.close();
    }
    assertEquals(wrong.filter((problem) => !SEEN.has(problem)), []);
    assertEquals(counts, { operations: 108, served: 72, answers: 168, checked: 140, documented: 168 });
  },
);

/** Messages that the simulator sends, by the name that the document gives them. */
const SENT: Readonly<Record<string, (frame: Frame) => boolean>> = {
  subscribedResponse: ({ type }) => type === "subscribed",
  unsubscribedResponse: ({ type }) => type === "unsubscribed",
  okResponse: ({ type, msg }) => type === "ok" && !Array.isArray(msg),
  listSubscriptionsResponse: ({ type, msg }) => type === "ok" && Array.isArray(msg),
  errorResponse: ({ type }) => type === "error",
  orderbookSnapshot: ({ type }) => type === "orderbook_snapshot",
  orderbookDelta: ({ type }) => type === "orderbook_delta",
  ticker: ({ type }) => type === "ticker",
  trade: ({ type }) => type === "trade",
  fill: ({ type }) => type === "fill",
  marketLifecycleV2: ({ type }) => type === "market_lifecycle_v2",
  marketPosition: ({ type }) => type === "market_position",
  orderGroupUpdates: ({ type }) => type === "order_group_updates",
  userOrder: ({ type }) => type === "user_order",
};

/** Messages that it does not send here, and why. */
const NOT_SENT: Readonly<Record<string, string>> = {
  eventFeeUpdate: "no source changes fees by itself; the hub's own test sends one",
  eventLifecycle: "events are listed before clients come",
  multivariateMarketLifecycle: "there are no combos here",
  cfbenchmarksValue: "another kind of market",
  cfbenchmarksIndexList: "another kind of market",
  pythValue: "another kind of market",
  pythUnderlyingList: "another kind of market",
  rfqCreated: "requests for quotes are not served",
  rfqDeleted: "requests for quotes are not served",
  quoteCreated: "requests for quotes are not served",
  quoteAccepted: "requests for quotes are not served",
  quoteExecuted: "requests for quotes are not served",
  incomingPing: "a control frame without JSON: connections_test.ts",
  incomingPong: "a control frame without JSON: connections_test.ts",
  outgoingPing: "a control frame without JSON: connections_test.ts",
  outgoingPong: "a control frame without JSON: connections_test.ts",
};

/** Everything that came of a session in which each channel has something to say. */
async function session(simulator: Simulator): Promise<readonly Frame[]> {
  const world = new SpecWorld(simulator);
  const socket = await Client.connect(simulator);
  const channels = [
    "orderbook_delta",
    "trade",
    "ticker",
    "market_lifecycle_v2",
    "fill",
    "user_orders",
    "market_positions",
    "order_group_updates",
  ];
  const came: Frame[] = [];
  const hear = async (id: number, command: Readonly<Record<string, unknown>>) => {
    socket.send({ id, ...command });
    await socket.next((frame) => {
      if (!came.includes(frame)) came.push(frame);
      return frame.id === id;
    });
  };
  const tickers = [world.market, world.settled];
  for (const [index, channel] of channels.entries()) {
    await hear(index + 1, { cmd: "subscribe", params: { channels: [channel], market_tickers: tickers } });
  }
  await world.fill();
  const update = { sid: 2, action: "delete_markets", market_tickers: [world.settled] };
  await hear(20, { cmd: "update_subscription", params: update });
  await hear(21, {
    cmd: "update_subscription",
    params: { sid: 99, action: "add_markets", market_ticker: "X" },
  });
  // Summaries go out with the next round of the server's clock.
  while (!came.some(({ type }) => type === "ticker")) {
    came.push(await socket.next(() => true));
  }
  await hear(22, { cmd: "unsubscribe", params: { sids: [2] } });
  await hear(23, { cmd: "list_subscriptions" });
  await socket.close();
  return came;
}

specTest(
  ASYNCAPI,
  "every message is sent as its schema says, or named with the reason why not",
  async (schemas) => {
    const { components } = schemas.document;
    const messages = isNode(components) && isNode(components.messages) ? components.messages : {};
    // What clients send is read by the command schemas and their own tests.
    const names = Object.keys(messages).filter((name) => !name.endsWith("Command"));
    const named = [...Object.keys(SENT), ...Object.keys(NOT_SENT)];
    assertEquals(names.filter((name) => !/Command/.test(name)).sort(), named.sort());
    const simulator = await start({ plan: { kind: "quiet" } });
    try {
      const frames = await deadline(session(simulator), 15_000);
      const wrong: string[] = [];
      for (const [name, fits] of Object.entries(SENT)) {
        const sent = frames.filter(fits);
        if (sent.length === 0) wrong.push(`${name}: none came`);
        const { payload } = schemas.resolve(messages[name]);
        for (const frame of sent) {
          wrong.push(...schemas.problems(payload, frame).map((problem) => `${name}: ${problem}`));
        }
      }
      assertEquals([...new Set(wrong)], []);
      assert(frames.length > 30);
    } finally {
      await simulator.close();
    }
  },
);
