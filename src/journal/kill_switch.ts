/**
 * The kill switch of an account: a row in the journal and a file. Either of them kills, whoever made it, so that a person
 * can do it with `touch` where the journal cannot be opened. It is read on every order, never polled.
 *
 * @module
 */
import { existsSync } from "node:fs";
import type { Result } from "../core/result.ts";
import { refuse } from "../core/result.ts";
import { describeError } from "../lib/errors.ts";
import { splitPath } from "../lib/files.ts";
import { safeText } from "../lib/safe_text.ts";
import { type Writes, written } from "./writes.ts";

/** The kill switch, as all processes of the account see it. */
export class KillSwitch {
  readonly #writes: Writes;
  readonly #file: string;

  constructor(writes: Writes, file: string) {
    this.#writes = writes;
    this.#file = file;
  }

  /**
   * Why nothing but cancels may be sent; `undefined` where the switch is not set. A journal that cannot be read counts as set.
   */
  read(): string | undefined {
    try {
      if (existsSync(this.#file)) return `${whyKilled(this.#file)}kill file ${this.#file}`;
      const row = this.#writes.database.first(
        "select reason, by from kills where undone_at is null order by id limit 1",
      );
      return row === undefined ? undefined : `${String(row["reason"])} (${String(row["by"])})`;
    } catch (error) {
      return `the kill switch cannot be read: ${describeError(error)}`;
    }
  }

  /** Sets the switch: the file first, since it needs no database. */
  set(by: string, reason: string): Result<void> {
    const file = writeKillFile(this.#file, by, reason);
    const { database, now } = this.#writes;
    const row = written(this.#writes, () =>
      void database.run(
        "insert into kills (at, by, reason) values (?, ?, ?)",
        Math.floor(now()),
        by,
        safeText(reason),
      ));
    // One of them is enough.
    return file.ok ? file : row;
  }

  /** Takes the switch back: the row first, so that whatever fails leaves it set. */
  undo(by: string): Result<void> {
    const { database, now } = this.#writes;
    const row = written(this.#writes, () =>
      void database.run(
        "update kills set undone_at = ?, undone_by = ? where undone_at is null",
        Math.floor(now()),
        by,
      ));
    if (!row.ok) return row;
    try {
      Deno.removeSync(this.#file);
    } catch (error) {
      if (!(error instanceof Deno.errors.NotFound)) {
        return refuse("kill_file", `Cannot remove kill file ${this.#file}: ${describeError(error)}`);
      }
    }
    return row;
  }
}

const LONGEST_REASON = 200;

/** What the kill file says, where it says anything: one made with `touch` is empty. */
function whyKilled(path: string): string {
  try {
    const [line = ""] = safeText(Deno.readTextFileSync(path), LONGEST_REASON).trim().split("\n");
    return line === "" ? "" : `${line}; `;
  } catch {
    // It is there, and that is enough.
    return "";
  }
}

/** Makes the kill file; also for a command that cannot open the journal. */
export function writeKillFile(path: string, by: string, reason: string): Result<void> {
  try {
    Deno.mkdirSync(splitPath(path).folder, { recursive: true, mode: 0o700 });
    Deno.writeTextFileSync(path, `${safeText(by)}: ${safeText(reason)}\n`, { mode: 0o600 });
    return { ok: true, value: undefined };
  } catch (error) {
    return refuse("kill_file", `Cannot write kill file ${path}: ${describeError(error)}`);
  }
}
