/**
 * `POST /backtests`: what is run, what is answered when, and how many at once.
 */
import { assertEquals } from "@std/assert";
import { refuse } from "../../../src/core/result.ts";
import { assertRefused, GOOD, settle, withApp } from "../support.ts";

Deno.test("a backtest that ends soon is answered with its result", async () => {
  await withApp(async (harness) => {
    const response = await harness.post({
      ...GOOD,
      config: {
        sport: "nfl",
        game_ids: ["G1"],
        fill_model: "depth",
        latency_ms: 5,
        score_lag_ms: 7,
        balance: 10,
      },
    });
    assertEquals(response.status, 201);
    const [run] = harness.runs;
    assertEquals(response.headers.get("location"), `/backtests/${run?.id}`);
    assertEquals(await response.json(), { run_id: run?.id, summary: { net_pnl: "1.20" }, num_trades: 1 });
    assertEquals(harness.asked[0]?.request, {
      strategies: [{ name: "favorite_threshold", parameters: { threshold: 0.9 } }],
      sport: "nfl",
      games: ["G1"],
      fill_model: "depth",
      latency_ms: 5,
      score_lag_ms: 7,
      balance: 10,
    });
  }, { atOnce: (run) => run.finish() });
});

Deno.test("params and config may be left out", async () => {
  await withApp(async (harness) => {
    assertEquals((await harness.post({ strategy: "price_logger" })).status, 201);
    assertEquals(harness.asked[0]?.request, { strategies: [{ name: "price_logger", parameters: {} }] });
  }, { atOnce: (run) => run.finish() });
});

Deno.test("a longer one is answered 202 after two seconds, and goes on", async () => {
  await withApp(async (harness) => {
    const answer = harness.post(GOOD);
    await settle();
    await harness.timers.advance(2_000);
    const response = await answer;
    const job = await response.json();
    assertEquals([response.status, job.state], [202, "running"]);
    assertEquals(response.headers.get("location"), `/jobs/${job.job_id}`);
    harness.asked[0]?.finish();
    await settle();
    const after = await (await harness.ask(`/jobs/${job.job_id}`)).json();
    assertEquals([after.state, after.result.run_id], ["done", harness.runs[0]?.id]);
  });
});

Deno.test("Prefer: respond-async is answered at once", async () => {
  await withApp(async (harness) => {
    const response = await harness.post(GOOD, { prefer: "handling=strict, respond-async" });
    assertEquals([response.status, response.headers.get("preference-applied")], [202, "respond-async"]);
  });
});

Deno.test("one runs, eight wait in their order, and the next is told to come back", async () => {
  await withApp(async (harness) => {
    const ids: string[] = [];
    for (let sent = 0; sent < 9; sent++) {
      const response = await harness.post({ ...GOOD, config: { balance: sent + 1 } }, {
        prefer: "respond-async",
      });
      ids.push((await response.json()).job_id);
    }
    const tenth = await harness.post(GOOD, { prefer: "respond-async" });
    assertEquals(tenth.headers.get("retry-after"), "5");
    await assertRefused(tenth, 429, "busy", /1 running, 8 waiting/);
    assertEquals(harness.asked.length, 1);
    // The third in the queue goes away; the others move up.
    const headers = { authorization: "Bearer a-token-of-the-tests-0123456789" };
    const gone = await harness.ask(`/jobs/${ids[3]}`, { method: "DELETE", headers });
    assertEquals((await gone.json()).error.code, "aborted");
    for (let done = 0; done < 8; done++) {
      harness.asked[done]?.finish();
      await settle();
    }
    assertEquals(harness.asked.map(({ request }) => request.balance), [1, 2, 3, 5, 6, 7, 8, 9]);
    assertEquals(harness.runs.length, 8);
  });
});

Deno.test("what the runner refuses has a status of its own", async () => {
  const statuses = {
    unknown_strategy: 400,
    bad_parameters: 400,
    no_recordings: 404,
    unknown_game: 404,
    wrong_sport: 409,
    aborted: 409,
    nothing_readable: 422,
    something_new: 422,
    disk_full: 507,
  };
  for (const [code, status] of Object.entries(statuses)) {
    await withApp(async (harness) => {
      await assertRefused(await harness.post(GOOD), status, code, /^Cannot do it$/);
    }, { atOnce: (run) => run.answer(refuse(code, "Cannot do it")) });
  }
});

Deno.test("a runner that throws is a 500 that says nothing of the inside, and the next one runs", async () => {
  await withApp(async (harness) => {
    const error = await assertRefused(await harness.post(GOOD), 500, "internal");
    assertEquals([error.message.includes("secret"), harness.faults.length], [false, 1]);
    await assertRefused(await harness.post(GOOD), 500, "internal");
    assertEquals(harness.asked.length, 2);
  }, { atOnce: (run) => run.fail(new Error("secret path")) });
});

Deno.test("once the server is stopping, nothing is taken and what runs is cancelled", async () => {
  await withApp(async (harness) => {
    await harness.post(GOOD, { prefer: "respond-async" });
    const closing = harness.app.close();
    await assertRefused(await harness.ask("/health"), 503, "stopping");
    await closing;
    assertEquals(harness.asked[0]?.options.signal?.aborted, true);
  });
});
