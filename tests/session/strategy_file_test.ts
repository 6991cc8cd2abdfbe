import { assert, assertEquals } from "@std/assert";
import { filesIn, inFolder, runChild, runMain } from "../cli/support.ts";

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

Deno.test("a strategy is loaded from a file, trades, and is loaded again for the replay", async () => {
  await inFolder(async (folder) => {
    const path = `${folder}/mine.js`;
    await Deno.writeTextFile(path, MINE);
    const ran = await demoWith(`${folder}/kept`, path);
    assertEquals([ran.code, ran.err], [0, ""]);
    const lines = ran.out.trimEnd().split("\n").map((line) => JSON.parse(line));
    const orders = lines.filter(({ type }) => type === "order");
    assert(orders.length > 0 && orders.every(({ strategy }) => strategy === "mine"), ran.out.slice(0, 500));
    const replay = await runMain("replay", lines.at(-1).recording);
    assert(replay.code === 0 && /identical/.test(replay.err), replay.err);
  });
});

Deno.test("a relative path is recorded so that a replay from another folder finds it", async () => {
  await inFolder(async (folder) => {
    await Deno.writeTextFile(`${folder}/mine.js`, MINE);
    const argv = ["demo", "--seconds", "1", "--json", "--strategy", "./mine.js"];
    const ran = await runChild(argv, { cwd: folder });
    assertEquals([ran.code, ran.err], [0, ""]);
    const recording = `${folder}/${JSON.parse(ran.out.trimEnd().split("\n").at(-1) ?? "").recording}`;
    const replay = await runMain("replay", recording);
    assert(replay.code === 0 && /identical/.test(replay.err), replay.err);
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
      ["odd.js", MINE.replace('"mine"', '"My Strategy"'), /expected a name such as my_strategy/],
      ["taken.js", MINE.replace('"mine"', '"favorite_threshold"'), /the name favorite_threshold is taken/],
      ["lazy.js", MINE.replace("create:", "make:"), /create: expected a function/],
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

Deno.test("a name with characters that mean something in a link is a file's name all the same", async () => {
  await inFolder(async (folder) => {
    const path = `${folder}/my #1 strategy?%41.js`;
    await Deno.writeTextFile(path, MINE);
    const ran = await demoWith(`${folder}/kept`, path);
    assertEquals([ran.code, ran.err], [0, ""]);
  });
});
