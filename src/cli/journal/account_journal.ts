/**
 * The journal of the account that the command line names: where it is, and how it is opened.
 *
 * @module
 */
import { join } from "node:path";
import { type Environment, readEnvironment } from "../../kalshi/environment.ts";
import type { Signer } from "../../kalshi/signing/sign.ts";
import { Journal } from "../../journal/journal.ts";
import { type AccountPlace, accountPlace } from "../../journal/place.ts";
import { noKeyNamed, readSigner } from "../credentials.ts";
import { type Flags, type FlagSpec, orUsage, usage } from "../flags.ts";
import { mustReach, variable } from "../granted.ts";
import { failure, orFail, type Output } from "../program.ts";

/** The flag that names the state folder. */
export const STATE_FLAG: FlagSpec = {
  name: "state",
  kind: "text",
  value: "DIR",
  help: "folder of journals, audit logs and their keys (~/.kalshi-live)",
};

/** Flags of commands about a journal. */
export const JOURNAL_FLAGS: readonly FlagSpec[] = [
  { name: "env", kind: "text", value: "prod|demo|sim|URL", help: "which exchange (prod)" },
  STATE_FLAG,
];

/** The state folder. */
export function stateFolder(flags: Flags): string {
  const named = flags.text("state");
  if (named !== undefined) return named;
  const home = variable(Deno.build.os === "windows" ? "APPDATA" : "HOME");
  if (home === undefined || home === "") throw usage("Cannot find the state folder: expected --state DIR");
  return join(home, ".kalshi-live");
}

/** The name of an environment in the names of files. */
export function environmentName({ name, restUrl }: Environment): string {
  return name === "custom" ? new URL(restUrl).host : name;
}

/** An account that was asked for, and where its files are. */
export interface NamedAccount {
  readonly environment: Environment;
  readonly name: string;
  readonly signer: Signer;
  readonly place: AccountPlace;
}

/** The account of the key in the environment. Nothing is asked of the exchange: a kill needs no network. */
export function namedAccount(flags: Flags, output: Output): NamedAccount {
  const environment = orUsage(readEnvironment(flags.text("env") ?? "prod"));
  const signer = readSigner(environment, output);
  if (signer === undefined) {
    throw failure(noKeyNamed(environment, "Cannot find the account"));
  }
  return accountOf(flags, environment, signer);
}

/** The account of the key in the environment, for a command that asks the exchange. */
export function reachableAccount(flags: Flags, output: Output): NamedAccount {
  const account = namedAccount(flags, output);
  mustReach(account.environment.restUrl, "--env");
  return account;
}

/** The account of a signer, and where its files are. */
export function accountOf(flags: Flags, environment: Environment, signer: Signer): NamedAccount {
  const name = environmentName(environment);
  return { environment, name, signer, place: accountPlace(stateFolder(flags), name, signer.keyId) };
}

/** Opens the journal of an account; what a person should know of it goes to stderr. */
export function openJournal({ name, signer, place }: NamedAccount, output: Output): Journal {
  const journal = orFail(
    Journal.open({ place, environment: name, account: signer.keyId, now: Date.now }),
  );
  for (const notice of journal.notices) output.note(notice);
  return journal;
}

/** Who does it, for the journal: the account of the machine is not read. */
export const BY_COMMAND = "command line";
