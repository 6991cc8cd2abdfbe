import { assert, assertEquals, assertExists, assertThrows } from "@std/assert";
import type { SocketStateInput } from "../../../src/kalshi/input.ts";
import { MarketStream, type StreamOptions } from "../../../src/kalshi/streaming/stream.ts";
import { inMaintenance } from "../../../src/kalshi/streaming/maintenance.ts";
import {
  type Behaviour,
  delta,
  exchange,
  snapshot,
  streaming,
  testSigner,
  type Watcher,
} from "../support/exchange.ts";
import { handTimers } from "../support/wire.ts";

/** Unlike any other wait of a stream. */
const SNAPSHOT_MS = 1_234;

/** How many subscriptions were answered. */
const subscribed = ({ texts }: Watcher): number =>
  texts.filter((text) => text.includes('"subscribed"')).length;

Deno.test("a stream signs in, subscribes to every channel, and asks for YES prices in so many words", async () => {
  await streaming({}, async ({ watcher, stream, venue }) => {
    await watcher.until(() => watcher.decoder.counters.snapshots === 2);
    await venue.seen(() => venue.peers[0]?.commands.length === 4);
    assertEquals(watcher.states, ["connecting", "open"]);
    assertEquals([stream.state, watcher.size, watcher.suspect], ["open", 10, false]);
    assert(stream.lastFrameAt > 0);
    const market_tickers = ["T1", "T2"];
    assertEquals(venue.peers[0]?.commands, [
      {
        id: 1,
        cmd: "subscribe",
        params: { channels: ["orderbook_delta"], market_tickers, use_yes_price: true },
      },
      { id: 2, cmd: "subscribe", params: { channels: ["trade"], market_tickers } },
      { id: 3, cmd: "subscribe", params: { channels: ["ticker"], market_tickers } },
      { id: 4, cmd: "subscribe", params: { channels: ["market_lifecycle_v2"] } },
    ]);
    assertThrows(() => stream.start(), TypeError, "started before");
  });
});

Deno.test("a socket that is dropped is opened again, with fresh books", async () => {
  await streaming({}, async ({ watcher, venue }) => {
    await watcher.until(() => watcher.decoder.counters.snapshots === 2);
    venue.peers[0]?.send(delta(3));
    await watcher.until(() => watcher.size === 11);
    venue.peers[0]?.cut();
    await watcher.until(() => watcher.decoder.counters.snapshots === 4);
    assertEquals(watcher.states, ["connecting", "open", "closed", "connecting", "open"]);
    assertEquals([watcher.size, watcher.suspect], [10, false]);
    assertEquals([watcher.decoder.counters.reconnects, watcher.decoder.counters.gaps], [1, 0]);
    assert(watcher.details[2]?.includes("closed by the exchange"));
  });
});

Deno.test("a skipped number is repaired by a snapshot over the same socket", async () => {
  const behaviour: Behaviour = {
    command(peer, command) {
      if (command.cmd !== "update_subscription") return;
      peer.send({ ...(snapshot(5, "T1", "42.00") as object), id: command.id });
      peer.send(snapshot(6, "T2"));
      return true;
    },
  };
  await streaming(behaviour, async ({ watcher, venue }) => {
    await watcher.until(() => watcher.decoder.counters.snapshots === 2);
    venue.peers[0]?.send(delta(4));
    await watcher.until(() => watcher.decoder.counters.snapshots === 4);
    venue.peers[0]?.send(delta(7, "-2.00"));
    await watcher.until(() => watcher.size === 40);
    const repair = venue.peers[0]?.commands.find((command) => command.cmd === "update_subscription");
    assertEquals(repair?.params, { sids: [1], action: "get_snapshot", market_tickers: ["T1", "T2"] });
    assertEquals(
      [watcher.decoder.counters.gaps, watcher.decoder.counters.reconnects, venue.peers.length],
      [
        1,
        0,
        1,
      ],
    );
  });
});

Deno.test("snapshots that do not come are asked for again, and then the connection is replaced", async () => {
  const behaviour: Behaviour = { command: (_peer, command) => command.cmd === "update_subscription" };
  const timers = handTimers();
  await streaming(behaviour, async ({ watcher, venue }) => {
    await watcher.until(() => watcher.decoder.counters.snapshots === 2);
    venue.peers[0]?.send(delta(4));
    const asked = () => venue.peers[0]?.commands.filter(({ cmd }) => cmd === "update_subscription").length;
    for (const times of [1, 2, 3]) {
      await venue.seen(() => asked() === times);
      timers.fire(SNAPSHOT_MS);
    }
    // The wait before the next connection.
    timers.fire(0);
    await watcher.until(() => watcher.decoder.counters.snapshots === 4);
    assertEquals(asked(), 3);
    assert(watcher.details.some((detail) => detail.includes("snapshots of subscription 1 do not come")));
    assertEquals(watcher.suspect, false);
  }, { timers, snapshotMs: SNAPSHOT_MS });
});

Deno.test("silence is noticed, and the dead socket is replaced", async () => {
  const behaviour: Behaviour = {
    command: (peer, command) => peer.index === 0 && command.cmd === "list_subscriptions",
  };
  let now = 1_000_000;
  const timers = handTimers();
  await streaming(behaviour, async ({ watcher, venue }) => {
    await watcher.until(() => subscribed(watcher) === 4 && watcher.decoder.counters.snapshots === 2);
    for (let idleMs = 0; idleMs < 400; idleMs += 100) {
      now += 100;
      timers.fire(100);
      if (idleMs === 0) await venue.seen(() => venue.peers[0]?.commands.at(-1)?.cmd === "list_subscriptions");
    }
    // The wait before the next connection.
    timers.fire(0);
    await watcher.until(() => watcher.decoder.counters.snapshots === 4);
    assertEquals(watcher.states, ["connecting", "open", "dead", "connecting", "open"]);
    assertEquals(watcher.details[2], "silent for 0.4 s");
  }, { timers, now: () => now, silenceMs: 400, keepAliveMs: 100 });
});

Deno.test("a quiet market stays alive by the answers to list_subscriptions", async () => {
  let now = 1_000_000;
  const timers = handTimers();
  await streaming({}, async ({ watcher, venue }) => {
    await watcher.until(() => subscribed(watcher) === 4 && watcher.decoder.counters.snapshots === 2);
    for (let answers = 1; answers <= 8; answers++) {
      now += 100;
      timers.fire(100);
      await watcher.until(() => watcher.texts.filter((text) => text.includes('"ok"')).length === answers);
    }
    assertEquals([watcher.states, venue.peers.length], [["connecting", "open"], 1]);
  }, { timers, now: () => now, silenceMs: 400, keepAliveMs: 100 });
});

Deno.test("errors 10 and 25 begin the subscription again, with its books", async () => {
  for (const code of [10, 25]) {
    await streaming({}, async ({ watcher, venue }) => {
      await watcher.until(() => watcher.decoder.counters.snapshots === 2);
      venue.peers[0]?.send({ type: "error", sid: 1, seq: 3, msg: { code, msg: "over" } });
      await watcher.until(() => watcher.decoder.counters.snapshots === 4);
      const books = venue.peers[0]?.commands.filter((command) =>
        command.cmd === "subscribe" && command.params.channels[0] === "orderbook_delta"
      );
      assertEquals([books?.length, venue.peers.length, watcher.suspect], [2, 1, false]);
    });
  }
});

Deno.test("a terminal error without a subscription replaces the connection", async () => {
  await streaming({}, async ({ watcher, venue }) => {
    await watcher.until(() => watcher.decoder.counters.snapshots === 2);
    venue.peers[0]?.send({ type: "error", msg: { code: 25, msg: "overflow" } });
    await watcher.until(() => watcher.decoder.counters.snapshots === 4);
    assertEquals(venue.peers.length, 2);
  });
});

Deno.test("malformed frames and unknown types are counted and change nothing", async () => {
  await streaming({}, async ({ watcher, venue }) => {
    await watcher.until(() => watcher.decoder.counters.snapshots === 2);
    const peer = venue.peers[0];
    assertExists(peer);
    for (
      const text of [
        "{",
        "null",
        "[]",
        '"text"',
        "\x1b[2J",
        '{"type":"brand_new"}',
        '{"type":"trade","sid":2}',
      ]
    ) {
      peer.sendText(text);
    }
    peer.send(delta(3));
    await watcher.until(() => watcher.size === 11);
    const { malformed, unknownTypes, invalid } = watcher.decoder.counters;
    assertEquals([malformed, unknownTypes, invalid], [5, 1, 1]);
    assert(watcher.texts.includes("\x1b[2J"), "the sink has the text as it came");
    assertEquals([venue.peers.length, watcher.suspect], [1, false]);
  });
});

/** Timers of which those of one length fire at once: for those that wait for no answer. */
function hurried(ms: number): NonNullable<StreamOptions["timers"]> {
  return {
    after(wait, action) {
      const id = setTimeout(action, wait === ms ? 0 : wait);
      return { clear: () => clearTimeout(id) };
    },
  };
}

Deno.test("a refused signature is reported at once, and tried again slowly until it is taken", async () => {
  const refuse = (index: number): number | undefined => index < 3 ? 401 : undefined;
  await streaming({ refuse }, async ({ watcher, venue }) => {
    await watcher.until(() => watcher.decoder.counters.snapshots === 2);
    assertEquals(watcher.states.slice(0, 3), ["connecting", "auth_failed", "connecting"]);
    assert(watcher.details[1]?.includes("check the key id"), watcher.details[1]);
    assert(watcher.details[1]?.endsWith("again every 60 s"));
    assertEquals(venue.handshakes(), 4);
  }, { timers: hurried(60_000) });
});

Deno.test("a handshake that is answered with something else is reported in words of its own", async () => {
  for (
    const [status, words] of [[302, "redirect"], [500, "failure of its own"], [
      404,
      "something else",
    ]] as const
  ) {
    const refuse = (index: number): number | undefined => index < 1 ? status : undefined;
    await streaming({ refuse }, async ({ watcher }) => {
      await watcher.until(() => watcher.states.includes("open"));
      assert(
        watcher.details[1]?.includes(words) && watcher.details[1].includes(`${status}`),
        watcher.details[1],
      );
    });
  }
});

Deno.test("a subscription that is refused, whatever the error, is reported and tried again", async () => {
  for (const code of [10, 11, 26, 27]) {
    let refused = 0;
    const behaviour: Behaviour = {
      command(peer, command) {
        if (command.cmd !== "subscribe" || command.params.channels[0] !== "trade" || refused === 2) return;
        refused++;
        peer.send({ id: command.id, type: "error", msg: { code, msg: "no\u001b[2J" } });
        return true;
      },
    };
    await streaming(behaviour, async ({ watcher, venue }) => {
      const begun = () =>
        watcher.texts.some((text) => text.includes("subscribed") && text.includes('"trade"'));
      await watcher.until(begun);
      const told = watcher.states.flatMap((state, index) =>
        state === "channel_down" ? [watcher.details[index]] : []
      );
      assertEquals(told, Array(2).fill(`refused (error ${code}, no); tried again`));
      assertEquals(venue.peers.length, 1);
    });
  }
});

Deno.test("a connection that is not signed in is replaced", async () => {
  const behaviour: Behaviour = {
    command(peer, command) {
      if (command.cmd !== "subscribe" || peer.index > 0) return;
      peer.send({ id: command.id, type: "error", msg: { code: 9, msg: "auth required" } });
      return true;
    },
  };
  await streaming(behaviour, async ({ watcher, venue }) => {
    await watcher.until(() => watcher.decoder.counters.snapshots === 2);
    assertEquals(venue.peers.length, 2);
    assert(watcher.details.some((detail) => detail?.includes("wants this connection signed in")));
  });
});

Deno.test("a subscription that nobody answers is reported and sent again", async () => {
  let left = 2;
  const behaviour: Behaviour = {
    command: (_peer, command) =>
      command.cmd === "subscribe" && command.params.channels[0] === "ticker" && left-- > 0,
  };
  const timers = handTimers();
  await streaming(behaviour, async ({ watcher, venue }) => {
    await watcher.until(() => subscribed(watcher) === 3);
    for (const times of [1, 2]) {
      await venue.seen(() => (venue.peers[0]?.commands.length ?? 0) === 3 + times);
      timers.fire(5_000);
      // The wait before it is sent again.
      timers.fire(0);
    }
    await watcher.until(() => subscribed(watcher) === 4);
    const said = watcher.details.filter((detail) => detail?.includes("not answered"));
    assertEquals(said, Array(2).fill("the subscription is not answered within 5 s; tried again"));
  }, { timers });
});

Deno.test("books that do not come with their subscription are asked for", async () => {
  const behaviour: Behaviour = {
    command(peer, command) {
      if (command.cmd === "update_subscription") {
        peer.send(snapshot(1, "T1"));
        peer.send(snapshot(2, "T2"));
        return true;
      }
      if (command.cmd !== "subscribe" || command.params.channels[0] !== "orderbook_delta") return;
      peer.send({ id: command.id, type: "subscribed", msg: { channel: "orderbook_delta", sid: 1 } });
      return true;
    },
  };
  const timers = handTimers();
  await streaming(behaviour, async ({ watcher }) => {
    await watcher.until(() => subscribed(watcher) === 4);
    timers.fire(SNAPSHOT_MS);
    await watcher.until(() => watcher.decoder.counters.snapshots === 2);
    assertEquals(watcher.suspect, false);
  }, { timers, snapshotMs: SNAPSHOT_MS });
});

Deno.test("a doubted book is asked for, and a connection that does not help is replaced", async () => {
  await streaming({}, async ({ watcher, stream, venue }) => {
    await watcher.until(() => watcher.decoder.counters.snapshots === 2);
    stream.refresh(["T1"]);
    await venue.seen(() => venue.peers[0]?.commands.at(-1)?.cmd === "update_subscription");
    stream.replace("the book stays another one");
    await watcher.until(() => watcher.decoder.counters.snapshots === 4);
    assertEquals([watcher.details.at(-3), venue.peers.length], ["the book stays another one", 2]);
  });
});

Deno.test("a signature refused after a good connection is tried three times", async () => {
  const refuse = (index: number): number | undefined => index === 0 ? undefined : 401;
  await streaming({ refuse }, async ({ watcher, venue }) => {
    await watcher.until(() => watcher.decoder.counters.snapshots === 2);
    venue.peers[0]?.cut();
    await watcher.until(() => watcher.states.includes("auth_failed"));
    assertEquals(venue.handshakes(), 4);
  });
});

Deno.test("an exchange that is down is tried again until it is up", async () => {
  const refuse = (index: number): number | undefined => index < 3 ? 503 : undefined;
  await streaming({ refuse }, async ({ watcher, venue }) => {
    await watcher.until(() => watcher.decoder.counters.snapshots === 2);
    assertEquals(venue.handshakes(), 4);
    assertEquals(watcher.states.filter((state) => state === "closed").length, 3);
  });
});

Deno.test("waits between connections grow while connections do not last", async () => {
  const waits: number[] = [];
  const refuse = (index: number): number | undefined => index < 5 ? 503 : undefined;
  const timers: StreamOptions["timers"] = {
    after(ms, action) {
      // Every wait that is neither the handshake's nor the watch's is one between connections.
      const between = ms !== 10_000;
      if (between) waits.push(ms);
      const id = setTimeout(action, between ? 0 : ms);
      return { clear: () => clearTimeout(id) };
    },
  };
  await streaming({ refuse }, async ({ watcher }) => {
    await watcher.until(() => watcher.states.includes("open"));
    assertEquals(waits.slice(0, 5), [500, 1000, 2000, 4000, 8000]);
  }, { random: () => 1, timers });
});

Deno.test("markets can be added and taken away while the stream runs", async () => {
  await streaming({}, async ({ watcher, stream, venue }) => {
    await watcher.until(() => watcher.texts.filter((text) => text.includes("subscribed")).length === 4);
    stream.addMarkets(["T3", "T1"]);
    stream.removeMarkets(["T2", "T9"]);
    await venue.seen(() => venue.peers[0]?.commands.length === 4 + 6);
    const updates = venue.peers[0]?.commands.slice(4).map((command) =>
      command.cmd === "update_subscription"
        ? [command.params.sids?.[0], command.params.action, command.params.market_tickers]
        : []
    );
    assertEquals<unknown>(updates, [
      ...[1, 2, 3].map((sid) => [sid, "add_markets", ["T3"]]),
      ...[1, 2, 3].map((sid) => [sid, "delete_markets", ["T2"]]),
    ]);
    venue.peers[0]?.cut();
    await watcher.until(() => watcher.decoder.counters.snapshots === 4);
    assertEquals(venue.peers[1]?.commands[0]?.cmd, "subscribe");
  });
});

Deno.test("lost trades are passed on", async () => {
  const lost: string[] = [];
  await streaming({}, async ({ watcher, venue }) => {
    await watcher.until(() => watcher.texts.filter((text) => text.includes("subscribed")).length === 4);
    const trade = { type: "trade", sid: 2, msg: {} };
    venue.peers[0]?.send({ ...trade, seq: 1 });
    venue.peers[0]?.send({ ...trade, seq: 5 });
    await watcher.until(() => watcher.controls.length > 0);
    assertEquals(lost, ["trade"]);
  }, { onLost: (channel) => lost.push(channel) });
});

Deno.test("nothing comes after close()", async () => {
  await streaming({}, async ({ watcher, stream, venue }) => {
    await watcher.until(() => watcher.decoder.counters.snapshots === 2);
    const closing = stream.close();
    const frames = watcher.texts.length;
    venue.peers[0]?.send(delta(3));
    await closing;
    assertEquals([watcher.texts.length, watcher.states.at(-1)], [frames, "closed"]);
    assertThrows(() => stream.start(), TypeError);
  });
});

Deno.test("a stream can be closed while it connects, or takes a report", async () => {
  await streaming({}, ({ stream }) => stream.close());
  const venue = exchange({});
  for (const when of ["connecting", "open", "dead"]) {
    const states: string[] = [];
    const closed = Promise.withResolvers<void>();
    const stream = new MarketStream({
      environment: venue.environment,
      signer: testSigner(),
      markets: ["T1"],
      channels: [],
      silenceMs: 20,
      sink: {
        input(_at, source, _text, raw) {
          if (source !== "ws.state") return [];
          const { state } = raw as SocketStateInput;
          states.push(state);
          if (state === when) stream.close().then(closed.resolve);
          return [];
        },
      },
    });
    if (when === "dead") venue.mute();
    stream.start();
    await closed.promise;
    assertEquals(states.at(-1), "closed");
  }
  await venue.close();
});

Deno.test("the weekly maintenance is Thursday 03:00–05:00 in New York, summer and winter", () => {
  const cases = [
    ["2026-11-19T07:59:00Z", false],
    ["2026-11-19T08:00:00Z", true],
    ["2026-11-19T09:59:00Z", true],
    ["2026-11-19T10:00:00Z", false],
    ["2026-07-16T07:00:00Z", true],
    ["2026-07-16T09:00:00Z", false],
    ["2026-11-20T08:30:00Z", false],
  ] as const;
  for (const [time, inside] of cases) assertEquals(inMaintenance(Date.parse(time)), inside, time);
});

Deno.test("a frame that is too long to be read ends the connection, and the next one brings whole books", async () => {
  await streaming({}, async ({ watcher, venue }) => {
    await watcher.until(() => watcher.decoder.counters.snapshots === 2);
    venue.peers[0]?.sendText(`{"type":"ticker","x":"${"A".repeat(2 << 20)}"}`);
    await watcher.until(() => watcher.decoder.counters.snapshots === 4);
    assertEquals(watcher.states, ["connecting", "open", "closed", "connecting", "open"]);
    assert(
      /^\(frame of more than \d+ bytes, too long to be read\)$/.test(watcher.details[2] ?? ""),
      watcher.details[2],
    );
    assertEquals([watcher.decoder.counters.malformed, watcher.suspect], [1, false]);
  });
});

Deno.test("a stream that is closed before it began has lost nothing, and says nothing", async () => {
  const venue = exchange({});
  const told: string[] = [];
  const stream = new MarketStream({
    environment: venue.environment,
    signer: testSigner(),
    markets: ["T1"],
    sink: { input: (_at, _source, text) => (told.push(text), []) },
  });
  await stream.close();
  assertEquals([told, venue.handshakes()], [[], 0]);
  await venue.close();
});
