/**
 * `kalshi-live schedule`: stays up and runs each day's games by itself.
 *
 * @module
 */
import { DAY_TURNS_MS, tradingDate } from "../../core/numbers/trading_day.ts";
import { nextRun, waitUntil } from "../../fleet/daily.ts";
import { type CommandSpec, type Flags, HELP_FLAG, noWords, usage } from "../flags.ts";
import { discoverJobs, DISCOVERY_FLAGS } from "../discover.ts";
import { CliError, interrupted, type Output } from "../program.ts";
import { WORK_FLAGS } from "../exchange_flags.ts";
import { workDay } from "./work.ts";

const DEFAULT_AT = "11:00";
/** Minutes of the day. */
const EARLIEST = DAY_TURNS_MS / 60_000;
/** How long to wait before a day that could not begin is tried again. */
const RETRY_MS = 300_000;

/** The command line of `schedule`. */
export const SCHEDULE: CommandSpec = {
  name: "schedule",
  words: "",
  summary: "Stays up and runs each day's games: `work`, day after day.",
  flags: [
    {
      name: "at",
      kind: "text",
      value: "HH:MM",
      help: `when a day begins, New York time, from 06:00 on (${DEFAULT_AT})`,
    },
    ...DISCOVERY_FLAGS.filter(({ name }) => name !== "date"),
    ...WORK_FLAGS,
    { name: "json", kind: "switch", help: "write lines of JSON" },
    { name: "plain", kind: "switch", help: "write log lines instead of the table" },
    HELP_FLAG,
  ],
  examples: ["kalshi-live schedule", "kalshi-live schedule --at 10:30 --league nba"],
};

/** Runs the command. */
export async function schedule(flags: Flags, output: Output): Promise<number> {
  noWords(flags, "schedule");
  const minutes = readTime(flags.text("at") ?? DEFAULT_AT);
  const json = flags.switch("json") === true;
  const stop = new AbortController();
  const signals = interrupted();
  void signals.pressed.then(() => stop.abort());
  let lastRun: string | undefined;
  try {
    while (!stop.signal.aborted) {
      const at = nextRun(Date.now(), minutes, lastRun);
      const when = new Date(at).toISOString();
      output.line(json ? JSON.stringify({ type: "next_run", at: when }) : `Next games: ${when}`);
      if (!(await waitUntil(at, stop.signal))) return 0;
      const today = tradingDate(Date.now());
      try {
        await workDay(flags, await discoverJobs(flags, output, today), output);
        lastRun = today;
      } catch (error) {
        // No network this minute, or an exchange in maintenance, is not a reason to give up the season.
        if (!(error instanceof CliError)) throw error;
        output.note(`kalshi-live: ${error.message}; tried again in ${RETRY_MS / 60_000} minutes`);
        if (!(await waitUntil(Date.now() + RETRY_MS, stop.signal))) return 0;
      }
    }
    return 0;
  } finally {
    signals.stop();
  }
}

function readTime(text: string): number {
  const [, hours, minutes] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text) ?? [];
  const ofDay = Number(hours) * 60 + Number(minutes);
  if (hours === undefined || ofDay < EARLIEST) {
    throw usage(
      `Cannot use --at: expected a time from 06:00 on, when the evening's games are over, such as ${DEFAULT_AT}, was "${text}"`,
    );
  }
  return ofDay;
}
