/**
 * `kalshi-live backtest`: a strategy over recorded games.
 *
 * @module
 */
import { runBacktest } from "../../backtest/backtest.ts";
import type { BacktestProgress } from "../../backtest/service.ts";
import { asksForSetup, TRADING_FLAGS } from "../setup_flags.ts";
import { type CommandSpec, type Flags, HELP_FLAG, usage } from "../flags.ts";
import { interrupted, orFail, type Output } from "../program.ts";
import { isStrategyFile } from "../../session/strategy_source/strategy_file.ts";
import { ProgressBar } from "../progress.ts";
import { GAME_FLAGS, readPlan } from "./flags.ts";
import { summaryLines } from "./summary_lines.ts";

/** The command line of `backtest`. */
export const BACKTEST: CommandSpec = {
  name: "backtest",
  words: "[RECORDING…]",
  summary: "Runs strategies over recorded games and keeps what they came to, with a report.",
  flags: [
    ...TRADING_FLAGS,
    ...GAME_FLAGS,
    {
      name: "as-recorded",
      kind: "switch",
      help:
        "run each game with the setup of the session that recorded it; --strategy FILE has the files it ran",
    },
    { name: "chart", kind: "text", value: "EVENT", help: "the game that the report draws (the most traded)" },
    { name: "json", kind: "switch", help: "write the summary as one line of JSON" },
    HELP_FLAG,
  ],
  examples: [
    "kalshi-live backtest --strategy favorite_threshold --sport nba",
    `kalshi-live backtest --strategy late_game_underdog --params '{"max_price":0.2}' --score-lag 20s`,
    "kalshi-live backtest --strategy ./mine.ts recordings/KXNBAGAME/2026-11-20/*/*.jsonl.gz",
  ],
};

/** Runs the command. */
export async function backtestCommand(flags: Flags, output: Output): Promise<number> {
  const asRecorded = flags.switch("as-recorded") === true;
  if (asRecorded && asksForMore(flags)) {
    throw usage(
      "Cannot use --as-recorded with another setup: it has the recording's own; expected no flag of it but --strategy FILE and --model FILE, for rules and models of files",
    );
  }
  const read = await readPlan(flags, { judge: !asRecorded });
  const { registry } = read;
  for (const notice of asRecorded ? [] : read.notices) output.note(notice);
  const plan = asRecorded ? { ...read.plan, asRecorded } : read.plan;
  const chart = flags.text("chart");
  const bar = new ProgressBar();
  const stop = new AbortController();
  const signals = interrupted();
  void signals.pressed.then(() => stop.abort());
  try {
    const finished = await runBacktest(plan, registry, {
      now: Date.now(),
      tapes: flags.switch("tape") ?? true,
      signal: stop.signal,
      onProgress: (progress) => show(bar, progress),
      ...(chart === undefined ? {} : { chart }),
    });
    bar.clear();
    const { id, folder, summary, trades, computed } = orFail(finished);
    const { games } = computed;
    if (games.unkept !== undefined) output.note(`${games.unkept}: the next run will take as long`);
    if (flags.switch("json") === true) {
      output.line(JSON.stringify({ run_id: id, folder, summary, num_trades: trades }));
    } else for (const line of summaryLines(computed, { elapsedMs: bar.elapsedMs, folder })) output.line(line);
    return 0;
  } finally {
    bar.clear();
    signals.stop();
  }
}

/** Whether flags ask for another setup, and not only for the files of rules that the recordings name. */
function asksForMore(flags: Flags): boolean {
  return !flags.list("strategy").every(isStrategyFile) || asksForSetup(flags, ["strategy", "model"]);
}

function show(bar: ProgressBar, { games, gamesDone, events }: BacktestProgress): void {
  const rate = events / Math.max(1, bar.elapsedMs) / 1_000;
  bar.show(gamesDone, games, `${(events / 1e6).toFixed(1)} M events, ${rate.toFixed(1)} M/s`);
}
