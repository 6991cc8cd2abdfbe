/**
 * Where the files of an account are.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { basename, dirname, join } from "node:path";

/** How many digits of the hash of an account are in the names. */
const HASH_DIGITS = 12;

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
  const name = `${plain}-${createHash("sha256").update(account).digest("hex").slice(0, HASH_DIGITS)}`;
  return {
    journal: join(folder, "journal", `${name}.sqlite`),
    log: join(folder, "audit", `${name}.jsonl`),
    key: join(folder, "keys", `${name}.key`),
    killFile: join(folder, "kill", name),
  };
}

/**
 * How many journals of other keys stand beside one, of the same environment. Two keys of one account have two journals, which know
 * nothing of each other.
 */
export function journalsBeside({ journal }: AccountPlace): number {
  const own = basename(journal);
  const beginning = own.slice(0, -`${"0".repeat(HASH_DIGITS)}.sqlite`.length);
  try {
    return [...Deno.readDirSync(dirname(journal))].filter(({ name }) =>
      name !== own && name.startsWith(beginning) &&
      /^[0-9a-f]{12}\.sqlite$/.test(name.slice(beginning.length))
    ).length;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return 0;
    throw error;
  }
}
