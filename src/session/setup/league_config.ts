/**
 * How the games of a league are traded: the shipped files, or one of the trader's own.
 *
 * @module
 */
import { dirname, resolve } from "node:path";
import { z } from "zod";
import nba from "../../../config/nba.json" with { type: "json" };
import ncaaf from "../../../config/ncaaf.json" with { type: "json" };
import ncaamb from "../../../config/ncaamb.json" with { type: "json" };
import nfl from "../../../config/nfl.json" with { type: "json" };
import wnba from "../../../config/wnba.json" with { type: "json" };
import { readDecimal } from "../../core/numbers/decimal.ts";
import { FILL_MODELS } from "../../core/fills/model.ts";
import type { League } from "../../core/game/leagues.ts";
import { EXITS } from "../../core/execution/exit_settings.ts";
import type { Micros } from "../../core/numbers/money.ts";
import { refuse, type Result, succeed } from "../../core/result.ts";
import { LIMITS } from "../../core/risk/limits.ts";
import { type ConfigSections, rulesSchema } from "./config.ts";
import { fileSchema } from "./settings.ts";
import { FEED_NAMES } from "../../feeds/feeds.ts";

/**
 * The schema of `config/<league>.json`; each key is explained in `config/README.md`.
 *
 * @param folder where paths of a user's own rules begin; left out: there are none
 */
function leagueConfigSchema(folder: string | undefined) {
  return z.strictObject({
    mode: z.enum(["paper", "live"]),
    balance: z.string().transform((text, context) => {
      const value = readDecimal(text, 6);
      if (value !== undefined && value > 0) return value;
      context.addIssue({ code: "custom", message: `expected dollars above 0, was "${text}"` });
      return z.NEVER;
    }),
    lead_minutes: z.number().min(0).max(600),
    feeds: z.array(z.enum(FEED_NAMES)).min(1),
    strategies: rulesSchema(folder),
    fill_model: z.enum(FILL_MODELS).optional(),
    latency_ms: z.number().nonnegative().max(60_000).optional(),
    limits: fileSchema(LIMITS).optional(),
    exits: fileSchema(EXITS).optional(),
  });
}

/** How the games of a league are traded. */
export type LeagueConfig = z.output<ReturnType<typeof leagueConfigSchema>>;

const SHIPPED: Readonly<Record<League, unknown>> = { nba, nfl, ncaamb, ncaaf, wnba };

/**
 * Reads a league's configuration.
 *
 * @param given a file's content in place of the shipped one
 * @param name the file's path, from whose folder rules in it are found; and what to call it in a refusal
 */
export function readLeagueConfig(
  league: League,
  given?: unknown,
  name: string = `config/${league}.json`,
): Result<LeagueConfig> {
  const folder = given === undefined ? undefined : dirname(resolve(name));
  const parsed = leagueConfigSchema(folder).safeParse(given === undefined ? SHIPPED[league] : given);
  if (parsed.success) return succeed(parsed.data);
  const issues = parsed.error.issues.map(({ path, message }) => `${path.join(".") || "file"}: ${message}`);
  return refuse("bad_config", `Cannot use ${name}: ${issues.join("; ")}`);
}

/** A league's configuration as sections like those of a trader's own file. */
export function leagueSections(config: LeagueConfig): ConfigSections {
  const { balance, fill_model, latency_ms, limits, exits, strategies } = config;
  return {
    limits,
    exits,
    strategies,
    paper: {
      startingCash: balance as Micros,
      ...(fill_model === undefined ? {} : { fillModel: fill_model }),
      ...(latency_ms === undefined ? {} : { latencyMs: latency_ms }),
    },
  };
}
