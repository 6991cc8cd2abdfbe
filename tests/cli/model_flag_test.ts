/**
 * The model of a session, from the command line to its replay.
 *
 * Invariants: a recording names its model by digest; with that model a replay gives the same bytes and a backtest the same
 * estimates; without it a replay of a rule that asked is refused, of one that did not is as ever; another one is said.
 *
 * @module
 */
import { assert, assertEquals, assertGreater, assertMatch } from "@std/assert";
import { playGame, startGame } from "../../src/backtest/run.ts";
import { Tapes } from "../../src/backtest/tape_store.ts";
import { REGISTRY } from "../../src/cli/rules.ts";
import type { Engine } from "../../src/core/engine.ts";
import type { EngineEvent } from "../../src/core/events.ts";
import { shelfOf } from "../../src/models/live/shelf.ts";
import { writeModel } from "../../src/models/format/write.ts";
import { openReplay } from "../../src/session/replay.ts";
import { withStrategyFiles } from "../../src/session/strategy_source/strategy_file.ts";
import { NBA_CONTENT, written } from "../models/support/small_models.ts";
import { must } from "../support/must.ts";
import { assertRefused, inFolder, runMain } from "./support.ts";

/** A rule that buys by the model's chance once a market. */
const ASKS = `
import { z } from "zod";
export default {
  name: "asks_the_model",
  category: "test",
  description: "buys YES by the model's chance, once a market",
  parameters: z.strictObject({}),
  create() {
    const bought = new Set();
    return {
      onState({ market, estimate }) {
        const price = market.book.bestAsk;
        if (estimate === undefined || price === undefined || bought.has(market.ticker)) return { code: "WAITS" };
        bought.add(market.ticker);
        return [{ action: "buy", market: market.ticker, price, size: { quantity: 100 }, probability: estimate.probability }];
      },
    };
  },
};
`;

const TEXT = writeModel(NBA_CONTENT);
const MODEL = written(NBA_CONTENT);

/** The lines of a demo of so many seconds, as objects. */
async function demo(...words: readonly string[]): Promise<Record<string, unknown>[]> {
  const ran = await runMain("demo", "--seconds", "2", "--json", ...words);
  assertEquals([ran.code, ran.err], [0, ""]);
  return ran.out.trimEnd().split("\n").map((line) => JSON.parse(line));
}

/** Every estimate that an engine gives after a report of the score. */
function collector() {
  const seen: unknown[] = [];
  return {
    seen,
    take(event: EngineEvent, engine: Engine) {
      if (event.kind !== "game") return;
      for (const { ticker } of engine.markets()) seen.push([event.at, ticker, engine.estimate(ticker)]);
    },
  };
}

Deno.test("a model works in a session, in its lines, its recording, a replay and a backtest", async () => {
  await inFolder(async (folder) => {
    const [model, rule] = [`${folder}/small.json`, `${folder}/asks.ts`];
    await Deno.writeTextFile(model, TEXT);
    await Deno.writeTextFile(rule, ASKS);
    const lines = await demo("--model", model, "--strategy", rule, "--recordings", `${folder}/kept`);
    const path = String(lines.at(-1)?.["recording"]);

    const estimates = lines.filter(({ type, reason }) => type === "estimate" && reason === undefined);
    assertGreater(estimates.length, 5);
    for (const { probability, model: id, source, edge_yes: yes } of estimates.slice(0, 50)) {
      assert(typeof probability === "number" && probability >= 0 && probability <= 1);
      assertEquals(id, MODEL.id);
      assert(source === "market" || source === "none", String(source));
      assert(yes === null || typeof yes === "object");
    }
    const signals = lines.filter(({ type, probability }) => type === "signal" && probability !== undefined);
    assertGreater(signals.length, 0);
    for (const { estimate, probability } of signals) {
      const { model: id, probability: said } = Object(estimate);
      assertEquals([id, said], [MODEL.id, probability]);
    }

    const same = await runMain("replay", path, "--model", model, "--strategy", rule);
    assertEquals(same.code, 0, same.err);
    assertMatch(same.err, /^\d+ decisions, identical to those of the session\n$/);

    const texts = [{ file: "small.json", text: TEXT }];
    const { registry } = must(await withStrategyFiles(REGISTRY, [rule]));
    const replay = must(await openReplay(path, registry, undefined, shelfOf(texts)));
    const replayed = collector();
    await replay.run([{ onEvent: (event) => replayed.take(event, replay.engine) }]);
    const tested = collector();
    const { tape } = must(await new Tapes(false).open({ path, name: "demo" }));
    const plan = { setup: replay.setup, scoreLagMs: 0, modelTexts: texts };
    const run = must(
      startGame(
        tape,
        { name: "demo" },
        { ...plan, asRecorded: true },
        registry,
        (event, _outcomes, engine) => tested.take(event, engine),
      ),
    );
    playGame(tape, run);
    assertGreater(replayed.seen.length, 5);
    assertEquals(tested.seen, replayed.seen);

    const missing =
      /its rules asked for it, and model nba-small@\w{12} of the file "small\.json" is not here: pass it with --model FILE/;
    assertRefused(await runMain("replay", path, "--strategy", rule), 1, missing);
    const off = await runMain("replay", path, "--model", "off", "--strategy", rule);
    assertEquals(off.code, 0, off.err);
    assertMatch(off.err, /this is not the setup that was recorded: decisions are shown, not compared/);
  });
});

Deno.test("a recording whose rules asked no model is replayed without it", async () => {
  await inFolder(async (folder) => {
    const model = `${folder}/small.json`;
    await Deno.writeTextFile(model, TEXT);
    const lines = await demo(
      "--model",
      model,
      "--strategy",
      "favorite_threshold",
      "--recordings",
      `${folder}/kept`,
    );
    const replay = await runMain("replay", String(lines.at(-1)?.["recording"]));
    assertEquals(replay.code, 0, replay.err);
    assertMatch(replay.err, /^\d+ decisions, identical to those of the session\n$/);
  });
});

Deno.test("--model: what cannot be used is refused in one line", async () => {
  await inFolder(async (folder) => {
    const [good, bad] = [`${folder}/good.json`, `${folder}/bad.json`];
    await Deno.writeTextFile(good, TEXT);
    await Deno.writeTextFile(bad, '{"format":"kalshi-live model","version":99}');
    const refused = async (words: readonly string[], why: RegExp) =>
      assertRefused(await runMain("demo", "--seconds", "1", ...words), 2, why);
    await refused(
      ["--model", `${folder}/none.json`],
      /Cannot use model ".*none\.json": there is no such file/,
    );
    await refused(["--model", bad], /Cannot use model "bad\.json": .*expected version 1, it has version 99/);
    await refused(["--model", good, "--model", good], /Cannot use two models of the NBA/);
    await refused(["--model", "off", "--model", good], /Cannot use --model off with a file/);
  });
});
