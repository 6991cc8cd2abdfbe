import { assert, assertEquals } from "@std/assert";
import { loadStrategyFile } from "../../../src/session/strategy_source/strategy_file.ts";
import { events, NOON, startEngine, WIDE } from "../../core/support.ts";
import { stateOf } from "../../strategies/support.ts";
import { filesIn, inFolder, ROOT, runChild, runMain } from "../../cli/support.ts";
import { plainBytes } from "../support.ts";

/** A strategy of a user's own, that buys once what costs less than its limit. */
const MINE = `
const parameters = {
  safeParse: (given) => {
    const most = given.most ?? 9_900;
    return typeof most === "number"
      ? { success: true, data: { most } }
      : { success: false, error: { issues: [{ path: ["most"], message: "expected a number" }] } };
  },
};
export default {
  name: "mine",
  category: "test",
  description: "buys once",
  parameters,
  create: ({ most }) => {
    const bought = new Set();
    return {
      onState({ market }) {
        const price = market.book.bestAsk;
        if (price === undefined || price > most || bought.has(market.ticker)) return { code: "NO_ASK" };
        bought.add(market.ticker);
        return [{ action: "buy", market: market.ticker, price, size: { quantity: 500 } }];
      },
    };
  },
};
`;

async function demoWith(folder: string, strategy: string, ...more: string[]) {
  const argv = ["demo", "--seconds", "1", "--json", "--recordings", folder, "--strategy", strategy];
  return await runMain(...argv, ...more);
}

Deno.test("a strategy is loaded from a file, trades, and is given to the replay again", async () => {
  await inFolder(async (folder) => {
    const path = `${folder}/mine.js`;
    await Deno.writeTextFile(path, MINE);
    const ran = await demoWith(`${folder}/kept`, path);
    assertEquals([ran.code, ran.err], [0, ""]);
    const lines = ran.out.trimEnd().split("\n").map((line) => JSON.parse(line));
    const orders = lines.filter(({ type }) => type === "order");
    assert(orders.length > 0 && orders.every(({ strategy }) => strategy === "mine"), ran.out.slice(0, 500));
    const replay = await runMain("replay", lines.at(-1).recording, "--strategy", path);
    assert(replay.code === 0 && /identical/.test(replay.err), replay.err);
  });
});

Deno.test("a recording keeps the name of a strategy's file, not its folder", async () => {
  await inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/mine.js`, MINE);
    const argv = ["demo", "--seconds", "1", "--json", "--strategy", "./mine.js"];
    const ran = await runChild(argv, { cwd: folder });
    assertEquals([ran.code, ran.err], [0, ""]);
    const recording = `${folder}/${JSON.parse(ran.out.trimEnd().split("\n").at(-1) ?? "").recording}`;
    const header = new TextDecoder().decode(await plainBytes(recording)).split("\n")[0] ?? "";
    const [{ file, sha256 }] = JSON.parse(header).config.strategies;
    assertEquals([file, sha256.length, header.includes(folder)], ["mine.js", 64, false]);
  });
});

Deno.test("files that are no strategy are refused in one line, and nothing is recorded", async () => {
  await inFolder(async (folder) => {
    const cases: [string, string | undefined, RegExp][] = [
      ["nowhere.js", undefined, /Cannot load strategy ".*nowhere.js": there is no such file/],
      ["empty.js", "", /expected a default export, there is none/],
      ["broken.js", "export default {{", /Cannot load strategy ".*broken.js"/],
      ["throws.js", "throw new Error('at load\\nof it')", /Cannot load strategy ".*throws.js"/],
      ["number.js", "export default 7", /Cannot load strategy ".*number.js"/],
      ["nameless.js", MINE.replace('name: "mine",', ""), /name/],
      ["theirs.js", MINE.replace('"mine"', '"external"'), /external is who holds what no strategy bought/],
      ["odd.js", MINE.replace('"mine"', '"My Strategy"'), /expected a name such as my_strategy/],
      ["taken.js", MINE.replace('"mine"', '"favorite_threshold"'), /the name favorite_threshold is taken/],
      ["lazy.js", MINE.replace("create:", "make:"), /create: expected a function/],
      ["enum.ts", `\n  enum A { B }${MINE}`, /enum.ts": line 2, column 3: an enum is not supported/],
      ["typo.ts", `const a: = 1;${MINE}`, /typo.ts": line 1, column 10: Unexpected token/],
      [
        "typo.js",
        `const a = 1;\nconst a = 2;${MINE}`,
        /typo.js": line 2, column 7: Identifier 'a' has already/,
      ],
      ["thrown.ts", `const a: number = b;${MINE}`, /thrown.ts": line 1, column 19: b is not defined/],
      [
        "lodash.ts",
        `import _ from "lodash";${MINE}`,
        /lodash.ts": line 1, column 16: cannot import "lodash"/,
      ],
      [
        "helper.ts",
        `import "./gone.ts";${MINE}`,
        /helper.ts": line 1, column 9: cannot import "\.\/gone.ts"/,
      ],
      ["misspelt.js", MINE.replace('"test",', '"test", needs_game: true,'), /"needs_game"/],
      ["unsure.js", MINE.replace('"test",', '"test", needsGame: "yes",'), /needsGame: .*expected boolean/],
      ["schemaless.js", MINE.replace(/^ {2}parameters,$/m, ""), /parameters: expected a zod schema/],
    ];
    for (const [name, text, message] of cases) {
      if (text !== undefined) await Deno.writeTextFile(`${folder}/${name}`, text);
      const ran = await demoWith(`${folder}/kept`, `${folder}/${name}`);
      assert(ran.code === 1 || ran.code === 2, ran.out.slice(0, 300));
      assert(/^kalshi-live: [^\n]+\n$/.test(ran.err) && message.test(ran.err), `${name}: ${ran.err}`);
      assertEquals(ran.out, "");
    }
    const bad = await demoWith(`${folder}/kept`, `${folder}/taken.js`, "--params", "[]");
    assert(bad.code !== 0);
    assertEquals((await filesIn(folder)).filter((file) => file.startsWith("kept/")), []);
  });
});

Deno.test("a file's rule that needs the game is held back by a scoreboard that fell silent, another is not", async () => {
  await inFolder(async (folder) => {
    for (const [said, code] of [["true", "SCORE_STALE"], ["false", undefined], [undefined, undefined]]) {
      const path = `${folder}/${said}.js`;
      const field = said === undefined ? "" : ` needsGame: ${said},`;
      await Deno.writeTextFile(path, MINE.replace('"test",', `"test",${field}`));
      const loaded = await loadStrategyFile(path);
      assert(loaded.ok, JSON.stringify(loaded));
      const { name, needsGame, make } = loaded.value;
      const made = make({});
      assert(made.ok, JSON.stringify(made));
      const { engine } = startEngine({
        strategies: [{ name, needsGame, strategy: made.value.strategy }],
        limits: { ...WIDE, maxScoreAgeMs: 10_000 },
        connected: false,
      });
      const { game } = stateOf({});
      assert(game !== undefined);
      engine.process({
        kind: "game",
        at: NOON - 10_001,
        feed: "test",
        event: "KXNBAGAME-26NOV22LALBOS",
        game,
      });
      engine.process(events.feed(NOON));
      const outcomes = engine.process(events.book(NOON, [[8_500, 100_000]], [[8_600, 100_000]]));
      const signal = outcomes.find((outcome) => outcome.kind === "signal");
      assert(signal !== undefined);
      assertEquals(signal.refused?.code, code);
    }
  });
});

Deno.test("a name with characters that mean something in a link is a file's name all the same", async () => {
  await inFolder(async (folder) => {
    const path = `${folder}/my #1 strategy?%41.js`;
    await Deno.writeTextFile(path, MINE);
    const ran = await demoWith(`${folder}/kept`, path);
    assertEquals([ran.code, ran.err], [0, ""]);
  });
});

/** The same with types, zod and a helper. */
const TYPED = `
import { z } from "zod";
import type { StrategyState } from "./there/is/no/such/file.ts";
import { oncePerMarket, type Memory } from "./lib/memory.ts";

const parameters = z.strictObject({ most: z.number().default(9_900) });

export default {
  name: "mine",
  category: "test",
  description: "buys once",
  parameters,
  create({ most }: z.infer<typeof parameters>) {
    const memory: Memory = oncePerMarket();
    return {
      onState({ market }: StrategyState) {
        const price = market.book.bestAsk;
        if (price === undefined || price > most || !memory.isNew(market.ticker)) return { code: "NO_ASK" };
        return [{ action: "buy", market: market.ticker, price, size: { quantity: 500 } }];
      },
    };
  },
};
`;

const MEMORY = `
export interface Memory {
  isNew(key: string): boolean;
}
export function oncePerMarket(): Memory {
  const known = new Set<string>();
  return { isNew: (key) => !known.has(key) && known.add(key) !== undefined };
}
`;

Deno.test("a file with types, zod and a helper trades with the permissions of the compiled program", async () => {
  await inFolder(async (folder) => {
    await Deno.mkdir(`${folder}/lib`);
    await Deno.writeTextFile(`${folder}/mine.ts`, TYPED);
    await Deno.writeTextFile(`${folder}/lib/memory.ts`, MEMORY);
    const argv = ["demo", "--seconds", "1", "--json", "--strategy", "./mine.ts"];
    const ran = await runChild([...argv, "--params", '{"most":9800}'], { cwd: folder });
    assertEquals([ran.code, ran.err], [0, ""]);
    assert(/"type":"order".*"strategy":"mine"/.test(ran.out), ran.out.slice(0, 500));
    const refused = await runChild([...argv, "--params", '{"most":"9800"}'], { cwd: folder });
    assert(refused.code === 2 && /most: Invalid input: expected number/.test(refused.err), refused.err);
  });
});

Deno.test("the file that strategies new writes is loaded, by itself and from another folder", async () => {
  await inFolder(async (folder) => {
    const written = await runChild(["strategies", "new", "fresh"], { cwd: folder });
    assertEquals([written.code, written.err], [0, ""]);
    const loaded = await loadStrategyFile(`${folder}/fresh.ts`);
    assert(loaded.ok, JSON.stringify(loaded));
    assertEquals(loaded.value.name, "fresh");
    const ran = await demoWith(`${folder}/kept`, `${folder}/fresh.ts`);
    assertEquals([ran.code, ran.err], [0, ""]);
  });
});

Deno.test("the example of the strategies' folder is loaded from a checkout, with what it imports of it", async () => {
  const readme = await Deno.readTextFile(`${ROOT}strategies/README.md`);
  const example = /```ts\n(.*?)```/s.exec(readme)?.[1] ?? "";
  assert(example.includes('from "../src/core/reasons.ts"'));
  await inFolder(async (folder) => {
    const path = `${folder}/example.ts`;
    await Deno.writeTextFile(path, example.replaceAll('"../src/', `"${ROOT}src/`));
    const loaded = await loadStrategyFile(path);
    assert(loaded.ok, JSON.stringify(loaded));
    const made = loaded.value.make({});
    assert(made.ok, JSON.stringify(made));
    await Deno.writeTextFile(path, example);
    const elsewhere = await loadStrategyFile(path);
    assert(
      !elsewhere.ok && /line 3, column 30: cannot import/.test(elsewhere.reason.message),
      "no checkout there",
    );
  });
});
