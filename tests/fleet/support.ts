/**
 * Jobs and job files made by hand, and what workers say.
 *
 * @module
 */
import type { WorkerStatus, WorkerSummary } from "../../src/fleet/messages.ts";
import type { Job, JobFile } from "../../src/discovery/job.ts";
import type { Timer, Timers } from "../../src/lib/timers.ts";

/** A game that begins in the far future. */
export function job(changes: Partial<Job> = {}): Job {
  return {
    id: "nba-2031-11-20-LAL-BOS",
    league: "nba",
    startsAt: Date.UTC(2031, 10, 21, 0, 30),
    home: { code: "BOS", name: "Boston Celtics", targetId: "target-bos" },
    away: { code: "LAL", name: "Los Angeles Lakers", targetId: "target-lal" },
    event: "KXNBAGAME-31NOV20LALBOS",
    homeMarket: "KXNBAGAME-31NOV20LALBOS-BOS",
    awayMarket: "KXNBAGAME-31NOV20LALBOS-LAL",
    otherMarkets: [],
    milestoneId: null,
    feeds: {},
    ...changes,
  };
}

/** A file of jobs. */
export function jobFile(jobs: readonly Job[], changes: Partial<JobFile> = {}): JobFile {
  return {
    kalshi_live_jobs: 1,
    program: "test",
    createdAt: "2031-11-20T16:00:00.000Z",
    date: "2031-11-20",
    environment: "sim",
    jobs: [...jobs],
    refused: [],
    ...changes,
  };
}

/** What a worker says once a second. Money in micro-dollars. */
export function status(id: string, changes: Partial<WorkerStatus> = {}): WorkerStatus {
  return {
    type: "status",
    id,
    phase: "trading",
    at: 1_000,
    mode: "paper",
    final: false,
    messages: 5,
    equity: 1_001_500_000,
    startingBalance: 1_000_000_000,
    openOrders: 1,
    positions: 2,
    paused: false,
    killed: false,
    unprotected: 0,
    trades: 3,
    feeds: ["nba closed", "espn open"],
    memory: 100 * 1_048_576,
    ...changes,
  };
}

/** What a worker says at the end. Money in micro-dollars. */
export function summary(id: string, changes: Partial<WorkerSummary> = {}): WorkerSummary {
  return {
    type: "summary",
    id,
    reason: "all markets are settled",
    final: true,
    score: "final  LAL 98 – 101 BOS",
    durationMs: 60_000,
    messages: 1_234,
    startingBalance: 1_000_000_000,
    endingBalance: 990_000_000,
    positionsValue: 4_500_000,
    fees: 1_250_000,
    trades: 3,
    wins: 1,
    losses: 2,
    signals: 4,
    recordings: [`recordings/${id}.jsonl.gz`],
    recordingWhole: true,
    resumed: 0,
    ...changes,
  };
}

/** Time that stands still until it is moved. */
export class FakeTime implements Timers {
  at = 1_000_000;
  #timers: { due: number; action: () => void; on: boolean }[] = [];

  after(ms: number, action: () => void): Timer {
    const timer = { due: this.at + ms, action, on: true };
    this.#timers.push(timer);
    return { clear: () => void (timer.on = false) };
  }

  async pass(ms: number): Promise<void> {
    const until = this.at + ms;
    for (;;) {
      await settle();
      const next = this.#timers.filter(({ on, due }) => on && due <= until).sort((a, b) => a.due - b.due)[0];
      if (next === undefined) break;
      this.at = Math.max(this.at, next.due);
      next.on = false;
      next.action();
    }
    this.at = until;
    await settle();
  }
}

/** Lets everything that is only waiting for its turn happen. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}
