/**
 * The key of the audit log: made on first use, readable by its owner alone, never beside the log.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { refuse, type Result, succeed } from "../core/result.ts";
import { describeError } from "../lib/errors.ts";
import { splitPath, writeAllSync } from "../lib/files.ts";

const KEY_BYTES = 32;
/** Group and others, reading, writing or running. */
const OTHERS = 0o077;

/** A key, and a name for it that tells nothing of it. */
export interface AuditKey {
  readonly bytes: Uint8Array;
  /** 16 hexadecimal digits. */
  readonly fingerprint: string;
}

/**
 * Reads the key.
 *
 * @returns `undefined` where there is no such file; a refusal where it cannot be used
 */
export function readAuditKey(path: string): Result<AuditKey | undefined> {
  try {
    const text = Deno.readTextFileSync(path).trim();
    const { mode } = Deno.statSync(path);
    if (mode !== null && (mode & OTHERS) !== 0) {
      return refuse("audit_key_open", `Cannot use audit key ${path}: others can read it; chmod 600 it`);
    }
    if (!/^[0-9a-f]{64}$/.test(text)) {
      return refuse("audit_key_bad", `Cannot use audit key ${path}: expected 64 hexadecimal digits`);
    }
    return succeed(keyOf(Uint8Array.fromHex(text)));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return succeed(undefined);
    return refuse("audit_key_unreadable", `Cannot read audit key ${path}: ${describeError(error)}`);
  }
}

/**
 * Reads the key, or makes it.
 *
 * Two processes that make it at the same moment end with one: the file is complete under another name before it gets its own,
 * and a name that is taken is never taken away.
 */
export function openAuditKey(path: string): Result<AuditKey> {
  const found = readAuditKey(path);
  if (!found.ok) return found;
  if (found.value !== undefined) return succeed(found.value);
  try {
    Deno.mkdirSync(splitPath(path).folder, { recursive: true, mode: 0o700 });
    writeNewKey(path);
  } catch (error) {
    return refuse("audit_key_unwritable", `Cannot make audit key ${path}: ${describeError(error)}`);
  }
  const made = readAuditKey(path);
  if (!made.ok) return made;
  return made.value === undefined
    ? refuse("audit_key_unreadable", `Cannot read audit key ${path}: it was made and is gone`)
    : succeed(made.value);
}

function writeNewKey(path: string): void {
  const temporary = `${path}.${crypto.randomUUID()}.part`;
  const text = `${crypto.getRandomValues(new Uint8Array(KEY_BYTES)).toHex()}\n`;
  try {
    {
      using file = Deno.openSync(temporary, { write: true, createNew: true, mode: 0o600 });
      writeAllSync(file, new TextEncoder().encode(text));
      file.syncSync();
    }
    Deno.linkSync(temporary, path);
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
  } finally {
    try {
      Deno.removeSync(temporary);
    } catch {
      // It was not made.
    }
  }
}

function keyOf(bytes: Uint8Array): AuditKey {
  return { bytes, fingerprint: createHash("sha256").update(bytes).digest("hex").slice(0, 16) };
}
