/**
 * Finished runs, strategies and recordings, as they are listed and read.
 */
import { assert, assertEquals } from "@std/assert";
import { assertRefused, type Harness, withApp } from "../support.ts";
import { begin, STARTED_AT } from "../../recording/support/recordings.ts";

async function ids(harness: Harness, path: string): Promise<{ ids: string[]; next: string | undefined }> {
  const body = await (await harness.ask(path)).json();
  return { ids: body.runs.map(({ run_id }: { run_id: string }) => run_id), next: body.next_cursor };
}

Deno.test("runs are listed newest first, page by page", async () => {
  await withApp(async (harness) => {
    for (let made = 0; made < 5; made++) harness.keep("favorite_threshold");
    const all = harness.runs.map(({ id }) => id);
    const first = await ids(harness, "/backtests?limit=2");
    assertEquals(first, { ids: all.slice(0, 2), next: all[1] });
    // A run that comes meanwhile moves nothing.
    harness.keep("favorite_threshold");
    const second = await ids(harness, `/backtests?limit=2&cursor=${first.next}`);
    assertEquals(second, { ids: all.slice(2, 4), next: all[3] });
    assertEquals(await ids(harness, `/backtests?limit=2&cursor=${second.next}`), {
      ids: all.slice(4),
      next: undefined,
    });
    await assertRefused(await harness.ask("/backtests?cursor=gone"), 400, "bad_cursor");
  });
});

Deno.test("a run shows its summary, its configuration, its rows and its report", async () => {
  await withApp(async (harness) => {
    const { id } = harness.keep("favorite_threshold");
    assertEquals(await (await harness.ask(`/backtests/${id}`)).json(), {
      run_id: id,
      sport: "nba",
      strategy: "favorite_threshold",
      summary: { net_pnl: "1.20" },
      config: { fill_model: "queue" },
    });
    assertEquals(await (await harness.ask(`/backtests/${id}/trades`)).json(), {
      run_id: id,
      total: 1,
      offset: 0,
      trades: [{ market: "M", pnl: "1.20" }],
    });
    const part = await (await harness.ask(`/backtests/${id}/equity?limit=1&offset=1`)).json();
    assertEquals([part.total, part.offset, part.next_offset, part.equity], [3, 1, 2, [{
      at: "2",
      equity: "1001",
    }]]);
    const beyond = await (await harness.ask(`/backtests/${id}/equity?offset=99`)).json();
    assertEquals([beyond.equity, beyond.next_offset], [[], undefined]);

    const report = await harness.ask(`/backtests/${id}/report`);
    assertEquals(await report.text(), "<!doctype html><title>report</title>");
    assertEquals(report.headers.get("x-content-type-options"), "nosniff");
    const policy = report.headers.get("content-security-policy") ?? "";
    assert(policy.includes("default-src 'none'") && policy.includes("sandbox allow-scripts"), policy);
    assert(!policy.includes("connect-src") && !policy.includes("allow-same-origin"), policy);
  });
});

Deno.test("Accept: text/csv gives the file as it is", async () => {
  await withApp(async (harness) => {
    const { id } = harness.keep("favorite_threshold");
    const csv = await harness.ask(`/backtests/${id}/trades`, { headers: { accept: "text/csv, */*;q=0.1" } });
    assertEquals(csv.headers.get("content-type"), "text/csv; charset=utf-8");
    assertEquals(csv.headers.get("content-disposition"), `attachment; filename="${id}-trades.csv"`);
    assertEquals(await csv.text(), "market,pnl\nM,1.20\n");
    const equity = await harness.ask(`/backtests/${id}/equity`, { headers: { accept: "text/csv" } });
    assertEquals(await equity.text(), "at,equity\n1,1000\n2,1001\n3,1002\n");
    const json = await harness.ask(`/backtests/${id}/trades`, {
      headers: { accept: "application/json, text/csv;q=0.5" },
    });
    assertEquals([json.headers.get("content-type"), json.headers.get("vary")], [
      "application/json",
      "accept",
    ]);
    await json.body?.cancel();
    const head = await harness.ask(`/backtests/${id}/report`, { method: "HEAD" });
    assertEquals([head.status, head.body, head.headers.get("content-length")], [200, null, "36"]);
  });
});

Deno.test("a run whose files are gone is a 404 that shows no path", async () => {
  await withApp(async (harness) => {
    const { id, folder } = harness.keep("favorite_threshold");
    await Deno.remove(folder, { recursive: true });
    const error = await assertRefused(await harness.ask(`/backtests/${id}/report`), 404, "not_found");
    assert(!error.message.includes(harness.folder), error.message);
  });
});

Deno.test("a run that is removed while it is read is a 404", async () => {
  const gone = () => Promise.reject(new Deno.errors.NotFound("/home/me/recordings"));
  const run = { id: "r1", sport: "nba", strategy: "s", folder: "" };
  const runs = {
    list: () => Promise.resolve([run]),
    find: () => Promise.resolve(run),
    summary: gone,
    trades: gone,
    equity: gone,
    config: gone,
    reportPath: () => "no/such/report.html",
  };
  await withApp(async (harness) => {
    for (const part of ["", "/trades", "/equity", "/report"]) {
      const error = await assertRefused(await harness.ask(`/backtests/r1${part}`), 404, "not_found");
      assert(!error.message.includes("/home"), error.message);
    }
  }, { runs });
});

Deno.test("hostile ids reach neither the store nor the disk", async () => {
  const sought: string[] = [];
  const runs = {
    list: () => Promise.resolve([]),
    find: (id: string) => {
      sought.push(id);
      return Promise.resolve(undefined);
    },
    summary: () => Promise.reject(new Error("asked")),
    trades: () => Promise.reject(new Error("asked")),
    equity: () => Promise.reject(new Error("asked")),
    config: () => Promise.reject(new Error("asked")),
    reportPath: () => "/etc/passwd",
  };
  const hostile = [
    "../../etc/passwd",
    "..\\..\\x",
    ".hidden",
    "a/b",
    "a\0b",
    "a\nb",
    "%2e%2e",
    "-rf",
    "a..b",
    "é",
  ];
  await withApp(async (harness) => {
    for (const id of [...hostile, "x".repeat(500)]) {
      for (const part of ["", "/trades", "/equity", "/report"]) {
        const response = await harness.ask(`/backtests/${encodeURIComponent(id)}${part}`);
        await assertRefused(response, 404, "not_found");
      }
    }
    assertEquals(sought, []);
    await assertRefused(await harness.ask("/backtests/20261120T120000Z-1/report"), 404, "not_found");
    assertEquals([sought, harness.faults], [["20261120T120000Z-1"], []]);
  }, { runs });
});

Deno.test("strategies are shown with their parameters as JSON Schema", async () => {
  await withApp(async (harness) => {
    const { strategies } = await (await harness.ask("/strategies")).json();
    assert(strategies.length >= 12);
    const one = await (await harness.ask("/strategies/favorite_threshold")).json();
    assertEquals([one.category, one.needs_game], ["threshold", false]);
    const { type, minimum, maximum, default: usual } = one.parameters.properties.threshold;
    assertEquals([type, minimum, maximum, usual], ["number", 0.5, 0.95, 0.85]);
    await assertRefused(
      await harness.ask("/strategies/constructor"),
      404,
      "not_found",
      /strategy "constructor"/,
    );
  });
});

Deno.test("recordings are listed by the folder, and by league", async () => {
  await withApp(async (harness) => {
    const writer = begin(harness.folder);
    writer.append(STARTED_AT + 1, "clock", "null", true);
    await writer.close(STARTED_AT + 2, "test");
    const { recordings } = await (await harness.ask("/recordings")).json();
    const [{ state, sport, event, inputs, started_at, assumed, damage }] = recordings;
    assertEquals([assumed, damage], [null, []]);
    assertEquals([recordings.length, state, sport, event, inputs], [
      1,
      "whole",
      "nba",
      "KXNBAGAME-26NOV20LALBOS",
      1,
    ]);
    assertEquals(started_at, new Date(STARTED_AT + 1).toISOString());
    assertEquals((await (await harness.ask("/recordings?sport=nba")).json()).recordings.length, 1);
    assertEquals((await (await harness.ask("/recordings?sport=nfl")).json()).recordings, []);
  });
});

Deno.test("a folder of recordings that is not there is a 404", async () => {
  await withApp(async (harness) => {
    await assertRefused(await harness.ask("/recordings"), 404, "no_recordings");
  }, { recordingsRoot: "no/such/folder" });
});

Deno.test("files of a run that are links are not there, whatever they lead to", async () => {
  await withApp(async (harness) => {
    const { id, folder } = harness.keep("favorite_threshold");
    await Deno.writeTextFile(`${harness.folder}/secret`, "secret");
    for (const name of ["trades.csv", "equity_curve.csv", "report.html"]) {
      await Deno.remove(`${folder}/${name}`);
      await Deno.symlink(`${harness.folder}/secret`, `${folder}/${name}`);
    }
    for (const path of ["trades", "equity", "report"]) {
      const answer = await harness.ask(`/backtests/${id}/${path}`, {
        headers: { accept: path === "report" ? "text/html" : "text/csv" },
      });
      await assertRefused(answer, 404, "not_found");
    }
  });
});
