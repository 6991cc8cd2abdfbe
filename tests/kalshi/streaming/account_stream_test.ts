/**
 * The account's stream against an exchange on loopback: what it brings, and that its owner knows at once when it is blind.
 */
import { assert, assertEquals } from "@std/assert";
import { deadline } from "@std/async/deadline";
import type { Timers } from "../../../src/lib/timers.ts";
import {
  type AccountListener,
  AccountStream,
  type AccountStreamOptions,
} from "../../../src/kalshi/streaming/account_stream.ts";
import { DEMO } from "../../../src/kalshi/environment.ts";
import type { SocketEvents } from "../../../src/kalshi/streaming/socket.ts";
import type { ClientCommand } from "../../../src/kalshi/wire/commands.ts";
import { ACCOUNT_CHANNELS } from "../../../src/kalshi/wire/private_messages.ts";
import {
  type Behaviour,
  type Exchange,
  exchange,
  PATIENCE_MS,
  type Peer,
  testSigner,
} from "../support/exchange.ts";
import { handTimers } from "../support/wire.ts";

/** Keeps what came as one line each. */
class Kept implements AccountListener {
  readonly lines: string[] = [];
  readonly heards: (number | undefined)[] = [];
  #waiting: (() => void)[] = [];

  fill = (fill: unknown): void => this.#keep("fill", fill);
  order = (order: unknown): void => this.#keep("order", order);
  position = (position: unknown): void => this.#keep("position", position);
  group = (event: unknown): void => this.#keep("group", event);
  down = (why: string): void => this.#keep("down", why);
  up = (): void => this.#keep("up", "");
  unreadable = (why: string): void => this.#keep("unreadable", why);
  heard = (_at: number, sendingMs: number | undefined): void => {
    this.heards.push(sendingMs);
    this.#wake();
  };

  #keep(kind: string, what: unknown): void {
    this.lines.push(`${kind} ${typeof what === "string" ? what : JSON.stringify(what)}`.trim());
    this.#wake();
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      const next = new Promise<void>((resolve) => this.#waiting.push(resolve));
      await deadline(next, PATIENCE_MS);
    }
  }

  has(start: string): boolean {
    return this.lines.some((line) => line.startsWith(start));
  }
}

/** Subscription numbers are the channel's place, from 11. */
const sidOf = (channel: string): number => ACCOUNT_CHANNELS.findIndex((each) => each === channel) + 11;

/** Subscribes as the real one does. */
function obey(peer: Peer, command: ClientCommand): true {
  if (command.cmd === "subscribe") {
    const [channel = ""] = command.params.channels;
    peer.send({ id: command.id, type: "subscribed", msg: { channel, sid: sidOf(channel) } });
  } else if (command.cmd === "list_subscriptions") {
    const msg = ACCOUNT_CHANNELS.map((channel) => ({ channel, sid: sidOf(channel) }));
    peer.send({ id: command.id, type: "ok", msg });
  }
  return true;
}

async function streaming(
  behaviour: Behaviour,
  body: (running: { kept: Kept; stream: AccountStream; venue: Exchange }) => Promise<void>,
  more: Partial<AccountStreamOptions> = {},
): Promise<void> {
  const venue = exchange({ command: obey, ...behaviour });
  const kept = new Kept();
  const stream = new AccountStream({
    environment: venue.environment,
    signer: testSigner(),
    listener: kept,
    random: () => 0,
    ...more,
  });
  stream.start();
  try {
    await body({ kept, stream, venue });
  } finally {
    await stream.close();
    await venue.close();
  }
}

/** Timers of which some go off at once, and the others never: for those that wait for no answer. */
function timersWhere(goesOff: (ms: number) => boolean): Timers {
  return {
    after(ms, action) {
      if (!goesOff(ms)) return { clear() {} };
      const id = setTimeout(action, 0);
      return { clear: () => clearTimeout(id) };
    },
  };
}

const FILL = {
  trade_id: "t-1",
  order_id: "o-1",
  client_order_id: "e-1-1",
  market_ticker: "T1",
  exchange_index: 3,
  is_taker: true,
  yes_price_dollars: "0.7500",
  count_fp: "3.33",
  fee_cost: "0.131300",
  outcome_side: "yes",
  book_side: "bid",
  post_position_fp: "-10.00",
  subaccount: 0,
  side: "yes",
  action: "sell_to_close",
  purchased_side: "yes",
  ts: 1_763_859_000,
  ts_ms: 1_763_859_000_123,
};
const ORDER = {
  order_id: "o-1",
  user_id: "u-1",
  ticker: "T1",
  exchange_index: 3,
  status: "a_word_of_tomorrow",
  outcome_side: "no",
  book_side: "ask",
  yes_price_dollars: "0.3500",
  initial_count_fp: "10.00",
  fill_count_fp: "0.00",
  remaining_count_fp: "0.00",
  client_order_id: "",
  created_ts_ms: 1_763_859_000_000,
  last_update_reason: "PostOnlyCrossCancel",
  subaccount_number: 2,
};

Deno.test("each channel is asked for by itself; what comes is read by its digits, and words nobody knows are kept", async () => {
  await streaming({}, async ({ kept, stream, venue }) => {
    await kept.until(() => kept.has("up"));
    assert(stream.sees);
    const [peer] = venue.peers;
    assert(peer !== undefined);
    await venue.seen(() => peer.commands.filter(({ cmd }) => cmd === "subscribe").length === 4);
    assertEquals(
      peer.commands.flatMap((command) => command.cmd === "subscribe" ? [command.params.channels] : []),
      [["fill"], ["user_orders"], ["market_positions"], ["order_group_updates"]],
    );
    peer.send({ type: "fill", sid: 11, sending_ts_ms: 7, msg: FILL });
    peer.send({
      type: "fill",
      sid: 11,
      msg: { ...FILL, trade_id: "t-2", action: "", client_order_id: null },
    });
    peer.send({ type: "user_order", sid: 12, msg: ORDER });
    const position = { market_ticker: "T1", position_fp: "-2.50", position_cost_dollars: "1.5" };
    peer.send({ type: "market_position", sid: 13, msg: position });
    const group = { event_type: "triggered", order_group_id: "og", ts_ms: 5 };
    peer.send({ type: "order_group_updates", sid: 14, seq: 1, msg: group });
    await kept.until(() => kept.has("group"));
    const fill =
      '"orderId":"o-1","market":"T1","side":"bid","price":7500,"quantity":333,"fee":131300,"isTaker":true,';
    const rest = '"tradedAt":1763859000123,"exchangeIndex":3,"subaccount":0,"positionAfter":-1000}';
    assertEquals(kept.lines, [
      "up",
      `fill {"tradeId":"t-1",${fill}"clientOrderId":"e-1-1",${rest}`,
      `fill {"tradeId":"t-2",${fill}${rest}`,
      'order {"orderId":"o-1","market":"T1","side":"ask","price":3500,"status":"a_word_of_tomorrow","initial":1000,' +
      '"filled":0,"remaining":0,"exchangeIndex":3,"subaccount":2,"userId":"u-1","createdAt":1763859000000,' +
      '"lastReason":"PostOnlyCrossCancel"}',
      'position {"market":"T1","quantity":-250,"cost":1500000}',
      'group {"event":"triggered","groupId":"og","exchangeMs":5}',
    ]);
    assert(kept.heards.includes(7));
  });
});

Deno.test("a frame without its price, size, side or fee is refused by name, and the next is read", async () => {
  await streaming({}, async ({ kept, venue }) => {
    await kept.until(() => kept.has("up"));
    const bad = [
      { yes_price_dollars: null },
      { count_fp: undefined },
      { count_fp: "0.00" },
      { fee_cost: undefined },
      { fee_cost: "0.1234567" },
      { outcome_side: null, book_side: null },
      { outcome_side: "yes", book_side: "ask" },
    ];
    const [peer] = venue.peers;
    for (const change of bad) peer?.send({ type: "fill", sid: 11, msg: { ...FILL, ...change } });
    peer?.send({ type: "user_order", sid: 12, msg: { ...ORDER, remaining_count_fp: null } });
    peer?.sendText("<html>");
    peer?.send({ type: "fill", sid: 11, msg: FILL });
    await kept.until(() => kept.has("fill"));
    const refused = kept.lines.filter((line) => line.startsWith("unreadable"));
    assertEquals(refused.length, bad.length + 2);
    assert(refused.slice(0, bad.length).every((line) => line.includes("fill t-1")), refused.join("\n"));
    assert(refused[bad.length]?.includes("user_order o-1: msg.remaining_count_fp"), refused[bad.length]);
  });
});

Deno.test("a lost connection is said at once, and that the account is seen again once both channels are there", async () => {
  await streaming({}, async ({ kept, stream, venue }) => {
    await kept.until(() => kept.has("up"));
    venue.peers[0]?.cut();
    await kept.until(() => kept.has("down"));
    assert(!stream.sees);
    await kept.until(() => kept.lines.filter((line) => line === "up").length === 2);
    assertEquals(kept.lines.map((line) => line.split(" ")[0]), ["up", "down", "up"]);
    assertEquals(venue.peers.length, 2);
  });
});

Deno.test("a refused subscription of fills is blindness, though everything else is there; it is asked for again", async () => {
  let refusals = 2;
  await streaming({
    command: (peer, command) => {
      const isFill = command.cmd === "subscribe" && command.params.channels[0] === "fill";
      if (!isFill || refusals-- <= 0) return obey(peer, command);
      peer.send({ id: command.id, type: "error", msg: { code: 27, msg: "Too many requests" } });
      return true;
    },
  }, async ({ kept, stream, venue }) => {
    await kept.until(() => kept.has("down"));
    assert(!stream.sees);
    await kept.until(() => kept.has("up"));
    assert(stream.sees);
    assertEquals(kept.lines, [
      "down the subscription of fill is down: refused (error 27, Too many requests); tried again",
      "up",
    ]);
    assertEquals(venue.peers.length, 1);
  }, { timers: timersWhere((ms) => ms < 5_000) });
});

Deno.test("positions that are refused are said, and are no blindness", async () => {
  await streaming({
    command: (peer, command) => {
      if (command.cmd !== "subscribe" || command.params.channels[0] !== "market_positions") {
        return obey(peer, command);
      }
      peer.send({ id: command.id, type: "error", msg: { code: 8, msg: "Unknown channel name" } });
      return true;
    },
  }, async ({ kept, stream }) => {
    await kept.until(() => kept.has("unreadable") && kept.has("up"));
    assert(stream.sees);
    assert(!kept.has("down"));
  });
});

Deno.test("a subscription that is not answered, one that fails, and one that is not listed any more: each is blindness", async () => {
  const silent: Behaviour = {
    command: (peer, command) =>
      command.cmd === "subscribe" && command.params.channels[0] === "user_orders" || obey(peer, command),
  };
  const timers = handTimers();
  await streaming(silent, async ({ kept }) => {
    // The three other channels, and the first list of subscriptions: only user_orders is still waited for.
    await kept.until(() => kept.heards.length === 4);
    timers.fire(5_000);
    await kept.until(() => kept.lines.length > 0);
    assertEquals(kept.lines, [
      "down the subscription of user_orders is down: not answered within 5 s; tried again",
    ]);
  }, { timers, probeMs: 7_000 });

  await streaming({}, async ({ kept, venue }) => {
    await kept.until(() => kept.has("up"));
    venue.peers[0]?.send({ type: "error", sid: 11, msg: { code: 25, msg: "Subscription buffer overflow" } });
    await kept.until(() => kept.has("down the subscription of fill is down: failed (error 25"));
    venue.peers[0]?.send({ type: "error", msg: { code: 10, msg: "Channel error" } });
    await venue.seen(() => venue.peers.length === 2);
  });

  let forgotten = false;
  await streaming({
    command: (peer, command) => {
      if (command.cmd !== "list_subscriptions" || !forgotten) return obey(peer, command);
      const msg = ACCOUNT_CHANNELS.filter((channel) => channel !== "fill").map((channel) => ({
        channel,
        sid: 1,
      }));
      peer.send({ id: command.id, type: "ok", msg });
      return true;
    },
  }, async ({ kept }) => {
    await kept.until(() => kept.has("up"));
    forgotten = true;
    timers.fire(7_000);
    await kept.until(() => kept.has("down the subscription of fill is down: the exchange does not list"));
  }, { timers, probeMs: 7_000 });
});

Deno.test("a connection that is open and silent is dead after its time, and replaced", async () => {
  let now = 1_000_000;
  let watch: (() => void) | undefined;
  const timers: Timers = {
    after(ms, action) {
      if (ms === 6_000) watch = action;
      if (ms >= 5_000) return { clear() {} };
      const id = setTimeout(action, 0);
      return { clear: () => clearTimeout(id) };
    },
  };
  await streaming({}, async ({ kept, venue }) => {
    await kept.until(() => kept.has("up"));
    const [first] = venue.peers;
    await venue.seen(() => first?.commands.some(({ cmd }) => cmd === "list_subscriptions") === true);
    venue.mute();
    now += 25_000;
    watch?.();
    await kept.until(() => kept.has("down silent for 25.0 s"));
    await venue.seen(() => venue.peers.length === 2);
  }, { now: () => now, timers, probeMs: 6_000 });
});

Deno.test("the exchange's pings count as signs of life, though no frame comes", async () => {
  let now = 1_000_000;
  const actions: (() => void)[] = [];
  let events: SocketEvents | undefined;
  const kept = new Kept();
  const stream = new AccountStream({
    environment: DEMO,
    signer: testSigner(),
    listener: kept,
    now: () => now,
    random: () => 0,
    probeMs: 6_000,
    timers: {
      after(ms, action) {
        if (ms === 6_000) actions.push(action);
        return { clear() {} };
      },
    },
    openSocket: (_url, _headers, given) => {
      events = given;
      return { send() {}, drop() {}, closed: Promise.resolve() };
    },
  });
  stream.start();
  events?.opened();
  for (let ping = 0; ping < 5; ping++) {
    now += 10_000;
    events?.alive?.();
    actions.pop()?.();
  }
  assertEquals(kept.lines, []);
  now += 25_000;
  actions.pop()?.();
  assertEquals(kept.lines, ["down silent for 25.0 s"]);
  await stream.close();
});

Deno.test("a refused key is said in words, and not hammered", async () => {
  const waits: number[] = [];
  const timers: Timers = {
    after(ms) {
      waits.push(ms);
      return { clear() {} };
    },
  };
  await streaming({ refuse: () => 401 }, async ({ kept, venue }) => {
    await kept.until(() => kept.has("down"));
    assert(kept.lines[0]?.includes("the exchange refused the signature (status 401)"), kept.lines[0]);
    assertEquals([venue.handshakes(), waits.at(-1)], [1, 60_000]);
  }, { timers });
});

Deno.test("numbered messages of order groups that are missing are said", async () => {
  await streaming({}, async ({ kept, venue }) => {
    await kept.until(() => kept.has("up"));
    const message = (seq: number) => ({
      type: "order_group_updates",
      sid: 14,
      seq,
      msg: { event_type: "reset", order_group_id: "og" },
    });
    for (const seq of [4, 5, 8]) venue.peers[0]?.send(message(seq));
    await kept.until(() => kept.has("unreadable"));
    assert(kept.has("unreadable messages of order groups were lost: 5 is followed by 8"));
  });
});

Deno.test("after the end nothing comes and nothing is left running", async () => {
  await streaming({}, async ({ kept, stream, venue }) => {
    await kept.until(() => kept.has("up"));
    await stream.close();
    venue.peers[0]?.send({ type: "fill", sid: 11, msg: FILL });
    assertEquals(kept.lines, ["up"]);
    assert(!stream.sees);
  });
});
