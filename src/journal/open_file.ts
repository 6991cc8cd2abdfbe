/**
 * What is checked and made when a journal is opened: whose it is, its epoch, and whether it fits its audit log.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { type ChainHead, sealLine } from "../audit/chain.ts";
import type { AuditKey } from "../audit/key.ts";
import type { LogFile } from "../audit/log_file.ts";
import { refuse, type Result, succeed } from "../core/result.ts";
import { describeError } from "../lib/errors.ts";
import { readHead, writeLine } from "./audit_trail.ts";
import type { Database } from "./database.ts";
import type { AccountPlace } from "./place.ts";
import { type Epoch, openEpoch } from "./sessions.ts";
import type { Writes } from "./writes.ts";

/** Whose journal it should be. */
interface Owner {
  readonly place: AccountPlace;
  readonly environment: string;
  readonly account: string;
}

/** What opening found. */
export interface OpenedFile {
  readonly epoch: string;
  readonly notices: readonly string[];
  /** Why entries must stop; `undefined` where they need not. */
  readonly halt: string | undefined;
}

/** Checks a journal and makes what a new one lacks. */
export function openFile(
  writes: Writes,
  { place, environment, account }: Owner,
  key: AuditKey,
  log: LogFile,
): Result<OpenedFile> {
  const { database, now } = writes;
  const logged = lastLogged(log);
  if (!logged.ok) return logged;
  const open = (): Result<OpenedFile> => {
    const owner = checkMeta(database, {
      environment,
      account: createHash("sha256").update(account).digest("hex"),
      audit_key: key.fingerprint,
    });
    if (!owner.ok) return owner;
    const epoch = openEpoch(database, now());
    const notices = noticesOf(epoch, place.journal);
    const halt = whyRestored(database, logged.value);
    beginChain(database, key, epoch, now(), halt === undefined ? undefined : logged.value);
    return succeed({ epoch: epoch.epoch, notices: halt === undefined ? notices : [...notices, halt], halt });
  };
  return database.patiently(() => writes.together(open));
}

function lastLogged(log: LogFile): Result<ChainHead> {
  try {
    return succeed(log.lastHead());
  } catch (error) {
    return refuse("audit_unreadable", `Cannot read audit log ${log.path}: ${describeError(error)}`);
  }
}

function noticesOf({ epoch, isCopy }: Epoch, path: string): readonly string[] {
  return isCopy
    ? [`journal ${path} was copied or moved; its orders carry new ids from now on (${epoch})`]
    : [];
}

/** Compares what is written about the file's owner, and writes it into a new file. */
function checkMeta(database: Database, expected: Readonly<Record<string, string>>): Result<void> {
  for (const [name, value] of Object.entries(expected)) {
    const found = database.first("select value from meta where name = ?", name)?.["value"];
    if (found === undefined) {
      database.run("insert into meta (name, value) values (?, ?)", name, value);
    } else if (found !== value) {
      return refuse("journal_of_another", `Cannot use journal ${database.path}: ${wrongOwner(name)}`);
    }
  }
  return succeed(undefined);
}

function wrongOwner(name: string): string {
  if (name === "audit_key") {
    return "its audit log has another key; put the key file back where it was";
  }
  return name === "account" ? "it is that of another account" : "it is that of another environment";
}

/**
 * Begins the chain, or says in it what was found. A journal that was restored goes on where the log ends: what it has forgotten
 * stays in the log.
 */
function beginChain(
  database: Database,
  key: AuditKey,
  { epoch, isCopy }: Epoch,
  now: number,
  ahead: ChainHead | undefined,
): void {
  const head = readHead(database);
  const kind = ahead !== undefined ? "restored" : head.count === 0 ? "opened" : isCopy ? "copied" : undefined;
  if (kind === undefined) return;
  const data = { epoch, key: key.fingerprint, ...(ahead === undefined ? {} : { journal_knew: head.count }) };
  writeLine(database, sealLine(key.bytes, ahead ?? head, { at: Math.floor(now), session: "-", kind, data }));
}

/** The log is written after the journal, never before: one that is ahead shows that the journal is an older one. */
function whyRestored(database: Database, logged: ChainHead): string | undefined {
  const { count, mac } = readHead(database);
  if (logged.count < count || (logged.count === count && logged.mac === mac)) return undefined;
  return `the journal knows ${count} lines of its audit log, which has ${logged.count}: it is an older copy, and orders may be missing from it`;
}
