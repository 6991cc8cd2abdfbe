/**
 * Models at work in an engine.
 *
 * Invariants: home's market shows home's chance and away's the rest of it, with and without the ball; the best source of
 * before the game is used, and said; a league, a phase or a moment that no model judges has a reason and no number.
 *
 * @module
 */
import { assert, assertAlmostEquals, assertEquals, assertGreater, assertLess } from "@std/assert";
import type { Fixture } from "../../../src/core/engine_state.ts";
import type { EstimateView } from "../../../src/core/game/estimate_view.ts";
import type { GameState, TeamSide } from "../../../src/core/game/game.ts";
import { LEAGUE_INFO } from "../../../src/core/game/leagues.ts";
import { refuse, succeed } from "../../../src/core/result.ts";
import { createEstimator, type SportModels } from "../../../src/models/live/estimator.ts";
import { logitOf, type PregameNumber } from "../../../src/models/situation/pregame.ts";
import { events, NOON, startEngine } from "../../core/support.ts";
import { NBA_CONTENT, NFL_CONTENT, written } from "../support/small_models.ts";

const NBA = written(NBA_CONTENT);
const NFL = written(NFL_CONTENT);
const NBA_MODEL = { id: NBA.id, load: () => succeed(NBA) };
const MODELS: SportModels = {
  nba: NBA_MODEL,
  nfl: { id: NFL.id, load: () => succeed(NFL) },
};

const team = (id: string, score: number) => ({ name: id, code: id, id, score });
const NBA_GAME: GameState = {
  league: "nba",
  gameId: "1",
  home: team("BOS", 80),
  away: team("LAL", 80),
  phase: "live",
  period: 4,
  secondsLeftInPeriod: 20,
  secondsLeftInGame: 20,
  overtime: false,
};
const NFL_GAME: GameState = {
  ...NBA_GAME,
  league: "nfl",
  home: { ...team("PHI", 17), timeoutsLeft: 3 },
  away: { ...team("DAL", 17), timeoutsLeft: 3 },
  secondsLeftInPeriod: 300,
  secondsLeftInGame: 300,
  possession: "home",
  situation: { down: 1, distance: 10, yardsToGoal: 40 },
};
const LATE_START: GameState = { ...NBA_GAME, home: team("BOS", 0), away: team("LAL", 0), period: 1 };

/** What both markets of a game show after its states. */
function shown(states: readonly GameState[], models = MODELS, more: Partial<Fixture> = {}, mid = NaN) {
  const [last] = states;
  assert(last !== undefined);
  const event = `${LEAGUE_INFO[last.league].series}-26NOV22AAABBB`;
  const [home, away] = [`${event}-${last.home.code}`, `${event}-${last.away.code}`];
  const { engine } = startEngine({
    estimator: createEstimator(models),
    fixtures: [{ event, homeMarket: home, awayMarket: away, ...more }],
  });
  for (const ticker of [away, home]) engine.process(events.listed(NOON, { ticker, event }));
  if (!Number.isNaN(mid)) engine.process(events.book(NOON, [[mid - 50, 100]], [[mid + 50, 100]], home));
  states.forEach((game, index) =>
    engine.process({ kind: "game", at: NOON + index + 1, feed: "test", event, game })
  );
  const estimates = [engine.estimate(home), engine.estimate(away)];
  const codes = estimates.map((found) => found !== undefined && "code" in found ? found.code : "");
  const details = estimates.map((found) => found !== undefined && "code" in found ? found.detail : "");
  return { estimates, codes, details };
}

function both(...given: Parameters<typeof shown>): readonly [EstimateView, EstimateView] {
  const { estimates: [home, away], details } = shown(...given);
  assert(home !== undefined && !("code" in home) && away !== undefined && !("code" in away), details.join());
  return [home, away];
}

for (const [name, game, model] of [["NBA", NBA_GAME, NBA], ["NFL", NFL_GAME, NFL]] as const) {
  for (const lead of [-3, 0, 3]) {
    Deno.test(`${name}, home ${lead} ahead: each market has its own team's chance, whoever has the ball`, () => {
      const chances = (["home", "away"] as const).map((possession: TeamSide) => {
        const [home, away] = both([{
          ...game,
          home: { ...game.home, score: 30 + lead },
          away: { ...game.away, score: 30 },
          possession,
        }]);
        assertEquals(home.model, model.id);
        assertAlmostEquals(home.probability + away.probability, 1, 1e-12);
        return home.probability;
      });
      const [withBall = NaN, without = NaN] = chances;
      assertGreater(withBall, without, "the ball is worth something to the home team");
      if (lead > 0) assertGreater(without, 0.5);
      if (lead < 0) assertLess(withBall, 0.5);
    });
  }

  Deno.test(`${name}: the same game with home and away exchanged gives each team the same chance`, () => {
    const swapped: Record<TeamSide, TeamSide> = { home: "away", away: "home" };
    for (const possession of ["home", "away"] as const) {
      const state = {
        ...game,
        home: { ...game.home, score: 33 },
        away: { ...game.away, score: 30 },
        possession,
      };
      const mirror = { ...state, home: state.away, away: state.home, possession: swapped[possession] };
      const [home] = both([state]);
      const [, away] = both([mirror]);
      assertAlmostEquals(home.probability, away.probability, 1e-9);
    }
  });
}

const FACT = { value: 6, source: "espn", readAt: NOON };
const RATED: SportModels = {
  nba: {
    id: NBA.id,
    load: () => succeed(NBA),
    rate: (): PregameNumber => ({ logit: 0.4, source: "rating" }),
  },
};
const START: GameState = { ...LATE_START, secondsLeftInPeriod: 715, secondsLeftInGame: 2_875 };

Deno.test("before the game the market's price comes first, then the closing spread, ratings, and nothing", () => {
  const [market] = both([START], RATED, { pregame: { closingSpread: FACT } }, 7000);
  assertEquals(market.source, "market");
  assertAlmostEquals(market.pregame, 0.7, 1e-12);
  const [spread] = both([START], RATED, { pregame: { closingSpread: FACT } });
  assertEquals(spread.source, "spread");
  assertAlmostEquals(logitOf(spread.pregame), 6 * 0.1255, 1e-9);
  const [rating, other] = both([START], RATED);
  assertEquals([rating.source, other.source], ["rating", "rating"]);
  assertAlmostEquals(logitOf(rating.pregame), 0.4, 1e-9);
  assertAlmostEquals(other.pregame, 1 - rating.pregame, 1e-12);
  const [none] = both([START]);
  assertEquals([none.source, none.pregame], ["none", 0.5]);
  // At the start the chance is about what was known before it.
  for (const view of [market, spread, rating, none]) assertAlmostEquals(view.probability, view.pregame, 0.03);
});

Deno.test("a spread that was read after the state is not known to it", () => {
  const late = { ...FACT, readAt: NOON + 60_000 };
  assertEquals(both([START], MODELS, { pregame: { closingSpread: late } })[0].source, "none");
});

Deno.test("the price at the start stays the number of the whole game", () => {
  const [later] = both([START, { ...NBA_GAME, period: 2 }, NBA_GAME], MODELS, {}, 7000);
  assertEquals(later.source, "market");
  assertAlmostEquals(later.pregame, 0.7, 1e-12);
});

Deno.test("a source of which the model has no part is passed over", () => {
  const [part] = NBA_CONTENT.parts;
  assert(part !== undefined);
  const narrow = written({ ...NBA_CONTENT, parts: [{ ...part, sources: ["rating", "none"] }] });
  const models: SportModels = {
    nba: {
      id: narrow.id,
      load: () => succeed(narrow),
      rate: RATED.nba !== undefined && "rate" in RATED.nba ? RATED.nba.rate : undefined,
    },
  };
  assertEquals(both([START], models, { pregame: { closingSpread: FACT } }, 7000)[0].source, "rating");
});

Deno.test("a game that is over is certain", () => {
  const over = { ...NBA_GAME, phase: "final", secondsLeftInPeriod: 0, secondsLeftInGame: 0 } as const;
  for (const [home, away] of [[81, 80], [80, 81]] as const) {
    const [first, second] = both([{ ...over, home: team("BOS", home), away: team("LAL", away) }]);
    assertEquals([first.probability, second.probability], home > away ? [1, 0] : [0, 1]);
  }
  assertEquals(shown([over]).codes, ["TIE", "TIE"]);
});

/** The clock has run out, home being so far ahead. */
const ranOut = (game: GameState, lead: number, more: Partial<GameState> = {}): GameState => ({
  ...game,
  home: { ...game.home, score: game.away.score + lead },
  secondsLeftInPeriod: 0,
  secondsLeftInGame: 0,
  ...more,
});

Deno.test("a break at an even score after the last period is the overtime to come", () => {
  for (const period of [4, 5]) {
    const [home] = both([ranOut(NBA_GAME, 0, { phase: "break", period, overtime: period > 4 })]);
    assertAlmostEquals(home.probability, 0.5, 0.05);
  }
});

Deno.test("a clock that has run out in an earlier period is judged", () => {
  for (const phase of ["live", "break"] as const) {
    const [home] = both([ranOut(NBA_GAME, 5, { phase, period: 3, secondsLeftInGame: 720 })]);
    assertGreater(home.probability, 0.5);
    assertLess(home.probability, 0.95);
  }
});

const NOT_JUDGED: readonly (readonly [string, GameState, SportModels, string])[] = [
  ["a game that has not begun", { ...START, phase: "scheduled", period: 0 }, MODELS, "NOT_BEGUN"],
  ["a start that is delayed", { ...START, phase: "delayed", period: 0 }, MODELS, "NOT_BEGUN"],
  ["a game that is postponed", { ...START, phase: "postponed", period: 0 }, MODELS, "CALLED_OFF"],
  ["a game that is called off", { ...START, phase: "cancelled" }, MODELS, "CALLED_OFF"],
  ["a college game", { ...START, league: "ncaamb" }, MODELS, "NO_MODEL"],
  ["a women's game", { ...START, league: "wnba" }, MODELS, "NO_MODEL"],
  ["a college football game", { ...NFL_GAME, league: "ncaaf" }, MODELS, "NO_MODEL"],
  ["a sport without a model", NFL_GAME, { nba: NBA_MODEL }, "NO_MODEL"],
  ["a model that is not here", START, { nba: { code: "MODEL_MISSING" } }, "MODEL_MISSING"],
  ["a model that cannot be read", START, {
    nba: { id: "x", load: () => refuse("model_unreadable", "broken") },
  }, "NO_MODEL"],
  ["a clock that no game has", { ...NBA_GAME, secondsLeftInGame: 2_000 }, MODELS, "NOT_JUDGED"],
  ["free throws after the buzzer", ranOut(NBA_GAME, -1), MODELS, "NOT_FINAL"],
  ["an even score at the buzzer, still live", ranOut(NBA_GAME, 0), MODELS, "NOT_FINAL"],
  ["a last shot under review", ranOut(NBA_GAME, 1, { phase: "break" }), MODELS, "NOT_FINAL"],
  ["the buzzer of an overtime", ranOut(NBA_GAME, 2, { period: 5, overtime: true }), MODELS, "NOT_FINAL"],
  ["an untimed down", ranOut(NFL_GAME, -4), MODELS, "NOT_FINAL"],
  ["a kick in the air at 0:00", ranOut(NFL_GAME, -2), MODELS, "NOT_FINAL"],
  ["a play of the NFL at 0:00 under review", ranOut(NFL_GAME, 3, { phase: "delayed" }), MODELS, "NOT_FINAL"],
  ["a score that no game has", { ...NBA_GAME, home: team("BOS", 400) }, MODELS, "NOT_JUDGED"],
];

for (const [name, game, models, code] of NOT_JUDGED) {
  Deno.test(`no estimate, with the reason: ${name}`, () => {
    const found = shown([game], models);
    assertEquals(found.codes, [code, code], found.details.join());
  });
}

Deno.test("games of one engine do not share what they remember", () => {
  const estimator = createEstimator(MODELS);
  const [one, other] = [estimator.follow("A"), estimator.follow("B")];
  one.see({ ...NBA_GAME, home: team("BOS", 90) }, NOON);
  other.see({ ...NBA_GAME, away: team("LAL", 90) }, NOON);
  const chance = (of: typeof one) => {
    const found = of.estimate({ game: NBA_GAME, at: NOON });
    assert(!("code" in found));
    return found.probability;
  };
  assertGreater(chance(one), 0.9);
  assertLess(chance(other), 0.1);
});
