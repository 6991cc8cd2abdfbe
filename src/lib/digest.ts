/**
 * SHA-256.
 *
 * @module
 */

import { createHash } from "node:crypto";

/** The SHA-256 of a text in UTF-8, as hexadecimal digits. */
export async function digestOf(text: string): Promise<string> {
  return toHex(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
}

const CHUNK_BYTES = 1 << 20;

/** The SHA-256 of a file of any length, as hexadecimal digits; throws as the file system does. */
export async function digestOfFile(path: string): Promise<string> {
  using file = await Deno.open(path);
  const hash = createHash("sha256");
  const buffer = new Uint8Array(CHUNK_BYTES);
  for (let read = await file.read(buffer); read !== null; read = await file.read(buffer)) {
    hash.update(buffer.subarray(0, read));
  }
  return hash.digest("hex");
}

function toHex(bytes: ArrayBuffer): string {
  return new Uint8Array(bytes).toHex();
}
