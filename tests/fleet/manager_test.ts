import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { Manager } from "../../src/fleet/manager.ts";
import type { ManagerLine, WorkerLine, WorkerNote, WorkerStatus } from "../../src/fleet/messages.ts";
import { combinedLines, combinedRecord } from "../../src/cli/work/show.ts";
import type { WorkerProcess } from "../../src/fleet/supervisor.ts";
import { parseMicros } from "../../src/core/numbers/money.ts";
import { job, jobFile, status, summary } from "./support.ts";

// Invariants: one row a game in the order of the jobs; what all games came to is the sum of what each came to, to the
// micro-dollar; a worker that could not work is never counted as one that did.

/** A worker that says its lines, and ends when it is told to. */
class SpeakingWorker implements WorkerProcess {
  readonly pid = 1;
  readonly lines: AsyncIterable<string>;
  readonly heard: ManagerLine[] = [];
  readonly #ended = Promise.withResolvers<{ code: number; signal: string | null }>();

  constructor(lines: readonly WorkerLine[], code?: number) {
    const ended = this.#ended.promise;
    this.lines = (async function* () {
      yield* lines.map((line) => JSON.stringify(line));
      await ended;
    })();
    if (code !== undefined) this.#ended.resolve({ code, signal: null });
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

const NOW = Date.UTC(2031, 10, 20, 17);

function managed(workers: Readonly<Record<string, () => WorkerProcess>>, mode?: "paper" | "live") {
  const notes: WorkerNote[] = [];
  const manager = new Manager({
    jobs: jobFile(Object.keys(workers).map((id) => job({ id }))),
    environment: "sim",
    ...(mode === undefined ? {} : { mode }),
    spawn: ({ id }) => {
      const worker = workers[id];
      assert(worker !== undefined);
      return worker();
    },
    now: () => NOW,
    onChange: () => {},
    onNote: (note) => notes.push(note),
  });
  return { manager, notes };
}

/** Lets everything that only waits for its turn happen. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 50; turn++) await Promise.resolve();
}

Deno.test("live workers are shown as such, with what the last of them says of the arming", async () => {
  const live = (id: string, changes: Partial<WorkerStatus>) =>
    status(id, { mode: "live", paused: false, ...changes });
  const { manager } = managed({
    armed: () => new SpeakingWorker([live("armed", { at: 1, armedUntil: NOW + 9_000 })]),
    paper: () => new SpeakingWorker([status("paper", { at: 9 })]),
  }, "live");
  const done = manager.run();
  await settle();
  assertEquals([manager.view().mode, manager.view().arming], ["live", { until: NOW + 9_000 }]);
  assertEquals(manager.view().workers.map(({ state }) => state), ["trading LIVE", "trading"]);
  manager.stop();
  await done;
  const over = managed({
    early: () => new SpeakingWorker([live("early", { at: 1, armedUntil: NOW + 9_000 })]),
    late: () => new SpeakingWorker([live("late", { at: 2, unarmed: "not armed" })]),
  }, "live");
  const ended = over.manager.run();
  await settle();
  assertEquals(over.manager.view().arming, { why: "not armed" });
  assertEquals(over.manager.view().workers[1]?.state, "trading LIVE, not armed");
  over.manager.stop();
  await ended;
});

Deno.test("rows: what each worker said last, by what it is doing", async () => {
  const { manager } = managed({
    silent: () => new SpeakingWorker([]),
    sleeping: () =>
      new SpeakingWorker([status("sleeping", { phase: "sleeping", wakesAt: NOW + 30 * 60_000 + 1 })]),
    later: () => new SpeakingWorker([status("later", { phase: "sleeping", wakesAt: NOW + 150 * 60_000 })]),
    trading: () =>
      new SpeakingWorker([
        status("trading", { messages: 1 }),
        status("trading", { game: "Q4 03:12  LAL 98 – 101 BOS", bookAgeMs: 100, whyNot: "score is late" }),
      ]),
    ending: () => new SpeakingWorker([status("ending"), summary("ending", { recordingWhole: false })]),
  });
  const done = manager.run();
  await settle();
  const { workers, ...view } = manager.view();
  assertEquals([view.mode, view.environment, view.date, view.now, view.notes], [
    "paper",
    "sim",
    "2031-11-20",
    NOW,
    [],
  ]);
  const [silent, sleeping, later, trading, ending] = workers;
  assertEquals(workers.map(({ id }) => id), ["silent", "sleeping", "later", "trading", "ending"]);
  assertEquals(silent, { id: "silent", state: "starting", alarming: false, restarts: 0 });
  assertEquals([sleeping?.state, sleeping?.game], ["sleeping", "starts trading in 31 min"]);
  assertEquals([later?.state, later?.game], ["sleeping", "starts trading in 2 h 30 min"]);
  assertEquals(sleeping?.pnl, undefined, "a sleeping worker has no account yet");
  assertEquals([trading?.state, trading?.game, trading?.messages], [
    "trading",
    "Q4 03:12  LAL 98 – 101 BOS",
    5,
  ]);
  assertEquals([trading?.equity as number, trading?.pnl as number], [1_001_500_000, 1_500_000]);
  assertEquals([trading?.openOrders, trading?.positions, trading?.trades], [1, 2, 3]);
  assertEquals([trading?.feeds, trading?.bookAgeMs, trading?.whyNot], ["espn open", 100, "score is late"]);
  assertEquals([ending?.state, ending?.alarming], ["ending", true], "a recording that is not whole is told");
  assertEquals([ending?.equity as number, ending?.pnl as number], [994_500_000, -5_500_000]);
  manager.stop();
  await done;
  assertEquals(manager.view().workers.map(({ state }) => state), Array(5).fill("stopped"));
});

Deno.test("the combined summary: done, given up, ended early, each as it is", async () => {
  const { manager, notes } = managed({
    a: () => new SpeakingWorker([summary("a")], 0),
    b: () =>
      new SpeakingWorker([
        summary("b", { endingBalance: 1_003_000_001, positionsValue: 0, wins: 3, losses: 0 }),
      ], 0),
    broken: () => new SpeakingWorker([], 2),
    early: () => new SpeakingWorker([summary("early", { final: false, reason: "interrupted by SIGTERM" })]),
  });
  const done = manager.run();
  await settle();
  manager.stop();
  await done;
  const found = manager.summary();
  assertEquals(found.games.map(({ id, state }) => `${id} ${state}`), [
    "a done",
    "b done",
    "broken given_up",
    "early stopped",
  ]);
  assertEquals(notes.map(({ id, level, text }) => [id, level, text]), [
    ["broken", "warning", "worker ended with exit code 2; it is not started again"],
  ]);

  const record = combinedRecord(found);
  assertEquals(record.games.map(({ pnl }) => pnl), ["-5.500000", "3.000001", null, "-5.500000"]);
  assertEquals(record.games.map(({ final }) => final), [true, true, false, false]);
  assertEquals(record.games.map(({ recording_whole }) => recording_whole), [true, true, false, true]);
  assertEquals(record.games.map(({ ended }) => ended), [
    "all markets are settled",
    "all markets are settled",
    null,
    "interrupted by SIGTERM",
  ]);
  assertEquals([record.type, record.starting_balance, record.ending_equity, record.pnl, record.fees], [
    "combined_summary",
    "3000.000000",
    "2992.000001",
    "-7.999999",
    "3.750000",
  ]);
  assertEquals([record.trades, record.wins, record.losses, record.messages, record.restarts], [
    9,
    5,
    4,
    3_702,
    0,
  ]);

  const lines = combinedLines(found);
  assertEquals(
    lines.slice(0, 9),
    [
      "Summary of all games",
      "====================",
      "  Game    State     Score                    P&L     Trades  Restarts  Recording",
      "  a       done      final  LAL 98 – 101 BOS  -$5.50  3       0         whole",
      "  b       done      final  LAL 98 – 101 BOS  $3.00   3       0         whole",
      "  broken  given_up  —                        —       —       0         —",
      "  early   stopped   final  LAL 98 – 101 BOS  -$5.50  3       0         whole",
      "",
      "Starting balances $3000.00   ending equity $2992.00   P&L -$8.00   fees $3.75",
    ].map((line) => line.replace("Score                     P&L", "Score                    P&L")),
  );
  assertEquals(lines.slice(9), [
    "Trades 9   wins 5   losses 4   messages 3,702   restarts 0",
    "Recorded: recordings/a.jsonl.gz",
    "Recorded: recordings/b.jsonl.gz",
    "Recorded: recordings/early.jsonl.gz",
  ]);
});

Deno.test("whatever the games came to, the totals are their sums", async () => {
  const micros = fc.integer({ min: 0, max: 2_000_000_000 });
  const count = fc.nat(1_000);
  const one = fc.record({
    startingBalance: micros,
    endingBalance: micros,
    positionsValue: micros,
    fees: micros,
    trades: count,
    wins: count,
  });
  await fc.assert(
    fc.asyncProperty(fc.array(one, { maxLength: 6 }), async (all) => {
      const { manager } = managed(
        Object.fromEntries(
          all.map((own, index) => [`g${index}`, () => new SpeakingWorker([summary(`g${index}`, own)], 0)]),
        ),
      );
      await manager.run();
      const record = combinedRecord(manager.summary());
      const sum = (pick: (own: typeof all[number]) => number) =>
        all.reduce((total, own) => total + pick(own), 0);
      assertEquals(parseMicros(record.fees) as number, sum(({ fees }) => fees));
      assertEquals(
        parseMicros(record.pnl) as number,
        record.games.reduce((total, { pnl }) => total + parseMicros(pnl ?? ""), 0),
      );
      assertEquals(
        parseMicros(record.ending_equity) as number,
        sum(({ endingBalance, positionsValue }) => endingBalance + positionsValue),
      );
      assertEquals([record.trades, record.wins], [sum(({ trades }) => trades), sum(({ wins }) => wins)]);
      assertEquals(combinedLines(manager.summary()).length, 6 + 2 * all.length);
    }),
    { numRuns: 50 },
  );
});

Deno.test("notes reach the table, the oldest go first", () => {
  const { manager, notes } = managed({ a: () => new SpeakingWorker([]) });
  for (let at = 0; at < 250; at++) {
    manager.note({ type: "note", id: "a", at, level: at % 2 === 0 ? "info" : "warning", text: `n${at}` });
  }
  assertEquals(notes.length, 250);
  const kept = manager.view().notes;
  assertEquals(kept.length, 200);
  assertEquals(kept[0], { at: 50, warning: false, text: "a n50" });
  assertEquals(kept.at(-1), { at: 249, warning: true, text: "a n249" });
});
