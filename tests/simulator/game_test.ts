import { assert, assertEquals, assertThrows } from "@std/assert";
import { LEAGUE_INFO } from "../../src/core/game/leagues.ts";
import { GENERATED_LEAGUES } from "../../src/simulator/game/game_event.ts";
import { generateGame } from "../../src/simulator/game/generate.ts";
import { findTeam } from "../../src/simulator/game/teams.ts";
import { homeWinProbability, normalCumulative } from "../../src/simulator/game/win_probability.ts";

const GAMES = 1_500;

for (const league of GENERATED_LEAGUES) {
  Deno.test(`generateGame() plays ${league} games by their rules, whatever the seed`, () => {
    for (let seed = 0; seed < 150; seed++) {
      const game = generateGame({ league, seed });
      let before = game.events[0];
      assert(before !== undefined);
      assertEquals([before.offsetMs, before.game.period, before.game.home.score], [0, 1, 0]);
      for (const event of game.events) {
        const { game: now, offsetMs, homeWinProbability: probability, scored } = event;
        const { game: was } = before;
        assert(offsetMs >= before.offsetMs, "time goes on");
        assert(now.home.score >= was.home.score && now.away.score >= was.away.score, "scores never fall");
        assertEquals(scored, now.home.score + now.away.score > was.home.score + was.away.score);
        assert(now.period >= was.period, "periods go on");
        if (now.period === was.period) {
          assert(now.secondsLeftInPeriod <= was.secondsLeftInPeriod, "the clock never rises inside a period");
        }
        const { periods, periodSeconds, overtimeSeconds } = LEAGUE_INFO[league].regulation;
        const most = now.period > periods ? overtimeSeconds : periodSeconds;
        assert(now.secondsLeftInPeriod >= 0 && now.secondsLeftInPeriod <= most);
        assertEquals(now.overtime, now.period > periods);
        if (now.situation !== undefined) {
          const { down, distance, yardsToGoal } = now.situation;
          assert(down >= 1 && down <= 4 && distance >= 1 && yardsToGoal >= 1 && yardsToGoal <= 99);
          assert(distance <= yardsToGoal);
        }
        assertEquals(probability === 0 || probability === 1, now.phase === "final");
        before = event;
      }
      assertEquals(before.game.phase, "final");
      assert(before.game.home.score !== before.game.away.score, "games are decided");
      const homeWon = before.game.home.score > before.game.away.score;
      assertEquals(before.homeWinProbability, homeWon ? 1 : 0);
      assertEquals([game.winner, before.game.winner], homeWon ? ["home", "home"] : ["away", "away"]);
      assertEquals(game.durationMs, before.offsetMs);
    }
  });

  Deno.test(`${league} games are plausible and their probabilities calibrated over many seeds`, () => {
    let points = 0;
    let durationMs = 0;
    let overtimes = 0;
    let squaredError = 0;
    let edgeTimesMargin = 0;
    let edgeSquared = 0;
    let forecasts = 0;
    const buckets = Array.from({ length: 10 }, () => ({ count: 0, forecast: 0, won: 0 }));
    for (let seed = 0; seed < GAMES; seed++) {
      const game = generateGame({ league, seed: seed * 7_919 + 1 });
      const last = game.events.at(-1)?.game;
      assert(last !== undefined);
      points += last.home.score + last.away.score;
      durationMs += game.durationMs;
      overtimes += last.overtime ? 1 : 0;
      edgeTimesMargin += game.homeEdge * (last.home.score - last.away.score);
      edgeSquared += game.homeEdge ** 2;
      const won = game.winner === "home" ? 1 : 0;
      for (const { game: state, homeWinProbability: probability } of game.events) {
        if (state.phase === "final") continue;
        squaredError += (probability - won) ** 2;
        forecasts++;
        const bucket = buckets[Math.min(9, Math.floor(probability * 10))];
        assert(bucket !== undefined);
        bucket.count++;
        bucket.forecast += probability;
        bucket.won += won;
      }
    }
    const pointsATeam = points / GAMES / 2;
    const minutes = durationMs / GAMES / 60_000;
    const [lowPoints, highPoints, lowMinutes, highMinutes] = league === "nba"
      ? [107, 118, 125, 145]
      : [20, 26, 165, 195];
    assert(pointsATeam > lowPoints && pointsATeam < highPoints, `${pointsATeam} points a team`);
    assert(minutes > lowMinutes && minutes < highMinutes, `${minutes} minutes`);
    assert(overtimes > 0 && overtimes / GAMES < 0.1, `${overtimes} overtimes`);
    const marginAnEdgePoint = edgeTimesMargin / edgeSquared;
    assert(Math.abs(marginAnEdgePoint - 1) < 0.3, `a point of edge is worth ${marginAnEdgePoint} points`);
    const brier = squaredError / forecasts;
    assert(brier < 0.18, `Brier score ${brier}; a constant 0.5 has 0.25`);
    for (const { count, forecast, won } of buckets) {
      const difference = Math.abs(forecast - won) / count;
      assert(difference < 0.06, `forecast ${forecast / count}, won ${won / count} of ${count}`);
    }
  });
}

Deno.test("generateGame() gives the same game for the same options, and another one for another seed", () => {
  for (const league of GENERATED_LEAGUES) {
    assertEquals(generateGame({ league, seed: 42 }), generateGame({ league, seed: 42 }));
    const one = JSON.stringify(generateGame({ league, seed: 1 }).events);
    assert(one !== JSON.stringify(generateGame({ league, seed: 2 }).events));
  }
});

Deno.test("generateGame() takes teams and edge, and refuses a team against itself", () => {
  const home = findTeam("nba", "BOS");
  const away = findTeam("nba", "LAL");
  assert(home !== undefined && away !== undefined);
  const game = generateGame({ league: "nba", seed: 3, home, away, homeEdge: 5 });
  assertEquals([game.home.code, game.away.code, game.homeEdge], ["BOS", "LAL", 5]);
  assertThrows(() => generateGame({ league: "nba", seed: 3, home, away: home }), RangeError, "BOS");
  assertThrows(() => generateGame({ league: "nba", seed: 3, homeEdge: NaN }), RangeError, "edge");
});

Deno.test("homeWinProbability() is symmetric, rises with the lead and never claims certainty", () => {
  const moment = {
    league: "nba",
    secondsLeft: 600,
    overtime: false,
    possessionPoints: 0,
    homeEdge: 0,
  } as const;
  assertEquals(homeWinProbability({ ...moment, lead: 0 }).toFixed(6), "0.500000");
  let before = 0;
  for (let lead = -40; lead <= 40; lead++) {
    const probability = homeWinProbability({ ...moment, lead });
    const mirrored = homeWinProbability({ ...moment, lead: -lead });
    assert(Math.abs(probability + mirrored - 1) < 1e-6);
    assert(probability >= before && probability >= 0.0005 && probability <= 0.9995);
    before = probability;
  }
  assert(Math.abs(normalCumulative(1.959964) - 0.975) < 1e-6);
});
