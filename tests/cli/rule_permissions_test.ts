/**
 * What a rule of a user's own file can do where the program can hold it.
 *
 * Invariants: no command that runs no session has the network, other programs or the environment while a rule runs; in a
 * sweep and under `serve` a rule can write nothing but, under `serve`, the folder of recordings.
 *
 * @module
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { recordGames } from "../backtest/sweep/support.ts";
import { serveFolder } from "../../src/cli/backtest/served.ts";
import { hostOf, mustReach, rulePermissions, workerPermissions } from "../../src/cli/granted.ts";
import { BacktestRequestSchema } from "../../src/backtest/request.ts";
import { HOSTS, PERMISSIONS } from "../../src/permissions.ts";
import { readStrategyFiles } from "../../src/session/strategy_source/strategy_file.ts";
import { must } from "../session/support.ts";
import { inFolder, runChild } from "./support.ts";

/** A rule that tells in its refusals what it may do, and tries to. */
function probe(outside: string): string {
  return `
import { z } from "zod";
const may = (descriptor) => Deno.permissions.querySync(descriptor).state === "granted";
const tried = (what) => {
  try {
    what();
    return true;
  } catch {
    return false;
  }
};
const code = [
  may({ name: "net", host: "127.0.0.1" }) && "NET",
  may({ name: "run" }) && "RUN",
  tried(() => Deno.env.get("HOME")) && "ENV",
  tried(() => Deno.env.get("KALSHI_PRIVATE_KEY_PATH")) && "ENV",
  tried(() => Deno.writeTextFileSync(${JSON.stringify(outside)}, "x")) && "WRITE",
  tried(() => new Worker("data:text/javascript,", { type: "module", deno: { permissions: { net: true } } })) && "WIDER",
].filter(Boolean).join("_") || "HELD";
export default {
  name: "probe",
  category: "test",
  description: code,
  parameters: z.strictObject({ least: z.number().min(0).max(1).default(0.5) }),
  create: () => ({ onState: () => ({ code }) }),
};
`;
}

Deno.test("in replay, strategies and export a rule has no network, no programs, no environment, and writes nothing", async () => {
  await inFolder(async (folder) => {
    await recordGames(`${folder}/kept`, 1);
    const file = `${folder}/probe.ts`;
    await Deno.writeTextFile(file, probe(`${folder}/outside`));
    const explained = await runChild(["strategies", file], { cwd: folder });
    assertMatch(explained.out, /^HELD$/m);
    const [path] = [...walk(`${folder}/kept`)];
    const replay = await runChild(["replay", path ?? "", "--strategy", file, "--json"], { cwd: folder });
    assertEquals(replay.code, 0, replay.err);
    assertEquals(await exists(`${folder}/outside`), false);
  });
});

Deno.test("in a backtest a rule has no network, no programs and no environment; in a sweep it writes nothing either", async () => {
  await inFolder(async (folder) => {
    await recordGames(`${folder}/kept`, 2);
    const file = `${folder}/probe.ts`;
    await Deno.writeTextFile(file, probe("/dev/full/no"));
    const shared = ["--strategy", file, "--recordings", `${folder}/kept`];
    const tested = await runChild(["backtest", ...shared, "--json"], { cwd: folder });
    assertEquals(tested.code, 0, tested.err);
    const report = await Deno.readTextFile(`${JSON.parse(tested.out).folder}/report.html`);
    assert(report.includes("HELD"), "the reasons tell what it may do");
    await Deno.writeTextFile(file, probe(`${folder}/outside`).replace(/create: [^\n]*/, HELD_OR_THROWN));
    const swept = await runChild(["sweep", ...shared, "--grid", '{"least":[0.1,0.2]}', "--json"], {
      cwd: folder,
    });
    assertEquals(swept.code, 0, swept.err);
    const { best } = JSON.parse(swept.out);
    assertEquals(best.length, 2);
  });
});

/** In a worker of a sweep: a rule that could do anything makes the sweep fail. On the main thread parameters are checked alone. */
const HELD_OR_THROWN =
  'create: () => { if (typeof WorkerGlobalScope !== "undefined" && code !== "HELD") throw new Error(code); return { onState: () => ({ code }) }; },';

Deno.test("under serve a rule reaches the folder of recordings and nothing else", async () => {
  await inFolder(async (folder) => {
    const root = `${folder}/kept`;
    await recordGames(root, 1);
    const file = `${folder}/probe.ts`;
    await Deno.writeTextFile(file, probe(`${folder}/outside`));
    const served = serveFolder(root, { texts: must(await readStrategyFiles([file])) });
    const request = BacktestRequestSchema.parse({ strategies: [{ name: "probe" }] });
    const run = must(await served.runBacktest(request));
    await served.close?.();
    assert((await Deno.readTextFile(`${run.folder}/report.html`)).includes("HELD"));
    const { setup } = JSON.parse(await Deno.readTextFile(`${run.folder}/config.json`));
    assertMatch(setup.strategies[0].sha256, /^[0-9a-f]{64}$/);
    assertEquals(await exists(`${folder}/outside`), false);
    // A request names a rule, never a file.
    const wish = BacktestRequestSchema.parse({ strategies: [{ name: file }] });
    const again = serveFolder(root);
    const refused = await again.runBacktest(wish);
    await again.close?.();
    assert(!refused.ok && refused.reason.code === "unknown_strategy", JSON.stringify(refused));
  });
});

Deno.test("the network is the exchange, the scoreboards and this machine, each named", () => {
  assert(HOSTS.length > 8 && HOSTS.every((host) => !host.includes("*")), HOSTS.join());
  assert(PERMISSIONS.includes(`--allow-net=${HOSTS.join(",")}`));
  assertEquals(hostOf("https://external-api.kalshi.com/trade-api/v2"), "external-api.kalshi.com:443");
  assertEquals([hostOf("ws://127.0.0.1:9/x"), hostOf("http://a.b")], ["127.0.0.1:9", "a.b:80"]);
});

Deno.test("another host is refused in a line that says how to allow it", async () => {
  mustReach("http://127.0.0.1:9", "--env");
  for (const argv of [["KXNBAGAME-26NOV22LALBOS"], ["discover"], ["work"]]) {
    const ran = await runChild([...argv, "--env", "https://exchange.example"]);
    assertEquals(ran.code, 2, ran.err);
    assertMatch(
      ran.err,
      /--env: this program may not reach exchange\.example:443; .*--allow-net.*compile --host/,
    );
  }
});

Deno.test("a worker process gets what it needs, no programs, and nothing that its parent does not have", () => {
  const flags = workerPermissions(["exchange.example:443"], ["."]);
  assert(flags.some((flag) => flag.startsWith("--allow-net=") && flag.endsWith(",exchange.example:443")));
  assert(!flags.some((flag) => /run|ffi|sys|all$/.test(flag)), flags.join(" "));
  assertEquals(rulePermissions().write, false);
});

Deno.test({
  name: "of a narrower parent a worker process gets no more",
  permissions: { net: ["127.0.0.1"], read: [Deno.cwd()], write: false, env: ["TERM"], run: false },
  fn: () => {
    assertEquals(workerPermissions(["exchange.example:443"], [Deno.cwd(), "/etc"]), [
      "--allow-net=127.0.0.1",
      `--allow-read=${Deno.cwd()}`,
      "--allow-env=TERM",
    ]);
  },
});

function* walk(folder: string): Generator<string> {
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    if (isDirectory) yield* walk(`${folder}/${name}`);
    else if (/\.jsonl(\.gz)?$/.test(name) && !name.includes(".decisions.")) yield `${folder}/${name}`;
  }
}

async function exists(path: string): Promise<boolean> {
  return await Deno.lstat(path).then(() => true, () => false);
}
