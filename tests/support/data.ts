/**
 * Where the real captures are that some tests read. They are no part of the project.
 *
 * @module
 */

const ROOT = Deno.env.get("KALSHI_LIVE_DATA") ?? new URL("../../../shared/data/", import.meta.url).pathname;

/**
 * The path of a capture, or `undefined` where the captures are missing.
 *
 * @param name a file or folder below the data folder
 */
export function dataPath(name: string): string | undefined {
  const path = `${ROOT.replace(/\/$/, "")}/${name}`;
  try {
    Deno.statSync(path);
    return path;
  } catch {
    return undefined;
  }
}

/**
 * A test that needs captures; where they are missing it is skipped and its name says why.
 *
 * @param needs the file or folder it reads
 */
export function dataTest(needs: string, name: string, body: (path: string) => void | Promise<void>): void {
  const path = dataPath(needs);
  const ignore = path === undefined;
  Deno.test({ name: ignore ? `${name} (skipped: no ${needs})` : name, ignore, fn: () => body(path ?? "") });
}
