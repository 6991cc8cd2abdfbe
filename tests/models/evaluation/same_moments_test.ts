import { assert, assertAlmostEquals, assertEquals, assertStringIncludes } from "@std/assert";
import type { GamePhase, GameState } from "../../../src/core/game/game.ts";
import type { EngineEvent } from "../../../src/core/events.ts";
import type { Estimator } from "../../../src/core/strategy/estimate.ts";
import { drawGames } from "../../../src/models/evaluation/figure.ts";
import { priceStudy, type RecordedGame } from "../../../src/models/evaluation/prices.ts";
import { SameMoments, STEP_MS } from "../../../src/models/evaluation/same_moments.ts";
import { events, micros } from "../../core/support.ts";

const HOME = "KXNBAGAME-26NOV22LALBOS-BOS";
const AWAY = "KXNBAGAME-26NOV22LALBOS-LAL";
const EVENT = "KXNBAGAME-26NOV22LALBOS";
const FIXTURE = { event: EVENT, homeMarket: HOME, awayMarket: AWAY };

/** A model whose chance is 0.6 plus a hundredth a point of lead; it has none while nobody has scored. */
const BY_LEAD: Estimator = {
  follow: () => ({
    see: () => {},
    estimate: ({ game }) => {
      if (game.home.score + game.away.score === 0) return { code: "NOT_JUDGED", detail: "nobody has scored" };
      const probability = 0.6 + (game.home.score - game.away.score) / 100;
      return { probability, pregame: 0.6, source: "rating", model: "by-lead@1" };
    },
  }),
};

function gameOf(home: number, away: number, phase: GamePhase = "live"): GameState {
  const team = (name: string, score: number) => ({ name, code: name, id: name, score });
  return {
    league: "nba",
    gameId: "1",
    home: team("BOS", home),
    away: team("LAL", away),
    phase,
    period: 2,
    secondsLeftInPeriod: 300,
    secondsLeftInGame: 1_740,
    overtime: false,
  };
}

function score(at: number, home: number, away: number, phase: GamePhase = "live"): EngineEvent {
  return { kind: "game", at, feed: "nba", event: EVENT, game: gameOf(home, away, phase) };
}

function follow(list: readonly EngineEvent[], fixtures = [FIXTURE]) {
  const moments = new SameMoments(BY_LEAD, fixtures);
  for (const event of list) moments.fold(event);
  return moments.games();
}

const LISTED = [events.listed(1, { ticker: HOME }), events.listed(1, { ticker: AWAY })];
const wide = [[4_000, 100]] as const;

function only(found: ReturnType<typeof follow>) {
  const [first, ...others] = found;
  assertEquals(others, []);
  assert(first !== undefined);
  return first;
}

function refusalOf(list: readonly EngineEvent[], fixtures = [FIXTURE]): string {
  const found = only(follow(list, fixtures));
  return found.ok ? "" : found.reason.message;
}

Deno.test("each moment takes the score and the book of then, and never a later one", () => {
  const found = only(follow([
    ...LISTED,
    events.book(1_000, [[6_000, 100]], [[6_200, 100]], HOME),
    score(2_000, 10, 5),
    // Moment 10,000: 0.65 and 0.61.
    events.book(STEP_MS + 1, [[7_000, 100]], [[7_200, 100]], HOME),
    // Moment 20,000: 0.65 and 0.71.
    score(2 * STEP_MS + 1, 20, 5),
    // Moment 30,000: 0.75 and 0.71.
    score(3 * STEP_MS, 99, 98, "final"),
  ]));
  assert(found.ok, JSON.stringify(found));
  assertEquals([found.value.event, found.value.homeWon], [EVENT, true]);
  assertEquals(found.value.model.map((chance) => Math.round(chance * 100)), [65, 65, 75]);
  assertEquals(found.value.price.map((chance) => Math.round(chance * 100)), [61, 71, 71]);
});

Deno.test("the away team's market stands for the home team's, the other way round", () => {
  const found = only(follow([
    LISTED[1] ?? events.clock(1),
    events.book(1_000, [[3_000, 100]], [[3_200, 100]], AWAY),
    score(2_000, 10, 5),
    events.clock(STEP_MS),
    score(STEP_MS + 1, 10, 12, "final"),
  ]));
  assert(found.ok, JSON.stringify(found));
  assertEquals(found.value.homeWon, false);
  assertAlmostEquals(found.value.model[0] ?? NaN, 0.65, 1e-9);
  assertAlmostEquals(found.value.price[0] ?? NaN, 0.69, 1e-9);
});

Deno.test("a silent recording is not asked again and again, and a game that is not on is not asked about", () => {
  const found = only(follow([
    ...LISTED,
    events.book(1_000, [[6_000, 100]], [[6_200, 100]], HOME),
    score(2_000, 0, 0, "scheduled"),
    events.clock(5 * STEP_MS),
    score(5 * STEP_MS + 1, 10, 5),
    events.clock(9 * STEP_MS),
    score(9 * STEP_MS + 1, 10, 5, "final"),
    events.clock(12 * STEP_MS),
  ]));
  assert(found.ok, JSON.stringify(found));
  assertEquals(found.value.model.length, 1);
});

Deno.test("who won is read from the final, else from what the exchange paid", () => {
  const list = [
    ...LISTED,
    events.book(1_000, [[6_000, 100]], [[6_200, 100]], HOME),
    score(2_000, 10, 5),
    events.clock(STEP_MS),
  ];
  assertStringIncludes(refusalOf(list), `how ${EVENT} ended is not in it`);
  const settled = (market: string, pays: number) =>
    only(follow([
      ...list,
      events.life(STEP_MS + 1, { status: "finalized", result: { yesPays: micros(pays) } }, market),
    ]));
  for (
    const [market, pays, homeWon] of [
      [HOME, 1_000_000, true],
      [HOME, 0, false],
      [AWAY, 1_000_000, false],
      [AWAY, 0, true],
    ] as const
  ) {
    const found = settled(market, pays);
    assert(found.ok);
    assertEquals(found.value.homeWon, homeWon);
  }
  // A division names no winner.
  assertEquals(settled(HOME, 500_000).ok, false);
});

Deno.test("what cannot be compared says why", () => {
  const book = events.book(1_000, [[6_000, 100]], [[6_200, 100]], HOME);
  const end = score(2 * STEP_MS, 99, 98, "final");
  assertStringIncludes(refusalOf([...LISTED, book]), "no scoreboard is in it");
  assertStringIncludes(refusalOf([...LISTED, book, end]), "was never on while it was recorded");
  assertStringIncludes(
    refusalOf([...LISTED, book, score(2_000, 0, 0), events.clock(STEP_MS), end]),
    "NOT_JUDGED: nobody has scored",
  );
  for (const bad of [[wide, [[6_200, 100]]], [[[6_000, 100]], []]] as const) {
    assertStringIncludes(
      refusalOf([
        ...LISTED,
        events.book(1_000, bad[0], bad[1], HOME),
        score(2_000, 10, 5),
        events.clock(STEP_MS),
        end,
      ]),
      "no book with both sides",
    );
  }
});

/** A game of so many equal moments. */
function priced(event: number, homeWon: boolean, model: number, price: number, moments = 4): RecordedGame {
  const all = (chance: number) => Array.from({ length: moments }, () => chance);
  return { recording: "r", event: `E${event}`, homeWon, model: all(model), price: all(price) };
}

Deno.test("model and price are compared by hand-computed losses, moment by moment", () => {
  const study = priceStudy([priced(1, true, 0.8, 0.7, 1), priced(2, false, 0.4, 0.3, 3)], [], drawGames(2));
  assertEquals(study.moments, 4);
  const loss = (chance: number) => -Math.log(chance);
  assertAlmostEquals(study.model.value ?? NaN, (loss(0.8) + 3 * loss(0.6)) / 4, 1e-12);
  assertAlmostEquals(
    study.difference.value ?? NaN,
    (loss(0.8) - loss(0.7) + 3 * (loss(0.6) - loss(0.7))) / 4,
    1e-12,
  );
  // The model's side was worth 0.3 in the one moment, and −0.3 in each of the three.
  assertAlmostEquals(study.towardsModel.value ?? NaN, (0.3 - 3 * 0.3) / 4, 1e-12);
  assertEquals([study.verdict, study.towardsVerdict], ["not proved", "not proved"]);
  assertAlmostEquals(study.games[1]?.price ?? NaN, loss(0.7), 1e-12);
});

Deno.test("a model that knows more than the price is seen to, one that repeats the price is not", () => {
  const wins = Array.from({ length: 60 }, (_, game) => game % 3 !== 0);
  const knowing = wins.map((won, game) => priced(game, won, won ? 0.8 : 0.45, 0.65));
  const study = priceStudy(knowing, [], drawGames(60));
  assertEquals([study.verdict, study.towardsVerdict], ["lower", "higher"]);
  const repeating = priceStudy(wins.map((won, game) => priced(game, won, 0.65, 0.65)), [], drawGames(60));
  assertEquals(repeating.difference, { value: 0, low: 0, high: 0 });
  assertEquals([repeating.verdict, repeating.towardsModel.value], ["not proved", null]);
  const wrong = priceStudy(
    wins.map((won, game) => priced(game, won, won ? 0.5 : 0.9, 0.65)),
    [],
    drawGames(60),
  );
  assertEquals([wrong.verdict, wrong.towardsVerdict], ["higher", "lower"]);
});

Deno.test("of no game there is nothing to say", () => {
  const study = priceStudy([], [{ recording: "r", why: "w" }], drawGames(0));
  assertEquals([study.games, study.moments, study.difference.value], [[], 0, null]);
  assertEquals(study.leftOut, [{ recording: "r", why: "w" }]);
});
