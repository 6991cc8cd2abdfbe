import { assert, assertEquals } from "@std/assert";
import { easternTime } from "../../src/lib/new_york.ts";
import { parsePlayByPlay } from "../../src/recording/export/play_by_play.ts";
import { joinedGame } from "../../src/session/joined_game.ts";
import { dataTest } from "../support/data.ts";
import { must } from "../support/must.ts";

/** A play-by-play of two baskets, from 19:30 in New York on. */
function plays(away: string, home: string, date: string, minutes = 19 * 60 + 30) {
  const at = easternTime(date, minutes);
  const play = (orderNumber: number, teamTricode: string, scoreHome: number, scoreAway: number) => ({
    orderNumber,
    teamTricode,
    teamId: orderNumber,
    clock: "PT09M00.00S",
    period: 1,
    actionType: "2pt",
    timeActual: new Date(at + orderNumber * 1_000).toISOString(),
    scoreHome: String(scoreHome),
    scoreAway: String(scoreAway),
  });
  const actions = [play(1, home, 2, 0), play(2, away, 2, 2)];
  const timeline = must(parsePlayByPlay({ game: { gameId: "0022600181", actions } }));
  return timeline;
}

const EVENT = "KXNBAGAME-26NOV22LALBOS";
const OTHER = "KXNBAGAME-26NOV22GSWBKN";
const marketsOf = (event: string, ...codes: readonly string[]) => codes.map((code) => `${event}-${code}`);
const ONE = { game: null, event: EVENT, markets: marketsOf(EVENT, "BOS", "LAL") };
const TWO = { game: null, event: null, markets: [...marketsOf(OTHER, "BKN", "GSW"), ...ONE.markets] };
const FIXTURE = { event: EVENT, homeMarket: `${EVENT}-BOS`, awayMarket: `${EVENT}-LAL` };

Deno.test("a play-by-play belongs to the recorded game of its teams and its day", () => {
  const timeline = plays("LAL", "BOS", "2026-11-22");
  for (const header of [ONE, TWO]) {
    assertEquals(joinedGame(header, timeline, undefined), { ok: true, value: FIXTURE });
    assertEquals(joinedGame(header, timeline, FIXTURE), { ok: true, value: FIXTURE });
  }
  // Codes that the exchange and the league write differently.
  const [event, own] = ["KXNBAGAME-26NOV22GSNY", plays("GSW", "NYK", "2026-11-22")];
  const found = joinedGame({ game: null, event, markets: marketsOf(event, "GS", "NY") }, own, undefined);
  assertEquals(found.ok && found.value.homeMarket, `${event}-NY`);
});

Deno.test("another game's play-by-play is refused, and both sides are named", () => {
  const swapped = { ...FIXTURE, homeMarket: FIXTURE.awayMarket, awayMarket: FIXTURE.homeMarket };
  const spread = "KXNBASPREAD-26NOV22LALBOS";
  const cases = [
    [plays("GSW", "BKN", "2026-11-22"), ONE, undefined, "it is of GSW at BKN on 2026-11-22"],
    [plays("LAL", "BOS", "2026-11-23"), ONE, undefined, "it is of LAL at BOS on 2026-11-23"],
    [plays("LAL", "BOS", "2026-11-21"), TWO, undefined, "it is of LAL at BOS on 2026-11-21"],
    // Just after midnight is another day.
    [plays("LAL", "BOS", "2026-11-23", 5), ONE, undefined, "it is of LAL at BOS on 2026-11-23"],
    // One of the two teams is not enough.
    [plays("GSW", "BOS", "2026-11-22"), ONE, undefined, "it is of GSW at BOS on 2026-11-22"],
    [plays("LAL", "BOS", "2026-11-22"), ONE, swapped, "the recording of BOS at LAL on 2026-11-22"],
    [plays("GSW", "BKN", "2026-11-22"), TWO, FIXTURE, "the recording of LAL at BOS on 2026-11-22"],
    [
      plays("LAL", "BOS", "2026-11-22"),
      { game: null, event: spread, markets: marketsOf(spread, "BOS5", "LAL7") },
      undefined,
      "the recording of",
    ],
  ] as const;
  for (const [timeline, header, asked, text] of cases) {
    const found = joinedGame(header, timeline, asked);
    assert(!found.ok);
    assertEquals(found.reason.code, "other_game");
    assert(found.reason.message.includes(text), found.reason.message);
    assert(found.reason.message.includes("the recording of "), found.reason.message);
    assert(!found.reason.message.includes("\n"));
  }
});

dataTest(
  "scoreboards/nba-cdn/playbyplay_0022000001.json",
  "a real one is of its own game alone",
  async (path) => {
    const timeline = must(parsePlayByPlay(JSON.parse(await Deno.readTextFile(path))));
    const event = "KXNBAGAME-20DEC22GSWBKN";
    const header = { game: null, event, markets: marketsOf(event, "GSW", "BKN") };
    assertEquals(joinedGame(header, timeline, undefined).ok, true);
    assertEquals(joinedGame(ONE, timeline, undefined).ok, false);
  },
);
