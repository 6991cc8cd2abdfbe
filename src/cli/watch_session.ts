/**
 * Runs a session in front of a person: dashboard, log lines or JSON, until it is over or the trader quits; then the summary.
 *
 * @module
 */
import type { Refusal, Result } from "../core/result.ts";
import { formatDecision } from "../session/decisions.ts";
import type { SessionOptions } from "../session/options.ts";
import { Session } from "../session/session.ts";
import { canDrawFullScreen } from "../terminal/deno_tty.ts";
import { formatLogLine } from "../terminal/plain.ts";
import { renderSummary } from "../terminal/summary.ts";
import type { SummaryView } from "../terminal/view.ts";
import { failure } from "./exit.ts";
import { interrupted } from "./interrupted.ts";
import type { Output } from "./output.ts";
import { Dashboard } from "./screen/dashboard.ts";
import { dashboardView } from "./screen/dashboard_view.ts";
import { summaryRecord } from "./screen/summary_record.ts";
import { summaryView } from "./screen/summary_view.ts";
import { Watch } from "./screen/watch.ts";

/** How the session is shown. */
export type Display = "dashboard" | "plain" | "json";

/** What a session is run with in front of a person. */
export interface WatchOptions {
  readonly session: SessionOptions;
  readonly display: Display;
  /** What screens call the exchange. */
  readonly environment: string;
  readonly notices: readonly string[];
  /** Ends the session when it is fulfilled, with the reason. */
  readonly until?: Promise<string>;
}

/** Which display fits the flags and the terminal. */
export function chooseDisplay(json: boolean, plain: boolean): Display {
  if (json) return "json";
  return plain || !canDrawFullScreen(Deno.env.get("TERM")) ? "plain" : "dashboard";
}

/** Runs it. @returns the exit code */
export async function watchSession(options: WatchOptions, output: Output): Promise<number> {
  const { display } = options;
  let watch: Watch | undefined;
  let dashboard: Dashboard | undefined;
  let ended = false;
  const started: Result<Session> = await Session.start(options.session, (engine, decoder) => {
    watch = new Watch(
      engine,
      () => decoder.counters.frames,
      // What closing the connection itself brings about is no news.
      display === "plain" ? (entry) => ended || output.line(formatLogLine(entry)) : undefined,
    );
    const json = display !== "json" ? [] : [{
      onEvent: (_event: unknown, outcomes: Parameters<Watch["onEvent"]>[1]) => {
        for (const outcome of outcomes) output.line(formatDecision(outcome));
      },
    }];
    return [watch, ...json, { onEvent: () => dashboard?.markDirty() }];
  });
  if (!started.ok) throw failure(explain(started.reason, options.session.environment.restUrl));
  const session = started.value;
  const notices = [...options.notices];
  if (session.polling) notices.push("no API key: polling public REST, fills between two looks are not seen");
  for (const text of notices) watch?.note({ at: session.now(), kind: "note", text });

  const signals = interrupted();
  let reason: string;
  try {
    const ends = [session.over, signals.pressed, ...options.until === undefined ? [] : [options.until]];
    if (display === "dashboard" && watch !== undefined) {
      dashboard = openDashboard(options, session, watch, notices);
      const shown = dashboard;
      void Promise.race(ends).then((why) => {
        reason = why;
        shown.stop();
      });
      reason = "the trader quit";
      await shown.run();
    } else reason = await Promise.race(ends);
  } finally {
    signals.stop();
    dashboard?.stop();
  }
  ended = true;
  return await endSession(options, session, reason, output);
}

/** What to do about it, where the exchange cannot be reached. */
function explain(reason: Refusal, url: string): string {
  if (reason.code !== "network" && reason.code !== "timeout") return reason.message;
  return `${reason.message} (${new URL(url).host}); check the network and --env, or try kalshi-live demo`;
}

function openDashboard(
  { environment }: WatchOptions,
  session: Session,
  watch: Watch,
  notices: readonly string[],
): Dashboard {
  const { engine, decoder, markets } = session;
  const sources = {
    engine,
    watch,
    counters: () => decoder.counters,
    environment,
    markets,
    connection: () => ({ state: session.connection }),
    notices: () => {
      const failed = session.recording?.failure;
      return failed === undefined ? notices : [failed, ...notices];
    },
    utcOffsetMinutes: -new Date().getTimezoneOffset(),
  };
  return new Dashboard({
    view: (ui) => dashboardView(sources, ui, session.now()),
    command: (command) => session.command(command),
    get paused() {
      return engine.paused;
    },
  });
}

async function endSession(
  { environment, display }: WatchOptions,
  session: Session,
  reason: string,
  output: Output,
): Promise<number> {
  const durationMs = session.now() - session.startedAt;
  const ended = await session.close(reason);
  const summary: SummaryView = summaryView(session.engine, {
    environment,
    markets: session.markets,
    durationMs,
    messages: session.decoder.counters.frames,
  });
  if (display === "json") output.line(JSON.stringify(summaryRecord(summary, reason, ended.recording?.path)));
  else {
    for (const line of ["", ...renderSummary(summary)]) output.line(line);
    output.line(`Ended: ${reason}`);
    if (ended.recording !== undefined) output.line(`Recorded: ${ended.recording.path}`);
  }
  const failed = ended.recording?.failure;
  if (failed !== undefined) throw failure(failed);
  return 0;
}
