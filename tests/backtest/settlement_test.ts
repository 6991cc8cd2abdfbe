import { assert, assertEquals } from "@std/assert";
import type { EngineEvent } from "../../src/core/events.ts";
import type { Micros } from "../../src/core/numbers/money.ts";
import { parseResults } from "../../src/backtest/results_file.ts";
import type { GameResult } from "../../src/backtest/result.ts";
import { buy, dollars, events, micros, WIDE } from "../core/support.ts";
import { after, AWAY, HOME, said, startRun } from "./support/engines.ts";

const COST = 8_600_000;
const { life, trade } = events;

/** A game of two markets without scoreboard in which 10 contracts of the away team are bought at .86. */
function played(more: readonly EngineEvent[], results?: ReadonlyMap<string, Micros>): GameResult {
  const { run, puppet } = startRun(results === undefined ? {} : { results });
  run.take(events.listed(after(0), { ticker: HOME }));
  run.take(events.book(after(0), [[1_000, 100]], [[1_100, 100]], HOME));
  puppet.next = [buy(8600, 1_000)];
  run.take(events.change(after(1), "bid", 8400, 100));
  for (const event of more) run.take(event);
  return run.finish();
}

const WON = [trade(after(5), "bid", 9_900, 100), trade(after(6), "ask", 100, 100, HOME)];

Deno.test("without result and scoreboard the last trades pay, marked as inferred", () => {
  const result = played(WON);
  assertEquals(result.settledBy, { [AWAY]: "inferred", [HOME]: "inferred" });
  const [only] = result.trades;
  assertEquals([only?.reason, only?.yesPays, only?.paidBy], ["settled", micros(1_000_000), "inferred"]);
  assertEquals(result.pnl as number, 10_000_000 - COST - result.fees);
  assertEquals(result.caveats, [
    "result not on record: inferred from the last trades, at .99 or more and .01 or less",
  ]);
});

const UNCERTAIN: readonly (readonly [name: string, more: readonly EngineEvent[]])[] = [
  ["no trades", []],
  ["one market alone is sure", [trade(after(5), "bid", 9_900, 100)]],
  ["one is not quite sure", [trade(after(5), "bid", 9_899, 100), trade(after(6), "ask", 100, 100, HOME)]],
  ["the other is not quite sure", [
    trade(after(5), "bid", 9_900, 100),
    trade(after(6), "ask", 101, 100, HOME),
  ]],
  ["both won", [trade(after(5), "bid", 9_900, 100), trade(after(6), "bid", 9_900, 100, HOME)]],
  ["both lost", [trade(after(5), "ask", 100, 100), trade(after(6), "ask", 100, 100, HOME)]],
  ["a scoreboard says that it goes on", [said(after(4), { home: 90, away: 99 }), ...WON]],
];
for (const [name, more] of UNCERTAIN) {
  Deno.test(`nothing is inferred: ${name}`, () => {
    const result = played(more);
    assertEquals(result.settledBy, { [AWAY]: "open", [HOME]: "open" });
    assertEquals([result.trades[0]?.reason, result.trades[0]?.paidBy], ["open", undefined]);
    assertEquals(result.caveats, [
      "result not on record: what is held at the end is valued at the market and not paid",
    ]);
  });
}

const FINAL = said(after(8), { home: 90, away: 99, phase: "final" });
const JUDGED: readonly (readonly [name: string, step: EngineEvent])[] = [
  ["void", life(after(9), { status: "finalized", resultNotUnderstood: `"void"` })],
  ["determined without a word", life(after(9), { status: "determined" })],
  ["finalized, and the result is not on record", life(after(9), { status: "finalized" })],
];
for (const [name, step] of JUDGED) {
  Deno.test(`neither score nor trades pay what the exchange has judged: ${name}`, () => {
    for (const before of [[FINAL], WON, []]) {
      const result = played([...before, step]);
      assertEquals(result.settledBy[AWAY], "not_understood");
      assertEquals(result.trades[0]?.reason, "open");
      assert(result.caveats.some((text) => text.startsWith("result not understood")));
    }
  });
}

Deno.test("given results pay what has none on record, before score and trades, to the micro-dollar", () => {
  const given = new Map([[AWAY, micros(333_333)]]);
  for (const more of [[], WON, [FINAL], [life(after(9), { status: "finalized" })]]) {
    const result = played(more, given);
    assertEquals([result.settledBy[AWAY], result.trades[0]?.paidBy], ["given", "given"]);
    assertEquals(result.pnl, dollars(3.33) - COST - result.fees + 3_330);
    assert(result.caveats.includes("result not on record: taken from the results that were given"));
  }
});

Deno.test("the exchange's result counts before a given one, and the difference is reported", () => {
  const step = life(after(9), { status: "finalized", result: { yesPays: micros(1_000_000) } });
  const result = played([step], new Map([[AWAY, micros(0)]]));
  assertEquals(result.settledBy[AWAY], "result");
  assert(result.caveats.includes(`${AWAY}: the given results say 0.0000, the exchange 1.0000, which counts`));
});

Deno.test("late messages of a game are counted and a caveat", () => {
  for (const lateMs of [0, 9_000]) {
    const { run } = startRun({}, { limits: { ...WIDE, maxDataDelayMs: 2_000 } });
    run.take({ ...trade(after(10), "bid", 8_600, 100), sourceAt: after(5) });
    run.take({ ...trade(after(20 + lateMs), "bid", 8_600, 100), sourceAt: after(15) });
    const { late, caveats } = run.finish();
    assertEquals(late, lateMs === 0 ? undefined : { messages: 1, mostMs: lateMs });
    assertEquals(caveats.some((text) => text.startsWith("messages of the exchange came late")), lateMs > 0);
  }
});

Deno.test("a results file is read", () => {
  const read = parseResults(`\uFEFFticker,yes_pays\r\n${AWAY},1\r\n\r\n"${HOME}",0.333333\n`, "r.csv");
  assert(read.ok);
  assertEquals([...read.value], [[AWAY, micros(1_000_000)], [HOME, micros(333_333)]]);
});

Deno.test("bad lines of a results file are named", () => {
  const lines = [
    `${AWAY},2`,
    `${AWAY},0.1234567`,
    `${AWAY},won`,
    "not a ticker,1",
    AWAY,
    `${AWAY},1,1`,
    `${AWAY},`,
  ];
  const read = parseResults(`ticker,yes_pays\n${lines.join("\n")}\n`, "r.csv");
  const pays = "yes_pays: expected dollars of 0 to 1 with at most 6 decimals";
  assertEquals(
    read.ok ? "" : read.reason.message,
    `Cannot use results "r.csv": line 2: ${pays}; line 3: ${pays}; line 4: ${pays}; line 5: ticker: expected a ticker; ` +
      "line 6: expected 2 fields, found 1; and 2 more",
  );
  const twice = parseResults(`ticker,yes_pays\n${AWAY},1\n${AWAY},0`, "r.csv");
  assertEquals(
    twice.ok ? "" : twice.reason.message,
    `Cannot use results "r.csv": line 3: ${AWAY} has two results`,
  );
  const heading = parseResults(`market,result\n${AWAY},1`, "r.csv");
  assertEquals(
    heading.ok ? "" : heading.reason.message,
    'Cannot use results "r.csv": line 1: expected the heading "ticker,yes_pays"',
  );
});
