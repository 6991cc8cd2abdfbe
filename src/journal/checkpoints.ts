/**
 * Checkpoints of the audit log, read without opening the journal for writing.
 *
 * @module
 */
import { DatabaseSync } from "node:sqlite";
import type { ChainHead } from "../audit/chain.ts";
import { exists } from "../lib/files.ts";

/** The places in the chain up to which the log was synced; none where there is no journal. */
export function readCheckpoints(journal: string): readonly ChainHead[] {
  if (!exists(journal)) return [];
  using database = new DatabaseSync(journal, { readOnly: true });
  return database.prepare("select count, mac from checkpoints order by count").all().map((row) => ({
    count: Number(row["count"]),
    mac: String(row["mac"]),
  }));
}
