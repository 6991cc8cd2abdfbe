/**
 * `kalshi-live backtest`.
 *
 * Invariants: what cannot be done is said in one line and changes nothing; what was done is in the folder that is named;
 * nothing but the result is on stdout, and nothing on stderr where that is no terminal.
 *
 * @module
 */
import { assert, assertEquals, assertMatch, assertNotMatch, assertStringIncludes } from "@std/assert";
import { RUN_FILES } from "../../src/backtest/run_store.ts";
import { barText, ProgressBar, type ProgressScreen } from "../../src/cli/progress.ts";
import { namesOf, record, type Sketch, TIP_OFF } from "../backtest/support/game.ts";
import { assertRefused, filesIn, inFolder, runChild, runMain } from "./support.ts";

const ONE: Sketch = { seed: 3, seconds: 130 };
const OTHER: Sketch = { seed: 4, seconds: 60, teams: "BOSNYK", startedAt: TIP_OFF + 600_000 };

/** Runs the command with a folder of two games. */
async function withGames(body: (root: string, run: typeof runMain) => Promise<void>): Promise<void> {
  await inFolder(async (root) => {
    for (const sketch of [ONE, OTHER]) await record(root, sketch);
    await body(root, (...argv) => runMain("backtest", "--recordings", root, ...argv));
  });
}

const runsIn = async (root: string) =>
  (await filesIn(root)).filter((name) => name.startsWith("backtest_runs/"));

Deno.test("backtest --help shows every flag, and runs nothing", async () => {
  for (const argv of [["backtest", "--help"], ["help", "backtest"]]) {
    const { code, out, err } = await runMain(...argv);
    assertEquals([code, err], [0, ""]);
    const flags = [
      "strategy",
      "params",
      "sport",
      "games",
      "recordings",
      "fill-model",
      "latency",
      "score-lag",
      "balance",
    ];
    for (const flag of [...flags, "json", "chart", "tape"]) assertStringIncludes(out, `--${flag}`);
    assertMatch(out, /^kalshi-live backtest \[RECORDING…\]\n/);
  }
  assertStringIncludes((await runMain("--help")).out, "kalshi-live backtest");
});

Deno.test("one line of JSON names the run, and the folder holds what it says", async () => {
  await withGames(async (root, run) => {
    const { code, out, err } = await run("--strategy", "price_shock_momentum", "--json");
    assertEquals([code, err, out.split("\n").length], [0, "", 2]);
    const said = JSON.parse(out);
    assertEquals(Object.keys(said).sort(), ["folder", "num_trades", "run_id", "summary"]);
    assertEquals(said.folder, `${root}/backtest_runs/nba/price_shock_momentum/${said.run_id}`);
    const files = [...Deno.readDirSync(said.folder)].map(({ name }) => name).sort();
    assertEquals(files, Object.values(RUN_FILES).toSorted());
    const read = (name: string) => Deno.readTextFileSync(`${said.folder}/${name}`);
    assertEquals(JSON.parse(read(RUN_FILES.summary)), said.summary);
    assertEquals(read(RUN_FILES.trades).trimEnd().split("\n").length, said.num_trades + 1);
    assertEquals([said.summary.games, said.summary.games_left_out], [2, 0]);
    assertMatch(read(RUN_FILES.report), /^<!doctype html>/i);
    assertEquals(JSON.parse(read(RUN_FILES.config)).recordings.length, 2);
  });
});

Deno.test("for people: games, metrics, reasons and the folder; without tapes none are promised", async () => {
  await withGames(async (root, run) => {
    const { code, out, err } = await run("--strategy", "price_shock_momentum", "--no-tape");
    assertEquals([code, err], [0, ""]);
    assertMatch(out, /^2 games of nba, 0\.00 M events in \d+\.\d\d s/);
    for (
      const text of ["net P&L", "why nothing was done", "NO_SHOCK (price_shock_momentum)", `kept in ${root}`]
    ) {
      assertStringIncludes(out.toLowerCase(), text.toLowerCase());
    }
    assertNotMatch(out, /tapes are kept/);
    assertEquals((await filesIn(root)).filter((name) => name.endsWith(".tape")), []);
    await run("--strategy", "price_shock_momentum");
    assertEquals((await filesIn(root)).filter((name) => name.endsWith(".tape")).length, 2);
  });
});

Deno.test("flags reach the run: parameters, balance, fill model, latency, score lag, games", async () => {
  await withGames(async (_root, run) => {
    const { event } = namesOf(OTHER);
    const flags = ["--strategy", "tight_game_coinflip", "--params", '{"stake":10}', "--balance", "250.5"];
    const more = ["--fill-model", "touch", "--latency", "1.5s", "--score-lag", "20s", "--games", event];
    const { folder, summary } = JSON.parse((await run(...flags, ...more, "--json")).out);
    const config = JSON.parse(await Deno.readTextFile(`${folder}/${RUN_FILES.config}`));
    assertEquals(config.setup.strategies[0].parameters.stake, 10);
    assertEquals([config.setup.startingCash, config.setup.fillModel, config.setup.latencyMs], [
      250_500_000,
      "touch",
      1_500,
    ]);
    assertEquals([config.score_lag_ms, config.games, summary.games], [20_000, [event], 1]);
    assertEquals(summary.starting_cash, "250.500000");
  });
});

Deno.test("files by name, and several strategies side by side", async () => {
  await withGames(async (root, run) => {
    const [path] = (await filesIn(root)).filter((name) => name.includes("BOSNYK"));
    const both = ["--strategy", "price_logger", "--strategy", "tight_game_coinflip", "--params"];
    const { out } = await run(...both, '{"tight_game_coinflip":{"stake":5}}', "--json", `${root}/${path}`);
    const { summary } = JSON.parse(out);
    assertEquals([summary.games, summary.strategies], [1, ["price_logger", "tight_game_coinflip"]]);
  });
});

Deno.test("what the command line has wrong is said in one line, and nothing is run", async () => {
  await withGames(async (root, run) => {
    const before = await filesIn(root);
    const usage: [RegExp, ...string[]][] = [
      [/no such strategy/, "--strategy", "nobody"],
      [/threshold/, "--params", '{"threshold":7}'],
      [/thresold/, "--params", '{"thresold":0.9}'],
      [/JSON object/, "--params", "{threshold:1}"],
      [
        /min_price: must not be above max_price/,
        "--strategy",
        "tight_game_coinflip",
        "--params",
        '{"min_price":0.7,"max_price":0.6}',
      ],
      [
        /min_time: must be below max_time/,
        "--strategy",
        "late_game_underdog",
        "--params",
        '{"min_time":5,"max_time":1}',
      ],
      [/expected one of nba, nfl, ncaamb, ncaaf, wnba/, "--sport", "chess"],
      [/one is empty/, "--games", "A,,B"],
      [/expected a value/, "--games="],
      [/expected a time/, "--score-lag", "2h"],
      [/expected a time/, "--score-lag=-1s"],
      [/expected a number in 0.01…1000000000/, "--balance", "0"],
      [/expected one of/, "--fill-model", "magic"],
      [/no such flag/, "--recording", root],
    ];
    for (const [message, ...argv] of usage) assertRefused(await run(...argv), 2, message);
    assertEquals(await filesIn(root), before);
  });
});

Deno.test("what cannot be run is said in one line, and nothing is kept", async () => {
  await withGames(async (root, run) => {
    assertRefused(
      await run("--games", "KXNBAGAME-26NOV20NOBODY"),
      1,
      /Cannot find game "KXNBAGAME-26NOV20NOBODY"/,
    );
    assertRefused(await run("--sport", "nfl"), 1, /no recordings of nfl/);
    const [path] = (await filesIn(root)).filter((name) => name.endsWith(".jsonl.gz"));
    assertRefused(await run("--sport", "nfl", `${root}/${path}`), 1, /with sport nfl: it is of nba/);
    assertRefused(await run(`${root}/missing.jsonl`), 1, /missing\.jsonl": there is no such file/);
    await Deno.writeTextFile(`${root}/text.jsonl`, "hello\n");
    assertRefused(await run(`${root}/text.jsonl`), 1, /text\.jsonl/);
    assertRefused(await runMain("backtest", "--recordings", `${root}/none`), 1, /there is no such folder/);
    await Deno.mkdir(`${root}/empty`);
    assertRefused(
      await runMain("backtest", "--recordings", `${root}/empty`),
      1,
      /there are no recordings in/,
    );
    assertEquals(await runsIn(root), []);
    await Deno.writeTextFile(`${root}/backtest_runs`, "a file");
    assertRefused(
      await run("--strategy", "price_logger"),
      1,
      /Cannot keep the run in .*; nothing of it was written/,
    );
  });
});

Deno.test("a named file that cannot be read is left out by name, with the count; the others are run", async () => {
  await withGames(async (root, run) => {
    const [path] = (await filesIn(root)).filter((name) => name.endsWith(".jsonl.gz"));
    const { code, out } = await run("--strategy", "price_logger", `${root}/${path}`, `${root}/missing.jsonl`);
    assertEquals(code, 0);
    assertMatch(out, /\n1 recording left out:\n.*missing\.jsonl.*there is no such file/);
  });
});

Deno.test("a game to draw that is not among the games is refused, and nothing is kept", async () => {
  await withGames(async (root, run) => {
    const ran = await run("--strategy", "price_logger", "--chart", "NOBODY");
    assertRefused(ran, 1, /Cannot draw NOBODY/);
    assertEquals(await runsIn(root), []);
    const { event } = namesOf(OTHER);
    assertEquals((await run("--strategy", "price_logger", "--chart", event)).code, 0);
  });
});

Deno.test("control characters of a recording do not reach the screen", async () => {
  await inFolder(async (root) => {
    await record(root, ONE);
    const name = "evil\u001b[2J.jsonl";
    await Deno.writeTextFile(`${root}/${name}`, '{"kalshi_live_recording":99}\n');
    await Deno.utime(`${root}/${name}`, new Date(0), new Date(0));
    const { code, out } = await runMain("backtest", "--recordings", root, "--strategy", "price_logger");
    assertEquals(code, 0);
    assertMatch(out, /1 recording left out/);
    assert(!out.includes("\u001b"), "no escape");
  });
});

Deno.test("the program with the permissions it ships with runs a backtest, and writes no bar where there is no terminal", async () => {
  await inFolder(async (root) => {
    await record(`${root}/recordings`, ONE);
    const { code, out, err } = await runChild(["backtest", "--strategy", "tight_game_coinflip", "--json"], {
      cwd: root,
    });
    assertEquals([code, err], [0, ""]);
    assertEquals(JSON.parse(out).summary.games, 1);
    assertEquals((await runsIn(`${root}/recordings`)).length, Object.keys(RUN_FILES).length);
  });
});

/** A terminal, or none, whose time stands until it is moved. */
class FakeScreen implements ProgressScreen {
  readonly isTerminal: boolean;
  readonly written: string[] = [];
  time = 1_000;

  constructor(isTerminal: boolean) {
    this.isTerminal = isTerminal;
  }

  write(text: string): void {
    this.written.push(text);
  }

  now(): number {
    return this.time;
  }
}

const CLEAR = "\r\x1b[K";

Deno.test("the bar's text has as much of the bar as is done, and never more than all", () => {
  const bar = (count: number) => `[${"#".repeat(count)}${"·".repeat(30 - count)}]`;
  assertEquals(barText(0, 379, "x"), `${bar(0)} 0/379  x`);
  assertEquals(barText(12, 24, "x"), `${bar(15)} 12/24  x`);
  assertEquals(barText(378, 379, ""), `${bar(29)} 378/379  `);
  assertEquals(barText(379, 379, ""), `${bar(30)} 379/379  `);
  assertEquals(barText(5, 3, ""), `${bar(30)} 5/3  `);
  assertEquals(barText(0, 0, ""), `${bar(30)} 0/0  `);
});

Deno.test("a bar appears after half a second, moves ten times a second at most, and goes away", () => {
  const screen = new FakeScreen(true);
  const bar = new ProgressBar(screen);
  const show = (time: number, done: number) => {
    screen.time = 1_000 + time;
    bar.show(done, 10, "games");
  };
  show(0, 1);
  show(499, 2);
  assertEquals(screen.written, []);
  bar.clear();
  assertEquals(screen.written, [], "nothing to take away");
  show(500, 3);
  show(550, 4);
  show(599, 5);
  show(600, 6);
  assertEquals(screen.written, [CLEAR + barText(3, 10, "games"), CLEAR + barText(6, 10, "games")]);
  assertEquals(bar.elapsedMs, 600);
  bar.clear();
  bar.clear();
  assertEquals(screen.written.slice(2), [CLEAR]);
});

Deno.test("a bar writes nothing where there is no terminal", () => {
  const screen = new FakeScreen(false);
  const bar = new ProgressBar(screen);
  screen.time += 10_000;
  bar.show(1, 2, "games");
  bar.clear();
  assertEquals([screen.written, bar.elapsedMs], [[], 10_000]);
});
