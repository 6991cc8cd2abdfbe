/**
 * Files of older systems into recordings.
 *
 * Invariants: every good row is in the recording once, as it was; events say what the rows say and nothing else; a refusal
 * leaves nothing behind and names what is wrong.
 *
 * @module
 */
import { QUADRATIC } from "../../../src/core/market/fees.ts";
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import type { EngineEvent } from "../../../src/core/events.ts";
import { Decoder } from "../../../src/kalshi/decoding/decoder.ts";
import { recordingCaveats } from "../../../src/recording/format/caveats.ts";
import { decodeTick } from "../../../src/recording/import/ticks.ts";
import { ImportDecoder } from "../../../src/recording/import/decode.ts";
import { type ImportedGames, importRows } from "../../../src/recording/import/rows.ts";
import { ROW_FORMS, type RowForm } from "../../../src/recording/import/row_forms.ts";
import { dataTest } from "../../support/data.ts";
import { gzip, readAll, withFolder } from "../support/recordings.ts";
import { must } from "../../support/must.ts";

const EVENT = "KXNBAGAME-25NOV22LACCHA";
const LAC = `${EVENT}-LAC`;
const CHA = `${EVENT}-CHA`;

function tick(second: number, market: string, fields: Record<string, unknown> = {}): string {
  const seconds = Date.UTC(2025, 10, 22, 7, 0, second) / 1000;
  return JSON.stringify({
    ts_iso: new Date(seconds * 1000).toISOString().replace(".000Z", "+00:00"),
    kalshi_ts: seconds,
    event_ticker: EVENT,
    market_ticker: market,
    price_prob: 0.56,
    yes_bid_prob: 0.53,
    yes_ask_prob: 0.57,
    volume: 296942,
    open_interest: 290676,
    status: null,
    ...fields,
  });
}

function state(second: number, fields: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    timestamp: Date.UTC(2025, 10, 22, 18, 0, second) / 1000,
    game_id: "0022500123",
    league: "nba",
    home_team: "CHA",
    away_team: "LAC",
    home_score: 100,
    away_score: 98,
    period: 4,
    clock: "5:30",
    home_market: { ticker: CHA, bid: 0.61, ask: 0.63, last: 0.62, volume: 1000 },
    away_market: { ticker: LAC, bid: 0.37, ask: 0.39, last: 0.38, volume: 900 },
    ...fields,
  };
}

async function importTexts(folder: string, form: RowForm, texts: readonly string[]) {
  const paths: string[] = [];
  for (const [index, text] of texts.entries()) {
    const path = `${folder}/file-${index}`;
    await Deno.writeFile(path, index % 2 === 0 ? await gzip(text) : new TextEncoder().encode(text));
    paths.push(path);
  }
  return await importRows(paths, form, `${folder}/out`, { program: "0.1.0" });
}

async function imported(folder: string, form: RowForm, texts: readonly string[]): Promise<ImportedGames> {
  const made = must(await importTexts(folder, form, texts));
  return made;
}

/** All events of a recording, without the clock. */
async function eventsOf(path: string): Promise<EngineEvent[]> {
  const { inputs, recording } = await readAll(path);
  assertEquals(recording.tear, undefined);
  const decoder = new Decoder({ decodeOther: new ImportDecoder(QUADRATIC).decode });
  const events: EngineEvent[] = [];
  for (const { at, src, raw } of inputs) decoder.decode(at, src, raw, events, []);
  return events.filter(({ kind }) => kind !== "clock");
}

Deno.test("ticks of two markets become one recording of tops without sizes", async () => {
  await withFolder(async (folder) => {
    const lac = [tick(1, LAC), tick(7, LAC, { yes_bid_prob: 0, yes_ask_prob: 1, price_prob: 0 })].join("\n");
    const cha = [tick(1, CHA), tick(3, CHA, { status: "closed", volume: null }), '{"ts_iso":"20'].join("\n");
    const { recordings: [made], files } = await imported(folder, ROW_FORMS.ticks, [lac, cha]);
    assertEquals([made?.event, made?.rows, made?.markets], [EVENT, 4, [CHA, LAC]]);
    assertEquals(made?.path, `${folder}/out/KXNBAGAME/2025-11-22/${EVENT}/20251122T070001Z.jsonl.gz`);
    assertEquals(files.map(({ malformed }) => malformed).sort(), [0, 1]);

    const { recording, inputs } = await readAll(made?.path ?? "");
    const { header } = recording;
    assertEquals([header.kalshi_live_recording, header.environment, header.sizes, header.sequenced], [
      3,
      "import:ticks",
      "unknown",
      false,
    ]);
    const rows = inputs.filter(({ src }) => src === "feed.import_tick");
    assertEquals(rows.map(({ raw }) => JSON.stringify(raw)), [
      tick(1, LAC),
      tick(1, CHA),
      tick(3, CHA, { status: "closed", volume: null }),
      tick(7, LAC, { yes_bid_prob: 0, yes_ask_prob: 1, price_prob: 0 }),
    ]);
    assertEquals(inputs.filter(({ src }) => src === "clock").length, 6);

    const events = await eventsOf(made?.path ?? "");
    assertEquals(events.map(({ kind }) => kind), [
      "feed",
      ...["book_snapshot", "ticker", "book_snapshot", "ticker"],
      ...["market_life", "book_snapshot", "ticker"],
      ...["book_snapshot", "ticker"],
    ]);
    const at = Date.UTC(2025, 10, 22, 7, 0, 1);
    assertEquals<unknown>(events[1], {
      kind: "book_snapshot",
      at,
      sourceAt: at,
      market: LAC,
      bids: [{ price: 5300, quantity: 100 }],
      asks: [{ price: 5700, quantity: 100 }],
    });
    const [, last] = events.slice(-2);
    assert(last?.kind === "ticker");
    assertEquals([last.last, last.volume, last.openInterest], [undefined, 29_694_200, 29_067_600]);
    const empty = events.at(-2);
    assert(empty?.kind === "book_snapshot");
    assertEquals([empty.bids, empty.asks], [[], []]);
    assertEquals(recordingCaveats(header, "touch"), [
      ...header.damage?.map((line) => `imported from damaged files: ${line}`) ?? [],
      "this recording holds no listing: whole cents and fees quadratic × 1 are assumed",
    ]);
    assertEquals(recordingCaveats(header, "queue").length, 3);
  });
});

Deno.test("candles give the close at the end of their minute and the volume so far, and no book", async () => {
  await withFolder(async (folder) => {
    const text = [
      "game_id,ticker,timestamp,datetime,open,high,low,close,volume",
      `22500304,${CHA},1764460800,2025-11-30 00:00:00,,,,,0`,
      `22500304,${CHA},1764460860,2025-11-30 00:01:00,49.0,55.0,40.0,50.0,10`,
      `22500304,${CHA},1764460920,2025-11-30 00:02:00,50.0,50.0,50.0,50.5,3`,
      `22500304,${CHA},soon,,,,,,`,
    ].join("\r\n");
    const { recordings: [made], files } = await imported(folder, ROW_FORMS.candles, [text]);
    assertEquals(files[0]?.firstMalformed?.line, 5);
    assertStringIncludes(files[0]?.firstMalformed?.reason ?? "", "timestamp: expected Unix seconds");
    const events = await eventsOf(made?.path ?? "");
    const minute = (count: number) => (1764460800 + count * 60) * 1000;
    assertEquals<unknown>(events.slice(1), [
      { kind: "heartbeat", at: minute(0), sourceAt: minute(0) },
      { kind: "ticker", at: minute(1), sourceAt: minute(1), market: CHA, last: 5000, volume: 1000 },
      { kind: "ticker", at: minute(2), sourceAt: minute(2), market: CHA, last: 5050, volume: 1300 },
    ]);
    const { header } = (await readAll(made?.path ?? "")).recording;
    assertEquals(header.game, { gameId: "22500304" });
    const caveats = recordingCaveats(header, "touch");
    assertStringIncludes(caveats[0] ?? "", '1 line of "file-0" left out; the first is line 5: timestamp');
    assertStringIncludes(caveats[1] ?? "", "no order book");
  });
});

Deno.test("states list their markets with the teams, tell the game when it changes, and books of fresh data", async () => {
  await withFolder(async (folder) => {
    const states = [
      state(0),
      state(1),
      state(2, {
        clock: undefined,
        minutesLeft: 5.25,
        home_score: "102",
        stale: true,
        status: "live",
        possession: "LAC",
      }),
    ];
    const { recordings: [made] } = await imported(folder, ROW_FORMS.states, [
      JSON.stringify(states, null, 1),
    ]);
    const events = await eventsOf(made?.path ?? "");
    assertEquals(events.map(({ kind }) => kind), [
      ...["feed", "market", "book_snapshot", "ticker", "market", "book_snapshot", "ticker", "game"],
      ...["book_snapshot", "ticker", "book_snapshot", "ticker"],
      "game",
    ]);
    const last = events.at(-1);
    assert(last?.kind === "game");
    const { game } = last;
    assertEquals([last.event, game.home.score, game.away.score, game.secondsLeftInPeriod, game.possession], [
      EVENT,
      102,
      98,
      315,
      "away",
    ]);
    const { header } = (await readAll(made?.path ?? "")).recording;
    assertEquals([header.game?.homeMarket, header.game?.awayMarket], [CHA, LAC]);
  });
});

Deno.test("a status that no list has is named: a state with it is left out, a game is told nothing by it, a market is not open", async () => {
  await withFolder(async (folder) => {
    const strange = state(1, { status: "under review", home_score: 999 });
    const { recordings: [made] } = await imported(folder, ROW_FORMS.states, [
      JSON.stringify([state(0, { status: "2nd half" }), strange, state(2, { status: "suspended" })]),
    ]);
    assertEquals(made?.damage, [
      '1 line of "file-0" left out; the first is line 2: status: unknown word "under review"',
    ]);
    const games = (await eventsOf(made?.path ?? "")).flatMap((event) =>
      event.kind === "game" ? [event.game] : []
    );
    assertEquals(games.map(({ phase, home }) => [phase, home.score]), [["live", 100], ["delayed", 100]]);
  });
  // Of a recording that has such a state already its prices count, and its game once as a problem.
  const decoder = new ImportDecoder(QUADRATIC);
  const events: EngineEvent[] = [];
  for (const [at, status] of [[1, "live"], [2, "under review"], [3, "under review"]] as const) {
    decoder.decode(at, "feed.import_state", state(at, { status }), events);
  }
  assertEquals(events.filter(({ kind }) => kind === "book_snapshot").length, 6);
  assertEquals(events.filter(({ kind }) => kind === "game").map(({ at }) => at), [1]);
  assertEquals(events.filter(({ kind }) => kind === "problem").map(({ at }) => at), [2]);
  for (
    const [status, read] of [["open", "active"], ["settled", "finalized"], ["haunted", "unknown"]] as const
  ) {
    const told: EngineEvent[] = [];
    decodeTick(1, JSON.parse(tick(1, CHA, { status })), told);
    assertEquals(told.flatMap((event) => event.kind === "market_life" ? [event.status] : []), [read]);
  }
});

Deno.test("a state that lacks a field is refused, and the field is named", async () => {
  const wrongs: readonly (readonly [Record<string, unknown>, string])[] = [
    [{ timestamp: undefined }, "state 2: timestamp: it is missing"],
    [{ timestamp: "2025-11-22T18:00:00" }, "state 2: timestamp: expected Unix seconds"],
    [{ league: "nhl" }, "state 2: league: expected one of nba"],
    [{ home_score: undefined }, "state 2: home_score: it is missing"],
    [{ clock: "late" }, "state 2: clock: expected minutes:seconds"],
    [{ away_market: undefined }, "state 2: away_market: it is missing"],
    [{ away_market: { bid: 0.5 } }, "state 2: away_market.ticker: it is missing"],
    [{ home_market: { ticker: CHA, bid: 61 } }, "state 2: home_market.bid: expected a probability"],
    [{ stale: "yes" }, "state 2: stale: expected true or false"],
    [{ home_market: { ticker: CHA } }, "state 2: home_market: it has none of bid, ask and last"],
  ];
  await withFolder(async (folder) => {
    for (const [fields, message] of wrongs) {
      const refused = await importTexts(folder, ROW_FORMS.states, [
        JSON.stringify([state(0), state(1, fields)]),
      ]);
      assert(!refused.ok, message);
      assertEquals(refused.reason.code, "no_field");
      assertStringIncludes(refused.reason.message, message);
    }
    assertEquals([...Deno.readDirSync(folder)].map(({ name }) => name), ["file-0"]);
  });
});

Deno.test("what is no such file, holds two games or the same time twice is refused", async () => {
  await withFolder(async (folder) => {
    const code = async (form: RowForm, ...texts: readonly string[]) => {
      const refused = await importTexts(folder, form, texts);
      assert(!refused.ok);
      assert(!refused.reason.message.includes("\n"));
      return refused.reason.code;
    };
    const { ticks, candles, states } = ROW_FORMS;
    assertEquals(await code(ticks, ""), "foreign");
    assertEquals(await code(ticks, "a,b\n1,2\n"), "foreign");
    assertEquals(await code(ticks, tick(1, LAC, { price_prob: 0.123456 })), "foreign");
    assertEquals(await code(ticks, `${tick(1, LAC)}\n${tick(2, LAC, { event_ticker: "OTHER" })}`), "mixed");
    assertEquals(
      await code(ticks, `${tick(1, LAC)}\n${tick(9, LAC)}`, `${tick(2, LAC)}\n${tick(8, LAC)}`),
      "overlap",
    );
    assertEquals(await code(candles, "ticker,close\nA,1\n"), "foreign");
    assertEquals(await code(states, "{}"), "foreign");
    assertEquals(await code(states, "[]"), "foreign");
    const none = await importRows([], ticks, folder, { program: "0" });
    assert(!none.ok && none.reason.code === "no_files");
    const missing = await importRows([`${folder}/nowhere`], ticks, folder, { program: "0" });
    assert(!missing.ok && missing.reason.code === "not_found");
    assertEquals([...Deno.readDirSync(folder)].some(({ name }) => name === "out"), false);
  });
});

Deno.test("imported inputs that are garbage give no event and do not throw", () => {
  const decoder = new ImportDecoder(QUADRATIC);
  const events: EngineEvent[] = [];
  for (const source of ["feed.import_tick", "feed.import_state", "feed.import_candle"]) {
    for (const raw of [null, 1, "x", [], {}, { market_ticker: 1 }, { home_market: [] }]) {
      decoder.decode(1, source, raw, events);
    }
  }
  assertEquals(events.map(({ kind }) => kind), ["feed"]);
});

dataTest("kalshi-ticks", "the ticks of a real game all come through, in order", async (data) => {
  await withFolder(async (folder) => {
    const files = [CHA, LAC].map((market) => `${data}/${EVENT}/${market}.jsonl.gz`);
    const made = must(await importRows(files, ROW_FORMS.ticks, folder, { program: "0.1.0" }));
    const [recording] = made.recordings;
    assertEquals([made.recordings.length, recording?.rows], [1, 5634 + 5808]);
    assertEquals(made.files.map(({ malformed }) => malformed), [0, 0]);
    const events = await eventsOf(recording?.path ?? "");
    assertEquals(events.filter(({ kind }) => kind === "book_snapshot").length, 5634 + 5808);
    assert(events.every((event, index) => event.at >= (events[index - 1]?.at ?? 0)));
  });
});

dataTest("nba-candles", "candles of real games become a recording each", async (data) => {
  await withFolder(async (folder) => {
    const names = ["22500304_ATL_at_PHI_2025-11-30", "22500001_HOU_at_OKC_2025-10-21"];
    const files = names.map((name) => `${data}/${name}_candles.csv.gz`);
    const made = must(await importRows(files, ROW_FORMS.candles, folder, { program: "0.1.0" }));
    assertEquals(made.recordings.map(({ event }) => event), [
      "KXNBAGAME-25OCT21HOUOKC",
      "KXNBAGAME-25NOV30ATLPHI",
    ]);
    assertEquals(made.files.map(({ malformed }) => malformed), [0, 0]);
    const last = (await eventsOf(made.recordings[0]?.path ?? "")).at(-1);
    assert(last?.kind === "ticker");
    assertEquals([last.last, last.at], [9900, 1761102060_000]);
  });
});
