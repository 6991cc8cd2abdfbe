/**
 * What exchange and markets do while orders rest: pauses, a market that stops and comes back, another grid, an early close,
 * the weekly maintenance.
 *
 * @module
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { CENT_GRID, isOnGrid } from "../../../src/core/market/ticks.ts";
import { parsePrice } from "../../../src/core/numbers/money.ts";
import type { FaultScriptInput } from "../../../src/simulator/mod.ts";
import type { FaultCase } from "./fault_case.ts";
import { HELD, type Scene } from "./scene.ts";

type Deed = NonNullable<FaultScriptInput["actions"]>[number]["do"];
type ShardState = Extract<Deed, { kind: "shard" }>["state"];

/** Pauses the market's shard, or lets it go on. */
function shard(scene: Scene, state: ShardState): void {
  scene.do({ kind: "shard", shard: 3, state });
}

/** Waits until the exchange has a take-profit for all that is held. */
async function protectedAgain(scene: Scene): Promise<void> {
  await scene.bench.untilAtExchange(
    () =>
      scene.bench.account.resting().some(({ side, remaining }) => side === "ask" && remaining === scene.held),
    "a take-profit for the position",
  );
}

const tradingPause: FaultCase = {
  name:
    "trading is paused: nothing is entered, cancels go, what rests stays, and the exit goes when it is over",
  fault: "exchange pause",
  async play(scene) {
    shard(scene, "trading_paused");
    assertMatch(await scene.sentOrRefused(), /PAUSE/i);
    const [entry] = scene.session.engine.orders.open.in(scene.market).filter(({ request }) =>
      request.purpose === "entry"
    );
    scene.session.command({ command: "cancel_order", order: entry?.request.clientOrderId ?? "" });
    await scene.bench.untilAtExchange(() => scene.bench.resting.length === 1, "the cancel");
    scene.session.command({ command: "close_position", market: scene.market });
    await scene.says(/PAUSE|CANNOT_EXIT|paused/i);
    assertEquals(scene.held, HELD);
    shard(scene, "active");
    await scene.bench.untilAtExchange(() => scene.held === 0, "the exit after the pause");
  },
};

const exchangePause: FaultCase = {
  name:
    "the whole exchange is paused: entries end by themselves, cancels are refused and asked again until it is over",
  fault: "exchange pause",
  async play(scene) {
    shard(scene, "exchange_paused");
    scene.session.command({ command: "cancel_all" });
    await scene.says(/cannot cancel .* yet/);
    // The exchange has ended the entry by itself, as it was asked to; the take-profit rests on.
    assertEquals(scene.bench.account.resting().map(({ side }) => side), ["ask"]);
    shard(scene, "active");
    await scene.bench.untilAtExchange(() => scene.bench.resting.length === 0, "the cancel after the pause");
    await scene.exits();
  },
};

const deactivated: FaultCase = {
  name:
    "a market is deactivated and comes back, and its resting orders are gone: the take-profit is placed again",
  fault: "deactivated and reactivated",
  async play(scene) {
    const { market } = scene;
    scene.do({ kind: "life", life: { step: "deactivated", ticker: market } });
    await scene.until(() => scene.session.engine.market(market)?.status !== "active", "word of it");
    assertMatch(await scene.sentOrRefused(), /ACTIVE|MARKET/);
    scene.do({ kind: "life", life: { step: "activated", ticker: market } });
    await protectedAgain(scene);
    await scene.bench.offer("bid", "0.5400", "100");
    await scene.agrees();
    assertEquals(scene.bench.resting.length, 1, "the entry is gone and is nobody's wish any more");
    await scene.exits();
  },
};

const grid: FaultCase = {
  name:
    "the grid of prices is made finer while orders rest: they stay, and the next price is on the new grid",
  fault: "grid changed",
  async play(scene) {
    const { market } = scene;
    scene.do({
      kind: "life",
      life: { step: "price_level_structure_updated", ticker: market, grid: "tapered_deci_cent" },
    });
    const finer = () =>
      isOnGrid(scene.session.engine.market(market)?.grid ?? CENT_GRID, parsePrice("0.0510"));
    await scene.until(finer, "the new grid");
    assertEquals(scene.bench.resting.length, 2, "what rests stays");
    await scene.enter("0.0510", "1");
    await scene.exits();
  },
};

const closedEarly: FaultCase = {
  name:
    "a market closes early: its orders end, cancels that are refused do not alarm, the position waits for the result",
  fault: "closed early",
  async play(scene) {
    const { market } = scene;
    scene.do({ kind: "life", life: { step: "closed", ticker: market } });
    assertMatch(await scene.sentOrRefused(), /ACTIVE|MARKET|CLOSE/);
    await scene.bench.untilAtExchange(() => scene.bench.resting.length === 0, "the exchange's own cancels");
    await scene.agrees();
    assertEquals(scene.held, HELD);
    scene.do({ kind: "life", life: { step: "determined", ticker: market, result: "yes" } });
    scene.do({ kind: "life", life: { step: "settled", ticker: market } });
    await scene.until(() => scene.outcomes.some(({ kind }) => kind === "settled"), "the payout");
    await scene.until(
      () => scene.journal.orders.positions().every((each) => each.market !== market || each.quantity === 0),
      "a journal without the position",
    );
  },
};

const reopened: FaultCase = {
  name: "a market closes early and is opened again: the position has its take-profit again",
  fault: "closed early",
  async play(scene) {
    const { market } = scene;
    scene.do({ kind: "life", life: { step: "closed", ticker: market } });
    await scene.bench.untilAtExchange(() => scene.bench.resting.length === 0, "the exchange's own cancels");
    scene.do({ kind: "life", life: { step: "reopened", ticker: market } });
    await protectedAgain(scene);
    await scene.bench.offer("bid", "0.5400", "100");
    await scene.agrees();
    await scene.exits();
  },
};

const maintenance: FaultCase = {
  name:
    "the weekly maintenance: sockets cut, every request answered with 503, everything paused, and then all is back",
  fault: "maintenance",
  async play(scene) {
    shard(scene, "exchange_paused");
    scene.script({
      requests: [{ times: "always", fault: { kind: "answer", point: "before", status: 503 } }],
    });
    const closed = scene.bench.simulator.intercept({
      before: ({ handshake }) => handshake ? { kind: "silence", how: "close" } : { kind: "pass" },
    });
    scene.do({ kind: "fault", name: "drop" });
    await scene.blind();
    await scene.refused();
    // A rule or a person wants out: it cannot go, and is not forgotten.
    scene.session.command({ command: "close_position", market: scene.market });
    await scene.until(
      () =>
        scene.session.engine.orders.open.in(scene.market).every(({ request }) => request.side === "bid") ||
        /cannot|CANNOT/.test(scene.shown),
      "a try to get out",
    );
    closed();
    scene.heal();
    shard(scene, "active");
    await scene.bench.untilAtExchange(() => scene.held === 0, "the exit after the maintenance");
    await scene.agrees();
    assert(scene.session.live?.blind === undefined);
  },
};

/** What exchange and markets do. */
export const MARKET_CASES: readonly FaultCase[] = [
  tradingPause,
  exchangePause,
  deactivated,
  grid,
  closedEarly,
  reopened,
  maintenance,
];
