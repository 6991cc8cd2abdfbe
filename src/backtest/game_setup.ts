/**
 * The setup of a backtest's game: what was asked for, in the time of the recording; or what it was recorded with.
 *
 * @module
 */
import type { Registry } from "../core/strategy/strategy.ts";
import type { Results } from "./results_file.ts";
import { refuse, type Result, succeed } from "../core/result.ts";
import type { RecordingHeader } from "../recording/format/format.ts";
import { withAllParameters } from "../session/setup/build.ts";
import { matchRules } from "../session/setup/recorded_rules.ts";
import { hasItsOrders, type Setup, SetupSchema } from "../session/setup/setup.ts";
import { type ModelText, shelfOf } from "../models/live/shelf.ts";
import { tradingDate } from "../core/numbers/trading_day.ts";
import { missingModels, type RatingsBySport, ratingsOfDay } from "../session/setup/models.ts";
import type { StrategyText } from "../session/strategy_source/strategy_file.ts";
import { inTimeLapse } from "../session/setup/time_lapse.ts";

/** How a game is traded. */
export interface GamePlan {
  readonly setup: Setup;
  readonly scoreLagMs: number;
  /** Of a user's own strategies: SHA-256 of their source by name, as hexadecimal digits. */
  readonly sources?: Readonly<Record<string, string>>;
  /** Those files as they were read: workers run the same, and need no files. */
  readonly texts?: readonly StrategyText[];
  /** Files of the trader's own models as they were read; those that ship with the program need none. */
  readonly modelTexts?: readonly ModelText[];
  /** Ratings of teams; of a sport that is left out those that ship with the program count. */
  readonly ratings?: RatingsBySport;
  /**
   * Whether each game is run with the setup it was recorded with, in place of this one; rules of files are those of the
   * registry. @default {false}
   */
  readonly asRecorded?: boolean;
  /** Results for markets that have none on record. @default none */
  readonly results?: Results;
}

/** A game's setup. */
export interface GameSetup {
  readonly setup: Setup;
  /** Caveats of its rules. */
  readonly caveats: readonly string[];
  /** How many times faster than a real one the game was played. */
  readonly timeLapse: number;
}

/**
 * The setup of a recording's game.
 *
 * A demo plays a game in a minute, with all times shortened alike; so does a backtest of it.
 *
 * @param from the recording's first input, Unix milliseconds
 * @returns a refusal where the recorded setup was asked for and there is none
 */
export function gameSetup(
  { config, orders }: RecordingHeader,
  plan: GamePlan,
  registry: Registry,
  from: number,
): Result<GameSetup> {
  const recorded = SetupSchema.safeParse(config);
  const timeLapse = recorded.data?.timeLapse ?? 1;
  if (plan.asRecorded !== true) {
    // Only where all parameters are there can what is a time be shortened.
    const asked = timeLapse === 1
      ? plan.setup
      : inTimeLapse(withAllParameters(plan.setup, registry), timeLapse);
    const { models } = asked;
    // What a session knew of its teams, its game's backtest knows; of an older recording the ratings of its day.
    const ratings = recorded.data?.models === undefined
      ? ratingsOfDay(models, tradingDate(from), plan.ratings)
      : recorded.data.ratings;
    const setup = models === undefined || ratings === undefined ? asked : { ...asked, ratings };
    return succeed({ setup, timeLapse, caveats: [] });
  }
  if (!recorded.success) {
    return refuse(
      "no_setup",
      "it holds no session's setup to run as recorded; expected a session's recording",
    );
  }
  if (!hasItsOrders(recorded.data, { orders })) {
    return refuse("no_orders", "its orders went to an exchange, and it does not have what became of them");
  }
  const matched = matchRules(recorded.data.strategies, registry, plan.sources ?? {});
  if (!matched.ok) return matched;
  const missing = missingModels(recorded.data.models, shelfOf(plan.modelTexts));
  const caveats = [...matched.value, ...missing.map((text) => `${text}; rules that ask it get no answer`)];
  return succeed({ setup: recorded.data, timeLapse, caveats });
}
