/**
 * Flags that `work`, `worker` and `schedule` share.
 *
 * @module
 */
import { type Environment, readEnvironment } from "../kalshi/environment.ts";
import type { FeedSettings } from "../session/scoreboards.ts";
import type { LeagueConfig } from "../session/setup/league_config.ts";
import { type Flags, type FlagSpec, usage } from "./flags.ts";
import { MODEL_FLAG } from "./models.ts";
import { SETTING_FLAGS } from "./settings.ts";
import { mustReach, variable } from "./granted.ts";
import { STATE_FLAG } from "./journal/account_journal.ts";
import { byFeed, type FeedHosts, FEEDS, POLLED_FEEDS, PUBLIC_FEEDS } from "../feeds/feeds.ts";

/** Which exchange, which feeds, which configuration, where to record. */
export const WORK_FLAGS: readonly FlagSpec[] = [
  { name: "env", kind: "text", value: "prod|demo|sim|URL", help: "which exchange (prod)" },
  {
    name: "feeds",
    kind: "text",
    value: "URL",
    help: "base of all scoreboards, for the simulator (the public ones)",
  },
  {
    name: "config",
    kind: "list",
    value: "FILE",
    help: "a settings file in place of kalshi-live.json, or a league's in place of config/<league>.json",
  },
  ...SETTING_FLAGS,
  MODEL_FLAG,
  { name: "recordings", kind: "text", value: "DIR", help: "folder of recordings (recordings)" },
  STATE_FLAG,
  {
    name: "time-lapse",
    kind: "text",
    value: "N",
    help: "the simulator's games run N times faster: shorten times alike",
  },
];

/** The words that hand the shared flags on to a worker. */
export function workWords(flags: Flags): string[] {
  return WORK_FLAGS.flatMap(({ name, kind }) => {
    const texts = kind === "list" ? flags.list(name) : [flags.text(name)];
    return texts.flatMap((text) => text === undefined ? [] : [`--${name}`, text]);
  });
}

/** The exchange that is asked for. */
export function readExchange(flags: Flags): Environment {
  const environment = readEnvironment(flags.text("env") ?? "prod");
  if (!environment.ok) throw usage(environment.reason.message);
  mustReach(environment.value.restUrl, "--env");
  return environment.value;
}

/** Where the feeds are: the simulator serves them at its own address. */
export function readFeedHosts(flags: Flags, exchange: Environment): FeedHosts {
  const given = flags.text("feeds");
  const simulated = exchange.name === "sim" || exchange.name === "custom";
  const base = given ?? (simulated ? new URL(exchange.restUrl).origin : undefined);
  if (base === undefined) return PUBLIC_FEEDS;
  if (!URL.canParse(base)) throw usage(`Cannot use --feeds: expected a URL, was "${base}"`);
  const origin = new URL(base).origin;
  mustReach(origin, "--feeds");
  return byFeed(POLLED_FEEDS, () => origin);
}

/** Which feeds a game's session reads. */
export function readFeeds(flags: Flags, config: LeagueConfig, exchange: Environment): FeedSettings {
  const keys = POLLED_FEEDS.flatMap((feed) => {
    const { key } = FEEDS[feed];
    const value = key === undefined ? undefined : variable(key.variable);
    return value === undefined || value === "" ? [] : [[feed, value]];
  });
  return {
    hosts: readFeedHosts(flags, exchange),
    names: config.feeds,
    lapse: flags.number("time-lapse", { min: 1, max: 10_000 }) ?? 1,
    keySharers: flags.number("rate-share", { min: 1, max: 1_000 }) ?? 1,
    keys: Object.fromEntries(keys),
  };
}
