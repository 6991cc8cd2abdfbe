/**
 * `kalshi-live work`: today's games, one worker process each, until all are over.
 *
 * @module
 */
import { createClock } from "../../lib/clock.ts";
import type { League } from "../../core/game/leagues.ts";
import type { Job, JobFile } from "../../discovery/job.ts";
import { readJobFile } from "../../discovery/job_store.ts";
import type { Display } from "../../session/setup/config.ts";
import { type CommandSpec, type Flags, HELP_FLAG, noWords } from "../flags.ts";
import { failure, interrupted, keepSummary, orFail, type Output } from "../program.ts";
import { discoverJobs, DISCOVERY_FLAGS } from "../discover.ts";
import { formatStart } from "../../recording/format/paths.ts";
import { trimFolder } from "../../lib/files.ts";
import { chooseDisplay } from "../watch_session.ts";
import { hostOf, workerPermissions } from "../granted.ts";
import { readExchange, readFeedHosts, WORK_FLAGS, workWords } from "../exchange_flags.ts";
import { spawnWorker } from "../../fleet/process.ts";
import { type LeagueSettings, noKey, readLeagueSettings } from "./setup.ts";
import { formatMicros } from "../../core/numbers/money.ts";
import type { Environment } from "../../kalshi/environment.ts";
import { readSigner } from "../credentials.ts";
import { accountOf, environmentName, openJournal, stateFolder } from "../journal/account_journal.ts";
import { liveMoney, MONEY_WORDS } from "../../terminal/live_money.ts";
import type { CombinedSummary } from "../../fleet/manager.ts";
import { keepRatings } from "../ratings/keep.ts";
import { type Beside, combinedLines, combinedRecord, runManager } from "./show.ts";

/** The command line of `work`. */
export const WORK: CommandSpec = {
  name: "work",
  words: "",
  summary:
    "Discovers a day's games and trades each, one worker process a game; on paper, or live while armed.",
  flags: [
    ...DISCOVERY_FLAGS,
    {
      name: "job",
      kind: "text",
      value: "FILE",
      help: "take the games from a job file instead of discovering them",
    },
    ...WORK_FLAGS,
    { name: "json", kind: "switch", help: "write lines of JSON" },
    { name: "plain", kind: "switch", help: "write log lines instead of the table" },
    HELP_FLAG,
  ],
  examples: [
    "kalshi-live work",
    "kalshi-live work --league nba,nfl",
    "kalshi-live work --job recordings/jobs/2026-11-22.json",
  ],
};

/** Runs the command. */
export async function work(flags: Flags, output: Output): Promise<number> {
  noWords(flags, "work");
  const file = flags.text("job");
  const found = file === undefined
    ? await discoverJobs(flags, output)
    : { path: file, jobs: orFail(await readJobFile(file)) };
  return await workDay(flags, found, output);
}

/** The options of a day beside the flags. */
export interface DayExtras {
  /** Variables of the workers. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly beside?: Beside;
  readonly display?: Display;
  /** The name of the exchange on screens. */
  readonly name?: string;
}

/** Runs the workers of a day. @returns the exit code */
export async function workDay(
  flags: Flags,
  found: { readonly path: string; readonly jobs: JobFile },
  output: Output,
  extras: DayExtras = {},
): Promise<number> {
  const { jobs, path } = found;
  // What is wrong with a file or a flag is said once, here, and not by every worker.
  const settings = new Map<League, LeagueSettings>();
  for (const { league } of jobs.jobs) {
    if (!settings.has(league)) settings.set(league, await readLeagueSettings(flags, league));
  }
  const [first] = settings.values();
  const display = extras.display ?? chooseDisplay(flags, first?.settings.settled.display.form);
  const ofFile = first?.settings.file;
  if (ofFile !== undefined && display !== "json") output.note(`settings of ${ofFile}`);
  if (jobs.jobs.length === 0) {
    if (display === "json") {
      output.line(JSON.stringify({ type: "no_games", date: jobs.date, refused: jobs.refused }));
    } else {
      output.line(`No games to trade on ${jobs.date}.`);
      for (const { what, reason } of jobs.refused) output.line(`  ${what}: ${reason}`);
    }
    return 0;
  }
  const exchange = readExchange(flags);
  const words = workWords(flags);
  const share = ["--rate-share", String(jobs.jobs.length)];
  const live = [...settings].filter(([, { config }]) => config.mode === "live").map(([league]) => league);
  for (const line of liveLines(live, flags, exchange, output)) output.note(line);
  const hosts = [exchange.restUrl, exchange.socketUrl, ...Object.values(readFeedHosts(flags, exchange))];
  const paths = [
    ".",
    path,
    flags.text("recordings") ?? "recordings",
    ...flags.list("config"),
    ...flags.list("model").filter((word) => word !== "off"),
    ...[...settings.values()].flatMap(({ settings }) => settings.settled.models ?? []),
    ...live.length === 0 ? [] : [stateFolder(flags)],
  ];
  const permissions = workerPermissions(hosts.map(hostOf), paths);
  const signals = interrupted();
  try {
    const summary = await runManager(
      {
        jobs,
        mode: live.length === 0 ? "paper" : "live",
        environment: extras.name ??
          (exchange.name === "custom" ? new URL(exchange.restUrl).host : exchange.name),
        spawn: (job: Job) =>
          spawnWorker(
            ["worker", "--job", path, "--game", job.id, ...share, ...words],
            permissions,
            extras.environment,
          ),
        now: createClock(),
      },
      display,
      output,
      extras.beside,
    );
    const root = trimFolder(flags.text("recordings") ?? "recordings");
    const code = writeSummary(summary, display, jobs.date, root, output);
    // Elsewhere games are played that nobody played.
    if (exchange.name === "prod") {
      await keepRatings(new Set(settings.keys()), root, (text) => output.note(text), Date.now());
    }
    return code;
  } finally {
    signals.stop();
  }
}

/**
 * What a person reads before workers may trade live: which games, and whether they are armed. A key that is missing, and a
 * journal that cannot be used, end the day before it begins.
 */
function liveLines(
  leagues: readonly League[],
  flags: Flags,
  exchange: Environment,
  output: Output,
): readonly string[] {
  if (leagues.length === 0) return [];
  const signer = readSigner(exchange, output);
  if (signer === undefined) throw failure(noKey(exchange));
  using journal = openJournal(accountOf(flags, exchange, signer), output);
  const arming = journal.armings.current();
  const killed = journal.kill.read();
  return [
    `LIVE: ${leagues.join(", ")} games trade with ${
      MONEY_WORDS[liveMoney(environmentName(exchange))]
    } while armed; key ${signer.keyId}`,
    arming.ok
      ? `armed until ${new Date(arming.value.until).toISOString()}, may lose ${
        formatMicros(arming.value.maxLoss)
      } dollars, lost ${formatMicros(arming.value.lost)}`
      : `NOT ARMED: workers watch and record, and enter nothing: ${arming.reason.message}`,
    ...killed === undefined ? [] : [`KILLED: ${killed}; see kalshi-live kill --undo`],
  ];
}

/** Writes the results of the day, and keeps them beside the job files. @returns the exit code */
function writeSummary(
  summary: CombinedSummary,
  display: Display,
  date: string,
  root: string,
  output: Output,
): number {
  const record = JSON.stringify(combinedRecord(summary));
  keepSummary(`${root}/jobs/${date}-${formatStart(Date.now())}.summary.json`, record, output);
  const write = (text: string) => output.lost === true ? output.note(text) : output.line(text);
  if (display === "json") write(record);
  else for (const line of ["", ...combinedLines(summary)]) write(line);
  const well = summary.games.every(({ state, summary: own }) =>
    state !== "given_up" && own?.recordingWhole !== false
  );
  return well ? 0 : 1;
}
