import { assert, assertEquals } from "@std/assert";
import { readWorkerLine } from "../../../src/fleet/messages.ts";
import type { JobFile } from "../../../src/discovery/job.ts";
import { assertRefused, Child, filesIn, inFolder, type Ran, runMain } from "../support.ts";
import { job, jobFile } from "../../fleet/support.ts";

/** Nobody listens there; nothing here may get as far as asking. */
const NOWHERE = "http://127.0.0.1:9";
const CONFIG = {
  mode: "paper",
  balance: "1000.00",
  lead_minutes: 10,
  feeds: ["espn"],
  strategies: [{ name: "favorite_threshold", parameters: {} }],
};

/** Writes a file and gives its path. */
async function put(folder: string, name: string, content: unknown): Promise<string> {
  const path = `${folder}/${name}`;
  await Deno.writeTextFile(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}

async function worker(...argv: readonly string[]): Promise<Ran> {
  return await runMain("worker", "--env", NOWHERE, ...argv);
}

/** Shows that a file was refused; a code of 2 tells the manager besides that trying again cannot help. */
function assertUnusable(ran: Ran, message: RegExp): void {
  assertRefused(ran, ran.code === 2 ? 2 : 1, message);
}

const HERE = job();
const OTHER = job({ id: "nfl-2031-11-20-GB-IND", league: "nfl", event: "KXNFLGAME-31NOV20GBIND" });

Deno.test("a worker refuses what it cannot work with, in one line, before it waits for its game", async (test) => {
  await inFolder(async (folder) => {
    const one = await put(folder, "one.json", jobFile([HERE]));
    const two = await put(folder, "two.json", jobFile([HERE, OTHER]));

    await test.step("no job", async () => {
      assertRefused(await worker(), 2, /expected --job FILE/);
      assertRefused(await worker(one), 2, /expected --job FILE/);
      assertRefused(await worker("--job", one, "again"), 2, /expected --job FILE/);
    });

    await test.step("a job file that is none", async () => {
      const cases: readonly (readonly [string, unknown, RegExp])[] = [
        ["foreign.json", { hello: 1 }, /foreign\.json": expected a file that kalshi-live discover wrote/],
        ["text.json", "once upon a time", /it is no JSON/],
        ["empty.json", "", /it is no JSON/],
        [
          "later.json",
          { ...jobFile([HERE]), kalshi_live_jobs: 2 },
          /expected version 1, was 2; run kalshi-live discover again/,
        ],
        ["bad.json", jobFile([{ ...HERE, id: "../escape" }]), /bad\.json": .*id/],
        ["less.json", jobFile([{ ...HERE, homeMarket: undefined as unknown as string }]), /homeMarket/],
      ];
      for (const [name, content, message] of cases) {
        assertUnusable(await worker("--job", await put(folder, name, content)), message);
      }
      assertUnusable(await worker("--job", `${folder}/nothing.json`), /there is no such file/);
      assertUnusable(await worker("--job", folder), /it is a folder/);
    });

    await test.step("a game that is not in the file", async () => {
      assertRefused(
        await worker("--job", one, "--game", "nba-x"),
        2,
        /one of nba-2031-11-20-LAL-BOS, was nba-x/,
      );
      assertRefused(
        await worker("--job", two),
        2,
        /one of nba-2031-11-20-LAL-BOS, nfl-2031-11-20-GB-IND, was nothing/,
      );
      const none = await put(folder, "none.json", jobFile([]));
      assertRefused(await worker("--job", none), 2, /one of none/);
    });

    await test.step("a configuration that is wrong", async () => {
      const refused = async (content: unknown, message: RegExp) => {
        const config = await put(folder, "config.json", content);
        assertUnusable(await worker("--job", one, "--config", config), message);
      };
      await refused({ ...CONFIG, colour: "red" }, /config\.json: .*"colour"/);
      await refused({ ...CONFIG, balance: "-5" }, /balance: expected dollars above 0/);
      await refused("{", /Cannot read configuration ".*config\.json"/);
      const strategy = (name: string, parameters: unknown) => ({
        ...CONFIG,
        strategies: [{ name, parameters }],
      });
      await refused(strategy("favorite_threshold", { threshold: 2 }), /threshold: .*<=0\.95/);
      await refused(strategy("favorite_threshold", { tresh: 0.9 }), /tresh/);
      await refused(strategy("nobody", {}), /nobody: no such strategy, expected one of/);
      await refused({ ...CONFIG, mode: "real" }, /mode: .*"paper"\|"live"/);
      await refused(
        { ...CONFIG, mode: "live" },
        /Cannot trade live: no key is named for http.*; expected KALSHI_SIM_API_KEY_ID and/,
      );
      await refused(
        { ...CONFIG, mode: "live", limits: { max_order_value: "1000.01" } },
        /Cannot trade live with limits\.max_order_value 1000\.01: the hard cap is 1000\.00/,
      );
      assertUnusable(
        await worker("--job", one, "--config", `${folder}/no.json`),
        /Cannot read configuration/,
      );
    });

    await test.step("flags that are wrong", async () => {
      assertRefused(await worker("--job", one, "--time-lapse", "0"), 2, /--time-lapse/);
      assertRefused(await worker("--job", one, "--rate-share", "0"), 2, /--rate-share/);
      assertRefused(
        await worker("--job", one, "--feeds", "nowhere"),
        2,
        /--feeds: expected a URL, was "nowhere"/,
      );
      assertRefused(await runMain("worker", "--job", one, "--env", "moon"), 2, /moon/);
    });
  });
});

Deno.test("a worker sleeps until its game, with a sign of life, and ends at once when asked to", async () => {
  await inFolder(async (folder) => {
    const path = await put(folder, "one.json", jobFile([HERE]));
    const words = ["worker", "--env", NOWHERE, "--job", path, "--recordings", `${folder}/kept`];
    await using child = Child.program(words, { cwd: folder });
    await child.until(/"sleeping".*\n.*"sleeping".*\n/);
    child.signal("SIGTERM");
    const { code, out } = await child.ran();
    const lines = out.trimEnd().split("\n").map((line) => readWorkerLine(line));
    assert(lines.every((line) => line !== undefined), out);
    const last = lines.at(-1);
    assert(last?.type === "summary");
    assertEquals([code, last.id, last.final, last.recordings, last.recordingWhole], [
      0,
      HERE.id,
      false,
      [],
      true,
    ]);
    const first = lines[0];
    assert(first?.type === "status" && first.phase === "sleeping");
    assertEquals(first.wakesAt, HERE.startsAt - 10 * 60_000, "the lead time of config/nba.json");
    assertEquals(await filesIn(folder), ["one.json"], "nothing is recorded yet");
  });
});

Deno.test("work with a configuration that cannot be used ends, and does not try it again and again", async () => {
  await inFolder(async (folder) => {
    const path = await put(folder, "one.json", jobFile([HERE]));
    const config = await put(folder, "config.json", { ...CONFIG, colour: "red" });
    const words = ["work", "--plain", "--env", NOWHERE, "--job", path, "--config", config];
    await using child = Child.program([...words, "--recordings", folder], { cwd: folder });
    const triedAgain = await child.until(/; started again in/).then(() => true, () => false);
    if (triedAgain) child.signal("SIGTERM");
    const { code, err } = await child.ran();
    assert(!triedAgain, "trying again cannot help");
    assert(code !== 0 && /config\.json: .*"colour"/.test(err), err);
  });
});

Deno.test("work without games says so, and why, and is no failure", async () => {
  await inFolder(async (folder) => {
    const refused: JobFile["refused"] = [{ what: "KXNBAGAME-31NOV20LALBOS", reason: "no milestone" }];
    const path = await put(folder, "none.json", jobFile([], { refused }));
    const plain = await runMain("work", "--env", NOWHERE, "--plain", "--job", path);
    assertEquals([plain.code, plain.err], [0, ""]);
    assertEquals(plain.out, "No games to trade on 2031-11-20.\n  KXNBAGAME-31NOV20LALBOS: no milestone\n");
    const json = await runMain("work", "--env", NOWHERE, "--json", "--job", path);
    assertEquals([json.code, JSON.parse(json.out)], [0, { type: "no_games", date: "2031-11-20", refused }]);
  });
});

Deno.test("work refuses a job file that is none, and words", async () => {
  await inFolder(async (folder) => {
    const foreign = await put(folder, "foreign.json", { hello: 1 });
    assertRefused(
      await runMain("work", "--plain", "--job", foreign),
      1,
      /expected a file that kalshi-live discover wrote/,
    );
    assertRefused(await runMain("work", "--plain", "--job", `${folder}/no.json`), 1, /there is no such file/);
    assertRefused(await runMain("work", "today"), 2, /"today": work takes no words/);
    assertRefused(
      await runMain("work", "--league", "curling"),
      2,
      /--league: expected some of .*, was "curling"/,
    );
    assertRefused(await runMain("work", "--date", "2026-02-30"), 2, /--date: expected a date/);
  });
});
