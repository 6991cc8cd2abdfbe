/**
 * Where runs are kept.
 *
 * Invariants: a run is there whole or not at all; no run replaces another; what is found is inside the folder of runs.
 *
 * @module
 */
import {
  assert,
  assertEquals,
  assertMatch,
  assertNotEquals,
  assertRejects,
  assertStringIncludes,
} from "@std/assert";
import { runBacktest } from "../../src/backtest/backtest.ts";
import {
  FolderRunStore,
  keepRun,
  type NewRun,
  RUN_FILES,
  RUN_ID,
  type RunFile,
  RUNS_FOLDER,
} from "../../src/backtest/run_store.ts";
import { filesIn, inFolder } from "../cli/support.ts";
import { EVENING, ran, recordAll } from "./support/folders.ts";
import { must, NOW, planOf, REGISTRY } from "./support/runs.ts";

const FILES: ReadonlyMap<RunFile, string> = new Map([
  [RUN_FILES.summary, '{"games":1}\n'],
  [RUN_FILES.config, '{"program":"0"}\n'],
  [RUN_FILES.trades, "strategy,pnl\nrule,1.000000\n"],
  [RUN_FILES.equity, "at,equity\n2026,1\n"],
  [RUN_FILES.report, "<!doctype html>"],
]);

const runOf = (more: Partial<NewRun> = {}): NewRun => ({
  sport: "nba",
  strategies: ["rule"],
  digest: "01234567",
  at: NOW,
  files: FILES,
  ...more,
});
import { withFailingDisk } from "../lib/support.ts";

Deno.test("a kept run is found and read by its id", async () => {
  await inFolder(async (root) => {
    const kept = must(await keepRun(root, runOf()));
    assertEquals(kept, {
      id: "20261122T120000Z-01234567",
      sport: "nba",
      strategy: "rule",
      folder: `${root}/${RUNS_FOLDER}/nba/rule/20261122T120000Z-01234567`,
    });
    const store = new FolderRunStore(root);
    const found = await store.find(kept.id);
    assert(found !== undefined);
    assertEquals([found, await store.list()], [kept, [kept]]);
    assertEquals(await store.summary(found), { games: 1 });
    assertEquals(await store.config(found), { program: "0" });
    assertEquals(await store.trades(found), [{ strategy: "rule", pnl: "1.000000" }]);
    assertEquals(await store.equity(found), [{ at: "2026", equity: "1" }]);
    assertEquals(await Deno.readTextFile(store.reportPath(found)), "<!doctype html>");
  });
});

Deno.test("files of a run are never read by way of a link, wherever on the way it is", async () => {
  await inFolder(async (outside) => {
    await Deno.writeTextFile(`${outside}/secret`, "secret");
    await Deno.writeTextFile(`${outside}/${RUN_FILES.summary}`, '{"secret":1}');
    await inFolder(async (root) => {
      const { id, folder } = must(await keepRun(root, runOf()));
      const store = new FolderRunStore(root);
      const run = await store.find(id);
      assert(run !== undefined);
      await Deno.remove(`${folder}/${RUN_FILES.summary}`);
      await Deno.symlink(`${outside}/secret`, `${folder}/${RUN_FILES.summary}`);
      await assertRejects(() => store.summary(run), Deno.errors.NotFound, "a link is not followed");
      assertEquals(await store.config(run), { program: "0" });
      for (const part of [folder, `${root}/${RUNS_FOLDER}/nba/rule`, `${root}/${RUNS_FOLDER}/nba`]) {
        await Deno.rename(part, `${outside}/moved`);
        await Deno.symlink(`${outside}/moved`, part);
        await assertRejects(() => store.config(run), Deno.errors.NotFound, "a link is not followed");
        assertEquals(await store.find(id), undefined);
        await Deno.remove(part);
        await Deno.rename(`${outside}/moved`, part);
      }
      // The folder of recordings itself may be a link: that is the trader's own doing.
      await Deno.symlink(root, `${outside}/recordings`);
      const linked = new FolderRunStore(`${outside}/recordings`);
      const found = await linked.find(id);
      assert(found !== undefined);
      assertEquals(await linked.config(found), { program: "0" });
    });
  });
});

Deno.test("runs of the same moment and configuration have ids of their own, in the order they were kept", async () => {
  await inFolder(async (root) => {
    const ids: string[] = [];
    for (let count = 0; count < 12; count++) ids.push(must(await keepRun(root, runOf())).id);
    assertEquals(new Set(ids).size, ids.length);
    for (const id of ids) assertMatch(id, RUN_ID);
    const store = new FolderRunStore(root);
    assertEquals((await store.list()).map(({ id }) => id), ids.toReversed(), "newest first");
    for (const id of ids) assertEquals((await store.find(id))?.id, id);
  });
});

Deno.test("runs that are kept at the same time do not replace each other", async () => {
  await inFolder(async (root) => {
    const runs = await Promise.all(
      Array.from(
        { length: 20 },
        (_, index) => keepRun(root, runOf({ files: new Map([[RUN_FILES.summary, `{"run":${index}}`]]) })),
      ),
    );
    const store = new FolderRunStore(root);
    const contents = await Promise.all(runs.map((run) => store.summary(must(run))));
    assertEquals(contents.map(({ run }) => run), Array.from({ length: 20 }, (_, index) => index));
    assertEquals((await filesIn(root)).filter((name) => name.includes(".part")), []);
    assertEquals((await store.list()).length, 20);
  });
});

Deno.test("an empty folder or a file under the name is not taken", async () => {
  await inFolder(async (root) => {
    const parent = `${root}/${RUNS_FOLDER}/nba/rule`;
    await Deno.mkdir(`${parent}/20261122T120000Z-01234567`, { recursive: true });
    await Deno.writeTextFile(`${parent}/20261122T120000Z-01234567-2`, "a file");
    assertEquals(must(await keepRun(root, runOf())).id, "20261122T120000Z-01234567-3");
    assertEquals(await Deno.readTextFile(`${parent}/20261122T120000Z-01234567-2`), "a file");
  });
});

Deno.test("names from outside cannot lead out of the folder, nor hide in it", async () => {
  await inFolder(async (root) => {
    const names = [
      "../../evil",
      "/etc/evil",
      "..",
      ".",
      "",
      "a\u0000b",
      "é/ü",
      "x".repeat(300),
      "CON:",
      "a\nb",
    ];
    for (const name of names) {
      const kept = must(await keepRun(`${root}/r`, runOf({ sport: name, strategies: [name, name] })));
      assert(kept.folder.startsWith(`${root}/r/${RUNS_FOLDER}/`));
      assertEquals(kept.folder.split("/").includes(".."), false);
      assertMatch(kept.strategy, /^[A-Za-z0-9._+-]{1,100}$/);
      assertEquals((await new FolderRunStore(`${root}/r`).find(kept.id))?.id, kept.id, name);
    }
    assertEquals([...Deno.readDirSync(root)].map(({ name }) => name), ["r"]);
    assertEquals((await new FolderRunStore(`${root}/r`).list()).length, names.length);
  });
});

Deno.test("a write that fails leaves nothing of the run, and is told by its kind", async () => {
  await inFolder(async (root) => {
    const failures = [
      ["No space left on device (os error 28)", "disk_full"],
      ["Disk quota exceeded (os error 122)", "disk_full"],
      ["Input/output error (os error 5)", "unwritable"],
    ] as const;
    for (const failing of Object.values(RUN_FILES)) {
      for (const [message, code] of failures) {
        const named = new RegExp(`${RegExp.escape(failing)}$`);
        const kept = await withFailingDisk(named, message, () => keepRun(root, runOf()));
        assert(!kept.ok);
        assertEquals(kept.reason.code, code);
        assertStringIncludes(kept.reason.message, message);
        assertEquals(await filesIn(root), [], failing);
        assertEquals(await new FolderRunStore(root).list(), []);
      }
    }
  });
});

Deno.test("a file where a folder should be is a refusal, and nothing is written", async () => {
  await inFolder(async (root) => {
    for (const place of [RUNS_FOLDER, `${RUNS_FOLDER}/nba`, `${RUNS_FOLDER}/nba/rule`]) {
      const folder = `${root}/${place.length}`;
      await Deno.mkdir(`${folder}/${place}`.replace(/\/[^/]+$/, ""), { recursive: true });
      await Deno.writeTextFile(`${folder}/${place}`, "a file");
      const kept = await keepRun(folder, runOf());
      assert(!kept.ok);
      assertEquals(kept.reason.code, "unwritable");
      assertEquals(await filesIn(folder), [place]);
    }
  });
});

Deno.test("a file where the folder of runs should be holds no runs, and no exception", async () => {
  await inFolder(async (root) => {
    await Deno.writeTextFile(`${root}/${RUNS_FOLDER}`, "a file");
    const store = new FolderRunStore(root);
    assertEquals(await store.list(), []);
    assertEquals(await store.find("20261122T120000Z-01234567"), undefined);
  });
});

Deno.test("a run that cannot be kept is a refusal of the whole backtest", async () => {
  await inFolder(async (root) => {
    await recordAll(root, EVENING.slice(2));
    await Deno.writeTextFile(`${root}/${RUNS_FOLDER}`, "a file");
    const kept = await runBacktest(planOf(root), REGISTRY, { now: NOW });
    assert(!kept.ok);
    assertEquals(kept.reason.code, "unwritable");
  });
});

Deno.test("lists newest first over all sports and strategies, and only what is a whole run", async () => {
  await inFolder(async (root) => {
    const made: string[] = [];
    for (const [index, sport] of ["nba", "nfl", "nba", "mixed"].entries()) {
      const at = NOW + ((index * 7) % 4) * 1_000;
      made.push(must(await keepRun(root, runOf({ sport, strategies: [`rule-${index % 2}`], at }))).id);
    }
    const runs = `${root}/${RUNS_FOLDER}`;
    for (const name of [".x.part", "latest", "20261122T120000Z-0123456", "20261122T120000Z-01234567-x"]) {
      await Deno.mkdir(`${runs}/nba/rule-0/${name}`, { recursive: true });
    }
    await Deno.writeTextFile(`${runs}/nba/rule-0/20261122T120000Z-ffffffff`, "a file");
    await Deno.writeTextFile(`${runs}/README.md`, "a file");
    const listed = (await new FolderRunStore(root).list()).map(({ id }) => id);
    assertEquals(listed, made.toSorted().toReversed());
    assertEquals(await new FolderRunStore(`${root}/none`).list(), []);
  });
});

Deno.test("hostile ids find nothing", async () => {
  await inFolder(async (root) => {
    const { id, folder } = must(await keepRun(root, runOf()));
    const store = new FolderRunStore(root);
    const hostile = [
      "",
      "..",
      `../${id}`,
      `nba/rule/${id}`,
      `${id}/`,
      `${id}/../${id}`,
      `${id}\n`,
      `${id}\u0000`,
      ` ${id}`,
      id.toLowerCase(),
      folder,
      "%2e%2e",
      "x".repeat(100_000),
      `${id}-${"9".repeat(100_000)}`,
      "__proto__",
    ];
    for (const each of hostile) {
      assertEquals(await store.find(each), undefined, JSON.stringify(each.slice(0, 60)));
    }
    assertEquals((await store.find(id))?.id, id);
  });
});

Deno.test("another configuration is another digest in the id", async () => {
  await inFolder(async (root) => {
    await recordAll(root, EVENING.slice(2));
    const one = await ran(planOf(root));
    const other = await ran(planOf(root, { scoreLagMs: 1 }));
    assertNotEquals(one.id, other.id);
    assertEquals(one.id.slice(0, 16), other.id.slice(0, 16));
    assert(!/-\d+$/.test(one.id.slice(26)) && !/-\d+$/.test(other.id.slice(26)), "no counter is needed");
  });
});
