import { assertEquals } from "@std/assert";
import { formatReason } from "../../src/core/reasons.ts";
import { isReason } from "../../src/core/strategy/strategy.ts";
import {
  contradiction,
  decide,
  FLAT,
  moveRange,
  parameters,
  play,
  pointsRange,
  type Row,
  type Situation,
  STAKE,
  start,
  stateOf,
  table,
} from "./support.ts";

const START = { home: { last: 2000 }, away: { last: 7900 } };
const nine = (situation: Situation) => Array.from({ length: 9 }, () => situation);
const CLIMB = { ...START, home: { last: 2700, ask: 2800 } };

table("micro_momentum_follow", CLIMB, [
  [{}, "buy home 2800"],
  [{ period: 1 }, "buy home 2800"],
  [{ home: { last: 2699 } }, "NO_MOMENTUM"],
  [{ home: { last: 4000 } }, "buy home 4000"],
  [{ home: { last: 4001 } }, "PRICE_ABOVE_MAX"],
  [{ score: [93, 90] }, "buy home 2800"],
  [{ score: [90, 93] }, "buy home 2800"],
  [{ score: [94, 90] }, "SCORE_CHANGED"],
  [{ score: [90, 94] }, "SCORE_CHANGED"],
  [{ about: "away" }, "WINDOW_SHORT"],
  [{ about: "third" }, "NO_WINNER_MARKET"],
  [{ noTeams: true }, "TEAMS_UNKNOWN"],
  [{ noGame: true }, "NO_GAME"],
  [{ phase: "final" }, "GAME_NOT_LIVE"],
  [{ home: {} }, "NO_PRICE"],
  [{}, "ALREADY_HOLDING", { holds: { home: 3000 } }],
  [{}, "ORDER_OPEN", { ordersIn: "home" }],
  [{ event: "KXNBAGAME-26NOV22NYKMIA" }, "WINDOW_SHORT"],
], nine(START));

Deno.test("micro_momentum_follow: nine states are too few, and after ten the first is forgotten", () => {
  const strategy = start("micro_momentum_follow");
  const answers = play(strategy, [START, ...nine({ ...START, home: { last: 2100 } }), CLIMB]);
  assertEquals(answers.slice(0, 9), Array.from({ length: 9 }, () => "WINDOW_SHORT"));
  assertEquals(answers.slice(9), ["NO_MOMENTUM", "NO_MOMENTUM"]);
});

const FIRST: readonly (readonly [first: number, answer: string])[] = [
  [499, "PRICE_BELOW_MIN"],
  [500, "buy home 2800"],
];
for (const [first, answer] of FIRST) {
  Deno.test(`micro_momentum_follow: a first price of ${first} → ${answer}`, () => {
    const strategy = start("micro_momentum_follow");
    play(strategy, nine({ ...START, home: { last: first } }));
    assertEquals(decide(strategy, CLIMB), answer);
  });
}

Deno.test("micro_momentum_follow: entry_max bounds the first price", () => {
  for (const [entry_max, answer] of [[0.2, "buy home 2800"], [0.1999, "PRICE_ABOVE_MAX"]] as const) {
    const strategy = start("micro_momentum_follow", { entry_max });
    play(strategy, nine(START));
    assertEquals(decide(strategy, CLIMB), answer);
  }
});

Deno.test("micro_momentum_follow: of two climbers the one that rose more, whichever the state is about", () => {
  const low = { home: { last: 2000 }, away: { last: 1500 } };
  for (const [home, bought] of [[2800, "away 2400"], [2900, "home 2900"], [3000, "home 3000"]] as const) {
    for (const about of ["home", "away"] as const) {
      const strategy = start("micro_momentum_follow");
      const high = { home: { last: home }, away: { last: 2400 } };
      play(strategy, [...nine(low), ...nine({ ...low, about: "away" })]);
      const other = about === "home" ? "away" : "home";
      play(strategy, [{ ...high, about: other }]);
      assertEquals(decide(strategy, { ...high, about }), `buy ${bought}`, about);
    }
  }
});

Deno.test("micro_momentum_follow: a score unknown when the window began is no small change", () => {
  const strategy = start("micro_momentum_follow");
  play(strategy, nine({ ...START, noGame: true }));
  assertEquals(decide(strategy, CLIMB), "SCORE_UNKNOWN");
});

Deno.test("micro_momentum_follow: a climb of a cent a second is seen through the changes of the book between", () => {
  const strategy = start("micro_momentum_follow");
  const answers: string[] = [];
  for (let second = 0; second < 20; second++) {
    const home = { last: 1500 + 100 * Math.max(0, second - 10), ask: 1600 };
    const moments = [0, 10, 20, 300, 500, 800].map((more) => ({ ...START, home, at: second * 1_000 + more }));
    answers.push(...play(strategy, moments));
  }
  assertEquals(answers.indexOf("buy home 1600"), 17 * 6);
});

Deno.test("micro_momentum_follow: ten changes of the book are no ten states", () => {
  const strategy = start("micro_momentum_follow");
  play(strategy, [START, ...nine(START).map((situation, index) => ({ ...situation, at: 50 * index }))]);
  assertEquals(decide(strategy, { ...CLIMB, at: 600 }), "WINDOW_SHORT");
});

Deno.test("micro_momentum_follow: a side that is as good as decided is not bought", () => {
  for (const [ask, answer] of [[100, "NEARLY_LOST"], [101, "buy home 101"], [9900, "NEARLY_WON"]] as const) {
    const strategy = start("micro_momentum_follow");
    play(strategy, nine(START));
    assertEquals(decide(strategy, { ...CLIMB, home: { last: 2700, ask } }), answer);
  }
});

parameters("micro_momentum_follow", {
  stake: 25,
  min_rise: 0.07,
  max_score_change: 3,
  min_price: 0.05,
  entry_max: 0.4,
  max_price: 0.4,
}, [
  STAKE,
  moveRange("min_rise"),
  pointsRange("max_score_change"),
  ["min_price", -0.01, 0, 0.4, 1.01],
  ["entry_max", -0.01, 0.05, 1, 1.01],
  ["max_price", -0.01, 0.05, 1, 1.01],
]);
contradiction("micro_momentum_follow", { entry_max: 0.04 }, "min_price: must not be above entry_max");
contradiction("micro_momentum_follow", { max_price: 0.04 }, "min_price: must not be above max_price");

const JUMP = { ...START, home: { last: 3000, ask: 3100, bid: 2900 } };
const SALES: readonly Row[] = [
  [{ home: { last: 3000, bid: 2900 } }, "sell home 2900", { holds: { home: 2000 } }],
  [{ home: { last: 2999, bid: 2900 } }, "NO_SHOCK", { holds: { home: 2000 } }],
  [{ home: { last: 1200, bid: 1100 } }, "sell home 1100", { holds: { home: 2000 } }],
  [{ home: { last: 1201, bid: 1100 } }, "NO_SHOCK", { holds: { home: 2000 } }],
  [{ home: { last: 1200 } }, "sell home 1200", { holds: { home: 2000 } }],
  [{ home: { last: 1200 }, noTeams: true }, "sell home 1200", { holds: { home: 2000 } }],
  [{ home: { last: 1200 } }, "NO_SHOCK", { holds: { home: 2000 }, exiting: true }],
];

table("price_shock_momentum", JUMP, [
  ...SALES,
  [{}, "buy home 3100"],
  [{ noGame: true }, "buy home 3100"],
  [{ home: { last: 2999 } }, "NO_SHOCK"],
  [{ about: "away" }, "FIRST_STATE"],
  [{ about: "third" }, "NO_WINNER_MARKET"],
  [{ noTeams: true }, "buy home 3100"],
  [{ noTeams: true, event: "KXNBATOTAL-26NOV22LALBOS" }, "TEAMS_UNKNOWN"],
  [{ home: { last: 9899 } }, "buy home 9899"],
  [{ home: { last: 9900 } }, "NEARLY_WON"],
  [{ home: {} }, "NO_PRICE"],
  [{}, "ALREADY_HOLDING", { holds: { home: 2500 } }],
  [{}, "ORDER_OPEN", { ordersIn: "home" }],
  [{}, "buy home 3100", { holds: { away: 2500 } }],
], [START]);

Deno.test("price_shock_momentum: a market nearly lost is left alone", () => {
  for (const [last, answer] of [[100, "NEARLY_LOST"], [101, "buy home 101"]] as const) {
    const strategy = start("price_shock_momentum", { min_rise: 0.01 });
    play(strategy, [{ home: { last: last - 100 } }]);
    assertEquals(decide(strategy, { home: { last } }), answer);
  }
});

Deno.test("price_shock_momentum: a shock is one price state, and changes of the book are none", () => {
  const strategy = start("price_shock_momentum");
  const held = { ...START, home: { last: 2000, ask: 2100 } };
  assertEquals(play(strategy, [held, { ...held, at: 100 }, { ...JUMP, at: 200 }]), [
    "FIRST_STATE",
    "FIRST_STATE",
    "buy home 3100",
  ]);
  assertEquals(play(strategy, [{ ...JUMP, at: 201 }, { ...JUMP, at: 1_200 }]), ["NO_NEW_PRICE", "NO_SHOCK"]);
});

parameters("price_shock_momentum", { stake: 25, min_rise: 0.1, take_profit: 0.1, stop_loss: 0.08 }, [
  STAKE,
  moveRange("min_rise"),
  moveRange("take_profit"),
  moveRange("stop_loss"),
]);

Deno.test("price_logger: never trades, and tells market, price, bid and ask", () => {
  const strategy = start("price_logger");
  const told = (situation: Situation) => {
    const decision = strategy.onState(stateOf(situation), FLAT);
    return isReason(decision) ? formatReason(decision) : "a trade";
  };
  const line = "PRICE: price=.5500 bid=.5400 ask=.5600 market=KXNBAGAME-26NOV22LALBOS-BOS";
  assertEquals(told({ home: { last: 5500, bid: 5400, ask: 5600 } }), line);
  assertEquals(told({ home: { last: 5500, bid: 5400, ask: 5600 }, away: { last: 4000 } }), line);
  assertEquals(told({ home: { last: 5500, bid: 5400, ask: 5700 } }), line.replace(".5600", ".5700"));
  assertEquals(
    told({ home: { last: 5500, bid: 5300, ask: 5700 } }).slice(0, 32),
    "PRICE: price=.5500 bid=.5300 ask",
  );
  assertEquals(
    told({ home: { last: 5600, bid: 5300, ask: 5700 } }).slice(0, 32),
    "PRICE: price=.5600 bid=.5300 ask",
  );
  assertEquals(
    told({ about: "away", away: { ask: 4000 } }),
    "PRICE: price=.4000 bid=none ask=.4000 market=KXNBAGAME-26NOV22LALBOS-LAL",
  );
  assertEquals(told({}), "NO_PRICE");
});

parameters("price_logger", {}, []);
