/**
 * Captured frames into a recording.
 *
 * Invariants: every frame is in the recording, once, byte for byte; times never fall; frames of one file keep their order;
 * nothing is left behind where the import is refused.
 *
 * @module
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { eventsOfRecording } from "../../../src/session/games.ts";
import { listRecordings } from "../../../src/recording/catalogue/catalogue.ts";
import { recordingCaveats } from "../../../src/recording/format/caveats.ts";
import { type ImportedRecording, importKalshiWs } from "../../../src/recording/import/kalshi_ws.ts";
import { openRecording } from "../../../src/recording/reader.ts";
import { dataTest } from "../../support/data.ts";
import { gzip, readImported, withFolder } from "../support/recordings.ts";
import { must } from "../../support/must.ts";

const LAL = "KXNBAGAME-26MAR18LALHOU-LAL";
const HOU = "KXNBAGAME-26MAR18LALHOU-HOU";

function snapshot(market: string, seq: number): string {
  return `{"type":"orderbook_snapshot","sid":1,"seq":${seq},"msg":{"market_ticker":"${market}"}}`;
}

function delta(market: string, seq: number, ts: string): string {
  const level = `"price_dollars":"0.4000","delta_fp":"5.00","side":"yes"`;
  return `{"type":"orderbook_delta","sid":1,"seq":${seq},"msg":{"market_ticker":"${market}",${level},"ts":"${ts}"}}`;
}

function trade(market: string, seq: number, ts: number): string {
  return `{"type":"trade","sid":2,"seq":${seq},"msg":{"market_ticker":"${market}","trade_id":"t${seq}","ts":${ts}}}`;
}

/** Writes captures as files and imports them. */
async function importLines(
  folder: string,
  captures: readonly (readonly string[])[],
): Promise<ImportedRecording> {
  const paths = await writeCaptures(folder, captures);
  const imported = must(await importKalshiWs(paths, `${folder}/out`, { program: "0.1.0" }));
  return imported;
}

async function writeCaptures(folder: string, captures: readonly (readonly string[])[]): Promise<string[]> {
  const paths: string[] = [];
  for (const [index, lines] of captures.entries()) {
    const path = `${folder}/capture-${index}.ndjson`;
    const text = lines.join("\n\n") + "\n";
    // Every other one is gzipped.
    await Deno.writeFile(path, index % 2 === 0 ? await gzip(text) : new TextEncoder().encode(text));
    paths.push(path);
  }
  return paths;
}

const START = Date.UTC(2026, 2, 18, 23, 0, 0);

Deno.test("frames of two files are joined in order of the times they carry", async () => {
  await withFolder(async (folder) => {
    const seconds = START / 1000;
    const lal = [
      snapshot(LAL, 1),
      delta(LAL, 3, "2026-03-18T23:00:00.250125Z"),
      trade(LAL, 1, seconds),
      delta(LAL, 6, "2026-03-18T23:00:02Z"),
      snapshot(LAL, 8),
    ];
    const hou = [
      snapshot(HOU, 2),
      delta(HOU, 4, "2026-03-18T23:00:00.250125Z"),
      delta(HOU, 5, "2026-03-18T23:00:00.900000Z"),
      trade(HOU, 7, seconds + 3),
    ];
    const imported = await importLines(folder, [lal, hou]);
    const { recording, inputs, others } = await readImported(imported.path);
    assertEquals(others.map(({ at, src }) => [at - START, src]), [
      [250.125, "ws.state"],
      [1000, "clock"],
      [2000, "clock"],
      [3000, "clock"],
    ]);
    assertEquals(inputs.map(({ at, raw }) => [at - START, (raw as { seq: number }).seq]), [
      [250.125, 1],
      [250.125, 3],
      [250.125, 1],
      [250.125, 2],
      [250.125, 4],
      [900, 5],
      [2000, 6],
      [2000, 8],
      [3000, 7],
    ]);
    assertEquals(recording.tear, undefined);
    assertEquals(recording.header, {
      kalshi_live_recording: 3,
      program: "0.1.0",
      created_at: "2026-03-18T23:00:00.250Z",
      environment: "import:kalshi-ws",
      markets: [HOU, LAL],
      event: "KXNBAGAME-26MAR18LALHOU",
      game: null,
      config: {},
      yes_prices: false,
      sequenced: false,
      assumed: { status: "active", tick: "0.0100", fee_type: "quadratic", fee_multiplier: 1 },
    });
    const place = "KXNBAGAME/2026-03-18/KXNBAGAME-26MAR18LALHOU/20260318T230000Z.jsonl.gz";
    assertEquals(imported.path, `${folder}/out/${place}`);
    assertEquals([imported.startedAt, imported.endedAt], [START + 250.125, START + 3000]);

    const again = must(
      await importKalshiWs(
        [`${folder}/capture-1.ndjson`, `${folder}/capture-0.ndjson`],
        `${folder}/other/`,
        { program: "0.1.0" },
      ),
    );
    assert(again.path.startsWith(`${folder}/other/KXNBAGAME/`));
    assertEquals((await readImported(again.path)).inputs.length, inputs.length);
  });
});

Deno.test("a game whose team has a dash in its code is one game", async () => {
  await withFolder(async (folder) => {
    const game = "KXNCAAMBGAME-26JAN09M-OHUB";
    const captures = [`${game}-M-OH`, `${game}-UB`].map((market) => [
      snapshot(market, 1),
      delta(market, 2, "2026-01-09T23:00:00Z"),
    ]);
    const imported = await importLines(folder, captures);
    assertEquals(imported.path, `${folder}/out/KXNCAAMBGAME/2026-01-09/${game}/20260109T230000Z.jsonl.gz`);
    const { recording } = await readImported(imported.path);
    assertEquals(recording.header.event, game);
    assertEquals(eventsOfRecording({ ...recording.header, event: null }), [game]);
  });
});

Deno.test("malformed lines and a torn end are kept, counted and told", async () => {
  await withFolder(async (folder) => {
    const lines = [
      snapshot(LAL, 1),
      delta(LAL, 2, "2026-03-18T23:00:00Z"),
      '{"type":"orderb',
      "[1]",
      delta(LAL, 3, "soon"),
      delta(LAL, 4, "2026-03-19T23:00:00"),
      '{"type":"novelty","msg":{"ts_ms":1e300}}',
      '{"type":"orderbook_delta","msg":null}',
      trade(LAL, 1, START / 1000 + 1).slice(0, 40),
    ];
    const imported = await importLines(folder, [lines]);
    const [survey] = imported.files;
    assertEquals([survey?.frames, survey?.malformed, survey?.firstMalformedLine], [6, 3, 5]);
    const { inputs } = await readImported(imported.path);
    assertEquals(inputs.map(({ at }) => at - START), lines.map(() => 0));
    assertEquals(inputs[2]?.raw, '{"type":"orderb');
    assertEquals(inputs[3]?.raw, [1]);
  });
});

Deno.test("a gzipped capture that was cut off is imported as far as it goes, and the damage is told", async () => {
  await withFolder(async (folder) => {
    const path = `${folder}/cut.ndjson.gz`;
    const lines = Array.from({ length: 500 }, (_, seq) => trade(LAL, seq, START / 1000 + seq));
    const whole = await gzip(lines.join("\n"));
    await Deno.writeFile(path, whole.subarray(0, whole.length / 2));
    const imported = must(await importKalshiWs([path], `${folder}/out`, { program: "0.1.0" }));
    const [survey] = imported.files;
    assertStringIncludes(survey?.breakage ?? "", "the compressed data is damaged");
    assert(imported.frames > 100 && imported.frames < 500);
    assertEquals((await readImported(imported.path)).inputs.length, imported.frames);
  });
});

Deno.test("files of the same market one after the other are joined, at the same time they are refused", async () => {
  await withFolder(async (folder) => {
    const first = [
      snapshot(LAL, 1),
      delta(LAL, 2, "2026-03-18T23:00:00Z"),
      delta(LAL, 3, "2026-03-18T23:00:01.700Z"),
    ];
    const second = [trade(LAL, 1, START / 1000 + 1), snapshot(LAL, 4), delta(LAL, 5, "2026-03-18T23:00:09Z")];
    const joined = await importLines(folder, [second, first]);
    const { inputs } = await readImported(joined.path);
    assertEquals(inputs.map(({ at, raw }) => [at - START, (raw as { seq: number }).seq]), [
      [0, 1],
      [0, 2],
      [1700, 3],
      [1700, 1],
      [1700, 4],
      [9000, 5],
    ]);
    const twice = await importKalshiWs(await writeCaptures(folder, [first, first]), `${folder}/twice`, {
      program: "0",
    });
    assert(!twice.ok);
    assertEquals(twice.reason.code, "overlap");
    // All of them are named at once.
    const thrice = await importKalshiWs(
      await writeCaptures(folder, [first, first, first]),
      `${folder}/thrice`,
      {
        program: "0",
      },
    );
    assert(!thrice.ok);
    const pairs = [...thrice.reason.message.matchAll(/capture-(\d)\.ndjson" and "[^"]*capture-(\d)/g)];
    assertEquals(pairs.map(([, one, other]) => `${one}${other}`), ["01", "02", "12"]);
    assert(!thrice.reason.message.includes("\n"));
  });
});

Deno.test("what is no capture is refused, and nothing is left behind", async () => {
  await withFolder(async (folder) => {
    const good = [snapshot(LAL, 1), delta(LAL, 2, "2026-03-18T23:00:00Z")];
    const refused = async (lines: readonly string[]) => {
      const paths = await writeCaptures(folder, [good, lines]);
      const imported = await importKalshiWs(paths, `${folder}/out`, { program: "0.1.0" });
      assert(!imported.ok);
      assert(!imported.reason.message.includes("\n"));
      assertEquals([...Deno.readDirSync(folder)].some(({ name }) => name === "out"), false);
      return imported.reason.code;
    };
    assertEquals(await refused([]), "foreign");
    assertEquals(await refused(["a,b", "1,2"]), "foreign");
    assertEquals(await refused(['{"market_ticker":"X","price":1}']), "foreign");
    assertEquals(
      await refused(Array.from({ length: 3000 }, (_, count) => `{"type":"l2update","n":${count}}`)),
      "foreign",
    );
    assertEquals(await refused([snapshot(HOU, 1)]), "no_timestamp");
    const none = await importKalshiWs([], folder, { program: "0.1.0" });
    assert(!none.ok && none.reason.code === "no_files");
    const missing = await importKalshiWs([`${folder}/nowhere`], folder, { program: "0.1.0" });
    assert(!missing.ok && missing.reason.code === "not_found");
  });
});

Deno.test("a folder that cannot be written refuses the import", async () => {
  await withFolder(async (folder) => {
    const paths = await writeCaptures(folder, [[delta(LAL, 2, "2026-03-18T23:00:00Z")]]);
    const imported = await importKalshiWs(paths, `${paths[0]}/out`, { program: "0.1.0" });
    assert(!imported.ok && imported.reason.code === "unwritable");
  });
});

dataTest("kalshi-ws/2026-03-07", "captures of the older form become one recording too", async (data) => {
  await withFolder(async (folder) => {
    const paths = [...Deno.readDirSync(data)].map(({ name }) => `${data}/${name}`);
    const imported = must(await importKalshiWs(paths, folder, { program: "0.1.0" }));
    const event = "KXNBAGAME-26MAR07UTAMIL";
    assertEquals(imported.path, `${folder}/KXNBAGAME/2026-03-08/${event}/20260308T001437Z.jsonl.gz`);
    assertEquals(imported.markets, [`${event}-MIL`, `${event}-UTA`]);
    assertEquals(imported.files.map(({ malformed }) => malformed), [0, 0]);

    const recording = must(await openRecording(imported.path));
    const types: Record<string, number> = {};
    let last = 0;
    let falls = 0;
    for await (const batch of recording.batches()) {
      for (const { at, src, raw } of batch) {
        const { type } = src === "ws" ? raw as { type: string } : { type: src };
        types[type] = (types[type] ?? 0) + 1;
        if (at < last) falls++;
        last = at;
      }
    }
    assertEquals(recording.tear, undefined);
    assertEquals(falls, 0);
    const seconds = Math.floor(imported.endedAt / 1000) - Math.floor(imported.startedAt / 1000);
    assertEquals(types, {
      "ws.state": 1,
      clock: seconds,
      orderbook_snapshot: 4,
      orderbook_delta: 231266,
      trade: 14567,
    });
  });
});

Deno.test("captures that were cut short are told: in the import, the header, the list and the caveats", async () => {
  await withFolder(async (folder) => {
    const lines = Array.from(
      { length: 2_000 },
      (_, index) => delta(LAL, index + 1, new Date(START + index * 137).toISOString()),
    );
    const text = `${lines.join("\n")}\n`;
    const whole = await gzip(text);
    const cut = (content: Uint8Array, length: number) => content.subarray(0, length);
    const cases: readonly (readonly [string, Uint8Array, RegExp])[] = [
      [
        "cut.gz",
        cut(whole, whole.length >> 1),
        /^"cut\.gz" is read as far as it goes, \d+ frames: the compressed data is damaged/,
      ],
      [
        "cut.ndjson",
        cut(new TextEncoder().encode(text), text.length - 20),
        /^of "cut\.ndjson" 1 line is no frame, it is line 2000$/,
      ],
    ];
    for (const [name, content, told] of cases) {
      await Deno.writeFile(`${folder}/${name}`, content);
      const root = `${folder}/out-${name}`;
      const imported = must(await importKalshiWs([`${folder}/${name}`], root, { program: "0.1.0" }));
      const [first = ""] = imported.damage;
      assert(told.test(first), first);
      const { recording } = await readImported(imported.path);
      assertEquals(recording.header.damage, imported.damage);
      assertEquals(
        recordingCaveats(recording.header, "touch"),
        [
          ...imported.damage.map((line) => `imported from damaged files: ${line}`),
          "this recording holds no listing: whole cents and fees quadratic × 1 are assumed",
        ],
      );
      const list = must(await listRecordings(root, { now: START }));
      assertEquals(list.rows.map(({ state, reason }) => [state, reason]), [[
        "damaged",
        imported.damage.join("; "),
      ]]);
    }
    const sound = await importLines(folder, [lines]);
    const { recording } = await readImported(sound.path);
    assertEquals([sound.damage, recording.header.damage, recordingCaveats(recording.header, "touch")], [
      [],
      undefined,
      ["this recording holds no listing: whole cents and fees quadratic × 1 are assumed"],
    ]);
  });
});

Deno.test("frames in envelopes are imported with their arrival times", async () => {
  const frames = [snapshot(LAL, 1), delta(LAL, 2, "2026-03-18T22:59:59.5Z"), trade(LAL, 3, START / 1000 - 1)];
  const at = [START + 0.125, START + 1_000.5, START + 2_000];
  const iso = (time: number) =>
    new Date(time).toISOString().replace("Z", `${String(Math.round(time % 1 * 1000)).padStart(3, "0")}Z`);
  const forms: readonly (readonly [string, (frame: string, time: number) => string])[] = [
    ["text and RFC 3339", (frame, time) => JSON.stringify({ received_at: iso(time), raw: frame })],
    ["an object and RFC 3339", (frame, time) => `{"received_at":"${iso(time)}","raw":${frame}}`],
    [
      "an offset",
      (frame, time) => `{"received_at":"${iso(time + 7_200_000).replace("Z", "+02:00")}","raw":${frame}}`,
    ],
    ["seconds", (frame, time) => `{"ts":${time / 1000},"data":${frame}}`],
    ["seconds as text", (frame, time) => JSON.stringify({ ts: String(time / 1000), data: frame })],
    ["milliseconds", (frame, time) => `{"ts":${time},"data":${frame}}`],
    ["microseconds", (frame, time) => `{"ts":${time * 1000},"data":${frame}}`],
    ["nanoseconds", (frame, time) => `{"ts":${BigInt(time * 1000) * 1000n},"data":${frame}}`],
    ["a type of its own", (frame, time) => JSON.stringify({ type: "frame", recv_ts: time, message: frame })],
  ];
  for (const [what, form] of forms) {
    await withFolder(async (folder) => {
      const imported = await importLines(folder, [frames.map((frame, index) => form(frame, at[index] ?? 0))]);
      const { inputs } = await readImported(imported.path);
      assertEquals(
        inputs.map((input) => [input.at, input.raw]),
        frames.map((frame, index) => [at[index], JSON.parse(frame)]),
        what,
      );
      assertEquals([imported.markets, imported.damage], [[LAL], []]);
    });
  }
  await withFolder(async (folder) => {
    const line = JSON.stringify({ received_at: "2026-03-18 23:00:00", raw: frames[1] });
    const imported = await importLines(folder, [[line]]);
    const { inputs } = await readImported(imported.path);
    assertEquals(inputs.map((input) => input.at), [START - 500], "a time without a zone is not guessed");
    assert(/1 arrival times are not understood/.test(imported.damage[0] ?? ""), imported.damage[0]);
  });
});
