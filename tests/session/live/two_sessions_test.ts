/**
 * Sessions of one account on one journal: what belongs to one that lives is its own, and what dead ones left is taken over whole.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { deadline } from "@std/async/deadline";
import { notional, parseQuantity } from "../../../src/core/numbers/money.ts";
import { REAL_TIMERS } from "../../../src/lib/timers.ts";
import { sideBySide } from "../../support/side_by_side.ts";
import { must, Watcher } from "../support.ts";
import { Child, killedAt } from "./killed.ts";
import { LiveBench, openJournal, reportsOf, startLive } from "./live_support.ts";
import { recordingOf } from "./recording_of.ts";

const RULE = { takeProfit: 0.25 };

async function withBook(): Promise<LiveBench> {
  const bench = await LiveBench.open({ rule: RULE });
  await bench.offer("ask", "0.5600", "10");
  await bench.offer("bid", "0.5400", "100");
  return bench;
}

/** A trade of an order whose process is dead, and not yet known to be. */
async function tradedBetween(): Promise<void> {
  await using bench = await withBook();
  const { session, journal } = await bench.start({ rule: null });
  await bench.seeing(session);
  await killedAt(bench, "take_profit accepted", RULE);
  const [takeProfit] = bench.resting;
  await bench.offer("bid", "0.7000", "4");
  await bench.untilAtExchange(() => bench.resting.length === 0, "the cancel");
  await bench.watcher.until(() => journal.orders.open().length === 0, "the end in the journal");
  const held = journal.orders.positions().map(({ quantity }) => quantity);
  assertEquals(held, [parseQuantity("6")], "the journal has what was sold meanwhile");
  const [sale] = journal.orders.fills({ clientOrderId: takeProfit ?? "" });
  assert(sale !== undefined);
  assertEquals(
    sale.balanceChange,
    notional(sale.price, parseQuantity("4")) - sale.fee,
    "for what it was sold",
  );
}

/** What rests of a session that goes on is not cancelled by one that starts beside it. */
async function goesOnBeside(): Promise<void> {
  await using bench = await withBook();
  await killedAt(bench, "take_profit accepted", RULE);
  const before = bench.resting;
  assertEquals(before.length, 1);
  const watcher = new Watcher();
  const resumed = await bench.start({ resume: recordingOf(bench), watcher });
  await bench.seeing(resumed.session, watcher);
  const beside = await bench.start({ rule: null });
  await bench.seeing(beside.session);
  assertEquals(bench.resting, before);
  // Its trades are booked by the one that has it.
  await bench.offer("bid", "0.7000", "4");
  await bench.until("fill", 1, watcher);
  assertEquals(reportsOf(bench.watcher.outcomes), []);
}

/** A session whose computer slept for seconds wakes up after another has taken over what it held. */
async function tookForDead(): Promise<void> {
  await using bench = await withBook();
  await using child = Child.start(bench, RULE);
  await child.until("take_profit accepted");
  child.signal("SIGSTOP");
  const [before] = bench.resting;
  const offered: number[] = [];
  const stop = bench.simulator.accounts.onEvent(() =>
    queueMicrotask(() => {
      offered.push(bench.account.resting().reduce((sum, order) => sum + order.remaining, 0));
    })
  );
  const { session, journal } = await bench.start();
  await bench.untilAtExchange(
    () => bench.resting.length > 0 && !bench.resting.includes(before ?? ""),
    "the other's take-profit",
  );
  child.signal("SIGCONT");
  // It hears that its take-profit is gone, and would offer the same again.
  await child.until("take_profit rejected");
  stop();
  assertEquals(bench.resting.length, 1);
  assert(offered.every((contracts) => contracts <= parseQuantity("10")), `offered: ${offered.join(", ")}`);
  assertEquals(session.engine.orders.portfolio.held(bench.market), parseQuantity("10"));
  assertEquals(journal.orders.positions().map(({ quantity }) => quantity), [parseQuantity("10")]);
}

/** A beginning that takes its time is no sign of death. */
async function slowBeginning(): Promise<void> {
  await using bench = await withBook();
  const held = Promise.withResolvers<void>();
  const seconds = Promise.withResolvers<() => void>();
  bench.simulator.intercept({
    before: async ({ path }) => {
      if (path.endsWith("/portfolio/positions")) await held.promise;
      return { kind: "pass" };
    },
  });
  const journal = openJournal(bench.place);
  const starting = startLive(bench.place, journal, bench.watcher, {
    rule: null,
    timers: {
      after: (ms, action) => {
        if (ms !== 1_000) return REAL_TIMERS.after(ms, action);
        seconds.resolve(action);
        return { clear: () => {} };
      },
    },
  });
  const beat = await deadline(seconds.promise, 15_000);
  const signs: number[] = [];
  const heartbeat = journal.sessions.heartbeat.bind(journal.sessions);
  journal.sessions.heartbeat = () => {
    signs.push(1);
    heartbeat();
  };
  beat();
  assertEquals(signs, [1], "a second has passed, and it says that it lives");
  held.resolve();
  const session = must(await starting);
  await session.close("the test is over");
  journal[Symbol.dispose]();
}

sideBySide("sessions of one account on one journal", [
  {
    name: "what an order trades while its process is dead and not known to be is journaled",
    play: tradedBetween,
  },
  {
    name: "a session that goes on keeps its orders",
    play: goesOnBeside,
  },
  {
    name: "a session that others took for dead sells nothing of what they have taken over",
    play: tookForDead,
  },
  { name: "a session that begins shows that it lives", play: slowBeginning },
]);
