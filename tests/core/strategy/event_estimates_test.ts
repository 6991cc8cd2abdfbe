/**
 * Estimates of markets, as strategies and screens are shown them.
 *
 * Invariants: a market shows the chance of the team that it pays for, whoever has the ball and however it became known which
 * market is whose; a model is asked when somebody looks, once for each state of the game; what is no answer is a reason.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { Engine } from "../../../src/core/engine.ts";
import type { EngineEvent } from "../../../src/core/events.ts";
import type { GameState, TeamSide } from "../../../src/core/game/game.ts";
import type { Fixture } from "../../../src/core/engine_state.ts";
import type { Estimator, GameSight, HomeEstimate } from "../../../src/core/strategy/estimate.ts";
import type { StrategyState } from "../../../src/core/strategy/strategy.ts";
import type { Reason } from "../../../src/core/reasons.ts";
import { formatDecision } from "../../../src/session/decisions.ts";
import { events, NOON, price, quantity, startEngine, TICKER } from "../support.ts";

const EVENT = "KXNBAGAME-26NOV22LALBOS";
const HOME = `${EVENT}-BOS`;
const AWAY = TICKER;
const FIXTURE: Fixture = { event: EVENT, homeMarket: HOME, awayMarket: AWAY };

const team = (id: string, score: number) => ({ name: id, code: id, id, score });
const GAME: GameState = {
  league: "nba",
  gameId: "1",
  home: team("BOS", 50),
  away: team("LAL", 40),
  phase: "live",
  period: 2,
  secondsLeftInPeriod: 60,
  secondsLeftInGame: 1_500,
  overtime: false,
};

const reported = (at: number, game: GameState = GAME): EngineEvent => ({
  kind: "game",
  at,
  feed: "test",
  event: EVENT,
  game,
});

/** A model that says what it is given, and notes when it is asked. */
function modelOf(answer: (sight: GameSight, seen: number) => HomeEstimate | Reason) {
  const asked: GameSight[] = [];
  const estimator: Estimator = {
    follow: () => {
      let seen = 0;
      return {
        see: () => void seen++,
        estimate: (sight) => {
          asked.push(sight);
          return answer(sight, seen);
        },
      };
    },
  };
  return { asked, estimator };
}

const BALLS: readonly (TeamSide | undefined)[] = ["home", "away", undefined];

for (const possession of BALLS) {
  for (const by of ["fixture", "team ids"]) {
    Deno.test(`with the ball at ${possession ?? "nobody"}, sides by ${by}: home shows p and away 1 − p`, () => {
      // A home team that leads and has the ball must not make the away market dearer.
      const { estimator } = modelOf(({ game: { home, away, possession: ball } }) => ({
        probability: 0.5 + (home.score - away.score) / 100 +
          (ball === undefined ? 0 : ball === "home" ? 0.05 : -0.05),
        pregame: 0.55,
        source: "spread",
        model: "test 1 (abc)",
      }));
      const { engine } = startEngine({ estimator, ...(by === "fixture" ? { fixtures: [FIXTURE] } : {}) });
      // The away market becomes known first, as it does by the alphabet.
      engine.process(events.listed(NOON, { ticker: AWAY, teamId: "LAL" }));
      engine.process(events.listed(NOON, { ticker: HOME, teamId: "BOS" }));
      engine.process(reported(NOON + 1, { ...GAME, ...(possession === undefined ? {} : { possession }) }));
      const home = 0.6 + (possession === undefined ? 0 : possession === "home" ? 0.05 : -0.05);
      const shown = { source: "spread", model: "test 1 (abc)", ageMs: 0 } as const;
      assertEquals(engine.estimate(HOME), { ...shown, probability: home, pregame: 0.55 });
      assertEquals(engine.estimate(AWAY), { ...shown, probability: 1 - home, pregame: 1 - 0.55 });
    });
  }
}

/** An engine with both markets and a score. */
function started(estimator: Estimator, ...more: readonly EngineEvent[]) {
  const made = startEngine({ estimator, fixtures: [FIXTURE] });
  for (const ticker of [HOME, AWAY]) made.engine.process(events.listed(NOON, { ticker }));
  for (const event of more) made.engine.process(event);
  return made;
}

const SAYS: HomeEstimate = { probability: 0.7, pregame: 0.5, source: "none", model: "test 1 (abc)" };

Deno.test("a model is asked once for each state of the game, and only when somebody looks", () => {
  const { asked, estimator } = modelOf((_, seen) => ({ ...SAYS, probability: seen / 10 }));
  const { engine } = started(estimator, reported(NOON + 1));
  for (let at = NOON + 2; at < NOON + 50; at++) {
    engine.process(events.book(at, [[4000, 100]], [[4100, 100]], HOME));
  }
  assertEquals(asked.length, 0);
  assertEquals(probabilityOf(engine, HOME), 0.1);
  engine.process(events.clock(NOON + 1_000));
  assertEquals([probabilityOf(engine, HOME), probabilityOf(engine, AWAY)], [0.1, 0.9]);
  assertEquals(asked.map(({ at }) => at), [NOON + 1]);
  engine.process(reported(NOON + 2_000));
  engine.process(reported(NOON + 3_000));
  assertEquals(asked.length, 1);
  assertEquals(probabilityOf(engine, HOME), 0.3);
  assertEquals(asked.map(({ at }) => at), [NOON + 1, NOON + 3_000]);
});

Deno.test("a strategy sees the estimate, its age, and that it was looked for", () => {
  const { estimator } = modelOf(() => SAYS);
  const { engine, puppet } = started(estimator, reported(NOON + 1));
  assertEquals(engine.estimatesWanted, false);
  let seen: Pick<StrategyState, "estimate" | "noEstimate"> = {};
  const act = puppet.onState.bind(puppet);
  puppet.onState = (state, portfolio) => {
    if (state.market.ticker === AWAY) seen = { estimate: state.estimate, noEstimate: state.noEstimate };
    return act(state, portfolio);
  };
  engine.process(events.clock(NOON + 751));
  assertEquals(seen, {
    estimate: {
      probability: 1 - SAYS.probability,
      pregame: 0.5,
      source: "none",
      model: "test 1 (abc)",
      ageMs: 750,
    },
    noEstimate: undefined,
  });
  assertEquals(engine.estimatesWanted, true);
});

Deno.test("without a model there is neither an estimate nor a reason, and a look is remembered all the same", () => {
  const { engine, puppet } = startEngine({ fixtures: [FIXTURE] });
  engine.process(events.listed(NOON, { ticker: HOME }));
  engine.process(reported(NOON + 1));
  const seen = new Set<unknown>();
  puppet.onState = (state) => {
    seen.add(state.estimate).add(state.noEstimate);
    return { code: "NOTHING" };
  };
  assertEquals([engine.estimate(HOME), engine.estimatesWanted], [undefined, false]);
  engine.process(events.clock(NOON + 2));
  assertEquals(seen, new Set([undefined]));
  assertEquals(engine.estimatesWanted, true);
});

Deno.test("a model gets the facts that had been read when the game was last confirmed, and no later ones", () => {
  const { asked, estimator } = modelOf(() => SAYS);
  const fact = (value: number, readAt: number) => ({ value, source: "test", readAt });
  const pregame = { closingSpread: fact(4.5, NOON), total: fact(220, NOON + 10) };
  const { engine } = startEngine({ estimator, fixtures: [{ ...FIXTURE, pregame }] });
  engine.process(events.listed(NOON, { ticker: HOME }));
  engine.process(reported(NOON + 5));
  engine.process(events.clock(NOON + 20));
  engine.estimate(HOME);
  assertEquals(asked.map((sight) => sight.pregame), [{ closingSpread: pregame.closingSpread }]);
});

Deno.test("a market says why it has no estimate", async (t) => {
  const code = (engine: Engine, ticker: string) => {
    const found = engine.estimate(ticker);
    return found !== undefined && "code" in found ? found.code : found;
  };
  await t.step("no scoreboard has reported", () => {
    assertEquals(code(started(modelOf(() => SAYS).estimator).engine, HOME), "NO_GAME");
  });
  await t.step("it is not known whose it is", () => {
    const { engine } = startEngine({ estimator: modelOf(() => SAYS).estimator });
    engine.process(events.listed(NOON, { ticker: HOME }));
    engine.process(reported(NOON + 1));
    assertEquals(code(engine, HOME), "NOT_A_WINNER_MARKET");
  });
  await t.step("a third market of the event", () => {
    const { engine } = started(
      modelOf(() => SAYS).estimator,
      events.listed(NOON, { ticker: `${EVENT}-TIE` }),
      reported(NOON + 1),
    );
    assertEquals([HOME, AWAY, `${EVENT}-TIE`].map((ticker) => code(engine, ticker)), [
      "THREE_WAY",
      "THREE_WAY",
      "NOT_A_WINNER_MARKET",
    ]);
  });
  await t.step("a market of another kind that names a team", () => {
    const ticker = "KXNBASPREAD-26NOV22LALBOS-BOS5";
    const { engine } = startEngine({ estimator: modelOf(() => SAYS).estimator });
    engine.process(events.listed(NOON, { ticker, event: EVENT, series: "KXNBASPREAD", teamId: "BOS" }));
    engine.process(reported(NOON + 1));
    assertEquals(code(engine, ticker), "NOT_A_WINNER_MARKET");
  });
  await t.step("the model has none", () => {
    const why: Reason = { code: "NO_MODEL", detail: "none for this league" };
    assertEquals(started(modelOf(() => why).estimator, reported(NOON + 1)).engine.estimate(HOME), why);
  });
  for (const bad of [NaN, -0.01, 1.01, Infinity]) {
    await t.step(`its answer is ${bad}`, () => {
      for (const says of [{ ...SAYS, probability: bad }, { ...SAYS, pregame: bad }]) {
        assertEquals(
          code(started(modelOf(() => says).estimator, reported(NOON + 1)).engine, HOME),
          "MODEL_FAULT",
        );
      }
    });
  }
});

Deno.test("each event's game is followed by itself", () => {
  const followed: string[] = [];
  const { estimator } = modelOf(() => SAYS);
  const { engine } = startEngine({
    estimator: {
      follow: (event) => {
        followed.push(event);
        return estimator.follow(event);
      },
    },
  });
  const OTHER = "KXNBAGAME-26NOV22NYKMIA";
  engine.process(events.listed(NOON, { ticker: HOME }));
  engine.process(events.listed(NOON, { ticker: `${OTHER}-NYK` }));
  engine.process(events.listed(NOON, { ticker: AWAY }));
  assertEquals(followed, [EVENT, OTHER]);
});

function probabilityOf(engine: Engine, ticker: string): number {
  const found = engine.estimate(ticker);
  assert(found !== undefined && !("code" in found), ticker);
  return found.probability;
}

Deno.test("a signal keeps what the model said where its rule gave a chance and a rule asked for the model's", () => {
  for (const [looks, probability] of [[true, 0.9], [true, undefined], [false, 0.9]] as const) {
    const { estimator } = modelOf(() => SAYS);
    const { engine, puppet } = started(
      estimator,
      events.book(NOON, [[4000, 10_000]], [[4100, 10_000]], AWAY),
      reported(NOON + 1),
    );
    puppet.onState = (state) => {
      if (looks) void state.estimate;
      if (state.market.ticker !== AWAY) return { code: "ANOTHER" };
      const intent = {
        action: "buy",
        market: AWAY,
        price: price(4100),
        size: { quantity: quantity(100) },
      } as const;
      return [probability === undefined ? intent : { ...intent, probability }];
    };
    const signal = engine.process(events.clock(NOON + 301)).find(({ kind }) => kind === "signal");
    assert(signal?.kind === "signal");
    assertEquals(signal.probability, probability);
    const estimate = {
      probability: 1 - SAYS.probability,
      pregame: 0.5,
      source: "none",
      model: "test 1 (abc)",
      ageMs: 300,
    } as const;
    assertEquals(signal.estimate, looks && probability !== undefined ? estimate : undefined);
    const { estimate: written } = JSON.parse(formatDecision(signal));
    const { ageMs, ...rest } = estimate;
    assertEquals(written, signal.estimate === undefined ? undefined : { ...rest, age_ms: ageMs });
  }
});
