import { assert, assertEquals, assertGreater } from "@std/assert";
import { step, writeCaptures } from "./captures.ts";
import { inFolder } from "../cli/support.ts";
import { checkAccounts } from "./accounts.ts";
import { endWatched, replayed, setupOf, startWatched } from "./support.ts";

Deno.test("what the trader presses is done, recorded and replayed: pause, resume, cancel all, kill", async () => {
  await inFolder(async (folder) => {
    const plan = { kind: "captured", paths: await writeCaptures(folder, 600), stepped: true } as const;
    // Favourites at .86–.88 are bought and sold again at once, time and again.
    const params = '{"rest_after_exit_seconds":0,"rest_after_stop_seconds":0}';
    const setup = await setupOf(
      "--latency",
      "0",
      "--params",
      params,
      "--stop-loss",
      "0.5",
      "--take-profit",
      "0.3",
    );
    const watched = await startWatched({ exchange: { plan }, setup, recordings: `${folder}/kept` });
    const { session, watcher } = watched;
    const { engine } = session;
    const orders = () => watcher.outcomes.filter(({ kind }) => kind === "order").length;
    const signals = () =>
      watcher.outcomes.flatMap((outcome) =>
        outcome.kind === "signal" ? [outcome.refused?.code ?? "sent"] : []
      );
    session.command({ command: "pause_entries" });
    assertEquals(engine.trading.entriesPaused, true);
    await step(watched, 100);
    assertEquals(orders(), 0);
    assert(!signals().includes("sent"));

    session.command({ command: "resume_entries" });
    await step(watched, 100);
    assertGreater(orders(), 0);

    session.command({ command: "cancel_all" });
    session.command({ command: "kill" });
    assertEquals(engine.trading.killed, true);
    const before = orders();
    await step(watched, 100);
    assertEquals(orders(), before, "nothing is sent after the kill");
    assertEquals([...engine.orders.open.all()].length, 0);

    const path = await endWatched(watched);
    for (const note of ["entries paused", "entries resumed"]) assert(watcher.notes.includes(note), note);
    assert(watcher.notes.some((note) => note.startsWith("KILLED")));
    checkAccounts(engine, watcher.outcomes);
    const again = await replayed(path);
    assertEquals(again.lines, watcher.lines);
    assertEquals([again.engine.trading.killed, again.engine.trading.entriesPaused], [
      engine.trading.killed,
      engine.trading.entriesPaused,
    ]);
  });
});

Deno.test("a session that is closed says so once, takes nothing more in and leaves a whole recording", async () => {
  await inFolder(async (folder) => {
    const plan = { kind: "captured", paths: await writeCaptures(folder, 60), stepped: true } as const;
    const watched = await startWatched({
      exchange: { plan },
      setup: await setupOf(),
      recordings: `${folder}/kept`,
    });
    const { session, simulator, watcher } = watched;
    await step(watched, 20);
    const [one, other] = await Promise.all([session.close("first"), session.close("second")]);
    assertEquals(one, other);
    const count = watcher.lines.length;
    await simulator.step(20);
    const path = await endWatched(watched);
    assertEquals(watcher.lines.length, count);
    const again = await replayed(path);
    assertEquals([again.end.tear, again.lines], [undefined, watcher.lines]);
  });
});
