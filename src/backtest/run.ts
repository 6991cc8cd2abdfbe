/**
 * Runs games one after the other; of each only its result is kept, so that memory does not grow with what was recorded.
 *
 * @module
 */
import type { Registry } from "../core/strategy/strategy.ts";
import type { Micros } from "../core/numbers/money.ts";
import { type Refusal, refuse, type Result, succeed } from "../core/result.ts";
import { recordingCaveats } from "../recording/format/caveats.ts";
import { describeError } from "../lib/errors.ts";
import type { Tape } from "../recording/tape/tape.ts";
import { shelfOf } from "../models/live/shelf.ts";
import { createEngine } from "../session/setup/setup.ts";
import { type GameListener, GameRun } from "./game_run.ts";
import { type GamePlan, gameSetup } from "./game_setup.ts";
import { eventOfRecording, fixturesOf, leagueOf } from "../session/games.ts";
import type { GameResult, LeftOut } from "./result.ts";
import type { SelectedRecording } from "./select.ts";
import type { BacktestProgress } from "./service.ts";
import { type OpenedTape, Tapes } from "./tape_store.ts";

/** A recording that was run, and what it was. */
export interface RunInput {
  readonly recording: string;
  /** SHA-256 of each of its files, as hexadecimal digits. */
  readonly hashes: readonly string[];
}

/** The results of the games. */
export interface GamesRun {
  readonly games: readonly GameResult[];
  readonly inputs: readonly RunInput[];
  readonly leftOut: readonly LeftOut[];
  /** How many recordings had to be read, as no tape of them fitted. */
  readonly decoded: number;
  /** Why a tape could not be kept, where one could not. */
  readonly unkept?: string;
}

/** Options of a run. */
export interface RunGamesOptions {
  readonly onProgress?: (progress: BacktestProgress) => void;
  readonly signal?: AbortSignal;
  /** Whether tapes are read and written. @default {true} */
  readonly tapes?: boolean;
}

/** So many events go by before others get their turn: some hundredths of a second. */
const EVENTS_A_TURN = 100_000;

/** Lets timers, sockets and signals have their turn. */
function turn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

/** Makes the run of a tape's game: engine, strategies with fresh memory, caveats of the recording. */
export function startGame(
  tape: Tape,
  recording: Pick<SelectedRecording, "name" | "event">,
  plan: GamePlan,
  registry: Registry,
  listener?: GameListener,
): Result<GameRun> {
  const { header, tear } = tape.source;
  const prepared = gameSetup(header, plan, registry, tape.source.from ?? 0);
  if (!prepared.ok) return prepared;
  const { setup, timeLapse, caveats: ofRules } = prepared.value;
  const engine = createEngine(setup, registry, fixturesOf(header), shelfOf(plan.modelTexts));
  if (!engine.ok) return engine;
  const league = leagueOf(header);
  const caveats = [...recordingCaveats(header, setup.fillModel), ...ofRules];
  if (setup.mode === "paper" && tape.has("order_report")) {
    caveats.push("the session's own orders went to an exchange: what became of them is left out");
  }
  if (tear !== undefined) caveats.push(`torn at line ${tear.line}: ${tear.reason}; run up to there`);
  if (timeLapse !== 1) {
    caveats.push(
      `recorded ${Math.round(timeLapse)} times faster than a real game: all times are shortened alike`,
    );
  }
  return succeed(
    new GameRun(engine.value, {
      event: recording.event ?? eventOfRecording(header),
      ...(recording.event === undefined ? {} : { among: header.markets }),
      ...(league === undefined ? {} : { league }),
      recording: recording.name,
      startingCash: setup.startingCash as Micros,
      scoreLagMs: plan.scoreLagMs / timeLapse,
      from: tape.source.from ?? 0,
      // With the session's setup comes what its trader did.
      leaveOutCommands: plan.asRecorded !== true && tape.has("command"),
      caveats,
      ...(plan.results === undefined ? {} : { results: plan.results }),
      ...(listener === undefined ? {} : { listener }),
    }),
  );
}

/** Runs a tape through an engine at one go. */
export function playGame(tape: Tape, run: GameRun): GameResult {
  tape.player().play(Infinity, run.take);
  return run.finish();
}

/**
 * Runs the games in order.
 *
 * @returns a refusal for a setup that makes no engine, when it was aborted, and when not one recording can be read
 */
export async function runGames(
  recordings: readonly SelectedRecording[],
  plan: GamePlan,
  registry: Registry,
  options: RunGamesOptions = {},
): Promise<Result<GamesRun>> {
  const { onProgress, signal, tapes = true } = options;
  const asked = plan.asRecorded === true ? undefined : createEngine(plan.setup, registry);
  if (asked !== undefined && !asked.ok) return asked;
  const games: GameResult[] = [];
  const inputs: RunInput[] = [];
  const leftOut: LeftOut[] = [];
  const decoded = new Set<string>();
  let unkept: string | undefined;
  let before = 0;
  const tell = (events: number, gamesDone: number) =>
    onProgress?.({ games: recordings.length, gamesDone, events });
  const seen = new SeenGames();
  const shelf = new Tapes(tapes);
  for (const [index, recording] of recordings.entries()) {
    if (isAborted(signal)) return aborted();
    const opened = await shelf.open(recording);
    const unusable = opened.ok ? seen.whyNot(recording, opened.value) : opened.reason;
    if (!opened.ok || unusable !== undefined) {
      leftOut.push(leaveOut(recording, unusable));
      tell(before, index + 1);
      continue;
    }
    const { tape, hashes } = opened.value;
    if (opened.value.decoded) decoded.add(recording.name);
    unkept ??= opened.value.unkept;
    const started = startGame(tape, recording, plan, registry);
    if (!started.ok) {
      // What was asked for makes an engine; what was recorded, or a time that is shortened too far, does not.
      const message = `"${recording.name}": ${started.reason.message}`;
      leftOut.push(leaveOut(recording, { code: started.reason.code, message }));
      tell(before, index + 1);
      continue;
    }
    const run = started.value;
    try {
      const player = tape.player();
      while (player.play(EVENTS_A_TURN, run.take)) {
        tell(before + run.events, index);
        await turn();
        if (isAborted(signal)) return aborted();
      }
      const result = run.finish();
      games.push(result);
      // Games of one recording come one after the other.
      if (inputs.at(-1)?.recording !== recording.name) inputs.push({ recording: recording.name, hashes });
      before += result.events;
    } catch (error) {
      // One game's trouble must not take the others with it.
      const message = `"${recording.name}" could not be run: ${describeError(error)}`;
      leftOut.push(leaveOut(recording, { code: "run_failed", message }));
    }
    tell(before, index + 1);
  }
  if (games.length === 0) {
    const [first] = leftOut;
    return refuse(
      "nothing_readable",
      `Cannot run: not one of ${recordings.length} recordings can be read; ${first?.message}`,
    );
  }
  return succeed({
    games,
    inputs,
    leftOut,
    decoded: decoded.size,
    ...(unkept === undefined ? {} : { unkept }),
  });
}

/** The games that a run has, so that none counts twice. */
export class SeenGames {
  readonly #games: {
    readonly event: string;
    readonly from: number;
    readonly to: number;
    readonly name: string;
  }[] = [];

  /** Why a recording's game is not to be run; `undefined` where it is, and then it is remembered. */
  whyNot(recording: SelectedRecording, { tape }: OpenedTape): Refusal | undefined {
    const { from = 0, to = 0, header } = tape.source;
    const { name, event = eventOfRecording(header) } = recording;
    const empty = emptiness(tape, name);
    if (empty !== undefined) return empty;
    const twin = this.#games.find((game) => game.event === event && game.from <= to && from <= game.to);
    if (twin !== undefined) {
      const message = `"${name}" holds ${event} at the same time as "${twin.name}": it would count twice`;
      return { code: "duplicate", message };
    }
    this.#games.push({ event, from, to, name });
    return undefined;
  }
}

/** Why there is nothing to run in a tape; `undefined` where there is. */
function emptiness({ source, events }: Tape, name: string): Refusal | undefined {
  if (events > 0 && source.from !== undefined) return undefined;
  const why = source.tear === undefined ? "" : ` (${source.tear.reason})`;
  return { code: "nothing_happened", message: `"${name}" holds no input${why}` };
}

/** A recording left out; the message calls it as the run does, wherever its folder is. */
export function leaveOut(
  { path, name }: Pick<SelectedRecording, "path" | "name">,
  reason: Refusal | undefined,
): LeftOut {
  const { code = "unreadable", message = "it cannot be read" } = reason ?? {};
  return { recording: name, code, message: message.replaceAll(path, name) };
}

function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}

/** The refusal of a run that was stopped. */
export function aborted(): ReturnType<typeof refuse> {
  return refuse("aborted", "The run was stopped; nothing of it is kept");
}
