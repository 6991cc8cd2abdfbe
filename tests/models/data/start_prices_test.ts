import { assert, assertAlmostEquals, assertEquals, assertStringIncludes } from "@std/assert";
import { type Candles, readCandles, startPrices } from "../../../src/models/data/start_prices.ts";
import { gameKey, readTipOffs } from "../../../src/models/data/tip_offs.ts";
import { chanceOf } from "../../../src/models/situation/pregame.ts";

const FOLDER = await Deno.makeTempDir({ prefix: "start-prices-" });
addEventListener("unload", () => Deno.removeSync(FOLDER, { recursive: true }));
const START = Date.UTC(2025, 9, 21, 23, 30);
const GAMES = [
  { id: "0022500001", date: "2025-10-21", home: "OKC", away: "HOU" },
  { id: "0022500003", date: "2025-10-22", home: "NYK", away: "GSW" },
];
const TIP_OFFS = new Map([[gameKey("nba", "2025-10-21", "OKC", "HOU"), START]]);
const OF_HOME = "KXNBAGAME-25OCT21HOUOKC-OKC";
const OF_AWAY = "KXNBAGAME-25OCT21HOUOKC-HOU";
const HEAD = "game_id,ticker,timestamp,close\n";

/** Minutes after the start and cents. */
function candles(market: string, ...minutes: readonly (readonly [number, number])[]): Candles {
  return { market, minutes: minutes.map(([after, cents]) => ({ end: START + after * 60_000, cents })) };
}

function refusal(...given: readonly Candles[]): string {
  const found = startPrices("nba", GAMES, given, TIP_OFFS);
  assert(!found.ok);
  assertEquals(found.reason.message.split("\n").length, 1);
  return `${found.reason.code}: ${found.reason.message}`;
}

async function file(name: string, text: string): Promise<string> {
  await Deno.writeTextFile(`${FOLDER}/${name}`, text);
  return `${FOLDER}/${name}`;
}

Deno.test("the price at the start is the last trade before it, as the home team's chance, whichever side it is of", () => {
  for (
    const [market, last, chance] of [[OF_HOME, 74, 0.74], [OF_AWAY, 26, 0.74], [OF_HOME, 31, 0.31]] as const
  ) {
    const given = candles(market, [-90, 50], [0, last], [1, 12], [150, 99]);
    const found = startPrices("nba", GAMES, [given], TIP_OFFS);
    assert(found.ok);
    assertAlmostEquals(chanceOf(found.value.logits[0] ?? NaN), chance, 1e-9);
    assertEquals([found.value.priced, found.value.logits[1]], [1, NaN]);
  }
});

Deno.test("games without a price are counted by what they lack", () => {
  const given = [
    candles(OF_HOME, [1, 70], [2, 71]),
    candles("KXNBAGAME-25OCT22GSNY-GS", [0, 40]),
    candles("KXNBAGAME-25OCT23GSNY-GS", [0, 40]),
  ];
  const found = startPrices("nba", GAMES, given, TIP_OFFS);
  assert(found.ok);
  const { logits, ...counts } = found.value;
  assertEquals(counts, { priced: 0, otherGames: 1, withoutStart: 1, withoutTrade: 1 });
  assert(logits.every(Number.isNaN));
});

Deno.test("the same team under another code is the same team", () => {
  const tipOffs = new Map([[gameKey("nba", "2025-10-22", "NY", "GS"), START]]);
  const found = startPrices("nba", GAMES, [candles("KXNBAGAME-25OCT22GSNY-GS", [-1, 40])], tipOffs);
  assert(found.ok);
  assertAlmostEquals(chanceOf(found.value.logits[1] ?? NaN), 0.6, 1e-9);
});

Deno.test("a price whose side or game cannot be told is refused", () => {
  assertStringIncludes(refusal(candles("KXNBAGAME-25OCT21HOUOKC-LAL", [-1, 60])), "other_teams");
  assertStringIncludes(refusal({ ...candles(OF_HOME, [-1, 60]), gameId: "22500003" }), "other_teams");
  assertStringIncludes(refusal(candles(OF_HOME, [-1, 60]), candles(OF_AWAY, [-1, 40])), "two_markets");
  assertStringIncludes(refusal(candles("KXNFLGAME-25OCT21HOUOKC-OKC", [-1, 60])), "no_winner_market");
  assertStringIncludes(refusal(candles("KXNBASPREAD-25OCT21HOUOKC-OKC5", [-1, 60])), "no_winner_market");
  assertStringIncludes(refusal(candles(OF_HOME, [-1, 100])), "settled_price");
  assertStringIncludes(refusal(candles(OF_HOME, [-1, 0])), "settled_price");
});

Deno.test("candles are read with minutes without a trade left out, in the order of time", async () => {
  const path = await file(
    "good.csv",
    `${HEAD}22500001,${OF_HOME},1761089400,74.0\n22500001,${OF_HOME},1761089340,\n22500001,${OF_HOME},1761089280,71\n`,
  );
  const read = await readCandles([path]);
  assert(read.ok);
  assertEquals(read.value, [{
    market: OF_HOME,
    gameId: "22500001",
    minutes: [{ end: 1_761_089_280_000, cents: 71 }, { end: 1_761_089_400_000, cents: 74 }],
  }]);
  const found = startPrices("nba", GAMES, read.value, TIP_OFFS);
  assert(found.ok);
  assertAlmostEquals(chanceOf(found.value.logits[0] ?? NaN), 0.74, 1e-9);
});

Deno.test("bad candles are refused with the row", async () => {
  for (
    const [text, expected] of [
      ["ticker,close\nA,5\n", "no column timestamp"],
      [`${HEAD}1,${OF_HOME},1761089400,101\n`, "row 1: close must be 0 to 100"],
      [`${HEAD}1,${OF_HOME},1761089400,-1\n`, "row 1: close must be 0 to 100"],
      [`${HEAD}1,${OF_HOME},soon,50\n`, "timestamp must be a number"],
      [`${HEAD}1,${OF_HOME},1761089400000,50\n`, "timestamp must be"],
      [`${HEAD}1,,1761089400,50\n`, "ticker is empty"],
      [`${HEAD}1,${OF_HOME},1761089400,50\n2,${OF_HOME},1761089460,50\n`, "row 2: "],
      [HEAD, "no rows"],
    ] as const
  ) {
    const read = await readCandles([await file("bad.csv", text)]);
    assert(!read.ok, text);
    assertStringIncludes(read.reason.message, expected);
  }
});

Deno.test("schedules are UTC with the day first; the game's date is New York's", async () => {
  const teamOf = (name: string) => ({ Thunder: "OKC", Rockets: "HOU" })[name];
  const head = "Date,Home Team,Away Team\n";
  const read = await readTipOffs(
    [
      await file(
        "schedule.csv",
        `${head}05/11/2025 00:30,Thunder,Rockets\n2025-12-01T23:00Z,Rockets,Thunder\n`,
      ),
    ],
    "nba",
    teamOf,
  );
  assert(read.ok);
  assertEquals([...read.value], [
    ["2025-11-04 HOU at OKC", Date.UTC(2025, 10, 5, 0, 30)],
    ["2025-12-01 OKC at HOU", Date.UTC(2025, 11, 1, 23)],
  ]);
  for (
    const [rows, expected] of [
      ["2025-11-05,Thunder,Rockets\n", "row 1: Date must be a time in UTC"],
      ["31/02/2025 00:30,Thunder,Rockets\n", "row 1: Date must be a time in UTC"],
      ["05/11/2025 00:30,Thunder,Rocket\n", "row 1: Away Team must be a team of the nba"],
      ["05/11/2025 00:30,,Rockets\n", "row 1: Home Team must be"],
      ["05/11/2025 00:30,Thunder,Rockets\n05/11/2025 01:00,Thunder,Rockets\n", "row 2: "],
    ] as const
  ) {
    const bad = await readTipOffs([await file("bad_schedule.csv", head + rows)], "nba", teamOf);
    assert(!bad.ok, rows);
    assertStringIncludes(bad.reason.message, expected);
  }
});
