import { assert, assertEquals, assertGreater } from "@std/assert";
import { parseMicros } from "../../src/core/numbers/money.ts";
import { Child, filesIn, inFolder, runChild, runMain } from "../cli/support.ts";

type Line = Readonly<Record<string, unknown>>;

/** The lines of `--json`, each of them an object. */
function readLines(out: string): Line[] {
  assert(out.endsWith("\n"));
  return out.trimEnd().split("\n").map((line) => {
    const value: unknown = JSON.parse(line);
    assert(typeof value === "object" && value !== null, line);
    return value as Line;
  });
}

function money(line: Line, name: string): number {
  const value = line[name];
  assert(typeof value === "string" && /^-?\d+\.\d{6}$/.test(value), `${name}: ${value}`);
  return parseMicros(value);
}

function sum(lines: readonly Line[], name: string): number {
  return lines.reduce((total, line) => total + money(line, name), 0);
}

/** The summary must follow from the decisions above it, to the micro-dollar. */
function checkSummary(lines: readonly Line[]): Line {
  const summary = lines.at(-1);
  assert(summary?.type === "summary");
  const of = (type: string) => lines.filter((line) => line.type === type);
  const trades = summary.trades as Line[];
  assertGreater(trades.length, 0, "there are trades");
  const start = money(summary, "starting_balance");
  const end = money(summary, "ending_balance");
  const value = money(summary, "positions_value");
  const realised = money(summary, "realised");
  const unrealised = money(summary, "unrealised");
  assertEquals(end + value - start, realised + unrealised);
  assertEquals(end, start + sum(of("fill"), "balance_change") + sum(of("settled"), "payout"));
  assertEquals(money(summary, "fees"), sum(of("fill"), "fee"));
  assertEquals(of("closed").map(({ pnl }) => pnl), trades.map(({ pnl }) => pnl));
  if ((summary.open as Line[]).length === 0) {
    assertEquals([value, unrealised], [0, 0]);
    assertEquals(sum(trades, "pnl"), realised);
    // Cash is what the start, the gains before fees and the fees make of it.
    const gross = sum(of("closed"), "pnl") + sum(of("closed"), "fees");
    assertEquals(end, start + gross - money(summary, "fees"));
  }
  assertEquals(summary.signals, of("signal").filter(({ refused }) => refused === undefined).length);
  return summary;
}

Deno.test("the demo as lines of JSON and as log lines, each a process of its own", async () => {
  await inFolder(async (folder) => {
    const [json, plain] = await Promise.all([
      runChild(["demo", "--seconds", "6", "--json", "--recordings", `${folder}/json`]),
      runChild(["demo", "--seconds", "6", "--plain", "--threshold", "0.6"], { cwd: folder }),
    ]);

    assertEquals([json.code, json.err], [0, ""]);
    const lines = readLines(json.out);
    const summary = checkSummary(lines);
    assertEquals([summary.mode, summary.environment, summary.ended], [
      "paper",
      "sim",
      "all markets are settled",
    ]);
    const path = String(summary.recording);
    const again = await runMain("replay", path, "--json");
    assertEquals([again.code, again.out], [
      0,
      json.out.slice(0, json.out.lastIndexOf("\n", json.out.length - 2) + 1),
    ]);
    const decisions = lines.filter(({ type }) => type !== "estimate" && type !== "summary").length;
    assert(again.err.includes(`${decisions} decisions, identical to those of the session`), again.err);
    assert(lines.some(({ type, probability }) => type === "estimate" && typeof probability === "number"));

    assertEquals([plain.code, plain.err], [0, ""]);
    assert(!plain.out.includes("\u001b"), "no escape codes");
    const logged = plain.out.split("\n").filter((line) => /^\d{4}-\d\d-\d\dT/.test(line));
    for (const kind of ["signal", "order", "fill", "note"]) {
      assert(logged.some((line) => new RegExp(`^\\S+Z ${kind} `).test(line)), `${kind} in ${plain.out}`);
    }
    assert(/Session summary · PAPER · sim/.test(plain.out));
    assert(/Ended: all markets are settled\nRecorded: (.*)\n$/.test(plain.out), plain.out);
    // Recorded below the current folder, compressed, with decisions and summary, and nothing else left lying about.
    const files = await filesIn(folder);
    const kept = files.filter((file) => file.startsWith("recordings/"));
    assertEquals(kept.map((file) => file.replace(/.*\d{8}T\d{6}Z/, "")), [
      ".decisions.jsonl",
      ".jsonl.gz",
      ".summary.json",
    ]);
    assertEquals(files.length, 6, files.join());
    const replay = await runMain("replay", `${folder}/${kept[1]}`);
    assertEquals(replay.code, 0);
    assert(/\d+ decisions, identical to those of the session/.test(replay.err), replay.err);
  });
});

Deno.test("a replay of a recording whose decisions were tampered with fails and shows the first difference", async () => {
  await inFolder(async (folder) => {
    const { code } = await runMain("demo", "--seconds", "1", "--json", "--recordings", folder);
    assertEquals(code, 0);
    const [decisions = "", recording = ""] = (await filesIn(folder)).map((file) => `${folder}/${file}`);
    const text = await Deno.readTextFile(decisions);
    await Deno.writeTextFile(decisions, text.replace('"type":"note"', '"type":"nota"'));
    const changed = await runMain("replay", recording);
    assertEquals(changed.code, 1);
    assert(
      /Decision 1 differs: the session had .*nota.*, the replay has .*note/.test(changed.err),
      changed.err,
    );
    await Deno.remove(decisions);
    const missing = await runMain("replay", recording);
    assert(missing.code === 0 && /nothing to compare with/.test(missing.err), missing.err);
  });
});

Deno.test("--no-record leaves nothing behind", async () => {
  await inFolder(async (folder) => {
    const ran = await runChild(["demo", "--seconds", "1", "--plain", "--no-record"], { cwd: folder });
    assertEquals([ran.code, ran.err], [0, ""]);
    assert(!ran.out.includes("Recorded:"));
    assertEquals(await filesIn(folder), []);
  });
});

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  Deno.test(`${signal} ends a session in order: summary, whole recording, exit code 0`, async () => {
    await inFolder(async (folder) => {
      await using child = Child.program(["demo", "--seconds", "600", "--json", "--recordings", folder]);
      await child.until(/market data connected/);
      child.signal(signal);
      const { code, out, err } = await child.ran();
      assertEquals([code, err], [0, ""]);
      const summary = readLines(out).at(-1);
      assertEquals(summary?.ended, `interrupted by ${signal}`);
      const replay = await runMain("replay", String(summary?.recording));
      assert(replay.code === 0 && /identical/.test(replay.err) && !/torn/.test(replay.err), replay.err);
    });
  });
}

Deno.test("a session that is killed leaves a recording that is read up to the tear, and the tear is reported", async () => {
  await inFolder(async (folder) => {
    await using child = Child.program([
      "demo",
      "--seconds",
      "5",
      "--json",
      "--recordings",
      folder,
      "--threshold",
      "0.5",
    ]);
    await child.until(/"type":"order"/);
    child.signal("SIGKILL");
    await child.ran();
    const path = (await filesIn(folder)).find((file) => /Z\.jsonl$/.test(file));
    const replay = await runMain("replay", `${folder}/${path}`);
    assertEquals(replay.code, 0);
    assert(/torn at line \d+: .*; read up to there\n/.test(replay.err), replay.err);
    assert(/[1-9]\d* decisions, identical to those of the session/.test(replay.err), replay.err);
  });
});

Deno.test("the same seed gives the same game, another seed another", async () => {
  const tickers = async (seed: string) => {
    const { out } = await runMain("demo", "--seconds", "1", "--json", "--no-record", "--seed", seed);
    return readLines(out).at(-1)?.markets;
  };
  const [first, again, other] = await Promise.all([tickers("5"), tickers("5"), tickers("6")]);
  assertEquals(again, first);
  assert(JSON.stringify(other) !== JSON.stringify(first));
});
