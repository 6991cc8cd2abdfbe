/**
 * The setup of a game's session: its league's configuration, the trader's own file, and flags.
 *
 * @module
 */
import type { Registry } from "../../core/strategy/strategy.ts";
import type { League } from "../../core/game/leagues.ts";
import type { Job } from "../../discovery/job.ts";
import type { ModelShelf } from "../../models/live/shelf.ts";
import type { Environment } from "../../kalshi/environment.ts";
import { noKeyNamed } from "../credentials.ts";
import { type LeagueConfig, leagueSections, readLeagueConfig } from "../../session/setup/league_config.ts";
import type { Setup } from "../../session/setup/setup.ts";
import { checkHardCap } from "../../core/risk/hard_cap.ts";
import { type Flags, orUsage, usage } from "../flags.ts";
import { readSettings, type Settings } from "../settings.ts";
import { readSetup } from "../setup.ts";
import { readJsonFile } from "../user_file.ts";

/** How the games of a league are traded. */
export interface LeagueSettings {
  /** The league's configuration: when its games are watched from, and by which feeds. */
  readonly config: LeagueConfig;
  readonly settings: Settings;
}

/**
 * Reads the settings of a league's games. No file of a rule is loaded.
 *
 * `--config` names a settings file, a league's configuration, or one of each.
 *
 * @throws {CliError} for a file or a flag that cannot be used
 */
export async function readLeagueSettings(flags: Flags, league: League): Promise<LeagueSettings> {
  let user: string | undefined;
  let given: { readonly path: string; readonly json: unknown } | undefined;
  for (const path of flags.list("config")) {
    const file = await readJsonFile(path);
    if (file === undefined) continue;
    const isLeague = typeof file.json === "object" && file.json !== null && "mode" in file.json;
    if ((isLeague ? given : user) !== undefined) {
      const kind = isLeague ? "configurations of leagues" : "settings files";
      throw usage(`Cannot use --config ${path}: expected at most one of each kind, these are two ${kind}`);
    }
    if (isLeague) given = { path, json: file.json };
    else user = path;
  }
  const config = orUsage(readLeagueConfig(league, given?.json, given?.path));
  const layer = { from: given?.path ?? `config/${league}.json`, sections: leagueSections(config) };
  const settings = await readSettings(flags, {
    named: user,
    mode: config.mode,
    ...(given === undefined ? { below: [layer] } : { above: [layer] }),
  });
  if (config.mode === "live") orUsage(checkHardCap(settings.settled.limits));
  return { config, settings };
}

/** The line where games are to be traded live without a key. */
export function noKey(environment: Environment): string {
  return noKeyNamed(environment, "Cannot trade live");
}

/** A game's setup, and the rules that it names. */
export interface JobSetup extends LeagueSettings {
  readonly setup: Setup;
  readonly registry: Registry;
  /** Where its models are. */
  readonly models: ModelShelf;
}

/**
 * Reads the setup of a game.
 *
 * The prefix of its orders is the game's, so that a worker that resumes goes on counting where it was.
 *
 * @throws {CliError} for a file, a rule or a flag that cannot be used
 */
export async function readJobSetup(flags: Flags, job: Job): Promise<JobSetup> {
  const { config, settings } = await readLeagueSettings(flags, job.league);
  const read = await readSetup(flags, `kl-${job.id}`, {
    settings,
    mode: config.mode,
    ratedAt: job.startsAt,
  });
  const { setup, registry, models } = read;
  return { config, settings, setup, registry, models };
}
