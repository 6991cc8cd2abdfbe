/**
 * The setup of a session that was cut off and goes on.
 *
 * @module
 */
import { refuse, type Result, succeed } from "../../core/result.ts";
import type { ModelShelf } from "../../models/live/shelf.ts";
import { resumedModels } from "./models.ts";
import { sameRules } from "./recorded_rules.ts";
import type { Setup } from "./setup.ts";

/** What the session is started with now. */
export interface StartedWith {
  readonly setup: Setup;
  readonly models?: ModelShelf;
}

/**
 * The setup that it was begun with, whatever is asked for now: it takes all its decisions again.
 *
 * @returns a refusal, for the end of a sentence, where its mode, the file of a rule or that of a model is another one
 */
export function resumedSetup(begun: Setup, { setup: now, models: shelf }: StartedWith): Result<Setup> {
  if (begun.mode !== now.mode) {
    return refuse("mode_changed", `it was traded ${begun.mode}, asked for is ${now.mode}`);
  }
  const rules = sameRules(begun.strategies, now.strategies);
  if (!rules.ok) return rules;
  const models = resumedModels(begun.models, now.models, shelf);
  if (!models.ok) return models;
  return succeed(models.value === undefined ? begun : { ...begun, models: models.value });
}
