import { assert, assertEquals } from "@std/assert";
import { deadline } from "@std/async/deadline";
import { Book } from "../../src/core/market/book.ts";
import { CapturedSource } from "../../src/simulator/sources/captured_source.ts";
import { startSimulator } from "../../src/simulator/mod.ts";
import { dataTest } from "../support/data.ts";
import { attached } from "./attached.ts";
import { deltaLine, frame, inFolder, tradeLine } from "./captures.ts";
import { Client, start } from "./support.ts";

const EVENT = "KXNBAGAME-26MAR18GSWBOS";

/** Two short captures in the form of March 2026, one gzipped; a broken line between. */
async function captures(folder: string): Promise<string[]> {
  const second = Date.UTC(2026, 2, 18, 20, 0, 0) / 1000;
  const at = (rest: string) => `2026-03-18T20:00:${rest}Z`;
  const boston = `${EVENT}-BOS`;
  const golden = `${EVENT}-GSW`;
  const files: [string, string[]][] = [
    [boston, [
      frame("orderbook_snapshot", {
        market_ticker: boston,
        market_id: "x",
        yes_dollars_fp: [["0.5500", "10.00"], ["0.5600", "20.00"]],
        no_dollars_fp: [["0.4200", "30.00"]],
      }),
      deltaLine(boston, "0.4300", "5.50", "no", at("01.000100")),
      "{ half a fr",
      tradeLine(boston, "0.9900", second + 5),
      frame("orderbook_snapshot", { market_ticker: boston, market_id: "x" }),
    ]],
    [golden, [
      frame("orderbook_snapshot", {
        market_ticker: golden,
        market_id: "y",
        yes_dollars_fp: [["0.4300", "7.00"]],
      }),
      deltaLine(golden, "0.4400", "1.00", "yes", at("01.000050")),
      tradeLine(golden, "0.0100", second),
      deltaLine(golden, "0.4400", "-1.00", "yes", at("03.5")),
    ]],
  ];
  const paths: string[] = [];
  for (const [ticker, lines] of files) {
    const gzip = ticker === boston;
    const path = `${folder}/${ticker}.ndjson${gzip ? ".gz" : ""}`;
    const text = new Blob([lines.join("\n\n")]).stream();
    const bytes = gzip ? text.pipeThrough(new CompressionStream("gzip")) : text;
    await Deno.writeFile(path, bytes);
    paths.push(path);
  }
  return paths;
}

Deno.test("captures are merged by time, in YES prices, and end with closed and settled markets", async () => {
  await inFolder(async (folder) => {
    const opened = await CapturedSource.open(await captures(folder));
    assert(opened.ok);
    const source = opened.value;
    assertEquals(
      source.events.map(({ ticker, home, away, markets }) => [ticker, home.title, away.title, markets]),
      [
        [EVENT, "Boston", "Golden State", [
          { ticker: `${EVENT}-BOS`, teamSide: "home" },
          { ticker: `${EVENT}-GSW`, teamSide: "away" },
        ]],
      ],
    );
    const seen: string[] = [];
    await attached(source).playTo(Infinity, (event, at) => {
      const { kind } = event;
      const team = "market" in event ? event.market.slice(-3) : "";
      const what = event.kind === "level"
        ? `${event.side} ${event.price} ${event.delta}`
        : event.kind === "trade"
        ? `${event.takerSide} ${event.price} ${event.quantity}`
        : event.kind === "book"
        ? `${JSON.stringify(event.bids)} ${event.asks[0]?.price ?? "-"}`
        : event.kind === "life"
        ? `${event.step} ${event.step === "determined" ? event.result ?? "" : ""}`
        : "";
      seen.push(`${at.toFixed(2)} ${team} ${kind} ${what}`.trimEnd());
    });
    assertEquals(seen, [
      '0.00 GSW book [{"price":4300,"quantity":700}] -',
      "0.00 GSW level bid 4400 100",
      // The trade's whole second lies before the change's time: time does not go back.
      "0.00 GSW trade ask 100 460",
      '0.05 BOS book [{"price":5600,"quantity":2000},{"price":5500,"quantity":1000}] 5800',
      "0.05 BOS level ask 5700 550",
      "2499.95 GSW level bid 4400 -100",
      "2499.95 GSW book [] -",
      "2499.95 GSW life closed",
      "2499.95 GSW life determined no",
      "2499.95 GSW life settled",
      "3999.95 BOS trade ask 9900 460",
      "3999.95 BOS book [] -",
      "3999.95 BOS book [] -",
      "3999.95 BOS life closed",
      "3999.95 BOS life determined yes",
      "3999.95 BOS life settled",
    ]);
    await source.close();
  });
});

Deno.test("stepped captures are sent frame by frame, in the newest form, to socket and REST", async () => {
  await inFolder(async (folder) => {
    const simulator = await start({
      plan: { kind: "captured", paths: await captures(folder), stepped: true },
    });
    assertEquals(simulator.speed, undefined);
    const client = await Client.connect(simulator);
    const ticker = `${EVENT}-BOS`;
    const params = { channels: ["orderbook_delta", "trade"], market_tickers: [ticker, `${EVENT}-GSW`] };
    await client.ask({ id: 1, cmd: "subscribe", params });
    assertEquals(await simulator.step(5), 5);
    const change = await client.next((frame) =>
      frame.type === "orderbook_delta" && frame.msg.market_ticker === ticker
    );
    const { price_dollars, side, delta_fp, ts_ms } = change.msg;
    assertEquals([price_dollars, side, delta_fp], ["0.4300", "no", "5.50"]);
    assert(Math.abs(ts_ms - Date.now()) < 10_000, "times on the wire are those of sending");
    const read = async () => await (await fetch(`${simulator.restBase}/markets/${ticker}`)).json();
    assertEquals((await read()).market.yes_ask_dollars, "0.5700");
    // All that is left: frames, and what the ends of both files come to.
    assertEquals(await simulator.step(1_000), 11);
    await simulator.done;
    const print = await client.next((frame) => frame.type === "trade" && frame.msg.market_ticker === ticker);
    assertEquals([print.msg.taker_outcome_side, print.msg.taker_book_side, print.msg.count_fp], [
      "no",
      "ask",
      "4.60",
    ]);
    const { market } = await read();
    assertEquals([market.status, market.result, market.last_price_dollars], ["finalized", "yes", "0.9900"]);
    assertEquals([market.yes_bid_dollars, market.yes_ask_dollars], ["0.0000", "1.0000"]);
    await client.close();
    await simulator.close();
  });
});

Deno.test("captures that cannot be played are refused with the file's name", async () => {
  await inFolder(async (folder) => {
    const refusal = async (name: string, content: string | Uint8Array<ArrayBuffer>) => {
      const path = `${folder}/${name}`;
      await Deno.writeFile(path, typeof content === "string" ? new TextEncoder().encode(content) : content);
      const started = await startSimulator({ plan: { kind: "captured", paths: [path] } });
      assert(!started.ok);
      assert(started.reason.message.startsWith("Cannot"), started.reason.message);
      return started.reason.code;
    };
    assertEquals(await refusal("empty.ndjson", ""), "capture_unreadable");
    assertEquals(await refusal("prose.ndjson", "It was a dark and stormy night.\n"), "capture_unreadable");
    assertEquals(await refusal("plain.ndjson.gz", "no gzip"), "capture_unreadable");
    assertEquals(
      await refusal("odd.ndjson", tradeLine("WEATHER-1", "0.5000", 1_700_000_000)),
      "capture_ticker_unknown",
    );
    const missing = await startSimulator({ plan: { kind: "captured", paths: [`${folder}/nothing.gz`] } });
    assert(!missing.ok && missing.reason.message.includes("nothing.gz"));
    const torn = (await Deno.readFile((await captures(folder))[0] ?? "")).slice(0, 60);
    assertEquals(await refusal("torn.ndjson.gz", torn), "capture_unreadable");
    const none = await startSimulator({ plan: { kind: "captured", paths: [] } });
    assertEquals(none.ok ? "" : none.reason.code, "capture_missing");
  });
});

/** Plays captures to their end. @returns what happened in their markets, and what is wrong with the files */
async function playAll(
  ...paths: string[]
): Promise<{ prints: number; steps: string[]; damage: readonly string[] }> {
  const opened = await CapturedSource.open(paths);
  assert(opened.ok, JSON.stringify(opened));
  const source = opened.value;
  let prints = 0;
  const steps: string[] = [];
  await attached(source).playTo(Infinity, (event) => {
    if (event.kind === "trade") prints++;
    if (event.kind === "life") steps.push(event.step);
  });
  await source.close();
  return { prints, steps, damage: source.damage };
}

Deno.test("a damaged capture is played as far as it is sound, says so, and tells nothing of its market's end", async () => {
  await inFolder(async (folder) => {
    const ticker = `${EVENT}-BOS`;
    const second = Date.UTC(2026, 2, 18, 20, 0, 0) / 1000;
    // Times that compress badly, so that half the file holds many frames.
    const lines = Array.from(
      { length: 20_000 },
      (_, index) => tradeLine(ticker, "0.9900", second + index * 7919 % 997),
    );
    const packed = new Blob([lines.join("\n")]).stream().pipeThrough(new CompressionStream("gzip"));
    const bytes = new Uint8Array(await new Response(packed).arrayBuffer());
    const path = `${folder}/${ticker}.ndjson.gz`;
    await Deno.writeFile(path, bytes);
    assertEquals(await playAll(path), {
      prints: 20_000,
      steps: ["closed", "determined", "settled"],
      damage: [],
    });
    await Deno.writeFile(path, bytes.slice(0, bytes.length / 2));
    const cut = await playAll(path);
    assert(cut.prints > 5_000 && cut.prints < 15_000, `${cut.prints} prints`);
    assertEquals([cut.steps, cut.damage.length], [[], 1]);
    assert(cut.damage[0]?.startsWith(`"${path}": the compressed data is damaged`), cut.damage[0]);
    for (const tail of ["x", "\n", "\u001f", "moon".repeat(50_000)]) {
      await Deno.writeFile(path, bytes);
      await Deno.writeTextFile(path, tail, { append: true });
      const more = await deadline(playAll(path), 10_000);
      assertEquals([more.prints, more.steps, more.damage.length], [20_000, [], 1], JSON.stringify(tail));
    }
  });
});

Deno.test("lines of a capture that are no frames are counted; frames that are not played, and envelopes, are not", async () => {
  await inFolder(async (folder) => {
    const ticker = `${EVENT}-BOS`;
    const path = `${folder}/${ticker}.ndjson`;
    const enveloped = JSON.stringify({
      received_at: "2026-03-18T20:00:01Z",
      raw: tradeLine(ticker, "0.5000", 1),
    });
    const lines = [
      tradeLine(ticker, "0.5000", 1_773_864_000),
      '{"type":"subscribed","sid":1,"msg":{"channel":"trade"}}',
      "half a fr",
      '{"no":"frame"}',
      tradeLine(ticker, "half a dollar", 1_773_864_000),
      tradeLine(ticker, "0.5000", 1_773_864_000, { count_fp: "-1.00" }),
      frame("orderbook_snapshot", {
        market_ticker: ticker,
        market_id: "x",
        yes_dollars_fp: [["0.5", "-3.00"]],
      }),
      enveloped,
      "",
    ];
    await Deno.writeTextFile(path, lines.join("\n"));
    const { prints, damage } = await playAll(path);
    assertEquals([prints, damage], [2, [`"${path}": 5 lines are no frames and not played`]]);
  });
});

Deno.test("a simulator over a damaged capture runs to its end and tells what is wrong with it", async () => {
  await inFolder(async (folder) => {
    const [path = ""] = await captures(folder);
    await Deno.writeTextFile(path, "tail", { append: true });
    const simulator = await start({ plan: { kind: "captured", paths: [path], speed: 100_000 } });
    await deadline(simulator.done, 60_000);
    assertEquals(simulator.damage, [
      `"${path}": 1 line is no frame and not played`,
      `"${path}": the compressed data is damaged: incorrect header check; what is sound is played, and its market is left as it is then`,
    ]);
    const { market } = await (await fetch(`${simulator.restBase}/markets/${EVENT}-BOS`)).json();
    assertEquals(market.status, "active");
    await simulator.close();
  });
});

dataTest(
  "kalshi-ws/2026-03-18",
  "a real game's captures: no level below zero, last trades at a cent or 99",
  async (folder) => {
    const paths = ["OKCBKN-OKC", "OKCBKN-BKN", "TORCHI-TOR", "TORCHI-CHI"]
      .map((name) => `${folder}/KXNBAGAME-26MAR18${name}.ndjson.gz`);
    const opened = await CapturedSource.open(paths);
    assert(opened.ok);
    const source = opened.value;
    const books = new Map<string, Book>();
    const last = new Map<string, number>();
    let before = -Infinity;
    await attached(source).playTo(Infinity, (event, at) => {
      assert(at >= before);
      before = at;
      if (event.kind === "score" || event.kind === "fees") return;
      const book = books.get(event.market) ?? new Book();
      books.set(event.market, book);
      if (event.kind === "book") book.replace(event.bids, event.asks);
      else if (event.kind === "level") book.change(event.side, event.price, event.delta);
      else if (event.kind === "trade") last.set(event.market, event.price);
    });
    await source.close();
    assertEquals(source.played, 15_835 + 2_308 + 14_211 + 817 + 41_480 + 1_539 + 38_942 + 1_810 + 8);
    for (const book of books.values()) assertEquals([book.faults, book.bestBid], [0, undefined]);
    assertEquals([...last.values()].sort((one, other) => one - other), [100, 100, 9900, 9900]);
  },
);

dataTest(
  "kalshi-ws/2026-03-07",
  "an older capture at full speed over the socket: every frame, then the end",
  async (folder) => {
    const ticker = "KXNBAGAME-26MAR07UTAMIL-MIL";
    const simulator = await start({
      plan: { kind: "captured", paths: [`${folder}/${ticker}.ndjson.gz`], speed: 20_000 },
      waitForSubscriber: true,
      // All of it at once is more than a client takes at once.
      mostBufferedBytes: Infinity,
    });
    const client = await Client.connect(simulator);
    client.send({
      id: 1,
      cmd: "subscribe",
      params: { channels: ["orderbook_delta", "trade", "market_lifecycle_v2"], market_tickers: [ticker] },
    });
    const counts = new Map<string, number>();
    let seq = 0;
    for (;;) {
      const frame = await client.next(() => true);
      counts.set(frame.type, (counts.get(frame.type) ?? 0) + 1);
      if (frame.type.startsWith("orderbook")) assertEquals(frame.seq, ++seq);
      if (frame.type === "market_lifecycle_v2" && frame.msg.event_type === "settled") break;
    }
    await simulator.done;
    // One book at the subscription, two captured ones, one at the end.
    assertEquals(counts.get("orderbook_snapshot"), 4);
    assertEquals([counts.get("orderbook_delta"), counts.get("trade")], [110_717, 4_143]);
    const response = await fetch(`${simulator.restBase}/markets/trades?ticker=${ticker}&limit=1`);
    const { trades } = await response.json();
    assert(["0.9900", "0.0100"].includes(trades[0].yes_price_dollars), trades[0].yes_price_dollars);
    await client.close();
    await simulator.close();
  },
);
