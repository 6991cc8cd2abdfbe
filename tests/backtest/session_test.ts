/**
 * A session on paper, and the backtest of its recording.
 *
 * Invariant: the same setup over the same inputs makes the same decisions, trades and money, whether they arrived live,
 * came from the recording, or from its tape.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { playGame, startGame } from "../../src/backtest/run.ts";
import { openTape } from "../../src/backtest/tape_store.ts";
import type { RoundTrip } from "../../src/core/orders.ts";
import { formatDecision } from "../../src/session/decisions.ts";
import { type Setup, SetupSchema } from "../../src/session/setup/setup.ts";
import { inFolder } from "../cli/support.ts";
import { endWatched, setupOf, startWatched } from "../session/support.ts";
import { decoded, eventsOf, must, planOf, REGISTRY } from "./support/runs.ts";

/** A round trip without what only a backtest knows of it. */
function plain(
  { strategy, market, quantity, entryMicros, exitMicros, pnl, fees, reason, openedAt, closedAt }: RoundTrip,
) {
  return { strategy, market, quantity, entryMicros, exitMicros, pnl, fees, reason, openedAt, closedAt };
}

Deno.test("a session's recording backtested with its own setup gives its decisions, trades and account", async () => {
  await inFolder(async (folder) => {
    const asked: Setup = await setupOf("--threshold", "0.55", "--latency", "200ms");
    const exchange = {
      plan: { kind: "generated", league: "nba", seed: 7, seconds: 1, activity: 0.02 },
      waitForSubscriber: true,
    } as const;
    const watched = await startWatched({ exchange, setup: asked, recordings: folder });
    const { session, watcher } = watched;
    await session.over;
    const path = await endWatched(watched);
    const { tape } = must(await openTape(path));
    const expected = await decoded(path);
    assertEquals(eventsOf(tape), expected, "the tape");
    assertEquals(eventsOf(must(await openTape(path)).tape), expected, "the tape, read again");
    const setup = SetupSchema.parse(tape.source.header.config);
    const plan = planOf(folder, { asRecorded: true });
    const lines: string[] = [];
    const run = must(startGame(tape, { name: "game" }, plan, REGISTRY, (_event, outcomes) => {
      for (const outcome of outcomes) lines.push(formatDecision(outcome));
    }));
    const result = playGame(tape, run);
    assertEquals(lines, watcher.lines);
    assert(result.trades.length > 0);
    const { orders } = session.engine;
    // Of trades that only the backtest pays out there are none: the exchange had settled both markets.
    assertEquals(result.trades.map((trade) => plain(trade as RoundTrip)), orders.holdings.closed.map(plain));
    assertEquals(result.pnl as number, session.engine.account.equity() - setup.startingCash);
    assertEquals([result.orders, result.fees], [orders.sent, orders.portfolio.fees]);
    assertEquals(new Set(Object.values(result.settledBy)), new Set(["result"]));
  });
});
