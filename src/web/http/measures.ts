/**
 * Counters of requests, and of the server itself.
 *
 * @module
 */
import { Counter, type Family, gauge, Histogram } from "./prometheus.ts";

/** Upper bounds of durations, seconds. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "POST", "DELETE", "OPTIONS", "PUT", "PATCH"]);

/** The server, and what else is counted. */
export interface MeasureOptions {
  /** Unix milliseconds. */
  readonly startedAt: number;
  readonly version: string;
  /** Counted by others. */
  readonly families: readonly Family[];
}

/** The counters. */
export class Measures {
  readonly #requests = new Counter("kalshi_live_http_requests_total", "Requests that were answered.");
  readonly #durations = new Histogram(
    "kalshi_live_http_request_duration_seconds",
    "Time until an answer began.",
    BUCKETS,
  );
  readonly families: readonly Family[];

  constructor({ startedAt, version, families }: MeasureOptions) {
    this.families = [
      this.#requests,
      this.#durations,
      ...families,
      gauge("process_start_time_seconds", "When the server started, Unix seconds.", () => startedAt / 1000),
      {
        name: "kalshi_live_build_info",
        type: "gauge",
        help: "1, labelled by the version.",
        samples: () => [{ labels: { version }, value: 1 }],
      },
    ];
  }

  /** Counts an answer. @param route its pattern, so that there are no more series than routes */
  request(route: string, method: string, status: number, ms: number): void {
    const known = METHODS.has(method) ? method : "other";
    this.#requests.add({ route, method: known, status: String(status) });
    // A clock that was set back says nothing about how long it took.
    this.#durations.observe({ route, method: known }, Math.max(0, ms) / 1000);
  }
}
