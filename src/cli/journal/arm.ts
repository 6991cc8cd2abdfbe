/**
 * `kalshi-live arm` and `disarm`: a person's permission that workers trade with real money.
 *
 * @module
 */
import { haltText } from "../../core/reasons.ts";
import { HARD_CAP } from "../../core/risk/hard_cap.ts";
import { formatMicros, type Micros } from "../../core/numbers/money.ts";
import { formatDollars, signedDollars } from "../../core/numbers/text.ts";
import { readDecimal } from "../../core/numbers/decimal.ts";
import type { Journal } from "../../journal/journal.ts";
import { addDays, easternDate, easternDateTime, easternTime } from "../../lib/new_york.ts";
import { type CommandSpec, type Flags, HELP_FLAG, noWords, usage } from "../flags.ts";
import { failure, orFail, type Output } from "../program.ts";
import {
  BY_COMMAND,
  JOURNAL_FLAGS,
  type NamedAccount,
  namedAccount,
  openJournal,
} from "./account_journal.ts";
import { type Ask, askAtTerminal, wantYes } from "./typed_yes.ts";

/** The command line of `arm`. */
export const ARM: CommandSpec = {
  name: "arm",
  words: "",
  summary: "Lets workers whose configuration says so trade with real money, until a time and a loss.",
  flags: [
    {
      name: "until",
      kind: "text",
      value: "HH:MM",
      help: "when it ends by itself: the next such time in New York",
    },
    {
      name: "max-loss",
      kind: "text",
      value: "DOLLARS",
      help: "what the account may lose from now on, over all sessions",
    },
    ...JOURNAL_FLAGS,
    HELP_FLAG,
  ],
  examples: ["kalshi-live arm --until 23:59 --max-loss 50", "kalshi-live arm"],
};

/** The command line of `disarm`. */
export const DISARM: CommandSpec = {
  name: "disarm",
  words: "",
  summary: "Takes the permission of arm back: no worker enters any more, exits go on.",
  flags: [...JOURNAL_FLAGS, HELP_FLAG],
  examples: ["kalshi-live disarm"],
};

/** Runs `arm`. */
export function armCommand(flags: Flags, output: Output): Promise<number> {
  return Promise.resolve(arm(namedAccount(flags, output), flags, output));
}

/** Arms an account; without flags it shows what is in force. */
export function arm(account: NamedAccount, flags: Flags, output: Output, ask: Ask = askAtTerminal): number {
  noWords(flags, "arm");
  const [untilText, lossText] = [flags.text("until"), flags.text("max-loss")];
  if ((untilText === undefined) !== (lossText === undefined)) {
    throw usage("Cannot arm: expected both --until HH:MM and --max-loss DOLLARS");
  }
  using journal = openJournal(account, output);
  if (untilText === undefined || lossText === undefined) {
    for (const line of status(journal)) output.line(line);
    return journal.armings.current().ok ? 0 : 1;
  }
  const until = readUntil(untilText, Date.now());
  const maxLoss = readLoss(lossText);
  orFail(journal.armings.check({ until, maxLoss }, HARD_CAP.maxDailyLoss));
  // The file alone kills too, and the journal's rows know nothing of it.
  const killed = journal.kill.read();
  if (killed !== undefined) {
    throw failure(`Cannot arm: the kill switch is set: ${killed}; kalshi-live kill --undo takes it back`);
  }
  wantYes(ask, "arm", [
    `Real orders in ${account.name}, account of key ${account.signer.keyId}`,
    `  until     ${easternDateTime(until).replace("T", " ")} New York, ${
      new Date(until).toLocaleString("en-US")
    } here`,
    `  may lose  ${formatDollars(maxLoss)} from now on; the hard cap is ${
      formatDollars(HARD_CAP.maxDailyLoss)
    }`,
    `  today     ${signedDollars(journal.pnl.ofDay(Date.now()))} over all sessions`,
    ...status(journal).map((line) => `  ${line}`),
  ], output);
  orFail(journal.together(() => {
    const armed = journal.armings.arm({ until, maxLoss, by: BY_COMMAND }, HARD_CAP.maxDailyLoss);
    if (armed.ok) journal.audit.append("armed", { until, max_loss: formatMicros(maxLoss), by: BY_COMMAND });
    return armed;
  }));
  output.line(`Armed until ${easternDateTime(until).replace("T", " ")} New York.`);
  return 0;
}

/** Runs `disarm`. */
export function disarmCommand(flags: Flags, output: Output): Promise<number> {
  noWords(flags, "disarm");
  using journal = openJournal(namedAccount(flags, output), output);
  const was = orFail(journal.together(() => {
    const disarmed = journal.armings.disarm(BY_COMMAND);
    if (disarmed.ok && disarmed.value) journal.audit.append("disarmed", { by: BY_COMMAND });
    return disarmed;
  }));
  output.line(was ? "Disarmed." : "It was not armed.");
  return Promise.resolve(0);
}

function status(journal: Journal): string[] {
  const arming = journal.armings.current();
  const killed = journal.kill.read();
  return [
    arming.ok
      ? `armed until ${easternDateTime(arming.value.until).replace("T", " ")} New York, lost ${
        formatDollars(arming.value.lost)
      } of ${formatDollars(arming.value.maxLoss)}`
      : arming.reason.code === "NOT_ARMED"
      ? arming.reason.message
      : `not armed: ${arming.reason.message}`,
    ...killed === undefined ? [] : [`killed: ${killed}`],
    ...journal.halts.active().map(({ code, detail }) => `halted: ${haltText(code, detail)}`),
  ];
}

/** The next moment at which clocks in New York show the time. */
function readUntil(text: string, now: number): number {
  const [, hours = "", minutes = ""] = /^([01]?\d|2[0-3]):([0-5]\d)$/.exec(text) ?? [];
  if (hours === "") throw usage(`Cannot use --until: expected a time of day such as 23:59, was "${text}"`);
  const ofDay = Number(hours) * 60 + Number(minutes);
  const today = easternTime(easternDate(now), ofDay);
  return today > now ? today : easternTime(addDays(easternDate(now), 1), ofDay);
}

function readLoss(text: string): Micros {
  const value = readDecimal(text, 2);
  if (value === undefined || value <= 0) {
    throw usage(`Cannot use --max-loss: expected dollars above zero such as 50, was "${text}"`);
  }
  return value * 10_000 as Micros;
}
