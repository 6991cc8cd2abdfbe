/**
 * `kalshi-live replay RECORDING`: the same inputs through the same engine, and whether it decides the same.
 *
 * @module
 */
import { recordingCaveats } from "../recording/format/caveats.ts";
import { VERSION } from "../version.ts";
import type { Outcome } from "../core/outcomes.ts";
import { formatDecision } from "../session/decisions.ts";
import { decisionsPath } from "../session/decision_file.ts";
import { type Comparison, DecisionComparer } from "../session/decision_compare.ts";
import { openReplay, type Replay } from "../session/replay.ts";
import { renderSummary } from "../terminal/summary.ts";
import { TRADING_FLAGS } from "./setup_flags.ts";
import { type CommandSpec, type Flags, HELP_FLAG, usage } from "./flags.ts";
import { failure, orFail, type Output } from "./program.ts";
import { readReplaySetup } from "./replay_setup.ts";
import { estimateLines } from "../views/estimate_row.ts";
import { summaryView } from "../views/summary.ts";

/** The command line of `replay`. */
export const REPLAY: CommandSpec = {
  name: "replay",
  words: "RECORDING",
  summary:
    "Runs a recorded session again and compares its decisions with those taken then, or runs it with other rules.",
  flags: [
    ...TRADING_FLAGS,
    { name: "json", kind: "switch", help: "write every decision, and what models said, as lines of JSON" },
    HELP_FLAG,
  ],
  examples: [
    "kalshi-live replay recordings/KXNBAGAME/2026-11-20/KXNBAGAME-26NOV20LALBOS/20261120T203107Z.jsonl.gz",
    "kalshi-live replay RECORDING --strategy ./mine.ts    # a session of that file: nothing of a recording is run",
    "kalshi-live replay RECORDING --strategy late_game_underdog --params '{\"max_price\":0.2}' --latency 200ms",
  ],
};

/** Runs the command. */
export async function replay(flags: Flags, output: Output): Promise<number> {
  const [path, ...more] = flags.words;
  if (path === undefined || more.length > 0) throw usage("Cannot replay: expected one recording");
  const { registry, models, setup, differs, notes } = await readReplaySetup(path, flags);
  const run = orFail(await openReplay(path, registry, setup, models));
  const { recording } = run;
  for (const note of notes) output.note(note);
  if (differs !== undefined) output.note(`${differs}: decisions are shown, not compared`);
  if (recording.header.program !== VERSION && differs === undefined) {
    output.note(`recorded by version ${recording.header.program}, this is ${VERSION}: decisions may differ`);
  }
  for (const caveat of recordingCaveats(recording.header, run.setup.fillModel)) output.note(caveat);
  const json = flags.switch("json") === true;
  const comparer = differs === undefined
    ? new DecisionComparer(decisionsPath(recording.segments[0] ?? path))
    : undefined;
  const estimates = new Map<string, string>();
  const end = await run.run([{
    onEvent: (event, outcomes: readonly Outcome[]) => {
      for (const outcome of outcomes) {
        const line = formatDecision(outcome);
        comparer?.take(line);
        if (json) output.line(line);
      }
      if (!json) return;
      for (const line of estimateLines(run.engine, event, estimates)) output.line(line);
    },
  }]);
  orModels(path, run);
  if (end.tear !== undefined) {
    output.note(`torn at line ${end.tear.line}: ${end.tear.reason}; read up to there`);
  }
  if (!json) { for (const line of renderSummary(replaySummary(run, end))) output.line(line); }
  if (comparer !== undefined) tell(comparer.end(end.tear !== undefined), output);
  return 0;
}

/** @throws {CliError} where a rule asked a model that is not here: what it decided then cannot be decided again */
function orModels(path: string, { engine, missingModels: [missing] }: Replay): void {
  if (missing !== undefined && engine.estimatesWanted) {
    throw failure(`Cannot replay "${path}": its rules asked for it, and ${missing}`);
  }
}

function replaySummary(run: Replay, end: { inputs: number; from?: number; to?: number }) {
  const durationMs = end.from === undefined || end.to === undefined ? 0 : end.to - end.from;
  return summaryView(run.engine, {
    environment: `replay of ${run.recording.header.environment}`,
    markets: run.recording.header.markets,
    durationMs,
    messages: end.inputs,
  });
}

/** @throws {CliError} where the decisions differ */
function tell(compared: Comparison, output: Output): void {
  switch (compared.kind) {
    case "missing":
      return output.note("no decisions were kept beside this recording: nothing to compare with");
    case "identical":
      return output.note(`${compared.count} decisions, identical to those of the session`);
    case "different": {
      const { at, recorded, replayed } = compared;
      throw failure(`Decision ${at + 1} differs: the session had ${recorded}, the replay has ${replayed}`);
    }
  }
}
