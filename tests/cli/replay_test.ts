/**
 * What `replay`, `export` and `backtest --as-recorded` run.
 *
 * Invariants: nothing that a recording names is loaded or run; a rule of a file comes from `--strategy FILE` alone, and
 * whether it is the recorded one is told; what no flag changes is as it was recorded.
 *
 * @module
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { formatHeader } from "../../src/recording/format/format.ts";
import { plainBytes } from "../session/support.ts";
import { assertRefused, inFolder, type Ran, runMain } from "./support.ts";

/** A rule that tells when it is run: it adds to a list that all rules of these tests share. */
function ruleText(name: string, most = 9_900): string {
  return `
import { z } from "zod";
import { FIRST } from "./first.ts";
globalThis.rulesThatRan = [...globalThis.rulesThatRan ?? [], "${name}"];
export default {
  name: "${name}",
  category: "test",
  description: "buys what it is told, once",
  parameters: z.strictObject({ most: z.number().default(${most}), wait_seconds: z.number().default(60) }),
  create({ most }) {
    const bought = new Set();
    return {
      onState({ market }) {
        const price = market.book.bestAsk;
        if (price === undefined || price > most || bought.has(market.ticker)) return { code: "NO_ASK" };
        bought.add(market.ticker);
        return [{ action: "buy", market: market.ticker, price, size: { quantity: FIRST } }];
      },
    };
  },
};
`;
}

function rulesThatRan(): unknown {
  const ran: unknown = Reflect.get(globalThis, "rulesThatRan");
  Reflect.deleteProperty(globalThis, "rulesThatRan");
  return ran;
}

/** A recorded session. */
interface Recorded {
  readonly path: string;
  readonly file: string;
  readonly header: Record<string, unknown> & { config: { strategies: Record<string, unknown>[] } };
  /** Its recording with another header, beside a copy of its decisions. */
  readonly again: (change: (config: Recorded["header"]["config"]) => void) => Promise<string>;
}

/** Records a short session of a file's rule; every test has a name of its own, so that none was run before. */
async function recorded(folder: string, name: string, ...more: readonly string[]): Promise<Recorded> {
  const file = `${folder}/rule.ts`;
  await Deno.writeTextFile(`${folder}/first.ts`, "export const FIRST = 500;\n");
  await Deno.writeTextFile(file, ruleText(name));
  const ran = await runMain(
    ...["demo", "--seconds", "1", "--json", "--recordings", `${folder}/kept`, "--strategy", file, ...more],
  );
  assertEquals([ran.code, ran.err], [0, ""]);
  rulesThatRan();
  const path: string = JSON.parse(ran.out.trimEnd().split("\n").at(-1) ?? "").recording;
  const lines = new TextDecoder().decode(await plainBytes(path)).split("\n");
  const { check: _, ...header } = JSON.parse(lines[0] ?? "");
  const again: Recorded["again"] = async (change) => {
    const other = structuredClone(header);
    change(other.config);
    const stem = `${folder}/${crypto.randomUUID()}`;
    await Deno.writeTextFile(`${stem}.jsonl`, formatHeader(other) + lines.slice(1).join("\n"));
    const decisions = path.replace(/\.jsonl\.gz$/, ".decisions.jsonl");
    await Deno.copyFile(decisions, `${stem}.decisions.jsonl`);
    return `${stem}.jsonl`;
  };
  return { path, file, header, again };
}

function firstOf({ config }: Pick<Recorded["header"], "config">): Record<string, unknown> {
  const [first] = config.strategies;
  assert(first !== undefined);
  return first;
}

Deno.test("no command runs the file that a recording names, wherever it lies", async () => {
  await inFolder(async (folder) => {
    const { file, again } = await recorded(folder, "named_by_header");
    // An older recording, or one that somebody else made: the whole path of a file that is there.
    await Deno.writeTextFile(file, ruleText("named_by_header", 9_000));
    const path = await again((config) => {
      for (const rule of config.strategies) Object.assign(rule, { file });
    });
    const hint = /strategy named_by_header of the file "rule\.ts", .*pass --strategy FILE/;
    assertRefused(await runMain("replay", path), 1, hint);
    assertRefused(await runMain("replay", path, "--latency", "20ms"), 1, hint);
    assertRefused(await runMain("export", path, "--what", "orders"), 1, hint);
    const tested = await runMain("backtest", path, "--as-recorded", "--recordings", `${folder}/runs`);
    assertRefused(tested, 1, hint);
    assertEquals(rulesThatRan(), undefined);
  });
});

Deno.test("with the file given, a session's recording gives its decisions in replay, export and backtest", async () => {
  await inFolder(async (folder) => {
    const { path, file } = await recorded(folder, "given_by_flag", "--params", '{"most":9000}');
    const replay = await runMain("replay", path, "--strategy", file);
    assertEquals(replay.code, 0, replay.err);
    assertMatch(replay.err, /^\d+ decisions, identical to those of the session\n$/);
    const rows = await runMain("export", path, "--what", "orders", "--format", "jsonl", "--strategy", file);
    assert(rows.code === 0 && rows.out.includes('"given_by_flag"'), rows.err);
    const orders = new Set(rows.out.trimEnd().split("\n").map((line) => JSON.parse(line).client_order_id));
    const tested = await runMain(
      ...["backtest", path, "--as-recorded", "--recordings", `${folder}/kept`, "--strategy", file, "--json"],
    );
    assertEquals(tested.code, 0, tested.err);
    const { folder: run } = JSON.parse(tested.out);
    assert(orders.size > 0);
    const { rules } = JSON.parse(await Deno.readTextFile(`${run}/config.json`));
    assertEquals(Object.keys(rules), ["given_by_flag"]);
  });
});

Deno.test("a rule whose file, or one that it imports, has changed is told apart from the recorded one", async () => {
  await inFolder(async (folder) => {
    const { path, file, again } = await recorded(folder, "changed_since");
    await Deno.writeTextFile(`${folder}/first.ts`, "export const FIRST = 700;\n");
    const changed =
      /strategy changed_since: its file, or one that it imports, is not as it was recorded \(sha256 /;
    const replay = await runMain("replay", path, "--strategy", file);
    assertMatch(replay.err, changed);
    assertMatch(replay.err, /Decision \d+ differs/);
    assertEquals(replay.code, 1);
    const tested = await runMain(
      ...["backtest", path, "--as-recorded", "--recordings", `${folder}/kept`, "--strategy", file],
    );
    assert(tested.code === 0 && changed.test(tested.out), tested.out + tested.err);
    await Deno.writeTextFile(`${folder}/first.ts`, "export const FIRST = 500;\n");
    const old = await again((config) => config.strategies.forEach((rule) => delete rule.sha256));
    const trusted = await runMain("replay", old, "--strategy", file);
    assert(trusted.code === 0, trusted.err);
    assertMatch(trusted.err, /does not tell which text of the file it ran.*\n\d+ decisions, identical/);
  });
});

Deno.test("another strategy or another setting is run and shown, and nothing is compared", async () => {
  await inFolder(async (folder) => {
    const { path, file } = await recorded(folder, "other_rule");
    const notCompared = /^this is not the setup that was recorded: decisions are shown, not compared\n$/;
    const strategiesOf = ({ out }: Ran) =>
      new Set(
        out.trimEnd().split("\n").map((line) => JSON.parse(line)).flatMap(({ type, strategy }) =>
          type === "order" ? strategy : []
        ),
      );
    const params = ["--params", '{"threshold":0.6}'];
    const other = await runMain("replay", path, "--strategy", "favorite_threshold", ...params, "--json");
    assert(other.code === 0, other.err);
    assertMatch(other.err, notCompared);
    assertEquals(strategiesOf(other), new Set(["favorite_threshold"]));
    // The recorded rule with another parameter: the rest is as it was.
    const changed = ["--strategy", file, "--params", '{"most":1}', "--json"];
    const idle = await runMain("replay", path, ...changed);
    assertMatch(idle.err, notCompared);
    assertEquals(strategiesOf(idle), new Set());
  });
});

Deno.test("orders that went to an exchange are replayed with what became of them, and named so; other rules trade on paper", async () => {
  await inFolder(async (folder) => {
    const { header, path, file } = await recorded(folder, "live_rule");
    const text = new TextDecoder().decode(await plainBytes(path));
    const inputs = text.slice(text.indexOf("\n") + 1);
    const live = { ...header, config: { ...header.config, mode: "live" } };
    const without = `${folder}/without.jsonl`;
    await Deno.writeTextFile(without, formatHeader(live as never) + inputs);
    const cannot = /its orders went to an exchange, and it does not have what became of them\n$/;
    for (const command of ["replay", "export"]) {
      const more = command === "export" ? ["--what", "orders"] : [];
      assertMatch((await runMain(command, without, "--strategy", file, ...more)).err, cannot);
    }
    assertMatch((await runMain("backtest", without, "--as-recorded", "--strategy", file)).err, cannot);
    const whole = `${folder}/whole.jsonl`;
    await Deno.writeTextFile(whole, formatHeader({ ...live, orders: "recorded" } as never) + inputs);
    const same = await runMain("replay", whole, "--strategy", file);
    assert(same.code === 0, same.err);
    assertMatch(same.out, /^Session summary · LIVE · replay of sim/);
    const changed = await runMain("replay", whole, "--strategy", file, "--latency", "70ms");
    assertMatch(changed.err, /whose orders went to an exchange; here they are on paper: decisions are shown/);
    assertMatch(changed.out, /^Session summary · PAPER ·/);
    rulesThatRan();
  });
});

Deno.test("what flags do not name is as recorded, in the time of the recording", async () => {
  await inFolder(async (folder) => {
    const ran = await runMain(
      ...[
        "demo",
        "--seconds",
        "1",
        "--json",
        "--recordings",
        folder,
        "--threshold",
        "0.6",
        "--balance",
        "777",
      ],
    );
    const path: string = JSON.parse(ran.out.trimEnd().split("\n").at(-1) ?? "").recording;
    const same = ["--strategy", "favorite_threshold", "--threshold", "0.6"];
    for (const argv of [[], same, ["--balance", "777"], ["--latency", "50ms"], ["--max-hold", "2"]]) {
      const replay = await runMain("replay", path, ...argv);
      assert(replay.code === 0 && /identical/.test(replay.err), `${argv}: ${replay.err}`);
    }
    const later = await runMain("replay", path, "--latency", "60s");
    assertMatch(later.err, /shown, not compared/);
    assertMatch(later.out, /\$777\.00/);
  });
});

Deno.test("a recording without a setup is run with what flags say, and not without any", async () => {
  await inFolder(async (folder) => {
    const { again } = await recorded(folder, "no_setup_there");
    const path = await again((config) => {
      for (const key of Object.keys(config)) Reflect.deleteProperty(config, key);
    });
    assertRefused(await runMain("replay", path), 1, /holds no session's setup .*--strategy/);
    const replay = await runMain("replay", path, "--strategy", "favorite_threshold");
    assertEquals(replay.code, 0);
    assertEquals(replay.err, "this recording holds no session's setup: decisions are shown, not compared\n");
  });
});

Deno.test("--as-recorded takes files of rules and nothing else of a setup", async () => {
  await inFolder(async (folder) => {
    const { path, file } = await recorded(folder, "as_it_was");
    for (
      const argv of [["--latency", "20ms"], ["--strategy", "favorite_threshold"], ["--params", "{}"]]
    ) {
      const ran = await runMain("backtest", path, "--as-recorded", "--strategy", file, ...argv);
      assertRefused(ran, 2, /--as-recorded.*--strategy FILE/);
    }
  });
});

Deno.test("the header says which text of a rule ran", async () => {
  await inFolder(async (folder) => {
    const { header } = await recorded(folder, "known_text");
    const { name, file, sha256 } = firstOf(header);
    assertEquals([name, file], ["known_text", "rule.ts"]);
    assertMatch(String(sha256), /^[0-9a-f]{64}$/);
  });
});
