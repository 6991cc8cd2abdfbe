import { assertEquals, assertNotEquals } from "@std/assert";
import type { TableGame } from "../../../src/models/data/play_table.ts";
import { ratedLogits } from "../../../src/models/data/rated.ts";
import { RECIPES } from "../../../src/models/ratings/recipe.ts";

function game(date: string, home: string, away: string, margin: number, closingLogit = NaN): TableGame {
  return {
    id: `${date}${home}`,
    season: 2022,
    date,
    playoffs: false,
    home,
    away,
    homeScore: 100 + margin,
    awayScore: 100,
    homeWin: margin > 0,
    closingLogit,
  };
}

const GAMES = [
  game("2021-11-01", "BOS", "NYK", 20),
  game("2021-11-03", "BOS", "MIA", -5),
  game("2021-11-05", "NYK", "BOS", 3),
];

Deno.test("a game is rated by what was before it: neither its own result nor a later one counts", () => {
  const logits = ratedLogits("nba", GAMES);
  for (const index of GAMES.keys()) {
    const changed = GAMES.map((each, other) =>
      other < index ? each : { ...each, homeScore: 50, awayScore: 140 }
    );
    assertEquals(ratedLogits("nba", changed).slice(0, index + 1), logits.slice(0, index + 1));
  }
  const others = GAMES.map((each, index) => index === 0 ? { ...each, homeScore: 50 } : each);
  assertNotEquals(ratedLogits("nba", others)[1], logits[1]);
});

Deno.test("the first game has the home advantage alone; the order of the games is that of their dates", () => {
  const logits = ratedLogits("nba", GAMES);
  assertEquals(logits[0], RECIPES.nba.logitPerPoint * RECIPES.nba.home);
  assertEquals([...ratedLogits("nba", GAMES.toReversed())].toReversed(), [...logits]);
});

Deno.test("earlier results come before the table, and those that it has itself are not counted twice", () => {
  const earlier = {
    season: 2022,
    date: "2021-10-20",
    home: "BOS",
    away: "CHI",
    score: { home: 130, away: 90 },
  };
  const logits = ratedLogits("nba", GAMES, [earlier]);
  assertEquals((logits[0] ?? 0) > (ratedLogits("nba", GAMES)[0] ?? 0), true);
  const same = { ...earlier, date: "2021-11-01", away: "NYK" };
  assertEquals(ratedLogits("nba", GAMES, [same]), ratedLogits("nba", GAMES));
});

Deno.test("an NFL game's closing line moves the ratings of later games, not its own", () => {
  const [first, ...later] = [game("2021-11-07", "KC", "GB", 3), game("2021-11-14", "KC", "NYJ", 3)];
  const lined = [{ ...first, closingLogit: 2 } as TableGame, ...later];
  const [own, next] = ratedLogits("nfl", lined);
  const [ownBefore, nextBefore] = ratedLogits("nfl", [first as TableGame, ...later]);
  assertEquals(own, ownBefore);
  assertEquals((next ?? 0) > (nextBefore ?? 0), true);
});
