/**
 * `kalshi-live halts`: what halts entries of an account, what ends each, and a person's word that ends those that wait for one.
 *
 * @module
 */
import { haltText } from "../../core/reasons.ts";
import { type Halt, JOURNAL_HALTS } from "../../journal/halts.ts";
import { easternDateTime } from "../../lib/new_york.ts";
import { safeLine } from "../../lib/safe_text.ts";
import { type CommandSpec, type Flags, HELP_FLAG, usage } from "../flags.ts";
import { orFail, type Output } from "../program.ts";
import {
  BY_COMMAND,
  JOURNAL_FLAGS,
  type NamedAccount,
  namedAccount,
  openJournal,
} from "./account_journal.ts";
import { GROUP_HALT } from "./groups.ts";
import { type Ask, askAtTerminal, wantYes } from "./typed_yes.ts";

/** The command line of `halts`. */
export const HALTS: CommandSpec = {
  name: "halts",
  words: "",
  summary: "Shows what halts entries of the account and what ends it; exits go on all the time.",
  flags: [
    {
      name: "end",
      kind: "switch",
      help: "end those that wait for a person, such as DRAWDOWN; asks for a typed yes",
    },
    ...JOURNAL_FLAGS,
    HELP_FLAG,
  ],
  examples: ["kalshi-live halts", "kalshi-live halts --end"],
};

/** What is compared first ends by the command that compares it. */
const OTHER_COMMANDS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.values(JOURNAL_HALTS).map((code) => [code, "kalshi-live reconcile --adopt"])),
  [GROUP_HALT]: "kalshi-live groups --reset",
};

/** Runs the command. */
export function haltsCommand(flags: Flags, output: Output): Promise<number> {
  return Promise.resolve(halts(namedAccount(flags, output), flags, output));
}

/** Shows the halts of an account, and ends them where that is asked for. @returns 0 where none is left, else 1 */
export function halts(account: NamedAccount, flags: Flags, output: Output, ask: Ask = askAtTerminal): number {
  if (flags.words.length > 0) throw usage(`Cannot use "${flags.words[0]}": halts takes no words`);
  using journal = openJournal(account, output);
  const found = journal.halts.active();
  for (const halt of found) output.line(describe(halt));
  if (found.length === 0) output.line("Nothing halts entries.");
  if (flags.switch("end") !== true || found.length === 0) return found.length === 0 ? 0 : 1;
  const waiting = found.filter((halt) => endOf(halt) === BY_END);
  if (waiting.length === 0) {
    output.line("None of them is ended here.");
    return 1;
  }
  wantYes(ask, "let entries go on", [
    `Account of key ${account.signer.keyId} in ${account.name}: what ends is ${
      waiting.map(({ code }) => code).join(", ")
    }.`,
    "Limits stay as they are. A drawdown counts from what the account is worth then.",
  ], output);
  orFail(journal.together(() => {
    for (const code of new Set(waiting.map((halt) => halt.code))) {
      const cleared = journal.halts.clear(code, BY_COMMAND);
      if (!cleared.ok) return cleared;
    }
    return { ok: true, value: undefined };
  }));
  output.line("Ended: sessions that run let entries go on within seconds.");
  return waiting.length === found.length ? 0 : 1;
}

const BY_END = "kalshi-live halts --end";

/** The command that ends a halt; `undefined` for one that ends by itself. */
function endOf({ code, until }: Halt): string | undefined {
  return until === undefined ? OTHER_COMMANDS[code] ?? BY_END : undefined;
}

function describe(halt: Halt): string {
  const { code, detail, market, since, until } = halt;
  const where = market === undefined ? "" : ` in ${market}`;
  const ends = until === undefined
    ? `ended by ${endOf(halt)}`
    : `ends by itself at ${timeText(until)} New York`;
  return safeLine(`${haltText(code, detail)}${where}, since ${timeText(since)} New York; ${ends}`);
}

function timeText(at: number): string {
  return easternDateTime(at).replace("T", " ");
}
