/**
 * Sessions that are killed, and what the next one does about what they left.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { parseQuantity } from "../../../src/core/numbers/money.ts";
import { Watcher } from "../support.ts";
import { killedAt } from "./killed.ts";
import { LiveBench } from "./live_support.ts";
import { recordingOf } from "./recording_of.ts";

const RULE = { takeProfit: 0.25 };

async function withBook(): Promise<LiveBench> {
  const bench = await LiveBench.open({ rule: RULE });
  await bench.offer("ask", "0.5600", "10");
  await bench.offer("bid", "0.5400", "100");
  return bench;
}

Deno.test("a killed session goes on from journal and recording: the position is its own, and its take-profit is kept", async () => {
  await using bench = await withBook();
  await killedAt(bench, "take_profit accepted", RULE);
  const [before] = bench.resting;
  assert(before !== undefined);
  // While nobody looks, the stranger takes a part of the take-profit.
  await bench.offer("bid", "0.7000", "4");
  const watcher = new Watcher();
  const { session, journal } = await bench.start({ resume: recordingOf(bench), watcher });
  await bench.seeing(session, watcher);
  assertEquals(session.engine.orders.portfolio.held(bench.market), parseQuantity("6"));
  assertEquals(session.engine.orders.portfolio.cash, bench.account.balance(3).cash);
  assertEquals(bench.resting, [before], "the order of before still rests, once");
  assertEquals(journal.orders.positions().map(({ quantity }) => quantity), [parseQuantity("6")]);
  await session.close("the test is over");
  assertEquals(bench.resting, []);
});

Deno.test("a new session after a kill cancels what nobody looks after, and leaves the position alone", async () => {
  await using bench = await withBook();
  await killedAt(bench, "take_profit accepted", RULE);
  const watcher = new Watcher();
  const { session, journal } = await bench.start({ watcher, rule: null });
  await bench.untilAtExchange(
    () => bench.resting.length === 0,
    "the orphan's cancel",
  );
  await bench.seeing(session, watcher);
  assertEquals(session.engine.orders.portfolio.held(bench.market), 0, "it is not this session's");
  assertEquals(bench.account.position(bench.market)?.position, parseQuantity("10"));
  await watcher.until(() => journal.orders.open(1).length === 0, "the end in the journal");
});

Deno.test("a session that lives cancels what another process leaves when it dies", async () => {
  await using bench = await withBook();
  const { session } = await bench.start({ rule: null });
  await bench.seeing(session);
  await killedAt(bench, "take_profit accepted", RULE);
  assertEquals(bench.resting.length, 1);
  await bench.untilAtExchange(() => bench.resting.length === 0, "the cancel");
  assertEquals(bench.account.position(bench.market)?.position, parseQuantity("10"));
});
