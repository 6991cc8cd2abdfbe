/**
 * A recording of several games: each is run by itself.
 *
 * Invariant: what one game comes to does not depend on which others are in its recording.
 *
 * @module
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { OneEvent } from "../../src/backtest/one_event.ts";
import { runGames } from "../../src/backtest/run.ts";
import { selectRecordings } from "../../src/backtest/select.ts";
import type { EngineEvent } from "../../src/core/events.ts";
import { importKalshiWs } from "../../src/recording/import/kalshi_ws.ts";
import { inFolder } from "../cli/support.ts";
import { events } from "../core/support.ts";
import { dataTest } from "../support/data.ts";
import { must, NOW, planOf, REGISTRY, setupWith } from "./support/runs.ts";

const [ONE, OTHER] = ["KXNBAGAME-26NOV20AAABBB", "KXNBAGAME-26NOV20CCCDDD"] as const;

Deno.test("what concerns another game is a sign of life of the market data and nothing else", () => {
  const seen: EngineEvent[] = [];
  const one = new OneEvent(ONE, [], (event) => void seen.push(event));
  const all: EngineEvent[] = [
    events.clock(1),
    events.book(2, [[4000, 100]], [], `${ONE}-BBB`),
    events.book(3, [[4000, 100]], [], `${OTHER}-DDD`),
    events.trade(4, "bid", 4000, 100, `${OTHER}-CCC`),
    { kind: "market_life", at: 5, market: `${OTHER}-CCC`, status: "closed" },
    { kind: "books_suspect", at: 6, markets: [`${OTHER}-CCC`], reason: "gap" },
    { kind: "books_suspect", at: 7, markets: [`${OTHER}-CCC`, `${ONE}-BBB`], reason: "gap" },
    { kind: "books_suspect", at: 8, reason: "gap" },
  ];
  for (const event of all) one.push(event);
  assertEquals(seen.map(({ kind, at }) => [kind, at]), [
    ["clock", 1],
    ["book_snapshot", 2],
    ["heartbeat", 3],
    ["heartbeat", 4],
    ["books_suspect", 7],
    ["books_suspect", 8],
  ]);
  assertEquals(seen.flatMap((event) => event.kind === "books_suspect" ? event.markets ?? ["all"] : []), [
    `${ONE}-BBB`,
    "all",
  ]);
});

dataTest(
  "kalshi-ws/2026-03-18",
  "games imported together are run one by one, as if imported alone",
  async (data) => {
    await inFolder(async (root) => {
      const files = ["OKCBKN-BKN", "OKCBKN-OKC", "TORCHI-CHI", "TORCHI-TOR"]
        .map((name) => `${data}/KXNBAGAME-26MAR18${name}.ndjson.gz`);
      const together = await importKalshiWs(files, `${root}/together`, { program: "test" });
      const alone = await importKalshiWs(files.slice(2), `${root}/alone`, { program: "test" });
      assert(together.ok && alone.ok);
      const plan = planOf(root, { setup: setupWith(["favorite_threshold"]) });
      const run = async (folder: string, games?: readonly string[]) => {
        const asked = games === undefined ? {} : { games };
        const { recordings } = must(
          await selectRecordings({ root: `${root}/${folder}`, now: NOW, ...asked }),
        );
        const done = must(await runGames(recordings, plan, REGISTRY, { tapes: false }));
        assertEquals([done.decoded, done.inputs.length], [1, 1], "read once, however many games are in it");
        return done.games;
      };
      const [first, second, ...others] = await run("together");
      assertEquals(others, []);
      assertEquals([first?.event, second?.event], ["KXNBAGAME-26MAR18OKCBKN", "KXNBAGAME-26MAR18TORCHI"]);
      const [single] = await run("alone");
      assert(single !== undefined && single.trades.length > 0);
      const plain = ({ trades, pnl, fees, orders }: typeof single) => ({ trades, pnl, fees, orders });
      assertEquals(second === undefined ? undefined : plain(second), plain(single));
      const [asked, ...none] = await run("together", ["KXNBAGAME-26MAR18TORCHI"]);
      assertEquals([asked?.event, none.length], ["KXNBAGAME-26MAR18TORCHI", 0]);
      const unknown = await selectRecordings({ root: `${root}/together`, now: NOW, games: ["NOBODY"] });
      assertStringIncludes(unknown.ok ? "" : unknown.reason.message, "NOBODY");
    });
  },
);
