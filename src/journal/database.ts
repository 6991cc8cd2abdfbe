/**
 * The database file: how it is opened, and what a transaction is.
 *
 * @module
 */
import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { refuse, type Result, succeed } from "../core/result.ts";
import { describeError } from "../lib/errors.ts";
import { splitPath } from "../lib/files.ts";
import { refusalOf } from "./refusals.ts";
import { migrate } from "./schema.ts";

/** How long a writer waits for another process by default, ms. */
const BUSY_MS = 500;
/**
 * How long whoever starts or ends waits for others, ms. On a busy machine each of them keeps the file for some tenths of a second (it
 * is not run, or the disk syncs), they take no turns, and nothing here waits for a price.
 */
const PATIENT_MS = 5_000;
/** How long until the file is tried again where the database itself does not wait, ms. */
const AGAIN_MS = 5;

/** A row as the database gives it. */
export type Row = Readonly<Record<string, unknown>>;

/** An open database. Everything is synchronous: a transaction is on the disk when it returns. */
export class Database implements Disposable {
  readonly path: string;
  readonly #database: DatabaseSync;
  readonly #busyMs: number;
  readonly #statements = new Map<string, StatementSync>();
  #depth = 0;
  #transactions = 0;

  private constructor(path: string, database: DatabaseSync, busyMs: number) {
    this.path = path;
    this.#database = database;
    this.#busyMs = Math.round(busyMs);
  }

  /**
   * Opens a file, makes it where it is missing, and brings its schema up to date.
   *
   * @param busyMs how long a write waits for another process
   */
  static open(path: string, busyMs: number = BUSY_MS): Result<Database> {
    let database: DatabaseSync | undefined;
    try {
      makePrivate(path);
      database = new DatabaseSync(path);
      const opened = new Database(path, database, busyMs);
      opened.patiently(() => {
        opened.#useLog();
        migrate(opened);
      });
      return succeed(opened);
    } catch (error) {
      database?.close();
      const refusal = refusalOf(path, error);
      if (refusal !== undefined) return { ok: false, reason: refusal };
      return refuse("journal_unopenable", `Cannot use journal ${path}: ${describeError(error)}`);
    }
  }

  /**
   * Whatever is written or read within the work waits {@linkcode PATIENT_MS} for other processes: for a start and an end, not for an
   * order.
   */
  patiently<T>(work: () => T): T {
    this.#database.exec(`pragma busy_timeout = ${Math.max(this.#busyMs, PATIENT_MS)}`);
    try {
      return work();
    } finally {
      this.#database.exec(`pragma busy_timeout = ${this.#busyMs}`);
    }
  }

  /** Switches to the write-ahead log. In a new file others are at it too, and for that lock the database does not wait by itself. */
  #useLog(): void {
    const until = performance.now() + PATIENT_MS;
    for (;;) {
      try {
        return this.#database.exec(
          "pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on",
        );
      } catch (error) {
        if (performance.now() >= until || refusalOf(this.path, error)?.code !== "journal_locked") throw error;
        Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, AGAIN_MS);
      }
    }
  }

  /** Runs statements that have no values and no result. */
  exec(sql: string): void {
    this.#database.exec(sql);
  }

  /** Runs a statement; says how many rows it changed. */
  run(sql: string, ...values: SQLInputValue[]): number {
    return Number(this.#statement(sql).run(...values).changes);
  }

  /** The first row, or `undefined`. */
  first(sql: string, ...values: SQLInputValue[]): Row | undefined {
    return this.#statement(sql).get(...values);
  }

  /** All rows. */
  rows(sql: string, ...values: SQLInputValue[]): readonly Row[] {
    return this.#statement(sql).all(...values);
  }

  /** A number of the transaction that is under way, which no other has; what was read in it has been changed by nobody else. */
  get transactionNumber(): number | undefined {
    return this.#depth > 0 ? this.#transactions : undefined;
  }

  /** Whether a transaction is under way. */
  get inTransaction(): boolean {
    return this.#depth > 0;
  }

  /**
   * Runs work in one transaction that takes the write lock at its beginning. One inside another is a part of it: what
   * several calls write is on the disk together, after one sync.
   *
   * @throws what the work or the database throws; then nothing of it is kept
   */
  transaction<T>(work: () => T): T {
    if (this.#depth > 0) return work();
    this.#statement("begin immediate").run();
    this.#depth++;
    this.#transactions++;
    try {
      const value = work();
      this.#statement("commit").run();
      return value;
    } catch (error) {
      // A commit that fails for want of space has rolled back by itself in some cases.
      if (this.#database.isTransaction) this.#statement("rollback").run();
      throw error;
    } finally {
      this.#depth--;
    }
  }

  [Symbol.dispose](): void {
    this.#statements.clear();
    this.#database.close();
  }

  #statement(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#database.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }
}

/** Makes the file, which nobody else can read, before the database does: its log files get the same permissions. */
function makePrivate(path: string): void {
  Deno.mkdirSync(splitPath(path).folder, { recursive: true, mode: 0o700 });
  try {
    Deno.openSync(path, { write: true, createNew: true, mode: 0o600 }).close();
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
    const { mode } = Deno.statSync(path);
    if (mode !== null && (mode & 0o077) !== 0) Deno.chmodSync(path, 0o600);
  }
}
