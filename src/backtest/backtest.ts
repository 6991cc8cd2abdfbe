/**
 * A backtest from the request to the folder of its run.
 *
 * @module
 */
import type { Registry } from "../core/strategy/strategy.ts";
import { measuredRun } from "./combine.ts";
import type { Micros } from "../core/numbers/money.ts";
import { refuse, type Result, succeed } from "../core/result.ts";
import type { MeasuredRun } from "../core/metrics/measured.ts";
import type { League } from "../core/game/leagues.ts";
import { GameChart } from "./report/chart.ts";
import { renderReport } from "./report/mod.ts";
import { gameToChart, reportData } from "./report/build.ts";
import type { ReportChart } from "./report/data.ts";
import type { LeftOut } from "./result.ts";
import type { BacktestPlan } from "./plan.ts";
import { aborted, type GamesRun, playGame, runGames, startGame } from "./run.ts";
import { digestOf } from "../lib/digest.ts";
import { configJson, equityCsv, summaryJson, tradesCsv } from "./run_files.ts";
import { keepRun, RUN_FILES, type RunFile } from "./run_store.ts";
import { type SelectedRecording, selectRecordings } from "./select.ts";
import type { FinishedRun, RunOptions, RunSummary } from "./service.ts";
import { summarize } from "./summary.ts";
import { Tapes } from "./tape_store.ts";

/** Options of a backtest. */
export interface BacktestOptions extends RunOptions {
  /** The time, Unix milliseconds: for the run's id. */
  readonly now: number;
  /** Whether tapes are read and written. @default {true} */
  readonly tapes?: boolean;
  /** The game whose line the report draws; left out: the one with most round trips. */
  readonly chart?: string;
}

/** A run before it is kept. */
export interface ComputedRun {
  readonly sport: string;
  readonly strategies: readonly string[];
  readonly run: MeasuredRun;
  readonly summary: RunSummary;
  readonly games: GamesRun;
  readonly leftOut: readonly LeftOut[];
  readonly recordings: readonly SelectedRecording[];
}

/** Selects the recordings, runs them and sums up; writes nothing but tapes. */
export async function computeRun(
  plan: BacktestPlan,
  registry: Registry,
  options: BacktestOptions,
): Promise<Result<ComputedRun>> {
  const selection = await selectRecordings({ ...plan, now: options.now });
  if (!selection.ok) return selection;
  const { recordings, events } = selection.value;
  const { chart } = options;
  if (chart !== undefined && !events.has(chart)) {
    return refuse("unknown_game", `Cannot draw ${chart}: expected the event of a game of this run`);
  }
  const games = await runGames(recordings, plan, registry, options);
  if (!games.ok) return games;
  const [first] = games.value.games;
  const run = measuredRun(first?.startingCash ?? plan.setup.startingCash as Micros, games.value.games);
  const leftOut = [...selection.value.leftOut, ...games.value.leftOut];
  const sport = plan.sport ?? sportOf(games.value.games);
  const strategies = [...new Set(games.value.games.flatMap((game) => game.strategies))];
  const summary = summarize({ strategies, sport, run, games: games.value.games, leftOut });
  return succeed({ sport, strategies, run, summary, games: games.value, leftOut, recordings });
}

/** The league of all games, or `mixed`. */
function sportOf(games: readonly { readonly league?: League }[]): string {
  const leagues = new Set(games.map(({ league }) => league ?? "unknown"));
  const [first = "unknown"] = leagues;
  return leagues.size > 1 ? "mixed" : first;
}

/** The texts of a run's files. */
async function runTexts(
  plan: BacktestPlan,
  computed: ComputedRun,
  registry: Registry,
  options: Pick<BacktestOptions, "chart" | "tapes">,
): Promise<ReadonlyMap<RunFile, string>> {
  const { sport, run, summary, games, leftOut } = computed;
  const chart = await drawChart(plan, computed, registry, options);
  const data = reportData({
    plan,
    strategies: computed.strategies,
    sport,
    run,
    games: games.games,
    leftOut,
    ...(chart === undefined ? {} : { chart }),
  });
  const asked = plan.games === undefined ? {} : { games: plan.games };
  return new Map([
    [RUN_FILES.summary, summaryJson(summary)],
    [RUN_FILES.config, configJson({ plan, sport, inputs: games.inputs, ...asked })],
    [RUN_FILES.trades, tradesCsv(run)],
    [RUN_FILES.equity, equityCsv(run)],
    [RUN_FILES.report, renderReport(data)],
  ]);
}

/** Runs one game once more, with somebody watching: its prices are too many to keep of every game. */
async function drawChart(
  plan: BacktestPlan,
  { games, recordings }: ComputedRun,
  registry: Registry,
  { chart, tapes = true }: Pick<BacktestOptions, "chart" | "tapes">,
): Promise<ReportChart | undefined> {
  const asked = chart === undefined ? undefined : games.games.find(({ event }) => event === chart);
  const game = asked ?? gameToChart(games.games);
  const recording = recordings.find(({ name, event = game?.event }) =>
    name === game?.recording && event === game.event
  );
  if (game === undefined || recording === undefined) return undefined;
  const opened = await new Tapes(tapes).open(recording);
  if (!opened.ok) return undefined;
  const drawing = new GameChart(game.event, game.to - game.from);
  const started = startGame(opened.value.tape, recording, plan, registry, drawing.listen);
  if (!started.ok) return undefined;
  playGame(opened.value.tape, started.value);
  return drawing.chart();
}

/**
 * Runs a backtest and keeps it.
 *
 * @returns a refusal for what cannot be run; then nothing of it is kept
 */
export async function runBacktest(
  plan: BacktestPlan,
  registry: Registry,
  options: BacktestOptions,
): Promise<Result<FinishedRun & { readonly computed: ComputedRun }>> {
  const computed = await computeRun(plan, registry, options);
  if (!computed.ok) return computed;
  const { sport, summary, run } = computed.value;
  const { signal } = options;
  const files = await runTexts(plan, computed.value, registry, options);
  if (signal?.aborted === true) return aborted();
  const kept = await keepRun(plan.root, {
    sport,
    strategies: plan.asRecorded === true ? ["as_recorded"] : computed.value.strategies,
    digest: (await digestOf(files.get(RUN_FILES.config) ?? "")).slice(0, 8),
    at: options.now,
    files,
  });
  if (!kept.ok) return kept;
  return succeed({ ...kept.value, summary, trades: run.trades.length, computed: computed.value });
}
