/**
 * A job's progress as a stream of server-sent events (WHATWG HTML, section 9.2).
 *
 * Whoever comes gets the state at once, then every change; changes that come faster than they are read come as one. It ends
 * after `done` or `failed`.
 *
 * @module
 */
import type { Timers } from "../../lib/timers.ts";
import { jobRecord } from "./job_record.ts";
import type { BacktestJob } from "./backtest_job.ts";

/** How a stream is kept. */
export interface JobEventsOptions {
  readonly timers: Timers;
  /** How often silence is broken by a comment, ms. */
  readonly heartbeatMs: number;
  /** Ends the stream, whatever the job does. */
  readonly signal: AbortSignal;
  /** Called once, when it is over. */
  readonly onEnd: () => void;
}

/** One event; its id is the state's version. */
export function jobEvent(job: BacktestJob): string {
  const name = job.hasEnded ? job.state : "progress";
  return `event: ${name}\nid: ${job.version}\ndata: ${JSON.stringify(jobRecord(job))}\n\n`;
}

/** The stream of a job. */
export function jobEvents(job: BacktestJob, options: JobEventsOptions): ReadableStream<Uint8Array> {
  const { timers, heartbeatMs, signal, onEnd } = options;
  const encoder = new TextEncoder();
  let sent = 0;
  let isOver = false;
  let wake = () => {};
  const stopListening = job.onChange(() => wake());
  const onAbort = () => wake();
  signal.addEventListener("abort", onAbort);
  const end = () => {
    if (isOver) return;
    isOver = true;
    stopListening();
    signal.removeEventListener("abort", onAbort);
    wake();
    onEnd();
  };
  /** Waits for a change. @returns whether one came before the next comment was due */
  const change = () =>
    new Promise<boolean>((resolve) => {
      const timer = timers.after(heartbeatMs, () => settle(false));
      const settle = (came: boolean) => {
        timer.clear();
        wake = () => {};
        resolve(came);
      };
      wake = () => settle(true);
    });
  return new ReadableStream({
    async pull(controller) {
      while (!isOver) {
        if (signal.aborted) {
          end();
          controller.close();
        } else if (sent < job.version) {
          sent = job.version;
          controller.enqueue(encoder.encode(jobEvent(job)));
          if (!job.hasEnded) return;
          end();
          controller.close();
        } else if (!await change() && !isOver) {
          controller.enqueue(encoder.encode(": still here\n\n"));
          return;
        }
      }
    },
    cancel: end,
  }, { highWaterMark: 0 });
}
