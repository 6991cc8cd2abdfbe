/**
 * The setup of a session: everything that decides, as plain data that is kept in the recording's header.
 *
 * The same setup and the same inputs give the same decisions.
 *
 * @module
 */
import { z } from "zod";
import { EXITS } from "../../core/execution/exit_settings.ts";
import { Engine } from "../../core/engine.ts";
import { FILL_MODELS } from "../../core/fills/model.ts";
import { paperExchange } from "../../core/fills/paper_exchange.ts";
import type { Micros } from "../../core/numbers/money.ts";
import { LIMITS } from "../../core/risk/limits.ts";
import type { ActiveStrategy, Registry } from "../../core/strategy/strategy.ts";
import type { Fixture } from "../../core/engine_state.ts";
import { refuse, type Result, succeed } from "../../core/result.ts";
import type { ModelShelf } from "../../models/live/shelf.ts";
import { estimatorOf, ModelsSchema, RatingsSchema } from "./models.ts";
import { headerSchema, valuesBefore } from "./settings.ts";

const micros = z.int().nonnegative().transform((value) => value as Micros);
const milliseconds = z.number().nonnegative();

/** The schema of a setup. */
export const SetupSchema = z.object({
  /** Where orders go: to the paper exchange inside the engine, or outside, by whoever runs it. */
  mode: z.enum(["paper", "live"]),
  strategies: z.array(z.object({
    name: z.string(),
    parameters: z.json(),
    /** Where a user's own strategy was loaded from; a recording keeps the file's name alone, and never loads it. */
    file: z.string().optional(),
    /** SHA-256 of that file and all that it imports, as hexadecimal digits. */
    sha256: z.string().optional(),
  })),
  startingCash: micros,
  precision: micros,
  fillModel: z.enum(FILL_MODELS),
  latencyMs: milliseconds,
  orderPrefix: z.string(),
  /** How many times faster than a real one the game went; all times in here are shortened alike. */
  timeLapse: z.number().positive().optional(),
  limits: headerSchema(LIMITS),
  exits: headerSchema(EXITS).default(valuesBefore(EXITS)),
  /** The models that are asked who wins, by sport; left out where there were none yet. */
  models: ModelsSchema.optional(),
  /** The teams' ratings when the session began, by sport. */
  ratings: RatingsSchema.optional(),
});

/** Everything that decides, beside the inputs. */
export type Setup = z.infer<typeof SetupSchema>;

/**
 * Whether a recording has what became of a setup's orders: in the engine of a live one nothing is ever filled without it.
 *
 * @param recorded what the recording's header says of orders
 */
export function hasItsOrders(
  { mode }: Setup,
  { orders }: { readonly orders?: "recorded" | undefined },
): boolean {
  return mode === "paper" || orders === "recorded";
}

/** Makes the strategies of a setup, each with fresh memory. */
function activate(setup: Setup, registry: Registry): Result<ActiveStrategy[]> {
  const active: ActiveStrategy[] = [];
  for (const { name, parameters } of setup.strategies) {
    const definition = registry.get(name);
    if (definition === undefined) {
      const known = [...registry.keys()].join(", ");
      return refuse("unknown_strategy", `Cannot find strategy "${name}": expected one of ${known}`);
    }
    const made = definition.make(parameters);
    if (!made.ok) return made;
    active.push({ name, needsGame: definition.needsGame, strategy: made.value.strategy });
  }
  return succeed(active);
}

/**
 * Makes the engine of a setup.
 *
 * @param fixtures which markets stand for which team, where that is known
 * @param shelf where its models are; left out: among those that ship with the program. One that is not there is said by each
 * market that it would be asked about
 */
export function createEngine(
  setup: Setup,
  registry: Registry,
  fixtures?: readonly Fixture[],
  shelf?: ModelShelf,
): Result<Engine> {
  const strategies = activate(setup, registry);
  if (!strategies.ok) return strategies;
  const { mode, startingCash, precision, limits, exits, orderPrefix, fillModel, latencyMs } = setup;
  const estimator = estimatorOf(setup.models, shelf, setup.ratings);
  const engine = new Engine({
    startingCash,
    precision,
    limits,
    exits,
    strategies: strategies.value,
    orderPrefix,
    ...(mode === "paper" ? { broker: paperExchange({ model: fillModel, latencyMs }) } : {}),
    ...(fixtures === undefined ? {} : { fixtures }),
    ...(estimator === undefined ? {} : { estimator }),
  });
  return succeed(engine);
}
