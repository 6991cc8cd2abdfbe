/**
 * Where the files of an account are.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { join } from "node:path";

/** The files of one account in one environment, shared by all processes that trade it. */
export interface AccountPlace {
  /** The database. */
  readonly journal: string;
  /** The audit log, `<name>.jsonl`; what was rotated away stands beside it. */
  readonly log: string;
  /** The key of the log, in a folder of its own. */
  readonly key: string;
  /** Where this file is there, nothing but cancels leaves any process of the account. */
  readonly killFile: string;
}

/**
 * The place of an account below the state folder.
 *
 * @param folder the state folder
 * @param environment for example `prod`, or the host of another exchange
 * @param account the key id or the user id; only a part of its hash is in the names
 */
export function accountPlace(folder: string, environment: string, account: string): AccountPlace {
  const plain = environment.toLowerCase().replaceAll(/[^a-z0-9.]+/g, "-");
  const name = `${plain}-${createHash("sha256").update(account).digest("hex").slice(0, 12)}`;
  return {
    journal: join(folder, "journal", `${name}.sqlite`),
    log: join(folder, "audit", `${name}.jsonl`),
    key: join(folder, "keys", `${name}.key`),
    killFile: join(folder, "kill", name),
  };
}
