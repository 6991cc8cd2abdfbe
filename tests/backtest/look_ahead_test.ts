/**
 * No rule sees the future.
 *
 * Invariant: given a recording that was cut off at a moment, a rule has decided the same up to that moment as given the
 * whole. Shown for every rule that ships, for one that looks at all it can get, and with scores that come later.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { playGame, startGame } from "../../src/backtest/run.ts";
import type { Reason } from "../../src/core/reasons.ts";
import { register, type Registry, type StrategyState } from "../../src/core/strategy/strategy.ts";
import type { Tape } from "../../src/recording/tape/tape.ts";
import { formatDecision } from "../../src/session/decisions.ts";
import type { Setup } from "../../src/session/setup/setup.ts";
import { STRATEGIES } from "../../strategies/mod.ts";
import { z } from "zod";
import { inFolder } from "../cli/support.ts";
import { NBA_CONTENT } from "../models/support/small_models.ts";
import { writeModel } from "../../src/models/format/write.ts";
import { type ModelText, shelve } from "../../src/models/live/shelf.ts";
import { markModels } from "../../src/session/setup/models.ts";
import { inputsOf, namesOf, record, type RecordOptions, type Sketch, TIP_OFF } from "./support/game.ts";
import { must, planOf, setupWith, tapeOf } from "./support/runs.ts";

const SKETCH: Sketch = { seed: 1 };
/** Rules that look at the last quarter only when they are told to. */
const PARAMETERS = {
  underdog_resilience: { max_period: 4 },
  no_score_spike_revert: { min_rise: 0.04, wait_for_score: 2 },
  late_game_shock_fade: { wait_for_score: 2 },
};

interface Decided {
  /** Of the event that it was decided at. */
  readonly at: number;
  readonly line: string;
}

/** What is decided while a tape goes by; not what it comes to when it is over. */
function decide(
  tape: Tape,
  setup: Setup,
  scoreLagMs: number,
  registry: Registry = STRATEGIES,
  modelTexts: readonly ModelText[] = [],
): Decided[] {
  const decisions: Decided[] = [];
  const plan = { ...planOf("none"), setup, scoreLagMs, modelTexts };
  const run = must(startGame(tape, { name: "game" }, plan, registry, ({ at }, outcomes) => {
    // An order that has arrived between two events is reported with the later one, under its own time.
    for (const outcome of outcomes) decisions.push({ at, line: formatDecision(outcome) });
  }));
  tape.player().play(Infinity, run.take);
  return decisions;
}

const until = (decisions: readonly Decided[], at: number) =>
  decisions.filter((decision) => decision.at <= at).map(({ line }) => line);

/** Moments right at something that happens, right before it, and in between, Unix milliseconds. */
const CUTS: readonly number[] = [
  0.5,
  1_000,
  60_350.125,
  102_100,
  102_500,
  221_700,
  230_000,
  302_350.125,
  420_999.999,
]
  .map((offset) => TIP_OFF + offset);

/** The whole recording and what is left of it at each cut, all through files of their own. */
async function withCuts(
  body: (whole: Tape, cuts: readonly (readonly [at: number, tape: Tape])[]) => void,
  options: RecordOptions = {},
) {
  await inFolder(async (root) => {
    const inputs = inputsOf(SKETCH);
    const [path = ""] = await record(root, SKETCH, inputs, options);
    const whole = await tapeOf(path, false);
    const cuts: [number, Tape][] = [];
    for (const [index, at] of CUTS.entries()) {
      const left = inputs.filter((input) => input.at <= at);
      assert(left.length > 0 && left.length < inputs.length);
      const [cut = ""] = await record(`${root}/${index}`, SKETCH, left, options);
      cuts.push([at, await tapeOf(cut, false)]);
    }
    body(whole, cuts);
  });
}

/** The whole recording alone. */
async function withWhole(body: (whole: Tape) => void): Promise<void> {
  await inFolder(async (root) => {
    const [path = ""] = await record(root, SKETCH);
    body(await tapeOf(path, false));
  });
}

Deno.test("every rule decides the same up to a moment, whether the recording goes on after it or not", async () => {
  await withCuts((whole, cuts) => {
    let traded = 0;
    for (const name of STRATEGIES.keys()) {
      for (const scoreLagMs of [0, 15_000]) {
        const setup = setupWith([name], {}, PARAMETERS);
        const expected = decide(whole, setup, scoreLagMs);
        if (expected.some(({ line }) => line.includes('"type":"order"'))) traded++;
        for (const [at, tape] of cuts) {
          const title = `${name}, lag ${scoreLagMs}, up to ${at - TIP_OFF}`;
          assertEquals(until(decide(tape, setup, scoreLagMs), at), until(expected, at), title);
        }
      }
    }
    assert(traded >= 20, `only ${traded} of ${2 * STRATEGIES.size} runs sent any order`);
  });
});

Deno.test("all rules side by side, with latency, decide the same up to a moment", async () => {
  await withCuts((whole, cuts) => {
    const setup = setupWith([...STRATEGIES.keys()], { latencyMs: 750, fillModel: "depth" }, PARAMETERS);
    const expected = decide(whole, setup, 3_000);
    for (const [at, tape] of cuts) assertEquals(until(decide(tape, setup, 3_000), at), until(expected, at));
  });
});

/** The game as a job names it, with a closing spread that was read two minutes after the tip-off. */
function withSpread(): RecordOptions {
  const { event, home, away, homeMarket, awayMarket } = namesOf(SKETCH);
  const team = (code: string) => ({ code, name: code, targetId: code });
  const closingSpread = { value: 2, source: "test", readAt: TIP_OFF + 120_000 };
  const game = {
    id: "game-1",
    league: "nba",
    startsAt: TIP_OFF,
    home: team(home),
    away: team(away),
    event,
    homeMarket,
    awayMarket,
    otherMarkets: [],
    milestoneId: null,
    feeds: {},
    pregame: { closingSpread },
  };
  return { description: { game } };
}

Deno.test("model_edge with a model and a closing spread decides the same up to a moment", async () => {
  const modelTexts = [{ file: "small.json", text: writeModel(NBA_CONTENT) }];
  const models = markModels(must(shelve(modelTexts)).own);
  const given = { min_edge: 0.02, min_confidence: 0, max_age: 60, feed_lag_seconds: 5, rest_seconds: 0 };
  await withCuts((whole, cuts) => {
    for (const scoreLagMs of [0, 15_000]) {
      const setup = { ...setupWith(["model_edge"], {}, { model_edge: given }), models };
      const expected = decide(whole, setup, scoreLagMs, STRATEGIES, modelTexts);
      const orders = expected.filter(({ line }) => line.includes('"type":"order"'));
      assert(orders.length >= 4, `only ${orders.length} orders`);
      assert(orders.every(({ at }) => at >= TIP_OFF + 120_000), "none before the spread was read");
      for (const [at, tape] of cuts) {
        const title = `lag ${scoreLagMs}, up to ${at - TIP_OFF}`;
        const decided = decide(tape, setup, scoreLagMs, STRATEGIES, modelTexts);
        assertEquals(until(decided, at), until(expected, at), title);
      }
    }
  }, withSpread());
});

/** Writes down all that a state shows. */
function spy(seen: string[]): Registry {
  const look = (state: StrategyState): Reason => {
    const { at, market, markets, bookAgeMs, game, gameAgeMs, homeMarket, awayMarket } = state;
    const { bestBid, bestAsk } = market.book;
    const shown = [
      at,
      market.ticker,
      bestBid,
      bestAsk,
      market.last,
      market.volume,
      market.status,
      market.result,
    ];
    const others = [
      markets.map(({ ticker, last }) => [ticker, last]),
      homeMarket?.ticker,
      awayMarket?.ticker,
    ];
    seen.push(JSON.stringify([...shown, ...others, bookAgeMs, game, gameAgeMs]));
    return { code: "LOOKED" };
  };
  return new Map([[
    "spy",
    register({
      name: "spy",
      category: "tool",
      description: "Looks.",
      parameters: z.strictObject({}),
      create: () => ({ onState: look }),
    }),
  ]]);
}

Deno.test("all that any rule can see of a moment is the same, whether the recording goes on after it or not", async () => {
  await withCuts((whole, cuts) => {
    const setup: Setup = { ...setupWith([]), strategies: [{ name: "spy", parameters: {} }] };
    for (const scoreLagMs of [0, 4_321.5]) {
      const expected: string[] = [];
      decide(whole, setup, scoreLagMs, spy(expected));
      const timeOf = (line: string) => Number(/^\[([\d.]+)/.exec(line)?.[1]);
      for (const [at, tape] of cuts) {
        const seen: string[] = [];
        decide(tape, setup, scoreLagMs, spy(seen));
        assertEquals(seen, expected.filter((line) => timeOf(line) <= at));
      }
    }
  });
});

Deno.test("a state shows the score only once its lag has passed, and as old as its arrival", async () => {
  await withWhole((whole) => {
    const setup: Setup = { ...setupWith([]), strategies: [{ name: "spy", parameters: {} }] };
    const scoresOf = (scoreLagMs: number) => {
      const seen: string[] = [];
      decide(whole, setup, scoreLagMs, spy(seen));
      const changes = new Map<string, number>();
      for (const line of seen) {
        const parsed = JSON.parse(line);
        const [at, game] = [parsed[0], parsed[12]];
        if (game === null || game === undefined) continue;
        const score = `${game.home.score}:${game.away.score}`;
        if (!changes.has(score)) changes.set(score, at);
      }
      return changes;
    };
    const now = scoresOf(0);
    const later = scoresOf(20_000);
    assert(now.size > 30 && later.size > 30);
    for (const [score, at] of later) assertEquals(at, (now.get(score) ?? NaN) + 20_000, score);
  });
});

Deno.test("what a game comes to at its end is not decided by anything that the rules could see", async () => {
  await withWhole((whole) => {
    const setup = setupWith(["late_game_underdog"]);
    const before = decide(whole, setup, 0);
    const run = must(startGame(whole, { name: "game" }, { ...planOf("none"), setup }, STRATEGIES));
    const result = playGame(whole, run);
    const orders = before.filter(({ line }) => line.includes('"type":"order"')).length;
    assertEquals(result.orders, orders, "no order after the last event");
  });
});
