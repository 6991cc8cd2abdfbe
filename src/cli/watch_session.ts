/**
 * Runs a session in front of a person: dashboard, log lines or JSON, until it is over or the trader quits; then the summary.
 *
 * @module
 */
import type { EngineEvent } from "../core/events.ts";
import type { Outcome } from "../core/outcomes.ts";
import { formatReason } from "../core/reasons.ts";
import type { Refusal, Result } from "../core/result.ts";
import type { Display } from "../session/setup/config.ts";
import { formatDecision } from "../session/decisions.ts";
import type { SessionOptions } from "../session/options.ts";
import { summaryPath } from "../session/records.ts";
import { Session } from "../session/session.ts";
import { canDrawFullScreen } from "../terminal/deno_tty.ts";
import { formatLogLine } from "../terminal/plain.ts";
import { renderSummary } from "../terminal/summary.ts";
import type { Flags } from "./flags.ts";
import { failure, interrupted, keepSummary, type Output } from "./program.ts";
import { Dashboard } from "../terminal/dashboard.ts";
import { SessionViewer } from "../views/session_viewer.ts";
import { waitingFor } from "./waiting.ts";
import { summaryRecord, summaryView } from "../views/summary.ts";
import { troubleOf } from "../session/trouble.ts";
import { estimateLines } from "../views/estimate_row.ts";
import { SessionHistory } from "../views/session_history.ts";
import { variable } from "./granted.ts";

/** The options of a session in front of a person. */
export interface WatchOptions {
  readonly session: SessionOptions;
  readonly display: Display;
  /** The exchange's name on screens. */
  readonly environment: string;
  readonly notices: readonly string[];
  /** Ends the session when it is fulfilled, with the reason. */
  readonly until?: Promise<string>;
}

/**
 * Which display fits the flags, the settings and the terminal.
 *
 * @param form what the settings say; a flag that is turned off, such as `--no-plain`, asks for the dashboard
 */
export function chooseDisplay(flags: Flags, form: Display = "dashboard"): Display {
  const [json, plain] = [flags.switch("json"), flags.switch("plain")];
  const asked = json === true ? "json" : plain === true ? "plain" : undefined;
  const chosen = asked ?? (json === false || plain === false ? "dashboard" : form);
  return chosen === "dashboard" && !canDrawFullScreen(variable("TERM")) ? "plain" : chosen;
}

/** Runs it. @returns the exit code */
export async function watchSession(options: WatchOptions, output: Output): Promise<number> {
  let dashboard: Dashboard | undefined;
  const signals = interrupted(() => dashboard?.giveBack());
  try {
    return await watchUntil(signals.pressed, options, output, (opened) => dashboard = opened);
  } finally {
    signals.stop();
  }
}

async function watchUntil(
  pressed: Promise<string>,
  options: WatchOptions,
  output: Output,
  onDashboard: (dashboard: Dashboard) => void,
): Promise<number> {
  const { display } = options;
  let history: SessionHistory | undefined;
  let dashboard: Dashboard | undefined;
  let ended = false;
  const start = new AbortController();
  let interruption: string | undefined;
  void pressed.then((why) => start.abort(interruption = why));
  const sessionOptions = { ...options.session, startSignal: start.signal };
  const starting: Promise<Result<Session>> = Session.start(sessionOptions, (engine, decoder) => {
    history = new SessionHistory(
      engine,
      () => decoder.counters.frames,
      // Changes that closing the connection itself causes are not reported.
      display === "plain" ? (entry) => ended || output.line(formatLogLine(entry)) : undefined,
    );
    const estimates = new Map<string, string>();
    const json = display !== "json" ? [] : [{
      onEvent: (event: EngineEvent, outcomes: readonly Outcome[]) => {
        for (const outcome of outcomes) output.line(formatDecision(outcome));
        for (const line of estimateLines(engine, event, estimates)) output.line(line);
      },
    }];
    return [history, ...json, { onEvent: () => dashboard?.markDirty() }];
  });
  const host = new URL(options.session.environment.restUrl).host;
  const started = await waitingFor(starting, host, (text) => output.note(text));
  if (!started.ok && interruption !== undefined) throw failure(`Cannot begin: ${interruption}`);
  if (!started.ok) throw failure(explain(started.reason, host));
  const session = started.value;
  const notices = [...options.notices];
  if (session.polling) notices.push("no API key: polling public REST, fills between two looks are not seen");
  for (const text of notices) history?.note({ at: session.now(), kind: "note", text });

  const ends = Promise.race([session.over, pressed, ...options.until === undefined ? [] : [options.until]]);
  let reason: string;
  try {
    if (display === "dashboard" && history !== undefined) {
      dashboard = openDashboard(options, session, history, notices);
      onDashboard(dashboard);
      reason = await showUntil(ends, dashboard);
    } else reason = await ends;
  } catch (error) {
    // Whatever became of the screen, what was recorded is closed in order.
    await session.close("the display failed");
    throw error;
  }
  ended = true;
  return await endSession(options, session, reason, output);
}

/** Shows it until the session is to end. @returns why it ends */
async function showUntil(ends: Promise<string>, dashboard: Dashboard): Promise<string> {
  let why: string | undefined;
  void ends.then((reason) => {
    why = reason;
    dashboard.stop();
  });
  const how = await dashboard.run();
  return why ?? (how === "lost" ? "the terminal was closed" : "the trader quit");
}

/** The advice where the exchange cannot be reached. */
function explain(reason: Refusal, host: string): string {
  if (reason.code !== "network" && reason.code !== "timeout") return reason.message;
  return `${reason.message} (${host}); check the network and --env, or try kalshi-live demo`;
}

function openDashboard(
  { environment }: WatchOptions,
  session: Session,
  history: SessionHistory,
  notices: readonly string[],
): Dashboard {
  const { engine } = session;
  const viewer = new SessionViewer(session, history, {
    environment,
    notices,
    utcOffsetMinutes: -new Date().getTimezoneOffset(),
  });
  return new Dashboard({
    view: () => viewer.view(session.now()),
    command: (command) => session.command(command),
    objection: (command) => {
      const reason = command.command === "place_order" ? engine.objection(command) : undefined;
      return reason === undefined ? undefined : formatReason(reason);
    },
    get paused() {
      return engine.trading.entriesPaused;
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
  const { engine, decoder, markets } = session;
  const trouble = troubleOf(engine, markets, decoder);
  const ended = await session.close(reason);
  const summary = summaryView(engine, {
    environment,
    markets,
    durationMs,
    messages: decoder.counters.frames,
    trouble,
  });
  const record = JSON.stringify(summaryRecord(summary, reason, ended.recording?.path));
  if (ended.recording !== undefined) keepSummary(summaryPath(ended.recording.path), record, output);
  const tell = (text: string) => output.lost === true ? output.note(text) : output.line(text);
  if (display === "json") tell(record);
  else {
    for (const line of ["", ...renderSummary(summary)]) tell(line);
    tell(`Ended: ${reason}`);
    if (ended.recording !== undefined) tell(`Recorded: ${ended.recording.path}`);
  }
  // Whatever may still rest at the exchange is said last, and on its own.
  for (const order of ended.openOrders ?? []) output.note(`STILL OPEN at the exchange: ${order}`);
  const failed = ended.recording?.failure;
  if (failed !== undefined) throw failure(failed);
  return 0;
}
