/**
 * Games one after the other: progress, what is left out, stopping.
 *
 * Invariants: every recording is a result or is left out by name; progress never falls and ends at all of them; a run that
 * was stopped leaves nothing but tapes.
 *
 * @module
 */
import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { runBacktest } from "../../src/backtest/backtest.ts";
import { runGames, startGame } from "../../src/backtest/run.ts";
import { RUN_FILES, RUNS_FOLDER } from "../../src/backtest/run_store.ts";
import { type SelectedRecording, selectRecordings } from "../../src/backtest/select.ts";
import type { BacktestProgress } from "../../src/backtest/service.ts";
import { parseCsv } from "../../src/lib/rows.ts";
import { formatDecision } from "../../src/session/decisions.ts";
import { inTimeLapse } from "../../src/session/setup/time_lapse.ts";
import { plainBytes, replayed } from "../session/support.ts";
import { gzip, recordingText } from "../recording/support/recordings.ts";
import { filesIn, inFolder } from "../cli/support.ts";
import { inputsOf, namesOf, record, type SketchInput } from "./support/game.ts";
import { EVENING, ran, recordAll, textsOf } from "./support/folders.ts";
import { BUSY, must, NOW, planOf, REGISTRY, setupWith, tapeOf } from "./support/runs.ts";

const LATE = EVENING.slice(2);

async function recordingsOf(root: string): Promise<readonly SelectedRecording[]> {
  return must(await selectRecordings({ root, now: NOW })).recordings;
}

/** That it never falls, and ends at all games and events. */
function assertProgress(told: readonly BacktestProgress[], games: number, events?: number): void {
  for (const [index, { games: of, gamesDone, events: count }] of told.entries()) {
    const before = told[index - 1];
    assertEquals(of, games);
    assert(gamesDone >= (before?.gamesDone ?? 0) && count >= (before?.events ?? 0), "it never falls");
    assert(gamesDone <= games);
  }
  assertEquals(told.at(-1)?.gamesDone, games, "it ends at all games");
  if (events !== undefined) assertEquals(told.at(-1)?.events, events);
}

Deno.test("progress ends at all games and all events", async () => {
  await inFolder(async (root) => {
    await recordAll(root);
    const told: BacktestProgress[] = [];
    const run = await ran(planOf(root), { onProgress: (progress) => told.push(progress) });
    assertProgress(told, 3, run.summary["events"] as number);
  });
});

Deno.test("a recording that cannot be read is named, counted, and passed by the progress too", async () => {
  await inFolder(async (root) => {
    await recordAll(root, LATE);
    const [good] = await recordingsOf(root);
    assert(good !== undefined);
    const bad = { path: `${root}/gone.jsonl`, name: "gone.jsonl" };
    for (const order of [[bad, good], [good, bad], [bad, good, bad]]) {
      const told: BacktestProgress[] = [];
      const run = must(
        await runGames(order, planOf(root), REGISTRY, { onProgress: (each) => told.push(each) }),
      );
      assertEquals([run.games.length, run.inputs.length], [1, 1]);
      assertEquals(run.leftOut.map(({ recording, code }) => [recording, code]), [
        ...order.filter((each) => each === bad).map(() => ["gone.jsonl", "not_found"] as [string, string]),
      ]);
      assertProgress(told, order.length);
    }
    const none = await runGames([bad], planOf(root), REGISTRY);
    assert(!none.ok);
    assertEquals(none.reason.code, "nothing_readable");
    assertStringIncludes(none.reason.message, "gone.jsonl");
  });
});

Deno.test("what is left out stands in summary and report with its count", async () => {
  await inFolder(async (root) => {
    await recordAll(root, LATE);
    await Deno.writeFile(`${root}/nba/broken.jsonl.gz`, (await gzip(recordingText([]))).subarray(0, 40));
    const run = await ran(planOf(root));
    assertEquals([run.summary["games"], run.summary["games_left_out"]], [1, 1]);
    const texts = textsOf(run.folder);
    assertStringIncludes(texts[RUN_FILES.summary] ?? "", "nba/broken.jsonl.gz");
    assertStringIncludes(texts[RUN_FILES.report] ?? "", "nba/broken.jsonl.gz");
  });
});

Deno.test("a torn recording is run up to its tear, and that is said", async () => {
  await inFolder(async (root) => {
    const [path = ""] = await recordAll(root, LATE);
    const text = new TextDecoder().decode(await plainBytes(path));
    const lines = text.split("\n").slice(0, 500);
    await Deno.remove(path);
    const torn = `${root}/torn.jsonl`;
    await Deno.writeTextFile(torn, lines.join("\n") + '\n{"at":17');
    await Deno.utime(torn, new Date(0), new Date(0));
    const { summary } = await ran(planOf(root));
    assertEquals([summary["games"], summary["games_left_out"]], [1, 0]);
    assertStringIncludes(
      JSON.stringify(summary["caveats"]),
      "torn at line 501: the last line is not whole; run up to there",
    );
  });
});

Deno.test("a recording in which nothing ever happened is named, and does not bend the account", async () => {
  await inFolder(async (root) => {
    const [path = ""] = await recordAll(root, LATE);
    await record(`${root}/empty`, { seed: 9, teams: "MIAORL" }, []);
    const segments = await record(`${root}/cut`, { seed: 8, teams: "SACPOR", seconds: 20 }, undefined, {
      rotateMs: 8_000,
    });
    // Without its first segment nothing of the others can be understood.
    await Deno.remove(segments[0] ?? "");
    const run = await ran(planOf(root));
    const rows = parseCsv(textsOf(run.folder)[RUN_FILES.equity] ?? "");
    assertEquals(
      rows.filter(({ at = "" }) => !at.startsWith("2026-11-21")),
      [],
      "points of no time of the games",
    );
    assertEquals([run.summary["games"], run.summary["games_left_out"]], [1, 2]);
    assert(path !== "");
  });
});

Deno.test("a recording with times that no calendar has is left out, and is no reason to fail as a whole", async () => {
  await inFolder(async (root) => {
    const [path = ""] = await recordAll(root, LATE);
    const text = new TextDecoder().decode(await plainBytes(path));
    const [head = "", ...lines] = text.split("\n");
    const strange = lines.map((line, index) =>
      index === 0 ? line.replace(/"at":\d+(\.\d+)?/, '"at":1e17') : line
    );
    await Deno.writeTextFile(`${root}/strange.jsonl`, [head, ...strange].join("\n"));
    await Deno.utime(`${root}/strange.jsonl`, new Date(0), new Date(0));
    const run = must(await runGames(await recordingsOf(root), planOf(root), REGISTRY));
    assertEquals([run.games.length, run.leftOut.map(({ recording }) => recording)], [1, ["strange.jsonl"]]);
  });
});

Deno.test("a run that is stopped before, between or within games keeps nothing", async () => {
  await inFolder(async (root) => {
    await recordAll(root);
    for (const stopAt of [0, 1, 2]) {
      const stop = new AbortController();
      if (stopAt === 0) stop.abort();
      let told = 0;
      const run = await runBacktest(planOf(root), REGISTRY, {
        now: NOW,
        signal: stop.signal,
        onProgress: () => void (++told === stopAt && stop.abort()),
      });
      assert(!run.ok, `stopped at ${stopAt}`);
      assertEquals([run.reason.code, told], ["aborted", stopAt]);
      assertEquals((await filesIn(root)).filter((name) => name.startsWith(RUNS_FOLDER)), []);
    }
  });
});

Deno.test("a run that is stopped after its last game, before it is kept, keeps nothing either", async () => {
  await inFolder(async (root) => {
    await recordAll(root, LATE);
    const stop = new AbortController();
    const onProgress = ({ games, gamesDone }: BacktestProgress) => void (games === gamesDone && stop.abort());
    const run = await runBacktest(planOf(root), REGISTRY, { now: NOW, signal: stop.signal, onProgress });
    assertEquals((await filesIn(root)).filter((name) => name.startsWith(RUNS_FOLDER)), []);
    assert(!run.ok);
    assertEquals(run.reason.code, "aborted");
  });
});

Deno.test("an unknown strategy and bad parameters are refused, and nothing is kept", async () => {
  await inFolder(async (root) => {
    await recordAll(root, LATE);
    const wishes = [["nobody", {}, "unknown_strategy"], [
      "favorite_threshold",
      { threshold: 7 },
      "bad_parameters",
    ]] as const;
    for (const [name, parameters, code] of wishes) {
      const setup = { ...setupWith([]), strategies: [{ name, parameters }] };
      const run = await runBacktest(planOf(root, { setup }), REGISTRY, { now: NOW });
      assert(!run.ok);
      assertEquals(run.reason.code, code);
      assertEquals((await filesIn(root)).filter((file) => file.startsWith(RUNS_FOLDER)), []);
    }
  });
});

/** Inputs with commands of the trader between them. */
function withCommands(inputs: readonly SketchInput[]): SketchInput[] {
  return inputs.flatMap((input, index) =>
    index === 100 ? [input, { at: input.at, src: "command", raw: { command: "kill" } } as const] : [input]
  );
}

Deno.test("a session's commands change nothing of a backtest, and stand among its caveats", async () => {
  await inFolder(async (root) => {
    const [sketch = { seed: 1 }] = LATE;
    await record(`${root}/plain`, sketch);
    await record(`${root}/killed`, sketch, withCommands(inputsOf(sketch)));
    const plain = await ran(planOf(`${root}/plain`));
    const killed = await ran(planOf(`${root}/killed`));
    assert(plain.trades > 0);
    for (const name of [RUN_FILES.trades, RUN_FILES.equity]) {
      assertEquals(textsOf(killed.folder)[name], textsOf(plain.folder)[name]);
    }
    assertEquals(JSON.stringify(plain.summary["caveats"]).includes("commands of the trader"), false);
    assertStringIncludes(JSON.stringify(killed.summary["caveats"]), "1 command of the trader left out");
  });
});

Deno.test("what became of a session's real orders is left out of a backtest, though the ids be its own, and it says so", async () => {
  await inFolder(async (root) => {
    const [sketch = { seed: 1 }] = LATE;
    const { orderPrefix } = planOf(root).setup;
    await record(`${root}/plain`, sketch);
    const reports = inputsOf(sketch).flatMap((input): SketchInput[] => {
      if (input.src !== "clock") return [input];
      const filled = ["1", "2", "3"].map((number) => ({
        type: "fill",
        client_order_id: `${orderPrefix}-${number}`,
        trade_id: `real-${number}`,
        price: "0.5000",
        quantity: "1.00",
        role: "taker",
        fee: "0.020000",
        balance_change: "-0.520000",
      }));
      const facts = { type: "account", orders: { whole: true, items: [] } };
      return [input, { at: input.at, src: "order", raw: filled }, { at: input.at, src: "order", raw: facts }];
    });
    await record(`${root}/real`, sketch, reports, { description: { orders: "recorded" } });
    const plain = await ran(planOf(`${root}/plain`));
    const real = await ran(planOf(`${root}/real`));
    for (const name of [RUN_FILES.trades, RUN_FILES.equity]) {
      assertEquals(textsOf(real.folder)[name], textsOf(plain.folder)[name]);
    }
    assertEquals(JSON.stringify(plain.summary["caveats"]).includes("orders went to an exchange"), false);
    assertStringIncludes(JSON.stringify(real.summary["caveats"]), "orders went to an exchange");
  });
});

Deno.test("as recorded, what of a live session's account no strategy bought is no round trip", async () => {
  await inFolder(async (root) => {
    const [sketch = { seed: 1 }] = LATE;
    const plan = planOf(root);
    const inputs = [...inputsOf(sketch)];
    const half = Math.floor(inputs.length / 2);
    const items = [{ market: namesOf(sketch).homeMarket, quantity: "7.00", cost: "1.40" }];
    const raw = { type: "account", positions: { whole: false, items } };
    inputs.splice(half, 0, { at: inputs[half]?.at ?? 0, src: "order", raw });
    const live = { ...plan.setup, mode: "live" as const };
    await record(root, { ...sketch, ending: "open" }, inputs, {
      description: { config: live, orders: "recorded" },
    });
    const { trades } = await ran({ ...plan, asRecorded: true });
    assertEquals(trades, 0);
  });
});

Deno.test("a demo's game is run in its own time, and as recorded its trader's commands count", async () => {
  await inFolder(async (root) => {
    const [sketch = { seed: 1 }] = LATE;
    const plan = planOf(root);
    const fast = inTimeLapse(plan.setup, 50);
    await record(`${root}/fast`, sketch, inputsOf(sketch), { description: { config: fast } });
    await record(`${root}/killed`, sketch, withCommands(inputsOf(sketch)), {
      description: { config: plan.setup },
    });
    await record(`${root}/foreign`, sketch);
    const asked = await ran({ ...plan, root: `${root}/fast` });
    const recorded = await ran({ ...plan, root: `${root}/fast`, asRecorded: true });
    assertEquals(textsOf(asked.folder)[RUN_FILES.trades], textsOf(recorded.folder)[RUN_FILES.trades]);
    for (const { summary } of [asked, recorded]) {
      assertStringIncludes(JSON.stringify(summary["caveats"]), "recorded 50 times faster");
    }
    const onItsOwn = await ran({ ...plan, root: `${root}/killed` });
    const killed = await ran({ ...plan, root: `${root}/killed`, asRecorded: true });
    assert(killed.trades < onItsOwn.trades, `${killed.trades} of ${onItsOwn.trades}`);
    assertEquals(JSON.stringify(killed.summary["caveats"]).includes("command"), false);
    const strange = { ...plan.setup, strategies: [{ name: "somebody_elses", parameters: {} }] };
    await record(`${root}/fast`, EVENING[1] ?? { seed: 2 }, undefined, { description: { config: strange } });
    const most = await ran({ ...plan, root: `${root}/fast`, asRecorded: true });
    assertEquals([most.summary["games"], most.summary["games_left_out"]], [1, 1]);
    assertStringIncludes(JSON.stringify(most.summary["left_out"]), "somebody_elses");
    const foreign = await runBacktest({ ...plan, root: `${root}/foreign`, asRecorded: true }, REGISTRY, {
      now: NOW,
    });
    assert(!foreign.ok);
    assertStringIncludes(foreign.reason.message, "it holds no session's setup");
  });
});

Deno.test("each game begins with fresh memory and the whole balance, whatever was run before it", async () => {
  await inFolder(async (root) => {
    await recordAll(root);
    const recordings = await recordingsOf(root);
    const plan = planOf(root, { setup: setupWith(BUSY, { startingCash: setupWith([]).startingCash }) });
    const together = must(await runGames(recordings, plan, REGISTRY)).games;
    const turned = must(await runGames(recordings.toReversed(), plan, REGISTRY)).games;
    for (const [index, recording] of recordings.entries()) {
      const [alone] = must(await runGames([recording], plan, REGISTRY)).games;
      assertEquals(alone, together[index]);
      assertEquals(turned.at(-1 - index), together[index]);
    }
  });
});

Deno.test("a game that is there twice at the same time counts once, and the other recording is named", async () => {
  await inFolder(async (root) => {
    const [path = ""] = await recordAll(root, [EVENING[0] ?? { seed: 1 }]);
    await Deno.mkdir(`${root}/copy`);
    await Deno.copyFile(path, `${root}/copy/20261120T200000Z.jsonl${path.endsWith(".gz") ? ".gz" : ""}`);
    const plan = planOf(root);
    const run = must(await runGames(await recordingsOf(root), plan, REGISTRY));
    assertEquals([run.games.length, run.leftOut.length], [1, 1]);
    assertEquals(run.leftOut[0]?.code, "duplicate");
    assertStringIncludes(run.leftOut[0]?.message ?? "", "it would count twice");
  });
});

Deno.test("a torn copy that sorts first does not take the whole one's place", async () => {
  await inFolder(async (root) => {
    const [path = ""] = await recordAll(root, [EVENING[0] ?? { seed: 1 }]);
    const whole = must(await runGames(await recordingsOf(root), planOf(root), REGISTRY));
    const bytes = await Deno.readFile(path);
    await Deno.mkdir(`${root}/a`);
    await Deno.writeFile(`${root}/a/20261120T200000Z.jsonl.gz`, bytes.subarray(0, bytes.length - 500));
    const run = must(await runGames(await recordingsOf(root), planOf(root), REGISTRY));
    assertEquals(run.games, whole.games);
    assertEquals(run.leftOut.map(({ recording, code }) => [recording, code]), [
      ["a/20261120T200000Z.jsonl.gz", "duplicate"],
    ]);
  });
});

Deno.test("a backtest decides exactly what the replay of the same recording decides, up to its end", async () => {
  await inFolder(async (root) => {
    const [path = ""] = await recordAll(root, [EVENING[0] ?? { seed: 1 }]);
    const setup = setupWith([...BUSY, "late_game_underdog", "micro_momentum_follow"]);
    const replay = await replayed(path, setup);
    const lines: string[] = [];
    const run = must(
      startGame(await tapeOf(path), { name: "game" }, planOf(root, { setup }), REGISTRY, (_, outcomes) => {
        for (const outcome of outcomes) lines.push(formatDecision(outcome));
      }),
    );
    (await tapeOf(path)).player().play(Infinity, run.take);
    assertEquals(lines, replay.lines);
    assert(lines.filter((line) => line.includes('"type":"fill"')).length > 10);
  });
});

Deno.test("the report draws the game that was asked for, else the one with most round trips", async () => {
  await inFolder(async (root) => {
    await recordAll(root);
    const asked = namesOf(EVENING[1] ?? { seed: 1 }).event;
    const report = (folder: string) => textsOf(folder)[RUN_FILES.report] ?? "";
    const usual = report((await ran(planOf(root))).folder);
    const chosen = report((await ran(planOf(root), { chart: asked })).folder);
    assert(usual !== chosen);
    assertStringIncludes(chosen, "BOS at NYK");
    assertStringIncludes(usual, "LAC at CHA");
  });
});
