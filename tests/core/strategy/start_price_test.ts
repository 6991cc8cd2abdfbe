/**
 * The price of the home team at the start of its game.
 *
 * Invariants: it is of a book from before anything had happened, or there is none; who joins later has none; a book that has
 * no middle, or cannot be believed, gives none; once it is there it stays.
 *
 * @module
 */
import { assertEquals } from "@std/assert";
import type { EngineEvent } from "../../../src/core/events.ts";
import type { GameState } from "../../../src/core/game/game.ts";
import { EngineState } from "../../../src/core/engine_state.ts";
import { events, NOON, TICKER } from "../support.ts";

const EVENT = "KXNBAGAME-26NOV22LALBOS";
const HOME = `${EVENT}-BOS`;
const AWAY = TICKER;

const team = (id: string, score = 0) => ({ name: id, code: id, id, score });
const SCHEDULED: GameState = {
  league: "nba",
  gameId: "1",
  home: team("BOS"),
  away: team("LAL"),
  phase: "scheduled",
  period: 0,
  secondsLeftInPeriod: 0,
  secondsLeftInGame: 2_880,
  overtime: false,
};
const at = (secondsLeftInPeriod: number, home = 0, away = 0, period = 1): GameState => ({
  ...SCHEDULED,
  phase: "live",
  home: team("BOS", home),
  away: team("LAL", away),
  period,
  secondsLeftInPeriod,
  secondsLeftInGame: (4 - period) * 720 + secondsLeftInPeriod,
});

type Step = GameState | {
  readonly home?: readonly [number, number];
  readonly away?: readonly [number, number];
  /** Seconds that pass. */
  readonly wait?: number;
};

/** The price after books and states in turn, a second apart. */
function after(steps: readonly Step[], more: readonly EngineEvent[] = []) {
  const state = new EngineState(() => {}, [{ event: EVENT, homeMarket: HOME, awayMarket: AWAY }]);
  for (const ticker of [HOME, AWAY]) state.fold(events.listed(NOON, { ticker }));
  for (const event of more) state.fold(event);
  let passed = 0;
  steps.forEach((step, index) => {
    const moment = NOON + (index + passed) * 1_000;
    if ("phase" in step) state.fold({ kind: "game", at: moment, feed: "test", event: EVENT, game: step });
    else {
      passed += step.wait ?? 0;
      for (const [ticker, prices] of [[HOME, step.home], [AWAY, step.away]] as const) {
        if (prices === undefined) continue;
        const [bid, ask] = prices;
        state.fold(events.book(moment, bid === 0 ? [] : [[bid, 100]], ask === 0 ? [] : [[ask, 100]], ticker));
      }
    }
  });
  return state.startPrice(EVENT);
}

const price = (probability: number, second: number) => ({ probability, readAt: NOON + second * 1_000 });

const CASES: readonly (readonly [string, readonly Step[], ReturnType<typeof after>])[] = [
  ["the book at the first state at play", [SCHEDULED, { home: [5500, 5600] }, SCHEDULED, {
    home: [5700, 5800],
  }, at(720)], price(0.575, 4)],
  ["later books change nothing", [
    SCHEDULED,
    { home: [5500, 5600] },
    at(720),
    { home: [9000, 9100] },
    at(600, 20),
  ], price(0.555, 2)],
  ["nothing before the start", [SCHEDULED, { home: [5500, 5600] }, SCHEDULED], undefined],
  ["joined as it began", [{ home: [5500, 5600] }, at(700)], price(0.555, 1)],
  ["joined when points had been scored", [{ home: [5500, 5600] }, at(700, 2)], undefined],
  ["joined a minute late", [{ home: [5500, 5600] }, at(650)], undefined],
  ["joined in the third period", [{ home: [5500, 5600] }, at(720, 50, 50, 3)], undefined],
  [
    "joined late, and later states look like a start",
    [{ home: [5500, 5600] }, at(300, 9), at(720)],
    undefined,
  ],
  ["the scoreboard missed the start: the book of before it", [{ home: [5500, 5600] }, SCHEDULED, {
    home: [8000, 8100],
    wait: 330,
  }, at(400, 20)], price(0.555, 1)],
  ["the scoreboard was late: the last book that cannot have seen the game", [
    { home: [5500, 5600] },
    SCHEDULED,
    { home: [5700, 5800], wait: 40 },
    SCHEDULED,
    { home: [8000, 8100], wait: 320 },
    SCHEDULED,
    at(400, 20),
  ], price(0.575, 43)],
  [
    "the scoreboard was late, and all books may have seen the game",
    [{ home: [8000, 8100] }, SCHEDULED, { wait: 300 }, SCHEDULED, at(400, 20)],
    undefined,
  ],
  ["the scoreboard was silent for the first half", [
    { home: [5500, 5600] },
    SCHEDULED,
    { home: [8000, 8100], wait: 4_000 },
    at(720, 60, 40, 3),
  ], price(0.555, 1)],
  [
    "it missed the start, and there was no book before",
    [SCHEDULED, { home: [8000, 8100] }, at(400, 20)],
    undefined,
  ],
  ["the other team's, where the home team has none", [
    SCHEDULED,
    { home: [5500, 0], away: [4000, 4200] },
    at(715),
  ], price(1 - 0.41, 2)],
  [
    "the home team's own first",
    [SCHEDULED, { home: [5500, 5700], away: [4000, 4200] }, at(715)],
    price(0.56, 2),
  ],
  ["no middle in a wide book", [SCHEDULED, { home: [100, 9900] }, at(715)], undefined],
  ["ten cents are not too wide", [SCHEDULED, { home: [5000, 6000] }, at(715)], price(0.55, 2)],
  ["no middle in a crossed book", [SCHEDULED, { home: [6000, 5900] }, at(715)], undefined],
  ["a book from before that was emptied at the start", [
    { home: [5500, 5600] },
    SCHEDULED,
    { home: [0, 0] },
    at(715),
  ], price(0.555, 1)],
  [
    "a game that was over at once",
    [{ home: [5500, 5600] }, { ...at(0, 90, 80, 4), phase: "final" }],
    undefined,
  ],
  [
    "a final without its period",
    [{ home: [9900, 9950] }, { ...at(0, 90, 80, 0), phase: "final" }],
    undefined,
  ],
];

for (const [name, steps, expected] of CASES) {
  Deno.test(`the price at the start: ${name}`, () => assertEquals(after(steps), expected));
}

Deno.test("the price at the start: a book that is suspect gives none", () => {
  const state = new EngineState(() => {}, [{ event: EVENT, homeMarket: HOME, awayMarket: AWAY }]);
  state.fold(events.listed(NOON, { ticker: HOME }));
  state.fold(events.book(NOON, [[5500, 100]], [[5600, 100]], HOME));
  state.fold({ kind: "books_suspect", at: NOON + 1, markets: [HOME], reason: "a gap" });
  state.fold({ kind: "game", at: NOON + 2, feed: "test", event: EVENT, game: at(715) });
  assertEquals(state.startPrice(EVENT), undefined);
});
