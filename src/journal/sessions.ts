/**
 * Sessions: who writes, whether it still lives, and the beginning of its order ids.
 *
 * @module
 */
import { z } from "zod";
import { refuse, type Result, succeed } from "../core/result.ts";
import type { Database } from "./database.ts";
import type { Writes } from "./writes.ts";

/** A session whose last sign of life is older is dead: what it leased is free, ms. */
export const DEAD_AFTER_MS = 5_000;

/** The digits and letters of an epoch: none is mistaken for another. */
const EPOCH_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz";
const EPOCH_LENGTH = 8;

/** What says in a setup from which session it goes on: the beginning of that one's order ids. */
const FirstSchema = z.looseObject({ orderPrefix: z.string() });

/** What a session says of itself. */
export interface SessionStart {
  /** A name for people, for example the command line. */
  readonly process: string;
  readonly mode: "live" | "command";
  /** What it was set up with. */
  readonly setup?: unknown;
}

/** A session that has begun. */
export interface JournalSession {
  readonly sessionId: number;
  /**
   * The beginning of each `client_order_id` of this session, `<epoch>-<session>-`: no other session, copy of the journal or
   * machine makes the same.
   */
  readonly orderPrefix: string;
}

/** A session as it is kept. */
export interface SessionRow extends JournalSession {
  readonly process: string;
  readonly mode: string;
  readonly startedAt: number;
  readonly heartbeatAt: number;
  readonly endedAt: number | undefined;
}

/** The last session of each line of sessions that went on from one another, by session. */
interface Lines {
  readonly newest: number;
  readonly of: ReadonlyMap<number, number>;
  /** Sessions by the beginning of their order ids. */
  readonly byPrefix: ReadonlyMap<string, number>;
}

/** The sessions of a journal. */
export class Sessions {
  readonly epoch: string;
  readonly #writes: Writes;
  #own: JournalSession | undefined;
  #lines: Lines = { newest: 0, of: new Map(), byPrefix: new Map() };

  constructor(writes: Writes, epoch: string) {
    this.#writes = writes;
    this.epoch = epoch;
  }

  /** The session of this process; `undefined` before {@linkcode begin}. */
  get own(): JournalSession | undefined {
    return this.#own;
  }

  /** The name that audit lines carry. */
  get name(): string {
    return this.#own === undefined ? "-" : `${this.epoch}-${this.#own.sessionId}`;
  }

  /**
   * Begins the session of this process.
   *
   * @returns a refusal with code `still_running` where it would go on from a session that another process goes on from, and that
   * one lives: two with one recording and the same positions would each sell them
   */
  begin({ process, mode, setup = {} }: SessionStart): Result<JournalSession> {
    const begin = (): Result<JournalSession> => {
      const first = FirstSchema.safeParse(setup).data?.orderPrefix;
      const family = first === undefined ? [] : this.family(`${first}-`);
      const other = this.alive().find(({ sessionId }) => family.includes(sessionId));
      return other === undefined ? succeed(this.#begin({ process, mode, setup })) : refuse(
        "still_running",
        `Cannot go on with the session: session ${other.sessionId} (${other.process}) runs it`,
      );
    };
    return this.#writes.database.patiently(() => this.#writes.together(begin));
  }

  #begin({ process, mode, setup }: Required<SessionStart>): JournalSession {
    const { database, now } = this.#writes;
    const at = Math.floor(now());
    const row = database.first(
      "insert into sessions (epoch, process, mode, setup, started_at, heartbeat_at) values (?, ?, ?, ?, ?, ?) returning id",
      this.epoch,
      process,
      mode,
      JSON.stringify(setup),
      at,
      at,
    );
    const sessionId = Number(row?.["id"]);
    this.#own = { sessionId, orderPrefix: `${this.epoch}-${sessionId}-` };
    return this.#own;
  }

  /** Says that this process lives; wanted at least every second while it may hold a lease. */
  heartbeat(): void {
    const { sessionId } = this.#own ?? {};
    if (sessionId === undefined) return;
    const { database, now } = this.#writes;
    this.#writes.after(
      "heartbeat",
      () =>
        void database.run(
          "update sessions set heartbeat_at = ? where id = ?",
          Math.floor(now()),
          sessionId,
        ),
    );
  }

  /** Ends the session of this process: its leases are free at once. */
  end(): void {
    const { sessionId } = this.#own ?? {};
    if (sessionId === undefined) return;
    const { database, now } = this.#writes;
    const at = Math.floor(now());
    this.#writes.after("end of the session", () => {
      database.run("update sessions set ended_at = coalesce(ended_at, ?) where id = ?", at, sessionId);
      database.run("delete from exit_leases where session = ?", sessionId);
    });
  }

  /** All epochs that this file has had: order ids that begin with one of them are its own. */
  epochs(): readonly string[] {
    return this.#writes.database.rows("select epoch from epochs").map((row) => String(row["epoch"]));
  }

  /** Sessions that went on from one another's recordings: the first of them began with these order ids. */
  family(orderPrefix: string): readonly number[] {
    const { of, byPrefix } = this.#linesNow();
    const first = byPrefix.get(orderPrefix);
    return first === undefined ? [] : [...of].flatMap(([id, last]) => last === of.get(first) ? [id] : []);
  }

  /** The last session that went on from the recording of a session: whatever an order of that one trades is in its books. */
  lastOf(session: number): number {
    return this.#linesNow().of.get(session) ?? session;
  }

  /** Sessions are added, and none is changed in this: where none has come, nothing is read again. */
  #linesNow(): Lines {
    const { database } = this.#writes;
    const newest = Number(database.first("select max(id) as id from sessions")?.["id"] ?? 0);
    if (newest === this.#lines.newest) return this.#lines;
    const rows = database.rows(
      "select id, epoch || '-' || id || '-' as prefix, (setup ->> '$.orderPrefix') || '-' as first from sessions order by id",
    );
    const byPrefix = new Map(rows.map(({ id, prefix }) => [String(prefix), Number(id)]));
    const firstOf = ({ id, first }: typeof rows[number]) => byPrefix.get(String(first)) ?? Number(id);
    const lastOf = new Map(rows.map((row) => [firstOf(row), Number(row["id"])]));
    const of = new Map(rows.map((row) => [Number(row["id"]), lastOf.get(firstOf(row)) ?? Number(row["id"])]));
    return this.#lines = { newest, of, byPrefix };
  }

  /** Whether a session lives, or another that lives goes on from its recording: its orders are looked after. */
  isLookedAfter(): (session: number) => boolean {
    const alive = new Set(this.alive().map(({ sessionId }) => sessionId));
    return (session) => alive.has(this.lastOf(session));
  }

  /** Sessions that live: not ended, and heard of lately. */
  alive(): readonly SessionRow[] {
    const { database, now } = this.#writes;
    return database.rows(
      "select * from sessions where ended_at is null and heartbeat_at >= ? order by id",
      Math.floor(now()) - DEAD_AFTER_MS,
    ).map(readSession);
  }
}

function readSession(row: Readonly<Record<string, unknown>>): SessionRow {
  const sessionId = Number(row["id"]);
  return {
    sessionId,
    orderPrefix: `${String(row["epoch"])}-${sessionId}-`,
    process: String(row["process"]),
    mode: String(row["mode"]),
    startedAt: Number(row["started_at"]),
    heartbeatAt: Number(row["heartbeat_at"]),
    endedAt: row["ended_at"] === null ? undefined : Number(row["ended_at"]),
  };
}

/** The epoch of a file, and whether the file was copied or moved since it was made. */
export interface Epoch {
  readonly epoch: string;
  readonly isCopy: boolean;
}

/**
 * The epoch of the file, made on first use. A file in another place on the disk than the one that the epoch was made for is a
 * copy: it gets an epoch of its own, since the other may still be at work.
 */
export function openEpoch(database: Database, now: number): Epoch {
  const { ino } = Deno.statSync(database.path);
  const row = database.first("select epoch, inode from epochs order by rowid desc limit 1");
  const same = row !== undefined && (ino === null || row["inode"] === null || row["inode"] === ino);
  if (same) return { epoch: String(row["epoch"]), isCopy: false };
  const epoch = newEpoch();
  database.run("insert into epochs (epoch, since, inode) values (?, ?, ?)", epoch, Math.floor(now), ino);
  return { epoch, isCopy: row !== undefined };
}

/** 8 random letters and digits: 39 bits. */
function newEpoch(): string {
  const letters: string[] = [];
  while (letters.length < EPOCH_LENGTH) {
    const [byte = 0] = crypto.getRandomValues(new Uint8Array(1));
    // The last bytes would make the first letters more likely.
    if (byte < 248) letters.push(EPOCH_LETTERS[byte % EPOCH_LETTERS.length] ?? "");
  }
  return letters.join("");
}
