import type { BookSnapshot, Ticker } from "../../../src/core/market/events.ts";
import { assert, assertEquals } from "@std/assert";
import { Market } from "../../../src/core/market/market.ts";
import type { OrderRequest } from "../../../src/core/orders.ts";
import { approve } from "../../../src/core/risk/gate.ts";
import type { RiskLimits } from "../../../src/core/risk/limits.ts";
import type { GuardView } from "../../../src/core/risk/guards.ts";
import type { LiveView } from "../../../src/core/risk/live_facts.ts";
import type { RiskContext } from "../../../src/core/risk/rule.ts";
import { RISK_RULES } from "../../../src/core/risk/rules.ts";
import { formatReason } from "../../../src/core/reasons.ts";
import { dollars, events, infoOf, micros, NOON, order, price, quantity, TICKER } from "../support.ts";

const LIMITS: RiskLimits = {
  maxBookAgeMs: 5_000,
  maxBookUnconfirmedMs: 90_000,
  maxDataDelayMs: 2_000,
  maxScoreAgeMs: 10_000,
  collar: 1_000,
  maxOrderValue: dollars(500),
  maxOrderQuantity: quantity(100_000),
  maxMarketExposure: dollars(600),
  maxTotalExposure: dollars(700),
  maxOpenOrders: 20,
  maxDailyLoss: dollars(200),
  maxSpread: 500,
  maxGameExposure: dollars(650),
  maxDrawdown: dollars(150),
  maxLossesInARow: 3,
  coolDownMs: 60_000,
  turnedAwayWaitMs: 1_000,
  maxEntriesAMinute: 10,
  maxContractsIn15s: quantity(100_000_000),
  maxHoldMs: 300_000,
  maxAdverseMove: 500,
};

type Changeable<T> = { -readonly [K in keyof T]: T[K] };

interface Situation {
  readonly context: Changeable<RiskContext>;
  readonly request: Changeable<OrderRequest>;
}

const ACTIVE: RiskContext["trading"] = {
  killed: false,
  entriesPaused: false,
  halted: undefined,
  hasLeft: () => false,
};

/** A live session of which nothing holds entries back. */
const AGREED: LiveView = {
  confirmed: true,
  unarmed: undefined,
  notReconciled: undefined,
  blind: undefined,
  breakers: [],
  cannotTrade: undefined,
  attestedUntil: Infinity,
  difference: () => undefined,
};

/** A course of the session that holds none back either. */
const CALM: GuardView = {
  stuckExit: undefined,
  coolDown: undefined,
  halt: () => undefined,
  entriesInMinute: () => 0,
  turnedAway: () => undefined,
};

/** A bid for ten contracts at .86, nothing against it. */
function situation(): Situation {
  const market = new Market(infoOf());
  market.snapshot(events.book(NOON, [[8500, 100]], [[8600, 100]]) as BookSnapshot);
  return {
    request: { ...order("bid", 8600, 1_000) },
    context: {
      at: NOON,
      trading: ACTIVE,
      leaving: false,
      unknown: false,
      marketDataDown: undefined,
      marketDataAgeMs: 0,
      delayMs: 0,
      market,
      scoreAgeMs: 0,
      scoreHeld: undefined,
      needsGame: () => true,
      tradingActive: () => true,
      exposure: () => dollars(0),
      freeCash: () => dollars(1_000),
      needed: () => dollars(8.7),
      meetsOtherSide: () => false,
      meetsOwn: () => false,
      openOrders: () => 0,
      dayPnl: () => dollars(0),
      drawdown: () => dollars(0),
      gameExposure: () => dollars(0),
      live: AGREED,
      guards: CALM,
    },
  };
}

function summary(bid: number, ask: number): Ticker {
  return { kind: "ticker", at: NOON, market: TICKER, bid: price(bid), ask: price(ask) };
}

function live({ live: facts = AGREED }: RiskContext): LiveView {
  return facts;
}

function ends({ market }: RiskContext, closeAt: number): void {
  market?.live({ kind: "market_life", at: 0, market: TICKER, closeAt });
}

Deno.test("the attestation must last as long as the market", () => {
  const outlived = situation();
  ends(outlived.context, NOON + 200_000);
  outlived.context.live = { ...AGREED, attestedUntil: NOON + 199_999 };
  assertEquals(ask(outlived), "ATTESTATION");
});

Deno.test("a game's market closes weeks after the game: the attestation must last until its expected end, or an hour beyond it", () => {
  const HOUR = 3_600_000;
  const answer = (expectedEndAt: number | undefined, attestedUntil: number) => {
    const each = situation();
    each.context.market?.list(
      infoOf(undefined, {
        closeAt: NOON + 500 * HOUR,
        ...(expectedEndAt === undefined ? {} : { expectedEndAt }),
      }),
    );
    each.context.live = { ...AGREED, attestedUntil };
    return ask(each);
  };
  assertEquals(answer(undefined, NOON + 168 * HOUR), "ATTESTATION");
  assertEquals(answer(NOON + 3 * HOUR, NOON + 168 * HOUR), answer(undefined, Infinity));
  assertEquals(answer(NOON + 3 * HOUR, NOON + 3 * HOUR), answer(undefined, Infinity));
  assertEquals(answer(NOON + 3 * HOUR, NOON + 3 * HOUR - 1), "ATTESTATION");
  assertEquals(answer(NOON - HOUR, NOON + HOUR - 1), "ATTESTATION", "it runs over");
  assertEquals(answer(NOON - HOUR, NOON + HOUR), answer(undefined, Infinity));
});

/** A book whose bid is so far below its ask of .86. */
function book(bid: number): BookSnapshot {
  return events.book(NOON, [[bid, 100]], [[8_600, 100]]) as BookSnapshot;
}

const OWN_VALUE = 8_600 * 1_000;

/** For every row: what just passes, and what just does not. */
const CASES: Record<
  string,
  { readonly pass?: (s: Situation) => void; readonly refuse: (s: Situation) => void }
> = {
  KILLED: { refuse: ({ context }) => context.trading = { ...context.trading, killed: true } },
  ENTRIES_PAUSED: { refuse: ({ context }) => context.trading = { ...context.trading, entriesPaused: true } },
  ENTRIES_HALTED: {
    refuse: ({ context }) => context.trading = { ...context.trading, halted: "the disk is full" },
  },
  NOT_CONFIRMED: { refuse: ({ context }) => context.live = { ...live(context), confirmed: false } },
  NOT_ARMED: { refuse: ({ context }) => context.live = { ...live(context), unarmed: "not armed" } },
  NOT_RECONCILED: { refuse: ({ context }) => context.live = { ...live(context), notReconciled: "not read" } },
  DIFFERS: {
    pass: ({ context }) =>
      context.live = { ...live(context), difference: (market) => market === TICKER ? undefined : "7" },
    refuse: ({ context }) =>
      context.live = {
        ...live(context),
        difference: (market) => market === TICKER ? "journal 10, exchange 7" : undefined,
      },
  },
  BLIND: { refuse: ({ context }) => context.live = { ...live(context), blind: "fill: refused" } },
  BREAKER_OPEN: { refuse: ({ context }) => context.live = { ...live(context), breakers: ["orders"] } },
  CANNOT_TRADE: { refuse: ({ context }) => context.live = { ...live(context), cannotTrade: "read only" } },
  ATTESTATION: {
    pass: ({ context }) => {
      ends(context, NOON + 10);
      context.live = { ...live(context), attestedUntil: NOON + 10 };
    },
    refuse: ({ context }) => {
      context.live = { ...live(context), attestedUntil: NOON - 1 };
    },
  },
  HALTED: {
    pass: ({ context }) =>
      context.guards = { ...context.guards, halt: (at) => at > NOON ? "over" : undefined },
    refuse: ({ context }) =>
      context.guards = { ...context.guards, halt: () => "DAILY_LOSS: loss=$200.00 max=$200.00" },
  },
  CANNOT_EXIT: {
    refuse: ({ context }) => context.guards = { ...context.guards, stuckExit: "puppet: no bid" },
  },
  POSITION_CLOSED: { refuse: ({ context }) => context.trading = { ...context.trading, hasLeft: () => true } },
  EXIT_UNDER_WAY: { refuse: ({ context }) => context.leaving = true },
  OTHER_SIDE_HELD: {
    pass: ({ context }) => context.meetsOtherSide = ({ side }) => side !== "bid",
    refuse: ({ context }) => context.meetsOtherSide = ({ side }) => side === "bid",
  },
  ORDER_UNKNOWN: { refuse: ({ context }) => context.unknown = true },
  MARKET_UNKNOWN: { refuse: ({ context }) => context.market = undefined },
  TRADING_PAUSED: {
    pass: ({ context }) => context.tradingActive = (index) => index === 0,
    refuse: ({ context }) => context.tradingActive = (index) => index !== 0,
  },
  MARKET_NOT_ACTIVE: {
    pass: ({ context: { market } }) =>
      market?.live({ kind: "market_life", at: 0, market: TICKER, closeAt: NOON + 1 }),
    refuse: ({ context: { market } }) =>
      market?.live({ kind: "market_life", at: 0, market: TICKER, closeAt: NOON }),
  },
  FEES_UNKNOWN: {
    refuse: ({ context: { market } }) => {
      if (market !== undefined) market.feesUnknown = 'fees "flat × 1" cannot be computed';
    },
  },
  FEED_DOWN: { refuse: ({ context }) => context.marketDataDown = "socket closed" },
  BOOK_STALE: {
    pass: ({ context }) => context.marketDataAgeMs = LIMITS.maxBookAgeMs,
    refuse: ({ context }) => context.marketDataAgeMs = LIMITS.maxBookAgeMs + 1,
  },
  BOOK_UNCONFIRMED: {
    // The book came at NOON.
    pass: ({ context }) => context.at = NOON + LIMITS.maxBookUnconfirmedMs,
    refuse: ({ context }) => context.at = NOON + LIMITS.maxBookUnconfirmedMs + 1,
  },
  DATA_LATE: {
    pass: ({ context }) => context.delayMs = LIMITS.maxDataDelayMs,
    refuse: ({ context }) => context.delayMs = LIMITS.maxDataDelayMs + 1,
  },
  BOOK_SUSPECT: {
    refuse: ({ context }) => {
      if (context.market !== undefined) context.market.suspect = "sequence gap";
    },
  },
  BOOK_UNSETTLED: {
    pass: ({ context: { market } }) => market?.summary(summary(8_500, 8_600)),
    refuse: ({ context: { market } }) => market?.summary(summary(8_500, 8_700)),
  },
  SCORE_STALE: {
    pass: ({ context }) => context.scoreAgeMs = LIMITS.maxScoreAgeMs,
    refuse: ({ context }) => context.scoreAgeMs = LIMITS.maxScoreAgeMs + 1,
  },
  SCORE_RETRACTED: { refuse: ({ context }) => context.scoreHeld = "9 points taken back" },
  PRICE_OFF_GRID: { refuse: ({ request }) => request.price = price(8_550) },
  PRICE_OUTSIDE_COLLAR: {
    pass: ({ request }) => request.price = price(8_600 + LIMITS.collar),
    refuse: ({ request }) => request.price = price(8_700 + LIMITS.collar),
  },
  SPREAD: {
    pass: ({ context: { market } }) => market?.snapshot(book(8_100)),
    refuse: ({ context: { market } }) => market?.snapshot(book(8_000)),
  },
  SELF_TRADE: { refuse: ({ context }) => context.meetsOwn = () => true },
  ORDER_SIZE_ZERO: {
    pass: ({ request }) => request.quantity = quantity(1),
    refuse: ({ request }) => request.quantity = quantity(0),
  },
  ORDER_QUANTITY: {
    pass: ({ request }) => {
      request.price = price(100);
      request.quantity = LIMITS.maxOrderQuantity;
    },
    refuse: ({ request }) => {
      request.price = price(100);
      request.quantity = quantity(LIMITS.maxOrderQuantity + 1);
    },
  },
  ORDER_VALUE: {
    pass: ({ request }) => {
      request.price = price(8_000);
      request.quantity = quantity(LIMITS.maxOrderValue / 8_000);
    },
    refuse: ({ request }) => {
      request.price = price(8_000);
      request.quantity = quantity(LIMITS.maxOrderValue / 8_000 + 1);
    },
  },
  MARKET_EXPOSURE: {
    pass: ({ context }) =>
      context.exposure = (market) => micros(market === undefined ? 0 : LIMITS.maxMarketExposure - OWN_VALUE),
    refuse: ({ context }) =>
      context.exposure = (market) =>
        micros(market === undefined ? 0 : LIMITS.maxMarketExposure - OWN_VALUE + 1),
  },
  GAME_EXPOSURE: {
    pass: ({ context }) => context.gameExposure = () => micros(LIMITS.maxGameExposure - OWN_VALUE),
    refuse: ({ context }) => context.gameExposure = () => micros(LIMITS.maxGameExposure - OWN_VALUE + 1),
  },
  TOTAL_EXPOSURE: {
    pass: ({ context }) =>
      context.exposure = (market) => micros(market === undefined ? LIMITS.maxTotalExposure - OWN_VALUE : 0),
    refuse: ({ context }) =>
      context.exposure = (market) =>
        micros(market === undefined ? LIMITS.maxTotalExposure - OWN_VALUE + 1 : 0),
  },
  BALANCE: {
    pass: ({ context }) => context.freeCash = () => dollars(8.7),
    refuse: ({ context }) => context.freeCash = () => micros(dollars(8.7) - 1),
  },
  OPEN_ORDERS: {
    pass: ({ context }) => context.openOrders = () => LIMITS.maxOpenOrders - 1,
    refuse: ({ context }) => context.openOrders = () => LIMITS.maxOpenOrders,
  },
  DAILY_LOSS: {
    pass: ({ context }) => context.dayPnl = () => micros(1 - LIMITS.maxDailyLoss),
    refuse: ({ context }) => context.dayPnl = () => micros(-LIMITS.maxDailyLoss),
  },
  DRAWDOWN: {
    pass: ({ context }) => context.drawdown = () => micros(LIMITS.maxDrawdown - 1),
    refuse: ({ context }) => context.drawdown = () => LIMITS.maxDrawdown,
  },
  LOSSES_IN_A_ROW: {
    pass: ({ context }) => context.guards = { ...context.guards, coolDown: { losses: 3, until: context.at } },
    refuse: ({ context }) =>
      context.guards = { ...context.guards, coolDown: { losses: 3, until: context.at + 1 } },
  },
  ORDER_RATE: {
    pass: ({ context }) =>
      context.guards = { ...context.guards, entriesInMinute: () => LIMITS.maxEntriesAMinute - 1 },
    refuse: ({ context }) =>
      context.guards = { ...context.guards, entriesInMinute: () => LIMITS.maxEntriesAMinute },
  },
  TURNED_AWAY: {
    pass: ({ context }) =>
      context.guards = { ...context.guards, turnedAway: () => ({ times: 2, until: context.at }) },
    refuse: ({ context }) =>
      context.guards = { ...context.guards, turnedAway: () => ({ times: 2, until: context.at + 1 }) },
  },
};

function ask({ request, context }: Situation, opening = true): string | undefined {
  const verdict = approve(request, opening, context, LIMITS);
  return verdict.passed ? undefined : verdict.reason.code;
}

Deno.test("there is a case for every row of the gate, in its order, and the situation itself passes", () => {
  assertEquals(Object.keys(CASES), RISK_RULES.map(({ code }) => code));
  assertEquals(ask(situation()), undefined);
});

for (const rule of RISK_RULES) {
  const { pass, refuse } = CASES[rule.code] ?? { refuse: () => {} };

  Deno.test(`${rule.code} refuses just beyond its bound, and passes at it`, () => {
    const refused = situation();
    refuse(refused);
    const verdict = approve(refused.request, true, refused.context, LIMITS);
    assert(!verdict.passed);
    assertEquals(verdict.reason.code, rule.code);
    assert(formatReason(verdict.reason).startsWith(rule.code));
    if (rule.limit !== undefined) assertEquals(verdict.reason.limit, LIMITS[rule.limit]);
    const passed = situation();
    pass?.(passed);
    assertEquals(ask(passed), undefined);
  });

  Deno.test(`${rule.code} ${rule.holds === "both" ? "holds for" : "lets through"} an order that reduces`, () => {
    const reducing = situation();
    refuse(reducing);
    assertEquals(ask(reducing, false), rule.holds === "both" ? rule.code : undefined);
  });
}

Deno.test("with all rows of entries shut at once an order that reduces still goes", () => {
  const shut = situation();
  shut.request.side = "ask";
  for (const { code, holds } of RISK_RULES) if (holds === "entries") CASES[code]?.refuse(shut);
  shut.request.price = price(8_500);
  assertEquals(ask(shut), "ENTRIES_PAUSED");
  assertEquals(ask(shut, false), undefined);
});

Deno.test("after a kill what the trader closes goes, and nothing else", () => {
  const { context, request } = situation();
  context.trading = { ...context.trading, killed: true };
  assertEquals(ask({ context, request: { ...request, side: "ask", purpose: "manual" } }, false), undefined);
  for (const purpose of ["take_profit", "stop", "max_hold", "exit"] as const) {
    assertEquals(ask({ context, request: { ...request, side: "ask", purpose } }, false), "KILLED");
  }
});

Deno.test("of a book that cannot be believed the collar measures nothing, so that an exit at a price can go", () => {
  const { context, request } = situation();
  request.side = "ask";
  request.price = price(8_400 - LIMITS.collar);
  if (context.market !== undefined) context.market.suspect = "sequence gap";
  assertEquals(ask({ context, request }, false), undefined);
  assertEquals(ask({ context, request }), "BOOK_SUSPECT");
});

Deno.test("of two rows that object, the earlier one decides", () => {
  for (const [index, first] of RISK_RULES.entries()) {
    for (const second of RISK_RULES.slice(index + 1)) {
      const both = situation();
      CASES[second.code]?.refuse(both);
      CASES[first.code]?.refuse(both);
      assertEquals(ask(both), first.code, `${first.code} before ${second.code}`);
    }
  }
});

Deno.test("a size that is no whole number of 1/100 contracts is refused", () => {
  for (const size of [1.5, Number.NaN, -100, Number.POSITIVE_INFINITY]) {
    const { context, request } = situation();
    request.quantity = size as OrderRequest["quantity"];
    assertEquals(ask({ context, request }), "ORDER_SIZE_ZERO", `${size}`);
  }
});

Deno.test("the collar looks at the other side: an ask may not reach too far below the best bid", () => {
  const { context, request } = situation();
  request.side = "ask";
  request.price = price(8_500 - LIMITS.collar);
  assertEquals(ask({ context, request }), undefined);
  request.price = price(8_400 - LIMITS.collar);
  assertEquals(ask({ context, request }), "PRICE_OUTSIDE_COLLAR");
});

/** The table of the documentation, as `deno fmt` writes it. */
function riskTable(): string {
  const rows = [
    ["Code", "Holds", "Limit", "Meaning"],
    ...RISK_RULES.map(({ code, holds, limit, meaning }) => [
      `\`${code}\``,
      holds,
      limit === undefined ? "" : `\`${limit}\``,
      meaning,
    ]),
  ];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const lines = rows.map((row) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")} |`
  );
  lines.splice(1, 0, `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`);
  return lines.join("\n");
}

Deno.test("the table in the core's README is the gate's own", () => {
  const readme = Deno.readTextFileSync(new URL("../../../src/core/README.md", import.meta.url));
  const written = readme.split("\n").filter((line) => line.startsWith("|")).join("\n");
  assertEquals(written, riskTable());
});

Deno.test("the score holds back only strategies that read the game", () => {
  for (const refuse of [CASES.SCORE_STALE?.refuse, CASES.SCORE_RETRACTED?.refuse]) {
    const scene_ = situation();
    refuse?.(scene_);
    scene_.context.needsGame = () => false;
    assertEquals(ask(scene_), undefined);
  }
  const none = situation();
  none.context.scoreAgeMs = undefined;
  assertEquals(ask(none), "SCORE_STALE");
});

Deno.test("on paper nobody has to confirm anything, and there is no journal to agree with", () => {
  const paper = situation();
  paper.context.live = undefined;
  assertEquals(ask(paper), undefined);
});

Deno.test("money that the exchange has not shown on the market's shard is not spent", () => {
  const unseen = situation();
  unseen.context.freeCash = () => undefined;
  const verdict = approve(unseen.request, true, unseen.context, LIMITS);
  assertEquals(verdict.passed ? undefined : formatReason(verdict.reason), "BALANCE: not read on shard 0");
});

Deno.test("a side without orders has no spread: it is too wide for every limit but a dollar", () => {
  const bare = situation();
  bare.context.market?.snapshot(events.book(NOON, [], [[8_600, 100]]) as BookSnapshot);
  assertEquals(ask(bare), "SPREAD");
  const any = approve(bare.request, true, bare.context, { ...LIMITS, maxSpread: 10_000 });
  assertEquals(any.passed, true);
});
