/**
 * The token in a file that only its owner can read.
 *
 * @module
 */
import { randomBytes } from "node:crypto";
import { refuse, type Result, succeed } from "../../core/result.ts";
import { describeError } from "../../lib/errors.ts";

/** The form of a token: long enough not to be guessed, and fit for a header. */
const TOKEN = /^[A-Za-z0-9._~+/=-]{24,512}$/;

/** The name of the token's file, in the folder that the server is started in: recordings are copied and given away. */
export const TOKEN_FILE = ".kalshi-live-serve-token";

/** Reads the token, or makes one (256 bits) and the file where there is none. */
export async function readOrMakeToken(path: string): Promise<Result<string>> {
  try {
    const token = randomBytes(32).toString("base64url");
    await Deno.writeTextFile(path, `${token}\n`, { createNew: true, mode: 0o600 });
    return succeed(token);
  } catch (error) {
    if (!(error instanceof Deno.errors.AlreadyExists)) {
      const why = describeError(error);
      return refuse("unwritable", `Cannot write token file "${path}": ${why}`);
    }
  }
  try {
    const { isFile, mode, size } = await Deno.stat(path);
    if (!isFile || size > 1024) return bad(path, "expected a small file");
    // Windows has no mode.
    if (mode !== null && (mode & 0o077) !== 0) {
      return bad(path, "others can read it; chmod 600 it, or remove it and a new one is made");
    }
    const token = (await Deno.readTextFile(path)).trim();
    return TOKEN.test(token)
      ? succeed(token)
      : bad(path, "expected 24 to 512 letters, digits and ._~+/=- in one line");
  } catch (error) {
    return bad(path, describeError(error));
  }
}

function bad(path: string, why: string) {
  return refuse("bad_token_file", `Cannot use token file "${path}": ${why}`);
}
