/**
 * Counters of backtests.
 *
 * @module
 */
import { Counter, type Family, gauge } from "../http/prometheus.ts";
import type { JobObserver } from "./job_queue.ts";

/** Read when the metrics are asked for. */
export interface BacktestLevels {
  readonly running: () => number;
  readonly queued: () => number;
  readonly streams: () => number;
}

/** Counts what jobs come to. */
export class BacktestMeasures implements JobObserver {
  readonly #finished = new Counter("kalshi_live_backtests_finished_total", "Backtests that were finished.");
  readonly #refused = new Counter(
    "kalshi_live_backtests_refused_total",
    "Backtests that were refused or failed, by reason.",
  );
  readonly #events = new Counter(
    "kalshi_live_backtest_events_total",
    "Recorded events that backtests processed.",
  );
  readonly families: readonly Family[];

  constructor(levels: BacktestLevels) {
    // Counters without labels are there from the start, so that a rate has something to rise from.
    for (const counter of [this.#finished, this.#events]) counter.add({}, 0);
    this.families = [
      gauge("kalshi_live_backtests_running", "Backtests that run now.", levels.running),
      gauge("kalshi_live_backtests_queued", "Backtests that wait for their turn.", levels.queued),
      gauge("kalshi_live_progress_streams", "Streams of progress that are open.", levels.streams),
      this.#finished,
      this.#refused,
      this.#events,
    ];
  }

  finished(): void {
    this.#finished.add();
  }

  refused(code: string): void {
    this.#refused.add({ code });
  }

  events(count: number): void {
    this.#events.add({}, count);
  }
}
