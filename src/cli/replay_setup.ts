/**
 * The setup that a recording is run with: its own, in which flags change what they name.
 *
 * @module
 */
import type { Registry } from "../core/strategy/strategy.ts";
import type { Result } from "../core/result.ts";
import { openRecordingChain } from "../recording/chain.ts";
import { withAllParameters } from "../session/setup/build.ts";
import type { ModelShelf } from "../models/live/shelf.ts";
import { sameModels } from "../session/setup/models.ts";
import { matchRules } from "../session/setup/recorded_rules.ts";
import { type Setup, SetupSchema } from "../session/setup/setup.ts";
import { asksForSetup } from "./setup_flags.ts";
import { failure, orFail } from "./program.ts";
import { readSetup } from "./setup.ts";
import { REGISTRY } from "./rules.ts";
import type { Flags } from "./flags.ts";

/** The setup to run, and its registry. */
export interface ReplaySetup {
  readonly registry: Registry;
  /** Where its models are; left out: among those that ship with the program. */
  readonly models?: ModelShelf;
  /** Left out: the recording's own, whatever that is. */
  readonly setup?: Setup;
  /** Why its decisions need not be the recorded ones; left out where all is as it was recorded. */
  readonly differs?: string;
  /** Notes on rules that may not be the recorded ones. */
  readonly notes: readonly string[];
}

/**
 * Reads it.
 *
 * @throws {CliError} for a recording that cannot be read, and one that names a rule which no flag supplies
 */
export async function readReplaySetup(path: string, flags: Flags): Promise<ReplaySetup> {
  const recorded = await recordedSetup(path);
  if (!asksForSetup(flags)) {
    const notes = recorded === undefined
      ? []
      : orRefused(path, matchRules(recorded.strategies, REGISTRY, {}));
    return { registry: REGISTRY, notes };
  }
  const rulesGiven = flags.list("strategy").length > 0;
  if (recorded !== undefined && !rulesGiven) {
    orRefused(path, matchRules(recorded.strategies, REGISTRY, {}));
  }
  const { setup, registry, digests, models } = await readSetup(
    flags,
    "replay",
    recorded === undefined ? {} : { recorded },
  );
  const names = new Set(setup.strategies.map(({ name }) => name));
  const again = recorded?.strategies.filter(({ name }) => names.has(name)) ?? [];
  const notes = orRefused(path, matchRules(again, registry, Object.fromEntries(digests)));
  if (recorded === undefined) {
    return { registry, models, setup, notes, differs: "this recording holds no session's setup" };
  }
  if (isSame(recorded, setup, registry)) return { registry, models, setup, notes };
  const differs = "this is not the setup that was recorded";
  if (recorded.mode === "paper") return { registry, models, setup, notes, differs };
  // What the exchange did with the session's orders says nothing of other ones.
  return {
    registry,
    models,
    setup: { ...setup, mode: "paper" },
    notes,
    differs: `${differs}, whose orders went to an exchange; here they are on paper`,
  };
}

/** The setup in a recording's header; `undefined` where it has none. */
async function recordedSetup(path: string): Promise<Setup | undefined> {
  const recording = orFail(await openRecordingChain(path));
  await recording.close();
  return SetupSchema.safeParse(recording.header.config).data;
}

function orRefused<T>(path: string, result: Result<T>): T {
  if (result.ok) return result.value;
  throw failure(`Cannot run "${path}": ${result.reason.message}`);
}

/** Whether two setups decide alike. The origin of a rule's text is compared separately. */
function isSame(recorded: Setup, setup: Setup, registry: Registry): boolean {
  const whole = (each: Setup) => {
    const strategies = withAllParameters(each, registry).strategies.map((
      { name, parameters },
    ) => [name, parameters]);
    return JSON.stringify({ ...each, models: undefined, strategies }, inOrder);
  };
  // Of a recording from before there were models no decision asked one.
  if (recorded.models !== undefined && !sameModels(recorded.models, setup.models)) return false;
  return whole(recorded) === whole(setup);
}

/** Keys of objects in one order, whoever wrote them. */
function inOrder(_key: string, value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
