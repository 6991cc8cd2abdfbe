import { assertEquals } from "@std/assert";
import {
  decide,
  minutesRange,
  moveRange,
  parameters,
  periodRange,
  play,
  pointsRange,
  type Scene,
  STAKE,
  start,
  table,
} from "./support.ts";

const CALM = { home: { last: 5000 }, away: { last: 5000, ask: 5100 }, score: [50, 50] } as const;
const SPIKE = { ...CALM, home: { last: 5800 } };

table("no_score_spike_revert", SPIKE, [
  [{}, "buy away 5100"],
  [{ home: { last: 5799 } }, "NO_SPIKE"],
  [{ home: { last: 4000 } }, "NO_SPIKE"],
  [{ score: [52, 50] }, "SCORE_CHANGED"],
  [{ score: [50, 51] }, "SCORE_CHANGED"],
  [{ score: [52, 52] }, "buy away 5100"],
  [{ about: "away", away: { last: 6000 } }, "FIRST_STATE"],
  [{ event: "KXNBAGAME-26NOV22NYKMIA" }, "FIRST_STATE"],
  [{ about: "third" }, "NO_WINNER_MARKET"],
  [{ noTeams: true }, "TEAMS_UNKNOWN"],
  [{ noGame: true }, "NO_GAME"],
  [{ phase: "final" }, "GAME_NOT_LIVE"],
  [{ closed: "home" }, "MARKET_NOT_OPEN"],
  [{ closed: "away" }, "MARKET_NOT_OPEN"],
  [{ home: {} }, "NO_PRICE"],
  [{ away: {} }, "NO_PRICE"],
  [{}, "ALREADY_HOLDING", { holds: { away: 3000 } }],
  [{}, "ORDER_OPEN", { ordersIn: "away" }],
  [{}, "buy away 5100", { holds: { home: 3000 } }],
], [CALM]);

Deno.test("no_score_spike_revert: a spike counts against the last state only, and once", () => {
  const answers = play(start("no_score_spike_revert"), [
    CALM,
    { ...CALM, home: { last: 5500 } },
    { ...CALM, home: { last: 6000 } },
    { ...CALM, home: { last: 6800 } },
    { ...CALM, home: { last: 6800 } },
  ]);
  assertEquals(answers, ["FIRST_STATE", "NO_SPIKE", "NO_SPIKE", "buy away 5100", "NO_SPIKE"]);
});

Deno.test("no_score_spike_revert: a last state without a score tells of no change", () => {
  const answers = play(start("no_score_spike_revert"), [{ ...CALM, noGame: true }, SPIKE]);
  assertEquals(answers, ["NO_GAME", "FIRST_STATE"]);
});

parameters("no_score_spike_revert", { stake: 25, min_rise: 0.08, max_score_change: 0 }, [
  STAKE,
  moveRange("min_rise"),
  pointsRange("max_score_change"),
]);

/** A state of the home market with a mid (last) price and a spread; the away side can be had at .40. */
function rush(last: number, spread: number, more: Scene = {}): Scene {
  return { home: { last, bid: 5000, ask: 5000 + spread }, away: { ask: 4000 }, period: 2, ...more };
}

const ARM: readonly (readonly [Scene, string])[] = [
  [rush(5500, 500), "ARMED"],
  [rush(5499, 500), "NO_RUSH"],
  [rush(5500, 499), "SPREAD_NARROW"],
  [rush(5500, 500, { period: 1 }), "PERIOD_BELOW_MIN"],
  [rush(5500, 500, { phase: "final" }), "GAME_NOT_LIVE"],
  [rush(5500, 500, { noGame: true }), "NO_GAME"],
  [rush(5500, 500, { noTeams: true }), "TEAMS_UNKNOWN"],
  [rush(5500, 500, { about: "away" }), "NO_SPREAD"],
  [rush(5500, 500, { home: { last: 5500, ask: 6000 } }), "NO_SPREAD"],
  [rush(5500, 500, { home: {} }), "NO_PRICE"],
];

for (const [scene, answer] of ARM) {
  Deno.test(`panic_spread_fade: after two calm states ${JSON.stringify(scene)} → ${answer}`, () => {
    const strategy = start("panic_spread_fade");
    assertEquals(play(strategy, [rush(5000, 100), rush(5000, 100)]), ["WINDOW_SHORT", "WINDOW_SHORT"]);
    assertEquals(decide(strategy, scene), answer);
  });
}

Deno.test("panic_spread_fade: the spread must be twice the mean of the earlier ones", () => {
  for (const [spread, answer] of [[599, "SPREAD_USUAL"], [600, "ARMED"]] as const) {
    const strategy = start("panic_spread_fade");
    play(strategy, [rush(5000, 200), rush(5000, 400)]);
    assertEquals(decide(strategy, rush(5500, spread)), answer);
  }
});

Deno.test("panic_spread_fade: the window is of 20 samples", () => {
  for (const [calm, answer] of [[18, "ARMED"], [19, "NO_RUSH"]] as const) {
    const strategy = start("panic_spread_fade");
    play(strategy, [rush(5000, 100), ...Array.from({ length: calm }, () => rush(5200, 100))]);
    assertEquals(decide(strategy, rush(5500, 500)), answer);
  }
});

Deno.test("panic_spread_fade: it follows the peak, fires once at the first state at or below it, begins anew", () => {
  const strategy = start("panic_spread_fade");
  play(strategy, [rush(5000, 100), rush(5000, 100)]);
  const moments = [rush(5500, 500), rush(5600, 500), rush(5700, 100), rush(5700, 100), rush(6300, 900)];
  assertEquals(play(strategy, moments), ["ARMED", "ARMED", "ARMED", "buy away 4000", "WINDOW_SHORT"]);
});

Deno.test("panic_spread_fade: what it holds or has ordered it does not buy again, and the panic is used up", () => {
  for (
    const [has, code] of [
      [{ holds: { away: 4000 } }, "ALREADY_HOLDING"],
      [{ ordersIn: "away" }, "ORDER_OPEN"],
    ] as const
  ) {
    const strategy = start("panic_spread_fade");
    play(strategy, [rush(5000, 100), rush(5000, 100), rush(5500, 500)]);
    assertEquals(decide(strategy, rush(5400, 100), has), code);
    assertEquals(decide(strategy, rush(5400, 100)), "WINDOW_SHORT");
  }
});

parameters("panic_spread_fade", {
  stake: 25,
  min_period: 2,
  min_samples: 3,
  min_spread: 0.05,
  spread_multiple: 2,
  min_rise: 0.05,
}, [
  STAKE,
  periodRange("min_period"),
  ["min_samples", 1, 2, 20, 21],
  moveRange("min_spread"),
  ["spread_multiple", 0.99, 1, 100, 101],
  moveRange("min_rise"),
]);

const BEFORE = { home: { last: 5000 }, away: { last: 3500, ask: 3600 }, secondsLeft: 200 };
const SHOCK = { ...BEFORE, home: { last: 6500 }, at: 3_000 };

table("late_game_shock_fade", SHOCK, [
  [{}, "buy away 3600"],
  [{ home: { last: 6499 } }, "NO_SHOCK"],
  [{ at: 8_000 }, "buy away 3600"],
  [{ at: 8_001 }, "NO_SHOCK"],
  [{ away: { last: 3500 } }, "buy away 3500"],
  [{ away: { last: 3501 } }, "GAP_SMALL"],
  [{ away: {} }, "NO_PRICE"],
  [{ home: {} }, "NO_PRICE"],
  [{ period: 3 }, "PERIOD_BELOW_MIN"],
  [{ secondsLeft: 240 }, "buy away 3600"],
  [{ secondsLeft: 240.1 }, "TIME_ABOVE_MAX"],
  [{ score: [93, 90] }, "buy away 3600"],
  [{ score: [90, 93] }, "buy away 3600"],
  [{ score: [94, 90] }, "SCORE_CHANGED"],
  [{ score: [97, 90] }, "SCORE_APART"],
  [{ phase: "final" }, "GAME_NOT_LIVE"],
  [{ noGame: true }, "NO_GAME"],
  [{ noTeams: true }, "TEAMS_UNKNOWN"],
  [{ about: "third" }, "NO_WINNER_MARKET"],
  [{}, "ALREADY_HOLDING", { holds: { away: 3000 } }],
  [{}, "ORDER_OPEN", { ordersIn: "away" }],
  [{ event: "KXNBAGAME-26NOV22NYKMIA" }, "NO_SHOCK"],
], [BEFORE]);

Deno.test("late_game_shock_fade: |difference| of 6 passes, also for the away team", () => {
  for (const score of [[96, 90], [90, 96]] as const) {
    const strategy = start("late_game_shock_fade");
    assertEquals(play(strategy, [{ ...BEFORE, score }, { ...SHOCK, score }]), ["NO_SHOCK", "buy away 3600"]);
  }
});

parameters("late_game_shock_fade", {
  stake: 25,
  min_rise: 0.15,
  min_gap: 0.3,
  max_score_change: 3,
  max_score_diff: 6,
  max_time: 4,
  min_period: 4,
}, [
  STAKE,
  moveRange("min_rise"),
  moveRange("min_gap"),
  pointsRange("max_score_change"),
  pointsRange("max_score_diff"),
  minutesRange("max_time"),
  periodRange("min_period"),
]);
