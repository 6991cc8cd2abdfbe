import { assert, assertEquals } from "@std/assert";
import { startSimulator } from "../../src/simulator/mod.ts";
import { Child, inFolder, runMain } from "../cli/support.ts";
import { endWatched, must, replayed, setupOf, startWatched } from "../session/support.ts";
import {
  booksOfEngine,
  booksOfExchange,
  EVENT,
  MARKETS,
  sameBooks,
  writeCaptures,
} from "../session/captures.ts";

Deno.test("without a key books and trades come by polling, are right, are recorded and replay", async () => {
  await inFolder(async (folder) => {
    const plan = { kind: "captured", paths: await writeCaptures(folder, 300), stepped: true } as const;
    const setup = await setupOf();
    const watched = await startWatched({
      exchange: { plan },
      setup,
      recordings: `${folder}/kept`,
      key: false,
    });
    const { simulator, session, watcher } = watched;
    assertEquals([session.polling, session.connection.state], [true, "polling"]);
    for (const steps of [40, 31]) {
      assertEquals(await simulator.step(steps), steps);
      const expected = await booksOfExchange(simulator);
      await watcher.until(
        () => sameBooks(booksOfEngine(session.engine, MARKETS), expected),
        "books by polling",
      );
    }
    assertEquals(session.decoder.counters.frames, 0, "nothing came over a socket");
    // Trades from before the first look are the past and print nothing; those between two looks do.
    await watcher.until(() => (session.engine.market(MARKETS[0] ?? "")?.trades ?? 0) > 0, "prints");
    assertEquals(session.engine.market(MARKETS[0] ?? "")?.last as number, 8_700);
    const path = await endWatched(watched);
    assertEquals((await replayed(path)).lines, watcher.lines);
  });
});

Deno.test("without a key the runner says that it polls, and ends in order", async () => {
  await inFolder(async (folder) => {
    const plan = { kind: "captured", paths: await writeCaptures(folder, 300), stepped: true } as const;
    const simulator = must(await startSimulator({ plan }));
    await simulator.step(40);
    const argv = [EVENT, "--env", simulator.url, "--plain", "--recordings", `${folder}/kept`];
    await using child = Child.program(argv, { cwd: folder });
    await child.until(/no API key: polling public REST/);
    await child.until(/market data connected: polling/);
    child.signal("SIGINT");
    const { code, out, err } = await child.ran();
    assertEquals([code, err], [0, ""]);
    assert(/Session summary · PAPER · 127\.0\.0\.1:\d+/.test(out), out);
    const [, path = ""] = /Recorded: (.*)\n/.exec(out) ?? [];
    const replay = await runMain("replay", path);
    assert(replay.code === 0 && /identical/.test(replay.err), replay.err);
    await simulator.close();
  });
});

Deno.test("a key from a .env file in the current folder opens the socket", async () => {
  await inFolder(async (folder) => {
    const plan = { kind: "captured", paths: await writeCaptures(folder, 300), stepped: true } as const;
    const simulator = must(await startSimulator({ plan }));
    await Deno.writeTextFile(`${folder}/key.pem`, simulator.privateKeyPem, { mode: 0o600 });
    const lines = [
      `KALSHI_SIM_API_KEY_ID="${simulator.keyId}"`,
      "# a comment",
      "KALSHI_SIM_PRIVATE_KEY_PATH=key.pem",
    ];
    await Deno.writeTextFile(`${folder}/.env`, lines.join("\n"));
    const argv = [MARKETS[0] ?? "", "--env", simulator.url, "--plain", "--no-record"];
    await using child = Child.program(argv, { cwd: folder });
    await child.until(/market data connected: ws:/);
    child.signal("SIGINT");
    const { code, out, err } = await child.ran();
    assertEquals([code, err], [0, ""]);
    assert(!out.includes("polling"));
    await simulator.close();
  });
});
