/**
 * Checkpoints of the audit log, read without opening the journal for writing.
 *
 * @module
 */
import { DatabaseSync } from "node:sqlite";
import type { ChainHead } from "../audit/chain.ts";
import { refuse, type Result, succeed } from "../core/result.ts";
import { describeError } from "../lib/errors.ts";
import { exists } from "../lib/files.ts";

/**
 * The places in the chain up to which the log was synced; none where there is no journal. SQLite wants to write beside the
 * journal even to read it: on a disk that takes nothing it is refused.
 */
export function readCheckpoints(journal: string): Result<readonly ChainHead[]> {
  if (!exists(journal)) return succeed([]);
  try {
    using database = new DatabaseSync(journal, { readOnly: true });
    return succeed(
      database.prepare("select count, mac from checkpoints order by count").all().map((row) => ({
        count: Number(row["count"]),
        mac: String(row["mac"]),
      })),
    );
  } catch (error) {
    return refuse(
      "journal_unreadable",
      `Cannot read the checkpoints of journal ${journal}: ${describeError(error)}`,
    );
  }
}
