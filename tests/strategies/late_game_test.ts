import {
  contradiction,
  minutesRange,
  moveRange,
  parameters,
  periodRange,
  pointsRange,
  priceRange,
  type Row,
  STAKE,
  table,
} from "./support.ts";

/** What every rule with a clock and a score refuses, whatever its prices. */
const GAME: readonly Row[] = [
  [{ noTeams: true }, "TEAMS_UNKNOWN"],
  [{ noGame: true }, "NO_GAME"],
  [{ phase: "final" }, "GAME_NOT_LIVE"],
  [{ phase: "scheduled" }, "GAME_NOT_LIVE"],
  [{ phase: "delayed" }, "GAME_NOT_LIVE"],
  [{ period: 3 }, "PERIOD_BELOW_MIN"],
];

const UNDERDOG = { home: { bid: 1000, ask: 1200 }, away: { bid: 8700, ask: 8900 } };

table("late_game_underdog", UNDERDOG, [
  ...GAME,
  [{}, "buy home 1200"],
  [{ about: "away" }, "buy home 1200"],
  [{ about: "third" }, "buy home 1200"],
  [{ phase: "break" }, "buy home 1200"],
  [{ period: 5 }, "buy home 1200"],
  [{ secondsLeft: 30 }, "TIME_BELOW_MIN"],
  [{ secondsLeft: 30.1 }, "buy home 1200"],
  [{ secondsLeft: 299.9 }, "buy home 1200"],
  [{ secondsLeft: 300 }, "TIME_ABOVE_MAX"],
  [{ score: [96, 90] }, "buy home 1200"],
  [{ score: [90, 96] }, "buy home 1200"],
  [{ score: [97, 90] }, "SCORE_APART"],
  [{ score: [90, 97] }, "SCORE_APART"],
  [{ home: { ask: 100 } }, "PRICE_BELOW_MIN"],
  [{ home: { ask: 101 } }, "buy home 101"],
  [{ home: { ask: 1499 } }, "buy home 1499"],
  [{ home: { ask: 1500 } }, "PRICE_ABOVE_MAX"],
  [{ home: { ask: 9000 }, away: { ask: 900 } }, "buy away 900"],
  [{ home: { ask: 900 }, away: { ask: 900 } }, "buy home 900"],
  [{ home: { ask: 901 }, away: { ask: 900 } }, "buy away 900"],
  [{ home: { ask: 1200, last: 800, bid: 700 } }, "buy home 1200"],
  [{ home: { last: 800, bid: 700 } }, "buy home 800"],
  [{ home: { bid: 700 } }, "buy home 700"],
  [{ home: {} }, "NO_PRICE"],
  [{ away: {} }, "NO_PRICE"],
  [{}, "ALREADY_HOLDING", { holds: { home: 1000 } }],
  [{}, "ORDER_OPEN", { ordersIn: "home" }],
  [{}, "buy home 1200", { holds: { away: 1000 }, ordersIn: "away" }],
]);
parameters(
  "late_game_underdog",
  { stake: 25, max_price: 0.15, max_score_diff: 6, min_time: 0.5, max_time: 5, min_period: 4 },
  [
    STAKE,
    ["max_price", 0.01, 0.0101, 1, 1.01],
    pointsRange("max_score_diff"),
    ["min_time", -0.01, 0, 59.99, 60.01],
    ["max_time", -0.01, 0.51, 60, 60.01],
    periodRange("min_period"),
  ],
  { "min_time 59.99": { max_time: 60 } },
);
contradiction("late_game_underdog", { min_time: 5 }, "min_time: must be below max_time");

const EVEN = { home: { bid: 4800, ask: 5000 }, away: { bid: 5000, ask: 5200 } };

table("tight_game_coinflip", EVEN, [
  ...GAME,
  [{}, "buy home 5000"],
  [{ about: "away" }, "buy home 5000"],
  [{ secondsLeft: 0 }, "buy home 5000"],
  [{ secondsLeft: 240 }, "buy home 5000"],
  [{ secondsLeft: 240.1 }, "TIME_ABOVE_MAX"],
  [{ score: [95, 90] }, "buy home 5000"],
  [{ score: [90, 95] }, "buy home 5000"],
  [{ score: [96, 90] }, "SCORE_APART"],
  [{ score: [90, 96] }, "SCORE_APART"],
  [{ home: { ask: 3500 }, away: { ask: 6500 } }, "buy home 3500"],
  [{ home: { ask: 6500 }, away: { ask: 3500 } }, "buy away 3500"],
  [{ home: { ask: 3499 }, away: { ask: 6500 } }, "PRICE_BELOW_MIN"],
  [{ home: { ask: 3500 }, away: { ask: 6501 } }, "PRICE_ABOVE_MAX"],
  [{ home: { ask: 6501 }, away: { ask: 3500 } }, "PRICE_ABOVE_MAX"],
  [{ home: { ask: 5000 }, away: { ask: 5000 } }, "buy home 5000"],
  [{ away: {} }, "NO_PRICE"],
  [{}, "ALREADY_HOLDING", { holds: { home: 4000 } }],
  [{}, "ORDER_OPEN", { ordersIn: "home" }],
]);
parameters(
  "tight_game_coinflip",
  { stake: 25, min_price: 0.35, max_price: 0.65, max_score_diff: 5, max_time: 4, min_period: 4 },
  [
    STAKE,
    ["min_price", -0.01, 0, 0.65, 0.66],
    priceRange("max_price"),
    pointsRange("max_score_diff"),
    minutesRange("max_time"),
    periodRange("min_period"),
  ],
  { max_price: { min_price: 0 } },
);
contradiction(
  "tight_game_coinflip",
  { min_price: 0.6, max_price: 0.5 },
  "min_price: must not be above max_price",
);

table("volatile_underdog_exit", UNDERDOG, [
  ...GAME,
  [{}, "buy home 1200"],
  [{ about: "away" }, "buy home 1200"],
  [{ home: { ask: 900 }, away: { ask: 1000 } }, "buy home 900, buy away 1000"],
  [{ home: { ask: 900 }, away: { ask: 1000 } }, "buy away 1000", { holds: { home: 800 } }],
  [{ home: { ask: 900 }, away: { ask: 1000 } }, "buy home 900", { ordersIn: "away" }],
  [{ home: { ask: 100 } }, "PRICE_BELOW_MIN"],
  [{ home: { ask: 101 } }, "buy home 101"],
  [{ home: { ask: 1800 } }, "buy home 1800"],
  [{ home: { ask: 1801 } }, "PRICE_ABOVE_MAX"],
  [{ home: {} }, "NO_PRICE"],
  [{ secondsLeft: 30 }, "TIME_BELOW_MIN"],
  [{ secondsLeft: 31 }, "buy home 1200"],
  [{ secondsLeft: 299 }, "buy home 1200"],
  [{ secondsLeft: 300 }, "TIME_ABOVE_MAX"],
  [{ score: [90, 96] }, "buy home 1200"],
  [{ score: [90, 97] }, "SCORE_APART"],
  [{}, "ALREADY_HOLDING", { holds: { home: 1000 } }],
  [{}, "ORDER_OPEN", { ordersIn: "home" }],
  [{ home: { bid: 1999, ask: 2100 } }, "PRICE_ABOVE_MAX", { holds: { home: 1000 } }],
  [{ home: { bid: 2000, ask: 2100 } }, "sell home 2000", { holds: { home: 1000 } }],
  [{ home: { bid: 2000 }, noGame: true }, "sell home 2000", { holds: { home: 1000 } }],
  [{ home: { bid: 2000 }, period: 1 }, "sell home 2000", { holds: { home: 1000 } }],
  [{ home: { bid: 2000 }, noTeams: true }, "sell home 2000", { holds: { home: 1000 } }],
  [{ home: { bid: 2000, ask: 2100 } }, "PRICE_ABOVE_MAX", { holds: { home: 1000 }, exiting: true }],
  [{ about: "away", away: { bid: 2500, ask: 2600 } }, "sell away 2500", { holds: { away: 1500 } }],
]);
parameters(
  "volatile_underdog_exit",
  {
    stake: 100,
    max_price: 0.18,
    target_gain: 0.1,
    max_score_diff: 6,
    min_time: 0.5,
    max_time: 5,
    min_period: 4,
  },
  [
    STAKE,
    ["max_price", 0.01, 0.0101, 1, 1.01],
    moveRange("target_gain"),
    pointsRange("max_score_diff"),
    ["min_time", -0.01, 0, 59.99, 60.01],
    ["max_time", -0.01, 0.51, 60, 60.01],
    periodRange("min_period"),
  ],
  { "min_time 59.99": { max_time: 60 } },
);
contradiction("volatile_underdog_exit", { max_time: 0.5 }, "min_time: must be below max_time");
