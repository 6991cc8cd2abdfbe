import { assert, assertEquals } from "@std/assert";
import { assertRefused, Child, filesIn, inFolder, runChild, runMain } from "../cli/support.ts";
import { EVENT, MARKETS, writeCaptures } from "../session/captures.ts";

/** Waits until the exchange serves, and gives its address and the id of its key. */
async function serving(simulator: Child): Promise<{ readonly url: string; readonly keyId: string }> {
  const [, url = "", keyId = ""] = await simulator.until(/Serving (http:\S+)\n[^]*Key id (\S+)\n/);
  return { url, keyId };
}

Deno.test("an exchange that skips a number and drops the socket, and a trader who goes on: two processes", async () => {
  await inFolder(async (folder) => {
    const key = `${folder}/key.pem`;
    const faults = ["--skip-after", "300", "--drop-after", "700ms"];
    await using simulator = Child.program(
      [
        "simulate",
        "--port",
        "0",
        "--league",
        "nfl",
        "--seed",
        "3",
        "--speed",
        "400",
        "--wait",
        "--key-file",
        key,
        ...faults,
      ],
    );
    const { url, keyId } = await serving(simulator);
    const [, event = ""] = /^ {2}(\S+)-\S+ {2}YES: /m.exec(simulator.out) ?? [];
    const { mode } = await Deno.stat(key);
    assertEquals((mode ?? 0) & 0o777, 0o600, "the key is its owner's alone");
    const environment = { KALSHI_SIM_API_KEY_ID: keyId, KALSHI_SIM_PRIVATE_KEY_PATH: key };
    const argv = [event, "--env", url, "--json", "--recordings", `${folder}/kept`, "--threshold", "0.5"];
    await using trader = Child.program(argv, { environment, cwd: folder });
    const told = [
      /"warning","text":"2 books suspect: messages lost/,
      /book replaced by a snapshot/,
      /"warning","text":"market data lost/,
      /market data lost[^]*market data connected[^]*book replaced by a snapshot/,
    ];
    for (const pattern of told) await trader.until(pattern);
    trader.signal("SIGINT");
    const { code, out, err } = await trader.ran();
    assertEquals([code, err], [0, ""]);
    const summary = JSON.parse(out.trimEnd().split("\n").at(-1) ?? "");
    assertEquals(summary.ended, "interrupted by SIGINT");
    const replay = await runMain("replay", summary.recording);
    assert(replay.code === 0 && /identical/.test(replay.err), replay.err);
    simulator.signal("SIGINT");
    const ended = await simulator.ran();
    assertEquals([ended.code, ended.err], [0, ""]);
    assert(ended.out.endsWith("Ended.\n"));
  });
});

Deno.test("a stepped exchange sends what Enter asks for, says how much it was, and ends with its input", async () => {
  await inFolder(async (folder) => {
    const paths = await writeCaptures(folder, 20);
    await using simulator = Child.program(["simulate", ...paths, "--port", "0", "--stepped"]);
    const { url } = await serving(simulator);
    for (const market of MARKETS) assert(simulator.out.includes(market));
    assert(!simulator.out.includes("PRIVATE KEY"));
    await simulator.type("\n");
    await simulator.until(/\n1 sent\n/);
    await simulator.type("7\nskip\nnonsense\n");
    await simulator.until(
      /\n7 sent\nexpected a number of frames, a fault's name, or a turn of a market's life; help lists them\n/,
    );
    const response = await fetch(`${url}/trade-api/v2/events/${EVENT}?with_nested_markets=true`);
    const { event } = await response.json();
    assertEquals(event.markets.length, 2);
    await simulator.endInput();
    const { code, err } = await simulator.ran();
    assertEquals([code, err], [0, ""]);
  });
});

Deno.test("a key that the exchange does not know is refused in one line that says so, and nothing is recorded", async () => {
  await inFolder(async (folder) => {
    const key = `${folder}/key.pem`;
    await using simulator = Child.program(["simulate", "--port", "0", "--wait", "--key-file", key]);
    const { url } = await serving(simulator);
    const [, event = ""] = /^ {2}(\S+)-\S+ {2}YES: /m.exec(simulator.out) ?? [];
    const environment = { KALSHI_SIM_API_KEY_ID: "somebody-else", KALSHI_SIM_PRIVATE_KEY_PATH: key };
    const ran = await runChild([event, "--env", url, "--plain"], { environment, cwd: folder });
    assertRefused(ran, 1, /401|403|refused/);
    assert(/\b(key|signature)\b/.test(ran.err), `expected a word about the key, was: ${ran.err}`);
    assertEquals(await filesIn(folder), ["key.pem"]);
  });
});

Deno.test("an exchange over a damaged capture says so and ends in order", async () => {
  await inFolder(async (folder) => {
    const paths = await writeCaptures(folder, 20);
    await Deno.writeTextFile(paths[0] ?? "", "half a fr", { append: true });
    await using simulator = Child.program(["simulate", ...paths, "--port", "0", "--speed", "10000"]);
    const { code, out, err } = await simulator.ran();
    assertEquals([code, err], [0, `"${paths[0]}": 1 line is no frame and not played\n`]);
    assert(out.endsWith("Ended.\n"), out);
  });
});
