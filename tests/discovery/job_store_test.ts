import { assert, assertEquals, assertMatch } from "@std/assert";
import { JOB_VERSION, type JobFile } from "../../src/discovery/job.ts";
import { jobFilePath, readJobFile, writeJobFile } from "../../src/discovery/job_store.ts";
import { exchangeGame, match } from "./support.ts";

const FILE: JobFile = {
  kalshi_live_jobs: JOB_VERSION,
  program: "0.1.0",
  createdAt: "2026-11-22T15:00:00.000Z",
  date: "2026-11-22",
  environment: "prod",
  jobs: match("nba", exchangeGame("nba", "LAL", "BOS"), []).jobs,
  refused: [{ what: "KXNBAGAME-26NOV22UTABKN", reason: "expected two winner markets, found 3" }],
};

async function inFolder(body: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "kalshi-live-jobs-" });
  try {
    await body(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("a job file is read as it was written, and a later one takes its place", async () => {
  await inFolder(async (parent) => {
    const folder = `${parent}/new/jobs`;
    assertEquals(FILE.jobs.length, 1);
    assertEquals(await writeJobFile(folder, FILE), { ok: true, value: `${folder}/2026-11-22.json` });
    assertEquals(await readJobFile(jobFilePath(folder, FILE.date)), { ok: true, value: FILE });
    const later = { ...FILE, jobs: [] };
    await writeJobFile(folder, later);
    assertEquals(await readJobFile(jobFilePath(folder, FILE.date)), { ok: true, value: later });
    assertEquals(
      [...Deno.readDirSync(folder)].map(({ name }) => name),
      ["2026-11-22.json"],
      "nothing is left over",
    );
  });
});

Deno.test("a file that cannot get its name leaves nothing half-written", async () => {
  await inFolder(async (folder) => {
    // A folder stands where the file is to be.
    await Deno.mkdir(`${folder}/2026-11-22.json/inside`, { recursive: true });
    const written = await writeJobFile(folder, FILE);
    assert(!written.ok);
    assertEquals(written.reason.code, "job_file_unwritable");
    assertMatch(written.reason.message, /^Cannot write job file ".*2026-11-22.json": /);
    assertEquals([...Deno.readDirSync(folder)].map(({ name }) => name), ["2026-11-22.json"]);
    await Deno.writeTextFile(`${folder}/plain`, "");
    assert(!(await writeJobFile(`${folder}/plain/jobs`, FILE)).ok, "a file is no folder");
  });
});

Deno.test("facts known before a game are read as they were written; what is unknown is left out", async () => {
  await inFolder(async (folder) => {
    const fact = (value: number) => ({ value, source: "nflverse", readAt: 1_763_800_000_000 });
    const pregames = [
      { closingSpread: fact(-3.5), total: fact(44), homeStrength: fact(1_512), awayStrength: fact(1_560) },
      { total: fact(44) },
      {},
    ];
    for (const pregame of pregames) {
      const file = { ...FILE, jobs: FILE.jobs.map((job) => ({ ...job, pregame })) };
      await writeJobFile(folder, file);
      assertEquals(await readJobFile(jobFilePath(folder, FILE.date)), { ok: true, value: file });
    }
    const refused = [
      ["closingSpread.value", { closingSpread: fact(1e6) }],
      ["total.value", { total: fact(-1) }],
      ["total.value", { total: { ...fact(1), value: "44" } }],
      ["total.source", { total: { ...fact(44), source: "" } }],
      ["homeStrength.readAt", { homeStrength: { ...fact(1_500), readAt: 0.5 } }],
    ] as const;
    for (const [path, pregame] of refused) {
      const jobs = FILE.jobs.map((job) => ({ ...job, pregame }));
      await Deno.writeTextFile(`${folder}/bad.json`, JSON.stringify({ ...FILE, jobs }));
      const read = await readJobFile(`${folder}/bad.json`);
      assert(!read.ok);
      assertEquals(read.reason.code, "bad_job_file");
      assert(read.reason.message.includes(`jobs.0.pregame.${path}`), read.reason.message);
    }
  });
});

const BAD: readonly (readonly [name: string, text: string, code: string, message: RegExp])[] = [
  ["empty", "", "foreign_file", /it is no JSON/],
  ["torn", JSON.stringify(FILE).slice(0, 200), "foreign_file", /it is no JSON/],
  ["list", "[]", "foreign_file", /expected a file that kalshi-live discover wrote/],
  ["nothing", "null", "foreign_file", /expected a file that kalshi-live discover wrote/],
  ["other", '{"jobs":[]}', "foreign_file", /expected a file that kalshi-live discover wrote/],
  [
    "newer",
    '{"kalshi_live_jobs":99}',
    "other_version",
    /expected version 1, was 99; run kalshi-live discover again/,
  ],
  ["worded", '{"kalshi_live_jobs":"1"}', "other_version", /expected version 1, was "1"/],
  [
    "field",
    JSON.stringify({ ...FILE, jobs: [{ ...FILE.jobs[0], league: "nhl" }] }),
    "bad_job_file",
    /jobs\.0\.league/,
  ],
  ["date", JSON.stringify({ ...FILE, date: "today" }), "bad_job_file", /date/],
];

for (const [name, text, code, message] of BAD) {
  Deno.test(`a job file that is ${name} is refused as ${code}`, async () => {
    await inFolder(async (folder) => {
      const path = `${folder}/${name}.json`;
      await Deno.writeTextFile(path, text);
      const read = await readJobFile(path);
      assert(!read.ok);
      assertEquals(read.reason.code, code);
      assertMatch(read.reason.message, message);
      assert(read.reason.message.startsWith(`Cannot read job file "${path}": `));
    });
  });
}

Deno.test("a missing job file and a folder in its place are refused in words", async () => {
  await inFolder(async (folder) => {
    const missing = await readJobFile(`${folder}/none.json`);
    assert(!missing.ok);
    assertEquals(missing.reason.code, "no_job_file");
    assertMatch(missing.reason.message, /there is no such file/);
    const inPlace = await readJobFile(folder);
    assert(!inPlace.ok);
    assertEquals(inPlace.reason.code, "job_file_unreadable");
  });
});
