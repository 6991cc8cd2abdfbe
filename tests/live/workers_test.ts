/**
 * Workers that trade live, as processes of their own on one account: nothing without an arming, its end at once, and what holds
 * for the account over all of them.
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { WorkersBench } from "./workers_bench.ts";

Deno.test("live workers enter nothing unarmed; armed, a limit holds over both; a kill from elsewhere reaches both", async () => {
  await using bench = await WorkersBench.open();
  const { account } = bench.bench;
  for (const game of ["nba", "nfl"] as const) {
    bench.offer(game, "bid", "0.5400", "100");
    bench.offer(game, "ask", "0.5600", "100");
  }
  // Ten contracts cost 5.60: one worker's entry fits, and that of the other no longer. The journal refuses it where it has not
  // seen the first one's yet, else its own gate.
  const limits = { max_total_exposure: "8.00" };
  const nba = await bench.worker({ game: "nba", price: 5_600, limits });
  const nfl = await bench.worker({ game: "nfl", price: 5_600, limits });
  for (const worker of [nba, nfl]) {
    const held = await worker.next(({ whyNot = "" }) => /NOT_ARMED/.test(whyNot), "a refusal");
    assertEquals([held.mode, held.armedUntil], ["live", undefined]);
    assertMatch(held.unarmed ?? "", /not armed/);
  }
  assertEquals(bench.creates, [], "nothing was sent");

  const until = bench.arm(60_000, "50.00");
  const bought = () => bench.held("nba") + bench.held("nfl");
  await bench.bench.untilAtExchange(() => bought() > 0, "an entry");
  const limited = () => {
    for (const game of ["nba", "nfl"] as const) bench.nudge(game);
    return bench.logged(/TOTAL_EXPOSURE: exposure=\$1\d/);
  };
  for (const worker of [nba, nfl]) assertEquals((await worker.next(limited, "the limit")).armedUntil, until);
  assertEquals(bought(), 1_000, "one entry of ten contracts, whichever worker was first");

  const killed = await bench.command("kill", "the score is wrong");
  assertEquals(killed.code, 0, killed.err);
  for (const worker of [nba, nfl]) await worker.next((status) => status.killed, "the kill");
  assertEquals(account.resting(), [], "the closing order that rested is cancelled too");
  const sent = bench.creates.length;
  bench.offer("nba", "bid", "0.2000", "1");
  for (const worker of [nba, nfl]) assertEquals((await worker.end()).code, 0);
  assertEquals(bench.creates.length, sent, "nothing but cancels left after the kill");
});

Deno.test("disarmed, over its time or its loss: what waits to be bought is cancelled, and a stop sells all the same", async () => {
  await using bench = await WorkersBench.open();
  const { account } = bench.bench;
  const bid = bench.offer("nba", "bid", "0.5400", "100");
  for (const game of ["nba", "nfl"] as const) bench.offer(game, "ask", "0.5600", "100");
  const low = bench.offer("nfl", "bid", "0.4900", "1");
  bench.arm(60_000, "50.00");
  const nba = await bench.worker({ game: "nba", price: 5_600 });
  const nfl = await bench.worker({ game: "nfl", price: 5_000 });
  const entries = () => account.resting().filter(({ market }) => market === bench.market("nfl"));
  const exits = () => account.resting().filter(({ market }) => market === bench.market("nba"));
  await bench.bench.untilAtExchange(
    () => exits().length === 1 && entries().length === 1,
    "a position, an entry",
  );

  const disarmed = await bench.command("disarm");
  assertEquals(disarmed.code, 0, disarmed.err);
  await bench.bench.untilAtExchange(() => entries().length === 0, "the end of the entry");
  assertEquals(exits().length, 1, "what closes a position stays");
  await nfl.next(
    ({ unarmed, whyNot = "" }) => unarmed !== undefined && /NOT_ARMED/.test(whyNot),
    "NOT_ARMED",
  );
  const sent = bench.creates.length;

  // Its bids are gone: the stop of the position sells although nothing is armed any more.
  bench.offer("nba", "bid", "0.5100", "100");
  bench.bench.stranger.cancel({ orderId: bid, exchangeIndex: 3 });
  await bench.bench.untilAtExchange(() => bench.held("nba") === 0, "a stop");
  const sells = bench.creates.slice(sent);
  assert(sells.length > 0 && sells.every(({ reduceOnly }) => reduceOnly), JSON.stringify(sells));

  // Until its end by the clock, and no longer. The short arming comes when the entry rests: it need not be in time.
  const long = bench.arm(60_000, "50.00");
  await nfl.next(({ armedUntil }) => armedUntil === long, "the arming");
  bench.nudge("nfl");
  await bench.bench.untilAtExchange(() => entries().length === 1, "an entry again");
  const until = bench.arm(2_000, "50.00");
  await bench.bench.untilAtExchange(() => entries().length === 0, "its end with the arming");
  assert(Date.now() >= until, "not before");
  const over = await nfl.next(({ unarmed = "" }) => /arming ended/.test(unarmed), "the end of the arming");
  assertEquals(over.armedUntil, undefined);

  // What one of them loses is lost for all: the entry that the other would make waits too.
  bench.arm(60_000, "0.50");
  await nfl.next(({ armedUntil }) => armedUntil !== undefined, "the next arming");
  bench.nudge("nfl");
  await bench.bench.untilAtExchange(() => entries().length === 1, "an entry under the next arming");
  bench.offer("nfl", "ask", "0.5000", "10");
  await bench.bench.untilAtExchange(() => bench.held("nfl") === 1_000, "a position");
  bench.bench.stranger.cancel({ orderId: low, exchangeIndex: 0 });
  bench.offer("nfl", "bid", "0.4500", "100");
  await bench.bench.untilAtExchange(() => bench.held("nfl") === 0, "a stop");
  for (const worker of [nba, nfl]) {
    const lost = await worker.next(({ unarmed = "" }) => /^lost /.test(unarmed), "the loss");
    assertMatch(lost.unarmed ?? "", /permitted \$0\.50/);
  }
  for (const worker of [nba, nfl]) assertEquals((await worker.end()).code, 0);
  assertEquals(account.resting(), [], "nothing rests after the end");
  for (const state of ["in force", "NOT_ARMED: ", "ARMING_EXPIRED: ", "ARMING_LOSS: "]) {
    assert(bench.logged(new RegExp(`"kind":"arming","data":{"state":"${state}`)), state);
  }
});

Deno.test("a live worker that was killed goes on with its position; one on paper does not go on with it", async () => {
  await using bench = await WorkersBench.open();
  const { account } = bench.bench;
  const bid = bench.offer("nba", "bid", "0.5400", "100");
  bench.offer("nba", "ask", "0.5600", "100");
  bench.arm(60_000, "50.00");
  const first = await bench.worker({ game: "nba", price: 5_600 });
  await bench.bench.untilAtExchange(() => account.resting().length === 1, "a position with its take-profit");
  await first.kill();
  const second = await bench.worker({ game: "nba", price: 5_600 });
  const there = await second.next(
    ({ phase, positions }) => phase === "trading" && positions === 1,
    "a position",
  );
  assertEquals([there.mode, there.startingBalance], ["live", 10_000_000_000]);
  assert(
    second.notes.some((text) => /goes on with its recording: [1-9]/.test(text)),
    second.notes.join(" | "),
  );
  // What the first one bought, the second one's stop sells.
  bench.offer("nba", "bid", "0.5100", "100");
  bench.bench.stranger.cancel({ orderId: bid, exchangeIndex: 3 });
  await bench.bench.untilAtExchange(() => bench.held("nba") === 0, "a stop");
  const sent = bench.creates.length;
  await second.kill();

  const paper = await bench.worker({ game: "nba", price: 5_600, mode: "paper" });
  const apart = await paper.next(({ phase }) => phase === "trading", "a paper account of its own");
  assertEquals([apart.mode, apart.startingBalance, apart.unarmed], ["paper", 1_000_000_000, undefined]);
  assert(
    paper.notes.some((text) => /was traded live, asked for is paper: begins anew/.test(text)),
    paper.notes.join(),
  );
  await paper.end();
  assertEquals(bench.creates.length, sent, "nothing of paper reaches the exchange");
});
