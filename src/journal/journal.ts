/**
 * The journal of an account: one file, shared by all processes that trade it.
 *
 * Orders are written before they are sent, and everything the exchange says of them after. A transaction is on the disk when it
 * returns; lines of the audit log are a part of it, so that one sync serves both.
 *
 * @module
 */
import { openAuditKey } from "../audit/key.ts";
import { LogFile } from "../audit/log_file.ts";
import { type Result, succeed } from "../core/result.ts";
import { REAL_TIMERS, type Timers } from "../lib/timers.ts";
import { Armings } from "./arming.ts";
import { AuditTrail } from "./audit_trail.ts";
import { Database } from "./database.ts";
import { DayPnl } from "./day_pnl.ts";
import { ExitLeases } from "./exit_leases.ts";
import { Externals } from "./externals.ts";
import { Handovers } from "./handovers.ts";
import { Halts, JOURNAL_HALTS } from "./halts.ts";
import { KillSwitch } from "./kill_switch.ts";
import { openFile } from "./open_file.ts";
import { OrderGroups } from "./order_groups.ts";
import { Orders } from "./orders.ts";
import type { AccountPlace } from "./place.ts";
import { type JournalSession, Sessions, type SessionStart } from "./sessions.ts";
import { Writes } from "./writes.ts";

/** How a journal is opened. */
export interface JournalOptions {
  readonly place: AccountPlace;
  /** For example `prod`; a journal of another environment is refused. */
  readonly environment: string;
  /** The key id or user id; a journal of another account is refused. */
  readonly account: string;
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly timers?: Timers;
  /** How long a write waits for another process, ms. @default {500} */
  readonly busyMs?: number;
}

/** An open journal. Everything is synchronous. */
export class Journal implements Disposable {
  readonly place: AccountPlace;
  /** The random part of order ids. */
  readonly epoch: string;
  readonly sessions: Sessions;
  readonly orders: Orders;
  readonly halts: Halts;
  readonly kill: KillSwitch;
  readonly armings: Armings;
  readonly leases: ExitLeases;
  readonly pnl: DayPnl;
  readonly externals: Externals;
  readonly handovers: Handovers;
  readonly groups: OrderGroups;
  readonly audit: AuditTrail;
  /** What a person should know of how it was opened, one line each. */
  readonly notices: readonly string[];
  readonly #database: Database;
  readonly #writes: Writes;
  #closed = false;

  private constructor(
    { place }: JournalOptions,
    writes: Writes,
    { epoch, audit, notices }: {
      readonly epoch: string;
      readonly audit: (sessions: Sessions) => AuditTrail;
      readonly notices: readonly string[];
    },
  ) {
    this.place = place;
    this.epoch = epoch;
    this.notices = notices;
    this.#writes = writes;
    this.#database = writes.database;
    this.sessions = new Sessions(writes, epoch);
    this.halts = new Halts(writes, (kind, data) => this.audit.append(kind, data));
    this.orders = new Orders(writes, this.sessions, this.halts);
    this.kill = new KillSwitch(writes, place.killFile);
    this.pnl = new DayPnl(writes, this.sessions);
    this.armings = new Armings(writes, this.pnl);
    this.leases = new ExitLeases(writes, this.sessions);
    this.externals = new Externals(writes);
    this.handovers = new Handovers(writes, this.sessions, this.orders);
    this.groups = new OrderGroups(writes, this.sessions);
    this.audit = audit(this.sessions);
  }

  /**
   * Opens the journal of an account, or makes it.
   *
   * @returns a refusal of one line where it is newer than this program, of another account, locked, damaged, or cannot be written
   */
  static open(options: JournalOptions): Result<Journal> {
    const { place, now, timers = REAL_TIMERS, busyMs } = options;
    const key = openAuditKey(place.key);
    if (!key.ok) return key;
    const database = Database.open(place.journal, busyMs);
    if (!database.ok) return database;
    const writes = new Writes(database.value, now, timers);
    const log = new LogFile(place.log);
    const opened = openFile(writes, options, key.value, log);
    if (!opened.ok) {
      database.value[Symbol.dispose]();
      return opened;
    }
    const { epoch, notices, halt } = opened.value;
    const journal = new Journal(options, writes, {
      epoch,
      notices,
      audit: (sessions) => new AuditTrail(writes, sessions, { key: key.value, log, timers }),
    });
    if (halt !== undefined) journal.halts.set({ code: JOURNAL_HALTS.restored, detail: halt });
    journal.audit.flush();
    return succeed(journal);
  }

  /** Begins the session of this process. */
  beginSession(start: SessionStart): Result<JournalSession> {
    return this.sessions.begin(start);
  }

  /**
   * Runs work in one transaction, with one sync: orders of one event, and their lines of the audit log.
   *
   * @returns what the work returns, or a refusal where the journal cannot be written: then no order of it may be sent
   */
  together<T>(work: () => Result<T>): Result<T> {
    return this.#writes.together(work);
  }

  /** Runs what has already happened as one transaction. It never throws: what cannot be written is kept and tried again. */
  afterwards(what: string, work: () => void): void {
    this.#writes.after(what, work);
  }

  /** What happened at one moment, and is written by several calls within the work, is one transaction after it. It never throws. */
  gather(work: () => void): void {
    this.#writes.gather(work);
  }

  /** Writes that failed and wait in memory. While there are any, entries must not be sent. */
  get pending(): number {
    return this.#writes.pending;
  }

  /** Why writes are pending; `undefined` where none are. */
  get failure(): string | undefined {
    return this.#writes.failure;
  }

  /** Whether a write failed a moment ago: the next one would wait in memory, or be refused. */
  get failing(): boolean {
    return this.#writes.failing;
  }

  /** Faults of this program that lost a write, in words. */
  get faults(): readonly string[] {
    return this.#writes.faults;
  }

  /** Tries pending writes now. @returns whether nothing is pending any more */
  retry(): boolean {
    return this.#writes.retry();
  }

  /** Ends the session, tries pending writes a last time, and closes the file. */
  [Symbol.dispose](): void {
    if (this.#closed) return;
    this.#closed = true;
    this.sessions.end();
    this.#writes.close();
    this.audit.close();
    this.#database[Symbol.dispose]();
  }
}
