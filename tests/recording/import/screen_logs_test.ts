import { assertEquals } from "@std/assert";
import fc from "fast-check";
import { GameWatch } from "../../../src/core/game/game_watch.ts";
import { parseBookLog, parseScoreLog } from "../../../src/recording/import/screen_logs.ts";
import { dataTest } from "../../support/data.ts";

const BOOK_SCREEN = `--- KALSHI LIVE BOOK: KXNFLGAME-25DEC08PHILAC-PHI ---
Time: 23:20:45
----------------------------------
   BID (Qty)    ||    ASK (Qty)
----------------------------------
 67¢ (63784)  ||  68¢ (1   )
 66¢ (70  )  ||  70¢ (134060)
----------------------------------
SPREAD: 1 cents
`;

const SCORE_SCREEN = `[23:59:58] Update Received
========================================
Matchup:   PHI vs LAC
Score:     19 - 16
Clock:     Q4 | 1m 58s
Status:    1:58 - 4th Quarter
----------------------------------------
Possession: LAC
Situation:  3 & 10 at 28
Last Play:  Two-Minute Warning...
========================================
`;

Deno.test("a screen of the book: cents and contracts, best first", () => {
  const { screens, unreadable } = parseBookLog(`noise\n\u001b[3J\u001b[H\u001b[2J${BOOK_SCREEN}`);
  assertEquals(unreadable, 0);
  assertEquals(screens as unknown, [{
    at: (23 * 3_600 + 20 * 60 + 45) * 1_000,
    market: "KXNFLGAME-25DEC08PHILAC-PHI",
    bids: [{ price: 6_700, quantity: 6_378_400 }, { price: 6_600, quantity: 7_000 }],
    asks: [{ price: 6_800, quantity: 100 }, { price: 7_000, quantity: 13_406_000 }],
  }]);
});

Deno.test("a screen of a scoreboard: the away team comes first; midnight is passed", () => {
  const { screens, unreadable } = parseScoreLog(
    `--- Connecting ---\n${SCORE_SCREEN}\n[23:59:59] Rate Limited (429). Retrying...\n` +
      SCORE_SCREEN.replace("23:59:58", "00:00:01").replace("Q4 | 1m 58s", "Q5 | 10m 0s"),
  );
  assertEquals(unreadable, 0);
  assertEquals(screens.map(({ at }) => at), [86_398_000, 86_401_000]);
  assertEquals(screens[0]?.game, {
    league: "nfl",
    gameId: "PHI-LAC",
    home: { name: "LAC", code: "LAC", id: "LAC", score: 16 },
    away: { name: "PHI", code: "PHI", id: "PHI", score: 19 },
    phase: "live",
    period: 4,
    secondsLeftInPeriod: 118,
    secondsLeftInGame: 118,
    overtime: false,
    possession: "home",
    lastPlay: "Two-Minute Warning...",
  });
  assertEquals([screens[1]?.game.overtime, screens[1]?.game.secondsLeftInGame], [true, 600]);
});

Deno.test("broken screens are counted, and nothing throws", () => {
  assertEquals(parseScoreLog(SCORE_SCREEN.replace("19 - 16", "? - ?")), { screens: [], unreadable: 1 });
  assertEquals(parseBookLog(BOOK_SCREEN.replace("23:20:45", "25:00:00")), { screens: [], unreadable: 1 });
  const cut = fc.tuple(fc.nat(400), fc.nat(400), fc.string());
  fc.assert(fc.property(cut, ([from, to, between]) => {
    for (const [text, parse] of [[SCORE_SCREEN, parseScoreLog], [BOOK_SCREEN, parseBookLog]] as const) {
      parse(text.slice(0, from) + between + text.slice(to));
    }
  }));
});

/** The text of one of the real logs. */
async function readLog(folder: string, name: string): Promise<string> {
  const { body } = new Response(await Deno.readFile(`${folder}/${name}.txt.gz`));
  return await new Response(body?.pipeThrough(new DecompressionStream("gzip"))).text();
}

dataTest("nfl-phi-lac-2025-12-08", "every screen of the real logs is read", async (folder) => {
  const read = (name: string) => readLog(folder, name);
  const count = <T>({ screens, unreadable }: { screens: readonly T[]; unreadable: number }) => [
    screens.length,
    unreadable,
  ];
  const book = parseBookLog(await read("kalshi_book"));
  assertEquals(count(book), [1_760, 0]);
  assertEquals(book.screens.every(({ bids, asks }) => bids.length === 5 && asks.length === 5), true);
  assertEquals(count(parseScoreLog(await read("espn_log"))), [1_128, 0]);
  assertEquals(count(parseScoreLog(await read("sportradar_log"))), [800, 0]);
});

dataTest(
  "nfl-phi-lac-2025-12-08",
  "watched side by side, the real feeds differ by their lag alone",
  async (folder) => {
    const feeds = ["espn", "sportradar"];
    const logs = await Promise.all(
      feeds.map(async (feed) =>
        parseScoreLog(await readLog(folder, `${feed}_log`)).screens.map((screen) => ({ feed, ...screen }))
      ),
    );
    const watch = new GameWatch();
    const notices: string[] = [];
    const scores: string[] = [];
    for (const { feed, game, at } of logs.flat().sort((a, b) => a.at - b.at)) {
      notices.push(...watch.update(feed, game, at).map(({ text }) => text));
      const current = watch.current(at);
      const score = `${current?.feed} ${current?.game.away.score}-${current?.game.home.score}`;
      if (score.split(" ")[1] !== scores.at(-1)?.split(" ")[1]) scores.push(score);
      assertEquals([current?.disagreement, current?.retractedAt], [undefined, undefined]);
    }
    assertEquals(notices, ["sportradar turned the clock of period 4 up from 1:45 to 1:54"]);
    assertEquals(scores, ["espn 19-16", "sportradar 19-19", "espn 19-22"]);
  },
);
