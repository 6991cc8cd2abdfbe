import { assert, assertEquals } from "@std/assert";
import { startSimulator } from "../../src/simulator/mod.ts";
import { assertRefused, filesIn, inFolder, runMain } from "./support.ts";

const TICKER = "KXNBAGAME-26NOV22LALBOS";

/** What is wrong with the command line alone: exit code 2, before anything is read, asked or written. */
const WRONG: readonly (readonly [readonly string[], RegExp])[] = [
  [["--bogus"], /Cannot use --bogus: no such flag, see kalshi-live --help/],
  [["demo", "--sed", "3"], /no such flag, did you mean --seed\?/],
  [["demo", "--seconds"], /Cannot use --seconds: expected a value/],
  [["demo", "--seconds", "--plain"], /Cannot use --seconds: expected a value/],
  [["demo", "--seconds", "3", "--seconds", "4"], /Cannot use --seconds twice: expected it once/],
  [["demo", "--seconds", "0"], /expected a number in 1…86400, was "0"/],
  [["demo", "--seconds", "ten"], /expected a number in 1…86400, was "ten"/],
  [["demo", "--seed", "1.5"], /expected a whole number in 0…4294967295, was "1.5"/],
  [["demo", "--speed", "1e9"], /expected a number in 1…10000, was "1e9"/],
  [["demo", "--league", "nhl"], /Cannot use --league: expected one of nba, nfl, was "nhl"/],
  [["demo", "--balance", "-5"], /-5/],
  [["demo", "--balance=-5"], /Cannot use --balance: expected a number in/],
  [["demo", "--latency", "5x"], /Cannot use --latency: expected a time such as 50ms/],
  [["demo", "--latency", "61s"], /up to 60s, was "61s"/],
  [["demo", "--fill-model", "magic"], /expected one of touch, depth, queue, was "magic"/],
  [["demo", "--threshold", "0.99"], /expected a number in 0.5…0.95, was "0.99"/],
  [
    ["demo", "--strategy", "nope"],
    /Cannot use --strategy nope: no such strategy, expected one of .*favorite_threshold/,
  ],
  [["demo", "--strategy", "favorite_threshold", "--strategy", "favorite_threshold"], /twice/],
  [["demo", "--threshold", "0.6", "--strategy"], /Cannot use --strategy: expected a value/],
  [["demo", "--strategy", "--plain"], /Cannot use --strategy: expected a value/],
  [["demo", "--plain=maybe"], /--plain takes no value/],
  [["demo", "--strategy="], /Cannot use --strategy: expected a value/],
  [["demo", "--params", "{bad"], /Cannot use --params: expected a JSON object such as .*, was {bad/],
  [["demo", "--params", "[1]"], /Cannot use --params: expected a JSON object/],
  [["demo", "--params", "null"], /Cannot use --params: expected a JSON object/],
  [["demo", "--params", '{"threshold":3}'], /parameters for favorite_threshold: threshold/],
  [["demo", "--params", '{"threshold":"high"}'], /parameters for favorite_threshold: threshold/],
  [["demo", "--params", '{"threshold":0.9,"max_price":0.8}'], /must not be above max_price/],
  [["demo", "--params", '{"nope":3}'], /Unrecognized key: "nope"/],
  [["demo", "surplus", "words"], /expected no words|surplus/],
  [["bogus"], /Cannot run "bogus": no such command or ticker, see kalshi-live help/],
  [["demoo"], /did you mean demo\?/],
  [["help", "nope"], /nope/],
  [["KX BAD"], /Cannot read ticker "KX BAD": expected one such as/],
  [["KXMVENFL-26JAN18-X"], /combos .* are not supported/],
  [["http://example.com/x"], /Cannot read link "http:\/\/example.com\/x": expected one to kalshi.com/],
  [["https://kalshi.com.evil.example/markets/x"], /expected one to kalshi.com/],
  [["https://demo.kalshi.co/markets/x/y/kxsb-27"], /it is a link to the demo site, expected --env demo/],
  [["--plain"], /Cannot run: expected a ticker such as/],
  [[TICKER, "--live", "--mode", "paper"], /Cannot use --live with --mode paper/],
  [[TICKER, "--no-live", "--mode", "live"], /Cannot use --no-live with --mode live/],
  [[TICKER, "--live", "--limit", "max_daily_loss=1001"], /max_daily_loss 1001\.00: the hard cap is 1000\.00/],
  [["demo", "--live", "--slate", "2"], /Cannot use --live with --slate/],
  [[TICKER, "--mode", "both"], /expected one of paper, live/],
  [[TICKER, "--env", "ftp://x"], /Cannot use environment "ftp:\/\/x": expected prod, demo, sim or http/],
  [[TICKER, "--env", "http://user:word@x"], /expected no user, query or hash/],
  [[TICKER, "--env", "http://x/other/path"], /expected no path after the host/],
  [[TICKER, "--env="], /expected a value/],
  [["replay"], /Cannot replay: expected one recording/],
  [["replay", "one", "two"], /Cannot replay: expected one recording/],
  [["export"], /expected one recording/],
  [["export", "one"], /expected --what top-of-book\|trades\|states\|orders/],
  [
    ["export", "one", "--what", "books"],
    /Cannot use --what: expected one of top-of-book, trades, states, orders/,
  ],
  [
    ["export", "one", "--what", "trades", "--format", "xml"],
    /expected one of csv, jsonl, parquet, was "xml"/,
  ],
  [["import"], /expected the form kalshi-ws, ticks, states, candles, was nothing/],
  [["import", "parquet", "x"], /expected the form kalshi-ws, ticks, states, candles, was parquet/],
  [["import", "kalshi-ws"], /expected at least one file/],
  [["simulate", "--stepped"], /--stepped is for captures/],
  [["simulate", "--port", "65536"], /expected a whole number in 0…65535/],
  [["simulate", "--port", "http"], /expected a whole number/],
  [["simulate", "--drop-after", "soon"], /expected a time such as/],
];

for (const [argv, message] of WRONG) {
  Deno.test(`usage: ${argv.join(" ")}`, async () => {
    await inFolder(async (folder) => {
      const place = argv.some((word) => word === "demo" || word === TICKER) ? ["--recordings", folder] : [];
      // Bounded, so that a mistake that is not noticed does not play a whole game here.
      const bound = argv[0] === "demo" && !argv.includes("--seconds") ? ["--seconds", "1"] : [];
      assertRefused(await runMain(...argv, ...place, ...bound), 2, message);
      assertEquals(await filesIn(folder), []);
    });
  });
}

Deno.test("files that are missing, folders, foreign, empty or of a newer format are refused, and nothing is written", async () => {
  await inFolder(async (folder) => {
    const given = `${folder}/given`;
    await Deno.mkdir(given);
    const write = async (name: string, text: string) => {
      await Deno.writeTextFile(`${given}/${name}`, text);
      return `${given}/${name}`;
    };
    const recordings: [string, RegExp][] = [
      [`${given}/nowhere.jsonl`, /Cannot read recording ".*nowhere.jsonl": there is no such file/],
      [given, /Cannot read recording/],
      [await write("empty.jsonl", ""), /the file is empty/],
      [await write("prose.jsonl", "It was a dark night.\n"), /expected a kalshi-live recording/],
      [await write("other.jsonl", '{"some":"json"}\n'), /expected a kalshi-live recording/],
      [await write("newer.jsonl", '{"kalshi_live_recording":999}\n'), /format 999/],
      [await write("header.jsonl", '{"kalshi_live_recording":1}\n'), /in its header/],
      [await write("broken.jsonl", '{"kalshi_live_rec'), /breaks off inside the header/],
      [await write("fake.jsonl.gz", "no gzip"), /Cannot read recording/],
      [await write("colour\u001b[31m\n.jsonl", "x"), /Cannot read recording/],
    ];
    const before = await filesIn(folder);
    for (const [path, message] of recordings) {
      const out = `${folder}/rows.csv`;
      assertRefused(await runMain("replay", path), 1, message);
      assertRefused(await runMain("export", path, "--what", "trades", "--out", out), 1, message);
      assertRefused(await runMain("export", path, "--what", "orders", "--out", out), 1, message);
    }
    const prose = await write("prose.ndjson", "It was a dark night.\n");
    for (const capture of [`${given}/nowhere.ndjson`, given, prose, `${given}/fake.jsonl.gz`]) {
      assertRefused(await runMain("import", "kalshi-ws", capture, "--out", `${folder}/made`), 1, /Cannot/);
      assertRefused(await runMain("simulate", capture, "--port", "0"), 1, /Cannot/);
    }
    const unkind = await write("unkind.json", '{"requests":[{"fault":{"kind":"unkind"}}]}');
    for (
      const [script, message] of [[prose, /Cannot read fault script/], [
        unkind,
        /requests\.0\.fault\.kind/,
      ]] as const
    ) {
      assertRefused(await runMain("simulate", "--faults", script, "--port", "0"), 1, message);
    }
    assertEquals(await filesIn(folder), [...before, "given/prose.ndjson", "given/unkind.json"].sort());
  });
});

Deno.test("an unknown ticker is refused with the exchange's word for it, and nothing is recorded", async () => {
  await inFolder(async (folder) => {
    const simulator = await startSimulator({ plan: { kind: "steady", framesPerSecond: 1 } });
    assert(simulator.ok);
    const words = ["--env", simulator.value.url, "--plain", "--recordings", folder];
    for (const ticker of ["KXNBAGAME-26NOV22XXXYYY", "KXNBAGAME-26NOV22XXXYYY-XXX", "NOSUCH"]) {
      assertRefused(
        await runMain(ticker, ...words),
        1,
        new RegExp(`Cannot find ${ticker}: .*no such market or event`),
      );
    }
    assertEquals(await filesIn(folder), []);
    await simulator.value.close();
  });
});

Deno.test("no network: one line that names the exchange, exit code 1, nothing recorded", async () => {
  await inFolder(async (folder) => {
    const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const { port } = listener.addr;
    listener.close();
    const argv = [TICKER, "--env", `http://127.0.0.1:${port}`, "--plain", "--recordings", folder];
    assertRefused(await runMain(...argv), 1, new RegExp(`127\\.0\\.0\\.1:${port}`));
    assertEquals(await filesIn(folder), []);
  });
});

Deno.test("an address that answers, but is no exchange, is refused in one line", async () => {
  await inFolder(async (folder) => {
    await using server = Deno.serve(
      { port: 0, hostname: "127.0.0.1", onListen: () => {} },
      () => new Response("<html>"),
    );
    const argv = [TICKER, "--env", `http://127.0.0.1:${server.addr.port}`, "--plain", "--recordings", folder];
    assertRefused(await runMain(...argv), 1, /Cannot read/);
    assertEquals(await filesIn(folder), []);
  });
});

Deno.test("a port in use is refused, and no key file is written", async () => {
  await inFolder(async (folder) => {
    const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const { port } = listener.addr;
    const argv = ["simulate", "--port", String(port), "--key-file", `${folder}/key.pem`];
    assertRefused(await runMain(...argv), 1, new RegExp(`port ${port} is in use; choose another`));
    listener.close();
    assertEquals(await filesIn(folder), []);
  });
});

Deno.test("an existing key file is left alone", async () => {
  await inFolder(async (folder) => {
    const path = `${folder}/key.pem`;
    await Deno.writeTextFile(path, "mine");
    assertRefused(
      await runMain("simulate", "--port", "0", "--key-file", path),
      1,
      /there is a file of that name/,
    );
    assertEquals(await Deno.readTextFile(path), "mine");
  });
});

Deno.test("a place that takes no recording is refused before the session begins", async () => {
  await inFolder(async (folder) => {
    const file = `${folder}/file`;
    await Deno.writeTextFile(file, "");
    const argv = ["demo", "--seconds", "1", "--plain", "--recordings", `${file}/below`];
    assertRefused(await runMain(...argv), 1, /Cannot record in/);
    assertEquals(await filesIn(folder), ["file"]);
  });
});
