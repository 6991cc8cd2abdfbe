import { assert, assertEquals, assertThrows } from "@std/assert";
import type { Micros, Price, Quantity } from "../../src/core/numbers/money.ts";
import type { Approved, OrderRequest } from "../../src/core/orders.ts";
import type { Outcome } from "../../src/core/outcomes.ts";
import { decisionsPath, DecisionWriter } from "../../src/session/decision_file.ts";
import { compareDecisions } from "../../src/session/decision_compare.ts";
import { formatDecision } from "../../src/session/decisions.ts";
import { inFolder } from "../cli/support.ts";

const AT = 1_763_859_000_123.456;
const MARKET = "KXNBAGAME-26NOV22LALBOS-LAL";

const REQUEST = {
  clientOrderId: "kl-1-7",
  market: MARKET,
  side: "bid",
  price: 8_600 as Price,
  quantity: 6_976 as Quantity,
  timeInForce: "good_till_canceled",
  postOnly: false,
  purpose: "entry",
  strategy: "favorite_threshold",
} as Approved<OrderRequest>;

const ORDER =
  `"client_order_id":"kl-1-7","market":"${MARKET}","side":"bid","purpose":"entry","strategy":"favorite_threshold"`;

/** Each kind of outcome and the line it is kept as. The lines are a file format: a change breaks old recordings. */
const GOLDEN: readonly (readonly [Outcome, string])[] = [
  [
    {
      kind: "signal",
      at: AT,
      strategy: "favorite_threshold",
      market: MARKET,
      action: "buy",
      price: 8_600 as Price,
      quantity: 6_976 as Quantity,
      confidence: 64,
      note: "weak",
    },
    `{"at":${AT},"type":"signal","strategy":"favorite_threshold","market":"${MARKET}","action":"buy",` +
    `"price":"0.8600","quantity":"69.76","confidence":64,"note":"weak"}`,
  ],
  [
    {
      kind: "signal",
      at: AT,
      strategy: "edge",
      market: MARKET,
      action: "sell",
      price: 8_600 as Price,
      quantity: 100 as Quantity,
      outcomeSide: "no",
      probability: 0.625,
    },
    `{"at":${AT},"type":"signal","strategy":"edge","market":"${MARKET}","action":"sell","outcome_side":"no",` +
    `"price":"0.8600","quantity":"1.00","probability":0.625}`,
  ],
  [
    { kind: "order", at: AT, request: REQUEST },
    `{"at":${AT},"type":"order","client_order_id":"kl-1-7","market":"${MARKET}","side":"bid","price":"0.8600",` +
    `"quantity":"69.76","time_in_force":"good_till_canceled","post_only":false,"purpose":"entry",` +
    `"strategy":"favorite_threshold"}`,
  ],
  [
    { kind: "cancel", at: AT, clientOrderId: "kl-1-7", reason: "timeout" },
    `{"at":${AT},"type":"cancel","client_order_id":"kl-1-7","reason":"timeout"}`,
  ],
  [
    {
      kind: "report",
      at: AT,
      request: REQUEST,
      report: { kind: "accepted", at: AT, clientOrderId: "kl-1-7" },
    },
    `{"at":${AT},"type":"accepted",${ORDER}}`,
  ],
  [
    {
      kind: "report",
      at: AT,
      request: REQUEST,
      report: {
        kind: "fill",
        at: AT,
        clientOrderId: "kl-1-7",
        tradeId: "t-1",
        price: 8_600 as Price,
        quantity: 1 as Quantity,
        role: "taker",
        fee: 123 as Micros,
        balanceChange: -8_723 as Micros,
      },
    },
    `{"at":${AT},"type":"fill",${ORDER},"trade_id":"t-1","price":"0.8600","quantity":"0.01","role":"taker",` +
    `"fee":"0.000123","balance_change":"-0.008723"}`,
  ],
  [
    {
      kind: "report",
      at: AT,
      request: REQUEST,
      report: {
        kind: "cancelled",
        at: AT,
        clientOrderId: "kl-1-7",
        reason: "requested",
        quantity: 100 as Quantity,
      },
    },
    `{"at":${AT},"type":"cancelled",${ORDER},"quantity":"1.00","reason":"requested"}`,
  ],
  [
    {
      kind: "closed",
      at: AT,
      trade: {
        strategy: "favorite_threshold",
        market: MARKET,
        quantity: 6_976 as Quantity,
        entryMicros: 860_000 as Micros,
        exitMicros: 830_000 as Micros,
        pnl: -3_369_900 as Micros,
        fees: 1_277_100 as Micros,
        reason: "stop",
        openedAt: AT,
        closedAt: AT + 1,
      },
    },
    `{"at":${AT},"type":"closed","strategy":"favorite_threshold","market":"${MARKET}","quantity":"69.76",` +
    `"entry":"0.860000","exit":"0.830000","pnl":"-3.369900","fees":"1.277100","reason":"stop","opened_at":${AT}}`,
  ],
  [
    {
      kind: "settled",
      at: AT,
      market: MARKET,
      yesPays: 1_000_000 as Micros,
      payout: 69_760_000 as Micros,
      fee: 0 as Micros,
    },
    `{"at":${AT},"type":"settled","market":"${MARKET}","yes_pays":"1.0000","payout":"69.760000"}`,
  ],
  [
    { kind: "note", at: AT, level: "warning", text: 'a "quoted"\nline' },
    `{"at":${AT},"type":"note","level":"warning","text":"a \\"quoted\\" line"}`,
  ],
];

Deno.test("decisions are kept as lines of JSON, money as decimal strings", () => {
  for (const [outcome, line] of GOLDEN) assertEquals(formatDecision(outcome), line);
});

Deno.test("the decisions of X.jsonl and X.jsonl.gz are in X.decisions.jsonl", () => {
  for (const path of ["a/b.jsonl", "a/b.jsonl.gz"]) assertEquals(decisionsPath(path), "a/b.decisions.jsonl");
});

Deno.test("a file of decisions holds one line each, in order, and is never overwritten", async () => {
  await inFolder(async (folder) => {
    const path = `${folder}/x.decisions.jsonl`;
    const writer = new DecisionWriter(path);
    writer.write(GOLDEN.slice(0, 2).map(([outcome]) => outcome));
    writer.write([]);
    writer.write(GOLDEN.slice(2).map(([outcome]) => outcome));
    writer.close();
    assertEquals(writer.failure, undefined);
    assertEquals(await Deno.readTextFile(path), GOLDEN.map(([, line]) => `${line}\n`).join(""));
    assertThrows(() => new DecisionWriter(path), Deno.errors.AlreadyExists);
  });
});

Deno.test("comparing decisions: identical, different, more, fewer, missing, torn", async () => {
  await inFolder(async (folder) => {
    const path = `${folder}/x.decisions.jsonl`;
    const compare = async (text: string, replayed: readonly string[], torn = false) => {
      await Deno.writeTextFile(path, text);
      return compareDecisions(path, replayed, torn);
    };
    assertEquals(compareDecisions(path, ["a"], false), { kind: "missing" });
    assertEquals(await compare("", []), { kind: "identical", count: 0 });
    assertEquals(await compare("a\nb\n", ["a", "b"]), { kind: "identical", count: 2 });
    const different = { kind: "different", at: 1, recorded: "b", replayed: "B" } as const;
    assertEquals(await compare("a\nb\n", ["a", "B"]), different);
    assertEquals(await compare("a\nb\n", ["a"]), {
      kind: "different",
      at: 1,
      recorded: "b",
      replayed: "nothing",
    });
    assertEquals(await compare("a\n", ["a", "b"]), {
      kind: "different",
      at: 1,
      recorded: "nothing",
      replayed: "b",
    });
    // A torn recording lacks the last inputs; a torn file of decisions its last line.
    assertEquals(await compare("a\nb\n", ["a"], true), { kind: "identical", count: 1 });
    assertEquals(await compare("a\nbbb", ["a", "bbbb"]), { kind: "identical", count: 1 });
    // Torn or not, what is there must be the same.
    assertEquals(await compare("a\nb\n", ["a", "B"], true), different);
    assert((await compare("a\nb\n", ["B", "b"], true)).kind === "different");
  });
});

Deno.test("texts of a decision are one plain line each, whoever wrote them", () => {
  const evil = "\x1b]0;PWNED\x07\x1b[31mred\u009b2J\u202e\r\nnext";
  const note: Outcome = {
    kind: "note",
    at: 1,
    level: "warning",
    text: `books suspect: ${evil}`,
    market: evil,
  };
  assertEquals(JSON.parse(formatDecision(note)), {
    at: 1,
    type: "note",
    level: "warning",
    text: "books suspect: red next",
    market: "red next",
  });
  const long: Outcome = { kind: "note", at: 1, level: "info", text: "x".repeat(50_000_000) };
  assert(formatDecision(long).length < 2_000);
});
