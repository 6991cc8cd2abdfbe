/**
 * What the program may do, whether Deno runs it, runs its workers, or compiles it. A test keeps the tasks in `deno.json`
 * the same.
 *
 * @module
 */
import { KEY_VARIABLES } from "./kalshi/credentials.ts";

/** Variables that name the keys of scoreboards. */
export const FEED_KEY_VARIABLES: readonly string[] = ["SPORTRADAR_API_KEY"];

/** Everything the program reads of the environment. */
const VARIABLES = [...KEY_VARIABLES, ...FEED_KEY_VARIABLES, "TERM"];

/** Flags of `deno run` and `deno compile`. Other programs are not run but itself, as the worker of a game. */
export const PERMISSIONS: readonly string[] = [
  "--allow-net",
  "--allow-read",
  "--allow-write",
  "--allow-run",
  `--allow-env=${VARIABLES.join(",")}`,
];
