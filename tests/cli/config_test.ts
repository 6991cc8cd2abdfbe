/**
 * Settings of the trader's own: where they are found, which wins, and that they decide.
 *
 * @module
 */
import { assert, assertEquals, assertMatch } from "@std/assert";
import { parseFlags } from "../../src/cli/flags.ts";
import { configFolder } from "../../src/cli/user_file.ts";
import { readJobSetup } from "../../src/cli/work/setup.ts";
import { WORKER } from "../../src/cli/work/worker.ts";
import { plainBytes } from "../session/support.ts";
import { job } from "../fleet/support.ts";
import { assertRefused, inFolder, runChild, runMain } from "./support.ts";

const RULE = `
export default {
  name: "quiet",
  category: "test",
  description: "waits",
  parameters: { safeParse: (data) => ({ success: true, data }) },
  create: () => ({ onState: () => ({ code: "WAIT" }) }),
};
`;

interface Shown {
  readonly file: string | null;
  readonly settings: readonly { readonly key: string; readonly value: unknown; readonly from: string }[];
  readonly strategies: { readonly from: string; readonly rules: readonly Record<string, unknown>[] };
}

/** What `config --json` says, in a folder that is the current one and has the system's configurations in it. */
async function shown(folder: string, ...argv: readonly string[]): Promise<Shown> {
  const ran = await runChild(["config", "--json", ...argv], {
    cwd: folder,
    environment: { XDG_CONFIG_HOME: `${folder}/settings` },
  });
  assertEquals([ran.code, ran.err], [0, ""]);
  return JSON.parse(ran.out);
}

function valueOf({ settings }: Shown, key: string): readonly [unknown, string | undefined] {
  const found = settings.find((each) => each.key === key);
  return [found?.value, found?.from];
}

async function write(path: string, value: unknown): Promise<string> {
  await Deno.mkdir(path.slice(0, path.lastIndexOf("/")), { recursive: true });
  await Deno.writeTextFile(path, typeof value === "string" ? value : JSON.stringify(value));
  return path;
}

Deno.test("the configuration folder of each system", () => {
  const none = { XDG_CONFIG_HOME: undefined, HOME: undefined, APPDATA: undefined };
  const home = { ...none, HOME: "/home/me" };
  assertEquals(configFolder("linux", home), "/home/me/.config/kalshi-live");
  assertEquals(configFolder("linux", { ...home, XDG_CONFIG_HOME: "/x" }), "/x/kalshi-live");
  assertEquals(configFolder("linux", { ...home, XDG_CONFIG_HOME: "" }), "/home/me/.config/kalshi-live");
  assertEquals(configFolder("darwin", home), "/home/me/Library/Application Support/kalshi-live");
  assertEquals(configFolder("windows", { ...none, APPDATA: "C:/Data" }), "C:/Data/kalshi-live");
  for (const os of ["linux", "darwin", "windows"] as const) assertEquals(configFolder(os, none), undefined);
});

// Only Linux has a variable of its own for that folder: that of the others is needed by Deno too.
const ignore = Deno.build.os !== "linux";

Deno.test("the file of the current folder counts first, a named one before both", { ignore }, async () => {
  await inFolder(async (folder) => {
    const key = "limits.max_daily_loss";
    assertEquals(valueOf(await shown(folder), key), ["200.00", "shipped"]);
    const ofSystem = await write(`${folder}/settings/kalshi-live/kalshi-live.json`, {
      limits: { max_daily_loss: "10", max_open_orders: 2 },
    });
    assertEquals(valueOf(await shown(folder), key), ["10.00", ofSystem]);
    await write(`${folder}/kalshi-live.json`, { limits: { max_daily_loss: "20" } });
    const here = await shown(folder);
    assertEquals([valueOf(here, key), here.file], [["20.00", "kalshi-live.json"], "kalshi-live.json"]);
    assertEquals(valueOf(here, "limits.max_open_orders"), [20, "shipped"], "one file counts alone");
    const named = await write(`${folder}/other.json`, '\ufeff{"limits":{"max_daily_loss":30}}');
    assertEquals(valueOf(await shown(folder, "--config", named), key), ["30.00", named]);
    const flag = ["--config", named, "--limit", "max_daily_loss=40"];
    assertEquals(valueOf(await shown(folder, ...flag), key), ["40.00", "--limit"]);
  });
});

Deno.test("a league's settings are below the trader's file, one that is named above it", async () => {
  await inFolder(async (folder) => {
    const file = `${folder}/kalshi-live.json`;
    await write(file, { paper: { balance: "77" } });
    const nba = await shown(folder, "--league", "nba");
    assertEquals(valueOf(nba, "paper.balance"), ["77.00", "kalshi-live.json"]);
    assertEquals(nba.strategies.from, "config/nba.json");
    const league = await write(`${folder}/mine/nba.json`, {
      mode: "paper",
      balance: "88",
      lead_minutes: 5,
      feeds: ["espn"],
      strategies: [{ file: "./quiet.ts" }],
      limits: { max_open_orders: 1 },
    });
    const mine = await shown(folder, "--league", "nba", "--config", league);
    assertEquals(valueOf(mine, "paper.balance"), ["88.00", league]);
    assertEquals(valueOf(mine, "limits.max_open_orders"), [1, league]);
    assertEquals(mine.strategies, {
      from: league,
      rules: [{ file: `${folder}/mine/quiet.ts`, parameters: {} }],
    });
    const both = await shown(folder, "--league", "nba", "--config", league, "--config", file);
    assertEquals([valueOf(both, "paper.balance")[0], both.file], ["88.00", file]);
  });
});

Deno.test("a league's own file names a rule of a file, and its worker's setup has that rule and its text", async () => {
  await inFolder(async (folder) => {
    await write(`${folder}/rules/quiet.js`, RULE);
    const league = await write(`${folder}/rules/nba.json`, {
      mode: "paper",
      balance: "88",
      lead_minutes: 5,
      feeds: ["espn"],
      strategies: [{ file: "./quiet.js" }, "favorite_threshold"],
      limits: { max_daily_loss: 7 },
    });
    const flags = parseFlags(WORKER, ["--config", league, "--limit", "max_open_orders=4"]);
    const { setup, registry, config } = await readJobSetup(flags, job());
    assertEquals(setup.strategies.map(({ name }) => name), ["quiet", "favorite_threshold"]);
    const [quiet] = setup.strategies;
    assertEquals(quiet?.file, `${folder}/rules/quiet.js`);
    assertMatch(String(quiet?.sha256), /^[0-9a-f]{64}$/);
    assert(registry.has("quiet"));
    const { maxDailyLoss, maxOpenOrders } = setup.limits;
    assertEquals([maxDailyLoss, maxOpenOrders, setup.startingCash, config.lead_minutes].map(Number), [
      7_000_000,
      4,
      88_000_000,
      5,
    ]);
  });
});

Deno.test("settings decide a session, and its recording keeps them", async () => {
  await inFolder(async (folder) => {
    await write(`${folder}/quiet.js`, RULE);
    const config = await write(`${folder}/settings.json`, {
      limits: { max_open_orders: 2 },
      exits: { chase_ms: 1_000 },
      paper: { balance: 123 },
      strategies: ["./quiet.js", { name: "favorite_threshold", parameters: { threshold: 0.7 } }],
      display: { form: "json" },
    });
    const ran = await runMain(
      ...["demo", "--seconds", "1", "--recordings", `${folder}/kept`, "--config", config],
      ...["--limit", "max_order_value=12.50", "--params", '{"favorite_threshold":{"stake":9}}'],
    );
    assertEquals(ran.code, 0, ran.err);
    const last = JSON.parse(ran.out.trimEnd().split("\n").at(-1) ?? "");
    const [first = ""] = new TextDecoder().decode(await plainBytes(last.recording)).split("\n");
    const { limits, exits, startingCash, strategies, timeLapse } = JSON.parse(first).config;
    assertEquals([limits.maxOpenOrders, limits.maxOrderValue, startingCash], [2, 12_500_000, 123_000_000]);
    assertEquals(exits.chaseMs, 1_000 / timeLapse);
    assertEquals(strategies.map(({ name }: { name: string }) => name), ["quiet", "favorite_threshold"]);
    const { threshold, stake } = strategies[1].parameters;
    assertEquals([threshold, stake], [0.7, 9]);
    // A replay has the recorded limits, whatever the file says by now, and flags change what they name.
    await write(config, { limits: { max_open_orders: 1 } });
    const own = ["--strategy", `${folder}/quiet.js`, "--strategy", "favorite_threshold"];
    const again = await runMain("replay", last.recording, ...own);
    assertMatch(again.err, /identical/);
    const other = await runMain("replay", last.recording, ...own, "--limit", "max_order_value=1");
    assertMatch(other.err, /shown, not compared/);
  });
});

Deno.test("--limit and --exit that cannot be used say what would be right", async () => {
  const refused = async (pair: string, message: RegExp, flag = "--limit") =>
    assertRefused(await runMain("config", flag, pair), 2, message);
  await refused("max_daly_loss=5", /did you mean max_daily_loss\?/);
  await refused("nothing=5", /expected one of max_book_age_ms, /);
  await refused("max_daily_loss", /expected max_daily_loss=VALUE/);
  await refused("max_daily_loss=", /expected dollars .* was ""/);
  await refused("max_daily_loss=-5", /expected dollars with at most 6 decimals, 0\.01 to /);
  await refused("max_open_orders=2.5", /expected a whole number, 1 to /);
  await refused("max_daily_loss=5", /no such setting/, "--exit");
  const twice = await runMain("config", "--limit", "collar=0.1", "--limit", "collar=0.2");
  assertRefused(twice, 2, /--limit collar twice/);
  assertRefused(await runMain("config", "--limit", "collar=0.01"), 2, /exits\.slippage 0\.02 \(shipped\)/);
});

Deno.test("a settings file that cannot be read or used ends the command in one line", async () => {
  await inFolder(async (folder) => {
    const refused = async (content: unknown, message: RegExp) => {
      const config = await write(`${folder}/mine.json`, content);
      for (const command of [["config"], ["demo", "--seconds", "1"], ["serve"], ["backtest"]]) {
        assertRefused(
          await runMain(...command, "--config", config, ...recordingsOf(command, folder)),
          2,
          message,
        );
      }
    };
    await refused("{", /Cannot read configuration ".*mine\.json"/);
    await refused({ limits: { max_daly_loss: 1 } }, /did you mean max_daily_loss\?/);
    assertRefused(
      await runMain("config", "--config", `${folder}/no.json`),
      2,
      /no\.json": there is no such file/,
    );
  });
});

function recordingsOf([command]: readonly string[], folder: string): string[] {
  return command === "config" ? [] : ["--recordings", folder];
}

Deno.test("config shows a table by itself, and runs no rule that a file names", async () => {
  await inFolder(async (folder) => {
    await write(`${folder}/loud.js`, "globalThis.loudRan = true;" + RULE);
    const config = await write(`${folder}/mine.json`, { strategies: ["./loud.js"] });
    const ran = await runMain("config", "--config", config);
    assertMatch(ran.out, /^SETTING +VALUE +FROM\n/);
    assertMatch(ran.out, /\nlimits\.max_daily_loss +200\.00 +shipped\n/);
    assert(ran.out.includes(`${folder}/loud.js`) && ran.out.includes(`Settings file: ${config}`), ran.out);
    assertEquals(Reflect.get(globalThis, "loudRan"), undefined);
  });
});
