/**
 * The rule of a model's edge. Chances here are the home team's; a market of the away team pays for what is left of one.
 *
 * At a chance of .85 and a book of .69 to .71 the edge is .15 before its cost and .1067 after the spread (.02), the fee of the
 * purchase (.0144) and that of the sale (.0089); a cent dearer it is .097.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import { quantity } from "../core/support.ts";
import {
  decide,
  type Has,
  intentIn,
  moveRange,
  parameters,
  play,
  type Quote,
  type Side,
  type Situation,
  STAKE,
  start,
  table,
  whyNot,
} from "./support.ts";

const quote = (bid: number, ask: number): Quote => ({ bid, ask, last: bid });
const CHEAP = quote(6000, 6200);
/** The same of the other team's market. */
const DEAR = quote(3800, 4000);
/** Seen for long enough that no score can be on its way. */
const BASE = { home: CHEAP, away: DEAR, chance: 0.85, at: 60_000 } as const;
const BEFORE: readonly Situation[] = [{ ...BASE, at: 0 }, { ...BASE, about: "away", at: 0 }];

table(
  "model_edge",
  BASE,
  [
    [{}, "buy home 6200"],
    [{ home: quote(6900, 7100) }, "buy home 7100"],
    [{ home: quote(7000, 7200) }, "EDGE_BELOW_MIN"],
    [{ chance: 0.61 + 0.14 }, "EDGE_BELOW_MIN"],
    [{ chance: 0.77 }, "buy home 6200"],
    [{ chance: 0.7499, home: quote(5000, 5200) }, "CONFIDENCE_BELOW_MIN"],
    [{ chance: 0.2501, home: quote(5000, 5200) }, "CONFIDENCE_BELOW_MIN"],
    [{ chance: 0.25, home: quote(6000, 6200) }, "buy NO home 4000"],
    [{ home: quote(5200, 6200) }, "buy home 6200"],
    [{ home: quote(5100, 6200) }, "SPREAD_WIDE"],
    [{ home: { bid: 6000 } }, "NO_QUOTE"],
    [{ home: { ask: 6200 } }, "NO_QUOTE"],
    [{ home: quote(6200, 6200) }, "NO_QUOTE"],
    [{ chance: 0.24, home: quote(9900, 9990) }, "NEARLY_LOST"],
    [{ ages: { game: 10_000, estimate: 10_000, book: 10_000 } }, "buy home 6200"],
    [{ ages: { game: 10_001 } }, "GAME_OLD"],
    [{ ages: { estimate: 10_001 } }, "GAME_OLD"],
    [{ ages: { book: 10_001 } }, "BOOK_OLD"],
    [{ source: "none" }, "NO_PREGAME"],
    [{ source: "rating" }, "buy home 6200"],
    [{ source: "spread" }, "buy home 6200"],
    [{ noGame: true }, "NO_GAME"],
    [{ phase: "scheduled" }, "GAME_NOT_LIVE"],
    [{ phase: "final" }, "GAME_NOT_LIVE"],
    [{ phase: "break" }, "buy home 6200"],
    [{ closed: "home" }, "MARKET_NOT_OPEN"],
    [{ about: "third" }, "NO_ESTIMATE"],
    [{}, "ALREADY_HOLDING", { holds: { away: 3000 } }],
    [{}, "ORDER_OPEN", { ordersIn: "home" }],
    [{}, "ORDER_OPEN", { ordersIn: "away" }],
    [{}, "RESTING_AFTER_EXIT", { closed: { side: "home", at: 1 } }],
    [{}, "RESTING_AFTER_EXIT", { closed: { side: "away", at: 1 } }],
    [{}, "buy home 6200", { closed: { side: "away", at: 0 } }],
    [{}, "NO_ROOM", { left: { stake: 0 } }],
    [{ event: "KXNBAGAME-26NOV22NYKMIA" }, "WATCHED_TOO_SHORT"],
  ],
  BEFORE,
);

Deno.test("model_edge: without a model it waits, and where a model has no answer it says the model's reason", () => {
  const none = { home: CHEAP, away: DEAR };
  assertEquals(decide(start("model_edge"), none), "NO_ESTIMATE");
  const noEstimate = { code: "NO_POSSESSION", detail: "no scoreboard says who has the ball" };
  const words = "NO_POSSESSION: no scoreboard says who has the ball";
  assertEquals(whyNot(start("model_edge"), { ...none, noEstimate }), words);
  assertEquals(whyNot(start("model_edge"), { ...none, noEstimate }, { holds: { home: 5000 } }), words);
});

/** The chance of the home team, the market that is looked at, its book, and what is bought. */
const SIDES: readonly (readonly [chance: number, about: Side, home: Quote, away: Quote, answer: string])[] = [
  [0.85, "home", CHEAP, DEAR, "buy home 6200"],
  [0.85, "away", CHEAP, DEAR, "buy NO away 6200"],
  [0.15, "home", DEAR, CHEAP, "buy NO home 6200"],
  [0.15, "away", DEAR, CHEAP, "buy away 6200"],
  // The favourite of the model is dear: the other side is what is cheap.
  [0.8, "home", quote(9500, 9600), quote(400, 500), "buy NO home 500"],
  [0.8, "away", quote(9500, 9600), quote(400, 500), "buy away 500"],
  [0.2, "home", quote(400, 500), quote(9500, 9600), "buy home 500"],
  [0.2, "away", quote(400, 500), quote(9500, 9600), "buy NO away 500"],
];
for (const [chance, about, home, away, answer] of SIDES) {
  Deno.test(`model_edge: ${chance} for the home team, seen in the ${about} market at ${home.ask} and ${away.ask} → ${answer}`, () => {
    const strategy = start("model_edge");
    const situation: Situation = { home, away, about, chance, at: 60_000 };
    play(strategy, [{ ...situation, at: 0 }]);
    assertEquals(decide(strategy, situation), answer);
  });
}

Deno.test("model_edge: what is bought carries its exits, the chance that YES pays, and the edge in words", () => {
  const bought = (situation: Situation, given = {}) => {
    const strategy = start("model_edge", given);
    play(strategy, [{ ...BASE, ...situation, at: 0 }]);
    return intentIn(strategy, { ...BASE, ...situation });
  };
  const yes = bought({});
  assertEquals(
    yes,
    {
      action: "buy",
      market: "KXNBAGAME-26NOV22LALBOS-BOS",
      outcomeSide: "yes",
      price: 6200,
      size: { quantity: 16_129 },
      exits: { maxHoldMs: 300_000, adverseMove: 500 },
      confidence: 70,
      probability: 0.85,
      note: "edge .2400, after its cost .1946",
    } as unknown as typeof yes,
  );
  const no = bought({ chance: 0.15, home: DEAR });
  assertEquals([no.outcomeSide, no.probability], ["no", 0.15]);
  const held = bought({}, { max_hold_seconds: 0 });
  assertEquals("exits" in held, false);
  const patient = bought({}, { max_adverse_move: 1 });
  assertEquals("exits" in patient ? patient.exits : undefined, { maxHoldMs: 300_000 });
});

Deno.test("model_edge: what is held to settlement pays no sale", () => {
  // Only the ask and the fee of the purchase: .85 − .73 − .0138 = .1062.
  const dear = { ...BASE, home: quote(7100, 7300) };
  const answers = (given: unknown) => play(start("model_edge", given), [{ ...dear, at: 0 }, dear]);
  assertEquals(answers({}), ["EDGE_BELOW_MIN", "EDGE_BELOW_MIN"]);
  assertEquals(answers({ max_hold_seconds: 0 }), ["WATCHED_TOO_SHORT", "buy home 7300"]);
  const dearer = { ...dear, home: quote(7200, 7400) };
  assertEquals(play(start("model_edge", { max_hold_seconds: 0 }), [dearer]), ["EDGE_BELOW_MIN"]);
});

/** Contracts that are bought at .62, which with its fee is .6365: Kelly's bet is (.85 − .6365) / (1 − .6365) = .5874. */
const SIZES: readonly (readonly [given: object, has: Has, contracts: number])[] = [
  [{}, {}, 161.29],
  [{ stake: 50 }, {}, 80.64],
  [{}, { left: { stake: 31 } }, 50],
  [{}, { left: { contracts: 100 } }, 100],
  [{ kelly: 0.1 }, {}, 94.73],
  [{ kelly: 0.1, stake: 20 }, {}, 32.25],
  [{ kelly: 1 }, {}, 161.29],
  [{ kelly: 0.1 }, { left: { stake: 31 } }, 50],
];
for (const [given, has, contracts] of SIZES) {
  Deno.test(`model_edge: ${JSON.stringify(given)} with ${JSON.stringify(has)} buys ${contracts} contracts`, () => {
    const strategy = start("model_edge", given);
    play(strategy, BEFORE);
    assertEquals(intentIn(strategy, BASE, has).size, { quantity: quantity(Math.round(contracts * 100)) });
  });
}

Deno.test("model_edge: less than a contract is not bought", () => {
  const strategy = start("model_edge");
  play(strategy, BEFORE);
  assertEquals(whyNot(strategy, BASE, { left: { stake: 0.61 } }), "NO_ROOM: size=0.98 min=1.00");
  assertEquals(decide(strategy, BASE, { left: { stake: 0.62 } }), "buy home 6200");
});

/** What it holds, the moment, and what it does about it. */
const EXITS: readonly (readonly [name: string, Situation, Has, answer: string, given?: object])[] = [
  ["the chance is above the bid", { chance: 0.61 }, { holds: { home: 5000 } }, "EDGE_LEFT"],
  ["the bid has come to the chance", { chance: 0.6 }, { holds: { home: 5000 } }, "sell home 6000"],
  ["a chance that fell with a score", { chance: 0.2 }, { holds: { home: 5000 } }, "sell home 6000"],
  ["of NO, the chance is above the bid", { chance: 0.37 }, { holds: { home: 3000 }, no: true }, "EDGE_LEFT"],
  [
    "of NO, the bid has come to it",
    { chance: 0.62 },
    { holds: { home: 3000 }, no: true },
    "sell NO home 3800",
  ],
  ["in the away market", { about: "away", chance: 0.62 }, { holds: { away: 3000 } }, "sell away 3800"],
  ["of NO away", { about: "away", chance: 0.6 }, { holds: { away: 5000 }, no: true }, "sell NO away 6000"],
  ["sooner, where that is asked", { chance: 0.62 }, { holds: { home: 5000 } }, "sell home 6000", {
    exit_edge: 0.02,
  }],
  ["sooner, but not by more", { chance: 0.6201 }, { holds: { home: 5000 } }, "EDGE_LEFT", {
    exit_edge: 0.02,
  }],
  ["later, where that is asked", { chance: 0.59 }, { holds: { home: 5000 } }, "EDGE_LEFT", {
    exit_edge: -0.02,
  }],
  ["to settlement", { chance: 0.2 }, { holds: { home: 5000 } }, "ALREADY_HOLDING", { max_hold_seconds: 0 }],
  ["it is being sold", { chance: 0.2 }, { holds: { home: 5000 }, exiting: true }, "ALREADY_HOLDING"],
  ["an old estimate", { chance: 0.2, ages: { estimate: 10_001 } }, { holds: { home: 5000 } }, "GAME_OLD"],
  ["an old book", { chance: 0.2, ages: { book: 10_001 } }, { holds: { home: 5000 } }, "BOOK_OLD"],
  ["no bid", { chance: 0.2, home: { ask: 6000 } }, { holds: { home: 5000 } }, "NO_QUOTE"],
];
for (const [name, situation, has, answer, given = {}] of EXITS) {
  Deno.test(`model_edge holds: ${name} → ${answer}`, () => {
    assertEquals(decide(start("model_edge", given), { ...BASE, ...situation }, has), answer);
  });
}

Deno.test("model_edge holds: without an estimate only its stop and its longest hold sell", () => {
  const has = { holds: { home: 5000 } };
  assertEquals(decide(start("model_edge"), { home: CHEAP }, has), "NO_ESTIMATE");
});

const LEVEL = { ...BASE, home: quote(7000, 7200) };

Deno.test("model_edge: a price that fell without the model is a score on its way, until the scoreboard's lag is over", () => {
  const strategy = start("model_edge", { max_unfollowed_move: 1 });
  play(strategy, [{ ...LEVEL, at: 0 }]);
  const fell = (at: number) => ({ ...LEVEL, home: CHEAP, at });
  assertEquals(
    whyNot(strategy, fell(60_000)),
    "FEED_BEHIND: edge=.0946 min=.1000 against the dearest price within 60s, .1000 dearer",
  );
  assertEquals(decide(strategy, fell(119_999)), "FEED_BEHIND");
  assertEquals(decide(strategy, fell(120_000)), "buy home 6200");
});

Deno.test("model_edge: NO waits in the same way for a price that rose", () => {
  const strategy = start("model_edge");
  const rose = (at: number, home: Quote) => ({ home, chance: 0.15, at });
  play(strategy, [rose(0, quote(2800, 3000))]);
  assertEquals(decide(strategy, rose(60_000, DEAR)), "FEED_BEHIND");
  assertEquals(decide(strategy, rose(120_000, DEAR)), "buy NO home 6200");
});

Deno.test("model_edge: a large move stops an entry whatever edge stood before it", () => {
  const wide = { ...BASE, home: quote(6000, 7200), chance: 0.95 };
  const moved = (given: unknown, home: Quote) => {
    const strategy = start("model_edge", given);
    assertEquals(play(strategy, [{ ...wide, at: 0 }]), ["SPREAD_WIDE"]);
    return decide(strategy, { ...wide, home });
  };
  assertEquals(moved({}, quote(6050, 6150)), "FEED_BEHIND");
  assertEquals(moved({}, quote(6060, 6160)), "buy home 6160");
  assertEquals(moved({ max_unfollowed_move: 0.06 }, quote(6050, 6150)), "buy home 6150");
});

Deno.test("model_edge: a move that the model has followed is none", () => {
  const wide = { ...BASE, home: quote(6000, 7200), chance: 0.95 };
  const after = (chance: number) => {
    const strategy = start("model_edge");
    play(strategy, [{ ...wide, at: 0 }]);
    return decide(strategy, { ...wide, home: quote(5000, 5200), chance });
  };
  // The price fell by .15: of the model's .95 no more than .05 of that may be missing.
  assertEquals(after(0.95), "FEED_BEHIND");
  assertEquals(after(0.851), "FEED_BEHIND");
  assertEquals(after(0.849), "buy home 5200");
});

Deno.test("model_edge: two scores of which the scoreboard has shown one", () => {
  const strategy = start("model_edge", { min_edge: 0.05 });
  const moment = (at: number, bid: number, chance: number) =>
    decide(strategy, { home: quote(bid, bid + 200), chance, at });
  assertEquals(moment(0, 9000, 0.92), "EDGE_BELOW_MIN");
  assertEquals(moment(60_000, 7900, 0.92), "FEED_BEHIND", "the book knows the first");
  assertEquals(moment(75_000, 7000, 0.92), "FEED_BEHIND", "and the second");
  assertEquals(moment(80_000, 7000, 0.82), "FEED_BEHIND", "the first is shown");
  assertEquals(moment(95_000, 7000, 0.75), "EDGE_BELOW_MIN", "the second is shown: there was no edge");
});

Deno.test("model_edge: a score that the model has and the book has not is an edge at once", () => {
  const strategy = start("model_edge");
  assertEquals(play(strategy, [{ ...BASE, chance: 0.62, at: 0 }]), ["CONFIDENCE_BELOW_MIN"]);
  assertEquals(decide(strategy, BASE), "buy home 6200");
});

Deno.test("model_edge: a price that moved away from an entry hinders none", () => {
  const strategy = start("model_edge");
  play(strategy, [{ ...BASE, home: quote(5000, 5200), at: 0 }]);
  assertEquals(decide(strategy, BASE), "buy home 6200");
});

Deno.test("model_edge: a session that has just begun has not seen what the book did before", () => {
  const strategy = start("model_edge");
  assertEquals(whyNot(strategy, { ...BASE, at: 0 }), "WATCHED_TOO_SHORT: watched=0s min=60s");
  assertEquals(decide(strategy, { ...BASE, at: 59_999 }), "WATCHED_TOO_SHORT");
  assertEquals(decide(strategy, { ...BASE, at: 60_000 }), "buy home 6200");
  assertEquals(decide(start("model_edge", { feed_lag_seconds: 0 }), BASE), "buy home 6200");
});

parameters("model_edge", {
  stake: 100,
  min_edge: 0.1,
  min_confidence: 0.5,
  max_spread: 0.1,
  max_age: 10,
  feed_lag_seconds: 60,
  max_unfollowed_move: 0.05,
  max_hold_seconds: 300,
  max_adverse_move: 0.05,
  exit_edge: 0,
  rest_seconds: 60,
  kelly: 0,
}, [
  STAKE,
  ["min_edge", -0.0001, 0, 1, 1.0001],
  ["min_confidence", -0.0001, 0, 1, 1.0001],
  moveRange("max_spread"),
  ["max_age", -0.1, 0, 600, 601],
  ["feed_lag_seconds", -0.1, 0, 600, 601],
  moveRange("max_unfollowed_move"),
  ["max_hold_seconds", -0.1, 0, 86_400, 86_401],
  moveRange("max_adverse_move"),
  ["exit_edge", -0.5001, -0.5, 0.5, 0.5001],
  ["rest_seconds", -0.1, 0, 86_400, 86_401],
  ["kelly", -0.0001, 0, 1, 1.0001],
]);
