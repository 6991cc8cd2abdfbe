import { assert, assertEquals } from "@std/assert";
import { refuse } from "../../src/core/result.ts";
import type { ManagerLine, WorkerNote } from "../../src/fleet/messages.ts";
import { Supervisor, type WorkerProcess } from "../../src/fleet/supervisor.ts";
import { FakeTime } from "./support.ts";
import { EXAMPLE_CHANGE, EXAMPLE_VIEW } from "../views/example_view.ts";

// Invariants: at most one process at a time; a dead or hung worker is replaced, with growing waits; a worker that is done,
// or that cannot work at all, is not; after stop nothing is started.

/** A worker played by the test. */
class FakeWorker implements WorkerProcess {
  readonly pid: number;
  readonly signals: string[] = [];
  readonly heard: ManagerLine[] = [];
  readonly #ended = Promise.withResolvers<{ code: number; signal: string | null }>();
  readonly #waiting: ((result: IteratorResult<string>) => void)[] = [];
  readonly #lines: string[] = [];
  #over = false;

  constructor(pid: number) {
    this.pid = pid;
  }

  get ended() {
    return this.#ended.promise;
  }

  lines: AsyncIterable<string> = {
    [Symbol.asyncIterator]: () => ({
      next: () => {
        const line = this.#lines.shift();
        if (line !== undefined) return Promise.resolve({ value: line, done: false as const });
        if (this.#over) return Promise.resolve({ value: undefined, done: true as const });
        return new Promise<IteratorResult<string>>((resolve) => this.#waiting.push(resolve));
      },
    }),
  };

  send(line: ManagerLine): void {
    this.heard.push(line);
  }

  say(line: unknown): void {
    const text = typeof line === "string" ? line : JSON.stringify(line);
    const waiting = this.#waiting.shift();
    if (waiting === undefined) this.#lines.push(text);
    else waiting({ value: text, done: false });
  }

  end(code: number, signal: string | null = null): void {
    this.#over = true;
    for (const waiting of this.#waiting.splice(0)) waiting({ value: undefined, done: true });
    this.#ended.resolve({ code, signal });
  }

  kill(signal: "SIGTERM" | "SIGKILL"): void {
    this.signals.push(signal);
    if (signal === "SIGKILL") this.end(137, "SIGKILL");
  }
}

const STATUS = {
  type: "status",
  id: "a",
  phase: "trading",
  mode: "paper",
  at: 1,
  final: false,
  messages: 5,
  equity: 1_000_000_000,
  startingBalance: 1_000_000_000,
  openOrders: 0,
  positions: 0,
  paused: false,
  killed: false,
  unprotected: 0,
  trades: 0,
  feeds: [],
  memory: 1,
};
const SUMMARY = {
  type: "summary",
  id: "a",
  reason: "all markets are settled",
  final: true,
  durationMs: 1,
  messages: 1,
  startingBalance: 1,
  endingBalance: 1,
  positionsValue: 0,
  fees: 0,
  trades: 0,
  wins: 0,
  losses: 0,
  signals: 0,
  recordings: [],
  recordingWhole: true,
  resumed: 0,
};

function supervised() {
  const time = new FakeTime();
  const workers: FakeWorker[] = [];
  const notes: WorkerNote[] = [];
  const supervisor = new Supervisor({
    id: "a",
    spawn: () => {
      assert(
        workers.every((worker) => worker.signals.includes("SIGKILL") || ended.has(worker)),
        "two at a time",
      );
      const worker = new FakeWorker(workers.length + 1);
      void worker.ended.then(() => ended.add(worker));
      workers.push(worker);
      return worker;
    },
    now: () => time.at,
    timers: time,
    onChange: () => {},
    onNote: (note) => notes.push(note),
  });
  const ended = new Set<FakeWorker>();
  const last = () => workers[workers.length - 1] as FakeWorker;
  return { time, workers, notes, supervisor, last };
}

Deno.test("a worker that says its summary and ends well is done", async () => {
  const { time, supervisor, last, workers } = supervised();
  supervisor.start();
  last().say(STATUS);
  last().say(SUMMARY);
  last().end(0);
  await time.pass(120_000);
  assertEquals([supervisor.state, supervisor.summary?.reason, workers.length], ["done", SUMMARY.reason, 1]);
  await supervisor.finished;
  supervisor.stop(1);
  assertEquals(supervisor.state, "done");
});

Deno.test("a worker that has said its summary is done, however it ends", async () => {
  for (
    const [code, signal, how] of [[1, null, "ended with exit code 1"], [
      137,
      "SIGKILL",
      "was ended by SIGKILL",
    ]] as const
  ) {
    const { supervisor, time, workers, notes } = supervised();
    supervisor.start();
    workers[0]?.say(SUMMARY);
    await time.pass(0);
    workers[0]?.end(code, signal);
    await time.pass(600_000);
    assertEquals([supervisor.state, workers.length], ["done", 1]);
    assertEquals(notes.at(-1)?.text, `worker ${how} after its summary`);
    await supervisor.finished;
  }
});

Deno.test("a worker that dies is started again after 1, 2, 4 … 60 s, and given up after 20 deaths in a row", async () => {
  const { time, supervisor, last, workers, notes } = supervised();
  supervisor.start();
  const waits: number[] = [];
  for (let death = 1; death <= 20; death++) {
    last().end(1);
    await time.pass(0);
    if (death === 20) break;
    assertEquals(supervisor.state, "restarting");
    const before = time.at;
    while (workers.length === death) await time.pass(500);
    waits.push(time.at - before);
  }
  assertEquals(waits.slice(0, 8), [1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
  assertEquals([supervisor.state, supervisor.restarts], ["given_up", 19]);
  assert(notes.at(-1)?.text.includes("not started again"));
});

Deno.test("a worker that lived long starts the waits from the beginning", async () => {
  const { time, supervisor, last, workers } = supervised();
  supervisor.start();
  for (let death = 0; death < 3; death++) {
    last().end(1);
    while (workers.length === death + 1) await time.pass(500);
  }
  for (let second = 0; second < 310; second += 10) {
    last().say(STATUS);
    await time.pass(10_000);
  }
  last().end(1);
  await time.pass(1_000);
  assertEquals(workers.length, 5);
});

Deno.test("a worker that says nothing for 15 s is killed and replaced; one that speaks is not", async () => {
  const { time, supervisor, last, workers, notes } = supervised();
  supervisor.start();
  for (let second = 0; second < 60; second += 10) {
    last().say(STATUS);
    await time.pass(10_000);
  }
  assertEquals(workers.length, 1);
  await time.pass(5_000);
  assertEquals(workers[0]?.signals, ["SIGKILL"]);
  await time.pass(1_000);
  assertEquals(workers.length, 2);
  assert(notes.some(({ text }) => text.includes("said nothing for 15 s")));
});

Deno.test("stray lines are ignored, and are no heartbeat", async () => {
  const { time, supervisor, last, workers } = supervised();
  supervisor.start();
  last().say("Warning: something");
  last().say({ type: "status", id: "a" });
  await time.pass(10_000);
  last().say("{not json");
  await time.pass(5_000);
  assertEquals(supervisor.status, undefined);
  assertEquals(workers[0]?.signals, ["SIGKILL"]);
});

Deno.test("a worker that cannot work at all (exit code 2) is not started again", async () => {
  const { time, supervisor, last, workers } = supervised();
  supervisor.start();
  last().end(2);
  await time.pass(120_000);
  assertEquals([supervisor.state, workers.length], ["given_up", 1]);
});

Deno.test("a worker that ends well without a summary has not done its work", async () => {
  const { time, supervisor, last, workers } = supervised();
  supervisor.start();
  last().end(0);
  await time.pass(2_000);
  assertEquals(workers.length, 2);
});

Deno.test("stop asks the worker to end, and ends it when it does not", async () => {
  const { time, supervisor, last } = supervised();
  supervisor.start();
  supervisor.stop(5_000);
  assertEquals(last().signals, ["SIGTERM"]);
  await time.pass(4_999);
  assertEquals(last().signals, ["SIGTERM"]);
  await time.pass(1);
  assertEquals(last().signals, ["SIGTERM", "SIGKILL"]);
  await supervisor.finished;
  assertEquals(supervisor.state, "stopped");
});

Deno.test("stop while waiting for a restart starts nothing any more", async () => {
  const { time, supervisor, last, workers } = supervised();
  supervisor.start();
  last().end(1);
  await time.pass(500);
  supervisor.stop(5_000);
  await time.pass(120_000);
  assertEquals([workers.length, supervisor.state], [1, "stopped"]);
});

Deno.test("a process that cannot be started counts as a death", async () => {
  const time = new FakeTime();
  const notes: WorkerNote[] = [];
  let tries = 0;
  const supervisor = new Supervisor({
    id: "a",
    spawn: () => {
      tries++;
      throw new Error("no more processes");
    },
    now: () => time.at,
    timers: time,
    onChange: () => {},
    onNote: (note) => notes.push(note),
    mostDeaths: 3,
  });
  supervisor.start();
  await time.pass(10_000);
  assertEquals([tries, supervisor.state], [3, "given_up"]);
  assert(notes[0]?.text.includes("no more processes"));
});

Deno.test("a kill and a pause hold for every worker that the game will have; other commands are for the one that runs", async () => {
  const { time, supervisor, last } = supervised();
  const told = () => last().heard.map((line) => line.type === "command" ? line.command.command : line.type);
  supervisor.start();
  last().say(STATUS);
  await time.pass(0);
  assertEquals(supervisor.command({ command: "cancel_all" }).ok, true);
  assertEquals([told(), supervisor.paused], [["cancel_all"], true]);
  last().end(1);
  await time.pass(0);
  assertEquals(supervisor.command({ command: "kill" }).ok, true);
  assertEquals(
    supervisor.command({ command: "flatten" }),
    refuse("worker_restarting", "its worker is being started again: press it once more when it is back"),
  );
  await time.pass(1_000);
  assertEquals(told(), ["pause_entries", "kill"]);
  assertEquals(supervisor.command({ command: "resume_entries" }).ok, true);
  assertEquals(supervisor.paused, false, "also before it says so itself");
  supervisor.show(true);
  last().say({ type: "view", id: "a", change: EXAMPLE_CHANGE });
  await time.pass(0);
  assertEquals(supervisor.view?.markets.length, EXAMPLE_VIEW.markets.length);
  last().end(1);
  await time.pass(2_000);
  assertEquals(told(), ["kill", "show"]);
  supervisor.show(false);
  assertEquals(supervisor.view, undefined);
  last().say(SUMMARY);
  last().end(0);
  await time.pass(0);
  assertEquals(supervisor.command({ command: "kill" }), refuse("worker_over", "its worker is over"));
});

Deno.test("a dashboard is put together from changes; where one is missing everything is asked for, and a new worker starts with all", async () => {
  const { time, supervisor, last } = supervised();
  const shows = () => last().heard.splice(0).filter(({ type }) => type === "show").length;
  const say = async (since: number, version: number, now: number, environment = "sim") => {
    const parts = since === 0 ? EXAMPLE_CHANGE.parts : { notices: [`${version}`] };
    last().say({
      type: "view",
      id: "a",
      change: { ...EXAMPLE_CHANGE, since, version, now, environment, parts },
    });
    await time.pass(0);
  };
  supervisor.start();
  await say(0, 5, 1);
  assertEquals(supervisor.view, undefined, "nobody looks at it");
  supervisor.show(true);
  assertEquals(shows(), 1);
  await say(5, 6, 2);
  assertEquals([supervisor.view, shows()], [undefined, 1], "the first part is missing");
  await say(0, 7, 3);
  await say(7, 8, 4);
  assertEquals([supervisor.view?.now, supervisor.view?.notices, shows()], [4, ["8"], 0]);
  assertEquals(supervisor.view?.orders, EXAMPLE_VIEW.orders, "what has not changed is kept");
  await say(9, 10, 5);
  assertEquals([supervisor.view?.now, shows()], [4, 1], "one between is missing");
  last().end(1);
  await time.pass(2_000);
  assertEquals(shows(), 1, "the next worker is told too");
  await say(0, 2, 6);
  await say(2, 3, 7);
  assertEquals([supervisor.view?.now, supervisor.view?.notices, shows()], [7, ["3"], 0]);
  supervisor.stop(0);
  last().end(0);
  await time.pass(0);
});
