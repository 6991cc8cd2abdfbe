/**
 * What the server counts.
 *
 * @module
 */
import { Counter, type Family, gauge, Histogram } from "./prometheus.ts";

/** Upper bounds of durations, seconds. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "POST", "DELETE", "OPTIONS", "PUT", "PATCH"]);

/** What is read when the metrics are asked for. */
export interface Levels {
  readonly startedAt: number;
  readonly running: () => number;
  readonly queued: () => number;
  readonly streams: () => number;
  readonly version: string;
}

/** The counters. */
export class Measures {
  readonly #requests = new Counter("kalshi_live_http_requests_total", "Requests that were answered.");
  readonly #durations = new Histogram(
    "kalshi_live_http_request_duration_seconds",
    "Time until an answer began.",
    BUCKETS,
  );
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

  constructor(levels: Levels) {
    // Counters without labels are there from the beginning, so that a rate has something to rise from.
    for (const counter of [this.#finished, this.#events]) counter.add({}, 0);
    this.families = [
      this.#requests,
      this.#durations,
      gauge("kalshi_live_backtests_running", "Backtests that run now.", levels.running),
      gauge("kalshi_live_backtests_queued", "Backtests that wait for their turn.", levels.queued),
      gauge("kalshi_live_progress_streams", "Streams of progress that are open.", levels.streams),
      this.#finished,
      this.#refused,
      this.#events,
      gauge(
        "process_start_time_seconds",
        "When the server started, Unix seconds.",
        () => levels.startedAt / 1000,
      ),
      {
        name: "kalshi_live_build_info",
        type: "gauge",
        help: "1, labelled by the version.",
        samples: () => [{ labels: { version: levels.version }, value: 1 }],
      },
    ];
  }

  /** A request was answered. @param route its pattern, so that there are no more series than routes */
  request(route: string, method: string, status: number, ms: number): void {
    const known = METHODS.has(method) ? method : "other";
    this.#requests.add({ route, method: known, status: String(status) });
    // A clock that was set back says nothing about how long it took.
    this.#durations.observe({ route, method: known }, Math.max(0, ms) / 1000);
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
