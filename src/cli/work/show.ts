/**
 * The manager in front of a person: the table, log lines or JSON, until all games are over or the trader quits.
 *
 * @module
 */
import { formatMicros, type Micros } from "../../core/numbers/money.ts";
import { countText, plainDollars } from "../../core/numbers/text.ts";
import { alignColumns } from "../../lib/columns.ts";
import { safeLine } from "../../lib/safe_text.ts";
import { STANDARD_TTY, standardKeys, SYSTEM_TIMER } from "../../terminal/deno_tty.ts";
import { FrameLoop } from "../../terminal/frame_loop.ts";
import { chooseStyle } from "../../terminal/style.ts";
import { Terminal } from "../../terminal/terminal.ts";
import { interrupted, type Output } from "../program.ts";
import type { Display } from "../../session/setup/config.ts";
import { type CombinedSummary, Manager, type ManagerOptions } from "../../fleet/manager.ts";
import type { WorkerNote } from "../../fleet/messages.ts";
import { FleetScreen } from "../../terminal/fleet_screen.ts";

/** How often a table that nothing has changed is drawn, for its clock; and how often the state is written as JSON. */
const IDLE_MS = 1_000;
const JSON_STATE_MS = 10_000;

/** Starts something beside the manager, such as the demo's fault. @returns a function that stops it */
export type Beside = (manager: Manager) => () => void;

/** Runs a day's workers. @returns their results */
export async function runManager(
  options: Omit<ManagerOptions, "onChange" | "onNote">,
  display: Display,
  output: Output,
  beside: Beside = () => () => {},
): Promise<CombinedSummary> {
  let loop: FrameLoop | undefined;
  const manager: Manager = new Manager({
    ...options,
    onChange: () => loop?.markDirty(),
    onNote: (note) => showNote(note, display, output),
  });
  const signals = interrupted(() => {
    loop?.giveBack();
    manager.kill();
  });
  void signals.pressed.then(() => manager.stop());
  const states = display !== "json" ? undefined : setInterval(() => {
    for (const { id, state, status } of manager.workers) {
      if (status !== undefined) output.line(JSON.stringify({ ...status, type: "status", id, state }));
    }
  }, JSON_STATE_MS);
  const calm = beside(manager);
  try {
    if (display === "dashboard") {
      const screen = new FleetScreen({
        fleet: manager,
        style: chooseStyle(Deno.noColor),
        now: () => SYSTEM_TIMER.now(),
        after: (ms, action) => void SYSTEM_TIMER.after(ms, action),
        markDirty: () => loop?.markDirty(),
        quit: () => manager.stop(),
      });
      loop = new FrameLoop({
        terminal: new Terminal(STANDARD_TTY),
        keys: standardKeys(),
        timer: SYSTEM_TIMER,
        framesPerSecond: 4,
        draw: (size) => screen.draw(size),
        onKey: (key) => screen.onKey(key),
      });
      const shown = loop;
      const idle = setInterval(() => shown.markDirty(), IDLE_MS);
      const drawn = shown.run();
      const workers = manager.run();
      try {
        await Promise.race([workers, drawn]);
      } finally {
        // A screen that breaks must not leave workers behind: they are ended, and waited for.
        manager.stop();
        await workers;
        clearInterval(idle);
        shown.stop();
        await drawn;
      }
    } else await manager.run();
  } finally {
    calm();
    clearInterval(states);
    signals.stop();
    manager.stop();
  }
  return manager.summary();
}

function showNote(note: WorkerNote, display: Display, output: Output): void {
  if (display === "json") output.line(JSON.stringify(note));
  else if (display === "plain") {
    output.line(
      `${new Date(note.at).toISOString()} ${note.level.padEnd(7)} ${note.id} ${safeLine(note.text)}`,
    );
  }
}

/** The combined summary as lines. */
export function combinedLines({ games, totals }: CombinedSummary): string[] {
  const rows = games.map(({ id, state, restarts, summary }) => [
    id,
    state,
    summary?.score ?? "—",
    summary === undefined
      ? "—"
      : plainDollars(summary.endingBalance + summary.positionsValue - summary.startingBalance as Micros),
    summary === undefined ? "—" : String(summary.trades),
    String(restarts),
    summary === undefined ? "—" : summary.recordingWhole ? "whole" : "NOT WHOLE",
  ]);
  const table = [["Game", "State", "Score", "P&L", "Trades", "Restarts", "Recording"], ...rows];
  return [
    "Summary of all games",
    "====================",
    ...alignColumns(table).map((line) => `  ${line}`),
    "",
    `Starting balances ${plainDollars(totals.startingBalance)}   ending equity ${
      plainDollars(totals.endingEquity)
    }   P&L ${plainDollars(totals.pnl)}   fees ${plainDollars(totals.fees)}`,
    `Trades ${totals.trades}   wins ${totals.wins}   losses ${totals.losses}   messages ${
      countText(totals.messages)
    }   restarts ${totals.restarts}`,
    ...games.flatMap(({ summary }) => summary?.recordings.map((path) => `Recorded: ${path}`) ?? []),
  ];
}

/** The combined summary as JSON; money as decimal strings of dollars. */
export function combinedRecord({ games, totals }: CombinedSummary) {
  const money = (micros: number) => formatMicros(micros as Micros);
  return {
    type: "combined_summary",
    games: games.map(({ id, state, restarts, summary }) => ({
      id,
      state,
      restarts,
      final: summary?.final ?? false,
      score: summary?.score ?? null,
      pnl: summary === undefined
        ? null
        : money(summary.endingBalance + summary.positionsValue - summary.startingBalance),
      trades: summary?.trades ?? null,
      recordings: summary?.recordings ?? [],
      recording_whole: summary?.recordingWhole ?? false,
      ended: summary?.reason ?? null,
    })),
    starting_balance: money(totals.startingBalance),
    ending_equity: money(totals.endingEquity),
    pnl: money(totals.pnl),
    fees: money(totals.fees),
    trades: totals.trades,
    wins: totals.wins,
    losses: totals.losses,
    messages: totals.messages,
    restarts: totals.restarts,
  };
}
