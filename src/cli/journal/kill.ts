/**
 * `kalshi-live kill`: the kill switch of an account, for all its processes.
 *
 * @module
 */
import { Journal } from "../../journal/journal.ts";
import { writeKillFile } from "../../journal/kill_switch.ts";
import { type CommandSpec, type Flags, HELP_FLAG } from "../flags.ts";
import { failure, orFail, type Output } from "../program.ts";
import {
  BY_COMMAND,
  JOURNAL_FLAGS,
  type NamedAccount,
  namedAccount,
  openJournal,
} from "./account_journal.ts";
import { type Ask, askAtTerminal, wantYes } from "./typed_yes.ts";

/** The command line of `kill`. */
export const KILL: CommandSpec = {
  name: "kill",
  words: "[REASON]",
  summary: "Stops every process of the account: nothing but cancels leaves any of them, until it is undone.",
  flags: [
    { name: "undo", kind: "switch", help: "take it back; asks for a typed yes" },
    ...JOURNAL_FLAGS,
    HELP_FLAG,
  ],
  examples: ["kalshi-live kill", "kalshi-live kill the score is wrong", "kalshi-live kill --undo"],
};

/** Runs the command. */
export function killCommand(flags: Flags, output: Output): Promise<number> {
  return Promise.resolve(kill(namedAccount(flags, output), flags, output));
}

/** Sets the kill switch of an account, or takes it back. */
export function kill(account: NamedAccount, flags: Flags, output: Output, ask: Ask = askAtTerminal): number {
  const { place, name, signer } = account;
  if (flags.switch("undo") === true) {
    using journal = openJournal(account, output);
    const killed = journal.kill.read();
    if (killed === undefined) {
      output.line("The kill switch is not set.");
      return 0;
    }
    wantYes(ask, "let orders go again", [
      `The kill switch of key ${signer.keyId} in ${name} is set:`,
      `  ${killed}`,
    ], output);
    orFail(journal.kill.undo(BY_COMMAND));
    journal.audit.append("kill_undone", { by: BY_COMMAND });
    output.line(
      "The kill switch is taken back. Sessions that it stopped stay so until they are started again.",
    );
    return 0;
  }
  const reason = flags.words.join(" ") || "asked for";
  // The file needs no database: it is there whatever state the journal is in.
  const file = writeKillFile(place.killFile, BY_COMMAND, reason);
  const opened = Journal.open({ place, environment: name, account: signer.keyId, now: Date.now });
  if (!opened.ok) {
    if (!file.ok) {
      throw failure(
        `NOT killed: ${file.reason.message}; end the programs that run with Ctrl-C, then kalshi-live cancel --all`,
      );
    }
    output.note(`kalshi-live: ${opened.reason.message}`);
    output.line(`Killed by the file ${place.killFile}.`);
    return 0;
  }
  using journal = opened.value;
  orFail(journal.kill.set(BY_COMMAND, reason));
  journal.audit.append("killed", { by: BY_COMMAND, reason });
  output.line("Killed: nothing but cancels leaves any process of this account.");
  output.line("What rests there: kalshi-live orders, kalshi-live cancel --all");
  return 0;
}
