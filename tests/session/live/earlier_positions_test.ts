/**
 * Positions of sessions before: the next session takes them over, with what they have cost and their exits.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { EXTERNAL } from "../../../src/core/execution/holding.ts";
import { parseMicros, parseQuantity } from "../../../src/core/numbers/money.ts";
import type { OrderOutcome } from "../../../src/core/outcomes.ts";
import { openReplay } from "../../../src/session/replay.ts";
import { must, Watcher } from "../support.ts";
import { killedAt } from "./killed.ts";
import { LIVE_REGISTRY, LiveBench } from "./live_support.ts";
import { recordingOf } from "./recording_of.ts";

type Live = Awaited<ReturnType<LiveBench["start"]>>;

const RULE = { stopLoss: 1_000 };

/** A market with 10 to buy at .56, and a bid below that can be taken away. */
async function withBook(): Promise<{ readonly bench: LiveBench; readonly bid: string }> {
  const bench = await LiveBench.open({ rule: RULE });
  await bench.offer("ask", "0.5600", "10");
  return { bench, bid: await bench.offer("bid", "0.5400", "100") };
}

/** Exchange, journal and engine hold the same, and have the same money. */
function agree(bench: LiveBench, { session, journal }: Live): void {
  const { market } = bench;
  const held = bench.account.position(market)?.position ?? 0;
  assertEquals(session.engine.orders.portfolio.held(market), held);
  assertEquals(journal.orders.positions().find((each) => each.market === market)?.quantity ?? 0, held);
  assertEquals(session.engine.orders.portfolio.cash, bench.account.balance(3).cash);
}

function ordersOf(watcher: Watcher): OrderOutcome[] {
  return watcher.outcomes.filter((outcome) => outcome.kind === "order");
}

/** Who holds what in the market, as the engine knows it. */
function held({ session }: Live, market: string): string[] {
  return session.engine.orders.holdings.inMarket(market).map(({ strategy, quantity }) =>
    `${strategy} ${quantity}`
  );
}

async function takenOver(live: Live, bench: LiveBench, watcher: Watcher, strategy = "once"): Promise<void> {
  await watcher.until(
    () => live.session.engine.orders.holdings.find(strategy, bench.market) !== undefined,
    "the take-over",
  );
}

/** The price falls through the stop. */
async function fall(bench: LiveBench, bid: string): Promise<void> {
  await bench.offer("bid", "0.5000", "50");
  assert(bench.stranger.cancel({ orderId: bid, exchangeIndex: 3 }).ok);
}

async function closed(watcher: Watcher) {
  await watcher.until(
    () => watcher.outcomes.some(({ kind }) => kind === "closed"),
    "the end of the round trip",
  );
  return watcher.outcomes.flatMap((outcome) => outcome.kind === "closed" ? [outcome.trade] : []);
}

Deno.test("closed with a position and started again: its stop is armed, an exit that only reduces sells it, and it replays", async () => {
  const { bench, bid } = await withBook();
  await using _ = bench;
  const first = await bench.start();
  await bench.until("fill");
  await first.session.close("the program is closed");
  const fees = first.session.engine.orders.portfolio.fees;
  const watcher = new Watcher();
  const live = await bench.start({ watcher });
  await takenOver(live, bench, watcher);
  assertEquals(held(live, bench.market), [`once ${parseQuantity("10")}`]);
  agree(bench, live);
  assertEquals(live.session.engine.unprotected, 0);
  await bench.seeing(live.session, watcher);
  await fall(bench, bid);
  const [trade, ...more] = await closed(watcher);
  assertEquals(more, []);
  assertEquals([trade?.reason, trade?.strategy, trade?.quantity], ["stop", "once", parseQuantity("10")]);
  // The round trip counts from what was paid in the session before, both fees included.
  const { portfolio, holdings } = live.session.engine.orders;
  assertEquals(trade?.pnl, parseMicros("-0.6") - portfolio.fees);
  assert(portfolio.fees > fees, "the fee of the entry, and that of the exit");
  assertEquals(live.session.engine.account.equity() - portfolio.startingCash, trade?.pnl);
  assertEquals([...holdings.all()], []);
  agree(bench, live);
  const sent = ordersOf(watcher);
  assertEquals(sent.map(({ request }) => request.purpose), ["stop"], "and nothing is entered a second time");
  assertEquals([sent[0]?.request.timeInForce, sent[0]?.request.reduceOnly], ["immediate_or_cancel", true]);
  assertEquals(bench.account.position(bench.market)?.position ?? 0, 0);
  const end = await live.session.close("the test is over");
  const replay = must(await openReplay(end.recording?.path ?? "", LIVE_REGISTRY));
  const again = new Watcher();
  await replay.run([again]);
  assertEquals(again.lines, watcher.lines);
});

Deno.test("killed with a position and started at once: nothing is entered until it is taken over, then its stop goes", async () => {
  const { bench, bid } = await withBook();
  await using _ = bench;
  await killedAt(bench, "entry fill", RULE);
  await bench.offer("ask", "0.5600", "10");
  const watcher = new Watcher();
  const live = await bench.start({ watcher });
  await takenOver(live, bench, watcher);
  assertEquals(ordersOf(watcher), [], "the rule would have entered again");
  agree(bench, live);
  await fall(bench, bid);
  const [trade] = await closed(watcher);
  assertEquals(trade?.reason, "stop");
  agree(bench, live);
});

Deno.test("a strategy that does not run here: held without exits, said to be unprotected, and a person closes it", async () => {
  const { bench, bid } = await withBook();
  await using _ = bench;
  const first = await bench.start();
  await bench.until("fill");
  await first.session.close("the program is closed");
  const watcher = new Watcher();
  const live = await bench.start({ watcher, rule: null });
  await takenOver(live, bench, watcher);
  assertEquals(live.session.engine.unprotected, 1);
  assert(watcher.notes.some((note) => note.includes("UNPROTECTED")), watcher.notes.join(" | "));
  await bench.seeing(live.session, watcher);
  await fall(bench, bid);
  await watcher.until(
    () => live.session.engine.market(bench.market)?.book.bestBid === 5_000,
    "the fall, through what was its stop",
  );
  assertEquals(ordersOf(watcher), []);
  live.session.command({ command: "close_position", market: bench.market });
  const [trade] = await closed(watcher);
  assertEquals(trade?.reason, "manual");
  assertEquals(bench.account.position(bench.market)?.position ?? 0, 0);
  agree(bench, live);
});

Deno.test("two sessions in one market: what a living one holds stays its own; when it has ended one takes it over, not both", async () => {
  const { bench } = await withBook();
  await using _ = bench;
  const first = await bench.start();
  await bench.until("fill");
  const watchers = [new Watcher(), new Watcher()] as const;
  const second = await bench.start({ watcher: watchers[0], rule: null });
  const third = await bench.start({ watcher: watchers[1], rule: null });
  await bench.seeing(second.session, watchers[0]);
  await bench.seeing(third.session, watchers[1]);
  assertEquals(held(second, bench.market), [`${EXTERNAL} ${parseQuantity("10")}`]);
  await first.session.close("the first is closed");
  const owners = () => [second, third].flatMap((live) => held(live, bench.market));
  for (const watcher of watchers) {
    await watcher.until(() => owners().some((owner) => owner.startsWith("once")), "the take-over");
  }
  assertEquals(owners().toSorted(), [`${EXTERNAL} ${parseQuantity("10")}`, `once ${parseQuantity("10")}`]);
  const sessions = second.journal.handovers.holdings(bench.market);
  assertEquals(sessions.map(({ strategy, quantity }) => [strategy, quantity]), [[
    "once",
    parseQuantity("10"),
  ]]);
});

Deno.test("a killed session that goes on from its recording has its position once", async () => {
  const { bench, bid } = await withBook();
  await using _ = bench;
  await killedAt(bench, "entry fill", RULE);
  const resume = recordingOf(bench);
  const watcher = new Watcher();
  const live = await bench.start({ watcher, resume });
  await bench.seeing(live.session, watcher);
  assertEquals(held(live, bench.market), [`once ${parseQuantity("10")}`]);
  await fall(bench, bid);
  await closed(watcher);
  agree(bench, live);
  assertEquals(live.journal.handovers.holdings(bench.market), []);
});
