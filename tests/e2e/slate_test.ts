import { assert, assertEquals, assertGreater } from "@std/assert";
import { deadline } from "@std/async/deadline";
import { inFolder, plainEnvironment, programWords, type Ran, ROOT, runMain } from "../cli/support.ts";

/** The demo takes 25 s by itself; on a machine that is busy, twice that is still well. */
const LONGEST_MS = 60_000;
/** What workers are given to end when the demo is stopped. */
const PATIENCE_MS = 60_000;

type Line = Readonly<Record<string, unknown>>;

interface Game {
  readonly id: string;
  readonly state: string;
  readonly restarts: number;
  readonly final: boolean;
  readonly score: string | null;
  readonly recordings: readonly string[];
  readonly recording_whole: boolean;
}

/** Runs the program as it ships. If it does not end in time it is stopped, and its workers with it. */
async function run(argv: readonly string[]): Promise<Ran> {
  const child = new Deno.Command(Deno.execPath(), {
    args: programWords(argv),
    cwd: ROOT,
    clearEnv: true,
    env: plainEnvironment(),
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const output = child.output();
  try {
    await deadline(child.status, LONGEST_MS);
  } catch (error) {
    child.kill("SIGTERM");
    const killer = setTimeout(() => child.kill("SIGKILL"), PATIENCE_MS);
    await child.status;
    clearTimeout(killer);
    throw error;
  } finally {
    await output;
  }
  const { code, stdout, stderr } = await output;
  const decoder = new TextDecoder();
  return { code, out: decoder.decode(stdout), err: decoder.decode(stderr) };
}

function readLines(out: string): Line[] {
  return out.trimEnd().split("\n").map((text) => {
    const line: unknown = JSON.parse(text);
    assert(typeof line === "object" && line !== null && "type" in line, text);
    return line as Line;
  });
}

Deno.test("a slate is discovered and traded by a worker each; one is killed and goes on with its recording", async () => {
  await inFolder(async (folder) => {
    const ran = await run(["demo", "--slate", "2", "--seconds", "25", "--json", "--recordings", folder]);
    assertEquals([ran.code, ran.err], [0, ""]);
    const lines = readLines(ran.out);
    const summary = lines.at(-1);
    assertEquals(summary?.type, "combined_summary");
    const games = summary?.games as readonly Game[];
    assertEquals(games.length, 2);
    for (const game of games) {
      assertEquals(
        [game.state, game.final, game.recording_whole],
        ["done", true, true],
        JSON.stringify(game),
      );
      assert(game.score?.startsWith("final"), `${game.score}`);
    }
    assertGreater(Number(summary?.messages), 0);

    const killed = lines.find(({ text }) => /the demo kills this worker/.test(String(text)));
    assert(killed !== undefined, "a worker was killed");
    const victim = games.find(({ id }) => id === killed.id);
    assert(victim !== undefined);
    assertGreater(victim.restarts, 0);
    assertEquals(summary?.restarts, games.reduce((sum, { restarts }) => sum + restarts, 0));
    const told = lines.filter(({ id, type }) => type === "note" && id === victim.id).map(({ text }) =>
      String(text)
    );
    for (
      const news of [/was ended by SIGKILL; started again in/, /goes on with its recording: [1-9]\d* inputs/]
    ) {
      assert(told.some((text) => news.test(text)), `${news} in ${told.join(" | ")}`);
    }

    assertGreater(victim.recordings.length, 1, "a segment from before and one from after");
    const counts = new Set<string>();
    for (const path of games.flatMap(({ recordings }) => recordings)) {
      assert(path.startsWith(folder) && path.endsWith(".jsonl.gz"), path);
      const replay = await runMain("replay", path);
      assertEquals(replay.code, 0, replay.err);
      const [, count] = /^([1-9]\d*) decisions, identical to those of the session$/m.exec(replay.err) ?? [];
      assert(count !== undefined, `${path}: ${replay.err}`);
      assert(!/torn/.test(replay.err), replay.err);
      if (victim.recordings.includes(path)) counts.add(count);
    }
    assertEquals(counts.size, 1, "the same from any of its segments");
  });
});
