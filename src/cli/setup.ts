/**
 * Reads the setup of a command: settings and rules together.
 *
 * @module
 */
import type { Registry } from "../core/strategy/strategy.ts";
import { buildSetup, shippedSetup } from "../session/setup/build.ts";
import { tradingDate } from "../core/numbers/trading_day.ts";
import { SPORTS } from "../models/situation/sport.ts";
import { type RatingsBySport, ratingsOfDay, type SetupModels } from "../session/setup/models.ts";
import type { Setup } from "../session/setup/setup.ts";
import type { Display } from "../session/setup/config.ts";
import type { StrategyText } from "../session/strategy_source/strategy_file.ts";
import { type Flags, orUsage } from "./flags.ts";
import type { ModelShelf, ModelText } from "../models/live/shelf.ts";
import { readModels } from "./models.ts";
import { ratingsInForce } from "./ratings/in_force.ts";
import { FLAG_WORDING, readRules } from "./rules.ts";
import { readSettings, type Settings } from "./settings.ts";

/** A setup, and the strategies it can name. */
export interface ReadSetup {
  readonly setup: Setup;
  readonly registry: Registry;
  /** Of strategies of files: SHA-256 of their source by name, as hexadecimal digits. */
  readonly digests: ReadonlyMap<string, string>;
  /** Those files as they were read. */
  readonly texts: readonly StrategyText[];
  /** Where its models are. */
  readonly models: ModelShelf;
  /** Files of models that are not the program's own, as they were read. */
  readonly modelTexts: readonly ModelText[];
  /** The ratings in force; none where a recording's setup is kept. */
  readonly ratings: RatingsBySport;
  /** How a session is shown where no flag says so. */
  readonly form: Display;
  /** Notes on where settings come from. */
  readonly notices: readonly string[];
}

/** Options of reading a setup. */
export interface SetupOptions {
  /** Whether parameters are checked, and defaults filled in; a sweep does so once each set is whole. @default {true} */
  readonly judge?: boolean;
  /** The setup of a recording, in which flags change what they name; left out: the settings in force. */
  readonly recorded?: Setup;
  /** The settings, where they were read already; left out: those of the flags. */
  readonly settings?: Settings;
  /** Where orders go. @default {"paper"} */
  readonly mode?: "paper" | "live";
  /** The moment at which a session begins, Unix milliseconds, whose teams' ratings are kept; left out: none. */
  readonly ratedAt?: number;
}

/**
 * The setup that the trader's file and flags give.
 *
 * @param orderPrefix goes before the number in every `client_order_id`
 */
export async function readSetup(
  flags: Flags,
  orderPrefix: string,
  options: SetupOptions = {},
): Promise<ReadSetup> {
  const { recorded, judge = true, mode = "paper" } = options;
  const settings = options.settings ?? await readSettings(flags, { named: flags.text("config"), mode });
  const { settled, asked, file } = settings;
  const { models, shelf, texts } = await readModels(flags, {
    named: recorded === undefined ? settled.models : undefined,
    recorded,
  });
  const rated = recorded === undefined ? await ratingsFiles(models) : {};
  const { ratedAt } = options;
  const ratings = recorded !== undefined || ratedAt === undefined
    ? {}
    : { ratings: ratingsOfDay(models, tradingDate(ratedAt), rated) };
  const { wishes, files } = await readRules(flags, { ...options, wishes: settled.strategies });
  const setup = buildSetup(
    {
      base: { ...recorded ?? { ...shippedSetup(orderPrefix), mode }, models, ...ratings },
      settings: recorded === undefined ? [settled] : asked.map(({ sections }) => sections),
      strategies: wishes,
      judge,
    },
    files.registry,
    FLAG_WORDING,
  );
  return {
    setup: orUsage(setup),
    registry: files.registry,
    digests: files.digests,
    texts: files.texts,
    models: shelf,
    modelTexts: texts,
    ratings: rated,
    form: settled.display.form,
    notices: file === undefined || recorded !== undefined ? [] : [`settings of ${file}`],
  };
}

/** The ratings in force of the sports that have a model. */
async function ratingsFiles(models: SetupModels): Promise<RatingsBySport> {
  const found = SPORTS.filter((sport) => models[sport] !== undefined).map(async (sport) =>
    [sport, (await ratingsInForce(sport)).ratings] as const
  );
  return Object.fromEntries(await Promise.all(found));
}
