/**
 * SHA-256.
 *
 * @module
 */

/** The SHA-256 of a text in UTF-8, as hexadecimal digits. */
export async function digestOf(text: string): Promise<string> {
  return toHex(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)));
}

/** The SHA-256 of a file, as hexadecimal digits; throws as the file system does. */
export async function digestOfFile(path: string): Promise<string> {
  return toHex(await crypto.subtle.digest("SHA-256", await Deno.readFile(path)));
}

function toHex(bytes: ArrayBuffer): string {
  return new Uint8Array(bytes).toHex();
}
