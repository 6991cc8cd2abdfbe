import { assert, assertEquals, assertMatch } from "@std/assert";
import { DISCOVER, discoverCommand, discoveryLines } from "../../src/cli/discover.ts";
import { CliError } from "../../src/cli/program.ts";
import { parseFlags } from "../../src/cli/flags.ts";
import { easternDate } from "../../src/lib/new_york.ts";
import { type Job, JOB_VERSION, type JobFile, jobFileSchema } from "../../src/discovery/job.ts";
import { readJobFile } from "../../src/discovery/job_store.ts";
import { startSimulator } from "../../src/simulator/mod.ts";
import { filesIn, inFolder, type Ran } from "./support.ts";

/** Runs the command in this process. */
async function run(...argv: readonly string[]): Promise<Ran> {
  let out = "";
  let err = "";
  const output = {
    line: (text: string) => void (out += `${text}\n`),
    write: (text: string) => Promise.resolve(void (out += text)),
    note: (text: string) => void (err += `${text}\n`),
  };
  try {
    return { code: await discoverCommand(parseFlags(DISCOVER, argv), output), out, err };
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    return { code: error.exitCode, out, err: `${err}${error.message}` };
  }
}

/** Nothing listens there. */
const NOWHERE = "http://127.0.0.1:1";

const WRONG: readonly (readonly [readonly string[], RegExp])[] = [
  [["--date", "tomorrow"], /^Cannot use --date: expected a date such as 2026-11-22, was "tomorrow"$/],
  [["--date", "2026-02-30"], /^Cannot use --date: expected a date such as 2026-11-22, was "2026-02-30"$/],
  [
    ["--league", "nba,nhl"],
    /^Cannot use --league: expected some of nba, nfl, ncaamb, ncaaf, wnba, was "nhl"$/,
  ],
  [["--league", "nba,"], /^Cannot use --league: expected some of .*, was ""$/],
  [["--env", "ftp://x"], /^Cannot use environment "ftp:\/\/x"/],
  [["--feeds", "nowhere"], /^Cannot use --feeds: expected a URL, was "nowhere"$/],
  [["today"], /^Cannot use "today": discover takes no words$/],
];

for (const [argv, message] of WRONG) {
  Deno.test(`usage: discover ${argv.join(" ")}`, async () => {
    await inFolder(async (folder) => {
      const place = argv.includes("--env") ? [] : ["--env", NOWHERE];
      const ran = await run(...argv, ...place, "--out", folder);
      assertEquals([ran.code, ran.out], [2, ""]);
      assertMatch(ran.err, message);
      assertEquals(await filesIn(folder), []);
    });
  });
}

Deno.test("an exchange that answers nothing usable is one line, and no file is written", async () => {
  await inFolder(async (folder) => {
    // It refuses for good: what may pass is tried again, and that takes its time.
    const refuse = () => new Response("<html>", { status: 403 });
    await using server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, refuse);
    const env = `http://127.0.0.1:${server.addr.port}`;
    const ran = await run("--env", env, "--league", "nba", "--date", "2026-11-22", "--out", folder);
    assertEquals([ran.code, ran.out], [1, ""]);
    assertMatch(ran.err, /^Cannot read \/events[^\n]*403[^\n]*$/);
    assertEquals(await filesIn(folder), []);
  });
});

Deno.test("a slate is discovered, shown and written; --json shows the file itself", async () => {
  const started = await startSimulator({
    plan: { kind: "slate", games: 2, seed: 5 },
    waitForSubscriber: true,
  });
  assert(started.ok, started.ok ? "" : started.reason.message);
  const { url, games, close } = started.value;
  try {
    await inFolder(async (folder) => {
      const [first] = games;
      assert(first !== undefined);
      const date = easternDate(first.startsAt);
      const words = ["--env", url, "--date", date, "--league", "nba,nfl", "--out", `${folder}/jobs`];
      const shown = await run(...words);
      assertEquals(shown.code, 0, shown.err);
      const path = `${folder}/jobs/${date}.json`;
      assertMatch(shown.out, /^League +New York +Here +Game +Event +Markets +Scoreboards\n/);
      assertMatch(shown.out, new RegExp(`${first.away.code} at ${first.home.code} +${first.event} +2 `));
      assertMatch(shown.out, new RegExp(`, 0 refused, written to ${path}\n$`));
      const file = await readJobFile(path);
      assert(file.ok);
      assertEquals(file.value.environment, url, "what --env takes");
      const asJson = await run(...words, "--json");
      const printed = jobFileSchema.parse(JSON.parse(asJson.out));
      const written = await readJobFile(path);
      assert(written.ok);
      assertEquals(printed, written.value);
      assertEquals(printed.jobs.map(({ event }) => event), file.value.jobs.map(({ event }) => event));
    });
  } finally {
    await close();
  }
});

Deno.test("a day without games is no error: it is said, and the empty file is written", async () => {
  const started = await startSimulator({
    plan: { kind: "slate", games: 1, seed: 5 },
    waitForSubscriber: true,
  });
  assert(started.ok, started.ok ? "" : started.reason.message);
  try {
    await inFolder(async (folder) => {
      const words = ["--env", started.value.url, "--date", "2030-11-22", "--league", "nfl", "--out", folder];
      const ran = await run(...words);
      assertEquals([ran.code, ran.err], [0, ""]);
      assertEquals(
        ran.out,
        `No games on 2030-11-22.\n\n0 games, 0 refused, written to ${folder}/2030-11-22.json\n`,
      );
      const file = await readJobFile(`${folder}/2030-11-22.json`);
      assert(file.ok);
      assertEquals(file.value.jobs, []);
    });
  } finally {
    await started.value.close();
  }
});

Deno.test("the table shows both clocks, all markets, the scoreboards and what was refused", () => {
  const job: Job = {
    id: "nba-2026-11-22-LAL-BOS",
    league: "nba",
    startsAt: Date.parse("2026-11-23T00:30:00Z"),
    home: { code: "BOS", name: "Boston Celtics", targetId: "h" },
    away: { code: "LAL", name: "Los Angeles Lakers", targetId: "a" },
    event: "KXNBAGAME-26NOV22LALBOS",
    homeMarket: "KXNBAGAME-26NOV22LALBOS-BOS",
    awayMarket: "KXNBAGAME-26NOV22LALBOS-LAL",
    otherMarkets: ["KXNBATOTAL-26NOV22LALBOS-214"],
    milestoneId: "m",
    feeds: { nba: "0022600181", espn: "401", kalshi: "m" },
  };
  const file: JobFile = {
    kalshi_live_jobs: JOB_VERSION,
    program: "0.1.0",
    createdAt: "2026-11-22T15:00:00.000Z",
    date: "2026-11-22",
    environment: "prod",
    jobs: [job],
    refused: [{ what: "espn 7 (UTA at BKN, 15:30 ET)", reason: "no event of the exchange fits" }],
  };
  assertEquals(discoveryLines(file, "jobs/2026-11-22.json", "Europe/Berlin"), [
    "League  New York  Here       Game        Event                    Markets  Scoreboards",
    "NBA     19:30     Mon 01:30  LAL at BOS  KXNBAGAME-26NOV22LALBOS  3        nba espn kalshi",
    "",
    "Refused:",
    "  espn 7 (UTA at BKN, 15:30 ET): no event of the exchange fits",
    "",
    "1 game, 1 refused, written to jobs/2026-11-22.json",
  ]);
});
