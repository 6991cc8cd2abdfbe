import { assertEquals } from "@std/assert";
import {
  contradiction,
  decide,
  minutesRange,
  moveRange,
  parameters,
  play,
  pointsRange,
  priceRange,
  STAKE,
  start,
  table,
} from "./support.ts";

const CHEAP = { home: { ask: 2000 }, away: { ask: 2100 } };

// The home team was 8 behind.
table("deficit_recovery", { ...CHEAP, period: 2, score: [50, 54] }, [
  [{}, "buy home 2000"],
  [{ about: "away" }, "buy home 2000"],
  [{ period: 1 }, "buy home 2000"],
  [{ noTeams: true }, "TEAMS_UNKNOWN"],
  [{ noGame: true }, "NO_GAME"],
  [{ phase: "final" }, "GAME_NOT_LIVE"],
  [{ score: [50, 55] }, "DEFICIT_ABOVE_MAX"],
  [{ score: [54, 54] }, "buy home 2000"],
  [{ score: [55, 54] }, "NEVER_FAR_BEHIND"],
  [{ score: [54, 54], home: { ask: 3000 } }, "PRICE_ABOVE_MAX"],
  [{ score: [54, 54], home: { ask: 3000 }, about: "away" }, "NEVER_FAR_BEHIND"],
  [{ home: { ask: 100 } }, "PRICE_BELOW_MIN"],
  [{ home: { ask: 101 } }, "buy home 101"],
  [{ home: { ask: 2500 } }, "buy home 2500"],
  [{ home: { ask: 2501 } }, "PRICE_ABOVE_MAX"],
  [{ home: {} }, "NO_PRICE"],
  [{}, "ALREADY_HOLDING", { holds: { home: 1000 } }],
  [{}, "ORDER_OPEN", { ordersIn: "home" }],
  [{ event: "KXNBAGAME-26NOV22NYKMIA" }, "NEVER_FAR_BEHIND"],
], [{ score: [40, 48] }]);

table("deficit_recovery", { ...CHEAP, score: [54, 50] }, [
  [{}, "buy away 2100"],
  [{ score: [55, 50] }, "DEFICIT_ABOVE_MAX"],
  [{ score: [50, 50] }, "buy away 2100"],
], [{ score: [48, 40] }]);

Deno.test("deficit_recovery: a worst deficit of 7 is not enough", () => {
  assertEquals(play(start("deficit_recovery"), [{ score: [40, 47] }, { ...CHEAP, score: [46, 47] }]), [
    "DEFICIT_ABOVE_MAX",
    "NEVER_FAR_BEHIND",
  ]);
});

Deno.test("deficit_recovery: in an even game both teams that were far behind are bought, each once", () => {
  const strategy = start("deficit_recovery");
  play(strategy, [{ score: [40, 48] }, { score: [60, 50] }]);
  const even = { ...CHEAP, score: [60, 60] as const };
  assertEquals(decide(strategy, even), "buy home 2000, buy away 2100");
  assertEquals(decide(strategy, even, { holds: { home: 2000 } }), "buy away 2100");
});

parameters(
  "deficit_recovery",
  { stake: 25, min_initial_deficit: 8, max_current_deficit: 4, min_price: 0.01, max_price: 0.25 },
  [
    STAKE,
    pointsRange("min_initial_deficit"),
    pointsRange("max_current_deficit"),
    ["min_price", -0.01, 0, 0.2499, 1.01],
    ["max_price", -0.01, 0.011, 1, 1.01],
  ],
);
contradiction("deficit_recovery", { min_price: 0.25 }, "min_price: must be below max_price");

const PREGAME = { home: { last: 6500 }, away: { last: 3500 }, period: 0, phase: "scheduled" } as const;
const MIDGAME = {
  home: { ask: 6000, last: 5900 },
  away: { ask: 4300, last: 4200 },
  period: 2,
  secondsLeft: 300,
};

table("underdog_resilience", MIDGAME, [
  [{}, "buy away 4300"],
  [{ about: "away" }, "buy away 4300"],
  [{ noTeams: true }, "TEAMS_UNKNOWN"],
  [{ noGame: true }, "NO_GAME"],
  [{ phase: "final" }, "GAME_NOT_LIVE"],
  [{ period: 1 }, "PERIOD_BELOW_MIN"],
  [{ period: 3 }, "buy away 4300"],
  [{ period: 4 }, "PERIOD_ABOVE_MAX"],
  [{ secondsLeft: 59.9 }, "TIME_BELOW_MIN"],
  [{ secondsLeft: 60 }, "buy away 4300"],
  [{ secondsLeft: 720 }, "buy away 4300"],
  [{ secondsLeft: 720.1 }, "TIME_ABOVE_MAX"],
  [{ score: [96, 90] }, "buy away 4300"],
  [{ score: [90, 97] }, "SCORE_APART"],
  [{ away: { last: 100 } }, "NEARLY_LOST"],
  [{ away: { last: 101 } }, "buy away 101"],
  [{ away: { last: 4500, ask: 4800 } }, "buy away 4800"],
  [{ away: { last: 4501 } }, "PRICE_ABOVE_MAX"],
  [{ away: {} }, "NO_PRICE"],
  [{}, "ALREADY_HOLDING", { holds: { away: 3000 } }],
  [{}, "ORDER_OPEN", { ordersIn: "away" }],
  [{}, "buy away 4300", { holds: { home: 3000 } }],
], [PREGAME]);

Deno.test("underdog_resilience: a rise of .10 since the first price is allowed, more is not", () => {
  for (const [last, answer] of [[4000, "buy away 4000"], [4001, "RISEN_TOO_FAR"]] as const) {
    const strategy = start("underdog_resilience");
    play(strategy, [{ ...PREGAME, away: { last: 3000 } }]);
    assertEquals(decide(strategy, { ...MIDGAME, away: { last } }), answer);
  }
});

Deno.test("underdog_resilience: a market nearly won is left alone, whatever the parameters", () => {
  for (const [last, answer] of [[9899, "buy away 9899"], [9900, "NEARLY_WON"]] as const) {
    const strategy = start("underdog_resilience", { current_underdog_max: 1, max_rise: 1 });
    play(strategy, [PREGAME]);
    assertEquals(decide(strategy, { ...MIDGAME, away: { last } }), answer);
  }
});

Deno.test("underdog_resilience: at equal first prices the home team is the underdog", () => {
  const even = { home: { last: 4000 }, away: { last: 4000 } };
  const strategy = start("underdog_resilience");
  play(strategy, [{ ...PREGAME, ...even }]);
  assertEquals(decide(strategy, { ...MIDGAME, ...even }), "buy home 4000");
});

Deno.test("underdog_resilience: the first price waits for both markets", () => {
  const strategy = start("underdog_resilience");
  const answers = play(strategy, [{ ...PREGAME, away: {} }, { ...PREGAME, home: {} }, PREGAME, MIDGAME]);
  assertEquals(answers, ["NO_PRICE", "NO_PRICE", "GAME_NOT_LIVE", "buy away 4300"]);
});

Deno.test("underdog_resilience: a game whose underdog began above .40 is skipped for good, the next is not", () => {
  const strategy = start("underdog_resilience");
  const other = { event: "KXNBAGAME-26NOV22NYKMIA" };
  const answers = play(strategy, [
    { ...PREGAME, home: { last: 5999 }, away: { last: 4001 } },
    { ...MIDGAME, away: { last: 2000 } },
    { ...PREGAME, ...other, away: { last: 4000 } },
    { ...MIDGAME, ...other },
  ]);
  assertEquals(answers, ["NO_UNDERDOG", "NO_UNDERDOG", "GAME_NOT_LIVE", "buy away 4300"]);
});

parameters(
  "underdog_resilience",
  {
    stake: 25,
    pregame_underdog_max: 0.4,
    current_underdog_max: 0.45,
    max_rise: 0.1,
    max_score_diff: 6,
    min_time: 1,
    max_time: 12,
    min_period: 2,
    max_period: 3,
  },
  [
    STAKE,
    priceRange("pregame_underdog_max"),
    priceRange("current_underdog_max"),
    moveRange("max_rise"),
    pointsRange("max_score_diff"),
    minutesRange("min_time"),
    minutesRange("max_time"),
    ["min_period", 0, 1, 3, 21],
    ["max_period", 0, 2, 20, 21],
  ],
  { min_time: { max_time: 60 }, max_time: { min_time: 0 } },
);
contradiction("underdog_resilience", { min_time: 12.1 }, "min_time: must not be above max_time");
contradiction("underdog_resilience", { min_period: 4 }, "min_period: must not be above max_period");
