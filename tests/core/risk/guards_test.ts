/**
 * What the session's own course says of entries, alone and in an engine.
 *
 * @module
 */
import { assert, assertEquals } from "@std/assert";
import { Guards } from "../../../src/core/risk/guards.ts";
import { checkHardCap, HARD_CAP, withinHardCap } from "../../../src/core/risk/hard_cap.ts";
import { DEFAULT_LIMITS, LIMITS } from "../../../src/core/risk/limits.ts";
import { defaultsOf } from "../../../src/core/numbers/settings.ts";
import { isEffect, type Outcome } from "../../../src/core/outcomes.ts";
import type { LiveReported } from "../../../src/core/live.ts";
import type { OrderReport } from "../../../src/core/orders.ts";
import type { Engine } from "../../../src/core/engine.ts";
import {
  buy,
  dollars,
  events,
  micros,
  NOON,
  price,
  quantity,
  startEngine,
  TICKER,
  WIDE,
} from "../support.ts";

const LIMITED = { ...WIDE, maxDailyLoss: dollars(20), maxDrawdown: dollars(10), maxLossesInARow: 3 };
const DAY_END = NOON + 10_000_000;

Deno.test("losses in a row cool entries down, once; a gain begins the count again", () => {
  const guards = new Guards(LIMITED, dollars(100), false);
  for (const pnl of [-1, -1, 5, -1, -1]) guards.closed(micros(pnl), NOON);
  assertEquals(guards.coolDown, undefined);
  guards.closed(micros(-1), NOON);
  assertEquals(guards.coolDown, { losses: 3, until: NOON + 60_000 });
  guards.closed(micros(-1), NOON + 90_000);
  assertEquals(guards.coolDown, { losses: 3, until: NOON + 60_000 });
});

Deno.test("entries of the last minute are counted, and those from before are not", () => {
  const guards = new Guards(LIMITED, dollars(100), false);
  for (const at of [0, 1, 30_000]) guards.entered(NOON + at);
  assertEquals([59_999, 60_000, 60_001, 90_000].map((at) => guards.entriesInMinute(NOON + at)), [3, 2, 1, 0]);
});

Deno.test("a daily loss halts for the rest of the day, although it is made up for; a drawdown until a person ends it", () => {
  const guards = new Guards(LIMITED, dollars(100), true);
  assertEquals(guards.value(dollars(91), dollars(-9), DAY_END, NOON), []);
  const begun = guards.value(dollars(80), dollars(-20), DAY_END, NOON + 1);
  assertEquals(begun.map(({ code, until }) => [code, until]), [["DAILY_LOSS", DAY_END], [
    "DRAWDOWN",
    Infinity,
  ]]);
  assertEquals(guards.value(dollars(100), dollars(0), DAY_END, NOON + 2), [], "said once");
  assertEquals(guards.halt(NOON + 3), "DAILY_LOSS: loss=$20.00 max=$20.00");
  assertEquals(guards.halt(DAY_END), "DRAWDOWN: drawdown=$20.00 max=$10.00");
});

Deno.test("the journal's word on halts is the last one: what it kept, and keeps no longer, a person has ended", () => {
  const guards = new Guards(LIMITED, dollars(100), true);
  guards.value(dollars(80), dollars(0), DAY_END, NOON);
  // A report from before the journal had it ends nothing.
  guards.restore([]);
  assert(guards.halt(NOON) !== undefined);
  guards.restore([{ code: "DRAWDOWN", detail: "DRAWDOWN: kept" }]);
  guards.restore([]);
  assertEquals(guards.halt(NOON), undefined);
  assertEquals(guards.value(dollars(80), dollars(0), DAY_END, NOON + 1), [], "it is measured from then on");
  assertEquals(guards.value(dollars(70), dollars(0), DAY_END, NOON + 2).length, 1);
});

Deno.test("a halt of an earlier session is there again", () => {
  const guards = new Guards(WIDE, dollars(100), true);
  guards.restore([{ code: "DAILY_LOSS", detail: "DAILY_LOSS: loss=$55.00 max=$50.00" }]);
  assertEquals(guards.halt(NOON), "DAILY_LOSS: loss=$55.00 max=$50.00");
});

Deno.test("limits beyond the hard cap are refused in one line, and a live engine never runs with them", () => {
  assert(checkHardCap(DEFAULT_LIMITS).ok);
  assert(checkHardCap({ ...DEFAULT_LIMITS, ...HARD_CAP }).ok);
  for (const name of ["maxOrderValue", "maxTotalExposure", "maxDailyLoss"] as const) {
    const beyond = { ...DEFAULT_LIMITS, [name]: micros(HARD_CAP[name] + 1) };
    const checked = checkHardCap(beyond);
    assert(!checked.ok && checked.reason.message.includes(`limits.${LIMITS[name].key}`), name);
    assertEquals(withinHardCap(beyond)[name], HARD_CAP[name]);
  }
  const refused = checkHardCap({ ...DEFAULT_LIMITS, maxOrderValue: dollars(5_000) });
  assertEquals(
    refused.ok ? "" : refused.reason.message,
    "Cannot trade live with limits.max_order_value 5000.00: the hard cap is 1000.00; set it to 1000.00 or less",
  );
  assert(checkHardCap(defaultsOf(LIMITS, "live")).ok, "the defaults of live orders are within it");
});

Deno.test("an engine whose orders go outside refuses an order beyond the hard cap, whatever its limits say", () => {
  assertEquals(
    ask(startEngine({ outside: true, startingCash: dollars(100_000) }), NOON + 1, 120_000),
    "ORDER_VALUE",
  );
  assertEquals(ask(startEngine({ startingCash: dollars(100_000) }), NOON + 1, 120_000), undefined);
});

/** What the gate answers to an entry at .86. */
function ask({ engine, puppet }: ReturnType<typeof startEngine>, at: number, size = 100): string | undefined {
  puppet.next = [buy(8_600, size)];
  const signal = engine.process(events.clock(at)).find(({ kind }) => kind === "signal");
  assert(signal?.kind === "signal");
  return signal.refused?.code;
}

function told(engine: Engine, at: number, facts: Omit<LiveReported, "kind" | "at">): readonly Outcome[] {
  return engine.process({ kind: "live", at, ...facts });
}

Deno.test("before a live session is confirmed and compared nothing is entered", () => {
  const started = startEngine({ outside: true, begun: false });
  assertEquals(ask(started, NOON + 1), "NOT_CONFIRMED");
  told(started.engine, NOON + 2, { confirmed: true });
  assertEquals(ask(started, NOON + 3), "NOT_RECONCILED");
  told(started.engine, NOON + 4, { reconciled: "positions not read" });
  assertEquals(ask(started, NOON + 40_000), "NOT_RECONCILED");
  told(started.engine, NOON + 40_001, { reconciled: true });
  started.engine.process(events.book(NOON + 40_001, [[8_500, 100_000]], [[8_600, 100_000]]));
  assertEquals(ask(started, NOON + 40_002), "BALANCE");
  const balances = [{ exchangeIndex: 0, balance: dollars(1_000) }];
  started.engine.process({ kind: "account", at: NOON + 40_003, balances });
  assertEquals(ask(started, NOON + 40_004), undefined);
});

Deno.test("a payout that differs from the money is a warning with both numbers, and holds nothing", () => {
  const started = startEngine({ outside: true });
  const payoutDiffers = { exchangeIndex: 3, markets: [TICKER], booked: dollars(10), changed: dollars(7) };
  assertEquals(told(started.engine, NOON + 1, { payoutDiffers }), [{
    kind: "note",
    at: NOON + 1,
    level: "warning",
    text: `PAYOUT DIFFERS: ${TICKER} should have paid 10.000000 dollars, the balance of shard 3 changed by ` +
      "7.000000; compare with the exchange",
    market: TICKER,
  }]);
  assertEquals(ask(started, NOON + 2), undefined);
});

const HOLDS: readonly (readonly [facts: Omit<LiveReported, "kind" | "at">, code: string])[] = [
  [{ confirmed: false }, "NOT_CONFIRMED"],
  [{ unarmed: "not armed" }, "NOT_ARMED"],
  [{ reconciled: "fills differ" }, "NOT_RECONCILED"],
  [{ differs: [{ market: TICKER, detail: "journal 1, exchange 2" }] }, "DIFFERS"],
  [{ blind: "fill: no subscription" }, "BLIND"],
  [{ breakers: ["orders"] }, "BREAKER_OPEN"],
  [{ cannotTrade: "the key may only read" }, "CANNOT_TRADE"],
  [{ attestedUntil: NOON - 1 }, "ATTESTATION"],
  [{ halts: [{ code: "DAILY_LOSS", detail: "DAILY_LOSS: kept" }] }, "HALTED"],
  [{ accountDayPnl: micros(-WIDE.maxDailyLoss) }, "HALTED"],
];

for (const [facts, code] of HOLDS) {
  Deno.test(`${JSON.stringify(facts)} is answered ${code}, and an exit goes all the same`, () => {
    const started = startEngine({ outside: true });
    const { engine } = started;
    hold(started, NOON + 1);
    told(engine, NOON + 10, facts);
    assertEquals(ask(started, NOON + 11), code);
    const closing = engine.process({
      kind: "command",
      at: NOON + 12,
      command: { command: "close_position", market: TICKER },
    });
    assertEquals(closing.filter(isEffect).some(({ kind }) => kind === "order"), true);
  });
}

Deno.test("what another market differs in holds nothing here", () => {
  const started = startEngine({ outside: true });
  told(started.engine, NOON + 1, { differs: [{ market: "OTHER", detail: "journal 1, exchange 2" }] });
  assertEquals(ask(started, NOON + 2), undefined);
});

function report(engine: Engine, at: number, one: OrderReport): readonly Outcome[] {
  return engine.process({ kind: "order_report", at, reports: [one] });
}

/** One contract bought at .86. */
function hold({ engine, puppet }: ReturnType<typeof startEngine>, at: number): void {
  puppet.next = [buy(8_600, 100)];
  engine.process(events.clock(at));
  const clientOrderId = "t-1";
  report(engine, at + 1, {
    kind: "fill",
    at: at + 1,
    clientOrderId,
    tradeId: "a",
    price: price(8_600),
    quantity: quantity(100),
    role: "taker",
    fee: micros(0),
    balanceChange: micros(-860_000),
  });
}

Deno.test("a halt is given out once, so that a journal can keep it, and stays although the loss is made up for", () => {
  const started = startEngine({ outside: true, limits: { ...WIDE, maxDailyLoss: dollars(0.5) } });
  const { engine } = started;
  hold(started, NOON + 1);
  engine.process(events.book(NOON + 10, [[3_500, 100_000]], [[3_600, 100_000]]));
  const fallen = [11, 1_011].map((ms) =>
    engine.process(events.clock(NOON + ms)).filter(({ kind }) => kind === "halt")
  );
  assertEquals(fallen.map(({ length }) => length), [1, 0]);
  const [halt] = fallen[0] ?? [];
  assert(halt?.kind === "halt" && halt.until !== undefined);
  assertEquals([halt.code, halt.detail], ["DAILY_LOSS", "DAILY_LOSS: loss=$0.51 max=$0.50"]);
  engine.process(events.book(NOON + 2_000, [[8_600, 100_000]], [[8_700, 100_000]]));
  assertEquals(ask(started, NOON + 2_001), "HALTED");
});

Deno.test("on paper a drawdown halts only where a limit asks for it, until entries are resumed", () => {
  const started = startEngine({ limits: { ...WIDE, maxDrawdown: dollars(0.5) } });
  ask(started, NOON + 1);
  const { engine } = started;
  engine.process(events.book(NOON + 10, [[3_500, 100_000]], [[3_600, 100_000]]));
  assertEquals(engine.process(events.clock(NOON + 11)).filter(({ kind }) => kind === "halt").length, 1);
  engine.process(events.book(NOON + 20, [[8_600, 100_000]], [[8_700, 100_000]]));
  assertEquals(ask(started, NOON + 21), "HALTED");
  engine.process(events.command(NOON + 22, "resume_entries"));
  puppetBuys(started, NOON + 23);
});

function puppetBuys({ engine, puppet }: ReturnType<typeof startEngine>, at: number): void {
  puppet.next = [buy(8_700, 100)];
  assertEquals(engine.process(events.clock(at)).some(({ kind }) => kind === "order"), true);
}

Deno.test("the money of a game's markets counts together, also of markets that are not followed", () => {
  const started = startEngine({
    outside: true,
    limits: { ...WIDE, maxGameExposure: dollars(5), maxTotalExposure: dollars(100) },
  });
  const { engine } = started;
  const OTHER = "KXNBAGAME-26NOV22LALBOS-BOS";
  engine.process({
    kind: "account",
    at: NOON + 1,
    positions: { whole: true, items: [{ market: OTHER, quantity: quantity(500), cost: dollars(4.2) }] },
  });
  assertEquals(ask(started, NOON + 2), "GAME_EXPOSURE");
  const elsewhere = startEngine({
    outside: true,
    limits: { ...WIDE, maxGameExposure: dollars(5), maxTotalExposure: dollars(100) },
  });
  elsewhere.engine.process({
    kind: "account",
    at: NOON + 1,
    positions: {
      whole: true,
      items: [{ market: "KXNBAGAME-26NOV22NYKCHI-CHI", quantity: quantity(500), cost: dollars(4.2) }],
    },
  });
  assertEquals(ask(elsewhere, NOON + 2), undefined);
});

Deno.test("limits end what a rule holds: after the longest hold, and when the price has fallen too far", () => {
  for (
    const [limits, happens] of [
      [{ maxHoldMs: 300_000 }, (engine: Engine) => engine.process(events.clock(NOON + 301_000))],
      [{ maxAdverseMove: 500 }, (engine: Engine) => {
        engine.process(events.book(NOON + 10_000, [[8_100, 100_000]], [[8_200, 100_000]]));
        return engine.process(events.clock(NOON + 12_000));
      }],
    ] as const
  ) {
    const started = startEngine({ limits: { ...WIDE, ...limits } });
    ask(started, NOON + 1);
    started.engine.process(events.clock(NOON + 5_000));
    assertEquals(started.engine.orders.holdings.isFlat, false);
    happens(started.engine);
    assertEquals(started.engine.orders.holdings.isFlat, true, Object.keys(limits).join());
  }
});

Deno.test("over thousands of entries those of the last minute are counted, and no others", () => {
  const guards = new Guards(LIMITED, dollars(100), false);
  for (let second = 0; second < 5_000; second++) {
    const at = NOON + second * 1_000;
    guards.entered(at);
    assertEquals(guards.entriesInMinute(at), Math.min(second + 1, 60));
  }
});

/** When entries of a rule go out that asks every 100 ms, seconds from the first on. @param becomes what each becomes */
function entriesOver(
  seconds: number,
  waitMs: number,
  becomes: (clientOrderId: string, at: number) => readonly OrderReport[],
): readonly number[] {
  const { engine, puppet } = startEngine({ outside: true, limits: { ...WIDE, turnedAwayWaitMs: waitMs } });
  const sent: number[] = [];
  for (let ms = 0; ms < seconds * 1_000; ms += 100) {
    const at = NOON + 1 + ms;
    engine.process(events.feed(at));
    puppet.next = [buy(8_600, 100)];
    for (const outcome of engine.process(events.clock(at))) {
      if (outcome.kind !== "order") continue;
      sent.push(ms / 1_000);
      engine.process({ kind: "order_report", at, reports: becomes(outcome.request.clientOrderId, at) });
    }
  }
  return sent;
}

Deno.test("an entry that is turned away is asked for again later each time, refused or ended at once with nothing filled", () => {
  const refused = (clientOrderId: string, at: number): OrderReport[] => [
    { kind: "rejected", at, clientOrderId, reason: { code: "EXCHANGE_INVALID_ORDER" } },
  ];
  const ended = (clientOrderId: string, at: number): OrderReport[] => [
    { kind: "accepted", at, clientOrderId },
    { kind: "cancelled", at, clientOrderId, reason: "exchange", quantity: quantity(100) },
  ];
  assertEquals(entriesOver(16, 1_000, refused), [0, 1, 3, 7, 15]);
  assertEquals(entriesOver(16, 1_000, ended), [0, 1, 3, 7, 15]);
  assertEquals(entriesOver(1, 0, refused).length, 10, "where the limit is 0 nothing waits");
});

Deno.test("one that trades begins the count again, and one that the program cancels is not turned away", () => {
  let entries = 0;
  const filled = (clientOrderId: string, at: number): OrderReport[] => {
    entries++;
    if (entries % 3 !== 0) {
      return [{ kind: "rejected", at, clientOrderId, reason: { code: "EXCHANGE_INVALID_ORDER" } }];
    }
    return [
      { kind: "accepted", at, clientOrderId },
      {
        kind: "fill",
        at,
        clientOrderId,
        tradeId: `t${entries}`,
        price: price(8_600),
        quantity: quantity(100),
        role: "taker",
        fee: micros(0),
        balanceChange: micros(-dollars(0.86)),
      },
    ];
  };
  assertEquals(entriesOver(7, 1_000, filled), [0, 1, 3, 3.1, 4.1, 6.1, 6.2]);
  const taken = (clientOrderId: string, at: number): OrderReport[] => [
    { kind: "cancelled", at, clientOrderId, reason: "requested", quantity: quantity(100) },
  ];
  assertEquals(entriesOver(1, 1_000, taken).length, 10);
});

Deno.test("the longest wait is a minute, and after a quiet minute it is short again", () => {
  const guards = new Guards({ ...LIMITED, turnedAwayWaitMs: 1_000 }, dollars(100), true);
  let at = NOON;
  const waits: number[] = [];
  for (let times = 0; times < 8; times++) {
    guards.turnAway("rule", "M", at);
    const { until = at } = guards.turnedAway("rule", "M") ?? {};
    waits.push((until - at) / 1_000);
    at = until;
  }
  assertEquals(waits, [1, 2, 4, 8, 16, 32, 60, 60]);
  assertEquals(guards.turnedAway("rule", "another"), undefined);
  assertEquals(guards.turnedAway("another", "M"), undefined);
  guards.turnAway("rule", "M", at + 60_000);
  assertEquals(guards.turnedAway("rule", "M"), { times: 1, until: at + 61_000 });
});
