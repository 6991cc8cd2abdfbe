/**
 * Faults of the account's own messages, which are not numbered: fields that are missing or null, messages twice, late, lost, and
 * in another order.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { isObject } from "../../../src/simulator/control/edits.ts";
import type { Channel } from "../../../src/simulator/mod.ts";
import type { FaultCase } from "./fault_case.ts";
import { HELD, type Scene } from "./scene.ts";

/** Changes the fields of every message of a channel. */
function edit({ bench: { simulator } }: Scene, channel: Channel, change: (fields: Fields) => unknown): void {
  simulator.outgoing(channel, ({ text }, send) => {
    const frame: unknown = JSON.parse(text);
    if (!isObject(frame) || !isObject(frame.msg)) return send(text);
    send(JSON.stringify({ ...frame, msg: change({ ...frame.msg }) }));
  });
}

type Fields = Record<string, unknown>;

/** A part of the take-profit trades, an order comes and goes, the rest is closed: all of it through broken messages. */
async function trades(scene: Scene): Promise<void> {
  await scene.bench.offer("bid", "0.7000", "4");
  await scene.until(
    () => scene.session.engine.orders.portfolio.held(scene.market) === HELD - 400,
    "a fill whose message was broken",
  );
  // What cannot be read is blindness, until a reading that is newer was compared.
  await scene.sees();
  scene.buy("0.4700", "1");
  await scene.bench.untilAtExchange(() => scene.bench.resting.length === 3, "another entry");
  await scene.exits();
  await scene.until(
    () => scene.session.engine.orders.portfolio.held(scene.market) === 0,
    "the fills of the exit",
  );
}

function without(channel: Channel, field: string, what: string): FaultCase {
  return {
    name: what,
    fault: "missing and null fields",
    async play(scene) {
      edit(scene, channel, (fields) => {
        delete fields[field];
        return fields;
      });
      await trades(scene);
    },
  };
}

function having(channel: Channel, field: string, value: unknown, what: string): FaultCase {
  return {
    name: what,
    fault: "missing and null fields",
    async play(scene) {
      edit(scene, channel, (fields) => ({ ...fields, [field]: value }));
      await trades(scene);
    },
  };
}

const nothing: FaultCase = {
  name: "own messages have no fields at all",
  fault: "missing and null fields",
  async play(scene) {
    for (const channel of ["fill", "user_orders", "market_positions"] as const) {
      edit(scene, channel, () => ({}));
    }
    await trades(scene);
  },
};

const doubled: FaultCase = {
  name: "every own message comes twice, the second late",
  fault: "duplicated and reordered",
  async play(scene) {
    scene.script({ channels: [{ times: "always", fault: { kind: "double", afterMs: [0, 300] } }] });
    await trades(scene);
  },
};

const swapped: FaultCase = {
  name: "own messages come in another order, each late by its own time",
  fault: "duplicated and reordered",
  async play(scene) {
    scene.script({
      seed: 7,
      channels: [
        { channel: "fill", times: "always", fault: { kind: "delay", ms: [0, 800] } },
        { channel: "user_orders", times: "always", fault: { kind: "delay", ms: [0, 800] } },
        { channel: "market_positions", times: "always", fault: { kind: "swap" } },
      ],
    });
    await trades(scene);
  },
};

const lost: FaultCase = {
  name: "every second own message is lost",
  fault: "duplicated and reordered",
  async play(scene) {
    scene.script({ seed: 3, channels: [{ times: "always", chance: 0.5, fault: { kind: "lose" } }] });
    await trades(scene);
  },
};

const restFill: FaultCase = {
  name: "a fill without a price, on the stream and over REST: said, never guessed, booked once it has one",
  fault: "missing and null fields",
  async play(scene) {
    edit(scene, "fill", (fields) => ({ ...fields, yes_price_dollars: null }));
    const broken = scene.bench.simulator.intercept({
      after: ({ path }, answer) => {
        if (!path.endsWith("/portfolio/fills")) return { kind: "pass" };
        const body: unknown = JSON.parse(new TextDecoder().decode(answer.body));
        if (!isObject(body) || !Array.isArray(body.fills)) return { kind: "pass" };
        const fills = body.fills.map((fill: unknown) =>
          isObject(fill) ? { ...fill, yes_price_dollars: null, yes_price_fixed: null } : fill
        );
        return {
          kind: "answer",
          answer: { ...answer, body: new TextEncoder().encode(JSON.stringify({ ...body, fills })) },
        };
      },
    });
    await scene.bench.offer("bid", "0.7000", "4");
    await scene.says(/fill|price/);
    await scene.refused();
    assertEquals(scene.session.engine.orders.portfolio.held(scene.market), HELD, "nothing was guessed");
    broken();
    await scene.agrees();
    await scene.exits();
  },
};

/** Faults of own messages. */
export const PRIVATE_CASES: readonly FaultCase[] = [
  without("fill", "yes_price_dollars", "fills come without their price"),
  without("fill", "count_fp", "fills come without their size"),
  having("fill", "fee_cost", null, "fills come without their fee"),
  having("fill", "trade_id", null, "fills come without their trade id"),
  having("fill", "ts_ms", null, "fills come without their time"),
  having("fill", "client_order_id", "", "fills come without the id that the program gave"),
  without("user_orders", "remaining_count_fp", "orders come without what is left of them"),
  without("user_orders", "fill_count_fp", "orders come without what was filled of them"),
  having("user_orders", "status", "resolving", "orders come with a status that nobody knows"),
  having("user_orders", "yes_price_dollars", null, "orders come without their price"),
  nothing,
  restFill,
  doubled,
  swapped,
  lost,
];
