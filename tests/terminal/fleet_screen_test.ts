import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { Manager } from "../../src/fleet/manager.ts";
import type { ManagerLine, WorkerLine, WorkerNote } from "../../src/fleet/messages.ts";
import { FleetScreen } from "../../src/terminal/fleet_screen.ts";
import type { WorkerProcess } from "../../src/fleet/supervisor.ts";
import { PLAIN_STYLE } from "../../src/terminal/style.ts";
import { EXAMPLE_CHANGE } from "../views/example_view.ts";
import { job, jobFile, status } from "../fleet/support.ts";

const SIZE = { columns: 140, rows: 30 };

/** A worker that says its lines and writes down what it is told. */
class ToldWorker implements WorkerProcess {
  readonly pid = 1;
  readonly heard: ManagerLine[] = [];
  readonly lines: AsyncIterable<string>;
  readonly #ended = Promise.withResolvers<{ code: number; signal: string | null }>();

  constructor(lines: readonly WorkerLine[]) {
    const { promise } = this.#ended;
    this.lines = (async function* () {
      yield* lines.map((line) => JSON.stringify(line));
      await promise;
    })();
  }

  get ended() {
    return this.#ended.promise;
  }

  send(line: ManagerLine): void {
    this.heard.push(line);
  }

  kill(signal: "SIGTERM" | "SIGKILL"): void {
    this.#ended.resolve({ code: 143, signal });
  }
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) await Promise.resolve();
}

/** Two games at work, and a screen whose time the test moves. */
async function screen() {
  const workers = ["a", "b"].map((id) =>
    new ToldWorker([status(id), { type: "view", id, change: EXAMPLE_CHANGE }])
  );
  const notes: WorkerNote[] = [];
  let next = 0;
  const manager = new Manager({
    jobs: jobFile([job({ id: "a" }), job({ id: "b" })]),
    environment: "sim",
    spawn: () => {
      const worker = workers[next++];
      assert(worker !== undefined);
      return worker;
    },
    now: () => 0,
    onChange: () => {},
    onNote: (note) => notes.push(note),
  });
  const time = { at: 0 };
  let quits = 0;
  const shown = new FleetScreen({
    fleet: manager,
    style: PLAIN_STYLE,
    now: () => time.at,
    after: () => {},
    markDirty: () => {},
    quit: () => quits++,
  });
  const over = manager.run();
  await settle();
  const press = (...keys: readonly string[]) => keys.forEach((key) => shown.onKey(key));
  const heard = () =>
    workers.map(({ heard }) =>
      heard.splice(0).map((line) => line.type === "command" ? line.command.command : `show ${line.wanted}`)
    );
  const frame = () => shown.draw(SIZE).join("\n");
  const end = async () => {
    manager.stop();
    await over;
  };
  return { press, heard, frame, time, notes, quits: () => quits, end, manager };
}

Deno.test("keys of the table act on all games, or on the chosen one", async () => {
  const { press, heard, end } = await screen();
  press("p");
  assertEquals(heard(), [["pause_entries"], ["pause_entries"]]);
  press("p");
  assertEquals(heard(), [["resume_entries"], ["resume_entries"]]);
  press("down", "p", "c");
  assertEquals(heard(), [["pause_entries", "cancel_all"], []]);
  press("up", "p");
  assertEquals(heard(), [["pause_entries"], ["pause_entries"]], "not all are paused, so all are");
  press("down", "down", "c");
  assertEquals(heard(), [[], ["cancel_all"]]);
  press("down", "c");
  assertEquals(heard(), [["cancel_all"], ["cancel_all"]], "behind the last comes all");
  await end();
});

Deno.test("kill and flatten ask first, say whom they are about, and are not done by one press or a late second", async () => {
  const { press, heard, frame, time, end } = await screen();
  press("K");
  assertStringIncludes(frame(), "K again: KILL all games: all cancelled");
  assertEquals(heard(), [[], []]);
  time.at = 1_600;
  assert(!frame().includes("K again"), "the question goes by itself");
  press("K");
  assertEquals(heard(), [[], []]);
  press("K");
  assertEquals(heard(), [["kill"], ["kill"]]);
  press("down", "F");
  assertStringIncludes(frame(), "F again: FLATTEN a: all cancelled");
  press("down", "F");
  assertEquals(heard(), [[], []], "another row is another question");
  press("F");
  assertEquals(heard(), [[], ["flatten"]]);
  await end();
});

Deno.test("Enter opens a game's dashboard, whose keys are about that game alone; Esc and q come back", async () => {
  const { press, heard, frame, quits, end, manager } = await screen();
  press("enter");
  assertStringIncludes(frame(), "Workers · 2", "all games have no dashboard");
  press("down", "down", "enter");
  assertEquals(heard(), [[], ["show true"]]);
  assertStringIncludes(frame(), "b · Esc: back to all games");
  assertStringIncludes(frame(), "q back");
  press("p", "c", "K", "K", "F", "F", "down");
  assertEquals(heard(), [[], ["pause_entries", "cancel_all", "kill", "flatten"]]);
  press("escape");
  assertEquals(heard(), [[], ["show false"]]);
  assertStringIncludes(frame(), "Workers · 2");
  press("enter", "?", "escape");
  assert(!frame().includes("Workers · 2"), "the first Esc hides the list of keys");
  press("q");
  assertStringIncludes(frame(), "Workers · 2");
  assertEquals(quits(), 0);
  press("enter", "ctrl-c");
  assertEquals(quits(), 1);
  assertEquals(manager.workers[1]?.view, undefined);
  await end();
});

Deno.test("a game that is over takes no commands: said for it alone, passed over among all", async () => {
  const { press, heard, notes, end } = await screen();
  await end();
  press("c");
  assertEquals([heard(), notes], [[[], []], []]);
  press("down", "c");
  assertEquals(heard(), [[], []]);
  assertEquals(notes.map(({ id, text }) => `${id}: ${text}`), ["a: cancel all not done: its worker is over"]);
});

Deno.test("? shows every key", async () => {
  const { press, frame, end } = await screen();
  press("?");
  for (const words of ["Kill, twice", "Flatten, twice", "Open the game's dashboard", "Ctrl-C"]) {
    assertStringIncludes(frame(), words);
  }
  press("escape");
  assertStringIncludes(frame(), "Workers · 2");
  await end();
});
