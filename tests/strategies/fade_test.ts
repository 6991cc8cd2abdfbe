import { assertEquals } from "@std/assert";
import {
  decide,
  minutesRange,
  moveRange,
  parameters,
  periodRange,
  play,
  pointsRange,
  type Situation,
  STAKE,
  start,
  table,
  WAIT,
} from "./support.ts";

const AT_ONCE = { wait_for_score: 0 };
const CALM = { home: { ask: 5000, last: 5000 }, away: { last: 5000, ask: 5100 }, score: [50, 50] } as const;
const SPIKE = { ...CALM, home: { ask: 5800, last: 5000 } };

table(
  "no_score_spike_revert",
  SPIKE,
  [
    [{}, "buy away 5100"],
    [{ home: { ask: 5799, last: 5000 } }, "NO_SPIKE"],
    [{ home: { ask: 5000, last: 5800 } }, "NO_SPIKE"],
    [{ home: { last: 5800 } }, "buy away 5100"],
    [{ home: { ask: 4000 } }, "NO_SPIKE"],
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
    [{ away: { ask: 100 } }, "NEARLY_LOST"],
    [{ away: { ask: 101 } }, "buy away 101"],
    [{ away: { ask: 9899 } }, "buy away 9899"],
    [{ away: { ask: 9900 } }, "NEARLY_WON"],
    [{}, "ALREADY_HOLDING", { holds: { away: 3000 } }],
    [{}, "ORDER_OPEN", { ordersIn: "away" }],
    [{}, "buy away 5100", { holds: { home: 3000 } }],
  ],
  [CALM],
  AT_ONCE,
);

Deno.test("no_score_spike_revert: a spike counts against the last price state only, and once", () => {
  const answers = play(start("no_score_spike_revert", AT_ONCE), [
    CALM,
    { ...CALM, home: { ask: 5500 } },
    { ...CALM, home: { ask: 6000 } },
    { ...CALM, home: { ask: 6800 } },
    { ...CALM, home: { ask: 6800 } },
  ]);
  assertEquals(answers, ["FIRST_STATE", "NO_SPIKE", "NO_SPIKE", "buy away 5100", "NO_SPIKE"]);
});

Deno.test("no_score_spike_revert: a last state without a score tells of no change", () => {
  const answers = play(start("no_score_spike_revert", AT_ONCE), [{ ...CALM, noGame: true }, SPIKE]);
  assertEquals(answers, ["NO_GAME", "FIRST_STATE"]);
});

Deno.test("no_score_spike_revert: changes of the book between two price states are not judged, the second is", () => {
  const answers = play(start("no_score_spike_revert", AT_ONCE), [
    CALM,
    ...[10, 20, 300].map((at) => ({ ...SPIKE, at })),
    { ...CALM, at: 500 },
    { ...SPIKE, at: 1_000 },
  ]);
  assertEquals(answers, [...Array.from({ length: 5 }, () => "FIRST_STATE"), "buy away 5100"]);
});

const BASKET = { ...CALM, score: [53, 50] } as const;
/** When the basket is shown, when the price jumps by a print, and what is answered then. */
const SHOWN: readonly (readonly [shown: number, seconds: readonly number[], jump: number, answer: string])[] =
  [
    [5_000, [1_000, 2_000, 3_000, 4_000, 5_000], 5_030, "SCORE_CHANGED"],
    [4_800, [1_000, 2_000, 3_000, 4_000, 5_000], 5_030, "SCORE_CHANGED"],
    [4_800, [1_000, 2_000, 3_000, 4_000, 5_000, 6_000], 6_030, "SCORE_CHANGED"],
    [4_800, [4_000, 5_000, 12_800], 12_800, "SCORE_CHANGED"],
    [4_800, [4_000, 5_000, 12_801], 12_801, "buy away 5100"],
  ];
for (const [shown, seconds, jump, answer] of SHOWN) {
  Deno.test(`no_score_spike_revert: a basket shown at ${shown} and a jump at ${jump} → ${answer}`, () => {
    const strategy = start("no_score_spike_revert", AT_ONCE);
    const scoreboard = { ...BASKET, at: shown };
    const clocks = seconds.map((at) => ({ ...(at < shown ? CALM : BASKET), at }));
    const before = [...clocks, scoreboard].sort((a, b) => a.at - b.at);
    play(strategy, [CALM, ...before]);
    assertEquals(decide(strategy, { ...BASKET, at: jump, home: { ask: 5800, last: 5100 } }), answer);
  });
}

/** What follows a spike at 1 s, with the usual wait of 55 s: each moment's price of the home side and score. */
const AFTER: readonly (readonly [name: string, Situation, answer: string])[] = [
  ["just before the time is over", { at: 55_999 }, "WAITING_FOR_SCORE"],
  ["when it is over", { at: 56_000 }, "buy away 5100"],
  ["with the score that explains it, long before", { at: 20_000, score: [52, 50] }, "SCORE_CHANGED"],
  ["with the score that explains it, at the last moment", { at: 56_000, score: [52, 50] }, "SCORE_CHANGED"],
  ["with the price back", { at: 56_000, home: { ask: 5799 } }, "NO_SPIKE"],
  ["with the price still higher", { at: 56_000, home: { ask: 5850 } }, "buy away 5100"],
  ["without a scoreboard", { at: 56_000, noGame: true }, "NO_GAME"],
  ["after the end", { at: 56_000, phase: "final" }, "GAME_NOT_LIVE"],
  ["with the other side as good as lost", { at: 56_000, away: { ask: 100 } }, "NEARLY_LOST"],
];
for (const [name, situation, answer] of AFTER) {
  Deno.test(`no_score_spike_revert: after a spike, ${name} → ${answer}`, () => {
    const strategy = start("no_score_spike_revert");
    assertEquals(play(strategy, [CALM, SPIKE]), ["FIRST_STATE", "WAITING_FOR_SCORE"]);
    assertEquals(decide(strategy, { ...SPIKE, ...situation }), answer);
  });
}

Deno.test("no_score_spike_revert: a spike that was explained or faded is over", () => {
  for (const then of [{ at: 20_000, score: [52, 50] }, { at: 56_000 }] as const) {
    const strategy = start("no_score_spike_revert");
    play(strategy, [CALM, SPIKE, { ...SPIKE, ...then }]);
    assertEquals(decide(strategy, { ...SPIKE, at: 60_000 }), "NO_SPIKE");
  }
});

Deno.test("no_score_spike_revert: a second, higher spike is waited for again, from where the first began", () => {
  const strategy = start("no_score_spike_revert");
  const higher = { ...CALM, home: { ask: 6700 } };
  play(strategy, [CALM, SPIKE, { ...SPIKE, at: 29_000 }, { ...higher, at: 30_000 }]);
  assertEquals(decide(strategy, { ...higher, at: 56_000 }), "WAITING_FOR_SCORE");
  assertEquals(decide(strategy, { ...CALM, home: { ask: 5800 }, at: 85_000 }), "buy away 5100");
});

parameters("no_score_spike_revert", { stake: 25, min_rise: 0.08, max_score_change: 0, wait_for_score: 55 }, [
  STAKE,
  moveRange("min_rise"),
  pointsRange("max_score_change"),
  WAIT,
]);

/** A state of the home market with a mid (last) price and a spread; the away side can be had at .40. */
function rush(last: number, spread: number, more: Situation = {}): Situation {
  return { home: { last, bid: 5000, ask: 5000 + spread }, away: { ask: 4000 }, period: 2, ...more };
}

const ARM: readonly (readonly [Situation, string])[] = [
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

for (const [situation, answer] of ARM) {
  Deno.test(`panic_spread_fade: after two calm states ${JSON.stringify(situation)} → ${answer}`, () => {
    const strategy = start("panic_spread_fade");
    assertEquals(play(strategy, [rush(5000, 100), rush(5000, 100)]), ["WINDOW_SHORT", "WINDOW_SHORT"]);
    assertEquals(decide(strategy, situation), answer);
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

Deno.test("panic_spread_fade: it follows the peak, fires once at the first state at or below it, begins again", () => {
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

Deno.test("panic_spread_fade: what it armed for is over at the next price state, not at the next change of the book", () => {
  const strategy = start("panic_spread_fade");
  play(strategy, [rush(5000, 100), rush(5000, 100), rush(5500, 500, { at: 1_300 })]);
  const book = [1_301, 1_302, 1_900].map((at) => rush(5500, 300, { at }));
  assertEquals(play(strategy, book), ["ARMED", "ARMED", "ARMED"]);
  assertEquals(decide(strategy, rush(5500, 300, { at: 2_200 })), "buy away 4000");
});

Deno.test("panic_spread_fade: a torn-open book between two price states is no sample", () => {
  const strategy = start("panic_spread_fade");
  play(strategy, [rush(5000, 100), rush(5000, 100), rush(5000, 100)]);
  const torn = [2_010, 2_020, 2_030].map((at) => rush(5000, 800, { at }));
  assertEquals(play(strategy, torn), ["SPREAD_NARROW", "SPREAD_NARROW", "SPREAD_NARROW"]);
  assertEquals(decide(strategy, rush(5500, 500, { at: 2_500 })), "ARMED");
});

Deno.test("panic_spread_fade: a side that is as good as decided is not bought", () => {
  for (const [ask, answer] of [[100, "NEARLY_LOST"], [101, "buy away 101"], [9900, "NEARLY_WON"]] as const) {
    const strategy = start("panic_spread_fade");
    play(strategy, [rush(5000, 100), rush(5000, 100), rush(5500, 500)]);
    assertEquals(decide(strategy, rush(5400, 100, { away: { ask } })), answer);
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

const BEFORE = {
  home: { ask: 5000, last: 4000 },
  away: { last: 4000, ask: 3500 },
  secondsLeft: 200,
};
const SHOCK = { ...BEFORE, home: { ask: 6500, last: 4000 }, at: 3_000 };

table(
  "late_game_shock_fade",
  SHOCK,
  [
    [{}, "buy away 3500"],
    [{ home: { ask: 6499 } }, "NO_SHOCK"],
    [{ home: { ask: 5000, last: 6500 } }, "NO_SHOCK"],
    [{ home: { last: 6500 } }, "buy away 3500"],
    [{ at: 8_000 }, "buy away 3500"],
    [{ at: 8_001 }, "NO_SHOCK"],
    [{ away: { last: 3500 } }, "buy away 3500"],
    [{ away: { ask: 3501 } }, "GAP_SMALL"],
    [{ away: { ask: 101 } }, "buy away 101"],
    [{ away: { ask: 100 } }, "NEARLY_LOST"],
    [{ away: {} }, "NO_PRICE"],
    [{ home: {} }, "NO_PRICE"],
    [{ period: 3 }, "PERIOD_BELOW_MIN"],
    [{ secondsLeft: 240 }, "buy away 3500"],
    [{ secondsLeft: 240.1 }, "TIME_ABOVE_MAX"],
    [{ score: [93, 90] }, "buy away 3500"],
    [{ score: [90, 93] }, "buy away 3500"],
    [{ score: [94, 90] }, "SCORE_CHANGED"],
    [{ score: [97, 90] }, "SCORE_APART"],
    [{ phase: "final" }, "GAME_NOT_LIVE"],
    [{ noGame: true }, "NO_GAME"],
    [{ noTeams: true }, "TEAMS_UNKNOWN"],
    [{ about: "third" }, "NO_WINNER_MARKET"],
    [{}, "ALREADY_HOLDING", { holds: { away: 3000 } }],
    [{}, "ORDER_OPEN", { ordersIn: "away" }],
    [{ event: "KXNBAGAME-26NOV22NYKMIA" }, "NO_SHOCK"],
  ],
  [BEFORE],
  AT_ONCE,
);

Deno.test("late_game_shock_fade: |difference| of 6 passes, also for the away team", () => {
  for (const score of [[96, 90], [90, 96]] as const) {
    const strategy = start("late_game_shock_fade", AT_ONCE);
    assertEquals(play(strategy, [{ ...BEFORE, score }, { ...SHOCK, score }]), ["NO_SHOCK", "buy away 3500"]);
  }
});

Deno.test("late_game_shock_fade: the scoreboard's own state does not take the change of the score with it", () => {
  const strategy = start("late_game_shock_fade", AT_ONCE);
  const score = [94, 90] as const;
  play(strategy, [BEFORE, { ...BEFORE, at: 1_500 }, { ...BEFORE, score, at: 1_800 }, {
    ...BEFORE,
    score,
    at: 2_500,
  }]);
  assertEquals(decide(strategy, { ...SHOCK, score, home: { ask: 6500, last: 6400 } }), "SCORE_CHANGED");
});

Deno.test("late_game_shock_fade: changes of the book between two price states are not judged, the second is", () => {
  const strategy = start("late_game_shock_fade", AT_ONCE);
  assertEquals(
    play(strategy, [BEFORE, { ...SHOCK, at: 20 }, { ...BEFORE, at: 500 }, { ...SHOCK, at: 1_000 }]),
    ["NO_SHOCK", "NO_SHOCK", "NO_SHOCK", "buy away 3500"],
  );
});

/** What follows a shock at 3 s, with the usual wait of 55 s. */
const AFTERWARDS: readonly (readonly [name: string, Situation, answer: string])[] = [
  ["just before the time is over", { at: 57_999 }, "WAITING_FOR_SCORE"],
  ["when it is over", { at: 58_000 }, "buy away 3500"],
  ["with a score of 3 points", { at: 58_000, score: [93, 90] }, "buy away 3500"],
  ["with a score of more", { at: 30_000, score: [94, 90] }, "SCORE_CHANGED"],
  ["with the price back", { at: 58_000, home: { ask: 6499 } }, "NO_SHOCK"],
  ["with too small a gap", { at: 58_000, away: { ask: 3501 } }, "GAP_SMALL"],
  ["when the game is no longer close", { at: 58_000, score: [97, 90] }, "SCORE_APART"],
  ["after the end", { at: 58_000, phase: "final" }, "GAME_NOT_LIVE"],
];
for (const [name, situation, answer] of AFTERWARDS) {
  Deno.test(`late_game_shock_fade: after a shock, ${name} → ${answer}`, () => {
    const strategy = start("late_game_shock_fade");
    assertEquals(play(strategy, [BEFORE, SHOCK]), ["NO_SHOCK", "WAITING_FOR_SCORE"]);
    assertEquals(decide(strategy, { ...SHOCK, ...situation }), answer);
  });
}

Deno.test("late_game_shock_fade: a shock that stays is one shock, and its time runs from when it was first seen", () => {
  const strategy = start("late_game_shock_fade");
  play(strategy, [BEFORE, ...[3_000, 4_000, 5_000, 6_000].map((at) => ({ ...SHOCK, at }))]);
  assertEquals(decide(strategy, { ...SHOCK, at: 58_000 }), "buy away 3500");
});

parameters("late_game_shock_fade", {
  stake: 25,
  min_rise: 0.15,
  min_gap: 0.3,
  max_score_change: 3,
  wait_for_score: 55,
  max_score_diff: 6,
  max_time: 4,
  min_period: 4,
}, [
  STAKE,
  moveRange("min_rise"),
  moveRange("min_gap"),
  pointsRange("max_score_change"),
  WAIT,
  pointsRange("max_score_diff"),
  minutesRange("max_time"),
  periodRange("min_period"),
]);
