/**
 * The audit log's side in the journal: lines are sealed in the transaction that they belong to, in one chain for all
 * processes of the account, and appended to the file after it.
 *
 * @module
 */
import { type AuditEntry, CHAIN_START, type ChainHead, type SealedLine, sealLine } from "../audit/chain.ts";
import type { AuditKey } from "../audit/key.ts";
import type { LogFile } from "../audit/log_file.ts";
import { describeError } from "../lib/errors.ts";
import type { Timer, Timers } from "../lib/timers.ts";
import type { Database } from "./database.ts";
import type { Sessions } from "./sessions.ts";
import type { Writes } from "./writes.ts";

/** How long after a line it is appended to the file, ms: not before the order that it is about has left. */
const FLUSH_MS = 20;
/** How long until the file is tried again after it could not be appended to, ms. */
const RETRY_MS = 1_000;
/** How many lines stay in the journal until the file is synced. */
const LINES_PER_SYNC = 256;

interface TrailOptions {
  readonly key: AuditKey;
  readonly log: LogFile;
  readonly timers: Timers;
}

/** The head of the chain. */
export function readHead(database: Database): ChainHead {
  const row = database.first("select count, mac from audit_head where id = 1");
  return row === undefined ? CHAIN_START : { count: Number(row["count"]), mac: String(row["mac"]) };
}

/** Keeps a sealed line until the file has it. */
export function writeLine(database: Database, { line, head: { count, mac } }: SealedLine): void {
  database.run("insert into audit_outbox (seq, line) values (?, ?)", count, line);
  database.run(
    `insert into audit_head (id, count, mac) values (1, ?, ?)
     on conflict (id) do update set count = excluded.count, mac = excluded.mac`,
    count,
    mac,
  );
}

/** Writes lines of the audit log. */
export class AuditTrail {
  readonly #writes: Writes;
  readonly #sessions: Sessions;
  readonly #options: TrailOptions;
  #timer: Timer | undefined;
  /** The head after the last line of a transaction, for the next one of the same. */
  #head: { readonly transaction: number | undefined; readonly head: ChainHead } | undefined;
  #failure: string | undefined;
  #closed = false;

  constructor(writes: Writes, sessions: Sessions, options: TrailOptions) {
    this.#writes = writes;
    this.#sessions = sessions;
    this.#options = options;
  }

  /** Why the file could not be appended to last time; the lines are safe in the journal. */
  get failure(): string | undefined {
    return this.#failure;
  }

  /**
   * Adds a line. Inside `together` and `afterwards` it is a part of that: where an order could not be written, no line says that it
   * was. By itself it never throws.
   *
   * @param kind for example `order`, `report`, `refusal`, `halt`, `confirmation`
   * @param data plain data; texts lose control characters
   */
  append(kind: string, data: AuditEntry["data"]): void {
    const { database, now } = this.#writes;
    const entry = { at: Math.floor(now()), session: this.#sessions.name, kind, data };
    if (database.inTransaction) this.#write(entry);
    else this.#writes.after(`audit line ${kind}`, () => this.#write(entry));
    this.#flushLater();
  }

  /** Seals a line in the transaction that is under way. */
  #write(entry: AuditEntry): void {
    const { database } = this.#writes;
    const transaction = database.transactionNumber;
    const before = transaction !== undefined && this.#head?.transaction === transaction
      ? this.#head.head
      : undefined;
    const sealed = sealLine(this.#options.key.bytes, before ?? readHead(database), entry);
    writeLine(database, sealed);
    this.#head = { transaction, head: sealed.head };
  }

  /** Appends what the file lacks. It never throws: what cannot be appended stays in the journal. */
  flush(): void {
    if (this.#closed || this.#writes.database.inTransaction) return;
    const { log } = this.#options;
    const { database } = this.#writes;
    try {
      const appended = log.append((after) =>
        database.rows("select line from audit_outbox where seq > ? order by seq", after).map((row) =>
          String(row["line"])
        )
      );
      if (!appended) return this.#flushLater();
      const waiting = Number(database.first("select count(*) as n from audit_outbox")?.["n"] ?? 0);
      if (waiting >= LINES_PER_SYNC) this.checkpoint();
      this.#failure = undefined;
    } catch (error) {
      this.#failure = `Cannot append to audit log ${log.path}: ${describeError(error)}`;
    }
  }

  /** The newest place in the chain up to which the file was synced; `undefined` before the first. */
  lastCheckpoint(): ChainHead | undefined {
    const row = this.#writes.database.first("select count, mac from checkpoints order by count desc limit 1");
    return row === undefined ? undefined : { count: Number(row["count"]), mac: String(row["mac"]) };
  }

  /** Syncs the file, keeps a checkpoint, and forgets the lines that the file has for sure. */
  checkpoint(): void {
    const synced = this.#options.log.sync();
    if (synced === undefined) return;
    const { database, now } = this.#writes;
    const at = Math.floor(now());
    this.#writes.after("checkpoint", () => {
      database.run(
        "insert into checkpoints (count, mac, at) values (?, ?, ?) on conflict do nothing",
        synced.count,
        synced.mac,
        at,
      );
      database.run("delete from audit_outbox where seq <= ?", synced.count);
    });
  }

  /** Appends and syncs a last time. */
  close(): void {
    this.flush();
    if (this.#failure === undefined) {
      try {
        this.checkpoint();
      } catch (error) {
        this.#failure = describeError(error);
      }
    }
    this.#closed = true;
    this.#timer?.clear();
    this.#timer = undefined;
  }

  #flushLater(): void {
    if (this.#timer !== undefined || this.#closed) return;
    this.#timer = this.#options.timers.after(this.#failure === undefined ? FLUSH_MS : RETRY_MS, () => {
      this.#timer = undefined;
      this.flush();
      if (this.#failure !== undefined) this.#flushLater();
    });
  }
}
