import { assert, assertEquals } from "@std/assert";
import { deadline } from "@std/async/deadline";
import type { Micros, Price, Quantity } from "../../../src/core/numbers/money.ts";
import type { Approved, OrderReport, OrderRequest } from "../../../src/core/orders.ts";
import type { Reason } from "../../../src/core/reasons.ts";
import { refuse, succeed } from "../../../src/core/result.ts";
import { readOrderInput } from "../../../src/kalshi/decoding/order_inputs.ts";
import type { OrderWrites } from "../../../src/kalshi/orders/contract.ts";
import { Cancels } from "../../../src/session/live/cancels.ts";
import { OrderDesk } from "../../../src/session/live/desk.ts";
import { LiveBroker, type PreparedOrder } from "../../../src/session/live/live_broker.ts";
import { OrderLookup } from "../../../src/session/live/lookup.ts";
import { turn } from "../../../src/lib/turn.ts";
import { OrderTracker } from "../../../src/session/live/order_tracker.ts";
import type { TrackerAlarm } from "../../../src/session/live/tracked_order.ts";
import type { ShardMoney } from "../../../src/journal/account_limits.ts";
import { Renewals } from "../../../src/session/live/renewals.ts";
import { Resolver } from "../../../src/session/live/resolver.ts";
import { must } from "../../support/must.ts";
import { JumpingTime, ScriptedExchange } from "./scripted_exchange.ts";

const MARKET = "KXNBAGAME-26NOV22LALBOS-LAL";
const REST_MS = 110_000;

function bid(more: Partial<OrderRequest> = {}): Approved<OrderRequest> {
  const request: OrderRequest = {
    clientOrderId: "e-1-1",
    market: MARKET,
    side: "bid",
    price: 5_600 as Price,
    quantity: 1_000 as Quantity,
    timeInForce: "good_till_canceled",
    postOnly: false,
    purpose: "entry",
    strategy: "test",
    ...more,
  };
  // Only the gate makes one: a broker by itself is handed what it would have let pass.
  return request as Approved<OrderRequest>;
}

/** A broker with its parts, over a scripted exchange. */
class Bench {
  readonly time = new JumpingTime();
  readonly exchange = new ScriptedExchange(this.time);
  readonly tracker = new OrderTracker();
  readonly reports: OrderReport[] = [];
  readonly alarms: TrackerAlarm[] = [];
  readonly recorded: PreparedOrder[] = [];
  /** Whether the order was on the disk at the moment of each request. */
  readonly durable: boolean[] = [];
  killed: string | undefined;
  entriesHeld: Reason | undefined;
  recordRefusal: string | undefined;
  affordRefusal: string | undefined;
  /** What happens in the order in which it happens. */
  readonly steps: string[] = [];
  /** Until then no balance is read. */
  balanceRead: Promise<void> | undefined;
  balance: Micros | undefined = 100_000_000 as Micros;
  leased: string | undefined;
  beforeSend: () => void = () => {};
  readonly desk: OrderDesk;
  readonly cancels: Cancels;
  readonly resolver: Resolver;
  readonly broker: LiveBroker;
  readonly renewals: Renewals;

  constructor() {
    const { time, exchange, tracker } = this;
    this.desk = new OrderDesk({
      tracker,
      timers: time,
      now: () => time.now,
      ledger: {
        gather: (work) => work(),
        named: () => {},
        report: () => {},
        fill: () => {},
        alarm: () => {},
      },
      sink: {
        input: (at, source, text) => {
          assertEquals(source, "order");
          const event = must(readOrderInput(at, JSON.parse(text)));
          if (event.kind === "order_report") this.reports.push(...event.reports);
          return [];
        },
      },
      onAlarm: (alarm) => this.alarms.push(alarm),
    });
    const lookup = new OrderLookup(exchange.reads, this.desk);
    const exchangeNow = () => time.now;
    const common = { desk: this.desk, lookup, exchangeNow, random: () => 0.5 };
    const writes: OrderWrites = {
      ...exchange.writes,
      create: (body, options) => {
        const held = options?.hold?.();
        if (held !== undefined) return Promise.resolve({ kind: "not_sent", code: "held", why: held });
        this.durable.push(
          this.recorded.some(({ request }) => request.clientOrderId === body.client_order_id),
        );
        return exchange.writes.create(body, options);
      },
    } as OrderWrites;
    this.cancels = new Cancels({ ...common, writes, onOutcome: () => {} });
    this.resolver = new Resolver(common);
    const exchangeEarliest = exchangeNow;
    this.broker = new LiveBroker({
      ...common,
      exchangeEarliest,
      writes,
      readAccount: () => {},
      cancels: this.cancels,
      resolver: this.resolver,
      subaccount: 0,
      restMs: REST_MS,
      placeOf: (market) => market === MARKET ? { exchangeIndex: 3, event: "E" } : undefined,
      groupOf: () => undefined,
      killed: () => this.killed,
      entriesHeld: () => this.entriesHeld,
      balance: async () => {
        this.steps.push("balance asked");
        await this.balanceRead;
        return this.balance === undefined
          ? refuse("balance_unread", "no network")
          : succeed<ShardMoney>({ amount: this.balance, askedAt: time.now });
      },
      onOutcome: () => {},
      renewalsAnswered: (id) => this.renewals.areAnswered(id),
      ledger: {
        record: (order) => {
          if (this.recordRefusal !== undefined) return refuse(this.recordRefusal, "refused");
          this.recorded.push(order);
          this.steps.push("recorded");
          if (order.expirationTime !== undefined) {
            this.renewals.sent(order.request.clientOrderId, order.expirationTime);
          }
          this.beforeSend();
          return succeed(undefined);
        },
        affords: (clientOrderId, { amount }) => {
          this.steps.push(`${clientOrderId} compared with ${amount}`);
          return this.affordRefusal === undefined
            ? succeed(undefined)
            : refuse(this.affordRefusal, "not enough");
        },
        lease: () => this.leased === undefined ? succeed(undefined) : refuse("EXIT_LEASED", this.leased),
        release: () => {},
        note: () => {},
        notForEntries: undefined,
      },
    });
    this.renewals = new Renewals({
      desk: this.desk,
      writes,
      reads: exchange.reads,
      restMs: REST_MS,
      exchangeEarliest,
      held: () => this.broker.held,
      isDecreasing: (id) => this.broker.isDecreasing(id),
      onRenewed: () => {},
      onOutcome: () => {},
    });
  }

  send(request: Approved<OrderRequest>): Promise<void> {
    this.broker.carryOut({ kind: "order", at: this.time.now, request });
    return this.broker.settled;
  }

  cancel(clientOrderId = "e-1-1"): void {
    this.broker.carryOut({ kind: "cancel", at: this.time.now, clientOrderId, reason: "timeout" });
  }

  /** Everything has ended. */
  async settle(): Promise<void> {
    await deadline(Promise.all([this.broker.settled, this.cancels.settled, this.resolver.settled]), 5_000);
  }

  get kinds(): string[] {
    return this.reports.map(({ kind }) => kind);
  }

  get codes(): string[] {
    return this.reports.flatMap((each) => each.kind === "rejected" ? [each.reason.code] : []);
  }
}

Deno.test("LiveBroker sends an order once, on the disk before its first byte, with shard and expiry", async () => {
  const bench = new Bench();
  const request = bid();
  bench.broker.carryOut({ kind: "order", at: 0, request });
  await bench.send(request);
  assertEquals(bench.exchange.requests, ["create e-1-1"]);
  assertEquals(bench.durable, [true]);
  assertEquals(bench.kinds, ["accepted"]);
  const [recorded] = bench.recorded;
  assertEquals(recorded?.exchangeIndex, 3);
  assertEquals(recorded?.expirationTime, Math.floor((bench.time.now + REST_MS) / 1_000));
});

Deno.test("LiveBroker sends no expiry with an order that is gone at once", async () => {
  const bench = new Bench();
  await bench.send(bid({ timeInForce: "immediate_or_cancel" }));
  assertEquals(bench.recorded[0]?.expirationTime, undefined);
  assertEquals(bench.kinds, ["accepted", "cancelled"]);
});

Deno.test("LiveBroker: under the kill switch no order leaves, whatever it is for, and cancels do", async () => {
  const bench = new Bench();
  await bench.send(bid());
  bench.killed = "kill file";
  await bench.send(bid({ clientOrderId: "e-1-2" }));
  await bench.send(
    bid({ clientOrderId: "e-1-3", side: "ask", purpose: "manual", timeInForce: "immediate_or_cancel" }),
  );
  bench.cancel();
  await bench.settle();
  assertEquals(bench.exchange.requests, ["create e-1-1", "cancel X1"]);
  assertEquals(bench.codes, ["KILLED", "KILLED"]);
});

Deno.test("LiveBroker: a kill while an order waits for its bytes keeps it here", async () => {
  const bench = new Bench();
  bench.beforeSend = () => {
    bench.killed = "kill key";
  };
  await bench.send(bid());
  assertEquals(bench.recorded.length, 1, "it was journaled already");
  assertEquals(bench.exchange.requests, []);
  assertEquals(bench.codes, ["KILLED"]);
});

Deno.test("LiveBroker: an order that is cancelled while it waits to be sent does not leave", async () => {
  const bench = new Bench();
  const read = Promise.withResolvers<void>();
  bench.balanceRead = read.promise;
  bench.broker.carryOut({ kind: "order", at: 0, request: bid() });
  await turn();
  bench.cancel();
  read.resolve();
  await bench.settle();
  assertEquals(bench.exchange.requests, []);
  assertEquals(bench.codes, ["CANCELLED"]);
});

Deno.test("LiveBroker: an entry that waits to be sent does not leave once another there is unknown", async () => {
  const bench = new Bench();
  bench.exchange.creates.push({ answer: "lost" });
  bench.exchange.failing = 3;
  const read = Promise.withResolvers<void>();
  bench.balanceRead = read.promise;
  bench.broker.carryOut({ kind: "order", at: 0, request: bid({ clientOrderId: "e-1-2" }) });
  await turn();
  bench.balanceRead = undefined;
  bench.broker.carryOut({ kind: "order", at: 0, request: bid() });
  while (!bench.kinds.includes("unknown")) await turn();
  read.resolve();
  await bench.settle();
  assertEquals(bench.exchange.requests, ["create e-1-1"]);
  assertEquals(bench.codes, ["ORDER_UNKNOWN"]);
});

Deno.test("LiveBroker: edge refusals of an entry are rejections with their codes, and nothing is sent", async () => {
  const bench = new Bench();
  bench.entriesHeld = { code: "BLIND", detail: "socket lost" };
  await bench.send(bid({ clientOrderId: "e-1-1" }));
  bench.entriesHeld = undefined;
  bench.balance = undefined;
  await bench.send(bid({ clientOrderId: "e-1-2" }));
  bench.balance = 1_000_000 as Micros;
  bench.recordRefusal = "ACCOUNT_BALANCE";
  await bench.send(bid({ clientOrderId: "e-1-3" }));
  bench.recordRefusal = "journal_full";
  await bench.send(bid({ clientOrderId: "e-1-4" }));
  bench.recordRefusal = undefined;
  await bench.send(bid({ clientOrderId: "e-1-5", market: "UNKNOWN" }));
  bench.broker.stop("the session ends");
  await bench.send(bid({ clientOrderId: "e-1-6" }));
  assertEquals(bench.exchange.requests, []);
  assertEquals(bench.codes, [
    "BLIND",
    "BALANCE_UNREAD",
    "ACCOUNT_BALANCE",
    "JOURNAL_FULL",
    "MARKET_UNKNOWN",
    "STOPPED",
  ]);
});

Deno.test("LiveBroker: the balance is asked for before an entry is written, and no byte leaves before it is enough", async () => {
  const bench = new Bench();
  const read = Promise.withResolvers<void>();
  bench.balanceRead = read.promise;
  const written = Promise.withResolvers<void>();
  bench.beforeSend = written.resolve;
  bench.broker.carryOut({ kind: "order", at: 0, request: bid() });
  await deadline(written.promise, 60_000);
  await turn();
  assertEquals(bench.steps, ["balance asked", "recorded"]);
  assertEquals(bench.exchange.requests, []);
  read.resolve();
  await bench.broker.settled;
  assertEquals(bench.steps, ["balance asked", "recorded", "e-1-1 compared with 100000000"]);
  assertEquals(bench.exchange.requests, ["create e-1-1"]);
});

Deno.test("LiveBroker: an entry that was written is not sent where the money is short, not read, or a kill came meanwhile", async () => {
  const ends: readonly (readonly [string, (bench: Bench) => void])[] = [
    ["ACCOUNT_BALANCE", (bench) => bench.affordRefusal = "ACCOUNT_BALANCE"],
    ["JOURNAL_LOST", (bench) => bench.affordRefusal = "journal_lost"],
    ["BALANCE_UNREAD", (bench) => bench.balance = undefined],
    ["KILLED", (bench) => bench.killed = "kill file"],
    ["STOPPED", (bench) => bench.broker.stop("the session ends")],
    ["BLIND", (bench) => bench.entriesHeld = { code: "BLIND" }],
    ["LATE", (bench) => bench.time.now += 4_001],
  ];
  for (const [code, happens] of ends) {
    const bench = new Bench();
    const read = Promise.withResolvers<void>();
    bench.balanceRead = read.promise;
    bench.beforeSend = () => {
      happens(bench);
      read.resolve();
    };
    await bench.send(bid());
    assertEquals(bench.recorded.length, 1, `${code}: it was written`);
    assertEquals(bench.exchange.requests, [], code);
    // Rejected in the journal too, which gives its money back.
    assertEquals(bench.codes, [code]);
  }
});

Deno.test("LiveBroker: where there is no balance from the first, nothing is written", async () => {
  const bench = new Bench();
  bench.balance = undefined;
  await bench.send(bid());
  assertEquals(bench.codes, ["BALANCE_UNREAD"]);
  assertEquals(bench.recorded, []);
});

Deno.test("LiveBroker: what holds entries does not hold an exit", async () => {
  const bench = new Bench();
  bench.entriesHeld = { code: "BLIND" };
  bench.balance = undefined;
  await bench.send(
    bid({ side: "ask", purpose: "stop", timeInForce: "immediate_or_cancel", reduceOnly: true }),
  );
  assertEquals(bench.exchange.requests, ["create e-1-1"]);
});

Deno.test("LiveBroker: a second process that closes the position is waited for", async () => {
  const bench = new Bench();
  bench.leased = "session 7 closes it";
  await bench.send(bid({ side: "ask", purpose: "stop", timeInForce: "immediate_or_cancel" }));
  assertEquals(bench.codes, ["EXIT_LEASED"]);
  assertEquals(bench.exchange.requests, []);
});

Deno.test("an answer that was lost after the order was taken: it is found, never sent again", async () => {
  const bench = new Bench();
  bench.exchange.creates.push({ answer: "lost", fills: 400 });
  bench.exchange.lagging = 4;
  await bench.send(bid());
  await bench.settle();
  assertEquals(bench.exchange.requests, ["create e-1-1"]);
  assertEquals(bench.kinds, ["unknown", "accepted", "fill"]);
  assertEquals(bench.tracker.held(MARKET), 400);
});

Deno.test("an order that never arrived is rejected only past the exchange's own timestamp, by two whole looks", async () => {
  const bench = new Bench();
  bench.exchange.creates.push({ done: false, answer: "lost" });
  bench.exchange.timestampLagMs = 3_000;
  bench.exchange.failing = 3;
  const sentAt = bench.time.now;
  await bench.send(bid());
  await bench.settle();
  assertEquals(bench.kinds, ["unknown", "rejected"]);
  assertEquals(bench.codes, ["NOT_RECEIVED"]);
  assert(bench.time.now >= sentAt + 5_000, "2 s past the sending, on a timestamp that lags by 3 s");
  assertEquals(bench.exchange.requests, ["create e-1-1"]);
});

Deno.test("while no timestamp of the exchange has passed, an order stays unknown, however often it is not there", async () => {
  const bench = new Bench();
  bench.exchange.creates.push({ done: false, answer: "lost" });
  bench.exchange.timestampLagMs = 1_000_000;
  await bench.send(bid());
  for (let looks = 0; looks < 20; looks++) await bench.desk.wait("e-1-1", 5_000);
  assertEquals(bench.kinds, ["unknown"]);
  bench.desk.end();
  await bench.settle();
});

Deno.test("a 409 is no rejection: the order that is found by its id is the order", async () => {
  const bench = new Bench();
  bench.exchange.creates.push({ answer: { status: 409, code: "order_already_exists" } });
  await bench.send(bid());
  await bench.settle();
  assertEquals(bench.kinds, ["unknown", "accepted"]);
});

Deno.test("a refusal of the exchange rejects with its own code", async () => {
  const bench = new Bench();
  bench.exchange.creates.push({ done: false, answer: { status: 400, code: "invalid_price" } });
  await bench.send(bid());
  assertEquals(bench.codes, ["EXCHANGE_INVALID_PRICE"]);
});

Deno.test("what never left this machine is a refusal that blocks nothing", async () => {
  const bench = new Bench();
  bench.exchange.creates.push({ done: false, answer: "refused" });
  await bench.send(bid());
  assertEquals(bench.codes, ["UNREACHABLE"]);
  assertEquals(bench.resolver.looking, []);
});

Deno.test("a cancel whose outcome is unknown is repeated until the order is read as ended", async () => {
  const bench = new Bench();
  await bench.send(bid());
  bench.exchange.cancels.push({ done: false, answer: "lost" }, {
    done: false,
    answer: { status: 503, code: "x" },
  });
  bench.cancel();
  bench.cancel();
  await bench.settle();
  assertEquals(bench.exchange.requests, ["create e-1-1", "cancel X1", "cancel X1", "cancel X1"]);
  const last = bench.reports.at(-1);
  assert(last?.kind === "cancelled");
  assertEquals([last.quantity, last.reason], [1_000, "timeout"]);
});

Deno.test("a cancel that comes after the fill is answered 404: the fills are read, and nothing counts as cancelled", async () => {
  const bench = new Bench();
  await bench.send(bid());
  bench.exchange.trade("X1", 1_000);
  bench.cancel();
  await bench.settle();
  assertEquals(bench.kinds, ["accepted", "fill"]);
  assertEquals(bench.tracker.order("e-1-1")?.state, "ended");
});

Deno.test("a cancel waits for the id of an order of which no answer has come", async () => {
  const bench = new Bench();
  bench.exchange.creates.push({ answer: "lost" });
  bench.exchange.lagging = 6;
  await bench.send(bid());
  bench.cancel();
  await bench.settle();
  assertEquals(bench.exchange.requests, ["create e-1-1", "cancel X1"]);
  assertEquals(bench.kinds, ["unknown", "accepted", "cancelled"]);
});

Deno.test("LiveBroker decreases to what shall rest, and reports the size that was read", async () => {
  const bench = new Bench();
  await bench.send(bid());
  const effect = { kind: "decrease", at: 0, clientOrderId: "e-1-1", to: 300 as Quantity } as const;
  bench.broker.carryOut(effect);
  await bench.settle();
  assertEquals(bench.exchange.requests, ["create e-1-1", "decrease X1 300"]);
  const last = bench.reports.at(-1);
  assertEquals(last?.kind === "decreased" ? last.size : undefined, 300 as Quantity);
});

/** Lets a renewal that was begun come to its end. */
async function renewed(bench: Bench): Promise<void> {
  bench.renewals.tick();
  await bench.desk.wait("nobody", 1);
  await bench.desk.wait("nobody", 1);
}

Deno.test("Renewals: from the confirmed price and total, late in the order's time, and not while it is cancelled", async () => {
  const bench = new Bench();
  await bench.send(bid());
  bench.exchange.trade("X1", 400);
  await renewed(bench);
  assertEquals(bench.exchange.requests.length, 1, "its time is long still");
  bench.time.now += REST_MS - 20_000;
  await renewed(bench);
  const expires = bench.exchange.requests.at(-1)?.split(" ").at(-1);
  assertEquals(bench.exchange.requests.at(-1), `amend X1 0.5600 10.00 ${expires}`);
  assert(Number(expires) * 1_000 <= bench.time.now + REST_MS);
  bench.time.now += REST_MS - 20_000;
  bench.killed = "kill key";
  await renewed(bench);
  assertEquals(bench.exchange.requests.length, 2, "nothing is renewed after a kill");
});

Deno.test("LiveBroker: what is filled before a decrease arrives is taken off what it leaves", async () => {
  const bench = new Bench();
  await bench.send(bid());
  const effect = { kind: "decrease", at: 0, clientOrderId: "e-1-1", to: 600 as Quantity } as const;
  bench.broker.carryOut(effect);
  bench.desk.fill(bench.exchange.trade("X1", 500));
  await bench.settle();
  assertEquals(bench.exchange.requests, ["create e-1-1", "decrease X1 100"]);
  assertEquals(bench.exchange.orders.get("X1")?.record.remaining, 100 as Quantity);
});

Deno.test("LiveBroker: an order that has filled more than a decrease leaves of it is cancelled", async () => {
  const bench = new Bench();
  await bench.send(bid());
  bench.broker.carryOut({ kind: "decrease", at: 0, clientOrderId: "e-1-1", to: 300 as Quantity });
  bench.desk.fill(bench.exchange.trade("X1", 400));
  await bench.settle();
  assertEquals(bench.exchange.requests, ["create e-1-1", "cancel X1"]);
});

Deno.test("Renewals: a total that lags behind a decrease never makes the order big again", async () => {
  const bench = new Bench();
  await bench.send(bid());
  bench.broker.carryOut({ kind: "decrease", at: 0, clientOrderId: "e-1-1", to: 300 as Quantity });
  await bench.settle();
  const kept = bench.exchange.orders.get("X1");
  assert(kept !== undefined);
  // The list shows it as it was before.
  kept.record = { ...kept.record, remaining: 1_000 as Quantity };
  bench.time.now += REST_MS - 20_000;
  await renewed(bench);
  assertEquals(bench.exchange.requests.filter((each) => each.startsWith("amend")), []);
});

Deno.test("Renewals: a resting close without its position expires", async () => {
  const bench = new Bench();
  await bench.send(bid({ side: "ask", purpose: "take_profit" }));
  bench.time.now += REST_MS - 20_000;
  await renewed(bench);
  assertEquals(bench.exchange.requests, ["create e-1-1"]);
});
