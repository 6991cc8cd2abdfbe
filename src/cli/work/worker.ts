/**
 * `kalshi-live worker --job FILE`: one game, from its lead time until it is over.
 *
 * It speaks lines of JSON to its manager; an exit code of 2 says that trying again cannot help.
 *
 * @module
 */
import type { Result } from "../../core/result.ts";
import type { Job } from "../../discovery/job.ts";
import { readJobFile } from "../../discovery/job_store.ts";
import { socketOpener } from "../no_proxy.ts";
import type { LiveOptions } from "../../session/live/live_options.ts";
import type { SessionOptions } from "../../session/options.ts";
import { VERSION } from "../../version.ts";
import { confirmArmed } from "../../session/live/confirmation.ts";
import type { Journal } from "../../journal/journal.ts";
import { type CommandSpec, type Flags, HELP_FLAG, usage } from "../flags.ts";
import { readSigner } from "../credentials.ts";
import { accountOf, openJournal } from "../journal/account_journal.ts";
import { proxyNamed } from "../no_proxy.ts";
import { EXIT_FAILURE, failure, interrupted, type Output } from "../program.ts";
import { inTimeLapse } from "../../session/setup/time_lapse.ts";
import { readExchange, readFeeds, WORK_FLAGS } from "../exchange_flags.ts";
import type { WorkerLine } from "../../fleet/messages.ts";
import { POSITIONS_LEFT, runGame } from "../../fleet/worker.ts";
import { noKey, readJobSetup } from "./setup.ts";
import { Steering } from "../../fleet/steering.ts";

/** The command line of `worker`. */
export const WORKER: CommandSpec = {
  name: "worker",
  words: "",
  summary: "Trades and records one game of a job file; `work` starts one for each game.",
  flags: [
    { name: "job", kind: "text", value: "FILE", help: "job file, as discover writes it" },
    { name: "game", kind: "text", value: "ID", help: "which of its games, where there are several" },
    { name: "rate-share", kind: "text", value: "N", help: "use one N-th of the account's read rate (1)" },
    ...WORK_FLAGS,
    HELP_FLAG,
  ],
  examples: ["kalshi-live worker --job recordings/jobs/2026-11-22.json --game nba-2026-11-22-LAL-BOS"],
};

/** Runs the command. */
export async function worker(flags: Flags, output: Output): Promise<number> {
  const job = await chooseJob(flags);
  const send = (line: WorkerLine) => output.line(JSON.stringify(line));
  const lapse = flags.number("time-lapse", { min: 1, max: 10_000 }) ?? 1;
  const exchange = readExchange(flags);
  const { config, setup, registry, models } = await readJobSetup(flags, job);
  const signer = readSigner(exchange, output);
  if (config.mode === "live" && signer === undefined) throw usage(noKey(exchange));
  using journal = config.mode === "live" && signer !== undefined
    ? openJournal(accountOf(flags, exchange, signer), output)
    : undefined;
  const session: SessionOptions = {
    environment: exchange,
    ...(signer === undefined ? {} : { signer }),
    ...(journal === undefined ? {} : { live: liveOptions(journal, job, signer?.keyId ?? "") }),
    openSocket: socketOpener(),
    words: [job.homeMarket, job.awayMarket, ...job.otherMarkets],
    setup: inTimeLapse(setup, lapse),
    registry,
    models,
    program: VERSION,
    job,
    feeds: readFeeds(flags, config, exchange),
    rateShare: flags.number("rate-share", { min: 1, max: 1_000 }) ?? 1,
    ...(lapse === 1 ? {} : { scoreEveryMs: Math.max(200, 6_000 / lapse) }),
  };
  const steering = new Steering((change) => send({ type: "view", id: job.id, change }));
  // A person's own terminal says nothing here; it might even stop a worker that runs in the background.
  if (!Deno.stdin.isTerminal()) void steering.follow(Deno.stdin.readable);
  const signals = interrupted("never");
  try {
    const ended = await runGame({
      job,
      session,
      recordings: flags.text("recordings") ?? "recordings",
      wakesAt: job.startsAt - config.lead_minutes * 60_000 / lapse,
      environment: exchange.name === "custom" ? new URL(exchange.restUrl).host : exchange.name,
      steering,
      pressed: signals.pressed,
      send,
    });
    if (!ended.ok) {
      const { code, message } = ended.reason;
      throw code === POSITIONS_LEFT ? usage(message) : failure(message);
    }
    return ended.value.recordingWhole ? 0 : EXIT_FAILURE;
  } finally {
    steering.end();
    signals.stop();
  }
}

/** What a worker trades live with: the journal that all workers of the account share, and no word of a person but its arming. */
function liveOptions(journal: Journal, job: Job, keyId: string): LiveOptions {
  return {
    journal,
    confirmation: confirmArmed(keyId.slice(0, 8)),
    process: `kalshi-live worker ${job.id}`,
    proxied: proxyNamed(),
  };
}

/** A bad job or configuration stays bad: this exit code tells the manager not to try again. */
function orUsage<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw usage(result.reason.message);
}

async function chooseJob(flags: Flags): Promise<Job> {
  const file = flags.text("job");
  if (file === undefined || flags.words.length > 0) throw usage("Cannot work: expected --job FILE");
  const { jobs } = orUsage(await readJobFile(file));
  const wanted = flags.text("game");
  const job = wanted === undefined && jobs.length === 1 ? jobs[0] : jobs.find(({ id }) => id === wanted);
  if (job !== undefined) return job;
  const known = jobs.map(({ id }) => id).join(", ") || "none";
  throw usage(`Cannot work: expected --game to be one of ${known}, was ${wanted ?? "nothing"}`);
}
