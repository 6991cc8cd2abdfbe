/**
 * Frames that are compared with files.
 *
 * @module
 */
import { assertEquals } from "@std/assert";

/** Compares with a file beside the tests; `UPDATE_GOLDEN=1` writes it instead. */
export function assertGolden(name: string, actual: string): void {
  const path = new URL(`golden/${name}.txt`, import.meta.url);
  if (Deno.env.get("UPDATE_GOLDEN") === "1") Deno.writeTextFileSync(path, `${actual}\n`);
  assertEquals(`${actual}\n`, Deno.readTextFileSync(path));
}
